//! What comes out, step by step.

use jiff::civil::Date;

use crate::evidence::Interval;
use crate::flips::{Expiry, Flips, Gain, Loss};
use crate::method::{Axis, TrustClass};
use crate::sample::Acceptability;
use crate::weigh::Tally;

/// The classes that evidence, weights and majority leave open: from the one that is sure to the best possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bracket {
    /// The class that holds whatever is open turns out to be.
    pub necessary: TrustClass,
    /// The best class that something open would give.
    pub possible: TrustClass,
}

/// How an axis stands towards one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOfClass {
    /// The class.
    pub class: TrustClass,
    /// With everything open taken against the supplier.
    pub at_worst: Tally,
    /// With everything open taken for it.
    pub at_best: Tally,
}

/// One axis by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxisJudgement {
    /// Which.
    pub axis: Axis,
    /// What is sure and what is possible.
    pub bracket: Bracket,
    /// How often each class comes out.
    pub acceptability: Acceptability,
    /// Who decided: for [`TrustClass::Conditional`], then for [`TrustClass::Trusted`].
    pub tests: [TestOfClass; 2],
}

/// How far an end of an interval lies above what is asked; negative when below. In parts per billion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Distance {
    /// Of the lower end.
    pub low: i64,
    /// Of the upper end.
    pub high: i64,
}

/// How close one criterion is to what one class asks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Margin {
    /// The place of the criterion, from 0.
    pub criterion: usize,
    /// The class.
    pub class: TrustClass,
    /// To the profile, where there is one.
    pub profile: Option<Distance>,
    /// To the veto, where there is one.
    pub veto: Option<Distance>,
}

/// Why an item did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SetAside {
    /// Its day is after the day of the judgement.
    NotYet,
    /// The method has no such criterion.
    NoSuchCriterion,
}

/// Items that did not count, all for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCounted {
    /// Why.
    pub why: SetAside,
    /// Their documents, sorted, each once.
    pub documents: Vec<u32>,
}

/// Everything that can be said about one supplier on one day by one method.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Judgement {
    /// The day.
    pub today: Date,
    /// What is sure and what is possible: of each, the worse of the two axes.
    pub bracket: Bracket,
    /// How often each class comes out, the worse of the two axes in each draw.
    pub acceptability: Acceptability,
    /// The same with no evidence at all, whoever the supplier.
    pub of_nothing: Acceptability,
    /// Share of draws that gives a class on functions that are not critical, as the method has it.
    pub acceptable: crate::Level,
    /// Each axis, in the order of [`Axis::ALL`].
    pub axes: [AxisJudgement; 2],
    /// What evidence leaves open, for each criterion.
    pub intervals: Vec<Interval>,
    /// How close each criterion is to what each class asks: by criterion, then by class.
    pub margins: Vec<Margin>,
    /// Weight and majority that would have to move, over both axes.
    pub flips: Flips,
    /// The fewest documents without which the necessary class would be lower. None: it is the lowest.
    pub loss: Option<Loss>,
    /// What would have to be shown for the next class. None: it is the highest.
    pub gain: Option<Gain>,
    /// Until when this stands if nothing is added.
    pub expiry: Expiry,
    /// Items that did not count, by reason.
    pub set_aside: Vec<NotCounted>,
}
