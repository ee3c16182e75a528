//! Reads the small files that tell how a package is to be read: `TOSCA.meta`, the manifest, the descriptor.
//!
//! They are read before the rest, as they say which digests to make. When the rest goes by, the same files are
//! hashed with it, and must be the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Result;

use sha2::{Digest, Sha256};

use super::descriptor::{Descriptor, beside};
use super::listed::{Listed, asked};
use super::manifest::Manifest;
use super::meta::{self, Meta};
use crate::sums::Asked;

/// Most bytes of all small files together.
const SMALL_BYTES_MAX: usize = 48 << 20;
/// Most files of the descriptor that are read.
const DEFINITIONS_MAX: usize = 200;
/// Most signatures and certificates of single files that are read.
const SIGNATURES_MAX: usize = 4_000;

/// What the small files say.
#[derive(Debug, Default)]
pub(crate) struct Peeked {
    /// The path of `TOSCA.meta`, in any case of letters.
    pub(crate) meta_path: Option<String>,
    /// `TOSCA.meta`.
    pub(crate) meta: Option<Meta>,
    /// The manifest, if there is one that can be meant.
    pub(crate) manifest: Option<Manifest>,
    /// Paths of all files that may be the manifest.
    pub(crate) manifests: Vec<String>,
    /// The descriptor that is meant.
    pub(crate) entry: Option<String>,
    /// The descriptor.
    pub(crate) descriptor: Descriptor,
    /// All small files that were read.
    pub(crate) small: BTreeMap<String, Vec<u8>>,
    /// Which digests are asked for, by path.
    pub(crate) asked: BTreeMap<String, Asked>,
}

/// Reads one small file out of its turn.
pub(crate) type Read<'r> = dyn FnMut(&str) -> Result<Option<Vec<u8>>> + 'r;

/// Whether a file lies at the root and ends so.
pub(crate) fn at_root(path: &str, endings: &[&str]) -> bool {
    let lower = path.to_ascii_lowercase();
    !path.contains('/') && endings.iter().any(|ending| lower.ends_with(ending))
}

/// Without its last ending.
pub(crate) fn stem(path: &str) -> &str {
    let start = path.rfind('/').map_or(0, |at| at + 1);
    match path[start..].rfind('.') {
        Some(dot) if dot > 0 => &path[..start + dot],
        _ => path,
    }
}

impl Peeked {
    /// Reads what is needed out of the files of these names.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn read(names: &[String], read: &mut Read<'_>) -> Result<Peeked> {
        let mut peeked = Peeked {
            meta_path: names
                .iter()
                .find(|name| name.eq_ignore_ascii_case(meta::PATH))
                .cloned(),
            ..Peeked::default()
        };
        if let Some(path) = peeked.meta_path.clone()
            && let Some(bytes) = peeked.small(&path, read)?
        {
            peeked.meta = Some(Meta::read(&bytes));
        }
        peeked.manifests = names
            .iter()
            .filter(|name| at_root(name, &[".mf"]))
            .cloned()
            .collect();
        let named = peeked.meta.as_ref().and_then(|meta| meta.manifest.clone());
        let path = named
            .filter(|path| names.contains(path))
            .or_else(|| peeked.only_manifest(names));
        if let Some(path) = path
            && let Some(bytes) = peeked.small(&path, read)?
        {
            peeked.manifest = Some(Manifest::read(&path, &bytes));
        }
        peeked.definitions(names, read)?;
        peeked.signatures(names, read)?;
        peeked.asked();
        Ok(peeked)
    }

    fn small(&mut self, path: &str, read: &mut Read<'_>) -> Result<Option<Vec<u8>>> {
        if let Some(bytes) = self.small.get(path) {
            return Ok(Some(bytes.clone()));
        }
        let had: usize = self.small.values().map(Vec::len).sum();
        let bytes = read(path)?.filter(|bytes| had + bytes.len() <= SMALL_BYTES_MAX);
        if let Some(bytes) = &bytes {
            self.small.insert(path.to_owned(), bytes.clone());
        }
        Ok(bytes)
    }

    /// The manifest that nothing names: with the stem of a descriptor at the root, or the only one.
    fn only_manifest(&self, names: &[String]) -> Option<String> {
        let yaml = |manifest: &&String| {
            let same =
                |name: &String| at_root(name, &[".yaml", ".yml"]) && stem(name) == stem(manifest);
            names.iter().any(same)
        };
        self.manifests
            .iter()
            .find(yaml)
            .or(self.manifests.first())
            .cloned()
    }

    fn definitions(&mut self, names: &[String], read: &mut Read<'_>) -> Result<()> {
        let named = self.meta.as_ref().and_then(|meta| meta.definitions.clone());
        let beside_manifest = || {
            let manifest = self.manifest.as_ref()?;
            let same = |name: &&String| {
                at_root(name, &[".yaml", ".yml"]) && stem(name) == stem(&manifest.path)
            };
            names.iter().find(same).cloned()
        };
        self.entry = named.or_else(beside_manifest);
        let Some(entry) = self.entry.clone() else {
            return Ok(());
        };
        // What it brings in lies beside it; other files of that kind cost little.
        let folder = beside(&entry, "").unwrap_or_default();
        let near = |name: &&String| {
            let lower = name.to_ascii_lowercase();
            (lower.ends_with(".yaml") || lower.ends_with(".yml"))
                && (name.starts_with(&format!("{folder}/"))
                    || name.starts_with("Definitions/")
                    || !name.contains('/'))
        };
        let near: Vec<&String> = names.iter().filter(near).take(DEFINITIONS_MAX).collect();
        self.small(&entry, read)?;
        for name in near {
            self.small(name, read)?;
        }
        self.descriptor = Descriptor::read(&entry, &self.small);
        Ok(())
    }

    /// Signatures and certificates of single files, and the certificate of the signer.
    fn signatures(&mut self, names: &[String], read: &mut Read<'_>) -> Result<()> {
        let known: BTreeSet<&String> = names.iter().collect();
        let mut wanted: Vec<String> = Vec::new();
        if let Some(manifest) = &self.manifest {
            wanted.push(format!("{}.cert", stem(&manifest.path)));
            for listed in manifest.listed.iter().take(SIGNATURES_MAX) {
                wanted.extend(listed.signature.clone());
                wanted.extend(listed.certificate.clone());
            }
        }
        wanted.extend(self.meta.as_ref().and_then(|meta| meta.certificate.clone()));
        for path in wanted {
            if known.contains(&path) {
                self.small(&path, read)?;
            }
        }
        Ok(())
    }

    /// Every list with digests: of the manifest, and of `TOSCA.meta`.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Listed> {
        let manifest = self.manifest.iter().flat_map(|manifest| &manifest.listed);
        manifest.chain(self.meta.iter().flat_map(|meta| &meta.listed))
    }

    /// Where an image may lie: as seen from the descriptor, or from the root.
    pub(crate) fn places(place: &str, file: &str) -> Vec<String> {
        let mut places: Vec<String> = beside(place, file).into_iter().collect();
        places.extend(beside("", file));
        places
    }

    fn asked(&mut self) {
        let mut all: BTreeMap<String, Asked> = BTreeMap::new();
        let mut add = |path: &str, more: Asked| {
            if more != Asked::default() {
                let before = all.entry(path.to_owned()).or_default();
                *before = before.or(more);
            }
        };
        for listed in self.listed() {
            add(&listed.source, asked(listed.algorithm.as_deref()));
            let signature = listed
                .signature
                .as_ref()
                .and_then(|path| self.small.get(path));
            if signature.is_some() {
                add(&listed.source, Asked::ALL);
            }
        }
        for image in &self.descriptor.images {
            for place in image
                .file
                .iter()
                .flat_map(|file| Self::places(&image.place, file))
            {
                add(&place, asked(image.algorithm.as_deref()));
            }
        }
        self.asked = all;
    }

    /// Whether the small files are the bytes that went by with the rest.
    pub(crate) fn unchanged<'d>(&self, sha256: impl Fn(&str) -> Option<&'d [u8; 32]>) -> bool {
        self.small.iter().all(|(path, bytes)| {
            let now: [u8; 32] = Sha256::digest(bytes).into();
            sha256(path).is_none_or(|then| *then == now)
        })
    }
}
