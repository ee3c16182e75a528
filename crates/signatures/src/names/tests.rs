//! Names are equal whatever letters and kinds of text they were written in.

use super::{canonical, shown};
use crate::tlv::wrap;

/// A name with one common name, in some kind of text.
fn name(tag: u8, text: &[u8]) -> Vec<u8> {
    let kind = wrap(0x06, &[0x55, 0x04, 0x03]);
    let entry = wrap(0x30, &[kind, wrap(tag, text)].concat());
    wrap(0x30, &wrap(0x31, &entry))
}

#[test]
fn case_blanks_and_kinds_of_text_make_no_difference() {
    let plain = canonical(&name(0x0c, b"North Root"));
    assert!(plain.is_some());
    for other in [
        name(0x13, b"NORTH  ROOT "),
        name(0x16, b" north root"),
        name(0x14, b"North\tRoot"),
        name(0x1e, b"\0N\0o\0r\0t\0h\0 \0R\0o\0o\0t"),
    ] {
        assert_eq!(canonical(&other), plain);
    }
    for other in [
        name(0x0c, b"NorthRoot"),
        name(0x04, b"North Root"),
        name(0x0c, b""),
    ] {
        assert_ne!(canonical(&other), plain);
    }
}

#[test]
fn what_is_no_name_is_none() {
    for bytes in [
        &[][..],
        &[0x30, 0x01],
        &[0x31, 0x00],
        &[0x30, 0x02, 0x30, 0x00],
    ] {
        assert_eq!(canonical(bytes), None);
        assert_eq!(shown(bytes), "(no name)");
    }
    assert_eq!(shown(&name(0x0c, b"a\x1b[2Jb")), "CN=a\\1b[2Jb");
}
