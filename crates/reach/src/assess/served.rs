//! Which classes serve whom: places that are served alike in a scope are counted together.

use hashbrown::HashMap;

use keyholder_supply::{ClassId, FunctionId, Network, PoolId};

use super::{Scope, ScopeKind};
use crate::Rows;
use crate::alike::PlaceKinds;
use crate::shares::{Weight, element_sums};

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
    weights: Vec<Weight>,
}

/// Hands out a number for each distinct set.
#[derive(Default)]
struct Sets {
    sets: Vec<Set>,
    of_pools: HashMap<Vec<PoolId>, u32>,
    leaves: HashMap<Vec<ClassId>, u32>,
    unions: HashMap<Vec<u32>, u32>,
}

impl Sets {
    fn add(&mut self, set: Set) -> u32 {
        self.sets.push(set);
        u32::try_from(self.sets.len() - 1).unwrap_or(u32::MAX)
    }

    fn leaf(&mut self, net: &Network, pools: Vec<PoolId>) -> u32 {
        if let Some(known) = self.of_pools.get(&pools) {
            return *known;
        }
        let members = pools.iter().flat_map(|p| &net.pools[p.index()].members);
        let mut classes: Vec<ClassId> = members.map(|(class, _)| *class).collect();
        classes.sort_unstable();
        classes.dedup();
        // Pools of other sizes, but of the same classes.
        let number = match self.leaves.get(&classes) {
            Some(known) => *known,
            None => {
                let number = self.add(Set::Classes(classes.clone()));
                self.leaves.insert(classes, number);
                number
            }
        };
        self.of_pools.insert(pools, number);
        number
    }

    fn union(&mut self, mut of: Vec<u32>) -> u32 {
        of.sort_unstable();
        of.dedup();
        if let [one] = of.as_slice() {
            return *one;
        }
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

    /// The sets that have one of the chosen classes among theirs.
    pub(super) fn with(&self, chosen: &[bool]) -> Vec<bool> {
        let mut with: Vec<bool> = Vec::with_capacity(self.sets.len());
        for set in &self.sets {
            with.push(match set {
                Set::Classes(of) => of.iter().any(|class| chosen[class.index()]),
                Set::Union(of) => of.iter().any(|set| with[*set as usize]),
            });
        }
        with
    }

    /// For each actor and scope, the subscribers served by something that it can change; of all sets, or of those
    /// chosen. `room` is overwritten.
    pub(super) fn subscribers(
        &self,
        classes: &Rows,
        chosen: Option<&[bool]>,
        (scopes, actors): (usize, usize),
        room: &mut Rows,
    ) -> Vec<u64> {
        let wanted = |set: usize| chosen.is_none_or(|chosen| chosen[set]);
        let (needed, place) = self.needed(wanted);
        room.renew(needed.len(), actors);
        for (n, set) in needed.iter().enumerate() {
            match &self.sets[*set] {
                Set::Classes(of) => of
                    .iter()
                    .for_each(|class| room.or_from(n, classes.row(class.index()))),
                Set::Union(of) => of
                    .iter()
                    .for_each(|set| room.or_within(n, place[*set as usize])),
            }
        }
        let weights = self.weights.iter().filter(|weight| wanted(weight.class));
        let weights = weights.map(|weight| Weight {
            class: place[weight.class],
            ..*weight
        });
        element_sums(room, &weights.collect::<Vec<_>>(), scopes, actors)
    }

    /// The sets that are wanted and those that they are made of, in order, and the place of each among them.
    fn needed(&self, wanted: impl Fn(usize) -> bool) -> (Vec<usize>, Vec<usize>) {
        let mut need: Vec<bool> = (0..self.sets.len()).map(wanted).collect();
        for (n, set) in self.sets.iter().enumerate() {
            if let (true, Set::Union(of)) = (need[n], set) {
                of.iter().for_each(|set| need[*set as usize] = true);
            }
        }
        let mut place = vec![usize::MAX; need.len()];
        let mut needed = Vec::new();
        for n in (0..need.len()).filter(|n| need[*n]) {
            place[n] = needed.len();
            needed.push(n);
        }
        (needed, place)
    }
}
