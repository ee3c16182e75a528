//! The brute force: apply every rule to everything until nothing is added.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::Network;
use keyholder_witness::{Actor, Certificate, Claim, Step, View, all_claims, rules};

/// Every claim that holds, with the round in which it first appears, from 1.
/// In a round all rules look at what the rounds before gave, and at nothing of their own round.
pub(crate) fn rounds(net: &Network, actor: &Actor, view: View) -> BTreeMap<Claim, usize> {
    let mut open = all_claims(net);
    let mut known: BTreeMap<Claim, usize> = BTreeMap::new();
    for round in 1.. {
        let holds = |c: &Claim| rules::holds(net, actor, view, *c, &|c| known.contains_key(&c));
        let (new, rest): (Vec<Claim>, Vec<Claim>) = open.into_iter().partition(holds);
        if new.is_empty() {
            break;
        }
        open = rest;
        known.extend(new.into_iter().map(|c| (c, round)));
    }
    known
}

/// Every claim that holds.
pub(crate) fn closure(net: &Network, actor: &Actor, view: View) -> BTreeSet<Claim> {
    rounds(net, actor, view).into_keys().collect()
}

/// A certificate made the slow way: the earliest target, and for each line a smallest set of lines of
/// earlier rounds from which it follows.
pub(crate) fn explain(net: &Network, actor: &Actor, view: View, targets: &[Claim]) -> Certificate {
    let known = rounds(net, actor, view);
    let reached = targets
        .iter()
        .filter_map(|t| known.get(t).map(|round| (*round, *t)));
    let Some((_, target)) = reached.min() else {
        return Certificate::NotReached(known.into_keys().collect());
    };
    let mut needs: BTreeMap<Claim, BTreeSet<Claim>> = BTreeMap::new();
    let mut open = vec![target];
    while let Some(claim) = open.pop() {
        if needs.contains_key(&claim) {
            continue;
        }
        let mut from: BTreeSet<Claim> = known
            .iter()
            .filter(|(_, r)| **r < known[&claim])
            .map(|(c, _)| *c)
            .collect();
        for candidate in from.clone() {
            from.remove(&candidate);
            if !rules::holds(net, actor, view, claim, &|c| from.contains(&c)) {
                from.insert(candidate);
            }
        }
        open.extend(&from);
        needs.insert(claim, from);
    }
    let mut order: Vec<Claim> = needs.keys().copied().collect();
    order.sort_by_key(|c| (known[c], *c != target, *c));
    let at: BTreeMap<Claim, usize> = order.iter().enumerate().map(|(n, c)| (*c, n)).collect();
    let step = |claim: &Claim| Step {
        claim: *claim,
        from: needs[claim].iter().map(|c| at[c]).collect(),
    };
    Certificate::Reached(order.iter().map(step).collect())
}
