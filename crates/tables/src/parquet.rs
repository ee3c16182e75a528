//! Parquet tables, a row group at a time, by their dictionaries.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use keyholder_diag::{Code, Diagnostic, Limits, Span};
use keyholder_supply::inventory::{KIND_COLUMNS, KIND_WIDTH};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

use crate::Table;
use crate::column::Columns;
use crate::gather::Worker;
use crate::intern::trim;

/// Rows that are decoded at a time.
const BATCH: usize = 32_768;

/// A file whose footer was read.
#[derive(Clone)]
pub(crate) struct Opened {
    metadata: ArrowReaderMetadata,
    /// Where our columns stand in the file.
    columns: Arc<Columns>,
}

impl Opened {
    pub(crate) fn groups(&self) -> std::ops::Range<usize> {
        0..self.metadata.metadata().num_row_groups()
    }
}

/// Reads the footer and finds the columns.
pub(crate) fn open(table: &Table) -> Result<(Opened, Vec<Diagnostic>), Vec<Diagnostic>> {
    let span = Span::whole(table.file);
    let damaged = |error: String| vec![damaged(span, &error)];
    let footer = guarded(|| {
        ArrowReaderMetadata::load(&table.bytes, options()).map_err(|error| error.to_string())
    });
    let plain = footer.map_err(damaged)?;
    let fields = plain.schema().fields();
    let (columns, mut faults) = Columns::find(fields.iter().map(|f| f.name().as_str()), span)?;
    // Texts are asked for by their dictionaries: a distinct text is looked at once in each row group.
    let wanted: Vec<Field> = fields
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let kind = if at == columns.element {
                DataType::Utf8
            } else {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            };
            let text = is_text(field.data_type());
            let data = if text {
                kind
            } else {
                field.data_type().clone()
            };
            Field::new(field.name(), data, field.is_nullable())
        })
        .collect();
    let mut columns = columns;
    for (slot, name) in columns.kind.iter_mut().zip(KIND_COLUMNS) {
        let Some(at) = *slot else { continue };
        let data = fields[at].data_type();
        if !is_text(data) && !is_number(data) {
            faults.push(not_text(span, name, data));
            *slot = None;
        }
    }
    if !is_text(fields[columns.element].data_type()) {
        faults.push(not_text(
            span,
            "element",
            fields[columns.element].data_type(),
        ));
        return Err(faults);
    }
    let options = options().with_schema(Arc::new(Schema::new(wanted)));
    let metadata = guarded(|| {
        ArrowReaderMetadata::try_new(plain.metadata().clone(), options)
            .map_err(|error| error.to_string())
    });
    let opened = Opened {
        metadata: metadata.map_err(damaged)?,
        columns: Arc::new(columns),
    };
    Ok((opened, faults))
}

fn options() -> ArrowReaderOptions {
    ArrowReaderOptions::new().with_skip_arrow_metadata(true)
}

fn is_text(data: &DataType) -> bool {
    matches!(
        data,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

fn is_number(data: &DataType) -> bool {
    data.is_integer()
}

/// A damaged file must not take the program with it, whatever the library makes of it.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("its structure makes no sense".to_owned()))
}

fn damaged(span: Span, error: &str) -> Diagnostic {
    let message = format!("the Parquet file cannot be read further: {error}");
    let help = "export it again; it may have been cut off or damaged on its way";
    Diagnostic::new(Code::KH0205, span, message).help(help)
}

fn not_text(span: Span, name: &str, data: &DataType) -> Diagnostic {
    let message = format!("column `{name}` holds {data}, not text; its cells are not taken");
    Diagnostic::new(Code::KH0105, span, message).help("export the column as text")
}

/// Reads the rows of a row group. Rows that a damage makes unreadable are refused, and counted.
pub(crate) fn read(
    table: &Table,
    opened: &Opened,
    group: usize,
    limits: &Limits,
    worker: &mut Worker,
) {
    let rows = opened.metadata.metadata().row_group(group).num_rows();
    let rows = u64::try_from(rows).unwrap_or(0);
    let mut seen = 0_u64;
    let result = guarded(|| {
        for batch in batches(table, opened, group)? {
            let batch = batch.map_err(|error| error.to_string())?;
            seen += batch.num_rows() as u64;
            take(
                &batch,
                &opened.columns,
                seen - batch.num_rows() as u64,
                limits,
                worker,
            );
        }
        Ok(())
    });
    let lost = rows.saturating_sub(seen);
    let error = match result {
        Err(error) => error,
        Ok(()) if lost > 0 => "rows are missing".to_owned(),
        Ok(()) => return,
    };
    worker.refuse_many(lost, |span| {
        let mut fault = damaged(span, &error);
        fault.message.push_str(&format!(
            "; {lost} rows of row group {} are not taken",
            group + 1
        ));
        fault
    });
}

fn batches(
    table: &Table,
    opened: &Opened,
    group: usize,
) -> Result<parquet::arrow::arrow_reader::ParquetRecordBatchReader, String> {
    let columns = &opened.columns;
    let roots = columns.kind.iter().flatten().copied();
    let schema = opened.metadata.parquet_schema();
    let mask = ProjectionMask::roots(schema, roots.chain([columns.element]));
    ParquetRecordBatchReaderBuilder::new_with_metadata(table.bytes.clone(), opened.metadata.clone())
        .with_row_groups(vec![group])
        .with_projection(mask)
        .with_batch_size(BATCH)
        .build()
        .map_err(|error| error.to_string())
}

fn take(batch: &RecordBatch, columns: &Columns, before: u64, limits: &Limits, worker: &mut Worker) {
    // A projection keeps the order of the file, so the position in the batch is the rank among those asked for.
    let mut asked: Vec<usize> = columns.kind.iter().flatten().copied().collect();
    asked.push(columns.element);
    asked.sort_unstable();
    let array = |at: usize| batch.column(asked.partition_point(|a| *a < at));
    let ids: &StringArray = array(columns.element).as_string();
    let rows = batch.num_rows();
    let numbers: [Vec<u32>; KIND_WIDTH] =
        std::array::from_fn(|column| match columns.kind[column] {
            Some(at) => numbers(array(at), column, limits, worker),
            None => vec![0; rows],
        });
    for (row, id) in ids.iter().enumerate() {
        let cells = std::array::from_fn(|column| numbers[column][row]);
        let id = id.unwrap_or_default();
        if id.len() > limits.cell_bytes_max {
            worker.refuse(|span| too_long(span, limits));
            continue;
        }
        worker.take(trim(id.as_bytes()), &cells, || before + row as u64 + 1);
    }
}

fn too_long(span: Span, limits: &Limits) -> Diagnostic {
    let most = limits.cell_bytes_max;
    let message =
        format!("an id has more than the {most} bytes that are read; the row is not taken");
    Diagnostic::new(Code::KH0110, span, message).help("shorten it")
}

/// The numbers of the texts of a column.
fn numbers(array: &ArrayRef, column: usize, limits: &Limits, worker: &mut Worker) -> Vec<u32> {
    if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
        let values: &StringArray = dictionary.values().as_string();
        let of_values = worker.of_values(column, values, limits);
        let keys = dictionary.keys();
        return match keys.nulls() {
            None => keys
                .values()
                .iter()
                .map(|key| of_values.get(*key as usize).copied().unwrap_or(0))
                .collect(),
            Some(nulls) => keys
                .values()
                .iter()
                .zip(nulls)
                .map(|(key, there)| match there {
                    true => of_values.get(*key as usize).copied().unwrap_or(0),
                    false => 0,
                })
                .collect(),
        };
    }
    whole_numbers(array)
        .into_iter()
        .map(|number| match number {
            Some(number) => worker.texts[column].number(number.to_string().as_bytes()),
            None => 0,
        })
        .collect()
}

fn whole_numbers(array: &ArrayRef) -> Vec<Option<i128>> {
    use arrow_array::types as t;
    macro_rules! of {
        ($($data:ident => $kind:ty),*) => {
            match array.data_type() {
                $(DataType::$data => array
                    .as_primitive::<$kind>()
                    .iter()
                    .map(|n| n.map(i128::from))
                    .collect(),)*
                _ => vec![None; array.len()],
            }
        };
    }
    of!(Int8 => t::Int8Type, Int16 => t::Int16Type, Int32 => t::Int32Type, Int64 => t::Int64Type,
        UInt8 => t::UInt8Type, UInt16 => t::UInt16Type, UInt32 => t::UInt32Type, UInt64 => t::UInt64Type)
}
