//! The provenance file of a chart: signed text with the chart's metadata and the digest of its archive.

use crate::yaml::{self, Node};

/// What a provenance file says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Prov {
    /// The metadata of the chart.
    pub(super) chart: Node,
    /// Names of archives, and their digests after `sha256:`.
    pub(super) files: Vec<(String, String)>,
}

/// Reads the text that was signed, or says why it cannot be read.
pub(super) fn read(text: &str) -> Result<Prov, String> {
    let mut parts = text.split("\n...\n");
    let (Some(chart), Some(sums)) = (parts.next(), parts.next()) else {
        return Err("it has no part with digests after `...`".to_owned());
    };
    if parts.next().is_some() {
        return Err("it has more than two parts".to_owned());
    }
    let chart = yaml::read(chart.as_bytes())
        .map_err(|why| format!("its metadata cannot be read: {why}"))?;
    let sums =
        yaml::read(sums.as_bytes()).map_err(|why| format!("its digests cannot be read: {why}"))?;
    let Some(Node::Map(files)) = sums.get("files") else {
        return Err("it lists no files".to_owned());
    };
    let files = files
        .iter()
        .map(|(name, digest)| (name.clone(), digest.text().unwrap_or_default().to_owned()));
    Ok(Prov {
        chart,
        files: files.collect(),
    })
}

/// Keys of a chart in which the metadata differ from those in the provenance file.
pub(super) fn differences(prov: &Node, chart: &Node) -> Vec<String> {
    const BOTH: [&str; 6] = [
        "name",
        "version",
        "appVersion",
        "apiVersion",
        "type",
        "dependencies",
    ];
    let empty = |value: &Node| match value {
        Node::Null => true,
        Node::Text(text) => text.is_empty(),
        Node::List(list) => list.is_empty(),
        Node::Map(map) => map.is_empty(),
    };
    let none = Node::Null;
    let mut keys: Vec<&str> = BOTH.to_vec();
    keys.extend(prov.members().iter().map(|(name, _)| name.as_str()));
    keys.sort_unstable();
    keys.dedup();
    let differs = |key: &&str| {
        let (one, other) = (
            prov.get(key).unwrap_or(&none),
            chart.get(key).unwrap_or(&none),
        );
        !(one.same(other) || (empty(one) && empty(other)))
    };
    keys.into_iter()
        .filter(differs)
        .map(str::to_owned)
        .collect()
}
