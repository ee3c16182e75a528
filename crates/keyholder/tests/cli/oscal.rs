//! Findings as OSCAL assessment results: what the schema of NIST asks of them, and what they must not say.
//!
//! With `KEYHOLDER_OSCAL_SCHEMA=FILE` they are also held against that schema itself (`oscal_assessment-results_schema.json`
//! of an OSCAL release, which is not part of this repository).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{folder, json, keyholder, list};

/// The findings of an example, as our JSON and as OSCAL.
fn written(example: &str) -> (Value, String) {
    let folder = folder();
    let project = super::example(example);
    let arguments = ["--oscal", "--format", "json", "--out", "out"];
    let asked = [&["principles", &project], &arguments[..]].concat();
    let ours = json(&keyholder(folder.path(), &asked));
    let path = format!("out/{example}-principles-oscal.json");
    let text = std::fs::read_to_string(folder.path().join(path)).expect("written");
    (ours, text)
}

fn property<'a>(of: &'a Value, name: &str) -> &'a str {
    let mut all = list(of, "props").iter();
    let found = all.find(|property| property["name"] == name);
    found.and_then(|p| p["value"].as_str()).unwrap_or_default()
}

/// Looks at every value, with the key that it stands under.
fn every(value: &Value, key: &str, look: &mut dyn FnMut(&str, &Value)) {
    look(key, value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| every(item, key, look)),
        Value::Object(map) => map.iter().for_each(|(key, item)| every(item, key, look)),
        _ => {}
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
        && parts[2].starts_with(['4', '5'])
        && parts[3].starts_with(['8', '9', 'a', 'b'])
}

fn is_token(text: &str) -> bool {
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || "._-".contains(c))
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains('\n')
}

#[test]
fn findings_as_oscal_have_its_form() {
    for example in ["two-operators", "free5gc-campus"] {
        let (_, text) = written(example);
        let all: Value = serde_json::from_str(&text).expect("JSON");
        let mut uuids = BTreeSet::new();
        every(&all, "", &mut |key, value| match (key, value) {
            (_, Value::Array(items)) => assert!(!items.is_empty(), "`{key}` is empty"),
            ("uuid", Value::String(uuid)) => {
                assert!(is_uuid(uuid), "{uuid}");
                assert!(uuids.insert(uuid.clone()), "{uuid} twice");
            }
            ("name" | "control-id" | "target-id", Value::String(token)) => {
                assert!(is_token(token), "{token}");
            }
            ("title" | "value" | "version", Value::String(text)) => {
                assert!(is_line(text), "{text:?}")
            }
            ("description", Value::String(text)) => assert!(!text.trim().is_empty()),
            ("collected" | "start" | "end" | "last-modified" | "expires", Value::String(time)) => {
                assert!(time.ends_with("T00:00:00Z") && time.len() == 20, "{time}");
            }
            _ => {}
        });
        assert!(
            all["assessment-results"]["import-ap"]["href"]
                .as_str()
                .is_some_and(|href| {
                    href.strip_prefix('#')
                        .is_some_and(|uuid| uuids.contains(uuid))
                })
        );
        for result in list(&all["assessment-results"], "results") {
            let observed: BTreeSet<&str> = list(result, "observations")
                .iter()
                .filter_map(|o| o["uuid"].as_str())
                .collect();
            for finding in list(result, "findings") {
                for related in list(finding, "related-observations") {
                    let uuid = related["observation-uuid"].as_str().unwrap_or_default();
                    assert!(observed.contains(uuid), "{uuid}");
                }
            }
        }
        let (_, again) = written(example);
        assert!(text == again, "the same findings give the same bytes");
        against_the_schema(&all);
    }
}

fn against_the_schema(all: &Value) {
    let Some(path) = std::env::var_os("KEYHOLDER_OSCAL_SCHEMA") else {
        println!("KEYHOLDER_OSCAL_SCHEMA names no schema; the form alone was looked at");
        return;
    };
    let text = std::fs::read_to_string(path).expect("a schema");
    let schema: Value = serde_json::from_str(&text).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> = validator
        .iter_errors(all)
        .take(5)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_is_not_known_is_never_satisfied() {
    let (ours, text) = written("two-operators");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let mut outcomes: BTreeMap<&str, u64> = BTreeMap::new();
    let results = list(&all["assessment-results"], "results");
    for finding in results.iter().flat_map(|result| list(result, "findings")) {
        let outcome = property(finding, "outcome");
        let state = finding["target"]["status"]["state"].as_str();
        let expected = match outcome {
            "met" => "satisfied",
            _ => "not-satisfied",
        };
        assert_eq!(state, Some(expected), "{finding}");
        *outcomes.entry(outcome).or_default() += 1;
    }
    let count = |key: &str| -> u64 {
        let frameworks = list(&ours, "frameworks").iter();
        frameworks.filter_map(|f| f[key].as_u64()).sum()
    };
    assert_eq!(outcomes.get("met"), Some(&count("met")));
    assert_eq!(outcomes.get("not-met"), Some(&count("not_met")));
    assert_eq!(outcomes.get("unknown"), Some(&count("unknown")));
    assert_eq!(outcomes.len(), 3, "what does not apply has no finding");
}
