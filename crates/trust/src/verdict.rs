//! Four words, and the two rules that choose one.

use crate::judgement::{Bracket, Judgement};
use crate::level::Level;
use crate::method::TrustClass;
use crate::sample::Acceptability;

/// What is said about a supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// High risk.
    HighRisk,
    /// The evidence does not decide.
    CannotTell,
    /// Trusted with conditions.
    Conditional,
    /// Trusted.
    Trusted,
}

/// Where the supplier would be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stakes {
    /// A critical function: a class counts only when it is sure.
    Critical,
    /// Any other: a class counts when enough draws reach it.
    Other,
}

impl Judgement {
    /// The verdict.
    ///
    /// *Critical*: the necessary class, if it is one that must be earned; [`Verdict::HighRisk`] if nothing
    /// better is possible; otherwise [`Verdict::CannotTell`].
    ///
    /// *Other*: the best class that is necessary, or that a share of draws reaches of
    /// [`crate::Method::acceptable`] at least; [`Verdict::HighRisk`] if nothing better is possible, or if the
    /// share of draws that reach [`TrustClass::Conditional`] is not above the rest of one; otherwise
    /// [`Verdict::CannotTell`]. But draws never decide what they would decide with no evidence at all: where
    /// these alone reach a class often enough, or seldom enough, only what is necessary or possible counts.
    #[must_use]
    pub fn verdict(&self, stakes: Stakes) -> Verdict {
        let grounds = Grounds {
            bracket: self.bracket,
            acceptability: self.acceptability,
            of_nothing: self.of_nothing,
            acceptable: self.acceptable,
        };
        grounds.verdict(stakes)
    }
}

/// What a verdict is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grounds {
    pub(crate) bracket: Bracket,
    pub(crate) acceptability: Acceptability,
    pub(crate) of_nothing: Acceptability,
    pub(crate) acceptable: Level,
}

impl Grounds {
    pub(crate) fn verdict(&self, stakes: Stakes) -> Verdict {
        let given = |class: TrustClass| {
            self.bracket.necessary >= class || stakes == Stakes::Other && self.often(class)
        };
        if given(TrustClass::Trusted) {
            Verdict::Trusted
        } else if given(TrustClass::Conditional) {
            Verdict::Conditional
        } else if self.bracket.possible == TrustClass::HighRisk
            || stakes == Stakes::Other && self.seldom(TrustClass::Conditional)
        {
            Verdict::HighRisk
        } else {
            Verdict::CannotTell
        }
    }

    /// Whether enough draws reach a class, and would not without evidence.
    fn often(&self, class: TrustClass) -> bool {
        let enough = |of: &Acceptability| parts(of.at_least(class)) >= share(of, self.acceptable);
        enough(&self.acceptability) && !enough(&self.of_nothing)
    }

    /// Whether too few draws reach a class, and would not without evidence.
    fn seldom(&self, class: TrustClass) -> bool {
        let rest = |of: &Acceptability| share(of, Level::ONE) - share(of, self.acceptable);
        let few = |of: &Acceptability| parts(of.at_least(class)) <= rest(of);
        few(&self.acceptability) && !few(&self.of_nothing)
    }
}

/// A count of draws, in parts per billion of one draw.
fn parts(count: u32) -> u64 {
    u64::from(count) * u64::from(Level::ONE.ppb())
}

/// A share of all draws, in the same.
fn share(of: &Acceptability, share: Level) -> u64 {
    u64::from(of.draws) * u64::from(share.ppb())
}
