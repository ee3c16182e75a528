//! The checks of a package by its manifest: one manifest, what it signs, who signed, and which files it covers.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_signatures::{Digests, Purpose, Signer, Verified, certificates_of, cms};
use keyholder_supply::gate::{CheckState, GateCheck, Said};

use super::listed::{Listed, Match, matches};
use super::manifest::Manifest;
use super::meta;
use super::peek::{Peeked, at_root, stem};
use crate::answers::{Answers, Faults, shown};
use crate::source::Given;

/// A package with all of its files.
pub(crate) struct Judge<'a> {
    /// What is asked.
    pub(crate) given: &'a Given<'a>,
    /// What the small files say.
    pub(crate) peeked: &'a Peeked,
    /// Digests of all files that could be read.
    pub(crate) files: &'a BTreeMap<&'a str, &'a Digests>,
    /// All names, of files that could not be read as well.
    pub(crate) names: &'a BTreeSet<String>,
    /// Names of folders.
    pub(crate) folders: &'a BTreeSet<String>,
    /// Whether a signature over the whole package covers every file anyway, and how it ended.
    pub(crate) covered: Option<CheckState>,
}

/// Checks that only a signature can answer.
const OF_SIGNATURES: [GateCheck; 6] = [
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::SignerCertificate,
    GateCheck::CertificatePath,
    GateCheck::Revocation,
    GateCheck::Timestamp,
];

impl Judge<'_> {
    /// Exactly one manifest, the one that is named.
    pub(crate) fn one_manifest(&self, answers: &mut Answers) {
        let mut faults = Faults::new();
        let mut fault = |what: String, remedy: &str| faults.push(Said::new(what).remedy(remedy));
        let peeked = self.peeked;
        let named = peeked.meta.as_ref().and_then(|meta| meta.manifest.as_ref());
        if self.covered.is_some() && named.is_none() && peeked.manifests.is_empty() {
            let said = Said::new(
                "the package inside has no manifest; the signature over all of it stands alone",
            )
            .remedy("ask for a package with a manifest");
            answers.not_done(GateCheck::OneManifest, said);
            return;
        }
        if let Some(path) = peeked.meta_path.as_ref().filter(|path| *path != meta::PATH) {
            fault(
                format!("`{}` is not spelled `{}`", shown(path), meta::PATH),
                "ask for the file under its right name",
            );
        }
        match (named, &peeked.manifest) {
            (Some(named), _) if !self.has(named) => fault(
                format!(
                    "`TOSCA.meta` names the manifest `{}`, which is not in the package",
                    shown(named)
                ),
                "ask for a package with its manifest",
            ),
            (None, Some(manifest)) if peeked.meta_path.is_some() => fault(
                format!(
                    "`TOSCA.meta` does not name the manifest `{}`",
                    shown(&manifest.path)
                ),
                "ask for a `TOSCA.meta` with `ETSI-Entry-Manifest`",
            ),
            (None, Some(manifest)) if peeked.entry.is_none() => fault(
                format!(
                    "no descriptor at the root has the name of the manifest `{}`",
                    shown(&manifest.path)
                ),
                "ask for a package with `TOSCA-Metadata/TOSCA.meta`, or with one descriptor at its root",
            ),
            (_, None) => fault(
                "the package has no manifest that can be read".to_owned(),
                "ask for a package with a manifest, signed",
            ),
            _ => {}
        }
        let mut roots = self
            .names
            .iter()
            .filter(|name| at_root(name, &[".yaml", ".yml"]));
        if let (None, Some(one), Some(two)) = (&peeked.meta_path, roots.next(), roots.next()) {
            fault(
                format!(
                    "there are two descriptors at the root: `{}` and `{}`",
                    shown(one),
                    shown(two)
                ),
                "ask for a package with one",
            );
        }
        let ours = peeked
            .manifest
            .as_ref()
            .map(|manifest| manifest.path.as_str());
        for other in peeked
            .manifests
            .iter()
            .filter(|path| Some(path.as_str()) != ours)
        {
            fault(
                format!("there is another manifest, `{}`", shown(other)),
                "ask for a package with one manifest",
            );
        }
        faults.append(
            peeked
                .meta
                .as_ref()
                .map(|meta| meta.faults.clone())
                .unwrap_or_default(),
        );
        if let Some(manifest) = &peeked.manifest {
            faults.append(manifest.faults.clone());
        }
        let path = shown(ours.unwrap_or_default());
        let mut words = format!("the one manifest is `{path}`");
        if let Some(unknown) = peeked
            .manifest
            .as_ref()
            .and_then(|manifest| manifest.unknown.first())
        {
            words.push_str(&format!("; its key `{}` is not known here", shown(unknown)));
        }
        answers.judge(GateCheck::OneManifest, faults, words);
    }

    /// The signature in the manifest.
    pub(crate) fn signature(&self, answers: &mut Answers, signers: &mut Vec<Signer>) {
        let Some(manifest) = &self.peeked.manifest else {
            let said = Said::new("there is no manifest that could be signed")
                .remedy("ask for a package with a signed manifest");
            answers.otherwise(&OF_SIGNATURES, &said);
            return;
        };
        let broken = !manifest.signature_faults.is_empty();
        if broken {
            answers.judge(
                GateCheck::SignedBytes,
                manifest.signature_faults.clone(),
                "",
            );
        }
        let Some(blob) = &manifest.signature else {
            let said = Said::new("the manifest carries no signature that can be read")
                .at(shown(&manifest.path))
                .remedy("ask for a package whose manifest is signed");
            answers.otherwise(&OF_SIGNATURES, &said);
            return;
        };
        if !broken {
            answers.passed(
                GateCheck::SignedBytes,
                format!(
                    "the first {} bytes of `{}`, up to its signature",
                    manifest.signed.len(),
                    shown(&manifest.path)
                ),
            );
        }
        let outside = self.signer_certificates(manifest, answers);
        let mut verified = self.cms(blob, &Digests::of(&manifest.signed), &outside);
        self.one_source(&verified, blob, &outside, answers);
        hint(
            &mut verified,
            |bytes| self.cms(blob, &Digests::of(bytes), &outside),
            &manifest.signed,
        );
        for answer in &mut verified.answers {
            for said in &mut answer.said {
                said.place.get_or_insert_with(|| shown(&manifest.path));
            }
        }
        signers.append(&mut verified.signers);
        answers.take(verified.answers);
    }

    pub(super) fn cms(&self, blob: &[u8], content: &Digests, outside: &[Vec<u8>]) -> Verified {
        let Given { trust, now, .. } = self.given;
        cms(blob, content, outside, trust, Purpose::Packages, *now)
    }

    /// The files that may hold the certificate of the signer.
    pub(super) fn signer_certificates(
        &self,
        manifest: &Manifest,
        answers: &mut Answers,
    ) -> Vec<Vec<u8>> {
        let named = self
            .peeked
            .meta
            .as_ref()
            .and_then(|meta| meta.certificate.clone());
        let beside = Some(format!("{}.cert", stem(&manifest.path))).filter(|path| self.has(path));
        let fault = |what: String| {
            Said::new(what)
                .remedy("ask for a package in which the certificate comes from one place")
        };
        let mut paths: BTreeSet<String> = BTreeSet::new();
        if let Some(named) = named {
            if !self.has(&named) {
                let what = format!(
                    "`TOSCA.meta` names the certificate `{}`, which is not in the package",
                    shown(&named)
                );
                answers.failed(GateCheck::SignerCertificate, fault(what));
            }
            paths.insert(named);
        }
        paths.extend(beside);
        if paths.len() > 1 {
            let what = "the certificate of the signer lies in two files of the package".to_owned();
            answers.failed(GateCheck::SignerCertificate, fault(what));
        }
        let files = paths.iter().filter_map(|path| self.peeked.small.get(path));
        files.cloned().collect()
    }

    /// A certificate in the signature and another file with one are one source too many.
    fn one_source(
        &self,
        verified: &Verified,
        blob: &[u8],
        outside: &[Vec<u8>],
        answers: &mut Answers,
    ) {
        let inside = certificates_of(blob).unwrap_or_default();
        for signer in &verified.signers {
            let own = signer.certificate.as_ref();
            let found = inside.iter().any(|one| Some(&one.sha256) == own);
            if found && !outside.is_empty() {
                let what = format!(
                    "the certificate of `{}` is in the signature, and there is a file with a certificate as well",
                    shown(&signer.subject)
                );
                let said = Said::new(what)
                    .remedy("ask for a package in which the certificate comes from one place");
                answers.failed(GateCheck::SignerCertificate, said);
            }
        }
    }

    /// Every file is covered: by a digest in the manifest, and by the signature over that.
    pub(crate) fn every_file(&self, answers: &mut Answers) {
        if self.covered.is_some() {
            return;
        }
        let mut faults = Faults::new();
        let hashed = self.hashed();
        let spared = self.spared();
        let listed: BTreeSet<&str> = self
            .peeked
            .listed()
            .map(|listed| listed.source.as_str())
            .collect();
        for name in self.names {
            if hashed.contains(name.as_str()) || spared.contains(name.as_str()) {
                continue;
            }
            let what = if listed.contains(name.as_str()) {
                "is listed without a digest"
            } else {
                "is not listed"
            };
            let said = Said::new(format!(
                "`{}` {what}, so that anybody can change it",
                shown(name)
            ))
            .at(shown(name))
            .remedy("ask for a manifest that lists every file with its digest");
            faults.push(said);
        }
        if !faults.is_empty() {
            answers.judge(GateCheck::EveryFile, faults, "");
            return;
        }
        let count = self.names.len();
        match answers.state(GateCheck::Signature) {
            Some(CheckState::Passed) => answers.passed(
                GateCheck::EveryFile,
                format!("the signed manifest lists each of {count} files with its digest, except itself, its certificate and signatures"),
            ),
            _ => answers.not_done(
                GateCheck::EveryFile,
                Said::new("every file is listed with its digest, but no signature is known to hold over the list")
                    .remedy("ask for a package whose manifest is signed"),
            ),
        }
    }

    /// Files that are listed with a digest: in the manifest, or in a `TOSCA.meta` that is itself.
    fn hashed(&self) -> BTreeSet<&str> {
        let ours = self
            .peeked
            .manifest
            .iter()
            .flat_map(|manifest| &manifest.listed);
        let mut hashed: BTreeSet<&str> = ours
            .filter(|listed| listed.has_hash())
            .map(|listed| listed.source.as_str())
            .collect();
        if hashed.contains(meta::PATH) {
            let theirs = self.peeked.meta.iter().flat_map(|meta| &meta.listed);
            hashed.extend(
                theirs
                    .filter(|listed| listed.has_hash())
                    .map(|listed| listed.source.as_str()),
            );
        }
        hashed
    }

    /// Files that need no digest: the manifest, the certificate, and signatures of single files.
    fn spared(&self) -> BTreeSet<String> {
        let mut spared = BTreeSet::new();
        if let Some(manifest) = &self.peeked.manifest {
            spared.insert(manifest.path.clone());
            let meta = self.peeked.meta.as_ref();
            match meta.and_then(|meta| meta.certificate.clone()) {
                Some(named) => spared.insert(named),
                None => spared.insert(format!("{}.cert", stem(&manifest.path))),
            };
            for listed in manifest.listed.iter().filter(|listed| listed.has_hash()) {
                spared.extend(listed.signature.clone());
                // A certificate without a signature is no part of one.
                spared.extend(
                    listed
                        .certificate
                        .clone()
                        .filter(|_| listed.signature.is_some()),
                );
            }
        }
        spared
    }

    /// Every file that is listed is there, and is what is listed.
    pub(crate) fn listed_files(&self, answers: &mut Answers) {
        let mut faults = Faults::new();
        let mut elsewhere = Faults::new();
        let mut seen: BTreeMap<&str, &Listed> = BTreeMap::new();
        let mut checked = 0_usize;
        for listed in self.peeked.listed() {
            let name = shown(&listed.source);
            if (listed.hash.is_some() || listed.algorithm.is_some())
                && let Some(before) = seen.insert(&listed.source, listed)
                && !same(before, listed)
            {
                faults.push(
                    Said::new(format!("`{name}` is listed twice, with different digests"))
                        .at(name.clone()),
                );
            }
            if listed.is_elsewhere() {
                let said = Said::new(format!("`{name}` lies elsewhere and is not fetched"))
                    .at(shown(&listed.place));
                elsewhere.push(said.remedy("ask for a package with all of its files inside"));
                continue;
            }
            match self.listed_file(listed) {
                Ok(true) => checked += 1,
                Ok(false) => {}
                Err(said) => faults.push(said.at(name)),
            }
        }
        self.named_files(&mut faults);
        if !faults.is_empty() {
            answers.judge(GateCheck::ListedFiles, faults, "");
        } else if self.peeked.listed().next().is_none() {
            let said = Said::new("nothing is listed")
                .remedy("ask for a manifest that lists every file with its digest");
            answers.not_done(GateCheck::ListedFiles, said);
        } else if elsewhere.is_empty() {
            answers.passed(
                GateCheck::ListedFiles,
                format!("{checked} files are there, with the digests that are listed"),
            );
        } else {
            for said in elsewhere.said() {
                answers.not_done(GateCheck::ListedFiles, said);
            }
        }
    }

    fn listed_file(&self, listed: &Listed) -> Result<bool, Said> {
        let name = shown(&listed.source);
        let Some(digests) = self.files.get(listed.source.as_str()) else {
            let (what, remedy) = if self.names.contains(&listed.source) {
                (
                    format!("`{name}` is listed and could not be read"),
                    "see what is said of the archive",
                )
            } else if self.is_folder(&listed.source) && !listed.has_hash() {
                return Ok(false);
            } else {
                (
                    format!("`{name}` is listed and not in the package"),
                    "ask for a package with all of its files",
                )
            };
            return Err(Said::new(what).remedy(remedy));
        };
        if listed.hash.is_none() && listed.algorithm.is_none() {
            return Ok(false);
        }
        match matches(listed.algorithm.as_deref(), listed.hash.as_deref(), digests) {
            Match::Same => Ok(true),
            Match::Other => Err(Said::new(format!(
                "`{name}` does not have the digest that is listed: it was changed"
            ))
            .remedy("fetch the package again; if it stays, ask the supplier")),
            Match::Unknown(why) => Err(Said::new(format!("`{name}` {why}"))
                .remedy("ask for a manifest with digests by SHA-256 or SHA-512")),
        }
    }

    /// Files that `TOSCA.meta` and the sets of the manifest name.
    fn named_files(&self, faults: &mut Faults) {
        let meta = self.peeked.meta.iter();
        let named = meta.flat_map(|meta| {
            let entry = meta
                .definitions
                .iter()
                .map(|path| ("entry-definitions", path));
            entry.chain(meta.others.iter().map(|(key, path)| (key.as_str(), path)))
        });
        for (key, path) in named {
            if !self.has(path) && !self.is_folder(path) {
                let name = shown(path);
                let said = Said::new(format!(
                    "`TOSCA.meta` names `{name}` as `{key}`, which is not in the package"
                ));
                faults.push(
                    said.at(meta::PATH)
                        .remedy("ask for a package with all of its files"),
                );
            }
        }
    }

    /// Whether a file is in the package.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.names.contains(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let below = format!("{path}/");
        let first = self.names.range(below.clone()..).next();
        let within = first.is_some_and(|name| name.starts_with(&below));
        within || self.folders.contains(path) || self.folders.contains(&below)
    }
}

/// Whether two lines say the same of one file, or one of them says nothing.
fn same(one: &Listed, other: &Listed) -> bool {
    let equal = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => true,
    };
    let other_algorithm = !equal(&one.algorithm, &other.algorithm);
    // Digests by different algorithms are each held against the file.
    other_algorithm || equal(&one.hash, &other.hash)
}

/// Says when the signature would hold over the manifest with other line ends: then it was changed on its way.
fn hint(verified: &mut Verified, verify: impl Fn(&[u8]) -> Verified, signed: &[u8]) {
    let failed = |verified: &Verified| {
        let mut all = verified.answers.iter();
        all.any(|answer| answer.check == GateCheck::Signature && answer.state == CheckState::Failed)
    };
    if !failed(verified) {
        return;
    }
    let text = String::from_utf8_lossy(signed).into_owned();
    let unix = text.replace("\r\n", "\n");
    let cut = signed.strip_suffix(b"\n").unwrap_or(signed);
    let variants: [(&str, Vec<u8>); 4] = [
        ("with line ends of Unix", unix.clone().into_bytes()),
        (
            "with line ends of Windows",
            unix.replace('\n', "\r\n").into_bytes(),
        ),
        (
            "without its last line end",
            cut.strip_suffix(b"\r").unwrap_or(cut).to_vec(),
        ),
        (
            "with line ends of Unix and without the last one",
            unix.trim_end_matches('\n').as_bytes().to_vec(),
        ),
    ];
    for (words, bytes) in variants {
        if bytes != signed && !failed(&verify(&bytes)) {
            let said = Said::new(format!("the signature would hold over the manifest {words}: the file was changed on its way, or signed in another form"))
                .remedy("fetch the package again in binary form; if it stays, ask the supplier to sign the bytes that are delivered");
            let answer = verified
                .answers
                .iter_mut()
                .find(|answer| answer.check == GateCheck::Signature);
            if let Some(answer) = answer {
                answer.said.push(said);
            }
            return;
        }
    }
}
