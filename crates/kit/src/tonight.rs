//! The four packages of the story `update-tonight`, and everything that the project there needs.

use crate::authority::{Identity, TERN, authority};
use crate::bom::Part;
use crate::cms::Signing;
use crate::csar::Csar;
use crate::digest::sha256_hex;
use crate::keys::Key;
use crate::moments::{DAY, EMBEDDED_ENDS, NOW, SIGNED_4_2_0, SIGNED_4_2_1};
use crate::others::Delivered;
use crate::people::{NETWORK, OPERATOR, PEOPLE, builder, key_of, operator};
use crate::plain_signatures::ssh_public;
use crate::release::Release;
use crate::statement::{CounterSignature, Provenance};
use crate::trust::{anchors, crls, tern_anchors};

/// A package in the inbox tonight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tonight {
    /// Its name in the story.
    pub name: &'static str,
    /// What becomes of it, in words.
    pub words: &'static str,
    /// The product.
    pub product: &'static str,
    /// The version that runs.
    pub runs: &'static str,
    /// The version that is asked for.
    pub asked: &'static str,
    /// The function that it is for.
    pub function: &'static str,
    /// The package, and what lies beside it.
    pub package: Delivered,
}

/// Who makes a release: signer, builder, and its name.
struct Maker {
    signer: &'static Identity,
    builder: Key,
    named: &'static str,
}

fn arden() -> Maker {
    Maker {
        signer: &authority().arden,
        builder: builder(),
        named: crate::statement::BUILDER,
    }
}

fn tern() -> Maker {
    Maker {
        signer: &authority().tern,
        builder: key_of("tern-builder"),
        named: TERN_BUILDER,
    }
}

/// The builder of Tern Mobile.
pub const TERN_BUILDER: &str = "https://build.tern.example/images/v2";

/// The release of the HSS of Tern Mobile that comes, or that runs.
fn tern_hss(version: &'static str, made: i64) -> Release {
    let codec = if version == "7.3.1" { "5.4.1" } else { "5.4.0" };
    Release {
        supplier: TERN,
        product: "tern-hss",
        function: "UDM",
        version,
        descriptor: "7a0e3dad-9990-5834-8f7e-3a5c1be2a731",
        made,
        parts: vec![
            Part::new("lumen-tls", "3.1.4", "Lumen Project"),
            Part::new("tern-diameter", codec, TERN),
        ],
        ..Release::amf_4_2_1()
    }
}

/// The release of the SMF that comes, or that runs.
fn arden_smf(version: &'static str, made: i64) -> Release {
    let tls = if version == "3.8.2" { "3.1.4" } else { "3.1.3" };
    Release {
        product: "arden-smf",
        function: "SMF",
        version,
        descriptor: "5c0e3dad-9990-5834-8f7e-3a5c1be2a382",
        made,
        parts: vec![
            Part::new("lumen-tls", tls, "Lumen Project"),
            Part::new("pfcp-codec", "1.4.0", "Arden Networks"),
            Part::new("quill-json", "1.9.0", "Quill Community"),
        ],
        certificate_ends: EMBEDDED_ENDS,
        ..Release::amf_4_2_1()
    }
}

/// A release before it is signed, with the provenance of its maker.
fn unsigned(release: &Release, maker: &Maker) -> Csar {
    let built = Provenance {
        builder: maker.named,
        ..release.provenance()
    };
    let path = format!("Files/Provenance/{}.intoto.json", release.product);
    Csar::of(release).with(&path, &built.signed(&maker.builder))
}

fn package(release: &Release, maker: &Maker, signer: &'static Identity) -> Delivered {
    let signing = Signing::by(signer, release.made);
    let signing = signing.stamped(&authority().time, release.made + 60);
    Delivered {
        file: format!("{}.csar", release.stem()),
        bytes: unsigned(release, maker).option_1(&[signing]),
        beside: Vec::new(),
    }
}

/// The operator's word beside the package.
fn admitted(mut package: Delivered, release: &str, functions: &[&str]) -> Delivered {
    let word = CounterSignature {
        name: &package.file,
        sha256: sha256_hex(&package.bytes),
        release,
        operator: OPERATOR,
        network: NETWORK,
        functions,
        from: NOW - 2 * DAY,
        until: NOW + 28 * DAY,
    };
    let word = word.signed(&operator());
    let name = format!("{}.counter.dsse.json", package.file);
    package.beside.push((name, word));
    package
}

/// The four packages of tonight.
#[must_use]
pub fn tonight() -> Vec<Tonight> {
    let amf = Release::amf_4_2_1();
    let hss = tern_hss("7.3.1", SIGNED_4_2_1);
    let smf = arden_smf("3.8.2", SIGNED_4_2_1);
    let mut resigned = package(&amf, &arden(), &authority().tern);
    resigned.file = "arden-amf-4.2.1-from-mirror.csar".to_owned();
    let good = package(&amf, &arden(), arden().signer);
    let place = package(&hss, &tern(), tern().signer);
    let ends = package(&smf, &arden(), arden().signer);
    vec![
        Tonight {
            name: "genuine",
            words: "genuine, newer, allowed there: it is admitted",
            product: "arden-amf",
            runs: "4.2.0",
            asked: "4.2.1",
            function: "AMF",
            package: admitted(good, "arden-amf@4.2.1", &["AMF"]),
        },
        Tonight {
            name: "wrong-place",
            words: "genuine, and from a supplier that may not be in this function: it is refused",
            product: "tern-hss",
            runs: "7.3.0",
            asked: "7.3.1",
            function: "UDM",
            package: admitted(place, "tern-hss@7.3.1", &["UDM"]),
        },
        Tonight {
            name: "certificate-ends",
            words: "genuine, and a certificate inside ends on 2027-04-30: it is held",
            product: "arden-smf",
            runs: "3.8.1",
            asked: "3.8.2",
            function: "SMF",
            package: admitted(ends, "arden-smf@3.8.2", &["SMF"]),
        },
        Tonight {
            name: "re-signed",
            words: "the first package, signed again by another supplier: it is refused",
            product: "arden-amf",
            runs: "4.2.0",
            asked: "4.2.1",
            function: "AMF",
            package: resigned,
        },
    ]
}

/// The packages that run before tonight.
#[must_use]
pub fn running_tonight() -> Vec<Delivered> {
    let amf = Release::amf_4_2_0();
    let hss = tern_hss("7.3.0", SIGNED_4_2_0);
    let smf = arden_smf("3.8.1", SIGNED_4_2_0);
    vec![
        package(&amf, &arden(), arden().signer),
        package(&hss, &tern(), tern().signer),
        package(&smf, &arden(), arden().signer),
    ]
}

/// Bills of materials of what runs and of what comes, by file name.
#[must_use]
pub fn boms() -> Vec<(String, Vec<u8>)> {
    let releases = [
        Release::amf_4_2_0(),
        Release::amf_4_2_1(),
        tern_hss("7.3.0", SIGNED_4_2_0),
        tern_hss("7.3.1", SIGNED_4_2_1),
        arden_smf("3.8.1", SIGNED_4_2_0),
        arden_smf("3.8.2", SIGNED_4_2_1),
    ];
    let named = |release: &Release| {
        let name = format!("{}.cdx.json", release.stem());
        (name, release.bom().cyclonedx())
    };
    releases.iter().map(named).collect()
}

/// Everything of the story, as paths and bytes: `inbox`, `running`, `boms`, `keys`, `revocations`, `people`.
#[must_use]
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for item in tonight() {
        all.push((format!("inbox/{}", item.package.file), item.package.bytes));
        let beside = item.package.beside.into_iter();
        all.extend(beside.map(|(name, bytes)| (format!("inbox/{name}"), bytes)));
    }
    for item in running_tonight() {
        all.push((format!("running/{}", item.file), item.bytes));
    }
    let boms = boms().into_iter();
    all.extend(boms.map(|(name, bytes)| (format!("boms/{name}"), bytes)));
    for pin in anchors().into_iter().chain(tern_anchors()) {
        all.push((format!("keys/{}.pem", pin.id), pin.pem));
    }
    for (name, bytes) in crls() {
        all.push((format!("revocations/{name}.crl"), bytes));
    }
    for id in PEOPLE.into_iter().chain([OPERATOR]) {
        let key = key_of(id);
        let public = ssh_public(&key, id).into_bytes();
        all.push((format!("people/{id}.pub"), public));
        all.push((format!("people/{id}.test-key.pem"), key.private_pem()));
    }
    all
}

/// All samples as paths and bytes, each in a folder of its name.
#[must_use]
pub fn sample_files() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for sample in crate::samples() {
        let name = sample.name;
        all.push((format!("{name}/{}", sample.file), sample.bytes));
        let beside = sample.beside.into_iter();
        all.extend(beside.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
    }
    all
}
