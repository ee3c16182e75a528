//! Verdicts and findings as workbooks, for those who work in spreadsheets: typed cells, and never a formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::principles::Findings;
use crate::verdicts::wire::Verdicts;

/// A cell. A text stays one whatever it begins with.
enum Cell {
    Text(String),
    Number(u64),
    /// Parts per billion, shown in percent.
    Share(u32),
    /// `YYYY-MM-DD`; anything else is a text.
    Day(String),
    Blank,
}

/// Longest text of a cell; a longer one is cut, and says so.
const TEXT_MAX: usize = 32_000;

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn day(day: Option<&String>) -> Cell {
    day.map_or(Cell::Blank, |day| Cell::Day(day.clone()))
}

/// Verdicts as a workbook. The same verdicts give the same bytes.
///
/// # Errors
/// Never on our own sheets: their names and sizes are within what the form allows, unless there are more than a
/// million rows.
pub fn verdicts(of: &Verdicts) -> Result<Vec<u8>, XlsxError> {
    let mut book = book(&of.day)?;
    let rows = of.suppliers.iter().map(|s| {
        vec![
            text(&s.name),
            text(&s.supplier),
            text(&s.class),
            text(&s.criticality),
            Cell::Number(s.elements),
            text(s.countries.join(", ")),
            text(if s.control_open {
                "not fully known"
            } else {
                "known"
            }),
            text(super::verdicts::word(s.verdict)),
            day(s.expires.as_ref()),
            Cell::Number(s.held.iter().filter(|held| held.part > 0).count() as u64),
        ]
    });
    let head = [
        "Supplier",
        "Id",
        "Functions",
        "Criticality",
        "Elements",
        "Controlled from",
        "Control",
        "Verdict",
        "Until, if nothing is added",
        "Items that count",
    ];
    sheet(&mut book, "Verdicts", &head, rows.collect())?;
    let rows = of.evidence.iter().map(|e| {
        vec![
            text(&e.id),
            text(&e.subject),
            text(&e.criterion),
            text(&e.says),
            Cell::Share(e.strength),
            text(&e.grade),
            e.issuer.as_ref().map_or(Cell::Blank, text),
            day(e.day.as_ref()),
            day(e.expires.as_ref()),
            text(&e.claim),
            e.document.as_ref().map_or(Cell::Blank, text),
            e.place.as_ref().map_or(Cell::Blank, text),
            e.marking.as_ref().map_or(Cell::Blank, text),
            e.dispute.as_ref().map_or(Cell::Blank, text),
            text(&e.stated),
        ]
    });
    let head = [
        "Id",
        "About",
        "Criterion",
        "Says",
        "Strength",
        "Grade",
        "Issuer",
        "Day",
        "Expires",
        "Claim",
        "Document",
        "Place",
        "Marking",
        "Reply",
        "Stated in",
    ];
    sheet(&mut book, "Evidence", &head, rows.collect())?;
    let rows = of.gaps.iter().map(|gap| {
        vec![
            text(&gap.criterion),
            Cell::Number(gap.elements),
            Cell::Number(gap.suppliers.len() as u64),
            text(gap.suppliers.join(", ")),
        ]
    });
    let head = ["Criterion", "Elements", "Suppliers", "Of whom"];
    sheet(&mut book, "What to ask for", &head, rows.collect())?;
    let share = |of: Option<u32>| of.map_or(Cell::Blank, Cell::Share);
    let rows = of.yardstick.criteria.iter().map(|c| {
        vec![
            text(&c.id),
            text(&c.title),
            text(&c.asks),
            text(&c.axis),
            Cell::Share(c.weight[0]),
            Cell::Share(c.weight[1]),
            c.half_life_days
                .map_or(Cell::Blank, |days| Cell::Number(u64::from(days))),
            share(c.conditional[0]),
            share(c.conditional[1]),
            share(c.trusted[0]),
            share(c.trusted[1]),
            text(c.sources.join("; ")),
        ]
    });
    let head = [
        "Id",
        "Title",
        "The question",
        "Axis",
        "Weight from",
        "Weight to",
        "Half-life, days",
        "With conditions",
        "refused below",
        "Trusted",
        "refused below",
        "From",
    ];
    sheet(&mut book, "How it was judged", &head, rows.collect())?;
    book.save_to_buffer()
}

/// Findings as a workbook. The same findings give the same bytes.
///
/// # Errors
/// As [`verdicts`].
pub fn findings(of: &Findings) -> Result<Vec<u8>, XlsxError> {
    let mut book = book(&of.day)?;
    let rows = of.findings.iter().map(|f| {
        let answers: Vec<&str> = f.answers.iter().map(|a| a.sentence.as_str()).collect();
        let missing: Vec<&str> = f
            .answers
            .iter()
            .flat_map(|a| &a.missing)
            .map(|m| m.what.as_str())
            .collect();
        let flips: Vec<&str> = f
            .answers
            .iter()
            .flat_map(|a| &a.flips)
            .map(|flip| flip.words.as_str())
            .collect();
        let evidence: Vec<&str> = f
            .answers
            .iter()
            .flat_map(|a| &a.evidence)
            .map(|e| e.id.as_str())
            .collect();
        vec![
            text(&f.framework),
            text(&f.principle),
            text(&f.title),
            text(&f.subject),
            text(if f.context {
                "context".to_owned()
            } else {
                f.outcome.replace('-', " ")
            }),
            text(answers.join("\n")),
            text(missing.join("\n")),
            text(flips.join("\n")),
            text(evidence.join(", ")),
            text(&f.remedy),
            text(&f.effort),
            text(&f.statement),
            text(if f.checked { "yes" } else { "no" }),
        ]
    });
    let head = [
        "Framework",
        "Principle",
        "Title",
        "Of whom",
        "Outcome",
        "Numbers",
        "Missing",
        "What would turn it",
        "Evidence",
        "Remedy",
        "Effort",
        "The principle",
        "Paraphrase checked",
    ];
    sheet(&mut book, "Findings", &head, rows.collect())?;
    let rows = of.frameworks.iter().map(|f| {
        vec![
            text(&f.id),
            text(&f.title),
            day(f.date.as_ref()),
            Cell::Number(f.not_met),
            Cell::Number(f.unknown),
            Cell::Number(f.met),
            Cell::Number(f.not_applicable),
            Cell::Number(f.context),
            text(&f.source),
            text(&f.licence),
        ]
    });
    let head = [
        "Id",
        "Title",
        "Of",
        "Not met",
        "Unknown",
        "Met",
        "Not applicable",
        "Context",
        "Source",
        "Licence",
    ];
    sheet(&mut book, "Frameworks", &head, rows.collect())?;
    let rows = of.risks.iter().flat_map(|risk| {
        risk.answered_by.iter().map(move |by| {
            vec![
                text(&risk.framework),
                text(&risk.id),
                text(&risk.title),
                text(if risk.ours {
                    "our own table"
                } else {
                    "the framework's"
                }),
                text(risk.outcome.replace('-', " ")),
                text(&by.principle),
                text(&by.strength),
                text(by.outcome.replace('-', " ")),
            ]
        })
    });
    let head = [
        "Framework",
        "Risk",
        "Title",
        "By",
        "Together",
        "Answered by",
        "How much",
        "Outcome",
    ];
    sheet(&mut book, "Risks", &head, rows.collect())?;
    book.save_to_buffer()
}

/// A workbook whose properties follow from the day of the report and not from the clock.
fn book(day: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made =
        ExcelDateTime::parse_from_str(day).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    Ok(book)
}

fn sheet(
    book: &mut Workbook,
    name: &str,
    head: &[&str],
    rows: Vec<Vec<Cell>>,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let percent = Format::new().set_num_format("0.0%");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let wrap = Format::new().set_text_wrap();
    let sheet = book.add_worksheet().set_name(name)?;
    for (column, title) in (0..).zip(head) {
        sheet.write_string_with_format(0, column, *title, &bold)?;
        sheet.set_column_width(column, if title.len() > 20 { 24 } else { 18 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let width = u16::try_from(head.len()).unwrap_or(u16::MAX);
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, (row, column), cell, (&percent, &date, &wrap))?;
        }
    }
    sheet.autofilter(0, 0, last, width.saturating_sub(1))?;
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell,
    (percent, date, wrap): (&Format, &Format, &Format),
) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => {}
        #[expect(
            clippy::cast_precision_loss,
            reason = "spreadsheets hold numbers as floats; counts beyond 2^53 do not occur"
        )]
        Cell::Number(number) => _ = sheet.write_number(row, column, number as f64)?,
        Cell::Share(ppb) => {
            _ = sheet.write_number_with_format(row, column, f64::from(ppb) / 1e9, percent)?;
        }
        Cell::Day(day) => match ExcelDateTime::parse_from_str(&day) {
            Ok(parsed) => _ = sheet.write_datetime_with_format(row, column, &parsed, date)?,
            Err(_) => _ = sheet.write_string(row, column, day)?,
        },
        Cell::Text(text) => {
            let text = match text.char_indices().nth(TEXT_MAX) {
                Some((end, _)) => format!("{} … (cut; the JSON has all)", &text[..end]),
                None => text,
            };
            _ = sheet.write_string_with_format(row, column, text, wrap)?;
        }
    }
    Ok(())
}
