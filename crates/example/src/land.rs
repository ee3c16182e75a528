//! The land: regions, towns whose sizes follow their rank, and the places where each operator serves them.

use crate::dice::Dice;
use crate::geography::{self, Point};
use crate::names::{Names, capital};
use crate::text::csv_row;
use crate::topology::Topology;

/// Operators of a nation.
pub(crate) const OPERATORS: usize = 5;

/// Parts of the market in percent, of the first operator to the last.
pub(crate) const MARKET: [u32; OPERATORS] = [33, 27, 19, 13, 8];

/// Most regions.
const REGIONS_MAX: usize = 20;

/// Elements for each place, on average.
const PER_PLACE: u64 = 125;

/// Subscribers for each element, on average.
const SUBSCRIBERS_PER_ELEMENT: u64 = 6;

/// A region.
pub(crate) struct Region {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Nodes of the backbone in it.
    pub(crate) nodes: Vec<usize>,
}

/// Where an operator serves a town, or a district of it.
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) operator: usize,
    pub(crate) region: usize,
    pub(crate) town: usize,
    /// People there who may be customers of the operator, in no unit.
    pub(crate) weight: u64,
    /// `None`: not stated.
    pub(crate) subscribers: Option<u64>,
    /// How old what stands there is: 0 the newest, to 2.
    pub(crate) generation: usize,
    /// In which wave of a staged rollout it is.
    pub(crate) wave: usize,
    /// `None`: not stated.
    pub(crate) at: Option<Point>,
}

/// Regions and places.
pub(crate) struct Land {
    pub(crate) regions: Vec<Region>,
    /// Sorted by id.
    pub(crate) places: Vec<Place>,
}

struct Town {
    name: String,
    region: usize,
    people: u64,
    at: Point,
}

impl Land {
    pub(crate) fn new(seed: u64, elements: u64, backbone: &Topology, operators: &[String]) -> Land {
        let places = usize::try_from(elements / PER_PLACE)
            .unwrap_or(usize::MAX)
            .max(16);
        let mut names = Names::of_towns(seed);
        let nodes = backbone.regions(regions(places).min(backbone.nodes()));
        let count = nodes.iter().max().map_or(1, |most| most + 1);
        let regions: Vec<Region> = (0..count)
            .map(|n| {
                let id = names.next();
                Region {
                    name: capital(&id),
                    id,
                    nodes: (0..nodes.len()).filter(|node| nodes[*node] == n).collect(),
                }
            })
            .collect();
        let towns = towns(seed, (places / 4).max(count), count, &mut names);
        let mut land = Land {
            regions,
            places: Vec::with_capacity(places),
        };
        land.settle(seed, &towns, places, operators);
        land.places.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        land.count_subscribers(seed, elements);
        land
    }

    /// Gives each town its places: three, and further ones in proportion to its people.
    fn settle(&mut self, seed: u64, towns: &[Town], places: usize, operators: &[String]) {
        let all: u128 = towns.iter().map(|t| u128::from(t.people)).sum();
        let further = places.saturating_sub(3 * towns.len()) as u128;
        let (mut people, mut given) = (0_u128, 0_u128);
        for (n, town) in towns.iter().enumerate() {
            people += u128::from(town.people);
            let upto = people * further / all;
            let mut count = 3 + usize::try_from(upto - given).unwrap_or(0);
            given = upto;
            if n == 0 {
                count = count.max(OPERATORS);
            }
            self.settle_town(seed, n, town, count, operators);
        }
    }

    fn settle_town(&mut self, seed: u64, n: usize, town: &Town, count: usize, names: &[String]) {
        let mut dice = Dice::of(seed, "places of a town", &[n as u64]);
        let mut left = MARKET;
        let mut districts = [0_usize; OPERATORS];
        for k in 0..count {
            // Each operator comes once before any comes again.
            let of = if k < OPERATORS { &left } else { &MARKET };
            let operator = dice.weighted(of);
            left[operator] = 0;
            districts[operator] += 1;
        }
        let present = |o: &usize| districts[*o] > 0;
        let market: u32 = (0..OPERATORS).filter(present).map(|o| MARKET[o]).sum();
        for operator in (0..OPERATORS).filter(present) {
            let of = districts[operator];
            let weight = town.people / u64::from(market) * u64::from(MARKET[operator]) / of as u64;
            for district in 1..=of {
                let region = &self.regions[town.region].id;
                let name = match of {
                    1 => capital(&town.name),
                    _ => format!("{} {district}", capital(&town.name)),
                };
                self.places.push(Place {
                    id: format!("{region}/{}-{}-{district:03}", town.name, names[operator]),
                    name,
                    operator,
                    region: town.region,
                    town: n,
                    weight: weight.max(1),
                    subscribers: None,
                    generation: dice.weighted(&[72, 21, 7]),
                    wave: 1 + dice.weighted(&[6, 24, 70]),
                    at: geography::place(seed, town.at, n, operator, district),
                });
            }
        }
    }

    /// Shares the subscribers out; of some places nobody stated them.
    fn count_subscribers(&mut self, seed: u64, elements: u64) {
        let all: u128 = self.places.iter().map(|p| u128::from(p.weight)).sum();
        let people = u128::from(elements) * u128::from(SUBSCRIBERS_PER_ELEMENT);
        for (n, place) in self.places.iter_mut().enumerate() {
            let share = u128::from(place.weight) * people / all;
            let stated = !Dice::of(seed, "subscribers", &[n as u64]).per_mille(15);
            place.subscribers = stated.then(|| u64::try_from(share).unwrap_or(u64::MAX).max(10));
        }
    }

    /// The place of an operator in a region where its data centre stands: the largest.
    pub(crate) fn centre(&self, operator: usize, region: usize) -> Option<usize> {
        let there = |n: &usize| {
            let place = &self.places[*n];
            place.operator == operator && place.region == region
        };
        let places = (0..self.places.len()).filter(there);
        places.max_by_key(|n| (u64::MAX - self.places[*n].town as u64, usize::MAX - n))
    }

    /// `network/places.csv`.
    pub(crate) fn table(&self, operators: &[String]) -> String {
        let mut out = "place,name,operator,region,subscribers,latitude,longitude\n".to_owned();
        for place in &self.places {
            let subscribers = place.subscribers.map_or(String::new(), |s| s.to_string());
            let region = &self.regions[place.region].name;
            let [latitude, longitude] = place.at.map_or_else(Default::default, Point::degrees);
            csv_row(
                &mut out,
                [
                    &place.id,
                    &place.name,
                    &operators[place.operator],
                    region,
                    &subscribers,
                    &latitude,
                    &longitude,
                ]
                .map(String::as_str),
            );
        }
        out
    }
}

/// Regions of a land with so many places: three in a small one, twenty in a large one.
pub(crate) fn regions(places: usize) -> usize {
    ((places as u64 * 10).isqrt() as usize / 11).clamp(3, REGIONS_MAX)
}

/// Nodes of a backbone that a seed makes: two for each region.
pub(crate) fn nodes(elements: u64) -> usize {
    2 * regions(usize::try_from(elements / PER_PLACE).unwrap_or(usize::MAX))
}

/// Towns by rank. People fall with the rank, as 1/rank, and a little by chance. The first ones are the
/// centres of the regions; the very first is the capital.
fn towns(seed: u64, count: usize, regions: usize, names: &mut Names) -> Vec<Town> {
    let mut dice = Dice::of(seed, "towns", &[]);
    // Regions differ in size: the first weigh most.
    let weights: Vec<u32> = (0..regions).map(|n| 600 / (n as u32 + 4)).collect();
    (0..count)
        .map(|n| {
            let region = if n < regions {
                n
            } else {
                dice.weighted(&weights)
            };
            let people = 1_000_000_000_000 / (n as u64 + 1);
            Town {
                name: names.next(),
                at: geography::town(seed, n, region, regions),
                region,
                people: people / 100 * (80 + dice.below(40) as u64),
            }
        })
        .collect()
}
