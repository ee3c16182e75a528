//! Chance that is the same everywhere: numbers that follow from a seed and a name, on any machine.
//!
//! Each thing that is made up throws dice of its own, named after what it is. So a change in one corner
//! moves nothing in the others, and rows need not be made in order.

/// A stream of numbers: a counter, mixed. This is the generator known as SplitMix64.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mixes the bits of a number; one to one.
const fn mixed(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

impl Dice {
    /// Dice for one thing: the seed, a word for its kind, and its numbers.
    pub(crate) fn of(seed: u64, kind: &str, numbers: &[u64]) -> Dice {
        let mut state = mixed(seed.wrapping_add(STEP));
        for byte in kind.bytes() {
            state = mixed(state ^ u64::from(byte)).wrapping_add(STEP);
        }
        for number in numbers {
            state = mixed(state ^ mixed(number.wrapping_add(STEP))).wrapping_add(STEP);
        }
        Dice(state)
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number below `end`; 0 when there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.bits()) * end as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Whether something happens that happens in so many of a thousand cases.
    pub(crate) fn per_mille(&mut self, cases: usize) -> bool {
        self.below(1000) < cases
    }

    /// One of several.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// The position of a weight, each as likely as it weighs.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: usize = weights.iter().map(|w| *w as usize).sum();
        let mut at = self.below(total);
        for (n, weight) in weights.iter().enumerate() {
            match at.checked_sub(*weight as usize) {
                Some(rest) => at = rest,
                None => return n,
            }
        }
        0
    }

    /// A position below `end`, small ones much likelier: about half as likely at twice the rank.
    pub(crate) fn heavy_tailed(&mut self, end: usize) -> usize {
        let most = end.max(1);
        // Whole numbers only, so no rounding differs from machine to machine.
        let bits = most.ilog2() as usize + 1;
        let top = 1_usize << self.below(bits);
        let at = top - 1 + self.below(top);
        at.min(most - 1)
    }

    /// Brings a list into another order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for n in (1..list.len()).rev() {
            list.swap(n, self.below(n + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut dice = Dice(1_234_567);
        let first: Vec<u64> = (0..5).map(|_| dice.bits()).collect();
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn every_side_comes_up_about_as_often() {
        let mut dice = Dice::of(1, "test", &[2]);
        let mut seen = [0; 6];
        (0..6_000).for_each(|_| seen[dice.below(6)] += 1);
        assert!(seen.iter().all(|n| (850..1_150).contains(n)), "{seen:?}");
        assert_eq!(dice.below(0), 0);
        let third = (0..3_000)
            .filter(|_| dice.weighted(&[1, 0, 2]) == 0)
            .count();
        assert!((850..1_150).contains(&third), "{third}");
    }

    #[test]
    fn things_of_other_names_have_other_dice() {
        let first = |seed, kind, n| Dice::of(seed, kind, &[n]).bits();
        let all = [
            first(1, "a", 1),
            first(1, "a", 2),
            first(1, "b", 1),
            first(2, "a", 1),
        ];
        let distinct: std::collections::BTreeSet<u64> = all.into();
        assert_eq!(distinct.len(), 4);
    }
}
