//! The question that a person at a terminal is asked before anything is written.
#![cfg(unix)]

use std::io::Write;
use std::process::Stdio;

use super::{Command, Path, files, folder};

/// What a terminal shows when this is typed, and the code that the program ends with; none where there is no
/// `script`, the usual program that runs another one on a terminal.
fn typed(folder: &Path, answer: &str) -> Option<(String, i32)> {
    let program = env!("CARGO_BIN_EXE_keyholder");
    let line = format!("'{program}' import export.csv --into net");
    let mut script = Command::new("script");
    script
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .current_dir(folder)
        .env("TERM", "dumb")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let Ok(mut running) = script.spawn() else {
        println!("there is no `script` here; the question is not tried");
        return None;
    };
    // An answer that comes before the question waits for it, as on any terminal.
    let mut keys = running.stdin.take().expect("a terminal");
    let _gone = keys.write_all(answer.as_bytes());
    drop(keys);
    let output = running.wait_with_output().expect("it ends");
    let code = output.status.code().unwrap_or(-1);
    if output.stdout.is_empty() {
        println!("`script` gets no terminal here ({code}); the question is not tried");
        return None;
    }
    Some((String::from_utf8_lossy(&output.stdout).into_owned(), code))
}

#[test]
fn nothing_is_written_unless_a_person_says_yes() {
    for (answer, yes) in [
        ("y\n", true),
        ("yes\n", true),
        ("n\n", false),
        ("\n", false),
    ] {
        let folder = folder();
        let export = "Hostname;Role;Site\nran-1;gNB;North\nran-2;gNB;North\n";
        std::fs::write(folder.path().join("export.csv"), export).expect("written");
        let before = files(&folder.path().join("net"));
        let Some((shown, code)) = typed(folder.path(), answer) else {
            return;
        };
        assert!(
            shown.contains("Are the columns as they should be"),
            "{shown}"
        );
        let after = files(&folder.path().join("net"));
        assert_eq!(before != after, yes, "{answer:?}: {code}\n{shown}");
        assert_eq!(code, if yes { 0 } else { 2 }, "{answer:?}\n{shown}");
    }
}
