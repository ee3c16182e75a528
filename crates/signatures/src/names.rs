//! Names in certificates: how they are compared, and how they are shown.

use der::Decode as _;

use crate::tlv::{Reader, Tlv, only};

#[cfg(test)]
mod tests;

/// Most parts of a name, and of one part.
const PARTS_MAX: usize = 64;

/// A name in the form in which names are compared: one entry for each part, without case, without needless blanks,
/// and without the kind of text it was written in.
pub(crate) type Canonical = Vec<Vec<u8>>;

/// The canonical form of a name, DER; nothing when it is none.
pub(crate) fn canonical(name: &[u8]) -> Option<Canonical> {
    only(name, 0x30)?
        .parts(PARTS_MAX)?
        .iter()
        .map(part)
        .collect()
}

fn part(set: &Tlv<'_>) -> Option<Vec<u8>> {
    if set.tag != 0x31 {
        return None;
    }
    let mut entries = Vec::new();
    for entry in set.parts(PARTS_MAX)? {
        let mut reader = Reader::new(only(entry.whole, 0x30)?.value);
        let kind = reader.take(0x06)?;
        let value = reader.read()?;
        if !reader.is_empty() {
            return None;
        }
        let mut bytes = kind.whole.to_vec();
        match text(&value) {
            Some(text) => {
                bytes.push(0);
                bytes.extend_from_slice(folded(&text).as_bytes());
            }
            None => {
                bytes.push(1);
                bytes.extend_from_slice(value.whole);
            }
        }
        entries.push(crate::tlv::wrap(0x04, &bytes));
    }
    entries.sort();
    Some(entries.concat())
}

/// The text in a value, whatever kind of text it is.
fn text(value: &Tlv<'_>) -> Option<String> {
    match value.tag {
        0x0c => String::from_utf8(value.value.to_vec()).ok(),
        0x13 | 0x16 | 0x12 | 0x1a => value
            .value
            .is_ascii()
            .then(|| String::from_utf8_lossy(value.value).into_owned()),
        0x14 => Some(value.value.iter().map(|byte| char::from(*byte)).collect()),
        0x1e if value.value.len().is_multiple_of(2) => {
            let units = value
                .value
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        _ => None,
    }
}

fn folded(text: &str) -> String {
    text.split_ascii_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase()
}

/// A name as it is shown.
pub(crate) fn shown(name: &[u8]) -> String {
    let text = x509_cert::name::RdnSequence::from_der(name)
        .map(|name| name.to_string())
        .unwrap_or_default();
    let text: String = text
        .chars()
        .take(512)
        .map(|letter| {
            if letter.is_control() {
                '\u{fffd}'
            } else {
                letter
            }
        })
        .collect();
    if text.is_empty() {
        "(no name)".to_owned()
    } else {
        text
    }
}

/// All values of one kind in a name, as text.
pub(crate) fn values(name: &[u8], kind: &[u8]) -> Vec<String> {
    let Some(parts) = only(name, 0x30).and_then(|name| name.parts(PARTS_MAX)) else {
        return Vec::new();
    };
    parts
        .iter()
        .filter_map(|set| set.parts(PARTS_MAX))
        .flatten()
        .filter_map(|entry| {
            let mut reader = entry.inside();
            let found = reader.take(0x06)?;
            (found.value == kind).then_some(())?;
            text(&reader.read()?)
        })
        .collect()
}
