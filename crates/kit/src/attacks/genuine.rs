//! Genuine packages: whoever refuses one of these is too strict, or reads wrongly.

use super::{Expect, Sample, amf, delivered, good, good_entries, made, option_1, packed};
use crate::archives::{Entry, zip};
use crate::authority::{Authority, authority};
use crate::certificates::certificate_pem;
use crate::cms::{Inside, Signing, cms_pem, detached};
use crate::csar::{Csar, Listed, option_2};
use crate::digest::Hash;
use crate::encode::hex;
use crate::moments::{DAY, NOW, SIGNED_4_2_1, year};
use crate::others::{
    Delivered, PROGRAM, arden_pgp, cms_over, deb, helm, minisign_comment, oci_layout, oran, plain,
};
use crate::people::{arden_plain, operator};
use crate::plain_signatures::{minisign, ssh_signature};
use crate::release::Release;
use crate::statement::CounterSignature;

const IS: Expect = Expect::Genuine;

pub(super) fn samples() -> Vec<Sample> {
    let mut all = option_1_samples();
    all.extend(odd_but_right());
    all.extend(option_2_samples());
    all.extend(other_formats());
    all.extend(plain_files());
    all
}

fn by(name: &'static str, words: &'static str, signers: &[Signing<'_>]) -> Sample {
    option_1(name, IS, words, amf().option_1(signers))
}

fn option_1_samples() -> Vec<Sample> {
    let all = authority();
    let at = SIGNED_4_2_1;
    let mut by_key_id = Signing::by(&all.arden_rsa_2048, at);
    by_key_id.by_key_id = true;
    let second = Signing::by(&all.arden_second, at + 30);
    let long_ago = year(2026) + 140 * DAY;
    let expired = Signing::by(&all.expired, long_ago).stamped(&all.time, long_ago + 60);
    let of_then = Release {
        made: long_ago,
        ..Release::amf_4_2_1()
    };
    let in_time = Csar::of(&of_then).option_1(&[expired]);
    let rsa = Signing::by(&all.arden, at).stamped(&all.time, at + 60);
    vec![
        by(
            "genuine-p256",
            "nothing: option 1, signed with ECDSA over P-256, with a proof of time",
            &[good()],
        ),
        by(
            "genuine-rsa-3072",
            "nothing: option 1, signed with RSA of 3072 bits, with a proof of time",
            &[rsa],
        ),
        by(
            "genuine-p384",
            "nothing: option 1, signed with ECDSA over P-384, without a proof of time",
            &[Signing::by(&all.arden_p384, at)],
        ),
        by(
            "genuine-by-key-id",
            "nothing: the signer is named by the id of its key, RSA of 2048 bits",
            &[by_key_id],
        ),
        by(
            "genuine-two-signers",
            "nothing: two people of the supplier have signed",
            &[good(), second],
        ),
        option_1(
            "genuine-expired-in-time",
            IS,
            "nothing: the certificate has ended since, and a pinned authority proves that it was signed before",
            in_time,
        ),
        certificate_in_tosca(all),
    ]
}

/// The certificate lies in the package, and `TOSCA.meta` says where.
fn certificate_in_tosca(all: &Authority) -> Sample {
    let signer = Signing::by(&all.arden_p256, SIGNED_4_2_1);
    let path = "Files/Certificates/arden-amf.cert";
    let line = format!("ETSI-Entry-Certificate: {path}\n");
    let meta = Release::amf_4_2_1().tosca_meta(&line);
    let csar = amf()
        .with("TOSCA-Metadata/TOSCA.meta", &meta)
        .with(path, &certificate_pem(&all.arden_p256.certificate));
    let manifest = csar.manifest_signed(&[signer], Inside::Authorities);
    packed(
        "genuine-certificate-in-package",
        IS,
        "nothing: the signer's certificate lies in the package, where `TOSCA.meta` says",
        &csar.entries(&manifest),
    )
}

/// What real packages do and readers trip over.
fn odd_but_right() -> Vec<Sample> {
    let deflated: Vec<Entry> = good_entries().into_iter().map(Entry::deflated).collect();
    let mut longer = amf();
    for listed in &mut longer.listed {
        let bytes = longer.files.iter().find(|(path, _)| *path == listed.source);
        let bytes = &bytes.expect("every file is there").1;
        listed.algorithm = Some("SHA-512".to_owned());
        listed.hash = Some(hex(&Hash::Sha512.of(bytes)));
    }
    let windows = amf().manifest_text();
    let windows = String::from_utf8(windows).expect("text");
    let windows = windows.replace('\n', "\r\n").into_bytes();
    let signature = detached(&windows, &[good()], Inside::Certificates);
    let windows = [windows, cms_pem(&signature)].concat();
    let spdx = amf();
    let bom = Release::amf_4_2_1().bom().spdx();
    let old = "Files/Sbom/arden-amf.cdx.json";
    let mut spdx = spdx.with("Files/Sbom/arden-amf.spdx.json", &bom);
    spdx.files.retain(|(path, _)| path != old);
    spdx.listed.retain(|listed| listed.source != old);
    vec![
        packed(
            "genuine-deflated",
            IS,
            "nothing: every entry is compressed",
            &deflated,
        ),
        made(
            "genuine-sha512",
            IS,
            "nothing: digests are SHA-512",
            &longer,
        ),
        packed(
            "genuine-crlf",
            IS,
            "nothing: the manifest was written and signed with the line ends of Windows",
            &amf().entries(&windows),
        ),
        made(
            "genuine-spdx",
            IS,
            "nothing: the bill of materials is SPDX",
            &spdx,
        ),
        made(
            "genuine-artifact-signature",
            IS,
            "nothing: the image has a signature of its own, with its certificate",
            &with_image_signature(&Release::amf_4_2_1().image()),
        ),
        counter_signed(),
    ]
}

/// The image signed on its own; the signature is over the bytes given.
pub(super) fn with_image_signature(signed: &[u8]) -> Csar {
    let release = Release::amf_4_2_1();
    let all = authority();
    let signer = Signing::by(&all.arden_second, SIGNED_4_2_1);
    let signature = cms_pem(&detached(signed, &[signer], Inside::Authorities));
    let (image, stem) = (release.image_path(), release.stem());
    let signature_path = format!("Artifacts/Images/{stem}.sig.cms");
    let certificate_path = format!("Artifacts/Images/{stem}.cert");
    let certificate = certificate_pem(&all.arden_second.certificate);
    let mut csar = amf()
        .slipped(&signature_path, &signature)
        .slipped(&certificate_path, &certificate)
        .listing(&image, |listed| {
            listed.signature = Some(signature_path.clone());
            listed.certificate = Some(certificate_path.clone());
        });
    csar.listed.push(Listed::bare(&signature_path));
    csar.listed.push(Listed::bare(&certificate_path));
    csar
}

/// The good package with the operator's word beside it.
fn counter_signed() -> Sample {
    let mut sample = made(
        "genuine-counter-signed",
        IS,
        "nothing: the operator's own signature lies beside it",
        &amf(),
    );
    let word = CounterSignature {
        name: "arden-amf-4.2.1.csar",
        sha256: crate::digest::sha256_hex(&sample.bytes),
        release: "arden-amf@4.2.1",
        operator: crate::people::OPERATOR,
        network: crate::people::NETWORK,
        functions: &["AMF"],
        from: NOW - 2 * DAY,
        until: NOW + 28 * DAY,
    };
    let name = format!("{}.counter.dsse.json", sample.file);
    sample.beside.push((name, word.signed(&operator())));
    sample
}

fn option_2_samples() -> Vec<Sample> {
    let all = authority();
    let csar = amf().unsigned();
    let cms = detached(&csar, &[good()], Inside::Certificates);
    let without = detached(&csar, &[good()], Inside::Authorities);
    let certificate = certificate_pem(&all.arden_p256.certificate);
    let pack = |name, words, entries: &[Entry]| Sample {
        file: "arden-amf-4.2.1.zip".to_owned(),
        ..option_1(name, IS, words, zip(entries))
    };
    vec![
        pack(
            "genuine-option-2",
            "nothing: option 2, with the certificate inside the signature",
            &option_2("arden-amf-4.2.1", &csar, &cms, None),
        ),
        pack(
            "genuine-option-2-certificate",
            "nothing: option 2, with the certificate beside the signature",
            &option_2("arden-amf-4.2.1", &csar, &without, Some(&certificate)),
        ),
    ]
}

fn other_formats() -> Vec<Sample> {
    let all = authority();
    let oci = oci_layout(None);
    let oci_signature = cms_over(&oci, &all.arden_p256);
    vec![
        delivered(
            "genuine-oran",
            IS,
            "nothing: an O-RAN package with a signature beside it",
            oran(&all.arden_p256),
        ),
        delivered(
            "genuine-helm",
            IS,
            "nothing: a Helm chart with its provenance file",
            helm(&arden_pgp()),
        ),
        delivered(
            "genuine-oci",
            IS,
            "nothing: an OCI layout with a signature beside it",
            Delivered {
                file: "arden-amf-4.2.1.oci.tar".to_owned(),
                bytes: oci,
                beside: vec![("arden-amf-4.2.1.oci.tar.cms".to_owned(), oci_signature)],
            },
        ),
        delivered(
            "genuine-deb",
            IS,
            "nothing: a Debian package with a signature inside",
            Delivered {
                file: "arden-amf_4.2.1_all.deb".to_owned(),
                bytes: deb(&arden_pgp(), PROGRAM, PROGRAM),
                beside: Vec::new(),
            },
        ),
    ]
}

/// A plain file with a signature of some kind beside it.
pub(super) fn plain_with(ending: &str, signature: Vec<u8>) -> Delivered {
    let file = "arden-amf-4.2.1.tar.gz".to_owned();
    Delivered {
        beside: vec![(format!("{file}{ending}"), signature)],
        bytes: plain(),
        file,
    }
}

fn plain_files() -> Vec<Sample> {
    let (key, bytes) = (arden_plain(), plain());
    let sample =
        |name, words, ending, signature| delivered(name, IS, words, plain_with(ending, signature));
    vec![
        sample(
            "genuine-plain-cms",
            "nothing: a plain file with a signature in CMS beside it",
            ".cms",
            cms_over(&bytes, &authority().arden_p256),
        ),
        sample(
            "genuine-plain-openpgp",
            "nothing: a plain file with an OpenPGP signature beside it",
            ".asc",
            arden_pgp().detached_armoured(&bytes, SIGNED_4_2_1),
        ),
        sample(
            "genuine-plain-minisign",
            "nothing: a plain file with a signature of minisign beside it",
            ".minisig",
            minisign(&key, &bytes, &minisign_comment()),
        ),
        sample(
            "genuine-plain-ssh",
            "nothing: a plain file with a signature of OpenSSH beside it",
            ".sshsig",
            ssh_signature(&key, "file", &bytes),
        ),
        sample(
            "genuine-plain-ed25519",
            "nothing: a plain file with a bare Ed25519 signature beside it",
            ".sig",
            key.sign(Hash::Sha512, &bytes),
        ),
    ]
}
