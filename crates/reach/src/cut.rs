//! What would stop it: the fewest safeguards that cut every derivation.
//!
//! An implicit hitting set: each derivation that is still there must lose one of its routes or pipelines; the
//! smallest set that hits all derivations seen so far is tried; if a target is still reached, its derivation
//! joins the list. The set that ends it is smallest, because no smaller set hits even those seen.

use std::collections::BTreeSet;

use keyholder_supply::{ComponentId, Network, RouteId, RouteKind};
use keyholder_witness::{Actor, Claim, View};

use crate::explain::{Explainer, Rounds, Until};
use crate::support::cuttable;

/// One safeguard that would be new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cut {
    /// A safeguard that blocks on a route, by a party that the actor does not control.
    Route(RouteId),
    /// The pipeline of a component no longer signs what it pulls in unseen.
    Pipeline(ComponentId),
}

/// The fewest safeguards that cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// The safeguards, sorted. Empty when nothing is reached, or when nothing can be cut.
    pub cuts: Vec<Cut>,
    /// Whether there is no smaller set. Otherwise the search was stopped at its bound.
    pub exact: bool,
    /// Whether safeguards can cut it at all: a way through a blank has no route to guard.
    pub possible: bool,
}

/// Most derivations that are looked at, and most branches of the search for the smallest set.
const DERIVATIONS_MAX: usize = 400;
const BRANCHES_MAX: usize = 200_000;

/// The smallest set of cuts after which no target is reached; of several of one size, the one with the fewest
/// publications of parts, which are nobody's to guard but the publisher's.
#[must_use]
pub fn fewest_cuts(net: &Network, actor: &Actor, view: View, targets: &[Claim]) -> Cuts {
    Explainer::new(net).fewest_cuts(actor, view, targets)
}

pub(crate) fn fewest(about: &Explainer<'_>, actor: &Actor, view: View, targets: &[Claim]) -> Cuts {
    let net = about.net;
    let uncut = Rounds::of(about, actor, view, targets, Until::Rest);
    let mut derivations: Vec<Vec<Cut>> = Vec::new();
    let mut exact = true;
    loop {
        let (cuts, proven) = smallest_hitting_set(net, &derivations);
        exact &= proven;
        let set: BTreeSet<Cut> = cuts.iter().copied().collect();
        let rounds = uncut.after(&set);
        let before = derivations.len();
        for target in targets.iter().filter(|t| rounds.get(**t).is_some()) {
            let (steps, bases) = rounds.derivation(*target);
            let mut can: Vec<Cut> = steps
                .iter()
                .zip(&bases)
                .flat_map(|(step, basis)| cuttable(net, step.claim, basis))
                .collect();
            can.sort_unstable();
            can.dedup();
            if can.is_empty() {
                return Cuts {
                    cuts: Vec::new(),
                    exact,
                    possible: false,
                };
            }
            if !derivations.contains(&can) {
                derivations.push(can);
            }
        }
        if derivations.len() == before {
            return Cuts {
                cuts,
                exact,
                possible: true,
            };
        }
        if derivations.len() > DERIVATIONS_MAX {
            return greedy(net, &uncut, targets, &derivations);
        }
    }
}

/// Past the bound: cut whatever is found until nothing is left, and say that fewer may do.
fn greedy(net: &Network, uncut: &Rounds<'_>, targets: &[Claim], derivations: &[Vec<Cut>]) -> Cuts {
    let mut set: BTreeSet<Cut> = greedy_hitting_set(net, derivations).into_iter().collect();
    loop {
        let rounds = uncut.after(&set);
        let mut more: BTreeSet<Cut> = BTreeSet::new();
        for target in targets.iter().filter(|t| rounds.get(**t).is_some()) {
            let (steps, bases) = rounds.derivation(*target);
            let can = steps
                .iter()
                .zip(&bases)
                .flat_map(|(step, basis)| cuttable(net, step.claim, basis));
            match can.min_by_key(|cut| cost(net, *cut)) {
                Some(cut) => more.insert(cut),
                None => {
                    return Cuts {
                        cuts: Vec::new(),
                        exact: false,
                        possible: false,
                    };
                }
            };
        }
        if more.is_empty() {
            return Cuts {
                cuts: set.into_iter().collect(),
                exact: false,
                possible: true,
            };
        }
        set.extend(more);
    }
}

/// One, and a little more for the publication of a part.
fn cost(net: &Network, cut: Cut) -> u64 {
    match cut {
        Cut::Route(route) if net.routes[route.index()].kind == RouteKind::UpstreamPublication => {
            1_000_001
        }
        _ => 1_000_000,
    }
}

fn greedy_hitting_set(net: &Network, sets: &[Vec<Cut>]) -> Vec<Cut> {
    let mut chosen: BTreeSet<Cut> = BTreeSet::new();
    let mut open: Vec<&Vec<Cut>> = sets.iter().collect();
    while !open.is_empty() {
        let candidates: BTreeSet<Cut> = open.iter().flat_map(|s| s.iter().copied()).collect();
        let hits = |cut: &Cut| open.iter().filter(|s| s.contains(cut)).count();
        let best = candidates.iter().max_by_key(|cut| {
            (
                hits(cut),
                std::cmp::Reverse(cost(net, **cut)),
                std::cmp::Reverse(**cut),
            )
        });
        let Some(best) = best.copied() else { break };
        chosen.insert(best);
        open.retain(|s| !s.contains(&best));
    }
    chosen.into_iter().collect()
}

/// Branch and bound; says whether it came to its end.
fn smallest_hitting_set(net: &Network, sets: &[Vec<Cut>]) -> (Vec<Cut>, bool) {
    let mut best = greedy_hitting_set(net, sets);
    let mut best_cost: u64 = best.iter().map(|c| cost(net, *c)).sum();
    let mut branches = 0;
    let mut chosen = Vec::new();
    branch(
        net,
        sets,
        &mut chosen,
        0,
        &mut best,
        &mut best_cost,
        &mut branches,
    );
    best.sort_unstable();
    (best, branches <= BRANCHES_MAX)
}

fn branch(
    net: &Network,
    sets: &[Vec<Cut>],
    chosen: &mut Vec<Cut>,
    spent: u64,
    best: &mut Vec<Cut>,
    best_cost: &mut u64,
    branches: &mut usize,
) {
    *branches += 1;
    if *branches > BRANCHES_MAX {
        return;
    }
    let open: Vec<&Vec<Cut>> = sets
        .iter()
        .filter(|s| !s.iter().any(|c| chosen.contains(c)))
        .collect();
    let Some(first) = open.iter().min_by_key(|s| s.len()) else {
        if spent < *best_cost {
            *best_cost = spent;
            best.clone_from(chosen);
        }
        return;
    };
    // Sets that share nothing each cost at least one more: a lower bound.
    let mut apart: Vec<&Vec<Cut>> = Vec::new();
    for set in &open {
        if apart
            .iter()
            .all(|other| !other.iter().any(|c| set.contains(c)))
        {
            apart.push(set);
        }
    }
    if spent + 1_000_000 * apart.len() as u64 >= *best_cost {
        return;
    }
    for cut in first.iter() {
        chosen.push(*cut);
        branch(
            net,
            sets,
            chosen,
            spent + cost(net, *cut),
            best,
            best_cost,
            branches,
        );
        chosen.pop();
    }
}
