//! Attacks on the archive: what two programs read differently, or one reads for ever.

use keyholder_supply::gate::GateCheck;

use super::{Sample, amf, fails, good, good_entries, option_1, packed};
use crate::archives::{Entry, gzip_small, tar, zip, zip_with};
use crate::authority::authority;
use crate::certificates::certificate_pem;
use crate::cms::{Inside, cms_pem, detached};
use crate::csar::{Csar, option_2};
use crate::release::Release;

pub(super) fn samples() -> Vec<Sample> {
    let mut all = names();
    all.extend(headers());
    all.extend(hidden());
    all.extend(bombs());
    all.extend(outer());
    all
}

fn archive(name: &'static str, words: &'static str, entries: &[Entry]) -> Sample {
    packed(name, fails(GateCheck::Archive), words, entries)
}

/// The good package with one more file that is listed as it should be, and then bent.
fn with(path: &str, bytes: &[u8], bend: impl FnOnce(&mut Entry)) -> Vec<Entry> {
    let csar = amf().with(path, bytes);
    let mut entries = csar.entries(&csar.manifest_signed(&[good()], Inside::Certificates));
    let entry = entries.iter_mut().find(|entry| entry.name == path);
    bend(entry.expect("it was put in"));
    entries
}

fn names() -> Vec<Sample> {
    let image = Release::amf_4_2_1().image_path();
    let mut twice = good_entries();
    let place = twice.iter().position(|entry| entry.name == image);
    let first = Entry::new(&image, tar(&[("usr/bin/function", b"#!/bin/sh\nevil\n")]));
    twice.insert(place.expect("the image is there"), first);
    let keep = |_: &mut Entry| {};
    vec![
        archive(
            "duplicate-names",
            "put a second image under the same name before the real one: what is checked is not what is installed",
            &twice,
        ),
        archive(
            "case-twins",
            "added `Files/CHANGELOG.txt`, which overwrites `Files/ChangeLog.txt` where case does not count",
            &with("Files/CHANGELOG.txt", b"another story\n", keep),
        ),
        archive(
            "dot-dot",
            "named a file `../../etc/cron.d/evil`, so that unpacking writes outside the folder",
            &with("../../etc/cron.d/evil", b"* * * * * root evil\n", keep),
        ),
        archive(
            "absolute-path",
            "named a file `/etc/cron.d/evil`, so that unpacking writes outside the folder",
            &with("/etc/cron.d/evil", b"* * * * * root evil\n", keep),
        ),
        archive(
            "backslash",
            "named a file with backslashes, which are folders on one system and letters on another",
            &with("Files\\..\\..\\evil.bat", b"evil\n", keep),
        ),
        archive(
            "symlink",
            "packed a link to `/etc/passwd`, so that the next file through it is written or read elsewhere",
            &with("Files/link", b"/etc/passwd", |entry| entry.mode = 0o120_777),
        ),
    ]
}

fn headers() -> Vec<Sample> {
    let log = "Files/extra.txt";
    vec![
        archive(
            "encrypted-entry",
            "marked a file as encrypted, so that a scanner passes over it",
            &with(log, b"hidden\n", |entry| entry.flags = 1),
        ),
        archive(
            "local-name-differs",
            "gave a file another name before its data than in the list at the end, so that streams and lists disagree",
            &with(log, b"evil\n", |entry| {
                entry.local_name = Some("Files/other.txt".to_owned());
            }),
        ),
        archive(
            "declared-size-lies",
            "declared a file shorter than it is, so that limits are kept on paper",
            &with(log, b"longer than it says\n", |entry| {
                entry.declared = Some(3)
            }),
        ),
        option_1(
            "truncated",
            fails(GateCheck::Archive),
            "cut the package off in the middle, with the list at the end gone (IMG.FORMAT)",
            {
                let mut bytes = zip(&good_entries());
                bytes.truncate(bytes.len() / 2);
                bytes
            },
        ),
    ]
}

fn hidden() -> Vec<Sample> {
    let mut before = good_entries();
    before[0].gap = b"#!/bin/sh\nexec evil\n".to_vec();
    let mut between = good_entries();
    between[3].gap = b"nobody reads this".to_vec();
    let whole = zip(&good_entries());
    let prepended = [b"MZ not only a zip\n".as_slice(), &whole].concat();
    let after = [whole.as_slice(), b"RC4 blob"].concat();
    let unseen = zip_with(&good_entries(), b"an entry that no list names", b"");
    let hidden = |name, words, bytes| option_1(name, fails(GateCheck::Archive), words, bytes);
    vec![
        archive(
            "data-before",
            "put a script before the first entry, so that the file is a program and a package at once",
            &before,
        ),
        hidden(
            "data-prepended",
            "put bytes before the archive and left all places as they were, which forgiving readers mend",
            prepended,
        ),
        archive(
            "data-between",
            "hid bytes between two entries, where no list leads",
            &between,
        ),
        hidden(
            "data-before-directory",
            "hid bytes between the last entry and the list at the end",
            unseen,
        ),
        hidden(
            "data-after",
            "appended bytes after the end of the archive, as was done to signed libraries in 2023 (IMG.EXTRA)",
            after,
        ),
    ]
}

/// More than a MiB, and next to nothing when packed.
fn zeros() -> Vec<u8> {
    vec![0; 8 << 20]
}

fn bombs() -> Vec<Sample> {
    let path = "Artifacts/Images/extra.bin";
    let inner = gzip_small(&tar(&[("zeros", &zeros())]));
    let mut nested = tar(&[("core", b"nothing")]);
    for depth in 0..8 {
        nested = zip(&[Entry::new(format!("level-{depth}.zip"), nested)]);
    }
    let outside = tar(&[("../../etc/cron.d/evil", b"evil\n")]);
    let mut hidden = Release::amf_4_2_1().image();
    hidden.extend(b"RC4 blob after the end of the archive");
    let keep = |_: &mut Entry| {};
    vec![
        archive(
            "zip-bomb",
            "packed a file that grows a thousand times when it is unpacked",
            &with(path, &zeros(), |entry| entry.deflated = true),
        ),
        archive(
            "inner-bomb",
            "packed an archive in the package that grows a thousand times when it is unpacked",
            &with("Artifacts/Images/extra.tar.gz", &inner, keep),
        ),
        archive(
            "nested-too-deep",
            "packed an archive in an archive, and so on, deeper than anybody looks",
            &with("Artifacts/Images/extra.zip", &nested, keep),
        ),
        archive(
            "inner-dot-dot",
            "named a file in an inner archive so that unpacking writes outside the folder",
            &with("Artifacts/Images/extra.tar", &outside, keep),
        ),
        archive(
            "bytes-after-inner-archive",
            "appended bytes after the end of an inner archive, where no reader of it looks (IMG.EXTRA)",
            &with("Artifacts/Images/extra.tar", &hidden, keep),
        ),
    ]
}

/// Option 2: what lies in the outer archive.
fn outer() -> Vec<Sample> {
    let stem = "arden-amf-4.2.1";
    let csar = amf().unsigned();
    let cms = detached(&csar, &[good()], Inside::Certificates);
    let without = detached(&csar, &[good()], Inside::Authorities);
    let certificate = certificate_pem(&authority().arden_p256.certificate);
    let other = amf().with("Files/evil.txt", b"evil\n").unsigned();
    let older = Csar::of(&Release::amf_4_2_0()).unsigned();
    let older = detached(&older, &[good()], Inside::Certificates);
    let add = |mut entries: Vec<Entry>, name: &str, bytes: &[u8]| {
        entries.push(Entry::new(name, bytes));
        entries
    };
    let whole = option_2(stem, &csar, &cms, None);
    let beside = option_2(stem, &csar, &without, Some(&certificate));
    let pack = |name, check, words, entries: &[Entry]| Sample {
        file: format!("{stem}.zip"),
        ..packed(name, fails(check), words, entries)
    };
    vec![
        pack(
            "two-packages",
            GateCheck::OnePackage,
            "put a second package beside the signed one; some tools take the last",
            &add(whole.clone(), "arden-amf-4.2.2.csar", &other),
        ),
        pack(
            "two-signatures",
            GateCheck::OnePackage,
            "put a second signature beside the first, so that tools may choose",
            &add(whole.clone(), "other.cms", &cms_pem(&older)),
        ),
        pack(
            "two-certificates",
            GateCheck::OnePackage,
            "put a second certificate beside the first, so that tools may choose",
            &add(beside, "other.cert", &certificate),
        ),
        pack(
            "stowaway",
            GateCheck::EveryFile,
            "put a file beside the signed package, which no signature covers",
            &add(whole, "install.sh", b"#!/bin/sh\nevil\n"),
        ),
        pack(
            "mix-and-match",
            GateCheck::Signature,
            "put the signature of 4.2.0 beside the package of 4.2.1",
            &option_2(stem, &csar, &older, None),
        ),
        pack(
            "package-swapped",
            GateCheck::Signature,
            "put another package under the genuine signature (NET.ONPATH)",
            &option_2(stem, &other, &cms, None),
        ),
    ]
}
