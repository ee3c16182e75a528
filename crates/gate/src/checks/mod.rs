//! The checks of the gate that need the network; those of genuineness come with the package.

mod applied;
mod attested;
mod identity;
mod inside;
mod keyholders;
mod parts;
mod permit;
mod reach;
mod supplier;
mod version;

pub use attested::COUNTER_SIGNATURE;
pub use parts::asks_for_a_look;
pub use reach::Wider;

use keyholder_boms::{Comparison, Quality};
use keyholder_supply::gate::Answer;
use keyholder_trust::Verdict;

use crate::asked::Asked;
use crate::policy::PartsSeen;

/// What the checks found.
pub(crate) struct Found {
    pub(crate) answers: Vec<Answer>,
    pub(crate) supplier: Option<Verdict>,
    pub(crate) parts: PartsSeen,
    pub(crate) wider: Vec<Wider>,
    pub(crate) comparison: Option<Comparison>,
    pub(crate) quality: Option<Quality>,
}

/// Runs all.
pub(crate) fn all(asked: &Asked<'_>) -> Found {
    let attested = attested::Attested::new(asked);
    let missed = applied::missed(asked);
    let (verdict, supplier) = supplier::verdict(asked, missed.as_ref());
    let parts = parts::parts(asked);
    let (wider, blanks) = reach::wider(asked);
    let mut answers = vec![
        identity::identity(asked),
        version::version_order(asked),
        attested::audience(asked, &attested),
        keyholders::keyholders(asked, &attested),
        supplier::continuity(asked),
        attested::provenance(asked, &attested),
        verdict,
        inside::known_bad(asked),
        reach::reach(asked, &wider, blanks, missed.as_ref()),
        inside::certificates(asked),
        inside::keys(asked),
        inside::support(asked),
        permit::permit(asked),
    ];
    answers.extend(parts.answers);
    Found {
        answers,
        supplier,
        parts: parts.seen,
        wider,
        comparison: parts.comparison,
        quality: parts.quality,
    }
}

/// A verdict on a supplier as printed.
pub(crate) fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::HighRisk => "high risk",
        Verdict::CannotTell => "cannot tell",
        Verdict::Conditional => "trusted with conditions",
        Verdict::Trusted => "trusted",
    }
}
