//! The pages about our format tell the truth: every key is named, every example reads, and every
//! message of a diagnostics page is the one that is given.

mod ours_check;
mod ours_common;

use keyholder_diag::ALL_CODES;
use keyholder_documents::FileKind;
use keyholder_documents::ours::schema::{PROVENANCE, Schema};
use keyholder_supply::function::{Criticality, FunctionClass, Matter};
use keyholder_supply::{
    ComponentKind, ControlHow, Layer, PartyKind, PresenceKind, RouteKind, SafeguardKind,
};

const FORMAT: &str = include_str!("../../../docs/format.md");

/// The name of a kind in the headings, and in the first line of examples.
fn names(kind: FileKind) -> (&'static str, &'static str) {
    match kind {
        FileKind::Settings => ("keyholder.toml", "toml settings"),
        FileKind::Party => ("parties/<id>.toml", "toml party"),
        FileKind::Component => ("components/<id>.toml", "toml component"),
        FileKind::AccessRoutes => ("routes/*.toml", "toml routes"),
        FileKind::Yardstick => ("yardstick.toml", "toml yardstick"),
        FileKind::Evidence => ("evidence/*.toml", "toml evidence"),
        FileKind::Publishers => ("publishers.toml", "toml publishers"),
        FileKind::Groups => ("groups.toml", "toml groups"),
        FileKind::Functions => ("functions.toml", "toml functions"),
        FileKind::Elements => ("network/elements*.csv", "csv elements"),
        FileKind::Pools => ("network/pools*.csv", "csv pools"),
        FileKind::Places => ("network/places*.csv", "csv places"),
        FileKind::Aliases => ("imports/aliases.toml", "toml aliases"),
        FileKind::ImportMap => ("imports/<name>.toml", "toml map"),
        FileKind::Gate => ("gate/gate.toml", "toml gate"),
        FileKind::Policy => ("gate/policy.toml", "toml policy"),
    }
}

/// The fenced blocks of a page: what stands after the fence, and the text.
fn fences(page: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = page.split("```").collect();
    let fenced = parts.iter().skip(1).step_by(2);
    fenced.filter_map(|block| block.split_once('\n')).collect()
}

fn section(kind: FileKind) -> &'static str {
    let heading = format!("\n## `{}`\n", names(kind).0);
    let (_, rest) = FORMAT
        .split_once(&heading)
        .unwrap_or_else(|| panic!("no {heading}"));
    rest.split("\n## ").next().unwrap_or(rest)
}

fn every_key(schema: &Schema, out: &mut Vec<&'static str>) {
    out.extend(schema.keys.iter().map(|key| key.name));
    for child in schema.keys.iter().filter_map(|key| key.child) {
        every_key(child, out);
    }
}

#[test]
fn every_key_and_column_is_named() {
    for kind in FileKind::ALL {
        let mut keys = kind.columns().to_vec();
        if let Some(schema) = kind.schema() {
            every_key(schema, &mut keys);
        }
        assert!(!keys.is_empty());
        for key in keys {
            assert!(
                section(*kind).contains(&format!("`{key}`")),
                "{kind:?}: `{key}` is not named"
            );
        }
    }
    for key in PROVENANCE {
        assert!(
            FORMAT.contains(&format!("| `{key}` |")),
            "`{key}` is not named"
        );
    }
}

#[test]
fn every_word_is_named() {
    fn all<T: Copy>(kind: FileKind, words: &[T], word: fn(T) -> &'static str) {
        for word in words.iter().map(|known| word(*known)) {
            assert!(
                section(kind).contains(&format!("`{word}`")),
                "{kind:?}: `{word}` is not named"
            );
        }
    }
    all(FileKind::Party, PartyKind::ALL, PartyKind::word);
    all(FileKind::Party, ControlHow::ALL, ControlHow::word);
    all(FileKind::Party, PresenceKind::ALL, PresenceKind::word);
    all(FileKind::Component, ComponentKind::ALL, ComponentKind::word);
    all(FileKind::Component, RouteKind::ALL, RouteKind::word);
    all(FileKind::Component, SafeguardKind::ALL, SafeguardKind::word);
    all(
        FileKind::AccessRoutes,
        FunctionClass::ALL,
        FunctionClass::word,
    );
    all(FileKind::Functions, FunctionClass::ALL, FunctionClass::word);
    all(FileKind::Functions, Criticality::ALL, Criticality::word);
    all(FileKind::Functions, Matter::ALL, Matter::word);
    all(FileKind::Elements, Layer::ALL, Layer::word);
}

#[test]
fn every_file_has_an_example_that_reads() {
    for kind in FileKind::ALL {
        let wanted = names(*kind).1;
        let examples = fences(section(*kind))
            .into_iter()
            .filter(|(info, _)| *info == wanted);
        let examples: Vec<&str> = examples.map(|(_, text)| text).collect();
        assert!(!examples.is_empty(), "{kind:?} has no example");
        for example in examples {
            ours_check::check(*kind, example, &[]);
        }
    }
}

#[test]
fn the_pages_of_our_codes_show_messages_that_are_given() {
    let mut shown = 0;
    for code in ALL_CODES {
        let name = code.as_str();
        if !(name.starts_with("KH01") || name.starts_with("KH02")) {
            continue;
        }
        let fences = fences(code.page());
        assert!(!fences.is_empty(), "{name} has no example");
        let kind_of = |info: &str| FileKind::ALL.iter().find(|kind| names(**kind).1 == info);
        let Some((kind, input)) = fences
            .iter()
            .find_map(|(info, text)| Some((kind_of(info)?, text)))
        else {
            continue;
        };
        let (_, message) = fences
            .iter()
            .find(|(info, _)| *info == "text")
            .expect("a message");
        let mut lines = message.lines();
        let prefix = format!("{}[{name}]: ", code.severity().word());
        let message = lines
            .next()
            .and_then(|line| line.strip_prefix(&prefix))
            .expect("its first line");
        let line = lines
            .next()
            .and_then(|place| place.rsplit_once(':'))
            .expect("its place")
            .1;
        let (_, diagnostics) = ours_common::read(*kind, input);
        let found = ours_common::lines(input, diagnostics);
        let wanted = format!("{name} {line}: {message}; help:");
        assert!(
            found.iter().any(|line| line.starts_with(&wanted)),
            "no {wanted}\nin {found:#?}"
        );
        shown += 1;
    }
    assert!(shown >= 15, "only {shown} pages have an example that runs");
}
