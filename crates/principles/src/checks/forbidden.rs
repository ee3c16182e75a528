//! `forbidden`: a group that the project names holds nothing of a part, or no more than a share.
//!
//! Whom the group holds is the policy of whoever keeps the project. Without it there is nothing to answer.

use keyholder_reach::ActorName;
use keyholder_supply::principle::{Measure, Outcome};

use super::share::{self, Wanted};
use crate::assess::Asked;
use crate::finding::{Change, ChangeKind, Flip, Missing, Of};
use crate::tally::Measured;
use crate::words;

pub(super) fn ask(asked: &Asked<'_>, of: Of, group: &str, wanted: &Wanted<'_>) -> Measured {
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
                "a group `{group}` that holds no more of {} than is allowed",
                words::part(wanted.part)
            ),
            changes: vec![Change {
                kind: ChangeKind::Group,
                amount: 1,
                of: format!("group:{group}"),
            }],
        });
        return answer;
    };
    share::of_actors(asked, of, wanted, &[result], false)
}
