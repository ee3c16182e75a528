//! Turns BER into DER as far as signatures in the wild need it: lengths that are left open, longer than
//! needed, and byte strings in pieces, as tools write that sign while they read.

use crate::tlv::wrap;

#[cfg(test)]
mod tests;

/// Deepest nesting.
const DEPTH_MAX: usize = 32;

/// Largest input, bytes. Signatures are small; what is larger is something else.
pub(crate) const BYTES_MAX: usize = 16 << 20;

/// One value at the beginning of these bytes, in DER, and how many bytes it took.
pub(crate) fn to_der(bytes: &[u8]) -> Result<(Vec<u8>, usize), String> {
    if bytes.len() > BYTES_MAX {
        return Err(format!("is larger than {BYTES_MAX} bytes"));
    }
    value(bytes, 0)
}

/// The header of a value: tag, length if it is stated, and how long the header is.
struct Header {
    tag: u8,
    length: Option<usize>,
    bytes: usize,
}

fn header(bytes: &[u8]) -> Option<Header> {
    let (&tag, rest) = bytes.split_first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    if first < 0x80 {
        return Some(Header {
            tag,
            length: Some(usize::from(first)),
            bytes: 2,
        });
    }
    let count = usize::from(first & 0x7f);
    if count == 0 {
        return (tag & 0x20 != 0).then_some(Header {
            tag,
            length: None,
            bytes: 2,
        });
    }
    let length = rest.get(..count)?.iter().try_fold(0_usize, |sum, byte| {
        sum.checked_mul(256)?.checked_add(usize::from(*byte))
    })?;
    Some(Header {
        tag,
        length: Some(length),
        bytes: 2 + count,
    })
}

fn value(bytes: &[u8], depth: usize) -> Result<(Vec<u8>, usize), String> {
    if depth > DEPTH_MAX {
        return Err("is nested too deeply".to_owned());
    }
    let broken = || "ends too early or has a length that cannot be".to_owned();
    let header = header(bytes).ok_or_else(broken)?;
    let rest = &bytes[header.bytes..];
    let (body, end) = match header.length {
        Some(length) => (rest.get(..length).ok_or_else(broken)?, Some(length)),
        None => (rest, None),
    };
    if header.tag & 0x20 == 0 {
        return Ok((wrap(header.tag, body), header.bytes + body.len()));
    }
    let joins = header.tag == 0x24;
    let mut at = 0;
    let mut inside = Vec::with_capacity(body.len().min(1 << 16));
    loop {
        match end {
            Some(end) if at == end => break,
            None if body[at..].starts_with(&[0, 0]) => {
                at += 2;
                break;
            }
            _ => {}
        }
        let (part, taken) = value(&body[at..], depth + 1)?;
        at += taken;
        if joins {
            let piece = crate::tlv::only(&part, 0x04)
                .ok_or_else(|| "has a byte string made of something else".to_owned())?;
            inside.extend_from_slice(piece.value);
        } else {
            inside.extend_from_slice(&part);
        }
    }
    let tag = if joins { 0x04 } else { header.tag };
    Ok((wrap(tag, &inside), header.bytes + at))
}
