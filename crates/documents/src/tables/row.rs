//! The cells of one row as names, numbers and days.
//!
//! A cell that cannot be used counts as not known, as a whole: half of a list of names would
//! look like all of it.

use std::ops::Range;

use jiff::civil::Date;
use keyholder_diag::{Code, Diagnostic};
use keyholder_supply::Position;
use keyholder_supply::facts::{Name, Provenance, Slot};

use super::grid::{Header, Record};
use crate::form::Form;
use crate::plain::{date, shown, trim};
use crate::sink::Sink;

/// A sound row.
pub(crate) struct Row<'r> {
    record: &'r Record,
    header: &'r Header,
    text: &'r str,
    span: keyholder_diag::Span,
}

/// A cell without the spaces around it.
struct Cell<'r> {
    text: &'r str,
    at: Range<usize>,
}

impl<'r> Row<'r> {
    pub(crate) fn new(record: &'r Record, header: &'r Header, text: &'r str, sink: &Sink) -> Self {
        let span = sink.span(record.at.clone());
        Row {
            record,
            header,
            text,
            span,
        }
    }

    /// The cell of a column, unless it is blank, `?`, or the table has no such column.
    fn cell(&self, column: &str) -> Option<Cell<'r>> {
        let (_, index) = self.header.cells.iter().find(|(name, _)| *name == column)?;
        let text = trim(self.record.cells.get(*index)?);
        if matches!(text, "" | "?") {
            return None;
        }
        let place = self.record.places.get(*index).unwrap_or(&self.record.at);
        let raw = self.text.get(place.clone()).unwrap_or("");
        // Without quotes, the text stands in the file as it is, and its exact place is known.
        let at = match raw.find(text) {
            Some(before) if !raw.starts_with('"') => {
                let start = place.start + before;
                start..start + text.len()
            }
            _ => place.clone(),
        };
        Some(Cell { text, at })
    }

    fn fault(code: Code, at: Range<usize>, message: String, hint: &str, sink: &mut Sink) {
        let place = sink.span(at);
        sink.report(Diagnostic::new(code, place, message).help(hint));
    }

    /// The id of the row, without which it cannot be taken.
    pub(crate) fn id(&self, column: &str, sink: &mut Sink) -> Option<Name> {
        let Some(cell) = self.cell(column) else {
            let message = format!("the row has no `{column}`; it is not taken");
            let hint = format!("give it a name in the column `{column}`");
            Self::fault(Code::KH0311, self.record.at.clone(), message, &hint, sink);
            return None;
        };
        if let Some((code, what, hint)) = Form::Id.fault(cell.text) {
            let message = format!(
                "`{}` {what} (`{column}`); the row is not taken",
                shown(cell.text)
            );
            Self::fault(code, cell.at, message, hint, sink);
            return None;
        }
        let (text, span) = (cell.text.to_owned(), sink.span(cell.at));
        Some(Name { text, span })
    }

    /// One name.
    pub(crate) fn name(&self, column: &str, form: Form, sink: &mut Sink) -> Option<Name> {
        let cell = self.cell(column)?;
        if let Some((code, what, hint)) = form.fault(cell.text) {
            let message = format!(
                "`{}` {what} (`{column}`); the cell counts as not known",
                shown(cell.text)
            );
            Self::fault(code, cell.at, message, hint, sink);
            return None;
        }
        let (text, span) = (cell.text.to_owned(), sink.span(cell.at));
        Some(Name { text, span })
    }

    /// Free words.
    pub(crate) fn text(&self, column: &str, sink: &mut Sink) -> Option<String> {
        self.name(column, Form::Text, sink).map(|name| name.text)
    }

    /// Names with `;` between them; `None` when the cell cannot be used.
    pub(crate) fn names(&self, column: &str, form: Form, sink: &mut Sink) -> Option<Vec<Name>> {
        let Some(cell) = self.cell(column) else {
            return Some(Vec::new());
        };
        // Only a cell that stands in the file as it is has places inside.
        let exact = cell.at.len() == cell.text.len();
        let mut names = Vec::new();
        let mut sound = true;
        let mut next = 0;
        for piece in cell.text.split(';') {
            let start = next;
            next += piece.len() + 1;
            let text = trim(piece);
            if text.is_empty() {
                continue;
            }
            let before = piece.find(text).unwrap_or(0);
            let at = match exact {
                true => cell.at.start + start + before..cell.at.start + start + before + text.len(),
                false => cell.at.clone(),
            };
            let fault = match text {
                "none" | "?" => Some((
                    Code::KH0106,
                    "cannot stand beside other names",
                    "write it alone, or leave it out",
                )),
                _ => form.fault(text),
            };
            if let Some((code, what, hint)) = fault {
                let message = format!(
                    "`{}` {what} (`{column}`); the cell counts as not known",
                    shown(text)
                );
                Self::fault(code, at.clone(), message, hint, sink);
                sound = false;
                continue;
            }
            names.push(Name {
                text: text.to_owned(),
                span: sink.span(at),
            });
        }
        sound.then_some(names)
    }

    /// Names, `none`, or nothing known.
    pub(crate) fn slot(&self, column: &str, form: Form, sink: &mut Sink) -> Slot {
        if self.cell(column).is_some_and(|cell| cell.text == "none") {
            return Slot::Nothing;
        }
        match self.names(column, form, sink) {
            Some(names) if !names.is_empty() => Slot::Names(names),
            _ => Slot::NotStated,
        }
    }

    /// A whole number between two bounds.
    pub(crate) fn number<T>(
        &self,
        column: &str,
        least: u64,
        most: u64,
        sink: &mut Sink,
    ) -> Option<T>
    where
        T: TryFrom<u64>,
    {
        let cell = self.cell(column)?;
        let digits = cell.text.bytes().all(|b| b.is_ascii_digit());
        let number = cell.text.parse::<u64>().ok().filter(|_| digits);
        let within = number.filter(|number| (least..=most).contains(number));
        if within.is_none() {
            let message = format!(
                "`{}` is not a number of `{column}`; the cell counts as not known",
                shown(cell.text)
            );
            let range = match most {
                u64::MAX => String::new(),
                _ => format!(" from {least} to {most}"),
            };
            let hint = format!("write a whole number{range} in digits alone, without separators");
            Self::fault(Code::KH0204, cell.at, message, &hint, sink);
        }
        within.and_then(|number| T::try_from(number).ok())
    }

    /// Where on earth; both columns, or none.
    pub(crate) fn position(&self, sink: &mut Sink) -> Option<Position> {
        let latitude = self.degrees("latitude", Position::LATITUDE_MAX, sink);
        let longitude = self.degrees("longitude", Position::LONGITUDE_MAX, sink);
        let missing = match (self.cell("latitude"), self.cell("longitude")) {
            (Some(cell), None) => Some((cell, "longitude")),
            (None, Some(cell)) => Some((cell, "latitude")),
            _ => None,
        };
        if let Some((cell, other)) = missing {
            let message = format!("there is no `{other}` beside it; the place is on no map");
            let hint = format!("write `{other}` as well, or leave both blank");
            Self::fault(Code::KH0204, cell.at, message, &hint, sink);
        }
        Position::new(latitude?, longitude?)
    }

    /// Decimal degrees, in millionths.
    fn degrees(&self, column: &str, most: i32, sink: &mut Sink) -> Option<i32> {
        let cell = self.cell(column)?;
        let degrees = Position::degrees(cell.text).filter(|d| (-most..=most).contains(d));
        if degrees.is_none() {
            let message = format!(
                "`{}` is not a number of degrees (`{column}`); the cell counts as not known",
                shown(cell.text)
            );
            let whole = most / 1_000_000;
            let hint = format!("write decimal degrees from -{whole} to {whole}, as 48.208174");
            Self::fault(Code::KH0204, cell.at, message, &hint, sink);
        }
        degrees
    }

    fn date(&self, column: &str, sink: &mut Sink) -> Option<Date> {
        let cell = self.cell(column)?;
        let day = date(cell.text);
        if day.is_none() {
            let message = format!(
                "`{}` is not a date (`{column}`); the cell counts as not known",
                shown(cell.text)
            );
            let hint = "write the day as 2025-01-31";
            Self::fault(Code::KH0112, cell.at, message, hint, sink);
        }
        day
    }

    /// The provenance columns.
    pub(crate) fn provenance(&self, sink: &mut Sink) -> Provenance {
        Provenance {
            source: self.text("source", sink),
            as_of: self.date("as_of", sink),
            said_by: self.text("said_by", sink),
            note: self.text("note", sink),
            span: self.span,
        }
    }
}
