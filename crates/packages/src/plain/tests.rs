//! Signatures of every kind beside a plain file, and what goes wrong with them.

use keyholder_kit::digest::sha256_hex;
use keyholder_kit::keys::Key;
use keyholder_kit::plain_signatures::{minisign, ssh_signature};
use keyholder_signatures::AnchorKey;
use keyholder_supply::gate::{CheckState, GateCheck};
use proptest::prelude::*;

use crate::format::Format;
use crate::testing::{
    SIGNED, Tar, ended, examine, examine_by, failed, gzip, passed, pinned, stranger, trust,
};

const FIRMWARE: &[u8] = b"\x7fFIRMWARE 1.0, which is no archive of any kind\n";
const GOOD: [GateCheck; 4] = [
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::CertificatePath,
    GateCheck::EveryFile,
];

#[test]
fn signatures_of_every_kind_hold_beside_a_file() {
    let key = Key::ed25519("plain");
    let pins = trust(Some(("plain", AnchorKey::Spki(key.spki()))));
    let raw = key.sign(keyholder_kit::digest::Hash::Sha512, FIRMWARE);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("fw.bin.asc", pinned().detached_armoured(FIRMWARE, SIGNED)),
        ("fw.bin.sig", pinned().detached(FIRMWARE, SIGNED)),
        ("fw.bin.minisig", minisign(&key, FIRMWARE, "timestamp:1")),
        ("fw.bin.sig", ssh_signature(&key, "file", FIRMWARE)),
        ("fw.bin.ed25519", raw),
    ];
    for (name, signature) in cases {
        let package = examine_by("fw.bin", FIRMWARE, &[(name, &signature)], &pins);
        assert_eq!(package.format, Format::Plain);
        passed(&package, &GOOD);
        assert_eq!(package.signers.len(), 1, "{name}");
        let mut changed = FIRMWARE.to_vec();
        changed[3] ^= 1;
        let package = examine_by("fw.bin", &changed, &[(name, &signature)], &pins);
        failed(&package, GateCheck::Signature, "");
        ended(
            &package,
            GateCheck::EveryFile,
            CheckState::NotDone,
            "does not hold",
        );
    }
}

#[test]
fn without_a_signature_nothing_passes_that_needs_one() {
    let package = examine("fw.bin", FIRMWARE, &[("other.bin.asc", b"x")]);
    for check in GOOD {
        ended(&package, check, CheckState::NotDone, "no signature");
    }
    ended(
        &package,
        GateCheck::OnePackage,
        CheckState::Passed,
        "belong to other files",
    );
}

#[test]
fn a_stranger_leads_to_no_pin() {
    let signature = stranger().detached(FIRMWARE, SIGNED);
    let package = examine("fw.bin", FIRMWARE, &[("fw.bin.sig", &signature)]);
    failed(&package, GateCheck::CertificatePath, "");
    assert!(package.signers.iter().all(|signer| signer.anchor.is_none()));
}

#[test]
fn a_good_signature_does_not_hide_a_bad_one() {
    let good = pinned().detached(FIRMWARE, SIGNED);
    let bad = pinned().detached(b"other bytes", SIGNED);
    let package = examine(
        "fw.bin",
        FIRMWARE,
        &[("fw.bin.sig", &good), ("fw.bin.gpg", &bad)],
    );
    failed(&package, GateCheck::Signature, "");
}

#[test]
fn a_signed_list_of_digests_counts_for_what_it_names() {
    let list = format!("{}  fw.bin\n", sha256_hex(FIRMWARE));
    let clear = pinned().clear_signed(&list, SIGNED);
    let detached = pinned().detached_armoured(list.as_bytes(), SIGNED);
    let package = examine("fw.bin", FIRMWARE, &[("SHA256SUMS.asc", &clear)]);
    passed(&package, &GOOD);
    let both: [(&str, &[u8]); 2] = [
        ("SHA256SUMS", list.as_bytes()),
        ("SHA256SUMS.asc", &detached),
    ];
    passed(&examine("fw.bin", FIRMWARE, &both), &GOOD);
    let package = examine("fw.bin", b"changed", &both);
    failed(&package, GateCheck::ListedFiles, "another digest");
    ended(
        &package,
        GateCheck::EveryFile,
        CheckState::NotDone,
        "no signature",
    );
    let package = examine("fw2.bin", FIRMWARE, &both);
    ended(
        &package,
        GateCheck::ListedFiles,
        CheckState::NotDone,
        "does not name",
    );
}

#[test]
fn archives_of_no_known_kind_are_strict_too() {
    let good = Tar::default()
        .file("a/b", "1")
        .entry("l", b'2', "a/b", b"")
        .end();
    let signed = |bytes: &[u8]| {
        let signature = pinned().detached(bytes, SIGNED);
        examine("a.tar.gz", bytes, &[("a.tar.gz.sig", &signature)])
    };
    let package = signed(&gzip(&good));
    passed(&package, &GOOD);
    passed(&package, &[GateCheck::Archive]);
    assert_eq!(package.files[0].path, "a/b");
    let twice = Tar::default().file("a", "1").file("a", "2").end();
    failed(&signed(&gzip(&twice)), GateCheck::Archive, "twice");
}

#[test]
fn a_capsule_is_named() {
    let mut capsule = vec![
        0xed, 0xd5, 0xcb, 0x6d, 0x2d, 0xe8, 0x44, 0x4c, 0xbd, 0xa1, 0x71, 0x94, 0x19, 0x9a, 0xd9,
        0x2a,
    ];
    capsule.extend([0; 100]);
    let package = examine("fw.cap", &capsule, &[]);
    ended(
        &package,
        GateCheck::Archive,
        CheckState::NotDone,
        "UEFI capsule",
    );
}

proptest! {
    #[test]
    fn arbitrary_signatures_do_no_harm(
        ending in "(asc|sig|cms|minisig|sshsig|ed25519|sigstore.json|prov)",
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let name = format!("fw.bin.{ending}");
        let package = examine("fw.bin", FIRMWARE, &[(&name, &bytes)]);
        let (state, _) = crate::testing::of(&package, GateCheck::EveryFile);
        prop_assert_ne!(state, CheckState::Passed);
    }
}
