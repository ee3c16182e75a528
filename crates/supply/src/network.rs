//! The network with every name resolved: what the engine, the checker and the reports read.
//!
//! *Invariants:* ids are positions in the vectors below; a name that did not resolve has become an
//! [`Unknown`], never a silent absence; every list is sorted or in the order of the files, so the same
//! facts give the same network.

use std::sync::Arc;

use jiff::civil::Date;
use keyholder_diag::{Code, Span};

use crate::evidence::Evidence;
use crate::facts::{Provenance, Settings};
use crate::function::Function;
use crate::{
    ComponentKind, ControlHow, Layer, PartyKind, Position, PresenceKind, RouteKind, SafeguardKind,
    Share, ShareRange,
};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            /// # Panics
            /// Past 4 thousand million things of one kind; limits on input are far below.
            fn from(index: usize) -> Self {
                $name(u32::try_from(index).expect("fewer than 2^32 things of one kind"))
            }
        }
    )*};
}

ids! {
    /// A party.
    PartyId
    /// A country.
    CountryId
    /// A group of actors.
    GroupId
    /// A route.
    RouteId
    /// A component.
    ComponentId
    /// A release.
    ReleaseId
    /// A function.
    FunctionId
    /// An element.
    ElementId
    /// A class of elements that behave alike.
    ClassId
    /// A pool.
    PoolId
    /// A place.
    PlaceId
    /// Something not known.
    UnknownId
}

/// Somebody who can hold shares or decide: a party or a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HolderId {
    /// A party.
    Party(PartyId),
    /// A country.
    Country(CountryId),
}

/// A party with what decides for it.
#[derive(Clone, Debug)]
pub struct Party {
    /// Id as written.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// What it is, when stated.
    pub kind: Option<PartyKind>,
    /// Countries of seat and management: each controls the party.
    pub seats: Vec<(CountryId, Seat)>,
    /// The seat is not stated.
    pub seat_unknown: Option<UnknownId>,
    /// Holdings in it.
    pub owners: Vec<Holding>,
    /// Share of which no holder is stated.
    pub undisclosed: Share,
    /// Set when `undisclosed` alone exceeds the threshold: whoever holds it controls the party.
    pub owners_unknown: Option<UnknownId>,
    /// Control by other means than shares.
    pub controlled_by: Vec<StatedControl>,
    /// Weaker ties.
    pub presence: Vec<(CountryId, PresenceKind, Provenance)>,
    /// Whether it operates elements of this network.
    pub operates: bool,
    /// On whose word.
    pub provenance: Provenance,
}

/// Why a country controls a party by law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seat {
    /// Its registered seat is there.
    Registered,
    /// It is managed from there.
    Managed,
}

/// A holding, resolved.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Who holds.
    pub holder: HolderId,
    /// Share of votes.
    pub share: ShareRange,
    /// On whose word.
    pub provenance: Provenance,
}

/// Control stated as such, resolved.
#[derive(Clone, Debug)]
pub struct StatedControl {
    /// Who decides.
    pub holder: HolderId,
    /// By what means.
    pub how: ControlHow,
    /// Contested statements count as possible, not as sure.
    pub contested: bool,
    /// On whose word.
    pub provenance: Provenance,
}

/// A country that is mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code.
    pub code: String,
}

/// A group of actors, resolved.
#[derive(Clone, Debug)]
pub struct Group {
    /// Id as written.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// Members.
    pub members: Vec<HolderId>,
    /// On whose word.
    pub provenance: Provenance,
}

/// How many keyholders must act together, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Threshold {
    /// At least so many.
    pub low: u32,
    /// At most so many.
    pub high: u32,
    /// Set when the two differ.
    pub unknown: Option<UnknownId>,
}

/// A safeguard that blocks: its party must consent to every use of the route.
#[derive(Clone, Debug)]
pub struct Guard {
    /// What kind.
    pub kind: SafeguardKind,
    /// Who must consent; `None` with `unknown` set when not stated.
    pub party: Option<PartyId>,
    /// Set when the party is not stated.
    pub unknown: Option<UnknownId>,
    /// On whose word.
    pub provenance: Provenance,
}

/// A way to change, resolved.
#[derive(Clone, Debug)]
pub struct Route {
    /// Id as written, or made from the package URL for a publication read from a bill of materials.
    pub id: String,
    /// What kind of way.
    pub kind: RouteKind,
    /// Parties that hold a key, account or contract; sorted, each once.
    pub keyholders: Vec<PartyId>,
    /// Further keyholders of whom nobody knows who they are.
    pub holes: u32,
    /// Set when there are holes.
    pub holes_unknown: Option<UnknownId>,
    /// How many of keyholders and holes must act together.
    pub threshold: Threshold,
    /// Safeguards that block.
    pub guards: Vec<Guard>,
    /// Whether what goes over it is rolled out in waves.
    pub staged: bool,
    /// Safeguards that only detect.
    pub detects: Vec<SafeguardKind>,
    /// Whether anything at all is stated about safeguards.
    pub safeguards_stated: bool,
    /// The component it changes; `None` for a route that leads to elements directly.
    pub component: Option<ComponentId>,
    /// On whose word.
    pub provenance: Provenance,
}

/// Whether a supplier's pipeline signs what it pulls in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AutoSign {
    /// It does: who changes a part changes the release.
    Yes,
    /// It does not: who changes a part must hold the signing keys besides.
    No,
    /// Not stated.
    Unknown(UnknownId),
}

/// A component, resolved.
#[derive(Clone, Debug)]
pub struct Component {
    /// Id as written, or the package URL for a part read from a bill of materials.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// Who provides it.
    pub supplier: Option<PartyId>,
    /// What it is.
    pub kind: Option<ComponentKind>,
    /// Whether its pipeline signs what it pulls in.
    pub auto_sign: AutoSign,
    /// Ways to change all its releases.
    pub routes: Vec<RouteId>,
    /// Set when nothing is stated about its routes.
    pub routes_unknown: Option<UnknownId>,
    /// Whether it came from a bill of materials rather than from a file of its own.
    pub from_bom: bool,
    /// On whose word.
    pub provenance: Provenance,
}

/// A release, resolved.
#[derive(Clone, Debug)]
pub struct Release {
    /// Of which component.
    pub component: ComponentId,
    /// As written.
    pub version: String,
    /// Releases inside, sorted, each once.
    pub contains: Vec<ReleaseId>,
    /// Set when it is not known what is inside.
    pub contents_unknown: Option<UnknownId>,
    /// The bill of materials that names its parts, when there is one.
    pub bom: Option<Span>,
    /// Whether its parts are listed: by a bill of materials that was read, or by the statement that it has none
    /// of others.
    pub parts_listed: bool,
    /// Whether that list is whole.
    pub parts_whole: bool,
    /// The last day of support, when stated.
    pub support_ends: Option<Date>,
    /// On whose word.
    pub provenance: Provenance,
}

/// One element, resolved; or all rows of a large table that say the same but for the id.
#[derive(Clone, Debug)]
pub struct Element {
    /// Id as written; the least one when it stands for several.
    pub id: String,
    /// How many elements it stands for.
    pub rows: u64,
    /// What it does; `None`: could not be placed.
    pub function: Option<FunctionId>,
    /// Whose network.
    pub operator: Option<PartyId>,
    /// Where.
    pub place: Option<PlaceId>,
    /// Which pool.
    pub pool: Option<PoolId>,
    /// What carries it. A list that many elements have is there once.
    pub hosts: Arc<[ElementId]>,
    /// What manages it.
    pub managers: Arc<[ElementId]>,
    /// Its class.
    pub class: ClassId,
    /// On whose word.
    pub provenance: Provenance,
}

/// What fills a layer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Filled {
    /// Releases, sorted, each once.
    pub releases: Vec<ReleaseId>,
    /// Set when it is not known what is there.
    pub unknown: Option<UnknownId>,
}

/// Elements that no rule can tell apart: same function, operator, layers, access routes, wave,
/// and hosts and managers of the same classes (the coarsest such partition).
#[derive(Clone, Debug)]
pub struct Class {
    /// What they do.
    pub function: Option<FunctionId>,
    /// Whose network.
    pub operator: Option<PartyId>,
    /// Layers in the order of [`Layer::ALL`].
    pub layers: [Filled; 4],
    /// Classes of the elements that carry them.
    pub hosts: Vec<ClassId>,
    /// Set when it is not known what carries them.
    pub host_unknown: Option<UnknownId>,
    /// Classes of the elements that manage them.
    pub managers: Vec<ClassId>,
    /// Set when it is not known what manages them, or whether a route leads to them.
    pub manager_unknown: Option<UnknownId>,
    /// Routes that lead to them directly.
    pub access: Vec<RouteId>,
    /// In which wave of a staged rollout they are updated. `None`: not stated.
    pub wave: Option<u16>,
    /// Set when a staged route leads to them and the wave is not stated.
    pub wave_unknown: Option<UnknownId>,
    /// The elements; the first stands for all in explanations.
    pub members: Vec<ElementId>,
    /// How many elements, which is more than `members` where one of these stands for several.
    pub size: u64,
}

impl Class {
    /// The releases in all layers, with their layer.
    pub fn releases(&self) -> impl Iterator<Item = (Layer, ReleaseId)> + '_ {
        Layer::ALL.iter().flat_map(|layer| {
            self.layers[*layer as usize]
                .releases
                .iter()
                .map(|r| (*layer, *r))
        })
    }
}

/// How many members of a pool must work, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Needed {
    /// At least so many.
    pub low: u32,
    /// At most so many.
    pub high: u32,
    /// Set when the two differ.
    pub unknown: Option<UnknownId>,
}

/// Elements of one function that can stand in for each other.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Id as written; made from place and function for elements without a pool.
    pub id: String,
    /// The function of all members.
    pub function: FunctionId,
    /// Whose network.
    pub operator: Option<PartyId>,
    /// How many members must work.
    pub needed: Needed,
    /// Members by class, with how many of the class belong to the pool; sorted by class.
    pub members: Vec<(ClassId, u32)>,
    /// Members in all.
    pub size: u32,
    /// Set when it is not stated what the pool serves. Then it counts for every place of its operator,
    /// as possible, not as sure.
    pub serves_unknown: Option<UnknownId>,
    /// Whether a file states the pool, rather than elements at one place.
    pub stated: bool,
    /// For elements at places: at how many places stands one like it. 1 for a stated pool.
    pub places: u32,
    /// Where it stands.
    pub provenance: Provenance,
}

/// A place, resolved.
#[derive(Clone, Debug)]
pub struct Place {
    /// Id as written.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// Whose network.
    pub operator: Option<PartyId>,
    /// Larger area.
    pub region: Option<String>,
    /// Subscribers; `None`: not stated.
    pub subscribers: Option<u64>,
    /// Where it stands on earth; maps alone use it.
    pub at: Option<Position>,
    /// Pools that serve it, sorted.
    pub pools: Vec<PoolId>,
    /// Functions that it needs and that nobody described.
    pub gaps: Vec<UnknownId>,
    /// On whose word.
    pub provenance: Provenance,
}

/// Something that is not known, and that widens an interval or narrows what can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Which kind, as its code.
    pub code: Code,
    /// In words: "host of 12 `gNB` of `operator-a` not stated".
    pub what: String,
    /// What to write, and where.
    pub remedy: String,
    /// The first place that leaves it open.
    pub span: Option<Span>,
    /// How many statements leave it open.
    pub count: u32,
    /// Whether it widens the interval between sure and at most (some only narrow what can be said).
    pub widens: bool,
}

/// A network, resolved and grouped.
#[derive(Clone, Debug)]
pub struct Network {
    /// From `keyholder.toml`.
    pub settings: Settings,
    /// Version of the catalogue of functions.
    pub catalogue_version: String,
    /// Weights of criticality, in the order of [`crate::function::Criticality::ALL`].
    pub weights: [u32; 4],
    /// Functions of the catalogue, with the project's own rows.
    pub functions: Vec<Function>,
    /// Functions on which the project says otherwise than the catalogue, with the reason.
    pub overrides: Vec<(FunctionId, String)>,
    /// Countries that are mentioned, sorted by code.
    pub countries: Vec<Country>,
    /// Parties, sorted by id.
    pub parties: Vec<Party>,
    /// Groups, sorted by id.
    pub groups: Vec<Group>,
    /// Routes, sorted by id.
    pub routes: Vec<Route>,
    /// Components, sorted by id; those from bills of materials after the others.
    pub components: Vec<Component>,
    /// Releases, sorted by component and version.
    pub releases: Vec<Release>,
    /// Elements, sorted by id; after them those of large tables.
    pub elements: Arc<Vec<Element>>,
    /// Where in `elements` the kinds of large tables begin, in the order of their inventory.
    pub large_from: usize,
    /// Elements of large tables that are known by name, sorted by name.
    pub named: Vec<(String, ElementId)>,
    /// Classes of elements.
    pub classes: Vec<Class>,
    /// Rows of tables of elements that could not be taken: elements of which nothing is known, not even that they
    /// are there.
    pub refused_rows: u64,
    /// Tables of elements of which nothing could be read: any number of elements.
    pub lost_tables: u64,
    /// Files of evidence with an error, and items whose subject nobody knows: what they say may be against anybody.
    pub lost_evidence: u64,
    /// Pools, sorted by id.
    pub pools: Vec<Pool>,
    /// Places, sorted by id.
    pub places: Vec<Place>,
    /// Items of evidence whose subject is known, by id.
    pub evidence: Vec<Evidence>,
    /// All that is not known.
    pub unknowns: Vec<Unknown>,
}

impl Network {
    /// The element of that id, or the one that stands for it. Of large tables, only the elements are known by
    /// name that something else names.
    #[must_use]
    pub fn element(&self, id: &str) -> Option<ElementId> {
        let found = self.elements.iter().position(|e| e.id == id);
        found.map(ElementId::from).or_else(|| {
            let at = self
                .named
                .binary_search_by(|(name, _)| name.as_str().cmp(id));
            at.ok().map(|at| self.named[at].1)
        })
    }

    /// The class of an element of a large table, given its id and the position of its kind.
    #[must_use]
    pub fn class_of_row(&self, id: &str, kind: u32) -> ClassId {
        let named = self
            .named
            .binary_search_by(|(name, _)| name.as_str().cmp(id));
        match named {
            Ok(at) => self.elements[self.named[at].1.index()].class,
            Err(_) => self.class_of_kind(kind),
        }
    }

    /// The class of the rows of a kind that nothing names, given its position in the inventory.
    #[must_use]
    pub fn class_of_kind(&self, kind: u32) -> ClassId {
        self.elements[self.large_from + kind as usize].class
    }

    /// Elements in all.
    #[must_use]
    pub fn element_count(&self) -> u64 {
        self.classes.iter().map(|class| class.size).sum()
    }

    /// `component@version`.
    #[must_use]
    pub fn release_label(&self, release: ReleaseId) -> String {
        let release = &self.releases[release.index()];
        let component = &self.components[release.component.index()];
        if release.version.is_empty() {
            component.id.clone()
        } else {
            format!("{}@{}", component.id, release.version)
        }
    }

    /// The function's name, or "not placed".
    #[must_use]
    pub fn function_label(&self, function: Option<FunctionId>) -> &str {
        function.map_or("not placed", |f| self.functions[f.index()].name.as_str())
    }

    /// The name of a holder as people read it.
    #[must_use]
    pub fn holder_label(&self, holder: HolderId) -> &str {
        match holder {
            HolderId::Party(p) => &self.parties[p.index()].name,
            HolderId::Country(c) => &self.countries[c.index()].code,
        }
    }
}
