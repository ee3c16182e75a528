//! Real packages: whether their signatures hold, against the list that another verifier made.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use keyholder_signatures::{
    Anchor, AnchorKey, Digests, LegacyLeaf, Moment, Purpose, Trust, Verified, certificates_in,
    certificates_of, cms, lead, read_key,
};
use keyholder_supply::gate::{CheckState, GateCheck};

use crate::lab::said;

/// The folder with shared data, where it is there.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("KEYHOLDER_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = folder.join("csar");
    if folder.is_dir() {
        Some(folder)
    } else {
        eprintln!("not run: there is no folder {}", folder.display());
        None
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// Signed bytes, signature, and certificates beside it.
type Parts = (Vec<u8>, Vec<u8>, Vec<Vec<u8>>);

fn unzip(bytes: Vec<u8>) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).expect("a file");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("read");
            (file.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

fn entry(meta: &str, name: &str) -> Option<String> {
    let line = meta.lines().find(|line| {
        line.strip_prefix("ETSI-")
            .unwrap_or(line)
            .starts_with(&format!("{name}:"))
    })?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Signed bytes, signature and certificates beside it of a package with a signed manifest.
fn option1(files: &Files) -> Option<Parts> {
    let meta = files
        .get("TOSCA-Metadata/TOSCA.meta")
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .unwrap_or_default();
    let name = entry(&meta, "Entry-Manifest")
        .filter(|name| files.contains_key(name))
        .or_else(|| files.keys().find(|name| name.ends_with(".mf")).cloned())?;
    let manifest = &files[&name];
    let start = manifest
        .windows(14)
        .position(|window| window == b"-----BEGIN CMS")?;
    let certificates = files
        .iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|end| end == "cert"))
        .map(|(_, bytes)| bytes.clone())
        .collect();
    Some((
        manifest[..start].to_vec(),
        manifest[start..].to_vec(),
        certificates,
    ))
}

/// The same of a package that is signed as a whole.
fn option2(files: &Files) -> Option<Parts> {
    let find = |end: &str| {
        files
            .iter()
            .find(|(name, _)| name.ends_with(end))
            .map(|(_, bytes)| bytes.clone())
    };
    let blob = find(".cms")?;
    Some((find(".csar")?, blob, find(".cert").into_iter().collect()))
}

fn check(parts: &Parts, trust: &Trust) -> Verified {
    let (content, blob, certificates) = parts;
    let now = "2021-01-20T00:00:00Z".parse().expect("a moment");
    cms(
        blob,
        &Digests::of(content),
        certificates,
        trust,
        Purpose::Packages,
        now,
    )
}

#[test]
fn every_signed_package_is_judged_as_by_the_other_verifier() {
    let Some(folder) = shared() else { return };
    let list = std::fs::read_to_string(folder.join("verified-with-openssl.txt")).expect("the list");
    let (mut held, mut refused, mut old) = (0, 0, 0);
    for line in list.lines().filter(|line| line.contains("| OPT")) {
        let name = line.split(" | ").next().expect("a name");
        let inside = name.replacen(
            "vnfsdk-validation/",
            "vnfsdk-validation/csarvalidation/src/test/resources/",
            1,
        );
        let files = unzip(std::fs::read(folder.join(inside)).expect("a package"));
        let parts = if line.contains("| OPT1") {
            option1(&files)
        } else {
            option2(&files)
        };
        let parts = parts.unwrap_or_else(|| panic!("{name}: no signature found"));
        let expected = line.contains("sig=['exact'") || line.contains("sig=OK");
        let verified = check(&parts, &Trust::default());
        let passed = verified
            .answer(GateCheck::Signature)
            .expect("an answer")
            .state
            == CheckState::Passed;
        assert_eq!(passed, expected, "{name}\n{}", said(&verified));
        assert!(
            verified
                .signers
                .iter()
                .all(|signer| signer.anchor.is_none()),
            "{name}"
        );
        if expected {
            held += 1;
            old += usize::from(leads_by_exception(name, &parts, &verified));
        } else {
            refused += 1;
        }
    }
    eprintln!(
        "{held} signatures hold, {refused} do not; {old} lead to a pinned certificate of version 1 by exception"
    );
    assert!(held >= 5 && refused >= 40, "{held} {refused}");
}

/// With its own certificate pinned: only by exception, as all are of version 1.
fn leads_by_exception(name: &str, parts: &Parts, verified: &Verified) -> bool {
    let signer = &verified.signers[0];
    let digest = signer.certificate.clone().expect("a certificate");
    let all = parts
        .2
        .iter()
        .chain([&parts.1])
        .flat_map(|bytes| certificates_in(bytes));
    let Some(own) = all
        .into_iter()
        .find(|certificate| certificate.sha256 == digest)
    else {
        panic!("{name}: its certificate is not found by looking around");
    };
    let mut trust = Trust {
        anchors: vec![Anchor {
            id: "own".to_owned(),
            key: AnchorKey::X509(own.der.clone()),
            purpose: Purpose::Packages,
            from: None,
            until: None,
        }],
        ..Trust::default()
    };
    assert_eq!(
        check(parts, &trust).signers[0].anchor,
        None,
        "{name}: it is old or ended"
    );
    trust.legacy.push(LegacyLeaf {
        certificate: digest,
        id: "old".to_owned(),
        until: "2030-01-01T00:00:00Z".parse().expect("a moment"),
    });
    let (content, blob, certificates) = parts;
    let then = own.not_before + jiff::SignedDuration::from_hours(24 * 20);
    let verified = cms(
        blob,
        &Digests::of(content),
        certificates,
        &trust,
        Purpose::Packages,
        then,
    );
    verified.signers[0].anchor.as_deref() == Some("own") && own.version == 1
}

#[test]
fn the_certificate_of_another_project_leads_to_its_authority() {
    let Some(folder) = shared() else { return };
    let folder = folder.join("vnfsdk-pkgtools/tests/resources/signature");
    let read = |name: &str| std::fs::read(folder.join(name)).expect("a file");
    let leaf = certificates_of(&read("test.crt"))
        .expect("a certificate")
        .remove(0);
    let mut trust = Trust::default();
    trust.anchors.push(Anchor {
        id: "root".to_owned(),
        key: read_key(&read("ca.crt")).expect("a certificate"),
        purpose: Purpose::Packages,
        from: None,
        until: None,
    });
    let moment = Moment {
        now: "2030-01-01T00:00:00Z".parse().expect("a moment"),
        proved: None,
    };
    let led = lead(&leaf, &[], &trust, Purpose::Packages, moment);
    assert_eq!(
        (led.anchor, led.answer.said.len()),
        (None, 1),
        "only its version is wrong"
    );
    assert!(
        led.answer.said[0].what.contains("X.509 version 1"),
        "{:?}",
        led.answer
    );
    trust.legacy.push(LegacyLeaf {
        certificate: leaf.sha256.clone(),
        id: "old".to_owned(),
        until: "2031-01-01T00:00:00Z".parse().expect("a moment"),
    });
    let led = lead(&leaf, &[], &trust, Purpose::Packages, moment);
    assert_eq!(led.anchor.as_deref(), Some("root"), "{:?}", led.answer);
}
