//! What the update would give away: who could change more after it than before.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_reach::{ActorKind, Assessment, Counted, ScopeKind};
use keyholder_supply::Network;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use super::inside::some;
use crate::asked::Asked;

/// Somebody who could change more after the update than before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wider {
    /// Who, as `party:ID` or `country:XA`.
    pub actor: String,
    /// As people read it.
    pub name: String,
    /// Of which function.
    pub function: String,
    /// By keys, or also by parts.
    pub with_parts: bool,
    /// Elements before: surely, and at most as far as doubts name the actor.
    pub before: (u64, u64),
    /// The same after.
    pub after: (u64, u64),
    /// Elements in all.
    pub of: u64,
}

/// Everybody who reaches more, widest first; and how many functions somebody who is not named might reach more of.
pub(super) fn wider(asked: &Asked<'_>) -> (Vec<Wider>, usize) {
    let before = shares(asked, asked.net, asked.before);
    let after = shares(asked, asked.after_net, asked.after);
    let mut all = Vec::new();
    let mut blanks = BTreeSet::new();
    for (key, (name, (now, at_most), of)) in after {
        let was = before.get(&key).map(|(_, was, _)| *was);
        if was.is_some_and(|(_, before)| at_most > before) {
            blanks.insert(key.1.clone());
        }
        let was = was.map_or((0, 0), |(was, _)| was);
        if now.0 > was.0 || now.1 > was.1 {
            let (actor, function, with_parts) = key;
            all.push(Wider {
                actor,
                name,
                function,
                with_parts,
                before: was,
                after: now,
                of,
            });
        }
    }
    // Who is named reaches more by that, and is told.
    let told: BTreeSet<&str> = all.iter().map(|w: &Wider| w.function.as_str()).collect();
    let blanks = blanks.iter().filter(|f| !told.contains(f.as_str())).count();
    all.sort_by(|a, b| {
        let gain = |w: &Wider| (w.after.0 - w.before.0.min(w.after.0), w.after.1);
        gain(b).cmp(&gain(a)).then_with(|| a.cmp(b))
    });
    (all, blanks)
}

/// Surely and possibly; and if every blank is filled by the actor.
type Share = ((u64, u64), u64);
type Shares = BTreeMap<(String, String, bool), (String, Share, u64)>;

/// Elements of each function of the targets that each actor can change.
fn shares(asked: &Asked<'_>, net: &Network, found: &Assessment) -> Shares {
    let mut all = Shares::new();
    let names = asked.targets.functions.keys();
    let names: Vec<&str> = names
        .map(|f| asked.net.functions[f.index()].name.as_str())
        .collect();
    for (n, scope) in found.scopes.iter().enumerate() {
        let ScopeKind::Function(function) = scope.kind else {
            continue;
        };
        let function = net.functions[function.index()].name.as_str();
        if !names.contains(&function) {
            continue;
        }
        for result in &found.actors {
            let kinds = [ActorKind::Party, ActorKind::Country, ActorKind::Group];
            if !kinds.contains(&result.actor.kind()) {
                continue;
            }
            let Counted { elements, .. } = result.reach[n];
            for with_parts in [false, true] {
                let stages = if with_parts {
                    elements.with_parts
                } else {
                    elements.keys
                };
                let amount = stages.in_the_end;
                let key = (result.actor.id(net), function.to_owned(), with_parts);
                let shares = ((amount.surely, amount.possibly), amount.at_most);
                all.insert(key, (result.actor.label(net), shares, scope.elements));
            }
        }
    }
    all
}

pub(super) fn reach(
    asked: &Asked<'_>,
    wider: &[Wider],
    blanks: usize,
    missed: Option<&Said>,
) -> Answer {
    let check = GateCheck::ReachDifference;
    // Who gains by keys gains with parts as well, by the same keys.
    let by_keys: Vec<(&str, &str)> = wider
        .iter()
        .filter(|w| !w.with_parts)
        .map(|w| (w.actor.as_str(), w.function.as_str()))
        .collect();
    let told = wider
        .iter()
        .filter(|w| !w.with_parts || !by_keys.contains(&(w.actor.as_str(), w.function.as_str())));
    let told: Vec<Said> = told.map(said).collect();
    if let Some(said) = missed.filter(|_| told.is_empty()) {
        return Answer::not_done(check, said.clone());
    }
    if told.is_empty() && asked.targets.not_placed > 0 {
        let many = asked.targets.not_placed;
        let what = format!(
            "{many} of the elements are not placed on a function, so nobody looked at who could change more of them"
        );
        return Answer::not_done(check, Said::new(what).remedy("state what they do"));
    }
    if told.is_empty() && blanks > 0 {
        let said = Said::new("something comes in of which nobody knows who could change it")
            .remedy("add a [[publisher]] with its `purl_prefix` to publishers.toml, or ask for a list of parts");
        return Answer::not_done(check, said);
    }
    if told.is_empty() {
        return Answer::passed(check, "nobody could change more than before");
    }
    Answer {
        check,
        state: CheckState::Failed,
        said: some(told),
    }
}

fn said(wider: &Wider) -> Said {
    let range = |(low, high): (u64, u64)| match low == high {
        true => format!("{low}"),
        false => format!("{low} to {high}"),
    };
    let how = match wider.with_parts {
        true => "by parts inside",
        false => "by keys",
    };
    Said::new(format!(
        "{} could change {} of {} `{}` {how}; before it was {}",
        wider.name,
        range(wider.after),
        wider.of,
        wider.function,
        range(wider.before)
    ))
    .remedy("look at who that is, and acknowledge it in the approval")
}
