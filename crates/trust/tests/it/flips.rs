//! What would change a judgement, against trying everything.

use std::collections::BTreeSet;

use keyholder_trust::{
    Asked, Axis, Criterion, Gain, Interval, Item, Level, Method, Tally, TrustClass,
};
use proptest::prelude::*;

use crate::made::{TODAY, case, judge, level};
use crate::naive::{self, corners};
use crate::property;

/// Points of one simplex in steps of one percent.
fn points(corners: usize) -> Vec<Vec<u32>> {
    fn fill(left: u32, corners: usize, before: &mut Vec<u32>, all: &mut Vec<Vec<u32>>) {
        if corners == 1 {
            all.push([before.as_slice(), &[left]].concat());
            return;
        }
        for own in 0..=left {
            before.push(own);
            fill(left - own, corners - 1, before, all);
            before.pop();
        }
    }
    let mut all = Vec::new();
    fill(100, corners, &mut Vec::new(), &mut all);
    all
}

/// The fewest whole points that must move between criteria of an axis until the tally says the opposite, from
/// any corner where the weight in favour is that of the tally.
fn brute_weight(own: &[usize], corners: &[naive::Weights], tally: &Tally) -> Option<u32> {
    let favour: BTreeSet<usize> = tally.favour.iter().copied().collect();
    let percent = |ppb: u64| u32::try_from(ppb / 10_000_000).expect("small");
    let in_favour = |weights: &[u32]| -> u32 {
        let mine = own.iter().zip(weights).filter(|(n, _)| favour.contains(n));
        mine.map(|(_, weight)| *weight).sum()
    };
    let starts = corners
        .iter()
        .map(|corner| -> Vec<u32> { own.iter().map(|n| percent(corner[*n])).collect() });
    let starts = starts.filter(|s| in_favour(s) == percent(u64::from(tally.weight.ppb())));
    let majority = percent(u64::from(tally.majority.ppb()));
    let mut best = None;
    for start in starts {
        for point in points(own.len()) {
            if (in_favour(&point) >= majority) == tally.holds() {
                continue;
            }
            let moved: u32 = start
                .iter()
                .zip(&point)
                .map(|(a, b)| a.saturating_sub(*b))
                .sum();
            best = Some(best.map_or(moved, |best: u32| best.min(moved)));
        }
    }
    best
}

/// Whole points, rounded up.
fn points_of(level: Level) -> u32 {
    level.ppb().div_ceil(10_000_000)
}

property!(
    /// Points of weight and majority, on a grid of whole points.
    weight_and_majority_move_as_little_as_on_a_grid, 48, case(1, 8), |(method, items)| {
        let judgement = judge(method.clone()).judge(&items, TODAY);
        for axis in &judgement.axes {
            let corners = corners(&method, axis.axis);
            let own: Vec<usize> = (0..method.criteria.len())
                .filter(|n| method.criteria[*n].axis == axis.axis)
                .collect();
            let tallies = axis.tests.iter().flat_map(|test| [&test.at_worst, &test.at_best]);
            for tally in tallies {
                let flip = tally.flip();
                if !tally.vetoes.is_empty() {
                    prop_assert_eq!((flip.weight, flip.majority), (None, None));
                    continue;
                }
                let brute = brute_weight(&own, &corners, tally);
                prop_assert_eq!(flip.weight.map(points_of), brute, "{:?}", tally);
                // Up while it holds, down while it does not; every whole percent is tried.
                let opposite = |percent: &u32| (tally.weight >= level(*percent)) != tally.holds();
                let now = tally.majority.ppb() / 10_000_000;
                let tried: Option<u32> = if tally.holds() {
                    (now..=100).find(opposite).map(|p| p - now)
                } else {
                    (1..=now).rev().find(opposite).map(|p| now - p)
                };
                prop_assert_eq!(flip.majority.map(points_of), tried, "{:?}", tally);
            }
        }
    }
);

/// The least number of documents whose loss lowers the necessary class.
fn brute_loss(method: &Method, items: &[Item], necessary: TrustClass) -> Option<usize> {
    let judge = judge(method.clone());
    let documents: Vec<u32> = BTreeSet::from_iter(items.iter().map(|item| item.document))
        .into_iter()
        .collect();
    let lost = |set: u32| -> BTreeSet<u32> {
        (0..documents.len())
            .filter(|n| set >> n & 1 == 1)
            .map(|n| documents[n])
            .collect()
    };
    let lower = |set: &u32| {
        let lost = lost(*set);
        let left = items.iter().filter(|item| !lost.contains(&item.document));
        let left: Vec<Item> = left.cloned().collect();
        judge.bracket(&left, TODAY).necessary < necessary
    };
    // Small sets first, so that the first one found is a smallest.
    let mut sets: Vec<u32> = (0..1 << documents.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    sets.iter()
        .find(|set| lower(set))
        .map(|set| set.count_ones() as usize)
}

fn check_loss(method: &Method, items: &[Item]) -> Result<(), TestCaseError> {
    let judge = judge(method.clone());
    let judgement = judge.judge(items, TODAY);
    let necessary = judgement.bracket.necessary;
    let brute = brute_loss(method, items, necessary);
    let found = judgement.loss.as_ref().map(|loss| loss.documents.len());
    prop_assert_eq!(found, brute, "{:?} {:?}", judgement.loss, judgement.bracket);
    if let Some(loss) = judgement.loss {
        prop_assert!(loss.exact);
        let left = items
            .iter()
            .filter(|item| !loss.documents.contains(&item.document));
        let left: Vec<Item> = left.cloned().collect();
        prop_assert!(judge.bracket(&left, TODAY).necessary < necessary);
    }
    Ok(())
}

/// A method with evidence strong enough that most cases reach a class: two good items on each criterion, and a
/// few of any kind. Three of four methods are mild, so that it takes more than one item to bring a class down.
fn strong() -> impl Strategy<Value = (Method, Vec<Item>)> {
    let case = (case(1, 2), 0_u32..4, any::<u64>());
    case.prop_map(|((mut method, mut items), mild, seed)| {
        for (n, criterion) in (0_u32..).zip(0..method.criteria.len()) {
            for second in 0..2 {
                let chance = (seed >> (4 * n + 2 * second)) as u32;
                items.push(Item {
                    criterion,
                    favours: true,
                    strength: level(60 + chance % 5 * 10),
                    reliability: Level::ONE,
                    day: TODAY.saturating_sub(jiff::ToSpan::days(350 * i64::from(chance % 2))),
                    half_life_days: std::num::NonZeroU32::new(350 * (chance % 3)),
                    expires: None,
                    origin: chance / 2 % 3,
                    document: 100 + 2 * n + second,
                });
            }
        }
        if mild > 0 {
            method.majority = crate::made::between(50, 50);
            for criterion in &mut method.criteria {
                criterion.trusted.profile = criterion.trusted.profile.min(Some(level(40)));
                criterion.conditional.profile =
                    criterion.conditional.profile.min(criterion.trusted.profile);
                criterion.trusted.veto = None;
                criterion.conditional.veto = None;
            }
        }
        (method, items)
    })
    .prop_filter("a class would be given for nothing", |(method, _)| {
        method.check().is_empty()
    })
}

property!(
    /// Fewest items, when each is a document of its own.
    items_lost_are_the_fewest_of_all_subsets, 192, strong(), |(method, items)| {
        check_loss(&method, &items)?;
    }
);

property!(
    /// Fewest documents, when some carry several items.
    documents_lost_are_the_fewest_of_all_subsets, 96, (strong(), 2_u32..5), |((method, mut items), shared)| {
        for item in &mut items {
            item.document = item.document.wrapping_mul(7) % (shared * 2);
        }
        check_loss(&method, &items)?;
    }
);

/// Fewest criteria, then least rise in all, over every choice of: as it is, up to the veto, up to the profile.
fn brute_gain(
    method: &Method,
    low: &[u32],
    roof: &[u32],
    class: TrustClass,
) -> Option<(usize, u64)> {
    let mut all: Vec<Vec<u32>> = vec![Vec::new()];
    for (n, criterion) in method.criteria.iter().enumerate() {
        let wanted = criterion.asked(class);
        let asked = [wanted.profile, wanted.veto]
            .into_iter()
            .flatten()
            .map(Level::ppb);
        let mut choices: Vec<u32> = asked.filter(|to| *to > low[n] && *to <= roof[n]).collect();
        choices.push(low[n]);
        let longer = |levels: &Vec<u32>| -> Vec<Vec<u32>> {
            choices
                .iter()
                .map(|choice| [levels.as_slice(), &[*choice]].concat())
                .collect()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all.retain(|levels| naive::necessary(method, levels) >= class);
    let cost = |levels: &Vec<u32>| {
        let rises = levels.iter().zip(low).filter(|(to, from)| to > from);
        let (count, sum) = rises.fold((0, 0), |(count, sum), (to, from)| {
            (count + 1, sum + u64::from(to - from))
        });
        (count, sum)
    };
    all.iter().map(cost).min()
}

property!(
    /// The purchase list is the shortest, and of the shortest the cheapest.
    the_purchase_list_is_the_shortest_of_all, 192, case(1, 8), |(method, items)| {
        let judgement = judge(method.clone()).judge(&items, TODAY);
        let low: Vec<u32> = judgement.intervals.iter().map(|i| i.low.ppb()).collect();
        // All levels asked for are round, so rounding of the upper end does not matter here.
        let roof: Vec<u32> = judgement.intervals.iter().map(|i| i.high.ppb()).collect();
        let better = judgement.bracket.necessary.better();
        let brute = better.and_then(|class| brute_gain(&method, &low, &roof, class));
        match judgement.gain {
            None => prop_assert_eq!(better, None),
            Some(Gain::Blocked(blocked)) => {
                prop_assert_eq!(Some(blocked.class), better);
                prop_assert_eq!(brute, None);
                prop_assert!(!blocked.criteria.is_empty());
            }
            Some(Gain::Raise(raise)) => {
                prop_assert!(raise.exact);
                let rise = |want: &keyholder_trust::Want| u64::from(want.to.ppb() - want.from.ppb());
                let cost = (raise.wants.len(), raise.wants.iter().map(rise).sum());
                prop_assert_eq!(Some(cost), brute);
                let mut levels = low.clone();
                for want in &raise.wants {
                    prop_assert_eq!(want.from.ppb(), low[want.criterion]);
                    levels[want.criterion] = want.to.ppb();
                }
                prop_assert!(naive::necessary(&method, &levels) >= raise.class);
            }
        }
    }
);

property!(
    /// Over both axes: one is enough to fall, all that are short are needed to rise.
    flips_of_both_axes_follow_from_those_of_each, 128, strong(), |(method, items)| {
        let judgement = judge(method).judge(&items, TODAY);
        let necessary = judgement.bracket.necessary;
        let flips = |class: TrustClass| -> Vec<_> {
            let tests = judgement.axes.iter().flat_map(|axis| &axis.tests);
            tests.filter(|test| test.class == class).map(|test| test.at_worst.clone()).collect()
        };
        let down: Vec<_> = flips(necessary).iter().map(Tally::flip).collect();
        prop_assert_eq!(judgement.flips.weight_down, down.iter().filter_map(|f| f.weight).min());
        prop_assert_eq!(judgement.flips.majority_rise, down.iter().filter_map(|f| f.majority).min());
        if let Some(class) = necessary.better() {
            let short: Vec<Tally> = flips(class).into_iter().filter(|tally| !tally.holds()).collect();
            prop_assert!(!short.is_empty());
            let possible = short.iter().all(|tally| tally.flip().weight.is_some());
            prop_assert_eq!(judgement.flips.weight_up.is_some(), possible);
        } else {
            prop_assert_eq!(judgement.flips.weight_up, None);
            prop_assert_eq!(judgement.flips.majority_fall, None);
        }
    }
);

/// Two criteria on each axis, half the weight each, and a majority of one half: one in favour is enough.
fn halves() -> Method {
    let criterion = |mark, axis, weight| Criterion {
        mark,
        axis,
        weight: Interval::exactly(level(weight)),
        conditional: Asked {
            profile: Some(level(50)),
            veto: None,
        },
        trusted: Asked {
            profile: Some(level(50)),
            veto: None,
        },
    };
    Method {
        criteria: vec![
            criterion(1, Axis::Practice, 50),
            criterion(2, Axis::Practice, 50),
            criterion(3, Axis::Control, 70),
            criterion(4, Axis::Control, 30),
        ],
        majority: Interval::exactly(Level::HALF),
        acceptable: level(95),
        draws: 1,
        seed: 0,
    }
}

fn shown(criterion: usize, document: u32) -> Item {
    Item {
        criterion,
        favours: true,
        strength: level(80),
        reliability: Level::ONE,
        day: TODAY,
        half_life_days: None,
        expires: None,
        origin: document,
        document,
    }
}

#[test]
fn one_document_behind_everything_is_one_to_lose() {
    let judge = judge(halves());
    // Item by item, two must go on either axis. But those of control are one document.
    let mut items = vec![shown(0, 1), shown(1, 2)];
    let control = [shown(2, 9), shown(2, 9)];
    items.extend(
        control
            .iter()
            .cloned()
            .zip(3..)
            .map(|(item, origin)| Item { origin, ..item }),
    );
    let lost = judge.judge(&items, TODAY).loss.expect("something to lose");
    assert_eq!((lost.documents, lost.exact), (vec![9], true));
    // The same items in documents of their own.
    for (n, item) in (0..).zip(&mut items) {
        item.document = n;
    }
    let lost = judge.judge(&items, TODAY).loss.expect("something to lose");
    assert_eq!((lost.documents, lost.exact), (vec![0, 1], true));
}

#[test]
fn the_axis_that_is_closer_falls_first() {
    let items = [shown(0, 1), shown(2, 2)];
    let judgement = judge(halves()).judge(&items, TODAY);
    assert_eq!(judgement.bracket.necessary, TrustClass::Trusted);
    // Practice has 0.5 and just meets the majority; control has 0.7.
    assert_eq!(judgement.flips.weight_down, Level::from_ppb(1));
    assert_eq!(judgement.flips.majority_rise, Level::from_ppb(1));
}
