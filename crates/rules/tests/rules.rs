//! Rules give things, and end within their limits whatever they are.

use std::time::Duration;

use keyholder_rules::{Limits, RuleError, State, parse, run};

const SIGNED: &str = r#"
package rule

import rego.v1

things contains {"id": route.id, "state": state(route), "missing": "a second signature"} if {
    some route in input.routes
}

state(route) := "unknown" if route.threshold == null
else := "yes" if route.threshold >= 2
else := "no"
"#;

fn said(rego: &str, facts: &str) -> RuleError {
    run(rego, facts, Limits::default()).expect_err("no things")
}

#[test]
fn a_rule_gives_things_with_their_states() {
    let facts = r#"{"routes": [{"id": "b", "threshold": 2}, {"id": "a", "threshold": 1}, {"id": "c", "threshold": null}]}"#;
    let things = run(SIGNED, facts, Limits::default()).expect("things");
    let short: Vec<_> = things
        .iter()
        .map(|t| (t.id.as_str(), t.state, t.count))
        .collect();
    assert_eq!(
        short,
        [
            ("a", State::No, 1),
            ("b", State::Yes, 1),
            ("c", State::Unknown, 1)
        ]
    );
    let none = run(SIGNED, r#"{"routes": []}"#, Limits::default());
    assert_eq!(none.expect("things").len(), 0);
}

#[test]
fn what_is_no_rule_is_said_so() {
    assert!(parse(SIGNED).is_ok());
    for (rego, word) in [
        ("package rule\nthings contains", "cannot be run"),
        (
            "package other\nimport rego.v1\nthings := []",
            "write `package rule`",
        ),
        (
            "package rule\nimport rego.v1\nx := 1",
            "defines no `things`",
        ),
    ] {
        let error = parse(rego).expect_err(rego).to_string();
        assert!(error.contains(word), "{rego}: {error}");
    }
    let rule = |body: &str| format!("package rule\nimport rego.v1\n{body}");
    for (body, word) in [
        ("things := 7", "a set or an array"),
        (
            "things := [{\"id\": \"a\", \"state\": \"perhaps\"}]",
            "a set or an array",
        ),
        (
            "things := [{\"id\": \"a\", \"state\": \"yes\", \"more\": 1}]",
            "a set or an array",
        ),
        (
            "things := [{\"id\": \"a\", \"state\": \"yes\"}, {\"id\": \"a\", \"state\": \"no\"}]",
            "in two ways",
        ),
        ("things := [] if input.never", "not defined"),
        ("things := [http.send({})]", "cannot be run"),
        ("things := [time.now_ns()]", "cannot be run"),
    ] {
        let error = said(&rule(body), "{}").to_string();
        assert!(error.contains(word), "{body}: {error}");
    }
    assert!(matches!(said(SIGNED, "{"), RuleError::Facts(_)));
}

#[test]
fn a_rule_without_an_end_is_ended() {
    let long = "package rule\nimport rego.v1\nn := numbers.range(1, 3000)\n\
        things := [] if count([1 | some a in n; some b in n; some c in n; a + b == c]) > 0";
    let limits = Limits {
        time: Duration::from_millis(200),
        ..Limits::default()
    };
    let error = run(long, "{}", limits).expect_err("ended");
    assert_eq!(error, RuleError::Time(limits.time));
}

#[test]
fn a_rule_that_wants_all_memory_gets_little() {
    let wide = "package rule\nimport rego.v1\nn := numbers.range(1, 4000)\n\
        things := [] if count({[a, b] | some a in n; some b in n}) > 0";
    let limits = Limits {
        time: Duration::from_secs(60),
        bytes: 16 << 20,
        ..Limits::default()
    };
    let error = run(wide, "{}", limits).expect_err("ended");
    assert_eq!(error, RuleError::Memory(limits.bytes));
    // The limit is gone with the rule.
    assert!(run(SIGNED, r#"{"routes": []}"#, Limits::default()).is_ok());
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_it(rego in "(package rule\n)?[a-z:={}\\[\\]\"\n ]{0,60}", facts in "[{}a\":1,]{0,20}") {
        let _ended = parse(&rego);
        let _ended = run(&rego, &facts, Limits::default());
    }
}
