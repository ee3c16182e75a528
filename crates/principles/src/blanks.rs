//! What a stranger could change: somebody of whom nothing is stated, a party or a country.
//!
//! Without it, a network of which nothing is stated would have nobody who holds anything.

use std::cell::OnceCell;

use keyholder_reach::close;
use keyholder_supply::principle::{ByMeans, Who};
use keyholder_supply::{HolderId, Network, PartyId};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

/// For each kind of stranger and each way, the classes that it could change if it filled every blank. Computed
/// when first asked for.
#[derive(Default)]
pub(crate) struct Blanks {
    keys: OnceCell<[Vec<bool>; 2]>,
    with_parts: OnceCell<[Vec<bool>; 2]>,
}

impl Blanks {
    pub(crate) fn classes(&self, net: &Network, who: Who, means: ByMeans) -> &[bool] {
        let (cell, means) = match means {
            ByMeans::Keys => (&self.keys, Means::Keys),
            ByMeans::WithParts => (&self.with_parts, Means::Upstream),
        };
        let both = cell.get_or_init(|| strangers(net, means));
        match who {
            Who::Party => &both[0],
            Who::Country => &both[1],
        }
    }
}

fn strangers(net: &Network, means: Means) -> [Vec<bool>; 2] {
    // A country that nothing names may be the seat of every party whose seat is not stated.
    let seatless = (0..net.parties.len()).filter(|n| net.parties[*n].seat_unknown.is_some());
    let seatless = seatless.map(|n| HolderId::Party(PartyId::from(n)));
    let actor = |holders| Actor {
        holders,
        presence: false,
    };
    let actors = [actor(Vec::new()), actor(seatless.collect())];
    let view = View {
        bound: Bound::AtMost,
        means,
        stage: Stage::InTheEnd,
    };
    let closure = close(net, &actors, view);
    let row = |column| {
        let classes = 0..net.classes.len();
        classes
            .map(|class| closure.classes.get(class, column))
            .collect()
    };
    [row(0), row(1)]
}
