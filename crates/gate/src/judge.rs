//! The judgement: all answers, what the policy makes of them, and what people must do before it goes in.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_boms::{Comparison, Quality};
use keyholder_supply::SafeguardKind;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, GateVerdict, Said};

use crate::asked::{Adopted, Asked};
use crate::checks::{self, Wider};
use crate::policy::{Seen, Step, steps};

/// What people must do, and how far a step may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// How many distinct people must approve.
    pub approvers: u32,
    /// Roles of which each must be among them.
    pub roles: Vec<String>,
    /// Parties of which somebody must consent, as routes ask.
    pub consent: Vec<String>,
    /// Checks whose limits an approval must acknowledge.
    pub acknowledge: Vec<GateCheck>,
    /// How long an approval holds, days.
    pub approval_days: u32,
    /// How many elements the first step may be.
    pub first_step: u64,
    /// How long to wait after each step, hours.
    pub soak_hours: u32,
    /// Within how many days it must be looked at again, after an emergency.
    pub review_days: Option<u32>,
}

/// What the gate says, and from what.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The verdict.
    pub verdict: GateVerdict,
    /// What stands in the way or is asked for, gravest first.
    pub steps: Vec<Step>,
    /// The answer to every check, in order.
    pub answers: Vec<Answer>,
    /// What people must do.
    pub conditions: Conditions,
    /// What the policy saw besides.
    pub seen: Seen,
    /// Who could change more.
    pub wider: Vec<Wider>,
    /// How the lists of parts differ, if there are two.
    pub comparison: Option<Comparison>,
    /// How good the list of parts is, if there is one.
    pub quality: Option<Quality>,
}

/// Judges an update.
#[must_use]
pub fn judge(asked: &Asked<'_>) -> Judgement {
    let mut found = checks::all(asked);
    let mut answers: BTreeMap<GateCheck, Answer> = BTreeMap::new();
    let mine = std::mem::take(&mut found.answers);
    for answer in asked.package.answers.iter().cloned().chain(mine) {
        let joined = match answers.remove(&answer.check) {
            Some(known) => known.join(answer),
            None => answer,
        };
        answers.insert(joined.check, joined);
    }
    for check in GateCheck::ALL {
        answers.entry(*check).or_insert_with(|| {
            let said =
                Said::new("nobody looked at it").remedy("report this as a fault of the gate");
            Answer::not_done(*check, said)
        });
    }
    let policy = policy(asked);
    answers.insert(policy.check, policy);
    let mut answers: Vec<Answer> = answers.into_values().collect();
    let emergency = asked.emergency.is_some();
    let seen = seen(asked, &found);
    let made = steps(asked.policy, asked.tier, emergency, &answers, &seen);
    let (verdict, steps) = made.unwrap_or_else(|error| {
        // Without a rule there is no verdict that lets anything in.
        let said = Said::new(error.to_string()).remedy("mend the rule of the policy");
        let answer = Answer::failed(GateCheck::Policy, said.clone());
        let step = Step {
            verdict: GateVerdict::Hold,
            check: GateCheck::Policy,
            said: vec![said],
        };
        answers.retain(|known| known.check != GateCheck::Policy);
        answers.push(answer);
        (GateVerdict::Hold, vec![step])
    });
    answers.sort_by_key(|answer| answer.check);
    let conditions = conditions(asked, &steps);
    Judgement {
        verdict,
        steps,
        answers,
        conditions,
        seen,
        wider: found.wider,
        comparison: found.comparison,
        quality: found.quality,
    }
}

/// Whether the policy is the one that people decided on.
fn policy(asked: &Asked<'_>) -> Answer {
    let check = GateCheck::Policy;
    let policy = format!("`{}` of version {}", asked.policy.id, asked.policy.version);
    match asked.adopted {
        Adopted::Shipped => Answer::passed(check, format!("the policy is {policy}, which ships")),
        Adopted::Yes(record) => {
            let record = record.get(..12).unwrap_or(record);
            Answer::passed(
                check,
                format!("the policy is {policy}, adopted by {record}"),
            )
        }
        Adopted::No(why) => {
            let said = Said::new(format!("the policy is {policy}, and {why}"));
            let remedy = "run `keyholder gate policy propose`, and have people approve it";
            Answer::failed(check, said.remedy(remedy))
        }
    }
}

fn seen(asked: &Asked<'_>, found: &checks::Found) -> Seen {
    let functions = asked.targets.functions.keys();
    Seen {
        format: asked.package.format.word().to_owned(),
        functions: functions
            .map(|function| asked.net.functions[function.index()].name.clone())
            .collect(),
        classes: asked
            .targets
            .classes
            .iter()
            .map(|class| class.word().to_owned())
            .collect(),
        elements: asked.targets.count,
        supplier_verdict: found
            .supplier
            .map(|verdict| checks::verdict_word(verdict).to_owned()),
        parts: found.parts,
    }
}

fn conditions(asked: &Asked<'_>, steps: &[Step]) -> Conditions {
    let tier = asked.tier;
    let emergency = asked.emergency.is_some();
    let limits = steps
        .iter()
        .filter(|step| step.verdict == GateVerdict::AdmitWithLimits);
    let acknowledge: BTreeSet<GateCheck> = limits.map(|step| step.check).collect();
    let percent = u64::from(tier.first_step_percent);
    let first = asked.targets.count.saturating_mul(percent).div_ceil(100);
    let routes = asked.component().routes.iter();
    let guards = routes.flat_map(|route| &asked.net.routes[route.index()].guards);
    let consent: BTreeSet<String> = guards
        .filter(|guard| guard.kind == SafeguardKind::Approval)
        .filter_map(|guard| guard.party)
        .map(|party| asked.net.parties[party.index()].id.clone())
        .collect();
    let approvers = match emergency {
        true => tier.approvers_emergency,
        false => tier.approvers,
    };
    Conditions {
        // A verdict alone lets nothing in: somebody with a name says so, whatever the policy is.
        approvers: approvers.max(1),
        roles: tier.roles.clone(),
        consent: consent.into_iter().collect(),
        acknowledge: acknowledge.into_iter().collect(),
        approval_days: tier.approval_days,
        first_step: first.clamp(1, asked.targets.count.max(1)),
        soak_hours: tier.soak_hours,
        review_days: emergency.then_some(tier.review_days),
    }
}

/// Whether an answer is there and passed.
#[must_use]
pub fn passed(answers: &[Answer], check: GateCheck) -> bool {
    let answer = answers.iter().find(|answer| answer.check == check);
    answer.is_some_and(|answer| answer.state == CheckState::Passed)
}
