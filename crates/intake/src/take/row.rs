//! One row: its cells by the names that ours have.

use keyholder_diag::Span;
use keyholder_supply::Position;
use keyholder_supply::facts::{Name, Provenance};

use super::{Builder, Given};
use crate::columns::Mapping;
use crate::sheet::Sheet;
use crate::value::{Day, DayOrder, Marks, day, stated, whole};

/// What the columns of a sheet show about marks and dates.
pub(crate) struct Learned {
    pub(crate) source: String,
    at: std::collections::BTreeMap<&'static str, usize>,
    marks: Vec<Marks>,
    orders: Vec<DayOrder>,
}

impl Learned {
    pub(crate) fn of(sheet: &Sheet, mapping: &Mapping) -> Self {
        let mut learned = Learned {
            source: String::new(),
            at: std::collections::BTreeMap::new(),
            marks: vec![Marks::default(); mapping.columns.len()],
            orders: vec![DayOrder::default(); mapping.columns.len()],
        };
        for name in crate::columns::ours(mapping.becomes) {
            if let Some(at) = mapping.column(name) {
                learned.at.insert(name, at);
            }
        }
        for (name, at) in &learned.at {
            let rows = mapping.header + 1..sheet.rows();
            match *name {
                "subscribers" | "needed" | "wave" => {
                    rows.for_each(|row| learned.marks[*at].learn(sheet.cell(row, *at)));
                }
                "as_of" | "support_ends" => {
                    rows.for_each(|row| learned.orders[*at].learn(sheet.cell(row, *at)));
                }
                _ => {}
            }
        }
        learned
    }
}

/// A row of a sheet.
pub(crate) struct Row<'r> {
    pub(crate) given: &'r Given<'r>,
    pub(crate) n: usize,
    learned: &'r Learned,
}

impl<'r> Row<'r> {
    pub(crate) fn new(given: &'r Given<'r>, n: usize, learned: &'r Learned) -> Self {
        Row { given, n, learned }
    }

    /// As people count it.
    pub(crate) fn number(&self) -> usize {
        self.n + 1
    }

    pub(crate) fn span(&self) -> Span {
        let (start, end) = self.given.sheet.place_of_row(self.n);
        let file = self.given.file;
        Span { file, start, end }
    }

    /// The place of a cell; of the row when there is none.
    pub(crate) fn span_of(&self, ours: &str) -> Span {
        let Some(column) = self.learned.at.get(ours) else {
            return self.span();
        };
        let (start, end) = self.given.sheet.place(self.n, *column);
        let file = self.given.file;
        Span { file, start, end }
    }

    /// What the export calls a column.
    pub(crate) fn theirs<'s>(&'s self, ours: &'s str) -> &'s str {
        let column = self.learned.at.get(ours);
        column.map_or(ours, |n| self.given.mapping.columns[*n].theirs.as_str())
    }

    /// The cell that becomes `ours`, when it says something.
    pub(crate) fn cell(&self, ours: &str) -> Option<&'r str> {
        let column = self.learned.at.get(ours)?;
        stated(self.given.sheet.cell(self.n, *column))
    }

    pub(crate) fn name(&self, ours: &str, text: impl Into<String>) -> Name {
        Name {
            text: text.into(),
            span: self.span_of(ours),
        }
    }

    /// A whole number between two bounds.
    pub(crate) fn number_of<T: TryFrom<u64>>(
        &self,
        ours: &str,
        least: u64,
        to: &mut Builder<'_>,
    ) -> Option<T> {
        let cell = self.cell(ours)?;
        let marks = self.learned.at.get(ours).map(|n| self.learned.marks[*n]);
        let number = whole(cell, marks.unwrap_or_default()).filter(|n| *n >= least);
        let number = number.and_then(|n| T::try_from(n).ok());
        if number.is_none() {
            let message = format!(
                "`{cell}` in row {} is not a whole number (`{}`)",
                self.number(),
                self.theirs(ours)
            );
            to.cell_fault(self, ours, message, "write it in digits, as 120000");
        }
        number
    }

    /// Where on earth; both columns, or none.
    pub(crate) fn position_of(&self, to: &mut Builder<'_>) -> Option<Position> {
        let mut degrees = |ours: &str, most: i32| {
            let cell = self.cell(ours)?;
            // A comma may stand for the point; nobody writes thousands of degrees.
            let degrees = Position::degrees(&cell.replace(',', "."));
            let degrees = degrees.filter(|d| (-most..=most).contains(d));
            if degrees.is_none() {
                let message = format!(
                    "`{cell}` in row {} is not a number of degrees (`{}`)",
                    self.number(),
                    self.theirs(ours)
                );
                to.cell_fault(self, ours, message, "write decimal degrees, as 48.208174");
            }
            degrees
        };
        let latitude = degrees("latitude", Position::LATITUDE_MAX);
        let longitude = degrees("longitude", Position::LONGITUDE_MAX);
        Position::new(latitude?, longitude?)
    }

    /// A day.
    pub(crate) fn day_of(&self, ours: &str, to: &mut Builder<'_>) -> Option<jiff::civil::Date> {
        let cell = self.cell(ours)?;
        let order = self.learned.at.get(ours).map(|n| self.learned.orders[*n]);
        let theirs = self.theirs(ours);
        let message = match day(cell, order.unwrap_or_default()) {
            Day::Is(day) => return Some(day),
            Day::Either(one, other) => format!(
                "`{cell}` in row {} can be {one} or {other} (`{theirs}`)",
                self.number()
            ),
            Day::Not => format!(
                "`{cell}` in row {} is not a date (`{theirs}`)",
                self.number()
            ),
        };
        to.cell_fault(self, ours, message, "write dates as 2025-01-31");
        None
    }

    /// On whose word.
    pub(crate) fn provenance(&self, notes: &[String], to: &mut Builder<'_>) -> Provenance {
        let as_of = self.day_of("as_of", to).or(to.as_of);
        let mut all = notes.to_vec();
        all.extend(self.cell("note").map(harmless));
        Provenance {
            span: self.span(),
            source: Some(self.learned.source.clone()),
            as_of,
            said_by: self.cell("said_by").map(harmless),
            note: super::note(&all),
        }
    }
}

/// Free words that an office program would take for a formula, told to be text by an apostrophe.
pub(crate) fn harmless(text: &str) -> String {
    match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}
