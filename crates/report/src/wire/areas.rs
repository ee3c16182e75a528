//! Where: who can look into and stop which part of the land.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Amount, Certainty};

/// Effects by operator and region, with parts and in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Areas {
    /// Actors of which every area tells, by id: the parties and the countries that can stop most subscribers,
    /// operators left out.
    pub actors: Vec<String>,
    /// An area for each operator and region, by operator, the one with most subscribers first.
    pub areas: Vec<Area>,
    /// Areas with fewer subscribers that are not listed.
    pub left_out: u64,
}

/// The places of one operator in one region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Area {
    /// Whose network; `null`: not known.
    pub operator: Option<String>,
    /// The region; `null`: none is stated.
    pub region: Option<String>,
    /// Places.
    pub places: u64,
    /// Their subscribers, as far as stated.
    pub subscribers: u64,
    /// Places without a number of subscribers.
    pub places_without_subscribers: u64,
    /// The middle of its places that state where they are; `null`: none does.
    pub middle: Option<Point>,
    /// Places in it that do not state where they are.
    pub places_without_position: u64,
    /// What the actors can do there: those of [`Areas::actors`], then the widest here.
    pub actors: Vec<AreaActor>,
    /// Places that the same pools serve, told together; those with most subscribers, at most 12.
    pub alike: Vec<PlacesAlike>,
    /// How many such groups there are in all.
    pub alike_total: u64,
}

/// A point in WGS 84, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// North of the equator.
    pub latitude: i32,
    /// East of Greenwich.
    pub longitude: i32,
}

/// What an actor can do in an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AreaActor {
    /// Who, by id.
    pub actor: String,
    /// Subscribers whose data it can look into.
    pub intercept: Amount,
    /// Subscribers whose service it can stop.
    pub disrupt: Amount,
    /// Places that it can look into.
    pub intercept_places: Amount,
    /// Places that it can stop.
    pub disrupt_places: Amount,
}

/// Places that the same pools serve: what holds of one holds of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlacesAlike {
    /// One of them, by id.
    pub place: String,
    /// As people read it.
    pub name: String,
    /// How many they are.
    pub places: u64,
    /// Their subscribers, as far as stated.
    pub subscribers: u64,
    /// Actors of the area that can do something here.
    pub actors: Vec<PlaceActor>,
}

/// What an actor can do at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceActor {
    /// Who, by id.
    pub actor: String,
    /// Whether it can look into it; `null`: not by what is stated, nor by a doubt that names it.
    pub intercept: Option<Certainty>,
    /// Whether it can stop it; `null`: not by what is stated, nor by a doubt that names it.
    pub disrupt: Option<Certainty>,
}
