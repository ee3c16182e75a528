//! What is counted: scopes, kinds of place, and who serves whom. It hangs on elements, pools and places, and on
//! nobody's keys.

use std::collections::BTreeMap;

use keyholder_supply::function::FunctionClass;
use keyholder_supply::{FunctionId, Network};

use super::served::Served;
use super::{Scope, ScopeKind, contains};
use crate::alike::PlaceKinds;
use crate::change::Change;
use crate::shares::criticality_weight;

/// Scopes with their totals, but for `anybody`, and what shares of them are counted over.
pub(super) struct Layout {
    pub(super) scopes: Vec<Scope>,
    /// For each scope, its functions; the last number stands for elements that are not placed.
    pub(super) functions: Vec<Vec<usize>>,
    pub(super) kinds: PlaceKinds,
    /// Without and with doubts.
    pub(super) served: [Served; 2],
}

impl Layout {
    pub(super) fn new(net: &Network) -> Self {
        let kinds = PlaceKinds::new(net);
        let scopes = scopes(net, &kinds);
        let served = std::thread::scope(|scope| {
            let of = |doubts| Served::new(net, &scopes, &kinds, doubts);
            let beside = scope.spawn(move || of(true));
            [of(false), super::joined(beside)]
        });
        let function = |f: usize| (f < net.functions.len()).then(|| FunctionId::from(f));
        let functions = scopes
            .iter()
            .map(|s| {
                let inside = |f: &usize| contains(net, s.kind, function(*f));
                (0..=net.functions.len()).filter(inside).collect()
            })
            .collect();
        Layout {
            scopes,
            functions,
            kinds,
            served,
        }
    }

    /// Whether what was made of the old network holds for the new one, number by number.
    pub(super) fn holds(old: &Network, new: &Network, change: &Change) -> bool {
        let classes = || old.classes.iter().zip(&new.classes);
        let pools = || old.pools.iter().zip(&new.pools);
        let places = || old.places.iter().zip(&new.places);
        change.classes.in_place
            && old.functions == new.functions
            && old.weights == new.weights
            && (old.pools.len(), old.places.len()) == (new.pools.len(), new.places.len())
            && classes().all(|(a, b)| (a.function, a.size) == (b.function, b.size))
            && pools().all(|(a, b)| {
                (a.function, a.size, a.needed.low, a.needed.high)
                    == (b.function, b.size, b.needed.low, b.needed.high)
                    && a.serves_unknown.is_some() == b.serves_unknown.is_some()
                    && a.members == b.members
            })
            && places().all(|(a, b)| {
                a.subscribers == b.subscribers
                    && a.gaps.is_empty() == b.gaps.is_empty()
                    && a.pools == b.pools
            })
    }

    /// The kinds of place that a pool serves of which one of the chosen classes is a member.
    pub(super) fn kinds_with(&self, net: &Network, chosen: &[bool]) -> Vec<bool> {
        let with = |pool: &keyholder_supply::Pool| {
            let mut members = pool.members.iter();
            members.any(|(class, _)| chosen[class.index()])
        };
        let pools: Vec<bool> = net.pools.iter().map(with).collect();
        let served = |first: &keyholder_supply::PlaceId| {
            let mut of = net.places[first.index()].pools.iter();
            of.any(|pool| pools[pool.index()])
        };
        self.kinds.first.iter().map(served).collect()
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

/// For each scope, subscribers of places that its elements serve, or may serve.
fn served(net: &Network, kinds: &PlaceKinds, scopes: &[ScopeKind]) -> Vec<u64> {
    let scopes_of = |function: usize| -> Vec<usize> {
        let inside = |n: &usize| contains(net, scopes[*n], Some(function.into()));
        (0..scopes.len()).filter(inside).collect()
    };
    let scopes_of: Vec<Vec<usize>> = (0..net.functions.len()).map(scopes_of).collect();
    let mut sums = vec![0; scopes.len()];
    // Each kind of place counts once in a scope: the last one that did is noted.
    let mut last = vec![usize::MAX; scopes.len()];
    for (kind, (first, subscribers)) in kinds.first.iter().zip(&kinds.subscribers).enumerate() {
        for pool in &net.places[first.index()].pools {
            let pool = &net.pools[pool.index()];
            for scope in &scopes_of[pool.function.index()] {
                if pool.size > 0 && std::mem::replace(&mut last[*scope], kind) != kind {
                    sums[*scope] += subscribers;
                }
            }
        }
    }
    sums
}
