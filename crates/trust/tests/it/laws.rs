//! Laws that judgements obey whatever the evidence and the method are.

use std::num::NonZeroUsize;

use keyholder_trust::{
    Acceptability, Interval, Item, Judgement, Level, Method, Stakes, TrustClass, Verdict,
};
use proptest::prelude::*;

use crate::made::{TODAY, case, item, judge, level};
use crate::property;

const DRAWS: u32 = 600;

/// Whether the first is nowhere worse than the second; exactly, draws included.
fn nowhere_worse(one: &Judgement, other: &Judgement) -> Result<(), TestCaseError> {
    let shares = |a: &Acceptability, b: &Acceptability| {
        TrustClass::EARNED
            .iter()
            .all(|class| a.at_least(*class) >= b.at_least(*class))
    };
    prop_assert!(one.bracket.necessary >= other.bracket.necessary);
    prop_assert!(one.bracket.possible >= other.bracket.possible);
    prop_assert!(shares(&one.acceptability, &other.acceptability));
    for (a, b) in one.axes.iter().zip(&other.axes) {
        prop_assert!(a.bracket.necessary >= b.bracket.necessary);
        prop_assert!(a.bracket.possible >= b.bracket.possible);
        prop_assert!(shares(&a.acceptability, &b.acceptability));
    }
    for (a, b) in one.intervals.iter().zip(&other.intervals) {
        prop_assert!(a.low >= b.low && a.high >= b.high);
    }
    for stakes in [Stakes::Critical, Stakes::Other] {
        prop_assert!(one.verdict(stakes) >= other.verdict(stakes), "{stakes:?}");
    }
    Ok(())
}

/// A reordering of `n` things: where each stands afterwards.
fn order(n: usize, seed: u64) -> Vec<usize> {
    let mut to: Vec<usize> = (0..n).collect();
    to.sort_by_key(|at| (*at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
    to
}

/// The same method and evidence with criteria in another order.
fn reordered(method: &Method, items: &[Item], to: &[usize]) -> (Method, Vec<Item>) {
    let mut other = method.clone();
    let mut items = items.to_vec();
    for (from, to) in to.iter().enumerate() {
        other.criteria[*to] = method.criteria[from].clone();
    }
    items
        .iter_mut()
        .for_each(|item| item.criterion = to[item.criterion]);
    (other, items)
}

/// What must be the same under every renaming, with criteria named by their mark.
fn essence(judgement: &Judgement, method: &Method) -> String {
    let mark = |n: &usize| method.criteria[*n].mark;
    let mut by_mark: Vec<String> = (0..method.criteria.len())
        .map(|n| format!("{} {:?}", mark(&n), judgement.intervals[n]))
        .collect();
    by_mark.sort();
    let mut margins: Vec<String> = judgement
        .margins
        .iter()
        .map(|m| {
            format!(
                "{} {:?} {:?} {:?}",
                mark(&m.criterion),
                m.class,
                m.profile,
                m.veto
            )
        })
        .collect();
    margins.sort();
    let marks = |places: &[usize]| places.iter().map(mark).collect::<Vec<_>>();
    let axes: Vec<String> = judgement
        .axes
        .iter()
        .flat_map(|axis| axis.tests.iter().map(move |test| (axis, test)))
        .flat_map(|(axis, test)| {
            [
                (axis, test.class, &test.at_worst),
                (axis, test.class, &test.at_best),
            ]
        })
        .map(|(axis, class, tally)| {
            format!(
                "{:?} {:?} {:?} {class:?} {:?} {:?} {:?} {:?} {:?}",
                axis.axis,
                axis.bracket,
                axis.acceptability,
                marks(&tally.favour),
                marks(&tally.against),
                marks(&tally.vetoes),
                tally.weight,
                tally.majority
            )
        })
        .collect();
    let gain = match &judgement.gain {
        None => String::new(),
        Some(keyholder_trust::Gain::Raise(raise)) => {
            let wants = raise
                .wants
                .iter()
                .map(|w| format!("{} {:?} {:?}", mark(&w.criterion), w.from, w.to));
            format!("{:?} {:?}", raise.class, wants.collect::<Vec<_>>())
        }
        Some(keyholder_trust::Gain::Blocked(blocked)) => {
            let mut marks = marks(&blocked.criteria);
            marks.sort_unstable();
            format!("{:?} {marks:?}", blocked.class)
        }
    };
    let expiry = [&judgement.expiry.necessary, &judgement.expiry.possible]
        .map(|change| change.as_ref().map(|change| (change.day, change.then)));
    let loss = judgement
        .loss
        .as_ref()
        .map(|loss| (loss.documents.len(), loss.exact));
    let verdicts = [Stakes::Critical, Stakes::Other].map(|stakes| judgement.verdict(stakes));
    format!(
        "{:?} {:?} {:?} {by_mark:?} {margins:?} {axes:?} {gain} {expiry:?} {loss:?} {:?} {verdicts:?}",
        judgement.bracket, judgement.acceptability, judgement.of_nothing, judgement.flips
    )
}

property!(
    /// 1, neutrality: numbers of documents and origins mean nothing, and neither do orders.
    renaming_and_reordering_change_nothing, 96,
    (case(DRAWS, 10), any::<u64>(), any::<u32>()), |((method, items), seed, renaming)| {
        let plain = essence(&judge(method.clone()).judge(&items, TODAY), &method);
        let to = order(method.criteria.len(), seed);
        let (other, mut renamed) = reordered(&method, &items, &to);
        for item in &mut renamed {
            item.document = item.document.wrapping_mul(renaming | 1) ^ renaming.rotate_left(9);
            item.origin = item.origin.wrapping_mul(renaming | 1) ^ renaming.rotate_left(21);
        }
        let shuffled: Vec<Item> = order(renamed.len(), !seed).iter().map(|n| renamed[*n].clone()).collect();
        prop_assert_eq!(essence(&judge(other.clone()).judge(&shuffled, TODAY), &other), plain);
    }
);

property!(
    /// 1, neutrality: with documents named as they are, the judgement is the same to the last field.
    origins_and_orders_of_items_mean_nothing_at_all, 96,
    (case(DRAWS, 12), any::<u64>(), any::<u32>()), |((method, items), seed, renaming)| {
        let judge = judge(method);
        let shuffled = order(items.len(), seed);
        let mut renamed: Vec<Item> = shuffled.iter().map(|n| items[*n].clone()).collect();
        for item in &mut renamed {
            item.origin = item.origin.wrapping_mul(renaming | 1) ^ renaming.rotate_left(21);
        }
        prop_assert_eq!(judge.judge(&renamed, TODAY), judge.judge(&items, TODAY));
    }
);

property!(
    /// 2, monotone: one more item in favour makes nothing worse, one against nothing better.
    better_evidence_never_makes_anything_worse, 192,
    case(DRAWS, 10).prop_flat_map(|(method, items)| {
        let criteria = method.criteria.len();
        (Just(method), Just(items), item(criteria))
    }), |(method, items, extra)| {
        let judge = judge(method);
        let before = judge.judge(&items, TODAY);
        let mut more = items;
        more.push(extra.clone());
        let after = judge.judge(&more, TODAY);
        if extra.favours {
            nowhere_worse(&after, &before)?;
        } else {
            nowhere_worse(&before, &after)?;
        }
    }
);

property!(
    /// 2, monotone: a stronger item, a better grade, a later day, a later end, a slower fading.
    stronger_evidence_acts_in_its_direction, 192,
    (case(DRAWS, 10), any::<usize>(), 0_usize..5), |((method, items), which, how)| {
        if !items.is_empty() {
            let judge = judge(method);
            let before = judge.judge(&items, TODAY);
            let mut changed = items.clone();
            let item = &mut changed[which % items.len()];
            match how {
                0 => item.strength = level((item.strength.ppb() / 10_000_000 + 7).min(100)),
                1 => item.reliability = Level::ONE,
                2 => item.day = item.day.max(TODAY.min(item.day.saturating_add(jiff::ToSpan::days(33)))),
                3 => item.expires = None,
                _ => item.half_life_days = item.half_life_days.map(|days| days.saturating_add(29)),
            }
            let favours = item.favours;
            let after = judge.judge(&changed, TODAY);
            if favours {
                nowhere_worse(&after, &before)?;
            } else {
                nowhere_worse(&before, &after)?;
            }
        }
    }
);

property!(
    /// Taking evidence in favour away never makes anything better. Taking evidence against away never makes
    /// anything worse: so it must never be dropped, only superseded by an item that says why.
    deleted_evidence_acts_against_its_direction, 128,
    (case(DRAWS, 10), any::<usize>()), |((method, items), which)| {
        if !items.is_empty() {
            let judge = judge(method);
            let before = judge.judge(&items, TODAY);
            let mut fewer = items;
            let gone = fewer.remove(which % fewer.len());
            let after = judge.judge(&fewer, TODAY);
            if gone.favours {
                nowhere_worse(&before, &after)?;
            } else {
                nowhere_worse(&after, &before)?;
            }
        }
    }
);

property!(
    /// A copy, or a weaker version, from the same origin changes nothing but what its loss would mean.
    a_copy_from_the_same_origin_changes_nothing, 128,
    (case(DRAWS, 10), any::<usize>(), 0_u32..4), |((method, items), which, weaker)| {
        if !items.is_empty() {
            let judge = judge(method);
            let before = judge.judge(&items, TODAY);
            let mut more = items;
            let mut copy = more[which % more.len()].clone();
            copy.document = 999;
            copy.strength = level((copy.strength.ppb() / 10_000_000).saturating_sub(weaker * 9));
            let set_aside = copy.day > TODAY;
            more.push(copy);
            let mut after = judge.judge(&more, TODAY);
            let (fewer, many) = (before.loss.as_ref(), after.loss.as_ref());
            prop_assert_eq!(fewer.is_some(), many.is_some());
            if let (Some(fewer), Some(many)) = (fewer, many) {
                prop_assert!(many.documents.len() >= fewer.documents.len());
            }
            after.loss = before.loss.clone();
            if set_aside {
                after.set_aside = before.set_aside.clone();
            }
            prop_assert_eq!(after, before);
        }
    }
);

property!(
    /// 3, independence: a supplier is judged alone as among others, on any number of threads.
    other_suppliers_change_nothing, 48,
    case(DRAWS, 10).prop_flat_map(|(method, items)| {
        let criteria = method.criteria.len();
        let others = prop::collection::vec(crate::made::items(criteria, 6), 0..5);
        (Just(method), Just(items), others)
    }), |(method, items, others)| {
        let judge = judge(method);
        let alone = judge.judge(&items, TODAY);
        let mut all: Vec<&[Item]> = others.iter().map(Vec::as_slice).collect();
        let place = others.len() / 2;
        all.insert(place, &items);
        for threads in [1, 2, 5] {
            let threads = NonZeroUsize::new(threads).expect("not zero");
            let judged = judge.judge_all(&all, TODAY, threads);
            prop_assert_eq!(&judged[place], &alone);
            let intervals: Vec<Vec<Interval>> =
                all.iter().map(|items| judge.intervals(items, TODAY)).collect();
            let shares = judge.acceptabilities(&intervals, threads);
            prop_assert_eq!(shares[place].overall, alone.acceptability);
        }
    }
);

property!(
    /// 4, missing: a criterion without items is open from end to end, and evidence in favour alone never
    /// closes anything from above.
    what_is_missing_is_open, 128, (case(DRAWS, 10), any::<usize>()), |((method, items), which)| {
        let judge = judge(method.clone());
        let which = which % method.criteria.len();
        let favour: Vec<Item> = items.iter().filter(|item| item.favours).cloned().collect();
        let without: Vec<Item> = favour.iter().filter(|item| item.criterion != which).cloned().collect();
        let (all, less) = (judge.judge(&favour, TODAY), judge.judge(&without, TODAY));
        prop_assert_eq!(less.intervals[which], Interval::UNKNOWN);
        prop_assert!(less.bracket.possible >= all.bracket.possible);
        prop_assert!(less.bracket.necessary <= all.bracket.necessary);
        prop_assert_eq!(all.bracket.possible, TrustClass::Trusted);
        let mixed: Vec<Item> = items.iter().filter(|item| item.criterion != which).cloned().collect();
        prop_assert_eq!(judge.intervals(&mixed, TODAY)[which], Interval::UNKNOWN);
    }
);

property!(
    /// 6, no burying: however much is shown in favour, the upper end stays where evidence against put it.
    evidence_in_favour_never_raises_an_upper_end, 128, case(DRAWS, 12), |(method, items)| {
        let judge = judge(method);
        let against: Vec<Item> = items.iter().filter(|item| !item.favours).cloned().collect();
        let (all, alone) = (judge.judge(&items, TODAY), judge.judge(&against, TODAY));
        for (all, alone) in all.intervals.iter().zip(&alone.intervals) {
            prop_assert_eq!(all.high, alone.high);
        }
        prop_assert_eq!(all.bracket.possible, alone.bracket.possible);
    }
);

property!(
    /// One axis never pays for the other: overall is the worse one, and evidence on the better axis does not
    /// help the worse.
    one_axis_never_pays_for_the_other, 128, case(DRAWS, 10), |(method, items)| {
        let judge = judge(method.clone());
        let judgement = judge.judge(&items, TODAY);
        let [practice, control] = &judgement.axes;
        prop_assert_eq!(judgement.bracket.necessary, practice.bracket.necessary.min(control.bracket.necessary));
        prop_assert_eq!(judgement.bracket.possible, practice.bracket.possible.min(control.bracket.possible));
        for class in TrustClass::EARNED {
            let least = practice.acceptability.at_least(class).min(control.acceptability.at_least(class));
            prop_assert!(judgement.acceptability.at_least(class) <= least);
        }
        // Without any evidence on practice, control is judged as before.
        let axis = |item: &Item| method.criteria[item.criterion].axis;
        let own: Vec<Item> =
            items.into_iter().filter(|item| axis(item) == keyholder_trust::Axis::Control).collect();
        prop_assert_eq!(&judge.judge(&own, TODAY).axes[1], control);
    }
);

property!(
    /// No evidence is no verdict, by either rule, whatever the method.
    nothing_is_never_a_verdict, 256, crate::made::method(200), |method| {
        let judgement = judge(method).judge(&[], TODAY);
        for stakes in [Stakes::Critical, Stakes::Other] {
            prop_assert_eq!(judgement.verdict(stakes), Verdict::CannotTell);
        }
        prop_assert_eq!(judgement.acceptability, judgement.of_nothing);
        prop_assert_eq!(judgement.expiry.day(), None);
    }
);
