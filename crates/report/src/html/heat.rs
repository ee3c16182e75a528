//! The table of functions by actors: words in every cell, a tint behind them.

use super::Anchors;
use super::markup::part;
use crate::number::{counted, ends, share, step};
use crate::reading::element_ways;
use crate::wire::{Actor, ActorKind, Amount, Assessment, Scope, ScopeKind};

/// Most columns of parties beside the operators, and of groups.
const PARTIES_MAX: usize = 6;
/// Most columns of countries.
const COUNTRIES_MAX: usize = 4;

/// The table.
pub(super) struct Heat<'a> {
    pub(super) columns: Vec<Column<'a>>,
    pub(super) rows: Vec<Row<'a>>,
    /// Actors of this kind that have no column.
    pub(super) left_out: usize,
}

/// An actor.
pub(super) struct Column<'a> {
    pub(super) actor: &'a Actor,
    pub(super) kind: &'static str,
    pub(super) anchor: String,
}

/// A function or class.
pub(super) struct Row<'a> {
    pub(super) scope: &'a Scope,
    pub(super) elements: String,
    pub(super) class: &'static str,
    pub(super) anybody: String,
    pub(super) cells: Vec<Cell>,
}

/// What one actor can change of one function.
pub(super) struct Cell {
    pub(super) step: u8,
    pub(super) text: String,
    pub(super) details: Vec<String>,
}

impl<'a> Heat<'a> {
    pub(super) fn new(a: &'a Assessment, anchors: &Anchors) -> Self {
        let of_kind = |kinds: &'static [ActorKind], most: usize| {
            let wanted = move |actor: &&Actor| kinds.contains(&actor.kind) && !actor.operates;
            a.actors.iter().filter(wanted).take(most)
        };
        let columns: Vec<Column<'_>> = of_kind(&[ActorKind::Party, ActorKind::Group], PARTIES_MAX)
            .chain(of_kind(&[ActorKind::Country], COUNTRIES_MAX))
            .map(|actor| Column {
                actor,
                kind: crate::reading::kind(actor.kind),
                anchor: anchors.of(actor),
            })
            .collect();
        let control = |actor: &&Actor| actor.kind != ActorKind::Presence && !actor.operates;
        let left_out = a.actors.iter().filter(control).count() - columns.len();
        let rows = a
            .scopes
            .iter()
            .map(|scope| row(a, scope, &columns))
            .collect();
        Heat {
            columns,
            rows,
            left_out,
        }
    }
}

fn row<'a>(a: &Assessment, scope: &'a Scope, columns: &[Column<'_>]) -> Row<'a> {
    Row {
        scope,
        elements: counted(scope.elements, "element", "elements"),
        class: match scope.kind {
            ScopeKind::Function => "function",
            _ => "class",
        },
        anybody: part(scope.anybody, scope.elements),
        cells: columns
            .iter()
            .map(|column| cell(a, column.actor, scope))
            .collect(),
    }
}

fn cell(a: &Assessment, actor: &Actor, scope: &Scope) -> Cell {
    let ways = element_ways(a, actor, &scope.id);
    let (keys, parts) = (ways.keys.in_the_end, ways.with_parts.in_the_end);
    let stated = actor.reach.iter().any(|reach| reach.scope == scope.id);
    let (surely, possibly, at_most) = ends(keys);
    let mut details = Vec::new();
    details.extend(possibly.map(|text| format!("possibly {text}")));
    // What anybody could who fills the blanks stands once, in its own column.
    let special = keys.at_most > scope.anybody;
    details.extend(
        at_most
            .filter(|_| special)
            .map(|text| format!("at most {text}")),
    );
    if more(parts, keys) {
        details.push(format!("parts {}", parts_text(parts)));
    }
    Cell {
        step: step(keys.surely, keys.of),
        text: if stated { surely } else { "–".to_owned() },
        details,
    }
}

fn more(parts: Amount, keys: Amount) -> bool {
    parts.surely > keys.surely || parts.possibly > keys.possibly
}

/// Surely to possibly: `40–60 %`.
fn parts_text(parts: Amount) -> String {
    let (surely, possibly, _) = ends(parts);
    possibly.map_or(surely.clone(), |possibly| {
        format!("{}–{possibly}", share(parts.surely, parts.of))
    })
}
