//! The shipped catalogue: it reads, its cases hold, it is whole, and it names nobody.

use std::collections::BTreeSet;

use keyholder_principles::verify;
use keyholder_supply::principle::{AppliesTo, Principles};

use crate::world::{catalogue, shipped_files};

fn shipped() -> Principles {
    let parsed = catalogue(&shipped_files());
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    parsed.value
}

#[test]
fn every_case_holds_and_every_outcome_has_one() {
    let faults = verify(&shipped());
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_promised_frameworks_are_whole() {
    let catalogue = shipped();
    let ids: BTreeSet<&str> = catalogue
        .principles
        .iter()
        .map(|p| p.id.text.as_str())
        .collect();
    let mut promised: Vec<String> = Vec::new();
    for (group, count) in [("A", 4), ("B", 6), ("C", 6), ("D", 4)] {
        promised.extend((1..=count).map(|n| format!("PP-{group}{n}")));
    }
    promised.extend((1..=8).map(|n| format!("SM0{n}")));
    promised.extend((1..=11).map(|n| format!("TM{n:02}")));
    promised.extend((1..=4).map(|n| format!("SRP-{n}")));
    for id in &promised {
        assert!(ids.contains(id.as_str()), "{id} is missing");
    }
    let toolbox = catalogue
        .frameworks
        .iter()
        .find(|f| f.id.text == "eu-toolbox-2020");
    let risks = &toolbox.expect("the toolbox").risks;
    assert_eq!(risks.len(), 9);
    assert!(
        risks.iter().all(|risk| risk.ours),
        "the table of risks is our own"
    );
}

#[test]
fn every_framework_has_principles_and_stands_in_its_folder() {
    let catalogue = shipped();
    for framework in &catalogue.frameworks {
        let id = &framework.id.text;
        assert!(
            catalogue.principles.iter().any(|p| p.framework.text == *id),
            "{id} has no principles"
        );
    }
    for (path, text) in shipped_files() {
        let steps: Vec<&str> = path.split('/').collect();
        let id = steps.last().and_then(|name| name.strip_suffix(".toml"));
        assert!(
            text.starts_with(&format!("id = \"{}\"", id.expect("TOML"))),
            "{path}"
        );
        if let ["principles", framework, _] = steps[..] {
            assert!(
                text.contains(&format!("\nframework = \"{framework}\"\n")),
                "{path}"
            );
        }
    }
}

#[test]
fn norms_for_governments_are_context_alone() {
    for principle in &shipped().principles {
        let government = principle.applies_to == AppliesTo::Government;
        assert_eq!(principle.is_context(), government, "{}", principle.id.text);
    }
}

#[test]
fn a_text_that_was_not_checked_has_no_principle_that_claims_it_was_without_a_note() {
    let catalogue = shipped();
    for framework in catalogue.frameworks.iter().filter(|f| !f.checked) {
        assert!(
            framework.note.is_some(),
            "{} says nothing on what was checked",
            framework.id.text
        );
    }
}
