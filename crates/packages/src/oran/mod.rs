//! O-RAN software packages: `manifest.xml`, the files that it lists, and a signature over all of it.
//!
//! The standard leaves the integrity of a package to its vendor. Here that means: a signature over the whole package.

mod manifest;

use std::collections::BTreeMap;
use std::io::Result;

use keyholder_signatures::Digests;
use keyholder_supply::gate::{GateCheck, Said};

use crate::answers::{Answers, Faults, shown};
use crate::archive::{self, NOTHING, Opened, Shape};
use crate::contents::Plan;
use crate::format::Format;
use crate::made::{self, Parts};
use crate::names;
use crate::package::{ClaimKind, Package};
use crate::signed;
use crate::source::Given;
use crate::sums::{Asked, hex};
use crate::tar::{Links, Rules};
use manifest::{Listed, Manifest};

/// The name of the manifest.
const MANIFEST: &str = "manifest.xml";

/// Looks at an O-RAN software package.
///
/// # Errors
/// When the system refuses.
pub(crate) fn examine_oran(given: &Given<'_>, shape: Shape) -> Result<Package> {
    let rules = Rules {
        links: Links::No,
        twins: false,
    };
    // Checksums may be any digest, and are known only when the manifest has been read.
    let plan = Plan {
        asked: &|path| {
            if path.contains('!') {
                Asked::default()
            } else {
                Asked::ALL
            }
        },
        keep: &|path| path == MANIFEST,
        strict: None,
    };
    let (digests, mut opened) = archive::open(given, shape, rules, &plan, NOTHING)?;
    let mut parts = Parts::default();
    let signed = signed::beside(given, &digests, &mut parts.answers)?;
    let manifest = read(&opened, &mut parts.answers);
    let mut unlisted = false;
    match &manifest {
        Some(manifest) => {
            unlisted = files(manifest, &opened, &mut parts.answers);
            identity(manifest, given, &mut parts);
        }
        None => {
            let said = Said::new("there is no manifest that can be read");
            let checks = [
                GateCheck::EveryFile,
                GateCheck::ListedFiles,
                GateCheck::Identity,
            ];
            parts.answers.otherwise(&checks, &said);
        }
    }
    let covers = if unlisted {
        "the signature covers the whole package"
    } else {
        "the signature covers the whole package, and the manifest lists every file"
    };
    signed::conclude(&mut parts.answers, &signed, covers);
    parts.signers = signed.signers;
    opened.judge(&mut parts.answers);
    let none = Said::new("single files of an O-RAN package have no signatures of their own");
    parts
        .answers
        .otherwise(&[GateCheck::ArtifactSignatures], &none);
    parts.answers.otherwise(
        &[GateCheck::Images],
        &Said::new("an O-RAN package names no images"),
    );
    Ok(made::package(
        given,
        Format::ORan,
        digests,
        opened.found,
        parts,
    ))
}

fn read(opened: &Opened, answers: &mut Answers) -> Option<Manifest> {
    let same = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.eq_ignore_ascii_case(MANIFEST)
    };
    let count = opened.paths().filter(same).count();
    let Some(bytes) = opened.found.kept.get(MANIFEST) else {
        let said = Said::new("there is no `manifest.xml` at the top of the package")
            .remedy("ask the supplier for the package as the O-RAN M-plane describes it");
        answers.failed(GateCheck::OneManifest, said);
        return None;
    };
    if count > 1 {
        let said = Said::new(format!("there are {count} files called `manifest.xml`"));
        answers.failed(
            GateCheck::OneManifest,
            said.remedy("leave one of them, at the top"),
        );
    }
    match manifest::read(bytes) {
        Ok(manifest) => {
            let mut faults = Faults::new();
            for fault in &manifest.faults {
                faults.push(Said::new(format!("the manifest: {fault}")).at(MANIFEST));
            }
            answers.judge(
                GateCheck::OneManifest,
                faults,
                "one `manifest.xml`, at the top",
            );
            Some(manifest)
        }
        Err(why) => {
            let said = Said::new(format!("the manifest cannot be read: {why}"))
                .at(MANIFEST)
                .remedy("ask the supplier for a manifest without such things");
            answers.failed(GateCheck::OneManifest, said);
            None
        }
    }
}

/// Holds the manifest against the files; whether some file is not listed.
fn files(manifest: &Manifest, opened: &Opened, answers: &mut Answers) -> bool {
    let mut listed_faults = Faults::new();
    let mut weak = 0;
    let mut strong = 0;
    let mut listed: Vec<String> = Vec::new();
    let there: BTreeMap<&str, &Digests> = opened
        .found
        .files
        .iter()
        .map(|(path, digests)| (path.as_str(), digests))
        .collect();
    for file in manifest.builds.iter().flat_map(|build| &build.files) {
        let mut odd = Faults::new();
        let path = names::clean(path_of(file).as_bytes(), false, &mut odd);
        listed_faults.append(odd);
        let found = there.get(path.as_str());
        match found {
            None => listed_faults.push(
                Said::new(format!(
                    "the manifest lists `{}`, which is not there",
                    shown(&path)
                ))
                .at(MANIFEST)
                .remedy("ask the supplier for the whole package"),
            ),
            Some(digests) => match digest(&file.checksum, digests) {
                Some(true) => strong += 1,
                Some(false) => listed_faults.push(
                    Said::new(format!(
                        "`{}` is not the file whose checksum is listed",
                        shown(&path)
                    ))
                    .at(shown(&path))
                    .remedy("fetch the package again, or ask the supplier"),
                ),
                None => weak += 1,
            },
        }
        listed.push(path);
    }
    listed.sort_unstable();
    if !listed_faults.is_empty() || weak == 0 {
        let words =
            format!("{strong} files are listed and there, with the digests that are listed");
        answers.judge(GateCheck::ListedFiles, listed_faults, words);
    } else {
        let said = Said::new(format!(
            "all files that are listed are there, and {weak} of them have no checksum that proves anything"
        ));
        let said = said
            .at(MANIFEST)
            .remedy("ask the supplier for SHA-256 as checksum");
        answers.not_done(GateCheck::ListedFiles, said);
    }
    let mut unlisted = Faults::new();
    for path in opened.paths() {
        if path != MANIFEST
            && listed
                .binary_search_by(|name| name.as_str().cmp(path))
                .is_err()
        {
            unlisted.push(
                Said::new(format!("`{}` is not listed in the manifest", shown(path)))
                    .at(shown(path))
                    .remedy("ask the supplier what it is, and for a package that lists it"),
            );
        }
    }
    let any = !unlisted.is_empty();
    if any {
        answers.judge(GateCheck::EveryFile, unlisted, "");
    }
    any
}

fn path_of(file: &Listed) -> &str {
    // The path is that of the file; some give the folder alone, and the name beside it.
    if file.path.is_empty() {
        &file.name
    } else {
        &file.path
    }
}

/// Whether a checksum is that of a file; none when it is of no kind that proves anything.
fn digest(checksum: &str, digests: &Digests) -> Option<bool> {
    let bare = checksum.rsplit(':').next().unwrap_or(checksum).trim();
    if !bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let known = match bare.len() {
        64 => hex(&digests.sha256),
        96 => hex(&digests.sha384?),
        128 => hex(&digests.sha512?),
        _ => return None,
    };
    Some(known.eq_ignore_ascii_case(bare))
}

fn identity(manifest: &Manifest, given: &Given<'_>, parts: &mut Parts) {
    let mut faults = Faults::new();
    let mut vendors: Vec<&str> = manifest
        .products
        .iter()
        .map(|product| product.vendor.as_str())
        .collect();
    vendors.sort_unstable();
    vendors.dedup();
    if vendors.len() > 1 {
        let said = Said::new(format!("the products are of {} vendors", vendors.len())).at(MANIFEST);
        faults.push(said.remedy("ask for one package for each vendor"));
    }
    parts.claim(ClaimKind::Supplier, vendors.first().copied(), MANIFEST);
    for product in &manifest.products {
        let name = if product.name.is_empty() {
            &product.code
        } else {
            &product.name
        };
        parts.claim(ClaimKind::Product, Some(name), MANIFEST);
    }
    for build in &manifest.builds {
        parts.claim(ClaimKind::Version, Some(&build.version), MANIFEST);
        parts.claim(ClaimKind::Descriptor, Some(&build.name), MANIFEST);
    }
    parts.claims.dedup();
    let mut words = format!(
        "the manifest states the vendor `{}`",
        shown(vendors.first().unwrap_or(&""))
    );
    if vendors
        .first()
        .is_some_and(|vendor| !given.name.starts_with(vendor))
    {
        words.push_str(
            "; the name of the file does not begin with it, as names of such packages do",
        );
    }
    parts.answers.judge(GateCheck::Identity, faults, words);
}

#[cfg(test)]
mod tests;
