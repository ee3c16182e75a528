//! Acceptability: in how many draws a supplier reaches each class.

use std::num::NonZeroUsize;
use std::thread;

use crate::draws::{BLOCK, Draws, PLACE_MAX};
use crate::evidence::Interval;
use crate::level::Level;
use crate::method::{Axis, Method, TrustClass};

/// In how many draws each class comes out. The draws are the same for every supplier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Acceptability {
    /// Draws in all.
    pub draws: u32,
    /// Draws in which the class is [`TrustClass::Conditional`] or better.
    pub conditional_or_better: u32,
    /// Draws in which it is [`TrustClass::Trusted`].
    pub trusted: u32,
}

impl Acceptability {
    /// Draws in which exactly this class comes out.
    #[must_use]
    pub fn exactly(&self, class: TrustClass) -> u32 {
        match class {
            TrustClass::HighRisk => self.draws - self.conditional_or_better,
            TrustClass::Conditional => self.conditional_or_better - self.trusted,
            TrustClass::Trusted => self.trusted,
        }
    }

    /// Draws in which this class or a better one comes out.
    #[must_use]
    pub fn at_least(&self, class: TrustClass) -> u32 {
        match class {
            TrustClass::HighRisk => self.draws,
            TrustClass::Conditional => self.conditional_or_better,
            TrustClass::Trusted => self.trusted,
        }
    }

    /// Half the width of the 95 % band around any of these shares, 0.98 divided by the square root of the
    /// number of draws, in parts per billion, rounded up. It is about chance in drawing alone.
    #[must_use]
    pub fn half_width(&self) -> Level {
        let square = 980_000_000_u64
            .pow(2)
            .div_ceil(u64::from(self.draws.max(1)));
        let root = square.isqrt();
        let up = root + u64::from(root * root < square);
        Level::clamped(i64::try_from(up).unwrap_or(i64::MAX))
    }
}

/// Acceptability of one supplier: on each axis, in the order of [`Axis::ALL`], and overall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Acceptabilities {
    /// Each axis by itself.
    pub axes: [Acceptability; 2],
    /// The worse of the two axes, draw by draw.
    pub overall: Acceptability,
}

/// A place above this one reaches what was asked: `-1` is always, [`PLACE_MAX`] is never.
type Above = i32;

/// At which places in an interval a level is reached.
///
/// A level is `low + floor((high - low) * place / 2^31)`: it rises with the place and with both ends, so better
/// evidence never reaches less, draw by draw.
fn above(interval: Interval, asked: Option<Level>) -> Above {
    let (low, high) = (interval.low.ppb(), interval.high.ppb());
    let asked = asked.unwrap_or(Level::ZERO).ppb();
    if asked <= low {
        return -1;
    }
    if asked >= high {
        // The upper end itself is never drawn, and what is wider than nothing is open there.
        return PLACE_MAX;
    }
    let first = (u64::from(asked - low) << 31).div_ceil(u64::from(high - low));
    i32::try_from(first).map_or(PLACE_MAX, |first| first - 1)
}

/// What a supplier needs on one criterion, for the two classes that must be earned.
struct Need {
    criterion: usize,
    profiles: [Above; 2],
    /// Vetoes, where there are any.
    vetoes: Option<[Above; 2]>,
}

/// The same on one axis.
struct Needs(Vec<Need>);

impl Needs {
    fn new(method: &Method, axis: Axis, intervals: &[Interval]) -> Self {
        let criteria = method.criteria.iter().enumerate();
        let own = criteria.filter(|(_, criterion)| criterion.axis == axis);
        let need = |(n, interval): (usize, Interval)| {
            let wanted = TrustClass::EARNED.map(|class| method.criteria[n].asked(class));
            let vetoes = wanted.map(|wanted| above(interval, wanted.veto));
            Need {
                criterion: n,
                profiles: wanted.map(|wanted| above(interval, wanted.profile)),
                vetoes: (vetoes != [-1, -1]).then_some(vetoes),
            }
        };
        Needs(own.map(|(n, _)| need((n, intervals[n]))).collect())
    }
}

/// Draws of one block in which an axis reaches each class: 1 or 0.
type Reached = [[i32; BLOCK]; 2];

fn reached(draws: &Draws, block: usize, needs: &Needs, out: &mut Reached) {
    let mut sums = [[0_i32; BLOCK]; 2];
    let mut admitted = [[1_i32; BLOCK]; 2];
    for need in &needs.0 {
        let places = draws.places(need.criterion, block);
        let weights = draws.weights(need.criterion, block);
        let [lower, higher] = &mut sums;
        let each = places.iter().zip(weights).zip(lower).zip(higher);
        for (((place, weight), lower), higher) in each {
            // Without a branch, so that many draws go through at once.
            *lower += weight & -i32::from(*place > need.profiles[0]);
            *higher += weight & -i32::from(*place > need.profiles[1]);
        }
        let Some(vetoes) = need.vetoes else { continue };
        let [lower, higher] = &mut admitted;
        for ((place, lower), higher) in places.iter().zip(lower).zip(higher) {
            *lower &= i32::from(*place > vetoes[0]);
            *higher &= i32::from(*place > vetoes[1]);
        }
    }
    let majorities = draws.majorities(block);
    for class in 0..2 {
        let each = out[class]
            .iter_mut()
            .zip(&sums[class])
            .zip(&admitted[class]);
        for (((out, sum), admitted), majority) in each.zip(majorities) {
            *out = admitted & i32::from(sum >= majority);
        }
    }
}

/// Counts in [`Acceptabilities`]: two axes and overall, two classes each.
type Counts = [[u32; 2]; 3];

fn count_block(draws: &Draws, block: usize, needs: &[Needs; 2], counts: &mut Counts) {
    let mut axes = [[[0_i32; BLOCK]; 2]; 2];
    for (needs, out) in needs.iter().zip(&mut axes) {
        reached(draws, block, needs, out);
    }
    let sum = |of: &[i32]| of.iter().sum::<i32>().unsigned_abs();
    for class in 0..2 {
        let (practice, control) = (&axes[0][class], &axes[1][class]);
        let both: i32 = practice.iter().zip(control).map(|(a, b)| a & b).sum();
        counts[0][class] += sum(practice);
        counts[1][class] += sum(control);
        counts[2][class] += both.unsigned_abs();
    }
}

/// Acceptability of each supplier, given its intervals, one for each criterion.
pub(crate) fn acceptabilities(
    method: &Method,
    draws: &Draws,
    suppliers: &[Vec<Interval>],
    threads: NonZeroUsize,
) -> Vec<Acceptabilities> {
    let share = suppliers.len().div_ceil(threads.get()).max(1);
    thread::scope(|scope| {
        let running: Vec<_> = suppliers
            .chunks(share)
            .map(|own| scope.spawn(move || of_some(method, draws, own)))
            .collect();
        let ended = running.into_iter().map(|one| match one.join() {
            Ok(counted) => counted,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        ended.flatten().collect()
    })
}

/// The same on one thread: block by block, so that a block is fetched once for all suppliers.
pub(crate) fn of_some(
    method: &Method,
    draws: &Draws,
    suppliers: &[Vec<Interval>],
) -> Vec<Acceptabilities> {
    let needs = |supplier: &Vec<Interval>| Axis::ALL.map(|axis| Needs::new(method, axis, supplier));
    let needs: Vec<[Needs; 2]> = suppliers.iter().map(needs).collect();
    let mut counts: Vec<Counts> = vec![Counts::default(); suppliers.len()];
    for block in 0..draws.blocks() {
        for (needs, counts) in needs.iter().zip(&mut counts) {
            count_block(draws, block, needs, counts);
        }
    }
    let one = |[conditional_or_better, trusted]: [u32; 2]| Acceptability {
        draws: method.draws,
        conditional_or_better,
        trusted,
    };
    let all = |[practice, control, overall]: Counts| Acceptabilities {
        axes: [one(practice), one(control)],
        overall: one(overall),
    };
    counts.into_iter().map(all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_band_is_that_of_the_literature() {
        let of = |draws| Acceptability {
            draws,
            ..Acceptability::default()
        };
        assert_eq!(of(9_604).half_width().to_string(), "0.01");
        assert_eq!(of(960_400).half_width().to_string(), "0.001");
        assert_eq!(of(0).half_width().to_string(), "0.98");
    }

    #[test]
    fn places_reach_what_the_formula_reaches() {
        let level = |ppb| Level::from_ppb(ppb).expect("a level");
        for (low, high) in [
            (0, 10),
            (3, 9),
            (5, 5),
            (0, 1),
            (999_999_998, 1_000_000_000),
        ] {
            for asked in (low.max(1) - 1)..=(high + 1).min(1_000_000_000) {
                let interval = Interval {
                    low: level(low),
                    high: level(high),
                };
                let above = above(interval, Some(level(asked)));
                for place in [
                    0,
                    1,
                    1 << 28,
                    1 << 30,
                    (1 << 30) + 1,
                    PLACE_MAX - 1,
                    PLACE_MAX,
                ] {
                    let x = u64::from(low)
                        + ((u64::from(high - low) * u64::from(place.unsigned_abs())) >> 31);
                    assert_eq!(
                        place > above,
                        x >= u64::from(asked),
                        "{low} {high} {asked} {place}"
                    );
                }
            }
        }
    }
}
