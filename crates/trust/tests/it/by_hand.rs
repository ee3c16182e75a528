//! The example of docs/verdicts.md, step by step. Every number here was found with pencil and paper.

use std::num::NonZeroU32;

use jiff::civil::date;
use keyholder_trust::{
    Asked, Axis, Criterion, Gain, Interval, Item, Judge, Judgement, Level, Method, Stakes,
    TrustClass, Verdict,
};

use crate::made::{TODAY, between, judge, level};

/// A, B, C on practice; D, E on control.
const A: usize = 0;
const B: usize = 1;
const C: usize = 2;
const D: usize = 3;
const E: usize = 4;

fn wanted(profile: u32, veto: Option<u32>) -> Asked {
    Asked {
        profile: Some(level(profile)),
        veto: veto.map(level),
    }
}

fn method() -> Method {
    let criterion = |mark, axis, weight: (u32, u32), conditional, trusted| Criterion {
        mark,
        axis,
        weight: between(weight.0, weight.1),
        conditional,
        trusted,
    };
    let (practice, control) = (Axis::Practice, Axis::Control);
    Method {
        criteria: vec![
            criterion(1, practice, (30, 50), wanted(60, None), wanted(70, None)),
            criterion(2, practice, (20, 40), wanted(40, None), wanted(75, None)),
            criterion(3, practice, (20, 40), wanted(40, None), wanted(70, None)),
            criterion(4, control, (40, 60), wanted(40, None), wanted(60, None)),
            criterion(
                5,
                control,
                (40, 60),
                wanted(30, Some(10)),
                wanted(60, Some(20)),
            ),
        ],
        majority: between(50, 58),
        acceptable: level(95),
        draws: 10_000,
        seed: 1,
    }
}

fn evidence() -> Vec<Item> {
    let item = |document, criterion, favours, strength, reliability, origin| Item {
        criterion,
        favours,
        strength: level(strength),
        reliability: level(reliability),
        day: date(2025, 3, 1),
        half_life_days: None,
        expires: None,
        origin,
        document,
    };
    let mut items = vec![
        item(1, A, true, 80, 100, 1),
        item(2, A, true, 50, 100, 2),
        item(3, A, true, 50, 80, 2),
        item(4, B, true, 90, 100, 3),
        item(5, B, false, 20, 100, 4),
        item(6, D, true, 100, 80, 5),
        item(7, E, true, 50, 100, 6),
        item(8, E, false, 50, 60, 7),
    ];
    items[0].half_life_days = NonZeroU32::new(365);
    items[5].expires = Some(date(2027, 12, 31));
    items
}

fn judged() -> (Judge, Judgement) {
    let judge = judge(method());
    let judgement = judge.judge(&evidence(), TODAY);
    (judge, judgement)
}

/// A: document 1 is one half-life old, 0.8 becomes 0.4; documents 2 and 3 are of one origin, the better counts:
/// 1 - (1 - 0.4)(1 - 0.5) = 0.7. B: 0.9 (1 - 0.2) = 0.72, and 1 - 0.2 = 0.8. C: nothing. D: 0.8.
/// E: 0.5 (1 - 0.3) = 0.35, and 1 - 0.3 = 0.7.
#[test]
fn intervals() {
    let (_, judgement) = judged();
    let wanted = [
        between(70, 100),
        between(72, 80),
        Interval::UNKNOWN,
        between(80, 100),
        between(35, 70),
    ];
    assert_eq!(judgement.intervals, wanted);
}

/// Conditional, practice: A and B are in favour. They weigh least when C weighs most, 1 - 0.4 = 0.6; their own
/// least weights, 0.3 + 0.2, are less than that. 0.6 is more than 0.58: reached. Trusted: only A, which weighs
/// least 0.3: missed by 0.28. Control: both reach conditional; for trusted D alone weighs least 0.4.
#[test]
fn who_decided() {
    let (_, judgement) = judged();
    let [practice, control] = &judgement.axes;
    let [conditional, trusted] = &practice.tests;
    assert_eq!(conditional.at_worst.favour, [A, B]);
    assert_eq!(conditional.at_worst.against, [C]);
    assert_eq!(conditional.at_worst.weight, level(60));
    assert_eq!(conditional.at_worst.majority, level(58));
    assert_eq!(trusted.at_worst.favour, [A]);
    assert_eq!(trusted.at_worst.weight, level(30));
    assert_eq!(trusted.at_best.favour, [A, B, C]);
    assert_eq!(trusted.at_best.weight, Level::ONE);
    let [conditional, trusted] = &control.tests;
    assert_eq!(conditional.at_worst.favour, [D, E]);
    assert_eq!(trusted.at_worst.favour, [D]);
    assert_eq!(trusted.at_worst.weight, level(40));
    assert!(trusted.at_worst.vetoes.is_empty());
    assert_eq!(judgement.bracket.necessary, TrustClass::Conditional);
    assert_eq!(judgement.bracket.possible, TrustClass::Trusted);
    assert_eq!(judgement.verdict(Stakes::Critical), Verdict::Conditional);
}

/// Down: practice holds conditional with 0.02 to spare, so just more than that must move. Up: practice is short
/// of 0.28, control of 0.18; the majority would have to fall by the greater of the two.
#[test]
fn weights_and_majority() {
    let (_, judgement) = judged();
    let just_more = Level::from_ppb(20_000_001);
    assert_eq!(judgement.flips.weight_down, just_more);
    assert_eq!(judgement.flips.majority_rise, just_more);
    assert_eq!(judgement.flips.weight_up, Some(460_000_000));
    assert_eq!(judgement.flips.majority_fall, Some(level(28)));
}

/// Without document 1, A is 0.5, below 0.6; B alone weighs least 0.2. Documents 4 (B) and 7 (E, veto) would do
/// as well; ties go to the first criterion.
#[test]
fn what_it_rests_on() {
    let (judge, judgement) = judged();
    let loss = judgement.loss.expect("something to lose");
    assert_eq!(loss.documents, [1]);
    assert!(loss.exact);
    let without = [
        (TrustClass::HighRisk, [1, 4, 6, 7]),
        (TrustClass::Conditional, [2, 3, 5, 8]),
    ];
    for (class, document) in without
        .into_iter()
        .flat_map(|(class, documents)| documents.map(|document| (class, document)))
    {
        let left: Vec<Item> = evidence()
            .into_iter()
            .filter(|item| item.document != document)
            .collect();
        let found = judge.bracket(&left, TODAY).necessary;
        assert_eq!(found, class, "{document}");
    }
}

/// B needs 0.03 more, and C would need 0.7: A and B are enough. On control, E must come to 0.6.
#[test]
fn what_to_show_for_the_next_class() {
    let (_, judgement) = judged();
    let Some(Gain::Raise(raise)) = judgement.gain else {
        panic!("{:?}", judgement.gain);
    };
    assert_eq!(raise.class, TrustClass::Trusted);
    let wants: Vec<_> = raise
        .wants
        .iter()
        .map(|w| (w.criterion, w.from, w.to))
        .collect();
    assert_eq!(
        wants,
        [(B, level(72), level(75)), (E, level(35), level(60))]
    );
}

/// Document 1 is worth 0.2 when it is 730 days old, on 2027-03-01: A is 1 - 0.8 * 0.5 = 0.6, just enough. On the
/// next day it is not. Nothing that speaks against fades, so what is possible stays.
#[test]
fn until_when_it_stands() {
    let (judge, judgement) = judged();
    let change = judgement.expiry.necessary.clone().expect("it fades");
    assert_eq!(change.day, date(2027, 3, 2));
    assert_eq!(change.then.necessary, TrustClass::HighRisk);
    assert_eq!(judgement.expiry.possible, None);
    assert_eq!(judgement.expiry.day(), Some(date(2027, 3, 2)));
    let on_critical = judge.verdict_ends(&evidence(), TODAY, Stakes::Critical);
    assert_eq!(on_critical, Some(date(2027, 3, 2)));
    // Elsewhere conditional stands as long as 95 of 100 draws reach it: until D has nothing to show.
    let elsewhere = judge.verdict_ends(&evidence(), TODAY, Stakes::Other);
    assert_eq!(elsewhere, Some(date(2028, 1, 1)));
    let before = judge.intervals(&evidence(), date(2027, 3, 1));
    assert_eq!(before[A], between(60, 100));
}

/// Not by hand: how often chance reaches each class. It is here so that it cannot change unnoticed.
#[test]
fn how_often() {
    let (_, judgement) = judged();
    let shares = judgement.acceptability;
    assert_eq!(
        (shares.trusted, shares.conditional_or_better),
        (3_748, 10_000)
    );
    assert_eq!(
        shares.half_width(),
        Level::from_ppb(9_800_000).expect("a level")
    );
    assert_eq!(judgement.verdict(Stakes::Other), Verdict::Conditional);
}
