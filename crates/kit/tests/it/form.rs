//! What the set of samples is like.

use std::collections::BTreeSet;

use keyholder_kit::moments::{CRL_MADE, CRL_STALE, EMBEDDED_ENDS, NOW, SIGNED_4_2_0, SIGNED_4_2_1};
use keyholder_kit::{Expect, samples};
use keyholder_supply::gate::GateCheck;

#[test]
fn names_are_told_apart_and_nothing_is_the_same_twice() {
    let all = samples();
    let names: BTreeSet<&str> = all.iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), all.len());
    let mut seen = BTreeSet::new();
    for sample in &all {
        let beside: Vec<&[u8]> = sample.beside.iter().map(|(_, b)| b.as_slice()).collect();
        let whole = (sample.bytes.clone(), beside.concat());
        assert!(seen.insert(whole), "{} is the same as another", sample.name);
        assert!(!sample.words.is_empty() && !sample.words.ends_with('.'));
        assert!(sample.bytes.len() < 200_000, "{} is large", sample.name);
    }
}

#[test]
fn there_are_enough_of_each() {
    let all = samples();
    let genuine = all.iter().filter(|s| s.expect == Expect::Genuine).count();
    assert!(genuine >= 20, "{genuine} genuine ones");
    assert!(all.len() - genuine >= 90, "{} attacks", all.len() - genuine);
    let caught: BTreeSet<GateCheck> = all
        .iter()
        .filter_map(|sample| match sample.expect {
            Expect::Not { check, .. } => Some(check),
            Expect::Genuine => None,
        })
        .collect();
    for check in &GateCheck::ALL[..16] {
        assert!(caught.contains(check), "nothing attacks `{}`", check.word());
    }
}

#[test]
fn moments_are_what_their_comments_say() {
    let moments = [
        (NOW, "2026-11-24T22:00:00Z"),
        (CRL_MADE, "2026-11-20T06:00:00Z"),
        (CRL_STALE, "2026-07-01T06:00:00Z"),
        (SIGNED_4_2_0, "2026-05-12T09:00:00Z"),
        (SIGNED_4_2_1, "2026-11-10T09:00:00Z"),
        (EMBEDDED_ENDS, "2027-04-30T23:59:59Z"),
    ];
    for (second, text) in moments {
        let moment = jiff::Timestamp::from_second(second).expect("a moment");
        assert_eq!(moment.to_string(), text);
    }
}
