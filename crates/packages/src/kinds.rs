//! Which kind of package a file is that is no SOL004 package, by what is in it.

use std::io::Result;

use crate::archive::{self, Shape};
use crate::compress::{Packing, Unpacked, bad, bad_words};
use crate::names::What;
use crate::package::Package;
use crate::source::Given;
use crate::tar::{self, Links, Rules};
use crate::zip::Directory;
use crate::{ar, deb, helm, oci, oran, plain, rpm};

/// How many entries at the beginning of a tar archive are looked at for files that tell its kind.
const ENTRIES_MAX: usize = 20_000;

/// Hands a file that is no ZIP archive to who knows its kind.
///
/// # Errors
/// When the system refuses.
pub(crate) fn others(given: &Given<'_>, head: &[u8]) -> Result<Package> {
    if ar::is_ar(head) && head.get(8..21) == Some(b"debian-binary") {
        return deb::examine_deb(given);
    }
    if rpm::is_rpm(head) {
        return rpm::examine_rpm(given);
    }
    let (shape, packing) = archive::shape_of(given)?;
    if shape != Shape::Tar {
        return plain::examine_plain(given);
    }
    let names = names(given)?;
    if let Some(kind) = by_names(names.iter().map(String::as_str)) {
        return kind.examine(given, shape);
    }
    let chart = |name: &String| name.split('/').count() == 2 && name.ends_with("/Chart.yaml");
    if packing == Packing::Gzip && names.iter().any(chart) {
        return helm::examine_helm(given);
    }
    plain::examine_archive(given, shape)
}

/// Hands a ZIP archive that is no SOL004 package to who knows its kind.
///
/// # Errors
/// When the system refuses.
pub(crate) fn in_zip(given: &Given<'_>, directory: &Directory) -> Result<Package> {
    let names: Vec<String> = directory.names().collect();
    match by_names(names.iter().map(String::as_str)) {
        Some(kind) => kind.examine(given, Shape::Zip),
        None => plain::examine_archive(given, Shape::Zip),
    }
}

#[derive(Clone, Copy)]
enum Kind {
    ORan,
    Oci,
}

impl Kind {
    fn examine(self, given: &Given<'_>, shape: Shape) -> Result<Package> {
        match self {
            Kind::ORan => oran::examine_oran(given, shape),
            Kind::Oci => oci::examine_oci(given, shape),
        }
    }
}

fn by_names<'n>(names: impl Iterator<Item = &'n str>) -> Option<Kind> {
    let mut kind = None;
    for name in names {
        match name {
            "oci-layout" | "index.json" if kind.is_none() => kind = Some(Kind::Oci),
            "manifest.xml" => return Some(Kind::ORan),
            _ => {}
        }
    }
    kind
}

/// Names at the beginning of a tar archive.
fn names(given: &Given<'_>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut bounds = given.bounds;
    bounds.files_max = bounds.files_max.min(ENTRIES_MAX);
    let rules = Rules {
        links: Links::Rooted,
        twins: true,
    };
    let mut reader = match Unpacked::new(given.source.open()?, &bounds) {
        Ok(reader) => reader,
        Err(error) => return bad_words(&error).map(|_| Vec::new()).ok_or(error),
    };
    tar::walk(&mut reader, rules, &bounds, &mut |entry, _| {
        // Names in the middle of a large archive tell nothing that those at its top do not.
        let parts = entry.path.split('/').count();
        if entry.what == What::File && parts <= 2 {
            names.push(entry.path.clone());
        }
        // Blobs come first in image layouts, and their index after all of them.
        if entry.path.starts_with("blobs/sha256/") {
            names.push("oci-layout".to_owned());
        }
        let enough = by_names(names.iter().rev().take(1).map(String::as_str)).is_some();
        let chart = parts == 2 && entry.path.ends_with("/Chart.yaml");
        if enough || chart {
            Err(bad("enough was seen"))
        } else {
            Ok(())
        }
    })?;
    Ok(names)
}
