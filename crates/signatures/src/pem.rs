//! Blocks of base64 between `-----BEGIN` and `-----END`, wherever they stand in a text.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;

/// Base64 as it is found: with or without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// What it says that it is.
    pub(crate) label: String,
    /// What is in it; nothing when it is not base64.
    pub(crate) der: Option<Vec<u8>>,
    /// Where its first dash stands.
    pub(crate) start: usize,
    /// Where the byte after its last dash stands.
    pub(crate) end: usize,
}

/// All blocks. Indented ones count, and ones whose lines are joined by a written `\n`, as in JSON.
pub(crate) fn blocks(text: &[u8]) -> Vec<Block> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = find(text, b"-----BEGIN ", at) {
        at = start + 11;
        let Some(label_end) = find(text, b"-----", at).filter(|end| end - at <= 64) else {
            continue;
        };
        let label = String::from_utf8_lossy(&text[at..label_end]).into_owned();
        let body = label_end + 5;
        // Base64 has no dashes: what comes next with dashes is the end, or there is none.
        let Some(body_end) = find(text, b"-----", body) else {
            break;
        };
        at = body_end;
        let closing = format!("-----END {label}-----");
        if !text[body_end..].starts_with(closing.as_bytes()) {
            continue;
        }
        at = body_end + closing.len();
        found.push(Block {
            der: decode(&text[body..body_end]),
            label,
            start,
            end: at,
        });
    }
    found
}

/// Base64 with blanks, line ends and a written `\n` in it; headers before an empty line are left out.
pub(crate) fn decode(body: &[u8]) -> Option<Vec<u8>> {
    let body = without_headers(body);
    let mut clean = Vec::with_capacity(body.len());
    let mut bytes = body.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'\\' if matches!(bytes.peek(), Some(b'n' | b'r')) => {
                bytes.next();
            }
            other => clean.push(other),
        }
    }
    LENIENT.decode(clean).ok()
}

fn without_headers(body: &[u8]) -> &[u8] {
    if !body.contains(&b':') {
        return body;
    }
    [b"\n\n".as_slice(), b"\r\n\r\n"]
        .iter()
        .find_map(|empty| find(body, empty, 0).map(|at| &body[at + empty.len()..]))
        .unwrap_or(body)
}

/// Where something stands, from a place on.
pub(crate) fn find(text: &[u8], what: &[u8], from: usize) -> Option<usize> {
    memmem::find(text.get(from..)?, what).map(|at| at + from)
}
