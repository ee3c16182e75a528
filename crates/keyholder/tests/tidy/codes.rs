//! Every code of a diagnostic is shown by a test or by an example.

use keyholder_diag::{ALL_CODES, Code};

use crate::tree::{none, read, texts};

/// Texts that show codes: tests, and examples that are broken on purpose.
fn shown() -> String {
    let mut all = String::new();
    for file in texts("crates", &[".rs"]) {
        if file.path == "crates/keyholder/tests/tidy/codes.rs" {
            continue;
        }
        if file.path.contains("/tests/") || file.path.ends_with("/tests.rs") {
            all.push_str(&file.text);
        } else {
            let tests = file.text.split("#[cfg(test)]").skip(1);
            tests.for_each(|text| all.push_str(text));
        }
    }
    for file in texts("examples/broken", &[""]) {
        all.push_str(&file.path);
        all.push_str(&file.text);
    }
    all
}

#[test]
fn every_code_is_shown_by_a_test() {
    let shown = shown();
    let mute: Vec<String> = ALL_CODES
        .iter()
        .filter(|code| !shown.contains(code.as_str()))
        .map(|code| format!("{}: {}", code.as_str(), code.title()))
        .collect();
    none(
        &mute,
        "write a test that names the code, or a project in examples/broken that shows it",
    );
}

#[test]
fn every_page_of_a_code_belongs_to_a_code() {
    let stale = |path: &str| {
        let name = path.rsplit('/').next().and_then(|n| n.strip_suffix(".md"));
        name.is_none_or(|name| Code::from_name(name).is_none())
    };
    let faults: Vec<String> = texts("docs/diagnostics", &[".md"])
        .into_iter()
        .map(|file| file.path)
        .filter(|path| !path.ends_with("README.md") && stale(path))
        .collect();
    none(
        &faults,
        "a code keeps its meaning for ever; add it to crates/diag/src/code.rs again",
    );
}

#[test]
fn exit_codes_are_documented_as_the_help_has_them() {
    let page = read("docs/exit-codes.md");
    let source = read("crates/keyholder/src/exit.rs");
    let numbers = source.lines().filter_map(|line| {
        let rest = line.strip_prefix("pub(crate) const ")?;
        rest.split_once(": u8 = ")?.1.strip_suffix(';')
    });
    let missing: Vec<String> = numbers
        .filter(|number| !page.contains(&format!("| {number} |")))
        .map(str::to_owned)
        .collect();
    none(&missing, "add a row to docs/exit-codes.md");
}
