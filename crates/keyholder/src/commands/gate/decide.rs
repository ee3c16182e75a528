//! `keyholder gate approve | reject | review | status`: what people decide, and whether it is enough.

use std::path::Path;

use jiff::Timestamp;
use keyholder_gate::{
    About, Adopted, Conditions, Decision, DecisionKind, State, Status, Wanted, envelope, later,
    read_decision, status,
};
use keyholder_project::gate::{StoredRecord, decisions, record as find, records, write_decision};
use keyholder_report::gate::{Entry, wire};
use keyholder_signatures::PrivateKey;
use keyholder_supply::gate::{GateCheck, GateVerdict, Said};
use serde::Serialize;

use super::ask::digest;
use super::opened::{
    Gate, SMALL, entries, has_log, logged, moment, not_before_the_log, open_facts, open_gate,
    open_log,
};
use super::policy::{self, Proposal};
use crate::cli::{DecideArgs, ResultFormat};
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

/// What a record is about: an update, or a policy.
pub(super) enum Kept {
    Update(Box<wire::Record>),
    Policy(Box<Proposal>),
}

/// Reads a record of either kind.
pub(super) fn kept(stored: &StoredRecord) -> Result<Kept, Outcome> {
    let update: Result<wire::Record, _> = serde_json::from_str(&stored.text);
    match update {
        Ok(record) if record.format == wire::FORMAT => Ok(Kept::Update(Box::new(record))),
        _ => policy::read(&stored.text)
            .map(|it| Kept::Policy(Box::new(it)))
            .map_err(|why| {
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

/// The newest by the order of the log, which is the order in which things were said.
fn newest_about(project: &Path, package: &Path) -> Result<StoredRecord, Outcome> {
    let sha256 = keyholder_project::digest_file(package)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let gate = open_facts(project)?.gate;
    let all = entries(project, gate.as_ref(), None)?;
    let newest = all.iter().rev().find_map(|(_, entry)| match entry {
        Entry::Verdict {
            record, package, ..
        } if *package == sha256 => Some(record.clone()),
        _ => None,
    });
    let newest = newest.ok_or_else(|| {
        let said = format!(
            "the log has no verdict on `{}`; run `keyholder gate check`",
            shown(package)
        );
        Outcome::failed(said, exit::USAGE)
    })?;
    found(project, &newest)
}

/// Decides.
pub(super) fn run(args: &DecideArgs, kind: DecisionKind) -> Result<Outcome, Outcome> {
    let now = moment(args.at.at);
    let project = args.at.project.as_path();
    let mut log = open_log(project, args.log.log_key.as_deref())?;
    let gate = open_gate(project, None)?;
    not_before_the_log(&gate, now)?;
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
    let statement = digest(&text);
    let short = statement.get(..12).unwrap_or(&statement);
    let name = format!(
        "{}-{}-{short}",
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
        statement,
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
    later(now, u64::from(days) * 24)
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
    let mut wanted = wanted_of(gate, project, stored, package)?;
    let again = "check the update again";
    if !has_log(project) {
        let what = "there is no log, and what people decide is kept there";
        let remedy = format!(
            "begin one with `keyholder gate log new --project {} --key FILE`",
            shown(project)
        );
        wanted.moved.insert(0, Said::new(what).remedy(remedy));
    } else if !is_logged(gate, stored)? {
        // Whoever can write files, and not the log, could lay a record there.
        let what = "the log has no such verdict or proposal";
        wanted.moved.insert(0, Said::new(what).remedy(again));
    }
    if let Adopted::No(why) = &gate.adopted
        && !matches!(kept(stored)?, Kept::Policy(_))
    {
        let what = format!("the policy is not in force: {why}");
        wanted.moved.push(Said::new(what).remedy("have it adopted"));
    }
    let there = decisions(project, &stored.sha256).map_err(|e| Outcome::failed(e, exit::WORLD))?;
    let there: Vec<String> = there
        .iter()
        .filter_map(|(_, text)| text.as_ref().ok().map(|text| digest(text)))
        .collect();
    wanted.gone = gate
        .entries
        .iter()
        .filter_map(|(_, entry)| match entry {
            Entry::Decision {
                record,
                person,
                decision,
                statement,
                ..
            } if *record == stored.sha256 && !there.contains(statement) => {
                Some((person.clone(), decision.clone()))
            }
            _ => None,
        })
        .collect();
    Ok(wanted)
}

/// Whether the log says of a record what the record says of itself.
fn is_logged(gate: &Gate, stored: &StoredRecord) -> Result<bool, Outcome> {
    let kept = kept(stored)?;
    Ok(gate
        .entries
        .iter()
        .any(|(_, entry)| same(entry, &kept, &stored.sha256)))
}

/// Whether an entry says the same as the record of that digest.
pub(super) fn same(entry: &Entry, kept: &Kept, sha256: &str) -> bool {
    match (entry, kept) {
        (
            Entry::Verdict {
                at,
                record,
                package,
                targets,
                component,
                version,
                verdict,
                emergency,
                ..
            },
            Kept::Update(update),
        ) => {
            *record == *sha256
                && *at == update.at
                && *package == update.package.sha256
                && *targets == update.targets.sha256
                && *component == update.request.component
                && *version == update.request.version
                && *verdict == update.verdict
                && *emergency == update.request.emergency.is_some()
        }
        (
            Entry::Proposal {
                record,
                policy,
                person,
                ..
            },
            Kept::Policy(proposal),
        ) => *record == *sha256 && *policy == proposal.sha256 && *person == proposal.submitter,
        _ => false,
    }
}

fn wanted_of(
    gate: &Gate,
    project: &Path,
    stored: &StoredRecord,
    package: Option<&Path>,
) -> Result<Wanted, Outcome> {
    match kept(stored)? {
        Kept::Policy(proposal) => policy::wanted(gate, stored, &proposal),
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
                judged: judged(&record.at)?,
                gone: Vec::new(),
                moved: moved(gate, project, &record, package)?,
            })
        }
    }
}

/// The moment of a record.
pub(super) fn judged(at: &str) -> Result<Timestamp, Outcome> {
    at.parse()
        .map_err(|_| Outcome::failed(format!("`{at}` in the record is no moment"), exit::FAULTS))
}

fn conditions(of: &wire::Conditions) -> Conditions {
    let acknowledge = of
        .acknowledge
        .iter()
        .filter_map(|word| GateCheck::from_word(word));
    Conditions {
        approvers: of.approvers.max(1),
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
    let fresh = entries(project, gate.facts.gate.as_ref(), None)?;
    let logged = |text: &str| {
        let sha256 = digest(text);
        fresh.iter().any(
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
    let (chosen, mut faults) = match record {
        Some(record) => (vec![found(project, record)?], Vec::new()),
        None => records(project).map_err(|e| Outcome::failed(e, exit::WORLD))?,
    };
    let mut rows = Vec::new();
    let mut said = String::new();
    let mut code = exit::DONE;
    for stored in &chosen {
        if let (None, Err(why)) = (record, kept(stored)) {
            faults.push(why.err.trim_end().to_owned());
            continue;
        }
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
        let done: u64 = super::installed::steps(&gate.entries, &wanted.about.package)
            .iter()
            .map(|(_, many)| many)
            .sum();
        if done > 0 {
            said.push_str(&format!("  installed on {done} so far\n"));
        }
        if review_missing {
            let days = wanted.conditions.review_days.unwrap_or_default();
            let due = later(wanted.judged, u64::from(days) * 24);
            let when = if due < now {
                "is overdue since"
            } else {
                "is due by"
            };
            said.push_str(&format!(
                "  in a hurry; a look by somebody who did not approve {when} {due}\n"
            ));
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
