//! Methods that make no sense are refused, with every fault; items that do not count are told.

use std::num::NonZeroUsize;

use jiff::ToSpan;
use keyholder_trust::{
    Asked, Axis, Criterion, DRAWN_MAX, Fault, Interval, Item, Judge, Level, Method, SetAside,
    TrustClass,
};

use crate::made::{TODAY, between, judge, level};

fn sound() -> Method {
    let criterion = |mark, axis| Criterion {
        mark,
        axis,
        weight: between(20, 80),
        conditional: Asked {
            profile: Some(level(40)),
            veto: Some(level(10)),
        },
        trusted: Asked {
            profile: Some(level(70)),
            veto: Some(level(20)),
        },
    };
    Method {
        criteria: vec![
            criterion(1, Axis::Practice),
            criterion(2, Axis::Practice),
            criterion(3, Axis::Control),
            criterion(4, Axis::Control),
        ],
        majority: between(55, 65),
        acceptable: level(95),
        draws: 100,
        seed: 0,
    }
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Method), wanted: &[Fault]) {
    let mut method = sound();
    change(&mut method);
    assert_eq!(method.check(), wanted);
    let found = Judge::new(method, NonZeroUsize::MIN).err();
    assert_eq!(found.as_deref(), Some(wanted));
}

#[test]
fn a_sound_method_has_no_fault() {
    assert_eq!(sound().check(), []);
}

#[test]
fn weights_must_be_able_to_add_up_to_one() {
    refused(
        |m| m.criteria[0].weight = between(90, 95),
        &[Fault::WeightsAboveOne(Axis::Practice, 1_100_000_000)],
    );
    refused(
        |m| m.criteria[3].weight = between(5, 10),
        &[Fault::WeightsBelowOne(Axis::Control, 900_000_000)],
    );
    refused(
        |m| m.criteria[1].weight = between(80, 20),
        &[Fault::WeightBackwards(1)],
    );
    let said = Fault::WeightsAboveOne(Axis::Practice, 1_100_000_000).to_string();
    assert_eq!(
        said,
        "least weights of axis Practice add up to 1.100000000, more than 1"
    );
}

#[test]
fn an_axis_without_criteria_is_no_axis() {
    let control = |m: &mut Method| m.criteria.retain(|c| c.axis == Axis::Practice);
    refused(control, &[Fault::EmptyAxis(Axis::Control)]);
    refused(
        |m| m.criteria.clear(),
        &[
            Fault::EmptyAxis(Axis::Practice),
            Fault::EmptyAxis(Axis::Control),
        ],
    );
}

#[test]
fn numbers_of_the_method_are_within_their_ranges() {
    refused(
        |m| m.majority = between(70, 60),
        &[Fault::MajorityBackwards],
    );
    refused(
        |m| m.majority = between(49, 60),
        &[Fault::MajorityBelowHalf],
    );
    refused(|m| m.acceptable = Level::HALF, &[Fault::AcceptableTooLow]);
    refused(|m| m.draws = 0, &[Fault::NoDraws]);
    let many = u32::try_from(DRAWN_MAX / 4 + 1).expect("small");
    refused(|m| m.draws = many, &[Fault::TooManyDraws(DRAWN_MAX + 4)]);
    refused(|m| m.criteria[2].mark = 1, &[Fault::SameMark(0, 2)]);
}

#[test]
fn a_higher_class_asks_for_more() {
    refused(
        |m| m.criteria[0].trusted.profile = Some(level(30)),
        &[Fault::AsksLess(0)],
    );
    refused(
        |m| m.criteria[0].trusted.profile = None,
        &[Fault::AsksLess(0)],
    );
    refused(|m| m.criteria[1].trusted.veto = None, &[Fault::AsksLess(1)]);
    refused(
        |m| m.criteria[1].conditional.veto = Some(level(50)),
        &[
            Fault::VetoAboveProfile(1, TrustClass::Conditional),
            Fault::AsksLess(1),
        ],
    );
    refused(
        |m| m.criteria[0].conditional.veto = Some(Level::ZERO),
        &[Fault::AsksNothing(0, TrustClass::Conditional)],
    );
}

#[test]
fn no_class_is_given_for_nothing() {
    let ask_nothing = |m: &mut Method| {
        for criterion in &mut m.criteria[..2] {
            criterion.conditional = Asked::default();
        }
    };
    refused(
        ask_nothing,
        &[Fault::ForNothing(Axis::Practice, TrustClass::Conditional)],
    );
    // One that asks nothing is enough, when it may weigh as much as the majority.
    let one = |m: &mut Method| m.criteria[0].conditional = Asked::default();
    let mut method = sound();
    one(&mut method);
    method.criteria[1].conditional.veto = None;
    assert_eq!(
        method.check(),
        [Fault::ForNothing(Axis::Practice, TrustClass::Conditional)]
    );
    // With a veto, nothing is not enough.
    method.criteria[1].conditional.veto = Some(level(10));
    assert_eq!(method.check(), []);
}

#[test]
fn all_faults_are_told_at_once() {
    let mut method = sound();
    method.draws = 0;
    method.criteria[0].weight = between(90, 20);
    method.criteria[3].mark = 3;
    assert_eq!(method.check().len(), 4, "{:?}", method.check());
    assert!(
        method
            .check()
            .iter()
            .all(|fault| !fault.to_string().is_empty())
    );
}

#[test]
fn items_that_do_not_count_are_told() {
    let item = |criterion, later: i64, document| Item {
        criterion,
        favours: true,
        strength: Level::ONE,
        reliability: Level::ONE,
        day: TODAY.saturating_add(later.days()),
        half_life_days: None,
        expires: None,
        origin: 0,
        document,
    };
    let judge = judge(sound());
    let judgement = judge.judge(&[item(0, 1, 7), item(4, 0, 9), item(99, 5, 8)], TODAY);
    let told: Vec<_> = judgement
        .set_aside
        .iter()
        .map(|set| (set.why, set.documents.clone()))
        .collect();
    assert_eq!(
        told,
        [
            (SetAside::NotYet, vec![7]),
            (SetAside::NoSuchCriterion, vec![8, 9])
        ]
    );
    assert_eq!(judgement.intervals, vec![Interval::UNKNOWN; 4]);
    // What is dated tomorrow is new evidence: a forecast does not know it.
    assert_eq!(judgement.expiry.day(), None);
}
