//! Signatures of GnuPG, whole and broken.

use std::path::Path;

use jiff::Timestamp;
use keyholder_signatures::{Anchor, AnchorKey, Purpose, Trust, Verified, openpgp};
use keyholder_supply::gate::{CheckState, GateCheck};

use super::{anchor, answer, bad, good, has, must, pinned, read, run, trust, write};

const BYTES: &[u8] = b"first line\nsecond line\r\nthird line";

fn gpg(at: &Path, arguments: &[&str]) -> String {
    let mut all = vec![
        "--batch",
        "--yes",
        "--quiet",
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
        "--trust-model",
        "always",
    ];
    all.extend(arguments);
    must(at, "gpg", &all)
}

/// A folder with keys of its own.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Option<Home> {
        if !has("gpg") {
            return None;
        }
        let folder = tempfile::Builder::new().prefix("gpg").tempdir().unwrap();
        write(folder.path(), "bytes", BYTES);
        Some(Home(folder))
    }

    fn at(&self) -> &Path {
        self.0.path()
    }

    fn key(&self, name: &str, kind: &str, usage: &str, more: &[&str]) {
        let user = format!("{name} <{name}@example.com>");
        let mut arguments = more.to_vec();
        arguments.extend(["--quick-gen-key", &user, kind, usage, "none"]);
        gpg(self.at(), &arguments);
    }

    fn fingerprint(&self, name: &str) -> String {
        let listed = gpg(self.at(), &["--with-colons", "--list-keys", name]);
        let line = listed.lines().find(|it| it.starts_with("fpr")).unwrap();
        line.split(':').nth(9).unwrap().to_owned()
    }

    fn public(&self, name: &str) -> AnchorKey {
        gpg(self.at(), &["--output", "public", "--export", name]);
        AnchorKey::OpenPgp(read(self.at(), "public"))
    }

    fn sign(&self, arguments: &[&str]) -> Vec<u8> {
        let mut all = vec!["--output", "signature"];
        all.extend(arguments);
        all.push("bytes");
        gpg(self.at(), &all);
        read(self.at(), "signature")
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = run(self.at(), "gpgconf", &["--kill", "all"]);
    }
}

fn later() -> Timestamp {
    Timestamp::now() + jiff::SignedDuration::from_secs(5)
}

fn check(bytes: &[u8], signature: &[u8], trust: &Trust) -> Verified {
    openpgp::verify_detached(&mut &*bytes, signature, trust, Purpose::Packages, later()).unwrap()
}

#[test]
fn every_kind_of_key_and_signature() {
    let Some(home) = Home::new() else { return };
    for kind in ["ed25519", "nistp256", "rsa2048"] {
        home.key(kind, kind, "sign", &[]);
        let trust = pinned(home.public(kind));
        for how in [
            &["--detach-sign"][..],
            &["--armor", "--detach-sign"],
            &["--armor", "--textmode", "--detach-sign"],
            &["--digest-algo", "SHA384", "--detach-sign"],
        ] {
            let mut arguments = vec!["-u", kind];
            arguments.extend(how);
            let signature = home.sign(&arguments);
            let verified = check(BYTES, &signature, &trust);
            good(&verified, "supplier");
            assert!(verified.signers[0].subject.contains(kind));
            assert_eq!(
                verified.signers[0].key,
                format!("openpgp:{}", home.fingerprint(kind).to_lowercase())
            );
            bad(
                &check(b"x", &signature, &trust),
                GateCheck::Signature,
                "were changed",
            );
        }
    }
    let noted = gpg(home.at(), &["--armor", "--export", "nistp256"])
        + "a note between two keys\n"
        + &gpg(home.at(), &["--armor", "--export", "ed25519"]);
    let several = pinned(AnchorKey::OpenPgp(noted.into_bytes()));
    let signature = home.sign(&["-u", "ed25519", "--detach-sign"]);
    good(&check(BYTES, &signature, &several), "supplier");
    let text = home.sign(&["-u", "ed25519", "--textmode", "--detach-sign"]);
    let trust = pinned(home.public("ed25519"));
    good(
        &check(b"first line\r\nsecond line\nthird line", &text, &trust),
        "supplier",
    );
}

#[test]
fn subkeys_sign_until_they_are_revoked() {
    let Some(home) = Home::new() else { return };
    home.key("parent", "ed25519", "cert", &[]);
    let print = home.fingerprint("parent");
    gpg(
        home.at(),
        &["--quick-add-key", &print, "ed25519", "sign", "1y"],
    );
    let signature = home.sign(&["-u", "parent", "--detach-sign"]);
    let before = pinned(home.public("parent"));
    let verified = check(BYTES, &signature, &before);
    good(&verified, "supplier");
    assert!(verified.signers[0].expires.is_some());
    let year = later() + jiff::SignedDuration::from_hours(24 * 400);
    let late = openpgp::verify_detached(&mut &*BYTES, &signature, &before, Purpose::Packages, year)
        .unwrap();
    bad(&late, GateCheck::CertificatePath, "its key expired on");
    let script = "printf 'key 1\\nrevkey\\ny\\n0\\n\\ny\\nsave\\n' | gpg --quiet --pinentry-mode loopback --passphrase '' --command-fd 0 --no-tty --edit-key parent";
    must(home.at(), "sh", &["-c", script]);
    let after = pinned(home.public("parent"));
    let verified = check(BYTES, &signature, &after);
    bad(&verified, GateCheck::CertificatePath, "revoked");
    bad(&verified, GateCheck::Revocation, "its key was revoked");
}

#[test]
fn keys_that_ended() {
    let Some(home) = Home::new() else { return };
    let old = ["--faked-system-time", "20200101T000000"];
    gpg(
        home.at(),
        &[
            &old[..],
            &[
                "--quick-gen-key",
                "old <old@example.com>",
                "ed25519",
                "sign",
                "1y",
            ],
        ]
        .concat(),
    );
    let signature = home.sign(&[&old[..], &["-u", "old", "--detach-sign"]].concat());
    bad(
        &check(BYTES, &signature, &pinned(home.public("old"))),
        GateCheck::CertificatePath,
        "its certificate expired on",
    );
    home.key("gone", "ed25519", "sign", &[]);
    let signature = home.sign(&["-u", "gone", "--detach-sign"]);
    let whole = pinned(home.public("gone"));
    good(&check(BYTES, &signature, &whole), "supplier");
    let file = format!("openpgp-revocs.d/{}.rev", home.fingerprint("gone"));
    let revocation = String::from_utf8(read(home.at(), &file))
        .unwrap()
        .replace(":-----BEGIN", "-----BEGIN");
    write(home.at(), "revocation", &revocation);
    gpg(home.at(), &["--import", "revocation"]);
    let revoked = home.public("gone");
    bad(
        &check(BYTES, &signature, &pinned(revoked.clone())),
        GateCheck::Revocation,
        "its certificate was revoked",
    );
    let both = trust(vec![anchor("a", revoked), whole.anchors[0].clone()]);
    bad(
        &check(BYTES, &signature, &both),
        GateCheck::CertificatePath,
        "revoked",
    );
}

#[test]
fn signatures_that_do_not_count() {
    let Some(home) = Home::new() else { return };
    home.key(
        "one",
        "rsa2048",
        "sign",
        &["--faked-system-time", "20250101T000000"],
    );
    home.key("two", "ed25519", "sign", &[]);
    let trust_one = pinned(home.public("one"));
    let weak = home.sign(&[
        "-u",
        "one",
        "--allow-weak-digest-algos",
        "--digest-algo",
        "SHA1",
        "--detach-sign",
    ]);
    bad(
        &check(BYTES, &weak, &trust_one),
        GateCheck::Signature,
        "SHA1 is not allowed",
    );
    let stranger = home.sign(&["-u", "two", "--detach-sign"]);
    let verified = check(BYTES, &stranger, &trust_one);
    bad(&verified, GateCheck::CertificatePath, "not pinned");
    assert_eq!(
        answer(&verified, GateCheck::Signature).0,
        CheckState::NotDone
    );
    let both = home.sign(&["-u", "one", "-u", "two", "--detach-sign"]);
    let (state, said) = answer(&check(BYTES, &both, &trust_one), GateCheck::CertificatePath);
    assert_eq!(state, CheckState::Failed, "{said}");
    let pins = trust(vec![
        anchor("one", home.public("one")),
        anchor("two", home.public("two")),
    ]);
    let verified = check(BYTES, &both, &pins);
    good(&verified, "one");
    good(&verified, "two");
    let expired = home.sign(&[
        "-u",
        "one",
        "--faked-system-time",
        "20250201T000000",
        "--default-sig-expire",
        "1d",
        "--detach-sign",
    ]);
    bad(
        &check(BYTES, &expired, &trust_one),
        GateCheck::Signature,
        "expired on 2025-02-02",
    );
    let future = home.sign(&[
        "-u",
        "one",
        "--faked-system-time",
        "20400201T000000",
        "--detach-sign",
    ]);
    bad(
        &check(BYTES, &future, &trust_one),
        GateCheck::Signature,
        "has not come yet",
    );
    let early = home.sign(&[
        "-u",
        "two",
        "--faked-system-time",
        "20200201T000000",
        "--ignore-time-conflict",
        "--detach-sign",
    ]);
    bad(
        &check(BYTES, &early, &pinned(home.public("two"))),
        GateCheck::CertificatePath,
        "was made on",
    );
    let named = home.sign(&[
        "-u",
        "one",
        "--sig-notation",
        "!rule@example.com=yes",
        "--detach-sign",
    ]);
    bad(
        &check(BYTES, &named, &trust_one),
        GateCheck::Signature,
        "rule@example.com",
    );
    let short = Trust {
        rules: keyholder_signatures::Rules {
            rsa_bits_min: 3_072,
            ..trust_one.rules
        },
        ..trust_one.clone()
    };
    let signature = home.sign(&["-u", "one", "--armor", "--detach-sign"]);
    bad(
        &check(BYTES, &signature, &short),
        GateCheck::Signature,
        "2048 bits",
    );
    let mut around = b"read me first\n".to_vec();
    around.extend_from_slice(&signature);
    bad(
        &check(BYTES, &around, &trust_one),
        GateCheck::Signature,
        "text outside",
    );
    gpg(
        home.at(),
        &["--output", "inline", "-u", "one", "--sign", "bytes"],
    );
    bad(
        &check(BYTES, &read(home.at(), "inline"), &trust_one),
        GateCheck::Signature,
        "cannot be read",
    );
    let anchors = vec![Anchor {
        purpose: Purpose::Provenance,
        ..trust_one.anchors[0].clone()
    }];
    bad(
        &check(BYTES, &signature, &trust(anchors)),
        GateCheck::CertificatePath,
        "for provenance and not for packages",
    );
    let certificate = pinned(AnchorKey::OpenPgp(b"no certificate".to_vec()));
    bad(
        &check(BYTES, &signature, &certificate),
        GateCheck::CertificatePath,
        "cannot be read",
    );
}

#[test]
fn text_that_is_signed_is_given_back_and_nothing_else() {
    let Some(home) = Home::new() else { return };
    home.key("chart", "ed25519", "sign", &[]);
    let trust = pinned(home.public("chart"));
    let text = "name: chart  \n- item\n\n...\nfiles:\n  chart-1.tgz: sha256:00\n";
    write(home.at(), "bytes", text);
    let file = String::from_utf8(home.sign(&["-u", "chart", "--clear-sign"])).unwrap();
    let check = |file: &str| {
        openpgp::verify_clearsigned(file.as_bytes(), &trust, Purpose::Packages, later())
    };
    let read = check(&file);
    good(&read.verified, "supplier");
    assert_eq!(
        read.text.unwrap(),
        text.replace("  \n", "\n").trim_end_matches('\n')
    );
    good(&check(&file.replace('\n', "\r\n")).verified, "supplier");
    bad(
        &check(&file.replace("sha256:00", "sha256:01")).verified,
        GateCheck::Signature,
        "were changed",
    );
    bad(
        &check(&format!("name: other\n{file}")).verified,
        GateCheck::Signature,
        "does not begin",
    );
    bad(
        &check(&format!("{file}name: other\n")).verified,
        GateCheck::Signature,
        "text outside",
    );
    bad(
        &check(&file.replacen("\n\n", "\nName: other\n\n", 1)).verified,
        GateCheck::Signature,
        "its head",
    );
    bad(
        &check(&file.replace("- - item", "-item")).verified,
        GateCheck::Signature,
        "not escaped",
    );
    let cut = file.split("-----BEGIN PGP SIGNATURE").next().unwrap();
    let unsigned = check(cut);
    bad(
        &unsigned.verified,
        GateCheck::Signature,
        "its signature is missing",
    );
    assert_eq!(unsigned.text, None);
}
