//! Draws stay within bounds, depend on nothing but the method, and are spread as they should be.

use std::num::NonZeroUsize;

use super::*;
use crate::evidence::Interval;
use crate::method::{Asked, Criterion};

fn level(percent: u32) -> Level {
    Level::from_percent(percent).expect("a percentage")
}

fn method(bounds: &[(u32, u32)], draws: u32) -> Method {
    let criterion = |mark: usize, axis, (low, high): (u32, u32)| Criterion {
        mark: u32::try_from(mark).expect("small"),
        axis,
        weight: Interval {
            low: level(low),
            high: level(high),
        },
        conditional: Asked::default(),
        trusted: Asked {
            profile: Some(level(50)),
            veto: None,
        },
    };
    let practice = bounds.iter().enumerate();
    let mut criteria: Vec<Criterion> = practice
        .map(|(n, bounds)| criterion(n, Axis::Practice, *bounds))
        .collect();
    criteria.push(criterion(99, Axis::Control, (0, 100)));
    Method {
        criteria,
        majority: Interval {
            low: level(50),
            high: level(70),
        },
        acceptable: level(95),
        draws,
        seed: 1,
    }
}

fn threads(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).expect("not zero")
}

#[test]
fn every_draw_stays_within_the_bounds_and_adds_up_to_one() {
    let bounds = [(10, 40), (0, 100), (20, 20), (5, 30), (0, 15)];
    let method = method(&bounds, 700);
    let draws = Draws::new(&method, threads(2));
    for draw in 0..700 {
        let (block, at) = (draw / BLOCK, draw % BLOCK);
        let weights: Vec<u32> = (0..bounds.len())
            .map(|n| draws.weights(n, block)[at].unsigned_abs())
            .collect();
        assert_eq!(weights.iter().sum::<u32>(), Level::ONE.ppb());
        for (weight, (low, high)) in weights.iter().zip(bounds) {
            assert!(*weight >= level(low).ppb() && *weight <= level(high).ppb());
        }
        let majority = draws.majorities(block)[at].unsigned_abs();
        assert!((level(50).ppb()..=level(70).ppb()).contains(&majority));
    }
    assert_eq!(draws.weights(5, 0)[0].unsigned_abs(), Level::ONE.ppb());
    assert_eq!(draws.majorities(1)[700 % BLOCK], NEVER);
}

#[test]
fn threads_change_nothing() {
    let method = method(&[(0, 60), (10, 100), (0, 50)], 2_000);
    let one = Draws::new(&method, threads(1));
    for n in [2, 3, 64] {
        let other = Draws::new(&method, threads(n));
        assert_eq!(one.places, other.places);
        assert_eq!(one.weights, other.weights);
        assert_eq!(one.majorities, other.majorities);
    }
}

/// Of a uniform point of the simplex of `m` corners, a coordinate is above `t` with chance (1 - t)^(m - 1).
#[test]
fn weights_of_the_whole_simplex_are_spread_as_uniform_ones() {
    let draws_of = 20_000_u32;
    for criteria in [2, 3, 8] {
        let method = method(&vec![(0, 100); criteria], draws_of);
        let draws = Draws::new(&method, threads(2));
        for at in [5, 20, 50] {
            for n in 0..criteria {
                let above = (0..draws.blocks())
                    .flat_map(|block| draws.weights(n, block))
                    .filter(|weight| weight.unsigned_abs() > level(at).ppb())
                    .count();
                let exponent = i32::try_from(criteria).expect("small") - 1;
                let wanted = (1.0 - f64::from(at) / 100.0).powi(exponent);
                let found = above as f64 / f64::from(draws_of);
                // Four standard deviations of a share of so many draws, at most.
                assert!(
                    (found - wanted).abs() < 0.0142,
                    "{criteria} {at}: {found} {wanted}"
                );
            }
        }
    }
}

#[test]
fn the_middle_is_admitted_whatever_the_bounds() {
    let one = Level::ONE.ppb();
    for bounds in [
        vec![(0, one), (0, one), (0, one)],
        vec![(one, one), (0, 0)],
        vec![(333_333_333, 333_333_334), (0, 333_333_333), (1, one)],
        vec![(0, 1), (0, one - 1)],
    ] {
        let point = middle(&bounds);
        assert_eq!(point.iter().sum::<u32>(), one);
        assert!(
            point
                .iter()
                .zip(&bounds)
                .all(|(w, b)| b.0 <= *w && *w <= b.1)
        );
    }
}
