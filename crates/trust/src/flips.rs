//! What would change a judgement: weights, majority, documents lost, evidence gained, time.

mod cover;
mod expiry;
mod gain;
mod loss;
mod shared;

pub use expiry::{Change, Expiry};
pub(crate) use expiry::{expiry, first_other_verdict};
pub(crate) use gain::gain;
pub use gain::{Blocked, Gain, Raise, Want};
pub use loss::Loss;
pub(crate) use loss::loss;

use crate::judgement::{AxisJudgement, Bracket};
use crate::level::Level;
use crate::method::TrustClass;
use crate::weigh::Flip;

/// What weight and majority would have to move until the necessary class is another, over both axes. In each
/// case everything else stays as it is; none, and nothing between 0 and 1 does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flips {
    /// Points of weight to move until it is lower, on the axis that is closer to it.
    pub weight_down: Option<Level>,
    /// How far the majority must rise until it is lower.
    pub majority_rise: Option<Level>,
    /// Points of weight to move until it is the next better one: parts per billion, added up over the axes
    /// that are short, so up to twice a billion.
    pub weight_up: Option<u32>,
    /// How far the majority must fall until it is the next better one.
    pub majority_fall: Option<Level>,
}

/// The shortest ways over both axes.
pub(crate) fn overall(axes: &[AxisJudgement; 2], bracket: Bracket) -> Flips {
    let flips = |class: TrustClass, holding: bool| -> Vec<Flip> {
        let tests = axes.iter().flat_map(|axis| &axis.tests);
        let own = tests.filter(|test| test.class == class);
        own.filter(|test| test.at_worst.holds() == holding)
            .map(|test| test.at_worst.flip())
            .collect()
    };
    // Nothing is below the lowest class, and no test is for it.
    let down = flips(bracket.necessary, true);
    let up = bracket.necessary.better().map(|class| flips(class, false));
    let up = up.unwrap_or_default();
    let weights: Option<Vec<u32>> = up.iter().map(|flip| flip.weight.map(Level::ppb)).collect();
    let majorities: Option<Vec<Level>> = up.iter().map(|flip| flip.majority).collect();
    Flips {
        weight_down: down.iter().filter_map(|flip| flip.weight).min(),
        majority_rise: down.iter().filter_map(|flip| flip.majority).min(),
        weight_up: weights
            .filter(|all| !all.is_empty())
            .map(|all| all.iter().sum()),
        majority_fall: majorities.and_then(|all| all.into_iter().max()),
    }
}
