//! Until when a judgement stands if nothing is added.
//!
//! Evidence only fades: for and against, each alone, never rise. So the upper end of an interval, which knows
//! evidence against alone, never falls, and neither does the possible class. The lower end knows both and may
//! move either way: it falls as evidence in favour fades, and rises where evidence against fades faster.
//!
//! Over a stretch of days, the lower end lies between *for at the end, against at the beginning* and the opposite.
//! Where both give the class of today, no day in between gives another; where not, the stretch is halved, the
//! earlier half first. This finds the very first day of another class, in either direction.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::evidence::{Heap, Interval, Item, Masses, low};
use crate::judge::Judge;
use crate::judgement::Bracket;
use crate::level::Level;
use crate::method::TrustClass;
use crate::verdict::Stakes;
use crate::weigh::Bench;

/// The first day on which one class is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The day.
    pub day: Date,
    /// What is sure and what is possible on that day.
    pub then: Bracket,
    /// What evidence leaves open on that day, for each criterion.
    pub intervals: Vec<Interval>,
}

/// When something changes if no evidence is added; none within 100 years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The first day on which the necessary class is another. It falls when evidence in favour has faded; it
    /// may also rise, when evidence against fades faster. Both count: what was said no longer holds.
    pub necessary: Option<Change>,
    /// The first day on which the possible class is another. It can only rise, as evidence against fades.
    pub possible: Option<Change>,
}

impl Expiry {
    /// The first day on which what was said no longer holds.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        let all = [&self.necessary, &self.possible];
        all.into_iter().flatten().map(|change| change.day).min()
    }
}

/// How far ahead is looked: 100 years.
const DAYS_MAX: u32 = 36_525;

pub(crate) fn expiry(judge: &Judge, items: &[Item], today: Date, bracket: Bracket) -> Expiry {
    let ahead = Ahead {
        heaps: judge.heaps(items, today),
        today,
    };
    let benches = judge.benches();
    let necessary = |a: &[Masses], b: &[Masses]| {
        let least: Vec<Level> = a
            .iter()
            .zip(b)
            .map(|(a, b)| low(b.favour, a.against_most))
            .collect();
        let most: Vec<Level> = a
            .iter()
            .zip(b)
            .map(|(a, b)| low(a.favour, b.against_most))
            .collect();
        let class = |low: &[Level]| worse(&benches, |bench| bench.necessary(low));
        class(&least) == bracket.necessary && class(&most) == bracket.necessary
    };
    let possible = |_: &[Masses], b: &[Masses]| {
        let high: Vec<Level> = b.iter().map(|b| b.interval().high).collect();
        worse(&benches, |bench| bench.possible(&high)) == bracket.possible
    };
    let change = |day: u32| {
        let masses = ahead.masses(day);
        let intervals: Vec<Interval> = masses.iter().map(|m| m.interval()).collect();
        Change {
            day: ahead.date(day),
            then: judge.bracket_of(&intervals),
            intervals,
        }
    };
    Expiry {
        necessary: ahead.first(&necessary).map(change),
        possible: ahead.first(&possible).map(change),
    }
}

/// The first day of another verdict. A verdict is never worse with higher ends, so two choices of intervals
/// hold all days of a stretch between them, as above.
pub(crate) fn first_other_verdict(
    judge: &Judge,
    items: &[Item],
    today: Date,
    stakes: Stakes,
) -> Option<Date> {
    let ahead = Ahead {
        heaps: judge.heaps(items, today),
        today,
    };
    let now = judge.verdict_of(judge.intervals(items, today), stakes);
    let same = |a: &[Masses], b: &[Masses]| {
        let least = |(a, b): (&Masses, &Masses)| Interval {
            low: low(b.favour, a.against_most),
            high: a.interval().high,
        };
        let most = |(a, b): (&Masses, &Masses)| Interval {
            low: low(a.favour, b.against_most),
            high: b.interval().high,
        };
        let least: Vec<Interval> = a.iter().zip(b).map(least).collect();
        let most: Vec<Interval> = a.iter().zip(b).map(most).collect();
        judge.verdict_of(least, stakes) == now && judge.verdict_of(most, stakes) == now
    };
    ahead.first(&same).map(|day| ahead.date(day))
}

fn worse(benches: &[Bench<'_>; 2], class: impl Fn(&Bench<'_>) -> TrustClass) -> TrustClass {
    class(&benches[0]).min(class(&benches[1]))
}

/// The evidence of today on later days, counted from today.
struct Ahead<'a> {
    heaps: Vec<Heap<'a>>,
    today: Date,
}

impl Ahead<'_> {
    fn date(&self, day: u32) -> Date {
        self.today.saturating_add(i64::from(day).days())
    }

    fn masses(&self, day: u32) -> Vec<Masses> {
        let date = self.date(day);
        self.heaps.iter().map(|heap| heap.masses(date)).collect()
    }

    /// The first day on which it is not the same as today. `same` is asked of the first and the last day of a
    /// stretch, and answers no unless it is the same on every day of it.
    fn first(&self, same: &impl Fn(&[Masses], &[Masses]) -> bool) -> Option<u32> {
        let (first, last) = (self.masses(1), self.masses(DAYS_MAX));
        self.within((1, &first), (DAYS_MAX, &last), same)
    }

    fn within(
        &self,
        (first, at_first): (u32, &[Masses]),
        (last, at_last): (u32, &[Masses]),
        same: &impl Fn(&[Masses], &[Masses]) -> bool,
    ) -> Option<u32> {
        if same(at_first, at_last) {
            return None;
        }
        if first == last {
            return Some(first);
        }
        let middle = first + (last - first) / 2;
        let at_middle = self.masses(middle);
        let earlier = self.within((first, at_first), (middle, &at_middle), same);
        earlier.or_else(|| {
            let after = self.masses(middle + 1);
            self.within((middle + 1, &after), (last, at_last), same)
        })
    }
}
