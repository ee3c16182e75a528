//! `openssl` as an oracle: it finds good what is meant to be good, and bad what it can tell.

use std::path::Path;

use keyholder_kit::authority::authority;
use keyholder_kit::certificates::certificate_pem;
use keyholder_kit::moments::{DAY, NOW, SIGNED_4_2_1};
use keyholder_kit::{Expect, Sample, anchors, crls, samples, tern_anchors, tonight};

use crate::reading::{manifest, member, run, write};

/// Everything that `openssl` verifies against: roots and revocation lists in one file.
fn trusted(file: &str) -> Vec<u8> {
    let mut all = Vec::new();
    let pins = if file.starts_with("tern") {
        tern_anchors()
    } else {
        anchors()
    };
    for pin in pins {
        if pin.pem.starts_with(b"-----BEGIN CERTIFICATE") {
            all.extend(pin.pem);
        }
    }
    for (_, pem) in crls() {
        all.extend(pem);
    }
    all
}

/// What was signed, the signature, and the certificate beside it.
type Signed = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);

/// The signed parts of any sample that has a signature in CMS.
fn signed(sample: &Sample) -> Option<Signed> {
    if let Some((name, cms)) = sample.beside.first()
        && name.ends_with(".cms")
    {
        return Some((sample.bytes.clone(), cms.clone(), None));
    }
    if sample.file.ends_with(".zip") {
        let (_, content) = member(&sample.bytes, |name| name.ends_with(".csar"))?;
        let (_, cms) = member(&sample.bytes, |name| name.ends_with(".cms"))?;
        let certificate = member(&sample.bytes, |name| name.ends_with(".cert"));
        return Some((content, cms, certificate.map(|(_, bytes)| bytes)));
    }
    let (text, block) = manifest(&sample.bytes)?;
    let certificate = member(&sample.bytes, |name| {
        name == "Files/Certificates/arden-amf.cert"
    });
    Some((text, block, certificate.map(|(_, bytes)| bytes)))
}

fn verify(folder: &Path, sample: &Sample, at: i64) -> Option<(bool, String)> {
    let Some((content, cms, certificate)) = signed(sample) else {
        return Some((false, "no signature was found".to_owned()));
    };
    let form = if cms.starts_with(b"-----") {
        "PEM"
    } else {
        "DER"
    };
    write(
        folder,
        &[
            ("content", &content),
            ("cms", &cms),
            ("trusted", &trusted(&sample.file)),
        ],
    );
    let (at, now) = (at.to_string(), NOW.to_string());
    let mut arguments = vec![
        "cms",
        "-verify",
        "-binary",
        "-purpose",
        "any",
        "-inform",
        form,
        "-in",
        "cms",
        "-content",
        "content",
        "-CAfile",
        "trusted",
        "-auth_level",
        "2",
        "-attime",
        &at,
        "-out",
        "out",
    ];
    // Revocation lists of tonight are not valid at any earlier moment.
    if at == now {
        arguments.push("-crl_check_all");
    }
    if let Some(certificate) = certificate {
        write(folder, &[("certificate", &certificate)]);
        arguments.extend(["-certfile", "certificate"]);
    }
    run(folder, "openssl", &arguments)
}

/// When a sample was signed with a certificate that has ended since, that moment.
fn moment(sample: &Sample) -> i64 {
    if sample.name == "genuine-expired-in-time" {
        NOW - 150 * DAY
    } else {
        NOW
    }
}

#[test]
fn genuine_signatures_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut held = 0;
    for sample in samples() {
        if sample.expect != Expect::Genuine || signed(&sample).is_none() {
            continue;
        }
        let Some((good, said)) = verify(folder.path(), &sample, moment(&sample)) else {
            return;
        };
        assert!(good, "{}: {said}", sample.name);
        held += 1;
    }
    assert!(held >= 15, "{held}");
}

/// What `openssl` can tell, and in which words; the rest is beyond what it looks at.
const TOLD: &[(&str, &str)] = &[
    ("manifest-byte-changed", "verification failure"),
    ("manifest-rejoined", "verification failure"),
    ("digest-of-other-bytes", "verification failure"),
    (
        "digest-attribute-short",
        "messagedigest attribute wrong length",
    ),
    ("signature-spoilt", "verification failure"),
    ("second-signer-invalid", "verification failure"),
    (
        "second-signer-unknown",
        "unable to get local issuer certificate",
    ),
    ("signer-certificate-missing", "signer certificate not found"),
    ("rsa-1024", "EE certificate key too weak"),
    (
        "stranger-same-names",
        "unable to get local issuer certificate",
    ),
    (
        "stranger-same-chain",
        "unable to get local issuer certificate",
    ),
    (
        "other-suppliers-authority",
        "unable to get local issuer certificate",
    ),
    ("by-end-entity", "invalid CA certificate"),
    ("path-too-deep", "path length constraint exceeded"),
    ("outside-names", "permitted subtree violation"),
    ("expired", "certificate has expired"),
    ("expired-proved-too-late", "certificate has expired"),
    ("not-yet-valid", "certificate is not yet valid"),
    ("unknown-critical-extension", "unhandled critical extension"),
    (
        "certificate-by-sha1",
        "CA signature digest algorithm too weak",
    ),
    ("revoked", "certificate revoked"),
    ("revocation-list-stale", "CRL has expired"),
    ("revocation-list-missing", "unable to get certificate CRL"),
    ("mix-and-match", "verification failure"),
    ("package-swapped", "verification failure"),
    ("oran-changed", "verification failure"),
];

#[test]
fn bad_signatures_do_not_hold_where_openssl_can_tell() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = samples();
    for (name, why) in TOLD {
        let sample = all.iter().find(|sample| sample.name == *name);
        let sample = sample.unwrap_or_else(|| panic!("no sample `{name}`"));
        let Some((good, said)) = verify(folder.path(), sample, NOW) else {
            return;
        };
        assert!(!good && said.contains(why), "{name}: {said}");
    }
}

#[test]
fn the_story_holds_but_for_the_package_that_was_signed_again() {
    let folder = tempfile::tempdir().expect("a folder");
    for item in tonight() {
        let sample = Sample {
            name: item.name,
            words: item.words,
            file: item.package.file,
            bytes: item.package.bytes,
            beside: Vec::new(),
            expect: Expect::Genuine,
        };
        assert!(signed(&sample).is_some(), "{} is signed", item.name);
        let Some((good, said)) = verify(folder.path(), &sample, NOW) else {
            return;
        };
        assert_eq!(good, item.name != "re-signed", "{}: {said}", item.name);
    }
}

#[test]
fn proofs_of_time_hold() {
    let all = authority();
    let folder = tempfile::tempdir().expect("a folder");
    let token = keyholder_kit::cms::time_token(&all.time, b"signed", SIGNED_4_2_1);
    let root = certificate_pem(&all.time_root.certificate);
    write(
        folder.path(),
        &[("token", &token), ("data", b"signed"), ("root", &root)],
    );
    let arguments = |data| {
        [
            "ts",
            "-verify",
            "-token_in",
            "-in",
            "token",
            "-data",
            data,
            "-CAfile",
            "root",
        ]
    };
    write(folder.path(), &[("other", b"other")]);
    let Some((good, said)) = run(folder.path(), "openssl", &arguments("data")) else {
        return;
    };
    assert!(good, "{said}");
    let (good, said) = run(folder.path(), "openssl", &arguments("other")).expect("it ran before");
    assert!(!good, "{said}");
}

#[test]
fn certificates_keys_and_lists_are_readable() {
    let all = authority();
    let folder = tempfile::tempdir().expect("a folder");
    for identity in [
        &all.arden,
        &all.v1,
        &all.outside_names,
        &all.unknown_extension,
    ] {
        let pem = certificate_pem(&identity.certificate);
        let key = identity.key.private_pem();
        let public = identity.key.public_pem();
        write(
            folder.path(),
            &[("certificate", &pem), ("key", &key), ("public", &public)],
        );
        let Some((good, said)) = run(
            folder.path(),
            "openssl",
            &["x509", "-in", "certificate", "-noout", "-pubkey"],
        ) else {
            return;
        };
        assert!(good, "{said}");
        let derived = run(folder.path(), "openssl", &["pkey", "-in", "key", "-pubout"]);
        assert_eq!(derived.expect("it ran before").1, said);
        assert_eq!(String::from_utf8_lossy(&public), said);
    }
    for (name, pem) in crls() {
        write(folder.path(), &[("list", &pem)]);
        let said = run(
            folder.path(),
            "openssl",
            &["crl", "-in", "list", "-noout", "-text"],
        );
        let (good, said) = said.expect("it ran before");
        assert!(good && said.contains("X509v3 CRL Number"), "{name}: {said}");
    }
}
