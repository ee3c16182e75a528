//! Which part after is which part before.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use keyholder_supply::bom::BomComponent;

use super::RenameGround;
use crate::order::SortKey;
use crate::purl::Package;

/// Parts by their places in the two sorted lists.
pub(super) struct Matched {
    pub(super) pairs: Vec<(usize, usize, Option<RenameGround>)>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
}

/// One side: its parts, what package each is, and which are still without a partner.
struct Side<'a> {
    parts: &'a [&'a BomComponent],
    packages: &'a [Package],
    open: Vec<bool>,
}

impl<'a> Side<'a> {
    fn new(parts: &'a [&'a BomComponent], packages: &'a [Package]) -> Self {
        Side {
            parts,
            packages,
            open: vec![true; parts.len()],
        }
    }

    fn still_open(&self) -> impl Iterator<Item = usize> {
        let open = self.open.iter().enumerate();
        open.filter(|(_, open)| **open).map(|(at, _)| at)
    }
}

struct Pairing<'a> {
    before: Side<'a>,
    after: Side<'a>,
    pairs: Vec<(usize, usize, Option<RenameGround>)>,
}

pub(super) fn pair(before: &[&BomComponent], after: &[&BomComponent]) -> Matched {
    let packages = |parts: &[&BomComponent]| -> Vec<Package> {
        parts.iter().map(|part| Package::of(part)).collect()
    };
    let (old, new) = (packages(before), packages(after));
    let mut pairing = Pairing {
        before: Side::new(before, &old),
        after: Side::new(after, &new),
        pairs: Vec::new(),
    };
    pairing.alike(|part, _| part);
    pairing.alike(|part, package| (package, &part.hashes));
    pairing.alike(|_, package| package);
    pairing.alike(|part, package| (key(package), &package.version, &part.hashes));
    pairing.alike(|_, package| (key(package), &package.version));
    pairing.newest_with_newest();
    pairing.same_digest();
    pairing.only_two(RenameGround::OtherNamespace, |package| {
        let known = !package.kind.is_empty();
        known.then_some((&package.kind, &package.name))
    });
    pairing.only_two(RenameGround::OtherType, |package| {
        let name = package.name.rsplit('/').next().unwrap_or_default();
        (!name.is_empty()).then(|| name.to_lowercase())
    });
    Matched {
        removed: pairing.before.still_open().collect(),
        added: pairing.after.still_open().collect(),
        pairs: pairing.pairs,
    }
}

/// A package without its version and variant.
fn key(package: &Package) -> (&str, &str, &str) {
    let Package {
        kind,
        namespace,
        name,
        version: _,
        qualifiers: _,
    } = package;
    (kind, namespace, name)
}

impl<'a> Pairing<'a> {
    fn take(&mut self, was: usize, is: usize, ground: Option<RenameGround>) {
        self.before.open[was] = false;
        self.after.open[is] = false;
        self.pairs.push((was, is, ground));
    }

    /// Pairs what has the same key, in the order of the sorted lists.
    fn alike<K: Eq + Hash>(&mut self, key: impl Fn(&'a BomComponent, &'a Package) -> K) {
        for (old, new) in self.groups(key).into_values() {
            for (was, is) in old.into_iter().zip(new) {
                self.take(was, is, None);
            }
        }
    }

    /// Open parts of both sides by a key. The order of keys is not told, and no step depends on it.
    fn groups<K: Eq + Hash>(
        &self,
        key: impl Fn(&'a BomComponent, &'a Package) -> K,
    ) -> HashMap<K, (Vec<usize>, Vec<usize>)> {
        let mut groups: HashMap<K, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for at in self.before.still_open() {
            let key = key(self.before.parts[at], &self.before.packages[at]);
            groups.entry(key).or_default().0.push(at);
        }
        for at in self.after.still_open() {
            let key = key(self.after.parts[at], &self.after.packages[at]);
            // What has no partner here need not be kept.
            if let Some((_, new)) = groups.get_mut(&key) {
                new.push(at);
            }
        }
        groups
    }

    /// Pairs one package in other versions: the newest of each side, then the next.
    fn newest_with_newest(&mut self) {
        for (mut old, mut new) in self.groups(|_, package| key(package)).into_values() {
            let by_version = |side: &Side<'_>, list: &mut Vec<usize>| {
                list.sort_by_cached_key(|at| {
                    (
                        SortKey::of(&side.packages[*at].version),
                        std::cmp::Reverse(*at),
                    )
                });
                list.reverse();
            };
            by_version(&self.before, &mut old);
            by_version(&self.after, &mut new);
            for (was, is) in old.into_iter().zip(new) {
                self.take(was, is, None);
            }
        }
    }

    /// Pairs what shares a digest with exactly one open part of the other side, and the other way round.
    fn same_digest(&mut self) {
        let mut digests: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for at in self.before.still_open() {
            for digest in strong(self.before.parts[at]) {
                digests.entry(digest).or_default().0.push(at);
            }
        }
        for at in self.after.still_open() {
            for digest in strong(self.after.parts[at]) {
                if let Some((_, new)) = digests.get_mut(digest) {
                    new.push(at);
                }
            }
        }
        let mut partners: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let mut back: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (old, new) in digests.into_values() {
            if let ([was], [is]) = (old.as_slice(), new.as_slice()) {
                partners.entry(*was).or_default().insert(*is);
                back.entry(*is).or_default().insert(*was);
            }
        }
        for (was, found) in partners {
            let only = found.iter().next().copied().filter(|_| found.len() == 1);
            if let Some(is) = only.filter(|is| back.get(is).is_some_and(|b| b.len() == 1)) {
                self.take(was, is, Some(RenameGround::SameDigest));
            }
        }
    }

    /// Pairs what has a key that exactly one open part of each side has.
    fn only_two<K: Eq + Hash>(
        &mut self,
        ground: RenameGround,
        key: impl Fn(&'a Package) -> Option<K>,
    ) {
        for (name, (old, new)) in self.groups(|_, package| key(package)) {
            if let (Some(_), [was], [is]) = (name, old.as_slice(), new.as_slice()) {
                self.take(*was, *is, Some(ground));
            }
        }
    }
}

/// Digests that nobody can make to order: 256 bits and more.
fn strong(part: &BomComponent) -> impl Iterator<Item = &str> {
    let is_strong = |hash: &&String| {
        let digest = hash.rsplit(':').next().unwrap_or_default();
        digest.len() >= 64
    };
    part.hashes.iter().filter(is_strong).map(String::as_str)
}
