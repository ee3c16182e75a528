//! What a supplier would have to show for the next class: a purchase list.

use jiff::civil::Date;

use crate::evidence::{Item, Masses};
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
    let mut wants = Vec::new();
    let mut exact = true;
    for bench in judge.benches() {
        let Some((own, proven)) = on_axis(&bench, class, &low, &roof) else {
            return Some(Gain::Blocked(Blocked {
                class,
                criteria: held_down(judge, class, &roof),
            }));
        };
        wants.extend(own);
        exact &= proven;
    }
    Some(Gain::Raise(Raise {
        class,
        wants,
        exact,
    }))
}

/// Criteria that no evidence in favour lifts to what a class asks.
fn held_down(judge: &Judge, class: TrustClass, roof: &[Level]) -> Vec<usize> {
    let below = |n: &usize| {
        let wanted = judge.method().criteria[*n].asked(class);
        Some(roof[*n]) < wanted.profile.max(wanted.veto)
    };
    (0..roof.len()).filter(below).collect()
}

/// One more criterion outweighs any rise.
const CRITERION: u64 = 1_000_000_000_000;

/// What must rise on one axis; none if nothing helps.
fn on_axis(
    bench: &Bench<'_>,
    class: TrustClass,
    low: &[Level],
    roof: &[Level],
) -> Option<(Vec<Want>, bool)> {
    // Below a veto there is no choice: it must rise that far at least.
    let mut risen = low.to_vec();
    for n in &bench.members {
        let veto = bench.criterion(*n).asked(class).veto.unwrap_or_default();
        risen[*n] = risen[*n].max(veto);
        if risen[*n] > roof[*n].max(low[*n]) {
            return None;
        }
    }
    let tally = bench.at_worst(class, &risen);
    let mut exact = true;
    if !tally.holds() {
        let can = |n: &usize| bench.criterion(*n).asked(class).profile <= Some(roof[*n]);
        let able: Vec<usize> = tally.against.iter().copied().filter(can).collect();
        let choice = |n: &usize, gain| {
            let profile = bench.criterion(*n).asked(class).profile.unwrap_or_default();
            let rise = u64::from(profile.ppb() - risen[*n].ppb());
            let more = if risen[*n] > low[*n] { 0 } else { CRITERION };
            Choice {
                cost: more + rise,
                gain: [gain, 0],
            }
        };
        // The least weight in favour is the greater of two sums: their own lower ends, or what the upper ends of
        // the others leave. Either may be brought up to the majority.
        let majority = tally.majority.signed();
        let lows = majority - bench.sum(&tally.favour, |w| w.low);
        let rest = majority - Level::ONE.signed() + bench.sum(&tally.against, |w| w.high);
        let ways = [
            (
                lows,
                able_choices(&able, |n| {
                    choice(n, u64::from(bench.criterion(*n).weight.low.ppb()))
                }),
            ),
            (
                rest,
                able_choices(&able, |n| {
                    choice(n, u64::from(bench.criterion(*n).weight.high.ppb()))
                }),
            ),
        ];
        let covers = ways.iter().filter_map(|(need, choices)| {
            cheapest(choices, [u64::try_from(*need).unwrap_or(0), 0])
        });
        let best = covers.min_by_key(|cover| cover.cost)?;
        exact = best.exact;
        for at in best.chosen {
            let n = able[at];
            risen[n] = bench.criterion(n).asked(class).profile.unwrap_or_default();
        }
    }
    let rises = bench.members.iter().filter(|n| risen[**n] > low[**n]);
    let want = |n: &usize| Want {
        criterion: *n,
        from: low[*n],
        to: risen[*n],
    };
    Some((rises.map(want).collect(), exact))
}

fn able_choices(able: &[usize], choice: impl Fn(&usize) -> Choice) -> Vec<Choice> {
    able.iter().map(choice).collect()
}
