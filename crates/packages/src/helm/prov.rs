//! The provenance file of a chart: signed text with the chart's metadata and the digest of its archive.

use serde_json::Value;

use crate::yaml;

/// What a provenance file says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Prov {
    /// The metadata of the chart.
    pub(super) chart: Value,
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
    let chart = yaml::read(chart).map_err(|why| format!("its metadata cannot be read: {why}"))?;
    let sums = yaml::read(sums).map_err(|why| format!("its digests cannot be read: {why}"))?;
    let Some(Value::Object(files)) = sums.get("files") else {
        return Err("it lists no files".to_owned());
    };
    let files = files
        .iter()
        .map(|(name, digest)| (name.clone(), yaml::word(digest).unwrap_or_default()));
    Ok(Prov {
        chart,
        files: files.collect(),
    })
}

/// Keys of a chart in which the metadata differ from those in the provenance file.
pub(super) fn differences(prov: &Value, chart: &Value) -> Vec<String> {
    const BOTH: [&str; 6] = [
        "name",
        "version",
        "appVersion",
        "apiVersion",
        "type",
        "dependencies",
    ];
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    let none = Value::Null;
    let mut keys: Vec<&str> = BOTH.to_vec();
    if let Value::Object(map) = prov {
        keys.extend(map.keys().map(String::as_str));
    }
    keys.sort_unstable();
    keys.dedup();
    let differs = |key: &&str| {
        let (one, other) = (
            prov.get(*key).unwrap_or(&none),
            chart.get(*key).unwrap_or(&none),
        );
        let words = (yaml::word(one), yaml::word(other));
        !(one == other || (empty(one) && empty(other)) || (words.0.is_some() && words.0 == words.1))
    };
    keys.into_iter()
        .filter(differs)
        .map(str::to_owned)
        .collect()
}
