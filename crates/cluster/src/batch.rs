//! Answers of the engine as texts and numbers.

use datafusion::arrow::array::{Array, AsArray, Int64Array, LargeStringArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::error::{DataFusionError, Result};

/// A column of texts. Nodes may have shortened the type on their way.
pub(crate) fn texts(batch: &RecordBatch, column: usize) -> Result<LargeStringArray> {
    let array = cast(batch.column(column), &DataType::LargeUtf8)?;
    array
        .as_string_opt::<i64>()
        .cloned()
        .ok_or_else(|| strange(column))
}

/// A column of counts.
pub(crate) fn counts(batch: &RecordBatch, column: usize) -> Result<Int64Array> {
    let array = cast(batch.column(column), &DataType::Int64)?;
    array
        .as_primitive_opt::<Int64Type>()
        .cloned()
        .ok_or_else(|| strange(column))
}

/// A count of a row; no count is never negative or missing.
pub(crate) fn count(counts: &Int64Array, row: usize) -> Result<u64> {
    if counts.is_null(row) {
        return Err(strange(row));
    }
    u64::try_from(counts.value(row)).map_err(|_| strange(row))
}

/// Refuses an answer for what is in it.
pub(crate) fn refuse<T>(what: &str) -> Result<T> {
    Err(DataFusionError::Execution(format!(
        "the answer holds {what}"
    )))
}

fn strange(at: usize) -> DataFusionError {
    DataFusionError::Execution(format!(
        "an answer of another shape than asked for, at {at}"
    ))
}
