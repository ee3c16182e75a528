//! `keyholder gate record | readback`: what was installed, and whether the network runs what was admitted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use keyholder_gate::{State, next_step};
use keyholder_report::gate::Entry;
use serde::Serialize;

use super::decide::{Kept, found, kept, status_of, told, wanted};
use super::opened::{has_log, logged, moment, open_gate, open_log};
use crate::cli::{LogKey, ResultFormat, Where};
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

/// Records a step of an installation. What was done is recorded also when it should not have been.
pub(super) fn record(
    named: &str,
    at: &Where,
    elements: u64,
    package: &Path,
    key: &LogKey,
) -> Result<Outcome, Outcome> {
    let project = at.project.as_path();
    let Some(mut log) = open_log(project, key.log_key.as_deref())? else {
        let said = format!(
            "what was installed is kept in the log; begin one with `keyholder gate log new --project {} --key FILE`",
            shown(project)
        );
        return Err(Outcome::failed(said, exit::USAGE));
    };
    let now = moment(at.at);
    let gate = open_gate(project, None)?;
    let stored = found(project, named)?;
    let Kept::Update(update) = kept(&stored)? else {
        return Err(Outcome::failed(
            "this record is about a policy",
            exit::USAGE,
        ));
    };
    let mut against = Vec::new();
    let found = keyholder_project::digest_file(package)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    if found != update.package.sha256 {
        against.push(format!(
            "`{}` is not the package that was judged",
            shown(package)
        ));
    }
    let wanted = wanted(&gate, project, &stored, None)?;
    let status = status_of(&gate, project, &stored, &wanted, now)?;
    let done = steps(&gate.entries, &stored.sha256);
    // The project may have moved on between two steps of one rollout; the first one is held to it.
    let decided = match done.is_empty() {
        true => status.state == State::Ready,
        false => !matches!(status.state, State::Closed | State::Rejected),
    };
    if !decided {
        against.push(format!("it was not decided: {}", status.state.word()));
    }
    match next_step(&wanted.conditions, update.targets.elements, &done, now) {
        Ok(most) if elements > most => {
            against.push(format!("at most {most} elements may be updated now"));
        }
        Ok(_) => {}
        Err(from) => against.push(format!("the last step rests until {from}")),
    }
    let entry = Entry::Installed {
        at: now.to_string(),
        record: stored.sha256.clone(),
        package: found,
        elements,
        against: !against.is_empty(),
    };
    let number = logged(Some(&mut log), &entry)?;
    let total: u64 = done.iter().map(|(_, many)| many).sum::<u64>() + elements;
    let mut said = format!(
        "Recorded: {}, {total} of {} in all\nLog: entry {}\n",
        many(elements),
        update.targets.elements,
        number.unwrap_or_default()
    );
    for why in &against {
        said.push_str(&format!("Against the conditions: {why}\n"));
    }
    if !decided {
        said.push_str(&told(&status));
    }
    let code = if against.is_empty() {
        exit::DONE
    } else {
        exit::FAULTS
    };
    Ok(Outcome::said(said, code))
}

fn many(elements: u64) -> String {
    match elements {
        1 => "1 element".to_owned(),
        many => format!("{many} elements"),
    }
}

/// Steps of an installation that were recorded.
pub(super) fn steps(entries: &[(u64, Entry)], of: &str) -> Vec<(Timestamp, u64)> {
    let steps = entries.iter().filter_map(|(_, entry)| match entry {
        Entry::Installed {
            record,
            at,
            elements,
            ..
        } if record == of => Some((at.parse().ok()?, *elements)),
        _ => None,
    });
    steps.collect()
}

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
pub(super) fn readback(table: &Path, at: &Where, format: ResultFormat) -> Result<Outcome, Outcome> {
    let project = at.project.as_path();
    if !has_log(project) {
        let said = "without a log nobody knows what was installed";
        return Err(Outcome::failed(said, exit::USAGE));
    }
    let gate = open_gate(project, None)?;
    let known = known(project, &gate.entries)?;
    let read = keyholder_project::gate::read_back(table)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let net = &gate.opened.network;
    let mut rows: Vec<Row> = Vec::new();
    for row in &read.rows {
        let element = net.element(&row.element);
        let (state, why) = match (element, known.get(&row.sha256)) {
            (None, _) => ("alarm", "no such element in the project".to_owned()),
            (_, None) => (
                "alarm",
                "nothing with this digest was admitted and installed".to_owned(),
            ),
            (_, Some(releases)) => match &row.release {
                Some(release) if !releases.contains(release) => {
                    let known: Vec<&str> = releases.iter().map(String::as_str).collect();
                    (
                        "alarm",
                        format!(
                            "these are the bytes of {}, not of {release}",
                            known.join(", ")
                        ),
                    )
                }
                _ => {
                    let known: Vec<&str> = releases.iter().map(String::as_str).collect();
                    ("same", known.join(", "))
                }
            },
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
    said.push_str(&format!(
        "{} run what was admitted, {alarms} do not\n",
        rows.len() - alarms
    ));
    Ok(Outcome::said(said, code))
}

/// Digests of packages that were admitted and installed, with the releases that they are.
fn known(
    project: &Path,
    entries: &[(u64, Entry)],
) -> Result<BTreeMap<String, BTreeSet<String>>, Outcome> {
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, entry) in entries {
        let Entry::Installed {
            record, package, ..
        } = entry
        else {
            continue;
        };
        let stored = found(project, record)?;
        if let Kept::Update(update) = kept(&stored)? {
            let release = format!("{}@{}", update.request.component, update.request.version);
            if update.package.sha256 == *package {
                known
                    .entry(package.clone())
                    .or_default()
                    .insert(release.clone());
                for file in &update.package.installable {
                    known
                        .entry(file.clone())
                        .or_default()
                        .insert(release.clone());
                }
            }
        }
    }
    Ok(known)
}
