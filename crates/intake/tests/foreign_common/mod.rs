//! What tests of exports share: reading, and the laws that hold whatever was read.
#![expect(dead_code, reason = "each test uses a part of this")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyholder_diag::{FileId, Limits, Parsed, Sources};
use keyholder_intake::Proposal;
use keyholder_intake::foreign::{self, File};
use keyholder_supply::facts::{ElementFact, Name, Slot};
use keyholder_supply::function::Catalogue;

/// The shipped catalogue of functions.
pub(crate) fn catalogue() -> Catalogue {
    let text = include_str!("../../../../catalogue/functions.toml");
    keyholder_documents::catalogue::read(FileId(0), text, &Limits::default()).value
}

/// Files of an export by path and text.
pub(crate) fn files(texts: &[(&str, &str)]) -> Vec<File> {
    let each = texts.iter().enumerate();
    each.map(|(at, (path, text))| File {
        path: (*path).to_owned(),
        text: Arc::from(*text),
        file: FileId(u32::try_from(at).expect("few files")),
    })
    .collect()
}

/// Reads, and checks the laws.
pub(crate) fn read(files: &[File]) -> Option<Parsed<Proposal>> {
    let parsed = foreign::read(files, &catalogue(), &Limits::default())?;
    sound(&parsed, files);
    Some(parsed)
}

/// Reads texts that are of a known format.
pub(crate) fn known(texts: &[(&str, &str)]) -> Parsed<Proposal> {
    read(&files(texts)).expect("a known format")
}

fn is_id(text: &str) -> bool {
    text.len() <= 128
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
}

fn once<'n>(names: impl Iterator<Item = &'n Name>, what: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(is_id(&name.text), "{what} `{}` is no id", name.text);
        assert!(
            seen.insert(name.text.clone()),
            "{what} `{}` twice",
            name.text
        );
    }
    seen
}

fn slots(element: &ElementFact) -> [(&Slot, bool); 6] {
    let [a, b, c, d] = &element.layers;
    [
        (&element.host, true),
        (&element.manager, true),
        (a, false),
        (b, false),
        (c, false),
        (d, false),
    ]
}

/// What holds for every proposal.
pub(crate) fn sound(parsed: &Parsed<Proposal>, files: &[File]) {
    let facts = &parsed.value.facts;
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &parsed.value.refused {
        *refused.entry(&one.table).or_default() += 1;
        assert_eq!(one.columns.len(), one.cells.len());
        assert!(!one.message.is_empty() && !one.remedy.is_empty() && one.row > 0);
    }
    for table in &facts.tables {
        assert_eq!(
            table.rows,
            table.taken + table.refused + table.blank,
            "{table:?}"
        );
        assert_eq!(
            refused.get(table.path.as_str()).copied().unwrap_or(0),
            table.refused,
            "{table:?}"
        );
    }
    let elements = once(facts.elements.iter().map(|e| &e.id), "element");
    let places = once(facts.places.iter().map(|p| &p.id), "place");
    let parties = once(facts.parties.iter().map(|p| &p.id), "party");
    let components = once(facts.components.iter().map(|c| &c.id), "component");
    once(
        facts
            .components
            .iter()
            .flat_map(|c| c.routes.iter().flatten())
            .map(|r| &r.id),
        "route",
    );
    let mut releases = BTreeSet::new();
    for component in &facts.components {
        assert!(!component.id.text.contains('/'), "{}", component.id.text);
        assert!(
            component
                .supplier
                .as_ref()
                .is_none_or(|name| parties.contains(&name.text))
        );
        for release in &component.releases {
            let version = &release.version.text;
            let good = |c: char| !c.is_whitespace() && !c.is_control() && c != ';' && c != '@';
            assert!(!version.is_empty() && version.len() <= 128 && version.chars().all(good));
            assert!(
                releases.insert(format!("{}@{version}", component.id.text)),
                "{version} twice"
            );
        }
    }
    assert_eq!(components.len(), facts.components.len());
    for place in &facts.places {
        assert!(
            place
                .operator
                .as_ref()
                .is_none_or(|name| parties.contains(&name.text))
        );
    }
    let mut unplaced = BTreeSet::new();
    for element in &facts.elements {
        assert!(
            element
                .operator
                .as_ref()
                .is_none_or(|name| parties.contains(&name.text))
        );
        assert!(
            element
                .place
                .as_ref()
                .is_none_or(|name| places.contains(&name.text))
        );
        for (slot, of_elements) in slots(element) {
            let Slot::Names(names) = slot else { continue };
            let known = if of_elements { &elements } else { &releases };
            assert!(!names.is_empty());
            for name in names {
                let good = known.contains(&name.text) || name.is_unreadable();
                assert!(good, "{} names `{}`", element.id.text, name.text);
                assert_ne!(name.text, element.id.text, "its own host or manager");
            }
        }
        if element.function.is_none() {
            unplaced.insert(element.id.text.clone());
        }
    }
    let listed: BTreeSet<String> = parsed
        .value
        .not_placed
        .iter()
        .map(|(id, _)| id.clone())
        .collect();
    assert_eq!(unplaced, listed);
    places_are_in_their_files(parsed, files);
}

fn places_are_in_their_files(parsed: &Parsed<Proposal>, files: &[File]) {
    for diagnostic in parsed.diagnostics.iter() {
        let spans = diagnostic
            .span
            .iter()
            .chain(diagnostic.labels.iter().map(|(span, _)| span));
        for span in spans {
            let file = files
                .iter()
                .find(|file| file.file == span.file)
                .expect("a file");
            let (start, end) = (span.start as usize, span.end as usize);
            assert!(
                file.text.get(start..end).is_some(),
                "{diagnostic:?} in {}",
                file.path
            );
        }
        assert!(diagnostic.help.is_some(), "{diagnostic:?}");
        assert!(!diagnostic.message.ends_with('.') && !diagnostic.message.contains('\n'));
    }
}

/// Diagnostics as `KHnnnn path:line message`, for tests that look for one.
pub(crate) fn told(parsed: &Parsed<Proposal>, files: &[File]) -> String {
    let mut sources = Sources::default();
    for file in files {
        sources.add(file.path.clone(), Arc::clone(&file.text));
    }
    let mut text = String::new();
    for diagnostic in parsed.diagnostics.iter() {
        let place = diagnostic
            .span
            .map_or_else(String::new, |span| sources.place(span));
        let _ = writeln!(
            text,
            "{} {place} {}",
            diagnostic.code.as_str(),
            diagnostic.message
        );
    }
    text
}

/// An element in one line: `id function operator place host manager | layers`.
pub(crate) fn line(element: &ElementFact) -> String {
    let name = |name: &Option<Name>| name.as_ref().map_or("-".to_owned(), |n| n.text.clone());
    let cell = |slot: &Slot| match slot {
        Slot::NotStated => "-".to_owned(),
        Slot::Nothing => "none".to_owned(),
        Slot::Names(names) => {
            let names: Vec<&str> = names.iter().map(|n| n.text.as_str()).collect();
            names.join(";")
        }
    };
    let layers: Vec<String> = element.layers.iter().map(cell).collect();
    format!(
        "{} {} {} {} {} {} | {}",
        element.id.text,
        name(&element.function),
        name(&element.operator),
        name(&element.place),
        cell(&element.host),
        cell(&element.manager),
        layers.join(" ")
    )
}

/// All elements, a line each.
pub(crate) fn lines(parsed: &Parsed<Proposal>) -> Vec<String> {
    parsed.value.facts.elements.iter().map(line).collect()
}

/// A folder of real inputs beside the checkout, when it is there.
#[expect(clippy::print_stdout, reason = "a test that finds no folder says so")]
pub(crate) fn real(below: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(below);
    let folder = if folder.is_dir() {
        folder
    } else {
        Path::new("/work/shared/data").join(below)
    };
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no folder {}", folder.display());
    None
}
