//! One header of a tar archive: 512 bytes, most of them numbers in octal.

/// A header as far as it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Its name, with the prefix of POSIX before it.
    pub(super) name: Vec<u8>,
    /// Bytes that follow.
    pub(super) bytes: u64,
    /// What it is.
    pub(super) kind: u8,
    /// Where it links to.
    pub(super) link: Vec<u8>,
}

/// Up to here a size fits into octal digits.
pub(super) const OCTAL_MAX: u64 = (1 << 33) - 1;

/// Reads a header.
pub(super) fn parse(block: &[u8; 512]) -> Result<Header, &'static str> {
    let stated = octal(&block[148..156]).ok_or("a header without a checksum")?;
    let sum: u64 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| {
            if (148..156).contains(&at) {
                32
            } else {
                u64::from(*byte)
            }
        })
        .sum();
    if sum != stated {
        return Err("a header whose checksum is wrong");
    }
    let magic = &block[257..265];
    let posix = match magic {
        b"ustar\x0000" => true,
        b"ustar  \0" => false,
        _ if magic.iter().all(|byte| *byte == 0) => false,
        _ => return Err("a header of no known kind of tar"),
    };
    let mut name = text(&block[..100]).to_vec();
    let prefix = text(&block[345..500]);
    if posix && !prefix.is_empty() {
        name = [prefix, b"/", &name].concat();
    }
    Ok(Header {
        name,
        bytes: size(&block[124..136])?,
        kind: block[156],
        link: text(&block[157..257]).to_vec(),
    })
}

fn text(field: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    &field[..end]
}

fn size(field: &[u8]) -> Result<u64, &'static str> {
    if field[0] & 0x80 == 0 {
        return octal(field).ok_or("a header whose size is no number");
    }
    // The top bit says that the rest is the number itself, for what octal digits cannot say.
    let (high, low) = field.split_at(4);
    let value = low
        .iter()
        .fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    if high != [0x80, 0, 0, 0] || value > i64::MAX.unsigned_abs() {
        return Err("a header whose size is past all bounds");
    }
    if value <= OCTAL_MAX {
        return Err(
            "a header whose size is written in a way that some readers do not know, without need",
        );
    }
    Ok(value)
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits = field.trim_ascii_start();
    let end = digits
        .iter()
        .position(|byte| !(b'0'..=b'7').contains(byte))
        .unwrap_or(digits.len());
    if end == 0 || digits[end..].iter().any(|byte| *byte != 0 && *byte != b' ') {
        return None;
    }
    let digits = std::str::from_utf8(&digits[..end]).ok()?;
    u64::from_str_radix(digits, 8).ok()
}
