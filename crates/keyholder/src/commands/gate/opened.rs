//! A project with its gate: what is pinned, the policy in force, and what the log says happened before.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use keyholder_diag::{Severity, Span};
use keyholder_gate::{Adopted, Past, Permits, notices, policy_notices, try_cases};
use keyholder_ledger::{Note, PublicKey, SecretKey};
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
    /// The policy in force.
    pub(super) policy: PolicyFact,
    pub(super) policy_sha256: String,
    /// The project's own policy and its digest, in force or not.
    pub(super) own: Option<(PolicyFact, String)>,
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
    open_gate_with(project, log_until, &BTreeSet::new())
}

/// What a project states, and nothing resolved from it.
pub(super) fn open_facts(project: &Path) -> Result<Facts, Outcome> {
    open_with_facts(project, &BTreeSet::new()).map(|(_, facts)| facts)
}

/// The same, with elements of large tables that are asked for by name.
pub(super) fn open_gate_with(
    project: &Path,
    log_until: Option<u64>,
    asked: &BTreeSet<String>,
) -> Result<Gate, Outcome> {
    let (opened, facts) = open_with_facts(project, asked)?;
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
    whole(&opened, project)?;
    let own = own_policy(project, &facts)?;
    let entries = entries(project, facts.gate.as_ref(), log_until)?;
    let adopted = match &own {
        None => shipped_again(&entries),
        Some((policy, _)) if !try_cases(policy).is_empty() => {
            Adopted::No("it does not keep its cases".to_owned())
        }
        Some((_, sha256)) => adopted(&entries, sha256),
    };
    // What nobody adopted is not in force: then it is judged by the policy that ships, and held.
    let (policy, policy_sha256) = match (&own, &adopted) {
        (Some(own), Adopted::Yes(_)) => own.clone(),
        _ => shipped_policy(),
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
        own,
        inputs,
    })
}

/// A block that cannot be read may be one that forbids: a safeguard, a revocation, a known fault. So nothing is
/// decided by the rest of such a file.
fn whole(opened: &Opened, project: &Path) -> Result<(), Outcome> {
    let sources = &opened.loaded.sources;
    let decides = |path: &str| {
        matches!(path, "gate/gate.toml" | "keyholder.toml") || path.starts_with("components/")
    };
    let errors = opened.diagnostics.iter();
    let errors = errors.filter(|fault| fault.severity() == Severity::Error);
    let mut paths =
        errors.filter_map(|fault| fault.span.map(|span| sources.get(span.file).path.as_str()));
    match paths.find(|path| decides(path)) {
        None => Ok(()),
        Some(path) => {
            let said = format!(
                "`{path}` has faults, so nothing is decided; `keyholder check {}` lists them",
                shown(project)
            );
            Err(Outcome::failed(said, exit::FAULTS))
        }
    }
}

/// Faults of the gate of a project, for `keyholder check`.
pub(crate) fn gate_notices(
    project: &Path,
    facts: &Facts,
    opened: &Opened,
) -> Vec<keyholder_diag::Diagnostic> {
    let net = &opened.network;
    let mut all = Vec::new();
    if let Some(gate) = &facts.gate {
        let (countries, rules) = permits();
        all.extend(notices(net, gate, &Permits { countries, rules }));
        all.extend(keys(project, gate, None).faults);
    }
    if let Some(Some(policy)) = &facts.policy {
        let mut sources = opened.loaded.sources.iter();
        let file = sources.find(|(_, source)| source.path == "gate/policy.toml");
        let place = file.map(|(id, _)| Span::whole(id));
        all.extend(policy_notices(policy, place));
    }
    all
}

/// The project's own policy, and its digest.
fn own_policy(project: &Path, facts: &Facts) -> Result<Option<(PolicyFact, String)>, Outcome> {
    match &facts.policy {
        None => Ok(None),
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
            Ok(Some((policy.clone(), digest_text(&text))))
        }
    }
}

/// The folder of the log.
pub(super) fn log_folder(project: &Path) -> PathBuf {
    project.join("gate").join("log")
}

/// Whether the project has a log; one whose checkpoint is gone is one that cannot be read, and not none.
pub(super) fn has_log(project: &Path) -> bool {
    let folder = log_folder(project);
    folder.join("checkpoint").exists() || folder.join("tile").exists()
}

/// The key by which the log of a project is checked: the one that the project pins, else the one beside the log.
pub(super) fn key_of_log(
    project: &Path,
    gate: Option<&GateFacts>,
) -> Result<(PublicKey, bool), Outcome> {
    let pinned = gate
        .and_then(|gate| gate.log.as_ref())
        .map(|name| name.text.clone());
    let is_pinned = pinned.is_some();
    let text = match pinned {
        Some(text) => text,
        None => read_text(&log_folder(project).join("key.vkey"), SMALL)
            .map_err(|error| Outcome::failed(error, exit::WORLD))?,
    };
    let key = PublicKey::parse(text.trim()).map_err(|error| {
        let said = format!("`{}` is no public key of a log: {error}", text.trim());
        Outcome::failed(said, exit::FAULTS)
    })?;
    Ok((key, is_pinned))
}

/// The entries of the log, by number; the checkpoint over them is signed. What cannot be read as an entry is a
/// fault of the world: a log that cannot be trusted decides nothing.
pub(super) fn entries(
    project: &Path,
    gate: Option<&GateFacts>,
    until: Option<u64>,
) -> Result<Vec<(u64, Entry)>, Outcome> {
    if !has_log(project) {
        let pins = gate.is_some_and(|gate| gate.log.is_some());
        // Before it is begun there is none, whatever the project pins.
        return match pins && until != Some(0) {
            true => {
                let said =
                    "the project pins the key of a log, and `gate/log` is gone; bring it back";
                Err(Outcome::failed(said, exit::WORLD))
            }
            false => Ok(Vec::new()),
        };
    }
    let folder = log_folder(project);
    let broken = |error: ledger::LedgerError| {
        Outcome::failed(format!("{error}; {}", error.remedy()), exit::WORLD)
    };
    let (key, _) = key_of_log(project, gate)?;
    ledger::newest(&folder, &key).map_err(broken)?;
    let all = ledger::entries(&folder, 0..until.unwrap_or(u64::MAX)).map_err(broken)?;
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

pub(super) fn last_policy(entries: &[(u64, Entry)]) -> Option<(String, String)> {
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
                approvers,
                ..
            } => history.push(Past {
                decided: decided(entries, record, *approvers),
                at: at.clone(),
                component: component.clone(),
                version: version.clone(),
                package: package.clone(),
                verdict: verdict.clone(),
                keys: keys.clone(),
                installed: false,
                record: record.clone(),
            }),
            Entry::Installed {
                record, against, ..
            } => {
                // What went in against the conditions is there, and nobody vouches for it.
                let of = history
                    .iter_mut()
                    .filter(|past| past.record == *record && !against);
                of.for_each(|past| past.installed = true);
            }
            Entry::Decision { .. } | Entry::Proposal { .. } | Entry::Policy { .. } => {}
        }
    }
    history
}

/// Whether the log has as many people who approve a record as it asks for, and nobody who rejects it.
fn decided(entries: &[(u64, Entry)], of: &str, approvers: u32) -> bool {
    let mut approved: BTreeSet<&str> = BTreeSet::new();
    for (_, entry) in entries {
        if let Entry::Decision {
            record,
            person,
            decision,
            ..
        } = entry
            && record == of
        {
            match decision.as_str() {
                "approve" => _ = approved.insert(person),
                "reject" => return false,
                _ => {}
            }
        }
    }
    approved.len() >= approvers.max(1) as usize
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

/// The log is in the order in which things were said: nothing is said of a moment before its newest entry.
pub(super) fn not_before_the_log(gate: &Gate, now: Timestamp) -> Result<(), Outcome> {
    let newest = gate
        .entries
        .iter()
        .filter_map(|(_, entry)| entry.at().parse().ok());
    let newest: Option<Timestamp> = newest.max();
    match newest.filter(|newest| *newest > now) {
        None => Ok(()),
        Some(newest) => {
            let said = format!(
                "the log has an entry of {newest}, and this would be of {now}; name a later moment"
            );
            Err(Outcome::failed(said, exit::USAGE))
        }
    }
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
