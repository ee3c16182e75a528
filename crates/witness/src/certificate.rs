//! Certificates and their check.

use std::collections::BTreeSet;

use keyholder_supply::{ClassId, Network, PartyId, PlaceId, PoolId, ReleaseId, RouteId};

use crate::{Actor, Claim, View, rules};

/// One line of a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is derived.
    pub claim: Claim,
    /// The earlier lines that it rests on. Nothing else may be used to derive it.
    pub from: Vec<usize>,
}

/// A proof either way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// A derivation; its last line is a target.
    Reached(Vec<Step>),
    /// Everything that the actor can do: closed under all rules, without any target.
    NotReached(BTreeSet<Claim>),
}

/// Why a certificate is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The derivation is empty, or does not end in a target.
    NotTheTarget,
    /// A line rests on itself or on a later line.
    OutOfOrder {
        /// Which line, from 0.
        step: usize,
    },
    /// A line does not follow from the lines it names.
    DoesNotFollow {
        /// Which line, from 0.
        step: usize,
    },
    /// The set is not closed: a claim outside follows from claims inside.
    NotClosed {
        /// The claim that follows.
        claim: Claim,
    },
    /// The set contains a target.
    ContainsTarget {
        /// The target.
        claim: Claim,
    },
}

/// Every claim that can be made about a network, whoever acts.
#[must_use]
pub fn all_claims(net: &Network) -> Vec<Claim> {
    let mut all = Vec::new();
    all.extend((0..net.parties.len()).map(|n| Claim::Controls(PartyId::from(n))));
    all.extend((0..net.routes.len()).map(|n| Claim::Uses(RouteId::from(n))));
    all.extend((0..net.releases.len()).map(|n| Claim::Changes(ReleaseId::from(n))));
    all.extend((0..net.releases.len()).map(|n| Claim::ChangesUnstaged(ReleaseId::from(n))));
    all.extend((0..net.classes.len()).map(|n| Claim::Alters(ClassId::from(n))));
    all.extend((0..net.pools.len()).map(|n| Claim::Breaks(PoolId::from(n))));
    all.extend((0..net.places.len()).map(|n| Claim::Sees(PlaceId::from(n))));
    all.extend((0..net.places.len()).map(|n| Claim::Stops(PlaceId::from(n))));
    all
}

/// Checks a certificate against the network alone.
///
/// # Errors
/// The first [`Fault`] found.
pub fn verify(
    net: &Network,
    actor: &Actor,
    view: View,
    targets: &[Claim],
    certificate: &Certificate,
) -> Result<(), Fault> {
    match certificate {
        Certificate::Reached(steps) => verify_derivation(net, actor, view, targets, steps),
        Certificate::NotReached(closed) => verify_closed(net, actor, view, targets, closed),
    }
}

fn verify_derivation(
    net: &Network,
    actor: &Actor,
    view: View,
    targets: &[Claim],
    steps: &[Step],
) -> Result<(), Fault> {
    for (at, step) in steps.iter().enumerate() {
        if step.from.iter().any(|earlier| *earlier >= at) {
            return Err(Fault::OutOfOrder { step: at });
        }
        let given: BTreeSet<Claim> = step.from.iter().map(|n| steps[*n].claim).collect();
        if !rules::holds(net, actor, view, step.claim, &|claim| {
            given.contains(&claim)
        }) {
            return Err(Fault::DoesNotFollow { step: at });
        }
    }
    match steps.last() {
        Some(last) if targets.contains(&last.claim) => Ok(()),
        _ => Err(Fault::NotTheTarget),
    }
}

fn verify_closed(
    net: &Network,
    actor: &Actor,
    view: View,
    targets: &[Claim],
    closed: &BTreeSet<Claim>,
) -> Result<(), Fault> {
    if let Some(claim) = targets.iter().find(|t| closed.contains(t)) {
        return Err(Fault::ContainsTarget { claim: *claim });
    }
    let follows = |claim: &Claim| rules::holds(net, actor, view, *claim, &|c| closed.contains(&c));
    match all_claims(net)
        .into_iter()
        .find(|claim| !closed.contains(claim) && follows(claim))
    {
        Some(claim) => Err(Fault::NotClosed { claim }),
        None => Ok(()),
    }
}
