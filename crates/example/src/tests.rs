//! Tests of whole nations: the same bytes from the same seed, and names that resolve but for the holes.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_diag::{Code, Diagnostics, Limits, Severity, Sources};
use keyholder_documents::{FileKind, catalogue, ours, tables};
use keyholder_supply::facts::Facts;

use crate::rows::{Tally, WIDTH, csv_line};
use crate::{ELEMENTS_MAX, ELEMENTS_MIN, Nation, Topology, Wish};

const CATALOGUE: &str = include_str!("../../../catalogue/functions.toml");

const HEADER: &str = "element,function,operator,place,pool,host,manager,hardware,firmware,platform,application,wave\n";

fn nation(seed: u64, elements: u64) -> Nation {
    let wish = Wish {
        seed,
        elements,
        topology: None,
    };
    Nation::new(&wish).expect("a size that can be made")
}

/// Every file, and what was counted.
fn written(nation: &Nation) -> (BTreeMap<String, String>, Tally) {
    let mut files: BTreeMap<String, String> = nation.files().collect();
    let mut rows = nation.rows();
    let mut table = HEADER.to_owned();
    while let Some(row) = rows.next_row() {
        csv_line(&mut table, row);
    }
    files.insert("network/elements.csv".to_owned(), table);
    let tally = rows.tally().clone();
    files.insert("README.md".to_owned(), nation.readme(&tally));
    (files, tally)
}

/// What the readers and the resolver say about it.
fn complaints(files: &BTreeMap<String, String>) -> Vec<(Code, String)> {
    let limits = Limits {
        diagnostics_per_code_max: usize::MAX,
        ..Limits::default()
    };
    let (mut facts, mut all) = (Facts::default(), Diagnostics::default());
    let mut sources = Sources::default();
    macro_rules! take {
        ($parsed:expr) => {{
            let parsed = $parsed;
            all.extend(parsed.diagnostics);
            parsed.value
        }};
    }
    for (path, text) in files
        .iter()
        .filter(|(path, _)| !path.contains("README") && !path.starts_with("documents/"))
    {
        let file = sources.add(path.as_str(), text.as_str());
        match FileKind::of_path(path).expect("a file of the format") {
            FileKind::Settings => facts.settings = take!(ours::settings(file, text, &limits)),
            FileKind::Party => facts
                .parties
                .extend(take!(ours::party(file, text, &limits))),
            FileKind::Component => {
                facts
                    .components
                    .extend(take!(ours::component(file, text, &limits)));
            }
            FileKind::AccessRoutes => {
                facts
                    .access_routes
                    .extend(take!(ours::access_routes(file, text, &limits)));
            }
            FileKind::Groups => facts.groups = take!(ours::groups(file, text, &limits)),
            FileKind::Elements => {
                facts
                    .elements
                    .extend(take!(tables::elements(file, path, text, &limits)).0);
            }
            FileKind::Pools => facts
                .pools
                .extend(take!(tables::pools(file, path, text, &limits)).0),
            FileKind::Places => {
                facts
                    .places
                    .extend(take!(tables::places(file, path, text, &limits)).0);
            }
            FileKind::Publishers
            | FileKind::Evidence
            | FileKind::Yardstick
            | FileKind::Functions
            | FileKind::Aliases
            | FileKind::ImportMap
            | FileKind::Gate
            | FileKind::Policy => {
                panic!("not written: {path}")
            }
        }
    }
    let file = sources.add("functions.toml", CATALOGUE);
    let catalogue = catalogue::read(file, CATALOGUE, &limits).value;
    all.extend(keyholder_supply::resolve(facts, &catalogue).diagnostics);
    all.iter().map(|d| (d.code, d.message.clone())).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (one, again, other) = (nation(7, 3_500), nation(7, 3_500), nation(8, 3_500));
    assert_eq!(written(&one), written(&again));
    let (one, other) = (written(&one).0, written(&other).0);
    for path in [
        "network/elements.csv",
        "network/places.csv",
        "network/pools.csv",
    ] {
        assert_ne!(one[path], other[path], "{path}");
    }
    // Bytes that were written once are written for ever, unless somebody means to change them.
    let sum = |text: &str| {
        text.bytes()
            .fold(0_u64, |sum, b| sum.wrapping_mul(31) + u64::from(b))
    };
    let all = one
        .values()
        .fold(0_u64, |all, text| all.rotate_left(7) ^ sum(text));
    assert_eq!(format!("{all:016x}"), BYTES_OF_SEED_7);
}

const BYTES_OF_SEED_7: &str = "1d76ec2c25c453a5";

#[test]
fn every_size_is_met_exactly_and_ids_are_sorted() {
    for (seed, elements) in [
        (1, ELEMENTS_MIN),
        (2, 3_333),
        (6, 4_001),
        (9, 8_500),
        (3, 10_000),
        (4, 54_321),
    ] {
        let nation = nation(seed, elements);
        let mut rows = nation.rows();
        let mut last = String::new();
        let mut count = 0;
        while let Some(row) = rows.next_row() {
            let id = row[0].expect("an id");
            assert!(last.as_str() < id, "`{last}` stands before `{id}`");
            id.clone_into(&mut last);
            count += 1;
        }
        assert_eq!((count, rows.tally().rows), (elements, elements));
    }
    for elements in [0, ELEMENTS_MIN - 1, ELEMENTS_MAX + 1] {
        let wish = Wish {
            seed: 1,
            elements,
            topology: None,
        };
        assert!(Nation::new(&wish).is_err());
    }
}

#[test]
fn every_name_resolves_but_for_the_holes() {
    for (seed, elements) in [(1, 10_000), (2, 3_000), (5, 30_000)] {
        let (files, tally) = written(&nation(seed, elements));
        let mut odd = Vec::new();
        let (mut misspelt, mut old) = (0, 0);
        for (code, message) in complaints(&files) {
            match code {
                Code::KH0305 if message.contains("has no function") => old += 1,
                Code::KH0305 => misspelt += 1,
                code if code.severity() == Severity::Note => {}
                code => odd.push((code, message)),
            }
        }
        assert!(odd.is_empty(), "seed {seed}: {odd:#?}");
        assert_eq!((misspelt, old), (tally.misspelt, tally.old), "seed {seed}");
        assert!(tally.misspelt > 0 && tally.old > 0);
        assert!(tally.without_host + tally.without_manager + tally.without_wave > 0);
    }
}

#[test]
fn no_place_goes_without_what_it_needs() {
    let (files, _) = written(&nation(1, 10_000));
    let gaps: Vec<(Code, String)> = complaints(&files)
        .into_iter()
        .filter(|(code, _)| *code == Code::KH0614)
        .collect();
    assert!(gaps.is_empty(), "{gaps:#?}");
}

#[test]
fn every_file_calls_itself_synthetic() {
    let (files, _) = written(&nation(3, 3_000));
    for (path, text) in &files {
        assert!(
            path.starts_with("network/") || text.contains("ynthetic"),
            "{path}"
        );
    }
    assert!(files["keyholder.toml"].contains("synthetic = true"));
    assert!(files["keyholder.toml"].contains("name = \"Synthetic nation 3 "));
    assert!(files["README.md"].contains("**Synthetic.**"));
    let countries = files.values().flat_map(|text| text.split("\"X").skip(1));
    assert!(countries.clone().count() > 20);
}

#[test]
fn a_backbone_too_large_for_the_nation_is_refused() {
    let nodes: Vec<String> = (0..900).map(|n| format!("{{\"id\": {n}}}")).collect();
    let text = format!("{{\"nodes\": [{}], \"edges\": []}}", nodes.join(","));
    let mut wish = Wish {
        seed: 1,
        elements: ELEMENTS_MIN,
        topology: Some(Topology::read(&text).expect("taken")),
    };
    let refused = Nation::new(&wish).err().expect("too small");
    assert!(refused.least > 10_000, "{refused}");
    wish.elements = refused.least;
    let (files, _) = written(&Nation::new(&wish).expect("large enough"));
    assert!(
        complaints(&files)
            .iter()
            .all(|(code, _)| code.severity() != Severity::Error)
    );
}

#[test]
fn kinds_are_few() {
    let nation = nation(1, 200_000);
    let mut rows = nation.rows();
    let (mut kinds, mut signatures) = (BTreeSet::new(), BTreeSet::new());
    while let Some(row) = rows.next_row() {
        let cells: [Option<String>; WIDTH] = row.map(|cell| cell.map(str::to_owned));
        signatures.insert([&cells[1..3], &cells[6..]].concat());
        kinds.insert(cells[1..].to_vec());
    }
    assert!(kinds.len() < 70_000, "{}", kinds.len());
    assert!(signatures.len() < 9_000, "{}", signatures.len());
}

#[test]
fn a_backbone_may_be_given() {
    let text = r#"{"nodes": [{"id": 0}, {"id": 1}, {"id": 2}, {"id": 3}], "edges":
        [{"source": 0, "target": 1}, {"source": 1, "target": 2}, {"source": 2, "target": 3}, {"source": 3, "target": 0}]}"#;
    let wish = Wish {
        seed: 1,
        elements: 10_000,
        topology: Some(Topology::read(text).expect("taken")),
    };
    let nation = Nation::new(&wish).expect("made");
    let (files, tally) = written(&nation);
    // Five operators have a terminal at each end of each of four links.
    assert_eq!(tally.functions["optical-node"], 5 * 8);
    assert!(
        complaints(&files)
            .iter()
            .all(|(code, _)| code.severity() != Severity::Error)
    );
}
