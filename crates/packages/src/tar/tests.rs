//! Each way in which an archive can mean two things is refused for that reason.

use proptest::prelude::*;

use super::*;
use crate::testing::Tar;

const STRICT: Rules = Rules {
    links: Links::No,
    twins: false,
};

const LINKED: Rules = Rules {
    links: Links::Rooted,
    twins: false,
};

fn walked(bytes: &[u8], rules: Rules) -> (Vec<(String, Vec<u8>)>, Walked) {
    let mut files = Vec::new();
    let mut reader = bytes;
    let mut visit = |entry: &Entry, inside: &mut dyn Read| {
        let mut body = Vec::new();
        inside.read_to_end(&mut body)?;
        files.push((entry.path.clone(), body));
        Ok(())
    };
    let out = walk(&mut reader, rules, &Bounds::default(), &mut visit).expect("memory");
    (files, out)
}

fn why(bytes: &[u8]) -> String {
    let said = walked(bytes, STRICT).1.faults.said();
    said.into_iter()
        .map(|said| said.what)
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn a_plain_archive_comes_through() {
    let bytes = Tar::default()
        .entry("./", b'5', "", b"")
        .entry("./a/", b'5', "", b"")
        .file("./a/one", "1")
        .file("two", vec![7; 600])
        .entry("a/link", b'2', "../two", b"")
        .end();
    let (files, out) = walked(&bytes, LINKED);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(out.entries, 5);
    assert_eq!(out.links.said().len(), 1);
    assert_eq!(files[2], ("a/one".into(), b"1".to_vec()));
    assert_eq!(files[3].1.len(), 600);
}

#[test]
fn every_trick_is_refused_for_its_reason() {
    let tar = Tar::default;
    let long = "d/".repeat(80) + "x";
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (tar().file("a", "1").file("a", "2").end(), "twice"),
        (tar().file("a", "1").file("./a", "2").end(), "twice"),
        (
            tar().file("a", "1").file("A", "2").end(),
            "differ only in case",
        ),
        (tar().file("../a", "1").end(), "upwards"),
        (tar().file("/a", "1").end(), "absolute"),
        (tar().file("a\\b", "1").end(), "backslash"),
        (
            tar().entry("l", b'2', "/etc", b"").end(),
            "a path of the system",
        ),
        (
            tar().entry("l", b'2', "../x", b"").end(),
            "outside of the archive",
        ),
        (
            tar().entry("l", b'2', "d", b"").file("l/x", "1").end(),
            "behind the link",
        ),
        (tar().entry("dev", b'3', "", b"").end(), "device"),
        (tar().entry("pipe", b'6', "", b"").end(), "pipe"),
        (tar().entry("new", b'N', "", b"").end(), "few readers know"),
        (tar().pax(&[("path", "b")]).file("a", "1").end(), "renamed"),
        (
            tar().pax(&[("size", "9")]).file("a", "1").end(),
            "by its extended header",
        ),
        (
            tar()
                .pax(&[("path", &long), ("path", "b")])
                .file("a", "1")
                .end(),
            "twice",
        ),
        (
            tar()
                .pax(&[("path", &long)])
                .file("a", "1")
                .file("a", "2")
                .end(),
            "see another file",
        ),
        (
            tar().pax(&[("GNU.sparse.major", "1")]).file("a", "1").end(),
            "holes",
        ),
        (
            tar()
                .pax(&[("mtime", "1")])
                .pax(&[("mtime", "1")])
                .file("a", "")
                .end(),
            "in a row",
        ),
        (tar().pax(&[("mtime", "1")]).end(), "no file behind it"),
        (
            tar()
                .entry("g", b'g', "", b"12 path=evil\n")
                .file("a", "")
                .end(),
            "extended header",
        ),
        (tar().file("a", "1").cut(), "cut off"),
        (tar().file("a", "1").cut()[..600].to_vec(), "cut off"),
        (
            [tar().file("a", "1").end(), b"tail".to_vec()].concat(),
            "data after the end",
        ),
        (
            [
                tar().file("a", "1").cut(),
                vec![0; 512],
                tar().file("b", "2").end(),
            ]
            .concat(),
            "data after the end",
        ),
    ];
    for (bytes, part) in cases {
        let why = why(&bytes);
        assert!(why.contains(part), "{part}: {why}");
    }
}

#[test]
fn a_hard_link_leads_to_a_file_before_it() {
    let late = Tar::default()
        .entry("l", b'1', "later", b"")
        .file("later", "")
        .end();
    let said = walked(&late, LINKED).1.faults.said();
    assert!(said[0].what.contains("no file before it"), "{said:?}");
    let good = Tar::default()
        .file("first", "")
        .entry("l", b'1', "first", b"")
        .end();
    assert!(walked(&good, LINKED).1.faults.is_empty());
}

#[test]
fn hidden_bytes_and_wrong_sums_are_refused() {
    let mut bytes = Tar::default().file("a", "1").end();
    bytes[700] = 1;
    assert!(why(&bytes).contains("hidden bytes"));
    let mut bytes = Tar::default().file("a", "1").end();
    bytes[0] = b'b';
    assert!(why(&bytes).contains("checksum"));
}

#[test]
fn long_names_are_read_in_both_ways() {
    let long = "d/".repeat(80) + "x";
    let pax = Tar::default()
        .pax(&[("path", &long)])
        .file("short", "1")
        .end();
    let gnu = [long.as_bytes(), b"\0"].concat();
    let gnu = Tar::default()
        .entry("././@LongLink", b'L', "", &gnu)
        .file(&long[..100], "1")
        .end();
    for bytes in [pax, gnu] {
        let (files, out) = walked(&bytes, STRICT);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(files[0].0, long);
    }
}

#[test]
fn a_system_package_may_link_to_its_system() {
    let bytes = Tar::default()
        .entry("l", b'2', "/usr/x", b"")
        .file("a", "")
        .file("A", "")
        .end();
    let rules = Rules {
        links: Links::Rooted,
        twins: true,
    };
    let (_, out) = walked(&bytes, rules);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(out.twins, 1);
    let rules = Rules {
        links: Links::No,
        twins: true,
    };
    assert!(!walked(&bytes, rules).1.faults.is_empty());
}

#[test]
fn too_many_entries_end_the_walk() {
    let bytes = Tar::default()
        .file("a", "")
        .file("b", "")
        .file("c", "")
        .end();
    let bounds = Bounds {
        files_max: 2,
        ..Bounds::default()
    };
    let out = walk(&mut bytes.as_slice(), STRICT, &bounds, &mut |_, _| Ok(())).expect("memory");
    assert!(out.faults.said()[0].what.contains("more than 2"));
}

proptest! {
    #[test]
    fn changed_bytes_do_no_harm(at in 0..4_000_usize, with in any::<[u8; 4]>(), resum in any::<bool>()) {
        let long = "d/".repeat(80) + "x";
        let mut bytes = Tar::default()
            .pax(&[("path", &long)]).file("short", "1").file("two", "22")
            .entry("l", b'2', "two", b"").end();
        let at = at % (bytes.len() - 4);
        bytes[at..at + 4].copy_from_slice(&with);
        if resum {
            let start = at / 512 * 512;
            bytes[start + 148..start + 156].fill(b' ');
            let sum: u32 = bytes[start..start + 512].iter().map(|byte| u32::from(*byte)).sum();
            bytes[start + 148..start + 156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
        walked(&bytes, STRICT);
    }

    #[test]
    fn arbitrary_records_do_no_harm(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        walked(&Tar::default().entry("x", b'x', "", &body).file("a", "").end(), STRICT);
        walked(&body, STRICT);
    }
}
