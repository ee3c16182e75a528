//! Which claims may follow when a claim is new: so that a round looks at these, and not at all.

use keyholder_supply::{ClassId, HolderId, Network, PartyId, PoolId, ReleaseId, RouteId};
use keyholder_witness::Claim;

use crate::explain::Space;

/// For each claim, those that a rule may derive from it; what is seen and stopped at places is left out, since
/// nothing follows from it and it is asked about as a whole.
pub(crate) struct Dependents {
    starts: Vec<u32>,
    of: Vec<u32>,
}

impl Dependents {
    /// Reads them off the rules, whatever the view: too many only cost time.
    pub(crate) fn new(net: &Network, space: &Space) -> Self {
        let mut pairs = Pairs {
            space,
            pairs: Vec::new(),
        };
        pairs.of_parties(net);
        pairs.of_routes(net);
        pairs.of_releases(net);
        pairs.of_classes(net);
        let mut pairs = pairs.pairs;
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0; space.len() + 1];
        for (from, _) in &pairs {
            starts[*from as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Dependents {
            starts,
            of: pairs.into_iter().map(|(_, to)| to).collect(),
        }
    }

    /// The claims that may follow from one, by their numbers.
    pub(crate) fn of(&self, claim: usize) -> &[u32] {
        &self.of[self.starts[claim] as usize..self.starts[claim + 1] as usize]
    }
}

struct Pairs<'s> {
    space: &'s Space,
    pairs: Vec<(u32, u32)>,
}

impl Pairs<'_> {
    fn add(&mut self, from: Claim, to: Claim) {
        let number = |claim| u32::try_from(self.space.index(claim)).unwrap_or(u32::MAX);
        self.pairs.push((number(from), number(to)));
    }

    fn of_parties(&mut self, net: &Network) {
        for (n, party) in net.parties.iter().enumerate() {
            let holders = party.owners.iter().map(|o| o.holder);
            for holder in holders.chain(party.controlled_by.iter().map(|c| c.holder)) {
                if let HolderId::Party(above) = holder {
                    let party = Claim::Controls(PartyId::from(n));
                    self.add(Claim::Controls(above), party);
                }
            }
        }
    }

    fn of_routes(&mut self, net: &Network) {
        let mut releases: Vec<Vec<ReleaseId>> = vec![Vec::new(); net.components.len()];
        for (n, release) in net.releases.iter().enumerate() {
            releases[release.component.index()].push(ReleaseId::from(n));
        }
        for (n, route) in net.routes.iter().enumerate() {
            let id = RouteId::from(n);
            let guards = || route.guards.iter().filter_map(|g| g.party);
            for party in route.keyholders.iter().copied().chain(guards()) {
                self.add(Claim::Controls(party), Claim::Uses(id));
            }
            let Some(component) = route.component else {
                continue;
            };
            for release in &releases[component.index()] {
                // A part gets out over a route whose guards let it pass, without its keys.
                let from = guards().map(Claim::Controls).chain([Claim::Uses(id)]);
                for from in from.collect::<Vec<Claim>>() {
                    self.add(from, Claim::Changes(*release));
                    self.add(from, Claim::ChangesUnstaged(*release));
                }
            }
        }
    }

    fn of_releases(&mut self, net: &Network) {
        for (n, release) in net.releases.iter().enumerate() {
            let whole = ReleaseId::from(n);
            for part in &release.contains {
                self.add(Claim::Changes(*part), Claim::Changes(whole));
                self.add(Claim::Changes(*part), Claim::ChangesUnstaged(whole));
            }
        }
    }

    fn of_classes(&mut self, net: &Network) {
        for (n, class) in net.classes.iter().enumerate() {
            let alters = Claim::Alters(ClassId::from(n));
            for (_, release) in class.releases() {
                self.add(Claim::Changes(release), alters);
                self.add(Claim::ChangesUnstaged(release), alters);
            }
            for route in &class.access {
                self.add(Claim::Uses(*route), alters);
            }
            for above in class.hosts.iter().chain(&class.managers) {
                self.add(Claim::Alters(*above), alters);
            }
        }
        for (n, pool) in net.pools.iter().enumerate() {
            for (class, _) in &pool.members {
                self.add(Claim::Alters(*class), Claim::Breaks(PoolId::from(n)));
            }
        }
    }
}
