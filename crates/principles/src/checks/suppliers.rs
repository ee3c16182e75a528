//! `suppliers`: each function or pool of a part has enough suppliers that belong to different owners.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::principle::{Part, Per};
use keyholder_supply::{ClassId, FunctionId, PartyId};

use crate::assess::Asked;
use crate::finding::{ChangeKind, Missing, Of};
use crate::scope::{Scope, holds};
use crate::supply::makers;
use crate::tally::{Measured, State, Tally};
use crate::words;

/// Suppliers of some elements.
#[derive(Default)]
struct Found {
    suppliers: BTreeSet<PartyId>,
    /// Elements of whose supplier nothing is known; each may be another's.
    open: u64,
}

pub(super) fn ask(asked: &Asked<'_>, of: Of, per: Per, at_least: u32, part: &Part) -> Measured {
    let net = asked.net;
    let mut tally = Tally::new(asked.net, ChangeKind::Supplier);
    let scope = Scope::new(net, part, of);
    match per {
        Per::Function => {
            let mut functions: BTreeMap<FunctionId, Found> = BTreeMap::new();
            for id in &scope.sure {
                if let Some(function) = net.classes[id.index()].function {
                    let size = net.classes[id.index()].size;
                    functions.entry(function).or_default().add(asked, *id, size);
                }
            }
            for (function, found) in functions {
                let name = &net.functions[function.index()].name;
                found.count(asked, name, at_least, true, &mut tally);
            }
        }
        Per::Pool => {
            for pool in &net.pools {
                let mine = match of {
                    Of::Operator(operator) => pool.operator.map(|whose| whose == operator),
                    Of::Network | Of::Supplier(_) => Some(true),
                };
                if mine == Some(false) || pool.size == 0 || !holds(net, part, pool.function) {
                    continue;
                }
                let mut found = Found::default();
                for (class, count) in &pool.members {
                    found.add(asked, *class, u64::from(*count));
                }
                // Of elements that no file puts into a pool it is not known whether they stand in for each other.
                let sure = mine == Some(true) && pool.stated;
                found.count(
                    asked,
                    &format!("pool {}", pool.id),
                    at_least,
                    sure,
                    &mut tally,
                );
            }
        }
    }
    let placed = |class: &ClassId| net.classes[class.index()].function.is_some();
    let open = !scope.maybe.is_empty() || !scope.sure.iter().all(placed);
    tally.open(
        u64::from(open),
        "elements of which it is not known whether they belong here",
        "state function and operator of every element",
    );
    let things = match per {
        Per::Function => ["function", "functions"],
        Per::Pool => ["pool", "pools"],
    };
    let place = format!("of {}", words::part(part));
    let have = match at_least {
        1 => "have a supplier who is known".to_owned(),
        n => format!("have {n} suppliers or more that no common owner decides for"),
    };
    tally.finish(things, &place, &have)
}

impl Found {
    fn add(&mut self, asked: &Asked<'_>, class: ClassId, count: u64) {
        let makers = makers(asked.net, &asked.net.classes[class.index()]);
        self.open += if makers.open { count } else { 0 };
        self.suppliers.extend(makers.suppliers);
    }

    /// How many owners apart there are, at least and at most. A supplier of which it is not known who decides
    /// for it may belong to another one here.
    fn owners(&self, asked: &Asked<'_>) -> (u64, u64) {
        let family = |p: &PartyId| asked.ties.family[p.index()];
        let all: BTreeSet<usize> = self.suppliers.iter().map(family).collect();
        let closed = self
            .suppliers
            .iter()
            .filter(|p| !asked.ties.owners_open[p.index()]);
        let sure: BTreeSet<usize> = closed.map(family).collect();
        let low = (sure.len() as u64).max(u64::from(!all.is_empty()));
        (low, all.len() as u64 + self.open)
    }

    fn count(&self, asked: &Asked<'_>, name: &str, at_least: u32, sure: bool, tally: &mut Tally) {
        let (low, high) = self.owners(asked);
        let state = match u64::from(at_least) {
            least if low >= least && !sure => State::Unknown,
            least if low >= least => State::Yes,
            least if high < least => State::No,
            _ => State::Unknown,
        };
        tally.add(state, true, 1, name, || {
            let names: Vec<String> = self
                .suppliers
                .iter()
                .map(|p| asked.net.parties[p.index()].name.clone())
                .collect();
            let who = if names.is_empty() {
                "nobody who is known".to_owned()
            } else {
                words::some(&names, 3)
            };
            let more = u64::from(at_least).saturating_sub(low);
            Missing {
                what: format!("{more} more supplier of {name}, which comes from {who}"),
                remedy: match state {
                    State::Unknown => "state suppliers and their owners in full",
                    _ => "qualify and bring in another supplier",
                }
                .to_owned(),
            }
        });
    }
}
