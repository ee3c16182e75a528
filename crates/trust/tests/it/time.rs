//! Until when a judgement stands, against looking at every day.

use jiff::ToSpan;
use jiff::civil::Date;
use keyholder_trust::{Interval, Item, Judge, Stakes, TrustClass};
use proptest::prelude::*;

use crate::made::{TODAY, case, judge};
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

property!(
    /// The first day of another class, up or down.
    the_first_day_is_the_first_of_all, 96, case(1, 8), |(method, items)| {
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
    the_first_other_verdict_is_the_first_of_all, 64, case(200, 8), |(method, items)| {
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
