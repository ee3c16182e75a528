//! What one reading of exports has gathered, and everything it has to say.
//!
//! Readers of formats write facts in *keys*, the words by which an export tells its things apart;
//! [`Reading::finish`] turns every key into an id once all names are known.

use std::collections::BTreeMap;
use std::ops::Range;

use keyholder_diag::{Code, Diagnostic, Diagnostics, FileId, Limits, Parsed, Span};
use keyholder_supply::facts::{
    BomFact, ComponentFact, ElementFact, Facts, Name, PartyFact, PlaceFact, Provenance,
    ReleaseFact, Slot, TableCount,
};
use keyholder_supply::function::Catalogue;

use super::ids::{Ids, Shape, version, version_apart};
use super::settle::{Settled, id_of};
use super::tree::Node;
use super::words::Words;
use crate::{Proposal, Refused};

/// The version of a release of which an export does not say the version.
pub(crate) const NOT_STATED: &str = "not-stated";
/// Most values of one reading; each takes some hundreds of bytes with what it becomes.
const VALUES_MAX: usize = 8 << 20;
/// What is said of a file with more.
pub(super) const TOO_MANY: &str = "more values than one reading takes";
/// Between the key of a component and a version.
pub(super) const AT: char = '\u{0}';

/// Why a whole text or document cannot be read.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Which kind of fault.
    pub(crate) code: Code,
    /// What it is.
    pub(crate) message: String,
    /// Where.
    pub(crate) place: Range<usize>,
}

impl Fault {
    /// It is not in the language that it seems to be in.
    pub(crate) fn syntax(message: String, place: Range<usize>) -> Self {
        let code = Code::KH0751;
        Fault {
            code,
            message,
            place,
        }
    }

    /// It is larger or deeper than what is read.
    pub(crate) fn size(message: String, place: Range<usize>) -> Self {
        let code = Code::KH0110;
        Fault {
            code,
            message,
            place,
        }
    }
}

/// One row or entry of an export.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Which table or list.
    pub(crate) table: usize,
    /// Its position, from 1.
    pub(crate) number: u64,
    /// Its place.
    pub(crate) span: Span,
}

/// Entries of a kind that is not taken.
struct Skipped {
    count: usize,
    first: Span,
    help: &'static str,
}

/// A reading under way.
pub(crate) struct Reading<'a> {
    /// The bounds.
    pub(crate) limits: Limits,
    /// How many values may still be read.
    pub(crate) values_left: usize,
    /// The catalogue's names.
    pub(crate) words: Words<'a>,
    /// What was gathered, in keys.
    pub(crate) facts: Facts,
    /// Names of elements.
    pub(crate) elements: Ids,
    /// Names of places.
    pub(crate) places: Ids,
    /// Names of parties.
    pub(crate) parties: Ids,
    /// Names of components.
    pub(crate) components: Ids,
    /// Names of routes.
    pub(crate) routes: Ids,
    component_at: BTreeMap<String, usize>,
    versions: BTreeMap<(String, String), String>,
    refused: Vec<Refused>,
    not_placed: Vec<(String, String)>,
    listed: Diagnostics,
    counts: BTreeMap<(FileId, Code), usize>,
    skipped: BTreeMap<(FileId, String), Skipped>,
    tables: BTreeMap<String, usize>,
}

impl<'a> Reading<'a> {
    /// An empty reading.
    pub(crate) fn new(catalogue: &'a Catalogue, limits: &Limits) -> Self {
        Reading {
            limits: *limits,
            values_left: VALUES_MAX,
            words: Words::new(catalogue),
            facts: Facts::default(),
            elements: Ids::new(Shape::Table),
            places: Ids::new(Shape::Table),
            parties: Ids::new(Shape::File),
            components: Ids::new(Shape::File),
            routes: Ids::new(Shape::Table),
            component_at: BTreeMap::new(),
            versions: BTreeMap::new(),
            refused: Vec::new(),
            not_placed: Vec::new(),
            listed: Diagnostics::default(),
            counts: BTreeMap::new(),
            skipped: BTreeMap::new(),
            tables: BTreeMap::new(),
        }
    }

    /// Reports something, unless so much of its kind is listed for the file that it is only counted.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let file = diagnostic.span.map_or(FileId(0), |span| span.file);
        let count = self.counts.entry((file, diagnostic.code)).or_default();
        *count += 1;
        if *count <= self.limits.diagnostics_per_code_max {
            self.listed.push(diagnostic);
        }
    }

    /// The next row of a table or list.
    pub(crate) fn row(&mut self, path: &str, span: Span) -> Row {
        let tables = &mut self.facts.tables;
        let table = *self.tables.entry(path.to_owned()).or_insert_with(|| {
            tables.push(TableCount {
                path: path.to_owned(),
                rows: 0,
                taken: 0,
                refused: 0,
                blank: 0,
            });
            tables.len() - 1
        });
        self.facts.tables[table].rows += 1;
        let number = u64::try_from(self.facts.tables[table].rows).unwrap_or(u64::MAX);
        Row {
            table,
            number,
            span,
        }
    }

    /// A row became something.
    pub(crate) fn taken(&mut self, row: Row) {
        self.facts.tables[row.table].taken += 1;
    }

    /// A row says nothing.
    pub(crate) fn blank(&mut self, row: Row) {
        self.facts.tables[row.table].blank += 1;
    }

    /// A row cannot be taken.
    pub(crate) fn refuse(&mut self, row: Row, node: &Node, code: Code, why: &str, remedy: &str) {
        self.refuse_beside(row, node, code, why, remedy, None);
    }

    /// A row cannot be taken because of another place.
    pub(crate) fn refuse_beside(
        &mut self,
        row: Row,
        node: &Node,
        code: Code,
        why: &str,
        remedy: &str,
        other: Option<Span>,
    ) {
        let count = &mut self.facts.tables[row.table];
        count.refused += 1;
        let table = count.path.clone();
        let (columns, cells) = node.cells();
        let message = format!("entry {} of `{table}`: {why}", row.number);
        let mut diagnostic = Diagnostic::new(code, row.span, message).help(remedy);
        if let Some(other) = other {
            diagnostic = diagnostic.label(other, "the one that counts stands here");
        }
        self.report(diagnostic);
        self.refused.push(Refused {
            table,
            row: row.number,
            columns,
            cells,
            code,
            message: why.to_owned(),
            remedy: remedy.to_owned(),
        });
    }

    /// Counts an entry of a kind that is not taken; each kind is told once a file.
    pub(crate) fn skip(&mut self, kind: &str, span: Span, help: &'static str) {
        let key = (span.file, kind.to_owned());
        let skipped = self.skipped.entry(key).or_insert(Skipped {
            count: 0,
            first: span,
            help,
        });
        skipped.count += 1;
    }

    /// Says that a value is not understood and counts as not stated.
    pub(crate) fn not_understood(&mut self, span: Span, what: &str, help: &str) {
        let message = format!("{what}; it counts as not stated");
        self.report(Diagnostic::new(Code::KH0758, span, message).help(help));
    }

    /// Says that an entry refers to one that is not there.
    pub(crate) fn dangling(&mut self, span: Span, what: &str) {
        let message = format!("{what} is not in the export; it counts as not stated");
        let help = "read the files of all models together, or state it in the project";
        self.report(Diagnostic::new(Code::KH0757, span, message).help(help));
    }

    /// A party by its name; the same name in any case is the same party.
    pub(crate) fn party(&mut self, name: &str, short: &str, source: &str, span: Span) -> Name {
        let key = name.trim().to_lowercase();
        if self.parties.want(&key, short, name, span) {
            self.facts.parties.push(PartyFact {
                id: named(&key, span),
                name: printable(name),
                kind: None,
                seat: None,
                managed_from: None,
                owners: Vec::new(),
                dispersed: None,
                controlled_by: Vec::new(),
                presence: Vec::new(),
                provenance: from(source, span, None),
            });
        }
        named(&key, span)
    }

    /// A place by its key. `false` when it is there already.
    pub(crate) fn place(&mut self, fact: PlaceFact, name: &str, longer: &str) -> bool {
        let span = fact.id.span;
        let new = self.places.want(&fact.id.text, name, longer, span);
        if new {
            self.facts.places.push(fact);
        }
        new
    }

    /// The component under a key, made blank when it is new.
    pub(crate) fn component(
        &mut self,
        key: &str,
        name: &str,
        longer: &str,
        source: &str,
        span: Span,
    ) -> &mut ComponentFact {
        self.components.want(key, name, longer, span);
        let components = &mut self.facts.components;
        let at = *self.component_at.entry(key.to_owned()).or_insert_with(|| {
            components.push(ComponentFact {
                id: named(key, span),
                name: printable(name),
                supplier: None,
                kind: None,
                purl: None,
                auto_sign: None,
                routes: None,
                releases: Vec::new(),
                provenance: from(source, span, None),
            });
            components.len() - 1
        });
        &mut self.facts.components[at]
    }

    /// A release of a component that is there: its name for a layer.
    pub(crate) fn release(
        &mut self,
        key: &str,
        stated: &str,
        note: Option<String>,
        source: &str,
        span: Span,
    ) -> Name {
        let mut id = version(stated);
        if id.is_empty() {
            NOT_STATED.clone_into(&mut id);
        }
        let mut known = self.versions.get(&(key.to_owned(), id.clone()));
        if known.is_some_and(|first| first != stated) {
            id = version_apart(stated);
            known = self.versions.get(&(key.to_owned(), id.clone()));
        }
        let new = known.is_none();
        let text = format!("{key}{AT}{id}");
        let Some(at) = self.component_at.get(key) else {
            return Name::unreadable(span);
        };
        if new {
            let at_version = (key.to_owned(), id.clone());
            self.versions.insert(at_version, stated.to_owned());
            let as_stated = (id != stated).then(|| format!("stated as `{}`", printable(stated)));
            self.facts.components[*at].releases.push(ReleaseFact {
                version: named(&id, span),
                date: None,
                support_ends: None,
                bom: BomFact::NotStated,
                contains: Vec::new(),
                provenance: from(source, span, note.or(as_stated)),
            });
        }
        named(&text, span)
    }

    /// An element; without a function it is listed with the words by which the export describes it.
    pub(crate) fn element(&mut self, fact: ElementFact, name: &str, longer: &str, described: &str) {
        let span = fact.id.span;
        if !self.elements.want(&fact.id.text, name, longer, span) {
            return;
        }
        if fact.function.is_none() {
            let described = printable(described);
            self.not_placed.push((fact.id.text.clone(), described));
        }
        self.facts.elements.push(fact);
    }

    /// Everything, with keys made into ids.
    pub(crate) fn finish(mut self) -> Parsed<Proposal> {
        self.tell_skipped();
        let elements = self.settle(Kind::Element);
        let places = self.settle(Kind::Place);
        let parties = self.settle(Kind::Party);
        let components = self.settle(Kind::Component);
        let routes = self.settle(Kind::Route);
        let all = Settled {
            elements,
            places,
            parties,
            components,
            routes,
        };
        all.facts(&mut self.facts);
        for (key, _) in &mut self.not_placed {
            *key = id_of(&all.elements, key);
        }
        // Two exports of one state give one order, whatever the order of their rows.
        self.facts
            .elements
            .sort_by(|a, b| a.id.text.cmp(&b.id.text));
        self.facts.places.sort_by(|a, b| a.id.text.cmp(&b.id.text));
        self.facts.parties.sort_by(|a, b| a.id.text.cmp(&b.id.text));
        self.facts
            .components
            .sort_by(|a, b| a.id.text.cmp(&b.id.text));
        self.not_placed.sort();
        for ((file, code), count) in &self.counts {
            let more = count.saturating_sub(self.limits.diagnostics_per_code_max);
            if more > 0 {
                let message = format!("{more} more of the kind \"{}\"", code.title());
                let whole = Diagnostic::new(*code, Span::whole(*file), message)
                    .help("mend those that are listed and read the export again");
                self.listed.push(whole);
            }
        }
        Parsed {
            value: Proposal {
                facts: self.facts,
                refused: self.refused,
                not_placed: self.not_placed,
            },
            diagnostics: self.listed,
        }
    }

    fn tell_skipped(&mut self) {
        for ((_, kind), skipped) in std::mem::take(&mut self.skipped) {
            let (count, noun) = (
                skipped.count,
                if skipped.count == 1 {
                    "entry"
                } else {
                    "entries"
                },
            );
            let message = format!(
                "{count} {noun} of the kind `{}` not taken",
                printable(&kind)
            );
            let note = Diagnostic::new(Code::KH0756, skipped.first, message).help(skipped.help);
            self.report(note);
        }
    }

    /// Ids for the keys of one kind of thing; what had to be rewritten is told.
    fn settle(&mut self, kind: Kind) -> BTreeMap<String, String> {
        let ids = match kind {
            Kind::Element => &self.elements,
            Kind::Place => &self.places,
            Kind::Party => &self.parties,
            Kind::Component => &self.components,
            Kind::Route => &self.routes,
        };
        let (ids, rewritten) = ids.settle();
        let mut told: BTreeMap<(FileId, bool), (usize, Span, String)> = BTreeMap::new();
        for one in rewritten {
            let example = format!("`{}` as `{}`", printable(&one.name), one.id);
            let key = (one.span.file, one.shared);
            told.entry(key).or_insert((0, one.span, example)).0 += 1;
        }
        for ((_, shared), (count, span, example)) in told {
            let (message, help) = if shared {
                let message = format!(
                    "{count} {} have a name that others have too: {example}",
                    kind.plural()
                );
                (
                    message,
                    "name them apart in the export, or keep the longer ids given here",
                )
            } else {
                let message = format!(
                    "{count} names of {} written as ids: {example}",
                    kind.plural()
                );
                (
                    message,
                    "ids have ASCII letters, digits, `.`, `_`, `-` and `/`; the names stand beside them",
                )
            };
            self.report(Diagnostic::new(Code::KH0755, span, message).help(help));
        }
        ids
    }
}

/// Kinds of things that have ids.
#[derive(Clone, Copy)]
enum Kind {
    Element,
    Place,
    Party,
    Component,
    Route,
}

impl Kind {
    fn plural(self) -> &'static str {
        match self {
            Kind::Element => "elements",
            Kind::Place => "places",
            Kind::Party => "parties",
            Kind::Component => "components",
            Kind::Route => "routes",
        }
    }
}

/// A name at a place.
pub(crate) fn named(text: &str, span: Span) -> Name {
    Name {
        text: text.to_owned(),
        span,
    }
}

/// Provenance of a statement of an export.
pub(crate) fn from(source: &str, span: Span, note: Option<String>) -> Provenance {
    let mut provenance = Provenance::at(span);
    provenance.source = Some(printable(source));
    provenance.note = note;
    provenance
}

/// An element of which nothing is stated yet.
pub(crate) fn element(key: &str, source: &str, span: Span) -> ElementFact {
    ElementFact {
        id: named(key, span),
        function: None,
        operator: None,
        place: None,
        pool: None,
        host: Slot::NotStated,
        manager: Slot::NotStated,
        layers: Default::default(),
        wave: None,
        provenance: from(source, span, None),
    }
}

/// A place of which nothing is stated yet.
pub(crate) fn place(key: &str, source: &str, span: Span) -> PlaceFact {
    PlaceFact {
        id: named(key, span),
        name: None,
        operator: None,
        region: None,
        subscribers: None,
        at: None,
        provenance: from(source, span, None),
    }
}

/// Names in a slot, not stated when there is none.
pub(crate) fn slot(names: Vec<Name>) -> Slot {
    let mut once: Vec<Name> = Vec::new();
    for name in names {
        if !once.iter().any(|known| known.text == name.text) {
            once.push(name);
        }
    }
    if once.is_empty() {
        return Slot::NotStated;
    }
    Slot::Names(once)
}

/// A text on one line without characters that no name has.
pub(crate) fn printable(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    line.chars().filter(|c| !c.is_control()).collect()
}

/// Adds a reason to a note.
pub(crate) fn noted(note: &mut Option<String>, reason: &str) {
    let reason = printable(reason);
    match note {
        Some(note) => {
            note.push_str("; ");
            note.push_str(&reason);
        }
        None => *note = Some(reason),
    }
}
