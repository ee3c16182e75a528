//! `share-below`: no actor beside the operators holds more than a share, by reach or by supply.

use std::collections::BTreeMap;

use keyholder_reach::{ActorKind, ActorName, ActorResult, Counted, ScopeKind, Ways};
use keyholder_supply::principle::{ByMeans, Held, Measure, Outcome, Part, WeighedBy, Who};
use keyholder_supply::{Network, Share};

use crate::assess::Asked;
use crate::finding::{Change, ChangeKind, Flip, Missing, Of};
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

/// What one actor holds.
pub(crate) struct Holder {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) surely: u64,
    pub(crate) at_most: u64,
}

/// The whole of which shares are taken.
pub(crate) struct Whole {
    pub(crate) of: u64,
    pub(crate) not_placed: u64,
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
    let (whole, mut holders) = match wanted.held {
        Held::Reach => (
            reach_whole(asked, wanted.part, wanted.weight),
            reach(asked, wanted, results),
        ),
        Held::Supply => supply(asked, of, wanted, results),
    };
    if !stranger {
        holders.retain(|holder| holder.id != STRANGER);
    }
    let unit = match wanted.weight {
        WeighedBy::Elements => "elements",
        WeighedBy::Criticality => "points of criticality",
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

/// How an answer on shares is worded.
pub(crate) struct Phrase<'a> {
    pub(crate) unit: &'a str,
    pub(crate) verb: &'a str,
    pub(crate) part: String,
    pub(crate) kind: ChangeKind,
}

/// The answer for some holders: the largest one decides, and every one above the limit has to go below.
pub(crate) fn measured(
    whole: &Whole,
    mut holders: Vec<Holder>,
    limit: Share,
    phrase: &Phrase<'_>,
) -> Measured {
    holders.sort_by(|a, b| {
        let key = |h: &Holder| std::cmp::Reverse((h.surely, h.at_most));
        key(a).cmp(&key(b)).then_with(|| a.label.cmp(&b.label))
    });
    let surely = holders.iter().map(|h| h.surely).max().unwrap_or(0);
    let at_most = holders.iter().map(|h| h.at_most).max().unwrap_or(0);
    let total = whole.of + whole.not_placed;
    let allowed = u64::try_from(u128::from(total) * u128::from(limit.0) / u128::from(Share::ALL.0))
        .unwrap_or(u64::MAX);
    let measure = Measure::Share {
        surely,
        at_most,
        of: whole.of,
        not_placed: whole.not_placed,
    };
    let (unit, part) = (phrase.unit, &phrase.part);
    let largest = match holders.first() {
        Some(first) if at_most > 0 => {
            let amount = words::range(surely, at_most);
            format!(
                "{} {} most: {amount} of {} {unit} of {part}",
                first.label, phrase.verb, whole.of
            )
        }
        _ => format!(
            "nobody beside the operators {} any of {} {unit} of {part}",
            phrase.verb, whole.of
        ),
    };
    let open = match whole.not_placed {
        0 => String::new(),
        n => format!(", and {n} more may belong to it"),
    };
    let mut answer = Measured::new(
        measure,
        format!("{largest}{open}; {allowed} are the most that the limit allows."),
    );
    answer.flips = flips(&holders, whole, allowed, phrase);
    if at_most > surely && at_most + whole.not_placed > allowed {
        answer.missing.push(Missing {
            what: format!(
                "who holds the last {} {unit} of {part} is not stated in full",
                at_most - surely
            ),
            remedy: "fill the blanks that the report lists under what is not known".to_owned(),
        });
    }
    if whole.not_placed > 0 {
        answer.missing.push(Missing {
            what: format!(
                "{} {unit} may belong to {part}: their function or operator is not known",
                whole.not_placed
            ),
            remedy: "state function and operator of every element".to_owned(),
        });
    }
    answer
}

fn flips(holders: &[Holder], whole: &Whole, allowed: u64, phrase: &Phrase<'_>) -> Vec<Flip> {
    let (unit, part) = (phrase.unit, &phrase.part);
    let above = |h: &&Holder| h.at_most + whole.not_placed > allowed;
    let changes: Vec<Change> = holders
        .iter()
        .filter(above)
        .map(|h| Change {
            kind: phrase.kind,
            amount: h.at_most + whole.not_placed - allowed,
            of: h.id.clone(),
        })
        .collect();
    let mut flips = Vec::new();
    if !changes.is_empty() {
        let labels = holders.iter().filter(above);
        let each: Vec<String> = labels
            .zip(&changes)
            .map(|(h, change)| {
                let blank = (h.at_most + whole.not_placed - h.surely).min(change.amount);
                let shown = match blank {
                    0 => String::new(),
                    n => format!(" ({n} of them may only have to be shown to be outside)"),
                };
                match phrase.kind {
                    ChangeKind::Supply => format!(
                        "{} {unit} of {part} would need another supplier than {}{shown}",
                        change.amount, h.label
                    ),
                    _ => format!(
                        "{} {unit} of {part} would have to leave the reach of {}{shown}",
                        change.amount, h.label
                    ),
                }
            })
            .collect();
        flips.push(Flip {
            to: Outcome::Met,
            words: words::some(&each, 3),
            changes,
        });
    }
    let first = holders.iter().max_by_key(|h| h.surely);
    if let Some(first) = first.filter(|h| h.surely <= allowed && whole.of > allowed) {
        let more = allowed + 1 - first.surely;
        flips.push(Flip {
            to: Outcome::NotMet,
            words: format!("{more} more {unit} of {part} for {}", first.label),
            changes: vec![Change {
                kind: phrase.kind,
                amount: more,
                of: first.id.clone(),
            }],
        });
    }
    flips
}

/// Elements or points of a part, and those that may belong to it.
pub(crate) fn reach_whole(asked: &Asked<'_>, part: &Part, weight: WeighedBy) -> Whole {
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
pub(crate) fn reached(
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
