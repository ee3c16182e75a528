//! How far an update is: who counts, what is missing, and how large a step may be.

use jiff::{SignedDuration, Timestamp};
use keyholder_gate::{
    Conditions, Decision, DecisionKind, State, Status, Wanted, next_step, status,
};
use keyholder_supply::gate::{GateCheck, GateVerdict, Said};
use proptest::prelude::*;

use crate::decide::{about, decision, people, time};
use crate::property;
use crate::world::now;

fn conditions() -> Conditions {
    Conditions {
        approvers: 2,
        roles: vec!["change-manager".to_owned(), "security".to_owned()],
        consent: Vec::new(),
        acknowledge: Vec::new(),
        approval_days: 7,
        first_step: 1,
        soak_hours: 72,
        review_days: None,
    }
}

fn wanted() -> Wanted {
    Wanted {
        about: about(),
        submitter: Some("petra".to_owned()),
        verdict: GateVerdict::Admit,
        conditions: conditions(),
        judged: time("2026-11-24T18:00:00Z"),
        gone: Vec::new(),
        moved: Vec::new(),
    }
}

fn of(wanted: &Wanted, decisions: &[Decision]) -> Status {
    let all: Vec<(String, Result<Decision, String>)> = decisions
        .iter()
        .enumerate()
        .map(|(n, decision)| (format!("{n}.json"), Ok(decision.clone())))
        .collect();
    status(wanted, &all, &people(""), now())
}

fn approve(person: &str) -> Decision {
    decision(DecisionKind::Approve, person)
}

fn missing(status: &Status) -> String {
    let all: Vec<String> = status
        .missing
        .iter()
        .map(|said| said.what.clone())
        .collect();
    all.join("; ")
}

/// A decision does not count, for that reason.
fn refused(wanted: &Wanted, decision: Decision, words: &str) {
    let found = of(wanted, &[decision]);
    assert!(found.counted.is_empty());
    assert!(found.refused[0].1.contains(words), "{:?}", found.refused);
}

#[test]
fn two_people_in_two_roles() {
    let open = of(&wanted(), &[]);
    assert_eq!(open.state, State::Open);
    assert_eq!(
        missing(&open),
        "0 of 2 approvals; nobody in the role `change-manager` approved; nobody in the role `security` approved"
    );
    let one = of(&wanted(), &[approve("ann")]);
    assert_eq!(
        missing(&one),
        "1 of 2 approvals; nobody in the role `security` approved"
    );
    assert_eq!(
        one.missing[1].remedy.as_deref(),
        Some("needs the approval of bob")
    );
    assert_eq!(
        of(&wanted(), &[approve("ann"), approve("bob")]).state,
        State::Ready
    );
    // Two people, and a role that neither has.
    let two = of(&wanted(), &[approve("ann"), approve("cid")]);
    assert_eq!(missing(&two), "nobody in the role `security` approved");
}

#[test]
fn one_person_counts_once() {
    let mut later = approve("ann");
    later.until = time("2026-11-29T00:00:00Z");
    let found = of(&wanted(), &[later.clone(), approve("ann"), later]);
    assert_eq!(found.counted, [approve("ann")]);
    assert_eq!(found.state, State::Open);
}

#[test]
fn what_lets_nothing_in_stays_closed() {
    for verdict in [GateVerdict::Hold, GateVerdict::Refuse] {
        let wanted = Wanted {
            verdict,
            ..wanted()
        };
        assert_eq!(
            of(&wanted, &[approve("ann"), approve("bob")]).state,
            State::Closed
        );
    }
}

#[test]
fn one_no_is_no() {
    let no = decision(DecisionKind::Reject, "cid");
    let found = of(&wanted(), &[approve("ann"), approve("bob"), no.clone()]);
    assert_eq!(found.state, State::Rejected);
    // Whoever asked for it may take it back, and a no does not end.
    let mine = Wanted {
        submitter: Some("cid".to_owned()),
        ..wanted()
    };
    let old = Decision {
        until: time("2026-11-24T20:00:01Z"),
        ..no
    };
    assert_eq!(
        of(&mine, &[approve("ann"), approve("bob"), old]).state,
        State::Rejected
    );
}

#[test]
fn each_reason_not_to_count() {
    let base = wanted();
    let with = |change: &dyn Fn(&mut Decision)| {
        let mut one = approve("ann");
        change(&mut one);
        one
    };
    refused(
        &base,
        with(&|d| d.about.record = "x".to_owned()),
        "another record",
    );
    refused(
        &base,
        with(&|d| d.about.package = "x".to_owned()),
        "other bytes",
    );
    refused(
        &base,
        with(&|d| d.about.targets = "x".to_owned()),
        "other elements",
    );
    refused(
        &base,
        with(&|d| d.at = time("2026-11-24T22:00:01Z")),
        "which is to come",
    );
    refused(
        &base,
        with(&|d| d.at = time("2026-11-24T17:59:59Z")),
        "before the verdict",
    );
    refused(
        &base,
        with(&|d| d.until = time("2026-11-24T21:59:59Z")),
        "it held until",
    );
    refused(
        &base,
        with(&|d| d.until = time("2026-12-01T20:00:01Z")),
        "longer than 7 days",
    );
    let same = Wanted {
        submitter: Some("ann".to_owned()),
        ..wanted()
    };
    refused(
        &same,
        approve("ann"),
        "`ann` asked for it, so another must decide",
    );
    refused(
        &same,
        decision(DecisionKind::Review, "ann"),
        "another must decide",
    );
    let none = Wanted {
        submitter: None,
        ..wanted()
    };
    refused(
        &none,
        approve("ann"),
        "nobody is named as having asked for it",
    );
    // To the very moment it counts.
    let exact = with(&|d| (d.at, d.until) = (now(), now()));
    assert_eq!(of(&base, &[exact]).counted.len(), 1);
    let longest = with(&|d| d.until = time("2026-12-01T20:00:00Z"));
    assert_eq!(of(&base, &[longest]).counted.len(), 1);
    let unread = [("x.json".to_owned(), Err("it is no envelope".to_owned()))];
    let found = status(&base, &unread, &people(""), now());
    assert_eq!(
        found.refused,
        [("x.json".to_owned(), "it is no envelope".to_owned())]
    );
}

#[test]
fn what_moved_consent_and_limits() {
    let all = [approve("ann"), approve("bob")];
    let moved = Wanted {
        moved: vec![Said::new("the policy is another")],
        ..wanted()
    };
    assert_eq!(missing(&of(&moved, &all)), "the policy is another");
    let mut consent = wanted();
    consent.conditions.consent = vec!["second".to_owned(), "op".to_owned()];
    let words = "`second` must consent on its route, and nobody of it approved";
    assert_eq!(missing(&of(&consent, &all)), words);
    assert_eq!(
        of(&consent, &[approve("ann"), approve("bob"), approve("cid")]).state,
        State::Ready
    );
    let mut limits = wanted();
    limits.conditions.acknowledge = vec![GateCheck::ReachDifference];
    assert_eq!(
        missing(&of(&limits, &all)),
        "nobody acknowledged the limit from `reach-difference`"
    );
    let mut knows = approve("bob");
    knows.acknowledges = vec![GateCheck::ReachDifference];
    assert_eq!(of(&limits, &[approve("ann"), knows]).state, State::Ready);
    let mut nobody = wanted();
    nobody.conditions.roles.push("auditor".to_owned());
    let found = of(&nobody, &all);
    let remedy = "give somebody the role `auditor` in gate/gate.toml";
    assert_eq!(found.missing[0].remedy.as_deref(), Some(remedy));
}

#[test]
fn a_verdict_ends_like_an_approval() {
    let all = [approve("ann"), approve("bob")];
    let mut wanted = wanted();
    wanted.conditions.approval_days = 7;
    wanted.judged = time("2026-11-17T22:00:00Z");
    assert_eq!(of(&wanted, &all).state, State::Ready);
    wanted.judged = time("2026-11-17T21:59:59Z");
    let found = of(&wanted, &all);
    assert_eq!(found.state, State::Open);
    assert!(missing(&found).contains("the verdict is of 2026-11-17T21:59:59Z"));
}

#[test]
fn what_the_log_has_and_nobody_finds() {
    let all = [approve("ann"), approve("bob")];
    let gone = |what: &str| Wanted {
        gone: vec![("cid".to_owned(), what.to_owned())],
        ..wanted()
    };
    let found = of(&gone("approve"), &all);
    assert_eq!(found.state, State::Open);
    assert_eq!(
        missing(&found),
        "the log has `approve` of `cid`, and the statement is gone"
    );
    // A no does not end by being removed.
    assert_eq!(of(&gone("reject"), &all).state, State::Rejected);
}

#[test]
fn what_is_acknowledged_once_stays_so() {
    let mut limits = wanted();
    limits.conditions.acknowledge = vec![GateCheck::ReachDifference];
    let mut knows = approve("bob");
    knows.acknowledges = vec![GateCheck::ReachDifference];
    let mut longer = approve("bob");
    longer.until = time("2026-12-01T00:00:00Z");
    let all = [approve("ann"), knows, longer];
    assert_eq!(of(&limits, &all).state, State::Ready);
}

#[test]
fn reviews_are_told_and_approve_nothing() {
    let found = of(
        &wanted(),
        &[decision(DecisionKind::Review, "ann"), approve("bob")],
    );
    assert!(found.reviewed);
    assert_eq!(found.state, State::Open);
    assert!(!of(&wanted(), &[approve("bob")]).reviewed);
}

#[test]
fn conditions_of_any_size_are_no_reason_to_stop() {
    let mut wanted = wanted();
    wanted.conditions.approval_days = u32::MAX;
    assert_eq!(
        of(&wanted, &[approve("ann"), approve("bob")]).state,
        State::Ready
    );
    let long = Conditions {
        soak_hours: u32::MAX,
        ..conditions()
    };
    assert!(next_step(&long, 10, &[(now(), 1)], now()).is_err());
    assert_eq!(
        next_step(
            &long,
            10,
            &[(now(), u64::MAX), (now(), u64::MAX)],
            Timestamp::MAX
        ),
        Ok(0)
    );
}

#[test]
fn steps_double_after_each_rest() {
    let at = |hours: i64| now() + SignedDuration::from_hours(hours);
    let step =
        |installed: &[(Timestamp, u64)], hours| next_step(&conditions(), 10, installed, at(hours));
    assert_eq!(step(&[], 0), Ok(1));
    assert_eq!(step(&[(at(0), 1)], 71), Err(at(72)));
    assert_eq!(step(&[(at(0), 1)], 72), Ok(1));
    assert_eq!(step(&[(at(0), 1), (at(72), 1)], 144), Ok(2));
    assert_eq!(step(&[(at(0), 1), (at(72), 1), (at(144), 2)], 216), Ok(4));
    assert_eq!(
        step(&[(at(0), 1), (at(72), 1), (at(144), 2), (at(216), 4)], 288),
        Ok(2)
    );
    // In any order, and more than there are.
    assert_eq!(step(&[(at(72), 1), (at(0), 1)], 100), Err(at(144)));
    assert_eq!(step(&[(at(0), 99)], 72), Ok(0));
}

/// Decisions of some people, most of them good.
fn decisions() -> impl Strategy<Value = Vec<Decision>> {
    let kind = prop_oneof![
        6 => Just(DecisionKind::Approve),
        1 => Just(DecisionKind::Reject),
        1 => Just(DecisionKind::Review),
    ];
    let person = prop::sample::select(vec!["ann", "bob", "cid", "petra"]);
    let one = (kind, person, 0..8_u8, any::<bool>(), 0..5_i64).prop_map(
        |(kind, person, fault, knows, days)| {
            let mut one = decision(kind, person);
            match fault {
                0 => one.about.record = "x".to_owned(),
                1 => one.until = time("2026-11-24T20:30:00Z"),
                2 => one.at = time("2026-11-25T20:00:00Z"),
                3 => one.about.targets = "x".to_owned(),
                _ => one.until -= SignedDuration::from_hours(24 * days),
            }
            if knows {
                one.acknowledges = vec![GateCheck::ReachDifference];
            }
            one
        },
    );
    prop::collection::vec(one, 0..7)
}

fn any_wanted() -> impl Strategy<Value = Wanted> {
    (0..4_u32, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(approvers, roles, consent, limits)| {
            let mut wanted = wanted();
            wanted.conditions.approvers = approvers;
            if !roles {
                wanted.conditions.roles.clear();
            }
            if consent {
                wanted.conditions.consent = vec!["second".to_owned()];
            }
            if limits {
                wanted.conditions.acknowledge = vec![GateCheck::ReachDifference];
            }
            wanted
        },
    )
}

fn counts(wanted: &Wanted, one: &Decision) -> bool {
    !of(wanted, std::slice::from_ref(one)).counted.is_empty()
}

property! {
    /// What does not count changes nothing, and order and repetition neither.
    noise, 256, (any_wanted(), decisions(), any::<prop::sample::Index>()), |(wanted, all, at)| {
        let found = of(&wanted, &all);
        let good: Vec<Decision> = all.iter().filter(|d| counts(&wanted, d)).cloned().collect();
        let clean = of(&wanted, &good);
        prop_assert_eq!((clean.state, &clean.counted, &clean.missing), (found.state, &found.counted, &found.missing));
        let mut turned = all.clone();
        turned.reverse();
        if !all.is_empty() {
            turned.push(all[at.index(all.len())].clone());
        }
        let again = of(&wanted, &turned);
        prop_assert_eq!((again.state, &again.counted), (found.state, &found.counted));
        let mut faults: Vec<(String, Result<Decision, String>)> =
            all.into_iter().map(|d| (String::new(), Ok(d))).collect();
        faults.insert(0, (String::new(), Err("unread".to_owned())));
        let spoilt = status(&wanted, &faults, &people(""), now());
        prop_assert_eq!((spoilt.state, spoilt.counted), (found.state, found.counted));
    }
}

property! {
    /// One more approval never takes away, and one less never adds; no number of them outweighs a no.
    approvals_add_up, 256, (any_wanted(), decisions(), any::<prop::sample::Index>()), |(wanted, all, at)| {
        let found = of(&wanted, &all);
        if all.iter().any(|d| d.kind == DecisionKind::Reject && counts(&wanted, d)) {
            prop_assert_eq!(found.state, State::Rejected);
        }
        if all.is_empty() {
            return Ok(());
        }
        let mut fewer = all.clone();
        let gone = fewer.remove(at.index(all.len()));
        let less = of(&wanted, &fewer);
        if gone.kind != DecisionKind::Reject {
            prop_assert!(less.missing.len() >= found.missing.len());
            prop_assert!(!(less.state == State::Ready && found.state == State::Open));
        }
        if found.state == State::Ready {
            let approvals = found.counted.iter().filter(|d| d.kind == DecisionKind::Approve).count();
            prop_assert!(approvals >= usize::try_from(wanted.conditions.approvers).expect("few"));
        }
        // Each person once for each kind of decision.
        let mut who: Vec<_> = found.counted.iter().map(|d| (d.kind, d.person.clone())).collect();
        let many = who.len();
        who.sort();
        who.dedup();
        prop_assert_eq!(who.len(), many);
    }
}

property! {
    /// Whoever takes each step as it is let never does more than there is, and comes to the end.
    steps_end, 256, (1..5_000_u64, 1..200_u64, 0..200_u32, 0..40_u64), |(count, first, soak, over)| {
        let conditions = Conditions { first_step: first.min(count), soak_hours: soak, ..conditions() };
        let mut installed: Vec<(Timestamp, u64)> = Vec::new();
        let mut at = now();
        let mut done = 0;
        for _ in 0..5_100 {
            match next_step(&conditions, count, &installed, at) {
                Ok(0) => break,
                Ok(many) => {
                    prop_assert!(many <= count - done);
                    prop_assert!(done > 0 || many <= conditions.first_step);
                    installed.push((at, many));
                    done += many;
                }
                Err(from) => {
                    prop_assert!(from > at);
                    at = from;
                }
            }
        }
        prop_assert_eq!(done, count);
        installed.push((at, over));
        let later = at + SignedDuration::from_hours(i64::from(soak));
        prop_assert_eq!(next_step(&conditions, count, &installed, later), Ok(0));
    }
}
