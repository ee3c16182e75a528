//! Who supplies what runs where: a supplier, a function class, and the releases of the supplier in service there.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::function::{Criticality, FunctionClass};
use keyholder_supply::{ClassId, ComponentId, Network, PartyId, ReleaseId};

/// What one supplier has in service in one function class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Who.
    pub supplier: PartyId,
    /// Where.
    pub class: FunctionClass,
    /// The highest criticality of a function there that runs something of it.
    pub criticality: Criticality,
    /// Elements there that run something of it.
    pub elements: u64,
    /// Elements that run each release of it.
    pub releases: BTreeMap<ReleaseId, u64>,
}

impl Service {
    /// Elements that run some release of a component.
    #[must_use]
    pub fn of_component(&self, net: &Network, component: ComponentId) -> u64 {
        let of = |r: &&ReleaseId| net.releases[r.index()].component == component;
        // An element that runs two releases of one component counts twice here; it is one in the total.
        let sum: u64 = self
            .releases
            .iter()
            .filter(|(r, _)| of(r))
            .map(|(_, n)| n)
            .sum();
        sum.min(self.elements)
    }
}

/// Every supplier with something in service, by supplier, then by class. Elements that are not placed on a
/// function are in no class.
#[must_use]
pub fn services(net: &Network) -> Vec<Service> {
    let mut all: BTreeMap<(PartyId, FunctionClass), Service> = BTreeMap::new();
    for (n, class) in net.classes.iter().enumerate() {
        let Some(function) = class.function.map(|f| &net.functions[f.index()]) else {
            continue;
        };
        let mut suppliers = BTreeSet::new();
        for release in releases(net, ClassId::from(n)) {
            let component = net.releases[release.index()].component;
            let Some(supplier) = net.components[component.index()].supplier else {
                continue;
            };
            let service = all.entry((supplier, function.class)).or_insert(Service {
                supplier,
                class: function.class,
                criticality: function.criticality,
                elements: 0,
                releases: BTreeMap::new(),
            });
            service.criticality = service.criticality.max(function.criticality);
            *service.releases.entry(release).or_default() += class.size;
            if suppliers.insert(supplier) {
                service.elements += class.size;
            }
        }
    }
    all.into_values().collect()
}

/// The releases in the layers of a class of elements, each once.
fn releases(net: &Network, class: ClassId) -> BTreeSet<ReleaseId> {
    let layers = &net.classes[class.index()].layers;
    layers
        .iter()
        .flat_map(|layer| layer.releases.iter().copied())
        .collect()
}
