//! The report as data: what `--format json` writes and what the HTML page shows.
//!
//! The schema in `docs/schema/assessment.schema.json` is made from these types. Amounts are whole numbers with
//! their total, never rounded shares, so that two runs can be compared byte by byte.

mod areas;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use areas::{Area, AreaActor, Areas, PlaceActor, PlacesAlike, Point};

/// The name and version of this format.
pub const FORMAT: &str = "keyholder-assessment/1";

/// A whole assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// Always [`FORMAT`].
    pub format: String,
    /// Which tool made it.
    pub tool: Tool,
    /// Of what.
    pub project: ProjectInfo,
    /// Every file that was read, with its digest; sorted by path.
    pub inputs: Vec<Input>,
    /// How much was read.
    pub counts: Counts,
    /// The page for people in a hurry.
    pub summary: Summary,
    /// What is measured: the network, each function class, each function. In the order of reports.
    pub scopes: Vec<Scope>,
    /// Who might act; the widest reach first, then by name.
    pub actors: Vec<Actor>,
    /// Actor → kind of route → function class, at most some 25 nodes.
    pub control_map: ControlMap,
    /// Where: by operator and region, and by places inside.
    pub areas: Areas,
    /// How concentrated each function class is.
    pub concentration: Vec<Concentration>,
    /// What is not known and what it would change; the widest first.
    pub unknowns: Vec<Unknown>,
    /// What the numbers rest on, in words.
    pub assumptions: Vec<String>,
    /// One for each table read: rows = taken + refused + blank.
    pub tables: Vec<Table>,
}

/// Which tool made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `keyholder`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Version of the catalogue of functions.
    pub catalogue: String,
}

/// What was assessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectInfo {
    /// The name it gives itself.
    pub name: String,
    /// The day for which it is assessed, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// Whether its data are made up.
    pub synthetic: bool,
    /// The share of votes that gives control, in words: "more than 50 %".
    pub control_threshold: String,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Path relative to the project.
    pub path: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
}

/// How much was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Elements.
    pub elements: u64,
    /// Elements whose function is not known.
    pub not_placed: u64,
    /// Classes of elements that behave alike.
    pub classes: u64,
    /// Parties.
    pub parties: u64,
    /// Components with a file of their own.
    pub components: u64,
    /// Parts that bills of materials name.
    pub parts: u64,
    /// Releases, parts included.
    pub releases: u64,
    /// Routes, publications of parts included.
    pub routes: u64,
    /// Places.
    pub places: u64,
    /// Subscribers of all places where they are stated.
    pub subscribers: u64,
    /// Places without a number of subscribers.
    pub places_without_subscribers: u64,
    /// Errors found by `keyholder check`.
    pub errors: u64,
    /// Warnings found by `keyholder check`.
    pub warnings: u64,
}

/// The page for people in a hurry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// One sentence.
    pub headline: String,
    /// A few more.
    pub sentences: Vec<String>,
}

/// What a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeKind {
    /// All elements.
    Network,
    /// One function class.
    Class,
    /// One function.
    Function,
    /// Elements whose function is not known.
    NotPlaced,
}

/// Something whose share is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scope {
    /// `network`, `class:core`, `function:AMF`, `not-placed`.
    pub id: String,
    /// What it is.
    pub kind: ScopeKind,
    /// As people read it: `AMF`, `core`.
    pub label: String,
    /// For a function: its name in full.
    pub title: String,
    /// For a function: its class.
    pub class: Option<String>,
    /// For a function: its criticality.
    pub criticality: Option<String>,
    /// For a function: what passes through it in readable form.
    pub sees: Vec<String>,
    /// For a function on which the project says otherwise than the catalogue: why.
    pub overridden: Option<String>,
    /// Elements in it.
    pub elements: u64,
    /// Elements that whoever fills the blanks could change: the least that "at most" can be for anybody.
    pub anybody: u64,
}

/// What an actor is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A party.
    Party,
    /// A country, through the parties seated or managed there and all that these control.
    Country,
    /// A country, also through parties merely present there.
    Presence,
    /// A named group.
    Group,
}

/// One who might act, and what it can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// `party:ID`, `country:XA`, `presence:XA`, `group:ID`.
    pub id: String,
    /// As people read it.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Whether it operates elements of this network itself.
    pub operates: bool,
    /// Countries that control it (for a party).
    pub countries: Vec<String>,
    /// Parties that it controls, itself left out; by name.
    pub controls: Vec<String>,
    /// Reach by scope. Scopes in which nothing stated leads to the actor are left out:
    /// there it surely and possibly changes nothing, and at most what anybody could ([`Scope::anybody`]).
    pub reach: Vec<Reach>,
    /// Looking into user data, signalling or identities.
    pub intercept: Effect,
    /// Stopping service.
    pub disrupt: Effect,
    /// The routes that it can use, the widest first; at most 50.
    pub routes: Vec<RouteUse>,
    /// How many there are in all.
    pub routes_total: u64,
    /// How it gets there: one chain for each target that matters, at most 6.
    pub chains: Vec<Chain>,
}

/// The same share by three weights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reach {
    /// The scope, by id.
    pub scope: String,
    /// Weighted by elements.
    pub elements: Ways,
    /// Weighted by subscribers of places that the changed elements serve, each counted once.
    pub subscribers: Ways,
    /// Weighted by criticality of the function.
    pub criticality: Ways,
}

/// By which kinds of way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ways {
    /// Holding a key, an account or a contract.
    pub keys: Stages,
    /// Also publishing a part that a pipeline builds in. Never smaller than `keys`.
    pub with_parts: Stages,
}

/// At one action, and in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stages {
    /// Before anybody could stop a staged rollout.
    pub one_action: Amount,
    /// All waves.
    pub in_the_end: Amount,
}

/// How much of how much, as an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Amount {
    /// By what is stated.
    pub surely: u64,
    /// If every doubt that names the actor is so.
    pub possibly: u64,
    /// If every blank is filled by the actor.
    pub at_most: u64,
    /// The whole.
    pub of: u64,
}

/// An effect over places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// Weighted by subscribers.
    pub subscribers: Ways,
    /// Weighted by places.
    pub places: Ways,
}

/// How sure.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// By what is stated.
    Surely,
    /// If a doubt that names the actor is so.
    Possibly,
}

/// A route that an actor can use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteUse {
    /// The route, by id.
    pub route: String,
    /// Its kind, as files write it.
    pub kind: String,
    /// The kind in a sentence: "holds an update key".
    pub phrase: String,
    /// What it changes: a component, or "elements directly".
    pub changes: String,
    /// How sure.
    pub certainty: Certainty,
    /// Elements that can be changed over it, hosts and managers followed.
    pub elements: u64,
    /// Function classes of these elements.
    pub classes: Vec<String>,
    /// What is stated about safeguards: "none stated", "staged rollout", …
    pub safeguards: String,
    /// Where it is stated: `components/x.toml:12`.
    pub place: String,
}

/// How an actor gets there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Chain {
    /// In words: "change an `AMF`", "intercept at place `north-3`".
    pub target: String,
    /// How sure.
    pub certainty: Certainty,
    /// Whether it needs a part inside a release, rather than a key.
    pub through_parts: bool,
    /// The steps, the first needs nothing but the actor.
    pub steps: Vec<ChainStep>,
    /// The fewest safeguards that would cut every way to this target: routes to guard and pipelines to stop
    /// from signing unseen, in words.
    pub cuts: Vec<String>,
    /// What is to be said about the cut: whether the number is exact, or why there is none.
    pub cuts_note: String,
    /// A command that shows and verifies it.
    pub command: String,
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChainStep {
    /// What follows, in words.
    pub says: String,
    /// From which earlier steps (numbered from 1).
    pub from: Vec<u64>,
    /// The rows and documents it rests on.
    pub grounds: Vec<Ground>,
}

/// A row or document that a step rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ground {
    /// What it states, in words.
    pub says: String,
    /// Where: `parties/x.toml:7`.
    pub place: String,
    /// The document or address it was taken from.
    pub source: Option<String>,
    /// For which day.
    pub as_of: Option<String>,
    /// On whose word.
    pub said_by: Option<String>,
}

/// Actor → kind of route → function class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ControlMap {
    /// Nodes in three columns.
    pub nodes: Vec<MapNode>,
    /// Links between neighbouring columns.
    pub links: Vec<MapLink>,
}

/// A node of the control map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MapNode {
    /// 0: actors, 1: kinds of route, 2: function classes.
    pub column: u8,
    /// As people read it; the roll-up is called "*n* others".
    pub label: String,
    /// How many actors it stands for.
    pub stands_for: u64,
    /// Elements that surely can be changed this way, each counted once.
    pub surely: u64,
    /// The same when every doubt is so.
    pub possibly: u64,
}

/// A link of the control map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MapLink {
    /// Index of the left node.
    pub from: u64,
    /// Index of the right node.
    pub to: u64,
    /// Elements that can be changed this way, each counted once; for [`Certainty::Possibly`] those that a doubt adds.
    pub elements: u64,
    /// How sure.
    pub certainty: Certainty,
}

/// How concentrated a function class is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Concentration {
    /// The scope, by id (network or class).
    pub scope: String,
    /// `supplier` or `controlling-country`.
    pub by: String,
    /// The largest first.
    pub shares: Vec<ConcentrationShare>,
    /// Elements of which it is not known.
    pub unknown: u64,
    /// All elements.
    pub of: u64,
    /// Herfindahl-Hirschman index, 0 to 10 000, when every unknown element belongs to someone else.
    pub hhi_low: u64,
    /// The same when all unknown elements belong to the largest.
    pub hhi_high: u64,
}

/// One share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConcentrationShare {
    /// Whose.
    pub name: String,
    /// Elements.
    pub elements: u64,
}

/// Something not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unknown {
    /// Its code.
    pub code: String,
    /// In words.
    pub what: String,
    /// What to write.
    pub remedy: String,
    /// The first place that leaves it open.
    pub place: Option<String>,
    /// How many statements leave it open.
    pub count: u64,
    /// Elements whose answer hangs on it, by itself.
    pub would_change: u64,
    /// Function classes of these elements.
    pub classes: Vec<String>,
    /// Whether it widens intervals, or only narrows what can be said.
    pub widens: bool,
}

/// How many rows of a table came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Path relative to the project.
    pub path: String,
    /// Data rows.
    pub rows: u64,
    /// Taken.
    pub taken: u64,
    /// Refused, each with a diagnostic.
    pub refused: u64,
    /// Blank.
    pub blank: u64,
}
