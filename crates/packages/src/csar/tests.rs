//! The small files of a package, in every spelling that is in use, and bytes at random.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::descriptor::{Descriptor, beside};
use super::identity::{What, identity};
use super::listed::{Match, matches};
use super::manifest::Manifest;
use super::meta::Meta;
use super::peek::stem;
use crate::answers::{Answers, Faults};
use crate::package::ClaimKind;
use crate::yaml::{self, Node};
use keyholder_signatures::Digests;
use keyholder_supply::gate::{CheckState, GateCheck};

const MANIFEST: &str = "metadata:
    vnf_product_name: core
    vnf_provider_id: Acme
    vnf_package_version: 1.10
    vnf_release_date_time: 2026-01-14T11:25:00+00:00

# A remark.
source: a.yaml
Hash: 00ff
Algorithm: SHA-512

Source: b.yaml
Algorithm: SHA256
Hash: 11ee
Signature: b.sig.cms
Certificate: b.cert

non_mano_artifact_sets:

    onap_others:
        Source: c.txt
-----BEGIN CMS-----
MAA=
-----END CMS-----
";

fn words(faults: &Faults) -> String {
    faults
        .clone()
        .said()
        .into_iter()
        .map(|said| said.what)
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn a_manifest_is_read_in_both_line_ends_and_signed_to_the_byte() {
    for text in [MANIFEST.to_owned(), MANIFEST.replace('\n', "\r\n")] {
        let manifest = Manifest::read("m.mf", text.as_bytes());
        assert_eq!(
            words(&manifest.faults) + &words(&manifest.signature_faults),
            ""
        );
        let signed = text.find("-----BEGIN CMS").expect("a signature");
        assert_eq!(manifest.signed, &text.as_bytes()[..signed]);
        assert_eq!(manifest.signature.as_deref(), Some([0x30, 0].as_slice()));
        assert_eq!(manifest.metadata.len(), 4);
        let listed: Vec<_> = manifest
            .listed
            .iter()
            .map(|listed| (listed.source.as_str(), listed.has_hash()))
            .collect();
        assert_eq!(
            listed,
            [("a.yaml", true), ("b.yaml", true), ("c.txt", false)]
        );
        assert_eq!(manifest.listed[1].signature.as_deref(), Some("b.sig.cms"));
        assert_eq!(manifest.in_sets, ["c.txt"]);
    }
}

#[test]
fn a_manifest_is_signed_at_its_end_once_or_not_at_all() {
    let cases = [
        (
            MANIFEST.to_owned() + "Source: evil\n",
            "goes on after its signature",
        ),
        (
            MANIFEST.replace("-----END CMS-----\n", ""),
            "no beginning or no end",
        ),
        (
            MANIFEST.replace("-----BEGIN CMS-----\n", ""),
            "no beginning or no end",
        ),
        (
            MANIFEST.to_owned() + "-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n",
            "more than one",
        ),
        (MANIFEST.replace("MAA=", "!!"), "not base64"),
    ];
    for (text, reason) in cases {
        let manifest = Manifest::read("m.mf", text.as_bytes());
        assert!(
            words(&manifest.signature_faults).contains(reason),
            "{reason}: {:?}",
            manifest.signature_faults
        );
    }
    let cases = [
        (
            MANIFEST.replace("# A remark.", "nothing said"),
            "which says nothing",
        ),
        (
            MANIFEST.replace("Hash: 00ff", "Hash: 00ff\nHash: 00fe"),
            "says `hash` twice",
        ),
        (
            MANIFEST.replace("core", "co\rre: x"),
            "line ends that not every program sees",
        ),
        (
            MANIFEST.replace("source: a.yaml", "source:"),
            "a file without a name",
        ),
    ];
    for (text, reason) in cases {
        let manifest = Manifest::read("m.mf", text.as_bytes());
        assert!(
            words(&manifest.faults).contains(reason),
            "{reason}: {:?}",
            manifest.faults
        );
    }
}

#[test]
fn a_meta_file_is_read_in_names_of_today_and_before() {
    let text = "TOSCA-Meta-File-Version: 1.0\nEntry-Definitions: 'Definitions/a.yaml'\n%s: m.mf\n%s: c.cert\nEntry-Tests: Tests\n\nName: x.sh\nAlgorithm: SHA-256\nHash: 00\n";
    for (manifest, certificate) in [
        ("ETSI-Entry-Manifest", "ETSI-Entry-Certificate"),
        ("Entry-Manifest", "Entry-Certificate"),
        ("entry-manifest", "ENTRY-CERTIFICATE"),
    ] {
        let text = text
            .replacen("%s", manifest, 1)
            .replacen("%s", certificate, 1);
        let meta = Meta::read(text.as_bytes());
        assert_eq!(words(&meta.faults), "");
        assert_eq!(meta.definitions.as_deref(), Some("Definitions/a.yaml"));
        assert_eq!(
            (meta.manifest.as_deref(), meta.certificate.as_deref()),
            (Some("m.mf"), Some("c.cert"))
        );
        assert_eq!(meta.listed.len(), 1);
        assert_eq!(
            meta.others,
            [("entry-tests".to_owned(), "Tests".to_owned())]
        );
    }
    let twice = "Entry-Manifest: a.mf\nETSI-Entry-Manifest: b.mf\n";
    assert!(words(&Meta::read(twice.as_bytes()).faults).contains("names both"));
}

#[test]
fn digests_are_held_against_files() {
    let digests = Digests::of(b"hello");
    let hex = digests.hex();
    assert_eq!(
        matches(Some("sha-256"), Some(&hex.to_uppercase()), &digests),
        Match::Same
    );
    assert_eq!(matches(Some("SHA256"), Some("00"), &digests), Match::Other);
    for (algorithm, hash) in [
        (Some("MD5"), Some("00")),
        (None, Some("00")),
        (Some("SHA-256"), None),
        (Some("x"), Some("0")),
    ] {
        assert!(
            matches!(matches(algorithm, hash, &digests), Match::Unknown(_)),
            "{algorithm:?}"
        );
    }
}

#[test]
fn versions_stay_as_they_are_written() {
    let tree = yaml::read(b"a: 1.10\nb: '2.0'\nc: 0x1f\nd: [yes, 1e3, ~]\n").expect("YAML");
    assert_eq!(tree.text_of("a"), Some("1.10"));
    assert_eq!(tree.text_of("b"), Some("2.0"));
    assert_eq!(tree.text_of("c"), Some("0x1f"));
    assert_eq!(tree.get("d").map(Node::items).map(<[Node]>::len), Some(3));
    assert!(yaml::read(b"a: [").is_err());
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n";
    assert!(yaml::read(bomb.as_bytes()).is_err());
}

const DESCRIPTOR: &str = "
imports:
  - types.yaml
topology_template:
  node_templates:
    core:
      type: acme.nfv.VNF
      properties: { descriptor_id: d-1, provider: Acme, product_name: core, software_version: 1.10, descriptor_version: 3 }
    vdu:
      type: tosca.nodes.nfv.Vdu.Compute
      properties:
        sw_image_data:
          name: image-a
          checksum: { algorithm: sha-256, hash: aa }
      artifacts:
        sw_image: { type: tosca.artifacts.nfv.SwImage, file: ../Files/a.qcow2 }
    osc:
      type: tosca.nodes.nfv.Vdu.OsContainer
      artifacts:
        sw_image:
          type: tosca.artifacts.nfv.SwImage
          file: Files/b.tar
          properties:
            name: image-b
            checksum: { algorithm: SHA-512, hash: bb }
";

fn descriptor(text: &str) -> Descriptor {
    let types = "node_types:\n  acme.nfv.VNF:\n    derived_from: tosca.nodes.nfv.VNF\n    properties:\n      provider: { type: string, default: Acme }\n";
    let files = BTreeMap::from([
        ("Definitions/top.yaml".to_owned(), text.as_bytes().to_vec()),
        (
            "Definitions/types.yaml".to_owned(),
            types.as_bytes().to_vec(),
        ),
    ]);
    Descriptor::read("Definitions/top.yaml", &files)
}

#[test]
fn a_descriptor_says_what_it_is_and_names_its_images() {
    let descriptor = descriptor(DESCRIPTOR);
    assert_eq!(descriptor.read, 2);
    let software: Vec<_> = descriptor
        .stated
        .iter()
        .filter(|stated| stated.what == What::Software)
        .collect();
    assert_eq!(software[0].value, "1.10");
    let images: Vec<_> = descriptor
        .images
        .iter()
        .map(|image| {
            (
                image.name.as_str(),
                image.file.as_deref(),
                image.hash.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        images,
        [
            ("image-a", Some("../Files/a.qcow2"), Some("aa")),
            ("image-b", Some("Files/b.tar"), Some("bb")),
        ]
    );
    assert_eq!(
        beside("Definitions/top.yaml", "../Files/a.qcow2").as_deref(),
        Some("Files/a.qcow2")
    );
    assert_eq!(beside("top.yaml", "../x"), None);
    assert_eq!(stem("a/b.c/d"), "a/b.c/d");
    assert_eq!(stem("a/d.x.mf"), "a/d.x");
}

#[test]
fn identity_is_the_same_everywhere_or_fails() {
    let ask = |manifest: &str, text: &str| {
        let manifest = Manifest::read("m.mf", manifest.as_bytes());
        let mut answers = Answers::new();
        let claims = identity(Some(&manifest), &descriptor(text), &mut answers);
        (
            answers.state(GateCheck::Identity).expect("an answer"),
            claims,
        )
    };
    let (state, claims) = ask(MANIFEST, DESCRIPTOR);
    assert_eq!(state, CheckState::Passed);
    let versions: Vec<_> = claims
        .iter()
        .filter(|claim| claim.kind == ClaimKind::Version)
        .collect();
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].value, "1.10");
    for (from, to) in [("Acme", "Other"), ("core", "edge"), ("1.10", "1.1")] {
        let (state, _) = ask(&MANIFEST.replace(from, to), DESCRIPTOR);
        assert_eq!(state, CheckState::Failed, "{from} {to}");
    }
    let (state, _) = ask("metadata:\n  vnf_provider_id: Acme\n", "a: b\n");
    assert_eq!(state, CheckState::NotDone);
}

proptest! {
    #[test]
    fn no_bytes_break_the_small_files(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        Manifest::read("m.mf", &bytes);
        Meta::read(&bytes);
        let files = BTreeMap::from([("a.yaml".to_owned(), bytes)]);
        Descriptor::read("a.yaml", &files);
    }

    #[test]
    fn no_change_breaks_the_small_files(at in 0_usize..900, value: u8, insert: bool) {
        for text in [MANIFEST, DESCRIPTOR] {
            let mut bytes = text.as_bytes().to_vec();
            let at = at.min(bytes.len() - 1);
            if insert { bytes.insert(at, value) } else { bytes[at] = value }
            let manifest = Manifest::read("m.mf", &bytes);
            prop_assert!(bytes.starts_with(&manifest.signed));
            Meta::read(&bytes);
            let files = BTreeMap::from([("a.yaml".to_owned(), bytes)]);
            Descriptor::read("a.yaml", &files);
        }
    }
}
