//! The table of all actors, and the page of each of the widest.

use super::Anchors;
use super::markup::{Markup, both, exact, in_the_end, interval, part, words};
use crate::number::count;
use crate::reading::{element_ways, kind};
use crate::wire::{Actor, ActorKind, Amount, Assessment, Effect, Reach, ScopeKind, Stages};

/// Controlled parties that are named before the rest folds.
const CONTROLS_MAX: usize = 12;

/// One actor in the table.
pub(super) struct Row<'a> {
    pub(super) actor: &'a Actor,
    pub(super) kind: &'static str,
    pub(super) anchor: String,
    pub(super) countries: String,
    pub(super) cells: Vec<Markup>,
    pub(super) routes: String,
}

/// One row.
pub(super) fn row<'a>(a: &Assessment, actor: &'a Actor, anchors: &Anchors) -> Row<'a> {
    let effect = |effect: &Effect| both(effect.subscribers, in_the_end);
    Row {
        actor,
        kind: if actor.operates {
            "party, operates elements"
        } else {
            kind(actor.kind)
        },
        anchor: anchors.of(actor),
        countries: countries(actor),
        cells: vec![
            both(element_ways(a, actor, "network"), in_the_end),
            both(element_ways(a, actor, "class:core"), in_the_end),
            effect(&actor.intercept),
            effect(&actor.disrupt),
        ],
        routes: count(actor.routes_total),
    }
}

/// The countries that control an actor; what is not stated is said.
fn countries(actor: &Actor) -> String {
    match actor.kind {
        ActorKind::Party if actor.countries.is_empty() => "not stated".to_owned(),
        ActorKind::Party => actor.countries.join(", "),
        ActorKind::Country | ActorKind::Presence | ActorKind::Group => "–".to_owned(),
    }
}

/// The page of an actor.
pub(super) struct Page<'a> {
    pub(super) actor: &'a Actor,
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) sentences: Vec<String>,
    pub(super) countries: String,
    pub(super) controls: Vec<&'a str>,
    pub(super) controls_more: Vec<&'a str>,
    pub(super) reach: Vec<Line>,
    pub(super) effects: Vec<Line>,
    pub(super) routes: Vec<Route<'a>>,
    pub(super) routes_more: u64,
}

/// One scope, one kind of way.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) ways: &'static str,
    pub(super) first: bool,
    /// By weight, at one action and in the end.
    pub(super) cells: Vec<(Markup, String)>,
}

/// A route and its words.
pub(super) struct Route<'a> {
    pub(super) of: &'a crate::wire::RouteUse,
    pub(super) elements: String,
    pub(super) certainty: &'static str,
    pub(super) classes: String,
}

/// The page.
pub(super) fn page<'a>(a: &'a Assessment, actor: &'a Actor, anchors: &Anchors) -> Page<'a> {
    let controls: Vec<&str> = actor.controls.iter().map(String::as_str).collect();
    let (few, more) = controls.split_at(controls.len().min(CONTROLS_MAX));
    Page {
        actor,
        kind: kind(actor.kind),
        id: anchors.of(actor),
        sentences: sentences(a, actor),
        countries: countries(actor),
        controls: few.to_vec(),
        controls_more: more.to_vec(),
        reach: reach(a, actor),
        effects: effects(actor),
        routes: actor.routes.iter().map(route).collect(),
        routes_more: actor.routes_total.saturating_sub(actor.routes.len() as u64),
    }
}

fn route(of: &crate::wire::RouteUse) -> Route<'_> {
    Route {
        of,
        elements: count(of.elements),
        certainty: super::map::word(of.certainty),
        classes: of.classes.join(", "),
    }
}

/// What the page says first, made of the very numbers in its table.
fn sentences(a: &Assessment, actor: &Actor) -> Vec<String> {
    let network = element_ways(a, actor, "network");
    let core = element_ways(a, actor, "class:core");
    let share = |amount: Amount| part(amount.surely, amount.of);
    let (n, c) = (network.keys.in_the_end, core.keys.in_the_end);
    let mut all = vec![format!(
        "By keys, accounts and contracts it can surely change {} of the network and {} of the core. {} surely or possibly.",
        share(n),
        share(c),
        match actor.routes_total {
            1 => "One route leads there,".to_owned(),
            n => format!("{} routes lead there,", count(n)),
        },
    )];
    let (np, cp) = (network.with_parts.in_the_end, core.with_parts.in_the_end);
    if np.surely > n.surely || cp.surely > c.surely {
        all.push(format!(
            "Counting also the parts that it publishes and that others build in: {} of the network and {} of the core.",
            share(np),
            share(cp)
        ));
    }
    if n.at_most > n.surely || c.at_most > c.surely {
        all.push(format!(
            "What is not stated leaves room: at most {} of the network and {} of the core.",
            part(n.at_most, n.of),
            part(c.at_most, c.of)
        ));
    }
    let (look, stop) = (
        actor.intercept.subscribers.keys.in_the_end,
        actor.disrupt.subscribers.keys.in_the_end,
    );
    if look.of > 0 {
        all.push(format!(
            "It can look into the traffic of {} of subscribers, and stop service for {}.",
            words(look),
            words(stop)
        ));
    }
    all
}

fn reach(a: &Assessment, actor: &Actor) -> Vec<Line> {
    let mut all = Vec::new();
    for scope in a
        .scopes
        .iter()
        .filter(|scope| scope.kind != ScopeKind::Function)
    {
        if let Some(reach) = actor.reach.iter().find(|reach| reach.scope == scope.id) {
            all.extend(lines(
                &scope.label,
                &[reach.elements, reach.subscribers, reach.criticality],
            ));
        }
    }
    all
}

fn effects(actor: &Actor) -> Vec<Line> {
    let one = |label: &str, e: &Effect| lines(label, &[e.subscribers, e.places]);
    let mut all = one("intercept", &actor.intercept);
    all.extend(one("disrupt", &actor.disrupt));
    all
}

/// By keys; and with parts when any number differs.
fn lines(label: &str, weights: &[crate::wire::Ways]) -> Vec<Line> {
    let line = |ways: &'static str, first: bool, pick: fn(&crate::wire::Ways) -> Stages| Line {
        label: label.to_owned(),
        ways,
        first,
        cells: weights
            .iter()
            .map(pick)
            .flat_map(|stages| [stages.one_action, stages.in_the_end])
            .map(|amount| (interval(amount), exact(amount)))
            .collect(),
    };
    let mut all = vec![line("by keys", true, |ways| ways.keys)];
    if weights.iter().any(|ways| ways.keys != ways.with_parts) {
        all.push(line("with parts", false, |ways| ways.with_parts));
    }
    all
}

/// Whether an actor reaches anything at all, by whatever way and however doubtful.
pub(super) fn reaches(actor: &Actor) -> bool {
    let any = |amount: Amount| amount.possibly > 0 || amount.surely > 0;
    let some = |reach: &Reach| any(reach.elements.with_parts.in_the_end);
    actor.kind != ActorKind::Presence && actor.reach.iter().any(some)
}
