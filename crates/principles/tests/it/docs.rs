//! The page on principles: its example reads and its cases hold, and it names every key and word.

use keyholder_documents::principles::schema;
use keyholder_principles::verify;
use keyholder_supply::principle::{
    About, AppliesTo, ByMeans, Effort, Has, Held, Outcome, Per, WeighedBy, Who,
};

use crate::world::{catalogue, root, shipped_files};

fn page() -> String {
    std::fs::read_to_string(root().join("docs/principles.md")).expect("the page")
}

/// The code under a fence.
fn example(page: &str, kind: &str) -> String {
    let fence = format!("```toml {kind}\n");
    let rest = page.split(fence.as_str()).nth(1).expect("an example");
    rest.split("\n```").next().expect("an end").to_owned() + "\n"
}

#[test]
fn its_example_reads_and_its_cases_hold() {
    let page = page();
    let mut files = shipped_files();
    files.push((
        "frameworks/house-rules.toml".to_owned(),
        example(&page, "framework"),
    ));
    files.push((
        "principles/house-rules/HR-1.toml".to_owned(),
        example(&page, "principle"),
    ));
    let parsed = catalogue(&files);
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    let faults = verify(&parsed.value);
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(parsed.value.find("HR-1").map(|p| p.checks.len()), Some(2));
}

#[test]
fn it_names_every_key_and_every_word() {
    let page = page();
    let schemas = [
        &schema::FRAMEWORK,
        &schema::RISK,
        &schema::PRINCIPLE,
        &schema::OUTCOMES,
        &schema::CHECK,
        &schema::CASE,
    ];
    let keys = schemas.iter().flat_map(|schema| schema.names());
    let words = [
        About::ALL.iter().map(|w| w.word()).collect::<Vec<_>>(),
        AppliesTo::ALL.iter().map(|w| w.word()).collect(),
        ByMeans::ALL.iter().map(|w| w.word()).collect(),
        Effort::ALL.iter().map(|w| w.word()).collect(),
        Has::ALL.iter().map(|w| w.word()).collect(),
        Held::ALL.iter().map(|w| w.word()).collect(),
        Per::ALL.iter().map(|w| w.word()).collect(),
        WeighedBy::ALL.iter().map(|w| w.word()).collect(),
        Who::ALL.iter().map(|w| w.word()).collect(),
    ];
    let outcomes = Outcome::ALL.iter().map(|outcome| outcome.word());
    let spelled =
        |word: &str| page.contains(&format!("`{word}`")) || page.contains(&format!("`{word} ="));
    for word in keys.chain(words.into_iter().flatten()) {
        assert!(spelled(word), "the page does not say `{word}`");
    }
    for word in outcomes {
        assert!(page.contains(word), "{word}");
    }
}
