//! Reads DER one value at a time, without copying: what was signed are bytes, and they are taken as they are.

/// One value: its tag, what is in it, and all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tlv<'a> {
    /// The first byte.
    pub(crate) tag: u8,
    /// What is in it.
    pub(crate) value: &'a [u8],
    /// Tag, length and what is in it.
    pub(crate) whole: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// Reads what is in it.
    pub(crate) fn inside(&self) -> Reader<'a> {
        Reader::new(self.value)
    }

    /// Everything in it; nothing when it cannot be split, or into more than `most`.
    pub(crate) fn parts(&self, most: usize) -> Option<Vec<Tlv<'a>>> {
        let mut reader = self.inside();
        let mut parts = Vec::new();
        while !reader.is_empty() {
            if parts.len() == most {
                return None;
            }
            parts.push(reader.read()?);
        }
        Some(parts)
    }
}

/// Values in a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// At the beginning.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next value. Lengths must be the shortest and definite, and tags one byte long, as DER has them.
    pub(crate) fn read(&mut self) -> Option<Tlv<'a>> {
        let (&tag, rest) = self.rest.split_first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (&first, rest) = rest.split_first()?;
        let (length, header) = if first < 0x80 {
            (usize::from(first), 2)
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 {
                return None;
            }
            let bytes = rest.get(..count)?;
            let length = bytes
                .iter()
                .fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
            if bytes[0] == 0 || length < 0x80 {
                return None;
            }
            (length, 2 + count)
        };
        let whole = self.rest.get(..header.checked_add(length)?)?;
        self.rest = &self.rest[whole.len()..];
        Some(Tlv {
            tag,
            value: &whole[header..],
            whole,
        })
    }

    /// The next value, which must have this tag.
    pub(crate) fn take(&mut self, tag: u8) -> Option<Tlv<'a>> {
        self.read().filter(|tlv| tlv.tag == tag)
    }

    /// The next value if it has this tag; otherwise it stays.
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Tlv<'a>> {
        if self.rest.first() == Some(&tag) {
            self.read()
        } else {
            None
        }
    }
}

/// The one value that fills these bytes.
pub(crate) fn only(bytes: &[u8], tag: u8) -> Option<Tlv<'_>> {
    let mut reader = Reader::new(bytes);
    let tlv = reader.take(tag)?;
    reader.is_empty().then_some(tlv)
}

/// Writes a value.
pub(crate) fn wrap(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(value.len() + 6);
    whole.push(tag);
    let bytes = value.len().to_be_bytes();
    let skipped = bytes.iter().take_while(|byte| **byte == 0).count();
    let shortest = &bytes[skipped..];
    match shortest {
        [] => whole.push(0),
        [byte] if *byte < 0x80 => whole.push(*byte),
        _ => {
            whole.push(0x80 | u8::try_from(shortest.len()).expect("at most eight bytes"));
            whole.extend_from_slice(shortest);
        }
    }
    whole.extend_from_slice(value);
    whole
}

/// An object identifier as people write it, or its bytes when it is none.
pub(crate) fn dotted(bytes: &[u8]) -> String {
    der::asn1::ObjectIdentifier::from_bytes(bytes)
        .map_or_else(|_| crate::armour::to_hex(bytes), |oid| oid.to_string())
}
