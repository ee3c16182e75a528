//! How a supplier is judged: evidence, intervals, classes, and what would change a verdict.
//!
//! A [`Judge`] holds one [`Method`] and everything that is drawn for it. It turns the [`Item`]s of evidence
//! about one supplier into a [`Judgement`]: which class is sure, which is possible, how often each comes out
//! in between, which criteria decided, what would change it, and until when it stands.
//! [`Judgement::verdict`] puts it into one of four words.
//!
//! How: items give an interval on each criterion; on each of two axes, enough weight must reach the profile
//! of a class and nobody may be below a veto (interval MR-Sort with veto); the worse axis counts. The plain
//! statement, with an example to check by hand, is docs/verdicts.md.
//!
//! *Invariants:* no I/O, no clock; whole numbers throughout, so the same evidence gives the same bytes; better
//! evidence never makes anything worse, exactly; nothing depends on names, on order, on threads or on other
//! suppliers; no evidence is never a good verdict, nor a bad one.

mod chance;
mod draws;
mod evidence;
mod fade;
mod flips;
mod judge;
mod judgement;
mod level;
mod method;
mod sample;
mod verdict;
mod weigh;

pub use evidence::{Interval, Item};
pub use flips::{Blocked, Change, Expiry, Flips, Gain, Loss, Raise, Want};
pub use judge::Judge;
pub use judgement::{
    AxisJudgement, Bracket, Distance, Judgement, Margin, NotCounted, SetAside, TestOfClass,
};
pub use level::Level;
pub use method::{Asked, Axis, Criterion, DRAWN_MAX, Fault, Method, TrustClass};
pub use sample::{Acceptabilities, Acceptability};
pub use verdict::{Stakes, Verdict};
pub use weigh::{Flip, Tally};
