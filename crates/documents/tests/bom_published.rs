//! Every published bill of materials at hand is read: valid ones to a value, broken ones without harm.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads files, and says what it read and what it skipped"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use keyholder_diag::{Code, Diagnostic, FileId, Limits};
use keyholder_documents::bom;
use keyholder_supply::bom::Bom;

/// The folder of real inputs beside the checkout, when it is there.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sboms");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no folder {}", folder.display());
    None
}

/// All plain files below a folder, sorted.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Calls back with the name and text of every file, in archives too. Files that are not UTF-8 are left out.
fn each_document(folder: &Path, mut take: impl FnMut(&str, &str)) {
    for path in files_below(folder) {
        let name = path
            .strip_prefix(folder)
            .expect("below")
            .display()
            .to_string();
        let bytes = std::fs::read(&path).expect("a readable file");
        if !name.ends_with(".tar.zst") {
            if let Ok(text) = std::str::from_utf8(&bytes) {
                take(&name, text);
            }
            continue;
        }
        let unpacked = zstd::stream::read::Decoder::new(bytes.as_slice()).expect("zstd");
        let mut archive = tar::Archive::new(unpacked);
        for entry in archive.entries().expect("a tar archive") {
            let mut entry = entry.expect("an entry");
            let inner = entry.path().expect("a path").display().to_string();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("an entry's bytes");
            if let Ok(text) = String::from_utf8(bytes) {
                take(&format!("{name}:{inner}"), &text);
            }
        }
    }
}

/// Whether a document by its path must give a bill of materials: the valid examples of both
/// specifications, and what was computed for the open-source cores.
fn must_be_read(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let is_json = file.ends_with(".json");
    let valid = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]
        .iter()
        .any(|version| name.contains(&format!("/resources/{version}/valid-")));
    let spdx = name.starts_with("published/spdx-examples")
        && (name.contains("/spdx2.") || name.contains("Version2.3/") || name.contains("-v2.3."));
    let computed = !name.starts_with("published/");
    is_json && (valid || spdx || computed)
}

#[derive(Default)]
struct Count {
    documents: usize,
    read: usize,
    parts: usize,
    relations: usize,
    skipped: usize,
    not_inside: usize,
    complete: usize,
    refused: BTreeMap<String, usize>,
}

impl Count {
    fn add(&mut self, name: &str, parsed: &keyholder_diag::Parsed<Option<Bom>>) {
        self.documents += 1;
        let listed = |code| parsed.diagnostics.iter().filter(|d| d.code == code).count();
        let Some(bom) = &parsed.value else {
            let why: Vec<_> = parsed.diagnostics.iter().collect();
            assert_eq!(why.len(), 1, "{name}: one refusal says why: {why:?}");
            let words = match why[0].code {
                Code::KH0501 if name.ends_with(".json") => format!("KH0501 {}", why[0].message),
                Code::KH0501 => "KH0501 (no JSON by its name either)".to_owned(),
                code => format!("{} {}", code.as_str(), why[0].message),
            };
            *self.refused.entry(words).or_default() += 1;
            return;
        };
        self.read += 1;
        self.parts += bom.components.len();
        self.relations += bom.relations;
        self.skipped += bom.skipped;
        self.not_inside += listed(Code::KH0506);
        self.complete += usize::from(bom.complete.is_some());
        assert_eq!(
            bom.skipped,
            listed(Code::KH0503) + listed(Code::KH0110),
            "{name}: counts agree"
        );
        assert!(bom.components.is_sorted(), "{name}: sorted");
        let different: BTreeSet<_> = bom.components.iter().collect();
        assert_eq!(
            different.len(),
            bom.components.len(),
            "{name}: no repetition"
        );
        if let Some(subject) = &bom.subject {
            let within = bom
                .components
                .iter()
                .any(|c| c.purl.is_some() && c.purl == subject.purl);
            assert!(!within, "{name}: the subject is not its own part");
        }
    }

    fn print(&self, title: &str) {
        println!(
            "{title:<42} {:>5} {:>5} {:>7} {:>9} {:>7} {:>10} {:>8}",
            self.documents,
            self.read,
            self.parts,
            self.relations,
            self.skipped,
            self.not_inside,
            self.complete
        );
    }
}

#[test]
fn every_document_at_hand_is_read_or_refused_with_a_reason() {
    let Some(folder) = folder() else { return };
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut must = 0;
    each_document(&folder, |name, text| {
        let parsed = bom::read(FileId(0), text, &Limits::default());
        if must_be_read(name) {
            must += 1;
            assert!(parsed.value.is_some(), "{name}: {:?}", parsed.diagnostics);
            let fair = |d: &Diagnostic| {
                d.code == Code::KH0506 || d.message.contains("does not say what is inside")
            };
            assert!(
                parsed.diagnostics.iter().all(fair),
                "{name}: {:?}",
                parsed.diagnostics
            );
        }
        let title = name
            .split([':', '/'])
            .take(if name.contains(':') { 2 } else { 1 });
        let title: Vec<&str> = title.collect();
        counts
            .entry(title.join("/"))
            .or_default()
            .add(name, &parsed);
    });
    println!(
        "{:<42} {:>5} {:>5} {:>7} {:>9} {:>7} {:>10} {:>8}",
        "", "files", "read", "parts", "relations", "skipped", "not inside", "complete"
    );
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for (title, count) in &counts {
        count.print(title);
        for (why, times) in &count.refused {
            *refused.entry(why).or_default() += times;
        }
    }
    for (why, times) in refused {
        println!("{times:>5} refused: {why}");
    }
    println!("{must:>5} had to be read, and were");
    assert!(must > 250, "the folder holds the corpora");
}

#[test]
fn parts_agree_with_a_plain_count() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    each_document(&folder.join("free5gc"), |name, text| {
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let listed = value["components"].as_array().expect("a list");
        let identity =
            |c: &serde_json::Value| ["group", "name", "version", "purl"].map(|k| c[k].to_string());
        let plain: BTreeSet<_> = listed
            .iter()
            .filter(|c| {
                c["scope"] != "excluded" && c["purl"] != value["metadata"]["component"]["purl"]
            })
            .map(identity)
            .collect();
        let parsed = bom::read(FileId(0), text, &Limits::default());
        assert!(
            parsed.diagnostics.is_empty(),
            "{name}: {:?}",
            parsed.diagnostics
        );
        let bom = parsed.value.expect("a bill of materials");
        assert_eq!(bom.components.len(), plain.len(), "{name}");
        assert!(
            listed.iter().all(|c| c["components"].is_null()),
            "{name}: flat"
        );
        let edges = value["dependencies"].as_array().expect("a list").iter();
        let edges: usize = edges
            .map(|d| d["dependsOn"].as_array().map_or(0, Vec::len))
            .sum();
        assert_eq!(bom.relations, edges, "{name}");
        compared += 1;
    });
    println!("{compared} documents compared with a plain count");
    assert!(compared >= 20);
}
