//! A file as a list names it: with its digest, and perhaps a signature of its own.

use keyholder_signatures::Digests;

use crate::sums::{Asked, hex};

/// A line of a list of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Which file, or an address elsewhere.
    pub(crate) source: String,
    /// The algorithm, as written.
    pub(crate) algorithm: Option<String>,
    /// The digest, as written.
    pub(crate) hash: Option<String>,
    /// The file with its signature.
    pub(crate) signature: Option<String>,
    /// The file with its certificate.
    pub(crate) certificate: Option<String>,
    /// The list in which it stands.
    pub(crate) place: String,
}

/// What is known of a digest that is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// It is that of the file.
    Same,
    /// It is another one.
    Other,
    /// It cannot be held against the file, for this reason.
    Unknown(String),
}

/// The algorithms that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Sha256,
    Sha384,
    Sha512,
}

fn algorithm(name: &str) -> Result<Algorithm, String> {
    let plain: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    match plain.as_str() {
        "sha256" => Ok(Algorithm::Sha256),
        "sha384" => Ok(Algorithm::Sha384),
        "sha512" => Ok(Algorithm::Sha512),
        "md5" | "sha1" | "sha" | "sha224" => Err(format!(
            "`{name}` is too weak: use SHA-256, SHA-384 or SHA-512"
        )),
        _ => Err(format!(
            "`{name}` is no algorithm that is known here: use SHA-256, SHA-384 or SHA-512"
        )),
    }
}

/// Which digests an algorithm asks for.
pub(crate) fn asked(name: Option<&str>) -> Asked {
    let found = name.and_then(|name| algorithm(name).ok());
    Asked {
        sha384: found == Some(Algorithm::Sha384),
        sha512: found == Some(Algorithm::Sha512),
    }
}

/// Holds a digest that is written somewhere against that of a file.
pub(crate) fn matches(
    algorithm_name: Option<&str>,
    hash: Option<&str>,
    digests: &Digests,
) -> Match {
    let (Some(name), Some(hash)) = (algorithm_name, hash) else {
        let what = if hash.is_none() {
            "no digest"
        } else {
            "no algorithm"
        };
        return Match::Unknown(format!("has {what}"));
    };
    let found = match algorithm(name) {
        Ok(Algorithm::Sha256) => Some(hex(&digests.sha256)),
        Ok(Algorithm::Sha384) => digests.sha384.as_ref().map(|sum| hex(sum)),
        Ok(Algorithm::Sha512) => digests.sha512.as_ref().map(|sum| hex(sum)),
        Err(why) => return Match::Unknown(format!("has a digest that says nothing: {why}")),
    };
    match found {
        Some(found) if found.eq_ignore_ascii_case(hash) => Match::Same,
        Some(_) => Match::Other,
        None => Match::Unknown(format!("has a digest by {name}, which was not computed")),
    }
}

impl Listed {
    /// Whether it is named with a digest.
    pub(crate) fn has_hash(&self) -> bool {
        self.hash.is_some() && self.algorithm.is_some()
    }

    /// Whether it is somewhere else than in the package.
    pub(crate) fn is_elsewhere(&self) -> bool {
        let scheme = self.source.split_once("://").map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| {
            !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric())
        })
    }
}
