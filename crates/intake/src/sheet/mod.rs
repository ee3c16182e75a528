//! Sheets: rows of cells as text, whatever file they came in, within limits.
//!
//! A sheet keeps its rows as one text, a line for each row, so that line numbers are row numbers as people
//! count them and every diagnostic can show the row it speaks of.

mod archive;
mod csv;
mod decode;
mod pages;
mod parquet;
#[cfg(test)]
mod tests;
mod xlsx;

use keyholder_diag::{Code, Limits};

pub use decode::{Decoded, decode, is_encoding};

/// Between two cells, in the text of a sheet.
const BETWEEN: &str = " | ";

/// Why a whole file or sheet is not taken, or what was noticed about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its code.
    pub code: Code,
    /// What.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Said {
    pub(crate) fn new(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Said {
            code,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// What is wrong with a row, so that it cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFault {
    /// A quote is opened and never closed.
    Unclosed,
    /// A cell is longer than cells may be; it is shown cut.
    LongCell,
    /// A cell has control characters; they are shown as blanks.
    Control,
}

/// One row.
#[derive(Clone, Debug)]
struct Line {
    start: u32,
    cells: u32,
    count: u32,
    fault: Option<RowFault>,
}

/// The rows of one sheet. The first row has the number 1; blank rows are rows.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its name; empty when the file is one sheet without a name.
    pub name: String,
    /// How its text was encoded, in words; empty where the file says it itself.
    pub encoding: String,
    /// What separates cells, in words; empty where the file says it itself.
    pub separator: String,
    /// Cells that are formulas: how many, and row and column (from 1) of the first.
    pub formulas: (u64, u64, u64),
    text: String,
    lines: Vec<Line>,
    ends: Vec<u32>,
}

impl Sheet {
    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The whole as a text of one line for each row.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cells of a row, counted from 0.
    pub fn cells(&self, row: usize) -> impl ExactSizeIterator<Item = &str> {
        (0..self.width(row)).map(move |n| self.cell(row, n))
    }

    /// How many cells a row has.
    #[must_use]
    pub fn width(&self, row: usize) -> usize {
        self.lines.get(row).map_or(0, |line| line.count as usize)
    }

    /// One cell, trimmed; empty where there is none.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let (start, end) = self.place(row, column);
        self.text
            .get(start as usize..end as usize)
            .unwrap_or("")
            .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
    }

    /// The place of a cell in [`Sheet::text`].
    #[must_use]
    pub fn place(&self, row: usize, column: usize) -> (u32, u32) {
        let Some(line) = self.lines.get(row) else {
            return (0, 0);
        };
        if column >= line.count as usize {
            return (line.start, line.start);
        }
        let at = line.cells as usize + column;
        let gap = u32::try_from(BETWEEN.len()).unwrap_or(0);
        let start = match column {
            0 => line.start,
            _ => self.ends[at - 1] + gap,
        };
        (start, self.ends[at])
    }

    /// The place of a row in [`Sheet::text`].
    #[must_use]
    pub fn place_of_row(&self, row: usize) -> (u32, u32) {
        let Some(line) = self.lines.get(row) else {
            return (0, 0);
        };
        let last = (line.cells + line.count) as usize;
        let end = match line.count {
            0 => line.start,
            _ => self.ends[last - 1],
        };
        (line.start, end)
    }

    /// What is wrong with a row as a whole.
    #[must_use]
    pub fn fault(&self, row: usize) -> Option<RowFault> {
        self.lines.get(row).and_then(|line| line.fault)
    }

    /// Whether no cell of a row says anything.
    #[must_use]
    pub fn is_blank(&self, row: usize) -> bool {
        self.cells(row).all(str::is_empty)
    }

    /// Adds a row.
    fn push<'a>(
        &mut self,
        cells: impl Iterator<Item = &'a str>,
        fault: Option<RowFault>,
        limits: &Limits,
    ) -> Result<(), Said> {
        let row = self.lines.len() + 1;
        if row > limits.sheet_rows_max {
            return Err(too_many("rows", limits.sheet_rows_max));
        }
        let mut line = Line {
            start: self.at(),
            cells: u32::try_from(self.ends.len()).unwrap_or(u32::MAX),
            count: 0,
            fault,
        };
        for cell in cells {
            if line.count as usize >= limits.sheet_columns_max {
                let mut said = too_many("columns", limits.sheet_columns_max);
                said.message = format!("row {row} has {}", said.message);
                return Err(said);
            }
            if line.count > 0 {
                self.text.push_str(BETWEEN);
            }
            line.fault = line.fault.or(self.write(cell, limits.cell_bytes_max));
            if self.text.len() > limits.sheet_text_bytes_max {
                return Err(too_many("bytes of text", limits.sheet_text_bytes_max));
            }
            self.ends.push(self.at());
            line.count += 1;
        }
        self.text.push('\n');
        self.lines.push(line);
        Ok(())
    }

    /// Writes a cell in one line; what is too long is cut and said.
    fn write(&mut self, cell: &str, most: usize) -> Option<RowFault> {
        let (cell, mut fault) = match cell.len() > most {
            true => (
                &cell[..cell.floor_char_boundary(80)],
                Some(RowFault::LongCell),
            ),
            false => (cell, None),
        };
        if !cell.contains(|c: char| c.is_control() || is_hidden(c)) {
            self.text.push_str(cell);
            return fault;
        }
        for c in cell.chars() {
            match c {
                '\n' | '\r' | '\t' | '\u{85}' => self.text.push(' '),
                c if is_hidden(c) => {}
                c if c.is_control() => {
                    self.text.push(' ');
                    fault = fault.or(Some(RowFault::Control));
                }
                c => self.text.push(c),
            }
        }
        fault
    }

    fn at(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }
}

/// Characters that nobody sees and that make equal names differ.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{ad}')
}

fn too_many(what: &str, most: usize) -> Said {
    Said::new(
        Code::KH0702,
        format!("more than {most} {what}; nothing of the file is taken"),
        "split the export, or remove rows and columns that nobody needs",
    )
}

/// What kind of file it is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A workbook, or another archive.
    Archive,
    /// A Parquet table.
    Parquet,
    /// Text.
    Text,
    /// Nothing that can be read; in words.
    Other(&'static str),
}

/// Looks at the first bytes of a file.
#[must_use]
pub fn kind(bytes: &[u8]) -> Kind {
    match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Archive,
        [b'P', b'A', b'R', b'1', ..] => Kind::Parquet,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            Kind::Other("an old Excel workbook, or one with a password")
        }
        [b'%', b'P', b'D', b'F', ..] => Kind::Other("a PDF"),
        [0x1F, 0x8B, ..] => Kind::Other("compressed with gzip"),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => Kind::Other("a picture"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Kind::Text,
        _ => Kind::Text,
    }
}

/// Reads the sheets of one file. Whatever the bytes are, the answer is sheets or a reason.
///
/// # Errors
/// A file of no known form, damaged, or past a bound.
pub fn read(
    path: &str,
    bytes: &[u8],
    encoding: Option<&str>,
    limits: &Limits,
) -> Result<Vec<Sheet>, Said> {
    if bytes.len() as u64 > limits.export_bytes_max {
        let message = format!(
            "`{path}` has {} bytes, more than the {} that are read; nothing of it is taken",
            bytes.len(),
            limits.export_bytes_max
        );
        return Err(Said::new(Code::KH0702, message, "split the export"));
    }
    // Readers of others meet bytes made to break them; a panic there is a file that cannot be read.
    let guarded = |read: &dyn Fn() -> Result<Vec<Sheet>, Said>| {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
            .unwrap_or_else(|_| Err(damaged(path, "its reader gave up")))
    };
    match kind(bytes) {
        Kind::Archive => {
            archive::check(path, bytes, limits)?;
            guarded(&|| xlsx::read(path, bytes, limits))
        }
        Kind::Parquet => {
            pages::check(path, bytes, limits)?;
            guarded(&|| parquet::read(path, bytes, limits))
        }
        Kind::Text => csv::read(path, bytes, encoding, limits),
        Kind::Other(what) => Err(Said::new(
            Code::KH0701,
            format!("`{path}` is {what}; nothing of it is taken"),
            "save it as `.xlsx` without a password, or as CSV",
        )),
    }
}

fn damaged(path: &str, why: impl std::fmt::Display) -> Said {
    Said::new(
        Code::KH0701,
        format!("`{path}` cannot be read: {why}; nothing of it is taken"),
        "open it in the program that it comes from and save it again, or save it as CSV",
    )
}
