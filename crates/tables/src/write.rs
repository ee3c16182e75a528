//! Writes tables of elements as Parquet, row by row, in memory that does not grow with the table.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use keyholder_supply::inventory::KIND_COLUMNS;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

/// How many columns a table of elements has.
pub const WIDTH: usize = 1 + KIND_COLUMNS.len();

/// A row of a table of elements: its cells in the order of [`columns`]. `None` is a blank cell.
pub type Row<'a> = [Option<&'a str>; WIDTH];

/// Rows that are handed to the encoder at once.
const BATCH_ROWS: usize = 65_536;

/// Rows of a group, which can be read apart from the others.
const GROUP_ROWS: usize = 1_000_000;

/// The columns of `network/elements*`, in their order.
#[must_use]
pub fn columns() -> [&'static str; WIDTH] {
    std::array::from_fn(|n| n.checked_sub(1).map_or("element", |n| KIND_COLUMNS[n]))
}

/// A table of elements could not be written.
#[derive(Debug)]
pub struct WriteError(ParquetError);

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the table could not be encoded or written: {}", self.0)
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<ParquetError> for WriteError {
    fn from(error: ParquetError) -> Self {
        WriteError(error)
    }
}

/// A table of elements in the making.
///
/// All columns are texts, also `wave`, and all but `element` may be blank: the table says what a CSV file
/// would say. Columns are held as dictionaries while they have few distinct cells. The same rows give the
/// same bytes.
pub struct Elements<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    cells: [StringBuilder; WIDTH],
    rows: usize,
}

impl<W: Write + Send> Elements<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn begin(out: W) -> Result<Self, WriteError> {
        let columns = columns();
        let fields = columns.iter().enumerate();
        let fields: Vec<Field> = fields
            .map(|(n, name)| Field::new(*name, DataType::Utf8, n > 0))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
            .set_dictionary_enabled(true)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_created_by("keyholder".to_owned())
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties))?;
        Ok(Elements {
            writer,
            schema,
            cells: std::array::from_fn(|_| StringBuilder::new()),
            rows: 0,
        })
    }

    /// Adds a row. A row without an id has an empty one, which every reader refuses.
    ///
    /// # Errors
    /// When the output refuses.
    pub fn row(&mut self, row: Row<'_>) -> Result<(), WriteError> {
        for (n, (cell, column)) in row.into_iter().zip(&mut self.cells).enumerate() {
            match cell {
                None if n > 0 => column.append_null(),
                cell => column.append_value(cell.unwrap_or_default()),
            }
        }
        self.rows += 1;
        if self.rows == BATCH_ROWS {
            self.flush()?;
        }
        Ok(())
    }

    /// Hands the rows at hand to the encoder.
    fn flush(&mut self) -> Result<(), WriteError> {
        let cells = self.cells.iter_mut();
        let arrays: Vec<ArrayRef> = cells
            .map(|column| Arc::new(column.finish()) as ArrayRef)
            .collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays)
            .map_err(|error| ParquetError::General(error.to_string()))?;
        self.writer.write(&batch)?;
        self.rows = 0;
        Ok(())
    }

    /// Ends the table and gives the output back.
    ///
    /// # Errors
    /// When the output refuses.
    pub fn end(mut self) -> Result<W, WriteError> {
        self.flush()?;
        Ok(self.writer.into_inner()?)
    }
}

/// Writes a whole table.
///
/// # Errors
/// When `out` refuses.
pub fn elements<'a, W: Write + Send>(
    out: W,
    rows: impl IntoIterator<Item = Row<'a>>,
) -> Result<W, WriteError> {
    let mut table = Elements::begin(out)?;
    for row in rows {
        table.row(row)?;
    }
    table.end()
}

#[cfg(test)]
mod tests {
    use arrow_array::{Array, StringArray};
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::*;

    fn row<'a>(id: &'a str, function: Option<&'a str>) -> Row<'a> {
        let mut row = [None; WIDTH];
        row[0] = Some(id);
        row[1] = function;
        row[WIDTH - 1] = Some("1");
        row
    }

    #[test]
    fn what_is_written_is_read_again() {
        let ids: Vec<String> = (0..BATCH_ROWS + 3).map(|n| format!("e-{n}")).collect();
        let rows = || {
            ids.iter()
                .enumerate()
                .map(|(n, id)| row(id, (n % 2 == 0).then_some("AMF")))
        };
        let bytes = elements(Vec::new(), rows()).expect("written");
        assert_eq!(bytes, elements(Vec::new(), rows()).expect("written"));
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes));
        let reader = reader.expect("Parquet");
        let names: Vec<String> = (reader.schema().fields().iter())
            .map(|f| f.name().clone())
            .collect();
        assert_eq!(names, columns());
        let mut read = 0;
        for batch in reader.build().expect("a reader") {
            let batch = batch.expect("a batch");
            let column = |n: usize| {
                let column = batch.column(n).as_any().downcast_ref::<StringArray>();
                column.expect("texts").clone()
            };
            let (id, function, place) = (column(0), column(1), column(3));
            for n in 0..batch.num_rows() {
                assert_eq!(id.value(n), ids[read]);
                assert_eq!(function.is_null(n), read % 2 == 1);
                assert!(place.is_null(n));
                read += 1;
            }
        }
        assert_eq!(read, ids.len());
    }

    #[test]
    fn a_table_without_rows_is_a_table() {
        let bytes = elements(Vec::new(), []).expect("written");
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes));
        assert_eq!(reader.expect("Parquet").metadata().num_row_groups(), 0);
    }
}
