//! Where: tables by region and by operator, the places inside, and, when boundaries are given, a map.

use super::Anchors;
use super::land::Land;
use super::markup::words;
use crate::number::{count, counted, ends, step};
use crate::outline::Outline;
use crate::wire::{Actor, Amount, Area, AreaActor, Areas, Assessment, Certainty, Point};

/// The section.
pub(super) struct Where<'a> {
    pub(super) columns: Vec<Column<'a>>,
    /// Regions of all operators together, where there are several; it equals the map.
    pub(super) together: Vec<Row>,
    pub(super) operators: Vec<Operator>,
    pub(super) left_out: u64,
    pub(super) land: Option<Land>,
}

/// An actor of whom every row tells.
pub(super) struct Column<'a> {
    pub(super) actor: &'a Actor,
    pub(super) kind: &'static str,
    pub(super) anchor: String,
}

/// One operator.
pub(super) struct Operator {
    pub(super) name: String,
    pub(super) size: String,
    pub(super) rows: Vec<Row>,
    pub(super) insides: Vec<Inside>,
}

/// A region.
pub(super) struct Row {
    pub(super) region: String,
    pub(super) places: String,
    pub(super) subscribers: String,
    pub(super) missing: String,
    pub(super) cells: Vec<Cell>,
}

/// What one actor can do in a region.
pub(super) struct Cell {
    pub(super) step: u8,
    pub(super) text: String,
    pub(super) details: Vec<String>,
}

/// What is inside a region.
pub(super) struct Inside {
    pub(super) region: String,
    pub(super) summary: String,
    /// Actors that stand out here: name, can stop, can look into.
    pub(super) others: Vec<[String; 3]>,
    pub(super) alike: Vec<Alike>,
    pub(super) more: String,
}

/// Places that the same pools serve.
pub(super) struct Alike {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) and_more: String,
    pub(super) subscribers: String,
    pub(super) stop: String,
    pub(super) look: String,
}

/// A region over all operators, as table and map show it.
#[derive(Clone, Default)]
pub(super) struct Region {
    pub(super) name: Option<String>,
    pub(super) places: u64,
    pub(super) subscribers: u64,
    without_subscribers: u64,
    /// Sums of positions, each as often as it has places, and how many these are.
    at: (i128, i128, i128),
    pub(super) amounts: Vec<[Amount; 2]>,
}

impl Region {
    fn add(&mut self, area: &Area, of: usize) {
        self.name.clone_from(&area.region);
        self.places += area.places;
        self.subscribers += area.subscribers;
        self.without_subscribers += area.places_without_subscribers;
        if let Some(point) = area.middle {
            let places = i128::from(area.places - area.places_without_position);
            self.at.0 += i128::from(point.latitude) * places;
            self.at.1 += i128::from(point.longitude) * places;
            self.at.2 += places;
        }
        self.amounts.resize(of, [Amount::default(); 2]);
        for (mine, theirs) in self.amounts.iter_mut().zip(&area.actors) {
            add(&mut mine[0], theirs.disrupt);
            add(&mut mine[1], theirs.intercept);
        }
    }

    /// The middle of its places, where some state theirs.
    pub(super) fn middle(&self) -> Option<Point> {
        let (north, east, places) = self.at;
        Some(Point {
            latitude: i32::try_from(north.checked_div(places)?).ok()?,
            longitude: i32::try_from(east.checked_div(places)?).ok()?,
        })
    }
}

fn add(mine: &mut Amount, theirs: Amount) {
    mine.surely += theirs.surely;
    mine.possibly += theirs.possibly;
    mine.at_most += theirs.at_most;
    mine.of += theirs.of;
}

impl<'a> Where<'a> {
    pub(super) fn new(a: &'a Assessment, anchors: &Anchors, outline: Option<&Outline>) -> Self {
        let columns = a.areas.actors.iter().filter_map(|id| {
            let actor = a.actors.iter().find(|actor| actor.id == *id)?;
            Some(Column {
                actor,
                kind: crate::reading::kind(actor.kind),
                anchor: anchors.of(actor),
            })
        });
        let columns: Vec<Column<'_>> = columns.collect();
        let regions = regions(&a.areas);
        let several = a.areas.areas.chunk_by(same_operator).count() > 1;
        let together = match several {
            true => regions.iter().map(region_row).collect(),
            false => Vec::new(),
        };
        let land = outline.map(|outline| Land::new(&columns, &regions, outline));
        let operators = a.areas.areas.chunk_by(same_operator);
        Where {
            together,
            operators: operators.map(|areas| operator(a, areas)).collect(),
            left_out: a.areas.left_out,
            land,
            columns,
        }
    }
}

fn same_operator(one: &Area, other: &Area) -> bool {
    one.operator == other.operator
}

/// Regions of all operators; the one with most subscribers first.
fn regions(areas: &Areas) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let mut sorted: Vec<&Area> = areas.areas.iter().collect();
    sorted.sort_by(|a, b| a.region.cmp(&b.region));
    for of_one in sorted.chunk_by(|a, b| a.region == b.region) {
        let mut region = Region::default();
        for area in of_one {
            region.add(area, areas.actors.len());
        }
        regions.push(region);
    }
    regions.sort_by(|a, b| (b.subscribers, &a.name).cmp(&(a.subscribers, &b.name)));
    regions
}

fn region_name(name: Option<&str>) -> String {
    name.unwrap_or("no region stated").to_owned()
}

fn missing(places: u64) -> String {
    match places {
        0 => String::new(),
        1 => "one place does not state its own".to_owned(),
        n => format!("{} places do not state theirs", count(n)),
    }
}

fn region_row(region: &Region) -> Row {
    Row {
        region: region_name(region.name.as_deref()),
        places: count(region.places),
        subscribers: count(region.subscribers),
        missing: missing(region.without_subscribers),
        cells: region
            .amounts
            .iter()
            .map(|[disrupt, intercept]| cell(*disrupt, *intercept))
            .collect(),
    }
}

fn cell(disrupt: Amount, intercept: Amount) -> Cell {
    let (text, possibly, at_most) = ends(disrupt);
    let mut details = Vec::new();
    details.extend(possibly.map(|text| format!("possibly {text}")));
    details.extend(at_most.map(|text| format!("at most {text}")));
    let (looks, may_look, _) = ends(intercept);
    let same = (intercept.surely, intercept.possibly) == (disrupt.surely, disrupt.possibly);
    if !same {
        let may = may_look.map_or(String::new(), |text| format!(", possibly {text}"));
        details.push(format!("look into {looks}{may}"));
    }
    Cell {
        step: step(disrupt.surely, disrupt.of),
        text,
        details,
    }
}

fn operator(a: &Assessment, areas: &[Area]) -> Operator {
    let of = a.areas.actors.len();
    let places = areas.iter().map(|area| area.places).sum();
    let people = areas.iter().map(|area| area.subscribers).sum();
    let name = areas.first().and_then(|area| area.operator.clone());
    Operator {
        name: name.unwrap_or_else(|| "operator not known".to_owned()),
        size: format!(
            "{}, {}",
            counted(places, "place", "places"),
            counted(people, "subscriber", "subscribers")
        ),
        rows: areas
            .iter()
            .map(|area| {
                let mut region = Region::default();
                region.add(area, of);
                region_row(&region)
            })
            .collect(),
        insides: areas.iter().map(|area| inside(a, area)).collect(),
    }
}

fn name<'a>(a: &'a Assessment, id: &'a str) -> &'a str {
    let actor = a.actors.iter().find(|actor| actor.id == id);
    actor.map_or(id, |actor| actor.name.as_str())
}

fn inside(a: &Assessment, area: &Area) -> Inside {
    let chosen = a.areas.actors.len();
    let other = |actor: &AreaActor| {
        [
            name(a, &actor.actor).to_owned(),
            words(actor.disrupt),
            words(actor.intercept),
        ]
    };
    let more = area.alike_total - area.alike.len() as u64;
    Inside {
        region: region_name(area.region.as_deref()),
        summary: format!(
            "{}, {} served differently",
            counted(area.places, "place", "places"),
            counted(area.alike_total, "group", "groups")
        ),
        others: area.actors.iter().skip(chosen).map(other).collect(),
        alike: area.alike.iter().map(|places| alike(a, places)).collect(),
        more: match more {
            0 => String::new(),
            n => format!(
                "{} with fewer subscribers not listed; ask `keyholder explain` about a place",
                counted(n, "group", "groups")
            ),
        },
    }
}

fn alike(a: &Assessment, places: &crate::wire::PlacesAlike) -> Alike {
    let who = |what: fn(&crate::wire::PlaceActor) -> Option<Certainty>| {
        let named = |wanted: Certainty| {
            let actors = places.actors.iter().filter(|p| what(p) == Some(wanted));
            let names: Vec<&str> = actors.map(|p| name(a, &p.actor)).collect();
            names.join(", ")
        };
        match (named(Certainty::Surely), named(Certainty::Possibly)) {
            (sure, maybe) if sure.is_empty() && maybe.is_empty() => {
                "none of those named".to_owned()
            }
            (sure, maybe) if maybe.is_empty() => sure,
            (sure, maybe) if sure.is_empty() => format!("possibly {maybe}"),
            (sure, maybe) => format!("{sure}; possibly {maybe}"),
        }
    };
    Alike {
        name: places.name.clone(),
        id: places.place.clone(),
        and_more: match places.places {
            0 | 1 => String::new(),
            n => format!("and {} more like it", count(n - 1)),
        },
        subscribers: count(places.subscribers),
        stop: who(|p| p.disrupt),
        look: who(|p| p.intercept),
    }
}
