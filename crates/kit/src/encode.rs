//! DER, written by hand: what a verifier reads must not come from the library that it reads with.

use jiff::Timestamp;

/// One value with its tag and length.
pub(crate) fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = u32::try_from(body.len()).expect("test data are small");
    if length < 0x80 {
        out.extend(&length.to_be_bytes()[3..]);
    } else {
        let bytes = length.to_be_bytes();
        let skip = bytes.iter().take_while(|byte| **byte == 0).count();
        out.push(0x80 + u8::try_from(4 - skip).expect("at most four"));
        out.extend(&bytes[skip..]);
    }
    out.extend(body);
    out
}

/// A sequence.
pub(crate) fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// A set; DER wants its members in order.
pub(crate) fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x31, &sorted(parts))
}

/// The members of a set, in order.
pub(crate) fn sorted(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = parts.to_vec();
    parts.sort();
    parts.concat()
}

/// A whole number that is not negative, from its bytes.
pub(crate) fn integer(bytes: &[u8]) -> Vec<u8> {
    let skip = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut body = bytes[skip..].to_vec();
    if body.first().is_none_or(|first| *first >= 0x80) {
        body.insert(0, 0);
    }
    tlv(0x02, &body)
}

/// A small whole number.
pub(crate) fn number(value: u64) -> Vec<u8> {
    integer(&value.to_be_bytes())
}

/// The name of an algorithm, attribute or extension.
pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted
        .split('.')
        .map(|arc| arc.parse::<u64>().expect("a number"));
    let first = arcs.next().expect("two arcs") * 40 + arcs.next().expect("two arcs");
    let mut body = Vec::new();
    for arc in std::iter::once(first).chain(arcs) {
        let mut rest = arc;
        let mut digits = vec![low_seven(rest)];
        while rest >= 0x80 {
            rest >>= 7;
            digits.push(low_seven(rest) | 0x80);
        }
        body.extend(digits.iter().rev());
    }
    tlv(0x06, &body)
}

fn low_seven(value: u64) -> u8 {
    u8::try_from(value & 0x7f).expect("seven bits")
}

/// Nothing, where parameters could stand.
pub(crate) fn null() -> Vec<u8> {
    tlv(0x05, &[])
}

/// True.
pub(crate) fn yes() -> Vec<u8> {
    tlv(0x01, &[0xff])
}

/// Bytes.
pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(0x04, bytes)
}

/// Bits, in whole bytes.
pub(crate) fn bits(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

/// Text.
pub(crate) fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

/// A tag around a value.
pub(crate) fn explicit(tag: u8, body: &[u8]) -> Vec<u8> {
    tlv(0xa0 + tag, body)
}

/// A moment as certificates write it, until 2049.
pub(crate) fn utc_time(second: i64) -> Vec<u8> {
    tlv(0x17, moment(second, "%y%m%d%H%M%SZ").as_bytes())
}

/// A moment as proofs of time write it.
pub(crate) fn generalized_time(second: i64) -> Vec<u8> {
    tlv(0x18, moment(second, "%Y%m%d%H%M%SZ").as_bytes())
}

/// A moment by a pattern, in UTC.
pub(crate) fn moment(second: i64, pattern: &str) -> String {
    let moment = Timestamp::from_second(second).expect("a year of four digits");
    moment.strftime(pattern).to_string()
}

/// Bytes between two lines that say what they are, 64 letters a line.
pub(crate) fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let body = base64(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(64) {
        out.extend(line.iter().map(|byte| char::from(*byte)));
        out.push('\n');
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out.into_bytes()
}

/// Base64, with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The bytes of base64, white space aside.
pub(crate) fn unbase64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    let text: String = text.split_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(text);
    bytes.expect("our own constants are good")
}

/// Hexadecimal, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
