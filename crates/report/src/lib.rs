//! Results as text, JSON and HTML.
//!
//! *Invariants:* nothing here reads files or the clock; no page refers to another host.

pub mod wire;
