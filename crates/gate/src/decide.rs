//! What people decide after a verdict, and whether that is enough.
//!
//! *Invariant:* a decision counts only for the record, the package and the elements that it names; one person
//! counts once, whatever keys; whoever asked for the update does not approve it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use keyholder_signatures::dsse::Envelope;
use keyholder_signatures::statement::{PAYLOAD_TYPE, Statement, Subject};
use keyholder_signatures::{Anchor, AnchorKey, PublicKey, Purpose, Trust};
use keyholder_supply::gate::{GateCheck, GateFacts, GateVerdict, PersonFact, Said, day_of};
use serde_json::{Value, json};

use crate::judge::Conditions;

/// The type of a decision, in a statement.
pub const DECISION: &str = "https://keyholder.example/decision/v1";

/// What somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DecisionKind {
    /// It may go in.
    Approve,
    /// It may not.
    Reject,
    /// An emergency was looked at afterwards.
    Review,
}

impl DecisionKind {
    /// As written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            DecisionKind::Approve => "approve",
            DecisionKind::Reject => "reject",
            DecisionKind::Review => "review",
        }
    }

    fn from_word(word: &str) -> Option<DecisionKind> {
        let all = [
            DecisionKind::Approve,
            DecisionKind::Reject,
            DecisionKind::Review,
        ];
        all.into_iter().find(|kind| kind.word() == word)
    }
}

/// What is decided about: a record, the package and the elements in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct About {
    /// SHA-256 of the record.
    pub record: String,
    /// SHA-256 of the package, or of the policy that is proposed.
    pub package: String,
    /// SHA-256 of the list of elements.
    pub targets: String,
}

/// A decision of one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// What.
    pub kind: DecisionKind,
    /// Who, by id.
    pub person: String,
    /// About what.
    pub about: About,
    /// Checks whose limits are acknowledged.
    pub acknowledges: Vec<GateCheck>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Until when it holds.
    pub until: Timestamp,
}

impl Decision {
    /// The statement that the person signs.
    #[must_use]
    pub fn statement(&self) -> String {
        let acknowledges: Vec<&str> = self.acknowledges.iter().map(|c| c.word()).collect();
        let digests = BTreeMap::from([("sha256".to_owned(), self.about.package.clone())]);
        let statement = Statement {
            subjects: vec![Subject {
                name: Some("package".to_owned()),
                digests,
                ..Subject::default()
            }],
            predicate_type: DECISION.to_owned(),
            predicate: json!({
                "decision": self.kind.word(),
                "person": self.person,
                "record": self.about.record,
                "targets": self.about.targets,
                "acknowledges": acknowledges,
                "reason": self.reason,
                "decidedAt": self.at.to_string(),
                "expiresAt": self.until.to_string(),
            }),
            ..Statement::default()
        };
        statement.to_json()
    }

    fn of(statement: &Statement) -> Result<Decision, String> {
        if statement.predicate_type != DECISION {
            return Err("it is no decision about an update".to_owned());
        }
        let text = |key: &str| {
            let value = statement.predicate.get(key).and_then(Value::as_str);
            value
                .map(str::to_owned)
                .ok_or_else(|| format!("`{key}` is missing"))
        };
        let time = |key: &str| -> Result<Timestamp, String> {
            text(key)?
                .parse()
                .map_err(|_| format!("`{key}` is no moment"))
        };
        let acknowledges = statement
            .predicate
            .get("acknowledges")
            .and_then(Value::as_array);
        let acknowledges = acknowledges.into_iter().flatten().filter_map(Value::as_str);
        let kind = text("decision")?;
        let package = statement
            .subjects
            .first()
            .and_then(|s| s.digests.get("sha256"));
        Ok(Decision {
            kind: DecisionKind::from_word(&kind)
                .ok_or_else(|| format!("`{kind}` is no decision"))?,
            person: text("person")?,
            about: About {
                record: text("record")?,
                package: package.cloned().ok_or("it names no package")?,
                targets: text("targets")?,
            },
            acknowledges: acknowledges.filter_map(GateCheck::from_word).collect(),
            reason: text("reason").unwrap_or_default(),
            at: time("decidedAt")?,
            until: time("expiresAt")?,
        })
    }
}

/// The envelope of a decision, to be signed by its person.
#[must_use]
pub fn envelope(decision: &Decision) -> Envelope {
    Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        payload: decision.statement().into_bytes(),
        signatures: Vec::new(),
    }
}

/// The moment so many hours later; a number that no calendar has is as long as calendars are.
#[must_use]
pub fn later(moment: Timestamp, hours: u64) -> Timestamp {
    const MAX: i64 = 24 * 366 * 100;
    let hours = i64::try_from(hours).unwrap_or(MAX).min(MAX);
    let later = moment.checked_add(SignedDuration::from_hours(hours));
    later.unwrap_or(Timestamp::MAX)
}

/// The one form of a person's key: Ed25519, of which there is one encoding.
fn key_of(person: &PersonFact) -> Result<AnchorKey, String> {
    let key = PublicKey::read(person.key.text.as_bytes())?;
    match key.kind() {
        "Ed25519" => Ok(AnchorKey::Spki(key.to_spki())),
        kind => Err(format!("it is {kind}, and people sign with Ed25519")),
    }
}

/// Whose keys are whose, as far as each belongs to one person alone, and each person stands in one block.
pub(crate) fn keys_of(people: &[PersonFact]) -> BTreeMap<&str, Result<AnchorKey, String>> {
    let read = people.iter().map(|person| {
        let id = person.id.text.as_str();
        let blocks = people.iter().filter(|other| other.id.text == id).count();
        let key = match blocks {
            1 => key_of(person),
            many => Err(format!("{many} blocks describe the person")),
        };
        (id, key)
    });
    let mut keys: Vec<(&str, Result<AnchorKey, String>)> = read.collect();
    let all: Vec<AnchorKey> = keys
        .iter()
        .filter_map(|(_, k)| k.as_ref().ok().cloned())
        .collect();
    for (_, key) in &mut keys {
        let shared = matches!(key, Ok(key) if all.iter().filter(|other| *other == key).count() > 1);
        if shared {
            *key = Err("its key is also that of somebody else".to_owned());
        }
    }
    keys.into_iter().collect()
}

/// Reads a decision, and sees that its person signed it.
///
/// # Errors
/// Why it does not count, whatever it is about.
pub fn read_decision(
    bytes: &[u8],
    people: &[PersonFact],
    now: Timestamp,
) -> Result<Decision, String> {
    let envelope = Envelope::read(bytes)?;
    let decision = Decision::of(&Statement::read(&envelope.payload)?)?;
    let person = people
        .iter()
        .find(|person| person.id.text == decision.person);
    let person = person.ok_or_else(|| format!("nobody here is `{}`", decision.person))?;
    let keys = keys_of(people);
    let key = match keys.get(decision.person.as_str()) {
        Some(Ok(key)) => key.clone(),
        Some(Err(why)) => {
            return Err(format!(
                "the key of `{}` cannot be used: {why}",
                decision.person
            ));
        }
        None => return Err("it has no key".to_owned()),
    };
    for day in [day_of(decision.at), day_of(now)] {
        let holds =
            person.from.is_none_or(|from| from <= day) && person.until.is_none_or(|u| day <= u);
        if !holds {
            return Err(format!("`{}` cannot decide on {day}", decision.person));
        }
    }
    let anchor = Anchor {
        id: decision.person.clone(),
        key,
        purpose: Purpose::CounterSignature,
        from: None,
        until: None,
    };
    let trust = Trust {
        anchors: vec![anchor],
        ..Trust::default()
    };
    let verified = envelope.verify(&trust, Purpose::CounterSignature, now);
    let signed = verified
        .signers
        .iter()
        .any(|signer| signer.anchor.is_some());
    match signed {
        true => Ok(decision),
        false => Err(format!(
            "it is not signed with the key of `{}`",
            decision.person
        )),
    }
}

/// What a decision is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The record, the package and the elements as they are now.
    pub about: About,
    /// Who asked for the update, by id.
    pub submitter: Option<String>,
    /// The verdict.
    pub verdict: GateVerdict,
    /// What it asks of people.
    pub conditions: Conditions,
    /// When it was judged.
    pub judged: Timestamp,
    /// Decisions that the log has and whose signed statement is gone: who, and what.
    pub gone: Vec<(String, String)>,
    /// What is another now than when it was judged.
    pub moved: Vec<Said>,
}

/// How far an update is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The verdict lets nothing in.
    Closed,
    /// Somebody said no.
    Rejected,
    /// Something is missing.
    Open,
    /// It may go in.
    Ready,
}

impl State {
    /// As printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::Closed => "closed",
            State::Rejected => "rejected",
            State::Open => "open",
            State::Ready => "ready",
        }
    }
}

/// How far an update is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// How far.
    pub state: State,
    /// Decisions that count.
    pub counted: Vec<Decision>,
    /// Those that do not, by file, and why.
    pub refused: Vec<(String, String)>,
    /// What is missing.
    pub missing: Vec<Said>,
    /// Whether somebody looked at it afterwards.
    pub reviewed: bool,
}

/// Counts decisions.
#[must_use]
pub fn status(
    wanted: &Wanted,
    decisions: &[(String, Result<Decision, String>)],
    gate: &GateFacts,
    now: Timestamp,
) -> Status {
    let mut counted: BTreeMap<(DecisionKind, &str), &Decision> = BTreeMap::new();
    let mut refused = Vec::new();
    let mut knows: BTreeSet<GateCheck> = BTreeSet::new();
    for (path, decision) in decisions {
        let held = decision.clone().and_then(|d| counts(wanted, &d, now));
        match (held, decision) {
            (Ok(()), Ok(decision)) => {
                let key = (decision.kind, decision.person.as_str());
                if decision.kind == DecisionKind::Approve {
                    knows.extend(&decision.acknowledges);
                }
                // Of several of one person, the one that holds longest.
                let known = counted.entry(key).or_insert(decision);
                if (known.until, known.at, *known) < (decision.until, decision.at, decision) {
                    *known = decision;
                }
            }
            (Err(why), _) => refused.push((path.clone(), why)),
            (Ok(()), Err(why)) => refused.push((path.clone(), why.clone())),
        }
    }
    let of = |kind| counted.values().filter(move |d| d.kind == kind).copied();
    let approvals: Vec<&Decision> = of(DecisionKind::Approve).collect();
    let missing = missing(wanted, &approvals, &knows, gate, now);
    // Somebody else than those who let it in looks at it again.
    let approved = |d: &Decision| approvals.iter().any(|a| a.person == d.person);
    let reviewed = of(DecisionKind::Review).any(|d| !approved(d));
    let rejected = DecisionKind::Reject.word();
    let gone_no = wanted.gone.iter().any(|(_, decision)| decision == rejected);
    let lets_in = [GateVerdict::Admit, GateVerdict::AdmitWithLimits].contains(&wanted.verdict);
    let state = match () {
        () if !lets_in => State::Closed,
        () if gone_no || of(DecisionKind::Reject).next().is_some() => State::Rejected,
        () if missing.is_empty() => State::Ready,
        () => State::Open,
    };
    Status {
        state,
        reviewed,
        counted: counted.values().map(|d| (*d).clone()).collect(),
        refused,
        missing,
    }
}

fn counts(wanted: &Wanted, decision: &Decision, now: Timestamp) -> Result<(), String> {
    let About {
        record,
        package,
        targets,
    } = &wanted.about;
    let about = &decision.about;
    if about.record != *record {
        return Err("it is about another record".to_owned());
    }
    if about.package != *package {
        return Err("it is about other bytes".to_owned());
    }
    if about.targets != *targets {
        return Err("it is about other elements".to_owned());
    }
    if decision.at > now {
        return Err(format!("it is of {}, which is to come", decision.at));
    }
    if decision.at < wanted.judged {
        return Err(format!("it is of {}, before the verdict", decision.at));
    }
    if decision.kind == DecisionKind::Approve {
        if decision.until < now {
            return Err(format!("it held until {}", decision.until));
        }
        let most = u64::from(wanted.conditions.approval_days) * 24;
        if decision.until > later(decision.at, most) {
            let days = wanted.conditions.approval_days;
            return Err(format!("it holds longer than {days} days"));
        }
    }
    if decision.kind != DecisionKind::Reject {
        match &wanted.submitter {
            None => return Err("nobody is named as having asked for it".to_owned()),
            Some(submitter) if *submitter == decision.person => {
                return Err(format!(
                    "`{submitter}` asked for it, so another must decide"
                ));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn missing(
    wanted: &Wanted,
    approvals: &[&Decision],
    knows: &BTreeSet<GateCheck>,
    gate: &GateFacts,
    now: Timestamp,
) -> Vec<Said> {
    let people = &gate.people;
    let mut missing = wanted.moved.clone();
    let conditions = &wanted.conditions;
    let ends = later(wanted.judged, u64::from(conditions.approval_days) * 24);
    if ends < now {
        let what = format!("the verdict is of {}, and held until {ends}", wanted.judged);
        missing.push(Said::new(what).remedy("check the update again"));
    }
    for (person, decision) in &wanted.gone {
        let what = format!("the log has `{decision}` of `{person}`, and the statement is gone");
        missing.push(Said::new(what).remedy("bring the file back, or check the update again"));
    }
    let have = u32::try_from(approvals.len()).unwrap_or(u32::MAX);
    if have < conditions.approvers {
        let what = format!("{have} of {} approvals", conditions.approvers);
        missing.push(
            Said::new(what).remedy("run `keyholder gate approve` with the key of another person"),
        );
    }
    let roles: BTreeSet<&str> = approvals
        .iter()
        .filter_map(|d| people.iter().find(|p| p.id.text == d.person))
        .flat_map(|person| person.roles.iter().map(|role| role.text.as_str()))
        .collect();
    for role in conditions
        .roles
        .iter()
        .filter(|role| !roles.contains(role.as_str()))
    {
        let who = people
            .iter()
            .filter(|p| p.roles.iter().any(|r| r.text == *role));
        let who: Vec<&str> = who.map(|person| person.id.text.as_str()).collect();
        let remedy = match who.is_empty() {
            true => format!("give somebody the role `{role}` in gate/gate.toml"),
            false => format!("needs the approval of {}", who.join(" or ")),
        };
        missing.push(Said::new(format!("nobody in the role `{role}` approved")).remedy(remedy));
    }
    let operator = gate.operator.as_ref().map(|name| name.text.as_str());
    let parties: BTreeSet<&str> = approvals
        .iter()
        .filter_map(|d| people.iter().find(|p| p.id.text == d.person))
        .filter_map(|person| person.party.as_ref().map(|p| p.text.as_str()).or(operator))
        .collect();
    for party in conditions
        .consent
        .iter()
        .filter(|p| !parties.contains(p.as_str()))
    {
        let what = format!("`{party}` must consent on its route, and nobody of it approved");
        let remedy = format!("needs the approval of somebody of `{party}`");
        missing.push(Said::new(what).remedy(remedy));
    }
    for check in &conditions.acknowledge {
        if !knows.contains(check) {
            let what = format!("nobody acknowledged the limit from `{}`", check.word());
            let remedy = format!("approve with `--acknowledge {}`", check.word());
            missing.push(Said::new(what).remedy(remedy));
        }
    }
    missing
}

/// How many more elements may be updated now, given what was; or from when on.
///
/// # Errors
/// The moment at which the last step has rested long enough.
pub fn next_step(
    conditions: &Conditions,
    count: u64,
    installed: &[(Timestamp, u64)],
    now: Timestamp,
) -> Result<u64, Timestamp> {
    let done = installed
        .iter()
        .fold(0_u64, |done, (_, many)| done.saturating_add(*many));
    let rest = count.saturating_sub(done);
    let Some(last) = installed.iter().map(|(at, _)| *at).max() else {
        return Ok(rest.min(conditions.first_step));
    };
    let from = later(last, u64::from(conditions.soak_hours));
    match now >= from {
        // After each rest, twice as many as before: the rest of the step doubles what was done.
        true => Ok(rest.min(done.max(conditions.first_step))),
        false => Err(from),
    }
}
