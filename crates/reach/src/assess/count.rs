//! Sums over classes and places: elements, subscribers, effects, for one view at a time.

use keyholder_supply::{FunctionId, Network};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

use super::served::Served;
use super::{ActorResult, Scope, contains, empty};
use crate::actors::NamedActor;
use crate::alike::PlaceKinds;
use crate::closure::{Closure, close_with};
use crate::shares::{Weight, criticality_weight, element_sums};

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
    scopes: &[Scope],
    served: &Served,
    closure: &Closure,
    results: &mut [ActorResult],
) {
    let rows = served.rows(&closure.classes, results.len());
    let sums = element_sums(&rows, &served.weights, scopes.len(), results.len());
    for (result, sums) in results.iter_mut().zip(sums.chunks_exact(scopes.len())) {
        for (reach, sum) in result.reach.iter_mut().zip(sums) {
            *reach.subscribers.slot(closure.view) = *sum;
        }
    }
}

pub(super) fn count_effects(kinds: &PlaceKinds, closure: &Closure, results: &mut [ActorResult]) {
    let weights: Vec<Weight> = kinds
        .first
        .iter()
        .enumerate()
        .flat_map(|(kind, first)| {
            let of = [kinds.subscribers[kind], kinds.places[kind]];
            of.into_iter().enumerate().map(|(group, amount)| Weight {
                class: first.index(),
                group,
                amount,
            })
        })
        .collect();
    let sees = element_sums(&closure.sees, &weights, 2, results.len());
    let stops = element_sums(&closure.stops, &weights, 2, results.len());
    for (actor, result) in results.iter_mut().enumerate() {
        *result.intercept_subscribers.slot(closure.view) = sees[2 * actor];
        *result.intercept_places.slot(closure.view) = sees[2 * actor + 1];
        *result.disrupt_subscribers.slot(closure.view) = stops[2 * actor];
        *result.disrupt_places.slot(closure.view) = stops[2 * actor + 1];
    }
}

/// An actor of which nothing at all is stated: what it could change at most, anybody could.
pub(super) fn anybody(net: &Network, scopes: &mut [Scope], kinds: &PlaceKinds) {
    let nobody = [Actor {
        holders: Vec::new(),
        presence: false,
    }];
    let view = View {
        bound: Bound::AtMost,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    };
    let closure = close_with(net, &nobody, view, kinds);
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
