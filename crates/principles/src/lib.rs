//! Principles, answered from a network, its reach and its evidence.
//!
//! [`assess_principles`] asks every question of every principle of a catalogue and gives [`Finding`]s. Each question
//! is answered in two steps: a check turns network, reach, evidence and the day into a
//! [`Measure`](keyholder_supply::principle::Measure), and [`judge`] turns measure, parameters and the day into an
//! outcome. Cases of a catalogue test the second step ([`verify`]).
//!
//! *Invariants:* no I/O, no clock: the day is an argument. What is not known never comes out as met. No question
//! can name a party, a product or a country, and the outcome depends on no name.

mod assess;
mod blanks;
mod cases;
mod checks;
mod evidence;
mod facts;
mod finding;
mod judge;
mod risks;
mod scope;
mod supply;
mod tally;
mod words;

pub use assess::assess_principles;
pub use cases::verify;
pub use finding::{Answer, Change, ChangeKind, Finding, Flip, Missing, Of, Used};
pub use judge::{can_give, judge, together};
pub use risks::{RiskView, roll_up};
