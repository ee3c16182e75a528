//! Certificates and CMS against an independent verifier, against real packages, and against hostile bytes.
#![expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "tests read files, run another verifier, and say what they did not run"
)]

mod csar;
mod faults;
mod good;
mod hostile;
mod keys;
mod lab;
mod limits;
mod revoked;
mod timed;
