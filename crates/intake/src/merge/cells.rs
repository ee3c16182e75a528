//! Facts as rows of our tables.

use jiff::civil::Date;
use keyholder_documents::FileKind;
use keyholder_documents::ours::schema::PROVENANCE;
use keyholder_supply::facts::{Facts, Name, Provenance, Slot};

/// The columns of a table, those of provenance last.
pub(super) fn columns(kind: FileKind) -> Vec<&'static str> {
    kind.columns().iter().chain(PROVENANCE).copied().collect()
}

/// The rows of one table, each with a cell for every column, sorted by id.
pub(super) fn rows(facts: &Facts, kind: FileKind) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = match kind {
        FileKind::Elements => facts
            .elements
            .iter()
            .map(|e| {
                let mut row = vec![
                    e.id.text.clone(),
                    one(e.function.as_ref()),
                    one(e.operator.as_ref()),
                    one(e.place.as_ref()),
                    one(e.pool.as_ref()),
                    slot(&e.host),
                    slot(&e.manager),
                ];
                row.extend(e.layers.iter().map(slot));
                row.push(e.wave.map(|n| n.to_string()).unwrap_or_default());
                word(&e.provenance, row)
            })
            .collect(),
        FileKind::Pools => facts
            .pools
            .iter()
            .map(|p| {
                let row = vec![
                    p.id.text.clone(),
                    one(p.function.as_ref()),
                    one(p.operator.as_ref()),
                    p.needed.map(|n| n.to_string()).unwrap_or_default(),
                    many(&p.serves),
                ];
                word(&p.provenance, row)
            })
            .collect(),
        FileKind::Places => facts
            .places
            .iter()
            .map(|p| {
                let row = vec![
                    p.id.text.clone(),
                    p.name.clone().unwrap_or_default(),
                    one(p.operator.as_ref()),
                    one(p.region.as_ref()),
                    p.subscribers.map(|n| n.to_string()).unwrap_or_default(),
                    p.at.map(|at| at.latitude_text()).unwrap_or_default(),
                    p.at.map(|at| at.longitude_text()).unwrap_or_default(),
                ];
                word(&p.provenance, row)
            })
            .collect(),
        _ => Vec::new(),
    };
    rows.sort();
    // An id that stands twice stays once: the first.
    rows.dedup_by(|a, b| a[0] == b[0]);
    rows
}

fn word(provenance: &Provenance, mut row: Vec<String>) -> Vec<String> {
    row.push(provenance.source.clone().unwrap_or_default());
    row.push(
        provenance
            .as_of
            .map(|day: Date| day.to_string())
            .unwrap_or_default(),
    );
    row.push(provenance.said_by.clone().unwrap_or_default());
    row.push(provenance.note.clone().unwrap_or_default());
    row
}

fn one(name: Option<&Name>) -> String {
    name.map(|n| n.text.clone()).unwrap_or_default()
}

fn many(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().map(|n| n.text.as_str()).collect();
    names.join(";")
}

fn slot(slot: &Slot) -> String {
    match slot {
        Slot::NotStated => String::new(),
        Slot::Nothing => "none".to_owned(),
        Slot::Names(names) => many(names),
    }
}
