//! From facts to the network: names become ids, gaps become unknowns, elements become classes.
//!
//! A name that does not resolve is reported and then counts as *not known*; it is never dropped,
//! because a dropped keyholder or host would make the network look safer than it is.

mod circles;
mod classes;
mod dates;
mod elements;
mod evidence;
mod holders;
mod kinds;
mod members;
mod memory;
mod parts;
mod places;
mod releases;
mod routes;
mod selector;
mod unknowns;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use keyholder_diag::{Code, Diagnostic, Diagnostics, Parsed, did_you_mean};

use crate::facts::{Facts, Name};
use crate::function::{Catalogue, Function, Need};
use crate::{FunctionId, Network, PartyId};
pub use memory::Memory;
use unknowns::Unknowns;

/// Names of one kind and what they stand for.
type Index<T> = BTreeMap<String, T>;

/// Resolves facts against a catalogue of functions. Order of facts changes nothing.
#[must_use]
pub fn resolve(facts: Facts, catalogue: &Catalogue) -> Parsed<Network> {
    let mut cx = Context::new(&facts, catalogue);
    before_elements(&mut cx, &facts);
    let shells = elements::resolve(&mut cx, &facts);
    let grouped = classes::group(shells, &cx.network.functions);
    after_elements(&mut cx, &facts, &grouped);
    cx.finish()
}

/// The same, for one who comes again: elements are not grouped anew when nothing that they hang on is another.
#[must_use]
pub fn resolve_again(
    facts: Facts,
    catalogue: &Catalogue,
    memory: &mut Memory,
) -> Parsed<Arc<Network>> {
    let mut cx = Context::new(&facts, catalogue);
    before_elements(&mut cx, &facts);
    let grouped = memory.grouped(&mut cx, &facts);
    after_elements(&mut cx, &facts, &grouped);
    let Parsed { value, diagnostics } = cx.finish();
    let value = Arc::new(value);
    memory.keep(facts, Arc::clone(&value), grouped);
    Parsed { value, diagnostics }
}

fn before_elements(cx: &mut Context, facts: &Facts) {
    holders::resolve(cx, facts);
    releases::resolve(cx, facts);
    routes::resolve_access(cx, facts);
    places::resolve(cx, facts);
}

fn after_elements(cx: &mut Context, facts: &Facts, grouped: &classes::Grouped) {
    classes::enter(cx, grouped);
    places::connect(cx, facts, &grouped.members);
    evidence::resolve(cx, facts);
    note_unused(cx, facts);
    dates::report_later(cx, facts);
}

/// What is being built, and the indexes to find names in it.
struct Context {
    diagnostics: Diagnostics,
    unknowns: Unknowns,
    network: Network,
    parties: Index<PartyId>,
    countries: Index<crate::CountryId>,
    components: Index<crate::ComponentId>,
    releases: BTreeMap<(crate::ComponentId, String), crate::ReleaseId>,
    routes: Index<crate::RouteId>,
    /// How many routes have the same name as written.
    same_name: BTreeMap<String, usize>,
    /// The routes that lead to elements directly, in the order of their facts sorted by name and place.
    access: Vec<Option<crate::RouteId>>,
    places: Index<crate::PlaceId>,
    pools: Index<crate::PoolId>,
    used_parties: Vec<bool>,
}

/// Rows of elements that were refused; pools and places have tables of their own.
fn refused_rows(facts: &Facts) -> u64 {
    let other =
        |path: &str| path.starts_with("network/pools") || path.starts_with("network/places");
    let tables = facts.tables.iter().filter(|table| !other(&table.path));
    tables.map(|table| table.refused as u64).sum()
}

impl Context {
    fn new(facts: &Facts, catalogue: &Catalogue) -> Self {
        let mut diagnostics = Diagnostics::default();
        let (functions, overrides) = merge_functions(facts, catalogue, &mut diagnostics);
        let network = Network {
            settings: facts.settings.clone(),
            catalogue_version: catalogue.version.clone(),
            weights: catalogue.weights,
            functions,
            overrides,
            countries: Vec::new(),
            parties: Vec::new(),
            groups: Vec::new(),
            routes: Vec::new(),
            components: Vec::new(),
            releases: Vec::new(),
            elements: Default::default(),
            large_from: 0,
            named: Vec::new(),
            classes: Vec::new(),
            refused_rows: refused_rows(facts),
            lost_tables: facts.lost_tables,
            lost_evidence: facts.lost_evidence,
            pools: Vec::new(),
            places: Vec::new(),
            evidence: Vec::new(),
            unknowns: Vec::new(),
        };
        Context {
            diagnostics,
            unknowns: Unknowns::default(),
            network,
            parties: Index::new(),
            countries: Index::new(),
            components: Index::new(),
            releases: BTreeMap::new(),
            routes: Index::new(),
            same_name: BTreeMap::new(),
            access: Vec::new(),
            places: Index::new(),
            pools: Index::new(),
            used_parties: Vec::new(),
        }
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The party of that name; an unknown one is reported with what becomes of it.
    fn party(&mut self, name: &Name, then: &str) -> Option<PartyId> {
        // A name that could not be read was reported by its reader.
        if name.is_unreadable() {
            return None;
        }
        if let Some(found) = self.parties.get(&name.text) {
            self.used_parties[found.index()] = true;
            return Some(*found);
        }
        let guess = did_you_mean(&name.text, self.parties.keys().map(String::as_str));
        let help = match guess {
            Some(guess) => format!("did you mean `{guess}`?"),
            None => format!("write `parties/{}.toml`, or correct the name", name.text),
        };
        let message = format!("no party `{}`; {then}", name.text);
        self.push(Diagnostic::new(Code::KH0302, name.span, message).help(help));
        None
    }

    fn function(&self, name: &str) -> Option<FunctionId> {
        let same = |known: &str| known.eq_ignore_ascii_case(name);
        let functions = &self.network.functions;
        functions
            .iter()
            .position(|f| same(&f.name))
            .or_else(|| {
                functions
                    .iter()
                    .position(|f| f.aliases.iter().any(|a| same(a)))
            })
            .map(FunctionId::from)
    }

    fn finish(mut self) -> Parsed<Network> {
        self.network.unknowns = self.unknowns.list();
        for unknown in &self.network.unknowns {
            if let Some(span) = unknown.span {
                let note = Diagnostic::new(unknown.code, span, unknown.what.clone())
                    .help(unknown.remedy.clone());
                self.diagnostics.push(note);
            }
        }
        Parsed {
            value: self.network,
            diagnostics: self.diagnostics,
        }
    }
}

/// Names that are defined more than once. Of what the further definitions say, nothing is used, and what they
/// might have said counts as not known. The same statement given twice says nothing new.
fn repeated<'a, T: PartialEq>(facts: &[&'a T], name: fn(&T) -> &Name) -> BTreeSet<&'a str> {
    let mut first: BTreeMap<&str, &T> = BTreeMap::new();
    let mut repeated = BTreeSet::new();
    for fact in facts {
        let known = *first.entry(&name(fact).text).or_insert(fact);
        if known != *fact {
            repeated.insert(name(fact).text.as_str());
        }
    }
    repeated
}

/// Reports a name that was defined before; true when it is new.
fn is_new<'a>(
    seen: &mut BTreeMap<&'a str, keyholder_diag::Span>,
    name: &'a Name,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> bool {
    if let Some(first) = seen.get(name.text.as_str()) {
        let message = format!(
            "{what} `{}` is defined twice; the first definition is used, and what the second says counts as not known",
            name.text
        );
        let twice = Diagnostic::new(Code::KH0301, name.span, message);
        diagnostics.push(
            twice
                .label(*first, "first defined here")
                .help("remove one of the two, or rename it"),
        );
        return false;
    }
    seen.insert(&name.text, name.span);
    true
}

/// The catalogue with the project's own rows laid over it.
fn merge_functions(
    facts: &Facts,
    catalogue: &Catalogue,
    diagnostics: &mut Diagnostics,
) -> (Vec<Function>, Vec<(FunctionId, String)>) {
    let mut functions = catalogue.functions.clone();
    let mut why: BTreeMap<String, String> = BTreeMap::new();
    for row in &facts.function_overrides {
        if let Some(at) = catalogue.find(&row.name) {
            lay_over(&mut functions[at], row);
            why.insert(functions[at].name.clone(), row.why.clone());
            continue;
        }
        let (Some(class), Some(criticality)) = (row.class, row.criticality) else {
            let message = format!(
                "function `{}` is not in the catalogue, and its row has no class or criticality",
                row.name
            );
            let help = match did_you_mean(&row.name, functions.iter().map(|f| f.name.as_str())) {
                Some(guess) => {
                    format!("did you mean `{guess}`? otherwise add `class` and `criticality`")
                }
                None => "add `class` and `criticality`".to_owned(),
            };
            diagnostics.push(Diagnostic::new(Code::KH0104, row.span, message).help(help));
            continue;
        };
        let mut own = Function {
            name: row.name.clone(),
            title: row.name.clone(),
            class,
            criticality,
            sees: Vec::new(),
            need: Need::Not,
            aliases: Vec::new(),
            source: "this project".to_owned(),
        };
        lay_over(&mut own, row);
        functions.push(own);
        why.insert(row.name.clone(), row.why.clone());
    }
    functions.sort_by(|a, b| a.name.cmp(&b.name));
    functions.dedup_by(|a, b| a.name == b.name);
    let overrides = functions
        .iter()
        .enumerate()
        .filter_map(|(n, f)| {
            why.get(&f.name)
                .map(|why| (FunctionId::from(n), why.clone()))
        })
        .collect();
    (functions, overrides)
}

fn lay_over(function: &mut Function, row: &crate::function::FunctionOverride) {
    if let Some(title) = &row.title {
        function.title.clone_from(title);
    }
    function.class = row.class.unwrap_or(function.class);
    function.criticality = row.criticality.unwrap_or(function.criticality);
    if let Some(sees) = &row.sees {
        function.sees.clone_from(sees);
    }
    if let Some(need) = &row.need {
        function.need.clone_from(need);
    }
}

/// Parties and components that nothing refers to are probably slips of the hand.
fn note_unused(cx: &mut Context, facts: &Facts) {
    for (n, used) in cx.used_parties.clone().into_iter().enumerate() {
        let party = &cx.network.parties[n];
        if !used && party.presence.is_empty() {
            let message = format!("nothing refers to party `{}`", party.id);
            let span = party.provenance.span;
            cx.push(
                Diagnostic::new(Code::KH0410, span, message)
                    .help("name it where it supplies, owns or holds a key, or remove it"),
            );
        }
    }
    // Without any element there is one cause, and it was told.
    if facts.has_no_elements() {
        return;
    }
    let mut used = vec![false; cx.network.components.len()];
    for class in &cx.network.classes {
        for (_, release) in class.releases() {
            used[cx.network.releases[release.index()].component.index()] = true;
        }
    }
    for release in &cx.network.releases {
        for inside in &release.contains {
            used[cx.network.releases[inside.index()].component.index()] = true;
        }
    }
    for component in &facts.components {
        let Some(id) = cx.components.get(&component.id.text) else {
            continue;
        };
        if !used[id.index()] {
            let message = format!(
                "no element or release uses component `{}`",
                component.id.text
            );
            cx.push(
                Diagnostic::new(Code::KH0410, component.id.span, message)
                    .help("use one of its releases, or remove the file"),
            );
        }
    }
}
