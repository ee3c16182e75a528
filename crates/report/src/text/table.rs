//! The table of the widest actors in a terminal: as many columns as there is room for.

use super::wrap::{columns, left, right};
use crate::number::{plain_count, share};
use crate::reading::{element_ways, kind};
use crate::wire::{Actor, ActorKind, Amount, Assessment, Ways};

/// Actors that are listed.
const ACTORS_MAX: usize = 8;
/// Columns are left out until the names have so much room.
const NAME_MIN: usize = 18;
/// More room than this no name gets.
const NAME_MAX: usize = 44;

/// Head of the column of kinds, as wide as its widest word.
const KIND: &str = "kind   ";

/// A column after the name: its group, its head, and how early it is left out (larger is earlier).
struct Column {
    group: &'static str,
    head: &'static str,
    drop: u8,
    cell: fn(&Figures<'_>) -> String,
}

const COLUMNS: &[Column] = &[
    Column {
        group: "",
        head: KIND,
        drop: 6,
        cell: |f| kind(f.actor.kind).to_owned(),
    },
    Column {
        group: "core",
        head: "  by keys",
        drop: 0,
        cell: |f| show(f.core.keys.in_the_end),
    },
    Column {
        group: "core",
        head: "with parts",
        drop: 2,
        cell: |f| show(f.core.with_parts.in_the_end),
    },
    Column {
        group: "network",
        head: "  by keys",
        drop: 1,
        cell: |f| show(f.network.keys.in_the_end),
    },
    Column {
        group: "network",
        head: "with parts",
        drop: 5,
        cell: |f| show(f.network.with_parts.in_the_end),
    },
    Column {
        group: "subscribers",
        head: "intercept",
        drop: 4,
        cell: |f| show(f.actor.intercept.subscribers.with_parts.in_the_end),
    },
    Column {
        group: "subscribers",
        head: "  disrupt",
        drop: 4,
        cell: |f| show(f.actor.disrupt.subscribers.with_parts.in_the_end),
    },
];

/// What is shown of one actor.
struct Figures<'a> {
    actor: &'a Actor,
    core: Ways,
    network: Ways,
}

/// What is sure; where a doubt that names the actor could make it more, both ends.
fn show(amount: Amount) -> String {
    let surely = share(amount.surely, amount.of);
    if amount.possibly == amount.surely {
        return surely;
    }
    format!("{surely}–{}", share(amount.possibly, amount.of))
}

fn figures<'a>(a: &Assessment, actor: &'a Actor) -> Figures<'a> {
    Figures {
        actor,
        core: element_ways(a, actor, "class:core"),
        network: element_ways(a, actor, "network"),
    }
}

/// The table, its heads first. Presence is not control and has no row.
pub(super) fn actor_table(a: &Assessment, room: usize) -> Vec<String> {
    let control = || {
        a.actors
            .iter()
            .filter(|actor| actor.kind != ActorKind::Presence)
    };
    let rows: Vec<Figures<'_>> = control()
        .take(ACTORS_MAX)
        .map(|actor| figures(a, actor))
        .collect();
    if rows.is_empty() {
        return vec!["  nobody is stated to reach anything".to_owned()];
    }
    let shown = chosen(room);
    let taken: usize = shown.iter().map(|column| columns(column.head) + 2).sum();
    let longest = rows
        .iter()
        .map(|row| columns(&name(row.actor, &shown)))
        .max()
        .unwrap_or(0);
    let name_width = longest
        .clamp(5, NAME_MAX)
        .min(room.saturating_sub(taken + 2));
    let mut lines = vec![groups(&shown, name_width), heads(&shown, name_width)];
    for row in &rows {
        let mut line = format!("  {}", left(&name(row.actor, &shown), name_width));
        for column in &shown {
            let width = columns(column.head);
            let cell = (column.cell)(row);
            line.push_str("  ");
            let wide = if column.head == KIND {
                left(&cell, width)
            } else {
                right(&cell, width)
            };
            line.push_str(&wide);
        }
        lines.push(line);
    }
    let more = control().count() - rows.len();
    if more > 0 {
        lines.push(format!("  and {} more", plain_count(more as u64)));
    }
    lines
}

/// The name, with its kind where no column says it.
fn name(actor: &Actor, shown: &[&Column]) -> String {
    let said = shown.iter().any(|column| column.head == KIND);
    match actor.kind {
        ActorKind::Party => actor.name.clone(),
        _ if said => actor.name.clone(),
        other => format!("{} {}", kind(other), actor.name),
    }
}

/// The columns for which there is room beside the names.
fn chosen(room: usize) -> Vec<&'static Column> {
    let mut shown: Vec<&Column> = COLUMNS.iter().collect();
    let width = |shown: &[&Column]| shown.iter().map(|c| columns(c.head) + 2).sum::<usize>();
    while shown.len() > 1 && width(&shown) + NAME_MIN + 2 > room {
        let earliest = shown.iter().map(|column| column.drop).max();
        shown.retain(|column| Some(column.drop) != earliest);
    }
    shown
}

fn heads(shown: &[&Column], name_width: usize) -> String {
    let mut line = format!("  {}", left("actor", name_width));
    for column in shown {
        line.push_str("  ");
        line.push_str(column.head);
    }
    line
}

/// The heads over the heads, each over the first of its columns when it fits.
fn groups(shown: &[&Column], name_width: usize) -> String {
    let mut line = " ".repeat(name_width + 2);
    for group in shown.chunk_by(|a, b| a.group == b.group) {
        let width: usize = group.iter().map(|column| columns(column.head) + 2).sum();
        let title = group.first().map_or("", |column| column.group);
        line.push_str("  ");
        line.push_str(&left(title, width - 2));
    }
    line
}
