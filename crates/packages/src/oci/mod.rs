//! OCI image layouts in an archive: every blob is what its digest says, none is left over, and who signed the images.

mod graph;
mod model;
mod signatures;

use std::collections::BTreeMap;
use std::io::Result;

use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};
use serde_json::Value;

use crate::answers::{Answers, Faults, shown};
use crate::archive::{self, Opened, Shape, Wanted};
use crate::contents::Plan;
use crate::format::Format;
use crate::made::{self, Parts};
use crate::package::{ClaimKind, Image, Package};
use crate::signed::{self, Signed};
use crate::source::Given;
use crate::sums::Asked;
use crate::tar::{Links, Rules};
use graph::Graph;
use model::{Layout, Manifest, path_of};

const INDEX: &str = "index.json";
const LAYOUT: &str = "oci-layout";

/// Documents of the layout: the two at the top, and blobs that begin as JSON does.
const DOCUMENTS: Wanted = Wanted {
    is: |path, head| {
        path == INDEX
            || path == LAYOUT
            || (path.starts_with("blobs/") && head.first() == Some(&b'{'))
    },
    bytes_max: 4 << 20,
    all_bytes_max: 48 << 20,
};

/// Looks at an OCI image layout.
///
/// # Errors
/// When the system refuses.
pub(crate) fn examine_oci(given: &Given<'_>, shape: Shape) -> Result<Package> {
    let rules = Rules {
        links: Links::No,
        twins: false,
    };
    let plan = Plan {
        asked: &|path| Asked {
            sha512: path.starts_with("blobs/sha512/"),
            ..Asked::default()
        },
        keep: &|_| false,
        strict: None,
    };
    let (digests, mut opened) = archive::open(given, shape, rules, &plan, DOCUMENTS)?;
    let mut parts = Parts::default();
    let mut signed = signed::beside(given, &digests, &mut parts.answers)?;
    match index(&opened, &mut parts.answers) {
        Some(index) => {
            let whole = !signed.by.is_empty();
            let mut graph = graph::follow(&index, &opened);
            let targets =
                signatures::verify(given, &graph, &opened, &mut signed, &mut parts.answers)?;
            blobs(&mut graph, &opened, &mut parts.answers);
            covered(&graph, &targets, &signed, whole, &mut parts.answers);
            identity(&index, &graph, &opened, &mut parts);
        }
        None => {
            let said = Said::new("there is no index that can be read");
            let checks = [
                GateCheck::EveryFile,
                GateCheck::ListedFiles,
                GateCheck::Images,
                GateCheck::Identity,
            ];
            parts.answers.otherwise(&checks, &said);
        }
    }
    signed::conclude(
        &mut parts.answers,
        &signed,
        "every image and blob, by the digests that lead to them",
    );
    parts.signers = signed.signers;
    opened.judge(&mut parts.answers);
    let none = Said::new("nothing in the layout but images has signatures of its own");
    parts
        .answers
        .otherwise(&[GateCheck::ArtifactSignatures], &none);
    Ok(made::package(
        given,
        Format::OciLayout,
        digests,
        opened.found,
        parts,
    ))
}

fn index(opened: &Opened, answers: &mut Answers) -> Option<Manifest> {
    let mut faults = Faults::new();
    let layout = opened
        .caught
        .get(LAYOUT)
        .and_then(|bytes| serde_json::from_slice::<Layout>(bytes).ok());
    match layout {
        Some(layout) if layout.version == "1.0.0" => {}
        Some(layout) => faults.push(
            Said::new(format!(
                "the layout is of version `{}`, and `1.0.0` is known",
                shown(&layout.version)
            ))
            .at(LAYOUT),
        ),
        None => faults.push(Said::new("`oci-layout` is not there, or cannot be read").at(LAYOUT)),
    }
    let index = match opened
        .caught
        .get(INDEX)
        .map(|bytes| serde_json::from_slice::<Manifest>(bytes))
    {
        Some(Ok(index)) => Some(index),
        Some(Err(error)) => {
            let why = shown(&error.to_string());
            faults.push(Said::new(format!("`index.json` cannot be read: {why}")).at(INDEX));
            None
        }
        None => {
            faults.push(Said::new("`index.json` is not there, or too large").at(INDEX));
            None
        }
    };
    if let Some(index) = &index {
        if index.schema_version != Some(2) {
            faults.push(Said::new("`index.json` is not of schema version 2").at(INDEX));
        }
        if index.manifests.as_ref().is_none_or(Vec::is_empty) {
            faults.push(Said::new("`index.json` points to no image").at(INDEX));
        }
    }
    answers.judge(
        GateCheck::OneManifest,
        faults,
        "one `oci-layout` and one `index.json`",
    );
    index
}

fn blobs(graph: &mut Graph, opened: &Opened, answers: &mut Answers) {
    let documents = std::mem::take(&mut graph.documents);
    if !documents.is_empty() {
        answers.judge(GateCheck::OneManifest, documents, "");
    }
    let mut faults = std::mem::take(&mut graph.blobs);
    faults.append(graph::names(opened));
    let count = graph.reached.len();
    let bad = !faults.is_empty();
    answers.judge(
        GateCheck::ListedFiles,
        faults,
        format!("{count} blobs are there, each with its digest and length"),
    );
    if bad {
        answers.failed(
            GateCheck::Images,
            Said::new("some blobs are not what the manifests name"),
        );
    } else {
        answers.passed(
            GateCheck::Images,
            format!("{count} blobs are the bytes that the manifests name"),
        );
    }
    let mut left = Faults::new();
    for path in opened.paths() {
        if path != INDEX && path != LAYOUT && !graph.reached.contains(path) {
            left.push(
                Said::new(format!("nothing in the layout points to `{}`", shown(path)))
                    .at(shown(path))
                    .remedy("export the image again as an OCI layout, without anything else in it"),
            );
        }
    }
    if !left.is_empty() {
        answers.judge(GateCheck::EveryFile, left, "");
    }
}

/// Whether each image is signed, when signatures lie inside alone.
fn covered(graph: &Graph, targets: &[String], signed: &Signed, whole: bool, answers: &mut Answers) {
    if whole || signed.by.is_empty() {
        return;
    }
    let mut faults = Faults::new();
    for node in graph
        .nodes
        .values()
        .filter(|node| node.top && !signatures::is_about(node))
    {
        if !targets.contains(&node.at.digest) {
            faults.push(
                Said::new(format!(
                    "the image `{}` has no signature in the layout",
                    shown(&node.at.digest)
                ))
                .at(INDEX)
                .remedy("ask the supplier to sign every image that is delivered"),
            );
        }
    }
    answers.judge(
        GateCheck::SignedBytes,
        faults,
        "the manifest of every image, byte for byte",
    );
    let loose = graph
        .nodes
        .values()
        .filter(|node| signatures::is_about(node) && !signatures::is_signature(node))
        .count();
    if loose > 0 {
        answers.set(Answer {
            check: GateCheck::EveryFile,
            state: CheckState::NotDone,
            said: vec![Said::new(format!(
                "{loose} documents are attached to images, and no signature over an image covers them"
            ))],
        });
    }
}

const TITLE: &str = "org.opencontainers.image.title";
const VERSION: &str = "org.opencontainers.image.version";
const VENDOR: &str = "org.opencontainers.image.vendor";
const CREATED: &str = "org.opencontainers.image.created";
const REF_NAME: &str = "org.opencontainers.image.ref.name";

fn identity(index: &Manifest, graph: &Graph, opened: &Opened, parts: &mut Parts) {
    let mut stated: Vec<(String, BTreeMap<String, String>)> =
        vec![(INDEX.to_owned(), index.annotations.clone())];
    for node in graph
        .nodes
        .values()
        .filter(|node| !signatures::is_about(node))
    {
        stated.push((node.at.digest.clone(), node.manifest.annotations.clone()));
        if node.top {
            stated.push((INDEX.to_owned(), node.at.annotations.clone()));
            parts.images.push(Image {
                name: node
                    .at
                    .annotations
                    .get(REF_NAME)
                    .cloned()
                    .unwrap_or_else(|| "image".to_owned()),
                place: INDEX.to_owned(),
                digest: Some(node.at.digest.clone()),
            });
        }
        let config = node
            .manifest
            .config
            .as_ref()
            .and_then(|config| path_of(&config.digest));
        let config =
            config.and_then(|path| serde_json::from_slice::<Value>(opened.caught.get(&path)?).ok());
        let labels = config
            .as_ref()
            .and_then(|config| config.pointer("/config/Labels")?.as_object());
        let labels = labels.into_iter().flatten();
        let labels =
            labels.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        stated.push((node.at.digest.clone(), labels.collect()));
    }
    let mut faults = Faults::new();
    let mut places = 0;
    let kinds = [
        (TITLE, ClaimKind::Product),
        (VERSION, ClaimKind::Version),
        (VENDOR, ClaimKind::Supplier),
        (CREATED, ClaimKind::Released),
    ];
    for (key, kind) in kinds {
        let mut first: Option<&str> = None;
        for (place, map) in &stated {
            let Some(value) = map.get(key) else {
                continue;
            };
            places += 1;
            if first.is_none() || first != Some(value) {
                parts.claim(kind, Some(value), place);
            }
            match first {
                Some(first) if first != value && kind != ClaimKind::Released => faults.push(
                    Said::new(format!(
                        "`{key}` is `{}` here, and `{}` elsewhere",
                        shown(value),
                        shown(first)
                    ))
                    .at(shown(place)),
                ),
                _ => first = first.or(Some(value)),
            }
        }
    }
    if places == 0 {
        let said = Said::new("neither index nor manifests state what it is");
        parts.answers.not_done(
            GateCheck::Identity,
            said.remedy("ask for images with annotations of title and version"),
        );
    } else {
        parts.answers.judge(
            GateCheck::Identity,
            faults,
            format!("the same in {places} annotations and labels"),
        );
    }
}

#[cfg(test)]
mod tests;
