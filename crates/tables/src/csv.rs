//! Comma-separated tables, in pieces that threads read side by side.

use std::ops::Range;

use csv::{ByteRecord, ReaderBuilder};
use keyholder_diag::{Code, Diagnostic, Limits, Span};

use crate::column::Columns;
use crate::gather::Worker;
use crate::intern::trim;
use crate::{Table, What};

/// Where the columns of a table stand.
pub(crate) type Header = std::sync::Arc<Columns>;

/// A piece is so long, so that threads end at about the same time.
const PIECE: usize = 16 << 20;

type Split = Result<(Vec<What>, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Reads the header and cuts the rest into pieces at ends of rows.
pub(crate) fn split(table: &Table, limits: &Limits) -> Split {
    let span = Span::whole(table.file);
    let bytes = table
        .bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&table.bytes);
    let skipped = table.bytes.len() - bytes.len();
    if let Err(error) = std::str::from_utf8(bytes) {
        let line = line(&table.bytes, skipped + error.valid_up_to());
        let message = format!("line {line} is not UTF-8 text; no row is taken");
        let help = "save the table as UTF-8";
        return Err(vec![
            Diagnostic::new(Code::KH0108, span, message).help(help),
        ]);
    }
    let mut reader = reader(bytes);
    let mut record = ByteRecord::new();
    let some = reader.read_byte_record(&mut record).unwrap_or(false);
    if some && record.iter().any(|name| name.len() > limits.cell_bytes_max) {
        return Err(vec![too_long(span, 1, limits)]);
    }
    let names: Vec<&str> = record
        .iter()
        .map(|name| std::str::from_utf8(name).unwrap_or_default())
        .collect();
    let (columns, faults) = Columns::find(names.into_iter(), span)?;
    let start = skipped + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
    let header = Header::new(columns);
    let whats = pieces(&table.bytes, start.min(table.bytes.len()))
        .into_iter()
        .map(|lines| What::Lines(header.clone(), lines))
        .collect();
    Ok((whats, faults))
}

/// Cuts after line breaks. Inside quotes a line break ends no row, so a text with any quote stays whole.
fn pieces(bytes: &[u8], start: usize) -> Vec<Range<usize>> {
    let end = bytes.len();
    if memchr::memchr(b'"', &bytes[start..]).is_some() {
        return std::iter::once(start..end).collect();
    }
    let mut pieces = Vec::new();
    let mut from = start;
    while from < end {
        let aim = from.saturating_add(PIECE).min(end);
        let to = memchr::memchr(b'\n', &bytes[aim..]).map_or(end, |at| aim + at + 1);
        pieces.push(from..to);
        from = to;
    }
    pieces
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes)
}

/// Reads the rows of a piece.
pub(crate) fn read(
    table: &Table,
    columns: &Columns,
    lines: &Range<usize>,
    limits: &Limits,
    worker: &mut Worker,
) {
    let mut reader = reader(&table.bytes[lines.clone()]);
    let mut record = ByteRecord::new();
    loop {
        let at = reader.position().byte();
        // Reading bytes from memory fails in no way that a caller could act on.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return;
        }
        let place = || line(&table.bytes, lines.start + usize::try_from(at).unwrap_or(0));
        if record.iter().all(|cell| trim(cell).is_empty()) {
            worker.blank();
            continue;
        }
        if record.len() != columns.width {
            let line = place();
            worker.refuse(|span| wrong_width(span, line, record.len(), columns.width));
            continue;
        }
        if record.as_slice().len() > limits.cell_bytes_max
            && record.iter().any(|cell| cell.len() > limits.cell_bytes_max)
        {
            let line = place();
            worker.refuse(|span| too_long(span, line, limits));
            continue;
        }
        let mut cells = [0; keyholder_supply::inventory::KIND_WIDTH];
        for (column, at) in columns.kind.iter().enumerate() {
            if let Some(at) = at {
                cells[column] = worker.texts[column].number(trim(&record[*at]));
            }
        }
        worker.take(trim(&record[columns.element]), &cells, place);
    }
}

fn wrong_width(span: Span, line: u64, has: usize, wants: usize) -> Diagnostic {
    let message =
        format!("line {line} has {has} cells, and the header has {wants}; the row is not taken");
    let help = match has > wants {
        true => "put a cell that has a comma inside into quotes",
        false => "write a comma for each blank cell too",
    };
    Diagnostic::new(Code::KH0203, span, message).help(help)
}

fn too_long(span: Span, line: u64, limits: &Limits) -> Diagnostic {
    let most = limits.cell_bytes_max;
    let message = format!(
        "line {line} has a cell of more than the {most} bytes that are read; the row is not taken"
    );
    Diagnostic::new(Code::KH0110, span, message)
        .help("shorten it; or look for a quote that is not closed")
}

/// The line of a byte, from 1; counted only when there is something to say about it.
fn line(bytes: &[u8], at: usize) -> u64 {
    let before = &bytes[..at.min(bytes.len())];
    memchr::memchr_iter(b'\n', before).count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_at_rows_and_cover_all() {
        let row = b"some-element,AMF\n";
        let text = row.repeat(3 * PIECE / row.len());
        let pieces = pieces(&text, 17);
        assert!(pieces.len() >= 3);
        assert_eq!(
            (pieces[0].start, pieces.last().map(|p| p.end)),
            (17, Some(text.len()))
        );
        for pair in pieces.windows(2) {
            assert_eq!(pair[0].end, pair[1].start);
            assert_eq!(text[pair[0].end - 1], b'\n');
        }
    }
}
