//! All shares of all actors: what a report shows.

mod layout;
mod routes;
mod served;
mod standing;
mod tally;
mod view;

pub use standing::{Standing, Touched};

use std::collections::BTreeMap;

use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, FunctionId, Network, RouteId, RouteKind};
use keyholder_witness::Bound;

use crate::Rows;
use crate::actors::NamedActor;
use crate::alike::PlaceKinds;
use crate::shares::{Counted, Ways};
use standing::State;

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
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Places that the same pools serve.
    pub kinds: PlaceKinds,
    /// Who can look into them, by bound.
    pub intercept: BTreeMap<Bound, Rows>,
    /// Who can stop them, by bound.
    pub disrupt: BTreeMap<Bound, Rows>,
}

/// All results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// What is measured.
    pub scopes: Vec<Scope>,
    /// Who might act, in the order of [`crate::actors`].
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
    State::new(net).assessment
}

/// What a thread gives; its panic is ours.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn empty(actor: NamedActor) -> ActorResult {
    ActorResult {
        actor,
        reach: Vec::new(),
        intercept_subscribers: Ways::default(),
        intercept_places: Ways::default(),
        disrupt_subscribers: Ways::default(),
        disrupt_places: Ways::default(),
        controls: Vec::new(),
        routes: Vec::new(),
        flows: Vec::new(),
    }
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
