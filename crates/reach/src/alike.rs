//! Places that the same pools serve: what holds of one holds of all, so it is computed once.

use std::collections::HashMap;

use keyholder_supply::{Network, PlaceId, PoolId};

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
        kinds
    }
}
