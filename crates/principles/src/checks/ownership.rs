//! `ownership`: no supplier has room for an owner of a share of whom nothing is said, directly or through others.

use std::collections::BTreeSet;

use keyholder_supply::principle::Part;
use keyholder_supply::{HolderId, Network, PartyId, PartyKind, Share};

use super::evidence::suppliers;
use crate::assess::Asked;
use crate::evidence::{Target, Wanted};
use crate::finding::{ChangeKind, Missing, Of};
use crate::tally::{Measured, State, Tally};
use crate::words;

pub(super) fn ask(asked: &Asked<'_>, of: Of, from: Share, part: &Part) -> Measured {
    let net = asked.net;
    let mut tally = Tally::new(asked.net, ChangeKind::Statement);
    let (found, open) = suppliers(asked, of, part);
    tally.open(
        open,
        "supplier not stated",
        "state release and supplier of each layer",
    );
    for (party, sure) in found {
        let criterion = "ownership-transparent";
        let standing = asked
            .register
            .standing(criterion, Target::Party(party), Wanted::default());
        let used = standing
            .against
            .iter()
            .map(|item| asked.register.used(item));
        tally.used.extend(used);
        let hidden = hidden(net, party, from, &mut BTreeSet::new());
        let doubt = standing.is_doubted();
        let state = match (standing.against.is_empty(), hidden) {
            (false, _) if standing.good.is_empty() => State::No,
            (true, None) if !doubt => State::Yes,
            // Nobody owns a community, so that only evidence can say how it decides.
            (true, Some(at)) if !doubt && at == party && is_community(net, at) => {
                match standing.good.is_empty() {
                    true => State::Unknown,
                    false => State::Yes,
                }
            }
            _ => State::Unknown,
        };
        let known = &net.parties[party.index()];
        tally.add(state, sure, 1, format!("party:{}", known.id), || {
            let at = hidden.map_or(known, |p| &net.parties[p.index()]);
            if at.kind == Some(PartyKind::Community) && at.owners.is_empty() {
                let which = match at.id == known.id {
                    true => String::new(),
                    false => format!(" and which {} belongs to", known.name),
                };
                return Missing {
                    what: format!("who decides for {}, which has no owners{which}", at.name),
                    remedy: format!(
                        "add `[[controlled_by]]` to `parties/{}.toml`; or evidence on `{criterion}` that says how it decides",
                        at.id
                    ),
                };
            }
            Missing {
                what: format!(
                    "who holds the last {} % of {}, which {} belongs to or is",
                    at.undisclosed.percent(),
                    at.name,
                    known.name
                ),
                remedy: format!(
                    "add `[[owner]]` blocks to `parties/{}.toml`, or `dispersed_percent`",
                    at.id
                ),
            }
        });
    }
    let place = match of {
        Of::Supplier(_) => String::from("asked about"),
        Of::Network | Of::Operator(_) => format!("of {}", words::part(part)),
    };
    let have = format!(
        "have no room for an owner of {} % or more of whom nothing is said",
        from.percent()
    );
    tally.finish(["supplier", "suppliers"], &place, &have)
}

fn is_community(net: &Network, id: PartyId) -> bool {
    net.parties[id.index()].kind == Some(PartyKind::Community)
}

/// The first party, upwards from one, in which an owner of that share can hide; or a community of which it is
/// not stated who decides for it. A person and a public body end the search.
fn hidden(
    net: &Network,
    id: PartyId,
    from: Share,
    seen: &mut BTreeSet<PartyId>,
) -> Option<PartyId> {
    if !seen.insert(id) {
        return None;
    }
    let party = &net.parties[id.index()];
    let alone = party.owners.is_empty() && party.controlled_by.is_empty();
    match party.kind {
        Some(PartyKind::Community) if alone => return Some(id),
        Some(PartyKind::Person | PartyKind::PublicBody) if alone => return None,
        _ => {}
    }
    // Nobody owns a person, a community or a public body, unless somebody says so; then the rest is open.
    let owned = matches!(party.kind, None | Some(PartyKind::Company)) || !party.owners.is_empty();
    if owned && party.undisclosed >= from && party.undisclosed > Share::ZERO {
        return Some(id);
    }
    let above = party.owners.iter().filter(|owner| owner.share.high >= from);
    let above = above.map(|owner| owner.holder);
    above
        .chain(party.controlled_by.iter().map(|control| control.holder))
        .find_map(|holder| match holder {
            HolderId::Party(owner) => hidden(net, owner, from, seen),
            HolderId::Country(_) => None,
        })
}
