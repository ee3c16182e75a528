//! Received bills of materials: reading them, how good they are, and how two of them differ.
//!
//! [`read`] takes CycloneDX 1.2–1.7 (JSON and XML), SPDX 2.2 and 2.3 (JSON and tag-value) and SPDX 3.0
//! (JSON-LD). Foreign documents are read leniently and counted. An entry that is not understood costs
//! itself alone: it is skipped, reported as `KH0503` with its JSON pointer and place, and counted in
//! [`Bom::skipped`], which counts on when the list of diagnostics has reached its limit. XML and
//! tag-value are first put into the shape of their JSON twins, so that one reader serves both, and
//! pointers are those of the twin.
//!
//! What counts as a part: in CycloneDX every entry of `components` at any depth, and what is nested
//! in the subject; not `services`, `tools`, `formulation` or `pedigree`. In SPDX every package, not
//! single files. The subject itself is not among its own parts. Parts that the document marks as
//! not inside are left out and counted once a document in a `KH0506`. What only quality asks for
//! (licences, authors, tools) is read quietly: odd there is as absent, and no fault.
//!
//! [`quality()`] says what a document states of what such documents must state. [`compare()`] says how
//! one differs from the one before, and [`compare_versions`] which of two versions is the later.

mod compare;
mod cyclonedx;
mod digest;
mod json;
mod order;
mod parts;
mod purl;
mod quality;
mod reading;
mod seen;
mod spdx;
mod spdx3;
mod spdx3_about;
mod tag_value;
#[cfg(test)]
mod tests;
mod tree;
mod words;
mod xml;
mod xml_shape;

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Span};
use keyholder_supply::bom::{Bom, BomFormat};

pub use compare::{
    Changed, Comparison, Difference, NewSupplier, RenameGround, SupplierGround, compare,
};
pub use order::{Scheme, compare_versions};
pub use quality::{NtiaElement, Quality, Share, TelcoItem, quality};

use json::Node;
use reading::Reading;
use seen::Seen;
use xml::Outcome;

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

/// Reads the bytes of one document: UTF-8, with or without a byte order mark.
#[must_use]
pub fn read_bytes(file: FileId, bytes: &[u8], limits: &Limits) -> Parsed<Option<Bom>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(file, text, limits),
        Err(error) => {
            let mut reading = Reading::new(file, "", limits);
            let help = match bytes {
                [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
                    "the document looks like UTF-16; ask the supplier for UTF-8"
                }
                _ => "ask the supplier for the document as UTF-8 text",
            };
            let at = error.valid_up_to();
            let what = format!("byte {at} is not UTF-8 text; nothing of the document is taken");
            reading.refuse(Code::KH0108, what, help);
            Parsed {
                value: None,
                diagnostics: reading.finish(),
            }
        }
    }
}

fn whole<'a>(reading: &mut Reading<'a>, text: &'a str, limits: &Limits) -> Option<Bom> {
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
    let offset = text.len() - body.len();
    let start = body.trim_start();
    if start.starts_with('<') {
        return xml_document(reading, body, offset, limits);
    }
    if !start.starts_with(['{', '[']) && seen::is_tag_value(start) {
        return tag_value_document(reading, body, offset);
    }
    let root = match Node::document(body) {
        Ok(root) => root,
        Err(error) => {
            not_json(reading, text, body, &error);
            return None;
        }
    };
    let fields = match root.fields() {
        Ok(fields) => fields,
        Err(Some(error)) if root.kind() == "an object" => {
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
        Seen::CycloneDx(version) => {
            let format = BomFormat::CycloneDxJson;
            Some(cyclonedx::read(&fields, format, version, reading))
        }
        Seen::Spdx(version) => Some(spdx::read(&fields, BomFormat::SpdxJson, version, reading)),
        Seen::Spdx3(version) => Some(spdx3::read(&fields, version, reading)),
        Seen::Other(what, help) => {
            reading.refuse(Code::KH0502, what, help);
            None
        }
    }
}

/// Reads XML: CycloneDX, or a refusal that names what else it seems to be.
fn xml_document(
    reading: &mut Reading<'_>,
    body: &str,
    offset: usize,
    limits: &Limits,
) -> Option<Bom> {
    let format = BomFormat::CycloneDxXml;
    match xml::read(body, offset, limits.depth_max) {
        Outcome::CycloneDx(version, tree) => match seen::cyclonedx(Some(&version), format) {
            Seen::CycloneDx(version) => {
                let fields = Node::Made(&tree, 0).fields().ok()?;
                Some(cyclonedx::read(&fields, format, version, reading))
            }
            Seen::Other(what, help) => refuse(reading, Code::KH0502, what, help),
            Seen::Spdx(_) | Seen::Spdx3(_) => None,
        },
        Outcome::Other(root) => {
            let (what, help) = seen::look_at_xml(body, &root);
            refuse(reading, Code::KH0502, what, help)
        }
        Outcome::Refused {
            code: Code::KH0501,
            at,
            what,
            help,
        } => {
            broken(reading, "XML", at, &what, help);
            None
        }
        Outcome::Refused {
            code, what, help, ..
        } => refuse(reading, code, what, help),
    }
}

/// Reads tag-value text.
fn tag_value_document(reading: &mut Reading<'_>, body: &str, offset: usize) -> Option<Bom> {
    let document = tag_value::read(body, offset);
    let fields = Node::Made(&document.tree, 0).fields().ok()?;
    let format = BomFormat::SpdxTagValue;
    let version = fields.text("spdxVersion").unwrap_or_default();
    match seen::spdx(&version, format) {
        Seen::Spdx(version) => {
            for fault in &document.faults {
                reading.skip_place(fault.place, &fault.pointer, &fault.what);
            }
            Some(spdx::read(&fields, format, version, reading))
        }
        Seen::Other(what, help) => refuse(reading, Code::KH0502, what, help),
        Seen::CycloneDx(_) | Seen::Spdx3(_) => None,
    }
}

fn refuse(reading: &mut Reading<'_>, code: Code, what: String, help: &str) -> Option<Bom> {
    reading.refuse(code, what, help);
    None
}

/// A text that is not what it begins like, with the place where that shows.
fn broken(reading: &mut Reading<'_>, format: &str, at: usize, why: &str, help: &str) {
    let text = reading.text_of_document();
    // The place is counted in bytes, and the fault may lie inside a character.
    let start = text.floor_char_boundary(at.min(text.len()));
    let end = text.ceil_char_boundary(start.saturating_add(1).min(text.len()));
    let before = &text[..start];
    let line = before.matches('\n').count() + 1;
    let column = start - before.rfind('\n').map_or(0, |newline| newline + 1) + 1;
    let why: String = why
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    reading.push(
        Diagnostic::new(
            Code::KH0501,
            Span::new(reading.file(), start, end),
            format!("not {format} at line {line}, column {column}: {why}"),
        )
        .help(help),
    );
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
