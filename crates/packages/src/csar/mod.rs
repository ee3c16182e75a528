//! Packages of network functions by ETSI GS NFV-SOL 004, both of its options for signatures.
//!
//! *Option 1*: the manifest lists every file with its digest, and is signed. *Option 2*: an archive with the
//! package, one signature over all of it, and at most one certificate. What lies in the package of option 2 is
//! held against its own manifest too, as far as it has one.

mod artifacts;
mod descriptor;
mod identity;
mod judge;
mod listed;
mod manifest;
mod meta;
mod option2;
mod peek;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Result;

use keyholder_signatures::Digests;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use crate::answers::Answers;
use crate::contents::{Found, Plan};
use crate::format::Format;
use crate::made::{self, Parts};
use crate::package::Package;
use crate::signed;
use crate::source::Given;
use crate::sums::Asked;
use crate::walk::{self, Walked};
use crate::zip::Directory;
use judge::Judge;
use peek::{Peeked, at_root};

pub(crate) use option2::option2;

/// Which option a ZIP archive follows, if it is a package of this kind.
pub(crate) fn option(directory: &Directory) -> Option<Format> {
    let names: Vec<String> = directory.names().collect();
    let root = |endings: &[&str]| names.iter().filter(|name| at_root(name, endings)).count();
    let meta = names
        .iter()
        .any(|name| name.eq_ignore_ascii_case(meta::PATH));
    if meta || (root(&[".mf"]) > 0 && root(&[".yaml", ".yml"]) > 0) {
        return Some(Format::CsarOption1);
    }
    let sealed = root(&[".zip"]) == 1 && root(&[".cms"]) > 0;
    if root(&[".csar"]) > 0 || sealed {
        return Some(Format::CsarOption2);
    }
    // A manifest alone is still more than nothing.
    (root(&[".mf"]) > 0).then_some(Format::CsarOption1)
}

/// Looks at a package of option 1.
///
/// # Errors
/// When the system refuses, or the file changed while it was read.
pub(crate) fn option1(given: &Given<'_>, directory: &Directory) -> Result<Package> {
    let names: BTreeSet<String> = directory.names().collect();
    let mut source = given.source.open()?;
    let list: Vec<String> = names.iter().cloned().collect();
    let peeked = Peeked::read(&list, &mut |path| {
        directory.small(source.as_mut(), path, &given.bounds)
    })?;
    drop(source);
    let plan = Plan {
        asked: &|path| peeked.asked.get(path).copied().unwrap_or_default(),
        keep: &|_| false,
        strict: None,
    };
    let walked = walk::zip(given, directory, signed::asked(given), &plan)?;
    let Walked { digests, mut found } = walked;
    let mut parts = Parts::default();
    archive(directory, &mut found, &mut parts.answers);
    // A package may lie beside its signature and certificate, as they lie in the archive of option 2.
    let outer = signed::beside(given, &digests, &mut parts.answers)?;
    let covered = parts
        .answers
        .state(GateCheck::Signature)
        .filter(|_| !outer.by.is_empty());
    if covered.is_some() {
        let covers = format!("all {} bytes of the package", digests.bytes);
        signed::conclude(&mut parts.answers, &outer, &covers);
    }
    parts.signers = outer.signers;
    second_package(&names, &mut parts.answers);
    let folders: BTreeSet<String> = directory.folders().collect();
    inside(
        given, &peeked, &found, "", &names, &folders, covered, &mut parts,
    )?;
    Ok(made::package(
        given,
        Format::CsarOption1,
        digests,
        found,
        parts,
    ))
}

/// A package that also looks like the archive of option 2 is two packages.
fn second_package(names: &BTreeSet<String>, answers: &mut Answers) {
    let second = names.iter().find(|name| at_root(name, &[".csar"]));
    if let Some(name) = second {
        let what = format!(
            "another package, `{}`, lies beside the manifest",
            crate::answers::shown(name)
        );
        let said = Said::new(what).remedy("ask for one package in one archive");
        answers.failed(GateCheck::OnePackage, said);
    }
}

/// Answers whether the archive is unambiguous.
fn archive(directory: &Directory, found: &mut Found, answers: &mut Answers) {
    let mut words = format!(
        "{} entries, each once, in one piece from the first byte to the last",
        directory.entries.len()
    );
    if directory.comment_bytes > 0 {
        words.push_str(&format!(
            "; it has a comment of {} bytes",
            directory.comment_bytes
        ));
    }
    answers.judge(GateCheck::Archive, std::mem::take(&mut found.faults), words);
    if !found.unread.is_empty() {
        answers.set(Answer {
            said: found.unread.clone().said(),
            ..Answer::passed(GateCheck::Archive, "")
        });
    }
}

/// The checks of a package by what is in it. `prefix` stands before its paths in what was found.
#[expect(
    clippy::too_many_arguments,
    reason = "one call for each option, with what each of them knows"
)]
fn inside(
    given: &Given<'_>,
    peeked: &Peeked,
    found: &Found,
    prefix: &str,
    names: &BTreeSet<String>,
    folders: &BTreeSet<String>,
    covered: Option<CheckState>,
    parts: &mut Parts,
) -> Result<()> {
    let own = found.files.iter().filter_map(|(path, digests)| {
        let path = path.strip_prefix(prefix)?;
        (!path.contains('!') || names.contains(path)).then_some((path, digests))
    });
    let files: BTreeMap<&str, &Digests> = own.collect();
    if !peeked.unchanged(|path| files.get(path).map(|digests| &digests.sha256)) {
        return Err(std::io::Error::other("the file changed while it was read"));
    }
    let judge = Judge {
        given,
        peeked,
        files: &files,
        names,
        folders,
        covered,
    };
    let answers = &mut parts.answers;
    judge.one_manifest(answers);
    let signs = peeked.manifest.as_ref().is_some_and(|manifest| {
        manifest.signature.is_some() || !manifest.signature_faults.is_empty()
    });
    if covered.is_none() || signs {
        judge.signature(answers, &mut parts.signers);
    }
    judge.every_file(answers);
    judge.listed_files(answers);
    judge.artifact_signatures(answers);
    parts.images = judge.images(answers);
    parts.claims = identity::identity(peeked.manifest.as_ref(), &peeked.descriptor, answers);
    Ok(())
}

/// Digests of files whose manifest could not be read before them.
fn all(_: &str) -> Asked {
    Asked::ALL
}

#[cfg(test)]
mod tests;
