//! Text around bytes: blocks of base64 between `-----BEGIN x-----` and `-----END x-----`, hexadecimal, base64.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The longest line that is written.
const LINE: usize = 64;

/// Whether the text holds the beginning of such a block.
pub(crate) fn is_armoured(bytes: &[u8], label: &str) -> bool {
    let begin = format!("-----BEGIN {label}-----");
    bytes
        .windows(begin.len())
        .any(|window| window == begin.as_bytes())
}

/// All blocks of a label, and nothing but them: anything else between or around them is a fault, as it could be
/// read by one program and not by another.
pub(crate) fn blocks(bytes: &[u8], label: &str) -> Result<Vec<Vec<u8>>, String> {
    read(bytes, label, true)
}

/// All blocks of a label, wherever they stand: for what was pinned by hand, and may carry notes of people.
pub(crate) fn blocks_anywhere(bytes: &[u8], label: &str) -> Result<Vec<Vec<u8>>, String> {
    read(bytes, label, false)
}

fn read(bytes: &[u8], label: &str, alone: bool) -> Result<Vec<Vec<u8>>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text".to_owned())?;
    let begin = format!("-----BEGIN {label}-----");
    let end = format!("-----END {label}-----");
    let mut found = Vec::new();
    let mut lines = text.lines().map(str::trim_end);
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        if line != begin {
            if !alone {
                continue;
            }
            return Err(format!("there is text outside of `{begin}`"));
        }
        let mut body = String::new();
        let mut closed = false;
        let mut first = true;
        for line in lines.by_ref() {
            if line == end {
                closed = true;
                break;
            }
            // Headers such as `Version:` stand before an empty line; base64 has no colon.
            // `=` and four characters is a sum against faults of transport, which a signature does not need.
            let sum = line.starts_with('=') && line.len() == 5;
            if !(sum || line.is_empty() || (first && line.contains(':'))) {
                first = false;
                body.push_str(line.trim());
            }
        }
        if !closed {
            return Err(format!("`{end}` is missing"));
        }
        found.push(base64(&body)?);
    }
    Ok(found)
}

/// The one block of a label.
pub(crate) fn block(bytes: &[u8], label: &str) -> Result<Vec<u8>, String> {
    let mut found = blocks(bytes, label)?;
    match (found.pop(), found.is_empty()) {
        (Some(block), true) => Ok(block),
        (Some(_), false) => Err(format!("there are several blocks `{label}`")),
        (None, _) => Err(format!("there is no block `{label}`")),
    }
}

/// Writes a block.
pub(crate) fn write(bytes: &[u8], label: &str) -> String {
    let body = STANDARD.encode(bytes);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(LINE));
        out.push_str(line);
        out.push('\n');
        rest = tail;
    }
    out.push_str("-----END ");
    out.push_str(label);
    out.push_str("-----\n");
    out
}

/// Base64, with or without filling at its end; white space within is allowed.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>, String> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD
        .decode(&compact)
        .or_else(|_| STANDARD_NO_PAD.decode(&compact))
        .map_err(|_| "it is not base64".to_owned())
}

/// Base64 for addresses, without filling at its end.
pub(crate) fn base64_url(text: &str) -> Result<Vec<u8>, String> {
    URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .map_err(|_| "it is not base64 for addresses".to_owned())
}

/// Writes base64.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Hexadecimal.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    bytes
        .chunks_exact(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            // `+f` would pass as a number.
            pair.bytes()
                .all(|b| b.is_ascii_hexdigit())
                .then(|| u8::from_str_radix(pair, 16).ok())?
        })
        .collect()
}

/// Writes hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
