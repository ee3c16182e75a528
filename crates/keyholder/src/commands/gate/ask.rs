//! From flags to a record: everything is read, and the gate is asked.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use keyholder_gate::{Asked, Permits, after, judge, targets, tier_of};
use keyholder_packages::{Beside, Bounds, Given, Package, examine};
use keyholder_project::gate::{PackageFile, beside, keys};
use keyholder_project::{catalogue, digest_text, permits, shipped};
use keyholder_reach::{Assessment, Standing};
use keyholder_report::gate::{About, record, to_json, wire};
use keyholder_signatures::Digests;
use keyholder_supply::Network;
use keyholder_supply::facts::Facts;
use keyholder_supply::gate::{TierFact, day_of};

use super::lists::{lists_of, running};
use super::opened::{Gate, not_before_the_log, open_gate_with};
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
    newest: Result<(), Outcome>,
}

impl Told {
    /// Refuses a moment before the newest entry of the log.
    pub(super) fn not_before_the_log(&mut self) -> Result<(), Outcome> {
        std::mem::replace(&mut self.newest, Ok(()))
    }
}

/// Judges an update.
pub(super) fn ask(ask: &Ask<'_>, progress: &Progress) -> Result<Told, Outcome> {
    let (component, version) = ask.release.split_once('@').ok_or_else(|| {
        let said = format!("`{}` is no release; write `product@version`", ask.release);
        Outcome::failed(said, exit::USAGE)
    })?;
    progress.next("reading the project");
    let asked: BTreeSet<String> = ask.wanted.iter().cloned().collect();
    let mut gate = open_gate_with(ask.project, ask.log_until, &asked)?;
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
    let (bom_after, mut lists) = lists_of(package, &label, &gate.facts);
    let bom_before = running(net, &targets, &gate.facts, &mut lists);
    progress.next("working out who could change what");
    let after_facts = after(
        &gate.facts,
        net,
        &targets,
        version,
        bom_after.as_ref().ok().map(|parts| &parts.bom),
    );
    let after_net = Arc::new(keyholder_supply::resolve(after_facts, &catalogue()).value);
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
        lists: &lists,
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
        catalogue: &shipped().1,
        log_entries: gate.entries.len() as u64,
        beside: read.beside,
        inputs: gate.inputs.clone(),
    };
    let record = record(&asked, &judged, &about);
    let json = to_json(&record);
    let newest = not_before_the_log(&gate, ask.now);
    Ok(Told {
        record,
        json,
        newest,
    })
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
            sha256: Digests::of(&found.file.bytes).hex(),
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

/// Who can change what, now and then.
fn both(net: &Arc<Network>, after: &Arc<Network>) -> (Assessment, Assessment) {
    let mut standing = Standing::new(Arc::clone(net));
    let before = standing.assessment().clone();
    standing.update(Arc::clone(after));
    (before, standing.into_assessment())
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
