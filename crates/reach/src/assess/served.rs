//! Which classes serve whom: places that are served alike in a scope are counted together.

use hashbrown::HashMap;

use keyholder_supply::{ClassId, FunctionId, Network, PoolId};

use super::{Scope, ScopeKind};
use crate::Rows;
use crate::alike::PlaceKinds;
use crate::shares::Weight;

/// Elements of one function, or of several, that serve a place.
enum Set {
    /// The classes of its pools.
    Classes(Vec<ClassId>),
    /// Sets that stand before.
    Union(Vec<u32>),
}

/// For every scope, sets of classes with the subscribers of the places that they serve.
pub(super) struct Served {
    sets: Vec<Set>,
    /// Subscribers of each set, by scope.
    pub(super) weights: Vec<Weight>,
}

/// Hands out a number for each distinct set.
#[derive(Default)]
struct Sets {
    sets: Vec<Set>,
    leaves: HashMap<Vec<PoolId>, u32>,
    unions: HashMap<Vec<u32>, u32>,
}

impl Sets {
    fn add(&mut self, set: Set) -> u32 {
        self.sets.push(set);
        u32::try_from(self.sets.len() - 1).unwrap_or(u32::MAX)
    }

    fn leaf(&mut self, net: &Network, pools: Vec<PoolId>) -> u32 {
        if let Some(known) = self.leaves.get(&pools) {
            return *known;
        }
        let members = pools.iter().flat_map(|p| &net.pools[p.index()].members);
        let mut classes: Vec<ClassId> = members.map(|(class, _)| *class).collect();
        classes.sort_unstable();
        classes.dedup();
        let number = self.add(Set::Classes(classes));
        self.leaves.insert(pools, number);
        number
    }

    fn union(&mut self, of: Vec<u32>) -> u32 {
        if let Some(known) = self.unions.get(&of) {
            return *known;
        }
        let number = self.add(Set::Union(of.clone()));
        self.unions.insert(of, number);
        number
    }
}

impl Served {
    /// Groups places by what serves them; with `doubtful`, also by pools that may.
    pub(super) fn new(net: &Network, scopes: &[Scope], kinds: &PlaceKinds, doubtful: bool) -> Self {
        let at = |wanted: ScopeKind| scopes.iter().position(|scope| scope.kind == wanted);
        let of_function: Vec<[Option<usize>; 2]> = (0..net.functions.len())
            .map(|n| {
                let class = ScopeKind::Class(net.functions[n].class);
                [at(ScopeKind::Function(FunctionId::from(n))), at(class)]
            })
            .collect();
        let network = at(ScopeKind::Network);
        let mut sets = Sets::default();
        let mut amounts: HashMap<(u32, usize), u64> = HashMap::new();
        for (first, subscribers) in kinds.first.iter().zip(&kinds.subscribers) {
            if *subscribers == 0 {
                continue;
            }
            let serving = net.places[first.index()].pools.iter().copied();
            let mut pools: Vec<(FunctionId, PoolId)> = serving
                .map(|p| (net.pools[p.index()].function, p, &net.pools[p.index()]))
                .filter(|(_, _, pool)| doubtful || pool.serves_unknown.is_none())
                .map(|(function, p, _)| (function, p))
                .collect();
            pools.sort_unstable();
            let mut by_class: Vec<(usize, Vec<u32>)> = Vec::new();
            let mut all: Vec<u32> = Vec::new();
            for of_one in pools.chunk_by(|a, b| a.0 == b.0) {
                let leaf = sets.leaf(net, of_one.iter().map(|(_, p)| *p).collect());
                all.push(leaf);
                let [function, class] = of_function[of_one[0].0.index()];
                if let Some(scope) = function {
                    *amounts.entry((leaf, scope)).or_default() += subscribers;
                }
                if let Some(scope) = class {
                    match by_class.iter_mut().find(|(known, _)| *known == scope) {
                        Some((_, of)) => of.push(leaf),
                        None => by_class.push((scope, vec![leaf])),
                    }
                }
            }
            by_class.extend(network.map(|scope| (scope, all)));
            for (scope, of) in by_class {
                let union = sets.union(of);
                *amounts.entry((union, scope)).or_default() += subscribers;
            }
        }
        let mut weights: Vec<Weight> = amounts
            .into_iter()
            .map(|((set, scope), amount)| Weight {
                class: set as usize,
                group: scope,
                amount,
            })
            .collect();
        weights.sort_unstable();
        Served {
            sets: sets.sets,
            weights,
        }
    }

    /// For each set, who can change some element of it.
    pub(super) fn rows(&self, classes: &Rows, columns: usize) -> Rows {
        let mut rows = Rows::new(self.sets.len(), columns);
        for (n, set) in self.sets.iter().enumerate() {
            match set {
                Set::Classes(of) => of
                    .iter()
                    .for_each(|class| rows.or_from(n, classes.row(class.index()))),
                Set::Union(of) => of.iter().for_each(|set| rows.or_within(n, *set as usize)),
            }
        }
        rows
    }
}
