//! From a proposal to new texts of the project's files, and what changes in them row by row.
//!
//! Everything is keyed by id. A text in which nothing changes stays as it is, byte by byte, so the same
//! export twice changes nothing.

mod blocks;
mod cells;
mod table;

use std::collections::BTreeMap;

use keyholder_diag::Limits;
use keyholder_documents::FileKind;
use keyholder_supply::facts::{ComponentFact, Facts};

pub use blocks::{aliases, party};
pub use table::{Lost, table};

use crate::parties::{Means, PartyName};

/// What becomes of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// It is new: its cells that say something.
    Added(String, Vec<(String, String)>),
    /// It says something else: column, old and new.
    Changed(String, Vec<(String, String, String)>),
    /// It is taken out.
    Removed(String),
}

/// One file with its new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Path relative to the project.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// The text that it has.
    pub old: Option<String>,
    /// The text that it gets.
    pub new: String,
    /// Rows or blocks that change, by id.
    pub rows: Vec<RowChange>,
    /// Rows that say the same, on the same word.
    pub unchanged: usize,
    /// Rows that say the same, and only source or day are new.
    pub confirmed: usize,
}

impl FileChange {
    /// Whether the text changes.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.old.as_deref() != Some(self.new.as_str())
    }

    /// Rows added, changed, removed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |test: fn(&RowChange) -> bool| self.rows.iter().filter(|r| test(r)).count();
        (
            count(|r| matches!(r, RowChange::Added(..))),
            count(|r| matches!(r, RowChange::Changed(..))),
            count(|r| matches!(r, RowChange::Removed(..))),
        )
    }
}

/// The tables of an import: path, and what it holds.
#[must_use]
pub fn tables_of(name: &str) -> [(String, FileKind); 3] {
    [
        (format!("network/places-{name}.csv"), FileKind::Places),
        (format!("network/pools-{name}.csv"), FileKind::Pools),
        (format!("network/elements-{name}.csv"), FileKind::Elements),
    ]
}

/// What is to be merged.
pub struct Merging<'a> {
    /// The name of the import.
    pub name: &'a str,
    /// What the export proposes.
    pub facts: &'a Facts,
    /// Names of parties, and whom they mean.
    pub parties: &'a [PartyName],
    /// The texts of the project by path.
    pub texts: &'a BTreeMap<String, String>,
    /// What the project states.
    pub project: &'a Facts,
    /// Whether rows that the export no longer has are taken out.
    pub replace: bool,
    /// The bounds of reading.
    pub limits: &'a Limits,
}

/// The new texts, in the order in which they are to be written: what is named before what names it, so that
/// a project between two of them is sound, and the same import once more completes it.
#[must_use]
pub fn plan(merging: &Merging<'_>) -> (Vec<FileChange>, Vec<Lost>) {
    let mut files = Vec::new();
    let mut lost = Vec::new();
    let old = |path: &str| merging.texts.get(path).cloned();
    // Decisions before what they decide: once a party is there under its name, nobody need decide any more.
    let path = "imports/aliases.toml";
    if let Some(new) = aliases(old(path).as_deref(), merging.parties) {
        files.push(FileChange {
            path: path.to_owned(),
            kind: FileKind::Aliases,
            old: old(path),
            new,
            rows: Vec::new(),
            unchanged: 0,
            confirmed: 0,
        });
    }
    for name in merging.parties {
        let Means::New(id, called) = &name.means else {
            continue;
        };
        // Two spellings that are both said to be new are one party.
        let path = format!("parties/{id}.toml");
        if files.iter().any(|file: &FileChange| file.path == path) {
            continue;
        }
        files.extend(new_file(
            path,
            FileKind::Party,
            party(id, called, &name.source),
            old,
            id,
        ));
    }
    for fact in &merging.facts.parties {
        let path = format!("parties/{}.toml", fact.id.text);
        let there = merging
            .project
            .parties
            .iter()
            .any(|p| p.id.text == fact.id.text);
        if !there {
            files.extend(new_file(
                path,
                FileKind::Party,
                blocks::party_fact(fact),
                old,
                &fact.id.text,
            ));
        }
    }
    for fact in &merging.facts.components {
        match component(fact, merging) {
            Ok(change) => files.extend(change),
            Err(fault) => lost.push(fault),
        }
    }
    for (path, kind) in tables_of(merging.name) {
        let rows = cells::rows(merging.facts, kind);
        let before = old(&path);
        if rows.is_empty() && !(merging.replace && before.is_some()) {
            continue;
        }
        match table(&path, kind, before.as_deref(), rows, merging.replace) {
            Ok(change) => files.push(change),
            Err(fault) => lost.push(fault),
        }
    }
    (files, lost)
}

fn new_file(
    path: String,
    kind: FileKind,
    new: String,
    old: impl Fn(&str) -> Option<String>,
    id: &str,
) -> Option<FileChange> {
    // A file that is there is somebody's word, or was made by this import before.
    old(&path).is_none().then(|| FileChange {
        kind,
        old: None,
        new,
        rows: vec![RowChange::Added(id.to_owned(), Vec::new())],
        unchanged: 0,
        confirmed: 0,
        path,
    })
}

/// A component that the project does not have.
fn new_component(
    fact: &ComponentFact,
    path: String,
    merging: &Merging<'_>,
) -> Result<FileChange, Lost> {
    let id = &fact.id.text;
    if merging.texts.contains_key(&path) {
        let message =
            format!("`{path}` is there and cannot be read; component `{id}` is not added");
        return Err(Lost {
            path,
            span: Some(fact.id.span),
            message,
        });
    }
    Ok(FileChange {
        path,
        kind: FileKind::Component,
        old: None,
        new: blocks::component(fact),
        rows: vec![RowChange::Added(id.clone(), releases(fact.releases.iter()))],
        unchanged: 0,
        confirmed: 0,
    })
}

/// A new component, or new releases of one that is there.
fn component(fact: &ComponentFact, merging: &Merging<'_>) -> Result<Option<FileChange>, Lost> {
    let id = &fact.id.text;
    let there = merging.project.components.iter().find(|c| c.id.text == *id);
    let by_id = format!("components/{id}.toml");
    let Some(there) = there else {
        return new_component(fact, by_id, merging).map(Some);
    };
    let new: Vec<_> = fact
        .releases
        .iter()
        .filter(|r| {
            !there
                .releases
                .iter()
                .any(|t| t.version.text == r.version.text)
        })
        .collect();
    if new.is_empty() {
        return Ok(None);
    }
    // The file may be called otherwise; its text is the one that states the id.
    let stated = |text: &str| {
        let file = keyholder_diag::FileId(0);
        let read = keyholder_documents::ours::component(file, text, merging.limits);
        read.value.filter(|c| c.id.text == *id)
    };
    let found = merging
        .texts
        .get_key_value(&by_id)
        .filter(|(_, text)| stated(text).is_some())
        .or_else(|| {
            let files = merging
                .texts
                .iter()
                .filter(|(path, _)| path.starts_with("components/"));
            files.into_iter().find(|(_, text)| stated(text).is_some())
        });
    let whole = found.and_then(|(path, text)| {
        let longer = blocks::with_releases(text, &new);
        let read = stated(&longer)?;
        (read.releases.len() == there.releases.len() + new.len()).then_some((path, text, longer))
    });
    let Some((path, text, longer)) = whole else {
        let message = format!(
            "nothing can be added to the file of component `{id}`; releases of the export are missing there"
        );
        return Err(Lost {
            path: by_id,
            span: Some(fact.id.span),
            message,
        });
    };
    Ok(Some(FileChange {
        path: path.clone(),
        kind: FileKind::Component,
        old: Some(text.clone()),
        new: longer,
        rows: vec![RowChange::Changed(
            id.clone(),
            new.iter()
                .map(|r| ("release".to_owned(), String::new(), r.version.text.clone()))
                .collect(),
        )],
        unchanged: 0,
        confirmed: 0,
    }))
}

fn releases<'a>(
    all: impl Iterator<Item = &'a keyholder_supply::facts::ReleaseFact>,
) -> Vec<(String, String)> {
    all.map(|r| ("release".to_owned(), r.version.text.clone()))
        .collect()
}

/// A text as TOML writes it, in one line.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
