//! What every source file promises.

use crate::tree::{Text, code_lines, none, root, texts};

/// Layers 0 to 5, and the checker beside them: no files, clock, environment, network or terminal.
const PURE: &[&str] = &[
    "diag",
    "supply",
    "documents",
    "boms",
    "tables",
    "intake",
    "example",
    "witness",
    "reach",
    "rules",
    "ledger",
    "trust",
    "yaml",
    "gate",
    "packages",
    "signatures",
    "verdicts",
    "principles",
    "report",
];

/// What a pure crate does not touch.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "SystemTime",
    "Instant::",
    "time::Instant",
    "Zoned::now",
    "Timestamp::now",
];

/// No file longer than this.
const LINES_MAX: usize = 600;

fn rust() -> Vec<Text> {
    texts("crates", &[".rs"])
}

#[test]
fn every_file_says_what_its_room_is_for() {
    let mute = |file: &Text| {
        (!file.text.starts_with("//! "))
            .then(|| format!("{}: does not begin with `//!`", file.path))
    };
    let faults: Vec<String> = rust().iter().filter_map(mute).collect();
    none(&faults, "begin each with one line that says what it is for");
}

#[test]
fn no_file_is_too_long() {
    let long = |file: &Text| {
        let lines = file.text.lines().count();
        (lines > LINES_MAX).then(|| format!("{}: {lines} lines", file.path))
    };
    let faults: Vec<String> = rust().iter().filter_map(long).collect();
    none(&faults, &format!("split each; at most {LINES_MAX} lines"));
}

#[test]
fn pure_crates_touch_nothing() {
    let mut faults = Vec::new();
    for name in PURE {
        for file in texts(&format!("crates/{name}/src"), &[".rs"]) {
            // Unit tests may read what they like; they stand at the end, or in files of their own.
            if file.path.ends_with("/tests.rs") {
                continue;
            }
            let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
            for (line, code) in code_lines(code) {
                let found = IMPURE.iter().filter(|word| code.contains(**word));
                faults.extend(found.map(|word| format!("{}:{line}: `{word}`", file.path)));
            }
        }
    }
    none(
        &faults,
        "files, clock and environment belong to `project` and the binary",
    );
}

#[test]
fn every_crate_is_known_to_be_pure_or_to_be_a_shell() {
    let shells = [
        "project",
        "keyholder",
        "cluster",
        "kit",
        "property",
        "xtask",
    ];
    let manifests = texts("crates", &["/Cargo.toml"]);
    let unsorted = |file: &Text| {
        let name = file.path.split('/').nth(1).unwrap_or_default();
        (!PURE.contains(&name) && !shells.contains(&name)).then(|| format!("crates/{name}"))
    };
    let faults: Vec<String> = manifests.iter().filter_map(unsorted).collect();
    none(&faults, "say in tests/tidy/sources.rs whether it is pure");
}

/// Nothing larger belongs here: what is large is made, or lies elsewhere.
const BYTES_MAX: u64 = 1 << 20;

#[test]
fn crates_holds_crates_and_nothing_is_large() {
    let mut faults = Vec::new();
    for entry in std::fs::read_dir(root().join("crates")).expect("listed") {
        let path = entry.expect("listed").path();
        if !path.join("Cargo.toml").is_file() {
            faults.push(format!("{}: no crate", path.display()));
        }
    }
    let mut open: Vec<_> = ["catalogue", "crates", "docs", "examples"]
        .map(|folder| root().join(folder))
        .to_vec();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("listed") {
            let entry = entry.expect("listed");
            let meta = entry.metadata().expect("known");
            match meta.is_dir() {
                true => open.push(entry.path()),
                false if meta.len() > BYTES_MAX => {
                    faults.push(format!("{}: {} bytes", entry.path().display(), meta.len()));
                }
                false => {}
            }
        }
    }
    none(&faults, "take it away");
}

#[test]
fn pages_refer_to_no_other_host() {
    let loads = ["src=\"", "href=\"", "url(", "@import"];
    let mut faults = Vec::new();
    let mut files = texts("crates/report/templates", &[".html", ".css"]);
    files.extend(texts("crates/report/src/html", &[".rs"]));
    for file in &files {
        for (n, line) in file.text.lines().enumerate() {
            for load in loads {
                let mut targets = line.split(load).skip(1);
                if targets.any(|t| !(t.starts_with('#') || t.starts_with("data:"))) {
                    faults.push(format!("{}:{}: {}", file.path, n + 1, line.trim()));
                }
            }
        }
    }
    none(
        &faults,
        "a page loads nothing; refer to anchors of the page itself",
    );
}

#[test]
fn nothing_is_left_for_later() {
    // Spelled in two halves, so that this file passes its own test.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    let mut faults = Vec::new();
    for file in texts("", &[".rs", ".md", ".toml", ".csv", ".html", ".css"]) {
        for (n, line) in file.text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{}: {}", file.path, n + 1, line.trim()));
            }
        }
    }
    none(&faults, "do it, or write it into CHANGELOG.md as missing");
}
