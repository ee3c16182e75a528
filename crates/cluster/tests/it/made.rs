//! Tables made for tests: dirty on purpose, the same in every run.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::properties::WriterProperties;
use keyholder_supply::inventory::KIND_COLUMNS;

/// Numbers that look like chance and are not.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// White space of many scripts around a text.
fn dirty(dice: &mut Dice, text: String) -> String {
    let around = [
        "",
        "",
        "",
        " ",
        "\t",
        "\u{a0}",
        "\u{3000} ",
        "\r\n",
        "\u{85}",
        "\u{2028}",
    ];
    format!("{}{text}{}", dice.one(&around), dice.one(&around))
}

/// A cell: often a word, sometimes blank, sometimes null.
fn cell(dice: &mut Dice, column: &str) -> Option<String> {
    match dice.below(12) {
        0 => return None,
        1 => return Some(String::new()),
        2 => return Some(" \u{2009}\t".to_owned()),
        _ => {}
    }
    let text = match column {
        "wave" => return Some(dice.below(3).to_string()),
        "host" | "manager" => match dice.below(6) {
            0 => "none".to_owned(),
            1 => "?".to_owned(),
            2 => format!(" e{} ;;e{}; ? ", dice.below(400), dice.below(400)),
            3 => "nobody-of-this-name".to_owned(),
            _ => format!("e{}", dice.below(60)),
        },
        "function" => dice
            .one(&["AMF", "UPF", "gNB", "ГНБ", "e\u{301}", "é"])
            .to_owned(),
        _ => format!(
            "{column}-{}",
            dice.one(&["a", "b \u{a0} b", "'q\"", "漢字"])
        ),
    };
    Some(dirty(dice, text))
}

/// An id: some are given twice, some are missing.
fn id(dice: &mut Dice, n: usize) -> Option<String> {
    match dice.below(40) {
        0 => return None,
        1 => return Some("\u{feff}e1".to_owned()),
        2 => return Some("\u{3000}".to_owned()),
        _ => {}
    }
    let text = match dice.below(9) {
        0 => format!("e{}", dice.below(400)),
        1 => format!("Ü-{n}"),
        2 => format!("\u{10348}{n}"),
        _ => format!("e{n}"),
    };
    Some(dirty(dice, text))
}

/// How the columns of a file are held.
#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) kind: DataType,
    /// Columns left out.
    pub(crate) without: &'static [&'static str],
    /// Columns in another order, and some that nobody knows.
    pub(crate) strange: bool,
    pub(crate) wave_as_number: bool,
    pub(crate) rows_a_group: usize,
}

impl Shape {
    pub(crate) fn plain() -> Self {
        Shape {
            kind: DataType::Utf8,
            without: &[],
            strange: false,
            wave_as_number: false,
            rows_a_group: 1_000,
        }
    }
}

/// Writes columns of texts to a file.
pub(crate) fn write(path: &Path, columns: Vec<(String, ArrayRef)>, rows_a_group: usize) {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .expect("a batch");
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(rows_a_group))
        .build();
    let file = File::create(path).expect("a file");
    let mut writer =
        ArrowWriter::try_new(file, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
}

/// A file of dirty rows.
pub(crate) fn file(path: &Path, seed: u64, rows: usize, shape: &Shape) {
    let dice = &mut Dice(seed);
    let first = usize::try_from(seed).unwrap_or(0) * 100;
    let mut ids: Vec<Option<String>> = (0..rows).map(|n| id(dice, first + n)).collect();
    let mut cells: Vec<(String, Vec<Option<String>>)> = KIND_COLUMNS
        .map(|name| {
            let column = (0..rows).map(|_| cell(dice, name)).collect();
            (name.to_owned(), column)
        })
        .into();
    // Rows that say nothing at all, and rows that are the same in all.
    for row in (0..rows).step_by(37) {
        ids[row] = Some(" ".to_owned());
        cells.iter_mut().for_each(|(_, column)| column[row] = None);
    }
    for row in (5..rows).step_by(41) {
        ids[row] = ids[row - 1].clone();
        for (_, column) in &mut cells {
            column[row] = column[row - 1].clone();
        }
    }
    cells.retain(|(name, _)| !shape.without.contains(&name.as_str()));
    cells.push(("element".to_owned(), ids));
    if shape.strange {
        cells.reverse();
        cells.insert(3, ("note".to_owned(), vec![Some("x".to_owned()); rows]));
    }
    let columns = cells.into_iter().map(|(name, column)| {
        let array: ArrayRef = Arc::new(StringArray::from(column));
        let kind = match name == "wave" && shape.wave_as_number {
            true => &DataType::Int64,
            false => &shape.kind,
        };
        let array = cast(&array, kind).expect("cast");
        (name, array)
    });
    write(path, columns.collect(), shape.rows_a_group);
}

/// A file of many rows and few kinds, as large networks have them.
pub(crate) fn large(path: &Path, seed: u64, rows: usize, kinds: usize) {
    let dice = &mut Dice(7);
    let kinds: Vec<[Option<String>; KIND_COLUMNS.len()]> = (0..kinds)
        .map(|_| KIND_COLUMNS.map(|name| cell(dice, name)))
        .collect();
    let dice = &mut Dice(seed);
    let chosen: Vec<usize> = (0..rows).map(|_| dice.below(kinds.len())).collect();
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    for (c, name) in KIND_COLUMNS.iter().enumerate() {
        let column: StringArray = chosen.iter().map(|kind| kinds[*kind][c].as_ref()).collect();
        columns.push(((*name).to_owned(), Arc::new(column)));
    }
    let first = usize::try_from(seed).unwrap_or(0) * rows;
    let ids: Vec<String> = (first..first + rows).map(|n| format!("e{n}")).collect();
    columns.push(("element".to_owned(), Arc::new(StringArray::from(ids))));
    write(path, columns, 100_000);
}

/// Three tables of dirty rows: a folder of files in many shapes under a difficult name, and two files.
pub(crate) fn tables(folder: &Path, rows: usize) -> Vec<PathBuf> {
    let many = folder.join("ele ments [1]*%20é");
    std::fs::create_dir_all(&many).expect("a folder");
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let shapes = [
        Shape::plain(),
        Shape {
            kind: DataType::LargeUtf8,
            without: &["platform", "wave", "pool"],
            strange: true,
            rows_a_group: 77,
            ..Shape::plain()
        },
        Shape {
            kind: dictionary,
            wave_as_number: true,
            ..Shape::plain()
        },
        Shape {
            kind: DataType::Utf8View,
            rows_a_group: 13,
            ..Shape::plain()
        },
    ];
    for (n, shape) in (0_u64..).zip(&shapes) {
        file(&many.join(format!("p {n}.parquet")), n, rows, shape);
    }
    std::fs::write(many.join("README.txt"), "no table").expect("written");
    let bare = Shape {
        without: &KIND_COLUMNS,
        ..Shape::plain()
    };
    let (one, two) = (folder.join("bare.parquet"), folder.join("again.parquet"));
    file(&one, 2, rows / 2, &bare);
    file(&two, 1, rows, &Shape::plain());
    vec![many, one, two]
}
