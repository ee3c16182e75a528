//! A nation as a whole: how its parts come about, and how many elements go where.

use std::collections::{BTreeMap, BTreeSet};

use crate::access;
use crate::group::{CELLS, Group, Hole, Pool, cell, pools_table};
use crate::land::{self, Land, OPERATORS};
use crate::local::Managers;
use crate::market::{Market, Site};
use crate::parties::Parties;
use crate::parts::Parts;
use crate::products::{AS_OF, Products};
use crate::rows::Rows;
use crate::text::Toml;
use crate::topology::Topology;

/// Fewest elements of a nation: fewer do not fill the centres of five operators.
pub const ELEMENTS_MIN: u64 = 3_000;

/// Most elements of a nation.
pub const ELEMENTS_MAX: u64 = 1_000_000_000;

/// Places whose distributed units are in a pool of their own, with a stated number that must work.
const POOLED_MAX: usize = 500;

/// Fewest elements of a place.
const FLOOR: u64 = 12;

/// Of so many elements one is a row of an old inventory, of which nothing is known.
const OLD_EVERY: u64 = 650;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What chance starts from: the same seed gives the same nation.
    pub seed: u64,
    /// How many elements, exactly.
    pub elements: u64,
    /// The shape of the backbone; one is made from the seed when it is not given.
    pub topology: Option<Topology>,
}

/// Fewer or more elements were asked for than can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeError {
    /// How many were asked for.
    pub elements: u64,
    /// How many it takes at least, with this backbone.
    pub least: u64,
}

impl std::fmt::Display for SizeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (asked, least) = (self.elements, self.least);
        write!(
            f,
            "a nation with this backbone has from {least} to {ELEMENTS_MAX} elements, not {asked}"
        )
    }
}

impl std::error::Error for SizeError {}

/// A nation that does not exist.
pub struct Nation {
    pub(crate) seed: u64,
    pub(crate) elements: u64,
    pub(crate) backbone: Topology,
    pub(crate) land: Land,
    pub(crate) parties: Parties,
    pub(crate) parts: Parts,
    pub(crate) products: Products,
    /// Places whose distributed units are in a pool.
    pub(crate) pooled: BTreeSet<usize>,
    /// Data centres: for an operator, the national place, and that of each region.
    centres: BTreeMap<Site, usize>,
    /// Groups of data centres, by place.
    pub(crate) central: BTreeMap<usize, Vec<Group>>,
    pub(crate) pools: Vec<Pool>,
    /// Elements that are shared out among places.
    local: u64,
    floor: u64,
}

impl Nation {
    /// Makes a nation.
    ///
    /// # Errors
    /// When the number of elements is out of bounds, or too small for the data centres of a large backbone.
    pub fn new(wish: &Wish) -> Result<Nation, SizeError> {
        let (seed, elements) = (wish.seed, wish.elements);
        if !(ELEMENTS_MIN..=ELEMENTS_MAX).contains(&elements) {
            let least = ELEMENTS_MIN;
            return Err(SizeError { elements, least });
        }
        let backbone = match &wish.topology {
            Some(topology) => topology.clone(),
            None => Topology::mesh(seed, land::nodes(elements)),
        };
        let releases = releases(elements);
        let parties = Parties::new(seed, (releases * 9 / 100).max(30));
        let parts = Parts::new(seed, &parties, releases * 65 / 100);
        let products = Products::new(seed, &parties, &parts, releases * 35 / 100);
        let land = Land::new(seed, elements, &backbone, &parties.operators);
        let mut nation = Nation {
            seed,
            elements,
            backbone,
            land,
            parties,
            parts,
            products,
            pooled: BTreeSet::new(),
            centres: BTreeMap::new(),
            central: BTreeMap::new(),
            pools: Vec::new(),
            local: 0,
            floor: 0,
        };
        nation.build_centres();
        let central: usize = nation.central.values().flatten().map(|g| g.count).sum();
        // At least a third stands at places. Centres grow a little with their nation, so more is asked for.
        let least = central as u64 * 2;
        if elements < central as u64 / 2 * 3 {
            return Err(SizeError { elements, least });
        }
        nation.local = elements - nation.old() - central as u64;
        nation.share_out();
        Ok(nation)
    }

    pub(crate) fn market(&self) -> Market<'_> {
        Market {
            seed: self.seed,
            products: &self.products,
        }
    }

    /// Operators and regions in which they have places.
    pub(crate) fn sites(&self) -> impl Iterator<Item = Site> {
        self.centres.keys().copied()
    }

    /// The place of a data centre.
    pub(crate) fn centre_of(&self, site: Site) -> &str {
        let place = self.centres.get(&site).map(|n| &self.land.places[*n]);
        place.map_or("", |place| place.id.as_str())
    }

    /// Who manages what at a site.
    pub(crate) fn managers(&self, site: Site) -> Managers {
        let national = Site {
            region: None,
            ..site
        };
        let national = format!("{}/national-", self.centre_of(national));
        let centre = match site.region {
            None => national.clone(),
            Some(_) => format!("{}/", self.centre_of(site)),
        };
        Managers {
            centre,
            national,
            containers: self.market().containers(site.operator),
        }
    }

    fn build_centres(&mut self) {
        for operator in 0..OPERATORS {
            let regions = (0..self.land.regions.len()).map(Some);
            for region in [None].into_iter().chain(regions) {
                // The capital lies in the first region.
                if let Some(place) = self.land.centre(operator, region.unwrap_or(0)) {
                    self.centres.insert(Site { operator, region }, place);
                }
            }
        }
        let mut places: BTreeMap<Site, usize> = BTreeMap::new();
        for place in &self.land.places {
            let operator = place.operator;
            for region in [None, Some(place.region)] {
                *places.entry(Site { operator, region }).or_default() += 1;
            }
        }
        for (site, at) in self.centres.clone() {
            let id = &self.land.places[at].id;
            let count = places.get(&site).copied().unwrap_or(0);
            let (groups, pools) = self.centre(site, id, count);
            self.central.entry(at).or_default().extend(groups);
            self.pools.extend(pools);
        }
    }

    /// Counts what is left for places, and pools the units of the largest.
    fn share_out(&mut self) {
        let places = self.land.places.len() as u64;
        self.floor = FLOOR.min(self.local / places);
        let mut largest: Vec<usize> = (0..self.land.places.len()).collect();
        largest.sort_by_key(|n| (u64::MAX - self.land.places[*n].weight, *n));
        largest.truncate(POOLED_MAX.min(largest.len() / 10));
        self.pooled = largest.into_iter().collect();
        let counts: Vec<(usize, u64)> = self.counts().collect();
        for (place, count) in counts {
            let units = Nation::units(usize::try_from(count).unwrap_or(usize::MAX));
            if self.pooled.contains(&place) {
                let here = &self.land.places[place];
                self.pools.push(Pool {
                    id: format!("{}/du", here.id),
                    function: "gNB-DU",
                    operator: here.operator,
                    needed: (place % 50 != 7).then_some((units * 7).div_ceil(10)),
                    serves: here.id.clone(),
                });
            }
        }
    }

    /// Places in their order, each with how many elements stand there besides those of data centres.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (usize, u64)> {
        let places = &self.land.places;
        let all: u128 = places.iter().map(|p| u128::from(p.weight)).sum();
        let rest = u128::from(self.local - self.floor * places.len() as u64);
        let (mut weight, mut given) = (0_u128, 0_u128);
        places.iter().enumerate().map(move |(n, place)| {
            weight += u128::from(place.weight);
            let upto = weight * rest / all;
            let more = u64::try_from(upto - given).unwrap_or(0);
            given = upto;
            (n, self.floor + more)
        })
    }

    /// Rows of an old inventory.
    pub(crate) fn old(&self) -> u64 {
        self.elements / OLD_EVERY
    }

    /// Their groups: of two in three it is known whose they are.
    pub(crate) fn old_inventory(&self) -> Vec<Group> {
        let mut first = 1;
        let all = usize::try_from(self.old()).unwrap_or(usize::MAX);
        let shares = [all / 3, all / 3, all - all / 3 * 2];
        let mut groups = Vec::new();
        for (n, count) in shares.into_iter().enumerate() {
            let mut cells: [String; CELLS] = Default::default();
            if let Some(operator) = self.parties.operators[..2].get(n) {
                cells[cell::OPERATOR].clone_from(operator);
            }
            groups.push(Group {
                stem: "zz-old-inventory/item".to_owned(),
                first,
                count,
                cells,
                hosts: None,
                hole: Some(Hole::Old),
            });
            first += count;
        }
        groups.retain(|group| group.count > 0);
        groups
    }

    /// How many elements there are.
    #[must_use]
    pub fn elements(&self) -> u64 {
        self.elements
    }

    /// The name of the project.
    #[must_use]
    pub fn name(&self) -> String {
        format!(
            "Synthetic nation {} ({} elements)",
            self.seed, self.elements
        )
    }

    /// The rows of `network/elements*`, sorted by place and by id.
    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        Rows::new(self)
    }

    /// Every other file but the README, by path: TOML files, pools and places.
    pub fn files(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let small = [
            ("keyholder.toml".to_owned(), self.settings()),
            ("groups.toml".to_owned(), access::groups()),
            (
                "routes/remote-maintenance.toml".to_owned(),
                access::remote(self),
            ),
            (
                "routes/managed-services.toml".to_owned(),
                access::managed(self),
            ),
        ];
        let operators = &self.parties.operators;
        let parties = self.parties.all.iter().map(|party| {
            let path = format!("parties/{}.toml", party.id);
            (path, party.file(SAID))
        });
        let (seed, parties_of) = (self.seed, &self.parties);
        let tables = [
            (
                "network/pools.csv".to_owned(),
                pools_table(&self.pools, operators),
            ),
            ("network/places.csv".to_owned(), self.land.table(operators)),
            (
                "documents/boundary.geojson".to_owned(),
                crate::geography::boundary(seed),
            ),
        ];
        small
            .into_iter()
            .chain(parties)
            .chain(self.products.files(seed, parties_of, &self.parts, SAID))
            .chain(self.parts.files(seed, parties_of, SAID))
            .chain(tables)
    }

    fn settings(&self) -> String {
        let mut toml = Toml::headed("Synthetic: everything here is made up from a seed.");
        toml.plain("format", "1")
            .text("name", &self.name())
            .plain("as_of", AS_OF)
            .plain("synthetic", "true")
            .text(
                "note",
                &format!("made up from seed {}; nothing of it exists", self.seed),
            );
        toml.finish()
    }
}

/// On whose word everything stands.
pub(crate) const SAID: &str = "synthetic: made up from a seed";

/// Releases of a nation: they grow more slowly than its elements; 10 000 for ten million.
fn releases(elements: u64) -> usize {
    // A root, in whole numbers, so that it is the same everywhere.
    let root = usize::try_from(elements.isqrt()).unwrap_or(usize::MAX);
    (root * 10_000 / 3_162).clamp(350, 30_000)
}
