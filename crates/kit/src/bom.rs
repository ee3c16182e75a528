//! Bills of materials of invented releases, as CycloneDX and as SPDX.

use crate::digest::sha256_hex;
use crate::encode::moment;
use crate::json::{list, object, text};

/// A part of a release.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Who makes it.
    pub supplier: &'static str,
    /// What its bytes are made of: two builds of one version differ here.
    pub build: &'static str,
}

impl Part {
    /// A part, as its maker built it.
    #[must_use]
    pub const fn new(name: &'static str, version: &'static str, supplier: &'static str) -> Part {
        Part {
            name,
            version,
            supplier,
            build: "upstream",
        }
    }

    /// The digest of its bytes.
    #[must_use]
    pub fn sha256(&self) -> String {
        sha256_hex(format!("{} {} {}", self.name, self.version, self.build).as_bytes())
    }

    fn purl(&self) -> String {
        format!("pkg:generic/{}@{}", self.name, self.version)
    }
}

/// A bill of materials.
#[derive(Clone, Debug)]
pub struct Bom {
    /// The product.
    pub product: String,
    /// Its version.
    pub version: String,
    /// Its supplier.
    pub supplier: String,
    /// When it was written.
    pub made: i64,
    /// The parts.
    pub parts: Vec<Part>,
}

/// A release of a part that the project's data call bad: its id there, and its package URL.
pub const KNOWN_BAD: (&str, &str) = ("KB-2026-0007", "pkg:generic/harbor-log@0.9.1");

/// The parts of the AMF, 4.2.0.
pub const PARTS_4_2_0: &[Part] = &[
    Part::new("lumen-tls", "3.1.3", "Lumen Project"),
    Part::new("ngap-codec", "2.0.1", "Arden Networks"),
    Part::new("quill-json", "1.9.0", "Quill Community"),
    Part::new("harbor-log", "0.8.2", "Harbor Community"),
];

/// The parts of the AMF, 4.2.1: one was mended.
pub const PARTS_4_2_1: &[Part] = &[
    Part::new("lumen-tls", "3.1.4", "Lumen Project"),
    Part::new("ngap-codec", "2.0.1", "Arden Networks"),
    Part::new("quill-json", "1.9.0", "Quill Community"),
    Part::new("harbor-log", "0.8.2", "Harbor Community"),
];

impl Bom {
    fn made(&self) -> String {
        text(&moment(self.made, "%Y-%m-%dT%H:%M:%SZ"))
    }

    /// A number of this list that follows from what it is about.
    fn uuid(&self) -> String {
        let of = format!("{} {} {}", self.supplier, self.product, self.version);
        let hex = sha256_hex(of.as_bytes());
        let (a, b, c, d, e) = (
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..32],
        );
        format!("{a}-{b}-5{c}-8{d}-{e}")
    }

    /// As CycloneDX 1.6 JSON.
    #[must_use]
    pub fn cyclonedx(&self) -> Vec<u8> {
        let supplier = |name: &str| object(&[("name", text(name))]);
        let product = object(&[
            ("type", text("application")),
            ("bom-ref", text("release")),
            ("supplier", supplier(&self.supplier)),
            ("name", text(&self.product)),
            ("version", text(&self.version)),
            (
                "purl",
                text(&format!("pkg:generic/{}@{}", self.product, self.version)),
            ),
        ]);
        let part = |part: &Part| {
            let hash = object(&[("alg", text("SHA-256")), ("content", text(&part.sha256()))]);
            let license = object(&[("license", object(&[("id", text("Apache-2.0"))]))]);
            object(&[
                ("type", text("library")),
                ("bom-ref", text(part.name)),
                ("supplier", supplier(part.supplier)),
                ("name", text(part.name)),
                ("version", text(part.version)),
                ("hashes", list(&[hash])),
                ("licenses", list(&[license])),
                ("purl", text(&part.purl())),
            ])
        };
        let parts: Vec<String> = self.parts.iter().map(part).collect();
        let names: Vec<String> = self.parts.iter().map(|part| text(part.name)).collect();
        let mut edges = vec![object(&[
            ("ref", text("release")),
            ("dependsOn", list(&names)),
        ])];
        let ends = names.iter().map(|name| object(&[("ref", name.clone())]));
        edges.extend(ends);
        let metadata = object(&[
            ("timestamp", self.made()),
            ("authors", list(&[supplier(&self.supplier)])),
            ("supplier", supplier(&self.supplier)),
            ("component", product),
        ]);
        let mut out = object(&[
            ("bomFormat", text("CycloneDX")),
            ("specVersion", text("1.6")),
            ("serialNumber", text(&format!("urn:uuid:{}", self.uuid()))),
            ("version", "1".to_owned()),
            ("metadata", metadata),
            ("components", list(&parts)),
            ("dependencies", list(&edges)),
        ]);
        out.push('\n');
        out.into_bytes()
    }

    /// As SPDX 2.3 JSON.
    #[must_use]
    pub fn spdx(&self) -> Vec<u8> {
        let package =
            |id: &str, name: &str, version: &str, supplier: &str, hash: Option<String>| {
                let mut members = vec![
                    ("SPDXID", text(&format!("SPDXRef-{id}"))),
                    ("name", text(name)),
                    ("versionInfo", text(version)),
                    ("supplier", text(&format!("Organization: {supplier}"))),
                    ("downloadLocation", text("NOASSERTION")),
                    ("filesAnalyzed", "false".to_owned()),
                    ("licenseConcluded", text("NOASSERTION")),
                    ("licenseDeclared", text("Apache-2.0")),
                    ("copyrightText", text("NOASSERTION")),
                ];
                if let Some(hash) = hash {
                    let sum = object(&[
                        ("algorithm", text("SHA256")),
                        ("checksumValue", text(&hash)),
                    ]);
                    members.push(("checksums", list(&[sum])));
                }
                let purl = object(&[
                    ("referenceCategory", text("PACKAGE-MANAGER")),
                    ("referenceType", text("purl")),
                    (
                        "referenceLocator",
                        text(&format!("pkg:generic/{name}@{version}")),
                    ),
                ]);
                members.push(("externalRefs", list(&[purl])));
                object(&members)
            };
        let (name, version) = (&self.product, &self.version);
        let mut packages = vec![package("release", name, version, &self.supplier, None)];
        let mut edges = vec![edge("DOCUMENT", "DESCRIBES", "release")];
        for part in &self.parts {
            let hash = Some(part.sha256());
            packages.push(package(
                part.name,
                part.name,
                part.version,
                part.supplier,
                hash,
            ));
            edges.push(edge("release", "CONTAINS", part.name));
        }
        let creators = list(&[text(&format!("Organization: {}", self.supplier))]);
        let creation = object(&[("created", self.made()), ("creators", creators)]);
        let space = format!("https://bom.arden.example/{}", self.uuid());
        let mut out = object(&[
            ("spdxVersion", text("SPDX-2.3")),
            ("dataLicense", text("CC0-1.0")),
            ("SPDXID", text("SPDXRef-DOCUMENT")),
            ("name", text(&format!("{name}-{version}"))),
            ("documentNamespace", text(&space)),
            ("creationInfo", creation),
            ("packages", list(&packages)),
            ("relationships", list(&edges)),
        ]);
        out.push('\n');
        out.into_bytes()
    }
}

fn edge(from: &str, kind: &str, to: &str) -> String {
    object(&[
        ("spdxElementId", text(&format!("SPDXRef-{from}"))),
        ("relationshipType", text(kind)),
        ("relatedSpdxElement", text(&format!("SPDXRef-{to}"))),
    ])
}
