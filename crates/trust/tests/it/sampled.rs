//! Acceptability in cases whose answer is known, and draws that are the same for everybody.

use keyholder_trust::{Asked, Axis, Criterion, Interval, Level, Method, TrustClass};

use crate::made::{between, judge, level};

const DRAWS: u32 = 40_000;

fn criterion(mark: u32, axis: Axis, weight: (u32, u32), profiles: (u32, u32)) -> Criterion {
    let wanted = |percent| Asked {
        profile: Some(level(percent)),
        veto: None,
    };
    Criterion {
        mark,
        axis,
        weight: between(weight.0, weight.1),
        conditional: wanted(profiles.0),
        trusted: wanted(profiles.1),
    }
}

fn method(practice: Vec<Criterion>, majority: (u32, u32)) -> Method {
    let mut criteria = practice;
    criteria.push(criterion(900, Axis::Control, (100, 100), (50, 50)));
    Method {
        criteria,
        majority: between(majority.0, majority.1),
        acceptable: level(95),
        draws: DRAWS,
        seed: 20_190_503,
    }
}

/// The share of draws is within twice the 95 % band, which one seed in about ten thousand is not.
#[track_caller]
fn close(method: Method, levels: &[Interval], class: TrustClass, wanted: f64) {
    let threads = std::num::NonZeroUsize::MIN;
    let shares = judge(method).acceptabilities(&[levels.to_vec()], threads)[0].overall;
    let found = f64::from(shares.at_least(class)) / f64::from(shares.draws);
    let band = 2.0 * f64::from(shares.half_width().ppb()) / 1e9;
    assert!(
        (found - wanted).abs() <= band,
        "{found}, not {wanted} +- {band}"
    );
}

const GOOD: Interval = Interval::exactly(Level::ONE);
const BAD: Interval = Interval::exactly(Level::ZERO);

#[test]
fn one_unknown_criterion_reaches_a_profile_as_often_as_it_is_below_one() {
    let method = method(
        vec![criterion(1, Axis::Practice, (100, 100), (60, 80))],
        (60, 60),
    );
    close(
        method.clone(),
        &[Interval::UNKNOWN, GOOD],
        TrustClass::Conditional,
        0.4,
    );
    close(
        method.clone(),
        &[Interval::UNKNOWN, GOOD],
        TrustClass::Trusted,
        0.2,
    );
    close(
        method.clone(),
        &[between(50, 90), GOOD],
        TrustClass::Conditional,
        0.75,
    );
    // Both axes unknown, and drawn apart: the chances multiply.
    close(
        method,
        &[Interval::UNKNOWN, Interval::UNKNOWN],
        TrustClass::Trusted,
        0.2 * 0.5,
    );
}

#[test]
fn two_free_weights_against_a_majority_that_is_open() {
    // The weight in favour is uniform on [0, 1], the majority on [1/2, 1]: it is reached with chance 1/4.
    let two = [1, 2].map(|mark| criterion(mark, Axis::Practice, (0, 100), (50, 50)));
    close(
        method(two.to_vec(), (50, 100)),
        &[GOOD, BAD, GOOD],
        TrustClass::Trusted,
        0.25,
    );
}

#[test]
fn three_free_weights_against_a_majority_of_one_half() {
    // One coordinate of a uniform point of the triangle is above 1/2 with chance (1 - 1/2)^2.
    let three = [1, 2, 3].map(|mark| criterion(mark, Axis::Practice, (0, 100), (50, 50)));
    close(
        method(three.to_vec(), (50, 50)),
        &[GOOD, BAD, BAD, GOOD],
        TrustClass::Trusted,
        0.25,
    );
}

#[test]
fn three_weights_within_bounds() {
    // Bounds of 20 % and 60 % cut a smaller triangle out of the triangle: a = 0.2 + 0.4 s with s a coordinate
    // of a uniform point. So a >= 1/2 means s >= 3/4, with chance (1/4)^2.
    let three = [1, 2, 3].map(|mark| criterion(mark, Axis::Practice, (20, 60), (50, 50)));
    close(
        method(three.to_vec(), (50, 50)),
        &[GOOD, BAD, BAD, GOOD],
        TrustClass::Trusted,
        0.0625,
    );
}

#[test]
fn a_veto_is_asked_in_every_draw() {
    let mut one = criterion(1, Axis::Practice, (50, 50), (50, 50));
    let other = criterion(2, Axis::Practice, (50, 50), (50, 50));
    one.trusted.veto = Some(level(40));
    let method = method(vec![one, other], (50, 50));
    // Either of the two is enough for the majority: 1 - (1/2)^2. With the veto: the one above 0.5, or between
    // 0.4 and 0.5 and the other above.
    let open = [Interval::UNKNOWN, Interval::UNKNOWN, GOOD];
    close(method.clone(), &open, TrustClass::Conditional, 0.75);
    close(method, &open, TrustClass::Trusted, 0.5 + 0.1 * 0.5);
}

#[test]
fn the_seed_is_all_there_is_to_chance() {
    let two = [1, 2].map(|mark| criterion(mark, Axis::Practice, (0, 100), (50, 50)));
    let mut method = method(two.to_vec(), (50, 100));
    let levels = [vec![Interval::UNKNOWN, GOOD, GOOD]];
    let threads = std::num::NonZeroUsize::MIN;
    let first = judge(method.clone()).acceptabilities(&levels, threads);
    assert_eq!(
        judge(method.clone()).acceptabilities(&levels, threads),
        first
    );
    method.seed += 1;
    assert_ne!(judge(method).acceptabilities(&levels, threads), first);
}

#[test]
fn intervals_that_are_missing_are_unknown() {
    let judge = judge(method(
        vec![criterion(1, Axis::Practice, (100, 100), (60, 80))],
        (60, 60),
    ));
    let threads = std::num::NonZeroUsize::MIN;
    let short = judge.acceptabilities(&[vec![], vec![GOOD, GOOD]], threads);
    let long = judge.acceptabilities(&[vec![Interval::UNKNOWN; 2], vec![GOOD; 2]], threads);
    assert_eq!(short, long);
}
