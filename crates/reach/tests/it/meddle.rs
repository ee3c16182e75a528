//! Changes that a project sees from one day to the next: other keys, other parts, other releases, other elements.

use keyholder_supply::SafeguardKind;
use keyholder_supply::facts::{Facts, KeyholderFact, RouteFact, SafeguardFact, Slot};

use crate::edits::forget;
use crate::random::{name, nowhere};

/// The thing at a position, counted round.
fn at<T>(list: &mut [T], pick: usize) -> Option<&mut T> {
    let count = list.len();
    (count > 0).then(|| &mut list[pick % count])
}

/// Makes the change that `what` and `pick` say; some find nothing to change.
pub(crate) fn meddle(facts: &mut Facts, what: usize, pick: usize) {
    match what % 7 {
        0 => _ = forget(facts, pick),
        1 => component(facts, pick),
        2 => elements(facts, pick),
        3 => _ = places(facts, pick),
        4 => {
            if let Some(route) = some_route(facts, pick) {
                change_route(route, pick / 3);
            }
        }
        5 => parties(facts, pick),
        _ => _ = parts(facts, pick),
    }
}

/// What bills of materials list, and elements that run what only these name.
fn parts(facts: &mut Facts, pick: usize) -> Option<()> {
    let bom = &mut at(&mut facts.boms, pick)?.bom;
    let part = at(&mut bom.components, pick / 7)?;
    let named = part
        .purl
        .clone()
        .map(|purl| format!("{purl}@{}", part.version));
    match pick / 3 % 4 {
        0 => part.purl = Some(format!("pkg:golang/x{}/lib{}", pick / 5 % 2, pick / 11 % 3)),
        1 => part.version = (pick / 5 % 3).to_string(),
        2 => _ = bom.components.pop(),
        _ => {
            let element = at(&mut facts.elements, pick / 13)?;
            element.layers[pick / 5 % 4] = Slot::Names(vec![name(named?)]);
        }
    }
    Some(())
}

fn some_route(facts: &mut Facts, pick: usize) -> Option<&mut RouteFact> {
    let of_components = facts.components.iter_mut().flat_map(|c| &mut c.routes);
    let all = of_components.flatten().chain(&mut facts.access_routes);
    let mut all: Vec<&mut RouteFact> = all.collect();
    (!all.is_empty()).then(|| all.swap_remove(pick % all.len()))
}

fn change_route(route: &mut RouteFact, pick: usize) {
    let party = || name(format!("p{}", pick / 5 % 4));
    match pick % 5 {
        0 => route.threshold = Some(1 + u32::try_from(pick / 7 % 2).unwrap_or(0)),
        1 => route.keyholders = Some(vec![KeyholderFact::Named(party())]),
        2 => {
            let more = KeyholderFact::Named(party());
            route.keyholders.get_or_insert_default().push(more);
        }
        3 => {
            let safeguard = SafeguardFact {
                kind: SafeguardKind::ALL[pick / 11 % SafeguardKind::ALL.len()],
                party: Some(party()),
                provenance: nowhere(),
            };
            route.safeguards.get_or_insert_default().push(safeguard);
        }
        _ => route.safeguards = Some(Vec::new()),
    }
}

fn component(facts: &mut Facts, pick: usize) {
    let others: Vec<String> = facts.components.iter().map(|c| c.id.text.clone()).collect();
    let Some(component) = at(&mut facts.components, pick) else {
        return;
    };
    let rest = pick / 17;
    match rest % 5 {
        0 => component.auto_sign = [None, Some(true), Some(false)][rest / 5 % 3],
        1 => {
            if let Some(release) = at(&mut component.releases, rest / 5) {
                let part = &others[rest / 7 % others.len()];
                release.contains.push(name(format!("{part}@0")));
            }
        }
        2 => {
            if let Some(release) = at(&mut component.releases, rest / 5) {
                release.contains.clear();
            }
        }
        3 => _ = component.releases.pop(),
        _ => {
            if let Some(mut release) = component.releases.first().cloned() {
                release.version = name(format!("{}-{}", release.version.text, rest / 5 % 2));
                component.releases.push(release);
            }
        }
    }
}

fn elements(facts: &mut Facts, pick: usize) {
    let layers: Vec<[Slot; 4]> = facts.elements.iter().map(|e| e.layers.clone()).collect();
    let ids: Vec<String> = facts.elements.iter().map(|e| e.id.text.clone()).collect();
    let count = facts.elements.len();
    let Some(element) = at(&mut facts.elements, pick) else {
        return;
    };
    let rest = pick / 19;
    match rest % 5 {
        0 => element.layers = layers[rest / 5 % count].clone(),
        1 => element.host = Slot::Names(vec![name(ids[rest / 5 % count].clone())]),
        2 => element.wave = Some(1 + u16::try_from(rest / 5 % 2).unwrap_or(0)),
        3 => element.place = None,
        _ => _ = facts.elements.remove(pick % count),
    }
}

fn places(facts: &mut Facts, pick: usize) -> Option<()> {
    match pick % 3 {
        0 => at(&mut facts.places, pick)?.subscribers = Some(pick as u64 / 3 % 1_000),
        1 => at(&mut facts.pools, pick)?.needed = Some(1),
        _ => _ = facts.pools.pop()?,
    }
    Some(())
}

/// Who owns whom; now and then, who is there at all.
fn parties(facts: &mut Facts, pick: usize) {
    let Some(party) = at(&mut facts.parties, pick) else {
        return;
    };
    match pick / 13 % 4 {
        0 => _ = party.owners.pop(),
        1 => party.seat = Some(name(format!("X{}", pick / 29 % 3))),
        2 => party.controlled_by.clear(),
        _ => _ = facts.parties.pop(),
    }
}
