//! An import as people read it.

use std::io::IsTerminal;
use std::path::Path;

use keyholder_diag::{Sources, list_some};
use keyholder_intake::columns::{Becomes, NOTHING};
use keyholder_intake::merge::{FileChange, RowChange};
use keyholder_intake::parties::Means;
use keyholder_intake::{Import, Understood};
use keyholder_report::diagnostics::{human_capped, tally};
use unicode_width::UnicodeWidthStr;

use super::End;
use crate::cli::ImportArgs;

/// Diagnostics of one code in one file that people want to read one by one.
const SHOWN_PER_CODE: usize = 10;
/// Rows of one table that are shown when they are not all asked for.
const ROWS_SHOWN: usize = 10;

/// Everything, for standard output.
pub(super) fn human(
    import: &Import,
    sources: &Sources,
    end: End,
    args: &ImportArgs,
    rejects: Option<&Path>,
) -> String {
    let mut text = understood(import);
    text.push_str(&faults(import, sources));
    text.push_str(&parties(import));
    text.push_str(&not_placed(import));
    text.push_str(&counts(import));
    let most = if end == End::DryRun {
        usize::MAX
    } else {
        ROWS_SHOWN
    };
    text.push_str(&changes(import, end, most));
    text.push_str(&closing(import, end, args, rejects));
    text
}

/// What a person is to confirm.
pub(super) fn question(import: &Import, sources: &Sources) -> String {
    let mut text = understood(import);
    text.push_str(&faults(import, sources));
    text.push_str(&parties(import));
    text.push_str(&counts(import));
    text.push_str(&changes(import, End::DryRun, ROWS_SHOWN));
    text
}

/// One table of columns for each sheet.
fn understood(import: &Import) -> String {
    let mut text = String::new();
    for sheet in &import.sheets {
        text.push_str(&one_sheet(sheet));
        text.push('\n');
    }
    text
}

fn one_sheet(sheet: &Understood) -> String {
    let form = match sheet.form.as_str() {
        "" => String::new(),
        form => format!(" ({form})"),
    };
    let mapping = &sheet.mapping;
    if mapping.becomes == Becomes::Nothing {
        return format!("{}{form}: not taken\n", sheet.label);
    }
    let by = match &mapping.map {
        Some(map) => format!(", read by imports/{map}.toml"),
        None => String::new(),
    };
    let mut text = format!(
        "{}{form} becomes {}; header in row {}{by}\n",
        sheet.label,
        mapping.becomes.word(),
        mapping.header + 1
    );
    let mut rows = vec![["column", "becomes", "how sure", "why", "example"].map(str::to_owned)];
    for column in &mapping.columns {
        let becomes = match column.becomes.as_str() {
            NOTHING => "-",
            becomes => becomes,
        };
        rows.push([
            cut(&column.theirs, 32),
            becomes.to_owned(),
            column.confidence.word().to_owned(),
            column.reason.clone(),
            cut(&column.example, 30),
        ]);
    }
    text.push_str(&table(&rows));
    text
}

/// Cells in columns, as wide as the widest of each.
fn table(rows: &[[String; 5]]) -> String {
    let mut wide = [0; 5];
    for row in rows {
        for (n, cell) in row.iter().enumerate() {
            wide[n] = wide[n].max(cell.width());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::from("  ");
        for (n, cell) in row.iter().enumerate() {
            line.push_str(cell);
            line.push_str(&" ".repeat(wide[n] - cell.width() + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn faults(import: &Import, sources: &Sources) -> String {
    let styled = std::io::stdout().is_terminal();
    human_capped(&import.diagnostics, sources, styled, SHOWN_PER_CODE)
}

fn parties(import: &Import) -> String {
    let decided = |means: &Means| *means != Means::Undecided;
    let all = &import.parties;
    if all.is_empty() {
        return String::new();
    }
    let mut text = String::from("Suppliers and operators:\n");
    for name in all {
        let cells = if name.cells == 1 { "cell" } else { "cells" };
        let means = match (&name.means, &name.proposal) {
            (Means::Party(id), _) => format!("is `{id}`"),
            (Means::New(id, _), _) => format!("is new: `{id}`"),
            (Means::Undecided, Some((to, why))) if to == "new" => {
                format!("not decided; would be new ({why})")
            }
            (Means::Undecided, Some((to, why))) => format!("not decided; perhaps `{to}` ({why})"),
            (Means::Undecided, None) => "not decided".to_owned(),
        };
        text.push_str(&format!(
            "  `{}` ({} {cells}) {means}\n",
            name.written, name.cells
        ));
    }
    if all.iter().any(|name| !decided(&name.means)) {
        text.push_str("  What is not decided stands for nobody.\n");
    }
    text.push('\n');
    text
}

fn not_placed(import: &Import) -> String {
    let all = &import.proposal.not_placed;
    if all.is_empty() {
        return String::new();
    }
    let ids = list_some(all.iter().map(|(id, _)| id.as_str()), 5);
    format!(
        "Not placed on a function: {} elements ({ids})\n\n",
        all.len()
    )
}

fn counts(import: &Import) -> String {
    let mut text = String::new();
    for table in &import.proposal.facts.tables {
        text.push_str(&format!(
            "{}: {} rows = {} taken + {} refused + {} blank or no rows of the table\n",
            table.path, table.rows, table.taken, table.refused, table.blank
        ));
    }
    if import.joined > 0 {
        text.push_str(&format!(
            "{} rows were joined to one named before\n",
            import.joined
        ));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn changes(import: &Import, end: End, most: usize) -> String {
    let mut text = String::from(match end {
        End::Written => "Changed:\n",
        _ => "Would change:\n",
    });
    for file in &import.files {
        text.push_str(&format!("  {}: {}\n", file.path, file_line(file)));
        for row in file.rows.iter().take(most) {
            text.push_str(&row_line(row));
        }
        let more = file.rows.len().saturating_sub(most);
        if more > 0 {
            text.push_str(&format!(
                "    .. and {more} more; `--dry-run` shows them all\n"
            ));
        }
    }
    let (mut added, mut changed, mut removed, mut same) = (0, 0, 0, 0);
    for file in import.files.iter().filter(|f| f.kind.schema().is_none()) {
        let (a, c, r) = file.counts();
        (added, changed, removed) = (added + a, changed + c, removed + r);
        same += file.unchanged + file.confirmed;
    }
    let removed = match removed {
        0 => String::new(),
        n => format!("{n} removed, "),
    };
    text.push_str(&format!(
        "{added} added, {changed} changed, {removed}{same} unchanged\n"
    ));
    text
}

fn file_line(file: &FileChange) -> String {
    if file.kind.schema().is_some() {
        return match (&file.old, file.changes()) {
            (None, _) => "new".to_owned(),
            (_, true) => "changed".to_owned(),
            _ => "unchanged".to_owned(),
        };
    }
    let (added, changed, removed) = file.counts();
    let mut said = format!(
        "{added} added, {changed} changed, {removed} removed, {} unchanged",
        file.unchanged
    );
    if file.confirmed > 0 {
        said.push_str(&format!(
            ", {} confirmed (only source or day are new)",
            file.confirmed
        ));
    }
    said
}

fn row_line(row: &RowChange) -> String {
    match row {
        RowChange::Added(id, cells) => {
            let cells: Vec<String> = cells
                .iter()
                .filter(|(column, _)| column != "source")
                .map(|(column, cell)| format!("{column} `{cell}`"))
                .collect();
            format!("    + {id}  {}", cells.join(", "))
                .trim_end()
                .to_owned()
                + "\n"
        }
        RowChange::Changed(id, cells) => {
            let cells: Vec<String> = cells
                .iter()
                .map(|(column, old, new)| match old.as_str() {
                    "" => format!("{column} + `{new}`"),
                    _ => format!("{column} `{old}` → `{new}`"),
                })
                .collect();
            format!("    ~ {id}  {}\n", cells.join(", "))
        }
        RowChange::Removed(id) => format!("    - {id}\n"),
    }
}

fn closing(import: &Import, end: End, args: &ImportArgs, rejects: Option<&Path>) -> String {
    let into = super::shown(&args.into);
    let mut text = format!("{}\n", tally(&import.diagnostics));
    if let Some(rejects) = rejects {
        text.push_str(&format!(
            "Refused rows: {} (correct them there, and import that file with `--name {}`)\n",
            super::shown(rejects),
            import.name
        ));
    }
    text.push_str(&match end {
        End::Written => format!("Next: keyholder check {into}\n"),
        End::DryRun => "Nothing was written: this was a dry run.\n".to_owned(),
        End::MapSaved => format!(
            "Only {into}/imports/{}.toml was written. Correct it where it is wrong, then import without `--save-map`.\n",
            args.save_map.as_deref().unwrap_or_default()
        ),
        End::NotConfirmed => format!(
            "Nothing was written. When the columns are right, say `--yes`; `--save-map {0}` keeps them in {into}/imports/{0}.toml; `--column \"THEIRS=OURS\"` corrects one.\n",
            import.name
        ),
        End::Unusable => "Nothing was written: the columns are not clear.\n".to_owned(),
    });
    text
}
