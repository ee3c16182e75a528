//! Image layouts, good ones and such as are wrong in one way.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use keyholder_kit::digest::{Hash, sha256_hex};
use keyholder_kit::keys::Key;
use keyholder_signatures::AnchorKey;
use keyholder_supply::gate::{CheckState, GateCheck};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::format::Format;
use crate::package::Package;
use crate::testing::{
    SIGNED, Tar, ended, examine, examine_by, failed, gzip, passed, pinned, trust,
};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const NAME: &str = "amf.oci.tar";

#[derive(Clone, Default)]
struct Layout {
    blobs: BTreeMap<String, Vec<u8>>,
    tops: Vec<Value>,
}

impl Layout {
    fn blob(&mut self, kind: &str, bytes: &[u8]) -> Value {
        let digest = sha256_hex(bytes);
        self.blobs
            .insert(format!("blobs/sha256/{digest}"), bytes.to_vec());
        json!({"mediaType": kind, "digest": format!("sha256:{digest}"), "size": bytes.len()})
    }

    fn image(&mut self, version: &str) -> Value {
        let config = self.blob(
            "application/vnd.oci.image.config.v1+json",
            b"{\"config\":{\"Labels\":{\"org.opencontainers.image.version\":\"4.2.1\"}}}",
        );
        let layer = self.blob(
            "application/vnd.oci.image.layer.v1.tar+gzip",
            &gzip(&Tar::default().file("bin/amf", "x").end()),
        );
        let about = json!({"org.opencontainers.image.title": "amf", "org.opencontainers.image.version": version});
        let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer], "annotations": about});
        self.blob(MANIFEST, manifest.to_string().as_bytes())
    }

    fn tar(&self) -> Tar {
        let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": self.tops});
        let mut tar = Tar::default()
            .file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
            .file("index.json", index.to_string());
        for (path, bytes) in &self.blobs {
            tar = tar.file(path, bytes);
        }
        tar
    }
}

fn one() -> Layout {
    let mut layout = Layout::default();
    let image = layout.image("4.2.1");
    layout.tops.push(image);
    layout
}

fn looked(tar: Tar) -> Package {
    let bytes = tar.end();
    let signature = pinned().detached(&bytes, SIGNED);
    let package = examine(NAME, &bytes, &[("amf.oci.tar.sig", &signature)]);
    assert_eq!(package.format, Format::OciLayout);
    package
}

const GOOD: [GateCheck; 8] = [
    GateCheck::Archive,
    GateCheck::OneManifest,
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::EveryFile,
    GateCheck::ListedFiles,
    GateCheck::Images,
    GateCheck::Identity,
];

#[test]
fn good_layouts_pass() {
    let package = looked(one().tar());
    passed(&package, &GOOD);
    assert_eq!(package.images.len(), 1);
    let mut nested = Layout::default();
    let image = nested.image("4.2.1");
    let inner = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [image]});
    let inner = nested.blob(INDEX, inner.to_string().as_bytes());
    nested.tops.push(inner);
    passed(&looked(nested.tar()), &GOOD);
}

#[test]
fn blobs_must_be_what_is_pointed_to_and_nothing_else() {
    let mut layout = one();
    let layer = layout
        .blobs
        .iter_mut()
        .find(|(_, bytes)| bytes.starts_with(&[0x1f]))
        .expect("a layer");
    *layer.1 = gzip(b"evil");
    let package = looked(layout.tar());
    failed(
        &package,
        GateCheck::ListedFiles,
        "are not those of its name",
    );
    failed(&package, GateCheck::Images, "");
    let mut layout = one();
    layout.blobs.retain(|_, bytes| !bytes.starts_with(&[0x1f]));
    failed(
        &looked(layout.tar()),
        GateCheck::ListedFiles,
        "is not there",
    );
    let mut layout = one();
    layout.blob("x", b"left over");
    failed(
        &looked(layout.tar()),
        GateCheck::EveryFile,
        "nothing in the layout points to",
    );
    failed(
        &looked(one().tar().file("manifest.json", "[]")),
        GateCheck::EveryFile,
        "`manifest.json`",
    );
    let mut layout = one();
    layout.tops[0]["size"] = json!(1);
    failed(
        &looked(layout.tar()),
        GateCheck::ListedFiles,
        "and 1 are stated",
    );
    layout.tops[0]["digest"] = json!("sha256:../../x");
    failed(
        &looked(layout.tar()),
        GateCheck::ListedFiles,
        "of no kind that is known",
    );
}

#[test]
fn documents_that_mean_two_things_are_refused() {
    let mut layout = one();
    layout.tops[0]["mediaType"] = json!(INDEX);
    failed(
        &looked(layout.tar()),
        GateCheck::OneManifest,
        "another media type",
    );
    let mut layout = Layout::default();
    let image = layout.image("4.2.1");
    let both = json!({"schemaVersion": 2, "manifests": [image], "layers": []});
    let both = layout.blob(MANIFEST, both.to_string().as_bytes());
    layout.tops.push(both);
    failed(
        &looked(layout.tar()),
        GateCheck::OneManifest,
        "manifest and index at once",
    );
    let mut layout = Layout::default();
    let twice = layout.blob(
        MANIFEST,
        b"{\"schemaVersion\":2,\"layers\":[],\"layers\":[]}",
    );
    layout.tops.push(twice);
    failed(
        &looked(layout.tar()),
        GateCheck::OneManifest,
        "duplicate field",
    );
    let mut layout = one();
    let other = layout.image("4.3.0");
    layout.tops.push(other);
    failed(&looked(layout.tar()), GateCheck::Identity, "`4.3.0`");
    let odd = Tar::default()
        .file("index.json", "{")
        .file("oci-layout", "{\"imageLayoutVersion\":\"9\"}");
    failed(
        &looked(odd),
        GateCheck::OneManifest,
        "`index.json` cannot be read",
    );
}

#[test]
fn the_archive_around_is_strict() {
    let tar = one().tar().entry("blobs/l", b'2', "/etc", b"");
    failed(&looked(tar), GateCheck::Archive, "a path of the system");
    failed(
        &looked(one().tar().file("index.json", "{}")),
        GateCheck::Archive,
        "twice",
    );
    failed(
        &looked(one().tar().file("blobs/a!b", "")),
        GateCheck::Archive,
        "has `!`",
    );
}

/// Signed as older versions of cosign do, by a key.
fn cosigned(target: &str, key: &Key) -> Layout {
    let mut layout = one();
    let payload = json!({"critical": {"image": {"docker-manifest-digest": target}}}).to_string();
    let signature = key.sign(Hash::Sha256, payload.as_bytes());
    let mut layer = layout.blob(
        "application/vnd.dev.cosign.simplesigning.v1+json",
        payload.as_bytes(),
    );
    let signature = BASE64.encode(signature);
    layer["annotations"] = json!({"dev.cosignproject.cosign/signature": signature});
    let config = layout.blob("application/vnd.oci.image.config.v1+json", b"{}");
    let manifest =
        json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer]});
    let mut top = layout.blob(MANIFEST, manifest.to_string().as_bytes());
    let image = layout.tops[0]["digest"]
        .as_str()
        .expect("a digest")
        .replace(':', "-");
    top["annotations"] = json!({"org.opencontainers.image.ref.name": format!("{image}.sig")});
    layout.tops.push(top);
    layout
}

#[test]
fn a_signature_inside_covers_the_image_that_it_names() {
    let key = Key::p256("image");
    let pins = trust(Some(("image", AnchorKey::Spki(key.spki()))));
    let digest = one().tops[0]["digest"]
        .as_str()
        .expect("a digest")
        .to_owned();
    let bytes = cosigned(&digest, &key).tar().end();
    passed(&examine_by(NAME, &bytes, &[], &pins), &GOOD);
    let other = cosigned(&format!("sha256:{}", "0".repeat(64)), &key)
        .tar()
        .end();
    let package = examine_by(NAME, &other, &[], &pins);
    failed(
        &package,
        GateCheck::SignedBytes,
        "has no signature in the layout",
    );
    ended(
        &package,
        GateCheck::EveryFile,
        CheckState::NotDone,
        "not these bytes",
    );
    let strange = cosigned(&digest, &Key::p256("stranger")).tar().end();
    let package = examine_by(NAME, &strange, &[], &pins);
    assert_ne!(
        crate::testing::of(&package, GateCheck::Signature).0,
        CheckState::Passed
    );
    assert_ne!(
        crate::testing::of(&package, GateCheck::EveryFile).0,
        CheckState::Passed
    );
}

/// Something that is attached to the image of a layout.
fn attached(layout: &mut Layout, kind: &str, bytes: &[u8]) {
    let layer = layout.blob(kind, bytes);
    let subject = layout.tops[0].clone();
    let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "artifactType": kind, "layers": [layer], "subject": subject});
    let top = layout.blob(MANIFEST, manifest.to_string().as_bytes());
    layout.tops.push(top);
}

#[test]
fn a_bundle_inside_covers_the_image_that_it_is_attached_to() {
    const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
    let key = Key::p256("image");
    let pins = trust(Some(("image", AnchorKey::Spki(key.spki()))));
    let bundle = |layout: &Layout| {
        let digest = layout.tops[0]["digest"]
            .as_str()
            .expect("a digest")
            .replace("sha256:", "blobs/sha256/");
        let manifest = &layout.blobs[&digest];
        let signature = BASE64.encode(key.sign(Hash::Sha256, manifest));
        let digest = BASE64.encode(Hash::Sha256.of(manifest));
        json!({
            "mediaType": BUNDLE,
            "verificationMaterial": {"publicKey": {"hint": "image"}},
            "messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": digest}, "signature": signature},
        })
    };
    let mut layout = one();
    let right = bundle(&layout);
    attached(&mut layout, BUNDLE, right.to_string().as_bytes());
    passed(&examine_by(NAME, &layout.tar().end(), &[], &pins), &GOOD);
    attached(
        &mut layout,
        "application/spdx+json",
        b"{\"spdxVersion\":\"x\"}",
    );
    let package = examine_by(NAME, &layout.tar().end(), &[], &pins);
    ended(
        &package,
        GateCheck::EveryFile,
        CheckState::NotDone,
        "no signature over an image covers them",
    );
    let mut other = Layout::default();
    let image = other.image("4.3.0");
    other.tops.push(image);
    attached(&mut other, BUNDLE, right.to_string().as_bytes());
    failed(
        &examine_by(NAME, &other.tar().end(), &[], &pins),
        GateCheck::Signature,
        "",
    );
}

#[test]
fn signatures_that_nobody_reads_are_not_passed() {
    for kind in [
        "application/vnd.cncf.notary.signature",
        "application/vnd.dev.sigstore.bundle.v0.3+json",
    ] {
        let mut layout = one();
        attached(&mut layout, kind, b"{}");
        let package = examine(NAME, &layout.tar().end(), &[]);
        failed(&package, GateCheck::Signature, "");
        ended(&package, GateCheck::EveryFile, CheckState::NotDone, "");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn changed_bytes_do_no_harm(at in 0..8_000_usize, with in 1..=255_u8) {
        let mut bytes = one().tar().end();
        let at = at % bytes.len();
        bytes[at] ^= with;
        let _ = examine(NAME, &bytes, &[]);
    }

    #[test]
    fn arbitrary_indexes_do_no_harm(text in "[\\[\\]{}:,\"a-z0-9 ]{0,120}") {
        let tar = Tar::default().file("oci-layout", "{}").file("index.json", text);
        let _ = examine(NAME, &tar.end(), &[]);
    }
}
