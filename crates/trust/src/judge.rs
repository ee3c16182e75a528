//! One method and everything drawn for it, applied to any number of suppliers.

use std::num::NonZeroUsize;

use jiff::civil::Date;

use crate::draws::Draws;
use crate::evidence::{Heap, Interval, Item};
use crate::flips;
use crate::judgement::{
    AxisJudgement, Distance, Judgement, Margin, Set, SetAside, Span, TestOfClass,
};
use crate::level::Level;
use crate::method::{Axis, Class, Fault, Method};
use crate::sample::{self, Acceptabilities, Acceptability};
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
    pub fn span(&self, items: &[Item], today: Date) -> Span {
        let benches = self.benches();
        let intervals = self.intervals(items, today);
        let (low, high) = ends(&intervals);
        worse(benches.map(|bench| Span {
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
            span: Span {
                necessary: bench.necessary(&low),
                possible: bench.possible(&high),
            },
            acceptability,
            tests: Class::EARNED.map(|class| TestOfClass {
                class,
                surely: bench.surely(class, &low),
                possibly: bench.possibly(class, &high),
            }),
        };
        let axes = [
            axis(&practice, Axis::Practice, sampled.axes[0]),
            axis(&control, Axis::Control, sampled.axes[1]),
        ];
        let span = worse([axes[0].span, axes[1].span]);
        Judgement {
            today,
            span,
            acceptability: sampled.overall,
            of_nothing: self.of_nothing,
            acceptable: self.method.acceptable,
            margins: self.margins(&intervals),
            flips: flips::overall(&axes, span),
            loss: flips::loss(self, items, today, span.necessary),
            gain: flips::gain(self, items, today, span.necessary),
            expiry: flips::expiry(self, items, today, span),
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
            all.extend(Class::EARNED.map(|class| Margin {
                criterion: n,
                class,
                profile: criterion.wanted(class).profile.map(distance),
                veto: criterion.wanted(class).veto.map(distance),
            }));
        }
        all
    }

    fn set_aside(&self, items: &[Item], today: Date) -> Vec<Set> {
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
            let mut keys: Vec<u32> = own.map(|item| item.key).collect();
            keys.sort_unstable();
            keys.dedup();
            if !keys.is_empty() {
                all.push(Set { why: reason, keys });
            }
        }
        all
    }
}

/// All lower ends, and all upper ends.
pub(crate) fn ends(intervals: &[Interval]) -> (Vec<Level>, Vec<Level>) {
    intervals.iter().map(|i| (i.low, i.high)).unzip()
}

fn worse([practice, control]: [Span; 2]) -> Span {
    Span {
        necessary: practice.necessary.min(control.necessary),
        possible: practice.possible.min(control.possible),
    }
}
