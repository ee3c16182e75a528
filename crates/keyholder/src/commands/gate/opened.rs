//! A project with its gate: what is pinned, the policy in force, and what the log says happened before.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use keyholder_gate::{Adopted, Past, Permits, notices, policy_notices};
use keyholder_ledger::{Note, SecretKey};
use keyholder_project::gate::keys;
use keyholder_project::ledger::{self, Log};
use keyholder_project::{digest_text, permits, policy as shipped_policy, read_text};
use keyholder_report::gate::{Entry, wire};
use keyholder_supply::facts::Facts;
use keyholder_supply::gate::{GateFacts, PersonFact, PolicyFact};

use crate::commands::{Opened, has_project, open_with_facts, shown};
use crate::exit;
use crate::outcome::Outcome;

/// The largest key, policy or checkpoint, bytes.
pub(super) const SMALL: u64 = 4 << 20;

/// A project with its gate.
pub(super) struct Gate {
    pub(super) opened: Opened,
    pub(super) facts: Facts,
    pub(super) policy: PolicyFact,
    pub(super) policy_sha256: String,
    pub(super) adopted: Adopted,
    pub(super) history: Vec<Past>,
    pub(super) entries: Vec<(u64, Entry)>,
    pub(super) inputs: Vec<wire::Input>,
}

impl Gate {
    pub(super) fn facts_of_gate(&self) -> GateFacts {
        self.facts.gate.clone().unwrap_or_default()
    }

    /// A person by id.
    pub(super) fn person(&self, id: &str) -> Result<PersonFact, Outcome> {
        let people = self.facts.gate.iter().flat_map(|gate| &gate.people);
        let mut people: Vec<&PersonFact> = people.collect();
        people.sort_by(|a, b| a.id.text.cmp(&b.id.text));
        let found = people.iter().find(|person| person.id.text == id);
        found.map(|person| (*person).clone()).ok_or_else(|| {
            let known = people.iter().map(|person| person.id.text.as_str());
            let meant = keyholder_diag::did_you_mean(id, known);
            let more = meant.map_or_else(
                || "describe the person in gate/gate.toml".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            Outcome::failed(format!("nobody here is `{id}`; {more}"), exit::USAGE)
        })
    }
}

/// Opens a project that has a gate. Entries of the log from `log_until` on count as not yet written.
pub(super) fn open_gate(project: &Path, log_until: Option<u64>) -> Result<Gate, Outcome> {
    let (opened, facts) = open_with_facts(project)?;
    let folder = shown(project);
    if !has_project(&opened) {
        let said =
            format!("no `keyholder.toml` in `{folder}`; run `keyholder new` to make a project");
        return Err(Outcome::failed(said, exit::WORLD));
    }
    if facts.gate.is_none() {
        let said = format!(
            "no `gate/gate.toml` in `{folder}`; docs/gate.md says what stands in it, and `examples/update-tonight` has one"
        );
        return Err(Outcome::failed(said, exit::USAGE));
    }
    let (policy, policy_sha256, is_shipped) = policy(project, &facts)?;
    let entries = entries(project, log_until)?;
    let adopted = match is_shipped {
        true => shipped_again(&entries),
        false => adopted(&entries, &policy_sha256),
    };
    // A broken gate lets nobody through: a pinned key that cannot be read is not pinned, which the checks tell.
    let mut inputs: Vec<wire::Input> = opened
        .loaded
        .inputs
        .iter()
        .map(|input| wire::Input {
            path: input.path.clone(),
            sha256: input.sha256.clone(),
        })
        .collect();
    inputs.sort();
    Ok(Gate {
        history: history(&entries),
        adopted,
        entries,
        opened,
        facts,
        policy,
        policy_sha256,
        inputs,
    })
}

/// Faults of the gate of a project, for `keyholder check`.
pub(crate) fn gate_notices(
    project: &Path,
    facts: &Facts,
    net: &keyholder_supply::Network,
) -> Vec<keyholder_diag::Diagnostic> {
    let mut all = Vec::new();
    if let Some(gate) = &facts.gate {
        let (countries, rules) = permits();
        all.extend(notices(net, gate, &Permits { countries, rules }));
        all.extend(keys(project, gate, None).faults);
    }
    if let Some(Some(policy)) = &facts.policy {
        all.extend(policy_notices(policy, None));
    }
    all
}

/// The policy in force, its digest, and whether it is the one that ships.
fn policy(project: &Path, facts: &Facts) -> Result<(PolicyFact, String, bool), Outcome> {
    match &facts.policy {
        None => {
            let (policy, sha256) = shipped_policy();
            Ok((policy, sha256, true))
        }
        Some(None) => {
            let said = format!(
                "`gate/policy.toml` has faults, so nothing is admitted; `keyholder check {}` lists them",
                shown(project)
            );
            Err(Outcome::failed(said, exit::FAULTS))
        }
        Some(Some(policy)) => {
            let path = project.join("gate").join("policy.toml");
            let text = read_text(&path, SMALL).map_err(|e| Outcome::failed(e, exit::WORLD))?;
            Ok((policy.clone(), digest_text(&text), false))
        }
    }
}

/// The folder of the log.
pub(super) fn log_folder(project: &Path) -> PathBuf {
    project.join("gate").join("log")
}

/// Whether the project has a log.
pub(super) fn has_log(project: &Path) -> bool {
    log_folder(project).join("checkpoint").exists()
}

/// The entries of the log, by number. What cannot be read as an entry is a fault of the world: a log that cannot
/// be trusted decides nothing.
pub(super) fn entries(project: &Path, until: Option<u64>) -> Result<Vec<(u64, Entry)>, Outcome> {
    if !has_log(project) {
        return Ok(Vec::new());
    }
    let all = ledger::entries(&log_folder(project), 0..until.unwrap_or(u64::MAX))
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    all.into_iter()
        .map(|(number, bytes)| {
            let entry = Entry::read(&bytes).map_err(|why| {
                let said = format!("entry {number} of the log is not of this gate: {why}");
                Outcome::failed(said, exit::WORLD)
            })?;
            Ok((number, entry))
        })
        .collect()
}

/// The project has no policy of its own: that is so from the beginning, or after one was adopted and taken away.
fn shipped_again(entries: &[(u64, Entry)]) -> Adopted {
    let (_, shipped) = shipped_policy();
    match last_policy(entries) {
        Some((policy, _)) if policy != shipped => {
            Adopted::No("another one was adopted, whose file `gate/policy.toml` is gone".to_owned())
        }
        _ => Adopted::Shipped,
    }
}

fn last_policy(entries: &[(u64, Entry)]) -> Option<(String, String)> {
    let mut all = entries.iter().rev();
    all.find_map(|(_, entry)| match entry {
        Entry::Policy { policy, record, .. } => Some((policy.clone(), record.clone())),
        _ => None,
    })
}

fn adopted(entries: &[(u64, Entry)], sha256: &str) -> Adopted {
    match last_policy(entries) {
        Some((policy, record)) if policy == sha256 => Adopted::Yes(record),
        Some(_) => Adopted::No("it was changed since one was adopted".to_owned()),
        None => Adopted::No("it was never adopted".to_owned()),
    }
}

/// What the gate has seen before, oldest first.
fn history(entries: &[(u64, Entry)]) -> Vec<Past> {
    let mut history: Vec<Past> = Vec::new();
    for (_, entry) in entries {
        match entry {
            Entry::Verdict {
                at,
                record,
                package,
                component,
                version,
                verdict,
                keys,
                ..
            } => history.push(Past {
                at: at.clone(),
                component: component.clone(),
                version: version.clone(),
                package: package.clone(),
                verdict: verdict.clone(),
                keys: keys.clone(),
                installed: false,
                record: record.clone(),
            }),
            Entry::Installed { record, .. } => {
                let of = history.iter_mut().filter(|past| past.record == *record);
                of.for_each(|past| past.installed = true);
            }
            Entry::Decision { .. } | Entry::Proposal { .. } | Entry::Policy { .. } => {}
        }
    }
    history
}

/// A log that can be written to: opened before anything is decided, so that what cannot be logged is not done.
pub(super) fn open_log(project: &Path, key: Option<&Path>) -> Result<Option<Log>, Outcome> {
    let folder = log_folder(project);
    if !has_log(project) {
        return Ok(None);
    }
    let Some(key) = key else {
        let said = "the project has a log; name its private key with `--log-key` (or KEYHOLDER_LOG_KEY), or ask with `--dry-run`";
        return Err(Outcome::failed(said, exit::USAGE));
    };
    let log = Log::open(&folder, secret_key(key)?)
        .map_err(|error| Outcome::failed(format!("{error}; {}", error.remedy()), exit::WORLD))?;
    Ok(Some(log))
}

/// A private key of a log or witness.
pub(super) fn secret_key(path: &Path) -> Result<SecretKey, Outcome> {
    let text = read_text(path, SMALL).map_err(|error| Outcome::failed(error, exit::WORLD))?;
    SecretKey::parse(text.trim()).map_err(|error| {
        let said = format!("`{}` is no key of a log: {error}", shown(path));
        Outcome::failed(said, exit::USAGE)
    })
}

/// Adds to the log.
pub(super) fn logged(log: Option<&mut Log>, entry: &Entry) -> Result<Option<u64>, Outcome> {
    let Some(log) = log else { return Ok(None) };
    let appended = log
        .append(&[entry.to_bytes()])
        .map_err(|error| Outcome::failed(format!("{error}; {}", error.remedy()), exit::WORLD))?;
    Ok(Some(appended.first))
}

/// A kept checkpoint.
pub(super) fn note(path: &Path) -> Result<Note, Outcome> {
    let text = read_text(path, SMALL).map_err(|error| Outcome::failed(error, exit::WORLD))?;
    Note::parse(text.as_bytes()).map_err(|_| {
        let said = format!("`{}` is no checkpoint", shown(path));
        Outcome::failed(said, exit::USAGE)
    })
}

/// The moment that was asked for, or now, in whole seconds.
pub(super) fn moment(at: Option<Timestamp>) -> Timestamp {
    let at = at.unwrap_or_else(keyholder_project::now);
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
