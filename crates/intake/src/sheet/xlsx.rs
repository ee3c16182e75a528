//! Workbooks, cell by cell as they stand in the file: a sheet is never laid out larger than what it holds.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, Xlsx};
use jiff::civil::Date;
use keyholder_diag::Limits;

use super::{Said, Sheet, damaged, too_many};

/// Reads every sheet of a workbook whose sizes were checked.
pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Said> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(path, error))?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.len() > limits.sheets_max {
        return Err(too_many("sheets", limits.sheets_max));
    }
    let mut sheets = Vec::new();
    let mut left = limits.sheet_text_bytes_max;
    for name in names {
        let within = Limits {
            sheet_text_bytes_max: left,
            ..*limits
        };
        let sheet = sheet(path, &mut book, &name, &within)?;
        left -= sheet.text.len().min(left);
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn sheet(
    path: &str,
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
) -> Result<Sheet, Said> {
    let mut sheet = Sheet {
        name: name.chars().filter(|c| !c.is_control()).take(64).collect(),
        ..Sheet::default()
    };
    let mut cells = book
        .worksheet_cells_reader(name)
        .map_err(|error| damaged(path, error))?;
    let mut row: Vec<String> = Vec::new();
    let mut at: u32 = 0;
    loop {
        let next = cells
            .next_cell_with_formula_metadata()
            .map_err(|error| damaged(path, error))?;
        let Some(cell) = next else { break };
        let (r, c) = (cell.pos.0, cell.pos.1 as usize);
        if c >= limits.sheet_columns_max {
            // A formatted blank far to the right is no column.
            if cell.value == DataRef::Empty {
                continue;
            }
            return Err(too_many("columns", limits.sheet_columns_max));
        }
        if r < at {
            return Err(damaged(path, "its rows are not in order"));
        }
        let text = text(&cell.value);
        if cell.formula.is_some() {
            let first = (1, u64::from(r) + 1, c as u64 + 1);
            match &mut sheet.formulas {
                (0, ..) => sheet.formulas = first,
                (n, ..) => *n += 1,
            }
        }
        if text.is_empty() {
            continue;
        }
        if r as usize >= limits.sheet_rows_max {
            return Err(too_many("rows", limits.sheet_rows_max));
        }
        while at < r {
            sheet.push(row.iter().map(String::as_str), None, limits)?;
            row.clear();
            at += 1;
        }
        if row.len() <= c {
            row.resize(c + 1, String::new());
        }
        row[c] = text;
    }
    if !row.is_empty() {
        sheet.push(row.iter().map(String::as_str), None, limits)?;
    }
    Ok(sheet)
}

/// A cell as people see it, numbers without thousands and days as `2025-01-31`.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number(*n),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(when) if when.is_duration() => number(when.as_f64()),
        DataRef::DateTime(when) => day(when).unwrap_or_else(|| number(when.as_f64())),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        // An error of a formula (`#REF!`) says nothing.
        DataRef::Error(_) => String::new(),
    }
}

/// Without an exponent, and without `.0`.
fn number(n: f64) -> String {
    format!("{n}")
}

fn day(when: &calamine::ExcelDateTime) -> Option<String> {
    let (year, month, day, ..) = when.to_ymd_hms_milli();
    let year = i16::try_from(year).ok()?;
    let month = i8::try_from(month).ok()?;
    let day = i8::try_from(day).ok()?;
    Date::new(year, month, day).ok().map(|day| day.to_string())
}
