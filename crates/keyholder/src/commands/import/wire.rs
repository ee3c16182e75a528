//! An import as programs read it.

use std::path::Path;

use keyholder_diag::Sources;
use keyholder_intake::Import;
use keyholder_intake::merge::RowChange;
use keyholder_intake::parties::Means;
use keyholder_report::diagnostics;
use serde::Serialize;

use super::End;

#[derive(Serialize)]
struct Wire<'a> {
    name: &'a str,
    end: &'static str,
    sheets: Vec<Sheet<'a>>,
    tables: Vec<Count<'a>>,
    parties: Vec<Party<'a>>,
    not_placed: Vec<NotPlaced<'a>>,
    files: Vec<File<'a>>,
    refused: Vec<Refused<'a>>,
    refused_file: Option<String>,
    diagnostics: serde_json::Value,
}

#[derive(Serialize)]
struct Sheet<'a> {
    label: &'a str,
    form: &'a str,
    becomes: &'static str,
    header_row: usize,
    map: Option<&'a str>,
    columns: Vec<Column<'a>>,
}

#[derive(Serialize)]
struct Column<'a> {
    theirs: &'a str,
    becomes: &'a str,
    confidence: &'static str,
    reason: &'a str,
    example: &'a str,
}

#[derive(Serialize)]
struct Count<'a> {
    table: &'a str,
    rows: usize,
    taken: usize,
    refused: usize,
    blank: usize,
}

#[derive(Serialize)]
struct Party<'a> {
    written: &'a str,
    cells: usize,
    means: Option<&'a str>,
    new: bool,
    proposal: Option<&'a str>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct NotPlaced<'a> {
    element: &'a str,
    words: &'a str,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    changes: bool,
    unchanged: usize,
    confirmed: usize,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    change: &'static str,
    cells: Vec<Cell<'a>>,
}

#[derive(Serialize)]
struct Cell<'a> {
    column: &'a str,
    old: Option<&'a str>,
    new: &'a str,
}

#[derive(Serialize)]
struct Refused<'a> {
    table: &'a str,
    row: u64,
    code: &'static str,
    message: &'a str,
    remedy: &'a str,
    columns: &'a [String],
    cells: &'a [String],
}

/// One JSON object.
pub(super) fn json(import: &Import, sources: &Sources, end: End, rejects: Option<&Path>) -> String {
    let said = diagnostics::json(&import.diagnostics, sources);
    let wire = Wire {
        name: &import.name,
        end: match end {
            End::Written => "written",
            End::DryRun => "dry-run",
            End::MapSaved => "map-saved",
            End::NotConfirmed => "not-confirmed",
            End::Unusable => "unusable",
        },
        sheets: sheets(import),
        tables: import
            .proposal
            .facts
            .tables
            .iter()
            .map(|t| Count {
                table: &t.path,
                rows: t.rows,
                taken: t.taken,
                refused: t.refused,
                blank: t.blank,
            })
            .collect(),
        parties: parties(import),
        not_placed: import
            .proposal
            .not_placed
            .iter()
            .map(|(element, words)| NotPlaced { element, words })
            .collect(),
        files: files(import),
        refused: import
            .proposal
            .refused
            .iter()
            .map(|r| Refused {
                table: &r.table,
                row: r.row,
                code: r.code.as_str(),
                message: &r.message,
                remedy: &r.remedy,
                columns: &r.columns,
                cells: &r.cells,
            })
            .collect(),
        refused_file: rejects.map(super::shown),
        diagnostics: serde_json::from_str(&said).unwrap_or_default(),
    };
    // Nothing in it can fail to be written as JSON.
    serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
}

fn sheets(import: &Import) -> Vec<Sheet<'_>> {
    import
        .sheets
        .iter()
        .map(|sheet| Sheet {
            label: &sheet.label,
            form: &sheet.form,
            becomes: sheet.mapping.becomes.word(),
            header_row: sheet.mapping.header + 1,
            map: sheet.mapping.map.as_deref(),
            columns: sheet
                .mapping
                .columns
                .iter()
                .map(|c| Column {
                    theirs: &c.theirs,
                    becomes: &c.becomes,
                    confidence: c.confidence.word(),
                    reason: &c.reason,
                    example: &c.example,
                })
                .collect(),
        })
        .collect()
}

fn parties(import: &Import) -> Vec<Party<'_>> {
    import
        .parties
        .iter()
        .map(|name| Party {
            written: &name.written,
            cells: name.cells,
            means: name.means.id(),
            new: matches!(name.means, Means::New(..)),
            proposal: name.proposal.as_ref().map(|(to, _)| to.as_str()),
            reason: name.proposal.as_ref().map(|(_, why)| why.as_str()),
        })
        .collect()
}

fn files(import: &Import) -> Vec<File<'_>> {
    import
        .files
        .iter()
        .map(|file| File {
            path: &file.path,
            changes: file.changes(),
            unchanged: file.unchanged,
            confirmed: file.confirmed,
            rows: file.rows.iter().map(row).collect(),
        })
        .collect()
}

fn row(row: &RowChange) -> Row<'_> {
    match row {
        RowChange::Added(id, cells) => Row {
            id,
            change: "added",
            cells: cells
                .iter()
                .map(|(column, new)| Cell {
                    column,
                    old: None,
                    new,
                })
                .collect(),
        },
        RowChange::Changed(id, cells) => Row {
            id,
            change: "changed",
            cells: cells
                .iter()
                .map(|(column, old, new)| Cell {
                    column,
                    old: Some(old),
                    new,
                })
                .collect(),
        },
        RowChange::Removed(id) => Row {
            id,
            change: "removed",
            cells: Vec::new(),
        },
    }
}
