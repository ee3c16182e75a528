//! Countries, parties with their holdings, groups.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_diag::{Code, Diagnostic};

use super::{Context, is_new, repeated};
use crate::facts::{ControlFact, Facts, Holder, Name, OwnerFact, PartyFact};
use crate::{
    Country, CountryId, Group, HolderId, Holding, Party, PartyId, PartyKind, Seat, Share,
    StatedControl,
};

pub(super) fn resolve(cx: &mut Context, facts: &Facts) {
    countries(cx, facts);
    let mut sorted: Vec<&PartyFact> = facts.parties.iter().collect();
    sorted.sort_by_key(|p| (&p.id.text, p.id.span));
    let twice = repeated(&sorted, |p| &p.id);
    let mut seen = BTreeMap::new();
    sorted.retain(|p| is_new(&mut seen, &p.id, "party", &mut cx.diagnostics));
    for (n, fact) in sorted.iter().enumerate() {
        cx.parties.insert(fact.id.text.clone(), PartyId::from(n));
    }
    cx.used_parties = vec![false; sorted.len()];
    for (n, fact) in sorted.iter().enumerate() {
        let mut party = party(cx, PartyId::from(n), fact);
        if let Some(why) = doubt(cx, fact, twice.contains(fact.id.text.as_str())) {
            anybodys(cx, &mut party, why, fact);
        }
        cx.network.parties.push(party);
    }
    let of_rows = facts.elements.iter().filter_map(|e| e.operator.as_ref());
    let of_kinds = facts.large.iter().flat_map(|l| &l.inventory.texts[1]);
    for operator in of_rows.map(|o| &o.text).chain(of_kinds) {
        if let Some(party) = cx.parties.get(operator) {
            cx.network.parties[party.index()].operates = true;
        }
    }
    groups(cx, facts);
}

/// Every country that is written anywhere, checked for form. Whether ISO assigned it is not asked:
/// user-assigned codes (`XA` to `XZ`) serve examples and exercises.
fn countries(cx: &mut Context, facts: &Facts) {
    let mut names: BTreeSet<(String, keyholder_diag::Span)> = BTreeSet::new();
    let mut add = |name: &Name| {
        names.insert((name.text.clone(), name.span));
    };
    let mut add_holder = |holder: &Holder| {
        if let Holder::Country(name) = holder {
            add(name);
        }
    };
    for party in &facts.parties {
        party.owners.iter().for_each(|o| add_holder(&o.holder));
        party
            .controlled_by
            .iter()
            .for_each(|c| add_holder(&c.holder));
    }
    facts
        .groups
        .iter()
        .flat_map(|g| &g.members)
        .for_each(&mut add_holder);
    for party in &facts.parties {
        party
            .seat
            .iter()
            .chain(&party.managed_from)
            .for_each(&mut add);
        party.presence.iter().for_each(|p| add(&p.country));
    }
    // What could not be read was reported by its reader.
    names.retain(|(text, _)| text != "?");
    for (text, span) in names {
        if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) {
            let next = CountryId::from(cx.countries.len());
            if !cx.countries.contains_key(&text) {
                cx.countries.insert(text.clone(), next);
                cx.network.countries.push(Country { code: text });
            }
        } else {
            let message =
                format!("`{text}` is not a country code; the statement counts as not made");
            let help = "write the two capital letters of ISO 3166-1, as `SE`; `XA` to `XZ` serve invented countries";
            cx.push(Diagnostic::new(Code::KH0310, span, message).help(help));
        }
    }
}

fn country(cx: &Context, name: &Name) -> Option<CountryId> {
    cx.countries.get(&name.text).copied()
}

fn holder(cx: &mut Context, holder: &Holder, then: &str) -> Option<HolderId> {
    match holder {
        Holder::Party(name) => cx.party(name, then).map(HolderId::Party),
        Holder::Country(name) => country(cx, name).map(HolderId::Country),
    }
}

fn party(cx: &mut Context, id: PartyId, fact: &PartyFact) -> Party {
    let mut seats: Vec<(CountryId, Seat)> = Vec::new();
    seats.extend(
        fact.seat
            .iter()
            .filter_map(|n| country(cx, n))
            .map(|c| (c, Seat::Registered)),
    );
    seats.extend(
        fact.managed_from
            .iter()
            .filter_map(|n| country(cx, n))
            .map(|c| (c, Seat::Managed)),
    );
    let seat_known = seats.iter().any(|(_, why)| *why == Seat::Registered);
    let at = Some(fact.id.span);
    let seat_unknown = (!seat_known).then(|| {
        let what = format!("seat of party `{}` not stated", fact.id.text);
        cx.unknowns.note(
            format!("seat {}", fact.id.text),
            Code::KH0602,
            what,
            "add `seat = \"..\"` with its source",
            at,
        )
    });
    let owners: Vec<Holding> = fact
        .owners
        .iter()
        .filter_map(|o| owner(cx, id, o))
        .collect();
    let undisclosed = undisclosed(cx, fact, &owners);
    let alone = exceeds(cx, undisclosed);
    let owners_unknown = alone.then(|| {
        let what = format!(
            "owners of {} % of party `{}` not stated",
            undisclosed.percent(),
            fact.id.text
        );
        let remedy = "add `[[owner]]` blocks, or `dispersed_percent` for a free float";
        cx.unknowns.note(
            format!("owners {}", fact.id.text),
            Code::KH0603,
            what,
            remedy,
            at,
        )
    });
    let controlled_by = fact
        .controlled_by
        .iter()
        .filter_map(|c| stated_control(cx, c))
        .collect();
    let presence = fact
        .presence
        .iter()
        .filter_map(|p| country(cx, &p.country).map(|c| (c, p.kind, p.provenance.clone())));
    Party {
        id: fact.id.text.clone(),
        name: fact.name.clone(),
        kind: fact.kind,
        seats,
        seat_unknown,
        owners,
        undisclosed,
        owners_unknown,
        controlled_by,
        presence: presence.collect(),
        operates: false,
        provenance: fact.provenance.clone(),
    }
}

fn owner(cx: &mut Context, id: PartyId, fact: &OwnerFact) -> Option<Holding> {
    let holder = holder(cx, &fact.holder, "its share counts as undisclosed")?;
    if holder == HolderId::Party(id) {
        let span = fact.provenance.span;
        let message = format!(
            "party `{}` holds itself; its share counts as undisclosed",
            cx_party_id(cx, id)
        );
        cx.push(
            Diagnostic::new(Code::KH0403, span, message)
                .help("name the real holder, or remove the block"),
        );
        return None;
    }
    Some(Holding {
        holder,
        share: fact.share,
        provenance: fact.provenance.clone(),
    })
}

fn cx_party_id(cx: &Context, id: PartyId) -> String {
    let found = cx.parties.iter().find(|(_, known)| **known == id);
    found.map(|(name, _)| name.clone()).unwrap_or_default()
}

fn stated_control(cx: &mut Context, fact: &ControlFact) -> Option<StatedControl> {
    let holder = holder(cx, &fact.holder, "who decides counts as not known")?;
    Some(StatedControl {
        holder,
        how: fact.how,
        contested: fact.contested,
        provenance: fact.provenance.clone(),
    })
}

/// The share of which nobody said who holds it: 100 % less what is stated (each holding at its lower
/// bound) less the free float. People, communities and public bodies have no shares.
fn undisclosed(cx: &mut Context, fact: &PartyFact, owners: &[Holding]) -> Share {
    let held: u64 = owners.iter().map(|o| u64::from(o.share.low.0)).sum();
    let stated = held + fact.dispersed.map_or(0, |d| u64::from(d.0));
    let written = stated_shares(fact, &fact.owners);
    if written > u64::from(Share::ALL.0) {
        let total = percent(written);
        let message = format!(
            "holdings in `{}` add up to {total} %; who controls it counts as not known",
            fact.id.text
        );
        let help = "check the shares, and whether they are of the same day and kind of vote";
        cx.push(Diagnostic::new(Code::KH0402, fact.id.span, message).help(help));
    }
    let owned = !matches!(
        fact.kind,
        Some(PartyKind::Person | PartyKind::Community | PartyKind::PublicBody)
    );
    if owned || !fact.owners.is_empty() {
        let stated = u32::try_from(stated).unwrap_or(u32::MAX);
        Share(Share::ALL.0.saturating_sub(stated))
    } else {
        Share::ZERO
    }
}

/// A sum of shares, which may be more than the whole, in percent.
fn percent(millionths: u64) -> String {
    let text = format!("{}.{:04}", millionths / 10_000, millionths % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn exceeds(cx: &Context, share: Share) -> bool {
    let settings = &cx.network.settings;
    share > settings.control_threshold
        || (settings.control_threshold_inclusive
            && share > Share::ZERO
            && share == settings.control_threshold)
}

/// Why it cannot be told who decides for a party although something is stated.
fn doubt(cx: &Context, fact: &PartyFact, again: bool) -> Option<&'static str> {
    let lost = |holder: &Holder| match holder {
        Holder::Party(name) => !cx.parties.contains_key(&name.text),
        Holder::Country(name) => country(cx, name).is_none(),
    };
    let managed = fact.managed_from.as_ref();
    if again {
        Some("it is defined twice")
    } else if fact.controlled_by.iter().any(|c| lost(&c.holder)) {
        Some("a statement on its control names nobody known")
    } else if managed.is_some_and(|name| country(cx, name).is_none()) {
        Some("from where it is managed cannot be read")
    } else if stated_shares(fact, &fact.owners) > u64::from(Share::ALL.0) {
        Some("its shares add up to more than 100 %")
    } else {
        None
    }
}

/// Whoever it is may decide for the party: a statement that cannot be used must not make it look as if
/// nobody did.
fn anybodys(cx: &mut Context, party: &mut Party, why: &str, fact: &PartyFact) {
    let what = format!("who decides for party `{}` is not known: {why}", party.id);
    let key = format!("owners {}", party.id);
    let remedy = "mend the statement; `keyholder check` names its place";
    let id = cx
        .unknowns
        .note(key, Code::KH0603, what, remedy, Some(fact.id.span));
    party.undisclosed = Share::ALL;
    party.owners_unknown = Some(id);
    // Shares that cannot all be true are sure only as far as they are without what is too much.
    let stated = stated_shares(fact, &fact.owners);
    let excess = stated.saturating_sub(u64::from(Share::ALL.0));
    for holding in &mut party.owners {
        let low = u64::from(holding.share.low.0).saturating_sub(excess);
        holding.share.low = Share(u32::try_from(low).unwrap_or(0));
    }
}

/// All that is stated to be held, each holding at its lower bound, and the free float.
fn stated_shares(fact: &PartyFact, owners: &[OwnerFact]) -> u64 {
    let held: u64 = owners.iter().map(|o| u64::from(o.share.low.0)).sum();
    held + fact.dispersed.map_or(0, |d| u64::from(d.0))
}

fn groups(cx: &mut Context, facts: &Facts) {
    let mut sorted: Vec<_> = facts.groups.iter().collect();
    sorted.sort_by_key(|g| (&g.id.text, g.id.span));
    let mut seen = BTreeMap::new();
    sorted.retain(|g| is_new(&mut seen, &g.id, "group", &mut cx.diagnostics));
    for fact in sorted {
        let mut members: Vec<HolderId> = fact
            .members
            .iter()
            .filter_map(|m| holder(cx, m, "the group goes without it"))
            .collect();
        members.sort_unstable();
        members.dedup();
        cx.network.groups.push(Group {
            id: fact.id.text.clone(),
            name: fact.name.clone(),
            members,
            provenance: fact.provenance.clone(),
        });
    }
}
