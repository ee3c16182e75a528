//! The published schema is fresh, takes the sample, and refuses what is not an assessment.
#![expect(clippy::disallowed_methods, reason = "the published schema is a file")]

mod sample;

use keyholder_report::{json, wire::Assessment};
use serde_json::{Value, json};

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema");

fn value() -> Value {
    serde_json::from_str(&json::to_string(&sample::assessment())).expect("our own JSON")
}

fn accepts(value: &Value) -> bool {
    jsonschema::validator_for(&json::schema())
        .expect("our own schema")
        .is_valid(value)
}

#[test]
fn the_published_schemas_are_fresh() {
    let published = [
        ("assessment", json::schema()),
        ("explanation", json::explanation_schema()),
        ("verdicts", json::verdicts_schema()),
        ("dossier", json::dossier_schema()),
        ("diff", json::diff_schema()),
        ("principles", json::principles_schema()),
        ("gate", json::gate_schema()),
    ];
    for (name, schema) in published {
        let path = format!("{PUBLISHED}/{name}.schema.json");
        let fresh = json::schema_text(&schema);
        if std::env::var_os("KEYHOLDER_BLESS").is_some() {
            std::fs::write(&path, &fresh).expect("docs/schema can be written");
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            published == fresh,
            "run the tests with KEYHOLDER_BLESS=1 to rewrite {path}"
        );
    }
}

#[test]
fn the_sample_is_accepted_and_read_back_unchanged() {
    let value = value();
    let validator = jsonschema::validator_for(&json::schema()).expect("our own schema");
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    let back: Assessment = serde_json::from_value(value).expect("readable");
    assert_eq!(back, sample::assessment());
}

#[test]
fn wrong_missing_and_unknown_fields_are_refused() {
    assert!(accepts(&value()));
    let changes: [fn(&mut Value); 6] = [
        |v| v["counts"]["elements"] = json!("many"),
        |v| v["counts"]["elements"] = json!(-1),
        |v| v["format"] = json!("keyholder-assessment/2"),
        |v| v["actors"][0]["kind"] = json!("ghost"),
        |v| drop(v.as_object_mut().map(|v| v.remove("unknowns"))),
        |v| v["actors"][0]["reech"] = json!([]),
    ];
    for (nth, change) in changes.iter().enumerate() {
        let mut value = value();
        change(&mut value);
        assert!(!accepts(&value), "change {nth} was accepted");
    }
}
