//! Projects as short texts, and catalogues read for tests.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use keyholder_diag::{Diagnostics, FileId, Limits, Parsed};
use keyholder_documents::{FileKind, ours, principles, tables};
use keyholder_principles::{Finding, assess_principles};
use keyholder_supply::facts::Facts;
use keyholder_supply::function::Catalogue;
use keyholder_supply::principle::{CRITERIA, Principles};
use keyholder_supply::{Network, resolve};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The shipped catalogue of functions.
pub(crate) fn functions() -> Catalogue {
    let path = root().join("catalogue/functions.toml");
    let text = std::fs::read_to_string(path).expect("the catalogue of functions");
    keyholder_documents::catalogue::read(FileId(0), &text, &Limits::default()).value
}

/// A catalogue from paths and texts.
pub(crate) fn catalogue(files: &[(String, String)]) -> Parsed<Principles> {
    let functions = functions();
    let numbered: Vec<principles::File<'_>> = files
        .iter()
        .enumerate()
        .map(|(n, (path, text))| principles::File {
            file: FileId(u32::try_from(n).expect("few files")),
            path,
            text,
            shipped: true,
        })
        .collect();
    let known = principles::Known {
        functions: &functions.functions,
        criteria: CRITERIA,
        suppliers: &[],
    };
    principles::read(&numbered, known, &Limits::default())
}

/// The paths and texts of the shipped catalogue.
pub(crate) fn shipped_files() -> Vec<(String, String)> {
    let base = root().join("catalogue");
    let mut files = Vec::new();
    let mut folders = vec![base.join("frameworks"), base.join("principles")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            let inside = path.strip_prefix(&base).expect("inside");
            files.push((inside.to_string_lossy().replace('\\', "/"), text));
        }
    }
    files.sort();
    files
}

/// A framework and one network-wide principle `T` with the checks that are given.
pub(crate) fn asking(applies_to: &str, checks: &str) -> Principles {
    let framework = "id = \"t\"\ntitle = \"T\"\nsource = \"s\"\nlicence = \"l\"\n";
    let principle = format!(
        "id = \"T\"\nframework = \"t\"\ntitle = \"T\"\nstatement = \"s\"\nmotivation = \"m\"\n\
         applies_to = \"{applies_to}\"\nremedy = \"r\"\neffort = \"days\"\nsources = [\"s\"]\n\
         [outcomes]\nmet = \"m\"\nnot_met = \"n\"\nunknown = \"u\"\nnot_applicable = \"x\"\n{checks}"
    );
    let parsed = catalogue(&[
        ("frameworks/t.toml".to_owned(), framework.to_owned()),
        ("principles/t/T.toml".to_owned(), principle),
    ]);
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    parsed.value
}

/// Facts from files as in a project folder.
pub(crate) fn facts(files: &[(&str, &str)]) -> Facts {
    let mut facts = Facts::default();
    let limits = Limits::default();
    let mut faults = Diagnostics::default();
    for (n, (path, text)) in files.iter().enumerate() {
        let file = FileId(u32::try_from(n).expect("few files"));
        match FileKind::of_path(path).expect("a file of a project") {
            FileKind::Party => {
                let parsed = ours::party(file, text, &limits);
                faults.extend(parsed.diagnostics);
                facts.parties.extend(parsed.value);
            }
            FileKind::Component => {
                let parsed = ours::component(file, text, &limits);
                faults.extend(parsed.diagnostics);
                facts.components.extend(parsed.value);
            }
            FileKind::AccessRoutes => {
                let parsed = ours::access_routes(file, text, &limits);
                faults.extend(parsed.diagnostics);
                facts.access_routes.extend(parsed.value);
            }
            FileKind::Groups => {
                let parsed = ours::groups(file, text, &limits);
                faults.extend(parsed.diagnostics);
                facts.groups.extend(parsed.value);
            }
            FileKind::Evidence => {
                let parsed = ours::evidence(file, text, &limits);
                faults.extend(parsed.diagnostics);
                facts.evidence.extend(parsed.value);
            }
            FileKind::Elements => {
                let parsed = tables::elements(file, path, text, &limits);
                faults.extend(parsed.diagnostics);
                facts.elements.extend(parsed.value.0);
            }
            FileKind::Pools => {
                let parsed = tables::pools(file, path, text, &limits);
                faults.extend(parsed.diagnostics);
                facts.pools.extend(parsed.value.0);
            }
            other => panic!("{other:?} is not needed in these tests"),
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    facts
}

pub(crate) fn network(facts: Facts) -> Network {
    resolve(facts, &functions()).value
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// What a catalogue makes of a network on 2026-06-01.
pub(crate) fn answers(net: &Network, catalogue: &Principles) -> Vec<Finding> {
    let results = keyholder_reach::assess(net);
    assess_principles(net, &results, catalogue, day("2026-06-01"))
}
