//! The fewest documents without which the necessary class would be lower.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::evidence::{Heap, Item, Masses, low, together_down};
use crate::flips::cover::{Choice, cheapest};
use crate::judge::Judge;
use crate::level::{Level, ONE, times_up};
use crate::method::Class;
use crate::weigh::Bench;

/// Documents that a class rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// One smallest set, sorted. Others of that size may exist; ties go to the lower number.
    pub keys: Vec<u32>,
    /// Whether no smaller set does it. Otherwise the search was stopped at its bound. The set itself is always
    /// checked: without it, the class is lower.
    pub exact: bool,
}

/// Items of one criterion whose loss brings it below a level.
#[derive(Clone, Debug)]
struct Fall {
    keys: Vec<u32>,
    exact: bool,
}

pub(crate) fn loss(judge: &Judge, items: &[Item], today: Date, necessary: Class) -> Option<Loss> {
    if necessary == Class::HighRisk {
        return None;
    }
    let heaps = judge.heaps(items, today);
    let masses: Vec<Masses> = heaps.iter().map(|heap| heap.masses(today)).collect();
    let low: Vec<Level> = masses.iter().map(|m| m.interval().low).collect();
    let mut best: Option<Loss> = None;
    for bench in judge.benches() {
        let fall =
            |n: usize, level: Option<Level>| fewest_below(&heaps[n], masses[n], today, level?);
        if let Some(found) = on_axis(&bench, necessary, &low, fall) {
            let fewer = |best: &Loss| found.keys.len() < best.keys.len();
            let proven = found.exact && best.as_ref().is_none_or(|best| best.exact);
            if best.as_ref().is_none_or(fewer) {
                best = Some(found);
            }
            if let Some(best) = &mut best {
                best.exact = proven;
            }
        }
    }
    shared_documents(judge, items, today, necessary, best?)
}

/// The fewest items on one axis: those of one veto, or those of several criteria with weight enough.
fn on_axis(
    bench: &Bench<'_>,
    class: Class,
    low: &[Level],
    fall: impl Fn(usize, Option<Level>) -> Option<Fall>,
) -> Option<Loss> {
    let tally = bench.surely(class, low);
    let vetoes = bench.members.iter();
    let mut falls: Vec<Fall> = vetoes
        .filter_map(|n| fall(*n, bench.criterion(*n).wanted(class).veto))
        .collect();
    let profiles = tally.favour.iter();
    let able: Vec<(usize, Fall)> = profiles
        .filter_map(|n| Some((*n, fall(*n, bench.criterion(*n).wanted(class).profile)?)))
        .collect();
    let choice = |(n, fall): &(usize, Fall)| {
        let weight = bench.criterion(*n).weight;
        Choice {
            cost: fall.keys.len() as u64,
            gain: [u64::from(weight.low.ppb()), u64::from(weight.high.ppb())],
        }
    };
    // The least weight in favour is the greater of two sums; both must come below the majority.
    let majority = tally.majority.signed();
    let lows = bench.sum(&tally.favour, |w| w.low) - majority + 1;
    let rest = Level::ONE.signed() - bench.sum(&tally.against, |w| w.high) - majority + 1;
    let need = [lows, rest].map(|need| u64::try_from(need).unwrap_or(0));
    let choices: Vec<Choice> = able.iter().map(choice).collect();
    let mut exact = able.iter().all(|(_, fall)| fall.exact);
    exact &= falls.iter().all(|fall| fall.exact);
    if let Some(cover) = cheapest(&choices, need) {
        exact &= cover.exact;
        let keys = cover.chosen.iter().flat_map(|at| &able[*at].1.keys);
        falls.push(Fall {
            keys: keys.copied().collect(),
            exact,
        });
    }
    let best = falls.into_iter().min_by_key(|fall| fall.keys.len())?;
    Some(Loss {
        keys: best.keys,
        exact,
    })
}

/// The fewest items in favour whose loss brings the lower end below a level; none if it is below already, or
/// if nothing does.
///
/// Inside one origin the best item counts, so an origin is worth less only after its best items are gone, one
/// by one. For each number of items, the best way to spread it over origins is built up origin by origin.
fn fewest_below(heap: &Heap<'_>, masses: Masses, today: Date, level: Level) -> Option<Fall> {
    let reached = |favour| low(favour, masses.against_most) < level;
    if reached(masses.favour) {
        return None;
    }
    let origins = by_origin(heap, today);
    let items: usize = origins.iter().map(Vec::len).sum();
    // What the origins seen so far leave unsaid, and how many are lost of each; by number of items lost.
    let mut spread: Vec<Option<(u64, Vec<usize>)>> = vec![None; items + 1];
    spread[0] = Some((ONE, Vec::new()));
    for origin in &origins {
        let mut next: Vec<Option<(u64, Vec<usize>)>> = vec![None; items + 1];
        for (lost, before) in spread.iter().enumerate() {
            let Some((rest, taken)) = before else {
                continue;
            };
            for own in 0..=origin.len() {
                let worth = origin.get(own).map_or(0, |(worth, _)| *worth);
                let rest = times_up(*rest, ONE - worth);
                let at = &mut next[lost + own];
                if at.as_ref().is_none_or(|(other, _)| rest > *other) {
                    let mut taken = taken.clone();
                    taken.push(own);
                    *at = Some((rest, taken));
                }
            }
        }
        spread = next;
    }
    fewest_of(&spread, &origins, reached)
}

/// The least number of items that does it, with one way to choose them.
fn fewest_of(
    spread: &[Option<(u64, Vec<usize>)>],
    origins: &[Vec<(u64, u32)>],
    reached: impl Fn(u64) -> bool,
) -> Option<Fall> {
    let mut exact = true;
    for (rest, taken) in spread.iter().flatten() {
        let left = origins.iter().zip(taken);
        let left = left.map(|(origin, own)| origin.get(*own).map_or(0, |(worth, _)| *worth));
        if reached(together_down(left.collect())) {
            let lost = origins.iter().zip(taken).flat_map(|(o, own)| &o[..*own]);
            return Some(Fall {
                keys: lost.map(|(_, key)| *key).collect(),
                exact,
            });
        }
        // Rounding depends on the order of factors, by one of the finest units for each origin. Where that could
        // hide a way with fewer items, say so.
        let most = rest.saturating_add(origins.len() as u64).min(ONE);
        exact &= !reached(ONE - most);
    }
    None
}

/// Worth and key of the items in favour, origin by origin, the best first.
fn by_origin(heap: &Heap<'_>, today: Date) -> Vec<Vec<(u64, u32)>> {
    let worth = |item: &&Item| (item.origin, item.worth(today).0, item.key);
    let mut all: Vec<(u32, u64, u32)> = heap.favour.iter().map(worth).collect();
    all.retain(|(_, worth, _)| *worth > 0);
    all.sort_unstable_by_key(|(origin, worth, key)| (*origin, std::cmp::Reverse(*worth), *key));
    let mut origins: Vec<Vec<(u64, u32)>> = all
        .chunk_by(|a, b| a.0 == b.0)
        .map(|own| own.iter().map(|(_, worth, key)| (*worth, *key)).collect())
        .collect();
    // Not by the number of the origin: the caller is free to choose it.
    origins.sort();
    origins
}

/// Most sets of documents that are tried where documents carry several items.
const TRIED_MAX: usize = 4_096;

/// A document that carries several items goes with all of them, so fewer documents than items may do; and if
/// it also speaks against, its loss helps. Without such documents, the answer stands as it is.
fn shared_documents(
    judge: &Judge,
    items: &[Item],
    today: Date,
    necessary: Class,
    found: Loss,
) -> Option<Loss> {
    let counted = items.iter().filter(|item| item.day <= today);
    let counted: Vec<&Item> = counted.collect();
    let documents: BTreeSet<u32> = counted.iter().map(|item| item.key).collect();
    let lowers = |lost: &[u32]| {
        let left = items.iter().filter(|item| !lost.contains(&item.key));
        let left: Vec<Item> = left.cloned().collect();
        judge.span(&left, today).necessary < necessary
    };
    let mut keys: Vec<u32> = found.keys;
    keys.sort_unstable();
    keys.dedup();
    if documents.len() == counted.len() {
        return Some(Loss {
            keys,
            exact: found.exact,
        });
    }
    // Only documents that speak for the supplier can bring it down.
    let in_favour = counted.iter().filter(|item| item.favours);
    let in_favour: BTreeSet<u32> = in_favour.map(|item| item.key).collect();
    let candidates: Vec<u32> = in_favour.into_iter().collect();
    if !lowers(&keys) {
        // The set also speaks against. Losing all that speaks for it, and only that, may not be possible.
        keys.clone_from(&candidates);
        if !lowers(&keys) {
            return None;
        }
    }
    let mut tried = 0;
    for size in 1..keys.len() {
        match first_set(&candidates, size, &mut tried, &lowers) {
            Search::Found(keys) => return Some(Loss { keys, exact: true }),
            Search::None => {}
            Search::Stopped => return Some(Loss { keys, exact: false }),
        }
    }
    Some(Loss { keys, exact: true })
}

enum Search {
    Found(Vec<u32>),
    None,
    Stopped,
}

/// The first set of a size that does it, in the order of keys.
fn first_set(
    candidates: &[u32],
    size: usize,
    tried: &mut usize,
    lowers: &impl Fn(&[u32]) -> bool,
) -> Search {
    let mut at: Vec<usize> = (0..size).collect();
    loop {
        if *tried == TRIED_MAX {
            return Search::Stopped;
        }
        *tried += 1;
        let set: Vec<u32> = at.iter().map(|n| candidates[*n]).collect();
        if lowers(&set) {
            return Search::Found(set);
        }
        // The next combination: the last place that can move does, and those after it follow.
        let room = |place: &usize| at[*place] < candidates.len() - size + place;
        let Some(place) = (0..size).rev().find(room) else {
            return Search::None;
        };
        at[place] += 1;
        for after in place + 1..size {
            at[after] = at[after - 1] + 1;
        }
    }
}
