//! Whole numbers for shares: parts per billion outside, a billion times finer inside.

use std::fmt;

/// One, in the finer unit that products are taken in: 10^-18.
pub(crate) const ONE: u64 = 1_000_000_000_000_000_000;

/// Finer units in one part per billion.
const FINER: u64 = 1_000_000_000;

/// A share between 0 and 1, in whole parts per billion.
///
/// Whole, so that the same evidence gives the same bytes on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Level(u32);

impl Level {
    /// Nothing.
    pub const ZERO: Level = Level(0);
    /// One half.
    pub const HALF: Level = Level(500_000_000);
    /// All.
    pub const ONE: Level = Level(1_000_000_000);

    /// So many parts per billion; none above 1,000,000,000.
    #[must_use]
    pub const fn from_ppb(ppb: u32) -> Option<Level> {
        if ppb <= Level::ONE.0 {
            Some(Level(ppb))
        } else {
            None
        }
    }

    /// So many hundredths; none above 100.
    #[must_use]
    pub const fn from_percent(percent: u32) -> Option<Level> {
        if percent <= 100 {
            Some(Level(percent * 10_000_000))
        } else {
            None
        }
    }

    /// In parts per billion, from 0 to 1,000,000,000.
    #[must_use]
    pub const fn ppb(self) -> u32 {
        self.0
    }

    /// The nearest level to a number of parts per billion that may lie outside.
    pub(crate) fn clamped(ppb: i64) -> Level {
        let most = i64::from(Level::ONE.0);
        Level(u32::try_from(ppb.clamp(0, most)).unwrap_or(0))
    }

    /// In parts per billion, with a sign to subtract with.
    pub(crate) fn signed(self) -> i64 {
        i64::from(self.0)
    }

    /// The highest level that is not above a finer number.
    pub(crate) fn below(fine: u64) -> Level {
        Level::clamped(i64::try_from(fine / FINER).unwrap_or(i64::MAX))
    }

    /// The lowest level that is not below a finer number.
    pub(crate) fn above(fine: u64) -> Level {
        Level::clamped(i64::try_from(fine.div_ceil(FINER)).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Level {
    /// As a decimal number without trailing zeros: `0.25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Level::ONE {
            return f.write_str("1");
        }
        let digits = format!("{:09}", self.0);
        match digits.trim_end_matches('0') {
            "" => f.write_str("0"),
            digits => write!(f, "0.{digits}"),
        }
    }
}

/// The product of two finer numbers up to one, rounded down.
pub(crate) fn times_down(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) / u128::from(ONE);
    u64::try_from(product).unwrap_or(ONE)
}

/// The product of two finer numbers up to one, rounded up.
pub(crate) fn times_up(a: u64, b: u64) -> u64 {
    let product = (u128::from(a) * u128::from(b)).div_ceil(u128::from(ONE));
    u64::try_from(product).unwrap_or(ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_prints_as_people_write_it() {
        let shown = |ppb| Level::from_ppb(ppb).map(|level| level.to_string());
        assert_eq!(shown(0).as_deref(), Some("0"));
        assert_eq!(shown(1).as_deref(), Some("0.000000001"));
        assert_eq!(shown(250_000_000).as_deref(), Some("0.25"));
        assert_eq!(shown(1_000_000_000).as_deref(), Some("1"));
        assert_eq!(shown(1_000_000_001), None);
    }

    #[test]
    fn products_of_round_numbers_are_exact() {
        let (a, b) = (600_000_000 * FINER, 350_000_000 * FINER);
        assert_eq!(times_down(a, b), 210_000_000_000_000_000);
        assert_eq!(times_up(a, b), times_down(a, b));
        assert_eq!(times_down(ONE, a), a);
    }

    #[test]
    fn what_cannot_be_said_exactly_is_rounded_outward() {
        assert_eq!((times_down(1, 1), times_up(1, 1)), (0, 1));
        assert_eq!((Level::below(1), Level::above(1)), (Level(0), Level(1)));
    }
}
