//! Chance without a state: a number for each place asked, whoever asks, in any order, on any thread.

/// The steps of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What is drawn; each has its own stream of numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    /// Where in its interval the level of the criterion of a mark lies.
    Place(u32),
    /// The majority.
    Majority,
    /// One step on the way of the weights of an axis.
    Step {
        axis: u32,
        step: u32,
        /// Which of the two numbers that a step takes.
        part: u32,
    },
}

/// The number for a place.
pub(crate) fn number(seed: u64, draw: u32, what: What) -> u64 {
    // The kinds of What apart in the high half, what they number in the low half.
    let (kind, n): (u32, u32) = match what {
        What::Place(mark) => (1, mark),
        What::Majority => (2, 0),
        What::Step { axis, step, part } => (8 + 2 * axis + part, step),
    };
    let what = u64::from(kind) << 32 | u64::from(n);
    mix(mix(mix(seed) ^ u64::from(draw)) ^ mix(what))
}

/// A whole number from 0 to `most`, by the high half of a product: no number is likelier than another by more
/// than one part in 2^34, for `most` below 2^30.
pub(crate) fn up_to(most: u32, number: u64) -> u32 {
    let wide = (u128::from(most) + 1) * u128::from(number);
    u32::try_from(wide >> 64).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_the_published_numbers() {
        // The first outputs of SplitMix64 from the state 1234567, as commonly published.
        let state = 1_234_567_u64;
        let step = 0x9E37_79B9_7F4A_7C15_u64;
        assert_eq!(mix(state), 6_457_827_717_110_365_317);
        assert_eq!(mix(state.wrapping_add(step)), 3_203_168_211_198_807_973);
    }

    #[test]
    fn both_ends_are_reached() {
        assert_eq!((up_to(9, 0), up_to(9, u64::MAX)), (0, 9));
        assert_eq!(up_to(0, u64::MAX), 0);
    }

    #[test]
    fn places_do_not_repeat_each_other() {
        let mut seen = std::collections::BTreeSet::new();
        for draw in 0..50 {
            for n in 0..50 {
                assert!(seen.insert(number(7, draw, What::Place(n))));
                for (axis, part) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                    assert!(seen.insert(number(
                        7,
                        draw,
                        What::Step {
                            axis,
                            step: n,
                            part
                        }
                    )));
                }
            }
            assert!(seen.insert(number(7, draw, What::Majority)));
        }
    }
}
