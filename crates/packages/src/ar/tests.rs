//! Members are found where they are, and nothing hides between them.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::testing::ar;

fn why(bytes: &[u8]) -> String {
    let mut reader = bytes;
    let (_, faults) = walk(&mut reader, &mut |_, _| Ok(())).expect("memory");
    faults
        .said()
        .into_iter()
        .map(|said| said.what)
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn members_are_found() {
    let bytes = ar(&[("one", b"1"), ("two/", b"22"), ("three", b"333")]);
    let (found, faults) = walk(&mut bytes.as_slice(), &mut |_, _| Ok(())).expect("memory");
    assert!(faults.is_empty(), "{faults:?}");
    let names: Vec<_> = found.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["one", "two", "three"]);
    let mut body = String::new();
    let mut source = Cursor::new(&bytes);
    open(&mut source, &found[2])
        .expect("memory")
        .read_to_string(&mut body)
        .expect("text");
    assert_eq!(body, "333");
}

#[test]
fn every_trick_is_refused_for_its_reason() {
    let good = ar(&[("one", b"1"), ("two", b"22")]);
    let mut filled = good.clone();
    filled[69] = b'X';
    let cases = [
        (ar(&[("one", b"1"), ("one", b"2")]), "twice"),
        (ar(&[("one", b"1"), ("ONE", b"2")]), "two cases"),
        (ar(&[("a/b", b"1")]), "no plain name"),
        (ar(&[("#1/20", b"1")]), "no plain name"),
        ([good.as_slice(), b"tail"].concat(), "data after"),
        (good[..good.len() - 1].to_vec(), "cut off"),
        (filled, "hidden byte"),
        (b"!<arch".to_vec(), "no `ar` archive"),
    ];
    for (bytes, part) in cases {
        assert!(why(&bytes).contains(part), "{part}: {}", why(&bytes));
    }
}

proptest! {
    #[test]
    fn changed_bytes_do_no_harm(at in 0..400_usize, with in any::<u8>()) {
        let mut bytes = ar(&[("one", b"1"), ("two", b"22")]);
        let at = at % bytes.len();
        bytes[at] = with;
        why(&bytes);
    }

    #[test]
    fn arbitrary_bytes_do_no_harm(tail in proptest::collection::vec(any::<u8>(), 0..300)) {
        why(&tail);
        why(&[b"!<arch>\n".as_slice(), &tail].concat());
    }
}
