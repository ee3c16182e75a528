//! The log on the disk: grown, killed, harmed, forked, and read by others.
#![expect(
    clippy::disallowed_methods,
    reason = "tests of the one that touches files"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "says what did not run, and what was measured"
)]

mod common;
mod grows;
mod harmed;
mod killed;
mod measure;
mod others;
mod witnessed;
