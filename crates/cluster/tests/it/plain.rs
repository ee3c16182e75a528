//! The same by a plain loop over the same rows, with nothing of the engine's plans.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use keyholder_cluster::{Classes, Counts, TableCounts};
use keyholder_supply::inventory::{Inventory, KIND_COLUMNS, KIND_WIDTH, Kind, Named};

/// A row: its id and its cells.
pub(crate) type Row = (String, [String; KIND_WIDTH]);

/// The files of a table, a file or a folder.
fn files(table: &Path) -> Vec<PathBuf> {
    if table.is_file() {
        return vec![table.to_owned()];
    }
    let listed = std::fs::read_dir(table).expect("a folder");
    let mut files: Vec<PathBuf> = listed
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "parquet"))
        .collect();
    files.sort();
    files
}

/// Every row of a table as it stands.
pub(crate) fn rows(table: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for file in files(table) {
        let file = File::open(file).expect("a file");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
        for batch in reader.build().expect("a reader") {
            let batch = batch.expect("rows");
            let ids = column(&batch, "element");
            let cells = KIND_COLUMNS.map(|name| column(&batch, name));
            for row in 0..batch.num_rows() {
                let of = |column: &Vec<String>| column.get(row).cloned().unwrap_or_default();
                rows.push((of(&ids), std::array::from_fn(|c| of(&cells[c]))));
            }
        }
    }
    rows
}

/// The trimmed texts of a column; none where there is no such column.
fn column(batch: &RecordBatch, name: &str) -> Vec<String> {
    let Some(array) = batch.column_by_name(name) else {
        return Vec::new();
    };
    let array = cast(array, &DataType::Utf8).expect("text");
    let texts = array.as_string::<i32>();
    (0..texts.len())
        .map(|row| match texts.is_null(row) {
            true => String::new(),
            false => texts.value(row).trim().to_owned(),
        })
        .collect()
}

/// The inventory and the counts of tables.
pub(crate) fn inventory(tables: &[PathBuf], wanted: &BTreeSet<String>) -> (Inventory, Counts) {
    let mut counts = Counts::default();
    let mut taken: Vec<Row> = Vec::new();
    for table in tables {
        let mut seen = TableCounts::default();
        for (id, cells) in rows(table) {
            seen.rows += 1;
            if !id.is_empty() {
                seen.taken += 1;
                taken.push((id, cells));
            } else if cells.iter().all(String::is_empty) {
                seen.blank += 1;
            } else {
                seen.refused += 1;
            }
        }
        counts.tables.push(seen);
    }
    let mut sought = wanted.clone();
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    for (id, cells) in &taken {
        *times.entry(id).or_default() += 1;
        for cell in [&cells[4], &cells[5]] {
            let names = cell.split(';').map(str::trim);
            sought.extend(
                names
                    .filter(|name| !["", "none", "?"].contains(name))
                    .map(str::to_owned),
            );
        }
    }
    // One kind a row, over dictionaries with a text a row: the one form is made by the type itself.
    let mut texts: [Vec<String>; KIND_WIDTH] = Default::default();
    let mut kinds = Vec::new();
    let mut named = Vec::new();
    for (n, (id, cells)) in taken.iter().enumerate() {
        let n = u32::try_from(n).expect("few rows");
        for (column, cell) in texts.iter_mut().zip(cells) {
            column.push(cell.clone());
        }
        kinds.push(Kind {
            cells: [n; KIND_WIDTH],
            rows: 1,
            least: id.clone(),
        });
        if sought.contains(id) {
            named.push(Named {
                id: id.clone(),
                kind: n,
            });
        }
    }
    let mut inventory = Inventory::new(texts, kinds, named);
    let twice = times.iter().filter(|(_, n)| **n > 1);
    inventory.twice_count = twice.clone().count() as u64;
    inventory.twice = twice
        .map(|(id, _)| (*id).to_owned())
        .take(Inventory::TWICE_MAX)
        .collect();
    (inventory, counts)
}

/// Every row taken with the class of its kind, sorted.
pub(crate) fn classes(
    tables: &[PathBuf],
    inventory: &Inventory,
    classes: &Classes,
) -> Vec<(String, u32)> {
    let of: BTreeMap<[&str; KIND_WIDTH], u32> = inventory
        .kinds
        .iter()
        .zip(&classes.of_kinds)
        .map(|(kind, class)| {
            let cells = std::array::from_fn(|c| inventory.cell(kind, c));
            (cells, *class)
        })
        .collect();
    let mut all: Vec<(String, u32)> = Vec::new();
    for (id, cells) in tables.iter().flat_map(|table| rows(table)) {
        if !id.is_empty() {
            let of_kind = of[&cells.each_ref().map(String::as_str)];
            let own = classes.of_named.get(&id).copied();
            all.push((id, own.unwrap_or(of_kind)));
        }
    }
    all.sort();
    all
}

/// What was written for every element, sorted.
pub(crate) fn written(out: &Path) -> Vec<(String, u32)> {
    let mut all = Vec::new();
    for file in files(&out.join("elements")) {
        let name = file.file_name().expect("a name").to_string_lossy();
        assert!(name.starts_with("part-"), "{name}");
        let file = File::open(&file).expect("a file");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
        for batch in reader.build().expect("a reader") {
            let batch = batch.expect("rows");
            let ids = column(&batch, "element");
            let classes = batch.column_by_name("class").expect("a column");
            let classes = cast(classes, &DataType::UInt32).expect("numbers");
            let classes = classes.as_primitive::<datafusion::arrow::datatypes::UInt32Type>();
            all.extend(ids.into_iter().zip(classes.values().iter().copied()));
        }
    }
    all.sort();
    all
}

/// Compares field by field, so that a difference is named and not buried.
pub(crate) fn same(engine: &(Inventory, Counts), plain: &(Inventory, Counts)) {
    let ((engine, counts), (plain, expected)) = (engine, plain);
    assert_eq!(counts, expected, "counts");
    for seen in &counts.tables {
        assert_eq!(seen.rows, seen.taken + seen.refused + seen.blank);
    }
    for (c, name) in KIND_COLUMNS.iter().enumerate() {
        assert_eq!(engine.texts[c], plain.texts[c], "texts of {name}");
    }
    assert_eq!(engine.kinds.len(), plain.kinds.len(), "how many kinds");
    for (ours, theirs) in engine.kinds.iter().zip(&plain.kinds) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(engine.named, plain.named, "named");
    assert_eq!(engine.twice_count, plain.twice_count, "how many twice");
    assert_eq!(engine.twice, plain.twice, "twice");
    assert_eq!(engine, plain);
}
