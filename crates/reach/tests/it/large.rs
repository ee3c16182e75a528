//! Rows of large tables, grouped into kinds before names are resolved, give the numbers of rows one by one.

use keyholder_diag::{FileId, Span};
use keyholder_reach::{Assessment, assess};
use keyholder_supply::Network;
use keyholder_supply::facts::{ElementFact, Facts, Large, Name, Slot};
use keyholder_supply::inventory::{Inventory, KIND_WIDTH, Kind, Named};
use proptest::prelude::*;

use crate::property;
use crate::random::{Case, facts};

fn maybe(name: Option<&Name>) -> String {
    name.map_or(String::new(), |name| name.text.clone())
}

fn cell(slot: &Slot) -> String {
    match slot {
        Slot::NotStated => String::new(),
        Slot::Nothing => "none".to_owned(),
        Slot::Names(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            names.join(";")
        }
    }
}

fn cells(e: &ElementFact) -> [String; KIND_WIDTH] {
    [
        maybe(e.function.as_ref()),
        maybe(e.operator.as_ref()),
        maybe(e.place.as_ref()),
        maybe(e.pool.as_ref()),
        cell(&e.host),
        cell(&e.manager),
        cell(&e.layers[0]),
        cell(&e.layers[1]),
        cell(&e.layers[2]),
        cell(&e.layers[3]),
        e.wave.map_or(String::new(), |wave| wave.to_string()),
    ]
}

/// The same rows as a table too large to be kept row by row.
pub(crate) fn grouped(mut facts: Facts) -> Facts {
    let rows = std::mem::take(&mut facts.elements);
    let mut texts: [Vec<String>; KIND_WIDTH] = Default::default();
    let mut kinds = Vec::new();
    let mut named = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let at = u32::try_from(n).unwrap_or(u32::MAX);
        for (column, text) in cells(row).into_iter().enumerate() {
            texts[column].push(text);
        }
        named.push(Named {
            id: row.id.text.clone(),
            kind: at,
        });
        kinds.push(Kind {
            cells: [at; KIND_WIDTH],
            rows: 1,
            least: row.id.text.clone(),
        });
    }
    facts.large = Some(Large {
        inventory: Inventory::new(texts, kinds, named).into(),
        span: Span::whole(FileId(0)),
    });
    facts
}

/// Everything that is said in numbers, in an order that does not depend on how elements were grouped.
fn numbers(net: &Network, results: &Assessment) -> Vec<String> {
    let mut said: Vec<String> = results
        .actors
        .iter()
        .map(|a| {
            let effects = (
                &a.intercept_subscribers,
                &a.intercept_places,
                &a.disrupt_subscribers,
                &a.disrupt_places,
            );
            let mut flows: Vec<String> = a
                .flows
                .iter()
                .map(|flow| {
                    let size = |c: &keyholder_supply::ClassId| net.classes[c.index()].size;
                    let sum: u64 = flow.classes.iter().map(size).sum();
                    format!("{:?} {} {sum}", flow.kind, flow.surely)
                })
                .collect();
            flows.sort();
            format!(
                "{:?} {:?} {effects:?} {:?} {:?} {flows:?}",
                a.actor, a.reach, a.controls, a.routes
            )
        })
        .collect();
    let mut unknown: Vec<String> = net
        .unknowns
        .iter()
        .zip(&results.hangs_on)
        .map(|(u, hangs)| format!("{:?} {} {} {hangs:?}", u.code, u.what, u.count))
        .collect();
    unknown.sort();
    said.extend(unknown);
    said.push(format!("{:?} {}", results.scopes, net.element_count()));
    said
}

property!(
    /// Grouping rows before names are resolved changes no number.
    kinds_are_rows, 256, facts(), |case| {
        let rows = case.network();
        let kinds = Case(grouped(case.0.clone())).network();
        let (one, other) = (assess(&rows), assess(&kinds));
        prop_assert_eq!(numbers(&rows, &one), numbers(&kinds, &other));
        prop_assert_eq!(rows.classes.len(), kinds.classes.len());
    }
);
