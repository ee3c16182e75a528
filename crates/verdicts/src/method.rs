//! A yardstick as the numbers of the method.

use std::fmt;

use keyholder_supply::Share;
use keyholder_supply::yardstick::{CriterionAxis, CriterionText, Wanted, Yardstick};
use keyholder_trust::{Asked, Axis, Criterion, Fault, Interval, Level, Method};

/// Something about a yardstick that makes no sense, in the words of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodFault(pub String);

impl fmt::Display for MethodFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The method that a yardstick states.
///
/// # Errors
/// Everything that makes no sense about it, all at once.
pub fn method(yardstick: &Yardstick) -> Result<Method, Vec<MethodFault>> {
    let method = Method {
        criteria: yardstick
            .criteria
            .iter()
            .map(|c| criterion(yardstick, c))
            .collect(),
        majority: Interval {
            low: level(yardstick.majority[0]),
            high: level(yardstick.majority[1]),
        },
        acceptable: level(yardstick.acceptable),
        draws: yardstick.draws,
        seed: yardstick.seed,
    };
    let faults: Vec<MethodFault> = method.check().iter().map(|f| told(yardstick, f)).collect();
    match faults.is_empty() {
        true => Ok(method),
        false => Err(faults),
    }
}

/// Millionths to parts per billion.
pub(crate) fn level(share: Share) -> Level {
    Level::from_ppb(share.0.saturating_mul(1_000)).unwrap_or(Level::ONE)
}

fn criterion(yardstick: &Yardstick, text: &CriterionText) -> Criterion {
    let wanted = |wanted: Wanted| Asked {
        profile: wanted.profile.map(level),
        veto: wanted.veto.map(level),
    };
    Criterion {
        mark: mark(&text.id),
        axis: axis(text.axis),
        weight: weight(yardstick, text),
        conditional: wanted(text.conditional),
        trusted: wanted(text.trusted),
    }
}

/// Chance is drawn by the id, so that a criterion more, or another order, changes nothing for the others: the
/// hash of Fowler, Noll and Vo (FNV-1a, 32 bits).
fn mark(id: &str) -> u32 {
    id.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

pub(crate) fn axis(axis: CriterionAxis) -> Axis {
    match axis {
        CriterionAxis::Practice => Axis::Practice,
        CriterionAxis::Control => Axis::Control,
    }
}

/// Its part of the weight of its axis, more or less by the tolerance.
fn weight(yardstick: &Yardstick, text: &CriterionText) -> Interval {
    let same = yardstick.criteria.iter().filter(|c| c.axis == text.axis);
    let all: u128 = same.map(|c| u128::from(c.weight)).sum();
    let part = |millionths: u128, up: bool| {
        let whole = u128::from(text.weight) * millionths * 1_000;
        let all = all.max(1);
        let ppb = if up { whole.div_ceil(all) } else { whole / all };
        let ppb = u32::try_from(ppb).unwrap_or(u32::MAX);
        Level::from_ppb(ppb).unwrap_or(Level::ONE)
    };
    let tolerance = u128::from(yardstick.weight_tolerance.0);
    Interval {
        low: part(1_000_000_u128.saturating_sub(tolerance), false),
        high: part(1_000_000 + tolerance, true),
    }
}

/// A fault in the words of the file: criteria by id.
fn told(yardstick: &Yardstick, fault: &Fault) -> MethodFault {
    let id = |n: &usize| {
        let criterion = yardstick.criteria.get(*n);
        criterion.map_or_else(String::new, |c| format!("criterion `{}`: ", c.id))
    };
    let of = match fault {
        Fault::WeightBackwards(n)
        | Fault::AsksNothing(n, _)
        | Fault::AsksLess(n)
        | Fault::VetoAboveProfile(n, _)
        | Fault::SameMark(n, _) => id(n),
        _ => String::new(),
    };
    MethodFault(format!("{of}{fault}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criterion(id: &str, axis: CriterionAxis, weight: u32) -> CriterionText {
        let wanted = |percent| Wanted {
            profile: Share::from_percent(percent),
            veto: None,
        };
        CriterionText {
            id: id.to_owned(),
            title: id.to_owned(),
            asks: id.to_owned(),
            axis,
            weight,
            half_life_days: None,
            conditional: wanted(20.0),
            trusted: wanted(60.0),
            sources: Vec::new(),
        }
    }

    fn yardstick() -> Yardstick {
        let percent = |p| Share::from_percent(p).expect("a percentage");
        Yardstick {
            version: "1".to_owned(),
            believed: [percent(30.0), percent(70.0), percent(85.0), percent(95.0)],
            weight_tolerance: percent(50.0),
            majority: [percent(60.0), percent(75.0)],
            acceptable: percent(90.0),
            draws: 100,
            seed: 1,
            criteria: vec![
                criterion("a", CriterionAxis::Practice, 3),
                criterion("b", CriterionAxis::Practice, 1),
                criterion("c", CriterionAxis::Control, 1),
            ],
        }
    }

    #[test]
    fn weights_are_parts_of_their_axis_and_leave_room() {
        let method = method(&yardstick()).expect("it makes sense");
        let a = method.criteria[0].weight;
        assert_eq!((a.low.ppb(), a.high.ppb()), (375_000_000, 1_000_000_000));
        let b = method.criteria[1].weight;
        assert_eq!((b.low.ppb(), b.high.ppb()), (125_000_000, 375_000_000));
        let third = criterion("d", CriterionAxis::Practice, 2);
        let mut more = yardstick();
        more.criteria.push(third);
        let more = super::method(&more).expect("it makes sense");
        assert_eq!(more.criteria[0].mark, method.criteria[0].mark);
    }

    #[test]
    fn what_makes_no_sense_is_told_by_id() {
        let mut wrong = yardstick();
        wrong.criteria[1].trusted = Wanted::default();
        wrong.acceptable = Share::ZERO;
        let faults = method(&wrong).expect_err("faulty");
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(
            faults.iter().any(|f| f.0.starts_with("criterion `b`: ")),
            "{faults:?}"
        );
    }
}
