//! From rows of a sheet to elements, places, pools, components: each row taken, refused or blank.

mod elements;
mod parts;
mod places;
mod row;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use keyholder_diag::{Code, Diagnostic, FileId, Limits, Sources, Span, list_some};
use keyholder_supply::facts::{ComponentFact, ElementFact, Facts, PlaceFact, PoolFact, TableCount};

use crate::columns::{Becomes, Known, Mapping};
use crate::parties::Means;
use crate::proposal::Refused;
use crate::sheet::{RowFault, Sheet};
use crate::value::stated;
use row::Row;

pub(crate) use parts::Parts;

/// A sheet with its place among the texts.
pub(crate) struct Given<'a> {
    pub(crate) sheet: &'a Sheet,
    pub(crate) mapping: &'a Mapping,
    pub(crate) file: FileId,
    /// File and sheet, as people are told.
    pub(crate) label: &'a str,
}

/// The row from which something was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) table: usize,
    pub(crate) row: usize,
}

/// Gathers what all sheets say.
pub(crate) struct Builder<'a> {
    pub(crate) known: &'a Known,
    /// What the project says outside the tables of this import.
    pub(crate) project: &'a Facts,
    pub(crate) parties: &'a HashMap<String, Means>,
    pub(crate) operator: Option<&'a str>,
    pub(crate) as_of: Option<Date>,
    pub(crate) limits: &'a Limits,
    /// The texts of the project, for places.
    pub(crate) sources: Option<&'a Sources>,
    /// Elements, places and pools that stand in other tables, with their places.
    elsewhere: HashMap<(Becomes, &'a str), Span>,
    pub(crate) elements: Vec<ElementFact>,
    element_at: HashMap<String, usize>,
    pub(crate) places: Vec<PlaceFact>,
    place_at: HashMap<String, usize>,
    pub(crate) pools: Vec<PoolFact>,
    pool_at: HashMap<String, usize>,
    /// Places and pools that the project describes outside the tables of this import.
    project_places: BTreeSet<String>,
    project_pools: BTreeSet<String>,
    /// What cells of places were found to mean.
    place_named_before: HashMap<String, String>,
    /// Pools that only their members name.
    pools_of_members: BTreeSet<String>,
    pub(crate) parts: Parts,
    pub(crate) counts: Vec<TableCount>,
    pub(crate) refused: Vec<Refused>,
    pub(crate) not_placed: Vec<(String, String)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    listed: BTreeMap<(FileId, Code), usize>,
    /// The rows of each element, place and pool.
    pub(crate) origins: BTreeMap<(Becomes, String), Vec<Origin>>,
    /// Ids that were made of names that are none: one example for each table, and how many.
    spelled: BTreeMap<usize, (usize, String, String)>,
    /// Words that are no function, with how many elements.
    unplaced: BTreeMap<String, (usize, Span)>,
    /// How many rows were joined to an element named before.
    pub(crate) joined: usize,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        known: &'a Known,
        project: &'a Facts,
        parties: &'a HashMap<String, Means>,
        limits: &'a Limits,
    ) -> Self {
        Builder {
            known,
            project,
            parties,
            operator: None,
            as_of: None,
            limits,
            sources: None,
            elsewhere: elsewhere(project),
            elements: Vec::new(),
            element_at: HashMap::new(),
            places: Vec::new(),
            place_at: HashMap::new(),
            pools: Vec::new(),
            pool_at: HashMap::new(),
            project_places: project.places.iter().map(|p| p.id.text.clone()).collect(),
            project_pools: project.pools.iter().map(|p| p.id.text.clone()).collect(),
            place_named_before: HashMap::new(),
            pools_of_members: BTreeSet::new(),
            parts: Parts::new(project),
            counts: Vec::new(),
            refused: Vec::new(),
            not_placed: Vec::new(),
            diagnostics: Vec::new(),
            listed: BTreeMap::new(),
            origins: BTreeMap::new(),
            spelled: BTreeMap::new(),
            unplaced: BTreeMap::new(),
            joined: 0,
        }
    }

    /// Takes the rows of a sheet. `watch` is told how many are done, and stops by `false`.
    pub(crate) fn sheet(
        &mut self,
        given: &Given<'_>,
        watch: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        let (sheet, mapping) = (given.sheet, given.mapping);
        let table = self.counts.len();
        self.counts.push(TableCount {
            path: given.label.to_owned(),
            rows: sheet.rows(),
            taken: 0,
            refused: 0,
            // What stands above the header, and the header itself, are no rows of the table.
            blank: 0,
        });
        let mut marks = row::Learned::of(sheet, mapping);
        marks.source = given.label.to_owned();
        for n in 0..sheet.rows() {
            if n % 4096 == 0 && !watch(n) {
                return false;
            }
            if n <= mapping.header || mapping.becomes == Becomes::Nothing || sheet.is_blank(n) {
                self.counts[table].blank += 1;
                continue;
            }
            let row = Row::new(given, n, &marks);
            let taken = match self.readable(&row) {
                true => match mapping.becomes {
                    Becomes::Elements => self.element(&row, table),
                    Becomes::Places => self.place(&row, table),
                    Becomes::Pools => self.pool(&row, table),
                    Becomes::Nothing => false,
                },
                false => false,
            };
            match taken {
                true => self.counts[table].taken += 1,
                false => self.counts[table].refused += 1,
            }
        }
        true
    }

    /// Whether a row is whole.
    fn readable(&mut self, row: &Row<'_>) -> bool {
        let (sheet, wants) = (row.given.sheet, row.given.mapping.columns.len());
        let over = (wants..sheet.width(row.n)).any(|n| stated(sheet.cell(row.n, n)).is_some());
        let (what, help) = match sheet.fault(row.n) {
            Some(RowFault::Unclosed) => (
                "a quote in it is never closed, and all that follows is swallowed".to_owned(),
                "close the quote with `\"`",
            ),
            Some(RowFault::LongCell) => (
                format!("a cell has more than {} bytes", self.limits.cell_bytes_max),
                "shorten it; or look for a quote that is not closed",
            ),
            Some(RowFault::Control) => (
                "a cell has control characters".to_owned(),
                "remove them; they come from damaged or binary files",
            ),
            None if over => (
                format!(
                    "it has {} cells and the header has {wants}",
                    sheet.width(row.n)
                ),
                "put a cell that has the separator inside into quotes",
            ),
            None => return true,
        };
        let message = format!("row {}: {what}; it is not taken", row.number());
        self.refuse(row, Code::KH0715, message, help.to_owned());
        false
    }

    /// Refuses a row, with its cells as they stood there.
    pub(crate) fn refuse(&mut self, row: &Row<'_>, code: Code, message: String, remedy: String) {
        self.refused
            .push(refused(row.given, row.n, code, &message, &remedy));
        self.report(Diagnostic::new(code, row.span(), message).help(remedy));
    }

    /// Reports, up to the limit for each code of a file.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let file = diagnostic.span.map_or(FileId(0), |span| span.file);
        let count = self.listed.entry((file, diagnostic.code)).or_default();
        *count += 1;
        if *count <= self.limits.diagnostics_per_code_max {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(crate) fn cell_fault(&mut self, row: &Row<'_>, ours: &str, message: String, help: &str) {
        let message = format!("{message}; the cell counts as not stated");
        let span = row.span_of(ours);
        self.report(Diagnostic::new(Code::KH0714, span, message).help(help));
    }

    /// Notes that an id was made of a name.
    fn spell(&mut self, table: usize, name: &str, id: &str) {
        if name != id {
            let one = || (0, name.to_owned(), id.to_owned());
            self.spelled.entry(table).or_insert_with(one).0 += 1;
        }
    }

    /// Whom a cell of parties means; nothing where it is not decided.
    pub(crate) fn party(&self, cell: &str) -> Option<&str> {
        self.parties.get(cell).and_then(Means::id)
    }

    /// Says, at the end, what concerns more than one row.
    pub(crate) fn finish(&mut self, files: &[FileId]) {
        for (table, (count, name, id)) in std::mem::take(&mut self.spelled) {
            let s = if count == 1 { "name is" } else { "names are" };
            let message = format!("{count} {s} spelled as ids, as `{name}` as `{id}`");
            let span = Span::whole(files.get(table).copied().unwrap_or(FileId(0)));
            let help = "nothing need be done; the names stand in the notes of the rows";
            self.diagnostics
                .push(Diagnostic::new(Code::KH0716, span, message).help(help));
        }
        for (words, (count, span)) in std::mem::take(&mut self.unplaced) {
            let s = if count == 1 {
                "1 element stays"
            } else {
                &format!("{count} elements stay")
            };
            let message = format!("`{words}` is no function of the catalogue: {s} without one");
            let help = "`keyholder functions` lists the names; or add it to `functions.toml`";
            self.diagnostics
                .push(Diagnostic::new(Code::KH0717, span, message).help(help));
        }
        self.missing_carriers();
        for ((file, code), count) in std::mem::take(&mut self.listed) {
            let more = count.saturating_sub(self.limits.diagnostics_per_code_max);
            if more > 0 {
                let message = format!("{more} more of the kind \"{}\"", code.title());
                let help = "the file of refused rows has them all";
                self.diagnostics
                    .push(Diagnostic::new(code, Span::whole(file), message).help(help));
            }
        }
    }

    /// Hosts and managers that are nowhere.
    fn missing_carriers(&mut self) {
        use keyholder_supply::facts::Slot;
        let there: BTreeSet<&str> = self
            .project
            .elements
            .iter()
            .map(|e| e.id.text.as_str())
            .collect();
        let mut lost: BTreeMap<(&str, &str), (usize, Span)> = BTreeMap::new();
        for element in &self.elements {
            for (slot, what) in [(&element.host, "host"), (&element.manager, "manager")] {
                let Slot::Names(names) = slot else { continue };
                for name in names {
                    let id = name.text.as_str();
                    if !self.element_at.contains_key(id) && !there.contains(id) {
                        lost.entry((id, what)).or_insert((0, name.span)).0 += 1;
                    }
                }
            }
        }
        let said: Vec<Diagnostic> = lost
            .into_iter()
            .map(|((id, what), (count, span))| {
                let s = if count == 1 { "" } else { "s" };
                let message =
                    format!("`{id}` is named as {what} of {count} element{s} and is not there");
                let help = "import the table in which it stands, or correct the name";
                Diagnostic::new(Code::KH0721, span, message).help(help)
            })
            .collect();
        for one in said {
            self.report(one);
        }
    }

    /// The components that rows name, with their releases.
    pub(crate) fn components(&mut self) -> Vec<ComponentFact> {
        let (components, conflicts) = self.parts.finish();
        for (span, message) in conflicts {
            let help =
                "correct the file or the export, or call the product otherwise in one of them";
            self.report(Diagnostic::new(Code::KH0719, span, message).help(help));
        }
        components
    }
}

/// Elements, places and pools of a project, each with its place.
fn elsewhere(project: &Facts) -> HashMap<(Becomes, &str), Span> {
    let elements = project.elements.iter().map(|e| (Becomes::Elements, &e.id));
    let places = project.places.iter().map(|p| (Becomes::Places, &p.id));
    let pools = project.pools.iter().map(|p| (Becomes::Pools, &p.id));
    elements
        .chain(places)
        .chain(pools)
        .map(|(what, id)| ((what, id.text.as_str()), id.span))
        .collect()
}

/// A row as it stood there.
pub(crate) fn refused(
    given: &Given<'_>,
    n: usize,
    code: Code,
    message: &str,
    remedy: &str,
) -> Refused {
    let columns: Vec<String> = given
        .mapping
        .columns
        .iter()
        .map(|c| c.theirs.clone())
        .collect();
    let mut cells: Vec<String> = given.sheet.cells(n).map(str::to_owned).collect();
    // Blank cells past the last column are nothing; others stay, for nothing may get lost.
    while cells.len() > columns.len() && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    let mut columns = columns;
    while columns.len() < cells.len() {
        columns.push(format!("column {}", columns.len() + 1));
    }
    cells.resize(columns.len(), String::new());
    Refused {
        table: given.label.to_owned(),
        row: n as u64 + 1,
        columns,
        cells,
        code,
        message: message.to_owned(),
        remedy: remedy.to_owned(),
    }
}

/// Several words as one, for notes.
pub(crate) fn note(parts: &[String]) -> Option<String> {
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Differences in words: `its place and its pool differ`.
pub(crate) fn differences(columns: &[&str]) -> String {
    list_some(columns.iter().copied(), 4)
}
