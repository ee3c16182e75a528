//! All shares of all actors: what a report shows.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, FunctionId, Network, RouteId, RouteKind, UnknownId};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

use crate::Rows;
use crate::actors::{NamedActor, actors};
use crate::closure::{Closure, close, run, serves};
use crate::compile::{Extra, compile};
use crate::control::control;
use crate::rows::ones;
use crate::shares::{Counted, Ways, add_where, criticality_weight, element_sums};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScopeKind {
    /// All elements.
    Network,
    /// One function class.
    Class(FunctionClass),
    /// One function.
    Function(FunctionId),
    /// Elements whose function is not known.
    NotPlaced,
}

/// A scope with its totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Which.
    pub kind: ScopeKind,
    /// Elements in it.
    pub elements: u64,
    /// Subscribers of places that its elements are stated to serve.
    pub subscribers: u64,
    /// Criticality points.
    pub criticality: u64,
    /// Elements that whoever fills the blanks could change.
    pub anybody: u64,
}

/// A route that an actor can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteUse {
    /// Which.
    pub route: RouteId,
    /// By what is stated, or only if a doubt is so.
    pub surely: bool,
    /// Elements that can be changed over it alone.
    pub elements: u64,
    /// Their function classes.
    pub classes: Vec<FunctionClass>,
}

/// What an actor can change by one kind of route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapFlow {
    /// Kind of route.
    pub kind: RouteKind,
    /// By what is stated, or only if a doubt is so.
    pub surely: bool,
    /// Classes of elements, sorted.
    pub classes: Vec<ClassId>,
}

/// What one actor can do.
#[derive(Clone, Debug)]
pub struct ActorResult {
    /// Who.
    pub actor: NamedActor,
    /// Shares, in the order of [`Assessment::scopes`].
    pub reach: Vec<Counted>,
    /// Subscribers whose user data, signalling or identities it can look into.
    pub intercept_subscribers: Ways,
    /// Places.
    pub intercept_places: Ways,
    /// Subscribers whose service it can stop.
    pub disrupt_subscribers: Ways,
    /// Places.
    pub disrupt_places: Ways,
    /// Parties that it surely controls.
    pub controls: Vec<keyholder_supply::PartyId>,
    /// Routes that it can use, the widest first.
    pub routes: Vec<RouteUse>,
    /// For the control map.
    pub flows: Vec<MapFlow>,
}

/// All results.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// What is measured.
    pub scopes: Vec<Scope>,
    /// Who might act, in the order of [`actors`].
    pub actors: Vec<ActorResult>,
    /// For each unknown, the elements whose answer hangs on it, and their function classes.
    pub hangs_on: Vec<(u64, Vec<FunctionClass>)>,
    /// For each party, the countries that surely control it.
    pub countries: Vec<Vec<keyholder_supply::CountryId>>,
}

/// Computes all shares of all actors.
#[must_use]
pub fn assess(net: &Network) -> Assessment {
    let named = actors(net);
    let plain: Vec<Actor> = named.iter().map(|n| n.actor.clone()).collect();
    let mut scopes = scopes(net);
    let mut results: Vec<ActorResult> = named
        .into_iter()
        .map(|actor| empty(actor, scopes.len()))
        .collect();
    let mut users: BTreeMap<Bound, Rows> = BTreeMap::new();
    for view in View::all() {
        let closure = close(net, &plain, view);
        count_elements(net, &scopes, &closure, &mut results);
        count_subscribers(net, &scopes, &closure, &mut results);
        count_effects(net, &closure, &mut results);
        if view.means == Means::Upstream && view.stage == Stage::InTheEnd {
            if view.bound == Bound::Surely {
                note_control(net, &closure, &mut results);
            }
            users.insert(view.bound, closure.routes);
        }
    }
    anybody(net, &mut scopes);
    routes(net, &users, &mut results);
    let countries = results_countries(net, &results);
    Assessment {
        scopes,
        actors: results,
        hangs_on: hangs_on(net),
        countries,
    }
}

fn empty(actor: NamedActor, scopes: usize) -> ActorResult {
    ActorResult {
        actor,
        reach: vec![Counted::default(); scopes],
        intercept_subscribers: Ways::default(),
        intercept_places: Ways::default(),
        disrupt_subscribers: Ways::default(),
        disrupt_places: Ways::default(),
        controls: Vec::new(),
        routes: Vec::new(),
        flows: Vec::new(),
    }
}

/// The network, the classes and functions that have elements, and what is not placed.
fn scopes(net: &Network) -> Vec<Scope> {
    let mut by_function: BTreeMap<Option<FunctionId>, u64> = BTreeMap::new();
    for class in &net.classes {
        *by_function.entry(class.function).or_default() += class.members.len() as u64;
    }
    let class_of = |f: &FunctionId| net.functions[f.index()].class;
    let mut kinds = vec![ScopeKind::Network];
    for class in FunctionClass::ALL {
        let functions: Vec<FunctionId> = by_function
            .keys()
            .flatten()
            .copied()
            .filter(|f| class_of(f) == *class)
            .collect();
        if !functions.is_empty() {
            kinds.push(ScopeKind::Class(*class));
            kinds.extend(functions.into_iter().map(ScopeKind::Function));
        }
    }
    if by_function.contains_key(&None) {
        kinds.push(ScopeKind::NotPlaced);
    }
    let scope = |kind: ScopeKind| {
        let inside = by_function.iter().filter(|(f, _)| contains(net, kind, **f));
        let (mut elements, mut criticality) = (0, 0);
        for (function, count) in inside {
            elements += count;
            criticality += count * criticality_weight(net, *function);
        }
        Scope {
            kind,
            elements,
            subscribers: served(net, kind),
            criticality,
            anybody: 0,
        }
    };
    kinds.into_iter().map(scope).collect()
}

/// Whether a function belongs to a scope. The network holds everything, what is not placed included.
fn contains(net: &Network, kind: ScopeKind, function: Option<FunctionId>) -> bool {
    match kind {
        ScopeKind::Network => true,
        ScopeKind::Class(class) => {
            function.is_some_and(|f| net.functions[f.index()].class == class)
        }
        ScopeKind::Function(wanted) => function == Some(wanted),
        ScopeKind::NotPlaced => function.is_none(),
    }
}

/// Subscribers of places that elements of a scope serve, or may serve.
fn served(net: &Network, kind: ScopeKind) -> u64 {
    let counts = |place: &&keyholder_supply::Place| {
        place.pools.iter().any(|p| {
            let pool = &net.pools[p.index()];
            pool.size > 0 && contains(net, kind, Some(pool.function))
        })
    };
    net.places
        .iter()
        .filter(counts)
        .filter_map(|p| p.subscribers)
        .sum()
}

fn count_elements(net: &Network, scopes: &[Scope], closure: &Closure, results: &mut [ActorResult]) {
    let functions = net.functions.len() + 1;
    let group =
        |class: &keyholder_supply::Class| class.function.map_or(functions - 1, FunctionId::index);
    let groups: Vec<(u32, u64)> = net
        .classes
        .iter()
        .map(|c| {
            (
                u32::try_from(group(c)).unwrap_or(u32::MAX),
                c.members.len() as u64,
            )
        })
        .collect();
    let sums = element_sums(&closure.classes, &groups, functions, results.len());
    let members: Vec<Vec<usize>> = scopes
        .iter()
        .map(|s| {
            let inside = |f: &usize| {
                contains(
                    net,
                    s.kind,
                    (*f + 1 < functions).then(|| FunctionId::from(*f)),
                )
            };
            (0..functions).filter(inside).collect()
        })
        .collect();
    let weight =
        |f: usize| criticality_weight(net, (f + 1 < functions).then(|| FunctionId::from(f)));
    for (actor, result) in results.iter_mut().enumerate() {
        let mine = &sums[actor * functions..(actor + 1) * functions];
        for (scope, functions) in members.iter().enumerate() {
            let counted = &mut result.reach[scope];
            *counted.elements.slot(closure.view) = functions.iter().map(|f| mine[*f]).sum();
            *counted.criticality.slot(closure.view) =
                functions.iter().map(|f| mine[*f] * weight(*f)).sum();
        }
    }
}

/// Subscribers of a place count for a scope when some element of the scope that serves the place is changed.
fn count_subscribers(
    net: &Network,
    scopes: &[Scope],
    closure: &Closure,
    results: &mut [ActorResult],
) {
    let words = closure.classes.words();
    let mut sums = vec![vec![0_u64; results.len()]; scopes.len()];
    for place in &net.places {
        let Some(subscribers) = place.subscribers.filter(|s| *s > 0) else {
            continue;
        };
        let mut by_function: BTreeMap<FunctionId, Vec<u64>> = BTreeMap::new();
        for pool in place
            .pools
            .iter()
            .map(|p| &net.pools[p.index()])
            .filter(|p| serves(p, closure.view.bound))
        {
            let row = by_function
                .entry(pool.function)
                .or_insert_with(|| vec![0; words]);
            for (class, _) in &pool.members {
                row.iter_mut()
                    .zip(closure.classes.row(class.index()))
                    .for_each(|(word, more)| *word |= more);
            }
        }
        let mut any = vec![0_u64; words];
        for (at, scope) in scopes.iter().enumerate() {
            any.fill(0);
            for (_, row) in by_function
                .iter()
                .filter(|(f, _)| contains(net, scope.kind, Some(**f)))
            {
                any.iter_mut()
                    .zip(row)
                    .for_each(|(word, more)| *word |= more);
            }
            add_where(&any, subscribers, &mut sums[at]);
        }
    }
    for (actor, result) in results.iter_mut().enumerate() {
        for (scope, sums) in sums.iter().enumerate() {
            *result.reach[scope].subscribers.slot(closure.view) = sums[actor];
        }
    }
}

fn count_effects(net: &Network, closure: &Closure, results: &mut [ActorResult]) {
    let mut sums: [Vec<u64>; 4] = std::array::from_fn(|_| vec![0; results.len()]);
    for (n, place) in net.places.iter().enumerate() {
        let subscribers = place.subscribers.unwrap_or(0);
        add_where(closure.sees.row(n), subscribers, &mut sums[0]);
        add_where(closure.sees.row(n), 1, &mut sums[1]);
        add_where(closure.stops.row(n), subscribers, &mut sums[2]);
        add_where(closure.stops.row(n), 1, &mut sums[3]);
    }
    for (actor, result) in results.iter_mut().enumerate() {
        *result.intercept_subscribers.slot(closure.view) = sums[0][actor];
        *result.intercept_places.slot(closure.view) = sums[1][actor];
        *result.disrupt_subscribers.slot(closure.view) = sums[2][actor];
        *result.disrupt_places.slot(closure.view) = sums[3][actor];
    }
}

fn note_control(net: &Network, closure: &Closure, results: &mut [ActorResult]) {
    for party in 0..net.parties.len() {
        for actor in ones(closure.parties.row(party)) {
            results[actor]
                .controls
                .push(keyholder_supply::PartyId::from(party));
        }
    }
}

fn results_countries(
    net: &Network,
    results: &[ActorResult],
) -> Vec<Vec<keyholder_supply::CountryId>> {
    let mut countries = vec![Vec::new(); net.parties.len()];
    for result in results {
        if let crate::ActorName::Country(country) = result.actor.name {
            result
                .controls
                .iter()
                .for_each(|p| countries[p.index()].push(country));
        }
    }
    countries
}

/// An actor of which nothing at all is stated: what it could change at most, anybody could.
fn anybody(net: &Network, scopes: &mut [Scope]) {
    let nobody = [Actor {
        holders: Vec::new(),
        presence: false,
    }];
    let view = View {
        bound: Bound::AtMost,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    };
    let closure = close(net, &nobody, view);
    let mut results = vec![empty(placeholder(), scopes.len())];
    count_elements(net, scopes, &closure, &mut results);
    for (at, scope) in scopes.iter_mut().enumerate() {
        scope.anybody = results[0].reach[at].elements.widest().at_most;
    }
}

fn placeholder() -> NamedActor {
    let actor = Actor {
        holders: Vec::new(),
        presence: false,
    };
    NamedActor {
        name: crate::ActorName::Party(keyholder_supply::PartyId(0)),
        actor,
    }
}

/// For each route, the classes that whoever can use it can change.
fn by_route(net: &Network, bound: Bound) -> Rows {
    let view = View {
        bound,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    };
    let nobody: Rows = Rows::new(net.parties.len(), net.routes.len());
    forward(net, view, Extra::Routes, &nobody, net.routes.len())
}

/// Runs the gates with one column for each route or unknown.
fn forward(net: &Network, view: View, extra: Extra, parties: &Rows, columns: usize) -> Rows {
    let mut input = Rows::new(net.parties.len() + columns, columns);
    for party in 0..net.parties.len() {
        input.or_from(party, parties.row(party));
    }
    (0..columns).for_each(|column| input.set(net.parties.len() + column, column));
    run(&compile(net, view, extra), &input, columns).3
}

fn routes(net: &Network, users: &BTreeMap<Bound, Rows>, results: &mut [ActorResult]) {
    let (Some(sure), Some(possible)) = (users.get(&Bound::Surely), users.get(&Bound::Possibly))
    else {
        return;
    };
    let reach = [
        (true, by_route(net, Bound::Surely)),
        (false, by_route(net, Bound::Possibly)),
    ];
    let classes: [Vec<Vec<ClassId>>; 2] = [
        transpose(&reach[0].1, net.routes.len()),
        transpose(&reach[1].1, net.routes.len()),
    ];
    for (actor, result) in results.iter_mut().enumerate() {
        let mut flows: BTreeMap<(RouteKind, bool), BTreeSet<ClassId>> = BTreeMap::new();
        for (route, stated) in net
            .routes
            .iter()
            .enumerate()
            .filter(|(n, _)| possible.get(*n, actor))
        {
            let surely = sure.get(route, actor) && !classes[0][route].is_empty();
            let reached = &classes[usize::from(!surely)][route];
            flows
                .entry((stated.kind, surely))
                .or_default()
                .extend(reached);
            result.routes.push(RouteUse {
                route: RouteId::from(route),
                surely,
                elements: reached
                    .iter()
                    .map(|c| net.classes[c.index()].members.len() as u64)
                    .sum(),
                classes: function_classes(net, reached.iter().copied()),
            });
        }
        result
            .routes
            .sort_by_key(|r| (std::cmp::Reverse(r.elements), !r.surely, r.route));
        result.flows = flows
            .into_iter()
            .filter(|(_, classes)| !classes.is_empty())
            .map(|((kind, surely), classes)| MapFlow {
                kind,
                surely,
                classes: classes.into_iter().collect(),
            })
            .collect();
    }
}

/// For each column, the rows in which its bit is set.
fn transpose(rows: &Rows, columns: usize) -> Vec<Vec<ClassId>> {
    let mut out = vec![Vec::new(); columns];
    for row in 0..rows.len() {
        for column in ones(rows.row(row)) {
            out[column].push(ClassId::from(row));
        }
    }
    out
}

fn function_classes(net: &Network, classes: impl Iterator<Item = ClassId>) -> Vec<FunctionClass> {
    let found: BTreeSet<FunctionClass> = classes
        .filter_map(|c| net.classes[c.index()].function)
        .map(|f| net.functions[f.index()].class)
        .collect();
    found.into_iter().collect()
}

/// For each unknown, the elements whose answer hangs on it.
fn hangs_on(net: &Network) -> Vec<(u64, Vec<FunctionClass>)> {
    let columns = net.unknowns.len();
    let parties = unknown_control(net);
    let view = View {
        bound: Bound::Surely,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    };
    let reached = transpose(
        &forward(net, view, Extra::Unknowns, &parties, columns),
        columns,
    );
    let mut all: Vec<BTreeSet<ClassId>> = reached.into_iter().map(BTreeSet::from_iter).collect();
    for pool in &net.pools {
        for unknown in pool.needed.unknown.iter().chain(&pool.serves_unknown) {
            all[unknown.index()].extend(pool.members.iter().map(|(class, _)| *class));
        }
    }
    let count = |classes: &BTreeSet<ClassId>| {
        classes
            .iter()
            .map(|c| net.classes[c.index()].members.len() as u64)
            .sum()
    };
    all.iter()
        .map(|classes| {
            (
                count(classes),
                function_classes(net, classes.iter().copied()),
            )
        })
        .collect()
}

/// Whoever is behind an unknown seat or holding controls the party, and all that it controls.
fn unknown_control(net: &Network) -> Rows {
    let holders: Vec<Actor> = (0..net.parties.len())
        .map(|p| Actor::one(keyholder_supply::HolderId::Party(p.into())))
        .collect();
    let by_party = control(net, &holders, Bound::Surely);
    let mut rows = Rows::new(net.parties.len(), net.unknowns.len());
    for (holder, party) in net.parties.iter().enumerate() {
        let unknowns: Vec<UnknownId> = party
            .seat_unknown
            .into_iter()
            .chain(party.owners_unknown)
            .collect();
        for controlled in
            (0..net.parties.len()).filter(|p| !unknowns.is_empty() && by_party.get(*p, holder))
        {
            unknowns
                .iter()
                .for_each(|u| rows.set(controlled, u.index()));
        }
    }
    rows
}
