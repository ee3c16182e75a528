//! Received bills of materials: CycloneDX 1.2–1.7 and SPDX 2.2–2.3, both in JSON.
//!
//! Foreign documents are read leniently and counted. An entry that is not understood costs itself
//! alone: it is skipped, reported as `KH0503` with its JSON pointer and place, and counted in
//! [`Bom::skipped`], which counts on when the list of diagnostics has reached its limit.
//!
//! What counts as a part: in CycloneDX every entry of `components` at any depth, and what is nested
//! in the subject; not `services`, `tools`, `formulation` or `pedigree`. In SPDX every package, not
//! single files. The subject itself is not among its own parts. Parts that the document marks as
//! not inside are left out and counted once a document in a `KH0506`.

mod cyclonedx;
mod digest;
mod json;
mod reading;
mod seen;
mod spdx;
#[cfg(test)]
mod tests;

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Span};
use keyholder_supply::bom::Bom;

use json::Node;
use reading::Reading;
use seen::Seen;

/// Reads one document. `None` when it is no bill of materials that can be read; a diagnostic says why.
#[must_use]
pub fn read(file: FileId, text: &str, limits: &Limits) -> Parsed<Option<Bom>> {
    let mut reading = Reading::new(file, text, limits);
    let value = whole(&mut reading, text, limits);
    Parsed {
        value,
        diagnostics: reading.finish(),
    }
}

fn whole(reading: &mut Reading<'_>, text: &str, limits: &Limits) -> Option<Bom> {
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    if length > limits.document_bytes_max {
        let most = limits.document_bytes_max;
        reading.refuse(
            Code::KH0109,
            format!("the document has {length} bytes; at most {most} are read"),
            "ask the supplier for one document for each release, or raise the limit",
        );
        return None;
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = match Node::document(body) {
        Ok(root) => root,
        Err(error) => {
            not_json(reading, text, body, &error);
            return None;
        }
    };
    let fields = match root.fields() {
        Ok(fields) => fields,
        Err(error) if root.kind() == "an object" => {
            not_json(reading, text, body, &error);
            return None;
        }
        Err(_) => {
            reading.refuse(
                Code::KH0502,
                format!("the document is {} and not an object", root.kind()),
                seen::READABLE,
            );
            return None;
        }
    };
    match seen::look(&fields) {
        Seen::CycloneDx(version) => Some(cyclonedx::read(&fields, version, reading)),
        Seen::Spdx(version) => Some(spdx::read(&fields, version, reading)),
        Seen::Other(what, help) => {
            reading.refuse(Code::KH0502, what, help);
            None
        }
    }
}

/// A text that is not JSON may still be a known document in another dress.
fn not_json(reading: &mut Reading<'_>, text: &str, body: &str, error: &serde_json::Error) {
    if let Some((what, help)) = seen::look_at_text(body) {
        reading.refuse(Code::KH0502, what, help);
        return;
    }
    if body.trim().is_empty() {
        reading.refuse(
            Code::KH0501,
            "the document is empty".to_owned(),
            "ask the sender for the file again",
        );
        return;
    }
    let (line, column) = (error.line().max(1), error.column().max(1));
    let words = error.to_string();
    let why = words.split(" at line ").next().unwrap_or_default();
    let start = text.len() - body.len() + offset_of(body, line, column);
    // The place is counted in bytes, and the fault may lie inside a character.
    let start = text.floor_char_boundary(start);
    let end = text.ceil_char_boundary(start + 1);
    reading.push(
        Diagnostic::new(
            Code::KH0501,
            Span::new(reading.file(), start, end),
            format!("not JSON at line {line}, column {column}: {why}"),
        )
        .help("ask the sender for the file again; a download may have been cut short"),
    );
}

/// Byte of a line and column as `serde_json` counts them: both from 1, columns in bytes.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| *byte == b'\n')
        .map(|(at, _)| at + 1)
        .nth(line.wrapping_sub(2))
        .unwrap_or(0);
    (start + column.saturating_sub(1)).min(text.len())
}
