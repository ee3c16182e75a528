//! Where: effects by operator and region, and by places alike inside.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use keyholder_reach::{ActorKind, ActorName, Assessment, Places, Rows, Weight, element_sums};
use keyholder_supply::{Network, PartyId, PlaceId, Position};
use keyholder_witness::Bound;

use crate::wire;

/// Areas that are told one by one.
const AREAS_MAX: usize = 400;
/// Parties, and as many countries, of which every area tells.
const CHOSEN: usize = 3;
/// Parties that stand out in one area.
const HERE: usize = 6;
/// Groups of places alike in one area.
const ALIKE_MAX: usize = 12;

const BOUNDS: [Bound; 3] = [Bound::Surely, Bound::Possibly, Bound::AtMost];

/// The places of an operator in a region.
#[derive(Default)]
struct Area<'a> {
    operator: Option<PartyId>,
    region: Option<&'a str>,
    places: u64,
    subscribers: u64,
    without_subscribers: u64,
    middle: Middle,
    kinds: BTreeMap<u32, Alike>,
}

/// Places of one kind in an area.
struct Alike {
    first: PlaceId,
    places: u64,
    subscribers: u64,
}

/// The mean of positions. East and west are taken from the first one, so that places on both sides of the
/// date line meet there and not in Greenwich.
#[derive(Default)]
struct Middle {
    first: Option<Position>,
    north: i64,
    east: i64,
    count: i64,
}

impl Middle {
    fn add(&mut self, at: Position) {
        const ROUND: i64 = 2 * Position::LONGITUDE_MAX as i64;
        let first = *self.first.get_or_insert(at);
        let east = i64::from(at.longitude) - i64::from(first.longitude);
        self.north += i64::from(at.latitude);
        self.east += (east + ROUND / 2).rem_euclid(ROUND) - ROUND / 2;
        self.count += 1;
    }

    fn point(&self) -> Option<wire::Point> {
        const HALF: i64 = Position::LONGITUDE_MAX as i64;
        let first = self.first?;
        let east = i64::from(first.longitude) + self.east / self.count;
        Some(wire::Point {
            latitude: i32::try_from(self.north / self.count).ok()?,
            longitude: i32::try_from((east + HALF).rem_euclid(2 * HALF) - HALF).ok()?,
        })
    }
}

/// What each actor can do in each area, by effect and bound.
struct Sums {
    groups: usize,
    intercept: [Vec<u64>; 3],
    disrupt: [Vec<u64>; 3],
}

impl Sums {
    fn new(areas: &[Area<'_>], places: &Places, actors: usize) -> Self {
        let mut weights = Vec::new();
        for (n, area) in areas.iter().enumerate() {
            for (kind, alike) in &area.kinds {
                let both = [alike.subscribers, alike.places];
                weights.extend((0..).zip(both).map(|(k, amount)| Weight {
                    class: *kind as usize,
                    group: 2 * n + k,
                    amount,
                }));
            }
        }
        let groups = 2 * areas.len();
        let of = |rows: &BTreeMap<Bound, Rows>| {
            BOUNDS.map(|bound| {
                let rows = rows.get(&bound);
                rows.map_or_else(Vec::new, |rows| {
                    element_sums(rows, &weights, groups, actors)
                })
            })
        };
        Sums {
            groups,
            intercept: of(&places.intercept),
            disrupt: of(&places.disrupt),
        }
    }

    fn amount(&self, of: &[Vec<u64>; 3], actor: usize, group: usize, total: u64) -> wire::Amount {
        let [surely, possibly, at_most] =
            [0, 1, 2].map(|bound: usize| of[bound].get(actor * self.groups + group).copied());
        wire::Amount {
            surely: surely.unwrap_or(0),
            possibly: possibly.unwrap_or(0),
            at_most: at_most.unwrap_or(0),
            of: total,
        }
    }

    fn told(&self, actor: usize, id: String, n: usize, area: &Area<'_>) -> wire::AreaActor {
        let (people, places) = (2 * n, 2 * n + 1);
        wire::AreaActor {
            actor: id,
            intercept: self.amount(&self.intercept, actor, people, area.subscribers),
            disrupt: self.amount(&self.disrupt, actor, people, area.subscribers),
            intercept_places: self.amount(&self.intercept, actor, places, area.places),
            disrupt_places: self.amount(&self.disrupt, actor, places, area.places),
        }
    }

    /// How wide an actor reaches in some areas: stopping first, looking into second, doubts last.
    fn width(&self, actor: usize, areas: impl Iterator<Item = usize>) -> [u64; 4] {
        let mut width = [0; 4];
        for n in areas {
            let disrupt = self.amount(&self.disrupt, actor, 2 * n, 0);
            let intercept = self.amount(&self.intercept, actor, 2 * n, 0);
            width[0] += disrupt.surely;
            width[1] += intercept.surely;
            width[2] += disrupt.possibly;
            width[3] += intercept.possibly;
        }
        width
    }
}

pub(crate) fn areas(net: &Network, results: &Assessment, order: &[usize]) -> wire::Areas {
    let mut areas = grouped(net, &results.places);
    areas.sort_by_key(|area| (Reverse(area.subscribers), area.region, area.operator));
    let left_out = areas.len().saturating_sub(AREAS_MAX) as u64;
    areas.truncate(AREAS_MAX);
    let name = |operator: Option<PartyId>| operator.map(|p| net.parties[p.index()].name.as_str());
    areas.sort_by_key(|area| {
        let operator = (area.operator.is_none(), name(area.operator), area.operator);
        (operator, Reverse(area.subscribers), area.region)
    });
    let sums = Sums::new(&areas, &results.places, results.actors.len());
    let all = |actor: usize| sums.width(actor, 0..areas.len());
    let chosen: Vec<usize> = [ActorKind::Party, ActorKind::Country]
        .into_iter()
        .flat_map(|kind| widest(net, results, order, kind, CHOSEN, all))
        .collect();
    let told = areas.iter().enumerate().map(|(n, area)| {
        let here = |actor: usize| sums.width(actor, std::iter::once(n));
        let mut actors = chosen.clone();
        let mut more = widest(net, results, order, ActorKind::Party, HERE, here);
        more.retain(|actor| !chosen.contains(actor));
        actors.extend(more);
        told(net, results, &sums, (n, area), &actors)
    });
    wire::Areas {
        areas: told.collect(),
        actors: chosen.iter().map(|n| id(net, results, *n)).collect(),
        left_out,
    }
}

fn id(net: &Network, results: &Assessment, actor: usize) -> String {
    results.actors[actor].actor.id(net)
}

/// The places of each operator in each region.
fn grouped<'a>(net: &'a Network, places: &Places) -> Vec<Area<'a>> {
    let mut areas: BTreeMap<(Option<PartyId>, Option<&str>), Area<'a>> = BTreeMap::new();
    for (n, place) in net.places.iter().enumerate() {
        let (operator, region) = (place.operator, place.region.as_deref());
        let area = areas.entry((operator, region)).or_default();
        (area.operator, area.region) = (operator, region);
        area.places += 1;
        area.subscribers += place.subscribers.unwrap_or(0);
        area.without_subscribers += u64::from(place.subscribers.is_none());
        if let Some(at) = place.at {
            area.middle.add(at);
        }
        let alike = area.kinds.entry(places.kinds.of[n]).or_insert(Alike {
            first: PlaceId::from(n),
            places: 0,
            subscribers: 0,
        });
        alike.places += 1;
        alike.subscribers += place.subscribers.unwrap_or(0);
    }
    areas.into_values().collect()
}

/// The widest actors of a kind who reach anything, operators left out.
fn widest(
    net: &Network,
    results: &Assessment,
    order: &[usize],
    kind: ActorKind,
    most: usize,
    width: impl Fn(usize) -> [u64; 4],
) -> Vec<usize> {
    let operates = |n: usize| match results.actors[n].actor.name {
        ActorName::Party(p) => net.parties[p.index()].operates,
        _ => false,
    };
    let mut all: Vec<([u64; 4], usize)> = order
        .iter()
        .filter(|n| results.actors[**n].actor.kind() == kind && !operates(**n))
        .map(|n| (width(*n), *n))
        .filter(|(width, _)| *width != [0; 4])
        .collect();
    // Those of one width stay in the order of the report.
    all.sort_by_key(|(width, _)| Reverse(*width));
    all.truncate(most);
    all.into_iter().map(|(_, n)| n).collect()
}

fn told(
    net: &Network,
    results: &Assessment,
    sums: &Sums,
    (n, area): (usize, &Area<'_>),
    actors: &[usize],
) -> wire::Area {
    let mut kinds: Vec<(&u32, &Alike)> = area.kinds.iter().collect();
    kinds.sort_by_key(|(_, alike)| (Reverse((alike.subscribers, alike.places)), alike.first));
    let alike = kinds.iter().take(ALIKE_MAX).map(|(kind, alike)| {
        let place = &net.places[alike.first.index()];
        let at = **kind as usize;
        wire::PlacesAlike {
            place: place.id.clone(),
            name: place.name.clone(),
            places: alike.places,
            subscribers: alike.subscribers,
            actors: actors
                .iter()
                .filter_map(|actor| at_place(net, results, at, *actor))
                .collect(),
        }
    });
    let named = |n: &usize| (*n, id(net, results, *n));
    wire::Area {
        operator: area.operator.map(|p| net.parties[p.index()].name.clone()),
        region: area.region.map(str::to_owned),
        places: area.places,
        subscribers: area.subscribers,
        places_without_subscribers: area.without_subscribers,
        middle: area.middle.point(),
        places_without_position: area.places.saturating_sub(area.middle.count.unsigned_abs()),
        actors: actors
            .iter()
            .map(named)
            .map(|(actor, id)| sums.told(actor, id, n, area))
            .collect(),
        alike: alike.collect(),
        alike_total: kinds.len() as u64,
    }
}

/// What an actor can do at places of a kind; none when nothing but blanks leads there.
fn at_place(
    net: &Network,
    results: &Assessment,
    kind: usize,
    actor: usize,
) -> Option<wire::PlaceActor> {
    let certainty = |rows: &BTreeMap<Bound, Rows>| {
        let can = |bound| rows.get(&bound).is_some_and(|rows| rows.get(kind, actor));
        match (can(Bound::Surely), can(Bound::Possibly)) {
            (true, _) => Some(wire::Certainty::Surely),
            (false, true) => Some(wire::Certainty::Possibly),
            (false, false) => None,
        }
    };
    let intercept = certainty(&results.places.intercept);
    let disrupt = certainty(&results.places.disrupt);
    (intercept.is_some() || disrupt.is_some()).then(|| wire::PlaceActor {
        actor: id(net, results, actor),
        intercept,
        disrupt,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn middle(of: &[(i32, i32)]) -> Option<(i32, i32)> {
        let mut middle = Middle::default();
        of.iter()
            .filter_map(|(north, east)| Position::new(*north, *east))
            .for_each(|at| middle.add(at));
        middle.point().map(|p| (p.latitude, p.longitude))
    }

    #[test]
    fn the_middle_of_places_lies_between_them_also_across_the_date_line() {
        assert_eq!(middle(&[]), None);
        assert_eq!(middle(&[(5, 7)]), Some((5, 7)));
        assert_eq!(middle(&[(0, 10), (10, 20)]), Some((5, 15)));
        let east = 179_000_000;
        assert_eq!(middle(&[(0, east), (0, -east)]), Some((0, -180_000_000)));
        assert_eq!(middle(&[(0, -east), (0, east)]), Some((0, -180_000_000)));
    }
}
