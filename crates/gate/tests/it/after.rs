//! The project after the update is the one that somebody would have written by hand.

use keyholder_gate::{after, targets};
use keyholder_reach::assess;
use keyholder_supply::Network;
use keyholder_supply::facts::{BomDocument, BomFact, Facts, Name};

use crate::targets::large_facts;
use crate::world::{NEW, World, bom, network};

fn then(facts: &Facts, wanted: &[&str], parts: bool) -> Facts {
    let net = network(facts.clone());
    let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
    let found = targets(&net, "suite", &wanted).expect("targets");
    let list = bom("1.1", NEW);
    after(facts, &net, &found, "1.1", parts.then_some(&list))
}

/// What a network says: what each element runs, what is inside, and who can change what.
fn shape(net: &Network) -> Vec<String> {
    let mut lines: Vec<String> = net
        .elements
        .iter()
        .map(|element| {
            let class = &net.classes[element.class.index()];
            let runs: Vec<String> = class
                .releases()
                .map(|(layer, release)| format!("{layer:?} {}", net.release_label(release)))
                .collect();
            format!("{} {} {runs:?}", element.id, element.rows)
        })
        .collect();
    for release in &net.releases {
        let component = &net.components[release.component.index()].id;
        lines.push(format!(
            "{component} {} {}",
            release.version,
            release.contains.len()
        ));
    }
    let found = assess(net);
    for actor in &found.actors {
        lines.push(format!("{} {:?}", actor.actor.id(net), actor.reach));
    }
    lines.extend(net.unknowns.iter().map(|unknown| unknown.what.clone()));
    lines.sort();
    lines
}

fn same(made: Facts, by_hand: Facts) {
    assert_eq!(shape(&network(made)), shape(&network(by_hand)));
}

/// The parts of the update are in the project.
fn with_parts(facts: &mut Facts) {
    let suite = facts
        .components
        .iter_mut()
        .find(|c| c.id.text == "suite")
        .expect("the suite");
    let span = suite.id.span;
    let new = suite
        .releases
        .iter_mut()
        .find(|r| r.version.text == "1.1")
        .expect("the release");
    let path = "documents/suite-1.1.json".to_owned();
    new.bom = BomFact::Files(vec![Name {
        text: path.clone(),
        span,
    }]);
    facts.boms.push(BomDocument {
        path,
        span,
        bom: bom("1.1", NEW),
    });
}

#[test]
fn small_tables() {
    for parts in [false, true] {
        let hand = World::with(|w| w.elements = w.elements.replace("suite@1.0", "suite@1.1"));
        let mut hand = hand.facts();
        if parts {
            with_parts(&mut hand);
        }
        same(then(&World::new().facts(), &[], parts), hand);
    }
}

#[test]
fn one_element_alone() {
    let hand = World::with(|w| w.elements = w.elements.replacen("suite@1.0", "suite@1.1", 1));
    same(then(&World::new().facts(), &["a1"], false), hand.facts());
}

#[test]
fn a_release_that_the_project_does_not_state() {
    let start = World::with(|w| w.releases.truncate(1));
    let hand = World::with(|w| {
        w.releases[1] = "version = \"1.1\"\n".to_owned();
        w.elements = w.elements.replace("suite@1.0", "suite@1.1");
    });
    let mut hand = hand.facts();
    same(then(&start.facts(), &[], false), hand.clone());
    with_parts(&mut hand);
    same(then(&start.facts(), &[], true), hand);
}

#[test]
fn where_it_did_not_run_it_takes_the_layer_of_its_kind() {
    for (kind, from, to) in [
        (
            "software",
            "none,none,none,rival@3",
            "none,none,none,rival@3;suite@1.1",
        ),
        (
            "firmware",
            "none,none,none,rival@3",
            "none,suite@1.1,none,rival@3",
        ),
        (
            "hardware",
            "none,none,none,rival@3",
            "suite@1.1,none,none,rival@3",
        ),
    ] {
        let kind = format!("kind = \"{kind}\"");
        let start = World::with(|w| w.suite = w.suite.replace("kind = \"software\"", &kind));
        let hand = World::with(|w| {
            w.suite = w.suite.replace("kind = \"software\"", &kind);
            w.elements = w.elements.replace(from, to);
        });
        same(then(&start.facts(), &["s1"], false), hand.facts());
    }
}

#[test]
fn beside_others_and_of_several_versions() {
    let start = World::with(|w| {
        w.elements = w.elements.replacen("suite@1.0", "rival@3;suite@1.0", 1);
        w.elements =
            w.elements
                .replacen("none,none,none,suite@1.0", "none,none,rival@3,suite@1.0", 1);
    });
    let hand = World::with(|w| {
        w.elements = start.elements.replace("suite@1.0", "suite@1.1");
    });
    same(then(&start.facts(), &[], false), hand.facts());
}

const ROWS: &[(&str, &str, u64, &str)] = &[
    ("AMF", "suite@1.0", 3, "la1"),
    ("gNB", "rival@3; suite@1.0", 40_000, "lg1"),
    ("SMF", "rival@3", 7, "lr1"),
    ("UPF", "none", 5, "lu1"),
    ("UPF", "?", 6, "lu6"),
    ("AUSF", "suite-x@1.0; suite", 2, "lv1"),
];

fn by_hand(change: impl Fn(&str, &str) -> Option<&'static str>) -> Facts {
    let rows: Vec<_> = ROWS
        .iter()
        .map(|(function, runs, rows, least)| {
            (
                *function,
                change(function, runs).unwrap_or(runs),
                *rows,
                *least,
            )
        })
        .collect();
    large_facts(&rows)
}

#[test]
fn large_tables() {
    let mut hand = by_hand(|_, runs| match runs {
        "suite@1.0" => Some("suite@1.1"),
        "rival@3; suite@1.0" => Some("rival@3;suite@1.1"),
        _ => None,
    });
    let small = World::with(|w| w.elements = w.elements.replace("suite@1.0", "suite@1.1"));
    hand.elements = small.facts().elements;
    same(then(&by_hand(|_, _| None), &[], false), hand);
}

#[test]
fn large_tables_where_it_did_not_run() {
    let hand = by_hand(|function, runs| match (function, runs) {
        ("SMF", _) => Some("rival@3;suite@1.1"),
        ("UPF", _) => Some("suite@1.1"),
        _ => None,
    });
    let mut hand = hand;
    let small = World::with(|w| {
        w.elements = w.elements.replace("rival@3", "rival@3;suite@1.1");
    });
    hand.elements = small.facts().elements;
    same(then(&by_hand(|_, _| None), &["SMF", "UPF"], false), hand);
}

#[test]
fn two_kinds_that_become_one() {
    let rows = [
        ("AMF", "suite@1.0", 3, "la1"),
        ("AMF", "suite@1.1", 4, "la0"),
    ];
    let mut hand = large_facts(&[("AMF", "suite@1.1", 7, "la0")]);
    let small = World::with(|w| w.elements = w.elements.replace("suite@1.0", "suite@1.1"));
    hand.elements = small.facts().elements;
    let made = then(&large_facts(&rows), &[], false);
    assert_eq!(
        made.large.as_ref().map(|l| &l.inventory),
        hand.large.as_ref().map(|l| &l.inventory)
    );
    same(made, hand);
}

#[test]
fn what_is_not_a_target_stays() {
    let start = World::new().facts();
    let made = then(&start, &["a2"], false);
    assert_eq!(made.elements[0], start.elements[0]);
    assert_eq!(made.elements[2], start.elements[2]);
    assert_eq!(made.evidence, start.evidence);
    assert_eq!(made.gate, start.gate);
}
