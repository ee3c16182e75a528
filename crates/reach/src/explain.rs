//! Certificates for one actor and one question.
//!
//! Claims are derived in rounds: a claim enters in the first round in which one rule gives it from claims of
//! earlier rounds. So the derivation of a target is the one with the fewest layers, as Knuth's generalisation
//! of shortest paths gives it for depth. When no target enters, what did enter is the closed set that proves it.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::Network;
use keyholder_witness::{Actor, Certificate, Claim, Step, View, all_claims};

use crate::cut::Cut;
use crate::support::{Basis, Finder, Support};

/// A certificate, and what each of its steps rests on.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The certificate.
    pub certificate: Certificate,
    /// For a derivation: the basis of each step. Empty for a closed set.
    pub bases: Vec<Basis>,
    /// The round in which the target entered, from 1; 0 when it did not.
    pub depth: u32,
}

/// The shortest derivation of one of the targets, or the closed set that leaves all of them out.
#[must_use]
pub fn explain(net: &Network, actor: &Actor, view: View, targets: &[Claim]) -> Certificate {
    explain_with_grounds(net, actor, view, targets).certificate
}

/// The same, with what each step rests on.
#[must_use]
pub fn explain_with_grounds(
    net: &Network,
    actor: &Actor,
    view: View,
    targets: &[Claim],
) -> Explanation {
    let cuts = BTreeSet::new();
    let rounds = Rounds::run(net, actor, view, &cuts, targets);
    match rounds.first(targets) {
        Some((target, depth)) => {
            let (steps, bases) = rounds.derivation(target);
            Explanation {
                certificate: Certificate::Reached(steps),
                bases,
                depth,
            }
        }
        None => {
            let closed = rounds.entered.into_keys().collect();
            Explanation {
                certificate: Certificate::NotReached(closed),
                bases: Vec::new(),
                depth: 0,
            }
        }
    }
}

/// What entered, in which round, and why.
pub(crate) struct Rounds {
    pub(crate) entered: BTreeMap<Claim, (u32, Support)>,
}

impl Rounds {
    /// Runs until a round adds nothing, or until a target has entered.
    pub(crate) fn run(
        net: &Network,
        actor: &Actor,
        view: View,
        cuts: &BTreeSet<Cut>,
        targets: &[Claim],
    ) -> Self {
        let finder = Finder {
            net,
            actor,
            view,
            cuts,
        };
        let mut entered: BTreeMap<Claim, (u32, Support)> = BTreeMap::new();
        let mut open = all_claims(net);
        let mut round = 0;
        loop {
            round += 1;
            let known = |claim: Claim| entered.contains_key(&claim);
            let mut fresh: Vec<(Claim, Support)> = Vec::new();
            open.retain(|claim| match finder.support(*claim, &known) {
                Some(support) => {
                    fresh.push((*claim, support));
                    false
                }
                None => true,
            });
            if fresh.is_empty() {
                return Rounds { entered };
            }
            let hit = fresh.iter().any(|(claim, _)| targets.contains(claim));
            entered.extend(
                fresh
                    .into_iter()
                    .map(|(claim, support)| (claim, (round, support))),
            );
            if hit {
                return Rounds { entered };
            }
        }
    }

    /// The target that entered first; of several, the least.
    pub(crate) fn first(&self, targets: &[Claim]) -> Option<(Claim, u32)> {
        let entered = targets
            .iter()
            .filter_map(|t| self.entered.get(t).map(|(round, _)| (*round, *t)));
        entered.min().map(|(round, target)| (target, round))
    }

    /// The steps that a target needs, earlier rounds first.
    pub(crate) fn derivation(&self, target: Claim) -> (Vec<Step>, Vec<Basis>) {
        let mut needed: BTreeSet<Claim> = BTreeSet::new();
        let mut queue = vec![target];
        while let Some(claim) = queue.pop() {
            if needed.insert(claim) {
                queue.extend(
                    self.entered
                        .get(&claim)
                        .into_iter()
                        .flat_map(|(_, support)| &support.from),
                );
            }
        }
        let mut order: Vec<(u32, Claim)> = needed
            .iter()
            .filter_map(|claim| self.entered.get(claim).map(|(round, _)| (*round, *claim)))
            .collect();
        order.sort_unstable();
        let at: BTreeMap<Claim, usize> = order
            .iter()
            .enumerate()
            .map(|(n, (_, claim))| (*claim, n))
            .collect();
        let mut steps = Vec::with_capacity(order.len());
        let mut bases = Vec::with_capacity(order.len());
        for (_, claim) in order {
            let support = &self.entered[&claim].1;
            let mut from: Vec<usize> = support
                .from
                .iter()
                .filter_map(|c| at.get(c).copied())
                .collect();
            from.sort_unstable();
            steps.push(Step { claim, from });
            bases.push(support.basis.clone());
        }
        (steps, bases)
    }
}
