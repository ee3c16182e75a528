//! Places that the same pools serve: what holds of one holds of all, so it is computed once.

use hashbrown::HashMap;

use keyholder_supply::{Network, PlaceId, PoolId};

use crate::effects::units;

/// Places grouped by the pools that serve them and by whether something they need is not described.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceKinds {
    /// For each place, its kind.
    pub of: Vec<u32>,
    /// The first place of each kind.
    pub first: Vec<PlaceId>,
    /// How many places each kind has.
    pub places: Vec<u64>,
    /// Their subscribers, as far as stated.
    pub subscribers: Vec<u64>,
    /// Pools of one thing that some place cannot do without; see [`units`].
    pub(crate) units: Vec<Vec<PoolId>>,
    /// For each kind, the positions of its units.
    pub(crate) needs: Vec<Vec<u32>>,
}

impl PlaceKinds {
    /// Groups the places of a network.
    #[must_use]
    pub fn new(net: &Network) -> Self {
        let mut seen: HashMap<(&[PoolId], bool), u32> = HashMap::new();
        let mut kinds = PlaceKinds::default();
        for (n, place) in net.places.iter().enumerate() {
            let next = u32::try_from(kinds.first.len()).unwrap_or(u32::MAX);
            let key = (place.pools.as_slice(), !place.gaps.is_empty());
            let kind = *seen.entry(key).or_insert(next);
            if kind == next {
                kinds.first.push(PlaceId::from(n));
                kinds.places.push(0);
                kinds.subscribers.push(0);
            }
            let at = kind as usize;
            kinds.of.push(kind);
            kinds.places[at] += 1;
            kinds.subscribers[at] += place.subscribers.unwrap_or(0);
        }
        let mut known: HashMap<Vec<PoolId>, u32> = HashMap::new();
        for first in &kinds.first {
            let mut needs = Vec::new();
            for unit in units(net, *first).into_values() {
                let next = u32::try_from(kinds.units.len()).unwrap_or(u32::MAX);
                let number = match known.get(&unit) {
                    Some(number) => *number,
                    None => {
                        known.insert(unit.clone(), next);
                        kinds.units.push(unit);
                        next
                    }
                };
                needs.push(number);
            }
            kinds.needs.push(needs);
        }
        kinds
    }
}
