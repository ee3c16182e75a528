//! The engine against the oracles.

use std::collections::BTreeSet;

use keyholder_reach::{Cut, close, explain, fewest_cuts};
use keyholder_supply::{AutoSign, Network, PartyId, PartyKind, Share, Threshold};
use keyholder_witness::{Claim, Means, View, all_claims};
use proptest::prelude::*;

use crate::certificates::{Question, is_right, picks, tampering_shows};
use crate::random::{actors, facts, nowhere};
use crate::tighten::guard;
use crate::{datalog, naive, property};

property!(
    /// One pass for all actors gives what the brute force gives for each.
    engine_is_naive, 256, facts(), |case| {
        let net = case.network();
        let all = actors(&net);
        for view in View::all() {
            let closure = close(&net, &all, view);
            for (n, actor) in all.iter().enumerate() {
                let slow = naive::closure(&net, actor, view);
                let claims = all_claims(&net).into_iter();
                let fast: BTreeSet<Claim> = claims.filter(|c| closure.has(n, *c)).collect();
                prop_assert_eq!(fast, slow, "{:?} {:?}", actor, view);
            }
        }
    }
);

property!(
    /// And what Datalog gives.
    engine_is_datalog, 64, facts(), |case| {
        let net = case.network();
        let all = actors(&net);
        for view in View::all() {
            let closure = close(&net, &all, view);
            for (n, actor) in all.iter().enumerate() {
                let claims = all_claims(&net).into_iter();
                let fast: BTreeSet<Claim> = claims.filter(|c| closure.has(n, *c)).collect();
                prop_assert_eq!(fast, datalog::closure(&net, actor, view), "{:?} {:?}", actor, view);
            }
        }
    }
);

property!(
    /// More actors than fit one word of bits, in another order, change no answer.
    columns_do_not_mix, 32, (facts(), 1..4_usize), |(case, times)| {
        let net = case.network();
        let few = actors(&net);
        let many: Vec<_> = few.iter().rev().cycle().take(few.len() * times * 8).cloned().collect();
        for view in View::all() {
            let (alone, crowd) = (close(&net, &few, view), close(&net, &many, view));
            for claim in all_claims(&net) {
                for n in 0..many.len() {
                    let same = few.len() - 1 - n % few.len();
                    prop_assert_eq!(alone.has(same, claim), crowd.has(n, claim));
                }
            }
        }
    }
);

property!(
    /// Certificates are accepted, say what is so, are shortest, and have no line too many.
    certificates_are_right, 1024, (facts(), picks()), |(case, picks)| {
        is_right(&Question::new(case.network(), picks), explain)?;
    }
);

property!(
    /// The checker refuses them once they are tampered with.
    spoiled_certificates_are_refused, 256, (facts(), picks()), |(case, picks)| {
        tampering_shows(&Question::new(case.network(), picks), explain)?;
    }
);

/// Everything that could be guarded or stopped.
fn cuttable(net: &Network) -> Vec<Cut> {
    let routes = (0..net.routes.len()).map(|n| Cut::Route(n.into()));
    let pipelines = (0..net.components.len())
        .filter(|n| net.components[*n].auto_sign != AutoSign::No)
        .map(|n| Cut::Pipeline(n.into()));
    routes.chain(pipelines).collect()
}

/// The network with these routes guarded by somebody whom nobody controls, and these pipelines stopped.
/// A guarded route cannot be used whoever holds keys.
fn with_cuts(net: &Network, cuts: &[Cut]) -> Network {
    let mut cut_net = net.clone();
    let nobody = PartyId::from(net.parties.len());
    let mut incorruptible = net.parties[0].clone();
    incorruptible.id = "incorruptible".to_owned();
    incorruptible.kind = Some(PartyKind::Person);
    incorruptible.seats.clear();
    incorruptible.seat_unknown = None;
    incorruptible.owners.clear();
    incorruptible.undisclosed = Share::ZERO;
    incorruptible.owners_unknown = None;
    incorruptible.controlled_by.clear();
    incorruptible.presence.clear();
    cut_net.parties.push(incorruptible);
    for cut in cuts {
        match cut {
            Cut::Route(route) => {
                let route = &mut cut_net.routes[route.index()];
                route.guards.push(guard(Some(nobody)));
                route.keyholders = vec![nobody];
                route.holes = 0;
                route.threshold = Threshold {
                    low: 1,
                    high: 1,
                    unknown: None,
                };
                route.provenance = nowhere();
            }
            Cut::Pipeline(component) => {
                cut_net.components[component.index()].auto_sign = AutoSign::No;
            }
        }
    }
    cut_net
}

fn still_reached(question: &Question, cuts: &[Cut]) -> bool {
    let net = with_cuts(&question.net, cuts);
    let claims = naive::closure(&net, &question.actor, question.view);
    question.targets.iter().any(|t| claims.contains(t))
}

/// Whether some set of so many cuts ends it.
fn some_set_of(question: &Question, all: &[Cut], size: usize, chosen: &mut Vec<Cut>) -> bool {
    if size == 0 {
        return !still_reached(question, chosen);
    }
    (0..all.len()).any(|n| {
        chosen.push(all[n]);
        let found = some_set_of(question, &all[n + 1..], size - 1, chosen);
        chosen.pop();
        found
    })
}

property!(
    /// What would stop it: it does, nothing smaller does, and "impossible" is said when all cuts together fail.
    cuts_are_fewest, 512, (facts(), picks()), |(case, picks)| {
        let mut question = Question::new(case.network(), picks);
        question.view.means = Means::Upstream;
        let answer = fewest_cuts(&question.net, &question.actor, question.view, &question.targets);
        let all = cuttable(&question.net);
        prop_assert_eq!(answer.possible, !still_reached(&question, &all), "{:?}", answer);
        if !answer.possible {
            prop_assert!(answer.cuts.is_empty());
            return Ok(());
        }
        prop_assert!(!still_reached(&question, &answer.cuts), "{answer:?}");
        prop_assert!(answer.cuts.is_sorted());
        prop_assert!(answer.exact, "small networks are searched to the end");
        for size in 0..answer.cuts.len() {
            let smaller = some_set_of(&question, &all, size, &mut Vec::new());
            prop_assert!(!smaller, "{size} are enough, not {answer:?}");
        }
    }
);
