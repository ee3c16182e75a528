//! The network itself: places, elements and pools, and their tables.

mod cloud;
mod core;
mod places;
mod radio;
mod transport;

pub(super) use places::{REGIONS, Town, towns};

use super::text::csv;

/// The two operators: id of the party, short form in ids.
pub(super) const ARVELO: Operator = Operator {
    id: "arvelo",
    short: "arv",
};
/// The second.
pub(super) const BENQUA: Operator = Operator {
    id: "benqua",
    short: "ben",
};

/// An operator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) id: &'static str,
    pub(super) short: &'static str,
}

/// One row of `elements*.csv`. Empty cells stay blank.
#[derive(Clone, Default)]
pub(super) struct Element {
    pub(super) id: String,
    pub(super) function: &'static str,
    pub(super) operator: &'static str,
    pub(super) place: String,
    pub(super) pool: String,
    pub(super) host: String,
    pub(super) manager: String,
    pub(super) hardware: String,
    pub(super) firmware: String,
    pub(super) platform: String,
    pub(super) application: String,
    pub(super) wave: String,
    pub(super) note: &'static str,
}

/// One row of `pools*.csv`.
pub(super) struct Pool {
    pub(super) id: String,
    pub(super) function: &'static str,
    pub(super) operator: &'static str,
    /// `None`: not stated.
    pub(super) needed: Option<usize>,
    pub(super) serves: String,
}

/// A part of the network: what one team keeps in one table.
#[derive(Default)]
pub(super) struct Part {
    pub(super) elements: Vec<Element>,
    pub(super) pools: Vec<Pool>,
}

impl Part {
    /// A pool with its members; each member takes the pool's name.
    fn pool(&mut self, pool: Pool, members: impl IntoIterator<Item = Element>) {
        for member in members {
            self.elements.push(Element {
                pool: pool.id.clone(),
                ..member
            });
        }
        self.pools.push(pool);
    }
}

/// Every part by the name of its table.
pub(super) fn parts() -> Vec<(&'static str, Part)> {
    vec![
        ("arvelo-core", core::arvelo()),
        ("arvelo-cloud", cloud::arvelo()),
        ("arvelo-radio", radio::part(ARVELO)),
        ("benqua-core", core::benqua()),
        ("benqua-cloud", cloud::benqua()),
        ("benqua-radio", radio::part(BENQUA)),
        ("shared", cloud::shared()),
        ("transport", transport::part()),
        ("old-inventory", transport::old_inventory()),
    ]
}

/// From what each table was taken, and on which day.
fn taken_from(table: &str) -> (&'static str, &'static str) {
    match table {
        "arvelo-radio" | "benqua-radio" => ("export of common/ems/1", "2026-06-30"),
        "benqua-core" | "benqua-cloud" => ("export of ben/vim/1", "2026-06-28"),
        "transport" => ("asset register", "2026-05-31"),
        "old-inventory" => ("inventory of 2019", "2019-12-31"),
        _ => ("export of arv/nfvo/1", "2026-06-30"),
    }
}

/// The tables by path.
pub(super) fn tables() -> Vec<(String, String)> {
    let mut tables = vec![("network/places.csv".to_owned(), places::table())];
    for (name, part) in parts() {
        tables.push((
            format!("network/elements-{name}.csv"),
            elements(part.elements, taken_from(name)),
        ));
        if !part.pools.is_empty() {
            tables.push((format!("network/pools-{name}.csv"), pools(part.pools)));
        }
    }
    tables
}

fn elements(rows: Vec<Element>, (source, as_of): (&str, &str)) -> String {
    let columns = [
        "element",
        "function",
        "operator",
        "place",
        "pool",
        "host",
        "manager",
        "hardware",
        "firmware",
        "platform",
        "application",
        "wave",
        "source",
        "as_of",
        "note",
    ];
    csv(
        columns,
        rows.into_iter().map(|e| {
            [
                e.id,
                e.function.to_owned(),
                e.operator.to_owned(),
                e.place,
                e.pool,
                e.host,
                e.manager,
                e.hardware,
                e.firmware,
                e.platform,
                e.application,
                e.wave,
                source.to_owned(),
                as_of.to_owned(),
                e.note.to_owned(),
            ]
        }),
    )
}

fn pools(rows: Vec<Pool>) -> String {
    csv(
        ["pool", "function", "operator", "needed", "serves"],
        rows.into_iter().map(|p| {
            [
                p.id,
                p.function.to_owned(),
                p.operator.to_owned(),
                p.needed.map(|n| n.to_string()).unwrap_or_default(),
                p.serves,
            ]
        }),
    )
}

/// A region as ids write it.
fn slug(region: &str) -> String {
    region.to_ascii_lowercase()
}
