//! Whose product an element is, who decides for suppliers, and of which suppliers that is not fully known.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_reach::{ActorKind, ActorName, Assessment};
use keyholder_supply::{Class, ClassId, CountryId, HolderId, Layer, Network, PartyId};

/// Of which parties it is not fully known who decides for them, and which belong together.
pub(crate) struct Ties {
    /// Somebody unknown may decide for it by votes or orders.
    pub(crate) owners_open: Vec<bool>,
    /// The same, or its seat, or that of one that may decide for it, is not stated.
    pub(crate) country_open: Vec<bool>,
    /// Parties under one deciding party have the same number.
    pub(crate) family: Vec<usize>,
    /// Countries that decide for an operator.
    pub(crate) homes: BTreeSet<CountryId>,
}

impl Ties {
    pub(crate) fn new(net: &Network, results: &Assessment) -> Ties {
        let own = |p: &keyholder_supply::Party| {
            let high: u64 = p.owners.iter().map(|o| u64::from(o.share.high.0)).sum();
            let hidden = u64::from(p.undisclosed.0);
            let threshold = u64::from(net.settings.control_threshold.0);
            p.owners_unknown.is_some()
                || hidden > 0 && hidden + high >= threshold
                || p.owners.iter().any(|o| o.share.low < o.share.high)
                || p.controlled_by.iter().any(|c| c.contested)
        };
        let owners: Vec<bool> = net.parties.iter().map(own).collect();
        let seat = |n: usize| owners[n] || net.parties[n].seat_unknown.is_some();
        let countries: Vec<bool> = (0..owners.len()).map(seat).collect();
        let homes = net
            .parties
            .iter()
            .zip(&results.countries)
            .filter(|(party, _)| party.operates)
            .flat_map(|(_, countries)| countries.iter().copied())
            .collect();
        Ties {
            owners_open: spread(net, owners),
            country_open: spread(net, countries),
            family: families(net, results),
            homes,
        }
    }
}

/// Who is held by somebody of whom it is not known, is not known either.
fn spread(net: &Network, mut open: Vec<bool>) -> Vec<bool> {
    loop {
        let mut more = false;
        for (n, party) in net.parties.iter().enumerate() {
            let holders = party.owners.iter().map(|o| o.holder);
            let mut holders = holders.chain(party.controlled_by.iter().map(|c| c.holder));
            let through = holders.any(|h| matches!(h, HolderId::Party(p) if open[p.index()]));
            if through && !open[n] {
                open[n] = true;
                more = true;
            }
        }
        if !more {
            return open;
        }
    }
}

/// Joins all that one party surely controls.
fn families(net: &Network, results: &Assessment) -> Vec<usize> {
    let mut family: Vec<usize> = (0..net.parties.len()).collect();
    for result in &results.actors {
        if result.actor.kind() != ActorKind::Party {
            continue;
        }
        let joined: BTreeSet<usize> = result.controls.iter().map(|p| family[p.index()]).collect();
        let Some(least) = joined.first().copied() else {
            continue;
        };
        for known in &mut family {
            if joined.contains(known) {
                *known = least;
            }
        }
    }
    family
}

/// Whose product an element is: suppliers of its topmost layer that is not `none`, and whether that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Makers {
    pub(crate) suppliers: Vec<PartyId>,
    pub(crate) open: bool,
}

pub(crate) fn makers(net: &Network, class: &Class) -> Makers {
    let layers = Layer::ALL.iter().rev();
    let mut layers = layers.map(|layer| &class.layers[*layer as usize]);
    let top = layers.find(|layer| !layer.releases.is_empty() || layer.unknown.is_some());
    let Some(top) = top else {
        return Makers::default();
    };
    let mut makers = Makers {
        suppliers: Vec::new(),
        open: top.unknown.is_some(),
    };
    for release in &top.releases {
        let component = net.releases[release.index()].component;
        match net.components[component.index()].supplier {
            Some(supplier) => makers.suppliers.push(supplier),
            None => makers.open = true,
        }
    }
    makers.suppliers.sort_unstable();
    makers.suppliers.dedup();
    makers
}

/// Elements of some classes by whose product they are; `weigh` gives the weight of a class.
pub(crate) fn by_makers(
    net: &Network,
    classes: &[ClassId],
    weigh: impl Fn(&Class) -> u64,
) -> BTreeMap<Makers, u64> {
    let mut sums = BTreeMap::new();
    for class in classes {
        let class = &net.classes[class.index()];
        *sums.entry(makers(net, class)).or_default() += weigh(class);
    }
    sums
}

/// Suppliers of anything in service, in any layer, that do not operate themselves.
pub(crate) fn suppliers(net: &Network) -> BTreeSet<PartyId> {
    let releases = net.classes.iter().flat_map(Class::releases);
    let components = releases.map(|(_, release)| net.releases[release.index()].component);
    let suppliers = components.filter_map(|c| net.components[c.index()].supplier);
    suppliers
        .filter(|p| !net.parties[p.index()].operates)
        .collect()
}

/// Whether an actor operates, or surely decides for somebody who does.
pub(crate) fn is_home(net: &Network, result: &keyholder_reach::ActorResult) -> bool {
    let operates = |party: &PartyId| net.parties[party.index()].operates;
    let itself = matches!(result.actor.name, ActorName::Party(p) if operates(&p));
    itself || result.controls.iter().any(operates)
}
