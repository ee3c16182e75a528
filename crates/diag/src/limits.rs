//! How much input a reader takes before it refuses.

/// Bounds on what is read, so that no file can exhaust the machine.
///
/// A file over a bound is refused with `KH0109` or `KH0110`; nothing is cut silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file that people write (TOML), bytes.
    pub toml_bytes_max: u64,
    /// Largest table (CSV), bytes.
    pub table_bytes_max: u64,
    /// Largest received document, bytes.
    pub document_bytes_max: u64,
    /// Largest table of elements (CSV) that is kept row by row, bytes. Larger ones are grouped as they are read.
    pub table_bytes_kept_max: u64,
    /// Longest cell of a table, bytes.
    pub cell_bytes_max: usize,
    /// Largest export that is imported, bytes.
    pub export_bytes_max: u64,
    /// Most bytes that an archive (a workbook) or the pages of a Parquet file may inflate to.
    pub inflated_bytes_max: u64,
    /// Most files inside an archive.
    pub archive_entries_max: usize,
    /// Most sheets of a workbook.
    pub sheets_max: usize,
    /// Most rows of a sheet.
    pub sheet_rows_max: usize,
    /// Most columns of a sheet.
    pub sheet_columns_max: usize,
    /// Most text in all cells of a sheet, bytes.
    pub sheet_text_bytes_max: usize,
    /// Most files in a project.
    pub files_max: usize,
    /// Deepest nesting of folders, tables and JSON.
    pub depth_max: usize,
    /// Most diagnostics of one code in one file that are listed one by one; the rest are counted.
    pub diagnostics_per_code_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            toml_bytes_max: 4 << 20,
            table_bytes_max: 2 << 30,
            table_bytes_kept_max: 32 << 20,
            document_bytes_max: 256 << 20,
            cell_bytes_max: 64 << 10,
            export_bytes_max: 256 << 20,
            inflated_bytes_max: 512 << 20,
            archive_entries_max: 4_096,
            sheets_max: 256,
            sheet_rows_max: 2_000_000,
            sheet_columns_max: 512,
            sheet_text_bytes_max: 512 << 20,
            files_max: 100_000,
            depth_max: 64,
            diagnostics_per_code_max: 1_000,
        }
    }
}
