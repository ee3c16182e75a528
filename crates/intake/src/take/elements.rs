//! Rows that are elements.

use keyholder_supply::Layer;
use keyholder_supply::facts::{ElementFact, Name, Slot};

use super::parts::Asked;
use super::row::Row;
use super::{Builder, Origin};
use crate::columns::Becomes;
use crate::value::id;

/// Columns of a layer: product, version, supplier.
const LAYERS: [(Layer, &str, &str, &str); 4] = [
    (
        Layer::Hardware,
        "hardware",
        "hardware_version",
        "hardware_supplier",
    ),
    (Layer::Firmware, "firmware", "firmware_version", "supplier"),
    (
        Layer::Platform,
        "platform",
        "platform_version",
        "platform_supplier",
    ),
    (
        Layer::Application,
        "application",
        "application_version",
        "application_supplier",
    ),
];

impl Builder<'_> {
    pub(super) fn element(&mut self, row: &Row<'_>, table: usize) -> bool {
        let Some((id, named)) = self.id_of(row, "element", table) else {
            return false;
        };
        let mut notes: Vec<String> = named.into_iter().collect();
        let words = row.cell("function");
        let function = words.and_then(|words| {
            let function = self.known.function(words)?;
            Some(row.name("function", function))
        });
        let unplaced = words.filter(|_| function.is_none());
        notes.extend(unplaced.map(|words| format!("described as {words}")));
        let operator = self.operator_of(row);
        let place = self.place_named(row);
        let pool = self.pool_named(row, function.as_ref(), operator.as_ref());
        let host = self.carriers(row, "host", &id);
        let manager = self.carriers(row, "manager", &id);
        let layers = self.layers(row, function.as_ref(), &mut notes);
        let wave = row.number_of("wave", 1, self);
        let provenance = row.provenance(&notes, self);
        let fact = ElementFact {
            id: row.name("element", id.clone()),
            function,
            operator,
            place,
            pool,
            host,
            manager,
            layers,
            wave,
            provenance,
        };
        if let Some(at) = self.element_at.get(&id).copied() {
            if let Err(differ) = join(&mut self.elements[at], &fact) {
                let first = self.first_row(Becomes::Elements, &id);
                self.refuse_again(row, &id, first, &differ);
                return false;
            }
            self.joined += 1;
        } else {
            if words.is_none() || unplaced.is_some() {
                let words = words.unwrap_or("").to_owned();
                self.not_placed.push((id.clone(), words));
            }
            if let Some(words) = unplaced {
                let span = row.span_of("function");
                self.unplaced.entry(words.to_owned()).or_insert((0, span)).0 += 1;
            }
            self.element_at.insert(id.clone(), self.elements.len());
            self.elements.push(fact);
        }
        let origin = Origin { table, row: row.n };
        self.origins
            .entry((Becomes::Elements, id))
            .or_default()
            .push(origin);
        true
    }

    /// Hosts or managers, with `;` or `,` between them.
    fn carriers(&mut self, row: &Row<'_>, ours: &str, me: &str) -> Slot {
        let Some(cell) = row.cell(ours) else {
            return Slot::NotStated;
        };
        let mut names: Vec<Name> = Vec::new();
        for piece in cell
            .split([';', ','])
            .map(str::trim)
            .filter(|p| !p.is_empty())
        {
            let Some(id) = id(piece) else {
                // Half of a list would look like all of it.
                let message = format!("`{piece}` in row {} cannot be an id", row.number());
                self.cell_fault(row, ours, message, "write ids with `;` between them");
                return Slot::NotStated;
            };
            if id != me && !names.iter().any(|n| n.text == id) {
                names.push(row.name(ours, id));
            }
        }
        match names.is_empty() {
            true => Slot::NotStated,
            false => Slot::Names(names),
        }
    }

    /// The releases in the four layers.
    fn layers(
        &mut self,
        row: &Row<'_>,
        function: Option<&Name>,
        notes: &mut Vec<String>,
    ) -> [Slot; 4] {
        LAYERS.map(|(layer, product, version, supplier)| {
            // Whoever makes the box need not make the system that runs on it.
            let supplier = match layer {
                Layer::Platform => row.cell(supplier),
                _ => row.cell(supplier).or_else(|| row.cell("supplier")),
            };
            let product_cell = row.cell(product);
            let version_cell = row.cell(version);
            let ends = match layer {
                Layer::Application => row.day_of("support_ends", self),
                _ => None,
            };
            if product_cell.is_none() && version_cell.is_none() {
                return Slot::NotStated;
            }
            let means = supplier.and_then(|s| self.parties.get(s).map(|means| (s, means)));
            let column = if product_cell.is_some() {
                product
            } else {
                version
            };
            let asked = Asked {
                layer,
                product: product_cell,
                version: version_cell,
                supplier: means,
                function: function.map(|f| f.text.as_str()),
                ends,
                provenance: keyholder_supply::facts::Provenance {
                    source: Some(row.given.label.to_owned()),
                    as_of: self.as_of,
                    ..keyholder_supply::facts::Provenance::at(row.span_of(column))
                },
            };
            match self.parts.release(&asked, &self.project.components) {
                Some(release) => Slot::Names(vec![row.name(column, release)]),
                None => {
                    let said: Vec<&str> = product_cell.into_iter().chain(version_cell).collect();
                    notes.push(format!("{}: {}", layer.word(), said.join(" ")));
                    Slot::NotStated
                }
            }
        })
    }
}

/// Joins a further row of one element: lists of one row for each board differ in their layers only.
///
/// # Errors
/// The columns in which the two differ otherwise.
fn join(old: &mut ElementFact, new: &ElementFact) -> Result<(), Vec<&'static str>> {
    let text = |name: &Option<Name>| name.as_ref().map(|n| n.text.clone());
    let mut differ = Vec::new();
    for (a, b, what) in [
        (&old.function, &new.function, "function"),
        (&old.operator, &new.operator, "operator"),
        (&old.place, &new.place, "place"),
        (&old.pool, &new.pool, "pool"),
    ] {
        if text(a) != text(b) {
            differ.push(what);
        }
    }
    if old.wave != new.wave {
        differ.push("wave");
    }
    for (a, b, what) in [
        (&old.host, &new.host, "host"),
        (&old.manager, &new.manager, "manager"),
    ] {
        if names(a) != names(b) {
            differ.push(what);
        }
    }
    if !differ.is_empty() {
        return Err(differ);
    }
    for (mine, theirs) in old.layers.iter_mut().zip(&new.layers) {
        let Slot::Names(more) = theirs else { continue };
        match mine {
            Slot::Names(mine) => {
                for name in more {
                    if !mine.iter().any(|n| n.text == name.text) {
                        mine.push(name.clone());
                    }
                }
            }
            _ => *mine = theirs.clone(),
        }
    }
    Ok(())
}

fn names(slot: &Slot) -> Vec<&str> {
    match slot {
        Slot::Names(names) => names.iter().map(|n| n.text.as_str()).collect(),
        _ => Vec::new(),
    }
}
