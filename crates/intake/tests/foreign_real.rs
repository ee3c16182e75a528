//! Real exports at hand are read: everything that stands in them is taken, refused or counted.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads files, and says what it read and what it skipped"
)]

mod foreign_common;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use foreign_common::{files, read, real};
use keyholder_diag::{Code, Parsed};
use keyholder_intake::Proposal;
use keyholder_supply::facts::Slot;

fn unpacked(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).expect("a readable file");
    let mut all = Vec::new();
    let mut reader = zstd::stream::read::Decoder::new(bytes.as_slice()).expect("zstd");
    reader.read_to_end(&mut all).expect("zstd");
    all
}

fn text_of(path: &Path) -> String {
    String::from_utf8(unpacked(path)).expect("text")
}

/// Every file of an archive that is text, by path.
fn archive(path: &Path) -> Vec<(String, String)> {
    let bytes = unpacked(path);
    let mut archive = tar::Archive::new(bytes.as_slice());
    let mut texts = Vec::new();
    for entry in archive.entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a path").display().to_string();
        let mut text = String::new();
        if entry.read_to_string(&mut text).is_ok() && !name.ends_with('/') {
            texts.push((name, text));
        }
    }
    texts
}

fn folder(path: &Path) -> Vec<(String, String)> {
    let (mut texts, mut open) = (Vec::new(), vec![path.to_owned()]);
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(&at).expect("a folder") {
            let entry = entry.expect("an entry").path();
            if entry.is_dir() {
                open.push(entry);
            } else if let Ok(text) = std::fs::read_to_string(&entry) {
                let name = entry
                    .strip_prefix(path)
                    .expect("below")
                    .display()
                    .to_string();
                texts.push((name, text));
            }
        }
    }
    texts.sort();
    texts
}

fn read_texts(texts: &[(String, String)]) -> Option<Parsed<Proposal>> {
    let borrowed: Vec<(&str, &str)> = texts
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    read(&files(&borrowed))
}

/// How many entries the note on kinds that are not taken counts.
fn skipped(parsed: &Parsed<Proposal>) -> usize {
    let notes = parsed.diagnostics.iter().filter(|d| d.code == Code::KH0756);
    notes
        .filter_map(|d| d.message.split(' ').next()?.parse::<usize>().ok())
        .sum()
}

fn summary(name: &str, parsed: &Parsed<Proposal>) {
    let facts = &parsed.value.facts;
    let total = |part: fn(&keyholder_supply::facts::TableCount) -> usize| -> usize {
        facts.tables.iter().map(part).sum()
    };
    let hosted = facts
        .elements
        .iter()
        .filter(|e| e.host != Slot::NotStated)
        .count();
    println!(
        "{name}: {} rows = {} taken + {} refused + {} blank; {} entries of other kinds; {} elements \
         ({} placed, {hosted} with a host), {} components, {} releases, {} places, {} parties, {} diagnostics",
        total(|t| t.rows),
        total(|t| t.taken),
        total(|t| t.refused),
        total(|t| t.blank),
        skipped(parsed),
        facts.elements.len(),
        facts
            .elements
            .iter()
            .filter(|e| e.function.is_some())
            .count(),
        facts.components.len(),
        facts
            .components
            .iter()
            .map(|c| c.releases.len())
            .sum::<usize>(),
        facts.places.len(),
        facts.parties.len(),
        parsed.diagnostics.len(),
    );
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in parsed.diagnostics.iter() {
        *codes.entry(diagnostic.code.as_str()).or_default() += 1;
    }
    println!("  {codes:?}");
}

#[test]
fn inventories_of_devices() {
    let Some(at) = real("inventory/netbox") else {
        return;
    };
    let json = text_of(&at.join("netbox-demo-v3.6.json.zst"));
    let entries: Vec<serde_json::Value> = serde_json::from_str(&json).expect("JSON");
    let parsed = read(&files(&[("demo.json", &json)])).expect("known");
    summary("fixture", &parsed);
    let rows: usize = parsed.value.facts.tables.iter().map(|t| t.rows).sum();
    assert_eq!(entries.len(), rows + skipped(&parsed));
    assert_eq!(parsed.value.facts.elements.len(), 72 + 32 + 180);
    assert_eq!(parsed.value.facts.places.len(), 24 + 4);
    assert!(parsed.value.refused.is_empty());

    let dump = text_of(&at.join("netbox-demo-v4.2.sql.zst"));
    let parsed = read(&files(&[("demo.sql", &dump)])).expect("known");
    summary("dump", &parsed);
    let (mut inside, mut lines) = (false, 0);
    for line in dump.lines() {
        let begins = line.starts_with("COPY ") && line.ends_with("FROM stdin;");
        let ends = line == "\\.";
        lines += usize::from(inside && !ends);
        inside = (inside || begins) && !ends;
    }
    let rows: usize = parsed.value.facts.tables.iter().map(|t| t.rows).sum();
    assert_eq!(lines, rows + skipped(&parsed));
    assert!(parsed.value.refused.is_empty());
    assert!(
        parsed
            .value
            .facts
            .elements
            .iter()
            .any(|e| e.host != Slot::NotStated)
    );
}

#[test]
fn topologies_of_a_radio_network() {
    let Some(at) = real("inventory/oran-smo-teiv") else {
        return;
    };
    let texts = archive(&at.join("smo-teiv-8c4c7fa.tar.zst"));
    assert!(texts.len() > 100);
    let (mut read_alone, mut unknown) = (0, BTreeMap::new());
    for text in &texts {
        match read_texts(std::slice::from_ref(text)) {
            Some(parsed) => {
                read_alone += 1;
                let name = text.0.rsplit('/').next().unwrap_or_default();
                if parsed.value.facts.elements.len() > 3 || name == "data.sql" {
                    summary(&text.0, &parsed);
                }
            }
            None => {
                let end = text.0.rsplit('.').next().unwrap_or_default().to_owned();
                *unknown.entry(end).or_insert(0) += 1;
            }
        }
    }
    println!(
        "read alone: {read_alone} of {}; of no known format: {unknown:?}",
        texts.len()
    );
    let events: Vec<_> = texts
        .iter()
        .filter(|(p, _)| p.contains("cloudeventdata"))
        .cloned()
        .collect();
    let parsed = read_texts(&events).expect("known");
    summary("all events together", &parsed);
    let data = texts
        .iter()
        .find(|(path, _)| path.ends_with("pgsqlschema/data.sql"))
        .expect("there");
    let parsed = read_texts(std::slice::from_ref(data)).expect("known");
    let units = parsed
        .value
        .facts
        .elements
        .iter()
        .filter(|e| e.function.as_ref().is_some_and(|f| f.text == "gNB-DU"));
    assert!(units.count() >= 5);
}

#[test]
fn resources_of_a_standard() {
    let Some(at) = real("inventory/tmf639") else {
        return;
    };
    let path = at.join("TMF639-Resource_Inventory_Management-v5.0.0.oas.yaml");
    let text = std::fs::read_to_string(path).expect("a readable file");
    let value: serde_json::Value = serde_saphyr::from_str(&text).expect("YAML");
    let examples = value
        .pointer("/components/examples")
        .and_then(|v| v.as_object())
        .expect("examples");
    let mut read_count = 0;
    for (name, example) in examples {
        let text = example.get("value").expect("a value").to_string();
        if let Some(parsed) = read(&files(&[("example.json", &text)])) {
            read_count += 1;
            summary(name, &parsed);
        } else {
            println!("not a resource: {name}");
        }
    }
    assert!(read_count >= 5, "{read_count}");
}

#[test]
fn manifests_of_networks() {
    let Some(at) = real("networks") else { return };
    let texts = folder(&at);
    for network in [
        "docker_open5gs",
        "free5gc",
        "gradiant-5g-charts",
        "nephio-free5gc",
        "open5gs",
        "oran-sc-it-dep",
        "towards5gs-helm",
    ] {
        let part: Vec<_> = texts
            .iter()
            .filter(|(p, _)| p.starts_with(&format!("{network}/")))
            .cloned()
            .collect();
        let parsed = read_texts(&part).expect("known");
        summary(network, &parsed);
    }
    let parsed = read_texts(&texts).expect("known");
    summary("all together", &parsed);
    let list = texts
        .iter()
        .find(|(path, _)| path == "images.csv")
        .expect("the list");
    let (mut wanted, mut missed) = (0, Vec::new());
    for row in list.1.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [_, _, path, key, image] = cells.as_slice() else {
            panic!("{row}")
        };
        wanted += 1;
        let (name, version) = split(image);
        let found = parsed.value.facts.components.iter().any(|component| {
            let by_route = component
                .routes
                .iter()
                .flatten()
                .any(|r| r.id.text == format!("registry/{name}"));
            let by_name = component.name == name || component.name.ends_with(&format!("/{name}"));
            // A list without a tag does not say that there is none: it may stand in another key.
            (by_name || by_route)
                && component
                    .releases
                    .iter()
                    .any(|r| r.version.text == version || version.is_empty())
        });
        let in_file = parsed
            .value
            .facts
            .tables
            .iter()
            .any(|t| t.path.starts_with(path));
        if !found || !in_file {
            missed.push(format!("{path} {key} {image} in file {in_file}"));
        }
    }
    println!(
        "images: {wanted} listed, {} missed\n{}",
        missed.len(),
        missed.join("\n")
    );
    assert!(wanted > 300);
    // This one stands in a patch alone, which is not applied here, beside the object that it patches.
    missed.retain(|one| !one.contains("manager_auth_proxy_patch"));
    assert!(missed.is_empty());
}

fn split(image: &str) -> (String, String) {
    let (name, version) = match image.rsplit_once(':') {
        Some((name, version)) if !version.contains('/') => (name, version),
        _ => (image, ""),
    };
    (name.to_owned(), version.to_owned())
}
