//! Pools and places, and which pools serve which places.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use keyholder_diag::{Code, Diagnostic, did_you_mean};

use super::members::Members;
use super::{Context, is_new, repeated};
use crate::facts::{Facts, Name, PlaceFact, PoolFact};
use crate::function::Need;
use crate::{FunctionId, Needed, Place, PlaceId, Pool, PoolId, UnknownId};

/// Places and stated pools, without their members.
pub(super) fn resolve(cx: &mut Context, facts: &Facts) {
    let mut places: Vec<&PlaceFact> = facts.places.iter().collect();
    places.sort_by_key(|p| (&p.id.text, p.id.span));
    let mut seen = BTreeMap::new();
    places.retain(|p| is_new(&mut seen, &p.id, "place", &mut cx.diagnostics));
    for (n, fact) in places.iter().enumerate() {
        cx.places.insert(fact.id.text.clone(), PlaceId::from(n));
        let place = place(cx, fact);
        cx.network.places.push(place);
    }
    let mut pools: Vec<&PoolFact> = facts.pools.iter().collect();
    pools.sort_by_key(|p| (&p.id.text, p.id.span));
    let twice = repeated(&pools, |p| &p.id);
    let mut seen = BTreeMap::new();
    pools.retain(|p| is_new(&mut seen, &p.id, "pool", &mut cx.diagnostics));
    for fact in pools {
        if let Some(mut pool) = pool(cx, fact) {
            if twice.contains(fact.id.text.as_str()) {
                pool.needed.low = 0;
                pool.needed.high = 0;
                pool.serves_unknown = Some(serves_unknown(cx, fact));
            }
            cx.pools
                .insert(fact.id.text.clone(), PoolId::from(cx.network.pools.len()));
            cx.network.pools.push(pool);
        }
    }
}

fn place(cx: &mut Context, fact: &PlaceFact) -> Place {
    if fact.subscribers.is_none() {
        let what = format!(
            "subscribers of place `{}` not stated; it is left out of shares of subscribers",
            fact.id.text
        );
        let key = format!("subscribers {}", fact.id.text);
        cx.unknowns.note_only(
            key,
            Code::KH0610,
            what,
            "fill in the column `subscribers`",
            Some(fact.id.span),
        );
    }
    let operator = fact
        .operator
        .as_ref()
        .and_then(|n| cx.party(n, "the place counts as served by nobody known"));
    Place {
        id: fact.id.text.clone(),
        name: fact.name.clone().unwrap_or_else(|| fact.id.text.clone()),
        operator,
        region: fact.region.as_ref().map(|r| r.text.clone()),
        subscribers: fact.subscribers,
        at: fact.at,
        pools: Vec::new(),
        gaps: Vec::new(),
        provenance: fact.provenance.clone(),
    }
}

fn pool(cx: &mut Context, fact: &PoolFact) -> Option<Pool> {
    let function = fact.function.as_ref().and_then(|name| {
        let found = cx.function(&name.text);
        if found.is_none() {
            let guess = did_you_mean(
                &name.text,
                cx.network.functions.iter().map(|f| f.name.as_str()),
            );
            let help = guess.map_or_else(
                || "see `keyholder functions`".to_owned(),
                |g| format!("did you mean `{g}`?"),
            );
            let message = format!("no function `{}`; the pool is left out", name.text);
            cx.push(Diagnostic::new(Code::KH0305, name.span, message).help(help));
        }
        found
    })?;
    let operator = fact
        .operator
        .as_ref()
        .and_then(|n| cx.party(n, "the pool counts as nobody's"));
    Some(Pool {
        id: fact.id.text.clone(),
        function,
        operator,
        needed: Needed {
            low: fact.needed.unwrap_or(0),
            high: fact.needed.unwrap_or(0),
            unknown: None,
        },
        members: Vec::new(),
        size: 0,
        serves_unknown: None,
        stated: true,
        places: 1,
        provenance: fact.provenance.clone(),
    })
}

/// Once elements are grouped: members of pools, pools of places, and what is missing.
pub(super) fn connect(cx: &mut Context, facts: &Facts, members: &Members) {
    members.enter(cx);
    settle_needed(cx);
    serve(cx, facts);
    gaps(cx);
    let network = &mut cx.network;
    for place in &mut network.places {
        place.pools.sort_unstable();
        place.pools.dedup();
    }
}

/// A pool of one needs that one. For others, unless stated, any number from one to all may be needed.
fn settle_needed(cx: &mut Context) {
    for n in 0..cx.network.pools.len() {
        let pool = &cx.network.pools[n];
        let (size, stated_needed) = (pool.size, pool.needed.high);
        let (span, id) = (pool.provenance.span, &pool.id);
        if pool.stated && size == 0 && cx.network.elements.is_empty() {
            continue;
        }
        if pool.stated && size == 0 {
            let message = format!("pool `{id}` has no elements; it counts as not described");
            cx.push(
                Diagnostic::new(Code::KH0408, span, message)
                    .help("name the pool in the column `pool` of its elements"),
            );
            continue;
        }
        if pool.stated && stated_needed > size {
            let message = format!(
                "pool `{id}` needs {stated_needed} of {size} elements; the number counts as not stated"
            );
            cx.push(
                Diagnostic::new(Code::KH0405, span, message)
                    .help(format!("write a number from 1 to {size}")),
            );
        }
        let needed = match stated_needed {
            k if (1..=size).contains(&k) => Needed {
                low: k,
                high: k,
                unknown: None,
            },
            _ if size == 1 => Needed {
                low: 1,
                high: 1,
                unknown: None,
            },
            _ => Needed {
                low: 1,
                high: size,
                unknown: Some(needed_unknown(cx, n)),
            },
        };
        cx.network.pools[n].needed = needed;
    }
}

fn needed_unknown(cx: &mut Context, pool: usize) -> UnknownId {
    let pool = &cx.network.pools[pool];
    let function = &cx.network.functions[pool.function.index()].name;
    let span = Some(pool.provenance.span);
    if pool.stated {
        let what = format!(
            "how many elements of pool `{}` must work is not stated",
            pool.id
        );
        return cx.unknowns.note(
            format!("needed {}", pool.id),
            Code::KH0611,
            what,
            "fill in the column `needed`",
            span,
        );
    }
    let whose = pool.operator.map_or("nobody stated", |o| {
        cx.network.parties[o.index()].id.as_str()
    });
    let key = format!("needed {function} of {whose}");
    let (function, whose) = (function.clone(), whose.to_owned());
    let remedy = "put them into pools, and fill in `needed` in `network/pools.csv`";
    let places = u64::from(pool.places);
    let id = cx
        .unknowns
        .note_many(key, Code::KH0611, String::new(), remedy, span, places);
    cx.unknowns.reword(id, |count| {
        let places = match count {
            1 => "a place".to_owned(),
            _ => format!("{count} places"),
        };
        format!(
            "how many `{function}` of `{whose}` must work is not stated for {places} with several"
        )
    });
    id
}

/// What stated pools say that they serve.
fn serve(cx: &mut Context, facts: &Facts) {
    let mut by_region: HashMap<String, Vec<PlaceId>> = HashMap::new();
    for (n, place) in cx.network.places.iter().enumerate() {
        if let Some(region) = &place.region {
            by_region
                .entry(region.clone())
                .or_default()
                .push(PlaceId::from(n));
        }
    }
    for fact in &facts.pools {
        let Some(id) = cx.pools.get(&fact.id.text).copied() else {
            continue;
        };
        if cx.network.pools[id.index()].provenance.span != fact.provenance.span {
            continue;
        }
        let operator = cx.network.pools[id.index()].operator;
        let mine = |place: &Place| {
            operator.is_none() || place.operator.is_none() || place.operator == operator
        };
        let mut unsure = fact.serves.is_empty();
        for token in &fact.serves {
            let region = token.text.strip_prefix("region=").map(str::trim);
            let all = (0..cx.network.places.len()).map(PlaceId::from);
            let found: Vec<PlaceId> = match (token.text.as_str(), region) {
                ("*", _) => all.collect(),
                (_, Some(region)) => by_region.get(region).cloned().unwrap_or_default(),
                (id, None) => cx.places.get(id).copied().into_iter().collect(),
            };
            let mut hit = token.text == "*";
            for place in found {
                let place = &mut cx.network.places[place.index()];
                if mine(place) {
                    place.pools.push(id);
                    hit = true;
                }
            }
            if !hit {
                report_unserved(cx, token, region);
                unsure = true;
            }
        }
        if unsure {
            cx.network.pools[id.index()].serves_unknown = Some(serves_unknown(cx, fact));
        }
        // A pool of which it is not known what it serves may serve any place.
        if cx.network.pools[id.index()].serves_unknown.is_some() {
            let places = cx.network.places.iter_mut();
            places.filter(|p| mine(p)).for_each(|p| p.pools.push(id));
        }
    }
}

fn serves_unknown(cx: &mut Context, fact: &PoolFact) -> UnknownId {
    let what = format!("what pool `{}` serves is not fully stated", fact.id.text);
    let remedy = "fill in the column `serves`: `*`, place ids, or `region=NAME`";
    let key = format!("serves {}", fact.id.text);
    cx.unknowns
        .note(key, Code::KH0616, what, remedy, Some(fact.id.span))
}

fn report_unserved(cx: &mut Context, token: &Name, region: Option<&str>) {
    let (message, guess) = match region {
        Some(region) => {
            let regions: BTreeSet<&str> = cx
                .network
                .places
                .iter()
                .filter_map(|p| p.region.as_deref())
                .collect();
            let guess = did_you_mean(region, regions).map(|g| format!("region={g}"));
            (
                format!(
                    "no place of this operator lies in region `{region}`; what the pool serves counts as not known"
                ),
                guess,
            )
        }
        None => {
            let guess =
                did_you_mean(&token.text, cx.places.keys().map(String::as_str)).map(str::to_owned);
            (
                format!(
                    "no place `{}` of this operator; what the pool serves counts as not known",
                    token.text
                ),
                guess,
            )
        }
    };
    let help = guess.map_or_else(
        || "write `*`, a place id, or `region=NAME`".to_owned(),
        |g| format!("did you mean `{g}`?"),
    );
    cx.push(Diagnostic::new(Code::KH0308, token.span, message).help(help));
}

/// Functions that every place needs one of, and that nobody described for it.
fn gaps(cx: &mut Context) {
    let mut groups: BTreeMap<String, BTreeSet<FunctionId>> = BTreeMap::new();
    for (n, function) in cx.network.functions.iter().enumerate() {
        if let Need::OneOf(group) = &function.need {
            groups
                .entry(group.clone())
                .or_default()
                .insert(FunctionId::from(n));
        }
    }
    let mut present = vec![false; cx.network.functions.len()];
    for n in 0..cx.network.places.len() {
        let place = &cx.network.places[n];
        present.fill(false);
        for pool in place.pools.iter().map(|p| &cx.network.pools[p.index()]) {
            present[pool.function.index()] |= pool.size > 0;
        }
        let (span, operator) = (place.provenance.span, place.operator);
        for (group, functions) in &groups {
            if functions.iter().any(|f| present[f.index()]) {
                continue;
            }
            let whose = operator.map_or("nobody stated".to_owned(), |o| {
                cx.network.parties[o.index()].id.clone()
            });
            let example = functions
                .iter()
                .next()
                .map_or("", |f| cx.network.functions[f.index()].name.as_str());
            let what = String::new();
            let remedy = format!(
                "describe the elements that do it (`{example}` or another of its kind), or override its `need` in `functions.toml`"
            );
            let key = format!("gap {group} {whose}");
            let id = cx
                .unknowns
                .note(key, Code::KH0614, what, &remedy, Some(span));
            cx.unknowns.reword(id, |count| match count {
                1 => format!("a place of `{whose}` has no `{group}` described"),
                _ => format!("{count} places of `{whose}` have no `{group}` described"),
            });
            cx.network.places[n].gaps.push(id);
        }
    }
}
