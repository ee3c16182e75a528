//! From answers to a verdict: what the policy makes of them.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_rules::{Gives, Limits, RuleError, value};
use keyholder_supply::gate::{
    Answer, CheckState, GateCheck, GateVerdict, PolicyCase, PolicyFact, Said, TierFact,
};
use serde::{Deserialize, Serialize};

/// One thing that stands in the way, or that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// What it makes of the update.
    pub verdict: GateVerdict,
    /// Which check it comes from.
    pub check: GateCheck,
    /// Why, and what would make it pass.
    pub said: Vec<Said>,
}

/// What a policy sees of an update besides the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The format of the package.
    pub format: String,
    /// What the targets do.
    pub functions: BTreeSet<String>,
    /// Their function classes.
    pub classes: BTreeSet<String>,
    /// How many elements.
    pub elements: u64,
    /// The least good verdict on the supplier for the classes, if there is one.
    pub supplier_verdict: Option<String>,
    /// What the lists of parts say.
    pub parts: PartsSeen,
}

/// How many parts differ, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PartsSeen {
    /// Whether both lists were there.
    pub compared: bool,
    /// Parts that were not there before.
    pub added: u64,
    /// Parts that are gone.
    pub removed: u64,
    /// Parts of a newer version.
    pub upgraded: u64,
    /// Parts of an older version.
    pub downgraded: u64,
    /// Parts of the same version with another digest, or with none that can be compared.
    pub changed: u64,
    /// Parts under another name.
    pub renamed: u64,
    /// Suppliers that were not in the chain before.
    pub new_suppliers: u64,
}

/// What the rule is given.
#[derive(Serialize)]
struct Input<'a> {
    lane: &'a str,
    tier: TierSeen<'a>,
    checks: BTreeMap<&'a str, &'a str>,
    #[serde(flatten)]
    seen: &'a Seen,
}

#[derive(Serialize)]
struct TierSeen<'a> {
    criticality: &'a str,
    approvers: u32,
    refuse_if_failed: Vec<&'a str>,
    hold_if_failed: Vec<&'a str>,
    limit_if_failed: Vec<&'a str>,
    hold_if_not_done: Vec<&'a str>,
    limit_if_not_done: Vec<&'a str>,
}

/// What the rule gives.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    check: String,
    verdict: String,
    #[serde(default)]
    why: Option<String>,
    #[serde(default)]
    remedy: Option<String>,
}

const STEPS: Gives = Gives {
    package: "gate",
    rule: "steps",
};

/// What the rule of a policy sees, as JSON.
#[must_use]
pub fn input(tier: &TierFact, emergency: bool, answers: &[Answer], seen: &Seen) -> String {
    let words = |checks: &[GateCheck]| checks.iter().map(|check| check.word()).collect();
    let checks = answers.iter();
    let input = Input {
        lane: if emergency { "emergency" } else { "normal" },
        tier: TierSeen {
            criticality: tier.criticality.word(),
            approvers: tier.approvers,
            refuse_if_failed: words(&tier.refuse_if_failed),
            hold_if_failed: words(&tier.hold_if_failed),
            limit_if_failed: words(&tier.limit_if_failed),
            hold_if_not_done: words(&tier.hold_if_not_done),
            limit_if_not_done: words(&tier.limit_if_not_done),
        },
        checks: checks.map(|a| (a.check.word(), a.state.word())).collect(),
        seen,
    };
    serde_json::to_string(&input).unwrap_or_default()
}

/// Checks whose failure holds at least, whatever a policy says: without them nobody knows what would go in, from
/// whom, or by whose rules.
const NEVER_WEAKENED: &[GateCheck] = &[
    GateCheck::Archive,
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::CertificatePath,
    GateCheck::ListedFiles,
    GateCheck::Identity,
    GateCheck::Keyholders,
    GateCheck::Policy,
];

/// What a policy makes of answers: the steps, gravest first, and the verdict.
///
/// Whatever the rule says, a check that failed is never passed over: what the rule does not mention, or calls
/// harmless, holds the update; and some failures hold it always.
///
/// # Errors
/// When the rule of the policy cannot be run, or gives something else than steps.
pub fn steps(
    policy: &PolicyFact,
    tier: &TierFact,
    emergency: bool,
    answers: &[Answer],
    seen: &Seen,
) -> Result<(GateVerdict, Vec<Step>), RuleError> {
    let facts = input(tier, emergency, answers, seen);
    let text = value(&policy.rule, STEPS, &facts, Limits::default())?;
    let given: Vec<Given> = serde_json::from_str(&text).map_err(|error| {
        let said =
            "`steps` is a set of objects with `check`, `verdict` and perhaps `why`, `remedy`";
        RuleError::Things(format!("{said} ({error})"))
    })?;
    let mut steps = Vec::new();
    for step in given {
        steps.push(taken(step, answers)?);
    }
    // To admit what failed is to pass it over.
    let made_of = |check: GateCheck| {
        let of_it = steps.iter().filter(move |step| step.check == check);
        of_it.map(|step| step.verdict).max()
    };
    let least = |check: GateCheck| match NEVER_WEAKENED.contains(&check) {
        true => GateVerdict::Hold,
        false => GateVerdict::AdmitWithLimits,
    };
    let failed = answers.iter().filter(|a| a.state == CheckState::Failed);
    let silent: Vec<&Answer> = failed
        .filter(|a| made_of(a.check).is_none_or(|verdict| verdict < least(a.check)))
        .collect();
    steps.extend(silent.into_iter().map(|answer| Step {
        verdict: GateVerdict::Hold,
        check: answer.check,
        said: answer.said.clone(),
    }));
    steps.sort_by(|a, b| (b.verdict, a.check, &a.said).cmp(&(a.verdict, b.check, &b.said)));
    // One check may lead to several steps; the gravest with the same words says it all.
    let mut told: BTreeSet<(GateCheck, Vec<Said>)> = BTreeSet::new();
    steps.retain(|step| told.insert((step.check, step.said.clone())));
    let verdict = steps.iter().map(|step| step.verdict).max();
    Ok((verdict.unwrap_or(GateVerdict::Admit), steps))
}

fn taken(step: Given, answers: &[Answer]) -> Result<Step, RuleError> {
    let fault = |what: &str, word: &str| RuleError::Things(format!("`{word}` is no {what}"));
    let check = GateCheck::from_word(&step.check).ok_or_else(|| fault("check", &step.check))?;
    let verdict =
        GateVerdict::from_word(&step.verdict).ok_or_else(|| fault("verdict", &step.verdict))?;
    let own = step.why.map(|why| Said {
        what: why,
        place: None,
        remedy: step.remedy,
    });
    let answered = answers.iter().find(|answer| answer.check == check);
    let said = match own {
        Some(own) => vec![own],
        None => answered
            .map(|answer| answer.said.clone())
            .unwrap_or_default(),
    };
    Ok(Step {
        verdict,
        check,
        said,
    })
}

/// The tier for a criticality.
#[must_use]
pub fn tier_of(
    policy: &PolicyFact,
    criticality: keyholder_supply::function::Criticality,
) -> Option<&TierFact> {
    policy.tiers.iter().find(|t| t.criticality == criticality)
}

/// A case in which a policy says something else than it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFault {
    /// The case.
    pub name: String,
    /// What it must say.
    pub wanted: GateVerdict,
    /// What it says, or why it says nothing.
    pub got: Result<GateVerdict, String>,
}

/// Tries the cases of a policy.
#[must_use]
pub fn try_cases(policy: &PolicyFact) -> Vec<CaseFault> {
    let fault = |case: &PolicyCase| {
        let got = tried(policy, case);
        (got.as_ref() != Ok(&case.gives)).then(|| CaseFault {
            name: case.name.clone(),
            wanted: case.gives,
            got,
        })
    };
    policy.cases.iter().filter_map(fault).collect()
}

fn tried(policy: &PolicyFact, case: &PolicyCase) -> Result<GateVerdict, String> {
    let tier = tier_of(policy, case.criticality).ok_or("there is no such tier")?;
    let answer = |check: &GateCheck| Answer {
        check: *check,
        state: if case.failed.contains(check) {
            CheckState::Failed
        } else if case.not_done.contains(check) {
            CheckState::NotDone
        } else {
            CheckState::Passed
        },
        said: Vec::new(),
    };
    let answers: Vec<Answer> = GateCheck::ALL.iter().map(answer).collect();
    let steps = steps(policy, tier, case.emergency, &answers, &Seen::default());
    steps.map(|(verdict, _)| verdict).map_err(|e| e.to_string())
}
