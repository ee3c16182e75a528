//! The project as it would be after the update.

use std::collections::BTreeSet;

use keyholder_diag::{FileId, Span};
use keyholder_supply::bom::Bom;
use keyholder_supply::facts::{BomDocument, BomFact, Facts, Name, ReleaseFact, Slot};
use keyholder_supply::inventory::{Inventory, KIND_COLUMNS, Kind, Named};
use keyholder_supply::{ComponentKind, Layer, Network};

use crate::targets::Targets;

/// The first column of [`KIND_COLUMNS`] that is a layer.
const FIRST_LAYER: usize = 6;

/// The facts after the update: the release is there, with the parts that the package lists, and each target runs
/// it instead of what it ran of that component. Where the package lists no parts, what is inside is not known.
#[must_use]
pub fn after(
    facts: &Facts,
    net: &Network,
    targets: &Targets,
    version: &str,
    bom: Option<&Bom>,
) -> Facts {
    let mut facts = facts.clone();
    let component = net.components[targets.component.index()].id.clone();
    let label = format!("{component}@{version}");
    let span = release(&mut facts, &component, version, bom);
    let kind = facts
        .components
        .iter()
        .find(|c| c.id.text == component)
        .and_then(|c| c.kind);
    let layer = home(kind);
    // Without large tables, every element has a row of its own.
    let from = match &facts.large {
        Some(_) => net.large_from,
        None => net.elements.len(),
    };
    let (small, large): (Vec<usize>, Vec<usize>) = targets
        .elements
        .iter()
        .map(|e| e.index())
        .partition(|at| *at < from);
    let named: BTreeSet<&str> = small
        .iter()
        .map(|at| net.elements[*at].id.as_str())
        .collect();
    for element in &mut facts.elements {
        if named.contains(element.id.text.as_str()) {
            put(&mut element.layers, &component, &label, layer, span);
        }
    }
    let units: BTreeSet<usize> = large.iter().map(|at| at - from).collect();
    let then = facts.large.as_ref().map(|large| {
        let (inventory, apart) = (&large.inventory, facts.apart());
        units_after(inventory, &apart, &units, &component, &label, layer)
    });
    if let (Some(large), Some(then)) = (&mut facts.large, then) {
        large.inventory = then.into();
    }
    facts
}

/// The layer that a component takes where it was not before.
fn home(kind: Option<ComponentKind>) -> Layer {
    match kind {
        Some(ComponentKind::Hardware) => Layer::Hardware,
        Some(ComponentKind::Firmware) => Layer::Firmware,
        _ => Layer::Application,
    }
}

/// States the release; returns a place for what is stated with it.
fn release(facts: &mut Facts, component: &str, version: &str, bom: Option<&Bom>) -> Span {
    let nowhere = Span::whole(FileId(0));
    let Some(known) = facts.components.iter_mut().find(|c| c.id.text == component) else {
        return nowhere;
    };
    let span = known.id.span;
    let name = |text: String| Name { text, span };
    let path = format!("package of {component}@{version}");
    let parts = bom.map(|_| BomFact::Files(vec![name(path.clone())]));
    match known
        .releases
        .iter_mut()
        .find(|r| r.version.text == version)
    {
        Some(release) => {
            if let Some(parts) = parts {
                release.bom = parts;
            }
        }
        None => known.releases.push(ReleaseFact {
            version: name(version.to_owned()),
            date: None,
            support_ends: None,
            bom: parts.unwrap_or(BomFact::NotStated),
            contains: Vec::new(),
            provenance: known.provenance.clone(),
        }),
    }
    if let Some(bom) = bom {
        let bom = bom.clone();
        facts.boms.push(BomDocument { path, span, bom });
    }
    span
}

fn is_of(text: &str, component: &str) -> bool {
    // Without a version, it is some release of it.
    text.split_once('@').map_or(text, |(id, _)| id) == component
}

fn put(layers: &mut [Slot; 4], component: &str, label: &str, home: Layer, span: Span) {
    let mut found = false;
    for slot in layers.iter_mut() {
        let Slot::Names(names) = slot else { continue };
        for name in names.iter_mut().filter(|n| is_of(&n.text, component)) {
            name.text = label.to_owned();
            found = true;
        }
    }
    if found {
        return;
    }
    let new = Name {
        text: label.to_owned(),
        span,
    };
    let slot = &mut layers[home as usize];
    match slot {
        Slot::Names(names) => names.push(new),
        Slot::NotStated | Slot::Nothing => *slot = Slot::Names(vec![new]),
    }
}

/// The same for rows of large tables: each unit becomes a kind of its own, and those that are alike afterwards are
/// one again.
fn units_after(
    inventory: &Inventory,
    apart: &BTreeSet<&str>,
    chosen: &BTreeSet<usize>,
    component: &str,
    label: &str,
    home: Layer,
) -> Inventory {
    let (units, of_named) = inventory.units(apart);
    let mut texts = inventory.texts.clone();
    let kinds = units.iter().map(|unit| Kind {
        cells: inventory.kinds[unit.kind].cells,
        rows: unit.rows,
        least: unit.id.to_owned(),
    });
    let mut kinds: Vec<Kind> = kinds.collect();
    let layers = FIRST_LAYER..KIND_COLUMNS.len() - 1;
    let chosen = kinds
        .iter_mut()
        .enumerate()
        .filter(|(n, _)| chosen.contains(n));
    for (_, kind) in chosen {
        let mut found = false;
        for column in layers.clone() {
            let cell = &texts[column][kind.cells[column] as usize];
            let replaced: Vec<&str> = cell
                .split(';')
                .map(str::trim)
                .map(|name| if is_of(name, component) { label } else { name })
                .collect();
            let replaced = replaced.join(";");
            if cell.split(';').any(|name| is_of(name.trim(), component)) {
                found = true;
                kind.cells[column] = position(&mut texts[column], replaced);
            }
        }
        if !found {
            let column = FIRST_LAYER + home as usize;
            let cell = texts[column][kind.cells[column] as usize].trim().to_owned();
            let blank = matches!(cell.as_str(), "" | "?" | "none");
            let filled = if blank {
                label.to_owned()
            } else {
                format!("{cell};{label}")
            };
            kind.cells[column] = position(&mut texts[column], filled);
        }
    }
    let named = inventory
        .named
        .iter()
        .zip(of_named)
        .map(|(named, unit)| Named {
            id: named.id.clone(),
            kind: u32::try_from(unit).unwrap_or(u32::MAX),
        });
    let (mut after, _) = Inventory::numbered(texts, kinds, named.collect());
    after.twice.clone_from(&inventory.twice);
    after.twice_count = inventory.twice_count;
    after
}

/// The position of a text, which is added when it is not there.
fn position(texts: &mut Vec<String>, text: String) -> u32 {
    let at = texts.iter().position(|known| *known == text);
    let at = at.unwrap_or_else(|| {
        texts.push(text);
        texts.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}
