//! What is wrong, where, and what to do about it.
//!
//! Every reader returns a [`Parsed`] value: what could be taken, and every
//! diagnostic at once. A [`Diagnostic`] carries a stable [`Code`], a [`Span`]
//! in a [`Source`], and a remedy. Nothing here prints, reads files or knows
//! what a network is.
//!
//! *Invariant:* a code, once published, keeps its meaning for ever.

mod code;
mod diagnostic;
mod limits;
mod source;
mod suggest;

pub use code::{ALL_CODES, Code, Severity};
pub use diagnostic::{Diagnostic, Diagnostics, Parsed};
pub use limits::Limits;
pub use source::{FileId, Source, Sources, Span};
pub use suggest::{did_you_mean, list_some};
