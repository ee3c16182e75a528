//! Tables of digests that were read back from the network.

use std::path::Path;

use crate::load::{LoadError, bytes};

/// The largest table, bytes.
const TABLE_BYTES_MAX: u64 = 512 << 20;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackRow {
    /// Its line.
    pub line: usize,
    /// The element, by id.
    pub element: String,
    /// SHA-256 of what it runs, hexadecimal.
    pub sha256: String,
    /// What it says that it runs, as `component@version`.
    pub release: Option<String>,
}

/// A whole table: rows = taken + refused + blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackTable {
    /// Rows that were taken.
    pub rows: Vec<BackRow>,
    /// Lines that were refused, and why.
    pub refused: Vec<(usize, String)>,
    /// Blank rows.
    pub blank: usize,
}

/// Reads a table (CSV) with the columns `element`, `sha256` and perhaps `release`.
///
/// # Errors
/// When the file cannot be read, or lacks a column.
pub fn read_back(path: &Path) -> Result<BackTable, LoadError> {
    let fault = |said: String| LoadError::Io(path.to_owned(), std::io::Error::other(said));
    let (size, bytes) =
        bytes(path, TABLE_BYTES_MAX).map_err(|e| LoadError::Io(path.to_owned(), e))?;
    let bytes = bytes.ok_or_else(|| {
        fault(format!(
            "it has {size} bytes; at most {TABLE_BYTES_MAX} are read"
        ))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| fault("it is not UTF-8 text".to_owned()))?;
    table(&text).map_err(fault)
}

fn table(text: &str) -> Result<BackTable, String> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let head = lines.next().map(|(_, head)| head).unwrap_or_default();
    let columns: Vec<&str> = head.split(',').map(cell).collect();
    let column = |name: &str| columns.iter().position(|column| *column == name);
    let (Some(element), Some(sha256)) = (column("element"), column("sha256")) else {
        return Err("it needs the columns `element` and `sha256`".to_owned());
    };
    let release = column("release");
    let mut table = BackTable::default();
    for (number, line) in lines {
        let line_number = number + 1;
        let cells: Vec<&str> = line.split(',').map(cell).collect();
        if cells.iter().all(|cell| cell.is_empty()) {
            table.blank += 1;
            continue;
        }
        let of = |at: usize| cells.get(at).copied().unwrap_or_default();
        let digest = of(sha256)
            .trim_start_matches("sha256:")
            .to_ascii_lowercase();
        let is_digest = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        match (of(element).is_empty(), is_digest) {
            (false, true) => table.rows.push(BackRow {
                line: line_number,
                element: of(element).to_owned(),
                sha256: digest,
                release: release.map(of).filter(|r| !r.is_empty()).map(str::to_owned),
            }),
            (true, _) => table.refused.push((line_number, "no element".to_owned())),
            (_, false) => table
                .refused
                .push((line_number, "no SHA-256 of 64 digits".to_owned())),
        }
    }
    Ok(table)
}

fn cell(text: &str) -> &str {
    text.trim().trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_reconcile() {
        let good = "a".repeat(64);
        let text =
            format!("element,sha256,release\namf-1,{good},x@1\n,{good},\namf-2,short,\n,,\n");
        let table = table(&text).expect("read");
        assert_eq!(
            (table.rows.len(), table.refused.len(), table.blank),
            (1, 2, 1)
        );
        assert_eq!(table.rows[0].release.as_deref(), Some("x@1"));
        super::table("element\n").expect_err("a column is missing");
    }
}
