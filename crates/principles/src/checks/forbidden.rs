//! `forbidden`: a group that the project names surely changes nothing of a part.
//!
//! Whom the group holds is the policy of whoever keeps the project. Without it there is nothing to answer.

use keyholder_reach::ActorName;
use keyholder_supply::Share;
use keyholder_supply::principle::{ByMeans, Measure, Outcome, Part, WeighedBy};

use super::share::{Phrase, measured, reach_whole, reached};
use crate::assess::Asked;
use crate::finding::{Change, ChangeKind, Flip, Missing};
use crate::tally::Measured;
use crate::words;

pub(super) fn ask(asked: &Asked<'_>, group: &str, part: &Part, means: ByMeans) -> Measured {
    let named = |name: ActorName| match name {
        ActorName::Group(id) => asked.net.groups[id.index()].id == group,
        _ => false,
    };
    let found = asked.results.actors.iter().find(|r| named(r.actor.name));
    let Some(result) = found else {
        let sentence =
            format!("The project names no group `{group}`, so nothing is forbidden to anybody.");
        let mut answer = Measured::new(Measure::NoGroup, sentence);
        answer.missing.push(Missing {
            what: format!("group `{group}`"),
            remedy: format!("name in `groups.toml`, as `{group}`, whom the rule is about, with the notice it rests on"),
        });
        answer.flips.push(Flip {
            to: Outcome::Met,
            words: format!(
                "a group `{group}` that changes nothing of {}",
                words::part(part)
            ),
            changes: vec![Change {
                kind: ChangeKind::Group,
                amount: 1,
                of: format!("group:{group}"),
            }],
        });
        return answer;
    };
    let holder = reached(asked, result, part, WeighedBy::Elements, means);
    let whole = reach_whole(asked, part, WeighedBy::Elements);
    let phrase = Phrase {
        unit: "elements",
        verb: "can change",
        part: words::part(part),
        kind: ChangeKind::Reach,
    };
    measured(&whole, vec![holder], Share::ZERO, &phrase)
}
