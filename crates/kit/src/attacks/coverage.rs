//! Attacks on what the manifest covers, and on single signatures and images.

use keyholder_supply::gate::GateCheck;

use super::genuine::with_image_signature;
use super::{Sample, amf, delivered, fails, made, undone};
use crate::archives::zip;
use crate::authority::{TERN, authority};
use crate::certificates::certificate_pem;
use crate::cms::{Inside, Signing, cms_pem, detached};
use crate::csar::{Csar, Listed};
use crate::digest::sha256_hex;
use crate::moments::SIGNED_4_2_1;
use crate::others::{Delivered, cms_over, oci_layout, oran, oran_entries};
use crate::release::{Release, Said};

pub(super) fn samples() -> Vec<Sample> {
    let mut all = covered();
    all.extend(listed());
    all.extend(single_signatures());
    all.extend(images());
    all.extend(identity());
    all.extend(other_formats());
    all
}

const META: &str = "TOSCA-Metadata/TOSCA.meta";
const LOG: &str = "Files/ChangeLog.txt";

fn bare(listed: &mut Listed) {
    listed.algorithm = None;
    listed.hash = None;
}

fn covered() -> Vec<Sample> {
    let evil = Release::amf_4_2_1().vnfd();
    let meta = String::from_utf8(Release::amf_4_2_1().tosca_meta("")).expect("text");
    let meta = meta.replace("Definitions/arden-amf.yaml", "Definitions/evil.yaml");
    let repointed = amf()
        .with("Definitions/evil.yaml", &evil)
        .slipped(META, meta.as_bytes())
        .listing(META, bare);
    let check = fails(GateCheck::EveryFile);
    vec![
        made(
            "unlisted-file",
            check,
            "added a script that the manifest does not list; tools that check only what is listed pass it",
            &amf().slipped("Files/Scripts/evil.sh", b"#!/bin/sh\nevil\n"),
        ),
        made(
            "tosca-meta-repointed",
            check,
            "pointed `TOSCA.meta` to another descriptor, as the manifest lists it without a digest",
            &repointed,
        ),
        made(
            "listed-without-digest",
            check,
            "has a file listed without a digest, and then changed it",
            &amf().listing(LOG, bare).slipped(LOG, b"nothing changed\n"),
        ),
    ]
}

fn listed() -> Vec<Sample> {
    let mut absent = amf();
    absent.files.retain(|(path, _)| path != LOG);
    let mut twice = amf();
    twice.listed.push(Listed::hashed(LOG, b"another text\n"));
    let mut elsewhere = amf();
    let address = "https://mirror.example/arden-amf-extra.tar";
    elsewhere.listed.push(Listed::bare(address));
    let check = fails(GateCheck::ListedFiles);
    let algorithm = |name: &str, hash: &str| {
        amf().listing(LOG, |listed| {
            listed.algorithm = Some(name.to_owned());
            listed.hash = Some(hash.to_owned());
        })
    };
    vec![
        made(
            "listed-file-missing",
            check,
            "took a listed file away",
            &absent,
        ),
        made(
            "file-changed",
            check,
            "changed a file after the manifest was signed (NET.ONPATH)",
            &amf().slipped(LOG, b"nothing changed\n"),
        ),
        made(
            "algorithm-unknown",
            check,
            "named a digest algorithm that nobody knows, so that nothing is compared",
            &algorithm("SHA-999", "00"),
        ),
        made(
            "algorithm-weak",
            check,
            "named CRC-32 as digest algorithm, which anybody can meet",
            &algorithm("CRC-32", "deadbeef"),
        ),
        made(
            "listed-twice",
            check,
            "listed a file twice with two digests, so that tools may choose (MFST.OVERRIDE)",
            &twice,
        ),
        made(
            "artifact-elsewhere",
            undone(GateCheck::ListedFiles),
            "listed a file by an address on another host, without a digest (IMG.LOCATION, NET.REDIRECT)",
            &elsewhere,
        ),
    ]
}

fn single_signatures() -> Vec<Sample> {
    let release = Release::amf_4_2_1();
    let (image, stem) = (release.image_path(), release.stem());
    let signature_path = format!("Artifacts/Images/{stem}.sig.cms");
    let certificate_path = format!("Artifacts/Images/{stem}.cert");
    let mut alone = with_image_signature(&release.image()).listing(&image, |listed| {
        listed.signature = None;
    });
    alone.files.retain(|(path, _)| *path != signature_path);
    alone
        .listed
        .retain(|listed| listed.source != signature_path);
    let certificate = certificate_pem(&authority().arden_second.certificate);
    let alone = alone.with(&certificate_path, &certificate);
    let tern = Signing::by(&authority().tern, SIGNED_4_2_1);
    let tern = cms_pem(&detached(&release.image(), &[tern], Inside::Nothing));
    let by_other = with_image_signature(&release.image())
        .slipped(&signature_path, &tern)
        .slipped(
            &certificate_path,
            &certificate_pem(&authority().tern.certificate),
        );
    // Bytes after the image that nobody signed; a new manifest covers them.
    let mut longer = release.image();
    let before = with_image_signature(&longer);
    longer.extend([0; 512]);
    longer.extend(b"RC4 blob");
    longer.resize(longer.len().next_multiple_of(512), 0);
    let said = release.said_of(&longer);
    let extra = before
        .with(&image, &longer)
        .with(&release.descriptor_path(), &release.vnfd_saying(&said));
    let check = fails(GateCheck::ArtifactSignatures);
    vec![
        made(
            "artifact-signature-wrong",
            check,
            "put a signature of another image beside the image",
            &with_image_signature(&Release::amf_4_2_0().image()),
        ),
        made(
            "artifact-certificate-alone",
            check,
            "put a certificate beside the image and no signature, so that it looks signed",
            &alone,
        ),
        made(
            "artifact-by-other-supplier",
            check,
            "had the image signed by another supplier",
            &by_other,
        ),
        made(
            "artifact-bytes-appended",
            check,
            "appended bytes to a signed image, as was done to a signed library in 2023 (IMG.EXTRA)",
            &extra,
        ),
    ]
}

/// The package whose descriptor says something else.
fn saying(change: impl FnOnce(&mut Said)) -> Csar {
    let release = Release::amf_4_2_1();
    let mut said = release.said_of(&release.image());
    change(&mut said);
    amf().with(&release.descriptor_path(), &release.vnfd_saying(&said))
}

fn images() -> Vec<Sample> {
    let other = sha256_hex(b"another image");
    let check = fails(GateCheck::Images);
    vec![
        made(
            "image-digest-differs",
            check,
            "let the descriptor name the digest of another image than the one in the package",
            &saying(|said| said.sha256 = other),
        ),
        made(
            "image-by-tag",
            check,
            "let the descriptor name an image by a tag, behind which another one may stand tomorrow (IMG.REPLACE)",
            &saying(|said| {
                said.sha256.clear();
                said.file = "registry.arden.example/arden-amf:latest".to_owned();
            }),
        ),
        made(
            "image-missing",
            check,
            "let the descriptor name an image that is not in the package",
            &saying(|said| said.file = "../Artifacts/Images/absent.tar".to_owned()),
        ),
    ]
}

fn identity() -> Vec<Sample> {
    let check = fails(GateCheck::Identity);
    vec![
        made(
            "product-differs",
            check,
            "signed a manifest for one product over a descriptor of another (IMG.INCOMPATIBLE)",
            &saying(|said| said.product = "arden-smf".to_owned()),
        ),
        made(
            "version-differs",
            check,
            "signed a manifest for one version over a descriptor of another",
            &saying(|said| said.version = "4.2.0".to_owned()),
        ),
        made(
            "provider-differs",
            check,
            "signed a manifest of one supplier over a descriptor of another",
            &saying(|said| said.provider = TERN.to_owned()),
        ),
    ]
}

fn other_formats() -> Vec<Sample> {
    let by = &authority().arden_p256;
    let mut entries = oran_entries();
    entries[2].bytes = b"\x7fRADIO 4.2.0\n".to_vec();
    let bytes = zip(&entries);
    let radio = Delivered {
        beside: vec![("ANRU421.zip.cms".to_owned(), cms_over(&bytes, by))],
        bytes,
        ..oran(by)
    };
    let bytes = oci_layout(Some(b"another layer"));
    let file = "arden-amf-4.2.1.oci.tar";
    let layout = Delivered {
        file: file.to_owned(),
        beside: vec![(format!("{file}.cms"), cms_over(&bytes, by))],
        bytes,
    };
    vec![
        delivered(
            "oran-wrong-checksum",
            fails(GateCheck::ListedFiles),
            "signed a package of a radio unit whose firmware is not the one that its manifest names",
            radio,
        ),
        delivered(
            "oci-layer-swapped",
            fails(GateCheck::Images),
            "put another layer into an OCI layout under the digest of the genuine one",
            layout,
        ),
    ]
}
