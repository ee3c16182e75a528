//! Kinds of rows of large tables: each distinct cell is resolved once, and each kind becomes one shell.
//!
//! What a table says wrongly is reported once for each distinct cell, with the number of elements that it
//! concerns; what cannot be read counts as not known, as everywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use keyholder_diag::{Code, Diagnostic, Span, did_you_mean};

use super::elements::Shell;
use super::{Context, releases};
use crate::facts::{Facts, Large, Name, Provenance};
use crate::inventory::{KIND_COLUMNS, KIND_WIDTH, Unit};
use crate::{ClassId, Element, ElementId, FunctionId, PartyId, PlaceId, PoolId, ReleaseId};

/// Names that stand for nothing are told one by one up to so many. A table that was cut off may miss a hundred
/// thousand of them.
const TOLD: usize = 20;

const FUNCTION: usize = 0;
const OPERATOR: usize = 1;
const PLACE: usize = 2;
const POOL: usize = 3;
const HOST: usize = 4;
const MANAGER: usize = 5;
const LAYERS: usize = 6;
const WAVE: usize = 10;

/// Kinds whose names stand in the index.
pub(super) struct Entered<'a> {
    large: &'a Large,
    units: Vec<Unit<'a>>,
    /// How many elements have each cell, by column.
    having: [Vec<u64>; KIND_WIDTH],
    /// Names that stand for more than one thing: whoever names them names nobody known.
    doubtful: BTreeSet<&'a str>,
}

/// Enters the named elements of large tables into the index, after `before` elements of small tables.
pub(super) fn enter<'a>(
    cx: &mut Context,
    large: &'a Large,
    facts: &Facts,
    index: &mut BTreeMap<&'a str, ElementId>,
    before: usize,
) -> Entered<'a> {
    let inventory = &large.inventory;
    let (units, of_named) = inventory.units(&facts.apart());
    cx.network.large_from = before;
    let mut doubtful = BTreeSet::new();
    let mut names: BTreeMap<&'a str, ElementId> = BTreeMap::new();
    for (named, unit) in inventory.named.iter().zip(of_named) {
        let id = named.id.as_str();
        if index.contains_key(id) {
            let message = format!("element `{id}` stands in two tables, and both rows count");
            let twice = Diagnostic::new(Code::KH0301, large.span, message);
            cx.push(twice.help("remove one of the two rows, or rename it"));
            doubtful.insert(id);
        }
        let element = ElementId::from(before + unit);
        if names.insert(id, element).is_some() {
            doubtful.insert(id);
        }
    }
    for (id, element) in names {
        index.entry(id).or_insert(element);
        cx.network.named.push((id.to_owned(), element));
    }
    let mut having: [Vec<u64>; KIND_WIDTH] =
        std::array::from_fn(|c| vec![0; inventory.texts[c].len()]);
    for kind in &inventory.kinds {
        for (column, cell) in kind.cells.iter().enumerate() {
            having[column][*cell as usize] += kind.rows;
        }
    }
    Entered {
        large,
        units,
        having,
        doubtful,
    }
}

/// Each distinct cell of a column, resolved.
struct Cells {
    functions: Vec<Option<FunctionId>>,
    operators: Vec<Option<PartyId>>,
    places: Vec<Option<PlaceId>>,
    pools: Vec<Option<PoolId>>,
    hosts: Vec<(Arc<[ElementId]>, bool)>,
    managers: Vec<(Arc<[ElementId]>, bool)>,
    layers: [Vec<(Arc<[ReleaseId]>, bool)>; 4],
    waves: Vec<Option<u16>>,
}

/// Adds a shell for each kind.
pub(super) fn resolve(
    cx: &mut Context,
    entered: Entered<'_>,
    index: &BTreeMap<&str, ElementId>,
    shells: &mut Vec<Shell>,
) {
    let cells = Cells {
        functions: entered.functions(cx),
        operators: entered.each(OPERATOR, |text, _| {
            let name = entered.name(text);
            cx.party(&name, "the elements count as nobody's")
        }),
        places: entered.places(cx),
        pools: entered.pools(cx),
        hosts: entered.elements(cx, index, HOST),
        managers: entered.elements(cx, index, MANAGER),
        layers: std::array::from_fn(|layer| entered.releases(cx, LAYERS + layer)),
        waves: entered.waves(cx),
    };
    shells.reserve(entered.units.len());
    let mut strangers: BTreeMap<PoolId, u64> = BTreeMap::new();
    let mut own: BTreeMap<&str, &'static str> = BTreeMap::new();
    for unit in &entered.units {
        let id = ElementId::from(shells.len());
        let mut shell = shell(&entered, &cells, unit);
        if let Some(pool) = shell.element.pool {
            let of_pool = cx.network.pools[pool.index()].function;
            if shell.element.function.is_some_and(|f| f != of_pool) {
                *strangers.entry(pool).or_default() += unit.rows;
                shell.element.pool = None;
            }
        }
        for (what, list, gap) in [
            ("host", &mut shell.element.hosts, &mut shell.host_gap),
            (
                "manager",
                &mut shell.element.managers,
                &mut shell.manager_gap,
            ),
        ] {
            if list.contains(&id) {
                *list = list.iter().copied().filter(|other| *other != id).collect();
                *gap = true;
                own.insert(unit.id, what);
            }
        }
        shells.push(shell);
    }
    report(cx, entered.large.span, &strangers, &own);
}

fn shell(entered: &Entered<'_>, cells: &Cells, unit: &Unit<'_>) -> Shell {
    let kind = &entered.large.inventory.kinds[unit.kind];
    let at = |column: usize| kind.cells[column] as usize;
    let function = cells.functions[at(FUNCTION)];
    let (hosts, host_gap) = cells.hosts[at(HOST)].clone();
    let (managers, manager_gap) = cells.managers[at(MANAGER)].clone();
    let layer = |layer: usize| &cells.layers[layer][at(LAYERS + layer)];
    Shell {
        element: Element {
            id: unit.id.to_owned(),
            rows: unit.rows,
            function,
            operator: cells.operators[at(OPERATOR)],
            place: cells.places[at(PLACE)],
            pool: cells.pools[at(POOL)].filter(|_| function.is_some()),
            hosts,
            managers,
            class: ClassId(0),
            provenance: Provenance::at(entered.large.span),
        },
        make: 0,
        layers: std::array::from_fn(|n| layer(n).0.clone()),
        layer_gaps: std::array::from_fn(|n| layer(n).1),
        host_gap,
        manager_gap,
        wave: cells.waves[at(WAVE)],
        access: Vec::new(),
        access_gap: false,
    }
}

fn report(
    cx: &mut Context,
    span: Span,
    strangers: &BTreeMap<PoolId, u64>,
    own: &BTreeMap<&str, &'static str>,
) {
    for (pool, rows) in strangers {
        let pool = &cx.network.pools[pool.index()];
        let theirs = &cx.network.functions[pool.function.index()].name;
        let message = format!(
            "pool `{}` is one of `{theirs}`; {rows} elements of other functions name it, and count as in no pool",
            pool.id
        );
        cx.push(
            Diagnostic::new(Code::KH0406, span, message)
                .help("make a pool of its own for each function"),
        );
    }
    for (id, what) in own {
        let message =
            format!("some element like `{id}` is its own {what}; their {what} counts as not known");
        let help = format!("name the element that is its {what}, or write `none`");
        cx.push(Diagnostic::new(Code::KH0404, span, message).help(help));
    }
}

/// "1 element" or "12 elements".
fn counted(rows: u64) -> String {
    match rows {
        1 => "1 element".to_owned(),
        _ => format!("{rows} elements"),
    }
}

impl Entered<'_> {
    fn name(&self, text: &str) -> Name {
        Name {
            text: text.to_owned(),
            span: self.large.span,
        }
    }

    /// Resolves each distinct cell of a column; blank ones and `?` are not stated.
    fn each<T: Default>(&self, column: usize, mut find: impl FnMut(&str, u64) -> T) -> Vec<T> {
        let texts = &self.large.inventory.texts[column];
        texts
            .iter()
            .zip(&self.having[column])
            .map(|(text, rows)| match text.as_str() {
                "" | "?" => T::default(),
                text => find(text, *rows),
            })
            .collect()
    }

    fn functions(&self, cx: &mut Context) -> Vec<Option<FunctionId>> {
        let span = self.large.span;
        let blank: u64 = self.large.inventory.texts[FUNCTION]
            .iter()
            .zip(&self.having[FUNCTION])
            .filter(|(text, _)| matches!(text.as_str(), "" | "?"))
            .map(|(_, rows)| rows)
            .sum();
        if blank > 0 {
            let message = format!(
                "{} without a function; they could not be placed",
                counted(blank)
            );
            let help = "fill in the column `function` with a name of the catalogue, as `AMF`";
            cx.push(Diagnostic::new(Code::KH0305, span, message).help(help));
        }
        self.each(FUNCTION, |text, rows| {
            let found = cx.function(text);
            if found.is_none() {
                let functions = cx.network.functions.iter();
                let names = functions.flat_map(|f| std::iter::once(&f.name).chain(&f.aliases));
                let help = match did_you_mean(text, names.map(String::as_str)) {
                    Some(guess) => format!("did you mean `{guess}`?"),
                    None => {
                        "see `keyholder functions`, or add a row of your own to `functions.toml`"
                            .to_owned()
                    }
                };
                let message = format!(
                    "no function `{text}`; {} could not be placed",
                    counted(rows)
                );
                cx.push(Diagnostic::new(Code::KH0305, span, message).help(help));
            }
            found
        })
    }

    fn places(&self, cx: &mut Context) -> Vec<Option<PlaceId>> {
        let mut lost = Vec::new();
        let found = self.each(PLACE, |text, rows| {
            let found = cx.places.get(text).copied();
            if found.is_none() {
                lost.push((text.to_owned(), rows));
            }
            found
        });
        let known: Vec<String> = cx.places.keys().cloned().collect();
        let then = "where they serve counts as not stated";
        self.missing(cx, (Code::KH0308, "place"), &lost, &known, then);
        found
    }

    fn pools(&self, cx: &mut Context) -> Vec<Option<PoolId>> {
        let mut lost = Vec::new();
        let found = self.each(POOL, |text, rows| {
            let found = cx.pools.get(text).copied();
            if found.is_none() {
                lost.push((text.to_owned(), rows));
            }
            found
        });
        let known: Vec<String> = cx.pools.keys().cloned().collect();
        let then = "what they serve counts as not stated";
        self.missing(cx, (Code::KH0307, "pool"), &lost, &known, then);
        found
    }

    /// Names that stand for nothing: the first few one by one, with what may have been meant, the rest counted.
    fn missing(
        &self,
        cx: &mut Context,
        (code, what): (Code, &str),
        lost: &[(String, u64)],
        known: &[String],
        then: &str,
    ) {
        let span = self.large.span;
        let add = || format!("add it to the table of {what}s, or correct the name");
        for (text, rows) in lost.iter().take(TOLD) {
            let message = format!("no {what} `{text}`; {} name it, and {then}", counted(*rows));
            let guess = did_you_mean(text, known.iter().map(String::as_str));
            let help = guess.map_or_else(add, |guess| format!("did you mean `{guess}`?"));
            cx.push(Diagnostic::new(code, span, message).help(help));
        }
        let more = lost.get(TOLD..).unwrap_or_default();
        if !more.is_empty() {
            let rows: u64 = more.iter().map(|(_, rows)| rows).sum();
            let message = format!(
                "{} more names of a {what} stand for none; {} name them, and {then}",
                more.len(),
                counted(rows)
            );
            cx.push(Diagnostic::new(code, span, message).help(add()));
        }
    }

    fn releases(&self, cx: &mut Context, column: usize) -> Vec<(Arc<[ReleaseId]>, bool)> {
        let texts = &self.large.inventory.texts[column];
        texts
            .iter()
            .map(|text| {
                self.list(text, |name| {
                    releases::find(cx, &name, "the layer counts as not known")
                })
            })
            .collect()
    }

    fn elements(
        &self,
        cx: &mut Context,
        index: &BTreeMap<&str, ElementId>,
        column: usize,
    ) -> Vec<(Arc<[ElementId]>, bool)> {
        let what = KIND_COLUMNS[column];
        let texts = &self.large.inventory.texts[column];
        let mut lost: Vec<(String, u64)> = Vec::new();
        let found = texts
            .iter()
            .zip(&self.having[column])
            .map(|(text, rows)| {
                self.list(text, |name| {
                    let known = index.get(name.text.as_str()).copied();
                    let known = known.filter(|_| !self.doubtful.contains(name.text.as_str()));
                    if known.is_none() {
                        lost.push((name.text, *rows));
                    }
                    known
                })
            })
            .collect();
        let then = format!("their {what} counts as not known");
        let known: Vec<String> = match lost.is_empty() {
            true => Vec::new(),
            false => index
                .keys()
                .take(50_000)
                .map(|id| (*id).to_owned())
                .collect(),
        };
        self.missing(cx, (Code::KH0306, "element"), &lost, &known, &then);
        found
    }

    /// Names with `;` between them: what they stand for, and whether something is not known.
    fn list<T: Ord>(
        &self,
        text: &str,
        mut find: impl FnMut(Name) -> Option<T>,
    ) -> (Arc<[T]>, bool) {
        match text {
            "" | "?" => return (Arc::default(), true),
            "none" => return (Arc::default(), false),
            _ => {}
        }
        let names = || {
            text.split(';')
                .map(str::trim)
                .filter(|name| !name.is_empty())
        };
        // Half of a list would look like all of it.
        if names().any(|name| matches!(name, "none" | "?")) {
            return (Arc::default(), true);
        }
        let mut gap = false;
        let mut ids = Vec::new();
        for name in names() {
            match find(self.name(name)) {
                Some(id) => ids.push(id),
                None => gap = true,
            }
        }
        gap |= ids.is_empty();
        ids.sort_unstable();
        ids.dedup();
        (ids.into(), gap)
    }

    fn waves(&self, cx: &mut Context) -> Vec<Option<u16>> {
        self.each(WAVE, |text, rows| {
            let digits = text.bytes().all(|b| b.is_ascii_digit());
            let wave = text.parse::<u16>().ok().filter(|wave| digits && *wave > 0);
            if wave.is_none() {
                let message = format!(
                    "`{text}` is not a number of `wave`; the wave of {} counts as not known",
                    counted(rows)
                );
                let help = "write a whole number from 1 to 65535 in digits alone";
                cx.push(Diagnostic::new(Code::KH0204, self.large.span, message).help(help));
            }
            wave
        })
    }
}
