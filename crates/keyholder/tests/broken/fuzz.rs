//! Whatever stands in the files of a project, the whole way from folder to page ends without a panic.

use std::path::{Path, PathBuf};

use keyholder_diag::{Limits, Severity};
use keyholder_project::{catalogue, load};
use keyholder_report::build::{Given, build};
use keyholder_report::{html, json, text, wire};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::folders::root;

/// What is done to one file.
#[derive(Clone, Debug)]
enum Harm {
    /// Bits of a byte turn.
    Flip(usize, u8),
    /// A stretch is gone.
    Cut(usize, usize),
    /// A stretch stands there twice.
    Twice(usize, usize),
    /// Some bytes come in between.
    Insert(usize, Vec<u8>),
    /// The file has the text of another.
    Swap(usize),
    /// A line stands at another place.
    Move(usize, usize),
    /// The file is gone.
    Gone,
}

/// A file by its number, and what happens to it.
fn harms() -> impl Strategy<Value = Vec<(usize, Harm)>> {
    let at = any::<usize>();
    let some = b"\"'[]{}=#,;\n\r\\?*@:-09az\xff\0".to_vec();
    let bytes = proptest::collection::vec(proptest::sample::select(some), 1..6);
    let harm = prop_oneof![
        4 => (at, 1_u8..).prop_map(|(at, bits)| Harm::Flip(at, bits)),
        3 => (at, 1_usize..40).prop_map(|(at, long)| Harm::Cut(at, long)),
        3 => (at, 1_usize..40).prop_map(|(at, long)| Harm::Twice(at, long)),
        3 => (at, bytes).prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
        1 => at.prop_map(Harm::Swap),
        2 => (at, at).prop_map(|(from, to)| Harm::Move(from, to)),
        1 => Just(Harm::Gone),
    ];
    proptest::collection::vec((at, harm), 1..6)
}

fn apply(files: &mut [(PathBuf, Option<Vec<u8>>)], harms: &[(usize, Harm)]) {
    for (which, harm) in harms {
        let which = which % files.len();
        if let Harm::Swap(other) = harm {
            let taken = files[other % files.len()].1.clone();
            files[which].1 = taken;
            continue;
        }
        let Some(bytes) = &mut files[which].1 else {
            continue;
        };
        let place = |at: &usize| at % (bytes.len() + 1);
        match harm {
            Harm::Flip(at, bits) => {
                let at = place(at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= bits;
                }
            }
            Harm::Cut(at, long) => {
                let at = place(at);
                bytes.drain(at..bytes.len().min(at + long));
            }
            Harm::Twice(at, long) => {
                let at = place(at);
                let again = bytes[at..bytes.len().min(at + long)].to_vec();
                bytes.splice(at..at, again);
            }
            Harm::Insert(at, more) => {
                let at = place(at);
                bytes.splice(at..at, more.iter().copied());
            }
            Harm::Move(from, to) => {
                let mut lines: Vec<Vec<u8>> =
                    bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
                let line = lines.remove(from % lines.len());
                lines.insert(to % (lines.len() + 1), line);
                *bytes = lines.join(&b'\n');
            }
            Harm::Gone => files[which].1 = None,
            Harm::Swap(_) => {}
        }
    }
}

/// From a folder to all that is made of it.
fn whole_way(folder: &Path) {
    let mut loaded = load(folder, &Limits::default()).expect("a folder that can be listed");
    let facts = std::mem::take(&mut loaded.facts);
    let tables = facts.tables.clone();
    for table in &tables {
        let sum = table.taken + table.refused + table.blank;
        assert_eq!(table.rows, sum, "{table:?}");
    }
    let resolved = keyholder_supply::resolve(facts, &catalogue());
    loaded.diagnostics.extend(resolved.diagnostics);
    loaded.diagnostics.sort(&loaded.sources);
    let net = resolved.value;
    let results = keyholder_reach::assess(&net);
    let count = |severity| loaded.diagnostics.count(severity) as u64;
    let inputs: Vec<wire::Input> = Vec::new();
    let report = build(
        &Given {
            net: &net,
            sources: &loaded.sources,
            inputs: &inputs,
            tables: &tables,
            faults: (count(Severity::Error), count(Severity::Warning)),
            version: "0",
            folder: "folder",
        },
        &results,
    );
    let page = html::render(&report);
    assert!(page.contains("</html>"));
    assert!(json::to_string(&report).starts_with('{'));
    assert!(!text::summary(&report, 100).is_empty());
    let said = keyholder_report::diagnostics::human(&loaded.diagnostics, &loaded.sources, false);
    assert_eq!(said.is_empty(), loaded.diagnostics.is_empty());
    let sarif = keyholder_report::diagnostics::sarif(&loaded.diagnostics, &loaded.sources);
    assert!(sarif.contains("2.1.0"));
}

fn files(folder: &Path, below: &Path, all: &mut Vec<(PathBuf, Option<Vec<u8>>)>) {
    for entry in std::fs::read_dir(folder.join(below)).expect("listed") {
        let entry = entry.expect("listed");
        let path = below.join(entry.file_name());
        if entry.path().is_dir() {
            files(folder, &path, all);
        } else {
            let bytes = std::fs::read(entry.path()).expect("read");
            all.push((path, Some(bytes)));
        }
    }
    all.sort();
}

fn run(cases: u32) {
    let sound = root().join("examples/broken/sound");
    let mut seeds = Vec::new();
    files(&sound, Path::new(""), &mut seeds);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let result = runner.run(&harms(), |harms| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut all = seeds.clone();
        apply(&mut all, &harms);
        for (path, bytes) in &all {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("below")).expect("made");
            if let Some(bytes) = bytes {
                std::fs::write(path, bytes).expect("written");
            }
        }
        whole_way(folder.path());
        Ok(())
    });
    result.unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn no_file_makes_it_panic() {
    run(64);
}

#[test]
#[ignore = "slow: two thousand harmed projects"]
fn no_file_makes_it_panic_slow() {
    run(2_000);
}
