//! The plans of the engine in this process, against the plain loop.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, StringArray};
use keyholder_cluster::{Classes, ClusterError, Engine};
use keyholder_supply::inventory::Inventory;

use crate::{made, plain};

pub(crate) fn wanted() -> BTreeSet<String> {
    ["e7", "Ü-12", "nobody-asks", "", "e1"]
        .map(str::to_owned)
        .into()
}

/// A class for each kind; some kinds share one.
pub(crate) fn classes(inventory: &Inventory) -> Classes {
    let number = |n: usize| u32::try_from(n / 3).expect("few kinds");
    let named = inventory.named.iter().enumerate();
    Classes {
        of_kinds: (0..inventory.kinds.len()).map(number).collect(),
        of_named: named
            .map(|(n, named)| (named.id.clone(), 1_000_000 + number(n)))
            .collect(),
    }
}

/// Asks everything of an engine and compares with the plain loop.
pub(crate) fn agrees(engine: &Engine, tables: &[PathBuf]) {
    let expected = plain::inventory(tables, &wanted());
    let found = engine.inventory(tables, &wanted()).expect("an inventory");
    plain::same(&found, &expected);
    let out = tempfile::tempdir().expect("a folder");
    let classes = classes(&found.0);
    for _again in 0..2 {
        let rows = engine
            .join_back(tables, &found.0, &classes, out.path())
            .expect("written");
        assert_eq!(rows, found.0.rows());
        let written = plain::written(out.path());
        assert!(
            written == plain::classes(tables, &expected.0, &classes),
            "classes of elements differ"
        );
    }
    let left = std::fs::read_dir(out.path().join("elements")).expect("a folder");
    for entry in left {
        let name = entry.expect("an entry").file_name();
        assert!(name.to_string_lossy().starts_with("part-"), "{name:?}");
    }
}

#[test]
fn dirty_tables_give_what_a_plain_loop_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = made::tables(folder.path(), 600);
    for partitions in [2, 5] {
        agrees(&Engine::here().with_partitions(partitions), &tables);
    }
    let twice = plain::inventory(&tables, &wanted()).0.twice_count;
    assert!(twice > 100, "the tables test what they should: {twice}");
    // Nothing is left beside the tables.
    let mut left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    left.sort();
    let mut tables = tables;
    tables.sort();
    assert_eq!(left, tables);
}

#[test]
fn tables_of_nothing_give_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("none.parquet");
    let ids: ArrayRef = Arc::new(StringArray::from(vec![None, Some(" "), Some("\u{a0}")]));
    made::write(&path, vec![("element".to_owned(), ids)], 10);
    let tables = [path];
    let found = Engine::here().inventory(&tables, &wanted()).expect("read");
    plain::same(&found, &plain::inventory(&tables, &wanted()));
    assert_eq!(found.1.tables[0].blank, 3);
    let none: Vec<Option<&str>> = Vec::new();
    let ids: ArrayRef = Arc::new(StringArray::from(none));
    made::write(&tables[0], vec![("element".to_owned(), ids)], 10);
    let found = Engine::here().inventory(&tables, &wanted()).expect("read");
    plain::same(&found, &plain::inventory(&tables, &wanted()));
}

#[test]
fn every_white_space_is_trimmed_as_rust_trims() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("spaces.parquet");
    // Also what looks like white space and is none.
    let not = ['\u{200b}', '\u{feff}', '\u{180e}', '\u{1f}', '\0'];
    let all = ('\0'..=char::MAX).filter(|c| c.is_whitespace()).chain(not);
    let cells: Vec<String> = all.map(|c| format!("{c}a{c}b{c}{c}")).collect();
    let column = |cells: &[String]| -> ArrayRef { Arc::new(StringArray::from(cells.to_vec())) };
    let columns = ["element", "place", "host"];
    let columns = columns.map(|name| (name.to_owned(), column(&cells)));
    made::write(&path, columns.into(), 4);
    agrees(&Engine::here(), &[path]);
}

#[test]
fn more_ids_given_twice_than_are_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("twice.parquet");
    let ids: Vec<String> = (0..3_500).map(|n| format!("e{}", n % 1_700)).collect();
    let ids: ArrayRef = Arc::new(StringArray::from(ids));
    made::write(&path, vec![("element".to_owned(), ids)], 300);
    let tables = [path];
    let found = Engine::here().inventory(&tables, &wanted()).expect("read");
    plain::same(&found, &plain::inventory(&tables, &wanted()));
    assert_eq!(found.0.twice.len(), Inventory::TWICE_MAX);
    assert_eq!(found.0.twice_count, 1_700);
}

#[test]
fn tables_that_are_none_say_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = |path: PathBuf| {
        let found = Engine::here().inventory(&[path], &BTreeSet::new());
        found.expect_err("no table").to_string()
    };
    let missing = said(folder.path().join("missing.parquet"));
    assert!(missing.starts_with("no Parquet file at `/"), "{missing}");
    let path = folder.path().join("t.parquet");
    std::fs::write(&path, "PAR1 not really").expect("written");
    assert!(said(path.clone()).contains("cannot be read as Parquet"));
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    made::write(&path, vec![("place".to_owned(), texts.clone())], 9);
    assert!(said(path.clone()).contains("no column `element`"));
    let numbers: ArrayRef = Arc::new(Float64Array::from(vec![1.5]));
    let columns = vec![("element".to_owned(), texts), ("wave".to_owned(), numbers)];
    made::write(&path, columns, 9);
    let number = said(path.clone());
    assert!(number.contains("column `wave` holds Float64"), "{number}");
    let mixed = [path, PathBuf::from("s3://bucket/x.parquet")];
    let mixed = Engine::here().inventory(&mixed, &BTreeSet::new());
    assert!(matches!(mixed, Err(ClusterError::Storages { .. })));
}

#[test]
fn classes_must_fit_the_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = made::tables(folder.path(), 80);
    let engine = Engine::here();
    let (inventory, _) = engine.inventory(&tables, &wanted()).expect("read");
    let out = folder.path().join("out");
    let short = engine.join_back(&tables, &inventory, &Classes::default(), &out);
    assert!(matches!(short, Err(ClusterError::Classes(_))));
    // The inventory of fewer tables does not fit: nothing is left where results are looked for.
    let classes = classes(&inventory);
    let other = engine.join_back(&tables[..1], &inventory, &classes, &out);
    assert!(
        matches!(other, Err(ClusterError::Unaccounted { .. })),
        "{other:?}"
    );
    let left = std::fs::read_dir(out.join("elements")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}
