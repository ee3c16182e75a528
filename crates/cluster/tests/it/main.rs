//! The engine against a plain loop, here and on a cluster of real processes; nodes that die on the way.
//!
//! All in one binary: each that holds the engine is half a gigabyte.
#![expect(
    clippy::disallowed_methods,
    reason = "the tests start processes, make files and watch the clock"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a run that was broken on purpose says how it ended"
)]

mod faults;
mod here;
mod made;
mod measure;
mod nodes;
mod plain;
mod spread;
