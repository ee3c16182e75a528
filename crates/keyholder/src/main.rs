//! The command line: flags → call → render → exit code. No rule of its own.
#![expect(
    clippy::disallowed_methods,
    reason = "the binary is the one that reads the command line and the clock"
)]

mod cli;
mod commands;
mod exit;
mod outcome;
mod progress;

use std::process::ExitCode;

use clap::Parser;

/// Runs a command; a bug in the program gets an exit code of its own.
fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let run = std::panic::catch_unwind(|| commands::run(&cli));
    match run {
        Ok(outcome) => outcome.finish(),
        Err(_) => {
            anstream::eprintln!(
                "keyholder: this is a fault of the program, not of your data; please report it with the command and the message above"
            );
            ExitCode::from(exit::BUG)
        }
    }
}
