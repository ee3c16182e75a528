//! The fewest documents without which the necessary class would be lower.

use jiff::civil::Date;

use crate::evidence::{Heap, Item, Masses, low, together_down};
use crate::flips::cover::{Choice, cheapest};
use crate::flips::shared::with_shared_documents;
use crate::judge::Judge;
use crate::level::{Level, ONE, times_up};
use crate::method::TrustClass;
use crate::weigh::Bench;

/// Most sets that are tried one by one.
pub(crate) const TRIED_MAX: usize = 4_096;

/// Documents that a class rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// One smallest set, sorted. Others of that size may exist; ties go to the lower number.
    pub documents: Vec<u32>,
    /// Whether no smaller set does it. Otherwise the search was stopped at its bound. The set itself is always
    /// checked: without it, the class is lower.
    pub exact: bool,
}

/// Items of one criterion whose loss brings it below a level.
#[derive(Clone, Debug)]
struct Fall {
    documents: Vec<u32>,
    exact: bool,
}

pub(crate) fn loss(
    judge: &Judge,
    items: &[Item],
    today: Date,
    necessary: TrustClass,
) -> Option<Loss> {
    if necessary == TrustClass::HighRisk {
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
            let fewer = |best: &Loss| found.documents.len() < best.documents.len();
            let proven = found.exact && best.as_ref().is_none_or(|best| best.exact);
            if best.as_ref().is_none_or(fewer) {
                best = Some(found);
            }
            if let Some(best) = &mut best {
                best.exact = proven;
            }
        }
    }
    with_shared_documents(judge, items, today, necessary, best?)
}

/// The fewest items on one axis: those of one veto, or those of several criteria with weight enough.
fn on_axis(
    bench: &Bench<'_>,
    class: TrustClass,
    low: &[Level],
    fall: impl Fn(usize, Option<Level>) -> Option<Fall>,
) -> Option<Loss> {
    let tally = bench.at_worst(class, low);
    let vetoes = bench.members.iter();
    let mut falls: Vec<Fall> = vetoes
        .filter_map(|n| fall(*n, bench.criterion(*n).asked(class).veto))
        .collect();
    let profiles = tally.favour.iter();
    let able: Vec<(usize, Fall)> = profiles
        .filter_map(|n| Some((*n, fall(*n, bench.criterion(*n).asked(class).profile)?)))
        .collect();
    let choice = |(n, fall): &(usize, Fall)| {
        let weight = bench.criterion(*n).weight;
        Choice {
            cost: fall.documents.len() as u64,
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
        let documents = cover.chosen.iter().flat_map(|at| &able[*at].1.documents);
        falls.push(Fall {
            documents: documents.copied().collect(),
            exact,
        });
    }
    let best = falls.into_iter().min_by_key(|fall| fall.documents.len())?;
    Some(Loss {
        documents: best.documents,
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
    let does = |taken: &[usize]| reached(together_down(left_of(origins, taken)));
    let fall = |taken: &[usize], exact| {
        let lost = origins.iter().zip(taken).flat_map(|(o, own)| &o[..*own]);
        Fall {
            documents: lost.map(|(_, document)| *document).collect(),
            exact,
        }
    };
    for (lost, at) in spread.iter().enumerate() {
        let Some((rest, taken)) = at else { continue };
        if does(taken) {
            return Some(fall(taken, exact));
        }
        // Rounding depends on the order of factors, by one of the finest units for each origin. Where that
        // could hide a way with so few items, all ways are tried.
        let most = rest.saturating_add(origins.len() as u64).min(ONE);
        if reached(ONE - most) {
            let mut ways = Ways {
                origins,
                tried: 0,
                taken: Vec::new(),
            };
            if ways.any(lost, &does) {
                return Some(fall(&ways.taken, exact));
            }
            exact &= ways.tried < TRIED_MAX;
        }
    }
    None
}

/// What the best items that are left of each origin are worth.
fn left_of(origins: &[Vec<(u64, u32)>], taken: &[usize]) -> Vec<u64> {
    let left = origins.iter().zip(taken);
    left.map(|(origin, own)| origin.get(*own).map_or(0, |(worth, _)| *worth))
        .collect()
}

/// All ways to spread a number of lost items over origins.
struct Ways<'a> {
    origins: &'a [Vec<(u64, u32)>],
    tried: usize,
    taken: Vec<usize>,
}

impl Ways<'_> {
    /// Whether one of them does it; it is then in `taken`.
    fn any(&mut self, lost: usize, does: &impl Fn(&[usize]) -> bool) -> bool {
        let Some(origin) = self.origins.get(self.taken.len()) else {
            self.tried += 1;
            return lost == 0 && does(&self.taken);
        };
        for own in 0..=origin.len().min(lost) {
            if self.tried >= TRIED_MAX {
                return false;
            }
            self.taken.push(own);
            if self.any(lost - own, does) {
                return true;
            }
            self.taken.pop();
        }
        false
    }
}

/// Worth and document of the items in favour, origin by origin, the best first.
fn by_origin(heap: &Heap<'_>, today: Date) -> Vec<Vec<(u64, u32)>> {
    let worth = |item: &&Item| (item.origin, item.worth(today).0, item.document);
    let mut all: Vec<(u32, u64, u32)> = heap.favour.iter().map(worth).collect();
    all.retain(|(_, worth, _)| *worth > 0);
    all.sort_unstable_by_key(|(origin, worth, key)| (*origin, std::cmp::Reverse(*worth), *key));
    let mut origins: Vec<Vec<(u64, u32)>> = all
        .chunk_by(|a, b| a.0 == b.0)
        .map(|own| {
            own.iter()
                .map(|(_, worth, document)| (*worth, *document))
                .collect()
        })
        .collect();
    // Not by the number of the origin: the caller is free to choose it.
    origins.sort();
    origins
}
