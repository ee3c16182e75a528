//! The glossary speaks of what is there: its types are in the sources, its keys in the format.

use crate::tree::{none, read, texts};

/// Words in backticks of one column of the table, counted from 0.
fn column(at: usize) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for line in read("GLOSSARY.md").lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (Some(word), Some(cell)) = (cells.get(1), cells.get(at + 1)) else {
            continue;
        };
        let ticked = cell.split('`').skip(1).step_by(2);
        all.extend(ticked.map(|ticked| ((*word).to_owned(), ticked.to_owned())));
    }
    all
}

#[test]
fn its_types_are_in_the_sources() {
    let sources: String = texts("crates", &[".rs"])
        .into_iter()
        .map(|f| f.text)
        .collect();
    let defined = |name: &str| {
        let kinds = ["struct", "enum", "trait", "type", "fn"];
        let stated = kinds.iter().any(|kind| {
            let start = format!("pub {kind} {name}");
            sources.match_indices(&start).any(|(at, _)| {
                let next = sources[at + start.len()..].chars().next();
                next.is_none_or(|c| !(c.is_alphanumeric() || c == '_'))
            })
        });
        // Ids and closed lists of words are made by macros: a line of their own, or one that opens braces.
        stated
            || sources.contains(&format!("\n    {name}\n"))
            || sources.contains(&format!("\n    {name} {{"))
    };
    let types = column(2);
    assert!(
        types.len() > 20,
        "the table has no types; did its shape change?"
    );
    let faults: Vec<String> = types
        .into_iter()
        .filter(|(_, name)| {
            !name
                .split("::")
                .all(|part| defined(part) || is_variant(&sources, part))
        })
        .map(|(word, name)| format!("{word}: `{name}`"))
        .collect();
    none(
        &faults,
        "name a type of crates/*/src, or leave the cell empty",
    );
}

fn is_variant(sources: &str, name: &str) -> bool {
    [",", "(", " =", " {"].iter().any(|end| {
        sources.contains(&format!("        {name}{end}"))
            || sources.contains(&format!("    {name}{end}"))
    })
}

#[test]
fn its_keys_are_in_the_format() {
    let format = read("docs/format.md");
    let keys = column(3);
    assert!(
        keys.len() > 20,
        "the table has no keys; did its shape change?"
    );
    let faults: Vec<String> = keys
        .into_iter()
        .filter(|(_, key)| !format.contains(key))
        .map(|(word, key)| format!("{word}: `{key}`"))
        .collect();
    none(&faults, "write the key as docs/format.md does");
}

#[test]
fn words_that_are_not_used_are_not_used_in_titles() {
    // Whole sentences may speak of an update "package" in its ordinary sense; a heading that does so misleads.
    let banned: Vec<String> = [
        "vendor",
        "tenant",
        "adversary",
        "blast radius",
        "attack path",
    ]
    .map(str::to_owned)
    .into();
    let mut faults = Vec::new();
    for file in texts("docs", &[".md"]) {
        let headings = file
            .text
            .lines()
            .enumerate()
            .filter(|(_, l)| l.starts_with('#'));
        for (n, line) in headings {
            let lower = line.to_lowercase();
            let word = banned.iter().find(|word| lower.contains(*word));
            faults.extend(word.map(|word| format!("{}:{}: `{word}`", file.path, n + 1)));
        }
    }
    none(&faults, "use the word of GLOSSARY.md");
}
