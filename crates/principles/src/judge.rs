//! From a measure to an outcome: the second step of every check, and the one that cases test.

use jiff::civil::Date;
use keyholder_supply::Share;
use keyholder_supply::principle::{Has, Measure, Outcome, Question};

/// The outcome of a question for a measure. `day` is `None` for a day on which it binds.
#[must_use]
pub fn judge(
    question: &Question,
    binds_from: Option<Date>,
    measure: Measure,
    day: Option<Date>,
) -> Outcome {
    let outcome = match measure {
        Measure::NoGroup => Outcome::NotApplicable,
        Measure::Share {
            surely,
            at_most,
            of,
            not_placed,
        } => share(limit(question), surely, at_most, of, not_placed),
        Measure::Coverage { yes, no, unknown } => coverage(yes, no, unknown),
    };
    let early = binds_from
        .zip(day)
        .is_some_and(|(from, today)| today < from);
    match outcome {
        Outcome::NotMet | Outcome::Unknown if early => Outcome::NotApplicable,
        outcome => outcome,
    }
}

/// The share up to which a question on shares is met.
pub(crate) fn limit(question: &Question) -> Share {
    match question {
        Question::ShareBelow { limit, .. } | Question::Forbidden { limit, .. } => *limit,
        _ => Share::ZERO,
    }
}

/// What is not placed counts as held and as part of the whole where that is worse, and against a sure breach
/// as a part of the whole that is not held.
pub(crate) fn share(limit: Share, surely: u64, at_most: u64, of: u64, not_placed: u64) -> Outcome {
    let whole = u128::from(of) + u128::from(not_placed);
    if whole == 0 {
        return Outcome::NotApplicable;
    }
    let allowed = whole * u128::from(limit.0);
    let scaled = |amount: u128| amount * u128::from(Share::ALL.0);
    if scaled(u128::from(surely)) > allowed {
        Outcome::NotMet
    } else if scaled(u128::from(at_most) + u128::from(not_placed)) <= allowed {
        Outcome::Met
    } else {
        Outcome::Unknown
    }
}

fn coverage(yes: u64, no: u64, unknown: u64) -> Outcome {
    match (yes, no, unknown) {
        (0, 0, 0) => Outcome::NotApplicable,
        (_, 1.., _) => Outcome::NotMet,
        (_, _, 1..) => Outcome::Unknown,
        _ => Outcome::Met,
    }
}

/// The outcomes that a question can give. Some things can be shown or not shown, and never be shown to lack.
#[must_use]
pub fn can_give(question: &Question) -> &'static [Outcome] {
    const SHOWN_OR_NOT: &[Outcome] = &[Outcome::Met, Outcome::Unknown, Outcome::NotApplicable];
    match question {
        Question::Every {
            has: Has::RouteKeyholders | Has::ElementFunction | Has::ElementHost,
            ..
        } => SHOWN_OR_NOT,
        _ => Outcome::ALL,
    }
}

/// The outcome of all questions of a principle together: all that apply must be met.
#[must_use]
pub fn together(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::NotMet => 3,
        Outcome::Unknown => 2,
        Outcome::Met => 1,
        Outcome::NotApplicable => 0,
    };
    let worst = outcomes.into_iter().max_by_key(rank);
    worst.unwrap_or(Outcome::NotApplicable)
}
