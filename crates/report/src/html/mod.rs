//! The report as one HTML file: no script, no other host, readable on paper.

mod actors;
mod areas;
mod concentration;
mod filter;
mod heat;
mod land;
mod map;
mod markup;
mod sankey;

use std::borrow::Borrow;
use std::collections::BTreeMap;

use askama::Template;

use crate::number::{self, percent};
use crate::outline::Outline;
use crate::wire::{Actor, ActorKind, Assessment, Unknown};
pub(crate) use filter::Filter;
pub(crate) use markup::{path, prose};

/// Actors with a page of their own.
const PAGES_MAX: usize = 12;
/// Rows of a table before the rest folds.
const ROWS_MAX: usize = 30;
/// Everything about looks.
pub(crate) const STYLE: &str = include_str!("../../templates/style.css");

/// The whole report. The same assessment gives the same bytes.
///
/// # Panics
/// Never on any assessment: writing to memory does not fail.
#[must_use]
pub fn render(a: &Assessment) -> String {
    render_on(a, None)
}

/// The whole report with a map of places on these boundaries.
///
/// # Panics
/// Never on any assessment: writing to memory does not fail.
#[must_use]
pub fn render_on(a: &Assessment, outline: Option<&Outline>) -> String {
    let anchors = Anchors::new(a);
    let rows = |presence: bool| {
        let wanted = |actor: &&Actor| (actor.kind == ActorKind::Presence) == presence;
        let rows = a
            .actors
            .iter()
            .filter(wanted)
            .map(|actor| actors::row(a, actor, &anchors));
        folded(rows.collect())
    };
    let page = Page {
        a,
        style: STYLE,
        notice: notice(a),
        figures: figures(a),
        map: map::Map::new(a),
        heat: heat::Heat::new(a, &anchors),
        areas: areas::Where::new(a, &anchors, outline),
        actors: rows(false),
        presence: rows(true),
        pages: paged(a)
            .map(|actor| actors::page(a, actor, &anchors))
            .collect(),
        classes: concentration::classes(a),
        unknowns: folded(a.unknowns.iter().collect()),
    };
    page.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    a: &'a Assessment,
    style: &'static str,
    notice: String,
    figures: Vec<Figure>,
    map: map::Map,
    heat: heat::Heat<'a>,
    areas: areas::Where<'a>,
    actors: Vec<Vec<actors::Row<'a>>>,
    presence: Vec<Vec<actors::Row<'a>>>,
    pages: Vec<actors::Page<'a>>,
    classes: Vec<concentration::Class<'a>>,
    unknowns: Vec<Vec<&'a Unknown>>,
}

/// Templates hand over numbers by value or by reference, as they come.
fn count(number: impl Borrow<u64>) -> String {
    number::count(*number.borrow())
}

/// A number and its noun; see [`count`].
fn counted(number: impl Borrow<u64>, one: &str, many: &str) -> String {
    number::counted(*number.borrow(), one, many)
}

/// A number that stands large at the head of the report.
struct Figure {
    number: String,
    label: String,
    note: String,
}

/// `3 errors and 14 warnings`, or nothing.
fn notice(a: &Assessment) -> String {
    let said = [
        (a.counts.errors, "error", "errors"),
        (a.counts.warnings, "warning", "warnings"),
    ];
    let said = said.iter().filter(|(n, ..)| *n > 0);
    let said: Vec<String> = said.map(|(n, one, many)| counted(n, one, many)).collect();
    said.join(" and ")
}

fn figures(a: &Assessment) -> Vec<Figure> {
    let c = &a.counts;
    let figure = |number: u64, label: &str, note: String| Figure {
        number: count(number),
        label: label.to_owned(),
        note,
    };
    let reaching = a
        .actors
        .iter()
        .filter(|actor| actors::reaches(actor))
        .count() as u64;
    let places = format!("at {}", counted(c.places, "place", "places"));
    let missing = match c.places_without_subscribers {
        0 => places,
        1 => format!("{places}; one place does not state its own"),
        n => format!("{places}; {} places do not state theirs", count(n)),
    };
    let statements = a
        .unknowns
        .iter()
        .fold(0u64, |sum, one| sum.saturating_add(one.count));
    vec![
        figure(
            c.elements,
            "elements",
            format!("in {} classes that behave alike", count(c.classes)),
        ),
        figure(
            c.not_placed,
            "not placed",
            format!(
                "{} of elements: their function is not known",
                percent(c.not_placed, c.elements)
            ),
        ),
        figure(
            reaching,
            "actors with reach",
            format!(
                "over {} routes, of {} parties",
                count(c.routes),
                count(c.parties)
            ),
        ),
        figure(
            statements,
            "blanks",
            format!(
                "of {} kinds; each widens or limits what can be said",
                count(a.unknowns.len() as u64)
            ),
        ),
        figure(c.subscribers, "subscribers", missing),
    ]
}

/// The actors with a page: the widest who reach anything.
fn paged(a: &Assessment) -> impl Iterator<Item = &Actor> {
    let wanted = |actor: &&Actor| {
        actors::reaches(actor) || (actor.kind != ActorKind::Presence && !actor.chains.is_empty())
    };
    a.actors.iter().filter(wanted).take(PAGES_MAX)
}

/// The anchors of actors that have a page.
struct Anchors(BTreeMap<String, String>);

impl Anchors {
    fn new(a: &Assessment) -> Self {
        let named = (1..)
            .zip(paged(a))
            .map(|(n, actor): (u32, &Actor)| (actor.id.clone(), format!("actor-{n}")));
        Anchors(named.collect())
    }

    /// The anchor; empty for an actor without a page.
    fn of(&self, actor: &Actor) -> String {
        self.0.get(&actor.id).cloned().unwrap_or_default()
    }
}

/// The rows that stand open, and the rest.
fn folded<T>(mut rows: Vec<T>) -> Vec<Vec<T>> {
    let rest = rows.split_off(rows.len().min(ROWS_MAX));
    let mut parts = vec![rows];
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}
