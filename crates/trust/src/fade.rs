//! How evidence fades: two to the power of minus age over half-life, in whole numbers.
//!
//! The power is a product of 2^(-1/2), 2^(-1/4), ..., one for each binary digit of the fraction of a half-life
//! that has gone by. These are made by repeated square roots, once rounded down and once up, and taken eight
//! digits at a time from tables. Two fractions that differ do so by 2^-32 at least, which moves the power by
//! more than 10^-11, while all roundings together stay below 10^-16: so an older item is never worth more.

use std::num::NonZeroU32;

/// The unit of powers is 2^-63: halves are exact, and a product is one multiplication and a shift.
const BITS: u32 = 63;
const UNIT: u64 = 1 << BITS;

/// Binary digits of the fraction of a half-life.
const DIGITS: u32 = 32;

/// Powers for each byte of the fraction, the highest byte first.
type Powers = [[u64; 256]; 4];

static DOWN: Powers = powers(false);
static UP: Powers = powers(true);

/// What is left of one after some days, rounded down and up, in units of 2^-63.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) down: u64,
    pub(crate) up: u64,
}

impl Left {
    /// What does not fade.
    pub(crate) const ALL: Left = Left {
        down: UNIT,
        up: UNIT,
    };

    /// What is left of a finer number.
    pub(crate) fn of(self, fine: u64) -> (u64, u64) {
        let (fine, unit) = (u128::from(fine), u128::from(UNIT));
        let down = fine * u128::from(self.down) / unit;
        let up = (fine * u128::from(self.up)).div_ceil(unit);
        let whole = |n: u128| u64::try_from(n).unwrap_or(u64::MAX);
        (whole(down), whole(up))
    }
}

/// What is left after some days.
pub(crate) fn left(days: u32, half_life: NonZeroU32) -> Left {
    let halvings = days / half_life;
    let part = u64::from(days % half_life) << DIGITS;
    let length = u64::from(half_life.get());
    // A longer time leaves less: the fraction is rounded against the direction of the result.
    let down = power(&DOWN, part.div_ceil(length), false);
    let up = power(&UP, part / length, true);
    Left {
        down: down.checked_shr(halvings).unwrap_or(0),
        // What is left is never nothing; rounded up, it is the least there is.
        up: u64::try_from((u128::from(up)).div_ceil(1 << halvings.min(BITS + 1))).unwrap_or(UNIT),
    }
}

fn power(powers: &Powers, fraction: u64, round_up: bool) -> u64 {
    if fraction >> DIGITS != 0 {
        return UNIT / 2;
    }
    let bytes = u32::try_from(fraction).unwrap_or(u32::MAX).to_be_bytes();
    let mut product = UNIT;
    for (powers, byte) in powers.iter().zip(bytes) {
        product = times(product, powers[usize::from(byte)], round_up);
    }
    product
}

const fn times(a: u64, b: u64, round_up: bool) -> u64 {
    let product = a as u128 * b as u128;
    let unit = UNIT as u128;
    let rounded = if round_up {
        product.div_ceil(unit)
    } else {
        product / unit
    };
    rounded as u64
}

const fn powers(round_up: bool) -> Powers {
    let mut all = [[UNIT; 256]; 4];
    let mut root = UNIT / 2;
    let mut digit = 0;
    while digit < DIGITS {
        root = square_root(root, round_up);
        let (byte, bit) = ((digit / 8) as usize, 7 - digit % 8);
        let mut n = 0;
        while n < 256 {
            if (n >> bit) & 1 == 1 {
                all[byte][n] = times(all[byte][n], root, round_up);
            }
            n += 1;
        }
        digit += 1;
    }
    all
}

const fn square_root(of: u64, round_up: bool) -> u64 {
    let square = (of as u128) << BITS;
    let root = square.isqrt();
    let inexact = root * root < square;
    (root + (round_up && inexact) as u128) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(n: u32) -> NonZeroU32 {
        NonZeroU32::new(n).expect("not zero")
    }

    #[test]
    fn whole_half_lives_are_exact() {
        for halvings in 0..=62 {
            let exact = UNIT >> halvings;
            let left = left(halvings * 365, days(365));
            assert_eq!((left.down, left.up), (exact, exact));
        }
        let left = left(u32::MAX, days(1));
        assert_eq!((left.down, left.up), (0, 1));
    }

    #[test]
    fn it_brackets_the_power_of_two_closely() {
        for half_life in [1, 2, 3, 7, 30, 365, 730, 3_653, 1_000_003] {
            for age in (0..40_000).step_by(37) {
                let left = left(age, days(half_life));
                let wanted = (-f64::from(age) / f64::from(half_life)).exp2();
                let (down, up) = (left.down as f64 / UNIT as f64, left.up as f64 / UNIT as f64);
                assert!(left.down <= left.up);
                assert!(down <= wanted * (1.0 + 1e-14), "{age} of {half_life}");
                assert!(up * (1.0 + 1e-14) >= wanted, "{age} of {half_life}");
                assert!(up - down <= 1e-9 * wanted + 2.0 / UNIT as f64);
            }
        }
    }

    #[test]
    fn an_older_item_is_never_worth_more() {
        for half_life in [1, 3, 7, 100, 365, 997, 65_536, 3_000_001, u32::MAX] {
            let mut before = Left::ALL;
            for age in 0..30_000 {
                let now = left(age, days(half_life));
                assert!(now.down <= before.down && now.up <= before.up, "{age}");
                before = now;
            }
        }
    }

    #[test]
    fn the_shortest_steps_keep_the_order_too() {
        // Fractions next to each other, where many digits carry at once.
        for fraction in [1_u64 << 31, 1 << 24, 1 << 23, 3 << 30, 1 << 16, 1 << 8] {
            for table in [(&DOWN, false), (&UP, true)] {
                let (less, more) = (
                    power(table.0, fraction - 1, table.1),
                    power(table.0, fraction, table.1),
                );
                assert!(more < less, "{fraction}");
            }
        }
    }
}
