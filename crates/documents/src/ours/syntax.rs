//! From text to a TOML tree, without ever taking half of a broken statement.
//!
//! A statement with a syntax error is blanked out, and the text is read again; so the tree holds
//! only what is surely written, and every other statement of the file is still read.

use std::borrow::Cow;

use keyholder_diag::{Code, Diagnostic, Span};
use toml::de::{DeTable, Error};

use super::scan::{Scan, Statement, scan};
use crate::plain::{date, shown};
use crate::sink::Sink;

/// How often a text is read again before the rest is given up.
const PASSES_MAX: usize = 16;

/// A text that parses.
pub(crate) struct Clean<'t> {
    /// The text, with broken statements blanked out; places are those of the original.
    pub(crate) text: Cow<'t, str>,
    /// What was blanked out.
    pub(crate) lost: Vec<Lost>,
}

/// A key that was written and could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// First byte of the header that it stands under; `None` before the first header.
    pub(crate) block: Option<usize>,
    /// The key as far as it can be told.
    pub(crate) key: String,
}

/// Blanks out broken statements and reports each; `None` when nothing can be read.
pub(crate) fn clean<'t>(text: &'t str, sink: &mut Sink) -> Option<Clean<'t>> {
    let scan = scan(text);
    if !within_limits(text, &scan, sink) {
        return None;
    }
    let mut repair = Repair {
        text,
        scan,
        masked: Cow::Borrowed(text),
        gone: Vec::new(),
    };
    repair.gone = vec![false; repair.scan.statements.len()];
    for pass in 0..PASSES_MAX {
        let (_, errors) = DeTable::parse_recoverable(&repair.masked);
        if errors.is_empty() {
            let lost = repair.lost();
            return Some(Clean {
                text: repair.masked,
                lost,
            });
        }
        // An open bracket makes faults of all lines after it: so it goes first, alone.
        if pass == 0 && repair.mask_open(sink) {
            continue;
        }
        if !repair.mask(&errors, sink) {
            break;
        }
    }
    let message = "too many syntax errors; nothing of the file is taken";
    sink.report(
        Diagnostic::new(Code::KH0102, Span::whole(sink.file), message)
            .help("mend the syntax errors and check again"),
    );
    None
}

fn within_limits(text: &str, scan: &Scan, sink: &mut Sink) -> bool {
    let most = sink.limits.toml_bytes_max;
    if text.len() as u64 > most {
        let message = format!(
            "the file has {} bytes, more than the {most} that are read; nothing of it is taken",
            text.len()
        );
        sink.report(
            Diagnostic::new(Code::KH0109, Span::whole(sink.file), message)
                .help("split it into several files"),
        );
        return false;
    }
    let deepest = sink.limits.depth_max;
    if scan.depth > deepest {
        let message = format!(
            "brackets and dotted keys nest {} deep, more than the {deepest} that are read; \
             nothing of the file is taken",
            scan.depth
        );
        let span = sink.span(scan.deepest..scan.deepest);
        sink.report(
            Diagnostic::new(Code::KH0110, span, message)
                .help("no key of ours needs more than three levels; see `docs/format.md`"),
        );
        return false;
    }
    true
}

struct Repair<'t> {
    text: &'t str,
    scan: Scan,
    masked: Cow<'t, str>,
    gone: Vec<bool>,
}

impl Repair<'_> {
    /// Masks the statements whose brackets are never closed; whether there is any.
    fn mask_open(&mut self, sink: &mut Sink) -> bool {
        let mut indices = Vec::new();
        for (index, statement) in self.scan.statements.iter().enumerate() {
            let Some(at) = statement.open else { continue };
            indices.push(index);
            let message = "syntax error: a bracket is opened here and never closed";
            let help = self.help(index, index);
            let place = sink.span(at..at + 1);
            sink.report(Diagnostic::new(Code::KH0102, place, message).help(help));
        }
        !indices.is_empty() && self.blank(&indices)
    }

    /// Masks the statements of all errors; whether any new statement was masked.
    fn mask(&mut self, errors: &[Error], sink: &mut Sink) -> bool {
        let mut indices = Vec::new();
        for error in errors {
            let Some(index) = self.statement_of(error).filter(|index| !self.gone[*index]) else {
                continue;
            };
            let last = self.last_of_block(index);
            sink.report(self.fault(error, index, last, sink));
            for gone in &mut self.gone[index..=last] {
                *gone = true;
            }
            indices.extend(index..=last);
        }
        !indices.is_empty() && self.blank(&indices)
    }

    /// Blanks statements out, and keeps every other byte in its place.
    fn blank(&mut self, indices: &[usize]) -> bool {
        let mut bytes = self.masked.as_bytes().to_vec();
        for index in indices {
            self.gone[*index] = true;
            let Statement { start, end, .. } = self.scan.statements[*index];
            for byte in &mut bytes[start..end] {
                if !matches!(*byte, b'\n' | b'\r') {
                    *byte = b' ';
                }
            }
        }
        // Statements begin and end at whole characters, so what is left is text.
        let Ok(masked) = String::from_utf8(bytes) else {
            return false;
        };
        self.masked = Cow::Owned(masked);
        true
    }

    fn statement_of(&self, error: &Error) -> Option<usize> {
        let at = error.span()?.start;
        let after = self.scan.statements.partition_point(|s| s.start <= at);
        after.checked_sub(1)
    }

    /// A broken header takes its whole block along, and the blocks inside (`[[route.safeguard]]`),
    /// which would else be taken for those of the block before; other statements only themselves.
    fn last_of_block(&self, index: usize) -> usize {
        if !self.scan.statements[index].header {
            return index;
        }
        let inside = |s: &&Statement| !s.header || self.text[s.start..s.end].contains('.');
        let rest = &self.scan.statements[index + 1..];
        index + rest.iter().take_while(inside).count()
    }

    fn fault(&self, error: &Error, index: usize, last: usize, sink: &Sink) -> Diagnostic {
        let Statement {
            start, end, header, ..
        } = self.scan.statements[index];
        let help = self.help(index, last);
        let span = error.span().unwrap_or(start..end);
        let span = span.start.max(start)..span.end.min(self.text.len());
        let written = self.text.get(span.clone()).unwrap_or("");
        let place = sink.span(span.start..span.end.max(span.start));
        if error.message() == "duplicate key" {
            let message = if header {
                format!("`{}` is opened twice", shown(self.text[start..end].trim()))
            } else {
                format!("`{}` is written twice; the first counts", shown(written))
            };
            return Diagnostic::new(Code::KH0102, place, message).help(help);
        }
        if looks_like_a_day(written) && date(written).is_none() {
            let message = format!("`{}` is not a day of the calendar", shown(written));
            let help = format!("write a day as 2025-01-31; {help}");
            return Diagnostic::new(Code::KH0112, place, message).help(help);
        }
        let message = format!("syntax error: {}", error.message());
        Diagnostic::new(Code::KH0102, place, message).help(help)
    }

    /// What it costs.
    fn help(&self, index: usize, last: usize) -> String {
        let Statement { start, header, .. } = self.scan.statements[index];
        let until = self.scan.statements[last].end;
        let lines = self.text[start..until].matches('\n').count() + 1;
        let what = match (header, lines) {
            (true, _) => "the block under this header".to_owned(),
            (false, 1) => "this line".to_owned(),
            (false, _) => format!("what stands in these {lines} lines"),
        };
        format!("mend it; until then {what} is not taken, and the rest of the file is")
    }

    fn lost(&self) -> Vec<Lost> {
        let mut block = None;
        let mut lost = Vec::new();
        for (statement, gone) in self.scan.statements.iter().zip(&self.gone) {
            if statement.header {
                block = Some(statement.start);
                if *gone {
                    let written = &self.text[statement.start..statement.end];
                    lost.extend(lost_block(written));
                }
            } else if *gone {
                let written = &self.text[statement.start..statement.end];
                let key = written.split(['=', '\n', ' ', '\t']).next().unwrap_or("");
                let key = key.trim_matches(['"', '\'']).to_owned();
                lost.push(Lost { block, key });
            }
        }
        lost.sort_by_key(|lost| lost.block);
        lost
    }
}

/// A header that cannot be read: its block is lost to the root of the file. A block inside another is
/// missed there.
fn lost_block(header: &str) -> Option<Lost> {
    let name = header.trim_start_matches('[').trim_start();
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')));
    let key = name.get(..end.unwrap_or(name.len()))?.to_owned();
    (!key.contains('.')).then_some(Lost { block: None, key })
}

fn looks_like_a_day(written: &str) -> bool {
    let bytes = written.as_bytes();
    bytes.len() >= 8 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-'
}
