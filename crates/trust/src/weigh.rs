//! One axis at one end of what is open: who is in favour, with how much weight, and who refuses.

use crate::evidence::Interval;
use crate::level::Level;
use crate::method::{Axis, Criterion, Method, TrustClass};

/// How one axis stands towards one class at one end of what is open. Criteria are named by their place in the
/// method, from 0, and sorted by their mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Criteria that reach the profile of the class.
    pub favour: Vec<usize>,
    /// Criteria that do not.
    pub against: Vec<usize>,
    /// Criteria below their veto: each alone refuses the class.
    pub vetoes: Vec<usize>,
    /// The weight in favour: the least over all admitted weights, or the most.
    pub weight: Level,
    /// The majority that it is held against: the highest admitted, or the lowest.
    pub majority: Level,
}

/// What must move, and how far, until a tally says the opposite; everything else stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// Points of weight from one side to the other (total variation), counted from the weights of the tally.
    /// None: no weights do it.
    pub weight: Option<Level>,
    /// How far the majority: up when the class is reached, down when it is missed. None: none between 0 and 1
    /// does it.
    pub majority: Option<Level>,
}

impl Tally {
    /// Whether the class is reached.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.vetoes.is_empty() && self.weight >= self.majority
    }

    /// The shortest way to the opposite, exact to one part per billion.
    #[must_use]
    pub fn flip(&self) -> Flip {
        let never = Flip {
            weight: None,
            majority: None,
        };
        if self.holds() {
            // A majority that is just reached still holds: one part per billion more is needed.
            let more = self.weight.signed() - self.majority.signed() + 1;
            let room = Level::ONE.signed() - self.majority.signed();
            Flip {
                weight: (!self.against.is_empty()).then(|| Level::clamped(more)),
                majority: (more <= room).then(|| Level::clamped(more)),
            }
        } else if self.vetoes.is_empty() {
            let short = Level::clamped(self.majority.signed() - self.weight.signed());
            Flip {
                weight: (!self.favour.is_empty()).then_some(short),
                majority: (self.weight > Level::ZERO).then_some(short),
            }
        } else {
            never
        }
    }
}

/// Those who judge one axis.
#[derive(Clone, Debug)]
pub(crate) struct Bench<'a> {
    pub(crate) method: &'a Method,
    /// Places of criteria, by mark.
    pub(crate) members: Vec<usize>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(method: &'a Method, axis: Axis) -> Self {
        let mut members: Vec<usize> = (0..method.criteria.len()).collect();
        members.retain(|n| method.criteria[*n].axis == axis);
        members.sort_by_key(|n| method.criteria[*n].mark);
        Bench { method, members }
    }

    pub(crate) fn criterion(&self, n: usize) -> &'a Criterion {
        &self.method.criteria[n]
    }

    /// At the end where everything open is bad: least weight in favour, highest majority.
    pub(crate) fn at_worst(&self, class: TrustClass, low: &[Level]) -> Tally {
        let (favour, against, vetoes) = self.split(class, low);
        let lows = self.sum(&favour, |w| w.low);
        let rest = Level::ONE.signed() - self.sum(&against, |w| w.high);
        Tally {
            favour,
            against,
            vetoes,
            weight: Level::clamped(lows.max(rest)),
            majority: self.method.majority.high,
        }
    }

    /// At the end where everything open is good: most weight in favour, lowest majority.
    pub(crate) fn at_best(&self, class: TrustClass, high: &[Level]) -> Tally {
        let (favour, against, vetoes) = self.split(class, high);
        let highs = self.sum(&favour, |w| w.high);
        let rest = Level::ONE.signed() - self.sum(&against, |w| w.low);
        Tally {
            favour,
            against,
            vetoes,
            weight: Level::clamped(highs.min(rest)),
            majority: self.method.majority.low,
        }
    }

    /// The class that is sure at these lower ends.
    pub(crate) fn necessary(&self, low: &[Level]) -> TrustClass {
        best(|class| self.at_worst(class, low).holds())
    }

    /// The class that is possible at these upper ends.
    pub(crate) fn possible(&self, high: &[Level]) -> TrustClass {
        best(|class| self.at_best(class, high).holds())
    }

    fn split(&self, class: TrustClass, levels: &[Level]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
        let reaches = |n: &usize| Some(levels[*n]) >= self.criterion(*n).asked(class).profile;
        let refuses = |n: &usize| Some(levels[*n]) < self.criterion(*n).asked(class).veto;
        let (favour, against) = self.members.iter().copied().partition(reaches);
        let vetoes = self.members.iter().copied().filter(refuses).collect();
        (favour, against, vetoes)
    }

    pub(crate) fn sum(&self, members: &[usize], end: fn(Interval) -> Level) -> i64 {
        let weights = members.iter().map(|n| self.criterion(*n).weight);
        weights.map(|weight| end(weight).signed()).sum()
    }
}

/// The best class that is reached. Higher classes ask for more, so one that is reached stands on those below.
fn best(reached: impl Fn(TrustClass) -> bool) -> TrustClass {
    let earned = TrustClass::EARNED.into_iter().rev();
    earned
        .into_iter()
        .find(|class| reached(*class))
        .unwrap_or(TrustClass::HighRisk)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tally of two criteria, one of them in favour; in parts per billion.
    fn tally(weight: i64, majority: i64) -> Tally {
        Tally {
            favour: vec![0],
            against: vec![1],
            vetoes: Vec::new(),
            weight: Level::clamped(weight),
            majority: Level::clamped(majority),
        }
    }

    #[test]
    fn a_flip_is_exact_to_one_part_per_billion() {
        let some = |ppb| Some(Level::clamped(ppb));
        let of = |weight, majority| {
            let flip = tally(weight, majority).flip();
            (flip.weight, flip.majority)
        };
        // Just met, and just missed.
        assert_eq!(of(600_000_000, 600_000_000), (some(1), some(1)));
        assert_eq!(of(599_999_999, 600_000_000), (some(1), some(1)));
        // A majority of one is still missed by a hair; one above one there is not.
        assert_eq!(
            of(999_999_999, 600_000_000),
            (some(400_000_000), some(400_000_000))
        );
        assert_eq!(of(1_000_000_000, 600_000_000), (some(400_000_001), None));
        // A majority of zero would be met by nothing, so it is none.
        assert_eq!(of(0, 600_000_000), (some(600_000_000), None));
    }
}
