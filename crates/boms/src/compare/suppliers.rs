//! Who is new in the chain.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::bom::BomComponent;

use super::folded;
use crate::purl::Package;

/// How a supplier was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SupplierGround {
    /// A part names it as its supplier.
    Name,
    /// Packages of this type and namespace, `golang/example.org/team`: whoever publishes there.
    Namespace,
}

/// A supplier of whom nothing came before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewSupplier {
    /// How it was told.
    pub ground: SupplierGround,
    /// Its name as the document writes it, or the type and namespace of its packages.
    pub name: String,
    /// What it brings, as `name version`, sorted, without repetition.
    pub parts: Vec<String>,
}

/// All suppliers after that were not there before.
pub(super) fn new(before: &[&BomComponent], after: &[&BomComponent]) -> Vec<NewSupplier> {
    let known: BTreeSet<_> = before
        .iter()
        .flat_map(|part| grounds(part))
        .map(|g| (g.0, g.1))
        .collect();
    let mut found: BTreeMap<(SupplierGround, String), (String, BTreeSet<String>)> = BTreeMap::new();
    for part in after {
        for (ground, key, name) in grounds(part) {
            if known.contains(&(ground, key.clone())) {
                continue;
            }
            let label = format!("{} {}", part.name, part.version);
            let (_, parts) = found
                .entry((ground, key))
                .or_insert((name, BTreeSet::new()));
            parts.insert(label.trim_end().to_owned());
        }
    }
    let supplier =
        |((ground, _), (name, parts)): ((SupplierGround, String), (String, BTreeSet<String>))| {
            NewSupplier {
                ground,
                name,
                parts: parts.into_iter().collect(),
            }
        };
    let mut all: Vec<NewSupplier> = found.into_iter().map(supplier).collect();
    all.sort();
    all
}

/// Who is behind a part: each with what tells it apart, and with its name. A package without a namespace
/// does not say.
fn grounds(part: &BomComponent) -> Vec<(SupplierGround, String, String)> {
    let mut grounds = Vec::new();
    if let (Some(key), Some(name)) = (folded(part), &part.supplier) {
        grounds.push((SupplierGround::Name, key, name.clone()));
    }
    if part.purl.is_some() {
        let package = Package::of(part);
        if !package.namespace.is_empty() {
            let name = format!("{}/{}", package.kind, package.namespace);
            grounds.push((SupplierGround::Namespace, name.to_lowercase(), name));
        }
    }
    grounds
}
