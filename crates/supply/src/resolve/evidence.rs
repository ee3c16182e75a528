//! Evidence: subjects become ids, and items whose place another takes are marked.
//!
//! An item about somebody who is not known is told and left out: it can count for nobody. An item that says
//! it supersedes one that is not there stands by itself.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_diag::{Code, Diagnostic, did_you_mean};

use super::{Context, is_new};
use crate::Side;
use crate::evidence::{Evidence, Reply, Subject};
use crate::facts::{EvidenceFact, Facts, Name, ReplyFact, SubjectFact};

pub(super) fn resolve(cx: &mut Context, facts: &Facts) {
    let mut all: Vec<&EvidenceFact> = facts.evidence.iter().collect();
    all.sort_by_key(|e| (&e.id.text, e.id.span));
    let mut seen = BTreeMap::new();
    let before = all.iter().filter(|e| e.says == Side::Against).count();
    all.retain(|e| is_new(&mut seen, &e.id, "evidence", &mut cx.diagnostics));
    let after = all.iter().filter(|e| e.says == Side::Against).count();
    cx.network.lost_evidence += (before - after) as u64;
    let ids: BTreeSet<&str> = all.iter().map(|e| e.id.text.as_str()).collect();
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    for fact in &all {
        let Some(old) = fact.supersedes.as_ref().filter(|n| !n.is_unreadable()) else {
            continue;
        };
        if old.text == fact.id.text || !ids.contains(old.text.as_str()) {
            let message = format!(
                "no other evidence `{}` that `{}` could supersede",
                old.text, fact.id.text
            );
            let help = unknown(&old.text, ids.iter().copied());
            cx.push(Diagnostic::new(Code::KH0801, old.span, message).help(help));
        } else {
            gone.insert(old.text.as_str());
        }
    }
    for fact in all {
        if let Some(subject) = subject(cx, &fact.subject) {
            let superseded = gone.contains(fact.id.text.as_str());
            let evidence = evidence(cx, fact, subject, superseded);
            cx.network.evidence.push(evidence);
        } else if fact.says == Side::Against && !matches!(fact.subject, SubjectFact::Country(_)) {
            // A name that is misspelt may be anybody's. A country that nothing names concerns nobody.
            cx.network.lost_evidence += 1;
        }
    }
}

fn evidence(cx: &mut Context, fact: &EvidenceFact, subject: Subject, superseded: bool) -> Evidence {
    Evidence {
        id: fact.id.text.clone(),
        criterion: fact.criterion.text.clone(),
        criterion_span: fact.criterion.span,
        subject,
        claim: fact.claim.clone(),
        says: fact.says,
        strength: fact.strength,
        grade: fact.grade,
        issuer: fact.issuer.as_ref().map(|name| name.text.clone()),
        day: fact.day,
        expires: fact.expires,
        document: fact.document.as_ref().map(|name| name.text.clone()),
        place: fact.place.clone(),
        marking: fact.marking.clone(),
        superseded,
        replies: fact.replies.iter().map(|r| reply(cx, r)).collect(),
        provenance: fact.provenance.clone(),
    }
}

fn reply(cx: &mut Context, fact: &ReplyFact) -> Reply {
    let by = fact.by.as_ref();
    Reply {
        by: by.and_then(|name| cx.party(name, "the reply counts as nobody's")),
        day: fact.day,
        text: fact.text.clone(),
        state: fact.state,
    }
}

const LEFT_OUT: &str = "the item is left out";

fn subject(cx: &mut Context, fact: &SubjectFact) -> Option<Subject> {
    match fact {
        SubjectFact::Party(name) => cx.party(name, LEFT_OUT).map(Subject::Party),
        SubjectFact::Component(name) => component(cx, name).map(Subject::Component),
        SubjectFact::Release(name) => {
            let (id, version) = name.text.split_once('@')?;
            let found = cx.components.get(id).copied();
            let found = found.and_then(|c| cx.releases.get(&(c, version.to_owned())).copied());
            if found.is_none() {
                let message = format!("no release `{}`; {LEFT_OUT}", name.text);
                let help = "write the component and the version as `components/` has them";
                cx.push(Diagnostic::new(Code::KH0303, name.span, message).help(help));
            }
            found.map(Subject::Release)
        }
        // Evidence about a country that nobody in the project belongs to concerns nobody in it.
        SubjectFact::Country(name) => cx.countries.get(&name.text).copied().map(Subject::Country),
        SubjectFact::Network => Some(Subject::Network),
    }
}

fn component(cx: &mut Context, name: &Name) -> Option<crate::ComponentId> {
    let found = cx.components.get(&name.text).copied();
    if found.is_none() {
        let message = format!("no component `{}`; {LEFT_OUT}", name.text);
        let help = unknown(&name.text, cx.components.keys().map(String::as_str));
        cx.push(Diagnostic::new(Code::KH0304, name.span, message).help(help));
    }
    found
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    match did_you_mean(name, known) {
        Some(guess) => format!("did you mean `{guess}`?"),
        None => "correct the name".to_owned(),
    }
}
