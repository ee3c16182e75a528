//! The documents of an OCI image layout. A name that stands twice in one of them is an error of its reader.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `oci-layout`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Layout {
    /// Its version.
    #[serde(rename = "imageLayoutVersion")]
    pub(super) version: String,
}

/// A pointer to a blob.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    /// What it is.
    #[serde(default)]
    pub(super) media_type: String,
    /// Its digest.
    pub(super) digest: String,
    /// How long.
    pub(super) size: u64,
    /// What is said about it.
    #[serde(default)]
    pub(super) annotations: BTreeMap<String, String>,
    /// Where else it may be.
    #[serde(default)]
    pub(super) urls: Vec<String>,
}

/// A manifest or index: both in one, so that what claims to be both is seen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Manifest {
    /// Always 2.
    pub(super) schema_version: Option<u64>,
    /// What it says that it is.
    pub(super) media_type: Option<String>,
    /// What kind of thing it is, if no image.
    pub(super) artifact_type: Option<String>,
    /// Of an index: manifests.
    pub(super) manifests: Option<Vec<Descriptor>>,
    /// Of a manifest: configuration.
    pub(super) config: Option<Descriptor>,
    /// Of a manifest: layers.
    pub(super) layers: Option<Vec<Descriptor>>,
    /// Of an older kind of manifest: blobs.
    pub(super) blobs: Option<Vec<Descriptor>>,
    /// About which other manifest it is.
    pub(super) subject: Option<Descriptor>,
    /// What is said of it.
    pub(super) annotations: BTreeMap<String, String>,
}

impl Manifest {
    /// What kind of artifact it is.
    pub(super) fn kind(&self) -> &str {
        let config = self
            .config
            .as_ref()
            .map(|config| config.media_type.as_str());
        self.artifact_type.as_deref().or(config).unwrap_or_default()
    }

    /// What it holds: layers, or blobs.
    pub(super) fn content(&self) -> impl Iterator<Item = &Descriptor> {
        let lists = [self.layers.as_deref(), self.blobs.as_deref()];
        lists.into_iter().flatten().flatten()
    }
}

/// The path of a blob, if the digest is one that is known and written as it must be.
pub(super) fn path_of(digest: &str) -> Option<String> {
    let (algorithm, hex) = digest.split_once(':')?;
    let length = match algorithm {
        "sha256" => 64,
        "sha512" => 128,
        _ => return None,
    };
    let good = hex.len() == length
        && hex
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    good.then(|| format!("blobs/{algorithm}/{hex}"))
}
