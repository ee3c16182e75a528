//! Attacks on the manifest and its signature.

use keyholder_supply::gate::{CheckState, GateCheck};

use super::{Expect, Sample, amf, delivered, fails, good, made, packed, undone};
use crate::archives::zip;
use crate::authority::authority;
use crate::certificates::certificate_pem;
use crate::cms::{Inside, Signing, cms_pem, detached};
use crate::digest::{Hash, sha256_hex};
use crate::moments::SIGNED_4_2_1;
use crate::others::{
    Delivered, PROGRAM, arden_pgp, chart, chart_provenance, deb, helm, minisign_comment, oran,
    oran_entries, pinned_image, plain, stranger_pgp,
};
use crate::people::{arden_plain, key_of};
use crate::plain_signatures::{minisign, ssh_signature};
use crate::release::Release;

use super::genuine::plain_with;

pub(super) fn samples() -> Vec<Sample> {
    let mut all = manifests();
    all.extend(bytes_signed());
    all.extend(signer_faults());
    all.extend(places_of_certificates());
    all.extend(other_formats());
    all.extend(plain_files());
    all
}

fn with_manifest(
    name: &'static str,
    check: GateCheck,
    words: &'static str,
    manifest: &[u8],
) -> Sample {
    packed(name, fails(check), words, &amf().entries(manifest))
}

fn manifests() -> Vec<Sample> {
    let other = amf().saying("vnf_package_version", "9.9.9");
    let second = amf().with("other.mf", &other.manifest_text());
    let unnamed = Release::amf_4_2_1().tosca_meta("");
    let unnamed = String::from_utf8(unnamed).expect("text");
    let unnamed = unnamed.replace("Manifest: arden-amf.mf", "Manifest: absent.mf");
    let unnamed = amf().with("TOSCA-Metadata/TOSCA.meta", unnamed.as_bytes());
    vec![
        made(
            "two-manifests",
            fails(GateCheck::OneManifest),
            "put a second manifest at the root, which other tools may take (MFST.OVERRIDE)",
            &second,
        ),
        made(
            "manifest-not-named",
            fails(GateCheck::OneManifest),
            "let `TOSCA.meta` name a manifest that is not there, beside one that is",
            &unnamed,
        ),
    ]
}

fn bytes_signed() -> Vec<Sample> {
    let text = amf().manifest_text();
    let block = cms_pem(&detached(&text, &[good()], Inside::Certificates));
    let whole = [text.clone(), block.clone()].concat();
    let after = [whole.as_slice(), b"Source: Files/evil.sh\n"].concat();
    // The signature is over what stands before it; what stands after is read by some as if it were signed.
    let half = text.len()
        - text
            .rsplit(|byte| *byte == b'S')
            .next()
            .map_or(0, <[u8]>::len)
        - 1;
    let (front, back) = text.split_at(half);
    let early = cms_pem(&detached(front, &[good()], Inside::Certificates));
    let early = [front, early.as_slice(), back].concat();
    let twice = [whole.as_slice(), block.as_slice()].concat();
    let changed = String::from_utf8(whole.clone()).expect("text");
    let changed = changed.replacen("2026-11-10T", "2026-11-09T", 1);
    let joined = String::from_utf8(text).expect("text").replace('\n', "\r\n");
    let joined = [joined.as_bytes(), block.as_slice()].concat();
    let unsigned = amf().entries(&amf().manifest_text());
    let check = GateCheck::SignedBytes;
    vec![
        with_manifest(
            "bytes-after-signature",
            check,
            "added a line after the signature in the manifest, which some tools read",
            &after,
        ),
        with_manifest(
            "signature-not-last",
            check,
            "had only the first part of the manifest signed, with the signature in its middle",
            &early,
        ),
        with_manifest(
            "two-signature-blocks",
            check,
            "put two signature blocks into the manifest, so that tools may choose",
            &twice,
        ),
        with_manifest(
            "manifest-byte-changed",
            GateCheck::Signature,
            "changed one digit of the manifest after it was signed (MFST.MODIFICATION)",
            changed.as_bytes(),
        ),
        with_manifest(
            "manifest-rejoined",
            GateCheck::Signature,
            "changed the line ends of the manifest after it was signed, which tools that join lines again forgive",
            &joined,
        ),
        packed(
            "unsigned",
            undone(GateCheck::Signature),
            "took the signature away, as on an update server that was taken over in 2017 (IMG.NON_AUTH)",
            &unsigned,
        ),
    ]
}

fn signed_by(name: &'static str, words: &'static str, signers: &[Signing<'_>]) -> Sample {
    super::option_1(
        name,
        fails(GateCheck::Signature),
        words,
        amf().option_1(signers),
    )
}

fn signer_faults() -> Vec<Sample> {
    let all = authority();
    let change = |bend: fn(&mut Signing<'_>)| {
        let mut signer = good();
        bend(&mut signer);
        signer
    };
    let mut second = Signing::by(&all.arden_second, SIGNED_4_2_1);
    second.spoilt = true;
    let mut old = Signing::by(&all.arden_rsa_2048, SIGNED_4_2_1);
    old.hash = Hash::Sha1;
    let plus_stranger = Signing::by(&all.tern, SIGNED_4_2_1);
    vec![
        signed_by(
            "digest-of-other-bytes",
            "signed the digest of other bytes: the signature holds, and is not over this manifest",
            &[change(|s| {
                s.message_digest = Some(Hash::Sha256.of(b"other"))
            })],
        ),
        signed_by(
            "digest-attribute-short",
            "signed only the first half of the digest, which careless readers compare by prefix",
            &[change(|s| s.message_digest = Some(vec![0x5a; 16]))],
        ),
        signed_by(
            "content-type-missing",
            "left out the attribute that says what was signed, which must be there",
            &[change(|s| s.content_type = false)],
        ),
        signed_by(
            "signature-spoilt",
            "copied the certificate of the supplier and made up the signature",
            &[change(|s| s.spoilt = true)],
        ),
        signed_by(
            "second-signer-invalid",
            "added a second signer whose signature does not hold; tools that look at the first see nothing",
            &[good(), second],
        ),
        signed_by(
            "sha1",
            "signed with SHA-1, of which two texts with one digest are for sale",
            &[old],
        ),
        signed_by(
            "rsa-1024",
            "signed with an RSA key of 1024 bits, which can be broken",
            &[Signing::by(&all.rsa_1024, SIGNED_4_2_1)],
        ),
        super::option_1(
            "second-signer-unknown",
            fails(GateCheck::CertificatePath),
            "added a signature of somebody who is pinned nowhere beside the genuine one",
            amf().option_1(&[good(), plus_stranger]),
        ),
    ]
}

fn places_of_certificates() -> Vec<Sample> {
    let path = "Files/Certificates/arden-amf.cert";
    let line = format!("ETSI-Entry-Certificate: {path}\n");
    let meta = Release::amf_4_2_1().tosca_meta(&line);
    let twice = amf()
        .with("TOSCA-Metadata/TOSCA.meta", &meta)
        .with(path, &certificate_pem(&authority().arden_p256.certificate));
    let missing = amf().manifest_signed(&[good()], Inside::Authorities);
    vec![
        packed(
            "signer-certificate-missing",
            Expect::Not {
                check: GateCheck::SignerCertificate,
                state: CheckState::Failed,
            },
            "left out the signer's certificate, in the hope that nobody insists",
            &amf().entries(&missing),
        ),
        made(
            "certificate-in-two-places",
            fails(GateCheck::SignerCertificate),
            "put a certificate into the signature and another place, so that tools may choose",
            &twice,
        ),
    ]
}

fn other_formats() -> Vec<Sample> {
    let all = authority();
    let mut radio = oran(&all.arden_p256);
    let mut entries = oran_entries();
    entries[1].bytes = b"\x7fLOADER evil!\n".to_vec();
    radio.bytes = zip(&entries);
    let mut bare = oran(&all.arden_p256);
    bare.beside.clear();
    let mut chart_changed = helm(&arden_pgp());
    let other = sha256_hex(b"another image");
    chart_changed.bytes = chart(&format!("registry.arden.example/arden-amf@sha256:{other}"));
    let mut chart_bare = helm(&arden_pgp());
    chart_bare.beside.clear();
    let mut prov_changed = helm(&arden_pgp());
    prov_changed.bytes.clone_from(&chart_changed.bytes);
    let genuine = chart_provenance(&sha256_hex(&chart(&pinned_image())), &arden_pgp());
    let text = String::from_utf8(genuine).expect("text");
    let (was, is) = (
        sha256_hex(&chart(&pinned_image())),
        sha256_hex(&prov_changed.bytes),
    );
    prov_changed.beside[0].1 = text.replace(&was, &is).into_bytes();
    let evil = Delivered {
        file: "arden-amf_4.2.1_all.deb".to_owned(),
        bytes: deb(&arden_pgp(), b"#!/bin/sh\nevil\n", PROGRAM),
        beside: Vec::new(),
    };
    let signature = fails(GateCheck::Signature);
    vec![
        delivered(
            "oran-changed",
            signature,
            "changed the boot loader of a radio unit after the package was signed",
            radio,
        ),
        delivered(
            "oran-unsigned",
            undone(GateCheck::Signature),
            "sent the package of a radio unit without the signature, which its standard leaves to the supplier",
            bare,
        ),
        delivered(
            "helm-chart-swapped",
            fails(GateCheck::SignedBytes),
            "put another chart beside the genuine provenance file",
            chart_changed,
        ),
        delivered(
            "helm-provenance-changed",
            signature,
            "wrote the digest of another chart into the provenance file",
            prov_changed,
        ),
        delivered(
            "helm-by-stranger",
            fails(GateCheck::CertificatePath),
            "signed the chart with an own key that carries the supplier's name",
            helm(&stranger_pgp()),
        ),
        delivered(
            "helm-unsigned",
            undone(GateCheck::Signature),
            "left the provenance file out, which tools pass over in silence",
            chart_bare,
        ),
        delivered(
            "deb-changed",
            signature,
            "put another program into the Debian package after it was signed",
            evil,
        ),
    ]
}

fn plain_files() -> Vec<Sample> {
    let (key, bytes) = (arden_plain(), plain());
    let mut longer = plain_with(".sig", key.sign(Hash::Sha512, &bytes));
    longer.bytes.extend(b"RC4 blob");
    let comment = minisign_comment();
    let told = minisign(&key, &bytes, &comment);
    let told = String::from_utf8(told).expect("text");
    let told = told.replace("4.2.1.tar.gz\n", "4.2.9.tar.gz\n");
    let strange = key_of("stranger");
    let signature = fails(GateCheck::Signature);
    vec![
        delivered(
            "plain-bytes-appended",
            signature,
            "appended bytes to a file after it was signed (IMG.EXTRA)",
            longer,
        ),
        delivered(
            "plain-comment-changed",
            signature,
            "changed the comment of a minisign signature, which says which version it is for",
            plain_with(".minisig", told.into_bytes()),
        ),
        delivered(
            "plain-by-stranger",
            fails(GateCheck::CertificatePath),
            "signed the file with an own key (a published digest that was replaced along with the file, 2021)",
            plain_with(".sshsig", ssh_signature(&strange, "file", &bytes)),
        ),
        delivered(
            "plain-for-other-use",
            signature,
            "took a signature that the supplier's key made for mail, and put it beside a file",
            plain_with(".sshsig", ssh_signature(&key, "email", &bytes)),
        ),
    ]
}
