//! Drawn once and used for every supplier: weights, majority, and where in each interval the truth lies.
//!
//! The weights of an axis are a point of the simplex within the bounds of the method, in whole parts per
//! billion. A draw starts from the point that stands equally far between all bounds, and takes
//! [`steps_of`] steps; each chooses two criteria and moves weight between them by an amount that is uniform
//! over all that the bounds admit. The uniform distribution over all admitted points is the one that such
//! steps leave as it is, and they come close to it; with two criteria, one step is exactly it. So the weights
//! are *nearly* uniform; the majority and the places are uniform.

use std::num::NonZeroUsize;
use std::thread;

use crate::chance::{What, number, up_to};
use crate::level::Level;
use crate::method::{Axis, Method};
use crate::weigh::Bench;

/// Draws that are looked at together; a multiple of what any processor takes at once.
pub(crate) const BLOCK: usize = 512;

/// The highest place in an interval: places are whole numbers from 0 to this, of which there are 2^31.
pub(crate) const PLACE_MAX: i32 = i32::MAX;

/// A majority that no weight reaches, for what fills up the last block.
const NEVER: i32 = i32::MAX;

/// Everything that was drawn.
#[derive(Clone, Debug)]
pub(crate) struct Draws {
    /// For each criterion in turn, of each draw, where in its interval the level lies.
    places: Vec<i32>,
    /// Likewise its weight.
    weights: Vec<i32>,
    /// Of each draw.
    majorities: Vec<i32>,
}

impl Draws {
    /// Draws by the method, on so many threads; their number changes nothing.
    pub(crate) fn new(method: &Method, threads: NonZeroUsize) -> Self {
        let draws = method.draws as usize;
        let length = draws.next_multiple_of(BLOCK);
        let benches = Axis::ALL.map(|axis| Bench::new(method, axis));
        let blocks: Vec<usize> = (0..length / BLOCK).collect();
        let share = blocks.len().div_ceil(threads.get()).max(1);
        let done: Vec<Block> = thread::scope(|scope| {
            let work = |own: &[usize]| -> Vec<Block> {
                let one = own.iter().map(|n| Block::new(method, &benches, *n));
                one.collect()
            };
            let running: Vec<_> = blocks
                .chunks(share)
                .map(|own| scope.spawn(move || work(own)))
                .collect();
            let ended = running.into_iter().map(|one| match one.join() {
                Ok(blocks) => blocks,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            ended.flatten().collect()
        });
        let mut all = Draws {
            places: Vec::with_capacity(length * method.criteria.len()),
            weights: Vec::with_capacity(length * method.criteria.len()),
            majorities: Vec::with_capacity(length),
        };
        for n in 0..method.criteria.len() {
            let own = n * BLOCK..(n + 1) * BLOCK;
            for block in &done {
                all.places.extend(&block.places[own.clone()]);
                all.weights.extend(&block.weights[own.clone()]);
            }
        }
        all.majorities
            .extend(done.iter().flat_map(|block| &block.majorities));
        all
    }

    pub(crate) fn blocks(&self) -> usize {
        self.majorities.len() / BLOCK
    }

    pub(crate) fn majorities(&self, block: usize) -> &[i32] {
        &self.majorities[block * BLOCK..][..BLOCK]
    }

    pub(crate) fn places(&self, criterion: usize, block: usize) -> &[i32] {
        &self.places[criterion * self.majorities.len() + block * BLOCK..][..BLOCK]
    }

    pub(crate) fn weights(&self, criterion: usize, block: usize) -> &[i32] {
        &self.weights[criterion * self.majorities.len() + block * BLOCK..][..BLOCK]
    }
}

/// The same for one block of draws.
struct Block {
    places: Vec<i32>,
    weights: Vec<i32>,
    majorities: Vec<i32>,
}

impl Block {
    fn new(method: &Method, benches: &[Bench<'_>; 2], block: usize) -> Self {
        let size = method.criteria.len() * BLOCK;
        let mut all = Block {
            places: vec![0; size],
            weights: vec![0; size],
            majorities: vec![NEVER; BLOCK],
        };
        for at in 0..BLOCK {
            let draw = u32::try_from(block * BLOCK + at).unwrap_or(u32::MAX);
            if draw >= method.draws {
                break;
            }
            let seed = method.seed;
            let width = method.majority.high.ppb() - method.majority.low.ppb();
            let above = up_to(width, number(seed, draw, What::Majority));
            all.majorities[at] = small(method.majority.low.ppb() + above);
            for (n, criterion) in method.criteria.iter().enumerate() {
                let place = number(seed, draw, What::Place(criterion.mark)) >> 33;
                all.places[n * BLOCK + at] = i32::try_from(place).unwrap_or(PLACE_MAX);
            }
            for (axis, bench) in (0..).zip(benches) {
                let weights = drawn_weights(bench, seed, draw, axis);
                for (n, weight) in bench.members.iter().zip(weights) {
                    all.weights[n * BLOCK + at] = small(weight);
                }
            }
        }
        all
    }
}

fn small(ppb: u32) -> i32 {
    i32::try_from(ppb).unwrap_or(i32::MAX)
}

/// How many steps the weights of so many criteria take: eight times as many as there are criteria, times the
/// binary digits of that number.
fn steps_of(criteria: u32) -> u32 {
    8 * criteria * (u32::BITS - criteria.leading_zeros())
}

fn drawn_weights(bench: &Bench<'_>, seed: u64, draw: u32, axis: u32) -> Vec<u32> {
    let bounds: Vec<(u32, u32)> = bench
        .members
        .iter()
        .map(|n| bench.criterion(*n).weight)
        .map(|weight| (weight.low.ppb(), weight.high.ppb()))
        .collect();
    let mut weights = middle(&bounds);
    let criteria = u32::try_from(bounds.len()).unwrap_or(u32::MAX);
    if criteria < 2 {
        return weights;
    }
    for step in 0..steps_of(criteria) {
        let chance = |part| number(seed, draw, What::Step { axis, step, part });
        let pair = chance(0);
        let one = up_to(criteria - 1, pair) as usize;
        let other = up_to(criteria - 2, pair.rotate_left(32)) as usize;
        let other = other + usize::from(other >= one);
        // As much as the one can give and the other can take, in either direction.
        let up = (bounds[one].1 - weights[one]).min(weights[other] - bounds[other].0);
        let down = (weights[one] - bounds[one].0).min(bounds[other].1 - weights[other]);
        let moved = up_to(up + down, chance(1));
        weights[one] = weights[one] - down + moved;
        weights[other] = weights[other] + down - moved;
    }
    weights
}

/// The point that stands equally far between all bounds, rounded to whole numbers.
fn middle(bounds: &[(u32, u32)]) -> Vec<u32> {
    let sum = |of: fn(&(u32, u32)) -> u32| bounds.iter().map(|b| u64::from(of(b))).sum::<u64>();
    let (low, width) = (sum(|b| b.0), sum(|b| b.1 - b.0));
    let missing = u64::from(Level::ONE.ppb()).saturating_sub(low);
    let mut left = missing;
    let mut point: Vec<u32> = Vec::with_capacity(bounds.len());
    for (low, high) in bounds {
        let room = u128::from(high - low) * u128::from(missing);
        let part = room.checked_div(u128::from(width)).unwrap_or(0);
        let part = u32::try_from(part).unwrap_or(u32::MAX);
        left = left.saturating_sub(u64::from(part));
        point.push(low + part);
    }
    for (at, (_, high)) in point.iter_mut().zip(bounds) {
        let more = u64::from(high - *at).min(left);
        *at += u32::try_from(more).unwrap_or(0);
        left -= more;
    }
    point
}

#[cfg(test)]
mod tests;
