//! Necessary and possible class, and the least and most weight, against brute force.

use keyholder_trust::TrustClass;
use proptest::prelude::*;

use crate::made::{TODAY, case, judge};
use crate::naive::{self, corners, grid};
use crate::property;

property!(
    /// The ends of the bracket are the worst and the best of all choices of what is open.
    the_span_is_what_brute_force_finds, 96, case(1, 8), |(method, items)| {
        let judgement = judge(method.clone()).judge(&items, TODAY);
        let (mut worst, mut best) = (TrustClass::Trusted, TrustClass::HighRisk);
        for levels in grid(&judgement.intervals) {
            for weights in naive::weights(&method) {
                for majority in [method.majority.low, method.majority.high] {
                    let class = naive::class(&method, &levels, &weights, majority.ppb());
                    worst = worst.min(class);
                    best = best.max(class);
                }
            }
        }
        prop_assert_eq!(judgement.bracket.necessary, worst);
        prop_assert_eq!(judgement.bracket.possible, best);
    }
);

property!(
    /// A linear function over bounded weights is least and most at corners: a linear program, solved by
    /// looking at every one of them.
    weights_in_favour_are_those_of_the_corners, 256, case(1, 8), |(method, items)| {
        let judgement = judge(method.clone()).judge(&items, TODAY);
        for axis in &judgement.axes {
            let corners = corners(&method, axis.axis);
            for test in &axis.tests {
                let sums = |favour: &[usize]| -> Vec<u64> {
                    let sum = |weights: &Vec<u64>| favour.iter().map(|n| weights[*n]).sum::<u64>();
                    corners.iter().map(sum).collect()
                };
                let least = sums(&test.at_worst.favour).into_iter().min();
                let most = sums(&test.at_best.favour).into_iter().max();
                prop_assert_eq!(Some(u64::from(test.at_worst.weight.ppb())), least);
                prop_assert_eq!(Some(u64::from(test.at_best.weight.ppb())), most);
            }
        }
    }
);

property!(
    /// What is sure comes out in every draw, and what is impossible in none.
    draws_stay_between_necessary_and_possible, 96, case(600, 10), |(method, items)| {
        let judgement = judge(method).judge(&items, TODAY);
        let axes = judgement.axes.iter().map(|axis| (axis.bracket, axis.acceptability));
        for (bracket, shares) in axes.chain([(judgement.bracket, judgement.acceptability)]) {
            prop_assert!(bracket.necessary <= bracket.possible);
            prop_assert_eq!(shares.draws, 600);
            for class in TrustClass::EARNED {
                if class <= bracket.necessary {
                    prop_assert_eq!(shares.at_least(class), shares.draws);
                }
                if class > bracket.possible {
                    prop_assert_eq!(shares.at_least(class), 0);
                }
            }
            let all = [TrustClass::HighRisk, TrustClass::Conditional, TrustClass::Trusted];
            prop_assert_eq!(all.iter().map(|class| shares.exactly(*class)).sum::<u32>(), 600);
        }
    }
);
