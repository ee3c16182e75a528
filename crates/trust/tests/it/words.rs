//! The four words, by both rules.

use jiff::civil::date;
use keyholder_trust::{
    Asked, Axis, Criterion, Interval, Item, Judge, Judgement, Level, Method, Stakes, TrustClass,
    Verdict,
};

use crate::made::{TODAY, judge, level};

/// One criterion on each axis, with the same profiles.
fn judge_of(conditional: u32, trusted: u32) -> Judge {
    let wanted = |percent| Asked {
        profile: Some(level(percent)),
        veto: None,
    };
    let criterion = |mark, axis| Criterion {
        mark,
        axis,
        weight: Interval::exactly(Level::ONE),
        conditional: wanted(conditional),
        trusted: wanted(trusted),
    };
    judge(Method {
        criteria: vec![criterion(1, Axis::Practice), criterion(2, Axis::Control)],
        majority: Interval::exactly(level(60)),
        acceptable: level(95),
        draws: 10_000,
        seed: 3,
    })
}

fn item(criterion: usize, favours: bool, percent: u32) -> Item {
    Item {
        criterion,
        favours,
        strength: level(percent),
        reliability: Level::ONE,
        day: date(2026, 1, 1),
        half_life_days: None,
        expires: None,
        origin: 0,
        document: 0,
    }
}

fn both(judgement: &Judgement) -> (Verdict, Verdict) {
    (
        judgement.verdict(Stakes::Critical),
        judgement.verdict(Stakes::Other),
    )
}

#[test]
fn what_is_sure_is_said_on_any_function() {
    let judge = judge_of(40, 70);
    let of = |percent| judge.judge(&[item(0, true, percent), item(1, true, percent)], TODAY);
    assert_eq!(both(&of(70)), (Verdict::Trusted, Verdict::Trusted));
    assert_eq!(both(&of(40)).0, Verdict::Conditional);
    assert_eq!(both(&of(39)).0, Verdict::CannotTell);
}

#[test]
fn only_evidence_against_makes_a_high_risk() {
    let judge = judge_of(40, 70);
    let against = |percent| judge.judge(&[item(0, false, percent)], TODAY);
    // The upper end is 0.39: nothing better is possible.
    assert_eq!(both(&against(61)), (Verdict::HighRisk, Verdict::HighRisk));
    // The upper end is 0.42: possible, but in less than 5 % of draws.
    assert_eq!(both(&against(58)), (Verdict::CannotTell, Verdict::HighRisk));
    assert_eq!(
        both(&against(20)),
        (Verdict::CannotTell, Verdict::CannotTell)
    );
}

#[test]
fn enough_draws_are_enough_on_functions_that_are_not_critical() {
    let judge = judge_of(40, 70);
    // Between 0.38 and 1, a level is below 0.4 in 3 % of draws, on one axis.
    let judgement = judge.judge(&[item(0, true, 38), item(1, true, 40)], TODAY);
    assert_eq!(judgement.bracket.necessary, TrustClass::HighRisk);
    assert_eq!(
        both(&judgement),
        (Verdict::CannotTell, Verdict::Conditional)
    );
}

#[test]
fn where_nothing_at_all_would_be_enough_draws_do_not_decide() {
    // Without evidence, 98 of 100 draws reach a profile of 1 % on both axes.
    let easy = judge_of(1, 70);
    let nothing = easy.judge(&[], TODAY);
    assert!(nothing.of_nothing.at_least(TrustClass::Conditional) > 9_500);
    assert_eq!(both(&nothing), (Verdict::CannotTell, Verdict::CannotTell));
    let little = easy.judge(&[item(0, true, 1)], TODAY);
    assert_eq!(both(&little), (Verdict::CannotTell, Verdict::CannotTell));
    let enough = easy.judge(&[item(0, true, 1), item(1, true, 1)], TODAY);
    assert_eq!(both(&enough), (Verdict::Conditional, Verdict::Conditional));
}

#[test]
fn where_nothing_at_all_would_be_too_little_draws_do_not_condemn() {
    // Without evidence, one draw in 10,000 reaches a profile of 99 % on both axes.
    let hard = judge_of(99, 99);
    let nothing = hard.judge(&[], TODAY);
    assert!(nothing.of_nothing.at_least(TrustClass::Conditional) < 500);
    assert_eq!(both(&nothing), (Verdict::CannotTell, Verdict::CannotTell));
    let some = hard.judge(&[item(0, true, 50)], TODAY);
    assert_eq!(both(&some), (Verdict::CannotTell, Verdict::CannotTell));
    let against = hard.judge(&[item(0, false, 2)], TODAY);
    assert_eq!(both(&against), (Verdict::HighRisk, Verdict::HighRisk));
}
