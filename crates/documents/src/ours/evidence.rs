//! `evidence/*.toml`: somebody's word on one criterion, for one subject.
//!
//! An item that does not say whom it is about, on which criterion, and which way it speaks, is left out. Of
//! anything else that is missing or cannot be read, the worse is taken: an item for is left out or worth
//! nothing, an item against counts in full and does not fade.

use keyholder_diag::{Code, FileId, Limits, Parsed};
use keyholder_supply::facts::{EvidenceFact, Name, ReplyFact, SubjectFact};
use keyholder_supply::{Grade, ReplyState, Share, Side};

use super::block::Block;
use super::schema::EVIDENCE_FILE;
use crate::form::Form;
use crate::plain::{is_country, is_id, is_release, shown};
use crate::sink::Sink;

/// Reads a file of `evidence/`.
#[must_use]
pub fn evidence(file: FileId, text: &str, limits: &Limits) -> Parsed<Vec<EvidenceFact>> {
    super::read(file, text, limits, &EVIDENCE_FILE, |mut root, sink| {
        let blocks = root.tables("evidence", sink);
        let facts = blocks.into_iter().filter_map(|b| item(b, sink)).collect();
        root.finish();
        facts
    })
}

fn item(mut block: Block<'_>, sink: &mut Sink) -> Option<EvidenceFact> {
    let id = block.need("id", Form::Id, sink);
    let criterion = block.need("criterion", Form::Id, sink);
    let subject = subject(&mut block, sink);
    let claim = block.need("claim", Form::Text, sink);
    block.missing("says", sink);
    let says = block.word("says", Side::ALL, Side::word, sink);
    let strength = block.percent("strength_percent", sink);
    let strength_lost = block.has("strength_percent") && strength.is_none();
    block.missing("grade", sink);
    let grade = block.word("grade", Grade::ALL, Grade::word, sink);
    let issuer = block.name("issuer", Form::Text, sink);
    block.missing("day", sink);
    let day = block.date("day", sink);
    let expires = block.date("expires", sink);
    let expires_lost = block.has("expires") && expires.is_none();
    let document = block.name("document", Form::Document, sink);
    let place = block.text("place", sink).map(|place| place.text);
    let marking = block.text("marking", sink).map(|marking| marking.text);
    let supersedes = block.name("supersedes", Form::Id, sink);
    let replies = block.tables("reply", sink);
    let replies = replies.into_iter().filter_map(|b| reply(b, sink)).collect();
    let provenance = block.provenance(sink);
    block.finish();
    let says = says?;
    let worthless = says == Side::For && (strength_lost || expires_lost);
    // What is told against somebody is not lost by a slip in what bounds it.
    let against = says == Side::Against;
    let claim = claim.map(|claim| claim.text);
    let claim = claim.or_else(|| against.then(|| "what it says is not stated".to_owned()));
    let grade = grade.or(against.then_some(Grade::Observed));
    if day.is_none() && !against {
        return None;
    }
    Some(EvidenceFact {
        id: id?,
        criterion: criterion?,
        subject: subject?,
        claim: claim?,
        says,
        strength: match worthless {
            true => Share::ZERO,
            false => strength.unwrap_or(Share::ALL),
        },
        grade: grade?,
        issuer,
        day,
        expires,
        document,
        place,
        marking,
        supersedes,
        replies,
        provenance,
    })
}

/// `party:ID`, `component:ID`, `release:COMPONENT@VERSION`, `country:XA`, `network`.
fn subject(block: &mut Block<'_>, sink: &mut Sink) -> Option<SubjectFact> {
    let written = block.need("subject", Form::Text, sink)?;
    if written.text == "network" {
        return Some(SubjectFact::Network);
    }
    let (kind, name) = written.text.split_once(':').unwrap_or(("", ""));
    let named = Name {
        text: name.to_owned(),
        span: written.span,
    };
    match kind {
        "party" if is_id(name) => Some(SubjectFact::Party(named)),
        "component" if is_id(name) => Some(SubjectFact::Component(named)),
        "release" if is_release(name) => Some(SubjectFact::Release(named)),
        "country" if is_country(name) => Some(SubjectFact::Country(named)),
        _ => {
            let message = format!("`{}` is not a subject", shown(&written.text));
            let hint = "write `party:ID`, `component:ID`, `release:COMPONENT@VERSION`, `country:XA` or `network`";
            let at = written.span.start as usize..written.span.end as usize;
            block.bad_value(Code::KH0106, "subject", at, message, hint, sink);
            None
        }
    }
}

fn reply(mut block: Block<'_>, sink: &mut Sink) -> Option<ReplyFact> {
    let by = block.name("by", Form::Id, sink);
    let day = block.date("day", sink);
    let text = block.need("text", Form::Text, sink);
    let state = block.word("state", ReplyState::ALL, ReplyState::word, sink);
    block.finish();
    Some(ReplyFact {
        by,
        day,
        text: text?.text,
        state: state.unwrap_or(ReplyState::Open),
    })
}
