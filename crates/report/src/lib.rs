//! Results as text, JSON and HTML.
//!
//! *Invariants:* nothing here reads files or the clock; no page refers to another host.

pub mod build;
pub mod diagnostics;
pub mod diff;
pub mod explain;
pub mod gate;
pub mod html;
pub mod json;
pub mod number;
pub mod outline;
pub mod principles;
mod reading;
pub mod tables;
pub mod text;
pub mod verdicts;
pub mod wire;
pub mod xlsx;
