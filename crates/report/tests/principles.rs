//! Findings as JSON are what the schema says, and as text say what is missing.

use keyholder_report::json::principles_schema;
use keyholder_report::principles::{
    AnsweredBy, Change, Evidence, FORMAT, Findings, Flip, Framework, Missing, Numbers, Risk,
    WireAnswer, WireFinding, human, json,
};

fn sample() -> Findings {
    let text = str::to_owned;
    let answer = WireAnswer {
        check: text("every"),
        outcome: text("not-met"),
        numbers: Numbers::Coverage {
            yes: 2,
            no: 1,
            unknown: 0,
        },
        sentence: text("2 of 3 routes into the core verify a signature; 1 not, 0 not known."),
        evidence: vec![Evidence {
            id: text("e1"),
            says: text("against"),
            grade: text("observed"),
            age_days: Some(30),
            disputed: true,
        }],
        missing: vec![Missing {
            what: text("a signature that is verified on route `r`"),
            remedy: text("verify a signature"),
        }],
        missing_more: 2,
        flips: vec![Flip {
            to: text("met"),
            words: text("the other 1 verify a signature"),
            changes: vec![Change {
                kind: text("thing"),
                amount: 1,
                of: text("route:r"),
            }],
        }],
        until: None,
    };
    Findings {
        inputs: Vec::new(),
        errors: 0,
        rules: None,
        catalogue: Vec::new(),
        format: text(FORMAT),
        version: text("0"),
        project: text("Sample"),
        synthetic: true,
        day: text("2026-06-01"),
        frameworks: vec![Framework {
            id: text("own"),
            title: text("Our rules"),
            source: text("handbook"),
            date: None,
            licence: text("ours"),
            checked: false,
            note: None,
            binds_in: Vec::new(),
            met: 0,
            not_met: 1,
            unknown: 0,
            not_applicable: 0,
            context: 0,
        }],
        findings: vec![WireFinding {
            framework: text("own"),
            principle: text("OWN-1"),
            title: text("Updates are verified"),
            statement: text("Every update is verified."),
            subject: text("the network"),
            outcome: text("not-met"),
            context: false,
            meaning: text("Some is not."),
            answers: vec![answer],
            remedy: text("Verify."),
            effort: text("weeks"),
            checked: false,
        }],
        risks: vec![Risk {
            framework: text("own"),
            id: text("R1"),
            title: text("Loss"),
            ours: true,
            outcome: text("not-met"),
            answered_by: vec![AnsweredBy {
                principle: text("OWN-1"),
                strength: text("high"),
                outcome: text("not-met"),
            }],
        }],
    }
}

#[test]
fn the_schema_takes_it() {
    let value = serde_json::from_str(&json(&sample())).expect("our own JSON");
    let validator = jsonschema::validator_for(&principles_schema()).expect("our own schema");
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|f| f.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn people_read_the_outcome_what_is_missing_and_what_would_turn_it() {
    let wanted = "\
Our rules (paraphrase not checked in full)
  0 met, 1 not met, 0 unknown, 0 not applicable, 0 context
  OWN-1, the network: not met. Updates are verified
    2 of 3 routes into the core verify a signature; 1 not, 0 not known.
      missing: a signature that is verified on route `r`
      and 2 more
      met if: the other 1 verify a signature
    What to do (weeks): Verify.

R1 Loss, by our own table: OWN-1 not met (high)
";
    assert_eq!(human(&sample(), 100), wanted);
}

#[test]
fn the_page_is_whole_escaped_and_refers_to_no_other_host() {
    let mut findings = sample();
    findings.project = "<script>alert(1)</script>".to_owned();
    let page = keyholder_report::principles::page(&findings);
    assert!(!page.contains("<script") && page.contains("&#60;script"));
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for value in page.split(attribute).skip(1) {
            assert!(
                value.starts_with('#'),
                "{attribute}{}",
                &value[..value.len().min(40)]
            );
        }
    }
    for tag in ["section", "article", "details", "table", "div", "ul"] {
        let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
        assert_eq!(
            page.matches(&open).count(),
            page.matches(&close).count(),
            "{tag}"
        );
    }
    let anchors = page
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    for anchor in anchors {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
    for finding in &findings.findings {
        assert!(page.contains(&finding.principle));
    }
}
