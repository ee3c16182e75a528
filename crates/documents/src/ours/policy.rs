//! `gate/policy.toml`: what each tier asks of an update. The policy that ships has the same form.
//!
//! All or nothing: a policy with a part left out would ask for less.

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Severity};
use keyholder_supply::function::Criticality;
use keyholder_supply::gate::{GateCheck, GateVerdict, PolicyCase, PolicyFact, TierFact};

use super::block::Block;
use super::schema::POLICY;
use crate::form::Form;
use crate::sink::Sink;

/// Reads a policy; none when anything is wrong with it.
#[must_use]
pub fn policy(file: FileId, text: &str, limits: &Limits) -> Parsed<Option<PolicyFact>> {
    let mut parsed = super::read(file, text, limits, &POLICY, |mut root, sink| {
        let read = whole(&mut root, sink);
        root.provenance(sink);
        root.finish();
        read
    });
    if parsed.diagnostics.count(Severity::Error) > 0 {
        parsed.value = None;
    }
    parsed
}

fn whole(root: &mut Block<'_>, sink: &mut Sink) -> Option<PolicyFact> {
    let id = root.need("id", Form::Id, sink);
    let version = root.need("version", Form::Text, sink);
    let rule = root.need("rule", Form::Text, sink);
    let blocks = root.tables("tier", sink).into_iter();
    let mut tiers: Vec<TierFact> = blocks.filter_map(|b| tier(b, sink)).collect();
    tiers.sort_by_key(|tier| tier.criticality);
    let blocks = root.tables("case", sink).into_iter();
    let cases: Vec<PolicyCase> = blocks.filter_map(|b| case(b, sink)).collect();
    for criticality in Criticality::ALL {
        let many = tiers.iter().filter(|t| t.criticality == *criticality);
        let many = many.count();
        if many != 1 {
            let word = criticality.word();
            let message = format!("{many} [[tier]] for criticality `{word}`; there must be one");
            let help = "write one [[tier]] for each of low, moderate, high and critical";
            sink.report(Diagnostic::new(Code::KH0106, root.span, message).help(help));
        }
    }
    if cases.is_empty() {
        let message = "the policy has no case";
        let help = "write [[case]] blocks: what it must say of some updates; \
                    until then the policy is not used";
        sink.report(Diagnostic::new(Code::KH0104, root.span, message).help(help));
    }
    Some(PolicyFact {
        id: id?.text,
        version: version?.text,
        rule: rule?.text,
        tiers,
        cases,
    })
}

/// A list of checks; what cannot be read is an error, which costs the policy.
fn checks(block: &mut Block<'_>, key: &'static str, sink: &mut Sink) -> Vec<GateCheck> {
    let words: Vec<&str> = GateCheck::ALL.iter().map(|check| check.word()).collect();
    let mut checks = Vec::new();
    for item in block.list(key, Form::Text, sink).unwrap_or_default() {
        let Some(name) = item.name else { continue };
        match GateCheck::from_word(&name.text) {
            Some(check) => checks.push(check),
            None => block.not_allowed(key, &name.text, item.at, &words, sink),
        }
    }
    checks.sort_unstable();
    checks.dedup();
    checks
}

fn criticality(block: &mut Block<'_>, sink: &mut Sink) -> Option<Criticality> {
    block.missing("criticality", sink);
    block.word("criticality", Criticality::ALL, Criticality::word, sink)
}

fn tier(mut block: Block<'_>, sink: &mut Sink) -> Option<TierFact> {
    let criticality = criticality(&mut block, sink);
    let mut count = |block: &mut Block<'_>, key: &'static str| {
        block.missing(key, sink);
        block.count(key, sink)
    };
    let approvers = count(&mut block, "approvers");
    let approvers_emergency = count(&mut block, "approvers_emergency");
    let review_days = count(&mut block, "review_days");
    let approval_days = count(&mut block, "approval_days");
    let first_step_percent = count(&mut block, "first_step_percent");
    let soak_hours = count(&mut block, "soak_hours");
    let life_days = count(&mut block, "life_days");
    let revocation_days = count(&mut block, "revocation_days");
    let rsa_bits = count(&mut block, "rsa_bits");
    let roles = block.names("roles", Form::Id, sink);
    for key in [
        "refuse_if_failed",
        "hold_if_failed",
        "limit_if_failed",
        "hold_if_not_done",
        "limit_if_not_done",
    ] {
        block.missing(key, sink);
    }
    let refuse_if_failed = checks(&mut block, "refuse_if_failed", sink);
    let hold_if_failed = checks(&mut block, "hold_if_failed", sink);
    let limit_if_failed = checks(&mut block, "limit_if_failed", sink);
    let hold_if_not_done = checks(&mut block, "hold_if_not_done", sink);
    let limit_if_not_done = checks(&mut block, "limit_if_not_done", sink);
    block.provenance(sink);
    block.finish();
    Some(TierFact {
        criticality: criticality?,
        approvers: approvers?,
        roles: roles.into_iter().map(|role| role.text).collect(),
        approvers_emergency: approvers_emergency?,
        review_days: review_days?,
        approval_days: approval_days?,
        first_step_percent: first_step_percent?.min(100),
        soak_hours: soak_hours?,
        life_days: life_days?,
        revocation_days: revocation_days?,
        rsa_bits: rsa_bits?,
        refuse_if_failed,
        hold_if_failed,
        limit_if_failed,
        hold_if_not_done,
        limit_if_not_done,
    })
}

fn case(mut block: Block<'_>, sink: &mut Sink) -> Option<PolicyCase> {
    let name = block.need("name", Form::Text, sink);
    let criticality = criticality(&mut block, sink);
    let (emergency, _) = block.boolean("emergency", sink);
    let failed = checks(&mut block, "failed", sink);
    let not_done = checks(&mut block, "not_done", sink);
    block.missing("gives", sink);
    let gives = block.word("gives", GateVerdict::ALL, GateVerdict::word, sink);
    block.provenance(sink);
    block.finish();
    Some(PolicyCase {
        name: name?.text,
        criticality: criticality?,
        emergency: emergency.unwrap_or(false),
        failed,
        not_done,
        gives: gives?,
    })
}
