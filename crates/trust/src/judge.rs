//! One method and everything drawn for it, applied to any number of suppliers.

use std::num::NonZeroUsize;

use jiff::civil::Date;

use crate::draws::Draws;
use crate::evidence::{Heap, Interval, Item};
use crate::flips;
use crate::judgement::{
    AxisJudgement, Bracket, Distance, Judgement, Margin, NotCounted, SetAside, TestOfClass,
};
use crate::level::Level;
use crate::method::{Axis, Fault, Method, TrustClass};
use crate::sample::{self, Acceptabilities, Acceptability};
use crate::verdict::{Grounds, Stakes, Verdict};
use crate::weigh::Bench;

/// A method that makes sense, with its draws.
#[derive(Clone, Debug)]
pub struct Judge {
    method: Method,
    draws: Draws,
    /// Acceptability with no evidence at all.
    of_nothing: Acceptability,
}

impl Judge {
    /// Draws by a method, on so many threads; their number changes nothing.
    ///
    /// # Errors
    /// Every [`Fault`] of the method.
    pub fn new(method: Method, threads: NonZeroUsize) -> Result<Judge, Vec<Fault>> {
        let faults = method.check();
        if !faults.is_empty() {
            return Err(faults);
        }
        let draws = Draws::new(&method, threads);
        let nothing = vec![vec![Interval::UNKNOWN; method.criteria.len()]];
        let of_nothing = sample::of_some(&method, &draws, &nothing);
        Ok(Judge {
            of_nothing: of_nothing
                .first()
                .map(|all| all.overall)
                .unwrap_or_default(),
            method,
            draws,
        })
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Judges one supplier by its evidence, on a day.
    pub fn judge(&self, items: &[Item], today: Date) -> Judgement {
        let intervals = self.intervals(items, today);
        let sampled = sample::of_some(&self.method, &self.draws, std::slice::from_ref(&intervals));
        self.explain(
            items,
            today,
            intervals,
            sampled.first().copied().unwrap_or_default(),
        )
    }

    /// Judges suppliers, each by its own evidence alone, on so many threads; their number changes nothing.
    #[must_use]
    pub fn judge_all(
        &self,
        suppliers: &[&[Item]],
        today: Date,
        threads: NonZeroUsize,
    ) -> Vec<Judgement> {
        let share = suppliers.len().div_ceil(threads.get()).max(1);
        std::thread::scope(|scope| {
            let running: Vec<_> = suppliers
                .chunks(share)
                .map(|own| scope.spawn(move || self.judge_some(own, today)))
                .collect();
            let ended = running.into_iter().map(|one| match one.join() {
                Ok(judged) => judged,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            ended.flatten().collect()
        })
    }

    fn judge_some(&self, suppliers: &[&[Item]], today: Date) -> Vec<Judgement> {
        let intervals = suppliers.iter().map(|items| self.intervals(items, today));
        let intervals: Vec<Vec<Interval>> = intervals.collect();
        let sampled = sample::of_some(&self.method, &self.draws, &intervals);
        let each = suppliers.iter().zip(intervals).zip(sampled);
        each.map(|((items, intervals), sampled)| self.explain(items, today, intervals, sampled))
            .collect()
    }

    /// How often each class comes out for each supplier, given what evidence leaves open: one interval for each
    /// criterion; those that are missing are unknown. On so many threads; their number changes nothing.
    #[must_use]
    pub fn acceptabilities(
        &self,
        suppliers: &[Vec<Interval>],
        threads: NonZeroUsize,
    ) -> Vec<Acceptabilities> {
        let criteria = self.method.criteria.len();
        if suppliers.iter().all(|supplier| supplier.len() == criteria) {
            return sample::acceptabilities(&self.method, &self.draws, suppliers, threads);
        }
        let mut whole = suppliers.to_vec();
        whole
            .iter_mut()
            .for_each(|supplier| supplier.resize(criteria, Interval::UNKNOWN));
        sample::acceptabilities(&self.method, &self.draws, &whole, threads)
    }

    /// What evidence leaves open on a day, for each criterion.
    #[must_use]
    pub fn intervals(&self, items: &[Item], today: Date) -> Vec<Interval> {
        let heaps = self.heaps(items, today);
        heaps
            .iter()
            .map(|heap| heap.masses(today).interval())
            .collect()
    }

    /// What is sure and what is possible on a day, and nothing else.
    #[must_use]
    pub fn bracket(&self, items: &[Item], today: Date) -> Bracket {
        self.bracket_of(&self.intervals(items, today))
    }

    /// The first day on which the verdict is another if no evidence is added; none within 100 years.
    ///
    /// For [`Stakes::Critical`] it follows from [`crate::Expiry`] and is cheap; for [`Stakes::Other`] all draws
    /// are looked at some dozens or hundreds of times.
    #[must_use]
    pub fn verdict_ends(&self, items: &[Item], today: Date, stakes: Stakes) -> Option<Date> {
        flips::first_other_verdict(self, items, today, stakes)
    }

    /// The verdict for what evidence leaves open, given as intervals that need not be of any one day.
    pub(crate) fn verdict_of(&self, intervals: Vec<Interval>, stakes: Stakes) -> Verdict {
        let bracket = self.bracket_of(&intervals);
        let acceptability = match stakes {
            // Draws have no say.
            Stakes::Critical => self.of_nothing,
            Stakes::Other => sample::of_some(&self.method, &self.draws, &[intervals])
                .first()
                .map(|all| all.overall)
                .unwrap_or_default(),
        };
        let grounds = Grounds {
            bracket,
            acceptability,
            of_nothing: self.of_nothing,
            acceptable: self.method.acceptable,
        };
        grounds.verdict(stakes)
    }

    pub(crate) fn bracket_of(&self, intervals: &[Interval]) -> Bracket {
        let (low, high) = ends(intervals);
        worse(self.benches().map(|bench| Bracket {
            necessary: bench.necessary(&low),
            possible: bench.possible(&high),
        }))
    }

    /// Items that count today: those of a later day do not, now or in any forecast.
    pub(crate) fn heaps<'a>(&self, items: &'a [Item], today: Date) -> Vec<Heap<'a>> {
        let known = items.iter().filter(|item| item.day <= today);
        Heap::sort(known, self.method.criteria.len())
    }

    pub(crate) fn benches(&self) -> [Bench<'_>; 2] {
        Axis::ALL.map(|axis| Bench::new(&self.method, axis))
    }

    fn explain(
        &self,
        items: &[Item],
        today: Date,
        intervals: Vec<Interval>,
        sampled: Acceptabilities,
    ) -> Judgement {
        let (low, high) = ends(&intervals);
        let [practice, control] = self.benches();
        let axis = |bench: &Bench<'_>, axis, acceptability| AxisJudgement {
            axis,
            bracket: Bracket {
                necessary: bench.necessary(&low),
                possible: bench.possible(&high),
            },
            acceptability,
            tests: TrustClass::EARNED.map(|class| TestOfClass {
                class,
                at_worst: bench.at_worst(class, &low),
                at_best: bench.at_best(class, &high),
            }),
        };
        let axes = [
            axis(&practice, Axis::Practice, sampled.axes[0]),
            axis(&control, Axis::Control, sampled.axes[1]),
        ];
        let bracket = worse([axes[0].bracket, axes[1].bracket]);
        Judgement {
            today,
            bracket,
            acceptability: sampled.overall,
            of_nothing: self.of_nothing,
            acceptable: self.method.acceptable,
            margins: self.margins(&intervals),
            flips: flips::overall(&axes, bracket),
            loss: flips::loss(self, items, today, bracket.necessary),
            gain: flips::gain(self, items, today, bracket.necessary),
            expiry: flips::expiry(self, items, today, bracket),
            set_aside: self.set_aside(items, today),
            axes,
            intervals,
        }
    }

    fn margins(&self, intervals: &[Interval]) -> Vec<Margin> {
        let mut all = Vec::with_capacity(2 * intervals.len());
        for (n, (criterion, interval)) in self.method.criteria.iter().zip(intervals).enumerate() {
            let distance = |asked: Level| Distance {
                low: interval.low.signed() - asked.signed(),
                high: interval.high.signed() - asked.signed(),
            };
            all.extend(TrustClass::EARNED.map(|class| Margin {
                criterion: n,
                class,
                profile: criterion.asked(class).profile.map(distance),
                veto: criterion.asked(class).veto.map(distance),
            }));
        }
        all
    }

    fn set_aside(&self, items: &[Item], today: Date) -> Vec<NotCounted> {
        let why = |item: &Item| {
            if item.criterion >= self.method.criteria.len() {
                Some(SetAside::NoSuchCriterion)
            } else {
                (item.day > today).then_some(SetAside::NotYet)
            }
        };
        let mut all = Vec::new();
        for reason in [SetAside::NotYet, SetAside::NoSuchCriterion] {
            let own = items.iter().filter(|item| why(item) == Some(reason));
            let mut documents: Vec<u32> = own.map(|item| item.document).collect();
            documents.sort_unstable();
            documents.dedup();
            if !documents.is_empty() {
                all.push(NotCounted {
                    why: reason,
                    documents,
                });
            }
        }
        all
    }
}

/// All lower ends, and all upper ends.
pub(crate) fn ends(intervals: &[Interval]) -> (Vec<Level>, Vec<Level>) {
    intervals.iter().map(|i| (i.low, i.high)).unzip()
}

fn worse([practice, control]: [Bracket; 2]) -> Bracket {
    Bracket {
        necessary: practice.necessary.min(control.necessary),
        possible: practice.possible.min(control.possible),
    }
}
