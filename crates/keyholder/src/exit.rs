//! Exit codes. They are documented in `docs/exit-codes.md` and in the help.

/// Done, and nothing to complain about.
pub(crate) const DONE: u8 = 0;
/// Done, but the input has faults, a file is not in its form, or a certificate was refused.
pub(crate) const FAULTS: u8 = 1;
/// The command line cannot be understood, or names something that is not there.
pub(crate) const USAGE: u8 = 2;
/// A file or folder cannot be read or written.
pub(crate) const WORLD: u8 = 3;
/// A fault of the program.
pub(crate) const BUG: u8 = 4;
/// The gate admits with limits.
pub(crate) const LIMITS: u8 = 10;
/// The gate holds, or something is missing.
pub(crate) const HOLD: u8 = 11;
/// The gate refuses, or an update was rejected.
pub(crate) const REFUSE: u8 = 12;
/// Broken off by Ctrl-C before anything was written.
pub(crate) const INTERRUPTED: u8 = 130;

/// For `--help`.
pub(crate) const HELP: &str = "Exit codes:
  0  done, and nothing to complain about
  1  the input has faults (or, for `fmt --check`, a file is not in its form)
  2  the command line cannot be understood, or names something that is not there
  3  a file or folder cannot be read or written
  4  a fault of the program
  10, 11, 12  `gate`: admit with limits, hold, refuse
  130  broken off by Ctrl-C; nothing was written";
