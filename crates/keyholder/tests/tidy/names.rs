//! No supplier is named in the code, the catalogue or the book, to its favour or harm.

use crate::tree::{none, root, texts};

/// The tables of real suppliers that may lie beside the repository, and the column of the name.
const TABLES: &[(&str, &str)] = &[
    ("supplier-facts.csv", "supplier"),
    ("fcc-covered-list.csv", "entity"),
    ("ran-vendor-shares.csv", "vendor_or_group"),
];

/// Words that names of suppliers share with ordinary language.
const ORDINARY: &[&str] = &[
    "others",
    "other",
    "china",
    "pacific",
    "international",
    "united",
    "open",
];

/// The distinguishing word of each name: its first one of three letters or more.
fn names() -> Option<Vec<String>> {
    let folder = root().join("../shared/data/governance");
    let mut names = Vec::new();
    for (table, column) in TABLES {
        let text = std::fs::read_to_string(folder.join(table)).ok()?;
        let mut lines = text.lines();
        let at = lines.next()?.split(',').position(|c| c == *column)?;
        for line in lines {
            // Only the quoted cells hold commas, and they stand after the name.
            let name = line.split(',').nth(at).unwrap_or_default();
            let word = name
                .split(|c: char| !c.is_alphanumeric())
                .find(|word| word.len() >= 3)
                .unwrap_or_default()
                .to_lowercase();
            if !word.is_empty() && !ORDINARY.contains(&word.as_str()) {
                names.push(word);
            }
        }
    }
    names.sort();
    names.dedup();
    Some(names)
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn no_supplier_is_named() {
    let Some(names) = names() else {
        eprintln!("skipped: the tables of real suppliers are not here");
        return;
    };
    assert!(names.len() > 5, "the tables are there and name nobody");
    let mut faults = Vec::new();
    for folder in ["crates", "catalogue", "docs", "examples/two-operators"] {
        for file in texts(
            folder,
            &[".rs", ".toml", ".md", ".html", ".csv", ".txt", ".json"],
        ) {
            for (n, line) in file.text.lines().enumerate() {
                let lower = line.to_lowercase();
                let words = lower.split(|c: char| !c.is_alphanumeric());
                let named = words
                    .into_iter()
                    .find(|w| names.iter().any(|name| name == w));
                faults.extend(named.map(|w| format!("{}:{}: `{w}`", file.path, n + 1)));
            }
        }
    }
    none(
        &faults,
        "use an invented name, or one of an open-source project",
    );
}
