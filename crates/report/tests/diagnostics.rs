//! Diagnostics for people, programs and scanners, over the same faults.

use keyholder_diag::{Code, Diagnostic, Diagnostics, Sources, Span};
use keyholder_report::diagnostics::{human, human_capped, json, sarif, tally};
use serde_json::Value;

fn faults() -> (Diagnostics, Sources) {
    let mut sources = Sources::default();
    let parties = sources.add(
        "parties/aurelia größe.toml",
        "[party]\nid = \"aurelia\"\nowner = \"borealiss\"\n",
    );
    let table = sources.add(
        "network/elements.csv",
        format!("id,function\n{}\n", "x".repeat(5_000) + ",AFM"),
    );
    let mut all = Diagnostics::default();
    let at = sources
        .get(parties)
        .text
        .find("\"borealiss\"")
        .expect("there");
    let first = sources
        .get(parties)
        .text
        .find("\"aurelia\"")
        .expect("there");
    all.push(
        Diagnostic::new(
            Code::KH0302,
            Span::new(parties, at, at + 11),
            "unknown party `borealiss`",
        )
        .label(Span::new(parties, first, first + 9), "owned party")
        .help("did you mean `borealis`?"),
    );
    let at = sources.get(table).text.find("AFM").expect("there");
    all.push(
        Diagnostic::new(
            Code::KH0305,
            Span::new(table, at, at + 3),
            "unknown function `AFM`",
        )
        .label(Span::whole(parties), "named here"),
    );
    all.push(Diagnostic::new(
        Code::KH0603,
        Span::whole(parties),
        "owners of `aurelia` are not fully stated",
    ));
    (all, sources)
}

#[test]
fn people_see_the_line_its_place_and_the_help() {
    let (all, sources) = faults();
    let text = human(&all, &sources, false);
    for needed in [
        "error[KH0302]: unknown party `borealiss`",
        "parties/aurelia größe.toml:3:9",
        "owner = \"borealiss\"",
        "owned party",
        "help: did you mean `borealis`?",
        "warning[KH0305]",
        "network/elements.csv:2:5002",
        "note[KH0603]",
    ] {
        assert!(text.contains(needed), "`{needed}` is not in\n{text}");
    }
    assert!(
        text.lines().all(|line| line.chars().count() < 260),
        "long lines are cut"
    );
    assert!(!text.contains('\u{1b}'));
    assert!(human(&all, &sources, true).contains('\u{1b}'));
}

#[test]
fn many_of_one_code_in_one_file_are_folded() {
    let mut sources = Sources::default();
    let file = sources.add("network/elements.csv", "row\n".repeat(2_000));
    let mut all = Diagnostics::default();
    for n in 0..1_237 {
        all.push(Diagnostic::new(
            Code::KH0306,
            Span::new(file, n * 4, n * 4 + 3),
            format!("unknown element `e{n}`"),
        ));
    }
    let text = human_capped(&all, &sources, false, 3);
    assert_eq!(text.matches("error[KH0306]").count(), 3);
    assert!(text.contains("… and 1 234 more of KH0306 in network/elements.csv; see --format json"));
    assert_eq!(tally(&all), "1 237 errors");
}

#[test]
fn odd_places_do_not_break_any_format() {
    let mut sources = Sources::default();
    let empty = sources.add("empty.toml", "");
    let wide = sources.add("wide.toml", "ä\u{202e}b\u{7}\r\nlast");
    let mut all = Diagnostics::default();
    for (file, from, to) in [
        (empty, 0, 0),
        (empty, 5, 9),
        (wide, 1, 2),
        (wide, 3, 400),
        (wide, 9_000, 3),
        (wide, 12, 12),
    ] {
        all.push(
            Diagnostic::new(
                Code::KH0102,
                Span::new(file, from, to),
                "odd\u{1b}[31m `thing`",
            )
            .label(Span::new(file, to, from), "and"),
        );
    }
    all.push(Diagnostic {
        span: None,
        ..Diagnostic::new(Code::KH0101, Span::whole(empty), "no project file")
    });
    assert!(!human(&all, &sources, false).contains("\u{1b}[31m"));
    let listed: Value = serde_json::from_str(&json(&all, &sources)).expect("JSON");
    assert_eq!(listed.as_array().map(Vec::len), Some(7));
    assert!(serde_json::from_str::<Value>(&sarif(&all, &sources)).is_ok());
}

#[test]
fn programs_see_lines_and_columns_from_one() {
    let (all, sources) = faults();
    let listed: Value = serde_json::from_str(&json(&all, &sources)).expect("JSON");
    let first = &listed[0];
    assert_eq!(
        (&first["code"], &first["severity"]),
        (&"KH0302".into(), &"error".into())
    );
    assert_eq!(
        (
            first["line"].as_u64(),
            first["column"].as_u64(),
            first["end_column"].as_u64()
        ),
        (Some(3), Some(9), Some(20))
    );
    assert_eq!(first["text"], "owner = \"borealiss\"");
    assert_eq!(first["labels"][0]["message"], "owned party");
    assert_eq!(listed[2]["line"], Value::Null);
}

#[test]
fn scanners_get_rules_results_and_regions() {
    let (all, sources) = faults();
    let log: Value = serde_json::from_str(&sarif(&all, &sources)).expect("JSON");
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), 3);
    for result in run["results"].as_array().expect("results") {
        let rule = usize::try_from(result["ruleIndex"].as_u64().expect("index")).expect("small");
        assert_eq!(rules[rule]["id"], result["ruleId"]);
        assert_eq!(
            rules[rule]["defaultConfiguration"]["level"],
            result["level"]
        );
    }
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "parties/aurelia%20gr%C3%B6%C3%9Fe.toml"
    );
    assert_eq!(place["region"]["startLine"], 3);
    assert_eq!(
        run["results"][2]["locations"][0]["physicalLocation"]["region"],
        Value::Null
    );
}

#[test]
fn the_tally_counts_each_kind() {
    assert_eq!(tally(&faults().0), "1 error, 1 warning, 1 note");
    assert_eq!(
        tally(&Diagnostics::default()),
        "no errors, no warnings, no notes"
    );
}
