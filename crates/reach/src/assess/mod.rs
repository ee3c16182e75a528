//! All shares of all actors: what a report shows.

mod count;
mod routes;
mod served;

use std::collections::BTreeMap;

use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, FunctionId, Network, RouteId, RouteKind};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

use crate::Rows;
use crate::actors::{NamedActor, actors};
use crate::alike::PlaceKinds;
use crate::closure::{Closure, close_with};
use crate::rows::ones;
use crate::shares::{Counted, Ways, criticality_weight};

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

/// Who can look into and stop which places, with parts and in the end. Rows are kinds of place, columns
/// actors in the order of [`Assessment::actors`].
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Places that the same pools serve.
    pub kinds: PlaceKinds,
    /// Who can look into them, by bound.
    pub intercept: BTreeMap<Bound, Rows>,
    /// Who can stop them, by bound.
    pub disrupt: BTreeMap<Bound, Rows>,
}

/// All results.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// What is measured.
    pub scopes: Vec<Scope>,
    /// Who might act, in the order of [`actors`].
    pub actors: Vec<ActorResult>,
    /// The same, place by place.
    pub places: Places,
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
    let kinds = PlaceKinds::new(net);
    let mut scopes = scopes(net, &kinds);
    let mut results: Vec<ActorResult> = named
        .into_iter()
        .map(|actor| empty(actor, scopes.len()))
        .collect();
    let served = std::thread::scope(|scope| {
        let of = |doubts| served::Served::new(net, &scopes, &kinds, doubts);
        let beside = scope.spawn(move || of(true));
        [of(false), joined(beside)]
    });
    let about = About {
        net,
        scopes: &scopes,
        kinds: &kinds,
        served: &served,
        actors: &plain,
    };
    // Views are independent of each other; one half of them runs beside the other.
    let (one, other): (Vec<View>, Vec<View>) = View::all()
        .into_iter()
        .partition(|v| v.means == Means::Keys);
    let mut second = results.clone();
    let (users, mut places) = std::thread::scope(|scope| {
        // Those by keys are in numbers alone.
        let beside = scope.spawn(|| about.look(&one, &mut second));
        let with_parts = about.look(&other, &mut results);
        joined(beside);
        with_parts
    });
    results.iter_mut().zip(&second).for_each(|(r, s)| r.add(s));
    let hangs_on = std::thread::scope(|scope| {
        let beside = scope.spawn(|| routes::hangs_on(net));
        count::anybody(net, &mut scopes, &kinds);
        routes::routes(net, &users, &mut results);
        joined(beside)
    });
    let countries = results_countries(net, &results);
    places.kinds = kinds;
    Assessment {
        scopes,
        actors: results,
        places,
        hangs_on,
        countries,
    }
}

/// What a thread gives; its panic is ours.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What all views are computed from.
struct About<'a> {
    net: &'a Network,
    scopes: &'a [Scope],
    kinds: &'a PlaceKinds,
    served: &'a [served::Served; 2],
    actors: &'a [Actor],
}

impl About<'_> {
    /// Computes some views, and for those with parts in the end who can use which route and which places.
    fn look(&self, views: &[View], results: &mut [ActorResult]) -> (BTreeMap<Bound, Rows>, Places) {
        let mut users: BTreeMap<Bound, Rows> = BTreeMap::new();
        let mut places = Places::default();
        let firsts = || self.kinds.first.iter().map(|place| place.index());
        for view in views {
            let closure = close_with(self.net, self.actors, *view, self.kinds);
            count::count_elements(self.net, self.scopes, &closure, results);
            let served = &self.served[usize::from(view.bound != Bound::Surely)];
            count::count_subscribers(self.scopes, served, &closure, results);
            count::count_effects(self.kinds, &closure, results);
            if view.means == Means::Upstream && view.stage == Stage::InTheEnd {
                if view.bound == Bound::Surely {
                    note_control(self.net, &closure, results);
                }
                let (sees, stops) = (&closure.sees, &closure.stops);
                places.intercept.insert(view.bound, sees.chosen(firsts()));
                places.disrupt.insert(view.bound, stops.chosen(firsts()));
                users.insert(view.bound, closure.routes);
            }
        }
        (users, places)
    }
}

impl ActorResult {
    /// Adds what other views said. Each view fills its own numbers, so the others are 0.
    fn add(&mut self, other: &ActorResult) {
        for (mine, theirs) in self.reach.iter_mut().zip(&other.reach) {
            mine.elements.add(&theirs.elements);
            mine.subscribers.add(&theirs.subscribers);
            mine.criticality.add(&theirs.criticality);
        }
        self.intercept_subscribers.add(&other.intercept_subscribers);
        self.intercept_places.add(&other.intercept_places);
        self.disrupt_subscribers.add(&other.disrupt_subscribers);
        self.disrupt_places.add(&other.disrupt_places);
        self.controls.extend(&other.controls);
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
fn scopes(net: &Network, places: &PlaceKinds) -> Vec<Scope> {
    let mut by_function: BTreeMap<Option<FunctionId>, u64> = BTreeMap::new();
    for class in &net.classes {
        *by_function.entry(class.function).or_default() += class.size;
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
    let served = served(net, places, &kinds);
    let scope = |(kind, subscribers): (ScopeKind, u64)| {
        let inside = by_function.iter().filter(|(f, _)| contains(net, kind, **f));
        let (mut elements, mut criticality) = (0, 0);
        for (function, count) in inside {
            elements += count;
            criticality += count * criticality_weight(net, *function);
        }
        Scope {
            kind,
            elements,
            subscribers,
            criticality,
            anybody: 0,
        }
    };
    kinds.into_iter().zip(served).map(scope).collect()
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

/// For each scope, subscribers of places that its elements serve, or may serve.
fn served(net: &Network, kinds: &PlaceKinds, scopes: &[ScopeKind]) -> Vec<u64> {
    let mut sums = vec![0; scopes.len()];
    let mut there = vec![false; net.functions.len()];
    for (first, subscribers) in kinds.first.iter().zip(&kinds.subscribers) {
        there.fill(false);
        for pool in &net.places[first.index()].pools {
            let pool = &net.pools[pool.index()];
            there[pool.function.index()] |= pool.size > 0;
        }
        let functions: Vec<FunctionId> = (0..there.len())
            .filter(|n| there[*n])
            .map(FunctionId::from)
            .collect();
        for (sum, scope) in sums.iter_mut().zip(scopes) {
            if functions.iter().any(|f| contains(net, *scope, Some(*f))) {
                *sum += subscribers;
            }
        }
    }
    sums
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
