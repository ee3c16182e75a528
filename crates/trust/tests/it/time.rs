//! Until when a judgement stands, against looking at every day.

use std::num::NonZeroU32;

use jiff::ToSpan;
use jiff::civil::Date;
use keyholder_trust::{
    Asked, Axis, Criterion, Interval, Item, Judge, Level, Method, Stakes, TrustClass, Verdict,
};
use proptest::prelude::*;

use crate::made::{TODAY, between, case, judge, level};
use crate::property;

/// Days that are looked at one by one.
const DAYS: i64 = 1_500;

fn day(n: i64) -> Date {
    TODAY.saturating_add(n.days())
}

/// Evidence of today; what is dated later does not count in a forecast either.
fn known(items: &[Item]) -> Vec<Item> {
    items
        .iter()
        .filter(|item| item.day <= TODAY)
        .cloned()
        .collect()
}

fn first_by_looking(
    judge: &Judge,
    items: &[Item],
    of: fn(&Judge, &[Item], Date) -> TrustClass,
) -> Option<Date> {
    let now = of(judge, items, TODAY);
    (1..=DAYS)
        .map(day)
        .find(|day| of(judge, items, *day) != now)
}

/// Evidence for and against on every criterion, that fades at paces of its own and ends at some time: so lower
/// ends rise and fall more than once.
fn fading() -> impl Strategy<Value = (Method, Vec<Item>)> {
    let numbers = prop::collection::vec((0_u32..8, 0_u32..8, 0_u32..8, any::<bool>()), 14);
    (case(1, 2), numbers)
        .prop_map(|((mut method, mut items), numbers)| {
            method.majority = between(50, 50);
            for (n, (strength, half_life, end, favours)) in numbers.into_iter().enumerate() {
                // The first of each criterion speaks for it, and strongly.
                let first = n < method.criteria.len();
                items.push(Item {
                    criterion: n % method.criteria.len(),
                    favours: favours || first,
                    strength: level(30 + 10 * if first { 7 } else { strength }),
                    reliability: Level::ONE,
                    day: TODAY,
                    half_life_days: NonZeroU32::new(
                        [0, 0, 9, 20, 60, 150, 400, 1_000][half_life as usize],
                    ),
                    expires: [1, 3, 10, 50, 200]
                        .get(end as usize)
                        .map(|last| day(*last))
                        .filter(|_| !first),
                    origin: u32::try_from(n).expect("small"),
                    document: 0,
                });
            }
            for criterion in &mut method.criteria {
                criterion.conditional.veto = None;
                criterion.trusted.veto = None;
            }
            (method, items)
        })
        .prop_filter("a class would be given for nothing", |(method, _)| {
            method.check().is_empty()
        })
}

/// One criterion on each axis that decides, the other well shown for ever; levels over time by hand.
fn one_criterion(items: Vec<Item>) -> (Judge, Vec<Item>) {
    let criterion = |mark, axis| Criterion {
        mark,
        axis,
        weight: Interval::exactly(Level::ONE),
        conditional: asked(50),
        trusted: asked(90),
    };
    let method = Method {
        criteria: vec![criterion(1, Axis::Practice), criterion(2, Axis::Control)],
        majority: Interval::exactly(Level::ONE),
        acceptable: level(95),
        draws: 1,
        seed: 0,
    };
    let mut all = items;
    all.push(lasting(1, true, 80, None));
    (judge(method), all)
}

fn asked(percent: u32) -> Asked {
    Asked {
        profile: Some(level(percent)),
        veto: None,
    }
}

/// An item that does not fade until its last day, so many days from today.
fn lasting(criterion: usize, favours: bool, percent: u32, last: Option<i64>) -> Item {
    Item {
        criterion,
        favours,
        strength: level(percent),
        reliability: Level::ONE,
        day: TODAY,
        half_life_days: None,
        expires: last.map(day),
        origin: percent,
        document: percent,
    }
}

#[test]
fn a_class_that_is_sure_for_a_while_only_is_found() {
    // 0.8 (1 - 0.5) = 0.4 until day 100, 0.8 until day 200, then nothing: before and after, high risk.
    let (judge, items) = one_criterion(vec![
        lasting(0, true, 80, Some(200)),
        lasting(0, false, 50, Some(100)),
    ]);
    let judgement = judge.judge(&items, TODAY);
    assert_eq!(judgement.bracket.necessary, TrustClass::HighRisk);
    let change = judgement.expiry.necessary.expect("a change");
    assert_eq!(
        (change.day, change.then.necessary),
        (day(101), TrustClass::Conditional)
    );
    assert_eq!(
        judge.verdict_ends(&items, TODAY, Stakes::Critical),
        Some(day(101))
    );
    let later = judge
        .judge(&items, day(101))
        .expiry
        .necessary
        .expect("a change");
    assert_eq!(
        (later.day, later.then.necessary),
        (day(201), TrustClass::HighRisk)
    );
}

#[test]
fn a_class_that_is_lost_for_a_while_only_is_found() {
    // (1 - 0.4 * 0.2) (1 - 0.4) = 0.552 until day 100, 0.6 * 0.6 = 0.36 until day 110, then 0.6.
    let (judge, items) = one_criterion(vec![
        lasting(0, true, 60, None),
        lasting(0, true, 80, Some(100)),
        lasting(0, false, 40, Some(110)),
    ]);
    let judgement = judge.judge(&items, TODAY);
    assert_eq!(judgement.bracket.necessary, TrustClass::Conditional);
    let change = judgement.expiry.necessary.expect("a change");
    assert_eq!(
        (change.day, change.then.necessary),
        (day(101), TrustClass::HighRisk)
    );
    let back = judge
        .judge(&items, day(101))
        .expiry
        .necessary
        .expect("a change");
    assert_eq!(
        (back.day, back.then.necessary),
        (day(111), TrustClass::Conditional)
    );
    assert_eq!(judge.judge(&items, day(111)).expiry.day(), None);
    assert_eq!(
        judge.verdict_ends(&items, TODAY, Stakes::Critical),
        Some(day(101))
    );
}

#[test]
fn what_is_possible_rises_when_evidence_against_ends() {
    let (judge, items) = one_criterion(vec![lasting(0, false, 60, Some(30))]);
    let judgement = judge.judge(&items, TODAY);
    assert_eq!(judgement.verdict(Stakes::Critical), Verdict::HighRisk);
    let change = judgement.expiry.possible.expect("a change");
    assert_eq!(
        (change.day, change.then.possible),
        (day(31), TrustClass::Trusted)
    );
    assert_eq!(
        judge.verdict_ends(&items, TODAY, Stakes::Critical),
        Some(day(31))
    );
}

property!(
    /// The first day of another class, up or down.
    the_first_day_is_the_first_of_all, 128, prop_oneof![case(1, 8), fading()], |(method, items)| {
        let judge = judge(method);
        let judgement = judge.judge(&items, TODAY);
        let items = known(&items);
        let necessary = first_by_looking(&judge, &items, |j, i, day| j.bracket(i, day).necessary);
        let possible = first_by_looking(&judge, &items, |j, i, day| j.bracket(i, day).possible);
        let soon = |change: &Option<keyholder_trust::Change>| {
            change.as_ref().map(|change| change.day).filter(|found| *found <= day(DAYS))
        };
        prop_assert_eq!(soon(&judgement.expiry.necessary), necessary);
        prop_assert_eq!(soon(&judgement.expiry.possible), possible);
        for change in [&judgement.expiry.necessary, &judgement.expiry.possible].into_iter().flatten() {
            prop_assert_eq!(change.then, judge.bracket(&items, change.day));
            prop_assert_eq!(&change.intervals, &judge.intervals(&items, change.day));
        }
        let both = [necessary, possible].into_iter().flatten().min();
        prop_assert_eq!(judgement.expiry.day().filter(|found| *found <= day(DAYS)), both);
    }
);

property!(
    /// Upper ends never fall with time; lower ends never rise where nothing speaks against.
    evidence_only_fades, 128, case(1, 10), |(method, items)| {
        let judge = judge(method);
        let items = known(&items);
        let favour: Vec<Item> = items.iter().filter(|item| item.favours).cloned().collect();
        let mut before = (judge.intervals(&items, TODAY), judge.intervals(&favour, TODAY));
        let mut bracket = (judge.bracket(&items, TODAY), judge.bracket(&favour, TODAY));
        for n in (1..6_000).step_by(41) {
            let now = (judge.intervals(&items, day(n)), judge.intervals(&favour, day(n)));
            let later = (judge.bracket(&items, day(n)), judge.bracket(&favour, day(n)));
            let pair = |a: &[Interval], b: &[Interval], ok: fn(Interval, Interval) -> bool| {
                a.iter().zip(b).all(|(a, b)| ok(*a, *b))
            };
            prop_assert!(pair(&before.0, &now.0, |a, b| a.high <= b.high));
            prop_assert!(pair(&before.1, &now.1, |a, b| a.low >= b.low));
            prop_assert!(later.0.possible >= bracket.0.possible);
            prop_assert!(later.1.necessary <= bracket.1.necessary);
            (before, bracket) = (now, later);
        }
    }
);

property!(
    /// The first day of another verdict, by both rules.
    the_first_other_verdict_is_the_first_of_all, 64, prop_oneof![case(200, 8), fading()], |(mut method, items)| {
        method.draws = 200;
        let judge = judge(method);
        let today = judge.judge(&items, TODAY);
        let items = known(&items);
        for stakes in [Stakes::Critical, Stakes::Other] {
            let found = judge.verdict_ends(&items, TODAY, stakes);
            let other = |day: &Date| judge.judge(&items, *day).verdict(stakes) != today.verdict(stakes);
            let wanted = (1..=300).map(day).find(other);
            prop_assert_eq!(found.filter(|found| *found <= day(300)), wanted, "{:?}", stakes);
            if let Some(found) = found {
                prop_assert!(other(&found));
                prop_assert!(!other(&found.yesterday().expect("a day")));
            }
        }
    }
);
