//! The cheapest choice whose gains cover two needs.
//!
//! All partial choices are kept that no other one beats in cost and in both gains; so the cheapest that covers
//! is found without trying all subsets. With very many ways that differ a little, the list is cut, and the
//! answer says that a cheaper one may exist.

use std::collections::BTreeMap;

/// Something that can be chosen or left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) cost: u64,
    pub(crate) gain: [u64; 2],
}

/// What covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cover {
    /// Places of choices, ascending.
    pub(crate) chosen: Vec<usize>,
    pub(crate) cost: u64,
    /// Whether nothing cheaper covers.
    pub(crate) exact: bool,
}

/// Most partial choices that are kept.
const KEPT_MAX: usize = 20_000;

#[derive(Clone, Debug)]
struct Partial {
    cost: u64,
    gain: [u64; 2],
    chosen: Vec<usize>,
}

/// The cheapest cover; of several, the one that comes first in the order of choices. None if all together do
/// not cover.
pub(crate) fn cheapest(choices: &[Choice], need: [u64; 2]) -> Option<Cover> {
    let mut exact = true;
    let mut kept = vec![Partial {
        cost: 0,
        gain: [0, 0],
        chosen: Vec::new(),
    }];
    for (n, choice) in choices.iter().enumerate() {
        let with = |partial: &Partial| {
            let mut chosen = partial.chosen.clone();
            chosen.push(n);
            // What is above the need is worth nothing.
            let sum = |at: usize| (partial.gain[at].saturating_add(choice.gain[at])).min(need[at]);
            Partial {
                cost: partial.cost + choice.cost,
                gain: [sum(0), sum(1)],
                chosen,
            }
        };
        let open = kept.iter().filter(|partial| partial.gain != need);
        let more: Vec<Partial> = open.map(with).collect();
        kept.extend(more);
        kept = unbeaten(kept, need);
        if kept.len() > KEPT_MAX {
            exact = false;
            kept = thinned(kept, need);
        }
    }
    let best = kept.into_iter().find(|partial| partial.gain == need)?;
    Some(Cover {
        chosen: best.chosen,
        cost: best.cost,
        exact,
    })
}

/// Those that no other beats, by cost; none that costs as much as a cover and does not cover.
fn unbeaten(mut all: Vec<Partial>, need: [u64; 2]) -> Vec<Partial> {
    all.sort_by(|a, b| {
        let key = |p: &Partial| (p.cost, std::cmp::Reverse(p.gain));
        key(a).cmp(&key(b)).then_with(|| a.chosen.cmp(&b.chosen))
    });
    // For each first gain seen, the greatest second one; a greater first gain always has a smaller second.
    let mut front: BTreeMap<u64, u64> = BTreeMap::new();
    let mut kept = Vec::new();
    for partial in all {
        let [first, second] = partial.gain;
        let beaten = front
            .range(first..)
            .next()
            .is_some_and(|(_, other)| *other >= second);
        if beaten {
            continue;
        }
        front.retain(|a, b| *a > first || *b > second);
        front.insert(first, second);
        let covers = partial.gain == need;
        kept.push(partial);
        if covers {
            break;
        }
    }
    kept
}

/// The half that is closest to covering for its cost, and the cover if there is one.
fn thinned(mut all: Vec<Partial>, need: [u64; 2]) -> Vec<Partial> {
    let missing = |partial: &Partial| {
        let left = |at: usize| u128::from(need[at] - partial.gain[at]);
        left(0) + left(1)
    };
    let cover = all.pop_if(|partial| partial.gain == need);
    all.sort_by_key(|partial| (missing(partial), partial.cost));
    all.truncate(KEPT_MAX / 2);
    all.extend(cover);
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn brute(choices: &[Choice], need: [u64; 2]) -> Option<u64> {
        let subsets = 0_u32..1 << choices.len();
        let chosen = |set: u32| (0..choices.len()).filter(move |n| set >> n & 1 == 1);
        let sum =
            |set: u32, of: fn(&Choice) -> u64| chosen(set).map(|n| of(&choices[n])).sum::<u64>();
        subsets
            .filter(|set| {
                sum(*set, |c| c.gain[0]) >= need[0] && sum(*set, |c| c.gain[1]) >= need[1]
            })
            .map(|set| sum(set, |c| c.cost))
            .min()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]
        #[test]
        fn it_is_the_cheapest_of_all_subsets(
            choices in prop::collection::vec((0_u64..6, 0_u64..20, 0_u64..20), 0..9),
            need in (0_u64..60, 0_u64..60),
        ) {
            let choices: Vec<Choice> =
                choices.into_iter().map(|(cost, a, b)| Choice { cost, gain: [a, b] }).collect();
            let need = [need.0, need.1];
            let found = cheapest(&choices, need);
            prop_assert_eq!(found.as_ref().map(|cover| cover.cost), brute(&choices, need));
            if let Some(cover) = found {
                prop_assert!(cover.exact);
                let sum = |at: usize| cover.chosen.iter().map(|n| choices[*n].gain[at]).sum::<u64>();
                prop_assert!(sum(0) >= need[0] && sum(1) >= need[1]);
            }
        }
    }

    fn scattered(n: u64) -> u64 {
        n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20
    }

    #[test]
    fn forty_choices_that_differ_in_everything_stay_exact() {
        let choice = |n: u64| Choice {
            cost: 1_000_000_000_000 + scattered(n) % 900_007_651,
            gain: [10_000_000 + scattered(n + 99) % 50_000_017, 0],
        };
        let choices: Vec<Choice> = (1..41).map(choice).collect();
        let cover = cheapest(&choices, [500_000_000, 0]).expect("enough");
        assert!(cover.exact);
        let choice = |n: u64| Choice {
            cost: 1 + n % 4,
            gain: [
                10_000_000 + scattered(n) % 50_000_017,
                10_000_000 + scattered(n + 99) % 60_000_017,
            ],
        };
        let choices: Vec<Choice> = (1..41).map(choice).collect();
        let cover = cheapest(&choices, [500_000_000, 600_000_000]).expect("enough");
        assert!(cover.exact);
    }
}
