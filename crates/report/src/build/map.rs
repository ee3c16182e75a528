//! The control map: actor → kind of route → function class, at most some 25 nodes.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_reach::{ActorKind, Assessment};
use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, Network, RouteKind};

use crate::wire;

/// Actors that have a node of their own; five kinds of route and six classes bring it to 25 at most.
const ACTORS_MAX: usize = 12;

pub(crate) fn control_map(
    net: &Network,
    results: &Assessment,
    order: &[usize],
) -> wire::ControlMap {
    let parties: Vec<usize> = order
        .iter()
        .copied()
        .filter(|n| {
            results.actors[*n].actor.kind() == ActorKind::Party
                && !results.actors[*n].flows.is_empty()
        })
        .collect();
    let shown = if parties.len() <= ACTORS_MAX {
        parties.len()
    } else {
        ACTORS_MAX - 1
    };
    let mut left: BTreeMap<(usize, RouteKind, bool), BTreeSet<ClassId>> = BTreeMap::new();
    let mut right: BTreeMap<(RouteKind, FunctionClass, bool), BTreeSet<ClassId>> = BTreeMap::new();
    for (at, n) in parties.iter().enumerate() {
        for flow in &results.actors[*n].flows {
            left.entry((at.min(shown), flow.kind, flow.surely))
                .or_default()
                .extend(&flow.classes);
            for class in &flow.classes {
                if let Some(function) = net.classes[class.index()].function {
                    let side = (
                        flow.kind,
                        net.functions[function.index()].class,
                        flow.surely,
                    );
                    right.entry(side).or_default().insert(*class);
                }
            }
        }
    }
    // An element that several reach counts once in each link: a union, not a sum.
    let elements = |classes: &BTreeSet<ClassId>| -> u64 {
        classes
            .iter()
            .map(|c| net.classes[c.index()].members.len() as u64)
            .sum()
    };
    let mut nodes: Vec<wire::MapNode> = parties[..shown]
        .iter()
        .map(|n| wire::MapNode {
            column: 0,
            label: results.actors[*n].actor.label(net),
            stands_for: 1,
        })
        .collect();
    if parties.len() > shown {
        let others = (parties.len() - shown) as u64;
        nodes.push(wire::MapNode {
            column: 0,
            label: format!("{others} others"),
            stands_for: others,
        });
    }
    let mut kinds: BTreeMap<RouteKind, u64> = BTreeMap::new();
    for kind in RouteKind::ALL
        .iter()
        .filter(|k| left.keys().any(|(_, used, _)| used == *k))
    {
        kinds.insert(*kind, nodes.len() as u64);
        nodes.push(wire::MapNode {
            column: 1,
            label: kind.word().replace('-', " "),
            stands_for: 1,
        });
    }
    let mut classes: BTreeMap<FunctionClass, u64> = BTreeMap::new();
    for class in FunctionClass::ALL
        .iter()
        .filter(|c| right.keys().any(|(_, used, _)| used == *c))
    {
        classes.insert(*class, nodes.len() as u64);
        nodes.push(wire::MapNode {
            column: 2,
            label: class.word().to_owned(),
            stands_for: 1,
        });
    }
    let certainty = |surely: bool| {
        if surely {
            wire::Certainty::Surely
        } else {
            wire::Certainty::Possibly
        }
    };
    let mut links: Vec<wire::MapLink> = left
        .into_iter()
        .map(|((actor, kind, surely), classes)| wire::MapLink {
            from: actor as u64,
            to: kinds[&kind],
            elements: elements(&classes),
            certainty: certainty(surely),
        })
        .collect();
    links.extend(
        right
            .into_iter()
            .map(|((kind, class, surely), reached)| wire::MapLink {
                from: kinds[&kind],
                to: classes[&class],
                elements: elements(&reached),
                certainty: certainty(surely),
            }),
    );
    wire::ControlMap { nodes, links }
}
