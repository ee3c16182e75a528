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

/// Some rows of a table.
pub(crate) struct Piece {
    lines: Range<usize>,
    /// There is no quote in it, so every comma parts cells and every line break ends a row.
    plain: bool,
}

type Split = Result<(Vec<What>, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Reads the header and cuts the rest into pieces at ends of rows.
pub(crate) fn split(table: &Table, threads: usize, limits: &Limits) -> Split {
    let span = Span::whole(table.file);
    let bytes = table
        .bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&table.bytes);
    let skipped = table.bytes.len() - bytes.len();
    let looked = look(bytes, threads);
    if let Some(at) = looked.not_text {
        let line = line(&table.bytes, skipped + at);
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
    let start = start.min(table.bytes.len());
    let lines = match looked.quoted {
        // Inside quotes a line break ends no row, so such a text stays whole.
        true => std::iter::once(start..table.bytes.len()).collect(),
        false => pieces(&table.bytes, start),
    };
    let plain = !looked.quoted;
    let whats = lines
        .into_iter()
        .map(|lines| What::Lines(header.clone(), Piece { lines, plain }))
        .collect();
    Ok((whats, faults))
}

/// What a look at all bytes says.
#[derive(Default)]
struct Looked {
    /// Where the first byte stands that is not UTF-8 text.
    not_text: Option<usize>,
    quoted: bool,
}

/// Looks at all bytes, on so many threads. No letter goes across a line break, so each looks for itself.
fn look(bytes: &[u8], threads: usize) -> Looked {
    let share = bytes.len().div_ceil(threads.max(1)).max(PIECE);
    let one = |lines: Range<usize>| {
        let text = &bytes[lines.clone()];
        let fault = std::str::from_utf8(text).err();
        Looked {
            not_text: fault.map(|fault| lines.start + fault.valid_up_to()),
            quoted: memchr::memchr(b'"', text).is_some(),
        }
    };
    let looked = std::thread::scope(|scope| {
        let threads: Vec<_> = cut(bytes, 0, share)
            .into_iter()
            .map(|lines| scope.spawn(move || one(lines)))
            .collect();
        let looked = threads.into_iter().map(|thread| {
            let ended = thread.join();
            ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        looked.collect::<Vec<Looked>>()
    });
    Looked {
        not_text: looked.iter().filter_map(|one| one.not_text).min(),
        quoted: looked.iter().any(|one| one.quoted),
    }
}

/// Pieces of a text without quotes.
fn pieces(bytes: &[u8], start: usize) -> Vec<Range<usize>> {
    cut(bytes, start, PIECE)
}

/// Cuts after line breaks, about every so many bytes.
fn cut(bytes: &[u8], start: usize, about: usize) -> Vec<Range<usize>> {
    let end = bytes.len();
    let mut pieces = Vec::new();
    let mut from = start;
    while from < end {
        let aim = from.saturating_add(about).min(end);
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
    piece: &Piece,
    limits: &Limits,
    worker: &mut Worker,
) {
    let start = piece.lines.start;
    let text = &table.bytes[piece.lines.clone()];
    let mut each = |at: usize, cells: &[&[u8]]| {
        let place = || line(&table.bytes, start + at);
        take(cells, columns, place, limits, worker);
    };
    match piece.plain {
        true => plain_rows(text, each),
        false => quoted_rows(text, &mut each),
    }
}

/// Gives each row and where it begins; blank lines are no rows. For text without quotes, where it gives the
/// same as [`quoted_rows`] in less time.
fn plain_rows<'t>(text: &'t [u8], mut each: impl FnMut(usize, &[&'t [u8]])) {
    let mut cells: Vec<&[u8]> = Vec::new();
    let (mut row, mut cell) = (0, 0);
    for at in memchr::memchr3_iter(b',', b'\n', b'\r', text) {
        let comma = text[at] == b',';
        if comma || !cells.is_empty() || at > cell {
            cells.push(&text[cell..at]);
        }
        cell = at + 1;
        if comma {
            continue;
        }
        if !cells.is_empty() {
            each(row, &cells);
            cells.clear();
        }
        row = cell;
    }
    if !cells.is_empty() || cell < text.len() {
        cells.push(&text[cell..]);
        each(row, &cells);
    }
}

/// The same for any text, by RFC 4180.
fn quoted_rows(text: &[u8], each: &mut dyn FnMut(usize, &[&[u8]])) {
    let mut reader = reader(text);
    let mut record = ByteRecord::new();
    loop {
        let at = usize::try_from(reader.position().byte()).unwrap_or(0);
        // Reading bytes from memory fails in no way that a caller could act on.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return;
        }
        each(at, &record.iter().collect::<Vec<&[u8]>>());
    }
}

/// Takes a row, or says why not.
fn take(
    row: &[&[u8]],
    columns: &Columns,
    place: impl Fn() -> u64,
    limits: &Limits,
    worker: &mut Worker,
) {
    let id = row.get(columns.element).map_or(&b""[..], |id| trim(id));
    if id.is_empty() && row.iter().all(|cell| trim(cell).is_empty()) {
        return worker.blank();
    }
    if row.len() != columns.width {
        let line = place();
        return worker.refuse(|span| wrong_width(span, line, row.len(), columns.width));
    }
    if row.iter().any(|cell| cell.len() > limits.cell_bytes_max) {
        let line = place();
        return worker.refuse(|span| too_long(span, line, limits));
    }
    let mut cells = [0; keyholder_supply::inventory::KIND_WIDTH];
    for (column, at) in columns.kind.iter().enumerate() {
        if let Some(at) = at {
            cells[column] = worker.texts[column].number(trim(row[*at]));
        }
    }
    worker.take(id, &cells, place);
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

    fn both(text: &[u8]) -> [Vec<(usize, Vec<Vec<u8>>)>; 2] {
        let (mut plain, mut quoted) = (Vec::new(), Vec::new());
        let owned = |cells: &[&[u8]]| cells.iter().map(|cell| cell.to_vec()).collect();
        plain_rows(text, |at, cells| plain.push((at, owned(cells))));
        quoted_rows(text, &mut |at, cells| quoted.push((at, owned(cells))));
        // The library says where a row begins before it skips blank lines.
        let first = |at: usize| {
            let rest = text[at..].iter();
            at + rest.take_while(|b| matches!(b, b'\n' | b'\r')).count()
        };
        quoted.iter_mut().for_each(|(at, _)| *at = first(*at));
        [plain, quoted]
    }

    proptest::proptest! {
        #[test]
        fn text_without_quotes_is_parted_as_the_library_parts_it(text in "[a-c ,\n\r\u{e9}]{0,40}") {
            let [plain, quoted] = both(text.as_bytes());
            proptest::prop_assert_eq!(plain, quoted);
        }
    }

    #[test]
    fn where_text_ends_does_not_depend_on_threads() {
        let mut text = "a,b\n".repeat(PIECE / 2).into_bytes();
        let at = text.len() - 3;
        text[at] = 0xe2;
        for threads in [1, 2, 3, 7] {
            let looked = look(&text, threads);
            assert_eq!((looked.not_text, looked.quoted), (Some(at), false));
        }
    }
}
