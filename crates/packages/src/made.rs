//! Puts together what is said of a package in the end.

use keyholder_signatures::{Digests, Signer};

use crate::answers::Answers;
use crate::contents::Found;
use crate::format::Format;
use crate::package::{Claim, ClaimKind, FileInside, Image, Package};
use crate::source::Given;
use crate::sums::hex;

/// Everything that a format adds to what was found in its files.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// What the package says of itself.
    pub(crate) claims: Vec<Claim>,
    /// Who signed.
    pub(crate) signers: Vec<Signer>,
    /// The answers.
    pub(crate) answers: Answers,
    /// What it names.
    pub(crate) images: Vec<Image>,
}

impl Parts {
    /// Adds a claim, if there is one.
    pub(crate) fn claim(&mut self, kind: ClaimKind, value: Option<&str>, place: &str) {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            self.claims.push(Claim {
                kind,
                value: value.to_owned(),
                place: place.to_owned(),
            });
        }
    }
}

/// The package.
pub(crate) fn package(
    given: &Given<'_>,
    format: Format,
    digests: Digests,
    mut found: Found,
    parts: Parts,
) -> Package {
    found.beside(given.beside);
    let files = found.files.into_iter().map(|(path, digests)| FileInside {
        path,
        bytes: digests.bytes,
        sha256: hex(&digests.sha256),
    });
    let mut files: Vec<FileInside> = files.collect();
    files.sort();
    Package {
        format,
        digests,
        files,
        claims: parts.claims,
        signers: parts.signers,
        answers: parts.answers.finish(),
        boms: found.boms,
        attestations: found.attestations,
        certificates: found.certificates,
        keys: found.keys,
        images: parts.images,
        unread: found.unread.said(),
    }
}
