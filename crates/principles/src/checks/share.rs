//! `share-below`: no actor beside the operators holds more than a share, by reach or by supply.

use std::collections::BTreeMap;

use keyholder_reach::{ActorKind, ActorName, ActorResult, Counted, ScopeKind, Ways};
use keyholder_supply::principle::{ByMeans, Held, Part, WeighedBy, Who};
use keyholder_supply::{Network, Share};

use super::largest::{Holder, Phrase, Whole, measured};
use crate::assess::Asked;
use crate::finding::{ChangeKind, Of};
use crate::scope::{Scope, holds};
use crate::supply::{Makers, by_makers, is_home};
use crate::tally::Measured;
use crate::words;

/// What is asked.
pub(crate) struct Wanted<'a> {
    pub(crate) held: Held,
    pub(crate) who: Who,
    pub(crate) part: &'a Part,
    pub(crate) limit: Share,
    pub(crate) weight: WeighedBy,
    pub(crate) means: ByMeans,
}

pub(super) fn ask(asked: &Asked<'_>, of: Of, wanted: &Wanted<'_>) -> Measured {
    let results: Vec<&ActorResult> = looked_at(asked, of, wanted.who).collect();
    let stranger = !matches!(of, Of::Supplier(_));
    of_actors(asked, of, wanted, &results, stranger)
}

/// Somebody of whom nothing is stated, and who may hold whatever is left blank.
const STRANGER: &str = "somebody";

/// The answer for some actors; and for a stranger, unless it is asked of nobody else.
pub(crate) fn of_actors(
    asked: &Asked<'_>,
    of: Of,
    wanted: &Wanted<'_>,
    results: &[&ActorResult],
    stranger: bool,
) -> Measured {
    let (mut whole, mut holders) = match wanted.held {
        Held::Reach => (
            reach_whole(asked, wanted.part, wanted.weight),
            reach(asked, wanted, results),
        ),
        Held::Supply => supply(asked, of, wanted, results),
    };
    whole.not_placed += asked.net.refused_rows * heaviest(asked.net, wanted.weight);
    if !stranger {
        holders.retain(|holder| holder.id != STRANGER);
    }
    let unit = match wanted.weight {
        WeighedBy::Elements => ["element", "elements"],
        WeighedBy::Criticality => ["point of criticality", "points of criticality"],
    };
    let verb = match wanted.held {
        Held::Reach => "can change",
        Held::Supply => "supplies",
    };
    let kind = match wanted.held {
        Held::Reach => ChangeKind::Reach,
        Held::Supply => ChangeKind::Supply,
    };
    let phrase = Phrase {
        unit,
        verb,
        part: words::part(wanted.part),
        kind,
    };
    measured(&whole, holders, wanted.limit, &phrase)
}

/// Elements or points of a part, and those that may belong to it.
fn reach_whole(asked: &Asked<'_>, part: &Part, weight: WeighedBy) -> Whole {
    let mut whole = Whole {
        of: 0,
        not_placed: 0,
    };
    for scope in &asked.results.scopes {
        let amount = match weight {
            WeighedBy::Elements => scope.elements,
            WeighedBy::Criticality => scope.criticality,
        };
        match takes(asked.net, part, scope.kind) {
            Some(true) => whole.of += amount,
            Some(false) => {}
            None => whole.not_placed += scope.elements * heaviest(asked.net, weight),
        }
    }
    whole
}

/// What an element can weigh at most.
fn heaviest(net: &Network, weight: WeighedBy) -> u64 {
    match weight {
        WeighedBy::Elements => 1,
        WeighedBy::Criticality => net.weights.iter().copied().max().unwrap_or(1).into(),
    }
}

/// Whether a scope of the assessment is one of those that add up to a part. `None`: it may be.
fn takes(net: &Network, part: &Part, kind: ScopeKind) -> Option<bool> {
    match kind {
        ScopeKind::Network => Some(part.is_all()),
        ScopeKind::Class(_) => Some(false),
        ScopeKind::Function(function) => Some(!part.is_all() && holds(net, part, function)),
        ScopeKind::NotPlaced => part.is_all().then_some(false),
    }
}

/// What an actor reaches of a part.
fn reached(
    asked: &Asked<'_>,
    result: &ActorResult,
    part: &Part,
    weight: WeighedBy,
    means: ByMeans,
) -> Holder {
    let mut holder = Holder {
        id: result.actor.id(asked.net),
        label: result.actor.label(asked.net),
        surely: 0,
        at_most: 0,
    };
    for (scope, counted) in asked.results.scopes.iter().zip(&result.reach) {
        if takes(asked.net, part, scope.kind) == Some(true) {
            let amount = match means {
                ByMeans::Keys => ways(counted, weight).keys.in_the_end,
                ByMeans::WithParts => ways(counted, weight).with_parts.in_the_end,
            };
            holder.surely += amount.surely;
            holder.at_most += amount.at_most;
        }
    }
    holder
}

fn ways(counted: &Counted, weight: WeighedBy) -> &Ways {
    match weight {
        WeighedBy::Elements => &counted.elements,
        WeighedBy::Criticality => &counted.criticality,
    }
}

/// Whose shares are looked at. Operators, and who decides for one, hold their own network; they are left out.
fn looked_at<'a>(asked: &'a Asked<'_>, of: Of, who: Who) -> impl Iterator<Item = &'a ActorResult> {
    let net = asked.net;
    asked.results.actors.iter().filter(move |result| {
        let kind = match who {
            Who::Party => ActorKind::Party,
            Who::Country => ActorKind::Country,
        };
        match of {
            Of::Supplier(supplier) => result.actor.name == ActorName::Party(supplier),
            Of::Network | Of::Operator(_) => result.actor.kind() == kind && !is_home(net, result),
        }
    })
}

fn reach(asked: &Asked<'_>, wanted: &Wanted<'_>, results: &[&ActorResult]) -> Vec<Holder> {
    let each = results.iter();
    let each = each.map(|result| reached(asked, result, wanted.part, wanted.weight, wanted.means));
    let mut holders: Vec<Holder> = each.collect();
    let scope = Scope::new(asked.net, wanted.part, Of::Network);
    let classes = asked.blanks.classes(asked.net, wanted.who, wanted.means);
    let reached = scope.sure.iter().filter(|class| classes[class.index()]);
    let reached = reached.map(|class| &asked.net.classes[class.index()]);
    let amount = reached.map(|class| weigh(asked.net, class, wanted.weight));
    holders.push(stranger_with(amount.sum()));
    holders
}

fn stranger_with(at_most: u64) -> Holder {
    Holder {
        id: STRANGER.to_owned(),
        label: "somebody who is not described".to_owned(),
        surely: 0,
        at_most,
    }
}

/// What a class counts for; one that is not placed as much as it may.
fn weigh(net: &Network, class: &keyholder_supply::Class, weight: WeighedBy) -> u64 {
    match (weight, class.function) {
        (WeighedBy::Elements, _) => class.size,
        (WeighedBy::Criticality, None) => class.size * heaviest(net, weight),
        (WeighedBy::Criticality, Some(function)) => {
            let level = net.functions[function.index()].criticality;
            class.size * u64::from(net.weights[level as usize])
        }
    }
}

/// Elements by whose product they are, added up for all that an actor surely controls.
fn supply(
    asked: &Asked<'_>,
    of: Of,
    wanted: &Wanted<'_>,
    results: &[&ActorResult],
) -> (Whole, Vec<Holder>) {
    let net = asked.net;
    let scope = Scope::new(net, wanted.part, of);
    let weigh = |class: &keyholder_supply::Class| weigh(net, class, wanted.weight);
    let sums = by_makers(net, &scope.sure, weigh);
    let maybe: u64 = by_makers(net, &scope.maybe, weigh).values().sum();
    let whole = Whole {
        of: sums.values().sum(),
        not_placed: maybe,
    };
    let open = match wanted.who {
        Who::Party => &asked.ties.owners_open,
        Who::Country => &asked.ties.country_open,
    };
    let each = results.iter();
    let each = each.map(|result| supplied(net, result, &sums, open));
    let mut holders: Vec<Holder> = each.collect();
    let blank = |makers: &Makers| makers.open || makers.suppliers.iter().any(|p| open[p.index()]);
    let blank = sums.iter().filter(|(makers, _)| blank(makers));
    holders.push(stranger_with(blank.map(|(_, amount)| amount).sum()));
    (whole, holders)
}

fn supplied(
    net: &Network,
    result: &ActorResult,
    sums: &BTreeMap<Makers, u64>,
    open: &[bool],
) -> Holder {
    let mut controls = vec![false; net.parties.len()];
    for party in &result.controls {
        controls[party.index()] = true;
    }
    if let ActorName::Party(party) = result.actor.name {
        controls[party.index()] = true;
    }
    let mut holder = Holder {
        id: result.actor.id(net),
        label: result.actor.label(net),
        surely: 0,
        at_most: 0,
    };
    for (makers, amount) in sums {
        let surely = makers.suppliers.iter().any(|p| controls[p.index()]);
        let maybe = makers.open || makers.suppliers.iter().any(|p| open[p.index()]);
        holder.surely += if surely { *amount } else { 0 };
        holder.at_most += if surely || maybe { *amount } else { 0 };
    }
    holder
}
