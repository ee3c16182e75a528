//! A new project is a good example: it has no fault, is in its form, and teaches every key.
#![expect(
    clippy::disallowed_methods,
    reason = "makes projects in temporary folders and reads them"
)]

use std::path::Path;

use keyholder_diag::{Limits, Severity};
use keyholder_documents::FileKind;
use keyholder_documents::ours::schema::Schema;
use keyholder_project::{CreateError, FormatOutcome, catalogue, create, format, load};

fn made(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let today = jiff::civil::date(2026, 3, 1);
    let files = create(&folder.path().join("p"), name, today).expect("made");
    assert!(files.iter().any(|file| file == "keyholder.toml"));
    folder
}

#[test]
fn a_new_project_has_no_fault() {
    for name in ["My network", "", "\"quoted\" \\ and\nbroken\u{1b}", "名前"] {
        let folder = made(name);
        let loaded = load(&folder.path().join("p"), &Limits::default()).expect("read");
        let resolved = keyholder_supply::resolve(loaded.facts, &catalogue());
        let all = loaded.diagnostics.iter().chain(resolved.diagnostics.iter());
        let bad: Vec<_> = all.filter(|d| d.severity() != Severity::Note).collect();
        assert!(bad.is_empty(), "{name}: {bad:#?}");
        assert!(!resolved.value.settings.name.is_empty());
        assert_eq!(
            resolved.value.settings.as_of,
            Some(jiff::civil::date(2026, 3, 1))
        );
    }
}

#[test]
fn what_a_new_project_leaves_open_is_little() {
    let folder = made("p");
    let loaded = load(&folder.path().join("p"), &Limits::default()).expect("read");
    let resolved = keyholder_supply::resolve(loaded.facts, &catalogue());
    let open: Vec<&str> = resolved
        .value
        .unknowns
        .iter()
        .map(|u| u.what.as_str())
        .collect();
    assert!((3..=10).contains(&open.len()), "{open:#?}");
}

#[test]
fn a_new_project_is_in_its_form() {
    let folder = made("p");
    let folder = folder.path().join("p");
    let loaded = load(&folder, &Limits::default()).expect("read");
    for file in format(&folder, &loaded, false).expect("nothing is written") {
        assert_eq!(file.outcome, FormatOutcome::Unchanged, "{}", file.path);
    }
}

fn keys(schema: &Schema, out: &mut Vec<&'static str>) {
    out.extend(schema.names());
    let children = schema.keys.iter().filter_map(|key| key.child);
    children.for_each(|child| keys(child, out));
}

#[test]
fn every_key_and_column_is_shown() {
    let folder = made("p");
    let folder = folder.path().join("p");
    let loaded = load(&folder, &Limits::default()).expect("read");
    let mut shown = String::new();
    for file in &loaded.inputs {
        shown += &std::fs::read_to_string(folder.join(&file.path)).expect("read");
    }
    // What stands in `imports/` is first written by `keyholder import`.
    // A yardstick of one's own is the exception.
    // So is a gate, which nobody has on the first day.
    let imports = [
        FileKind::Aliases,
        FileKind::ImportMap,
        FileKind::Yardstick,
        FileKind::Gate,
        FileKind::Policy,
    ];
    for kind in FileKind::ALL.iter().filter(|k| !imports.contains(k)) {
        let mut names = Vec::new();
        if let Some(schema) = kind.schema() {
            keys(schema, &mut names);
        } else {
            names.extend(kind.columns());
        }
        for name in names {
            let provenance = ["source", "as_of", "said_by", "note"].contains(&name);
            let written = [
                format!("\n{name} = "),
                format!("\n# {name} = "),
                format!("[{name}]"),
                format!(".{name}]"),
                format!("{name},"),
                format!("{name}\n"),
                // The further lists of a selector are named in a sentence.
                format!(" {name}."),
            ];
            let found = written.iter().any(|form| shown.contains(form));
            assert!(found || provenance, "{kind:?}: `{name}` is not shown");
        }
    }
}

#[test]
fn a_folder_that_is_not_empty_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("mine.txt"), "mine").expect("written");
    let today = jiff::civil::date(2026, 3, 1);
    let error = create(folder.path(), "p", today).expect_err("refused");
    assert!(matches!(error, CreateError::NotEmpty(_)));
    assert!(error.to_string().contains("is not empty"));
    assert_eq!(listed(folder.path()), ["mine.txt"]);
}

fn listed(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("listed");
    let names = entries.map(|entry| entry.expect("listed").file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}
