//! Rows that are places or pools, and places and pools that elements name.

use keyholder_diag::{Code, Diagnostic};
use keyholder_supply::facts::{Name, PlaceFact, PoolFact};

use super::row::{Row, harmless};
use super::{Builder, Origin};
use crate::columns::Becomes;
use crate::value::id;

impl Builder<'_> {
    /// The id that a row has; the row is refused without one.
    pub(super) fn id_of(
        &mut self,
        row: &Row<'_>,
        ours: &str,
        table: usize,
    ) -> Option<(String, Option<String>)> {
        let theirs = row.theirs(ours);
        let Some(cell) = row.cell(ours) else {
            let message = format!("row {} has no `{theirs}`; it is not taken", row.number());
            let remedy = format!("give it a name in the column `{theirs}`");
            self.refuse(row, Code::KH0711, message, remedy);
            return None;
        };
        let Some(id) = id(cell) else {
            let shown: String = cell.chars().take(60).collect();
            let message = format!(
                "`{shown}` in row {} has no letters for an id (`{theirs}`); it is not taken",
                row.number()
            );
            let remedy = format!("give it a name in the column `{theirs}`");
            self.refuse(row, Code::KH0711, message, remedy);
            return None;
        };
        if self.stands_elsewhere(row, &id) {
            return None;
        }
        self.spell(table, cell, &id);
        let named = (cell != id).then(|| format!("named {cell} in the export"));
        Some((id, named))
    }

    /// Whether another table has a row of that id: what people wrote is never overwritten.
    fn stands_elsewhere(&mut self, row: &Row<'_>, id: &str) -> bool {
        let what = row.given.mapping.becomes;
        let Some(span) = self.elsewhere.get(&(what, id)).copied() else {
            return false;
        };
        let at = self
            .sources
            .map_or_else(String::new, |s| format!(" in `{}`", s.place(span)));
        let message = format!(
            "row {}: `{id}` stands{at} already; the row is not taken",
            row.number()
        );
        let table = self.sources.map_or("", |s| s.get(span.file).path.as_str());
        let front = format!("network/{}-", what.word());
        let import = table
            .strip_prefix(&front)
            .and_then(|t| t.strip_suffix(".csv"));
        let remedy = match import {
            Some(name) => format!(
                "when that table is of an earlier import, import under its name: `--name {name}`"
            ),
            None => "remove the row there when the export is to be the word on it, or leave it"
                .to_owned(),
        };
        self.refused.push(super::refused(
            row.given,
            row.n,
            Code::KH0713,
            &message,
            &remedy,
        ));
        let fault = Diagnostic::new(Code::KH0713, row.span(), message);
        self.report(fault.label(span, "it stands here").help(remedy));
        true
    }

    pub(super) fn came_from(&mut self, what: Becomes, id: &str, table: usize, row: &Row<'_>) {
        let origin = Origin { table, row: row.n };
        self.origins
            .entry((what, id.to_owned()))
            .or_default()
            .push(origin);
    }

    pub(super) fn refuse_again(
        &mut self,
        row: &Row<'_>,
        id: &str,
        first: Option<usize>,
        differ: &[&str],
    ) {
        let before = first.map_or_else(String::new, |row| format!(" that of row {}", row + 1));
        let message = format!(
            "row {} names `{id}` again, and differs from{before} in {}; it is not taken",
            row.number(),
            super::differences(differ)
        );
        let remedy = "correct one of the two rows, or remove one".to_owned();
        self.refuse(row, Code::KH0712, message, remedy);
    }

    pub(super) fn first_row(&self, what: Becomes, id: &str) -> Option<usize> {
        let rows = self.origins.get(&(what, id.to_owned()))?;
        rows.first().map(|origin| origin.row)
    }

    pub(super) fn operator_of(&self, row: &Row<'_>) -> Option<Name> {
        match row.cell("operator") {
            Some(cell) => self.party(cell).map(|id| row.name("operator", id)),
            None => self.operator.map(|id| row.name("operator", id)),
        }
    }

    /// A row that is a place.
    pub(super) fn place(&mut self, row: &Row<'_>, table: usize) -> bool {
        let Some((id, named)) = self.id_of(row, "place", table) else {
            return false;
        };
        let written = row.cell("place").map(str::to_owned);
        let operator = self.operator_of(row);
        let notes: Vec<String> = named.into_iter().collect();
        let fact = PlaceFact {
            name: row
                .cell("name")
                .map(harmless)
                .or(written.filter(|w| *w != id).map(|w| harmless(&w))),
            operator,
            region: row
                .cell("region")
                .map(|region| row.name("region", harmless(region))),
            subscribers: row.number_of("subscribers", 0, self),
            at: row.position_of(self),
            provenance: row.provenance(&notes, self),
            id: row.name("place", id.clone()),
        };
        if let Some(at) = self.place_at.get(&id) {
            let old = &self.places[*at];
            let mut differ = Vec::new();
            let differs =
                |a: Option<&Name>, b: Option<&Name>| a.map(|n| &n.text) != b.map(|n| &n.text);
            if old.name != fact.name {
                differ.push("name");
            }
            if differs(old.operator.as_ref(), fact.operator.as_ref()) {
                differ.push("operator");
            }
            if differs(old.region.as_ref(), fact.region.as_ref()) {
                differ.push("region");
            }
            if old.subscribers != fact.subscribers {
                differ.push("subscribers");
            }
            if old.at != fact.at {
                differ.push("latitude and longitude");
            }
            if !differ.is_empty() {
                let first = self.first_row(Becomes::Places, &id);
                self.refuse_again(row, &id, first, &differ);
                return false;
            }
            self.joined += 1;
        } else {
            self.place_at.insert(id.clone(), self.places.len());
            self.places.push(fact);
        }
        self.came_from(Becomes::Places, &id, table, row);
        true
    }

    /// A row that is a pool.
    pub(super) fn pool(&mut self, row: &Row<'_>, table: usize) -> bool {
        let Some((id, named)) = self.id_of(row, "pool", table) else {
            return false;
        };
        if self.pool_at.contains_key(&id) {
            let first = self.first_row(Becomes::Pools, &id);
            self.refuse_again(row, &id, first, &["its row"]);
            return false;
        }
        let function = row.cell("function").and_then(|cell| {
            let function = self.known.function(cell)?;
            Some(row.name("function", function))
        });
        let serves = row.cell("serves").unwrap_or("");
        let operator = self.operator_of(row);
        let notes: Vec<String> = named.into_iter().collect();
        let mut all = Vec::new();
        let mut whole = true;
        for piece in serves
            .split([';', ','])
            .map(str::trim)
            .filter(|p| !p.is_empty())
        {
            let text = match piece {
                "*" | "all" | "All" | "ALL" => Some("*".to_owned()),
                region if region.starts_with("region=") => Some(region.to_owned()),
                place => self.place_id(place),
            };
            whole &= text.is_some();
            all.extend(text.map(|text| row.name("serves", text)));
        }
        if !whole {
            let message = format!(
                "`{serves}` in row {} cannot be read as places",
                row.number()
            );
            self.cell_fault(
                row,
                "serves",
                message,
                "write place ids with `;` between them, or `*`",
            );
            // Half of a list would look like all of it.
            all.clear();
        }
        let fact = PoolFact {
            id: row.name("pool", id.clone()),
            function,
            operator,
            needed: row.number_of("needed", 1, self),
            serves: all,
            provenance: row.provenance(&notes, self),
        };
        self.pool_at.insert(id.clone(), self.pools.len());
        self.pools.push(fact);
        self.came_from(Becomes::Pools, &id, table, row);
        true
    }

    /// The id of a place by its id or its name.
    fn place_id(&self, text: &str) -> Option<String> {
        let all = || self.places.iter().chain(&self.project.places);
        if let Some(id) = id(text).filter(|id| self.place_at.contains_key(id)) {
            return Some(id);
        }
        all()
            .find(|p| p.id.text == text)
            .or_else(|| {
                let mut named = all().filter(|p| p.name.as_deref() == Some(text));
                // A name of two places is none.
                let first = named.next();
                first.filter(|_| named.next().is_none())
            })
            .map(|p| p.id.text.clone())
            .or_else(|| id(text))
    }

    /// The place that an element names; one that nobody describes is proposed.
    pub(super) fn place_named(&mut self, row: &Row<'_>) -> Option<Name> {
        let cell = row.cell("place")?;
        let id = match self.place_named_before.get(cell) {
            Some(id) => id.clone(),
            None => {
                let id = self.place_id(cell)?;
                self.place_named_before.insert(cell.to_owned(), id.clone());
                id
            }
        };
        let there = self.place_at.contains_key(&id) || self.project_places.contains(&id);
        if !there {
            let mut provenance = row.provenance(&[], self);
            (provenance.note, provenance.said_by) = (None, None);
            self.place_at.insert(id.clone(), self.places.len());
            self.places.push(PlaceFact {
                id: row.name("place", id.clone()),
                name: (cell != id).then(|| harmless(cell)),
                operator: self.operator.map(|id| row.name("operator", id)),
                region: None,
                subscribers: None,
                at: None,
                provenance,
            });
        }
        Some(row.name("place", id))
    }

    /// The pool that an element names; one that nobody describes is proposed. Its function and operator are
    /// those of its members, where these agree.
    pub(super) fn pool_named(
        &mut self,
        row: &Row<'_>,
        function: Option<&Name>,
        operator: Option<&Name>,
    ) -> Option<Name> {
        let cell = row.cell("pool")?;
        let Some(id) = id(cell) else {
            let message = format!("`{cell}` in row {} has no letters for an id", row.number());
            self.cell_fault(
                row,
                "pool",
                message,
                "give the pool a name of letters and digits",
            );
            return None;
        };
        if self.project_pools.contains(&id) {
            return Some(row.name("pool", id));
        }
        match self.pool_at.get(&id) {
            None => {
                let mut provenance = row.provenance(&[], self);
                (provenance.note, provenance.said_by) = (None, None);
                self.pool_at.insert(id.clone(), self.pools.len());
                self.pools.push(PoolFact {
                    id: row.name("pool", id.clone()),
                    function: function.cloned(),
                    operator: operator.cloned(),
                    needed: None,
                    serves: Vec::new(),
                    provenance,
                });
                self.pools_of_members.insert(id.clone());
            }
            Some(at) if self.pools_of_members.contains(&id) => {
                let pool = &mut self.pools[*at];
                let same = |a: &Option<Name>, b: Option<&Name>| {
                    a.as_ref().map(|n| &n.text) == b.map(|n| &n.text)
                };
                if !same(&pool.function, function) {
                    pool.function = None;
                }
                if !same(&pool.operator, operator) {
                    pool.operator = None;
                }
            }
            Some(_) => {}
        }
        Some(row.name("pool", id))
    }
}
