//! Elements: what each does, where, on what, and by which routes it is reached directly.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;

use keyholder_diag::{Code, Diagnostic, did_you_mean};

use super::selector::{Fit, Wanted};
use super::{Context, circles, is_new, kinds, releases, repeated};
use crate::facts::{ElementFact, Facts, Name, RouteFact, Slot};
use crate::{Element, ElementId, Layer, PlaceId, PoolId, ReleaseId, RouteId};

/// An element before it has a class.
pub(super) struct Shell {
    pub(super) element: Element,
    /// Number of what it does, whose it is and what it is made of; equal for elements alike in all three.
    pub(super) make: u32,
    /// In the order of [`Layer::ALL`]. A list that many have is there once.
    pub(super) layers: [Arc<[ReleaseId]>; 4],
    pub(super) layer_gaps: [bool; 4],
    pub(super) host_gap: bool,
    pub(super) manager_gap: bool,
    pub(super) wave: Option<u16>,
    pub(super) access: Vec<RouteId>,
    /// Some route may lead here, and it cannot be told.
    pub(super) access_gap: bool,
}

pub(super) fn resolve(cx: &mut Context, facts: &Facts) -> Vec<Shell> {
    let mut sorted: Vec<&ElementFact> = facts.elements.iter().collect();
    sorted.sort_by_key(|e| (&e.id.text, e.id.span));
    let twice = repeated(&sorted, |e| &e.id);
    let mut seen = BTreeMap::new();
    sorted.retain(|e| is_new(&mut seen, &e.id, "element", &mut cx.diagnostics));
    let mut index: BTreeMap<&str, ElementId> = sorted
        .iter()
        .enumerate()
        .map(|(n, e)| (e.id.text.as_str(), ElementId::from(n)))
        .collect();
    let kinds = facts
        .large
        .as_ref()
        .map(|large| kinds::enter(cx, large, facts, &mut index, sorted.len()));
    let mut memo = Memo::default();
    let mut shells: Vec<Shell> = sorted
        .iter()
        .map(|fact| {
            let mut shell = shell(cx, &index, &mut memo, fact);
            if twice.contains(fact.id.text.as_str()) {
                shell.layer_gaps = [true; 4];
                shell.host_gap = true;
                shell.manager_gap = true;
            }
            shell
        })
        .collect();
    if let Some(entered) = kinds {
        kinds::resolve(cx, entered, &index, &mut shells);
    }
    let hosts = sorted.iter().map(|fact| match &fact.host {
        Slot::Names(names) if !names.is_empty() => names[0].span,
        _ => fact.id.span,
    });
    circles::report(cx, &hosts.collect::<Vec<_>>(), &mut shells);
    let makes = number_makes(&mut shells);
    let mut access: Vec<&RouteFact> = facts.access_routes.iter().collect();
    access.sort_by_key(|r| (&r.id.text, r.id.span));
    let ids = std::mem::take(&mut cx.access);
    for (fact, route) in access.into_iter().zip(ids) {
        if let Some(route) = route {
            lead(cx, &index, &mut shells, &makes, fact, route);
        }
    }
    shells
}

/// Numbers what elements do, whose they are and what they are made of; for each number, those that have it.
fn number_makes(shells: &mut [Shell]) -> Vec<Vec<u32>> {
    let mut seen: HashMap<Make, u32> = HashMap::new();
    let mut having: Vec<Vec<u32>> = Vec::new();
    for (n, shell) in shells.iter_mut().enumerate() {
        let key = (
            shell.element.function,
            shell.element.operator,
            std::mem::take(&mut shell.layers),
            shell.layer_gaps,
        );
        shell.make = match seen.get(&key) {
            Some(make) => *make,
            None => {
                let next = u32::try_from(having.len()).unwrap_or(u32::MAX);
                seen.insert(key.clone(), next);
                having.push(Vec::new());
                next
            }
        };
        shell.layers = key.2;
        having[shell.make as usize].push(u32::try_from(n).unwrap_or(u32::MAX));
    }
    having
}

type Make = (
    Option<crate::FunctionId>,
    Option<crate::PartyId>,
    [Arc<[ReleaseId]>; 4],
    [bool; 4],
);

/// Cells that stand in thousands of rows are resolved once; each row that names an unknown thing is still reported.
#[derive(Default)]
struct Memo {
    releases: BTreeMap<String, ReleaseId>,
}

fn shell(
    cx: &mut Context,
    index: &BTreeMap<&str, ElementId>,
    memo: &mut Memo,
    fact: &ElementFact,
) -> Shell {
    let function = fact
        .function
        .as_ref()
        .and_then(|name| function(cx, fact, name));
    if fact.function.is_none() {
        let message = format!(
            "element `{}` has no function; it could not be placed",
            fact.id.text
        );
        let help = "fill in the column `function` with a name of the catalogue, as `AMF`";
        cx.push(Diagnostic::new(Code::KH0305, fact.id.span, message).help(help));
    }
    let operator = fact
        .operator
        .as_ref()
        .and_then(|n| cx.party(n, "the element counts as nobody's"));
    let pool = fact.pool.as_ref().and_then(|n| pool(cx, n, function));
    let place = fact.place.as_ref().and_then(|n| place(cx, n));
    let mut layers: [Arc<[ReleaseId]>; 4] = Default::default();
    let mut layer_gaps = [false; 4];
    for layer in Layer::ALL {
        let (ids, gap) = layer_releases(cx, memo, fact.layer(*layer));
        layers[*layer as usize] = ids.into();
        layer_gaps[*layer as usize] = gap;
    }
    let (hosts, host_gap) = elements_of(cx, index, fact, &fact.host, "host");
    let (managers, manager_gap) = elements_of(cx, index, fact, &fact.manager, "manager");
    let class = crate::ClassId(0);
    let provenance = fact.provenance.clone();
    let element = Element {
        id: fact.id.text.clone(),
        rows: 1,
        function,
        operator,
        place,
        pool,
        hosts: hosts.into(),
        managers: managers.into(),
        class,
        provenance,
    };
    Shell {
        element,
        make: 0,
        layers,
        layer_gaps,
        host_gap,
        manager_gap,
        wave: fact.wave,
        access: Vec::new(),
        access_gap: false,
    }
}

fn function(cx: &mut Context, fact: &ElementFact, name: &Name) -> Option<crate::FunctionId> {
    let found = cx.function(&name.text);
    if found.is_none() {
        let names = cx
            .network
            .functions
            .iter()
            .flat_map(|f| std::iter::once(&f.name).chain(&f.aliases));
        let help = match did_you_mean(&name.text, names.map(String::as_str)) {
            Some(guess) => format!("did you mean `{guess}`?"),
            None => {
                "see `keyholder functions`, or add a row of your own to `functions.toml`".to_owned()
            }
        };
        let message = format!(
            "no function `{}`; element `{}` could not be placed",
            name.text, fact.id.text
        );
        cx.push(Diagnostic::new(Code::KH0305, name.span, message).help(help));
    }
    found
}

fn pool(cx: &mut Context, name: &Name, function: Option<crate::FunctionId>) -> Option<PoolId> {
    let Some(id) = cx.pools.get(&name.text).copied() else {
        let guess = did_you_mean(&name.text, cx.pools.keys().map(String::as_str));
        let help = guess.map_or_else(
            || "add it to `network/pools.csv`".to_owned(),
            |g| format!("did you mean `{g}`?"),
        );
        let message = format!(
            "no pool `{}`; what the element serves counts as not stated",
            name.text
        );
        cx.push(Diagnostic::new(Code::KH0307, name.span, message).help(help));
        return None;
    };
    let of_pool = cx.network.pools[id.index()].function;
    if function.is_some_and(|f| f != of_pool) {
        let theirs = cx.network.functions[of_pool.index()].name.clone();
        let message = format!(
            "pool `{}` is one of `{theirs}`; the element counts as in no pool",
            name.text
        );
        cx.push(
            Diagnostic::new(Code::KH0406, name.span, message)
                .help("make a pool of its own for each function"),
        );
        return None;
    }
    function.map(|_| id)
}

fn place(cx: &mut Context, name: &Name) -> Option<PlaceId> {
    let found = cx.places.get(&name.text).copied();
    if found.is_none() {
        let guess = did_you_mean(&name.text, cx.places.keys().map(String::as_str));
        let help = guess.map_or_else(
            || "add it to `network/places.csv`".to_owned(),
            |g| format!("did you mean `{g}`?"),
        );
        let message = format!(
            "no place `{}`; where the element serves counts as not stated",
            name.text
        );
        cx.push(Diagnostic::new(Code::KH0308, name.span, message).help(help));
    }
    found
}

fn layer_releases(cx: &mut Context, memo: &mut Memo, slot: &Slot) -> (Vec<ReleaseId>, bool) {
    let names = match slot {
        Slot::NotStated => return (Vec::new(), true),
        Slot::Nothing => return (Vec::new(), false),
        Slot::Names(names) => names,
    };
    let mut gap = false;
    let mut ids: Vec<ReleaseId> = Vec::with_capacity(names.len());
    for name in names {
        if let Some(id) = memo.releases.get(&name.text) {
            ids.push(*id);
            continue;
        }
        match releases::find(cx, name, "the layer counts as not known") {
            Some(id) => {
                memo.releases.insert(name.text.clone(), id);
                ids.push(id);
            }
            None => gap = true,
        }
    }
    ids.sort_unstable();
    ids.dedup();
    (ids, gap)
}

fn elements_of(
    cx: &mut Context,
    index: &BTreeMap<&str, ElementId>,
    fact: &ElementFact,
    slot: &Slot,
    what: &str,
) -> (Vec<ElementId>, bool) {
    let names = match slot {
        Slot::NotStated => return (Vec::new(), true),
        Slot::Nothing => return (Vec::new(), false),
        Slot::Names(names) => names,
    };
    let mut gap = false;
    let mut ids: Vec<ElementId> = Vec::with_capacity(names.len());
    for name in names {
        if name.text == fact.id.text {
            let message = format!(
                "element `{}` is its own {what}; the {what} counts as not known",
                fact.id.text
            );
            cx.push(
                Diagnostic::new(Code::KH0404, name.span, message).help(format!(
                    "name the element that is its {what}, or write `none`"
                )),
            );
            gap = true;
            continue;
        }
        match index.get(name.text.as_str()) {
            Some(id) => ids.push(*id),
            None => {
                let guess = did_you_mean_fast(&name.text, index);
                let help = guess.map_or_else(
                    || "add it to the table of elements, or write `none`".to_owned(),
                    |g| format!("did you mean `{g}`?"),
                );
                let message = format!(
                    "no element `{}`; the {what} of `{}` counts as not known",
                    name.text, fact.id.text
                );
                cx.push(Diagnostic::new(Code::KH0306, name.span, message).help(help));
                gap = true;
            }
        }
    }
    ids.sort_unstable();
    ids.dedup();
    (ids, gap)
}

/// Among many thousands of names, only those near in the alphabet and in length are compared.
fn did_you_mean_fast<'a>(written: &str, index: &BTreeMap<&'a str, ElementId>) -> Option<&'a str> {
    if index.len() <= 2_000 {
        return did_you_mean(written, index.keys().copied());
    }
    let head: String = written.chars().take(2).collect();
    let from = (
        std::ops::Bound::Included(head.as_str()),
        std::ops::Bound::Unbounded,
    );
    let near = index.range::<str, _>(from).map(|(name, _)| *name);
    did_you_mean(
        written,
        near.take_while(|name| name.starts_with(&head)).take(2_000),
    )
}

/// Finds the elements that an access route leads to.
fn lead(
    cx: &mut Context,
    index: &BTreeMap<&str, ElementId>,
    shells: &mut [Shell],
    makes: &[Vec<u32>],
    fact: &RouteFact,
    route: RouteId,
) {
    let faults = cx.diagnostics.len();
    let wanted = Wanted::new(cx, index, fact);
    let mut hits = 0_usize;
    for having in makes {
        // Alike in what they do and are made of: one answer for all, as far as that goes.
        let make = wanted.fits_make(cx, &shells[having[0] as usize]);
        if make == Fit::No {
            continue;
        }
        for n in having {
            let shell = &mut shells[*n as usize];
            let fit = match wanted.says_something() {
                true => make.min(wanted.fits_place(cx, ElementId(*n), shell)),
                false => Fit::Maybe,
            };
            match fit {
                Fit::Yes => shell.access.push(route),
                Fit::Maybe => shell.access_gap = true,
                Fit::No => continue,
            }
            hits += 1;
        }
    }
    if hits == 0 && !shells.is_empty() && cx.diagnostics.len() == faults {
        let message = format!("route `{}` leads to no element", fact.id.text);
        let help = "all lists that are given must fit together; check `leads_to`";
        cx.push(Diagnostic::new(Code::KH0409, fact.id.span, message).help(help));
    }
}
