//! Evidence, resolved: somebody's word on one criterion, for one subject.

use jiff::civil::Date;
use keyholder_diag::Span;

use crate::facts::Provenance;
use crate::{ComponentId, CountryId, Grade, PartyId, ReleaseId, ReplyState, Share, Side};

/// About whom or what an item speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A party.
    Party(PartyId),
    /// Every release of a component.
    Component(ComponentId),
    /// One release, and no other.
    Release(ReleaseId),
    /// A country.
    Country(CountryId),
    /// The network as a whole.
    Network,
}

/// What somebody wrote about an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Who; `None`: not stated, or not a party that is known.
    pub by: Option<PartyId>,
    /// When.
    pub day: Option<Date>,
    /// What.
    pub text: String,
    /// What became of it.
    pub state: ReplyState,
}

/// One item of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Id as written.
    pub id: String,
    /// The criterion, by id; whether there is one is for who has the catalogue to say.
    pub criterion: String,
    /// Where the criterion is written.
    pub criterion_span: Span,
    /// About whom or what.
    pub subject: Subject,
    /// What it says, in words.
    pub claim: String,
    /// Which way it speaks.
    pub says: Side,
    /// How strongly, when it is as it says.
    pub strength: Share,
    /// On what it rests.
    pub grade: Grade,
    /// Who issued it. Items of one issuer do not pile up; one that names none is of an issuer of its own.
    pub issuer: Option<String>,
    /// The day for which it holds; `None` on items against alone, which then do not fade.
    pub day: Option<Date>,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    /// The file in `documents/`.
    pub document: Option<String>,
    /// The place in that file.
    pub place: Option<String>,
    /// Who may see it.
    pub marking: Option<String>,
    /// Whether another item stands in its place; it is shown, and counts no more.
    pub superseded: bool,
    /// What was replied, in order.
    pub replies: Vec<Reply>,
    /// On whose word.
    pub provenance: Provenance,
}

impl Evidence {
    /// Whether a reply to it is open or being weighed: it is marked so wherever it is used.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        let last = self.replies.last().map(|reply| reply.state);
        matches!(last, Some(ReplyState::Open | ReplyState::Answered))
    }

    /// Whether it counts on a day: it was there, has not expired, and nothing stands in its place.
    #[must_use]
    pub fn counts_on(&self, day: Date) -> bool {
        !self.superseded
            && self.day.is_none_or(|since| since <= day)
            && self.expires.is_none_or(|last| day <= last)
    }
}
