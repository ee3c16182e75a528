//! Where the faults stand, and how the program is run on them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the repository")
}

/// The names of the faults, sorted.
pub(crate) fn faults() -> Vec<String> {
    let folder = root().join("examples/broken");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("listed")
        .map(|entry| entry.expect("listed"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The rows of the table in `examples/broken/README.md`: fault and code.
pub(crate) fn table() -> Vec<(String, String)> {
    let path = root().join("examples/broken/README.md");
    let text = std::fs::read_to_string(path).expect("the README is there");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| [`"));
    let mut rows: Vec<(String, String)> = rows
        .filter_map(|row| {
            let (name, rest) = row.split_once('`')?;
            Some((name.to_owned(), rest.split('|').nth(1)?.trim().to_owned()))
        })
        .collect();
    rows.sort();
    rows
}

/// Runs the program in the repository.
pub(crate) fn keyholder(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("the program runs")
}

/// What it printed.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
