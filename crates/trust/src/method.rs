//! The method: what is asked of a supplier, how it is weighed, and whether that makes sense.

use std::collections::BTreeMap;
use std::fmt;

use crate::evidence::Interval;
use crate::level::Level;
use crate::weigh::Bench;

/// What a supplier can be, from worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TrustClass {
    /// Not to be relied on.
    HighRisk,
    /// To be relied on under conditions.
    Conditional,
    /// To be relied on.
    Trusted,
}

impl TrustClass {
    /// The classes that must be earned, from the lower to the higher.
    pub const EARNED: [TrustClass; 2] = [TrustClass::Conditional, TrustClass::Trusted];

    /// The next better class.
    #[must_use]
    pub const fn better(self) -> Option<TrustClass> {
        match self {
            TrustClass::HighRisk => Some(TrustClass::Conditional),
            TrustClass::Conditional => Some(TrustClass::Trusted),
            TrustClass::Trusted => None,
        }
    }
}

/// One of two sides of a supplier that are judged apart; neither pays for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Axis {
    /// How it works: development, updates, repair of faults.
    Practice,
    /// Who can make it do something: owners, law, courts.
    Control,
}

impl Axis {
    /// Both.
    pub const ALL: [Axis; 2] = [Axis::Practice, Axis::Control];
}

/// What one class asks of one criterion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The least level that counts in favour. None: the class asks nothing here, and the criterion counts in
    /// favour; [`Method::check`] sees to it that no class is given for nothing.
    pub profile: Option<Level>,
    /// The least level without which the class is refused, whatever else is good.
    pub veto: Option<Level>,
}

/// One thing that is asked of suppliers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// A number of its own. Chance is drawn by it, so that the order of criteria changes nothing.
    pub mark: u32,
    /// On which side it counts.
    pub axis: Axis,
    /// How much it counts among those of its axis, whose weights add up to one.
    pub weight: Interval,
    /// What [`TrustClass::Conditional`] asks.
    pub conditional: Asked,
    /// What [`TrustClass::Trusted`] asks.
    pub trusted: Asked,
}

impl Criterion {
    /// What a class asks. The lowest class asks nothing.
    #[must_use]
    pub fn asked(&self, class: TrustClass) -> Asked {
        match class {
            TrustClass::HighRisk => Asked::default(),
            TrustClass::Conditional => self.conditional,
            TrustClass::Trusted => self.trusted,
        }
    }
}

/// How suppliers are judged: the same for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// What is asked.
    pub criteria: Vec<Criterion>,
    /// How much weight must be in favour: one half at least, up to one.
    pub majority: Interval,
    /// Which share of draws must reach a class before it is given on functions that are not critical: above
    /// one half.
    pub acceptable: Level,
    /// How many times weights, majority and levels are drawn.
    pub draws: u32,
    /// Where chance begins.
    pub seed: u64,
}

/// Most numbers that are drawn and kept: draws times criteria.
pub const DRAWN_MAX: u64 = 50_000_000;

/// Something about a method that makes no sense. Criteria are named by their place, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An axis has no criterion.
    EmptyAxis(Axis),
    /// Two criteria have the same mark.
    SameMark(usize, usize),
    /// The weight of a criterion has its ends the wrong way round.
    WeightBackwards(usize),
    /// The lower ends of the weights of an axis add up to more than one: parts per billion.
    WeightsAboveOne(Axis, u64),
    /// The upper ends of the weights of an axis add up to less than one: parts per billion.
    WeightsBelowOne(Axis, u64),
    /// The majority has its ends the wrong way round.
    MajorityBackwards,
    /// The lower end of the majority is below one half.
    MajorityBelowHalf,
    /// The share of draws that gives a class is not above one half.
    AcceptableTooLow,
    /// No draws.
    NoDraws,
    /// Draws times criteria are above [`DRAWN_MAX`].
    TooManyDraws(u64),
    /// A profile or a veto of 0 asks nothing.
    AsksNothing(usize, TrustClass),
    /// The higher class asks less of a criterion than the lower one.
    AsksLess(usize),
    /// A veto is above the profile of its class.
    VetoAboveProfile(usize, TrustClass),
    /// With no evidence, an axis would reach a class by what the class does not ask.
    ForNothing(Axis, TrustClass),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ninths = |ppb: &u64| format!("{}.{:09}", ppb / 1_000_000_000, ppb % 1_000_000_000);
        match self {
            Fault::EmptyAxis(axis) => write!(f, "axis {axis:?} has no criterion"),
            Fault::SameMark(a, b) => write!(f, "criteria {a} and {b} have the same mark"),
            Fault::WeightBackwards(n) => write!(f, "weight of criterion {n}: low is above high"),
            Fault::WeightsAboveOne(axis, sum) => write!(
                f,
                "least weights of axis {axis:?} add up to {}, more than 1",
                ninths(sum)
            ),
            Fault::WeightsBelowOne(axis, sum) => write!(
                f,
                "most weights of axis {axis:?} add up to {}, less than 1",
                ninths(sum)
            ),
            Fault::MajorityBackwards => f.write_str("majority: low is above high"),
            Fault::MajorityBelowHalf => f.write_str("majority: less than one half is none"),
            Fault::AcceptableTooLow => {
                f.write_str("the share of draws that gives a class must be above one half")
            }
            Fault::NoDraws => f.write_str("no draws"),
            Fault::TooManyDraws(n) => {
                write!(f, "draws times criteria are {n}, more than {DRAWN_MAX}")
            }
            Fault::AsksNothing(n, class) => write!(
                f,
                "criterion {n}, class {class:?}: a profile or veto of 0 asks nothing; leave it out"
            ),
            Fault::AsksLess(n) => {
                write!(f, "criterion {n}: `Trusted` asks less than `Conditional`")
            }
            Fault::VetoAboveProfile(n, class) => {
                write!(f, "criterion {n}, class {class:?}: veto is above profile")
            }
            Fault::ForNothing(axis, class) => write!(
                f,
                "axis {axis:?} would reach class {class:?} without any evidence; ask more criteria"
            ),
        }
    }
}

impl std::error::Error for Fault {}

impl Method {
    /// Every fault of the method, in a fixed order; none, and it can be used.
    #[must_use]
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = self.check_numbers();
        let mut marks = BTreeMap::new();
        for (n, criterion) in self.criteria.iter().enumerate() {
            if let Some(first) = marks.insert(criterion.mark, n) {
                faults.push(Fault::SameMark(first, n));
            }
            check_criterion(n, criterion, &mut faults);
        }
        for axis in Axis::ALL {
            self.check_axis(axis, &mut faults);
        }
        faults
    }

    fn check_numbers(&self) -> Vec<Fault> {
        let drawn = u64::from(self.draws).saturating_mul(self.criteria.len() as u64);
        let found = [
            (self.majority.low > self.majority.high).then_some(Fault::MajorityBackwards),
            (self.majority.low < Level::HALF).then_some(Fault::MajorityBelowHalf),
            (self.acceptable <= Level::HALF).then_some(Fault::AcceptableTooLow),
            (self.draws == 0).then_some(Fault::NoDraws),
            (drawn > DRAWN_MAX).then_some(Fault::TooManyDraws(drawn)),
        ];
        found.into_iter().flatten().collect()
    }

    fn check_axis(&self, axis: Axis, faults: &mut Vec<Fault>) {
        let bench = Bench::new(self, axis);
        let sum = |end: fn(Interval) -> Level| {
            let members = bench.members.iter();
            let ppb = members.map(|n| u64::from(end(self.criteria[*n].weight).ppb()));
            ppb.sum::<u64>()
        };
        let (least, most) = (sum(|w| w.low), sum(|w| w.high));
        let one = u64::from(Level::ONE.ppb());
        if bench.members.is_empty() {
            faults.push(Fault::EmptyAxis(axis));
            return;
        }
        if least > one {
            faults.push(Fault::WeightsAboveOne(axis, least));
        }
        if most < one {
            faults.push(Fault::WeightsBelowOne(axis, most));
        }
        let nothing = vec![Level::ZERO; self.criteria.len()];
        for class in TrustClass::EARNED {
            let tally = bench.at_best(class, &nothing);
            if tally.holds() {
                faults.push(Fault::ForNothing(axis, class));
            }
        }
    }
}

fn check_criterion(n: usize, criterion: &Criterion, faults: &mut Vec<Fault>) {
    if criterion.weight.low > criterion.weight.high {
        faults.push(Fault::WeightBackwards(n));
    }
    for class in TrustClass::EARNED {
        let Asked { profile, veto } = criterion.asked(class);
        if profile == Some(Level::ZERO) || veto == Some(Level::ZERO) {
            faults.push(Fault::AsksNothing(n, class));
        }
        if profile.is_some_and(|profile| veto > Some(profile)) {
            faults.push(Fault::VetoAboveProfile(n, class));
        }
    }
    // None sorts before any level, as it asks nothing.
    let (lower, higher) = (criterion.conditional, criterion.trusted);
    if higher.profile < lower.profile || higher.veto < lower.veto {
        faults.push(Fault::AsksLess(n));
    }
}
