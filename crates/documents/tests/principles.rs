//! The reader of catalogues of principles: every fault with its code and its place.

use keyholder_diag::{FileId, Limits, Parsed};
use keyholder_documents::principles::{File, Known, read};
use keyholder_supply::function::{Criticality, Function, FunctionClass, Need};
use keyholder_supply::principle::{CRITERIA, Principles};

const FRAMEWORK: &str = r#"
id = "own"
title = "Our rules"
source = "our handbook"
licence = "ours"
"#;

const PRINCIPLE: &str = r#"
id = "OWN-1"
framework = "own"
title = "Parts are known"
statement = "Every release has a bill of materials."
motivation = "Who does not know the parts cannot mend them."
applies_to = "network"
remedy = "Ask for them."
effort = "weeks"
sources = ["our handbook, page 3"]

[outcomes]
met = "All have one."
not_met = "One is unusable."
unknown = "Some are not stated."
not_applicable = "Nothing is in service."

[[check]]
kind = "every"
has = "release-bom"
classes = ["core"]
functions = ["AMF"]
cases = [
  { yes = 1, gives = "met" },
  { no = 1, gives = "not-met" },
  { unknown = 1, gives = "unknown" },
  { gives = "not-applicable" },
]
"#;

fn amf() -> Function {
    Function {
        name: "AMF".to_owned(),
        title: "Access and Mobility".to_owned(),
        class: FunctionClass::Core,
        criticality: Criticality::Critical,
        sees: Vec::new(),
        need: Need::Not,
        aliases: Vec::new(),
        source: "TS 23.501".to_owned(),
    }
}

fn taken(files: &[(&str, &str)]) -> Parsed<Principles> {
    let numbered = files.iter().enumerate().map(|(n, (path, text))| File {
        file: FileId(u32::try_from(n).expect("few")),
        path,
        text,
        shipped: false,
    });
    let numbered: Vec<File<'_>> = numbered.collect();
    let known = Known {
        functions: &[amf()],
        criteria: CRITERIA,
        suppliers: &["Example Radio".to_owned()],
    };
    read(&numbered, known, &Limits::default())
}

/// The codes of a catalogue of one framework and one principle, and whether the principle was taken.
fn codes(principle: &str) -> (Vec<&'static str>, bool) {
    let parsed = taken(&[
        ("frameworks/own.toml", FRAMEWORK),
        ("principles/own/OWN-1.toml", principle),
    ]);
    let codes = parsed.diagnostics.iter().map(|d| d.code.as_str()).collect();
    (codes, !parsed.value.principles.is_empty())
}

fn changed(from: &str, to: &str) -> String {
    assert!(PRINCIPLE.contains(from), "{from}");
    PRINCIPLE.replacen(from, to, 1)
}

#[test]
fn a_sound_catalogue_reads_without_a_word() {
    assert_eq!(codes(PRINCIPLE), (vec![], true));
}

#[test]
fn a_framework_that_is_not_there_costs_the_principle() {
    let other = changed("framework = \"own\"", "framework = \"owm\"");
    assert_eq!(codes(&other), (vec!["KH0851"], false));
}

#[test]
fn an_unknown_check_is_told_with_what_may_be_meant() {
    let other = changed("kind = \"every\"", "kind = \"evry\"");
    let parsed = taken(&[
        ("frameworks/own.toml", FRAMEWORK),
        ("principles/own/p.toml", &other),
    ]);
    let fault = parsed.diagnostics.iter().next().expect("a fault");
    assert_eq!(fault.code.as_str(), "KH0852");
    assert_eq!(fault.message, "no check `evry`");
    let span = fault.span.expect("a place");
    assert_eq!(&other[span.start as usize..span.end as usize], "\"evry\"");
    assert!(
        fault
            .help
            .as_ref()
            .expect("help")
            .starts_with("did you mean `every`?")
    );
    assert!(parsed.value.principles.is_empty());
}

#[test]
fn parameters_belong_to_their_check() {
    let strange = changed(
        "has = \"release-bom\"",
        "has = \"release-bom\"\nlimit_percent = 3",
    );
    assert_eq!(codes(&strange), (vec!["KH0853"], false));
    let case = changed("{ yes = 1, gives", "{ surely = 1, gives");
    assert_eq!(codes(&case), (vec!["KH0853"], false));
    let whom = changed("applies_to = \"network\"", "applies_to = \"supplier\"");
    assert_eq!(codes(&whom), (vec![], true));
    let whom = changed("applies_to = \"network\"", "applies_to = \"supplier\"").replace(
        "kind = \"every\"\nhas = \"release-bom\"",
        "kind = \"suppliers\"\nper = \"pool\"\nat_least = 2",
    );
    assert_eq!(codes(&whom), (vec!["KH0853"], false));
}

#[test]
fn missing_and_mistyped_keys_are_told_all_at_once() {
    let other = changed("has = \"release-bom\"", "has = 3").replace("effort = \"weeks\"\n", "");
    assert_eq!(codes(&other), (vec!["KH0104", "KH0105"], false));
    let other = changed("effort = \"weeks\"", "effort = \"weeks\"\ncolour = \"red\"");
    assert_eq!(codes(&other), (vec!["KH0103"], false));
}

#[test]
fn references_lead_somewhere() {
    let other = changed(
        "effort = \"weeks\"",
        "effort = \"weeks\"\nmaps_to = [\"OWN-2\"]",
    );
    assert_eq!(codes(&other), (vec!["KH0856"], true));
    let risk = format!(
        "{FRAMEWORK}[[risk]]\nid = \"R1\"\ntitle = \"Loss\"\nhigh = [\"OWN-1\", \"OWN-9\"]\n"
    );
    let parsed = taken(&[
        ("frameworks/own.toml", &risk),
        ("principles/own/p.toml", PRINCIPLE),
    ]);
    let codes: Vec<&str> = parsed.diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["KH0856"]);
    assert_eq!(parsed.value.frameworks[0].risks[0].answered_by.len(), 1);
}

#[test]
fn a_file_that_names_a_supplier_is_refused() {
    let other = changed("Every release has", "Everything of EXAMPLE radio has");
    let (codes, taken) = codes(&other);
    assert_eq!((codes, taken), (vec!["KH0857"], false));
    let inside = changed("Every release has", "Every example radiograph has");
    assert_eq!(
        self::codes(&inside),
        (vec![], true),
        "whole words alone count"
    );
}

#[test]
fn functions_classes_and_criteria_are_known() {
    let function = changed("functions = [\"AMF\"]", "functions = [\"AFM\"]");
    assert_eq!(codes(&function), (vec!["KH0858"], false));
    let class = changed("classes = [\"core\"]", "classes = [\"kore\"]");
    assert_eq!(codes(&class), (vec!["KH0858"], false));
    let criterion = changed(
        "kind = \"every\"\nhas = \"release-bom\"",
        "kind = \"evidence\"\nabout = \"supplier\"\ncriteria = [\"secure-developement\"]",
    );
    assert_eq!(codes(&criterion), (vec!["KH0859"], false));
}

#[test]
fn an_id_stands_for_one_principle() {
    let files = [
        ("frameworks/own.toml", FRAMEWORK),
        ("principles/own/a.toml", PRINCIPLE),
        ("principles/own/b.toml", PRINCIPLE),
    ];
    let parsed = taken(&files);
    let codes: Vec<&str> = parsed.diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert_eq!((codes, parsed.value.principles.len()), (vec!["KH0301"], 1));
}

#[test]
fn context_is_not_scored_and_what_is_scored_asks_something() {
    let both = changed("effort = \"weeks\"", "effort = \"weeks\"\ncontext = true");
    assert_eq!(codes(&both), (vec!["KH0106"], false));
    let at = PRINCIPLE.find("[[check]]").expect("a check");
    assert_eq!(codes(&PRINCIPLE[..at]), (vec!["KH0106"], false));
}

#[test]
fn no_text_makes_the_reader_panic() {
    let bytes = PRINCIPLE.as_bytes();
    for cut in (0..bytes.len()).step_by(7) {
        let mut broken = bytes.to_vec();
        broken.drain(cut..(cut + 5).min(bytes.len()));
        if let Ok(text) = String::from_utf8(broken) {
            let _ = codes(&text);
        }
    }
}
