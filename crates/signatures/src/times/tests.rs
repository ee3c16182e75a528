//! Moments as certificates and proofs of time write them.

use super::moment;
use crate::tlv::Tlv;

fn read(tag: u8, text: &str) -> Option<String> {
    let value = text.as_bytes();
    moment(&Tlv {
        tag,
        value,
        whole: value,
    })
    .map(|moment| moment.to_string())
}

#[test]
fn moments_are_read() {
    for (tag, text, expected) in [
        (0x17, "491231235959Z", "2049-12-31T23:59:59Z"),
        (0x17, "500101000000Z", "1950-01-01T00:00:00Z"),
        (0x18, "20260229000000Z", ""),
        (0x18, "20260228120000.25Z", "2026-02-28T12:00:00.25Z"),
        (0x18, "99991231235959Z", "9999-12-30T22:00:00.999999999Z"),
        (0x18, "202602281200Z", ""),
        (0x17, "2602281200+1Z", ""),
        (0x17, "2602281200-1Z", ""),
        (0x18, "20260228120000", ""),
        (0x18, "20260228120000.Z", "2026-02-28T12:00:00Z"),
        (0x04, "260228120000Z", ""),
        (0x17, "2602é8120000Z", ""),
    ] {
        assert_eq!(read(tag, text).unwrap_or_default(), expected, "{text}");
    }
}
