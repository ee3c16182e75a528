//! Evidence: what one item is worth on a day, and what all of them leave open.

use std::num::NonZeroU32;

use jiff::civil::Date;

use crate::fade::{Left, left};
use crate::level::{Level, ONE, times_down, times_up};

/// One piece of evidence about one supplier on one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which criterion: its place in [`crate::Method::criteria`], from 0.
    pub criterion: usize,
    /// Whether it speaks for the supplier, or against it.
    pub favours: bool,
    /// How much it says, if it is right.
    pub strength: Level,
    /// How far its grade is relied on: self-declared, third-party, tested, observed.
    pub reliability: Level,
    /// The day of the document. An item of a later day than that of the judgement is set aside.
    pub day: Date,
    /// After how many days it is worth half; none, and it does not fade.
    pub half_life_days: Option<NonZeroU32>,
    /// The last day on which it is worth anything.
    pub expires: Option<Date>,
    /// Who is behind it, as a number of the caller. Items of one origin do not pile up: the best one counts.
    pub origin: u32,
    /// The document, as a number of the caller. Two items of one document are lost together.
    pub document: u32,
}

/// All that evidence leaves open: the truth lies between the ends, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// The lower end.
    pub low: Level,
    /// The upper end.
    pub high: Level,
}

impl Interval {
    /// Nothing is known.
    pub const UNKNOWN: Interval = Interval {
        low: Level::ZERO,
        high: Level::ONE,
    };

    /// Both ends alike.
    #[must_use]
    pub const fn exactly(level: Level) -> Interval {
        Interval {
            low: level,
            high: level,
        }
    }
}

impl Item {
    /// What it is worth on a day, rounded down and up, in the finer unit.
    pub(crate) fn worth(&self, on: Date) -> (u64, u64) {
        if self.expires.is_some_and(|last| on > last) {
            return (0, 0);
        }
        let full = u64::from(self.strength.ppb()) * u64::from(self.reliability.ppb());
        let left = match self.half_life_days {
            Some(half_life) => left(days_between(self.day, on), half_life),
            None => Left::ALL,
        };
        left.of(full)
    }
}

/// Days from one date to a later one; 0 when it is not later.
pub(crate) fn days_between(from: Date, to: Date) -> u32 {
    let bracket = (to - from).get_days();
    u32::try_from(bracket).unwrap_or(0)
}

/// What all items of one criterion say together, in the finer unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Masses {
    /// For, rounded down.
    pub(crate) favour: u64,
    /// Against, rounded down.
    pub(crate) against_least: u64,
    /// Against, rounded up.
    pub(crate) against_most: u64,
}

impl Masses {
    pub(crate) fn interval(self) -> Interval {
        Interval {
            low: low(self.favour, self.against_most),
            high: Level::above(ONE - self.against_least),
        }
    }

    /// The most that the lower end could become by evidence in favour alone.
    pub(crate) fn roof(self) -> Level {
        low(ONE, self.against_most)
    }
}

/// The lower end: what speaks for it and is not spoken against, rounded down.
pub(crate) fn low(favour: u64, against: u64) -> Level {
    Level::below(times_down(favour, ONE - against))
}

/// The items of one criterion, sorted out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap<'a> {
    pub(crate) favour: Vec<&'a Item>,
    pub(crate) against: Vec<&'a Item>,
}

impl<'a> Heap<'a> {
    /// One heap for each criterion; an item that names no criterion is left out.
    pub(crate) fn sort(
        items: impl IntoIterator<Item = &'a Item>,
        criteria: usize,
    ) -> Vec<Heap<'a>> {
        let mut heaps = vec![Heap::default(); criteria];
        for item in items {
            let Some(heap) = heaps.get_mut(item.criterion) else {
                continue;
            };
            match item.favours {
                true => heap.favour.push(item),
                false => heap.against.push(item),
            }
        }
        heaps
    }

    pub(crate) fn masses(&self, on: Date) -> Masses {
        Masses {
            favour: together_down(best_of_origins(&self.favour, |item| item.worth(on).0)),
            against_least: together_down(best_of_origins(&self.against, |item| item.worth(on).0)),
            against_most: together_up(best_of_origins(&self.against, |item| item.worth(on).1)),
        }
    }
}

fn best_of_origins(items: &[&Item], worth: impl Fn(&Item) -> u64) -> Vec<u64> {
    let mut worths: Vec<(u32, u64)> = items.iter().map(|i| (i.origin, worth(i))).collect();
    worths.sort_unstable_by_key(|(origin, worth)| (*origin, std::cmp::Reverse(*worth)));
    worths.dedup_by_key(|(origin, _)| *origin);
    worths.into_iter().map(|(_, worth)| worth).collect()
}

/// `1 - (1 - a)(1 - b)...`, rounded down.
///
/// The factors are taken from the greatest worth down. So the rounding depends on no name and no order, and
/// more of any worth, or one more, never gives less: each step is monotone in both of its factors.
pub(crate) fn together_down(mut worths: Vec<u64>) -> u64 {
    worths.sort_unstable_by(|a, b| b.cmp(a));
    let rest = |rest, worth: &u64| times_up(rest, ONE - *worth);
    ONE - worths.iter().fold(ONE, rest)
}

/// The same, rounded up.
fn together_up(mut worths: Vec<u64>) -> u64 {
    worths.sort_unstable_by(|a, b| b.cmp(a));
    let rest = |rest, worth: &u64| times_down(rest, ONE - *worth);
    ONE - worths.iter().fold(ONE, rest)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Worths whose products do not come out even.
    fn uneven(seed: u64) -> Vec<u64> {
        let worth = |n: u64| (seed + n).wrapping_mul(0x9E37_79B9_7F4A_7C15) % ONE;
        (0..4).map(worth).collect()
    }

    #[test]
    fn rounding_depends_on_no_order() {
        for seed in 0..2_000 {
            let mut worths = uneven(seed);
            let (down, up) = (together_down(worths.clone()), together_up(worths.clone()));
            assert!(down <= up && up - down <= 8);
            for _ in 0..worths.len() {
                worths.rotate_left(1);
                assert_eq!(together_down(worths.clone()), down);
                assert_eq!(together_up(worths.clone()), up);
            }
        }
    }

    #[test]
    fn the_finest_bit_more_is_never_less() {
        for seed in 0..2_000 {
            let worths = uneven(seed);
            let (down, up) = (together_down(worths.clone()), together_up(worths.clone()));
            for at in 0..worths.len() {
                let mut more = worths.clone();
                more[at] += 1;
                assert!(together_down(more.clone()) >= down);
                assert!(together_up(more.clone()) >= up);
                more[at] = worths[at];
                more.push(1);
                assert!(together_down(more.clone()) >= down);
                assert!(together_up(more) >= up);
            }
        }
    }

    #[test]
    fn the_last_day_counts_and_the_next_does_not() {
        let item = Item {
            criterion: 0,
            favours: true,
            strength: Level::ONE,
            reliability: Level::HALF,
            day: date(2026, 1, 1),
            half_life_days: NonZeroU32::new(2),
            expires: Some(date(2026, 1, 3)),
            origin: 0,
            document: 0,
        };
        let half = ONE / 2;
        assert_eq!(item.worth(date(2026, 1, 1)), (half, half));
        assert_eq!(item.worth(date(2026, 1, 3)), (half / 2, half / 2));
        assert_eq!(item.worth(date(2026, 1, 4)), (0, 0));
    }
}
