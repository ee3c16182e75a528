//! How one bill of materials differs from the one before.
//!
//! Parts are paired by what they are, in steps, each over what the steps before left: the same in everything;
//! the same package and version; the same package in another version, newest with newest; then, where exactly
//! one part on each side fits, the same content by a digest of 256 bits or more, the same name of one type of
//! package under another namespace, and the same name under another type. The last three are called renamed, with
//! the ground for saying so: they are findings to look at and not claims of descent. What is left was added or
//! removed. No step depends on the order of a document.

mod matching;
mod suppliers;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use keyholder_supply::bom::{Bom, BomComponent};

use crate::order::{Scheme, compare_versions};
use crate::purl::Package;

pub use suppliers::{NewSupplier, SupplierGround};

/// Why two parts of different names are taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RenameGround {
    /// They have a digest in common.
    SameDigest,
    /// The package URLs differ in the namespace alone, which often names who publishes.
    OtherNamespace,
    /// The name is the same, the type of package is another or is not stated.
    OtherType,
}

/// One way in which a part differs from what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Difference {
    /// A later version.
    Upgraded,
    /// An earlier version.
    Downgraded,
    /// Another version, and it cannot be told which is the later.
    OtherVersion,
    /// The same version, and another digest: somebody changed it without saying.
    OtherContent,
    /// The same version, with digests by other algorithms alone: whether the content is the same cannot be told.
    OtherDigests,
    /// It had digests, and has none.
    DigestLost,
    /// It had no digests, and has some.
    DigestGained,
    /// Another name, for the ground that is given.
    Renamed(RenameGround),
    /// Another variant: the qualifiers of the package URL differ.
    OtherVariant,
    /// Another supplier.
    OtherSupplier,
    /// It had a supplier, and has none.
    SupplierLost,
    /// It had no supplier, and has one.
    SupplierGained,
    /// Other licences than those that were stated.
    OtherLicence,
}

impl Difference {
    /// As printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Difference::Upgraded => "upgraded",
            Difference::Downgraded => "downgraded",
            Difference::OtherVersion => "another version",
            Difference::OtherContent => "same version, other content",
            Difference::OtherDigests => "same version, digests that cannot be compared",
            Difference::DigestLost => "digest lost",
            Difference::DigestGained => "digest gained",
            Difference::Renamed(RenameGround::SameDigest) => "renamed, same content",
            Difference::Renamed(RenameGround::OtherNamespace) => "same name, other namespace",
            Difference::Renamed(RenameGround::OtherType) => "same name, other type of package",
            Difference::OtherVariant => "another variant",
            Difference::OtherSupplier => "another supplier",
            Difference::SupplierLost => "supplier lost",
            Difference::SupplierGained => "supplier gained",
            Difference::OtherLicence => "another licence",
        }
    }
}

/// A part of both documents that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    /// As it was.
    pub before: BomComponent,
    /// As it is.
    pub after: BomComponent,
    /// In which ways, sorted; never empty.
    pub differences: Vec<Difference>,
}

impl Changed {
    /// Whether it differs in that way.
    #[must_use]
    pub fn has(&self, difference: Difference) -> bool {
        self.differences.contains(&difference)
    }

    /// Whether it is taken for renamed, on whatever ground.
    #[must_use]
    pub fn is_renamed(&self) -> bool {
        let renamed = |difference: &Difference| matches!(difference, Difference::Renamed(_));
        self.differences.iter().any(renamed)
    }
}

/// How two documents differ. Each part before is kept, changed or removed; each part after is kept, changed or
/// added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Comparison {
    /// Whether there was a document before; without one, everything is added and nothing follows from that.
    pub has_before: bool,
    /// Parts before.
    pub before: usize,
    /// Parts after.
    pub after: usize,
    /// Parts without any difference.
    pub kept: usize,
    /// Parts that are only in the document after, sorted.
    pub added: Vec<BomComponent>,
    /// Parts that are only in the document before, sorted.
    pub removed: Vec<BomComponent>,
    /// Parts in both that differ, sorted.
    pub changed: Vec<Changed>,
    /// The thing described, if both describe one and it differs.
    pub subject: Option<Changed>,
    /// Suppliers of parts after, of whom no part came before, sorted.
    pub new_suppliers: Vec<NewSupplier>,
}

impl Comparison {
    /// Parts that differ in that way.
    pub fn with(&self, difference: Difference) -> impl Iterator<Item = &Changed> {
        let has = move |changed: &&Changed| changed.has(difference);
        self.changed.iter().filter(has)
    }

    /// Whether no part was added, removed or changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Compares. Without a document before, every part is added.
pub fn compare(before: Option<&Bom>, after: &Bom) -> Comparison {
    let old = sorted(before);
    let new = sorted(Some(after));
    let matched = matching::pair(&old, &new);
    let mut comparison = Comparison {
        has_before: before.is_some(),
        before: old.len(),
        after: new.len(),
        new_suppliers: suppliers::new(&old, &new),
        ..Comparison::default()
    };
    for (was, is, ground) in matched.pairs {
        let differences = differences(old[was], new[is], ground);
        if differences.is_empty() {
            comparison.kept += 1;
        } else {
            comparison.changed.push(Changed {
                before: old[was].clone(),
                after: new[is].clone(),
                differences,
            });
        }
    }
    comparison.changed.sort();
    let clone = |part: &&BomComponent| (*part).clone();
    comparison.removed = matched.removed.iter().map(|at| clone(&old[*at])).collect();
    comparison.added = matched.added.iter().map(|at| clone(&new[*at])).collect();
    let subjects = before
        .and_then(|bom| bom.subject.as_ref())
        .zip(after.subject.as_ref());
    comparison.subject = subjects.and_then(|(was, is)| {
        let differences = differences(was, is, None);
        (!differences.is_empty()).then(|| Changed {
            before: was.clone(),
            after: is.clone(),
            differences,
        })
    });
    comparison
}

fn sorted(bom: Option<&Bom>) -> Vec<&BomComponent> {
    let mut parts: Vec<&BomComponent> = bom.into_iter().flat_map(|bom| &bom.components).collect();
    parts.sort();
    parts
}

fn differences(
    was: &BomComponent,
    is: &BomComponent,
    ground: Option<RenameGround>,
) -> Vec<Difference> {
    let (old, new) = (Package::of(was), Package::of(is));
    let mut found: Vec<Difference> = ground.map(Difference::Renamed).into_iter().collect();
    if old.version == new.version {
        found.extend(content(was, is));
        if old.qualifiers != new.qualifiers {
            found.push(Difference::OtherVariant);
        }
    } else {
        let scheme = Scheme::of_purl_type(&new.kind);
        let order = compare_versions(scheme, &old.version, &new.version);
        found.push(match order.filter(|_| old.kind == new.kind) {
            Some(Ordering::Less) => Difference::Upgraded,
            Some(Ordering::Greater) => Difference::Downgraded,
            _ => Difference::OtherVersion,
        });
    }
    found.extend(match (was.hashes.is_empty(), is.hashes.is_empty()) {
        (false, true) => Some(Difference::DigestLost),
        (true, false) => Some(Difference::DigestGained),
        _ => None,
    });
    found.extend(match (folded(was), folded(is)) {
        (Some(old), Some(new)) => (old != new).then_some(Difference::OtherSupplier),
        (Some(_), None) => Some(Difference::SupplierLost),
        (None, Some(_)) => Some(Difference::SupplierGained),
        (None, None) => None,
    });
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    if differ(&was.licence_declared, &is.licence_declared)
        || differ(&was.licence_concluded, &is.licence_concluded)
    {
        found.push(Difference::OtherLicence);
    }
    found.sort();
    found
}

/// What digests of one version say of its content.
fn content(was: &BomComponent, is: &BomComponent) -> Option<Difference> {
    let (old, new) = (by_algorithm(&was.hashes), by_algorithm(&is.hashes));
    let mut common = old
        .iter()
        .filter_map(|(name, digests)| Some((digests, new.get(name)?)));
    let mut any = false;
    if common.any(|(old, new)| {
        any = true;
        old != new
    }) {
        return Some(Difference::OtherContent);
    }
    (!any && !old.is_empty() && !new.is_empty()).then_some(Difference::OtherDigests)
}

fn by_algorithm(hashes: &[String]) -> BTreeMap<&str, Vec<&str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for hash in hashes {
        let (algorithm, digest) = hash.split_once(':').unwrap_or(("", hash));
        all.entry(algorithm).or_default().push(digest);
    }
    for digests in all.values_mut() {
        digests.sort_unstable();
    }
    all
}

/// A supplier's name as far as it tells one from another.
fn folded(part: &BomComponent) -> Option<String> {
    let name = part.supplier.as_ref()?.to_lowercase();
    let words: Vec<&str> = name.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
