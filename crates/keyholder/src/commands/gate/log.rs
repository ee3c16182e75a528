//! `keyholder gate log`: the log that cannot be quietly rewritten.

use std::path::{Path, PathBuf};

use keyholder_ledger::{EntryProof, KeyKind, PublicKey, SecretKey};
use keyholder_project::gate::{records, seed, write_secret};
use keyholder_project::ledger::{self, Against, Log, LogReport};
use keyholder_project::{read_text, write_aside};
use keyholder_report::gate::Entry;

use super::decide::{kept, same};
use super::opened::{
    SMALL, entries, key_of_log, log_folder, moment, note, open_facts, open_gate, secret_key,
};
use crate::cli::{LogCommand, ResultFormat};
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

pub(super) fn run(which: &LogCommand) -> Result<Outcome, Outcome> {
    match which {
        LogCommand::New { project, name, key } => new(project, name.as_deref(), key),
        LogCommand::Show { project, format } => show(project, *format),
        LogCommand::Prove {
            entry,
            project,
            out,
        } => prove(entry, project, out.as_deref()),
        LogCommand::Verify {
            project,
            key,
            witness,
            remember,
            proof,
        } => {
            let witnesses: Result<Vec<PublicKey>, Outcome> =
                witness.iter().map(|key| public_key(key)).collect();
            let witnesses = witnesses?;
            match (proof, project) {
                (Some(proof), _) => {
                    check_proof(proof, key.as_deref().unwrap_or_default(), &witnesses)
                }
                (None, Some(project)) => {
                    verify(project, key.as_deref(), witnesses, remember.as_deref())
                }
                (None, None) => Err(Outcome::failed("name the project", exit::USAGE)),
            }
        }
        LogCommand::Witness {
            project,
            log_public_key,
            state,
            key,
            at,
        } => {
            let log = public_key(log_public_key)?;
            let own = secret_key(key)?;
            let second = u64::try_from(moment(*at).as_second()).unwrap_or_default();
            let done = ledger::witness(&log_folder(project), &log, state, &own, second)
                .map_err(|error| fault(&error))?;
            let before = done.before.map_or(0, |tree| tree.size);
            let said = format!(
                "The log grew from {before} to {} entries; signed by {}\n{}\n",
                done.now.tree.size,
                own.name(),
                shown(&done.path)
            );
            Ok(Outcome::said(said, exit::DONE))
        }
        LogCommand::WitnessKey { name, key } => {
            let made = made(name, KeyKind::Witness, key)?;
            Ok(Outcome::said(told(key, &made), exit::DONE))
        }
    }
}

fn fault(error: &ledger::LedgerError) -> Outcome {
    Outcome::failed(format!("{error}; {}", error.remedy()), exit::WORLD)
}

fn public_key(text: &str) -> Result<PublicKey, Outcome> {
    PublicKey::parse(text.trim()).map_err(|error| {
        Outcome::failed(
            format!("`{text}` is no public key of a log: {error}"),
            exit::USAGE,
        )
    })
}

fn made(name: &str, kind: KeyKind, path: &Path) -> Result<SecretKey, Outcome> {
    let seed = seed().map_err(|why| Outcome::failed(why, exit::WORLD))?;
    let key = SecretKey::new(name, kind, &seed)
        .map_err(|error| Outcome::failed(format!("`{name}`: {error}"), exit::USAGE))?;
    write_secret(path, &format!("{}\n", key.text()))
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    Ok(key)
}

fn told(path: &Path, key: &SecretKey) -> String {
    format!(
        "{}: keep it to yourself\npublic key: {}\n",
        shown(path),
        key.public()
    )
}

fn new(project: &Path, name: Option<&str>, path: &Path) -> Result<Outcome, Outcome> {
    let gate = open_gate(project, Some(0))?;
    let network = gate.facts_of_gate().network.map(|network| network.text);
    let name = name.map(str::to_owned).or(network);
    let name = name.ok_or_else(|| {
        Outcome::failed(
            "name the log with `--name`, or the network in gate/gate.toml",
            exit::USAGE,
        )
    })?;
    if super::opened::has_log(project) {
        let said = format!("`{}` has a log already", shown(project));
        return Err(Outcome::failed(said, exit::USAGE));
    }
    // The folder of a bare name is this one.
    let above = path
        .parent()
        .map(|above| match above.as_os_str().is_empty() {
            true => Path::new("."),
            false => above,
        });
    let inside = above.and_then(|above| above.canonicalize().ok());
    let project_path = project.canonicalize().ok();
    let within = inside
        .zip(project_path)
        .is_some_and(|(inside, project)| inside.starts_with(project));
    if within {
        let said =
            "the key of the log lies away from the project: whoever has both can write another log";
        return Err(Outcome::failed(said, exit::USAGE));
    }
    let key = made(&name, KeyKind::Log, path)?;
    let said = told(path, &key);
    Log::create(&log_folder(project), key).map_err(|error| fault(&error))?;
    let said = format!(
        "Began the log `{name}`\n{said}Write it as `log = \"..\"` into gate/gate.toml, and give it to whoever shall verify the log, over another way.\n"
    );
    Ok(Outcome::said(said, exit::DONE))
}

fn show(project: &Path, format: ResultFormat) -> Result<Outcome, Outcome> {
    let entries = all(project)?;
    if format == ResultFormat::Json {
        let all: Vec<&Entry> = entries.iter().map(|(_, entry)| entry).collect();
        let json = serde_json::to_string_pretty(&all);
        let json = json.map_err(|error| Outcome::failed(error, exit::BUG))?;
        return Ok(Outcome::said(json + "\n", exit::DONE));
    }
    let lines = entries
        .iter()
        .map(|(number, entry)| format!("{number:>6}  {}  {}\n", entry.at(), entry.line()));
    let mut said: String = lines.collect();
    if entries.is_empty() {
        said.push_str("no entry yet\n");
    }
    Ok(Outcome::said(said, exit::DONE))
}

/// The number of an entry, or of the verdict on a record.
fn number(project: &Path, named: &str) -> Result<u64, Outcome> {
    let entries = all(project)?;
    // The beginning of a digest may look like a number, but not like one that the log has.
    let known = entries.len() as u64;
    if let Some(number) = named.parse().ok().filter(|number| *number < known) {
        return Ok(number);
    }
    let found = entries
        .iter()
        .find(|(_, entry)| entry.record().starts_with(named));
    found.map(|(number, _)| *number).ok_or_else(|| {
        Outcome::failed(
            format!("no entry of the log is about `{named}`"),
            exit::USAGE,
        )
    })
}

fn prove(named: &str, project: &Path, out: Option<&Path>) -> Result<Outcome, Outcome> {
    let number = number(project, named)?;
    let proof = ledger::prove_entry(&log_folder(project), number, Against::Newest)
        .map_err(|error| fault(&error))?;
    let text = proof.to_string();
    match out {
        None => Ok(Outcome::said(text, exit::DONE)),
        Some(path) => {
            write_aside(path, text.as_bytes()).map_err(|e| Outcome::failed(e, exit::WORLD))?;
            let entry = ledger::entries(&log_folder(project), number..number + 1)
                .map_err(|error| fault(&error))?;
            let bytes = entry
                .into_iter()
                .next()
                .map(|(_, bytes)| bytes)
                .unwrap_or_default();
            let entry = beside(path);
            write_aside(&entry, &bytes).map_err(|e| Outcome::failed(e, exit::WORLD))?;
            let said = format!("Proof: {}\nEntry: {}\n", shown(path), shown(&entry));
            Ok(Outcome::said(said, exit::DONE))
        }
    }
}

/// The entries, whether or not the rest of the gate can be read: an auditor wants them then too.
fn all(project: &Path) -> Result<Vec<(u64, Entry)>, Outcome> {
    let gate = open_facts(project)?.gate;
    entries(project, gate.as_ref(), None)
}

/// Where the entry of a proof lies.
fn beside(proof: &Path) -> PathBuf {
    let mut name = proof.as_os_str().to_owned();
    name.push(".entry");
    name.into()
}

/// Checks a proof with nothing but the entry beside it and the public key.
fn check_proof(path: &Path, key: &str, witnesses: &[PublicKey]) -> Result<Outcome, Outcome> {
    let read = |path: &Path| read_text(path, SMALL).map_err(|e| Outcome::failed(e, exit::WORLD));
    let proof = EntryProof::parse(read(path)?.as_bytes())
        .map_err(|_| Outcome::failed(format!("`{}` is no proof", shown(path)), exit::FAULTS))?;
    let entry = read(&beside(path))?;
    let log = public_key(key)?;
    match proof.check(entry.as_bytes(), &log, witnesses, witnesses.len()) {
        Ok(_) => Ok(Outcome::said(
            format!("It is in the log of `{}`: {entry}\n", log.name()),
            exit::DONE,
        )),
        Err(why) => Err(Outcome::failed(
            format!("it is not proved: {why}"),
            exit::FAULTS,
        )),
    }
}

fn verify(
    project: &Path,
    key: Option<&str>,
    witnesses: Vec<PublicKey>,
    remember: Option<&Path>,
) -> Result<Outcome, Outcome> {
    let folder = log_folder(project);
    let facts = open_facts(project)?;
    let (key, pinned) = match key {
        Some(key) => (public_key(key)?, true),
        None => key_of_log(project, facts.gate.as_ref())?,
    };
    let remembered = remember.map(note).transpose()?;
    let mut keys = vec![key];
    keys.extend(witnesses);
    let report = ledger::verify(&folder, &keys, remembered.as_ref());
    let mut said = summary(&report);
    let mut holds = report.holds();
    if !pinned {
        said.push_str("not done: the key came with the log; name it with `--key`, or as `log` in gate/gate.toml\n");
    }
    if holds {
        let faults = against_records(project)?;
        holds = faults.is_empty();
        for fault in faults {
            said.push_str(&format!("{fault}\n"));
        }
    }
    said.push_str(if holds {
        "The log holds.\n"
    } else {
        "The log does not hold.\n"
    });
    Ok(Outcome::said(
        said,
        if holds { exit::DONE } else { exit::FAULTS },
    ))
}

fn summary(report: &LogReport) -> String {
    let mut said = format!("{} entries\n", report.entries);
    for held in &report.signed {
        said.push_str(&format!("signed by {}\n", held.key.name()));
    }
    for (held, size) in &report.witnessed {
        said.push_str(&format!(
            "witnessed by {} at {size} entries\n",
            held.key.name()
        ));
    }
    for fault in &report.faults {
        said.push_str(&format!(
            "fault: {}: {}; {}\n",
            fault.path, fault.what, fault.remedy
        ));
    }
    for what in &report.not_done {
        said.push_str(&format!("not done: {what}\n"));
    }
    said
}

/// Records and decisions that the log names and that are gone or changed, and records that it does not name.
fn against_records(project: &Path) -> Result<Vec<String>, Outcome> {
    let entries = all(project)?;
    let (stored, mut faults) = records(project).map_err(|e| Outcome::failed(e, exit::WORLD))?;
    for (number, entry) in &entries {
        let record = entry.record();
        if !stored.iter().any(|stored| stored.sha256 == record) {
            faults.push(format!("entry {number}: its record {record} is gone"));
        }
        if let Entry::Decision { statement, .. } = entry {
            let there = keyholder_project::gate::decisions(project, record)
                .map_err(|error| Outcome::failed(error, exit::WORLD))?;
            let found = there.iter().any(|(_, text)| {
                text.as_ref()
                    .is_ok_and(|text| super::ask::digest(text) == *statement)
            });
            if !found {
                faults.push(format!(
                    "entry {number}: its decision is gone or was changed"
                ));
            }
        }
    }
    for stored in &stored {
        let kept = match kept(stored) {
            Ok(kept) => kept,
            Err(why) => {
                faults.push(why.err.trim_end().to_owned());
                continue;
            }
        };
        let sha256 = &stored.sha256;
        if !entries.iter().any(|(_, entry)| same(entry, &kept, sha256)) {
            faults.push(format!(
                "record {sha256} is not in the log as a verdict or proposal"
            ));
        }
    }
    Ok(faults)
}
