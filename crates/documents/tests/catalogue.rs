//! The shipped catalogue of functions is sound, complete, in order, and its page is fresh.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads the shipped files, rewrites the page when told to, and says what it skipped"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keyholder_diag::{FileId, Limits, Parsed};
use keyholder_documents::catalogue;
use keyholder_supply::function::{Catalogue, Criticality, FunctionClass, Matter, Need};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text() -> String {
    std::fs::read_to_string(root().join("catalogue/functions.toml")).expect("the catalogue")
}

fn parsed(text: &str) -> Parsed<Catalogue> {
    catalogue::read(FileId(0), text, &Limits::default())
}

fn shipped() -> Catalogue {
    let parsed = parsed(&text());
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    parsed.value
}

#[test]
fn it_reads_without_a_diagnostic() {
    let catalogue = shipped();
    assert_eq!(catalogue.version, "2026.11");
    assert_eq!(catalogue.weights, [1, 2, 3, 4]);
    assert_eq!(
        catalogue.functions.len(),
        text().matches("[[function]]").count()
    );
    assert!(catalogue.functions.is_sorted_by(|a, b| a.name < b.name));
}

#[test]
fn the_file_is_sorted_by_class_and_name() {
    let catalogue = shipped();
    let names: Vec<String> = text()
        .lines()
        .filter_map(|line| {
            Some(
                line.strip_prefix("name = \"")?
                    .strip_suffix('"')?
                    .to_owned(),
            )
        })
        .collect();
    let mut expected = catalogue.functions.clone();
    expected.sort_by(|a, b| (a.class, &a.name).cmp(&(b.class, &b.name)));
    let expected: Vec<String> = expected.into_iter().map(|f| f.name).collect();
    assert_eq!(names, expected);
}

#[test]
fn every_name_and_alias_finds_its_own_function() {
    let catalogue = shipped();
    let mut all = BTreeSet::new();
    for (number, function) in catalogue.functions.iter().enumerate() {
        for name in std::iter::once(&function.name).chain(&function.aliases) {
            assert_eq!(catalogue.find(name), Some(number), "{name}");
            assert_eq!(catalogue.find(&name.to_lowercase()), Some(number), "{name}");
            assert!(all.insert(name.to_lowercase()), "{name} stands twice");
        }
    }
}

#[test]
fn every_row_has_a_source_and_the_words_are_plain() {
    for function in shipped().functions {
        let source = &function.source;
        let known = [
            "TS ",
            "TR ",
            "GS ",
            "RFC ",
            "ITU-T ",
            "O-RAN",
            "GSMA ",
            "IEEE ",
            "EU coordinated",
            "TM Forum",
            "EN ",
        ];
        assert!(
            known.iter().any(|body| source.contains(body)),
            "{}: {source}",
            function.name
        );
        assert!(function.title.len() > 3, "{}", function.name);
        assert!(
            function.name.is_ascii() && !function.name.contains(char::is_whitespace),
            "{}",
            function.name
        );
    }
}

/// Looks for every country of ISO 3166-1 and every firm of the lists at hand, when they are there.
#[test]
fn no_country_and_no_supplier_is_named() {
    let folder = root().join("../shared/data/governance");
    if !folder.is_dir() {
        println!("skipped: no folder {}", folder.display());
        return;
    }
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect(name);
    let mut names = BTreeSet::new();
    let countries: serde_json::Value =
        serde_json::from_str(&read("iso/iso_3166-1.json")).expect("JSON");
    for country in countries["3166-1"].as_array().expect("a list") {
        for key in ["name", "common_name", "official_name"] {
            names.extend(country[key].as_str().map(words));
        }
    }
    let firms = [
        "supplier-facts.csv",
        "ran-vendor-shares.csv",
        "fcc-covered-list.csv",
    ];
    for (file, column) in firms.into_iter().zip([0, 3, 0]) {
        let table = read(file);
        let cells = table
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').nth(column));
        let brands = cells.filter_map(|cell| cell.split_whitespace().next());
        names.extend(
            brands
                .map(words)
                .filter(|name| name.trim().len() > 2 && name != " other "),
        );
    }
    assert!(names.len() > 250, "{}", names.len());
    let text = words(&text());
    for name in names {
        assert!(!text.contains(&name), "{name}");
    }
}

/// The words in lower case, with one space before, between and after them.
fn words(text: &str) -> String {
    let text = text.to_lowercase();
    let split = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = split.filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

#[test]
fn criticality_follows_the_asset_categories_or_is_explained_at_the_head() {
    let text = text();
    let head = text.split("version =").next().unwrap_or_default();
    for function in shipped().functions {
        let usual: &[Criticality] = match function.class {
            FunctionClass::Core | FunctionClass::Orchestration => &[Criticality::Critical],
            FunctionClass::Access => &[Criticality::High],
            FunctionClass::Management | FunctionClass::Transport | FunctionClass::Interconnect => {
                &[Criticality::Moderate, Criticality::High]
            }
        };
        let explained = || {
            let words = head.split(|c: char| !(c.is_alphanumeric() || c == '-'));
            words.into_iter().any(|word| word == function.name)
        };
        assert!(
            usual.contains(&function.criticality) || explained(),
            "{}",
            function.name
        );
    }
}

#[test]
fn no_place_does_without_the_six_groups_and_nothing_of_the_older_core_is_asked_of_all() {
    let catalogue = shipped();
    let groups: BTreeSet<&str> = catalogue
        .functions
        .iter()
        .filter_map(|f| match &f.need {
            Need::OneOf(group) => Some(group.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        groups.into_iter().collect::<Vec<_>>(),
        ["AMF", "AUSF", "SMF", "UDM", "UPF", "access node"]
    );
    for function in &catalogue.functions {
        if matches!(function.class, FunctionClass::Orchestration) {
            assert_eq!(function.need, Need::Not, "{}", function.name);
        }
        let is_older = ["23.401", "23.214", "23.228", "23.060"]
            .iter()
            .any(|ts| function.source.contains(ts));
        assert!(
            !(is_older && matches!(function.need, Need::OneOf(_))),
            "{}",
            function.name
        );
    }
}

#[test]
fn what_must_and_must_not_be_seen() {
    let catalogue = shipped();
    let sees = |name: &str| {
        catalogue.functions[catalogue.find(name).expect(name)]
            .sees
            .clone()
    };
    assert_eq!(sees("UPF"), [Matter::UserData]);
    assert_eq!(
        sees("AMF"),
        [Matter::Identities, Matter::Signalling, Matter::Location]
    );
    assert_eq!(sees("O-CU-UP"), [Matter::UserData]);
    assert_eq!(sees("O-RU"), []);
    assert_eq!(sees("gNB-DU"), [Matter::Location]);
    assert!(sees("ADMF").contains(&Matter::LawfulInterception));
    for name in ["NFVO", "NFVI-host", "EMS", "UE", "hypervisor", "Kubernetes"] {
        assert_eq!(sees(name), [], "{name}");
    }
}

#[test]
fn the_page_is_fresh() {
    let page = catalogue::to_markdown(&shipped());
    let path = root().join("docs/functions.md");
    if std::env::var("KEYHOLDER_BLESS").is_ok_and(|word| word == "1") {
        std::fs::write(&path, &page).expect("docs/functions.md can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/functions.md is stale; run the tests once with KEYHOLDER_BLESS=1"
    );
}

const ROW: &str = r#"[[function]]
name = "AMF"
title = "t"
class = "core"
criticality = "critical"
sees = ["location", "identities"]
need = "one-of:AMF"
source = "s"
"#;
const HEAD: &str = "version = \"1\"\n[weights]\nlow = 1\nmoderate = 2\nhigh = 3\ncritical = 4\n";

#[test]
fn every_fault_is_reported_and_costs_its_row() {
    for (from, to, expected) in [
        (
            "name = \"AMF\"",
            "nam = \"AMF\"",
            &[
                "KH0103 unknown key `nam` in [[function]]",
                "KH0104 missing key `name` in [[function]]",
            ][..],
        ),
        (
            "\"core\"",
            "\"cor\"",
            &["KH0106 `cor` is not a value of `class`"],
        ),
        (
            "\"critical\"",
            "4",
            &["KH0105 `criticality` must be text that is not blank, not integer"],
        ),
        (
            "\"location\"",
            "\"place\", 1",
            &["KH0105 `sees` must be a list of texts, not integer"],
        ),
        (
            "\"location\"",
            "\"place\", \"sky\"",
            &[
                "KH0106 `place` is not a value of `sees`",
                "KH0106 `sky` is not a value of `sees`",
            ],
        ),
        (
            "one-of:AMF",
            "one-of: ",
            &["KH0106 `one-of:` is not a value of `need`"],
        ),
        (
            "source = \"s\"",
            "source = \" \"",
            &["KH0105 `source` must be text that is not blank, not string"],
        ),
        (
            "title = \"t\"\n",
            "",
            &["KH0104 missing key `title` in [[function]]"],
        ),
    ] {
        let parsed = parsed(&format!("{HEAD}{}", ROW.replace(from, to)));
        let said: Vec<String> = parsed
            .diagnostics
            .iter()
            .map(|d| format!("{} {}", d.code.as_str(), d.message))
            .collect();
        assert_eq!(said, expected, "{to}");
        assert!(
            parsed
                .diagnostics
                .iter()
                .all(|d| d.help.is_some() && d.span.is_some())
        );
        assert!(parsed.value.functions.is_empty(), "{to}");
    }
    assert!(parsed(&format!("{HEAD}{ROW}")).diagnostics.is_empty());
}

#[test]
fn one_name_never_means_two_functions() {
    let other = |aliases: &str| {
        ROW.replace("\"AMF\"", "\"SMF\"")
            .replace("source", &format!("aliases = {aliases}\nsource"))
    };
    for (rows, expected, kept) in [
        (
            format!("{ROW}{}", ROW.replace("\"AMF\"", "\"amf\"")),
            "`amf` names two functions: `AMF` and `amf`",
            1,
        ),
        (
            format!("{}{ROW}", other("[\"Amf\"]")),
            "`Amf` names two functions: `AMF` and `SMF`",
            2,
        ),
        (
            format!("{ROW}{}", other("[\"x\", \"X\"]")),
            "`X` names two functions: `SMF` and `SMF`",
            2,
        ),
    ] {
        let parsed = parsed(&format!("{HEAD}{rows}"));
        let said: Vec<&str> = parsed
            .diagnostics
            .iter()
            .map(|d| d.message.as_str())
            .collect();
        assert_eq!(said, [expected]);
        assert_eq!(parsed.value.functions.len(), kept);
    }
}

#[test]
fn a_broken_file_is_said_to_be_broken() {
    for (text, code) in [
        ("version = ", "KH0102"),
        ("", "KH0104"),
        ("function = 1\nweights = 2\nversion = 3", "KH0105"),
        (
            "version = \"1\"\nfunction = []\n[weights]\nlow = 2\nmoderate = 1\nhigh = 3\ncritical = 4",
            "KH0106",
        ),
    ] {
        let parsed = parsed(text);
        assert!(
            parsed.diagnostics.iter().any(|d| d.code.as_str() == code),
            "{text}: {:?}",
            parsed.diagnostics
        );
        assert!(parsed.value.functions.is_empty());
    }
}
