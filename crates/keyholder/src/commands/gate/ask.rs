//! From flags to a record: everything is read, and the gate is asked.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use keyholder_boms::read as read_bom;
use keyholder_diag::{FileId, Limits, Severity};
use keyholder_gate::{Asked, Parts, Permits, after, judge, targets, tier_of};
use keyholder_packages::{Beside, Bounds, Document, Given, Package, examine};
use keyholder_project::gate::{PackageFile, beside, keys};
use keyholder_project::{catalogue, digest_text, permits};
use keyholder_reach::assess;
use keyholder_report::gate::{About, record, to_json, wire};
use keyholder_supply::Network;
use keyholder_supply::bom::Bom;
use keyholder_supply::facts::{BomFact, Facts};
use keyholder_supply::gate::{TierFact, day_of};
use sha2::{Digest, Sha256};

use super::opened::{Gate, open_gate};
use crate::exit;
use crate::outcome::Outcome;
use crate::progress::Progress;

/// What is asked.
pub(super) struct Ask<'a> {
    pub(super) project: &'a Path,
    pub(super) package: &'a Path,
    pub(super) beside: &'a [PathBuf],
    pub(super) release: &'a str,
    pub(super) wanted: &'a [String],
    pub(super) submitter: Option<&'a str>,
    pub(super) emergency: Option<&'a str>,
    pub(super) now: Timestamp,
    /// How many entries of the log count as seen; all when not said.
    pub(super) log_until: Option<u64>,
}

/// What came of it.
pub(super) struct Told {
    pub(super) record: wire::Record,
    pub(super) json: String,
}

/// Judges an update.
pub(super) fn ask(ask: &Ask<'_>, progress: &Progress) -> Result<Told, Outcome> {
    let (component, version) = ask.release.split_once('@').ok_or_else(|| {
        let said = format!("`{}` is no release; write `product@version`", ask.release);
        Outcome::failed(said, exit::USAGE)
    })?;
    progress.next("reading the project");
    let mut gate = open_gate(ask.project, ask.log_until)?;
    let net = &gate.opened.network;
    if let Some(who) = ask.submitter {
        gate.person(who)?;
    }
    let targets =
        targets(net, component, ask.wanted).map_err(|error| Outcome::failed(error, exit::USAGE))?;
    let tier = tier_of(&gate.policy, targets.criticality).ok_or_else(|| {
        Outcome::failed("the policy has no tier for these functions", exit::FAULTS)
    })?;
    let read = read_package(ask, &mut gate.inputs, &gate.facts, tier, progress)?;
    let label = format!("{component}@{version}");
    let package = &read.package;
    let bom_after = bom_of(package, &label, &gate.facts);
    let bom_before = running_bom(net, &targets, &gate.facts);
    progress.next("working out who could change what");
    let after_facts = after(
        &gate.facts,
        net,
        &targets,
        version,
        bom_after.as_ref().ok().map(|parts| &parts.bom),
    );
    let after_net = keyholder_supply::resolve(after_facts, &catalogue()).value;
    let day = day_of(ask.now);
    let (before, then) = both(net, &after_net);
    let verdicts = suppliers(&gate, &after_net, day);
    let (countries, rules) = permits();
    let permits = Permits { countries, rules };
    let gate_facts = gate.facts.gate.clone().unwrap_or_default();
    let asked = Asked {
        facts: &gate.facts,
        net,
        before: &before,
        after_net: &after_net,
        after: &then,
        verdicts: &verdicts,
        gate: &gate_facts,
        policy: &gate.policy,
        adopted: &gate.adopted,
        tier,
        permits: &permits,
        package,
        trust: &read.trust,
        bom_before: bom_before.as_ref(),
        bom_after: bom_after.as_ref().map_err(String::as_str),
        history: &gate.history,
        targets: &targets,
        version,
        emergency: ask.emergency,
        now: ask.now,
        day,
    };
    progress.next("judging");
    let judged = judge(&asked);
    let name = read.name;
    let about = About {
        version: env!("CARGO_PKG_VERSION"),
        package: &name,
        wanted: ask.wanted,
        submitter: ask.submitter,
        policy_sha256: &gate.policy_sha256,
        beside: read.beside,
        inputs: gate.inputs.clone(),
    };
    let record = record(&asked, &judged, &about);
    let json = to_json(&record);
    Ok(Told { record, json })
}

/// A package as it was read.
struct Read {
    name: String,
    package: Package,
    trust: keyholder_signatures::Trust,
    beside: Vec<String>,
}

fn read_package(
    ask: &Ask<'_>,
    inputs: &mut Vec<wire::Input>,
    facts: &Facts,
    tier: &TierFact,
    progress: &Progress,
) -> Result<Read, Outcome> {
    let world = |error: &dyn std::fmt::Display| Outcome::failed(error, exit::WORLD);
    let file = PackageFile::new(ask.package).map_err(|e| world(&e))?;
    let near = beside(ask.package, ask.beside).map_err(|e| world(&e))?;
    let pinned = keys(
        ask.project,
        &facts.gate.clone().unwrap_or_default(),
        Some(tier),
    );
    for input in &pinned.inputs {
        inputs.push(wire::Input {
            path: input.path.clone(),
            sha256: input.sha256.clone(),
        });
    }
    for found in &near {
        inputs.push(wire::Input {
            path: format!("beside/{}", found.file.name),
            sha256: hex(&found.file.bytes),
        });
    }
    inputs.sort();
    inputs.dedup();
    let near: Vec<Beside> = near.into_iter().map(|found| found.file).collect();
    let all = file.bytes();
    let heard = |done: u64| progress.bytes("reading the package", done, all);
    let name = file.name();
    let given = Given {
        name: &name,
        source: &file,
        beside: &near,
        trust: &pinned.trust,
        now: ask.now,
        bounds: Bounds::default(),
        progress: &heard,
    };
    let package = examine(&given).map_err(|error| {
        let said = format!("cannot read `{}`: {error}", ask.package.display());
        Outcome::failed(said, exit::WORLD)
    })?;
    file.unchanged().map_err(|e| world(&e))?;
    Ok(Read {
        package,
        beside: near.into_iter().map(|file| file.name).collect(),
        trust: pinned.trust,
        name,
    })
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The list of parts of the update: of those in the package the one that names the product, else the first; else the
/// one that the project has for the release.
fn bom_of(package: &Package, label: &str, facts: &Facts) -> Result<Parts, String> {
    let mut why = Vec::new();
    let mut read: Vec<(bool, Parts)> = Vec::new();
    let (component, version) = label.split_once('@').unwrap_or((label, ""));
    for document in &package.boms {
        match one_bom(document) {
            Ok(bom) => {
                let named = bom.subject.as_ref().is_some_and(|subject| {
                    subject.name.eq_ignore_ascii_case(component) || subject.version == version
                });
                read.push((
                    named,
                    Parts {
                        bom,
                        path: document.path.clone(),
                        covered: !document.beside,
                    },
                ));
            }
            Err(said) => why.push(format!("`{}`: {said}", document.path)),
        }
    }
    // Covered before not covered, named before not named, as they came.
    read.sort_by_key(|(named, parts)| (!parts.covered, !named));
    if let Some((_, parts)) = read.into_iter().next() {
        return Ok(parts);
    }
    if let Some(parts) = stated_bom(facts, component, version) {
        return Ok(parts);
    }
    Err(match why.is_empty() {
        true => "no list of parts lies inside or beside it".to_owned(),
        false => why.join("; "),
    })
}

fn one_bom(document: &Document) -> Result<Bom, String> {
    let text = std::str::from_utf8(&document.bytes).map_err(|_| "it is not text".to_owned())?;
    let parsed = read_bom(FileId(0), text, &Limits::default());
    let first = parsed
        .diagnostics
        .iter()
        .find(|d| d.severity() == Severity::Error);
    let said = first.map(|d| d.message.clone());
    parsed
        .value
        .ok_or_else(|| said.unwrap_or_else(|| "it cannot be read".to_owned()))
}

/// The list of parts that the project states for a release.
fn stated_bom(facts: &Facts, component: &str, version: &str) -> Option<Parts> {
    let component = facts.components.iter().find(|c| c.id.text == component)?;
    let release = component
        .releases
        .iter()
        .find(|r| r.version.text == version)?;
    let BomFact::Files(names) = &release.bom else {
        return None;
    };
    let name = names.first()?;
    let document = facts
        .boms
        .iter()
        .find(|document| document.path == name.text)?;
    Some(Parts {
        bom: document.bom.clone(),
        path: document.path.clone(),
        // The project itself is what everything rests on.
        covered: true,
    })
}

/// The list of parts of what most elements run now.
fn running_bom(net: &Network, targets: &keyholder_gate::Targets, facts: &Facts) -> Option<Parts> {
    let most = targets
        .running
        .iter()
        .max_by_key(|(release, many)| (**many, **release))?;
    let release = &net.releases[most.0.index()];
    let component = &net.components[release.component.index()];
    stated_bom(facts, &component.id, &release.version)
}

/// Who can change what, now and then.
fn both(
    net: &Network,
    after: &Network,
) -> (keyholder_reach::Assessment, keyholder_reach::Assessment) {
    (assess(net), assess(after))
}

/// Verdicts on suppliers, or why there are none.
fn suppliers(
    gate: &Gate,
    net: &Network,
    day: jiff::civil::Date,
) -> Result<keyholder_verdicts::Verdicts, String> {
    let Some((yardstick, _)) = &gate.opened.yardstick else {
        return Err("`yardstick.toml` has faults".to_owned());
    };
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    keyholder_verdicts::judge(net, yardstick, day, threads).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        faults.join("; ")
    })
}

/// SHA-256 of a text, as records name it.
pub(super) fn digest(text: &str) -> String {
    digest_text(text)
}
