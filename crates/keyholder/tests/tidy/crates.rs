//! Who may depend on whom, under which licence, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::tree::{none, read, root};

const GRAPH: &str = "crates/keyholder/tests/tidy/crate-graph.txt";

/// What cargo says about all packages that this platform needs. The network is asked only for packages that
/// were never built here.
fn metadata() -> Value {
    asked(&[], true).unwrap_or_else(|said| panic!("{said}"))
}

/// The same with more arguments; the network is asked only where it may be.
fn asked(more: &[&str], network: bool) -> Result<Value, String> {
    let host = run("rustc", &["-vV"]).expect("rustc runs");
    let host = host.lines().find_map(|line| line.strip_prefix("host: "));
    let mut arguments = vec!["metadata", "--format-version", "1"];
    arguments.extend(more);
    arguments.extend(host.iter().flat_map(|host| ["--filter-platform", *host]));
    let offline = [arguments.as_slice(), &["--offline"]].concat();
    let mut text = run(env!("CARGO"), &offline);
    if text.is_err() && network {
        text = run(env!("CARGO"), &arguments);
    }
    text.map(|text| serde_json::from_str(&text).expect("JSON"))
}

/// What a program prints, or what it complains about.
fn run(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .map_err(|e| format!("`{program}`: {e}"))?;
    if output.status.success() {
        String::from_utf8(output.stdout).map_err(|e| e.to_string())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{program} {arguments:?}`:\n{said}"))
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The packages of the repository.
fn ours(metadata: &Value) -> impl Iterator<Item = &Value> {
    list(metadata, "packages")
        .iter()
        .filter(|p| p["source"].is_null())
}

/// One line a crate; edges of tests and benchmarks apart.
fn graph(metadata: &Value) -> String {
    let names: BTreeSet<&str> = ours(metadata).map(|p| text(p, "name")).collect();
    let mut lines = BTreeMap::new();
    for package in ours(metadata) {
        let edges = |dev: bool| {
            let wanted = list(package, "dependencies")
                .iter()
                .filter(|d| (text(d, "kind") == "dev") == dev)
                .map(|d| text(d, "name"))
                .filter(|name| names.contains(name));
            wanted.collect::<BTreeSet<&str>>()
        };
        let shown = |set: BTreeSet<&str>| match set.len() {
            0 => "nothing".to_owned(),
            _ => Vec::from_iter(set).join(", "),
        };
        let (uses, tests) = (edges(false), edges(true));
        let mut line = format!("{} uses {}", text(package, "name"), shown(uses));
        if !tests.is_empty() {
            line.push_str(&format!("; its tests use {}", shown(tests)));
        }
        lines.insert(text(package, "name").to_owned(), line);
    }
    Vec::from_iter(lines.into_values()).join("\n") + "\n"
}

#[test]
fn the_crate_graph_is_the_one_that_was_agreed() {
    let graph = graph(&metadata());
    if std::env::var("KEYHOLDER_BLESS").is_ok_and(|v| v == "1") {
        std::fs::write(root().join(GRAPH), &graph).expect("written");
        return;
    }
    let agreed = std::fs::read_to_string(root().join(GRAPH)).unwrap_or_default();
    assert_eq!(
        agreed, graph,
        "a new edge between crates is a change of design: say why in ARCHITECTURE.md, \
         then run the test with KEYHOLDER_BLESS=1"
    );
}

#[test]
fn the_checker_shares_no_code_with_the_engine() {
    let metadata = metadata();
    let of = |name: &str| {
        let package = ours(&metadata).find(|p| text(p, "name") == name);
        let uses = list(package.expect("a crate of that name"), "dependencies").iter();
        Vec::from_iter(uses.map(|d| text(d, "name")))
    };
    assert!(!of("keyholder-witness").contains(&"keyholder-reach"));
    assert_eq!(of("keyholder-witness"), ["keyholder-supply"]);
}

/// Licences that `deny.toml` allows.
fn allowed() -> BTreeSet<String> {
    let deny: toml::Table = toml::from_str(&read("deny.toml")).expect("TOML");
    let list = deny["licenses"]["allow"].as_array().expect("a list");
    list.iter()
        .filter_map(|licence| licence.as_str().map(str::to_owned))
        .collect()
}

/// Whether an SPDX expression can be met: `OR` offers a choice, `AND` asks for all. `/` is an old `OR`.
fn met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace(['(', ')'], "").replace('/', " OR ");
    expression
        .split(" AND ")
        .all(|all| all.split(" OR ").any(|one| allowed.contains(one.trim())))
}

/// Dependencies whose licences are not allowed.
fn strange_licences(metadata: &Value) -> Vec<String> {
    let allowed = allowed();
    list(metadata, "packages")
        .iter()
        .filter(|p| !met(text(p, "license"), &allowed))
        .map(|p| format!("{}: `{}`", text(p, "name"), text(p, "license")))
        .collect()
}

/// Dependencies that come from elsewhere than the public registry.
fn strange_sources(metadata: &Value) -> Vec<String> {
    let strange = |p: &&Value| {
        !p["source"].is_null()
            && text(p, "source") != "registry+https://github.com/rust-lang/crates.io-index"
    };
    list(metadata, "packages")
        .iter()
        .filter(strange)
        .map(|p| format!("{}: {}", text(p, "name"), text(p, "source")))
        .collect()
}

const LICENCE: &str = "leave it out, or allow the licence in deny.toml with a reason";

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    none(&strange_licences(&metadata()), LICENCE);
}

#[test]
fn every_dependency_comes_from_the_public_registry() {
    none(&strange_sources(&metadata()), "use a published version");
}

#[test]
#[expect(clippy::print_stdout, reason = "a test says what it skipped")]
fn every_dependency_with_the_cluster_is_allowed_as_well() {
    let asked_for = std::env::var("KEYHOLDER_CLUSTER").is_ok_and(|v| v == "1");
    let metadata = match asked(&["--all-features"], asked_for) {
        Ok(metadata) => metadata,
        Err(said) if asked_for => panic!("{said}"),
        Err(_) => {
            println!("skipped: the engine of the cluster was never built here");
            return;
        }
    };
    none(&strange_licences(&metadata), LICENCE);
    none(&strange_sources(&metadata), "use a published version");
}

#[test]
fn without_the_cluster_nothing_speaks_to_a_network() {
    let deny: toml::Table = toml::from_str(&read("deny.toml")).expect("TOML");
    let banned = deny["bans"]["deny"].as_array().expect("a list");
    let banned: BTreeSet<&str> = banned
        .iter()
        .filter_map(|entry| entry.get("crate")?.as_str())
        .collect();
    assert!(banned.contains("hyper"), "{banned:?}");
    let metadata = metadata();
    let faults: Vec<String> = list(&metadata, "packages")
        .iter()
        .map(|p| text(p, "name"))
        // Also the engine itself: a default build does not pay for it.
        .filter(|name| banned.contains(name) || ["datafusion", "tokio", "tonic"].contains(name))
        .map(str::to_owned)
        .collect();
    none(&faults, "only the feature `cluster` may bring it");
}

#[test]
fn every_outside_dependency_says_why_it_is_there() {
    let manifest = read("Cargo.toml");
    let mut faults = Vec::new();
    let (mut inside, mut before) = (false, "");
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
        } else if inside
            && line.contains(" = ")
            && !line.contains("path = ")
            && !before.starts_with("# ")
        {
            faults.push(format!("Cargo.toml: {line}"));
        }
        before = line;
    }
    none(&faults, "write one line of reason above each");
}

#[test]
fn crates_take_versions_from_the_workspace() {
    let metadata = metadata();
    let mut faults = Vec::new();
    for package in ours(&metadata) {
        let path = text(package, "manifest_path");
        let manifest = std::fs::read_to_string(path).expect("read");
        let table: toml::Table = toml::from_str(&manifest).expect("TOML");
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(entries) = table.get(section).and_then(toml::Value::as_table) else {
                continue;
            };
            let own = |entry: &toml::Value| entry.get("workspace").is_none();
            let own = entries.iter().filter(|(_, entry)| own(entry));
            faults.extend(own.map(|(name, _)| format!("{}: {name}", text(package, "name"))));
        }
    }
    none(
        &faults,
        "write `x.workspace = true`; versions stand once, in the root Cargo.toml",
    );
}

#[test]
fn a_choice_of_licences_is_met_by_one_and_a_sum_by_all() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "Unicode-3.0".to_owned()]);
    assert!(met("MIT/Apache-2.0", &allowed));
    assert!(met("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed));
    assert!(!met("Apache-2.0", &allowed));
    assert!(!met("MIT AND GPL-3.0-only", &allowed));
    assert!(!met("", &allowed));
}
