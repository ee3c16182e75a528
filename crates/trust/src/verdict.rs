//! Four words, and the two rules that choose one.

use crate::judgement::Judgement;
use crate::level::Level;
use crate::method::Class;

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
    /// *Other*: the best class that is necessary, or that a share of draws reaches of [`crate::Method::acceptable`]
    /// at least; [`Verdict::HighRisk`] if nothing better is possible, or if the share of draws that reach
    /// [`Class::Conditional`] is not above the rest of one; otherwise [`Verdict::CannotTell`]. But draws never
    /// decide what they would decide with no evidence at all: where these alone reach a class often enough,
    /// or seldom enough, only what is necessary or possible counts.
    #[must_use]
    pub fn verdict(&self, stakes: Stakes) -> Verdict {
        let given = |class: Class| {
            self.span.necessary >= class || stakes == Stakes::Other && self.often(class)
        };
        if given(Class::Trusted) {
            Verdict::Trusted
        } else if given(Class::Conditional) {
            Verdict::Conditional
        } else if self.span.possible == Class::HighRisk
            || stakes == Stakes::Other && self.seldom(Class::Conditional)
        {
            Verdict::HighRisk
        } else {
            Verdict::CannotTell
        }
    }

    /// Whether enough draws reach a class, and would not without evidence.
    fn often(&self, class: Class) -> bool {
        let enough = |count: u32| self.parts(count) >= self.of_all(self.acceptable);
        enough(self.acceptability.at_least(class)) && !enough(self.of_nothing.at_least(class))
    }

    /// Whether too few draws reach a class, and would not without evidence.
    fn seldom(&self, class: Class) -> bool {
        let rest = self.of_all(Level::ONE) - self.of_all(self.acceptable);
        let few = |count: u32| self.parts(count) <= rest;
        few(self.acceptability.at_least(class)) && !few(self.of_nothing.at_least(class))
    }

    /// A count of draws, and a share of all of them, in parts per billion of one draw.
    fn parts(&self, count: u32) -> u64 {
        u64::from(count) * u64::from(Level::ONE.ppb())
    }

    fn of_all(&self, share: Level) -> u64 {
        u64::from(self.acceptability.draws) * u64::from(share.ppb())
    }
}
