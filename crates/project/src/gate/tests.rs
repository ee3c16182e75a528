//! Pinned keys, packages and records on a disk that somebody else writes to as well.

use std::fs;
use std::path::Path;

use jiff::civil::date;
use keyholder_diag::{Code, FileId, Limits};
use keyholder_documents::ours;
use keyholder_packages::Source;
use keyholder_signatures::{PrivateKey, Purpose};
use keyholder_supply::gate::{GateFacts, KeyUse, first_moment, last_moment};

use super::*;

fn pem(seed: u8) -> String {
    PrivateKey::generate([seed; 32]).public_pem()
}

fn facts(text: &str) -> GateFacts {
    let text = format!("network = \"home\"\noperator = \"op\"\n{text}");
    let parsed = ours::gate(FileId(0), &text, &Limits::default());
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    parsed.value
}

fn key(file: &str, more: &str) -> String {
    format!("[[key]]\nid = \"k\"\nparty = \"maker\"\nfile = '{file}'\nfor = \"packages\"\n{more}\n")
}

/// A project with one good key at `gate/keys/k.pem`, and a key outside of the gate.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("gate/keys")).expect("a gate");
    fs::write(folder.path().join("gate/keys/k.pem"), pem(1)).expect("a key");
    fs::write(folder.path().join("outside.pem"), pem(2)).expect("a key");
    folder
}

/// Nothing is pinned, with one fault that says so.
fn refused(folder: &Path, text: &str, words: &str) {
    let read = keys(folder, &facts(text), None);
    assert!(read.trust.anchors.is_empty() && read.trust.crls.is_empty());
    assert!(read.inputs.is_empty() || words.contains("no key"));
    assert_eq!(read.faults.len(), 1);
    assert_eq!(read.faults[0].code, Code::KH0901);
    let message = &read.faults[0].message;
    assert!(message.contains(words), "{message}");
}

#[test]
fn a_key_from_its_first_to_its_last_second() {
    let folder = project();
    let text = key("keys/k.pem", "from = 2026-01-01\nuntil = 2026-12-31");
    let read = keys(folder.path(), &facts(&text), None);
    assert!(read.faults.is_empty());
    let anchor = &read.trust.anchors[0];
    assert_eq!(
        (anchor.id.as_str(), anchor.purpose),
        ("k", Purpose::Packages)
    );
    assert_eq!(anchor.from, first_moment(date(2026, 1, 1)));
    assert_eq!(anchor.until, last_moment(date(2026, 12, 31)));
    let until = anchor.until.expect("an end").to_string();
    assert_eq!(until, "2026-12-31T23:59:59Z");
    assert_eq!(read.inputs.len(), 1);
    assert_eq!(read.inputs[0].path, "gate/keys/k.pem");
    let open = keys(folder.path(), &facts(&key("keys/k.pem", "")), None);
    assert_eq!(
        (open.trust.anchors[0].from, open.trust.anchors[0].until),
        (None, None)
    );
    // Last and first days that a calendar has.
    let text = key("keys/k.pem", "from = 0001-01-01\nuntil = 9999-12-31");
    let read = keys(folder.path(), &facts(&text), None);
    assert!(read.faults.is_empty());
    assert!(read.trust.anchors[0].from.is_some());
}

#[test]
fn ways_out_of_the_gate() {
    let folder = project();
    let outside = folder.path().join("outside.pem").display().to_string();
    for file in [
        "../outside.pem",
        "keys/../../outside.pem",
        "keys/../keys/k.pem",
        "./keys/k.pem",
        "keys\\k.pem",
        "..\\outside.pem",
        &outside,
    ] {
        refused(
            folder.path(),
            &key(file, ""),
            "leads out of the folder `gate`",
        );
    }
    let list = "revocations = [\"../outside.pem\"]\n";
    refused(folder.path(), list, "leads out of the folder `gate`");
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = project();
    let gate = folder.path().join("gate");
    symlink("../outside.pem", gate.join("link.pem")).expect("a link");
    refused(folder.path(), &key("link.pem", ""), "`link.pem` is no file");
    symlink(gate.join("keys/k.pem"), gate.join("inside.pem")).expect("a link");
    refused(
        folder.path(),
        &key("inside.pem", ""),
        "`inside.pem` is no file",
    );
    // Nor where a folder on the way is one.
    symlink(folder.path(), gate.join("up")).expect("a link");
    refused(folder.path(), &key("up/outside.pem", ""), "no file");
}

#[test]
fn what_is_no_file_or_no_key() {
    let folder = project();
    refused(folder.path(), &key("keys", ""), "`keys` is no file");
    refused(
        folder.path(),
        &key("keys/gone.pem", ""),
        "`keys/gone.pem` cannot be read",
    );
    let gate = folder.path().join("gate");
    fs::write(gate.join("text.pem"), "no key at all").expect("a text");
    refused(folder.path(), &key("text.pem", ""), "`text.pem` is no key");
    fs::write(gate.join("empty.pem"), "").expect("nothing");
    refused(
        folder.path(),
        &key("empty.pem", ""),
        "`empty.pem` is no key",
    );
    let private = PrivateKey::generate([1; 32]).to_pem();
    fs::write(gate.join("private.pem"), private).expect("a private key");
    refused(
        folder.path(),
        &key("private.pem", ""),
        "`private.pem` is no key",
    );
}

#[test]
fn one_that_cannot_be_read_spoils_no_other() {
    let folder = project();
    let text = key("gone.pem", "") + &key("keys/k.pem", "").replace("\"k\"", "\"l\"");
    let read = keys(folder.path(), &facts(&text), None);
    assert_eq!((read.trust.anchors.len(), read.faults.len()), (1, 1));
    assert_eq!(read.trust.anchors[0].id, "l");
}

#[test]
fn too_large() {
    let folder = project();
    let file = fs::File::create(folder.path().join("gate/big.pem")).expect("a file");
    file.set_len((16 << 20) + 1).expect("a long file");
    refused(
        folder.path(),
        &key("big.pem", ""),
        "at most 16777216 are read",
    );
}

#[test]
fn each_use_is_its_own() {
    let uses = KeyUse::ALL.iter().map(|purpose| trust_key(*purpose));
    let uses: std::collections::BTreeSet<Purpose> = uses.collect();
    assert_eq!(uses.len(), KeyUse::ALL.len());
}

#[test]
fn lists_and_exceptions() {
    let folder = project();
    fs::write(folder.path().join("gate/a.crl"), b"list").expect("a list");
    let text = format!(
        "revocations = [\"a.crl\"]\n[[legacy]]\nid = \"old\"\ncertificate_sha256 = \"{}\"\n\
         until = 2026-12-31\nwhy = \"w\"\nby = \"ann\"\n",
        "ab".repeat(32)
    );
    let read = keys(folder.path(), &facts(&text), None);
    assert_eq!(read.trust.crls, [b"list".to_vec()]);
    assert_eq!(
        read.trust.legacy[0].until.to_string(),
        "2026-12-31T23:59:59Z"
    );
}

#[test]
fn a_record_that_was_changed_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = folder.path();
    assert_eq!(records(project).expect("none"), (Vec::new(), Vec::new()));
    let one = write_record(project, "{\"a\":1}\n").expect("written");
    let two = write_record(project, "{\"a\":2}\n").expect("written");
    assert_eq!(write_record(project, "{\"a\":1}\n").expect("again"), one);
    let (all, faults) = records(project).expect("read");
    assert_eq!((all.len(), faults.len()), (2, 0));
    assert_eq!(record(project, &one.sha256[..12]), Ok(one.clone()));
    assert_eq!(
        record(project, &one.path.display().to_string()),
        Ok(one.clone())
    );
    let none = record(project, "zz").expect_err("none");
    assert!(none.contains("no record `zz`"), "{none}");
    let several = record(project, "").expect_err("several");
    assert!(several.contains("may be 2 records"), "{several}");
    // One byte is another.
    fs::write(&one.path, "{\"a\":3}\n").expect("changed");
    let (all, faults) = records(project).expect("read");
    assert_eq!(all, [two]);
    assert!(
        faults[0].contains("was changed: its SHA-256 is"),
        "{faults:?}"
    );
    let told = record(project, &one.sha256).expect_err("changed");
    assert!(told.contains("was changed"), "{told}");
    // What is no text is told as well, and what is not meant is not read.
    fs::write(&one.path, [0xff, 0xfe]).expect("changed");
    fs::write(one.path.with_extension("txt"), "x").expect("a text");
    let (_, faults) = records(project).expect("read");
    assert!(
        faults.len() == 1 && faults[0].contains("is no text"),
        "{faults:?}"
    );
}

#[test]
fn decisions_lie_beside_their_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = folder.path();
    assert!(decisions(project, "r").expect("none").is_empty());
    write_decision(project, "r", "b", "two").expect("written");
    let path = write_decision(project, "r", "a", "one").expect("written");
    write_decision(project, "q", "c", "other").expect("written");
    let all = decisions(project, "r").expect("read");
    assert_eq!(
        all,
        [
            ("a.json".to_owned(), Ok("one".to_owned())),
            ("b.json".to_owned(), Ok("two".to_owned()))
        ]
    );
    fs::write(path, [0xff]).expect("changed");
    let all = decisions(project, "r").expect("read");
    assert!(
        all[0]
            .1
            .as_ref()
            .is_err_and(|why| why.contains("is no text"))
    );
}

#[test]
fn a_package_that_changes_while_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.csar");
    fs::write(&path, "bytes").expect("a package");
    let file = PackageFile::new(&path).expect("a file");
    assert_eq!((file.name().as_str(), file.bytes()), ("p.csar", 5));
    let mut text = String::new();
    let mut opened = file.open().expect("open");
    std::io::Read::read_to_string(&mut opened, &mut text).expect("read");
    assert_eq!(text, "bytes");
    file.unchanged().expect("the same");
    // Longer.
    fs::write(&path, "bytes and more").expect("changed");
    let longer = file.unchanged().expect_err("changed").to_string();
    assert!(longer.contains("changed while it was read"), "{longer}");
    // Of the same length, at another time.
    let file = PackageFile::new(&path).expect("a file");
    let seen = fs::metadata(&path)
        .and_then(|m| m.modified())
        .expect("a time");
    let opened = fs::File::options().write(true).open(&path).expect("open");
    opened
        .set_modified(seen + std::time::Duration::from_secs(1))
        .expect("later");
    assert!(matches!(file.unchanged(), Err(PackageError::Changed(_))));
    // Gone.
    let file = PackageFile::new(&path).expect("a file");
    fs::remove_file(&path).expect("removed");
    assert!(matches!(file.unchanged(), Err(PackageError::Io(..))));
    assert!(matches!(PackageFile::new(&path), Err(PackageError::Io(..))));
    let folder = PackageFile::new(folder.path())
        .expect_err("a folder")
        .to_string();
    assert!(folder.contains("is packed with `tar` first"), "{folder}");
}

#[test]
#[cfg(unix)]
fn another_file_of_the_same_name_length_and_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.csar");
    fs::write(&path, "bytes").expect("a package");
    let file = PackageFile::new(&path).expect("a file");
    let seen = fs::metadata(&path)
        .and_then(|m| m.modified())
        .expect("a time");
    let other = folder.path().join("q.csar");
    fs::write(&other, "other").expect("another");
    let opened = fs::File::options().write(true).open(&other).expect("open");
    opened.set_modified(seen).expect("the same time");
    fs::rename(&other, &path).expect("put in its place");
    assert!(matches!(file.unchanged(), Err(PackageError::Changed(_))));
}

#[test]
fn what_lies_beside_a_package() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for name in [
        "p.csar",
        "p.csar.sig",
        "p.csar.counter.dsse.json",
        "p.csar2",
        "q.csar.sig",
        "named",
    ] {
        fs::write(at(name), name).expect("a file");
    }
    fs::create_dir(at("p.csar.folder")).expect("a folder");
    let names = |found: Vec<Found>| -> Vec<String> {
        found.into_iter().map(|found| found.file.name).collect()
    };
    let near = beside(&at("p.csar"), &[]).expect("read");
    assert_eq!(near[0].file.bytes, b"p.csar.counter.dsse.json");
    assert_eq!(names(near), ["p.csar.counter.dsse.json", "p.csar.sig"]);
    let more = beside(&at("p.csar"), &[at("named"), at("p.csar.sig")]).expect("read");
    assert_eq!(
        names(more),
        ["named", "p.csar.counter.dsse.json", "p.csar.sig"]
    );
    assert!(matches!(
        beside(&at("p.csar"), &[at("gone")]),
        Err(PackageError::Io(..))
    ));
    let big = fs::File::create(at("p.csar.big")).expect("a file");
    big.set_len((32 << 20) + 1).expect("a long file");
    assert!(matches!(
        beside(&at("p.csar"), &[]),
        Err(PackageError::TooLarge(..))
    ));
    fs::remove_file(at("p.csar.big")).expect("removed");
    for n in 0..70 {
        fs::write(at(&format!("p.csar.{n}")), "x").expect("a file");
    }
    assert!(matches!(
        beside(&at("p.csar"), &[]),
        Err(PackageError::TooMany(_))
    ));
}

#[test]
fn a_secret_is_written_once_and_for_its_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("k.pem");
    write_secret(&path, "secret").expect("written");
    write_secret(&path, "other").expect_err("it is there already");
    assert_eq!(fs::read_to_string(&path).expect("read"), "secret");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_ne!(seed(), seed());
}
