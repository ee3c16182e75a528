//! Whether an update may go in: the judgement, and what people decide after it.
//!
//! [`targets`] finds the elements, [`after()`] makes the project as it would be, [`judge`] answers every check and
//! has the policy make a verdict of the answers, [`status`] counts what people decided.
//!
//! *Invariant:* no file, no clock: keys, packages, history and the moment are arguments, so a verdict can be given
//! again years later.
//! *Invariant:* a check that was not done never counts as passed, and one that failed is never passed over,
//! whatever the policy says.
//! *Invariant:* verdicts on suppliers come from `verdicts`; here is none of its own.

mod after;
mod asked;
mod checks;
mod decide;
mod installable;
mod judge;
mod notices;
mod permits;
mod policy;
mod targets;

pub use after::after;
pub use asked::{Adopted, Asked, Lists, Parts, Past, Running};
pub use checks::{COUNTER_SIGNATURE, Wider, asks_for_a_look};
pub use decide::{
    About, DECISION, Decision, DecisionKind, State, Status, Wanted, envelope, later, next_step,
    read_decision, status,
};
pub use installable::{Installable, installable};
pub use judge::{Conditions, Judgement, judge, passed};
pub use notices::{notices, policy_notices};
pub use permits::Permits;
pub use policy::{CaseFault, PartsSeen, Seen, Step, input, steps, tier_of, try_cases};
pub use targets::{NoTargets, Targets, targets};
