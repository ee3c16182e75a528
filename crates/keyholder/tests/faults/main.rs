//! Each fault, made on purpose in a small project without one, is told under its code by the whole program.
#![expect(
    clippy::disallowed_methods,
    reason = "writes small projects and runs the binary on them"
)]

mod base;
mod cases;

use std::path::Path;
use std::process::Command;

use cases::{CASES, Edit};

/// The codes that `check` tells about a project, and all that it prints.
fn codes(folder: &Path) -> (Vec<String>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(["check", "--format", "json"])
        .arg(folder)
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let said: serde_json::Value =
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
    let list = said.as_array().or_else(|| said["diagnostics"].as_array());
    let codes = list
        .into_iter()
        .flatten()
        .filter_map(|one| one["code"].as_str());
    (codes.map(str::to_owned).collect(), text)
}

/// Where a file stands in the list.
fn at(files: &[(String, String)], path: &str) -> usize {
    let found = files.iter().position(|(known, _)| known == path);
    found.unwrap_or_else(|| panic!("the base has no `{path}`"))
}

/// The base project with some edits.
fn project(edits: &[Edit]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files: Vec<(String, String)> = base::FILES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    for edit in edits {
        match edit {
            Edit::New(path, text) => files.push(((*path).to_owned(), (*text).to_owned())),
            Edit::Swap(path, from, to) => {
                let at = at(&files, path);
                let text = &mut files[at].1;
                assert!(text.contains(from), "`{path}` has no `{from}`");
                *text = text.replacen(from, to, 1);
            }
            Edit::Add(path, more) => {
                let at = at(&files, path);
                files[at].1.push_str(more);
            }
            Edit::Drop(path) => {
                let at = at(&files, path);
                files.remove(at);
            }
        }
    }
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    folder
}

#[test]
fn the_base_has_no_fault_and_leaves_nothing_open() {
    let folder = project(&[]);
    let (codes, text) = codes(folder.path());
    assert!(codes.is_empty(), "{text}");
}

#[test]
fn each_fault_is_told_under_its_code() {
    let mut mute = Vec::new();
    for (code, edits) in CASES {
        let folder = project(edits);
        let (codes, text) = codes(folder.path());
        if !codes.iter().any(|told| told == code) {
            mute.push(format!("{code} is not told; instead: {text}"));
        }
    }
    assert!(mute.is_empty(), "\n{}", mute.join("\n"));
}

#[test]
fn a_fault_never_improves_the_answer_into_silence() {
    // Whatever is wrong, an assessment is still made, and says by its code that the input has faults.
    let folder = project(&[Edit::Swap(
        "components/amf.toml",
        "\"acme\", \"op\"",
        "\"acme\", \"nobody\"",
    )]);
    let out = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(["assess", "--format", "json", "--out"])
        .arg(out.path())
        .arg(folder.path())
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["counts"]["errors"], 1);
    let unknowns = said["unknowns"].as_array().expect("a list");
    assert!(unknowns.iter().any(|u| u["code"] == "KH0604"));
}
