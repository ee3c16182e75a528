//! From CSV text to rows with places: header, quoting, and the count of what became of each row.

use std::ops::Range;

use csv::StringRecord;
use keyholder_diag::{Code, Diagnostic, Span, list_some};
use keyholder_supply::facts::TableCount;

use super::row::Row;
use crate::ours::schema::PROVENANCE;
use crate::plain::{maybe_meant, shown, trim};
use crate::sink::Sink;

/// What a table may and must have.
pub(crate) struct Layout {
    /// Its own columns.
    pub(crate) columns: &'static [&'static str],
    /// Those without which no row means anything.
    pub(crate) required: &'static [&'static str],
}

impl Layout {
    /// Own columns, then provenance.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.columns.iter().chain(PROVENANCE).copied()
    }
}

/// One record as it stands in the text.
pub(crate) struct Record {
    /// The cells, unquoted.
    pub(crate) cells: StringRecord,
    /// The place of each cell with its quotes; one fewer or more than `cells` when unsure.
    pub(crate) places: Vec<Range<usize>>,
    /// The place of the row.
    pub(crate) at: Range<usize>,
    /// Where a quote was opened that nothing closes.
    pub(crate) unclosed: Option<usize>,
    /// Empty lines before it.
    pub(crate) blank_before: usize,
}

impl Record {
    /// Whether no cell says anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| trim(cell).is_empty())
    }
}

/// Splits a text into records.
pub(crate) struct Records<'t> {
    text: &'t str,
    base: usize,
    reader: csv::Reader<&'t [u8]>,
    end: usize,
    record: Record,
}

impl<'t> Records<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let body = text.trim_start_matches('\u{feff}');
        let base = text.len() - body.len();
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(body.as_bytes());
        Records {
            text,
            base,
            reader,
            end: base,
            record: Record {
                cells: StringRecord::new(),
                places: Vec::new(),
                at: base..base,
                unclosed: None,
                blank_before: 0,
            },
        }
    }

    /// The next record; `None` at the end. Then [`Records::blank_at_end`] counts the empty lines.
    pub(crate) fn next(&mut self) -> Option<&Record> {
        // Reading text from memory fails in no way that a caller could act on.
        let more = self
            .reader
            .read_record(&mut self.record.cells)
            .unwrap_or(false);
        let (start, blank) = skip_breaks(self.text.as_bytes(), self.end);
        self.record.blank_before = blank;
        if !more {
            return None;
        }
        let end = self.base + usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        self.end = end.min(self.text.len());
        let start = start.min(self.end);
        let raw = self
            .text
            .as_bytes()
            .get(start..self.end)
            .unwrap_or_default();
        self.record.unclosed = locate(raw, start, &mut self.record.places);
        let last = self
            .record
            .places
            .last()
            .map_or(self.end, |place| place.end);
        self.record.at = start..last;
        Some(&self.record)
    }

    /// Empty lines after the last record.
    pub(crate) fn blank_at_end(&self) -> usize {
        self.record.blank_before
    }
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

/// The places of the cells of one record; where a quote was opened that nothing closes.
fn locate(raw: &[u8], base: usize, places: &mut Vec<Range<usize>>) -> Option<usize> {
    places.clear();
    let mut at = 0;
    loop {
        let start = at;
        if raw.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match raw.get(at..).unwrap_or_default() {
                    [b'"', b'"', ..] => at += 2,
                    [b'"', ..] => break at += 1,
                    [] => {
                        places.push(base + start..base + raw.len());
                        return Some(base + start);
                    }
                    _ => at += 1,
                }
            }
        }
        let rest = raw.get(at..).unwrap_or_default();
        let length = rest.iter().position(|b| matches!(b, b',' | b'\n' | b'\r'));
        at += length.unwrap_or(rest.len());
        places.push(base + start..base + at);
        if raw.get(at) != Some(&b',') {
            return None;
        }
        at += 1;
    }
}

/// Reads a table; `row` takes a sound row, or refuses it with a diagnostic.
pub(crate) fn read(
    text: &str,
    path: &str,
    layout: &Layout,
    sink: &mut Sink,
    mut row: impl FnMut(&Row<'_>, &mut Sink) -> bool,
) -> TableCount {
    let mut count = TableCount {
        path: path.to_owned(),
        rows: 0,
        taken: 0,
        refused: 0,
        blank: 0,
    };
    if too_large(text, sink) {
        return count;
    }
    let mut records = Records::new(text);
    let header = header(&mut records, layout, sink);
    while let Some(record) = records.next() {
        count.rows += 1 + record.blank_before;
        count.blank += record.blank_before;
        if record.is_blank() {
            count.blank += 1;
            continue;
        }
        let taken = match &header {
            Some(header) if sound(record, header, sink) => {
                row(&Row::new(record, header, text, sink), sink)
            }
            _ => false,
        };
        if taken {
            count.taken += 1;
        } else {
            count.refused += 1;
        }
    }
    count.rows += records.blank_at_end();
    count.blank += records.blank_at_end();
    count
}

fn too_large(text: &str, sink: &mut Sink) -> bool {
    let most = sink.limits.table_bytes_max;
    if text.len() as u64 <= most {
        return false;
    }
    let message = format!(
        "the table has {} bytes, more than the {most} that are read; nothing of it is taken",
        text.len()
    );
    let help = "split it into several tables; all `network/elements*.csv` are read together";
    sink.report(Diagnostic::new(Code::KH0109, Span::whole(sink.file), message).help(help));
    true
}

/// Which cell holds which column.
pub(crate) struct Header {
    /// Known columns, each with the number of its cell.
    pub(crate) cells: Vec<(&'static str, usize)>,
    /// Cells in the header.
    pub(crate) width: usize,
}

/// Reads the header; `None` when no row can be understood by it.
fn header(records: &mut Records<'_>, layout: &Layout, sink: &mut Sink) -> Option<Header> {
    let wanted = || list_some(layout.names(), usize::MAX);
    let record = loop {
        match records.next() {
            Some(record) if record.is_blank() => {}
            Some(record) => break record,
            None => {
                let message = "the table is empty: it has no header line";
                let help = format!(
                    "write the names of the columns in the first line: {}",
                    wanted()
                );
                let whole = Span::whole(sink.file);
                sink.report(Diagnostic::new(Code::KH0201, whole, message).help(help));
                return None;
            }
        }
    };
    if let Some(at) = record.unclosed {
        unclosed(at, sink);
        return None;
    }
    if wrong_separator(record, layout, sink) {
        return None;
    }
    let mut header = Header {
        cells: Vec::new(),
        width: record.cells.len(),
    };
    for (index, cell) in record.cells.iter().enumerate() {
        let place = record.places.get(index).unwrap_or(&record.at);
        let place = sink.span(place.clone());
        let written = trim(cell);
        let Some(name) = layout.names().find(|name| *name == written) else {
            if sink.only_counts(Code::KH0202) {
                continue;
            }
            let message = match written {
                "" => format!("column {} has no name; its cells are not taken", index + 1),
                _ => format!(
                    "unknown column `{}`; its cells are not taken",
                    shown(written)
                ),
            };
            let help = format!(
                "{}the columns are {}",
                maybe_meant(written, layout.names()),
                wanted()
            );
            sink.report(Diagnostic::new(Code::KH0202, place, message).help(help));
            continue;
        };
        if header.cells.iter().any(|(known, _)| *known == name) {
            let message = format!("column `{name}` is there twice; the first counts");
            let help = "rename or remove one of the two";
            sink.report(Diagnostic::new(Code::KH0206, place, message).help(help));
            continue;
        }
        header.cells.push((name, index));
    }
    let at = sink.span(record.at.clone());
    required(&header, layout, at, sink).then_some(header)
}

fn required(header: &Header, layout: &Layout, at: Span, sink: &mut Sink) -> bool {
    let mut complete = true;
    for name in layout.required {
        if header.cells.iter().any(|(known, _)| known == name) {
            continue;
        }
        complete = false;
        let message = format!("column `{name}` is missing; no row of the table is taken");
        let help = format!(
            "name the column `{name}` in the first line; a cell that is not known stays blank"
        );
        sink.report(Diagnostic::new(Code::KH0201, at, message).help(help));
    }
    complete
}

fn unclosed(at: usize, sink: &mut Sink) {
    let message = "a quote is opened here and never closed; the table cannot be read from here on";
    let help = "close it with `\"`; a quote inside a quoted cell is written twice";
    let place = sink.span(at..at + 1);
    sink.report(Diagnostic::new(Code::KH0205, place, message).help(help));
}

/// Notices a table that another character than the comma separates.
fn wrong_separator(record: &Record, layout: &Layout, sink: &mut Sink) -> bool {
    let known = |text: &str| {
        layout
            .names()
            .any(|name| name == trim(text).trim_matches('"'))
    };
    if record.cells.iter().any(known) {
        return false;
    }
    let separators = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
    let found = separators.iter().find(|(separator, _)| {
        record
            .cells
            .iter()
            .any(|cell| cell.split(*separator).any(known))
    });
    let Some((_, word)) = found else {
        return false;
    };
    let message = format!("the cells are separated by {word}, not by commas; no row is taken");
    let help = "save the table as CSV with commas; `;` stands between several names in one cell";
    let place = sink.span(record.at.clone());
    sink.report(Diagnostic::new(Code::KH0205, place, message).help(help));
    true
}

/// Whether a row can be read at all.
fn sound(record: &Record, header: &Header, sink: &mut Sink) -> bool {
    if let Some(at) = record.unclosed {
        unclosed(at, sink);
        return false;
    }
    let most = sink.limits.cell_bytes_max;
    for (index, cell) in record.cells.iter().map(trim).enumerate() {
        let place = record.places.get(index).unwrap_or(&record.at).clone();
        if cell.len() > most {
            let message = format!(
                "the cell has {} bytes, more than the {most} that are read; the row is not taken",
                cell.len()
            );
            let help = "shorten it; or look for a quote that is not closed";
            sink.report(Diagnostic::new(Code::KH0110, sink.span(place), message).help(help));
            return false;
        }
        if cell.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            let message = "the cell has a control character; the row is not taken";
            let help = "remove it; such characters come from damaged or binary files";
            sink.report(Diagnostic::new(Code::KH0106, sink.span(place), message).help(help));
            return false;
        }
    }
    let (has, wants) = (record.cells.len(), header.width);
    if has != wants {
        let cells = |n: usize| if n == 1 { "cell" } else { "cells" };
        let message = format!(
            "the row has {has} {}, and the header has {wants}; the row is not taken",
            cells(has)
        );
        let help = match has > wants {
            true => "put a cell that has a comma inside into quotes",
            false => "write a comma for each blank cell too",
        };
        let place = sink.span(record.at.clone());
        sink.report(Diagnostic::new(Code::KH0203, place, message).help(help));
        return false;
    }
    true
}
