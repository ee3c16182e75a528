//! The streaming pass against the reader of rows, on tables written at random and on tables with faults.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use keyholder_diag::{Code, FileId, Limits, Parsed, Sources};
use keyholder_supply::inventory::{Inventory, KIND_COLUMNS, KIND_WIDTH, Kind, Named};
use keyholder_tables::{Bytes, Form, Table, Taken, read};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

/// One row: the id, and the other cells in the order of the columns.
type Row = (String, [String; KIND_WIDTH]);

fn csv(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = std::iter::once("element").chain(KIND_COLUMNS);
    writer.write_record(header).expect("written");
    for (id, cells) in rows {
        let cells = cells.iter().map(String::as_str);
        let all = std::iter::once(id.as_str()).chain(cells);
        writer.write_record(all).expect("written");
    }
    writer.into_inner().expect("written")
}

fn parquet(rows: &[Row], group: usize) -> Vec<u8> {
    let text = |of: &dyn Fn(&Row) -> &String| -> ArrayRef {
        let cells = rows
            .iter()
            .map(|row| Some(of(row)).filter(|c| !c.is_empty()));
        Arc::new(cells.collect::<StringArray>())
    };
    let ids: (String, ArrayRef) = ("element".to_owned(), text(&|row| &row.0));
    let others = KIND_COLUMNS
        .iter()
        .enumerate()
        .map(|(at, name)| ((*name).to_owned(), text(&|row: &Row| &row.1[at])));
    let named: Vec<(String, ArrayRef, bool)> = others
        .chain([ids])
        .map(|(name, column)| (name, column, true))
        .collect();
    let batch = RecordBatch::try_from_iter_with_nullable(named).expect("columns of one length");
    written(&batch, group)
}

fn written(batch: &RecordBatch, group: usize) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group))
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
    writer.write(batch).expect("written");
    writer.close().expect("closed");
    bytes
}

fn table(form: Form, bytes: Vec<u8>) -> Table {
    let mut sources = Sources::default();
    let file = sources.add("network/elements.parquet", "");
    Table {
        path: "network/elements.parquet".to_owned(),
        file,
        form,
        bytes: Bytes::from(bytes),
    }
}

fn taken(tables: &[Table], asked: &BTreeSet<String>, threads: usize) -> Parsed<Taken> {
    read(tables, asked, threads, &Limits::default())
}

/// The same, as plainly as it can be said.
fn plainly(rows: &[Row], asked: &BTreeSet<String>) -> (Inventory, [usize; 3]) {
    let mut counts = [0; 3];
    let mut kinds: BTreeMap<[String; KIND_WIDTH], Vec<String>> = BTreeMap::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (id, cells) in rows {
        let cells = cells.clone().map(|cell| cell.trim().to_owned());
        let id = id.trim().to_owned();
        match (id.is_empty(), cells.iter().all(String::is_empty)) {
            (true, true) => counts[2] += 1,
            (true, false) => counts[1] += 1,
            (false, _) => {
                counts[0] += 1;
                *seen.entry(id.clone()).or_default() += 1;
                kinds.entry(cells).or_default().push(id);
            }
        }
    }
    let names: BTreeSet<&str> = kinds
        .keys()
        .flat_map(|cells| [&cells[4], &cells[5]])
        .flat_map(|cell| cell.split(';'))
        .map(str::trim)
        .filter(|name| !matches!(*name, "" | "none" | "?"))
        .chain(asked.iter().map(String::as_str))
        .collect();
    let mut texts: [Vec<String>; KIND_WIDTH] = Default::default();
    let (mut listed, mut named) = (Vec::new(), Vec::new());
    for (n, (cells, ids)) in kinds.iter().enumerate() {
        let kind = u32::try_from(n).expect("few");
        for (column, cell) in cells.iter().enumerate() {
            texts[column].push(cell.clone());
        }
        let of_kind = ids.iter().filter(|id| names.contains(id.as_str()));
        named.extend(of_kind.map(|id| Named {
            id: id.clone(),
            kind,
        }));
        listed.push(Kind {
            cells: [kind; KIND_WIDTH],
            rows: ids.len() as u64,
            least: ids.iter().min().expect("not empty").clone(),
        });
    }
    let mut inventory = Inventory::new(texts, listed, named);
    let twice = seen.iter().filter(|(_, count)| **count > 1);
    inventory.twice = twice.map(|(id, _)| id.clone()).collect();
    inventory.twice_count = inventory.twice.len() as u64;
    (inventory, counts)
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        4 => "[ab]",
        2 => "e[0-9]",
        2 => "e[0-9];? ?e[0-9]",
        1 => Just("none".to_owned()),
        1 => Just("?".to_owned()),
        1 => "[ \u{a0}\t]{0,2}[aé,\"]{1,2}[ \u{2003}]{0,2}",
    ]
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let id = prop_oneof![6 => "e[0-9]{1,2}", 1 => Just(String::new()), 1 => " ?é[0-9] ?"];
    prop::collection::vec((id, prop::array::uniform11(cell())), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn says_what_the_rows_say(rows in rows(), cut in 0_usize..40, threads in 1_usize..4, asked in "e[0-9]") {
        let asked = BTreeSet::from([asked]);
        let (expected, [taken_rows, refused, blank]) = plainly(&rows, &asked);
        let (one, other) = rows.split_at(cut.min(rows.len()));
        let as_csv = [table(Form::Csv, csv(one)), table(Form::Csv, csv(other))];
        let as_parquet = [table(Form::Parquet, parquet(one, 7)), table(Form::Parquet, parquet(other, 3))];
        let mixed = [table(Form::Csv, csv(one)), table(Form::Parquet, parquet(other, 100))];
        for tables in [as_csv, as_parquet, mixed] {
            let read = taken(&tables, &asked, threads).value;
            prop_assert_eq!(&read.inventory, &expected);
            let sum = |of: fn(&keyholder_supply::facts::TableCount) -> usize| -> usize {
                read.counts.iter().map(of).sum()
            };
            prop_assert_eq!((sum(|c| c.taken), sum(|c| c.refused), sum(|c| c.blank)), (taken_rows, refused, blank));
            prop_assert_eq!(sum(|c| c.rows), rows.len());
            // Joined back, every row finds its kind, in the order of the tables.
            let ids: Vec<&str> = read.rows.iter().map(|(id, _)| id).collect();
            let plain: Vec<&str> = rows.iter().map(|(id, _)| id.trim()).filter(|id| !id.is_empty()).collect();
            prop_assert_eq!(ids, plain);
            let mut sizes = vec![0_u64; expected.kinds.len()];
            read.rows.iter().for_each(|(_, kind)| sizes[kind as usize] += 1);
            prop_assert_eq!(sizes, expected.kinds.iter().map(|k| k.rows).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), with in any::<u8>()) {
        for form in [Form::Csv, Form::Parquet] {
            taken(&[table(form, bytes.clone())], &BTreeSet::new(), 2);
        }
        let row: Row = ("e1".to_owned(), std::array::from_fn(|n| format!("t{n}")));
        let mut sound = parquet(&vec![row; 20], 5);
        let place = at.index(sound.len());
        sound[place] = with;
        let count = taken(&[table(Form::Parquet, sound.clone())], &BTreeSet::new(), 1).value.counts;
        prop_assert_eq!(count[0].rows, count[0].taken + count[0].refused + count[0].blank);
        sound.truncate(place);
        bytes.append(&mut sound);
        taken(&[table(Form::Parquet, bytes)], &BTreeSet::new(), 1);
    }
}

fn codes(table_of: Table) -> Vec<Code> {
    let read = taken(&[table_of], &BTreeSet::new(), 2);
    read.diagnostics.iter().map(|d| d.code).collect()
}

#[test]
fn faults_are_told_and_cost_only_themselves() {
    let text = "element,function,colour\na,AMF,red\nb,AMF\n,AMF,red\na,SMF,blue\n";
    let read = taken(&[table(Form::Csv, text.into())], &BTreeSet::new(), 1);
    let codes: Vec<Code> = read.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(
        codes,
        [Code::KH0202, Code::KH0203, Code::KH0311, Code::KH0301]
    );
    let count = &read.value.counts[0];
    assert_eq!((count.rows, count.taken, count.refused), (4, 2, 2));
    assert_eq!(read.value.inventory.twice, ["a"]);
}

#[test]
fn what_is_no_table_is_told() {
    assert_eq!(
        codes(table(Form::Csv, b"element\xff,function\n".into())),
        [Code::KH0108]
    );
    assert_eq!(
        codes(table(Form::Csv, b"name,role\n".into())).last(),
        Some(&Code::KH0201)
    );
    assert_eq!(
        codes(table(Form::Parquet, b"PAR1 and no more".into())),
        [Code::KH0205]
    );
}

#[test]
fn waves_may_be_numbers_and_ids_may_not() {
    let text = |cells: &[&str]| -> ArrayRef { Arc::new(StringArray::from(cells.to_vec())) };
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![Some(2), None]));
    let batch = RecordBatch::try_from_iter([
        ("element", text(&["a", "b"])),
        ("function", text(&["AMF", "AMF"])),
        ("wave", numbers.clone()),
    ])
    .expect("columns");
    let bytes = written(&batch, 100);
    let read = taken(&[table(Form::Parquet, bytes)], &BTreeSet::new(), 1).value;
    assert_eq!(read.inventory.texts[10], ["", "2"]);
    let batch =
        RecordBatch::try_from_iter([("element", numbers), ("function", text(&["AMF", "b"]))])
            .expect("columns");
    assert_eq!(
        codes(table(Form::Parquet, written(&batch, 100))),
        [Code::KH0105]
    );
}

#[test]
fn places_name_the_table() {
    let bytes = b"element,function\n,AMF\n".to_vec();
    let read = taken(&[table(Form::Csv, bytes)], &BTreeSet::new(), 1);
    let first = read.diagnostics.iter().next().expect("one fault");
    assert_eq!(first.span.map(|s| s.file), Some(FileId(0)));
    assert!(first.message.contains("stand at `2`"), "{}", first.message);
}
