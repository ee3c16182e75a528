//! Who can change what.
//!
//! [`close`] computes, for any number of actors in one pass, everything that follows from the rules of reach
//! (their plain statement is [`keyholder_witness::rules`]). [`explain`] gives a certificate for one actor and
//! one question, [`fewest_cuts`] the smallest set of safeguards that would answer it with no, and [`assess`]
//! all shares that a report shows.
//!
//! How: every claim is a monotone gate over other claims, so there is one least fixpoint. Each gate carries a
//! row of bits, one for each actor; OR is union, AND is intersection, *k* of *n* a few word operations. Gates
//! are evaluated in the order of their strongly connected components, and swept to rest inside a component.
//!
//! *Invariants:* no I/O, no clock; the answer depends on neither the order of input nor on any name.

mod actors;
mod alike;
mod answers;
mod assess;
mod change;
mod closure;
mod compile;
mod control;
mod cut;
mod dependents;
mod effects;
mod explain;
pub mod gates;
mod rows;
mod shares;
mod support;

pub use actors::{ActorKind, ActorName, NamedActor, actors};
pub use alike::PlaceKinds;
pub use assess::{
    ActorResult, Assessment, MapFlow, Places, RouteUse, Scope, ScopeKind, Standing, Touched, assess,
};
pub use closure::{Closure, close};
pub use control::control;
pub use cut::{Cut, Cuts, fewest_cuts};
pub use explain::{Explainer, Explanation, explain, explain_with_grounds};
pub use rows::Rows;
pub use shares::{Amount, Counted, Stages, Ways, Weight, element_sums};
pub use support::Basis;
