//! Writing an import: all or nothing, and never over what is not read.
#![expect(clippy::disallowed_methods, reason = "looks at what was written")]

use std::io::Write;
use std::path::Path;

use keyholder_diag::Limits;
use keyholder_documents::FileKind;
use keyholder_intake::merge::FileChange;
use keyholder_project::{complete, create, exports, load, lock, texts, write_import};

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p");
    create(&path, "p", jiff::civil::date(2025, 1, 31)).expect("made");
    folder
}

fn change(path: &str, new: &str) -> FileChange {
    FileChange {
        path: path.to_owned(),
        kind: FileKind::Party,
        old: None,
        new: new.to_owned(),
        rows: Vec::new(),
        unchanged: 0,
        confirmed: 0,
    }
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn who_asks_to_stop_before_the_first_rename_finds_all_as_it_was() {
    let folder = project();
    let path = folder.path().join("p");
    let held = lock(&path).expect("there").expect("free");
    let files = [change("parties/a.toml", "a"), change("imports/b.toml", "b")];
    for steps in 0..3 {
        let mut left = steps;
        let stop = || {
            left -= 1;
            left < 0
        };
        assert!(!write_import(&path, &held, &files, stop).expect("stopped"));
        assert!(!path.join("parties/a.toml").exists() && !path.join("imports/b.toml").exists());
        assert!(!path.join("imports/.pending").exists());
    }
    // What an earlier run left is cleared away.
    std::fs::create_dir_all(path.join("imports/.pending")).expect("made");
    std::fs::write(path.join("imports/.pending/0"), "half").expect("written");
    assert!(write_import(&path, &held, &files, || false).expect("written"));
    assert_eq!(
        std::fs::read(path.join("imports/b.toml")).expect("read"),
        b"b"
    );
    assert_eq!(count(&path.join("imports")), 1);
}

#[test]
fn what_was_listed_is_completed_but_for_what_people_changed() {
    let folder = project();
    let path = folder.path().join("p");
    let pending = path.join("imports/.pending");
    std::fs::create_dir_all(&pending).expect("made");
    for n in ["0", "1", "2"] {
        std::fs::write(pending.join(n), n).expect("written");
    }
    let listed = "0\t-\tparties/a.toml\n1\t-\tgroups.toml\n2\t-\t../outside.toml\nnonsense\n";
    std::fs::write(pending.join("list"), listed).expect("written");
    complete(&path).expect("completed");
    assert_eq!(
        std::fs::read(path.join("parties/a.toml")).expect("read"),
        b"0"
    );
    assert_ne!(std::fs::read(path.join("groups.toml")).expect("read"), b"1");
    assert!(!folder.path().join("outside.toml").exists() && !pending.exists());
}

#[test]
fn a_folder_in_the_way_changes_nothing() {
    let folder = project();
    let path = folder.path().join("p");
    let held = lock(&path).expect("there").expect("free");
    std::fs::create_dir_all(path.join("parties/b.toml")).expect("made");
    let files = [change("parties/a.toml", "a"), change("parties/b.toml", "b")];
    write_import(&path, &held, &files, || false).expect_err("a folder is in the way");
    assert!(!path.join("parties/a.toml").exists());
}

#[test]
fn one_import_at_a_time() {
    let folder = project();
    let path = folder.path().join("p");
    let held = lock(&path).expect("there").expect("free");
    assert!(lock(&path).expect("there").is_none());
    drop(held);
    assert!(lock(&path).expect("there").is_some());
    lock(folder.path()).expect_err("no project");
}

#[test]
fn maps_are_part_of_a_project_and_unreadable_files_are_never_empty() {
    let folder = project();
    let path = folder.path().join("p");
    let map = "[[sheet]]\nbecomes = \"elements\"\ncolumns = [\"NE = element\"]\n";
    std::fs::create_dir(path.join("imports")).expect("made");
    std::fs::write(path.join("imports/monthly.toml"), map).expect("written");
    std::fs::write(path.join("imports/aliases.toml"), b"\xff").expect("written");
    std::fs::write(path.join("groups.toml"), b"").expect("written");
    let loaded = load(&path, &Limits::default()).expect("read");
    assert_eq!(loaded.facts.import_maps[0].name, "monthly");
    let texts = texts(&loaded);
    assert_eq!(texts["imports/monthly.toml"], map);
    assert_eq!(texts["imports/aliases.toml"], "\u{0}");
    assert_eq!(texts["groups.toml"], "");
}

#[test]
fn exports_are_files_and_what_is_below_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("e/sub")).expect("made");
    for name in [
        "e/b.csv",
        "e/a.csv",
        "e/sub/c.csv",
        "e/.hidden",
        "e/~$a.xlsx",
        "e/LICENSE",
    ] {
        std::fs::write(at(name), name).expect("written");
    }
    let limits = Limits {
        export_bytes_max: 8,
        ..Limits::default()
    };
    let inputs = exports(&[at("e"), at("e/a.csv")], &limits).expect("read");
    assert_eq!(inputs.left_out, ["LICENSE"]);
    let inputs = inputs.inputs;
    let seen: Vec<(&str, usize)> = inputs
        .iter()
        .map(|i| (i.path.as_str(), i.bytes.len()))
        .collect();
    assert_eq!(
        seen,
        [("a.csv", 7), ("b.csv", 7), ("sub/c.csv", 0), ("a.csv", 7)]
    );
    assert_eq!(inputs[2].size, 11);
    exports(&[at("nowhere.csv")], &limits).expect_err("not there");
}

#[test]
fn compressed_exports_are_unpacked_within_limits() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let text = "a,b\n".repeat(2_000);
    let zst = zstd::encode_all(text.as_bytes(), 3).expect("compressed");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).expect("compressed");
    let gz = gz.finish().expect("compressed");
    std::fs::write(at("x.csv.zst"), &zst).expect("written");
    std::fs::write(at("y.csv.gz"), &gz).expect("written");
    std::fs::write(at("z.csv.gz"), &gz[..gz.len() / 2]).expect("written");
    let read = |most: u64| {
        let limits = Limits {
            export_bytes_max: most,
            ..Limits::default()
        };
        let all = exports(&[folder.path().to_owned()], &limits).expect("read");
        let seen = all.inputs.into_iter().map(|i| (i.path, i.bytes.len()));
        seen.collect::<Vec<_>>()
    };
    let half = gz.len() / 2;
    let name = str::to_owned;
    let whole = [
        (name("x.csv"), 8_000),
        (name("y.csv"), 8_000),
        (name("z.csv.gz"), half),
    ];
    assert_eq!(read(1 << 20), whole);
    // A bomb is not unpacked further than to the limit, and nothing of it is taken.
    let bounded = [
        (name("x.csv"), 0),
        (name("y.csv"), 0),
        (name("z.csv.gz"), half),
    ];
    assert_eq!(read(7_999), bounded);
}
