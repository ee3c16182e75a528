//! Manifests of containers: Compose, Kubernetes, Helm. What they share: images, names, copies.

pub(super) mod compose;
pub(super) mod helm;
pub(super) mod image;
pub(super) mod kubernetes;

use keyholder_supply::facts::{ElementFact, Name, Slot};

use super::reading::{Reading, Row, named, noted, slot};
use super::tree::Node;
use super::words::Meaning;

/// Most elements that one row becomes by being told to run in copies.
const COPIES_MAX: u64 = 10_000;

/// Proposes a function by the words of a name, with the reason; gives the words for what is not placed.
fn place_by_words(fact: &mut ElementFact, names: &[&str], reading: &Reading<'_>) -> String {
    for name in names {
        match reading.words.meaning(name) {
            Meaning::One(function, word) => {
                fact.function = Some(named(&function, fact.id.span));
                let reason = format!("function proposed for the word `{word}` in `{name}`");
                noted(&mut fact.provenance.note, &reason);
                return String::new();
            }
            Meaning::Several(functions) => {
                return format!("`{name}`, which may mean {}", functions.join(", "));
            }
            Meaning::Nothing => {}
        }
    }
    let said: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    said.join(", ")
}

/// A layer with these releases. What could not be read stays among them, so that the list does not look
/// complete; when nothing could be read, nothing is stated.
fn layer(names: Vec<Name>) -> Slot {
    if names.iter().all(Name::is_unreadable) {
        return Slot::NotStated;
    }
    slot(names)
}

/// How many copies run, when it is stated; `None` when the row had to be refused.
fn copies(node: &Node, whole: &Node, row: Row, reading: &mut Reading<'_>) -> Option<u64> {
    if node.is_blank() {
        return Some(1);
    }
    let Some(count) = node.whole() else {
        let what = format!("the number of copies is {}", node.kind());
        let span = node.span(row.span.file);
        reading.not_understood(
            span,
            &what,
            "write a whole number; one element stands for them now",
        );
        return Some(1);
    };
    if count > COPIES_MAX {
        let why = format!("it is to run {count} times; at most {COPIES_MAX} copies are made");
        let remedy = "list the elements in a table of elements";
        reading.refuse(row, whole, keyholder_diag::Code::KH0753, &why, remedy);
        return None;
    }
    Some(count)
}

/// One element for each copy; more than one are numbered from 1.
fn in_copies(
    fact: &ElementFact,
    count: u64,
    names: (&str, &str),
    described: &str,
    reading: &mut Reading<'_>,
) {
    if count == 1 {
        reading.element(fact.clone(), names.0, names.1, described);
        return;
    }
    for copy in 1..=count {
        let mut one = fact.clone();
        one.id.text = format!("{}#{copy}", fact.id.text);
        noted(&mut one.provenance.note, &format!("copy {copy} of {count}"));
        let name = format!("{}-{copy}", names.0);
        let longer = format!("{}-{copy}", names.1);
        reading.element(one, &name, &longer, described);
    }
}

/// A path without its extension, for names that several files have.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let end = name.rfind('.').filter(|at| *at > 0);
    end.map_or(path, |at| &path[..path.len() - name.len() + at])
}

/// The folder of a path, without a mark at its end.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
