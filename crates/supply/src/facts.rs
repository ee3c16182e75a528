//! What files state, name by name, before names are resolved.
//!
//! `None` means *not stated*, never *no*. Where a file can say "there is none",
//! there is a value for it ([`Slot::Nothing`], [`BomFact::Nothing`], an empty list).

use std::collections::BTreeSet;
use std::sync::Arc;

pub use crate::settings::{Pinned, Settings};
use jiff::civil::Date;
use keyholder_diag::Span;

use crate::bom::Bom;
use crate::function::FunctionOverride;
use crate::inventory::Inventory;
use crate::yardstick::Yardstick;
use crate::{
    ComponentKind, ControlHow, Grade, Layer, PartyKind, Position, PresenceKind, ReplyState,
    RouteKind, SafeguardKind, Share, ShareRange, Side,
};

/// Where a statement stands, and on whose word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The place in our file.
    pub span: Span,
    /// The document or address it was taken from.
    pub source: Option<String>,
    /// The day for which it holds.
    pub as_of: Option<Date>,
    /// Who said it.
    pub said_by: Option<String>,
    /// Free words.
    pub note: Option<String>,
}

impl Provenance {
    /// A statement without more than its place.
    #[must_use]
    pub fn at(span: Span) -> Self {
        Provenance {
            span,
            source: None,
            as_of: None,
            said_by: None,
            note: None,
        }
    }
}

/// A name as written, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As written, trimmed.
    pub text: String,
    /// Where.
    pub span: Span,
}

impl Name {
    /// Stands for a name that was written and could not be read. A list with it is longer than what can be
    /// read of it, so leaving it out would make the list look complete.
    #[must_use]
    pub fn unreadable(span: Span) -> Self {
        Name {
            text: "?".to_owned(),
            span,
        }
    }

    /// Whether there is a name and it is not known which.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.text == "?"
    }
}

/// A party or a country, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A party by its id.
    Party(Name),
    /// A country by its ISO 3166-1 alpha-2 code.
    Country(Name),
}

/// A legal or natural person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyFact {
    /// Id, unique among parties.
    pub id: Name,
    /// The name that people read.
    pub name: String,
    /// What it is. `None`: not stated; taken as a company whose owners are asked for.
    pub kind: Option<PartyKind>,
    /// Country of its registered seat.
    pub seat: Option<Name>,
    /// Country from which it is managed, when another than the seat.
    pub managed_from: Option<Name>,
    /// Holdings in it, as far as stated.
    pub owners: Vec<OwnerFact>,
    /// Share held by many, none of whom matters (free float).
    pub dispersed: Option<Share>,
    /// Control by other means than shares.
    pub controlled_by: Vec<ControlFact>,
    /// Weaker ties to countries.
    pub presence: Vec<PresenceFact>,
    /// On whose word.
    pub provenance: Provenance,
}

/// A holding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerFact {
    /// Who holds.
    pub holder: Holder,
    /// Share of votes.
    pub share: ShareRange,
    /// On whose word.
    pub provenance: Provenance,
}

/// Control stated as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlFact {
    /// Who decides.
    pub holder: Holder,
    /// By what means.
    pub how: ControlHow,
    /// Whether the statement is contested: then it counts as possible, not as sure.
    pub contested: bool,
    /// On whose word.
    pub provenance: Provenance,
}

/// A tie to a country weaker than control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceFact {
    /// Which country.
    pub country: Name,
    /// What is there.
    pub kind: PresenceKind,
    /// On whose word.
    pub provenance: Provenance,
}

/// A supplied thing and how its releases reach the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentFact {
    /// Id, unique among components.
    pub id: Name,
    /// The name that people read.
    pub name: String,
    /// Who provides it.
    pub supplier: Option<Name>,
    /// What it is.
    pub kind: Option<ComponentKind>,
    /// Package URL without version, by which bills of materials name it.
    pub purl: Option<Name>,
    /// Whether the supplier signs what its pipeline pulls in, without a person looking.
    pub auto_sign: Option<bool>,
    /// Ways to change it. `None`: not stated. `Some(empty)`: stated that there is none.
    pub routes: Option<Vec<RouteFact>>,
    /// Its versions.
    pub releases: Vec<ReleaseFact>,
    /// On whose word.
    pub provenance: Provenance,
}

/// One version of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseFact {
    /// As the supplier writes it.
    pub version: Name,
    /// Day of publication.
    pub date: Option<Date>,
    /// Day on which support ends.
    pub support_ends: Option<Date>,
    /// Received bills of materials.
    pub bom: BomFact,
    /// Further releases inside, as `component@version`.
    pub contains: Vec<Name>,
    /// On whose word.
    pub provenance: Provenance,
}

/// What is stated about the parts of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BomFact {
    /// Nothing is stated.
    NotStated,
    /// Stated that it contains nothing of others beyond `contains`.
    Nothing,
    /// Documents, by path relative to the project.
    Files(Vec<Name>),
}

/// A way to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteFact {
    /// Id, unique among all routes.
    pub id: Name,
    /// What kind of way.
    pub kind: RouteKind,
    /// Who holds a key, account or contract. `None`: not stated.
    pub keyholders: Option<Vec<KeyholderFact>>,
    /// How many keyholders must act together. `None`: not stated (1 when there is one keyholder).
    pub threshold: Option<u32>,
    /// What stands on it. `None`: not stated; only stated safeguards count.
    pub safeguards: Option<Vec<SafeguardFact>>,
    /// For access routes: to which elements it leads. Empty for routes of a component.
    pub leads_to: Selector,
    /// On whose word.
    pub provenance: Provenance,
}

/// One keyholder of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyholderFact {
    /// A party by its id.
    Named(Name),
    /// There is one, and it is not known who (`?` in files).
    Unknown(Span),
}

/// What stands on a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeguardFact {
    /// What kind.
    pub kind: SafeguardKind,
    /// Who must consent, for kinds that block. `None`: not stated.
    pub party: Option<Name>,
    /// On whose word.
    pub provenance: Provenance,
}

/// Which elements an access route leads to: those that match every list that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    /// Elements by id.
    pub elements: Vec<Name>,
    /// Functions by name.
    pub functions: Vec<Name>,
    /// Function classes by name.
    pub classes: Vec<Name>,
    /// Operators by party id.
    pub operators: Vec<Name>,
    /// Places by id.
    pub places: Vec<Name>,
    /// Regions as the table of places writes them.
    pub regions: Vec<Name>,
    /// Components in any layer, by id.
    pub components: Vec<Name>,
}

impl Selector {
    /// Whether no list says anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Selector::default()
    }
}

/// Who publishes the components whose package URL begins with a prefix. The longest prefix decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublisherFact {
    /// Beginning of the package URL, as `pkg:golang/example.org/team/`.
    pub prefix: Name,
    /// Who can publish a new version. `None`: stated as not known.
    pub party: Option<Name>,
    /// On whose word.
    pub provenance: Provenance,
}

/// A named group of actors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupFact {
    /// Id, unique among groups.
    pub id: Name,
    /// The name that people read.
    pub name: String,
    /// Who acts together.
    pub members: Vec<Holder>,
    /// On whose word.
    pub provenance: Provenance,
}

/// A cell that names other things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Slot {
    /// Blank or `?`: not known.
    #[default]
    NotStated,
    /// `none`: known that there is none.
    Nothing,
    /// One or more names (`;` between them).
    Names(Vec<Name>),
}

/// One network element in service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementFact {
    /// Id, unique among elements.
    pub id: Name,
    /// What it does.
    pub function: Option<Name>,
    /// Whose network it belongs to, by party id.
    pub operator: Option<Name>,
    /// Where it stands or what it serves, by place id.
    pub place: Option<Name>,
    /// The pool whose members can stand in for each other.
    pub pool: Option<Name>,
    /// The elements that carry it.
    pub host: Slot,
    /// The elements that manage it.
    pub manager: Slot,
    /// Releases in the layers, in the order of [`Layer::ALL`], as `component@version`.
    pub layers: [Slot; 4],
    /// In which wave of a staged rollout it is updated, from 1.
    pub wave: Option<u16>,
    /// On whose word.
    pub provenance: Provenance,
}

impl ElementFact {
    /// The slot of a layer.
    #[must_use]
    pub fn layer(&self, layer: Layer) -> &Slot {
        &self.layers[layer as usize]
    }
}

/// Elements of one function that can stand in for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolFact {
    /// Id, unique among pools.
    pub id: Name,
    /// The function of all its members.
    pub function: Option<Name>,
    /// Whose network it belongs to; then it serves places of that operator only.
    pub operator: Option<Name>,
    /// How many members must work for the pool to serve.
    pub needed: Option<u32>,
    /// What it serves: `*`, a place id, or `region=NAME`; several with `;`.
    pub serves: Vec<Name>,
    /// On whose word.
    pub provenance: Provenance,
}

/// A place with subscribers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceFact {
    /// Id, unique among places.
    pub id: Name,
    /// The name that people read.
    pub name: Option<String>,
    /// Whose network serves it, by party id.
    pub operator: Option<Name>,
    /// A larger area that it belongs to.
    pub region: Option<Name>,
    /// Subscribers, each counted in one place.
    pub subscribers: Option<u64>,
    /// Where it stands on earth.
    pub at: Option<Position>,
    /// On whose word.
    pub provenance: Provenance,
}

/// About whom or what an item of evidence speaks, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectFact {
    /// `party:ID`.
    Party(Name),
    /// `component:ID`: every release of it.
    Component(Name),
    /// `release:COMPONENT@VERSION`: that one, and no other.
    Release(Name),
    /// `country:XA`.
    Country(Name),
    /// `network`: the one of the project, as a whole.
    Network,
}

/// What somebody wrote about an item of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyFact {
    /// Who.
    pub by: Option<Name>,
    /// When.
    pub day: Option<Date>,
    /// What.
    pub text: String,
    /// What became of it.
    pub state: ReplyState,
}

/// One item of evidence: somebody's word on one criterion, for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFact {
    /// Id, unique among evidence.
    pub id: Name,
    /// The criterion, by id.
    pub criterion: Name,
    /// About whom or what.
    pub subject: SubjectFact,
    /// What it says, in words.
    pub claim: String,
    /// Which way it speaks.
    pub says: Side,
    /// How strongly, when it is as it says; a part of the whole.
    pub strength: Share,
    /// On what it rests.
    pub grade: Grade,
    /// Who issued it. Items of one issuer do not pile up.
    pub issuer: Option<Name>,
    /// The day for which it holds; `None` on items against alone, which then do not fade.
    pub day: Option<Date>,
    /// The last day on which it holds, where it states one.
    pub expires: Option<Date>,
    /// The file in `documents/` that it stands in.
    pub document: Option<Name>,
    /// The place in that file: a page, a row, a clause.
    pub place: Option<String>,
    /// Who may see it, as the marking says: TLP 2.0, or a national level.
    pub marking: Option<String>,
    /// The item that it takes the place of, by id.
    pub supersedes: Option<Name>,
    /// What was replied, in order.
    pub replies: Vec<ReplyFact>,
    /// On whose word.
    pub provenance: Provenance,
}

/// A bill of materials as received, under the path by which releases name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BomDocument {
    /// Path relative to the project.
    pub path: String,
    /// The file, for places in it.
    pub span: Span,
    /// What could be read.
    pub bom: Bom,
}

/// What is decided about a supplier's name as an export writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AliasMeans {
    /// A party by its id.
    Party(Name),
    /// A party that no file describes yet.
    New,
    /// Nothing yet: the name stands for nobody.
    Undecided,
}

/// One name of a party as exports write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasFact {
    /// As exports write it.
    pub written: Name,
    /// Whom it means.
    pub means: AliasMeans,
    /// On whose word.
    pub provenance: Provenance,
}

/// How one sheet of an export becomes a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSheetFact {
    /// The name of the sheet, when the export has several.
    pub name: Option<String>,
    /// `elements`, `pools`, `places` or `nothing`.
    pub becomes: String,
    /// Each column by its name in the export, and what it becomes.
    pub columns: Vec<(String, String)>,
}

/// How the columns of an export become ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportMapFact {
    /// The name of the file without folder and ending.
    pub name: String,
    /// To whose network the elements belong, where no column says it.
    pub operator: Option<Name>,
    /// The encoding of its text, when it cannot be worked out.
    pub encoding: Option<String>,
    /// Its sheets.
    pub sheets: Vec<ImportSheetFact>,
}

/// How many rows of one table came in, and what became of them: rows = taken + refused + blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableCount {
    /// Path relative to the project.
    pub path: String,
    /// Data rows in the file.
    pub rows: usize,
    /// Taken.
    pub taken: usize,
    /// Refused, each with a diagnostic.
    pub refused: usize,
    /// Blank.
    pub blank: usize,
}

/// Large tables of elements, grouped by whoever read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Large {
    /// Kinds of rows.
    pub inventory: Arc<Inventory>,
    /// The first of the tables, for places in messages.
    pub span: Span,
}

/// Everything that the files of a project state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// From `keyholder.toml`.
    pub settings: Settings,
    /// From `parties/*.toml`.
    pub parties: Vec<PartyFact>,
    /// From `components/*.toml`.
    pub components: Vec<ComponentFact>,
    /// From `routes/*.toml`: ways that lead to elements directly.
    pub access_routes: Vec<RouteFact>,
    /// From `publishers.toml`.
    pub publishers: Vec<PublisherFact>,
    /// From `groups.toml`.
    pub groups: Vec<GroupFact>,
    /// From `functions.toml`.
    pub function_overrides: Vec<FunctionOverride>,
    /// From `network/elements*.csv`.
    pub elements: Vec<ElementFact>,
    /// From tables too large to be kept row by row.
    pub large: Option<Large>,
    /// Ids of elements that somebody asks about: in large tables, each stands apart from its like.
    pub asked: BTreeSet<String>,
    /// From `network/pools*.csv`.
    pub pools: Vec<PoolFact>,
    /// From `network/places*.csv`.
    pub places: Vec<PlaceFact>,
    /// From `evidence/*.toml`.
    pub evidence: Vec<EvidenceFact>,
    /// From `yardstick.toml`; `Some(None)` when there is one that cannot be used.
    pub yardstick: Option<Option<Yardstick>>,
    /// From `gate/gate.toml`; none when there is no such file.
    pub gate: Option<crate::gate::GateFacts>,
    /// From `gate/policy.toml`; `Some(None)` when there is one that cannot be used.
    pub policy: Option<Option<crate::gate::PolicyFact>>,
    /// From `documents/`, as named by releases.
    pub boms: Vec<BomDocument>,
    /// From `imports/aliases.toml`.
    pub aliases: Vec<AliasFact>,
    /// From other `imports/*.toml`.
    pub import_maps: Vec<ImportMapFact>,
    /// One for each table read.
    pub tables: Vec<TableCount>,
    /// Tables of elements of which nothing could be read.
    pub lost_tables: u64,
    /// Files of evidence with an error: an item in them may be lost.
    pub lost_evidence: u64,
}

impl Facts {
    /// Ids of elements that may be reached or meant where their like are not: those that a route names, and those
    /// that somebody asks about.
    #[must_use]
    pub fn apart(&self) -> BTreeSet<&str> {
        let routes = self.access_routes.iter();
        let named = routes.flat_map(|route| &route.leads_to.elements);
        let named = named.map(|name| name.text.as_str());
        named.chain(self.asked.iter().map(String::as_str)).collect()
    }

    /// Whether no table states any element.
    #[must_use]
    pub fn has_no_elements(&self) -> bool {
        let large = self.large.as_ref();
        self.elements.is_empty() && large.is_none_or(|l| l.inventory.kinds.is_empty())
    }
}
