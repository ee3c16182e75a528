//! Commands as people meet them: what they print, what they write, and what they refuse.
#![expect(
    clippy::disallowed_methods,
    reason = "a test looks at what the program wrote"
)]
#![expect(clippy::print_stdout, reason = "a test says what it did not try")]

mod gate;
mod kept;
mod oscal;
mod places;
mod rules;
mod verdicts;
mod watch;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Runs the program in a folder.
fn keyholder(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyholder"));
    let output = command.args(arguments).current_dir(folder).output();
    output.expect("it runs")
}

/// All that it printed.
fn said(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr].map(|b| String::from_utf8_lossy(b).into_owned());
    both.concat()
}

/// What it printed, as JSON.
fn json(output: &Output) -> Value {
    let read = serde_json::from_slice(&output.stdout);
    read.unwrap_or_else(|error| panic!("no JSON: {error}\n{}", said(output)))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A new project in it, `net`.
fn project(folder: &Path) -> PathBuf {
    let made = keyholder(folder, &["new", "net"]);
    assert!(made.status.success(), "{}", said(&made));
    folder.join("net")
}

/// A synthetic nation in it, `nation`.
fn nation(folder: &Path, seed: &str) {
    let wish = ["example", "national", "--elements", "6000", "--seed", seed];
    let made = keyholder(folder, &[&wish[..], &["--into", "nation"]].concat());
    assert!(made.status.success(), "{}", said(&made));
}

/// The folder of an example of the repository.
fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    path.join(name).to_string_lossy().into_owned()
}
