//! One change to a network that can only make reach smaller: a stronger gate, or an edge less.

use keyholder_supply::{AutoSign, Guard, Network, PartyId, Route, SafeguardKind, Share, UnknownId};

use crate::random::nowhere;

/// A safeguard that blocks, by a party or by nobody named.
pub(crate) fn guard(party: Option<PartyId>) -> Guard {
    Guard {
        kind: SafeguardKind::Approval,
        party,
        unknown: party.is_none().then_some(UnknownId(0)),
        provenance: nowhere(),
    }
}

/// The thing at a position, counted round.
fn at<T>(list: &mut [T], pick: usize) -> Option<&mut T> {
    let count = list.len();
    (count > 0).then(|| &mut list[pick % count])
}

fn drop_one<T>(list: &mut Vec<T>, pick: usize) {
    if !list.is_empty() {
        list.remove(pick % list.len());
    }
}

/// Makes the change that `what` and `pick` say; some find nothing to change.
pub(crate) fn tighten(net: &mut Network, what: usize, pick: usize) {
    match what % 4 {
        0 => tighten_party(net, pick),
        1 => tighten_component(net, pick),
        2 => tighten_element(net, pick),
        _ => {
            let guards = net.parties.len() + 1;
            let party = (pick / 7 % guards).checked_sub(1).map(PartyId::from);
            if let Some(route) = at(&mut net.routes, pick) {
                tighten_route(route, party, pick / 3);
            }
        }
    }
}

fn tighten_party(net: &mut Network, pick: usize) {
    if pick.is_multiple_of(5) {
        let settings = &mut net.settings;
        if settings.control_threshold_inclusive {
            settings.control_threshold_inclusive = false;
        } else {
            settings.control_threshold = Share(settings.control_threshold.0 + 100_000);
        }
        return;
    }
    let Some(party) = at(&mut net.parties, pick) else {
        return;
    };
    match pick / 3 % 6 {
        0 => drop_one(&mut party.seats, pick),
        1 => drop_one(&mut party.owners, pick),
        2 => drop_one(&mut party.controlled_by, pick),
        3 => drop_one(&mut party.presence, pick),
        4 => party.undisclosed = Share(party.undisclosed.0 / 2),
        _ => party
            .controlled_by
            .iter_mut()
            .for_each(|c| c.contested = true),
    }
}

fn tighten_route(route: &mut Route, party: Option<PartyId>, how: usize) {
    match how % 5 {
        0 => {
            route.threshold.low += 1;
            route.threshold.high += 1;
        }
        1 => route.guards.push(guard(party)),
        2 => route.staged = true,
        3 => drop_one(&mut route.keyholders, how),
        _ => route.holes = route.holes.saturating_sub(1),
    }
}

fn tighten_component(net: &mut Network, pick: usize) {
    if pick.is_multiple_of(2) {
        if let Some(release) = at(&mut net.releases, pick / 2) {
            drop_one(&mut release.contains, pick);
        }
        return;
    }
    let Some(component) = at(&mut net.components, pick / 2) else {
        return;
    };
    match (pick % 3, component.auto_sign) {
        (0, _) => drop_one(&mut component.routes, pick),
        (1, AutoSign::Yes) => component.auto_sign = AutoSign::Unknown(UnknownId(0)),
        _ => component.auto_sign = AutoSign::No,
    }
}

fn tighten_element(net: &mut Network, pick: usize) {
    if pick.is_multiple_of(4) {
        if let Some(pool) = at(&mut net.pools, pick / 4) {
            pool.needed.low = pool.needed.low.saturating_sub(1).max(1);
            pool.needed.high = pool.needed.high.saturating_sub(1).max(1);
        }
        return;
    }
    let Some(class) = at(&mut net.classes, pick) else {
        return;
    };
    match pick / 5 % 6 {
        0 => drop_one(&mut class.hosts, pick),
        1 => drop_one(&mut class.managers, pick),
        2 => drop_one(&mut class.access, pick),
        3 => class
            .layers
            .iter_mut()
            .for_each(|l| drop_one(&mut l.releases, pick)),
        4 => {
            class.host_unknown = None;
            class.manager_unknown = None;
            class.layers.iter_mut().for_each(|l| l.unknown = None);
        }
        _ => {
            class.wave = Some(2);
            class.wave_unknown = None;
        }
    }
}
