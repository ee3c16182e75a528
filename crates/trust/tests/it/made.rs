//! Methods and evidence made up: small, in round numbers, so that ends are often met exactly.

use std::num::{NonZeroU32, NonZeroUsize};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use keyholder_trust::{Asked, Axis, Criterion, Interval, Item, Judge, Level, Method};
use proptest::prelude::*;

pub(crate) const TODAY: Date = date(2026, 3, 1);

pub(crate) fn level(percent: u32) -> Level {
    Level::from_percent(percent).expect("a percentage")
}

pub(crate) fn between(low: u32, high: u32) -> Interval {
    Interval {
        low: level(low),
        high: level(high),
    }
}

pub(crate) fn judge(method: Method) -> Judge {
    let threads = NonZeroUsize::new(2).expect("not zero");
    Judge::new(method, threads).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// An optional tenth from a number: none for one in three.
fn tenth(n: u32) -> Option<u32> {
    (!n.is_multiple_of(3)).then_some(10 * (1 + n / 3 % 9))
}

fn wanted() -> impl Strategy<Value = (Asked, Asked)> {
    (1_u32..=9, 0_u32..=4, any::<bool>(), 0_u32..60, 0_u32..60).prop_map(
        |(lower, more, asks, veto, veto_more)| {
            let higher = (lower + more).min(10);
            let lower_profile = (asks || veto % 4 != 0).then_some(10 * lower);
            let lower_veto = tenth(veto).filter(|v| lower_profile.is_some_and(|p| *v <= p));
            let higher_veto = tenth(veto_more)
                .filter(|v| *v <= 10 * higher)
                .max(lower_veto);
            (
                Asked {
                    profile: lower_profile.map(level),
                    veto: lower_veto.map(level),
                },
                Asked {
                    profile: Some(level(10 * higher)),
                    veto: higher_veto.map(level),
                },
            )
        },
    )
}

/// Criteria of one axis, with bounds around a point of the simplex; in multiples of some percent.
fn axis(axis: Axis, most: usize, grain: u32) -> impl Strategy<Value = Vec<Criterion>> {
    let one = (1_u32..=10, 0_u32..=30, 0_u32..=30, wanted());
    prop::collection::vec(one, 1..=most).prop_map(move |parts| {
        let total: u32 = parts.iter().map(|part| part.0).sum();
        let mut left = 100;
        let round = move |percent: u32| percent / grain * grain;
        let last = parts.len() - 1;
        let criterion = |(n, (part, below, above, (conditional, trusted))): (usize, _)| {
            let weight: u32 = if n == last {
                left
            } else {
                round(part * 100 / total)
            };
            left -= weight;
            let (below, above) = (round(below), round(above));
            Criterion {
                mark: 0,
                axis,
                weight: between(weight.saturating_sub(below), (weight + above).min(100)),
                conditional,
                trusted,
            }
        };
        parts.into_iter().enumerate().map(criterion).collect()
    })
}

/// A method that makes sense. Two of three are in tens of percent, so that weights often just meet a majority.
pub(crate) fn method(draws: u32) -> impl Strategy<Value = Method> {
    prop_oneof![2 => Just(10_u32), 1 => Just(1_u32)]
        .prop_flat_map(move |grain| method_of(draws, grain))
}

fn method_of(draws: u32, grain: u32) -> impl Strategy<Value = Method> {
    let criteria = (
        axis(Axis::Practice, 3, grain),
        axis(Axis::Control, 2, grain),
    );
    let numbers = (50_u32..=80, 0_u32..=20, 51_u32..=99, any::<u64>());
    (criteria, numbers, any::<bool>())
        .prop_map(
            move |((mut one, other), (low, more, acceptable, seed), mixed)| {
                if mixed {
                    one.splice(0..0, other);
                } else {
                    one.extend(other);
                }
                // Marks in no order of their own.
                for (n, criterion) in (0_u32..).zip(&mut one) {
                    criterion.mark = n.wrapping_mul(2_654_435_761) ^ 77;
                }
                let (low, more) = (low / grain * grain, more / grain * grain);
                Method {
                    criteria: one,
                    majority: between(low, low + more),
                    acceptable: level(acceptable),
                    draws,
                    seed,
                }
            },
        )
        .prop_filter("a class would be given for nothing", |method| {
            method.check().is_empty()
        })
}

/// An item about one of so many criteria. One in twelve is of a day to come.
pub(crate) fn item(criteria: usize) -> impl Strategy<Value = Item> {
    let what = (0..criteria, 0_u32..10, 1_u32..=10, 0_usize..4);
    let when = (0_i64..24, 0_i64..1_500, 0_u32..6, 0_i64..40);
    (what, when, 0_u32..3).prop_map(|(what, when, origin)| {
        let (criterion, favours, strength, reliability) = what;
        let (later, age, half_life, expires) = when;
        let day = match later {
            0 => TODAY.saturating_add(age.days()),
            // Round ages, so that whole half-lives occur.
            _ => TODAY.saturating_sub((age / 50 * 50).days()),
        };
        Item {
            criterion,
            favours: favours < 7,
            strength: level(10 * strength),
            reliability: level([100, 100, 80, 50][reliability]),
            day,
            half_life_days: NonZeroU32::new(half_life / 2 * 350 * (half_life % 2 + 1)),
            expires: (expires < 10).then(|| TODAY.saturating_add((expires * 100 - 100).days())),
            origin,
            document: 0,
        }
    })
}

/// Evidence about so many criteria, each item a document of its own.
pub(crate) fn items(criteria: usize, most: usize) -> impl Strategy<Value = Vec<Item>> {
    prop::collection::vec(item(criteria), 0..=most).prop_map(|mut items| {
        for (n, item) in (0_u32..).zip(&mut items) {
            item.document = n;
        }
        items
    })
}

/// A method with evidence.
pub(crate) fn case(draws: u32, most: usize) -> impl Strategy<Value = (Method, Vec<Item>)> {
    method(draws).prop_flat_map(move |method| {
        let criteria = method.criteria.len();
        (Just(method), items(criteria, most))
    })
}
