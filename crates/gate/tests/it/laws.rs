//! The laws: names and order decide nothing, and what is taken away never improves.

use keyholder_gate::{Judgement, Past};
use keyholder_packages::ClaimKind;
use keyholder_supply::function::{Criticality, FunctionClass};
use keyholder_supply::gate::{Answer, CheckState, GateCheck, GateVerdict, KeyUse, Said};
use keyholder_trust::Verdict;
use proptest::prelude::*;

use crate::property;
use crate::world::{
    BUILDER, BYTES, NEW, OLD, World, bom, built, claim, countersigned, guard, meant_for, parts,
    past, pinned, route, signer,
};

/// The verdict, how each check ended, and the steps.
type Shape = (
    GateVerdict,
    Vec<(GateCheck, CheckState)>,
    Vec<(GateVerdict, GateCheck)>,
);

/// What is decided on, without words.
fn shape(judged: &Judgement) -> Shape {
    let mut steps: Vec<_> = judged.steps.iter().map(|s| (s.verdict, s.check)).collect();
    steps.sort();
    let answers = judged.answers.iter().map(|a| (a.check, a.state));
    (judged.verdict, answers.collect(), steps)
}

/// A world in which this and that is amiss: each number chooses.
fn amiss(choices: &[u8]) -> World {
    let mut w = World::new();
    for choice in choices {
        one_amiss(&mut w, *choice);
    }
    w
}

const AMISS: u8 = 22;

fn one_amiss(w: &mut World, choice: u8) {
    match choice {
        0 => w.package.signers.push(signer(Some("second-key"), 2)),
        1 => w.package.signers.push(signer(Some("third-key"), 5)),
        2 => w
            .package
            .signers
            .retain(|s| s.anchor.as_deref() != Some("maker-key")),
        3 => w.routes = route("suite/updates", &["maker", "second", "third"], 2, ""),
        4 => {
            w.routes = route(
                "suite/updates",
                &["maker"],
                1,
                &guard("second-signature", "second"),
            )
        }
        5 => w.package.claims.push(claim(ClaimKind::Product, "other")),
        6 => w.history.push(past("1.1", b"other", "hold", &[1])),
        7 => w.history.push(past("1.0.9", b"other", "admit", &[2])),
        8 => w
            .package
            .attestations
            .push(built("https://x.example", BYTES, 3)),
        9 => w.package.attestations.push(built(BUILDER, b"bin", 3)),
        10 => {
            let away = meant_for("away", &["AMF"], "2027-01-01T00:00:00Z");
            w.package.attestations.insert(0, countersigned(&away));
        }
        11 => {
            w.verdicts = Ok(vec![(
                "maker".to_owned(),
                FunctionClass::Core,
                Verdict::Conditional,
            )])
        }
        12 => {
            w.verdicts = Ok(vec![(
                "maker".to_owned(),
                FunctionClass::Core,
                Verdict::HighRisk,
            )])
        }
        13 => {
            let mut with = NEW.to_vec();
            with.push(("log", "1", "Harbor", "ee"));
            w.after = Ok(parts(bom("1.1", &with)));
            w.publishers = w.publishers.replace(
                "generic/codec\"\nparty = \"maker\"",
                "generic/log\"\nparty = \"third\"",
            );
        }
        14 => w.after = Ok(parts(bom("1.1", &[OLD[0], ("tls", "3.1", "Lumen", "dd")]))),
        15 => w.elements = w.elements.replacen("a1,AMF", "a1,", 1),
        16 => w.package.answers[4] = Answer::failed(GateCheck::Signature, Said::new("changed")),
        17 => w.package.answers[7] = Answer::not_done(GateCheck::Revocation, Said::new("too old")),
        18 => w.emergency = true,
        19 => w.tier = Some(Criticality::Low),
        20 => w
            .keys
            .push(pinned("second-says", "second", KeyUse::CounterSignature, 7)),
        _ => w
            .gate
            .push_str("[[known_bad]]\nid = \"B-9\"\npurl = \"pkg:generic/tls@3.2\"\nwhy = \"w\"\n"),
    }
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0..AMISS, 0..5)
}

property! {
    /// Order of files, signers, attestations, claims, keys and parts says nothing.
    order, 40, choices(), |choices| {
        let world = amiss(&choices);
        let mut turned = world.clone();
        turned.parties.reverse();
        turned.others.reverse();
        turned.releases.reverse();
        turned.keys.reverse();
        turned.package.signers.reverse();
        turned.package.attestations.reverse();
        turned.package.claims.reverse();
        turned.package.files.reverse();
        turned.package.answers.reverse();
        let mut rows: Vec<&str> = turned.elements.lines().collect();
        rows[1..].reverse();
        turned.elements = rows.join("\n") + "\n";
        prop_assert_eq!(shape(&world.judge()), shape(&turned.judge()));
        // The same past, told twice or with other products in between.
        let mut longer = world.clone();
        let other = Past { component: "rival".to_owned(), ..past("9", b"z", "admit", &[5]) };
        longer.history = world.history.iter().flat_map(|p| [p.clone(), other.clone(), p.clone()]).collect();
        prop_assert_eq!(shape(&world.judge()), shape(&longer.judge()));
    }
}

/// A word is another one everywhere.
fn renamed(world: &World, from: &str, to: &str) -> World {
    let mut w = world.clone();
    let change = |text: &mut String| *text = text.replace(from, to);
    w.parties.iter_mut().for_each(change);
    w.others.iter_mut().for_each(change);
    for text in [
        &mut w.routes,
        &mut w.suite,
        &mut w.elements,
        &mut w.publishers,
        &mut w.operator,
        &mut w.component,
    ] {
        change(text);
    }
    let at = w.gate.find("builders").unwrap_or(0);
    let (head, tail) = w.gate.split_at(at);
    let (line, rest) = tail.split_once('\n').unwrap_or((tail, ""));
    w.gate = format!(
        "{}{line}\n{}",
        head.replace(from, to),
        rest.replace(from, to)
    );
    for key in &mut w.keys {
        if key.party == from.trim_matches('"') {
            to.trim_matches('"').clone_into(&mut key.party);
        }
        key.routes.iter_mut().for_each(change);
    }
    for claim in &mut w.package.claims {
        change(&mut claim.value);
    }
    for past in &mut w.history {
        change(&mut past.component);
    }
    for lists in [w.before.as_mut(), w.after.as_mut().ok().map(|p| &mut p.bom)]
        .into_iter()
        .flatten()
    {
        if let Some(subject) = &mut lists.subject {
            change(&mut subject.name);
        }
    }
    if let Ok(rows) = &mut w.verdicts {
        rows.iter_mut().for_each(|(supplier, ..)| change(supplier));
    }
    w
}

property! {
    /// Parties and countries under other names are judged alike.
    names, 24, choices(), |choices| {
        let world = amiss(&choices);
        let before = shape(&world.judge());
        for (from, to) in [
            ("\"second\"", "\"aardvark\""), ("third", "zebra"), ("lumen", "mmm"), ("maker", "nnn"),
            ("rival", "aaa"), ("\"op\"", "\"qq\""),
        ] {
            // The operator stands in quotes and in the table.
            let mut other = renamed(&world, from, to);
            if from == "\"op\"" {
                other = renamed(&other, ",op,", ",qq,");
            }
            prop_assert_eq!(&shape(&other.judge()), &before, "{} {}", from, to);
        }
        for (from, to) in [("\"XB\"", "\"XY\""), ("\"XC\"", "\"XF\""), ("\"XA\"", "\"XZ\""), ("\"XD\"", "\"XG\"")] {
            prop_assert_eq!(&shape(&renamed(&world, from, to).judge()), &before, "{} {}", from, to);
        }
    }
}

/// The component under another name; statements of the operator name it, so there are none.
#[test]
fn the_name_of_the_product_decides_nothing() {
    let mut world = World::new();
    let plain =
        |end: &str| serde_json::json!({"network": "home", "functions": ["AMF"], "expiresAt": end});
    world.package.attestations[0] = countersigned(&plain("2027-01-01T00:00:00Z"));
    let before = shape(&world.judge());
    assert_eq!(before.0, GateVerdict::Admit);
    for to in ["aa", "zz-9"] {
        let mut other = renamed(&world, "suite", to);
        other.releases[0] = world.releases[0].clone();
        assert_eq!(shape(&other.judge()), before);
    }
}

/// What can be taken away.
fn taken(w: &mut World, what: usize) -> bool {
    match what {
        0 => w.package.attestations.pop().is_some(),
        1 if w.package.attestations.is_empty() => false,
        1 => {
            w.package.attestations.remove(0);
            true
        }
        2 => {
            let at = w.gate.find("[[permit]]").unwrap_or(0);
            let end = w.gate.find("[[known_bad]]").unwrap_or(0);
            w.gate.replace_range(at..end, "");
            true
        }
        3 => std::mem::replace(&mut w.after, Err("gone".to_owned())).is_ok(),
        4 => w.before.take().is_some(),
        5 => {
            w.releases[1] = "version = \"1.1\"\n".to_owned();
            true
        }
        6 => {
            w.gate = w.gate.replace("version_order = \"natural\"\n", "");
            true
        }
        7 => std::mem::replace(&mut w.verdicts, Err("gone".to_owned())).is_ok(),
        8 => {
            w.package.answers.clear();
            true
        }
        9 => {
            w.package.claims.retain(|c| c.kind != ClaimKind::Version);
            true
        }
        n => {
            let at = n - 10;
            if at >= w.keys.len() {
                return false;
            }
            let key = w.keys.remove(at);
            w.package
                .signers
                .iter_mut()
                .filter(|s| s.anchor.as_ref() == Some(&key.id))
                .for_each(|s| s.anchor = None);
            true
        }
    }
}

/// What lets in: what is refused or held without something is not let in because it is missing.
fn lets_in(verdict: GateVerdict) -> bool {
    verdict <= GateVerdict::AdmitWithLimits
}

#[test]
fn whatever_is_taken_from_what_is_well_never_improves() {
    for tier in Criticality::ALL {
        for hurry in [false, true] {
            for what in 0..15 {
                let mut world = World::with(|w| {
                    w.tier = Some(*tier);
                    w.emergency = hurry;
                });
                let before = shape(&world.judge());
                assert!(taken(&mut world, what));
                let after = shape(&world.judge());
                assert!(after.0 >= before.0);
            }
        }
    }
}

property! {
    /// On critical functions nothing that is missing opens the gate. (A statement that speaks against the package
    /// is another matter: whoever lays it there refuses the package, and may take it away again.)
    losses, 64, (choices(), 2..15_usize), |(mut choices, what)| {
        choices.retain(|c| !(18..=19).contains(c));
        let world = amiss(&choices);
        let mut less = world.clone();
        if !taken(&mut less, what) {
            return Ok(());
        }
        let (before, after) = (world.judge(), less.judge());
        prop_assert!(
            lets_in(before.verdict) || !lets_in(after.verdict),
            "{:?} without {}: {:?} {:?}", choices, what, before.steps, after.steps
        );
    }
}

property! {
    /// A permit less is never better, in any tier and lane.
    permits, 32, (choices(), any::<bool>()), |(choices, hurry)| {
        let mut world = amiss(&choices);
        world.emergency = hurry;
        let before = world.judge().verdict;
        taken(&mut world, 2);
        prop_assert!(world.judge().verdict >= before);
    }
}

property! {
    /// One fault more at the genuineness of the package is never better.
    faults, 32, (choices(), 0..13_usize, any::<bool>()), |(choices, at, failed)| {
        let mut world = amiss(&choices);
        let before = world.judge().verdict;
        let check = world.package.answers[at].check;
        let said = Said::new("amiss");
        world.package.answers.push(match failed {
            true => Answer::failed(check, said),
            false => Answer::not_done(check, said),
        });
        // What lies in an archive that can be read in two ways is not said.
        if check != GateCheck::Archive {
            prop_assert!(world.judge().verdict >= before);
        }
    }
}
