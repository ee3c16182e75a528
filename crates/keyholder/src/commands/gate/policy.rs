//! `keyholder gate policy`: a change of policy is itself proposed, approved and recorded.

use std::path::Path;

use keyholder_gate::{
    About, Conditions, Seen, State, Wanted, input, policy_notices, tier_of, try_cases,
};
use keyholder_project::gate::{StoredRecord, write_record};
use keyholder_project::{policy as shipped, read_text};
use keyholder_report::gate::{Entry, wire};
use keyholder_supply::function::Criticality;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, GateVerdict, PolicyFact, Said};
use serde::{Deserialize, Serialize};

use super::ask::digest;
use super::decide::{Kept, found, judged, kept, status_of, told, wanted as wanted_of};
use super::opened::{
    Gate, SMALL, last_policy, logged, moment, not_before_the_log, open_gate, open_log,
};
use crate::cli::PolicyCommand;
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

/// Name and version of the format of proposals.
const FORMAT: &str = "keyholder-gate-policy/1";

/// A policy that is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Proposal {
    pub(super) format: String,
    pub(super) tool: String,
    pub(super) at: String,
    pub(super) id: String,
    pub(super) version: String,
    /// SHA-256 of its file.
    pub(super) sha256: String,
    /// SHA-256 of the one that it would take the place of.
    pub(super) instead_of: String,
    pub(super) submitter: String,
    /// How many cases it keeps.
    pub(super) cases: usize,
    /// SHA-256 of `gate/gate.toml`: who may approve it.
    pub(super) gate: String,
}

pub(super) fn read(text: &str) -> Result<Proposal, String> {
    let proposal: Proposal = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match proposal.format == FORMAT {
        true => Ok(proposal),
        false => Err(format!("its format is `{}`", proposal.format)),
    }
}

/// What decisions about a policy are held against. How many must approve is worked out from what is in force, and
/// never read from the proposal.
pub(super) fn wanted(
    gate: &Gate,
    stored: &StoredRecord,
    proposal: &Proposal,
) -> Result<Wanted, Outcome> {
    let mut moved = Vec::new();
    let mut another = |same: bool, what: &str| {
        if !same {
            moved.push(Said::new(what).remedy("propose it again"));
        }
    };
    let own = gate.own.as_ref().map(|(_, sha256)| sha256.as_str());
    another(
        own == Some(proposal.sha256.as_str()),
        "`gate/policy.toml` is another than the one that was proposed",
    );
    another(
        in_force(gate) == proposal.instead_of,
        "another policy came into force since it was proposed",
    );
    another(
        digest_of_gate(gate) == proposal.gate,
        "`gate/gate.toml` is another than when it was proposed",
    );
    Ok(Wanted {
        about: About {
            record: stored.sha256.clone(),
            package: proposal.sha256.clone(),
            targets: digest(""),
        },
        submitter: Some(proposal.submitter.clone()),
        verdict: GateVerdict::Admit,
        conditions: strictest(gate),
        judged: judged(&proposal.at)?,
        gone: Vec::new(),
        moved,
    })
}

/// SHA-256 of the policy in force.
fn in_force(gate: &Gate) -> String {
    last_policy(&gate.entries).map_or_else(|| shipped().1, |(policy, _)| policy)
}

/// SHA-256 of `gate/gate.toml`.
fn digest_of_gate(gate: &Gate) -> String {
    let input = gate
        .inputs
        .iter()
        .find(|input| input.path == "gate/gate.toml");
    input.map(|input| input.sha256.clone()).unwrap_or_default()
}

/// As many people as the strictest tier of the policy that ships, of the one in force, and of the one proposed ask
/// for, and every role of each.
fn strictest(gate: &Gate) -> Conditions {
    let (shipped, _) = shipped();
    let own = gate.own.as_ref().map(|(policy, _)| policy);
    let tiers = || {
        let policies = std::iter::once(&shipped).chain(own);
        policies.filter_map(|policy| tier_of(policy, Criticality::Critical))
    };
    let last = gate
        .entries
        .iter()
        .rev()
        .find_map(|(_, entry)| match entry {
            Entry::Policy {
                approvers, roles, ..
            } => Some((*approvers, roles.clone())),
            _ => None,
        });
    let (last_approvers, last_roles) = last.unwrap_or_default();
    let approvers = tiers().map(|tier| tier.approvers).max().unwrap_or(2);
    let mut roles: Vec<String> = tiers().flat_map(|tier| tier.roles.clone()).collect();
    roles.extend(last_roles);
    roles.sort();
    roles.dedup();
    Conditions {
        approvers: approvers.max(last_approvers).max(2),
        roles,
        consent: Vec::new(),
        acknowledge: Vec::new(),
        approval_days: tiers().map(|tier| tier.approval_days).min().unwrap_or(7),
        first_step: 1,
        soak_hours: 0,
        review_days: None,
    }
}

pub(super) fn run(which: &PolicyCommand) -> Result<Outcome, Outcome> {
    match which {
        PolicyCommand::Show { project } => show(project.as_deref()),
        PolicyCommand::Test { policy } => test(policy.as_deref()),
        PolicyCommand::Facts { record, at } => facts(&at.project, record),
        PolicyCommand::Propose { at, by, log } => {
            let mut log = open_log(&at.project, log.log_key.as_deref())?;
            let gate = open_gate(&at.project, None)?;
            let person = gate.person(by)?;
            let now = moment(at.at);
            not_before_the_log(&gate, now)?;
            let (text, proposal) = propose(&gate, &person.id.text, now.to_string())?;
            let stored = write_record(&at.project, &text)
                .map_err(|error| Outcome::failed(error, exit::WORLD))?;
            let entry = Entry::Proposal {
                at: now.to_string(),
                record: stored.sha256.clone(),
                policy: proposal.sha256.clone(),
                person: person.id.text,
            };
            logged(log.as_mut(), &entry)?;
            let short = stored.sha256.get(..12).unwrap_or_default();
            let said = format!(
                "Proposed policy `{}` of version {}, {} cases kept\nRecord: {}\nNext:   keyholder gate approve {short} --project {} --as PERSON --key FILE\n        keyholder gate policy adopt {short} --project {}\n",
                proposal.id,
                proposal.version,
                proposal.cases,
                stored.sha256,
                shown(&at.project),
                shown(&at.project)
            );
            Ok(Outcome::said(said, exit::DONE))
        }
        PolicyCommand::Adopt { record, at, log } => adopt(&at.project, record, at, log),
    }
}

fn propose(gate: &Gate, by: &str, at: String) -> Result<(String, Proposal), Outcome> {
    let Some((own, sha256)) = &gate.own else {
        let said = "the project has no `gate/policy.toml`; the policy that ships is in force";
        return Err(Outcome::failed(said, exit::USAGE));
    };
    if !try_cases(own).is_empty() {
        let said: Vec<String> = policy_notices(own, None)
            .into_iter()
            .map(|d| d.message)
            .collect();
        return Err(Outcome::failed(said.join("\n"), exit::FAULTS));
    }
    let proposal = Proposal {
        format: FORMAT.to_owned(),
        tool: format!("keyholder {}", env!("CARGO_PKG_VERSION")),
        at,
        id: own.id.clone(),
        version: own.version.clone(),
        sha256: sha256.clone(),
        instead_of: in_force(gate),
        submitter: by.to_owned(),
        cases: own.cases.len(),
        gate: digest_of_gate(gate),
    };
    let text = serde_json::to_string_pretty(&proposal)
        .map_err(|error| Outcome::failed(error, exit::BUG))?;
    Ok((text + "\n", proposal))
}

fn adopt(
    project: &Path,
    record: &str,
    at: &crate::cli::Where,
    log: &crate::cli::LogKey,
) -> Result<Outcome, Outcome> {
    let Some(mut log) = open_log(project, log.log_key.as_deref())? else {
        let said = format!(
            "a policy comes into force by an entry of the log; begin one with `keyholder gate log new --project {} --key FILE`",
            shown(project)
        );
        return Err(Outcome::failed(said, exit::USAGE));
    };
    let gate = open_gate(project, None)?;
    let stored = found(project, record)?;
    let Kept::Policy(proposal) = kept(&stored)? else {
        let said = "this record is about an update, not about a policy";
        return Err(Outcome::failed(said, exit::USAGE));
    };
    let now = moment(at.at);
    not_before_the_log(&gate, now)?;
    let wanted = wanted_of(&gate, project, &stored, None)?;
    let status = status_of(&gate, project, &stored, &wanted, now)?;
    if status.state != State::Ready {
        return Err(Outcome {
            out: told(&status),
            err: "keyholder: the policy is not in force\n".to_owned(),
            code: match status.state {
                State::Open => exit::HOLD,
                _ => exit::REFUSE,
            },
        });
    }
    let entry = Entry::Policy {
        at: now.to_string(),
        record: stored.sha256.clone(),
        policy: proposal.sha256.clone(),
        approvers: wanted.conditions.approvers,
        roles: wanted.conditions.roles.clone(),
    };
    let number = logged(Some(&mut log), &entry)?;
    let said = format!(
        "Policy `{}` of version {} is in force\nLog: entry {}\n",
        proposal.id,
        proposal.version,
        number.unwrap_or_default()
    );
    Ok(Outcome::said(said, exit::DONE))
}

fn show(project: Option<&Path>) -> Result<Outcome, Outcome> {
    let (policy, sha256, state) = match project {
        None => {
            let (policy, sha256) = shipped();
            (policy, sha256, "it ships with the program".to_owned())
        }
        Some(project) => {
            let gate = open_gate(project, None)?;
            let state = match &gate.adopted {
                keyholder_gate::Adopted::Shipped => "it ships with the program".to_owned(),
                keyholder_gate::Adopted::Yes(record) => {
                    format!("it was adopted by {}", record.get(..12).unwrap_or(record))
                }
                keyholder_gate::Adopted::No(why) => format!("not in force: {why}"),
            };
            match (gate.own, &gate.adopted) {
                (Some((own, sha256)), keyholder_gate::Adopted::No(_)) => (own, sha256, state),
                _ => (gate.policy, gate.policy_sha256, state),
            }
        }
    };
    let mut said = format!(
        "Policy `{}` of version {}: {state}\nSHA-256 {sha256}\n\n",
        policy.id, policy.version
    );
    said.push_str(&table(&policy));
    Ok(Outcome::said(said, exit::DONE))
}

/// Tiers side by side: what each makes of each check.
fn table(policy: &PolicyFact) -> String {
    let mut out = format!("{:<22}", "");
    for tier in &policy.tiers {
        out.push_str(&format!("  {:<20}", tier.criticality.word()));
    }
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    let row = |name: &str, of: &dyn Fn(&keyholder_supply::gate::TierFact) -> String| {
        (name.to_owned(), policy.tiers.iter().map(of).collect())
    };
    rows.push(row("approvals", &|t| t.approvers.to_string()));
    rows.push(row("roles", &|t| t.roles.join(", ")));
    rows.push(row("an approval holds", &|t| {
        format!("{} days", t.approval_days)
    }));
    rows.push(row("first step", &|t| {
        format!("{} %", t.first_step_percent)
    }));
    rows.push(row("wait after each", &|t| format!("{} h", t.soak_hours)));
    rows.push(row("planned life", &|t| format!("{} days", t.life_days)));
    rows.push(row("age of revocations", &|t| {
        format!("{} days", t.revocation_days)
    }));
    rows.push(row("shortest RSA key", &|t| format!("{} bits", t.rsa_bits)));
    for check in GateCheck::ALL {
        rows.push(row(check.word(), &|t| {
            let failed = match () {
                () if t.refuse_if_failed.contains(check) => "refuse",
                () if t.hold_if_failed.contains(check) => "hold",
                () if t.limit_if_failed.contains(check) => "limit",
                () => "hold",
            };
            let not_done = match () {
                () if t.hold_if_not_done.contains(check) => "hold",
                () if t.limit_if_not_done.contains(check) => "limit",
                () => "–",
            };
            format!("{failed} / {not_done}")
        }));
    }
    for (name, cells) in rows {
        out.push_str(&format!("\n{name:<22}"));
        for cell in cells {
            out.push_str(&format!("  {cell:<20}"));
        }
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    format!(
        "{}\n\nEach check: if it failed / if it was not done. The rule may say more.\n",
        lines.join("\n")
    )
}

fn test(path: Option<&Path>) -> Result<Outcome, Outcome> {
    let policy = match path {
        None => shipped().0,
        Some(path) => {
            let text = read_text(path, SMALL).map_err(|e| Outcome::failed(e, exit::WORLD))?;
            let parsed = keyholder_project::read_policy(&text);
            parsed.map_err(|faults| Outcome::failed(faults, exit::FAULTS))?
        }
    };
    let faults = policy_notices(&policy, None);
    let mut said: Vec<String> = faults.iter().map(|fault| fault.message.clone()).collect();
    said.push(format!(
        "{} cases, {} kept",
        policy.cases.len(),
        policy.cases.len() - faults.len()
    ));
    let code = if faults.is_empty() {
        exit::DONE
    } else {
        exit::FAULTS
    };
    Ok(Outcome::said(said.join("\n") + "\n", code))
}

/// What the rule saw, as near as the record tells it.
fn facts(project: &Path, record: &str) -> Result<Outcome, Outcome> {
    let gate = open_gate(project, None)?;
    let stored = found(project, record)?;
    let Kept::Update(record) = kept(&stored)? else {
        return Err(Outcome::failed(
            "this record is about a policy",
            exit::USAGE,
        ));
    };
    let tier = Criticality::from_word(&record.policy.tier).and_then(|t| tier_of(&gate.policy, t));
    let tier = tier.ok_or_else(|| Outcome::failed("the policy has no such tier", exit::FAULTS))?;
    let answers: Vec<Answer> = record.checks.iter().filter_map(answer).collect();
    let parts = record.parts.as_ref();
    let seen = Seen {
        format: record.package.format.clone(),
        functions: record
            .targets
            .functions
            .iter()
            .map(|f| f.name.clone())
            .collect(),
        classes: record.targets.classes.iter().cloned().collect(),
        elements: record.targets.elements,
        supplier_verdict: record.supplier_verdict.clone(),
        parts: parts.map_or_else(Default::default, |parts| keyholder_gate::PartsSeen {
            compared: true,
            added: parts.added,
            removed: parts.removed,
            upgraded: parts.upgraded,
            downgraded: parts.downgraded,
            changed: parts.changed,
            renamed: parts.renamed,
            new_suppliers: parts.new_suppliers.len() as u64,
        }),
    };
    let facts = input(tier, record.request.emergency.is_some(), &answers, &seen);
    Ok(Outcome::said(facts + "\n", exit::DONE))
}

fn answer(check: &wire::Check) -> Option<Answer> {
    Some(Answer {
        check: GateCheck::from_word(&check.check)?,
        state: CheckState::from_word(&check.state)?,
        said: Vec::new(),
    })
}
