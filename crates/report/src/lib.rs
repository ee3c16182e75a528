//! Results as text, JSON and HTML.
//!
//! *Invariants:* nothing here reads files or the clock; no page refers to another host.

pub mod diagnostics;
pub mod json;
pub mod number;
pub mod text;
pub mod wire;
