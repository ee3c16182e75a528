//! Good Debian packages, signed in three ways, and packages that are wrong in one way each.

use keyholder_kit::digest::sha256_hex;
use keyholder_supply::gate::{CheckState, GateCheck};
use proptest::prelude::*;

use super::control::stanzas;
use crate::format::Format;
use crate::package::Package;
use crate::testing::{SIGNED, Tar, ar, ended, examine, failed, gzip, passed, pinned, stranger, xz};

const NAME: &str = "amf_4.2.1_all.deb";
const CONTROL: &str = "Package: amf\nVersion: 4.2.1\nArchitecture: all\nMaintainer: A <a@b.example>\nDescription: x\n";
const GOOD: [GateCheck; 7] = [
    GateCheck::Archive,
    GateCheck::OneManifest,
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::CertificatePath,
    GateCheck::EveryFile,
    GateCheck::Identity,
];

fn control_tar(control: &str) -> Vec<u8> {
    let sums = format!("{}  usr/bin/amf\n", "0".repeat(32));
    gzip(
        &Tar::default()
            .file("./control", control)
            .file("./md5sums", sums)
            .end(),
    )
}

fn data() -> Tar {
    Tar::default()
        .entry("./usr/", b'5', "", b"")
        .file("./usr/bin/amf", "#!amf\n")
        .entry("./usr/lib", b'2', "/opt/lib", b"")
}

type Members = Vec<(&'static str, Vec<u8>)>;

fn members(control: &str, data: Tar) -> Members {
    vec![
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", control_tar(control)),
        ("data.tar.xz", xz(&data.end())),
    ]
}

fn packed(members: &Members) -> Vec<u8> {
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, body)| (*name, body.as_slice()))
        .collect();
    ar(&members)
}

/// Signed inside, as `debsigs` does it, over the members before the signature.
fn signed(mut members: Members) -> Vec<u8> {
    let all: Vec<u8> = members.iter().flat_map(|(_, body)| body.clone()).collect();
    members.push(("_gpgorigin", pinned().detached(&all, SIGNED)));
    packed(&members)
}

fn looked(bytes: &[u8]) -> Package {
    let package = examine(NAME, bytes, &[]);
    assert_eq!(package.format, Format::Deb);
    package
}

#[test]
fn a_good_package_passes_signed_inside_or_beside() {
    let inside = looked(&signed(members(CONTROL, data())));
    passed(&inside, &GOOD);
    assert!(
        inside
            .files
            .iter()
            .any(|file| file.path == "data.tar.xz!usr/bin/amf")
    );
    let bytes = packed(&members(CONTROL, data()));
    let signature = pinned().detached(&bytes, SIGNED);
    passed(
        &examine(NAME, &bytes, &[("amf_4.2.1_all.deb.sig", &signature)]),
        &GOOD,
    );
}

fn release(lists: &[(&str, &[u8])], valid: &str) -> String {
    let mut text =
        format!("Origin: A\nDate: Mon, 23 Nov 2026 08:00:00 UTC\nValid-Until: {valid}\nSHA256:\n");
    for (path, bytes) in lists {
        text.push_str(&format!(
            " {} {} main/{path}\n",
            sha256_hex(bytes),
            bytes.len()
        ));
    }
    text
}

const VALID: &str = "Wed, 30 Dec 2026 08:00:00 UTC";

fn stanza(bytes: &[u8], version: &str) -> Vec<u8> {
    let text = format!(
        "Package: other\nVersion: 1\nSize: 1\nSHA256: {}\n\nPackage: amf\nVersion: {version}\nSize: {}\nSHA256: {}\n",
        "0".repeat(64),
        bytes.len(),
        sha256_hex(bytes)
    );
    xz(text.as_bytes())
}

#[test]
fn a_repository_beside_covers_it() {
    let bytes = packed(&members(CONTROL, data()));
    let list = stanza(&bytes, "4.2.1");
    let text = release(&[("Packages.xz", &list)], VALID);
    let clear = pinned().clear_signed(&text, SIGNED);
    passed(
        &examine(
            NAME,
            &bytes,
            &[("InRelease", &clear), ("Packages.xz", &list)],
        ),
        &GOOD,
    );
    let detached = pinned().detached_armoured(text.as_bytes(), SIGNED);
    let beside: [(&str, &[u8]); 3] = [
        ("Release", text.as_bytes()),
        ("Release.gpg", &detached),
        ("a_main_Packages.xz", &list),
    ];
    passed(&examine(NAME, &bytes, &beside), &GOOD);
}

#[test]
fn a_repository_that_is_old_or_of_others_is_refused() {
    let bytes = packed(&members(CONTROL, data()));
    let list = stanza(&bytes, "4.2.1");
    let look = |text: &str, list: &[u8]| {
        let clear = pinned().clear_signed(text, SIGNED);
        examine(
            NAME,
            &bytes,
            &[("InRelease", &clear), ("Packages.xz", list)],
        )
    };
    let old = release(&[("Packages.xz", &list)], "Mon, 02 Nov 2026 08:00:00 UTC");
    failed(&look(&old, &list), GateCheck::Signature, "run out");
    let ahead = release(&[("Packages.xz", &list)], VALID).replace("23 Nov", "30 Nov");
    failed(&look(&ahead, &list), GateCheck::Signature, "to come");
    let other = stanza(b"other bytes", "4.2.1");
    let mixed = release(&[("Packages.xz", &other)], VALID);
    failed(
        &look(&mixed, &list),
        GateCheck::SignedBytes,
        "names by its digest",
    );
    failed(
        &look(&mixed, &other),
        GateCheck::SignedBytes,
        "lists no package with this digest",
    );
    let renamed = stanza(&bytes, "4.3.0");
    let text = release(&[("Packages.xz", &renamed)], VALID);
    failed(&look(&text, &renamed), GateCheck::Identity, "`4.3.0`");
    let strange = stranger().clear_signed(&release(&[("Packages.xz", &list)], VALID), SIGNED);
    let package = examine(
        NAME,
        &bytes,
        &[("InRelease", &strange), ("Packages.xz", &list)],
    );
    failed(&package, GateCheck::CertificatePath, "");
    let unsigned = release(&[("Packages.xz", &list)], VALID);
    let package = examine(
        NAME,
        &bytes,
        &[("Release", unsigned.as_bytes()), ("Packages.xz", &list)],
    );
    ended(
        &package,
        GateCheck::Signature,
        CheckState::NotDone,
        "no signature beside it",
    );
    ended(&package, GateCheck::EveryFile, CheckState::NotDone, "");
}

#[test]
fn members_out_of_order_or_twice_are_refused() {
    let mut swapped = members(CONTROL, data());
    swapped.swap(1, 2);
    failed(
        &looked(&packed(&swapped)),
        GateCheck::Archive,
        "in this order",
    );
    let mut twice = members(CONTROL, data());
    twice.push(("data.tar.xz", xz(&data().end())));
    failed(&looked(&packed(&twice)), GateCheck::Archive, "twice");
    let mut more = members(CONTROL, data());
    more.push(("postinst", b"x".to_vec()));
    failed(
        &looked(&packed(&more)),
        GateCheck::Archive,
        "does not belong here",
    );
    let mut version = members(CONTROL, data());
    version[0].1 = b"3.0\n".to_vec();
    failed(
        &looked(&packed(&version)),
        GateCheck::Archive,
        "does not say `2.0`",
    );
    let tail = [packed(&members(CONTROL, data())), b"tail".to_vec()].concat();
    failed(
        &looked(&tail),
        GateCheck::Archive,
        "data after the last member",
    );
}

#[test]
fn what_is_inside_the_members_is_looked_at() {
    let of = |data: Tar| looked(&signed(members(CONTROL, data)));
    failed(
        &of(data().file("../etc/x", "")),
        GateCheck::Archive,
        "upwards",
    );
    failed(
        &of(data().file("./usr/bin/amf", "2")),
        GateCheck::Archive,
        "twice",
    );
    failed(
        &of(data().entry("dev", b'3', "", b"")),
        GateCheck::Archive,
        "device",
    );
    failed(
        &of(data().file("usr/lib/evil", "")),
        GateCheck::Archive,
        "behind the link",
    );
    failed(
        &of(Tar::default().file("other", "")),
        GateCheck::ListedFiles,
        "`usr/bin/amf`, which is not there",
    );
    let mut linked = members(CONTROL, data());
    linked[1].1 = gzip(
        &Tar::default()
            .file("control", CONTROL)
            .entry("l", b'2', "control", b"")
            .end(),
    );
    failed(&looked(&packed(&linked)), GateCheck::Archive, "no links");
    let mut bomb = members(CONTROL, data());
    bomb[2].1 = xz(&data().file("zeros", vec![0; 16 << 20]).end());
    failed(&looked(&packed(&bomb)), GateCheck::Archive, "as bombs do");
    let mut tail = members(CONTROL, data());
    tail[2].1.extend(b"more");
    failed(
        &looked(&packed(&tail)),
        GateCheck::Archive,
        "after the end of the xz",
    );
}

#[test]
fn a_member_changed_after_signing_is_seen() {
    let mut changed = members(CONTROL, data());
    let all: Vec<u8> = changed.iter().flat_map(|(_, body)| body.clone()).collect();
    changed[2].1 = xz(&data().file("evil", "").end());
    changed.push(("_gpgorigin", pinned().detached(&all, SIGNED)));
    let package = looked(&packed(&changed));
    failed(&package, GateCheck::Signature, "");
    ended(
        &package,
        GateCheck::EveryFile,
        CheckState::NotDone,
        "does not hold",
    );
}

#[test]
fn who_it_is_must_be_said_once_and_agree_with_its_name() {
    let twice = CONTROL.replace("Version", "Package: smf\nVersion");
    failed(
        &looked(&signed(members(&twice, data()))),
        GateCheck::OneManifest,
        "twice",
    );
    let two = format!("{CONTROL}\nPackage: smf\n");
    failed(
        &looked(&signed(members(&two, data()))),
        GateCheck::OneManifest,
        "more than one stanza",
    );
    let other = CONTROL.replace("4.2.1", "4.3.0");
    failed(
        &looked(&signed(members(&other, data()))),
        GateCheck::Identity,
        "`4.3.0` in the control file",
    );
    let epoch = CONTROL.replace("4.2.1", "1:4.2.1");
    passed(&looked(&signed(members(&epoch, data()))), &GOOD);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn changed_bytes_do_no_harm_and_are_not_covered(at in 8..4_000_usize, with in 1..=255_u8) {
        let mut bytes = signed(members(CONTROL, data()));
        let at = at % bytes.len();
        bytes[at] ^= with;
        let _ = examine(NAME, &bytes, &[]);
    }

    #[test]
    fn arbitrary_stanzas_do_no_harm(text in "[A-Za-z: #\\n\\t-]{0,200}") {
        stanzas(&text).for_each(drop);
    }
}
