//! A thousand suppliers by forty criteria, with ten thousand draws.
//!
//! Measured on two virtual cores of an x86-64 machine, release profile, no instructions beyond the baseline:
//! acceptability of all suppliers 112 ms on one thread and 57 ms on two; everything that a judgement says, with
//! 120 items for each supplier, 223 ms and 115 ms; the draws, once for a method, 64 ms on two.

use std::num::{NonZeroU32, NonZeroUsize};

use criterion::{Criterion as Bench, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use keyholder_trust::{Asked, Axis, Criterion, Interval, Item, Judge, Level, Method};

const SUPPLIERS: u32 = 1_000;
const CRITERIA: u32 = 40;
const DRAWS: u32 = 10_000;
const TODAY: Date = date(2026, 1, 1);

fn level(percent: u32) -> Level {
    Level::from_percent(percent.min(100)).unwrap_or(Level::ONE)
}

/// Numbers without meaning, the same each time.
fn scatter(a: u32, b: u32) -> u32 {
    let n = a.wrapping_mul(2_654_435_761) ^ b.wrapping_mul(2_246_822_519);
    (n ^ n >> 15).wrapping_mul(3_266_489_917) >> 16
}

fn method() -> Method {
    let wanted = |percent: u32, vetoes: bool| Asked {
        profile: Some(level(percent)),
        veto: vetoes.then(|| level(percent / 4)),
    };
    let criterion = |mark: u32| Criterion {
        mark,
        axis: if mark < 25 {
            Axis::Practice
        } else {
            Axis::Control
        },
        weight: Interval {
            low: level(2),
            high: level(8 + mark % 5),
        },
        conditional: wanted(30 + mark % 4 * 5, mark.is_multiple_of(5)),
        trusted: wanted(55 + mark % 4 * 5, mark.is_multiple_of(5)),
    };
    Method {
        criteria: (0..CRITERIA).map(criterion).collect(),
        majority: Interval {
            low: level(55),
            high: level(70),
        },
        acceptable: level(95),
        draws: DRAWS,
        seed: 1,
    }
}

/// Three items on each criterion; one in ten speaks against.
fn evidence(supplier: u32) -> Vec<Item> {
    let item = |n: u32| Item {
        criterion: (n % CRITERIA) as usize,
        favours: !scatter(supplier, n).is_multiple_of(10),
        strength: level(40 + scatter(n, supplier) % 60),
        reliability: level(50 + scatter(supplier + 7, n) % 50),
        day: TODAY.saturating_sub(jiff::ToSpan::days(i64::from(
            scatter(n, supplier + 1) % 900,
        ))),
        half_life_days: NonZeroU32::new(365 * (n % 4)),
        expires: None,
        origin: scatter(supplier, n + 5) % 4,
        document: n,
    };
    (0..3 * CRITERIA).map(item).collect()
}

fn suppliers(c: &mut Bench) {
    let (one, two) = (NonZeroUsize::MIN, NonZeroUsize::MIN.saturating_add(1));
    let judge = Judge::new(method(), two).unwrap_or_else(|faults| panic!("{faults:?}"));
    let evidence: Vec<Vec<Item>> = (0..SUPPLIERS).map(evidence).collect();
    let items: Vec<&[Item]> = evidence.iter().map(Vec::as_slice).collect();
    let intervals = items.iter().map(|items| judge.intervals(items, TODAY));
    let intervals: Vec<Vec<Interval>> = intervals.collect();
    let mut group = c.benchmark_group("suppliers");
    group.sample_size(10);
    group.bench_function("draws/two threads", |b| {
        b.iter(|| Judge::new(method(), two))
    });
    for (name, threads) in [("one thread", one), ("two threads", two)] {
        group.bench_function(format!("acceptability/{name}"), |b| {
            b.iter(|| judge.acceptabilities(&intervals, threads));
        });
        group.bench_function(format!("everything/{name}"), |b| {
            b.iter(|| judge.judge_all(&items, TODAY, threads));
        });
    }
    group.finish();
}

criterion_group!(benches, suppliers);
criterion_main!(benches);
