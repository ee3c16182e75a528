//! Signatures that lie in the layout as artifacts about an image: Sigstore bundles, Notation, and cosign's older form.

use std::io::Result;

use keyholder_signatures::notation::{self, Target};
use keyholder_signatures::{Digests, sigstore};
use keyholder_supply::gate::Said;
use serde_json::Value;

use super::graph::{Graph, Node};
use super::model::path_of;
use crate::answers::Answers;
use crate::archive::Opened;
use crate::schemes::{self, not_looked_at};
use crate::signed::{Kind, PURPOSE, Signed};
use crate::source::Given;

/// The kind of artifacts with signatures of Notation.
const NOTATION: &str = "application/vnd.cncf.notary.signature";
/// How the kinds of Sigstore bundles begin.
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle";
/// The kind of layers with signatures of older versions of cosign.
const SIMPLE: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// Where those keep the signature.
const SIMPLE_SIGNATURE: &str = "dev.cosignproject.cosign/signature";
/// Where a name stands.
const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// Most signatures that are looked at.
const SIGNATURES_MAX: usize = 200;

/// Whether a manifest is about another one, and no image.
pub(super) fn is_about(node: &Node) -> bool {
    let tag = node
        .at
        .annotations
        .get(REF_NAME)
        .map(String::as_str)
        .unwrap_or_default();
    let old = tag.starts_with("sha256-")
        && [".sig", ".att", ".sbom"]
            .iter()
            .any(|end| tag.ends_with(end));
    node.manifest.subject.is_some() || old
}

/// Whether a manifest only carries a signature.
pub(super) fn is_signature(node: &Node) -> bool {
    let kind = node.manifest.kind();
    kind == NOTATION
        || kind.starts_with(BUNDLE)
        || node
            .manifest
            .content()
            .any(|layer| layer.media_type == SIMPLE || layer.media_type.starts_with(BUNDLE))
}

/// Verifies all of them; the digests of manifests that are signed by one.
///
/// # Errors
/// When the system refuses.
pub(super) fn verify(
    given: &Given<'_>,
    graph: &Graph,
    opened: &Opened,
    signed: &mut Signed,
    answers: &mut Answers,
) -> Result<Vec<String>> {
    let mut targets = Vec::new();
    let found = graph
        .nodes
        .values()
        .filter(|node| is_about(node) && is_signature(node));
    for node in found.take(SIGNATURES_MAX) {
        for layer in node.manifest.content() {
            let bytes = path_of(&layer.digest).and_then(|path| opened.caught.get(&path));
            let Some(bytes) = bytes else {
                let verified =
                    not_looked_at("a signature in the image that is no JSON, or not there,");
                signed.take(&layer.digest, verified, answers);
                continue;
            };
            let target = if layer.media_type == SIMPLE {
                let signature = layer.annotations.get(SIMPLE_SIGNATURE);
                simple(given, bytes, signature.map(String::as_str), signed, answers)?
            } else {
                about(given, node, bytes, graph, opened, signed, answers)
            };
            targets.extend(target);
        }
    }
    Ok(targets)
}

/// A signature with a subject.
fn about(
    given: &Given<'_>,
    node: &Node,
    bytes: &[u8],
    graph: &Graph,
    opened: &Opened,
    signed: &mut Signed,
    answers: &mut Answers,
) -> Option<String> {
    let subject = node.manifest.subject.as_ref()?;
    let place = &node.at.digest;
    let image = path_of(&subject.digest).and_then(|path| opened.caught.get(&path));
    let Some(image) = image.filter(|_| graph.nodes.contains_key(&subject.digest)) else {
        let said =
            Said::new("a signature is about an image that is not in the layout").at(place.clone());
        answers.not_done(keyholder_supply::gate::GateCheck::ArtifactSignatures, said);
        return None;
    };
    let digests = Digests::of(image);
    let verified = if node.manifest.kind() == NOTATION {
        let target = Target {
            digest: format!("sha256:{}", digests.hex()),
            size: digests.bytes,
        };
        notation::verify(bytes, &target, given.trust, PURPOSE, given.now)
    } else {
        let checked = sigstore::verify(bytes, &asked(given, &digests));
        // A bundle may state something about the image; only the statement that it is signed is a signature.
        let other = checked
            .statement
            .is_some_and(|statement| !statement.predicate_type.contains("cosign/sign"));
        if other {
            return None;
        }
        checked.verified
    };
    signed.take(place, verified, answers);
    Some(subject.digest.clone())
}

fn asked<'a>(given: &Given<'a>, digests: &'a Digests) -> sigstore::Asked<'a> {
    sigstore::Asked {
        artifact: digests,
        identities: &[],
        trust: given.trust,
        purpose: PURPOSE,
        now: given.now,
    }
}

/// The older form of cosign: a small text that names the image, and a signature over it.
fn simple(
    given: &Given<'_>,
    bytes: &[u8],
    signature: Option<&str>,
    signed: &mut Signed,
    answers: &mut Answers,
) -> Result<Option<String>> {
    const NAME: &str = "cosign signature";
    let target = serde_json::from_slice::<Value>(bytes)
        .ok()
        .and_then(|payload| {
            let digest = payload.pointer("/critical/image/docker-manifest-digest")?;
            digest.as_str().map(str::to_owned)
        });
    let Some(signature) = signature else {
        signed.take(
            NAME,
            not_looked_at("a layer of signatures without a signature"),
            answers,
        );
        return Ok(None);
    };
    let verified = schemes::over(given, &mut &bytes[..], Kind::Raw, signature.as_bytes())?;
    signed.take(NAME, verified, answers);
    Ok(target)
}
