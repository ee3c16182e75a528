//! `keyholder gate approve | reject | review | status`: what people decide, and whether it is enough.

use std::path::Path;

use jiff::{Timestamp, ToSpan};
use keyholder_gate::{
    About, Conditions, Decision, DecisionKind, State, Status, Wanted, envelope, read_decision,
    status,
};
use keyholder_project::gate::{StoredRecord, decisions, record as find, records, write_decision};
use keyholder_report::gate::{Entry, wire};
use keyholder_signatures::PrivateKey;
use keyholder_supply::gate::{GateCheck, GateVerdict, Said};
use serde::Serialize;

use super::ask::digest;
use super::opened::{Gate, SMALL, entries, has_log, logged, moment, open_gate, open_log};
use super::policy::{self, Proposal};
use crate::cli::{DecideArgs, ResultFormat};
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

/// What a record is about: an update, or a policy.
pub(super) enum Kept {
    Update(Box<wire::Record>),
    Policy(Proposal),
}

/// Reads a record of either kind.
pub(super) fn kept(stored: &StoredRecord) -> Result<Kept, Outcome> {
    let update: Result<wire::Record, _> = serde_json::from_str(&stored.text);
    match update {
        Ok(record) if record.format == wire::FORMAT => Ok(Kept::Update(Box::new(record))),
        _ => policy::read(&stored.text).map(Kept::Policy).map_err(|why| {
            let said = format!(
                "`{}` is no record of this version: {why}",
                stored.path.display()
            );
            Outcome::failed(said, exit::FAULTS)
        }),
    }
}

/// Finds a record by the beginning of its digest; or, given the file of a package, the newest record about it.
pub(super) fn found(project: &Path, named: &str) -> Result<StoredRecord, Outcome> {
    let path = Path::new(named);
    if path.is_file() && path.extension().is_none_or(|ending| ending != "json") {
        return newest_about(project, path);
    }
    find(project, named).map_err(|why| Outcome::failed(why, exit::USAGE))
}

fn newest_about(project: &Path, package: &Path) -> Result<StoredRecord, Outcome> {
    let world = |error: keyholder_project::LoadError| Outcome::failed(error, exit::WORLD);
    let sha256 = keyholder_project::digest_file(package).map_err(world)?;
    let (all, _) = records(project).map_err(world)?;
    let about = all.into_iter().filter_map(|stored| match kept(&stored) {
        Ok(Kept::Update(record)) if record.package.sha256 == sha256 => Some((record.at, stored)),
        _ => None,
    });
    let newest = about.max_by(|a, b| (&a.0, &a.1.sha256).cmp(&(&b.0, &b.1.sha256)));
    newest.map(|(_, stored)| stored).ok_or_else(|| {
        let said = format!(
            "no record is about `{}`; run `keyholder gate check`",
            shown(package)
        );
        Outcome::failed(said, exit::USAGE)
    })
}

/// Decides.
pub(super) fn run(args: &DecideArgs, kind: DecisionKind) -> Result<Outcome, Outcome> {
    let now = moment(args.at.at);
    let project = args.at.project.as_path();
    let mut log = open_log(project, args.log.log_key.as_deref())?;
    let gate = open_gate(project, None)?;
    let person = gate.person(&args.person)?;
    let stored = found(project, &args.record)?;
    let wanted = wanted(&gate, project, &stored, args.package.as_deref())?;
    let decision = Decision {
        kind,
        person: args.person.clone(),
        about: wanted.about.clone(),
        acknowledges: acknowledged(&args.acknowledge)?,
        reason: args.reason.clone(),
        at: now,
        until: until(now, args.days, &wanted.conditions),
    };
    refuse(&wanted, &decision)?;
    let bytes = keyholder_project::read_text(&args.key, SMALL)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let key = PrivateKey::read(bytes.as_bytes())
        .map_err(|why| Outcome::failed(format!("`{}`: {why}", shown(&args.key)), exit::USAGE))?;
    let mut signed = envelope(&decision);
    signed.sign(&key, Some(&key.id()));
    let text = signed.to_json();
    let gate_facts = gate.facts_of_gate();
    read_decision(text.as_bytes(), &gate_facts.people, now).map_err(|why| {
        Outcome::failed(format!("the decision would not count: {why}"), exit::USAGE)
    })?;
    // What would not count is said now, not when it is too late.
    let alone = [(String::new(), Ok(decision.clone()))];
    let would = status(&wanted, &alone, &gate_facts, now);
    if let Some((_, why)) = would.refused.first() {
        let said = format!("the decision would not count: {why}");
        return Err(Outcome::failed(said, exit::REFUSE));
    }
    let second = now.as_second();
    let name = format!(
        "{}-{}-{second}",
        person.id.text.replace('/', "-"),
        kind.word()
    );
    let path = write_decision(project, &stored.sha256, &name, &text)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let entry = Entry::Decision {
        at: now.to_string(),
        record: stored.sha256.clone(),
        person: person.id.text.clone(),
        decision: kind.word().to_owned(),
        statement: digest(&text),
    };
    let number = logged(log.as_mut(), &entry)?;
    let status = status_of(&gate, project, &stored, &wanted, now)?;
    let mut said = format!("{}: {}\n{}\n", person.name, kind.word(), shown(&path));
    if let Some(number) = number {
        said.push_str(&format!("Log: entry {number}\n"));
    }
    said.push_str(&told(&status));
    Ok(Outcome::said(said, exit::DONE))
}

fn acknowledged(words: &[String]) -> Result<Vec<GateCheck>, Outcome> {
    let one = |word: &String| {
        GateCheck::from_word(word).ok_or_else(|| {
            let all = GateCheck::ALL.iter().map(|check| check.word());
            let meant = keyholder_diag::did_you_mean(word, all);
            let more = meant.map_or_else(String::new, |m| format!("; did you mean `{m}`?"));
            Outcome::failed(format!("`{word}` is no check{more}"), exit::USAGE)
        })
    };
    words.iter().map(one).collect()
}

fn until(now: Timestamp, days: Option<u32>, conditions: &Conditions) -> Timestamp {
    let days = days.unwrap_or(conditions.approval_days);
    let hours = i64::from(days).saturating_mul(24);
    now.checked_add(hours.hours()).unwrap_or(Timestamp::MAX)
}

/// What may not be approved at all, in words.
fn refuse(wanted: &Wanted, decision: &Decision) -> Result<(), Outcome> {
    if decision.kind != DecisionKind::Approve {
        return Ok(());
    }
    if !matches!(
        wanted.verdict,
        GateVerdict::Admit | GateVerdict::AdmitWithLimits
    ) {
        let said = format!(
            "the verdict is `{}`; what it lacks must come first, then check again",
            wanted.verdict.word()
        );
        return Err(Outcome::failed(said, exit::REFUSE));
    }
    if let Some(moved) = wanted.moved.first() {
        let said = format!("{}; check again", moved.what);
        return Err(Outcome::failed(said, exit::REFUSE));
    }
    Ok(())
}

/// What decisions are held against, as things are now.
pub(super) fn wanted(
    gate: &Gate,
    project: &Path,
    stored: &StoredRecord,
    package: Option<&Path>,
) -> Result<Wanted, Outcome> {
    match kept(stored)? {
        Kept::Policy(proposal) => Ok(policy::wanted(gate, stored, &proposal)),
        Kept::Update(record) => {
            let verdict = GateVerdict::from_word(&record.verdict).unwrap_or(GateVerdict::Refuse);
            Ok(Wanted {
                about: About {
                    record: stored.sha256.clone(),
                    package: record.package.sha256.clone(),
                    targets: record.targets.sha256.clone(),
                },
                submitter: record.request.submitter.clone(),
                verdict,
                conditions: conditions(&record.conditions),
                moved: moved(gate, project, &record, package)?,
            })
        }
    }
}

fn conditions(of: &wire::Conditions) -> Conditions {
    let acknowledge = of
        .acknowledge
        .iter()
        .filter_map(|word| GateCheck::from_word(word));
    Conditions {
        approvers: of.approvers,
        roles: of.roles.clone(),
        consent: of.consent.clone(),
        acknowledge: acknowledge.collect(),
        approval_days: of.approval_days,
        first_step: of.first_step,
        soak_hours: of.soak_hours,
        review_days: of.review_days,
    }
}

/// What is another now than when it was judged.
fn moved(
    gate: &Gate,
    project: &Path,
    record: &wire::Record,
    package: Option<&Path>,
) -> Result<Vec<Said>, Outcome> {
    let again = "check the update again";
    let mut moved = Vec::new();
    if gate.policy_sha256 != record.policy.sha256 {
        moved.push(Said::new("the policy is another than the one it was judged by").remedy(again));
    }
    let gate_facts = gate.facts_of_gate();
    let pinned = keyholder_project::gate::keys(project, &gate_facts, None);
    let mut now: Vec<(&str, &str)> = gate
        .inputs
        .iter()
        .map(|i| (i.path.as_str(), i.sha256.as_str()))
        .collect();
    now.extend(
        pinned
            .inputs
            .iter()
            .map(|i| (i.path.as_str(), i.sha256.as_str())),
    );
    let then = record
        .inputs
        .iter()
        .filter(|input| !input.path.starts_with("beside/"));
    let then: Vec<(&str, &str)> = then.map(|i| (i.path.as_str(), i.sha256.as_str())).collect();
    let other = now
        .iter()
        .filter(|input| !then.contains(input))
        .chain(then.iter().filter(|input| !now.contains(input)));
    let mut other: Vec<&str> = other.map(|(path, _)| *path).collect();
    other.sort_unstable();
    other.dedup();
    if let Some(first) = other.first() {
        let what = match other.len() {
            1 => format!("`{first}` is another than when it was judged"),
            many => format!(
                "{many} files of the project are others than when it was judged, among them `{first}`"
            ),
        };
        moved.push(Said::new(what).remedy(again));
    }
    if let Some(package) = package {
        let found = keyholder_project::digest_file(package)
            .map_err(|error| Outcome::failed(error, exit::WORLD))?;
        if found != record.package.sha256 {
            let what = format!("`{}` is not the package that was judged", shown(package));
            moved.push(Said::new(what).remedy(again));
        }
    }
    Ok(moved)
}

/// How far a record is.
pub(super) fn status_of(
    gate: &Gate,
    project: &Path,
    stored: &StoredRecord,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Status, Outcome> {
    let gate_facts = gate.facts_of_gate();
    let kept = decisions(project, &stored.sha256).map_err(|e| Outcome::failed(e, exit::WORLD))?;
    // With a log, a decision that is not in it does not count: it may have been laid there afterwards. The log is
    // read again, because what was decided just now is in it.
    let fresh = entries(project, None)?;
    let logged = |text: &str| {
        let sha256 = digest(text);
        !has_log(project)
            || fresh.iter().any(
                |(_, entry)| matches!(entry, Entry::Decision { statement, .. } if *statement == sha256),
            )
    };
    let read: Vec<(String, Result<Decision, String>)> = kept
        .into_iter()
        .map(|(name, text)| {
            let read = text.and_then(|text| match logged(&text) {
                true => read_decision(text.as_bytes(), &gate_facts.people, now),
                false => Err("it is not in the log".to_owned()),
            });
            (name, read)
        })
        .collect();
    Ok(status(wanted, &read, &gate_facts, now))
}

/// A status in words.
pub(super) fn told(status: &Status) -> String {
    let mut said = format!("Status: {}\n", status.state.word());
    for decision in &status.counted {
        said.push_str(&format!(
            "  {} {} on {}, until {}\n",
            decision.person,
            match decision.kind {
                DecisionKind::Approve => "approved",
                DecisionKind::Reject => "rejected",
                DecisionKind::Review => "reviewed",
            },
            decision.at,
            decision.until
        ));
    }
    if status.state == State::Closed {
        said.push_str("  the verdict lets nothing in; what it lacks must come first\n");
        return said;
    }
    for (path, why) in &status.refused {
        said.push_str(&format!("  does not count: {path}: {why}\n"));
    }
    for missing in &status.missing {
        said.push_str(&format!("  missing: {}\n", missing.what));
        if let Some(remedy) = &missing.remedy {
            said.push_str(&format!("    {remedy}\n"));
        }
    }
    said
}

/// A status as JSON.
#[derive(Serialize)]
struct Shown {
    record: String,
    what: String,
    verdict: String,
    state: String,
    decisions: Vec<(String, String, String)>,
    refused: Vec<(String, String)>,
    missing: Vec<String>,
    review_missing: bool,
}

/// Shows how far records are.
pub(super) fn show(
    project: &Path,
    record: Option<&str>,
    package: Option<&Path>,
    at: Option<Timestamp>,
    format: ResultFormat,
) -> Result<Outcome, Outcome> {
    let now = moment(at);
    let gate = open_gate(project, None)?;
    let (chosen, faults) = match record {
        Some(record) => (vec![found(project, record)?], Vec::new()),
        None => records(project).map_err(|e| Outcome::failed(e, exit::WORLD))?,
    };
    let mut rows = Vec::new();
    let mut said = String::new();
    let mut code = exit::DONE;
    for stored in &chosen {
        let wanted = wanted(&gate, project, stored, package)?;
        let status = status_of(&gate, project, stored, &wanted, now)?;
        let what = match kept(stored)? {
            Kept::Update(record) => {
                format!("{}@{}", record.request.component, record.request.version)
            }
            Kept::Policy(proposal) => format!("policy {} {}", proposal.id, proposal.version),
        };
        let review_missing = wanted.conditions.review_days.is_some() && !status.reviewed;
        let short = stored.sha256.get(..12).unwrap_or_default();
        said.push_str(&format!("{short}  {what}: {}\n", wanted.verdict.word()));
        for line in told(&status).lines() {
            said.push_str(&format!("  {line}\n"));
        }
        let done: u64 = super::installed::steps(&gate.entries, &stored.sha256)
            .iter()
            .map(|(_, many)| many)
            .sum();
        if done > 0 {
            said.push_str(&format!("  installed on {done} so far\n"));
        }
        if review_missing {
            said.push_str("  nobody looked at this emergency afterwards yet\n");
        }
        code = code.max(match status.state {
            State::Ready => exit::DONE,
            State::Open => exit::HOLD,
            State::Closed | State::Rejected => exit::REFUSE,
        });
        let of = |d: &Decision| {
            (
                d.person.clone(),
                d.kind.word().to_owned(),
                d.until.to_string(),
            )
        };
        rows.push(Shown {
            record: stored.sha256.clone(),
            what,
            verdict: wanted.verdict.word().to_owned(),
            state: status.state.word().to_owned(),
            decisions: status.counted.iter().map(of).collect(),
            refused: status.refused.clone(),
            missing: status
                .missing
                .iter()
                .map(|said| said.what.clone())
                .collect(),
            review_missing,
        });
    }
    for fault in &faults {
        said.push_str(&format!("{fault}\n"));
    }
    if record.is_none() {
        // A list of all is a list, not an answer about one.
        code = if faults.is_empty() {
            exit::DONE
        } else {
            exit::FAULTS
        };
        if chosen.is_empty() && faults.is_empty() {
            said.push_str("no record yet; `keyholder gate check` writes one\n");
        }
    }
    match format {
        ResultFormat::Human => Ok(Outcome::said(said, code)),
        ResultFormat::Json => {
            let json = serde_json::to_string_pretty(&rows);
            let json = json.map_err(|error| Outcome::failed(error, exit::BUG))?;
            Ok(Outcome::said(json + "\n", code))
        }
    }
}
