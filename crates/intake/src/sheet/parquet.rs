//! Parquet tables, row by row, each cell as text.

use bytes::Bytes;
use keyholder_diag::Limits;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::{Said, Sheet, damaged};

/// Reads a table whose sizes were checked. Its first row is made of the names of its columns.
pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Said> {
    let file = SerializedFileReader::new(Bytes::copy_from_slice(bytes))
        .map_err(|error| damaged(path, error))?;
    let mut sheet = Sheet::default();
    let schema = file.metadata().file_metadata().schema_descr();
    let names: Vec<&str> = schema
        .root_schema()
        .get_fields()
        .iter()
        .map(|field| field.name())
        .collect();
    sheet.push(names.into_iter(), None, limits)?;
    let rows = file
        .get_row_iter(None)
        .map_err(|error| damaged(path, error))?;
    for row in rows {
        let row = row.map_err(|error| damaged(path, error))?;
        let cells: Vec<String> = row
            .get_column_iter()
            .map(|(_, field)| text(field))
            .collect();
        sheet.push(cells.iter().map(String::as_str), None, limits)?;
    }
    Ok(vec![sheet])
}

fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Float(n) => n.to_string(),
        Field::Double(n) => n.to_string(),
        Field::ListInternal(list) => {
            let all: Vec<String> = list.elements().iter().map(text).collect();
            all.join(";")
        }
        other => other.to_string(),
    }
}
