//! An invented nation is written whole or not at all, and both forms of the table say the same.
#![expect(
    clippy::disallowed_methods,
    reason = "makes projects in temporary folders and reads them"
)]

use std::path::Path;

use keyholder_diag::{Limits, Severity};
use keyholder_example::{Nation, Wish};
use keyholder_project::{
    ElementsTable, ExampleError, catalogue, load, read_topology, write_nation,
};

fn nation() -> Nation {
    let wish = Wish {
        seed: 5,
        elements: 4_000,
        topology: None,
    };
    Nation::new(&wish).expect("a size that can be made")
}

/// Names in a folder, hidden ones too.
fn listed(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("listed");
    let name = |e: std::io::Result<std::fs::DirEntry>| e.expect("listed").file_name();
    let mut names: Vec<String> = entries
        .map(|e| name(e).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_nation_is_a_project_without_a_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("deep/nation");
    let mut heard = 0;
    let tally = write_nation(&target, &nation(), ElementsTable::Csv, &mut |_| heard += 1);
    assert_eq!(tally.expect("written").rows, 4_000);
    assert_eq!(heard, 0, "fewer rows than are told one by one");
    assert_eq!(listed(&folder.path().join("deep")), ["nation"]);
    let loaded = load(&target, &Limits::default()).expect("read");
    let resolved = keyholder_supply::resolve(loaded.facts, &catalogue());
    let all = loaded.diagnostics.iter().chain(resolved.diagnostics.iter());
    let bad: Vec<_> = all.filter(|d| d.severity() == Severity::Error).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(resolved.value.settings.synthetic);
    assert_eq!(resolved.value.elements.len(), 4_000);
}

#[test]
fn the_same_nation_is_the_same_bytes_in_parquet_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |name: &str| {
        let target = folder.path().join(name);
        // A folder that is there and empty is taken.
        std::fs::create_dir(&target).expect("made");
        write_nation(&target, &nation(), ElementsTable::Parquet, &mut |_| ()).expect("written");
        assert!(!target.join("network/elements.csv").exists());
        std::fs::read(target.join("network/elements.parquet")).expect("read")
    };
    let (one, other) = (read("one"), read("other"));
    assert!(one == other && one.starts_with(b"PAR1"));
}

#[test]
fn what_is_there_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.txt");
    std::fs::write(&file, "mine").expect("written");
    for target in [folder.path(), &file] {
        let error = write_nation(target, &nation(), ElementsTable::Csv, &mut |_| ());
        assert!(matches!(error, Err(ExampleError::NotEmpty(_))));
    }
    assert_eq!(listed(folder.path()), ["mine.txt"]);
    let below = write_nation(
        &file.join("below"),
        &nation(),
        ElementsTable::Csv,
        &mut |_| (),
    );
    assert!(matches!(below, Err(ExampleError::Write(_))));
    assert_eq!(listed(folder.path()), ["mine.txt"]);
}

#[test]
fn a_topology_that_is_none_is_told_apart_from_one_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shape.json");
    assert!(matches!(read_topology(&path), Err(ExampleError::Read(..))));
    std::fs::write(&path, "{}").expect("written");
    let error = read_topology(&path).expect_err("no topology");
    assert!(matches!(error, ExampleError::Topology(..)));
    assert!(error.to_string().contains("shape.json"));
}
