//! `support`: the supplier supports every release in service for some time yet.

use jiff::ToSpan;
use keyholder_supply::ComponentKind;
use keyholder_supply::principle::Part;

use crate::assess::Asked;
use crate::finding::{ChangeKind, Missing, Of};
use crate::scope::Scope;
use crate::tally::{Measured, State, Tally};
use crate::words;

pub(super) fn ask(asked: &Asked<'_>, of: Of, days: u32, part: &Part) -> Measured {
    let net = asked.net;
    let mut tally = Tally::new(asked.net, ChangeKind::Thing);
    let (releases, open) = Scope::new(net, part, of).releases(net, of);
    tally.open(
        open,
        "release in a layer not stated",
        "state the release in each layer",
    );
    let today = asked.register.day;
    let until = today
        .checked_add(i64::from(days).days())
        .unwrap_or(jiff::civil::Date::MAX);
    for (id, sure) in releases {
        let release = &net.releases[id.index()];
        if net.components[release.component.index()].kind == Some(ComponentKind::Service) {
            continue;
        }
        let state = match release.support_ends {
            Some(last) if last >= until => State::Yes,
            Some(_) => State::No,
            None => State::Unknown,
        };
        if state == State::Yes && sure {
            let last = release.support_ends;
            tally.until(last.and_then(|last| last.checked_sub(i64::from(days).days()).ok()));
        }
        let label = net.release_label(id);
        tally.add(state, sure, 1, format!("release:{label}"), || Missing {
            what: match release.support_ends {
                Some(last) => format!("support of {label} after {last}"),
                None => format!("the day on which support of {label} ends"),
            },
            remedy: match release.support_ends {
                Some(_) => "move to a release that is supported".to_owned(),
                None => "ask the supplier, and state `support_ends`".to_owned(),
            },
        });
    }
    let place = format!("of {}", words::part(part));
    let have = match days {
        0 => "are supported".to_owned(),
        days => format!("are supported for {days} days more"),
    };
    tally.finish(["release", "releases"], &place, &have)
}
