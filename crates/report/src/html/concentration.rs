//! How concentrated each function class is: bars, keys in words, and the equal table.

use super::markup::part;
use crate::number::count;
use crate::wire::{Assessment, Concentration};

/// Shares that get a segment of their own.
const SEGMENTS_MAX: usize = 6;

/// One class, by supplier and by country.
pub(super) struct Class<'a> {
    pub(super) label: &'a str,
    pub(super) elements: String,
    pub(super) bars: Vec<Bar<'a>>,
}

/// One bar.
pub(super) struct Bar<'a> {
    pub(super) by: &'a str,
    pub(super) hhi: String,
    pub(super) segments: Vec<Segment>,
    pub(super) rows: Vec<Row>,
}

/// A part of a bar.
pub(super) struct Segment {
    pub(super) name: String,
    pub(super) elements: u64,
    pub(super) percent: String,
    pub(super) class: String,
}

/// A row of the equal table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) elements: String,
    pub(super) percent: String,
}

/// All classes, in the order of scopes.
pub(super) fn classes(a: &Assessment) -> Vec<Class<'_>> {
    let mut all = Vec::new();
    for scope in &a.scopes {
        let bars: Vec<Bar<'_>> = a
            .concentration
            .iter()
            .filter(|one| one.scope == scope.id)
            .map(bar)
            .collect();
        if !bars.is_empty() {
            all.push(Class {
                label: &scope.label,
                elements: count(scope.elements),
                bars,
            });
        }
    }
    all
}

fn bar(one: &Concentration) -> Bar<'_> {
    let hhi = if one.hhi_low == one.hhi_high {
        count(one.hhi_low)
    } else {
        format!("{} to {}", count(one.hhi_low), count(one.hhi_high))
    };
    let row = |name: &str, elements: u64| Row {
        name: name.to_owned(),
        elements: count(elements),
        percent: part(elements, one.of),
    };
    let mut rows: Vec<Row> = one
        .shares
        .iter()
        .map(|s| row(&s.name, s.elements))
        .collect();
    if one.unknown > 0 {
        rows.push(row("not known", one.unknown));
    }
    Bar {
        by: match one.by.as_str() {
            "supplier" => "by supplier",
            "controlling-country" => "by controlling country",
            other => other,
        },
        hhi,
        segments: segments(one),
        rows,
    }
}

fn segments(one: &Concentration) -> Vec<Segment> {
    let segment = |name: String, elements: u64, class: String| Segment {
        percent: part(elements, one.of),
        name,
        elements,
        class,
    };
    let fits = one.shares.len() <= SEGMENTS_MAX + 1;
    let own = if fits { one.shares.len() } else { SEGMENTS_MAX };
    let (shown, others) = one.shares.split_at(own);
    let mut all: Vec<Segment> = (0..)
        .zip(shown)
        .map(|(nth, s): (usize, _)| {
            segment(
                s.name.clone(),
                s.elements,
                format!("c{}", nth.min(SEGMENTS_MAX)),
            )
        })
        .collect();
    if !others.is_empty() {
        let sum = others
            .iter()
            .fold(0u64, |sum, s| sum.saturating_add(s.elements));
        all.push(segment(
            format!("{} others", others.len()),
            sum,
            "c6".to_owned(),
        ));
    }
    if one.unknown > 0 {
        all.push(segment(
            "not known".to_owned(),
            one.unknown,
            "unknown".to_owned(),
        ));
    }
    all
}
