//! Sums over classes and places: elements, subscribers, effects, for one view at a time.

use std::collections::BTreeMap;

use keyholder_supply::{FunctionId, Network};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

use super::{ActorResult, Scope, contains, empty};
use crate::actors::NamedActor;
use crate::alike::PlaceKinds;
use crate::closure::{Closure, close, serves};
use crate::shares::{Weight, add_where, criticality_weight, element_sums};

pub(super) fn count_elements(
    net: &Network,
    scopes: &[Scope],
    closure: &Closure,
    results: &mut [ActorResult],
) {
    let functions = net.functions.len() + 1;
    let group =
        |class: &keyholder_supply::Class| class.function.map_or(functions - 1, FunctionId::index);
    let weights: Vec<Weight> = net
        .classes
        .iter()
        .enumerate()
        .map(|(n, class)| Weight {
            class: n,
            group: group(class),
            amount: class.size,
        })
        .collect();
    let sums = element_sums(&closure.classes, &weights, functions, results.len());
    let members: Vec<Vec<usize>> = scopes
        .iter()
        .map(|s| {
            let inside = |f: &usize| {
                contains(
                    net,
                    s.kind,
                    (*f + 1 < functions).then(|| FunctionId::from(*f)),
                )
            };
            (0..functions).filter(inside).collect()
        })
        .collect();
    let weight =
        |f: usize| criticality_weight(net, (f + 1 < functions).then(|| FunctionId::from(f)));
    for (actor, result) in results.iter_mut().enumerate() {
        let mine = &sums[actor * functions..(actor + 1) * functions];
        for (scope, functions) in members.iter().enumerate() {
            let counted = &mut result.reach[scope];
            *counted.elements.slot(closure.view) = functions.iter().map(|f| mine[*f]).sum();
            *counted.criticality.slot(closure.view) =
                functions.iter().map(|f| mine[*f] * weight(*f)).sum();
        }
    }
}

/// Subscribers of a place count for a scope when some element of the scope that serves the place is changed.
pub(super) fn count_subscribers(
    net: &Network,
    scopes: &[Scope],
    kinds: &PlaceKinds,
    closure: &Closure,
    results: &mut [ActorResult],
) {
    let words = closure.classes.words();
    let mut sums = vec![vec![0_u64; results.len()]; scopes.len()];
    for (first, subscribers) in kinds.first.iter().zip(&kinds.subscribers) {
        if *subscribers == 0 {
            continue;
        }
        let place = &net.places[first.index()];
        let mut by_function: BTreeMap<FunctionId, Vec<u64>> = BTreeMap::new();
        for pool in place
            .pools
            .iter()
            .map(|p| &net.pools[p.index()])
            .filter(|p| serves(p, closure.view.bound))
        {
            let row = by_function
                .entry(pool.function)
                .or_insert_with(|| vec![0; words]);
            for (class, _) in &pool.members {
                row.iter_mut()
                    .zip(closure.classes.row(class.index()))
                    .for_each(|(word, more)| *word |= more);
            }
        }
        let mut any = vec![0_u64; words];
        for (at, scope) in scopes.iter().enumerate() {
            any.fill(0);
            for (_, row) in by_function
                .iter()
                .filter(|(f, _)| contains(net, scope.kind, Some(**f)))
            {
                any.iter_mut()
                    .zip(row)
                    .for_each(|(word, more)| *word |= more);
            }
            add_where(&any, *subscribers, &mut sums[at]);
        }
    }
    for (actor, result) in results.iter_mut().enumerate() {
        for (scope, sums) in sums.iter().enumerate() {
            *result.reach[scope].subscribers.slot(closure.view) = sums[actor];
        }
    }
}

pub(super) fn count_effects(kinds: &PlaceKinds, closure: &Closure, results: &mut [ActorResult]) {
    let mut sums: [Vec<u64>; 4] = std::array::from_fn(|_| vec![0; results.len()]);
    for (kind, first) in kinds.first.iter().enumerate() {
        let n = first.index();
        let (subscribers, places) = (kinds.subscribers[kind], kinds.places[kind]);
        add_where(closure.sees.row(n), subscribers, &mut sums[0]);
        add_where(closure.sees.row(n), places, &mut sums[1]);
        add_where(closure.stops.row(n), subscribers, &mut sums[2]);
        add_where(closure.stops.row(n), places, &mut sums[3]);
    }
    for (actor, result) in results.iter_mut().enumerate() {
        *result.intercept_subscribers.slot(closure.view) = sums[0][actor];
        *result.intercept_places.slot(closure.view) = sums[1][actor];
        *result.disrupt_subscribers.slot(closure.view) = sums[2][actor];
        *result.disrupt_places.slot(closure.view) = sums[3][actor];
    }
}

/// An actor of which nothing at all is stated: what it could change at most, anybody could.
pub(super) fn anybody(net: &Network, scopes: &mut [Scope]) {
    let nobody = [Actor {
        holders: Vec::new(),
        presence: false,
    }];
    let view = View {
        bound: Bound::AtMost,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    };
    let closure = close(net, &nobody, view);
    let mut results = vec![empty(placeholder(), scopes.len())];
    count_elements(net, scopes, &closure, &mut results);
    for (at, scope) in scopes.iter_mut().enumerate() {
        scope.anybody = results[0].reach[at].elements.widest().at_most;
    }
}

fn placeholder() -> NamedActor {
    let actor = Actor {
        holders: Vec::new(),
        presence: false,
    };
    NamedActor {
        name: crate::ActorName::Party(keyholder_supply::PartyId(0)),
        actor,
    }
}
