//! May these signers change this product: keyholders and thresholds of its routes, and who must consent.

use std::collections::BTreeSet;

use keyholder_signatures::Signer;
use keyholder_supply::Route;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, KeyUse, Said};
use keyholder_supply::{PartyId, RouteKind, SafeguardKind};

use super::attested::Attested;
use crate::asked::Asked;

const CHECK: GateCheck = GateCheck::Keyholders;

/// Whoever signed the package itself with a key that is pinned, and which party that is.
pub(super) fn signed(asked: &Asked<'_>) -> Vec<(PartyId, String)> {
    let holds = |signer: &&Signer| signer.anchor.is_some();
    let signers = asked.package.signers.iter().filter(holds);
    signers
        .filter_map(|signer| {
            let anchor = signer.anchor.as_deref()?;
            let key = asked
                .owner(anchor)
                .filter(|k| k.purpose == KeyUse::Packages)?;
            let party = party(asked, &key.party.text)?;
            Some((party, anchor.to_owned()))
        })
        .collect()
}

fn party(asked: &Asked<'_>, id: &str) -> Option<PartyId> {
    let parties = &asked.net.parties;
    let at = parties.iter().position(|party| party.id == id);
    at.map(PartyId::from)
}

pub(super) fn keyholders(asked: &Asked<'_>, attested: &Attested) -> Answer {
    let signed = signed(asked);
    let routes = asked.component().routes.iter();
    let routes: Vec<&Route> = routes
        .map(|route| &asked.net.routes[route.index()])
        .filter(|route| {
            matches!(
                route.kind,
                RouteKind::SignedUpdate | RouteKind::UnsignedUpdate
            )
        })
        .collect();
    let id = &asked.component().id;
    if routes.is_empty() {
        let said = Said::new(format!("the project states no update route of `{id}`")).remedy(
            format!("write a [[route]] with its keyholders in components/{id}.toml"),
        );
        return Answer::not_done(CHECK, said);
    }
    if signed.is_empty() {
        let said = Said::new("nobody signed it with a key that is pinned")
            .remedy("ask the supplier to sign it, or pin the key in gate/gate.toml");
        return Answer::not_done(CHECK, said);
    }
    let tried: Vec<Result<String, Vec<Said>>> = routes
        .iter()
        .map(|route| over(asked, route, &signed, attested))
        .collect();
    if let Some(Ok(how)) = tried.iter().find(|tried| tried.is_ok()) {
        return Answer::passed(CHECK, how.clone());
    }
    let said = tried.into_iter().filter_map(Result::err).flatten();
    Answer {
        check: CHECK,
        state: CheckState::Failed,
        said: said.collect(),
    }
}

/// Whether a pinned key counts on a route: one that is pinned for others alone does not.
fn counts_on(asked: &Asked<'_>, route: &Route, anchor: &str) -> bool {
    asked
        .owner(anchor)
        .is_some_and(|key| key.routes.is_empty() || key.routes.iter().any(|r| r.text == route.id))
}

/// Whether the update may come over a route; if not, everything that is missing.
fn over(
    asked: &Asked<'_>,
    route: &Route,
    signed: &[(PartyId, String)],
    attested: &Attested,
) -> Result<String, Vec<Said>> {
    let name = |party: &PartyId| asked.net.parties[party.index()].name.clone();
    let here = |anchor: &str| counts_on(asked, route, anchor);
    let holders: BTreeSet<PartyId> = signed
        .iter()
        .filter(|(party, anchor)| route.keyholders.contains(party) && here(anchor))
        .map(|(party, _)| *party)
        .collect();
    let mut missing = Vec::new();
    let needed = route.threshold.high.max(1);
    let have = u32::try_from(holders.len()).unwrap_or(u32::MAX);
    if have < needed {
        let strangers: BTreeSet<String> = signed
            .iter()
            .filter(|(party, anchor)| !route.keyholders.contains(party) || !here(anchor))
            .map(|(party, _)| name(party))
            .collect();
        let strangers: Vec<String> = strangers.into_iter().collect();
        let what = match strangers.is_empty() {
            true => format!(
                "{have} of {needed} keyholders of route `{}` have signed",
                route.id
            ),
            false => format!(
                "signed by {}, which holds no key on route `{}`",
                strangers.join(" and "),
                route.id
            ),
        };
        let who: Vec<String> = route.keyholders.iter().map(name).collect();
        let remedy = match who.is_empty() {
            true => "state the keyholders of the route".to_owned(),
            false => format!("needs the signature of {}", who.join(" or ")),
        };
        missing.push(Said::new(what).remedy(remedy));
    }
    // Whoever is counted among the keyholders that are needed is not a second one.
    let second: BTreeSet<PartyId> = signed
        .iter()
        .filter(|(party, anchor)| here(anchor) && guards(route, *party))
        .map(|(party, _)| *party)
        .collect();
    let others = u32::try_from(holders.difference(&second).count()).unwrap_or(u32::MAX);
    let apart =
        |party: PartyId| second.contains(&party) && (others >= needed || !holders.contains(&party));
    for guard in &route.guards {
        missing.extend(guarded(asked, route, guard, &apart, attested));
    }
    match missing.is_empty() {
        true => {
            let who: Vec<String> = holders.iter().map(name).collect();
            Ok(format!(
                "{} signed, {needed} of {} keyholders needed on route `{}`",
                who.join(" and "),
                route.keyholders.len() + route.holes as usize,
                route.id
            ))
        }
        false => Err(missing),
    }
}

/// Whether somebody must sign or verify on a route besides its keyholders.
fn guards(route: &Route, party: PartyId) -> bool {
    let mut guards = route.guards.iter();
    guards.any(|guard| guard.kind != SafeguardKind::Approval && guard.party == Some(party))
}

/// What a safeguard that blocks still asks for.
fn guarded(
    asked: &Asked<'_>,
    route: &Route,
    guard: &keyholder_supply::Guard,
    apart: &dyn Fn(PartyId) -> bool,
    attested: &Attested,
) -> Option<Said> {
    let Some(party) = guard.party else {
        let what = format!(
            "route `{}` asks for a {} by a party that is not stated",
            route.id,
            guard.kind.word()
        );
        return Some(Said::new(what).remedy("state the party of the safeguard"));
    };
    // An approval is a decision of people, and comes after the verdict.
    if guard.kind == SafeguardKind::Approval {
        return None;
    }
    let here = |anchor: &str| counts_on(asked, route, anchor);
    let id = &asked.net.parties[party.index()].id;
    let attested = match guard.kind {
        SafeguardKind::IndependentVerification => attested.verified(asked, id, &here),
        _ => attested.countersigned(asked, id, &here),
    };
    (!apart(party) && !attested).then(|| {
        let name = &asked.net.parties[party.index()].name;
        let what = format!(
            "the {} of {name} on route `{}` is missing",
            guard.kind.word(),
            route.id
        );
        Said::new(what).remedy(format!("needs a signature or attestation of {name}"))
    })
}
