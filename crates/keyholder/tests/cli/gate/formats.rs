//! What the gate writes for programs and for people: JSON, SARIF, the sheet for the change board.

use serde_json::Value;

use super::{AMF, EVENING, MIRROR, Place, json, list, said};

/// The four of the story, and something that is nothing.
fn asked(place: &Place) -> Vec<(String, String)> {
    super::write(&place.path("inbox/empty.csar"), "");
    super::write(&place.path("inbox/a <b> & 'c' größe.csar"), "no package");
    [
        (AMF, "arden-amf@4.2.1"),
        (MIRROR, "arden-amf@4.2.1"),
        ("inbox/tern-hss-7.3.1.csar", "tern-hss@7.3.1"),
        ("inbox/arden-smf-3.8.2.csar", "arden-smf@3.8.2"),
        ("inbox/empty.csar", "arden-amf@4.2.1"),
        ("inbox/a <b> & 'c' größe.csar", "arden-amf@4.2.1"),
    ]
    .map(|(package, release)| (package.to_owned(), release.to_owned()))
    .to_vec()
}

/// Asks with words that may hold blanks.
fn check(place: &Place, package: &str, release: &str, more: &[&str]) -> std::process::Output {
    let words = [
        "gate",
        "check",
        package,
        "--project",
        "valley-5g",
        "--release",
        release,
        "--at",
        EVENING,
    ];
    super::keyholder(place.folder.path(), &[&words, more].concat())
}

#[test]
fn json_is_of_its_schema() {
    let path = super::example("../docs/schema/gate.schema.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("no `{path}`; the form was not looked at");
        return;
    };
    let schema: Value = serde_json::from_str(&text).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let place = Place::new();
    for (package, release) in asked(&place) {
        for more in [
            &["--format", "json", "--dry-run"][..],
            &[
                "--format",
                "json",
                "--dry-run",
                "--emergency",
                "now",
                "--by",
                "petra.novak",
            ],
        ] {
            let record = json(&check(&place, &package, &release, more));
            let faults: Vec<String> = validator
                .iter_errors(&record)
                .take(5)
                .map(|fault| format!("{}: {fault}", fault.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{package} {faults:#?}");
            let states: Vec<&str> = list(&record, "checks")
                .iter()
                .filter_map(|check| check["state"].as_str())
                .collect();
            assert_eq!(
                states.len(),
                keyholder_supply::gate::GateCheck::ALL.len(),
                "every check is answered, once"
            );
        }
    }
    let printed = super::keyholder(place.folder.path(), &["schema", "gate"]);
    assert_eq!(
        json(&printed),
        schema,
        "what is printed is what lies in docs"
    );
}

#[test]
fn json_is_what_is_kept() {
    let place = Place::new();
    let printed = check(&place, AMF, "arden-amf@4.2.1", &["--format", "json"]);
    let sha256 = keyholder_kit::digest::sha256_hex(&printed.stdout);
    let kept = std::fs::read(place.file(&format!("gate/records/{sha256}.json"))).expect("a record");
    assert!(kept == printed.stdout);
    // Asked again at the same moment, the same bytes.
    let again = check(
        &place,
        AMF,
        "arden-amf@4.2.1",
        &["--format", "json", "--dry-run"],
    );
    assert!(again.stdout == printed.stdout);
}

#[test]
fn sarif_has_its_form() {
    let place = Place::new();
    for (package, release) in asked(&place) {
        let record = json(&check(
            &place,
            &package,
            &release,
            &["--format", "json", "--dry-run"],
        ));
        let output = check(
            &place,
            &package,
            &release,
            &["--format", "sarif", "--dry-run"],
        );
        let log = json(&output);
        assert_eq!(log["version"], "2.1.0");
        assert!(
            log["$schema"]
                .as_str()
                .is_some_and(|schema| schema.contains("sarif-2.1.0"))
        );
        let runs = list(&log, "runs");
        assert_eq!(runs.len(), 1);
        let run = &runs[0];
        let rules = list(&run["tool"]["driver"], "rules");
        let results = list(run, "results");
        let open = list(&record, "checks")
            .iter()
            .filter(|check| check["state"] != "passed");
        for check in open {
            let told = results
                .iter()
                .any(|result| result["ruleId"] == check["check"]);
            assert!(
                told || list(check, "said").is_empty(),
                "{package}: {} is not told",
                check["check"]
            );
        }
        for result in results {
            let rule = result["ruleIndex"]
                .as_u64()
                .and_then(|at| rules.get(usize::try_from(at).ok()?));
            assert_eq!(rule.map(|rule| &rule["id"]), Some(&result["ruleId"]));
            assert!(matches!(
                result["level"].as_str(),
                Some("error" | "warning" | "note")
            ));
            assert!(
                result["message"]["text"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            );
            let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
            let uri = place["uri"].as_str().expect("an address");
            assert!(!uri.contains([' ', '<', '>']) && uri.is_ascii(), "{uri}");
            assert_eq!(&run["artifacts"][0]["location"]["uri"], uri);
        }
        let stops = matches!(record["verdict"].as_str(), Some("hold" | "refuse"));
        assert_eq!(
            results.iter().any(|result| result["level"] == "error"),
            stops,
            "{package}"
        );
        let sha256 = &run["artifacts"][0]["hashes"]["sha-256"];
        assert_eq!(sha256, &record["package"]["sha256"]);
    }
}

#[test]
fn the_sheet_asks_nothing_of_the_network_and_runs_nothing() {
    let place = Place::new();
    for (package, release) in asked(&place) {
        let done = check(&place, &package, &release, &["--by", "petra.novak"]);
        assert!(
            matches!(done.status.code(), Some(0 | 10 | 11 | 12)),
            "{}",
            said(&done)
        );
    }
    let sheets = std::fs::read_dir(place.path("keyholder-report")).expect("sheets");
    let mut seen = 0;
    for sheet in sheets {
        let path = sheet.expect("one").path();
        let text = std::fs::read_to_string(&path).expect("a sheet");
        let name = path.display();
        seen += 1;
        for asks in [
            "src=\"http",
            "href=\"http",
            "src=\"//",
            "href=\"//",
            "url(http",
            "url('",
            "url(\"",
            "url(//",
            "@import",
            "<script",
            "<iframe",
            "<link",
            "javascript:",
        ] {
            assert!(!text.contains(asks), "{name}: {asks}");
        }
        assert!(
            !text.contains("a <b>"),
            "{name}: what is foreign is escaped"
        );
        assert!(
            text.starts_with("<!doctype html>") || text.starts_with("<!DOCTYPE html>"),
            "{name}"
        );
        assert!(
            text.contains("<title>") && text.contains("lang=\"en\""),
            "{name}"
        );
    }
    assert_eq!(seen, 6, "each package has a sheet of its own");
}

#[test]
fn the_exit_code_is_the_verdict_in_every_format() {
    let place = Place::new();
    for (package, release, code) in [
        (AMF, "arden-amf@4.2.1", 0),
        (MIRROR, "arden-amf@4.2.1", 12),
        ("inbox/arden-smf-3.8.2.csar", "arden-smf@3.8.2", 11),
    ] {
        for format in ["human", "json", "sarif"] {
            let done = check(&place, package, release, &["--dry-run", "--format", format]);
            assert_eq!(done.status.code(), Some(code), "{package} {format}");
            assert!(!done.stdout.is_empty());
        }
    }
    let all = check(&place, AMF, "arden-amf@4.2.1", &["--dry-run", "--all"]);
    for check in keyholder_supply::gate::GateCheck::ALL {
        assert!(said(&all).contains(check.word()), "{}", check.word());
    }
    assert!(
        !place.file("gate/records").exists(),
        "a dry run keeps nothing"
    );
    assert!(
        !place.path("keyholder-report").exists(),
        "a dry run writes nothing"
    );
}
