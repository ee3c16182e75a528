//! What a supplier would have to show for the next class: a purchase list.

use jiff::civil::Date;

use crate::evidence::{Interval, Item, Masses};
use crate::flips::cover::{Choice, cheapest};
use crate::judge::Judge;
use crate::level::Level;
use crate::method::TrustClass;
use crate::weigh::Bench;

/// One criterion whose lower end must rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Want {
    /// The place of the criterion, from 0.
    pub criterion: usize,
    /// The lower end today.
    pub from: Level,
    /// The lower end that is wanted.
    pub to: Level,
}

/// A way to the next class: the fewest criteria, and of these the one with the least to rise in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise {
    /// The class.
    pub class: TrustClass,
    /// What must rise, by the order of axes and marks.
    pub wants: Vec<Want>,
    /// Whether nothing shorter does it. Otherwise the search was stopped at its bound.
    pub exact: bool,
}

/// Why evidence in favour alone does not lead to the next class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// The class.
    pub class: TrustClass,
    /// Criteria with evidence against that keeps them below what the class asks, whatever is shown in favour.
    pub criteria: Vec<usize>,
}

/// What would have to be shown for the next class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gain {
    /// More evidence in favour.
    Raise(Raise),
    /// Evidence against stands in the way until it is superseded or fades.
    Blocked(Blocked),
}

pub(crate) fn gain(
    judge: &Judge,
    items: &[Item],
    today: Date,
    necessary: TrustClass,
) -> Option<Gain> {
    let class = necessary.better()?;
    let heaps = judge.heaps(items, today);
    let masses: Vec<Masses> = heaps.iter().map(|heap| heap.masses(today)).collect();
    let low: Vec<Level> = masses.iter().map(|m| m.interval().low).collect();
    let roof: Vec<Level> = masses.iter().map(|m| m.roof()).collect();
    let (mut wants, mut exact, mut blocked) = (Vec::new(), true, Vec::new());
    for bench in judge.benches() {
        match on_axis(&bench, class, &low, &roof) {
            Some((own, proven)) => {
                wants.extend(own);
                exact &= proven;
            }
            None => blocked.extend(held_down(&bench, class, &roof)),
        }
    }
    Some(if blocked.is_empty() {
        Gain::Raise(Raise {
            class,
            wants,
            exact,
        })
    } else {
        blocked.sort_unstable();
        Gain::Blocked(Blocked {
            class,
            criteria: blocked,
        })
    })
}

/// Criteria of an axis that no evidence in favour lifts to what a class asks.
fn held_down(bench: &Bench<'_>, class: TrustClass, roof: &[Level]) -> Vec<usize> {
    let below = |n: &usize| {
        let asked = bench.criterion(*n).asked(class);
        Some(roof[*n]) < asked.profile.max(asked.veto)
    };
    bench.members.iter().copied().filter(below).collect()
}

/// One more criterion outweighs any rise.
const CRITERION: u64 = 1_000_000_000_000;

/// What must rise on one axis, and whether that is the least; none if nothing helps.
fn on_axis(
    bench: &Bench<'_>,
    class: TrustClass,
    low: &[Level],
    roof: &[Level],
) -> Option<(Vec<Want>, bool)> {
    let asked = |n: usize| bench.criterion(n).asked(class);
    // Below a veto there is no choice: it must rise that far at least.
    let mut risen = low.to_vec();
    for n in &bench.members {
        let veto = asked(*n).veto.unwrap_or_default();
        if low[*n] < veto && veto > roof[*n] {
            return None;
        }
        risen[*n] = low[*n].max(veto);
    }
    let (more, exact) = more_in_favour(bench, class, &risen, low, roof)?;
    for n in more {
        risen[n] = asked(n).profile.unwrap_or_default();
    }
    let rises = bench.members.iter().filter(|n| risen[**n] > low[**n]);
    let want = |n: &usize| Want {
        criterion: *n,
        from: low[*n],
        to: risen[*n],
    };
    Some((rises.map(want).collect(), exact))
}

/// The cheapest criteria to bring to their profile until the majority is reached, and whether they are; none if
/// all together do not.
fn more_in_favour(
    bench: &Bench<'_>,
    class: TrustClass,
    risen: &[Level],
    low: &[Level],
    roof: &[Level],
) -> Option<(Vec<usize>, bool)> {
    let tally = bench.at_worst(class, risen);
    if tally.holds() {
        return Some((Vec::new(), true));
    }
    let profile = |n: usize| bench.criterion(n).asked(class).profile.unwrap_or_default();
    let mut able = tally.against.clone();
    able.retain(|n| profile(*n) <= roof[*n]);
    let cost = |n: usize| {
        let rise = u64::from(profile(n).ppb() - risen[n].ppb());
        // One that rises anyway, over its veto, is no further criterion.
        rise + if risen[n] > low[n] { 0 } else { CRITERION }
    };
    let cover = |need: i64, end: fn(Interval) -> Level| {
        let choice = |n: &usize| Choice {
            cost: cost(*n),
            gain: [u64::from(end(bench.criterion(*n).weight).ppb()), 0],
        };
        let choices: Vec<Choice> = able.iter().map(choice).collect();
        cheapest(&choices, [u64::try_from(need).unwrap_or(0), 0])
    };
    // The least weight in favour is the greater of two sums: their own lower ends, or what the upper ends of the
    // others leave. Either may be brought up to the majority.
    let majority = tally.majority.signed();
    let lows = majority - bench.sum(&tally.favour, |w| w.low);
    let rest = majority - Level::ONE.signed() + bench.sum(&tally.against, |w| w.high);
    let covers = [cover(lows, |w| w.low), cover(rest, |w| w.high)];
    let exact = covers.iter().flatten().all(|cover| cover.exact);
    let best = covers
        .into_iter()
        .flatten()
        .min_by_key(|cover| cover.cost)?;
    Some((best.chosen.into_iter().map(|at| able[at]).collect(), exact))
}
