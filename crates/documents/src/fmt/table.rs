//! Tables: cells trimmed, as few quotes as can be, rows sorted by the first column.

use crate::plain::trim;
use crate::tables::grid::Records;

/// The canonical form of a table. Blank rows are left out; rows with the same first cell keep
/// their order.
///
/// # Errors
///
/// A quote that is never closed.
pub fn csv(text: &str) -> Result<String, String> {
    let mut records = Records::new(text);
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(record) = records.next() {
        if record.unclosed.is_some() {
            let line = text[..record.at.start].matches('\n').count() + 1;
            return Err(format!(
                "a quote in line {line} is never closed; the table stays as it is"
            ));
        }
        if !record.is_blank() {
            rows.push(
                record
                    .cells
                    .iter()
                    .map(|cell| trim(cell).to_owned())
                    .collect(),
            );
        }
    }
    // The first row is the header, and stays the first.
    if let Some(body) = rows.get_mut(1..) {
        body.sort_by(|a, b| a.first().cmp(&b.first()));
    }
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in &rows {
        writer
            .write_record(row)
            .map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
