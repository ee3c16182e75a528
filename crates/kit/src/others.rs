//! Packages in other formats: O-RAN, Helm, OCI, Debian, and plain files, each with its own way of being signed.

use crate::archives::{Entry, ar, gzip, tar, zip};
use crate::authority::Identity;
use crate::bom::PARTS_4_2_1;
use crate::cms::{Inside, Signing, detached};
use crate::digest::sha256_hex;
use crate::json::{list, object, text};
use crate::moments::{SIGNED_4_2_0, SIGNED_4_2_1, year};
use crate::openpgp::PgpKey;
use crate::release::Release;

/// A file, and those that lie beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Its name.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What lies beside it.
    pub beside: Vec<(String, Vec<u8>)>,
}

/// The OpenPGP key of Arden Networks.
#[must_use]
pub fn arden_pgp() -> PgpKey {
    let user = "Arden Networks Software (test) <software@arden.example>";
    PgpKey::new("arden", SIGNED_4_2_0 - 1_000_000, user)
}

/// An OpenPGP key of a stranger, with the same name.
#[must_use]
pub fn stranger_pgp() -> PgpKey {
    let user = "Arden Networks Software (test) <software@arden.example>";
    PgpKey::new("stranger", SIGNED_4_2_0, user)
}

/// A detached signature of the usual kind over a file.
#[must_use]
pub fn cms_over(bytes: &[u8], by: &Identity) -> Vec<u8> {
    detached(
        bytes,
        &[Signing::by(by, SIGNED_4_2_1)],
        Inside::Certificates,
    )
}

const RADIO_FILES: [(&str, &[u8]); 2] = [
    ("boot/loader.bin", b"\x7fLOADER 4.2.1\n"),
    ("radio/firmware.bin", b"\x7fRADIO 4.2.1\n"),
];

/// The entries of an O-RAN package for a radio unit.
#[must_use]
pub fn oran_entries() -> Vec<Entry> {
    let mut files = String::new();
    for (path, bytes) in RADIO_FILES {
        let name = path.rsplit('/').next().unwrap_or(path);
        let sum = &sha256_hex(bytes);
        files.push_str(&format!(
            "      <file fileName=\"{name}\" fileVersion=\"4.2.1\" path=\"{path}\" checksum=\"{sum}\"/>\n"
        ));
    }
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml>\n  <manifest version=\"1.0\">\n    <products>\n      \
         <product vendor=\"AN\" code=\"arden-ru\" name=\"arden-ru\" build-Id=\"1\"/>\n    </products>\n    \
         <builds>\n      <build id=\"1\" bldName=\"arden-ru\" bldVersion=\"4.2.1\">\n{files}      \
         </build>\n    </builds>\n  </manifest>\n</xml>\n"
    );
    let mut all = vec![Entry::new("manifest.xml", manifest)];
    all.extend(RADIO_FILES.map(|(path, bytes)| Entry::new(path, bytes)));
    all
}

/// An O-RAN package with its signature beside it.
#[must_use]
pub fn oran(by: &Identity) -> Delivered {
    let bytes = zip(&oran_entries());
    let file = "ANRU421.zip";
    Delivered {
        beside: vec![(format!("{file}.cms"), cms_over(&bytes, by))],
        file: file.to_owned(),
        bytes,
    }
}

const CHART: &str = "apiVersion: v2\nname: arden-amf\nversion: 4.2.1\nappVersion: 4.2.1\ntype: application\n\
description: AMF of Arden Networks\nmaintainers:\n  - name: Arden Networks\n    email: software@arden.example\n";

/// The files of a chart, whose image is named as given.
#[must_use]
pub fn chart_files(image: &str) -> Vec<(&'static str, Vec<u8>)> {
    let values = format!("image: {image}\nreplicas: 2\n");
    let template = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: arden-amf\nspec:\n  template:\n    \
                    spec:\n      containers:\n        - name: amf\n          image: \"{{ .Values.image }}\"\n";
    let bom = crate::bom::Bom {
        product: "arden-amf".to_owned(),
        version: "4.2.1".to_owned(),
        supplier: crate::authority::ARDEN.to_owned(),
        made: SIGNED_4_2_1,
        parts: PARTS_4_2_1.to_vec(),
    };
    vec![
        ("arden-amf/Chart.yaml", CHART.as_bytes().to_vec()),
        ("arden-amf/values.yaml", values.into_bytes()),
        ("arden-amf/templates/amf.yaml", template.as_bytes().to_vec()),
        ("arden-amf/sbom.spdx.json", bom.spdx()),
    ]
}

/// The image of the chart, by digest.
#[must_use]
pub fn pinned_image() -> String {
    let digest = sha256_hex(&Release::amf_4_2_1().image());
    format!("registry.arden.example/arden-amf@sha256:{digest}")
}

/// A chart as `helm package` makes it.
#[must_use]
pub fn chart(image: &str) -> Vec<u8> {
    let files = chart_files(image);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(p, b)| (*p, b.as_slice())).collect();
    gzip(&tar(&files))
}

/// The provenance file of a chart, for an archive with that digest.
#[must_use]
pub fn chart_provenance(sha256: &str, by: &PgpKey) -> Vec<u8> {
    let said = format!("{CHART}\n...\nfiles:\n  arden-amf-4.2.1.tgz: sha256:{sha256}\n");
    by.clear_signed(&said, SIGNED_4_2_1)
}

/// A chart with its provenance file.
#[must_use]
pub fn helm(by: &PgpKey) -> Delivered {
    let bytes = chart(&pinned_image());
    let provenance = chart_provenance(&sha256_hex(&bytes), by);
    Delivered {
        file: "arden-amf-4.2.1.tgz".to_owned(),
        beside: vec![("arden-amf-4.2.1.tgz.prov".to_owned(), provenance)],
        bytes,
    }
}

/// A blob of an OCI layout: its path, and a descriptor that names it.
fn blob(kind: &str, bytes: &[u8]) -> (String, String) {
    let digest = sha256_hex(bytes);
    let named = object(&[
        ("mediaType", text(kind)),
        ("digest", text(&format!("sha256:{digest}"))),
        ("size", bytes.len().to_string()),
    ]);
    (format!("blobs/sha256/{digest}"), named)
}

/// An image as an OCI layout in a tar archive; a layer may be swapped behind its digest.
#[must_use]
pub fn oci_layout(swapped: Option<&[u8]>) -> Vec<u8> {
    let layer = Release::amf_4_2_1().image();
    let config = object(&[
        ("architecture", text("amd64")),
        ("os", text("linux")),
        (
            "rootfs",
            object(&[
                ("type", text("layers")),
                (
                    "diff_ids",
                    list(&[text(&format!("sha256:{}", sha256_hex(&layer)))]),
                ),
            ]),
        ),
    ]);
    let (config_path, config_named) = blob(
        "application/vnd.oci.image.config.v1+json",
        config.as_bytes(),
    );
    let (layer_path, layer_named) = blob("application/vnd.oci.image.layer.v1.tar", &layer);
    let about = object(&[
        ("org.opencontainers.image.title", text("arden-amf")),
        ("org.opencontainers.image.vendor", text("Arden Networks")),
        ("org.opencontainers.image.version", text("4.2.1")),
    ]);
    let manifest = object(&[
        ("schemaVersion", "2".to_owned()),
        (
            "mediaType",
            text("application/vnd.oci.image.manifest.v1+json"),
        ),
        ("config", config_named),
        ("layers", list(&[layer_named])),
        ("annotations", about),
    ]);
    let (manifest_path, manifest_named) = blob(
        "application/vnd.oci.image.manifest.v1+json",
        manifest.as_bytes(),
    );
    let index = object(&[
        ("schemaVersion", "2".to_owned()),
        ("mediaType", text("application/vnd.oci.image.index.v1+json")),
        ("manifests", list(&[manifest_named])),
    ]);
    tar(&[
        ("oci-layout", b"{\"imageLayoutVersion\":\"1.0.0\"}"),
        ("index.json", index.as_bytes()),
        (&manifest_path, manifest.as_bytes()),
        (&config_path, config.as_bytes()),
        (&layer_path, swapped.unwrap_or(&layer)),
    ])
}

/// The parts of a Debian package.
fn deb_parts(program: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    let control = "Package: arden-amf\nVersion: 4.2.1\nArchitecture: all\nMaintainer: Arden Networks \
                   <software@arden.example>\nDescription: AMF of Arden Networks\n";
    let data = tar(&[("./usr/bin/arden-amf", program)]);
    [
        ("debian-binary", b"2.0\n".to_vec()),
        (
            "control.tar.gz",
            gzip(&tar(&[("./control", control.as_bytes())])),
        ),
        ("data.tar.gz", gzip(&data)),
    ]
}

/// A Debian package with a signature inside it, over parts that may have been other ones.
#[must_use]
pub fn deb(by: &PgpKey, program: &[u8], signed_program: &[u8]) -> Vec<u8> {
    let signed: Vec<u8> = deb_parts(signed_program)
        .into_iter()
        .flat_map(|(_, bytes)| bytes)
        .collect();
    let signature = by.detached(&signed, SIGNED_4_2_1);
    let parts = deb_parts(program);
    let mut all: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (*n, b.as_slice())).collect();
    all.push(("_gpgorigin", &signature));
    ar(&all)
}

/// The program that the Debian package and plain files hold.
pub const PROGRAM: &[u8] = b"#!/bin/sh\necho 'AMF 4.2.1'\n";

/// A plain file.
#[must_use]
pub fn plain() -> Vec<u8> {
    gzip(&tar(&[("arden-amf-4.2.1/bin/amf", PROGRAM)]))
}

/// A comment of minisign with the time of signing.
#[must_use]
pub fn minisign_comment() -> String {
    format!("timestamp:{SIGNED_4_2_1}\tfile:arden-amf-4.2.1.tar.gz")
}

/// The end of the year after which nothing here is valid.
#[must_use]
pub fn end_of_all() -> i64 {
    year(2046)
}
