//! A good O-RAN package, and packages that are wrong in one way each.

use keyholder_kit::archives::{Entry, tar, zip};
use keyholder_kit::digest::sha256_hex;
use keyholder_supply::gate::{CheckState, GateCheck};
use proptest::prelude::*;

use super::manifest;
use crate::format::Format;
use crate::package::{ClaimKind, Package};
use crate::testing::{SIGNED, Tar, ended, examine, failed, gzip, passed, pinned};

const BODY: &[u8] = b"\x7fRADIO";

fn text(files: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><manifest version=\"1.0\"><products><product vendor=\"AN\" code=\"ru\" name=\"ru\" \
         build-Id=\"1\"/></products><builds><build id=\"1\" bldName=\"ru\" bldVersion=\"4.2.1\">{files}</build>\
         </builds></manifest>"
    )
}

fn listed(path: &str, checksum: &str) -> String {
    format!("<file fileName=\"x\" fileVersion=\"1\" path=\"{path}\" checksum=\"{checksum}\"/>")
}

fn good() -> String {
    text(&listed("fw.bin", &sha256_hex(BODY)))
}

fn looked(manifest: &str, more: &[(&str, &[u8])]) -> Package {
    let mut entries = vec![
        Entry::new("manifest.xml", manifest),
        Entry::new("fw.bin", BODY),
    ];
    entries.extend(more.iter().map(|(name, bytes)| Entry::new(*name, *bytes)));
    signed(&zip(&entries))
}

fn signed(bytes: &[u8]) -> Package {
    let signature = pinned().detached(bytes, SIGNED);
    let package = examine("AN421.zip", bytes, &[("AN421.zip.sig", &signature)]);
    assert_eq!(package.format, Format::ORan);
    package
}

#[test]
fn a_good_package_passes_in_every_wrapping() {
    let checks = [
        GateCheck::Archive,
        GateCheck::OneManifest,
        GateCheck::SignedBytes,
        GateCheck::EveryFile,
        GateCheck::ListedFiles,
        GateCheck::Identity,
    ];
    let plain = tar(&[("manifest.xml", good().as_bytes()), ("fw.bin", BODY)]);
    for package in [looked(&good(), &[]), signed(&plain), signed(&gzip(&plain))] {
        passed(&package, &checks);
        assert_eq!(package.files.len(), 2);
        let supplier = package
            .claims
            .iter()
            .find(|claim| claim.kind == ClaimKind::Supplier);
        assert_eq!(supplier.map(|claim| claim.value.as_str()), Some("AN"));
    }
}

#[test]
fn files_must_be_listed_and_there() {
    let package = looked(&good(), &[("extra.bin", b"x")]);
    failed(&package, GateCheck::EveryFile, "`extra.bin` is not listed");
    let two = listed("fw.bin", &sha256_hex(BODY)) + &listed("gone.bin", "00");
    failed(
        &looked(&text(&two), &[]),
        GateCheck::ListedFiles,
        "`gone.bin`, which is not there",
    );
    let other = text(&listed("fw.bin", &sha256_hex(b"other")));
    failed(
        &looked(&other, &[]),
        GateCheck::ListedFiles,
        "whose checksum is listed",
    );
    let weak = text(&listed("fw.bin", "FF0A"));
    ended(
        &looked(&weak, &[]),
        GateCheck::ListedFiles,
        CheckState::NotDone,
        "proves anything",
    );
    let upwards = text(&listed("../fw.bin", &sha256_hex(BODY)));
    failed(&looked(&upwards, &[]), GateCheck::ListedFiles, "upwards");
}

#[test]
fn a_name_with_the_mark_of_inner_archives_is_refused() {
    let package = looked(&good(), &[("a.zip!evil.bin", b"x")]);
    failed(&package, GateCheck::Archive, "has `!`");
}

#[test]
fn manifests_that_play_tricks_are_refused() {
    let bomb = "<!DOCTYPE m [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>".to_owned();
    let cases = [
        (bomb + &good()[21..], "document type definition"),
        (good().replace("name=\"ru\"", "name=\"&evil;\""), "entity"),
        (good().replace("</manifest>", ""), "cut off"),
        (
            good().replace("build-Id=\"1\"", "build-Id=\"2\""),
            "which is not there",
        ),
        (good().replace("manifest", "m"), "not `manifest`"),
        (
            good()
                .replace("<builds>", "<x><builds>")
                .replace("</builds>", "</builds></x>"),
            "where none belongs",
        ),
        (
            good().replace("vendor=\"AN\"", "vendor=\"AN\" vendor=\"BN\""),
            "cannot be read",
        ),
        ("<a>".repeat(200), "not `manifest`"),
    ];
    for (manifest, part) in cases {
        failed(&looked(&manifest, &[]), GateCheck::OneManifest, part);
    }
    failed(
        &looked(&good(), &[("sub/Manifest.xml", b"<x/>")]),
        GateCheck::OneManifest,
        "2 files called",
    );
}

#[test]
fn links_have_no_place_in_it() {
    let bytes = Tar::default()
        .file("manifest.xml", good())
        .file("fw.bin", BODY)
        .entry("fw2.bin", b'2', "fw.bin", b"")
        .end();
    failed(&signed(&bytes), GateCheck::Archive, "have no links");
}

#[test]
fn a_changed_package_is_not_covered() {
    let good = zip(&[
        Entry::new("manifest.xml", good()),
        Entry::new("fw.bin", BODY),
    ]);
    let signature = pinned().detached(&good, SIGNED);
    let other = zip(&[
        Entry::new("manifest.xml", text("")),
        Entry::new("fw.bin", BODY),
    ]);
    let package = examine("AN421.zip", &other, &[("AN421.zip.sig", &signature)]);
    failed(&package, GateCheck::Signature, "");
}

proptest! {
    #[test]
    fn changed_manifests_do_no_harm(at in 0..400_usize, with in any::<u8>()) {
        let mut bytes = good().into_bytes();
        let at = at % bytes.len();
        bytes[at] = with;
        let _ = manifest::read(&bytes);
    }

    #[test]
    fn arbitrary_manifests_do_no_harm(text in "[<>/a-z =\"&;!?\\[\\]-]{0,200}") {
        let _ = manifest::read(text.as_bytes());
    }
}
