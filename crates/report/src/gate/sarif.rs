//! A verdict on an update as SARIF 2.1.0: one result for each check that did not pass.

use serde_json::{Value, json};

use super::wire::{Check, Record};

/// The record as a SARIF log with one run.
#[must_use]
pub fn sarif(record: &Record) -> String {
    let rules: Vec<Value> = record.checks.iter().map(rule).collect();
    let results: Vec<Value> = record
        .checks
        .iter()
        .enumerate()
        .filter(|(_, check)| check.state != "passed")
        .flat_map(|(at, check)| results(record, check, at))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "keyholder gate",
                "version": record.tool.trim_start_matches("keyholder "),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "artifacts": [{
                "location": { "uri": crate::diagnostics::uri(&record.package.name) },
                "length": record.package.bytes,
                "hashes": { "sha-256": record.package.sha256 },
            }],
            "properties": { "verdict": record.verdict, "sentence": record.sentence },
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(check: &Check) -> Value {
    json!({
        "id": check.check,
        "shortDescription": { "text": check.asks },
    })
}

/// How grave: what the policy makes of it decides, and what it passes over is a note.
fn level(record: &Record, check: &Check) -> &'static str {
    let steps = record.steps.iter().filter(|step| step.check == check.check);
    let verdicts: Vec<&str> = steps.map(|step| step.verdict.as_str()).collect();
    match () {
        () if verdicts.contains(&"refuse") || verdicts.contains(&"hold") => "error",
        () if verdicts.contains(&"admit with limits") => "warning",
        () => "note",
    }
}

fn results(record: &Record, check: &Check, at: usize) -> Vec<Value> {
    let level = level(record, check);
    let one = |said: &super::wire::Said| {
        let text = match &said.remedy {
            Some(remedy) => format!("{} ({})\nto pass: {remedy}", said.what, check.state),
            None => format!("{} ({})", said.what, check.state),
        };
        let mut location = json!({ "physicalLocation": {
            "artifactLocation": { "uri": crate::diagnostics::uri(&record.package.name), "index": 0 }
        }});
        if let Some(place) = &said.place {
            location["logicalLocations"] = json!([{ "fullyQualifiedName": place }]);
        }
        json!({
            "ruleId": check.check,
            "ruleIndex": at,
            "level": level,
            "message": { "text": text },
            "locations": [location],
        })
    };
    check.said.iter().map(one).collect()
}
