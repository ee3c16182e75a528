//! Which of two versions is the later, by the rules of whoever gave them.
//!
//! Every ecosystem counts differently: `1.0~rc1` is before `1.0` in Debian, `1.0-1` is after `1.0` in Maven,
//! and `1.0-1` is before `1.0` in semantic versions. So the rules are named ([`Scheme`]), and where they do not
//! tell, the answer is `None` and not a guess.

mod debian;
mod maven;
mod natural;
mod pep440;
mod rpm;
mod semver;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

pub(crate) use natural::SortKey;

/// The rules by which versions follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// Semantic versions as cargo, npm and Go use them, with or without a `v`, pseudo-versions too.
    Semver,
    /// Debian: epoch, upstream, revision, and `~` before everything.
    Deb,
    /// RPM: epoch, version, release, with `~` and `^`.
    Rpm,
    /// Python packages (PEP 440).
    Pep440,
    /// Maven.
    Maven,
    /// Schemes that nobody wrote down: numbers as numbers, single letters by the alphabet, as in `R22A05` or
    /// `1.14.0-12`. It answers only where two versions have the same form up to where they differ.
    Natural,
}

impl Scheme {
    /// All of them.
    pub const ALL: &'static [Scheme] = &[
        Scheme::Semver,
        Scheme::Deb,
        Scheme::Rpm,
        Scheme::Pep440,
        Scheme::Maven,
        Scheme::Natural,
    ];

    /// The scheme of a type of package URL.
    #[must_use]
    pub fn of_purl_type(kind: &str) -> Self {
        match kind.to_ascii_lowercase().as_str() {
            "cargo" | "golang" | "hex" | "npm" | "nuget" | "pub" | "swift" => Scheme::Semver,
            "deb" => Scheme::Deb,
            "rpm" => Scheme::Rpm,
            "pypi" => Scheme::Pep440,
            "maven" => Scheme::Maven,
            _ => Scheme::Natural,
        }
    }
}

/// Whether `a` is before `b`, after it, or counts as the same. `None`: it cannot be told.
#[must_use]
pub fn compare_versions(scheme: Scheme, a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (a.trim(), b.trim());
    if a.is_empty() || b.is_empty() {
        return None;
    }
    if a == b {
        return Some(Ordering::Equal);
    }
    match scheme {
        Scheme::Semver => semver::compare(a, b),
        Scheme::Deb => debian::compare(a, b),
        Scheme::Rpm => rpm::compare(a, b),
        Scheme::Pep440 => pep440::compare(a, b),
        Scheme::Maven => maven::compare(a, b),
        Scheme::Natural => natural::compare(a, b),
    }
}

/// Compares two rows of digits as numbers of any length.
fn digits(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// Whether a text is digits and nothing else.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Splits off the characters at the front that fit.
fn split_while(text: &str, fits: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !fits(c)).unwrap_or(text.len()))
}
