//! Follows an image layout from its index to its last blob.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::gate::Said;

use super::model::{Descriptor, Manifest, path_of};
use crate::answers::{Faults, shown};
use crate::archive::Opened;
use crate::sums::hex;

/// Deepest nesting of indexes.
const DEPTH_MAX: usize = 8;
/// Most manifests.
const MANIFESTS_MAX: usize = 20_000;

/// One manifest or index that was reached.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// How it is pointed to.
    pub(super) at: Descriptor,
    /// What it says.
    pub(super) manifest: Manifest,
    /// Whether `index.json` points to it itself.
    pub(super) top: bool,
}

/// What was reached.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// Manifests and indexes, each once.
    pub(super) nodes: BTreeMap<String, Node>,
    /// Paths of all blobs that something points to.
    pub(super) reached: BTreeSet<String>,
    /// Blobs that are missing, or are not what points to them says.
    pub(super) blobs: Faults,
    /// Documents that are odd.
    pub(super) documents: Faults,
}

/// Follows everything that an index points to.
pub(super) fn follow(index: &Manifest, opened: &Opened) -> Graph {
    let mut graph = Graph::default();
    let known: BTreeMap<&str, _> = opened
        .found
        .files
        .iter()
        .map(|(path, digests)| (path.as_str(), digests))
        .collect();
    let mut open: Vec<(Descriptor, usize)> = Vec::new();
    for descriptor in index.manifests.iter().flatten() {
        open.push((descriptor.clone(), 0));
    }
    while let Some((at, depth)) = open.pop() {
        let place = shown(&at.digest);
        if graph.nodes.contains_key(&at.digest) {
            if let Some(node) = graph.nodes.get_mut(&at.digest) {
                node.top |= depth == 0;
            }
            continue;
        }
        let Some(path) = graph.blob(&at, &known) else {
            continue;
        };
        if depth > DEPTH_MAX || graph.nodes.len() >= MANIFESTS_MAX {
            graph.documents.push(
                Said::new("there are more manifests in one another than are followed").at(place),
            );
            break;
        }
        let Some(bytes) = opened.caught.get(&path) else {
            graph
                .documents
                .push(Said::new("a manifest is no JSON, or too large").at(place));
            continue;
        };
        let manifest: Manifest = match serde_json::from_slice(bytes) {
            Ok(manifest) => manifest,
            Err(error) => {
                let why = shown(&error.to_string());
                graph
                    .documents
                    .push(Said::new(format!("a manifest cannot be read: {why}")).at(place));
                continue;
            }
        };
        graph.odd(&at, &manifest);
        open.extend(
            manifest
                .manifests
                .iter()
                .flatten()
                .map(|inner| (inner.clone(), depth + 1)),
        );
        for inner in manifest.config.iter().chain(manifest.content()) {
            graph.blob(inner, &known);
        }
        let top = depth == 0;
        graph
            .nodes
            .insert(at.digest.clone(), Node { at, manifest, top });
    }
    graph
}

type Known<'k> = BTreeMap<&'k str, &'k keyholder_signatures::Digests>;

impl Graph {
    /// Holds a blob against what points to it; its path, if it is there.
    fn blob(&mut self, at: &Descriptor, known: &Known<'_>) -> Option<String> {
        let place = shown(&at.digest);
        let Some(path) = path_of(&at.digest) else {
            let said = Said::new(format!("the digest `{place}` is of no kind that is known"));
            self.blobs
                .push(said.remedy("ask for an image whose blobs are named by SHA-256"));
            return None;
        };
        let Some(digests) = known.get(path.as_str()) else {
            let elsewhere = if at.urls.is_empty() {
                "is not there"
            } else {
                "is not there, but would be fetched from elsewhere"
            };
            self.blobs.push(
                Said::new(format!("the blob `{place}` {elsewhere}"))
                    .at(path)
                    .remedy("export the image again with all of its blobs"),
            );
            return None;
        };
        if digests.bytes != at.size {
            let said = Said::new(format!(
                "the blob `{place}` has {} bytes, and {} are stated",
                digests.bytes, at.size
            ));
            self.blobs.push(said.at(path.clone()));
        }
        self.reached.insert(path.clone());
        Some(path)
    }

    fn odd(&mut self, at: &Descriptor, manifest: &Manifest) {
        let place = shown(&at.digest);
        let mut fault = |what: &str| self.documents.push(Said::new(what).at(place.clone()));
        if manifest.schema_version != Some(2) {
            fault("a manifest is not of schema version 2");
        }
        if let Some(own) = &manifest.media_type
            && *own != at.media_type
            && !at.media_type.is_empty()
        {
            fault("a manifest is of another media type than what points to it says");
        }
        if manifest.manifests.is_some() && (manifest.layers.is_some() || manifest.config.is_some())
        {
            fault("a document is manifest and index at once, and means two things");
        }
    }
}

/// Blobs whose bytes are not those that their names say.
pub(super) fn names(opened: &Opened) -> Faults {
    let mut faults = Faults::new();
    for (path, digests) in &opened.found.files {
        let named = match path.split('/').collect::<Vec<_>>().as_slice() {
            ["blobs", "sha256", name] => Some((*name, hex(&digests.sha256))),
            ["blobs", "sha512", name] => digests.sha512.map(|sha512| (*name, hex(&sha512))),
            _ => None,
        };
        if let Some((name, digest)) = named
            && name != digest
            && !path.contains('!')
        {
            faults.push(
                Said::new(format!(
                    "the bytes of `{}` are not those of its name",
                    shown(path)
                ))
                .at(shown(path))
                .remedy("fetch the image again"),
            );
        }
    }
    faults
}
