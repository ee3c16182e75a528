//! The tables of a project: elements, pools and places, as CSV.
//!
//! A row that cannot be read is refused, with a diagnostic; a cell that cannot be used counts
//! as not known. Rows in = taken + refused + blank.

pub(crate) mod grid;
mod row;

use keyholder_diag::{FileId, Limits, Parsed};
use keyholder_supply::Layer;
use keyholder_supply::facts::{ElementFact, PlaceFact, PoolFact, TableCount};

use crate::form::Form;
use crate::sink::Sink;
use grid::Layout;
use row::Row;

/// The columns of `network/elements*.csv`, in order, without those of provenance.
pub const ELEMENT_COLUMNS: &[&str] = &[
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
];

/// The columns of `network/pools*.csv`.
pub const POOL_COLUMNS: &[&str] = &["pool", "function", "operator", "needed", "serves"];

/// The columns of `network/places*.csv`.
pub const PLACE_COLUMNS: &[&str] = &[
    "place",
    "name",
    "operator",
    "region",
    "subscribers",
    "latitude",
    "longitude",
];

/// Reads a table of elements.
#[must_use]
pub fn elements(
    file: FileId,
    path: &str,
    text: &str,
    limits: &Limits,
) -> Parsed<(Vec<ElementFact>, TableCount)> {
    let layout = Layout {
        columns: ELEMENT_COLUMNS,
        required: &["element", "function"],
    };
    table(file, path, text, limits, &layout, element)
}

/// Reads a table of pools.
#[must_use]
pub fn pools(
    file: FileId,
    path: &str,
    text: &str,
    limits: &Limits,
) -> Parsed<(Vec<PoolFact>, TableCount)> {
    let layout = Layout {
        columns: POOL_COLUMNS,
        required: &["pool"],
    };
    table(file, path, text, limits, &layout, pool)
}

/// Reads a table of places.
#[must_use]
pub fn places(
    file: FileId,
    path: &str,
    text: &str,
    limits: &Limits,
) -> Parsed<(Vec<PlaceFact>, TableCount)> {
    let layout = Layout {
        columns: PLACE_COLUMNS,
        required: &["place"],
    };
    table(file, path, text, limits, &layout, place)
}

fn table<T>(
    file: FileId,
    path: &str,
    text: &str,
    limits: &Limits,
    layout: &Layout,
    fact: fn(&Row<'_>, &mut Sink) -> Option<T>,
) -> Parsed<(Vec<T>, TableCount)> {
    let mut sink = Sink::new(file, limits);
    let mut facts = Vec::new();
    let count = grid::read(text, path, layout, &mut sink, |row, sink| {
        let fact = fact(row, sink);
        let taken = fact.is_some();
        facts.extend(fact);
        taken
    });
    sink.finish((facts, count))
}

// A row tells all its faults, also when it is refused for its id: so the id is unwrapped last.

fn element(row: &Row<'_>, sink: &mut Sink) -> Option<ElementFact> {
    let id = row.id("element", sink);
    let function = row.name("function", Form::Text, sink);
    let operator = row.name("operator", Form::Id, sink);
    let place = row.name("place", Form::Id, sink);
    let pool = row.name("pool", Form::Id, sink);
    let host = row.slot("host", Form::Id, sink);
    let manager = row.slot("manager", Form::Id, sink);
    let mut layer = |layer: Layer| row.slot(layer.word(), Form::Release, sink);
    let layers = [
        layer(Layer::Hardware),
        layer(Layer::Firmware),
        layer(Layer::Platform),
        layer(Layer::Application),
    ];
    let wave = row.number("wave", 1, u64::from(u16::MAX), sink);
    let provenance = row.provenance(sink);
    Some(ElementFact {
        id: id?,
        function,
        operator,
        place,
        pool,
        host,
        manager,
        layers,
        wave,
        provenance,
    })
}

fn pool(row: &Row<'_>, sink: &mut Sink) -> Option<PoolFact> {
    let id = row.id("pool", sink);
    let function = row.name("function", Form::Text, sink);
    let operator = row.name("operator", Form::Id, sink);
    let needed = row.number("needed", 1, u64::from(u32::MAX), sink);
    let serves = row.names("serves", Form::Served, sink);
    let provenance = row.provenance(sink);
    Some(PoolFact {
        id: id?,
        function,
        operator,
        needed,
        serves: serves.unwrap_or_default(),
        provenance,
    })
}

fn place(row: &Row<'_>, sink: &mut Sink) -> Option<PlaceFact> {
    let id = row.id("place", sink);
    let name = row.text("name", sink);
    let operator = row.name("operator", Form::Id, sink);
    let region = row.name("region", Form::Text, sink);
    let subscribers = row.number("subscribers", 0, u64::MAX, sink);
    let at = row.position(sink);
    let provenance = row.provenance(sink);
    Some(PlaceFact {
        id: id?,
        name,
        operator,
        region,
        subscribers,
        at,
        provenance,
    })
}
