//! CSV and its relatives: which separator, which rows, which quote is never closed.

use csv::{ReaderBuilder, StringRecord};
use keyholder_diag::{Code, Limits};

use super::{RowFault, Said, Sheet, decode};

/// Separators that are tried, with their names.
const SEPARATORS: &[(u8, &str)] = &[
    (b',', "commas"),
    (b';', "semicolons"),
    (b'\t', "tabs"),
    (b'|', "bars"),
];

/// Records that are looked at to find the separator.
const LOOKED_AT: usize = 60;

/// Reads a text as one sheet.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    encoding: Option<&str>,
    limits: &Limits,
) -> Result<Vec<Sheet>, Said> {
    let decoded = decode(bytes, encoding);
    let text = decoded.text.as_str();
    if text.bytes().take(4096).filter(|b| *b == 0).count() > 8 {
        let message = format!("`{path}` is no text; nothing of it is taken");
        let archive = bytes.get(257..262) == Some(b"ustar");
        let help = match archive {
            true => "it is an archive; unpack it, and give the folder",
            false => "save the table as CSV, XLSX or Parquet",
        };
        return Err(Said::new(Code::KH0701, message, help));
    }
    // Excel writes its separator into a line of its own.
    let stated = text.strip_prefix("sep=").and_then(|rest| {
        let byte = rest.bytes().next()?;
        SEPARATORS.iter().find(|(known, _)| *known == byte)
    });
    let (separator, words) = *stated.unwrap_or_else(|| guess(text));
    let mut sheet = Sheet {
        encoding: decoded.encoding.to_owned(),
        separator: words.to_owned(),
        ..Sheet::default()
    };
    rows(text, separator, &mut sheet, limits)?;
    Ok(vec![sheet])
}

/// The separator by which the most records have the same number of cells, and more than one.
fn guess(text: &str) -> &'static (u8, &'static str) {
    let score = |separator: u8| {
        let mut reader = reader(text, separator);
        let mut widths: Vec<usize> = Vec::new();
        let mut record = StringRecord::new();
        while widths.len() < LOOKED_AT && reader.read_record(&mut record).unwrap_or(false) {
            widths.push(record.len());
        }
        widths.sort_unstable();
        let runs = widths.chunk_by(|a, b| a == b).filter(|run| run[0] > 1);
        let best = runs.max_by_key(|run| (run.len(), run[0]));
        best.map_or((0, 0), |run| (run.len(), run[0]))
    };
    let mut best = (&SEPARATORS[0], score(SEPARATORS[0].0));
    for separator in &SEPARATORS[1..] {
        let this = score(separator.0);
        // A comma inside decimal numbers must not beat the separator of every row.
        let better = match (this, best.1) {
            ((runs, width), (most, widest)) if runs * 10 >= most * 8 => {
                width > widest || (runs > most && width >= widest)
            }
            ((runs, _), (most, _)) => runs * 8 > most * 10,
        };
        if better && this.1 > 1 {
            best = (separator, this);
        }
    }
    best.0
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

fn rows(text: &str, separator: u8, sheet: &mut Sheet, limits: &Limits) -> Result<(), Said> {
    let mut reader = reader(text, separator);
    let mut record = StringRecord::new();
    let bytes = text.as_bytes();
    let mut end = 0;
    // Reading text from memory fails in no way that a caller could act on.
    while reader.read_record(&mut record).unwrap_or(false) {
        let (start, blank) = skip_breaks(bytes, end);
        for _ in 0..blank {
            sheet.push(std::iter::empty(), None, limits)?;
        }
        end = usize::try_from(reader.position().byte())
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let raw = &bytes[start.min(end)..end];
        // An open quote swallows the rest of the file, so only the last record can have one.
        let last = end == bytes.len();
        let fault = (last && is_open(raw, separator)).then_some(RowFault::Unclosed);
        sheet.push(record.iter(), fault, limits)?;
    }
    let (_, blank) = skip_breaks(bytes, end);
    for _ in 0..blank {
        sheet.push(std::iter::empty(), None, limits)?;
    }
    Ok(())
}

/// Skips line breaks from `at`, and counts those that end an empty line.
fn skip_breaks(bytes: &[u8], mut at: usize) -> (usize, usize) {
    // The reader ends a record at `\r` and leaves the `\n` that belongs to it.
    if at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
        at += 1;
    }
    let mut blank = 0;
    loop {
        match bytes.get(at..).unwrap_or_default() {
            [b'\r', b'\n', ..] => at += 2,
            [b'\r' | b'\n', ..] => at += 1,
            _ => return (at, blank),
        }
        blank += 1;
    }
}

/// Whether a quote that begins a cell is never closed.
fn is_open(raw: &[u8], separator: u8) -> bool {
    let mut at = 0;
    loop {
        if raw.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match raw.get(at..).unwrap_or_default() {
                    [b'"', b'"', ..] => at += 2,
                    [b'"', ..] => break at += 1,
                    [] => return true,
                    _ => at += 1,
                }
            }
        }
        match raw
            .get(at..)
            .unwrap_or_default()
            .iter()
            .position(|b| *b == separator)
        {
            Some(next) => at += next + 1,
            None => return false,
        }
    }
}
