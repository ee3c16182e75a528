//! Every published bill of materials at hand is read: valid ones to a value, broken ones without harm.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test reads files, and says what it read and what it skipped"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use keyholder_boms::read;
use keyholder_diag::{Code, Diagnostic, FileId, Limits};
use keyholder_supply::bom::{Bom, BomFormat};

/// The folder of real inputs beside the checkout, when it is there.
fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("KEYHOLDER_SHARED").map_or_else(beside, PathBuf::from);
    let folder = data.join("sboms");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no folder {}", folder.display());
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
    let ends = |ending: &str| file.ends_with(ending);
    let valid = VERSIONS
        .iter()
        .any(|version| name.contains(&format!("/resources/{version}/valid-")));
    let cyclonedx = valid && (ends(".json") || ends(".xml"));
    let of_spdx = name.starts_with("published/spdx-examples");
    let spdx_json = of_spdx
        && ends(".json")
        && ["/spdx2.", "Version2.3/", "-v2.3.", "/spdx3.0/"]
            .iter()
            .any(|piece| name.contains(piece));
    let tag_value = of_spdx && ends(".spdx");
    let computed = !name.starts_with("published/") && ends(".json");
    cyclonedx || spdx_json || tag_value || computed
}

/// Versions of CycloneDX that are read.
const VERSIONS: &[&str] = &["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

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
        eprintln!(
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
        let parsed = read(FileId(0), text, &Limits::default());
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
    eprintln!(
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
        eprintln!("{times:>5} refused: {why}");
    }
    eprintln!("{must:>5} had to be read, and were");
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
        let parsed = read(FileId(0), text, &Limits::default());
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
    eprintln!("{compared} documents compared with a plain count");
    assert!(compared >= 20);
}

/// What is broken about parts, and must not be taken without a word.
const TOLD: &[&str] = &[
    "bomformat",
    "component-external-version-and-range",
    "dependency",
    "empty-component",
    "hash-md5",
    "hash-sha1",
    "hash-sha256",
    "hash-sha512",
    "namespace",
];

/// The documents that their publishers call invalid: each is refused, or told, or taken as it is. What is taken
/// without a word breaks a rule about something that no question here asks for.
#[test]
fn what_is_invalid_is_refused_or_told_or_of_no_concern() {
    let Some(folder) = folder() else { return };
    let mut table: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    each_document(&folder.join("published"), |name, text| {
        let file = name.rsplit('/').next().unwrap_or(name);
        let known = VERSIONS
            .iter()
            .any(|v| name.contains(&format!("/resources/{v}/")));
        if !known || !file.contains("invalid-") || file.ends_with(".textproto") {
            return;
        }
        let parsed = read(FileId(0), text, &Limits::default());
        let column = match (&parsed.value, parsed.diagnostics.is_empty()) {
            (None, _) => 0,
            (Some(_), false) => 1,
            (Some(_), true) => 2,
        };
        let stem = file.split("invalid-").nth(1).unwrap_or(file);
        let stem = VERSIONS.iter().fold(stem.to_owned(), |stem, v| {
            stem.replace(&format!("-{v}"), "")
        });
        let stem = stem.replace("-single", "");
        table.entry(stem).or_default()[column] += 1;
    });
    eprintln!(
        "{:<60} {:>7} {:>5} {:>6}",
        "published as invalid", "refused", "told", "taken"
    );
    for (stem, counts) in &table {
        let stem = stem.split('.').next().unwrap_or(stem);
        assert!(
            !TOLD.contains(&stem) || counts[2] == 0,
            "{stem} is taken without a word"
        );
    }
    let mut sum = [0; 3];
    for (stem, counts) in &table {
        eprintln!(
            "{stem:<60} {:>7} {:>5} {:>6}",
            counts[0], counts[1], counts[2]
        );
        for (total, count) in sum.iter_mut().zip(counts) {
            *total += count;
        }
    }
    eprintln!("{:<60} {:>7} {:>5} {:>6}", "", sum[0], sum[1], sum[2]);
}

/// Twins that are none: other times, names of licences, or parts. Those of 1.2 to 1.5 were written apart.
const UNLIKE: &[&str] = &[
    "valid-cryptography-implementation-1.7",
    "valid-license-choice-1.7",
    "valid-metadata-timestamp-1.6",
    "valid-metadata-timestamp-1.7",
];

/// CycloneDX is published as JSON and XML of the same content: both readings agree.
#[test]
fn twins_in_json_and_xml_are_read_alike() {
    let Some(folder) = folder() else { return };
    let mut twins: BTreeMap<String, Vec<(String, Bom)>> = BTreeMap::new();
    each_document(&folder.join("published"), |name, text| {
        let stem = name
            .strip_suffix(".json")
            .or_else(|| name.strip_suffix(".xml"));
        let Some(stem) = stem.filter(|_| must_be_read(&format!("published/{name}"))) else {
            return;
        };
        if let Some(bom) = read(FileId(0), text, &Limits::default()).value {
            twins
                .entry(stem.to_owned())
                .or_default()
                .push((name.to_owned(), bom));
        }
    });
    let (mut compared, mut different) = (0, 0);
    for (stem, mut boms) in twins {
        boms.sort_by(|a, b| a.0.cmp(&b.0));
        let [(_, json), (_, xml)] = boms.as_slice() else {
            continue;
        };
        compared += 1;
        let mut xml = xml.clone();
        assert_eq!(xml.format, BomFormat::CycloneDxXml);
        xml.format = json.format;
        if *json != xml {
            different += 1;
            let is_known = !stem.contains("/resources/1.6/") && !stem.contains("/resources/1.7/");
            let is_known = is_known || UNLIKE.iter().any(|known| stem.ends_with(known));
            assert!(is_known, "{stem}: {json:#?} {xml:#?}");
        }
    }
    eprintln!("{compared} twins compared, {different} differ");
    assert!(compared > 150);
}

/// How fast each format is read. Not a benchmark, a look.
#[test]
#[ignore = "slow: reads one document many times to measure it"]
fn speed() {
    let Some(folder) = folder() else { return };
    let mut largest: BTreeMap<&str, (String, String)> = BTreeMap::new();
    each_document(&folder, |name, text| {
        if let Some(bom) = read(FileId(0), text, &Limits::default()).value {
            let best = largest.entry(bom.format.word()).or_default();
            if text.len() > best.1.len() {
                *best = (name.to_owned(), text.to_owned());
            }
        }
    });
    for (format, (name, text)) in largest {
        let start = std::time::Instant::now();
        let mut bytes = 0;
        while start.elapsed().as_millis() < 500 {
            bytes += text.len();
            assert!(read(FileId(0), &text, &Limits::default()).value.is_some());
        }
        let rate = bytes as f64 / 1e6 / start.elapsed().as_secs_f64();
        eprintln!(
            "{format:<16} {rate:>7.0} MB/s  ({} kB, {name})",
            text.len() / 1_000
        );
    }
}
