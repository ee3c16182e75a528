//! Result tables as Parquet, for the tools that people already query tables with.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt32Array, UInt64Array};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::write::WriteError;

/// Rows that are handed to the encoder at once.
const BATCH_ROWS: usize = 65_536;

/// The cells of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Texts; `None` is a blank.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Number(Vec<u64>),
}

/// A table of results: its name, and its columns of equal length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultTable {
    /// The name of its file without the ending.
    pub name: &'static str,
    /// Names and cells.
    pub columns: Vec<(&'static str, Column)>,
}

fn properties() -> Result<WriterProperties, ParquetError> {
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_created_by("keyholder".to_owned())
        .build())
}

/// Writes a table of results.
///
/// # Errors
/// When `out` refuses, or columns differ in length.
pub fn result_table<W: Write + Send>(out: W, table: &ResultTable) -> Result<W, WriteError> {
    let fields = table.columns.iter().map(|(name, column)| match column {
        Column::Text(_) => Field::new(*name, DataType::Utf8, true),
        Column::Number(_) => Field::new(*name, DataType::UInt64, false),
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<Field>>()));
    let arrays = table.columns.iter().map(|(_, column)| match column {
        Column::Text(cells) => {
            let cells = cells.iter().map(Option::as_deref);
            Arc::new(cells.collect::<StringArray>()) as ArrayRef
        }
        Column::Number(cells) => Arc::new(UInt64Array::from(cells.clone())) as ArrayRef,
    });
    let batch = RecordBatch::try_new(schema.clone(), arrays.collect()).map_err(general)?;
    let mut writer = ArrowWriter::try_new(out, schema, Some(properties()?))?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

fn general(error: impl std::fmt::Display) -> ParquetError {
    ParquetError::General(error.to_string())
}

/// Writes which element belongs to which class: columns `element` and `class`.
///
/// # Errors
/// When `out` refuses.
pub fn element_classes<'r, W: Write + Send>(
    out: W,
    rows: impl Iterator<Item = (&'r str, u32)>,
) -> Result<W, WriteError> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("element", DataType::Utf8, false),
        Field::new("class", DataType::UInt32, false),
    ]));
    let mut writer = ArrowWriter::try_new(out, schema.clone(), Some(properties()?))?;
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let (ids, classes): (Vec<&str>, Vec<u32>) = rows.by_ref().take(BATCH_ROWS).unzip();
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from(ids)),
            Arc::new(UInt32Array::from(classes)),
        ];
        let batch = RecordBatch::try_new(schema.clone(), columns).map_err(general)?;
        writer.write(&batch)?;
    }
    Ok(writer.into_inner()?)
}
