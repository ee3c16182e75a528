//! The method said again, as plainly as it can be: one class for one choice of everything that is open.

use keyholder_trust::{Axis, Interval, Level, Method, TrustClass};

/// Weights of all criteria, in parts per billion; each axis adds up to one.
pub(crate) type Weights = Vec<u64>;

/// The class for one choice of levels, weights and majority: the worse of the two axes.
pub(crate) fn class(method: &Method, levels: &[u32], weights: &[u64], majority: u32) -> TrustClass {
    let reaches = |class: TrustClass| {
        Axis::ALL
            .iter()
            .all(|axis| on_axis(method, *axis, class, levels, weights, majority))
    };
    if reaches(TrustClass::Trusted) {
        TrustClass::Trusted
    } else if reaches(TrustClass::Conditional) {
        TrustClass::Conditional
    } else {
        TrustClass::HighRisk
    }
}

pub(crate) fn on_axis(
    method: &Method,
    axis: Axis,
    class: TrustClass,
    levels: &[u32],
    weights: &[u64],
    majority: u32,
) -> bool {
    let mut sum = 0;
    for (n, criterion) in method.criteria.iter().enumerate() {
        if criterion.axis != axis {
            continue;
        }
        let wanted = criterion.asked(class);
        if wanted.veto.is_some_and(|veto| levels[n] < veto.ppb()) {
            return false;
        }
        if wanted
            .profile
            .is_none_or(|profile| levels[n] >= profile.ppb())
        {
            sum += weights[n];
        }
    }
    sum >= u64::from(majority)
}

/// All corners of the weights of one axis: at a corner, all but one stand at an end of their bounds.
/// Criteria of the other axis weigh nothing.
pub(crate) fn corners(method: &Method, axis: Axis) -> Vec<Weights> {
    let own: Vec<usize> = (0..method.criteria.len())
        .filter(|n| method.criteria[*n].axis == axis)
        .collect();
    let mut all = Vec::new();
    for free in &own {
        for ends in 0_u32..1 << own.len() {
            let mut weights = vec![0; method.criteria.len()];
            for (bit, n) in own.iter().enumerate() {
                let Interval { low, high } = method.criteria[*n].weight;
                let end = if ends >> bit & 1 == 1 { high } else { low };
                weights[*n] = u64::from(end.ppb());
            }
            weights[*free] = 0;
            let others: u64 = weights.iter().sum();
            let Some(rest) = u64::from(Level::ONE.ppb()).checked_sub(others) else {
                continue;
            };
            let Interval { low, high } = method.criteria[*free].weight;
            if (u64::from(low.ppb())..=u64::from(high.ppb())).contains(&rest) {
                weights[*free] = rest;
                all.push(weights);
            }
        }
    }
    all.sort();
    all.dedup();
    all
}

/// Corners of both axes together, and the points halfway between neighbours in their list.
pub(crate) fn weights(method: &Method) -> Vec<Weights> {
    let [practice, control] = Axis::ALL.map(|axis| corners(method, axis));
    let mut all = Vec::new();
    for one in &practice {
        for other in &control {
            all.push(
                one.iter()
                    .zip(other)
                    .map(|(a, b)| a + b)
                    .collect::<Weights>(),
            );
        }
    }
    let halfway: Vec<Weights> = all
        .windows(2)
        .map(|pair| {
            pair[0]
                .iter()
                .zip(&pair[1])
                .map(|(a, b)| (a + b) / 2)
                .collect()
        })
        .collect();
    // Halves of odd sums lose a unit; those that do are no points of the simplex.
    let whole = |weights: &Weights| weights.iter().sum::<u64>() == 2 * u64::from(Level::ONE.ppb());
    all.extend(halfway.into_iter().filter(whole));
    all
}

/// Every choice of low end, high end or the middle, criterion by criterion.
pub(crate) fn grid(intervals: &[Interval]) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    for Interval { low, high } in intervals {
        let (low, high) = (low.ppb(), high.ppb());
        let mut choices = vec![low, low + (high - low) / 2, high];
        choices.dedup();
        let longer = |levels: &Vec<u32>| {
            let with = |choice: &u32| [levels.as_slice(), &[*choice]].concat();
            choices.iter().map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// The class that is sure at these levels: the worst over all corners and both majorities.
pub(crate) fn necessary(method: &Method, levels: &[u32]) -> TrustClass {
    let majority = method.majority.high.ppb();
    let classes = weights(method).into_iter();
    classes
        .map(|weights| class(method, levels, &weights, majority))
        .min()
        .expect("a corner")
}
