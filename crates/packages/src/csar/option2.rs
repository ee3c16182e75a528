//! Option 2: an archive with the package, one signature over all of it, and at most one certificate.

use std::collections::BTreeSet;
use std::io::Result;

use keyholder_signatures::{Digests, Purpose, cms};
use keyholder_supply::gate::{CheckState, GateCheck, Said};

use super::peek::{Peeked, at_root};
use super::{all, archive, inside};
use crate::answers::{Answers, Faults, shown};
use crate::contents::{Found, Plan};
use crate::format::Format;
use crate::made::{self, Parts};
use crate::package::Package;
use crate::signed;
use crate::source::Given;
use crate::sums::Asked;
use crate::walk::{self, Walked};
use crate::zip::{Directory, Window, fine};

/// Endings of signatures.
const SIGNATURES: [&str; 4] = [".cms", ".p7s", ".p7m", ".sig"];
/// Endings of certificates.
const CERTIFICATES: [&str; 4] = [".cert", ".crt", ".cer", ".pem"];

/// What lies in the archive.
#[derive(Debug, Default)]
struct Outer {
    packages: Vec<String>,
    signatures: Vec<String>,
    certificates: Vec<String>,
    others: Vec<String>,
}

impl Outer {
    fn of(directory: &Directory) -> Outer {
        let mut outer = Outer::default();
        let names: BTreeSet<String> = directory.names().collect();
        let csars = names.iter().any(|name| at_root(name, &[".csar"]));
        let packages: &[&str] = if csars { &[".csar"] } else { &[".zip"] };
        // Entries of one name twice count twice.
        for name in directory.names() {
            let list = if at_root(&name, packages) {
                &mut outer.packages
            } else if at_root(&name, &SIGNATURES) {
                &mut outer.signatures
            } else if at_root(&name, &CERTIFICATES) {
                &mut outer.certificates
            } else {
                &mut outer.others
            };
            list.push(name);
        }
        outer
    }

    /// Exactly one package, one signature, and at most one certificate.
    fn judge(&self, answers: &mut Answers) {
        let mut faults = Faults::new();
        let mut one = |what: &str, list: &[String], most: usize| {
            if list.len() > most {
                let names: Vec<String> = list
                    .iter()
                    .take(4)
                    .map(|name| format!("`{}`", shown(name)))
                    .collect();
                let said = Said::new(format!(
                    "there are {} {what}: {}",
                    list.len(),
                    names.join(", ")
                ));
                faults.push(said.remedy("ask for an archive with one package, one signature and at most one certificate"));
            }
        };
        one("packages", &self.packages, 1);
        one("signatures", &self.signatures, 1);
        one("certificates", &self.certificates, 1);
        let words = match (self.signatures.len(), self.certificates.len()) {
            (0, _) => "one package, and no signature".to_owned(),
            (_, 0) => "one package and one signature".to_owned(),
            _ => "one package, one signature and one certificate".to_owned(),
        };
        answers.judge(GateCheck::OnePackage, faults, words);
    }

    /// Files that no signature covers.
    fn uncovered(&self, answers: &mut Answers) {
        let mut faults = Faults::new();
        for name in &self.others {
            let what = format!(
                "`{}` is neither the package nor its signature or certificate, and nothing covers it",
                shown(name)
            );
            faults.push(
                Said::new(what)
                    .at(shown(name))
                    .remedy("ask for an archive with nothing else in it"),
            );
        }
        if !faults.is_empty() {
            answers.judge(GateCheck::EveryFile, faults, "");
        }
    }
}

/// What was read of the package inside before the rest.
struct Before {
    peeked: Peeked,
    names: BTreeSet<String>,
    folders: BTreeSet<String>,
}

/// Looks at a package of option 2.
///
/// # Errors
/// When the system refuses, or the file changed while it was read.
pub(crate) fn option2(given: &Given<'_>, directory: &Directory) -> Result<Package> {
    let outer = Outer::of(directory);
    let small = |path: &str| directory.small(given.source.open()?.as_mut(), path, &given.bounds);
    let mut signature = None;
    if let Some(name) = outer.signatures.first() {
        signature = small(name)?;
    }
    let mut certificates = Vec::new();
    for name in outer.certificates.iter().take(2) {
        certificates.extend(small(name)?);
    }
    let package = outer.packages.last().cloned().unwrap_or_default();
    let prefix = format!("{package}!");
    let before = before(given, directory, &package)?;
    let by_signature = signature
        .as_deref()
        .map_or(Asked::default(), Asked::by_signature);
    let plan = Plan {
        asked: &|path| match (path.strip_prefix(&prefix), &before) {
            _ if path == package => by_signature,
            (Some(own), Some(before)) => before.peeked.asked.get(own).copied().unwrap_or_default(),
            (Some(own), None) if !own.contains('!') => all(own),
            _ => Asked::default(),
        },
        keep: &|path| match path.strip_prefix(&prefix) {
            Some(own) => before.is_none() && !own.contains('!') && is_small(own),
            None => outer
                .signatures
                .iter()
                .chain(&outer.certificates)
                .any(|name| name == path),
        },
        strict: Some(&package),
    };
    let walked = walk::zip(given, directory, signed::asked(given), &plan)?;
    let Walked { digests, mut found } = walked;
    let given_then = [signature.as_ref().zip(outer.signatures.first())];
    let same =
        |(bytes, name): (&Vec<u8>, &String)| found.kept.get(name).is_none_or(|then| then == bytes);
    if !given_then.into_iter().flatten().all(same) {
        return Err(std::io::Error::other("the file changed while it was read"));
    }
    let mut parts = Parts::default();
    archive(directory, &mut found, &mut parts.answers);
    outer.judge(&mut parts.answers);
    outer.uncovered(&mut parts.answers);
    let of_package = found.files.iter().rev().find(|(path, _)| *path == package);
    let content = of_package.map(|(_, digests)| digests.clone());
    seal(
        given,
        &outer,
        signature.as_deref(),
        &certificates,
        content.as_ref(),
        &mut parts,
    );
    let before = match before {
        Some(before) => before,
        None => after(&prefix, &found)?,
    };
    let covered = parts
        .answers
        .state(GateCheck::Signature)
        .or(Some(CheckState::NotDone));
    let covered = covered.filter(|_| !outer.signatures.is_empty());
    inside(
        given,
        &before.peeked,
        &found,
        &prefix,
        &before.names,
        &before.folders,
        covered,
        &mut parts,
    )?;
    Ok(made::package(
        given,
        Format::CsarOption2,
        digests,
        found,
        parts,
    ))
}

/// The signature over the whole package inside.
fn seal(
    given: &Given<'_>,
    outer: &Outer,
    signature: Option<&[u8]>,
    certificates: &[Vec<u8>],
    content: Option<&Digests>,
    parts: &mut Parts,
) {
    let answers = &mut parts.answers;
    let Some(name) = outer.signatures.first() else {
        return;
    };
    let (Some(blob), Some(content)) = (signature, content) else {
        let said = Said::new("the signature or the package could not be read")
            .at(shown(name))
            .remedy("see what is said of the archive");
        answers.otherwise(
            &[
                GateCheck::Signature,
                GateCheck::SignedBytes,
                GateCheck::EveryFile,
            ],
            &said,
        );
        return;
    };
    let verified = cms(
        blob,
        content,
        certificates,
        given.trust,
        Purpose::Packages,
        given.now,
    );
    let inside = keyholder_signatures::certificates_of(blob).unwrap_or_default();
    for signer in &verified.signers {
        let own = inside
            .iter()
            .any(|one| Some(&one.sha256) == signer.certificate.as_ref());
        if own && !certificates.is_empty() {
            let what = format!(
                "the certificate of `{}` is in the signature, and there is a file with a certificate as well",
                shown(&signer.subject)
            );
            let said = Said::new(what)
                .remedy("ask for an archive in which the certificate comes from one place");
            answers.failed(GateCheck::SignerCertificate, said);
        }
    }
    let mut signed = signed::Signed::default();
    signed.take(name, verified, answers);
    let covers = format!("all {} bytes of the package inside", content.bytes);
    signed::conclude(answers, &signed, &covers);
    parts.signers = signed.signers;
}

/// Reads the small files of the package inside before the rest, where it is stored as it is.
fn before(given: &Given<'_>, directory: &Directory, package: &str) -> Result<Option<Before>> {
    let mut source = given.source.open()?;
    // What is wrong with the bytes is told when all of them go by.
    let place = fine(directory.place(source.as_mut(), package))?.flatten();
    let Some(place) = place.filter(|place| place.as_it_is) else {
        return Ok(None);
    };
    let mut window = Window::new(source.as_mut(), place.from, place.stored);
    let inner = fine(Directory::read(&mut window, &given.bounds))?.flatten();
    let Some(inner) = inner else {
        return Ok(None);
    };
    let names: BTreeSet<String> = inner.names().collect();
    let list: Vec<String> = names.iter().cloned().collect();
    let peeked = Peeked::read(&list, &mut |path| {
        inner.small(&mut window, path, &given.bounds)
    })?;
    Ok(Some(Before {
        peeked,
        names,
        folders: inner.folders().collect(),
    }))
}

/// The same after the rest, out of what was kept.
fn after(prefix: &str, found: &Found) -> Result<Before> {
    let own = found
        .files
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(prefix));
    let names: BTreeSet<String> = own
        .filter(|path| !path.contains('!'))
        .map(str::to_owned)
        .collect();
    let list: Vec<String> = names.iter().cloned().collect();
    let peeked = Peeked::read(&list, &mut |path| {
        Ok(found.kept.get(&format!("{prefix}{path}")).cloned())
    })?;
    Ok(Before {
        peeked,
        names,
        folders: BTreeSet::new(),
    })
}

/// Whether a file may be one of those that tell how the package is to be read.
fn is_small(path: &str) -> bool {
    const ENDINGS: [&str; 17] = [
        ".mf", ".meta", ".yaml", ".yml", ".cert", ".crt", ".cer", ".pem", ".cms", ".sig", ".p7",
        ".p7b", ".p7c", ".p7s", ".p7m", ".der", ".sm",
    ];
    let lower = path.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
}
