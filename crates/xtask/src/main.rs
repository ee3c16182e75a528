//! Chores of the repository: `cargo xtask <chore>`.
#![expect(
    clippy::disallowed_methods,
    reason = "a chore reads its command line and writes files of the repository"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the terminal"
)]

mod bench;
mod test;
mod two_operators;
mod update_tonight;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <chore>
  bench                    measure, and write the table of docs/performance.md
  bench --nation           measure from inventory to report at several sizes, and write that table
  bench --gate [WHAT]      measure the gate: packages, log, parts, nations; write those tables
  bench --quick            try it on a small graph
  test                     run all tests; with --slow the long ones too
  test --cluster           run the tests of the feature `cluster` alone; the first build takes many minutes
  two-operators            write examples/two-operators anew
  two-operators --check    compare it with what would be written
  update-tonight           write packages, keys and lists of parts of examples/update-tonight anew";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["bench", words @ ..] => run_bench(words),
        ["test"] => test::run(test::Which::Quick),
        ["test", "--slow"] => test::run(test::Which::Slow),
        ["test", "--cluster"] => test::run(test::Which::Cluster),
        ["two-operators"] => write_two_operators(),
        ["two-operators", "--check"] => check_two_operators(),
        ["update-tonight"] => write_update_tonight(),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run_bench(words: &[&str]) -> ExitCode {
    match bench::run(words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write_update_tonight() -> ExitCode {
    match update_tonight::write() {
        Ok(count) => {
            println!("examples/update-tonight: {count} files");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("examples/update-tonight: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write_two_operators() -> ExitCode {
    match two_operators::write() {
        Ok(count) => {
            println!("examples/two-operators: {count} files");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("examples/two-operators cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn check_two_operators() -> ExitCode {
    match two_operators::differences() {
        Ok(differences) if differences.is_empty() => {
            println!("examples/two-operators is up to date");
            ExitCode::SUCCESS
        }
        Ok(differences) => {
            for difference in differences {
                eprintln!("{difference}");
            }
            eprintln!("run `cargo xtask two-operators` and look at what changes");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("examples/two-operators cannot be read: {error}");
            ExitCode::FAILURE
        }
    }
}
