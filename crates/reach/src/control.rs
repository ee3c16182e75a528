//! Who decides for whom: a least fixpoint over sums of shares.
//!
//! This is the company-control problem (Ceri, Gottlob, Tanca 1990): a holder controls a party when its own
//! shares together with those of all that it controls exceed the threshold. A path search would miss
//! 30 % held directly and 25 % through a subsidiary; circular holdings add nothing by themselves.

use keyholder_supply::{HolderId, Network, PartyId};
use keyholder_witness::{Actor, Bound};

use crate::Rows;

/// For every party, the actors that control it under a bound. A worklist for each actor; each holding is looked
/// at once.
#[must_use]
pub fn control(net: &Network, actors: &[Actor], bound: Bound) -> Rows {
    let index = Index::new(net, bound);
    let mut rows = Rows::new(net.parties.len(), actors.len());
    let mut work = Work {
        sums: vec![0; net.parties.len()],
        touched: Vec::new(),
        controlled: vec![false; net.parties.len()],
    };
    for (column, actor) in actors.iter().enumerate() {
        for party in index.controlled_by(net, actor, bound, &mut work) {
            rows.set(party.index(), column);
        }
    }
    rows
}

/// Holdings and stated control by holder.
struct Index {
    /// For each party, then each country: what it holds, in millionths, and what it is stated to control.
    holdings: Vec<Vec<(PartyId, u32)>>,
    stated: Vec<Vec<PartyId>>,
    /// Parties that anybody may control, for all that is known.
    blank: Vec<PartyId>,
    /// Parties whose seat is not stated: any country may control them.
    seatless: Vec<PartyId>,
    present: Vec<Vec<PartyId>>,
}

struct Work {
    sums: Vec<u64>,
    touched: Vec<usize>,
    controlled: Vec<bool>,
}

impl Index {
    fn new(net: &Network, bound: Bound) -> Self {
        let n = net.parties.len();
        let mut index = Index {
            holdings: vec![Vec::new(); n + net.countries.len()],
            stated: vec![Vec::new(); n + net.countries.len()],
            blank: Vec::new(),
            seatless: Vec::new(),
            present: vec![Vec::new(); net.countries.len()],
        };
        for (at, party) in net.parties.iter().enumerate() {
            let id = PartyId::from(at);
            for holding in &party.owners {
                let share = if bound == Bound::Surely {
                    holding.share.low
                } else {
                    holding.share.high
                };
                index.holdings[slot(net, holding.holder)].push((id, share.0));
            }
            for control in party
                .controlled_by
                .iter()
                .filter(|c| !c.contested || bound != Bound::Surely)
            {
                index.stated[slot(net, control.holder)].push(id);
            }
            for (country, _) in &party.seats {
                index.stated[n + country.index()].push(id);
            }
            for (country, ..) in &party.presence {
                index.present[country.index()].push(id);
            }
            if bound == Bound::AtMost {
                if enough(net, u64::from(party.undisclosed.0)) {
                    index.blank.push(id);
                }
                if party.seat_unknown.is_some() {
                    index.seatless.push(id);
                }
            }
        }
        index
    }

    fn controlled_by(
        &self,
        net: &Network,
        actor: &Actor,
        bound: Bound,
        work: &mut Work,
    ) -> Vec<PartyId> {
        let mut found: Vec<PartyId> = Vec::new();
        let mut queue: Vec<usize> = Vec::new();
        let take =
            |party: PartyId, work: &mut Work, found: &mut Vec<PartyId>, queue: &mut Vec<usize>| {
                if !std::mem::replace(&mut work.controlled[party.index()], true) {
                    found.push(party);
                    queue.push(party.index());
                }
            };
        for holder in &actor.holders {
            match holder {
                HolderId::Party(party) => take(*party, work, &mut found, &mut queue),
                HolderId::Country(country) => {
                    queue.push(net.parties.len() + country.index());
                    if actor.presence {
                        self.present[country.index()]
                            .iter()
                            .for_each(|p| take(*p, work, &mut found, &mut queue));
                    }
                    self.seatless
                        .iter()
                        .for_each(|p| take(*p, work, &mut found, &mut queue));
                }
            }
        }
        self.blank
            .iter()
            .for_each(|p| take(*p, work, &mut found, &mut queue));
        while let Some(holder) = queue.pop() {
            self.stated[holder]
                .iter()
                .for_each(|p| take(*p, work, &mut found, &mut queue));
            for (party, share) in &self.holdings[holder] {
                let at = party.index();
                work.touched.push(at);
                work.sums[at] += u64::from(*share);
                let undisclosed = u64::from(net.parties[at].undisclosed.0);
                let more = if bound == Bound::Surely || work.sums[at] == 0 {
                    0
                } else {
                    undisclosed
                };
                let blank = if bound == Bound::AtMost {
                    undisclosed
                } else {
                    more
                };
                if enough(net, work.sums[at] + blank) {
                    take(*party, work, &mut found, &mut queue);
                }
            }
        }
        work.touched.drain(..).for_each(|at| work.sums[at] = 0);
        found
            .iter()
            .for_each(|p| work.controlled[p.index()] = false);
        found
    }
}

fn slot(net: &Network, holder: HolderId) -> usize {
    match holder {
        HolderId::Party(p) => p.index(),
        HolderId::Country(c) => net.parties.len() + c.index(),
    }
}

/// Whether a sum of shares, in millionths, gives control.
pub(crate) fn enough(net: &Network, sum: u64) -> bool {
    let threshold = u64::from(net.settings.control_threshold.0);
    sum > threshold || (net.settings.control_threshold_inclusive && sum > 0 && sum == threshold)
}
