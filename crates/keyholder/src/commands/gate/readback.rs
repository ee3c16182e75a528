//! `keyholder gate readback`: whether the network runs what was admitted and installed there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use keyholder_report::gate::{Entry, wire};
use keyholder_supply::Network;
use serde::Serialize;

use super::decide::{Kept, found, kept};
use super::opened::{has_log, open_gate_with};
use crate::cli::{ResultFormat, Where};
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

/// One row that was read back.
#[derive(Serialize)]
struct Row {
    line: usize,
    element: String,
    sha256: String,
    state: &'static str,
    why: String,
}

/// Compares what the network runs with what was admitted and installed.
pub(super) fn run(table: &Path, at: &Where, format: ResultFormat) -> Result<Outcome, Outcome> {
    let project = at.project.as_path();
    if !has_log(project) {
        let said = "without a log nobody knows what was installed";
        return Err(Outcome::failed(said, exit::USAGE));
    }
    let read = keyholder_project::gate::read_back(table)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let asked: BTreeSet<String> = read.rows.iter().map(|row| row.element.clone()).collect();
    let gate = open_gate_with(project, None, &asked)?;
    let known = known(project, &gate.entries)?;
    let net = &gate.opened.network;
    let mut rows: Vec<Row> = Vec::new();
    for row in &read.rows {
        let found = known
            .get(&row.sha256)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let (state, why) = match judged(net, &row.element, row.release.as_deref(), found) {
            Ok(release) => ("same", release),
            Err(why) => ("alarm", why),
        };
        rows.push(Row {
            line: row.line,
            element: row.element.clone(),
            sha256: row.sha256.clone(),
            state,
            why,
        });
    }
    let alarms = rows.iter().filter(|row| row.state == "alarm").count();
    let code = match alarms == 0 && read.refused.is_empty() {
        true => exit::DONE,
        false => exit::FAULTS,
    };
    if format == ResultFormat::Json {
        let json = serde_json::to_string_pretty(&rows);
        let json = json.map_err(|error| Outcome::failed(error, exit::BUG))?;
        return Ok(Outcome::said(json + "\n", code));
    }
    let mut said = format!(
        "{}: {} rows = {} taken + {} refused + {} blank\n",
        shown(table),
        rows.len() + read.refused.len() + read.blank,
        rows.len(),
        read.refused.len(),
        read.blank
    );
    for (line, why) in &read.refused {
        said.push_str(&format!("  line {line}: {why}\n"));
    }
    for row in rows.iter().filter(|row| row.state == "alarm") {
        said.push_str(&format!(
            "  ALARM line {}: {}: {}\n",
            row.line, row.element, row.why
        ));
    }
    let same = rows.len() - alarms;
    said.push_str(&format!("{same} run what was admitted, {alarms} do not\n"));
    Ok(Outcome::said(said, code))
}

/// What an element runs, if it was admitted for it and installed as decided; else why that is not so.
fn judged(
    net: &Network,
    element: &str,
    release: Option<&str>,
    known: &[wire::Record],
) -> Result<String, String> {
    if net.element(element).is_none() {
        return Err("no such element in the project".to_owned());
    }
    if known.is_empty() {
        return Err("nothing with this digest was admitted, decided and installed".to_owned());
    }
    let label =
        |update: &wire::Record| format!("{}@{}", update.request.component, update.request.version);
    let meant = known.iter().find(|update| is_for(net, update, element));
    let Some(meant) = meant else {
        let what: BTreeSet<String> = known.iter().map(label).collect();
        let what: Vec<String> = what.into_iter().collect();
        return Err(format!(
            "these are the bytes of {}, which were not meant for it",
            what.join(", ")
        ));
    };
    let is = label(meant);
    match release {
        Some(release) if release != is => {
            Err(format!("these are the bytes of {is}, not of {release}"))
        }
        _ => Ok(is),
    }
}

/// Whether an update was for an element: it is named in the record; or, where not all are named, it does what the
/// record was for.
fn is_for(net: &Network, update: &wire::Record, element: &str) -> bool {
    let targets = &update.targets;
    if targets.named.len() as u64 >= targets.elements {
        return targets.named.iter().any(|named| named == element);
    }
    let function = net
        .element(element)
        .and_then(|e| net.elements[e.index()].function);
    let function = function.map(|f| net.functions[f.index()].name.as_str());
    targets
        .functions
        .iter()
        .any(|counted| Some(counted.name.as_str()) == function)
}

/// Records of updates that were admitted and installed as decided, by the digests that an element may tell.
fn known(
    project: &Path,
    entries: &[(u64, Entry)],
) -> Result<BTreeMap<String, Vec<wire::Record>>, Outcome> {
    let mut known: BTreeMap<String, Vec<wire::Record>> = BTreeMap::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (_, entry) in entries {
        let Entry::Installed {
            record,
            package,
            against: false,
            ..
        } = entry
        else {
            continue;
        };
        if !told.insert(record) {
            continue;
        }
        let stored = found(project, record)?;
        let Kept::Update(update) = kept(&stored)? else {
            continue;
        };
        if update.package.sha256 == *package && update.verdict.starts_with("admit") {
            let digests = std::iter::once(package).chain(&update.package.installable);
            for digest in digests {
                known
                    .entry(digest.clone())
                    .or_default()
                    .push((*update).clone());
            }
        }
    }
    Ok(known)
}
