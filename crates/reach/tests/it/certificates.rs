//! Certificates: those made are accepted, shortest and without a line too many; those tampered with are refused.

use std::collections::BTreeSet;

use keyholder_supply::Network;
use keyholder_witness::{Actor, Certificate, Claim, Fault, Step, View, all_claims, rules, verify};
use proptest::prelude::*;

use crate::naive;
use crate::property;
use crate::random::{actors, facts};

/// Whatever makes certificates.
pub(crate) type Explain = fn(&Network, &Actor, View, &[Claim]) -> Certificate;

/// A network, somebody, a view, and one to three targets.
pub(crate) struct Question {
    pub(crate) net: Network,
    pub(crate) actor: Actor,
    pub(crate) view: View,
    pub(crate) targets: Vec<Claim>,
}

impl Question {
    /// Picks by numbers; mostly targets late in the list, which take longer to reach.
    pub(crate) fn new(net: Network, picks: [usize; 5]) -> Self {
        let all = actors(&net);
        let actor = all[picks[0] % all.len()].clone();
        let view = View::all()[picks[1] % 12];
        let claims = all_claims(&net);
        let late = |pick: usize| claims[claims.len() - 1 - pick % claims.len()];
        let targets = picks[2..]
            .iter()
            .take(1 + picks[2] % 3)
            .map(|p| late(*p))
            .collect();
        Question {
            net,
            actor,
            view,
            targets,
        }
    }

    fn verify(&self, certificate: &Certificate) -> Result<(), Fault> {
        verify(
            &self.net,
            &self.actor,
            self.view,
            &self.targets,
            certificate,
        )
    }

    fn follows(&self, claim: Claim, known: &BTreeSet<Claim>) -> bool {
        rules::holds(&self.net, &self.actor, self.view, claim, &|c| {
            known.contains(&c)
        })
    }
}

pub(crate) fn picks() -> impl Strategy<Value = [usize; 5]> {
    [
        0..1000_usize,
        0..12_usize,
        0..1000_usize,
        0..1000_usize,
        0..1000_usize,
    ]
}

/// Accepted, true, shortest, irreducible.
pub(crate) fn is_right(question: &Question, explain: Explain) -> Result<(), TestCaseError> {
    let Question {
        net,
        actor,
        view,
        targets,
    } = question;
    let certificate = explain(net, actor, *view, targets);
    prop_assert_eq!(question.verify(&certificate), Ok(()));
    let rounds = naive::rounds(net, actor, *view);
    let first = targets.iter().filter_map(|t| rounds.get(t)).min();
    match &certificate {
        Certificate::NotReached(closed) => {
            prop_assert_eq!(first, None);
            prop_assert_eq!(closed, &rounds.into_keys().collect());
        }
        Certificate::Reached(steps) => {
            prop_assert_eq!(Some(&depth(steps)), first);
            irreducible(question, steps)?;
        }
    }
    Ok(())
}

/// The number of layers above nothing.
fn depth(steps: &[Step]) -> usize {
    let mut depths: Vec<usize> = Vec::new();
    for step in steps {
        depths.push(1 + step.from.iter().map(|n| depths[*n]).max().unwrap_or(0));
    }
    depths.last().copied().unwrap_or(0)
}

fn irreducible(question: &Question, steps: &[Step]) -> Result<(), TestCaseError> {
    let used: BTreeSet<usize> = steps.iter().flat_map(|s| s.from.iter().copied()).collect();
    prop_assert_eq!(
        used,
        (0..steps.len() - 1).collect(),
        "lines that nothing rests on"
    );
    let claims: BTreeSet<Claim> = steps.iter().map(|s| s.claim).collect();
    prop_assert_eq!(claims.len(), steps.len(), "a claim derived twice");
    for (n, step) in steps.iter().enumerate() {
        for drop in &step.from {
            let rest = step.from.iter().filter(|other| *other != drop);
            let rest = rest.map(|other| steps[*other].claim).collect();
            prop_assert!(
                !question.follows(step.claim, &rest),
                "line {n} does not need {drop}: {steps:?}"
            );
        }
    }
    Ok(())
}

/// Every way of spoiling a certificate that we know is seen.
pub(crate) fn tampering_shows(question: &Question, explain: Explain) -> Result<(), TestCaseError> {
    match explain(
        &question.net,
        &question.actor,
        question.view,
        &question.targets,
    ) {
        Certificate::Reached(steps) => spoil_derivation(question, &steps),
        Certificate::NotReached(closed) => spoil_closed(question, &closed),
    }
}

fn spoil_derivation(question: &Question, steps: &[Step]) -> Result<(), TestCaseError> {
    let verdict = |steps: Vec<Step>| question.verify(&Certificate::Reached(steps));
    prop_assert_eq!(verdict(Vec::new()), Err(Fault::NotTheTarget));
    let shorter = steps[..steps.len() - 1].to_vec();
    prop_assert_eq!(verdict(shorter), Err(Fault::NotTheTarget));
    for (n, step) in steps.iter().enumerate() {
        for at in 0..step.from.len() {
            let mut spoiled = steps.to_vec();
            spoiled[n].from.remove(at);
            prop_assert_eq!(verdict(spoiled), Err(Fault::DoesNotFollow { step: n }));
            let mut spoiled = steps.to_vec();
            spoiled[n].from[at] = n;
            prop_assert_eq!(verdict(spoiled), Err(Fault::OutOfOrder { step: n }));
            // The line and what it rests on change places.
            let mut spoiled = steps.to_vec();
            spoiled.swap(n, step.from[at]);
            prop_assert!(verdict(spoiled).is_err());
        }
    }
    let known = naive::closure(&question.net, &question.actor, question.view);
    let out_of_reach = all_claims(&question.net)
        .into_iter()
        .find(|c| !known.contains(c));
    if let Some(wrong) = out_of_reach {
        let mut spoiled = steps.to_vec();
        let from = (0..steps.len()).collect();
        spoiled.push(Step { claim: wrong, from });
        let fault = Fault::DoesNotFollow { step: steps.len() };
        prop_assert_eq!(verdict(spoiled), Err(fault));
    }
    let nowhere = known.is_empty();
    prop_assert!(!nowhere);
    let never = Certificate::NotReached(known);
    prop_assert!(question.verify(&never).is_err(), "both ways at once");
    Ok(())
}

fn spoil_closed(question: &Question, closed: &BTreeSet<Claim>) -> Result<(), TestCaseError> {
    for claim in closed {
        let mut spoiled = closed.clone();
        spoiled.remove(claim);
        let verdict = question.verify(&Certificate::NotReached(spoiled));
        prop_assert!(
            matches!(verdict, Err(Fault::NotClosed { .. })),
            "{claim:?}: {verdict:?}"
        );
    }
    for target in &question.targets {
        let mut spoiled = closed.clone();
        spoiled.insert(*target);
        let verdict = question.verify(&Certificate::NotReached(spoiled));
        prop_assert_eq!(verdict, Err(Fault::ContainsTarget { claim: *target }));
        let bare = Step {
            claim: *target,
            from: Vec::new(),
        };
        let verdict = question.verify(&Certificate::Reached(vec![bare]));
        prop_assert_eq!(verdict, Err(Fault::DoesNotFollow { step: 0 }));
    }
    Ok(())
}

property!(
    /// The slow way of making certificates makes right ones.
    slow_certificates_are_right, 256, (facts(), picks()), |(case, picks)| {
        is_right(&Question::new(case.network(), picks), naive::explain)?;
    }
);

property!(
    /// The checker refuses what was tampered with.
    tampered_certificates_are_refused, 256, (facts(), picks()), |(case, picks)| {
        tampering_shows(&Question::new(case.network(), picks), naive::explain)?;
    }
);
