//! The four words, by both rules.

use jiff::civil::date;
use keyholder_trust::{
    Asked, Axis, Blocked, Criterion, Gain, Interval, Item, Judge, Judgement, Level, Method, Stakes,
    TrustClass, Verdict,
};

use crate::made::{TODAY, judge, level};

/// One criterion on each axis, with the same profiles.
fn judge_of(conditional: u32, trusted: u32) -> Judge {
    judge_with(conditional, trusted, None)
}

/// The same, with one veto for both classes.
fn judge_with(conditional: u32, trusted: u32, veto: Option<u32>) -> Judge {
    let wanted = |percent| Asked {
        profile: Some(level(percent)),
        veto: veto.map(level),
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

#[test]
fn evidence_against_blocks_what_evidence_in_favour_could_lift() {
    let judge = judge_with(40, 70, Some(40));
    let blocked = |class, criteria: &[usize]| {
        let criteria = criteria.to_vec();
        Some(Gain::Blocked(Blocked { class, criteria }))
    };
    // The upper end of the first is 0.39, below veto and profile.
    let judgement = judge.judge(&[item(0, false, 61), item(1, true, 10)], TODAY);
    assert_eq!(judgement.gain, blocked(TrustClass::Conditional, &[0]));
    let judgement = judge.judge(&[item(0, false, 61), item(1, false, 61)], TODAY);
    assert_eq!(judgement.gain, blocked(TrustClass::Conditional, &[0, 1]));
    // Veto and profile are met with 0.4; the next class asks for more than the upper end of 0.6.
    let judgement = judge.judge(&[item(0, false, 40), item(1, true, 90)], TODAY);
    let Some(Gain::Raise(raise)) = judgement.gain else {
        panic!("{:?}", judgement.gain);
    };
    let wants: Vec<_> = raise
        .wants
        .iter()
        .map(|want| (want.criterion, want.to))
        .collect();
    assert_eq!(wants, [(0, level(40))]);
    let mut favour = item(0, true, 100);
    favour.origin = 1;
    let judgement = judge.judge(&[item(0, false, 40), favour, item(1, true, 90)], TODAY);
    assert_eq!(judgement.bracket.necessary, TrustClass::Conditional);
    assert_eq!(judgement.gain, blocked(TrustClass::Trusted, &[0]));
}

#[test]
fn a_veto_that_alone_stands_in_the_way_blocks() {
    // Two criteria; the second has the majority alone, and the first refuses below its veto.
    let criterion = |mark, axis, weight, veto: Option<u32>| Criterion {
        mark,
        axis,
        weight: Interval::exactly(level(weight)),
        conditional: Asked {
            profile: Some(level(50)),
            veto: veto.map(level),
        },
        trusted: Asked {
            profile: Some(level(50)),
            veto: veto.map(level),
        },
    };
    let judge = judge(Method {
        criteria: vec![
            criterion(1, Axis::Practice, 20, Some(30)),
            criterion(2, Axis::Practice, 80, None),
            criterion(3, Axis::Control, 100, None),
        ],
        majority: Interval::exactly(level(60)),
        acceptable: level(95),
        draws: 1,
        seed: 0,
    });
    let others = [item(1, true, 90), item(2, true, 90)];
    let with = |percent| judge.judge(&[&others[..], &[item(0, false, percent)]].concat(), TODAY);
    assert_eq!(
        with(71).gain,
        Some(Gain::Blocked(Blocked {
            class: TrustClass::Conditional,
            criteria: vec![0]
        }))
    );
    let Some(Gain::Raise(raise)) = with(70).gain else {
        panic!("it can be lifted to its veto");
    };
    assert_eq!((raise.wants.len(), raise.wants[0].to), (1, level(30)));
}
