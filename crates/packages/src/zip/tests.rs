//! Archives with one fault each, written byte by byte, and archives at random.

use std::io::Cursor;

use proptest::prelude::*;

use super::testing::{Around, File, archive, file};
use super::*;
use crate::source::Bounds;

type Files = Vec<(String, Vec<u8>)>;

/// All faults in words, and the files, as seen by its end and as a stream.
fn read_within(bytes: &[u8], bounds: &Bounds) -> (String, Files, String, Files) {
    let mut files = Files::new();
    let mut faults = Faults::new();
    let directory = Directory::read(&mut Cursor::new(bytes), bounds).expect("memory");
    match directory {
        Some(directory) => {
            faults.append(directory.faults.clone());
            let visited = through(
                Cursor::new(bytes),
                &directory,
                bounds,
                &mut |name, _, file| {
                    let mut body = Vec::new();
                    file.read_to_end(&mut body)?;
                    files.push((name.to_owned(), body));
                    Ok(())
                },
            );
            faults.append(visited.expect("memory does not change"));
        }
        None => faults.push(keyholder_supply::gate::Said::new("no archive")),
    }
    let mut streamed = Files::new();
    let inner = inner(
        &mut Cursor::new(bytes),
        true,
        bounds,
        &mut |name, _, file| {
            let mut body = Vec::new();
            file.read_to_end(&mut body)?;
            streamed.push((name.to_owned(), body));
            Ok(())
        },
    )
    .expect("memory");
    let words = |faults: Faults| {
        faults
            .said()
            .into_iter()
            .map(|said| said.what)
            .collect::<Vec<_>>()
            .join("; ")
    };
    let mut second = words(inner.faults);
    second.push_str(
        &inner
            .unread
            .map(|why| format!("; {why}"))
            .unwrap_or_default(),
    );
    (words(faults), files, second, streamed)
}

fn read(bytes: &[u8]) -> (String, Files, String, Files) {
    read_within(bytes, &Bounds::default())
}

#[test]
fn plain_archives_are_read_in_both_ways() {
    let text = "many words many words many words ".repeat(40);
    let files = [
        file("a.txt", b"hello"),
        file("folder/", b""),
        File {
            mode: 0,
            ..file("folder/b", b"")
        },
        File {
            deflated: true,
            ..file("c", text.as_bytes())
        },
        File {
            deflated: true,
            follows: true,
            ..file("d", text.as_bytes())
        },
        File {
            flags: 0x800,
            ..file("\u{fc}ber", b"x")
        },
    ];
    let mut files = files.to_vec();
    files[1].mode = 0o040_755;
    for around in [
        Around::default(),
        Around {
            comment: b"built on a Monday",
            ..Around::default()
        },
        Around {
            wide: true,
            ..Around::default()
        },
    ] {
        let (faults, found, streamed_faults, streamed) = read(&archive(&files, around));
        assert_eq!((faults.as_str(), streamed_faults.as_str()), ("", ""));
        assert_eq!(found.len(), 5);
        assert_eq!(found, streamed);
        assert_eq!(found[3].1, text.as_bytes());
    }
    let (faults, found, streamed_faults, _) = read(&archive(&[], Around::default()));
    assert_eq!(
        (faults.as_str(), found.len(), streamed_faults.as_str()),
        ("", 0, "")
    );
}

#[test]
fn stored_files_may_be_followed_by_their_lengths_where_the_list_is_known() {
    let files = [
        File {
            follows: true,
            ..file("a", b"abc")
        },
        file("b", b""),
    ];
    let (faults, found, streamed, _) = read(&archive(&files, Around::default()));
    assert_eq!(faults, "");
    assert_eq!(found[0].1, b"abc");
    assert!(
        streamed.contains("whose end only the list at the end tells"),
        "{streamed}"
    );
}

#[test]
fn names_that_deceive_are_told() {
    let cases: [(&[&str], &str); 17] = [
        (&["a", "a"], "is in the archive twice"),
        (&["a/b", "A/B"], "one name on some file systems"),
        (
            &["caf\u{e9}", "cafe\u{301}"],
            "one name on some file systems",
        ),
        (&["\u{fb01}le", "file"], "one name on some file systems"),
        (&["a", "a."], "one name on some file systems"),
        (&["a", "a/b"], "is a file, and a folder"),
        (&["/etc/passwd"], "absolute"),
        (&["../x"], "leaves the archive"),
        (&["a/../../x"], "leaves the archive"),
        (&["a\\b"], "backslash"),
        (&[""], "empty name"),
        (&["a//b"], "empty folder"),
        (&["./a"], "`.` in its path"),
        (&["a\u{7}"], "control characters"),
        (&["a\0.txt"], "NUL"),
        (&["C:evil"], "names a drive"),
        (&["a\u{202e}txt.exe"], "invisible"),
    ];
    for (names, words) in cases {
        let files: Vec<File> = names
            .iter()
            .map(|name| File {
                flags: 0x800,
                ..file(name, b"x")
            })
            .collect();
        let (faults, _, streamed, _) = read(&archive(&files, Around::default()));
        assert!(faults.contains(words), "{names:?}: {faults}");
        assert!(streamed.contains(words), "{names:?}: {streamed}");
    }
}

#[test]
fn headers_that_deceive_are_told() {
    let cases: [(File, &str); 16] = [
        (
            File {
                mode: 0o120_777,
                ..file("a", b"/etc")
            },
            "is a link",
        ),
        (
            File {
                mode: 0o060_644,
                ..file("a", b"")
            },
            "device, pipe or socket",
        ),
        (
            File {
                mode: 0o040_755,
                ..file("a", b"")
            },
            "a folder by the other",
        ),
        (
            File {
                mode: 0,
                ..file("a/", b"hidden")
            },
            "is a folder, yet has bytes",
        ),
        (
            File {
                flags: 1,
                ..file("a", b"x")
            },
            "is encrypted",
        ),
        (
            File {
                flags: 0x40,
                ..file("a", b"x")
            },
            "is encrypted",
        ),
        (
            File {
                flags: 0x20,
                ..file("a", b"x")
            },
            "flags that are not known",
        ),
        (
            File {
                name: vec![0xff, b'a'],
                ..file("", b"x")
            },
            "not UTF-8",
        ),
        (
            file("\u{e4}", b"x"),
            "in an encoding that it does not state",
        ),
        (
            File {
                local: |header| header[30] = b'b',
                ..file("a", b"x")
            },
            "another name",
        ),
        (
            File {
                local: |header| header[14] ^= 1,
                ..file("a", b"x")
            },
            "another checksum",
        ),
        (
            File {
                local: |header| header[22] ^= 8,
                ..file("a", b"x")
            },
            "another length",
        ),
        (
            File {
                local: |header| header[6] ^= 2,
                ..file("a", b"x")
            },
            "other flags",
        ),
        (
            File {
                central: |header| header[10] = 93,
                ..file("a", b"x")
            },
            "another method",
        ),
        (
            File {
                central: |header| header[34] = 1,
                ..file("a", b"x")
            },
            "another disk",
        ),
        (
            File {
                central: |header| header[16] ^= 1,
                local: |header| header[14] ^= 1,
                ..file("a", b"x")
            },
            "checksum that it states",
        ),
    ];
    for (one, words) in cases {
        let bytes = archive(
            &[file("first", b"1"), one.clone(), file("last", b"2")],
            Around::default(),
        );
        let (faults, found, ..) = read(&bytes);
        assert!(faults.contains(words), "{words}: {faults}");
        assert!(
            found.iter().any(|(name, _)| name == "last"),
            "{words}: the others are read"
        );
    }
}

#[test]
fn bytes_that_belong_to_nobody_are_told() {
    let end: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let cases: [(Around, &str); 8] = [
        (
            Around {
                before: b"MZ",
                ..Around::default()
            },
            "2 bytes before the first file",
        ),
        (
            Around {
                before_list: b"hidden",
                ..Around::default()
            },
            "6 bytes at",
        ),
        (
            Around {
                after_list: b"hidden",
                ..Around::default()
            },
            "list of files does not end where",
        ),
        (
            Around {
                after: b"x",
                ..Around::default()
            },
            "data after the end",
        ),
        (
            Around {
                comment: end,
                ..Around::default()
            },
            "two end records",
        ),
        (
            Around {
                comment: b"PK\x05\x06 and so on, for more than twenty bytes",
                ..Around::default()
            },
            "comment of the archive holds",
        ),
        (
            Around {
                count: Some(1),
                ..Around::default()
            },
            "counts 1 files, the list has 2",
        ),
        (
            Around {
                count: Some(3),
                ..Around::default()
            },
            "counts 3 files, the list has 2",
        ),
    ];
    for (around, words) in cases {
        let (faults, ..) = read(&archive(&[file("a", b"x"), file("b", b"y")], around));
        assert!(faults.contains(words), "{words}: {faults}");
    }
    let between = [
        file("a", b"x"),
        File {
            before: b"hid",
            ..file("b", b"y")
        },
    ];
    let (faults, _, streamed, _) = read(&archive(&between, Around::default()));
    assert!(faults.contains("3 bytes at"), "{faults}");
    assert!(streamed.contains("belong to no file"), "{streamed}");
}

#[test]
fn overlapping_files_are_not_read_twice() {
    let bytes = archive(&[file("a", &[7; 100])], Around::default());
    // The list names the same bytes under a second name.
    let at = bytes.len() - 22 - 47;
    let mut twice = bytes[..bytes.len() - 22].to_vec();
    let mut second = bytes[at..at + 47].to_vec();
    second[46] = b'b';
    twice.extend(second);
    let mut end = bytes[bytes.len() - 22..].to_vec();
    (end[8], end[10], end[12]) = (2, 2, 94);
    twice.extend(end);
    let (faults, found, ..) = read(&twice);
    assert!(faults.contains("overlaps the file before it"), "{faults}");
    assert_eq!(found.len(), 1);
}

#[test]
fn bombs_and_crowds_are_bounded() {
    let bomb = File {
        deflated: true,
        ..file("bomb", &vec![0; 4 << 20])
    };
    let (faults, ..) = read(&archive(&[bomb], Around::default()));
    assert!(faults.contains("as bombs do"), "{faults}");
    let crowd: Vec<File> = (0..20)
        .map(|number| file(&number.to_string(), b""))
        .collect();
    let bounds = Bounds {
        files_max: 10,
        ..Bounds::default()
    };
    let (faults, _, streamed, _) = read_within(&archive(&crowd, Around::default()), &bounds);
    assert!(faults.contains("more than 10 files"), "{faults}");
    assert!(streamed.contains("more than 10 files"), "{streamed}");
}

#[test]
fn data_behind_a_pressed_file_are_told() {
    let mut one = File {
        deflated: true,
        ..file("a", b"hello hello hello hello")
    };
    one.local = |header| header[18] += 4;
    one.central = |header| header[20] += 4;
    let plain = archive(&[one], Around::default());
    // Four bytes more between the pressed data and the list.
    let at = plain.len() - 22 - 47;
    let mut bytes = plain[..at].to_vec();
    bytes.extend(b"evil");
    bytes.extend(&plain[at..]);
    let end = bytes.len() - 22;
    bytes[end + 16] += 4;
    let (faults, ..) = read(&bytes);
    assert!(faults.contains("4 bytes behind its end"), "{faults}");
}

#[test]
fn a_file_that_changes_is_an_error() {
    let bytes = archive(&[file("a", b"x")], Around::default());
    let bounds = Bounds::default();
    let directory = Directory::read(&mut Cursor::new(&bytes), &bounds)
        .expect("memory")
        .expect("an archive");
    let mut other = bytes.clone();
    let at = other.len() - 22 - 47 + 12;
    other[at] ^= 0x40;
    let result = through(Cursor::new(&other), &directory, &bounds, &mut |_, _, _| {
        Ok(())
    });
    assert!(result.is_err());
}

#[test]
fn other_writers_are_read() {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, method) in [
        ("a", zip::CompressionMethod::Stored),
        ("b/c", zip::CompressionMethod::Deflated),
    ] {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(method)
            .large_file(name == "a");
        writer.start_file(name, options).expect("a file");
        writer.write_all(name.as_bytes()).expect("room");
    }
    let bytes = writer.finish().expect("an end").into_inner();
    let (faults, found, streamed_faults, streamed) = read(&bytes);
    assert_eq!((faults.as_str(), streamed_faults.as_str()), ("", ""));
    assert_eq!(found.len(), 2);
    assert_eq!(found, streamed);
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        read(&bytes);
    }

    #[test]
    fn no_change_breaks_it_or_goes_unseen(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        wide: bool,
    ) {
        let files = [
            file("a.txt", b"hello"),
            File { deflated: true, ..file("folder/c", b"hello hello hello hello") },
            File { deflated: true, follows: true, ..file("d", b"good day good day good day") },
        ];
        let good = archive(&files, Around { wide, ..Around::default() });
        let mut bytes = good.clone();
        for (place, value) in changes {
            let at = place.index(bytes.len());
            bytes[at] = value;
        }
        let (faults, found, ..) = read(&bytes);
        let (_, right, ..) = read(&good);
        // What is read without a fault has the bytes that were packed, whatever was changed around them.
        if faults.is_empty() {
            let bodies = |files: &Files| files.iter().map(|(_, body)| body.clone()).collect::<Vec<_>>();
            prop_assert_eq!(bodies(&found), bodies(&right));
        }
    }

    #[test]
    fn no_end_breaks_it(cut in 0_usize..400) {
        let good = archive(&[file("a.txt", b"hello"), file("b", b"x")], Around { wide: true, ..Around::default() });
        read(&good[..cut.min(good.len())]);
    }
}
