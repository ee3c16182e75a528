//! Which lists of parts there are: of the update, and of what runs now.

use keyholder_boms::read as read_bom;
use keyholder_diag::{FileId, Limits, Severity};
use keyholder_gate::{Lists, Parts, Running, Targets};
use keyholder_packages::{Document, Package};
use keyholder_supply::Network;
use keyholder_supply::bom::Bom;
use keyholder_supply::facts::{BomFact, Facts};
use keyholder_supply::gate::Said;

/// The list of parts of the update, or why there is none, and the other lists: of those in the package the one that
/// names product and version, else the first; else the one that the project has for the release.
pub(super) fn lists_of(
    package: &Package,
    label: &str,
    facts: &Facts,
) -> (Result<Parts, String>, Lists) {
    let mut lists = Lists::default();
    let mut read: Vec<(bool, Parts)> = Vec::new();
    let (component, version) = label.split_once('@').unwrap_or((label, ""));
    let names = names(facts, component);
    for document in &package.boms {
        match one_bom(document) {
            Ok(bom) => {
                let named = is_named(&bom, &names, version);
                let parts = Parts {
                    bom,
                    path: document.path.clone(),
                    covered: !document.beside,
                };
                read.push((named, parts));
            }
            Err(why) => {
                let what = format!("a list of parts cannot be read: {why}");
                let said = Said::new(what)
                    .at(&document.path)
                    .remedy("ask the supplier for a corrected list");
                match document.beside {
                    true => lists.unread_beside.push(said),
                    false => lists.unread.push(said),
                }
            }
        }
    }
    // Covered before not covered, named before not named, as they came.
    read.sort_by_key(|(named, parts)| (!parts.covered, !named));
    let mut read = read.into_iter().map(|(_, parts)| parts);
    if let Some(parts) = read.next() {
        lists.others = read.collect();
        return (Ok(parts), lists);
    }
    // What the supplier delivers and nobody can read is not made good by what the project says.
    let unread = lists.unread.iter().chain(&lists.unread_beside);
    let why: Vec<String> = unread
        .map(|said| {
            let place = said.place.as_deref().unwrap_or_default();
            format!("`{place}`: {}", said.what)
        })
        .collect();
    if !why.is_empty() {
        return (Err(why.join("; ")), lists);
    }
    let stated = stated_bom(facts, component, version);
    lists.from_project = stated.is_some();
    let none = || "no list of parts lies inside or beside it".to_owned();
    (stated.ok_or_else(none), lists)
}

/// What a product is called: its id, its name, and its names in packages.
fn names(facts: &Facts, component: &str) -> Vec<String> {
    let of = facts.components.iter().find(|c| c.id.text == component);
    let mut names = vec![component.to_owned()];
    names.extend(of.map(|c| c.name.clone()));
    let products = facts.gate.iter().flat_map(|gate| &gate.products);
    let products = products.filter(|product| product.component.text == component);
    names.extend(products.flat_map(|product| product.product_names.clone()));
    names
}

/// Whether a list says that it is one of this product, in this version.
fn is_named(bom: &Bom, names: &[String], version: &str) -> bool {
    bom.subject.as_ref().is_some_and(|subject| {
        let called = subject.name.trim();
        let known = names
            .iter()
            .any(|name| name.trim().eq_ignore_ascii_case(called));
        known && subject.version.trim() == version
    })
}

fn one_bom(document: &Document) -> Result<Bom, String> {
    let text = std::str::from_utf8(&document.bytes).map_err(|_| "it is not text".to_owned())?;
    let parsed = read_bom(FileId(0), text, &Limits::default());
    let first = parsed
        .diagnostics
        .iter()
        .find(|d| d.severity() == Severity::Error);
    let said = first.map(|d| d.message.clone());
    parsed
        .value
        .ok_or_else(|| said.unwrap_or_else(|| "it cannot be read".to_owned()))
}

/// The list of parts that the project states for a release.
fn stated_bom(facts: &Facts, component: &str, version: &str) -> Option<Parts> {
    let component = facts.components.iter().find(|c| c.id.text == component)?;
    let release = component
        .releases
        .iter()
        .find(|r| r.version.text == version)?;
    let BomFact::Files(names) = &release.bom else {
        return None;
    };
    let name = names.first()?;
    let document = facts
        .boms
        .iter()
        .find(|document| document.path == name.text)?;
    Some(Parts {
        bom: document.bom.clone(),
        path: document.path.clone(),
        // The project itself is what everything rests on.
        covered: true,
    })
}

/// The list of parts of what most elements run now; the other releases that run are added to the lists.
pub(super) fn running(
    net: &Network,
    targets: &Targets,
    facts: &Facts,
    lists: &mut Lists,
) -> Option<Parts> {
    let mut all: Vec<Running> = targets
        .running
        .iter()
        .map(|(release, elements)| {
            let id = &net.components[net.releases[release.index()].component.index()].id;
            let version = &net.releases[release.index()].version;
            Running {
                label: net.release_label(*release),
                elements: *elements,
                parts: stated_bom(facts, id, version),
            }
        })
        .collect();
    all.sort_by(|a, b| (b.elements, &a.label).cmp(&(a.elements, &b.label)));
    let mut all = all.into_iter();
    let most = all.next()?;
    lists.most = Some(most.label);
    lists.running = all.collect();
    most.parts
}

#[cfg(test)]
mod tests;
