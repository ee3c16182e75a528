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
        ("things := [time.now_ns()]", "`time`, which no rule may"),
        (
            "things := [rand.intn(\"a\", 9)]",
            "`rand`, which no rule may",
        ),
        (
            "things := numbers.range(1, 9000000000000000)",
            "`numbers`, which no rule may",
        ),
        (
            "things := numbers[\"range\"](1, 9000000000000000)",
            "`numbers`, which no rule may",
        ),
        (
            "things := [{\"id\": \"a\", \"state\": \"no\", \"count\": 0}]",
            "stands for 0",
        ),
        (
            "things := [{\"id\": \"a\", \"state\": \"no\", \"count\": 9223372036854775808}]",
            "stands for",
        ),
        (
            "things := [] if input.party == \"party-3\"",
            "by its number",
        ),
        ("things := [] if input.party == `party-3`", "by its number"),
    ] {
        let error = said(&rule(body), "{}").to_string();
        assert!(error.contains(word), "{body}: {error}");
    }
    assert!(matches!(said(SIGNED, "{"), RuleError::Facts(_)));
}

fn numbers(to: u32) -> String {
    let all: Vec<String> = (1..=to).map(|n| n.to_string()).collect();
    format!("{{\"n\": [{}]}}", all.join(","))
}

#[test]
fn a_comment_and_a_text_may_say_anything() {
    let rule = "package rule\n# time and rand, and party-3\nimport rego.v1\n\
        things := [{\"id\": \"a\", \"state\": \"yes\", \"missing\": \"numbers \\\" of rand\"}]";
    assert_eq!(run(rule, "{}", Limits::default()).expect("things").len(), 1);
}

#[test]
fn a_rule_without_an_end_is_ended() {
    let long = "package rule\nimport rego.v1\nn := input.n\n\
        things := [] if count([1 | some a in n; some b in n; some c in n; a + b == c]) > 0";
    let limits = Limits {
        time: Duration::from_millis(200),
        ..Limits::default()
    };
    let error = run(long, &numbers(3_000), limits).expect_err("ended");
    assert_eq!(error, RuleError::Time(limits.time));
}

#[test]
fn a_rule_that_wants_all_memory_gets_little() {
    let wide = "package rule\nimport rego.v1\nn := input.n\n\
        things := [] if count({[a, b] | some a in n; some b in n}) > 0";
    let limits = Limits {
        time: Duration::from_secs(60),
        bytes: 16 << 20,
        ..Limits::default()
    };
    let error = run(wide, &numbers(4_000), limits).expect_err("ended");
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
