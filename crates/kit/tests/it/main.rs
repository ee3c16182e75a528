//! What the kit makes is the same every time, and other programs find it as good or as bad as it is meant.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test over files writes files, and one that is skipped says so"
)]

mod form;
mod openssl;
mod reading;
mod same;
mod tools;
