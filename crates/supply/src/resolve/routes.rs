//! Routes with their keyholders, thresholds and safeguards.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic};

use super::Context;
use crate::facts::{Facts, KeyholderFact, RouteFact, SafeguardFact};
use crate::{ComponentId, Guard, PartyId, Route, RouteId, SafeguardKind, Threshold};

/// Routes that lead to elements directly.
pub(super) fn resolve_access(cx: &mut Context, facts: &Facts) {
    let mut sorted: Vec<&RouteFact> = facts.access_routes.iter().collect();
    sorted.sort_by_key(|r| (&r.id.text, r.id.span));
    for fact in sorted {
        let id = add(cx, fact, None);
        cx.access.push(id);
    }
}

/// Adds a route. One whose name is taken is reported and stays a way in, under a name with a number;
/// the same statement given twice is one.
pub(super) fn add(
    cx: &mut Context,
    fact: &RouteFact,
    component: Option<ComponentId>,
) -> Option<RouteId> {
    let mut name = fact.id.text.clone();
    if let Some(first) = cx.routes.get(&name) {
        let first = cx.network.routes[first.index()].provenance.clone();
        if first == fact.provenance {
            return None;
        }
        while cx.routes.contains_key(&name) {
            let nth = cx.same_name.entry(fact.id.text.clone()).or_insert(1);
            *nth += 1;
            name = format!("{}#{nth}", fact.id.text);
        }
        let message = format!(
            "route `{}` is defined twice; both count, this one as `{name}`",
            fact.id.text
        );
        let twice = Diagnostic::new(Code::KH0301, fact.id.span, message);
        cx.push(
            twice
                .label(first.span, "first defined here")
                .help("give each route a name of its own"),
        );
    }
    let (keyholders, mut holes) = keyholders(cx, fact);
    let stated = fact.keyholders.is_some();
    if !stated {
        holes = fact.threshold.unwrap_or(1).max(1);
    }
    let key = format!("keys {name}");
    let holes_unknown = (holes > 0).then(|| {
        let what = match keyholders.len() {
            0 => format!("keyholders of route `{}` not stated", fact.id.text),
            _ => format!(
                "{holes} of the keyholders of route `{}` not stated",
                fact.id.text
            ),
        };
        cx.unknowns.note(
            key,
            Code::KH0604,
            what,
            "name who holds a key, account or contract: `keyholders = [..]`",
            Some(fact.id.span),
        )
    });
    let threshold = threshold(
        cx,
        fact,
        u32::try_from(keyholders.len())
            .unwrap_or(u32::MAX)
            .saturating_add(holes),
    );
    let safeguards = fact.safeguards.as_deref().unwrap_or_default();
    let guards = safeguards
        .iter()
        .filter(|s| s.kind.blocks())
        .map(|s| guard(cx, fact, s))
        .collect();
    if fact.safeguards.is_none() {
        let what = format!(
            "safeguards on route `{}` not stated; none is credited",
            fact.id.text
        );
        let remedy = "add `[[route.safeguard]]` blocks, or `safeguards = \"none\"`";
        cx.unknowns.note_only(
            format!("guards {}", fact.id.text),
            Code::KH0601,
            what,
            remedy,
            Some(fact.id.span),
        );
    }
    let id = RouteId::from(cx.network.routes.len());
    cx.routes.insert(name.clone(), id);
    cx.network.routes.push(Route {
        id: name,
        kind: fact.kind,
        keyholders,
        holes,
        holes_unknown,
        threshold,
        guards,
        staged: safeguards
            .iter()
            .any(|s| s.kind == SafeguardKind::StagedRollout),
        detects: safeguards
            .iter()
            .map(|s| s.kind)
            .filter(|k| *k == SafeguardKind::RecordedSession)
            .collect(),
        safeguards_stated: fact.safeguards.is_some(),
        component,
        provenance: fact.provenance.clone(),
    });
    Some(id)
}

fn keyholders(cx: &mut Context, fact: &RouteFact) -> (Vec<PartyId>, u32) {
    let mut known: BTreeMap<PartyId, ()> = BTreeMap::new();
    let mut holes = 0;
    for keyholder in fact.keyholders.as_deref().unwrap_or_default() {
        let KeyholderFact::Named(name) = keyholder else {
            holes += 1;
            continue;
        };
        match cx.party(name, "the keyholder counts as not known") {
            None => holes += 1,
            Some(party) => {
                if known.insert(party, ()).is_some() {
                    let message = format!(
                        "keyholder `{}` is listed twice on route `{}`",
                        name.text, fact.id.text
                    );
                    cx.push(
                        Diagnostic::new(Code::KH0411, name.span, message)
                            .help("list each keyholder once"),
                    );
                }
            }
        }
    }
    (known.into_keys().collect(), holes)
}

fn threshold(cx: &mut Context, fact: &RouteFact, keyholders: u32) -> Threshold {
    let exactly = |k| Threshold {
        low: k,
        high: k,
        unknown: None,
    };
    match fact.threshold {
        Some(k) if k >= 1 && k <= keyholders => exactly(k),
        Some(k) => {
            let message = format!(
                "route `{}` asks for {k} of {keyholders} keyholders; it counts as not stated",
                fact.id.text
            );
            let most = match keyholders {
                1 => "1".to_owned(),
                _ => format!("a threshold from 1 to {keyholders}"),
            };
            let help = format!("write {most}, or name the missing keyholders (`?` when not known)");
            cx.push(Diagnostic::new(Code::KH0401, fact.id.span, message).help(help));
            // More may be needed than are named; surely fewer than that do not suffice.
            let range = range(cx, fact, keyholders);
            Threshold {
                high: range.high.max(k),
                ..range
            }
        }
        None => range(cx, fact, keyholders),
    }
}

fn range(cx: &mut Context, fact: &RouteFact, keyholders: u32) -> Threshold {
    if keyholders <= 1 {
        return Threshold {
            low: 1,
            high: 1,
            unknown: None,
        };
    }
    let what = format!(
        "how many of the {keyholders} keyholders of route `{}` must act together is not stated",
        fact.id.text
    );
    let unknown = cx.unknowns.note(
        format!("threshold {}", fact.id.text),
        Code::KH0612,
        what,
        "add `threshold = ..`",
        Some(fact.id.span),
    );
    Threshold {
        low: 1,
        high: keyholders,
        unknown: Some(unknown),
    }
}

fn guard(cx: &mut Context, route: &RouteFact, fact: &SafeguardFact) -> Guard {
    let party = fact
        .party
        .as_ref()
        .and_then(|name| cx.party(name, "the safeguard's party counts as not known"));
    let unknown = party.is_none().then(|| {
        let kind = fact.kind.word();
        let what = format!(
            "who stands behind the safeguard `{kind}` on route `{}` is not stated",
            route.id.text
        );
        let key = format!("guard {} {kind}", route.id.text);
        cx.unknowns.note(
            key,
            Code::KH0601,
            what,
            "add `party = \"..\"` to the safeguard",
            Some(fact.provenance.span),
        )
    });
    Guard {
        kind: fact.kind,
        party,
        unknown,
        provenance: fact.provenance.clone(),
    }
}
