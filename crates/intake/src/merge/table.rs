//! One table, old and new, row by row.

use std::collections::BTreeMap;

use keyholder_diag::Span;
use keyholder_documents::{FileKind, fmt};

use super::cells::columns;
use super::{FileChange, RowChange};

/// What could not be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The file of the project.
    pub path: String,
    /// The place in the export.
    pub span: Option<Span>,
    /// In words.
    pub message: String,
}

/// The old rows of a table with the columns that it has.
struct Old {
    columns: Vec<String>,
    rows: BTreeMap<String, Vec<String>>,
}

/// Merges rows into the text of a table. A column about which the export says nothing keeps what is there:
/// people may have filled it in.
///
/// # Errors
/// A text that cannot be read as that table; it stays as it is.
pub fn table(
    path: &str,
    kind: FileKind,
    old: Option<&str>,
    rows: Vec<Vec<String>>,
    replace: bool,
) -> Result<FileChange, Lost> {
    let ours = columns(kind);
    let before = match old {
        Some(text) => read(path, &ours, text)?,
        None => Old {
            columns: ours.iter().map(|c| (*c).to_owned()).collect(),
            rows: BTreeMap::new(),
        },
    };
    let mut names = before.columns.clone();
    names.extend(
        ours.iter()
            .filter(|c| !before.columns.iter().any(|b| b == *c))
            .map(|c| (*c).to_owned()),
    );
    let carried: Vec<bool> = (0..ours.len())
        .map(|n| rows.iter().any(|row| !row[n].is_empty()))
        .collect();
    let place: Vec<usize> = ours
        .iter()
        .map(|c| names.iter().position(|n| n == c).unwrap_or(0))
        .collect();
    let mut change = FileChange {
        path: path.to_owned(),
        kind,
        old: old.map(str::to_owned),
        new: String::new(),
        rows: Vec::new(),
        unchanged: 0,
        confirmed: 0,
    };
    let mut after = before.rows.clone();
    if replace {
        for id in before.rows.keys() {
            if rows
                .binary_search_by(|row| row[0].as_str().cmp(id))
                .is_err()
            {
                after.remove(id);
                change.rows.push(RowChange::Removed(id.clone()));
            }
        }
    }
    let mut touched = !change.rows.is_empty() || old.is_none();
    for row in rows {
        let id = row[0].clone();
        let mut cells = vec![String::new(); names.len()];
        if let Some(old) = before.rows.get(&id) {
            cells[..old.len()].clone_from_slice(old);
        }
        let mut differ = Vec::new();
        for (n, cell) in row.into_iter().enumerate() {
            if carried[n] && cells[place[n]] != cell {
                let was = std::mem::replace(&mut cells[place[n]], cell.clone());
                differ.push((ours[n].to_owned(), was, cell));
            }
        }
        let only_word =
            |(column, ..): &(String, String, String)| matches!(column.as_str(), "source" | "as_of");
        if !before.rows.contains_key(&id) {
            let said = differ.into_iter().filter(|(c, ..)| c != ours[0]);
            let said = said.map(|(column, _, new)| (column, new)).collect();
            change.rows.push(RowChange::Added(id.clone(), said));
            touched = true;
        } else if differ.is_empty() {
            change.unchanged += 1;
        } else {
            touched = true;
            match differ.iter().all(only_word) {
                true => change.confirmed += 1,
                false => change.rows.push(RowChange::Changed(id.clone(), differ)),
            }
        }
        after.insert(id, cells);
    }
    change.new = match (touched, old) {
        (false, Some(text)) => text.to_owned(),
        _ => write(&names, &after).map_err(|why| lost(path, &why))?,
    };
    change.rows.sort_by(|a, b| id(a).cmp(id(b)));
    Ok(change)
}

fn id(change: &RowChange) -> &str {
    match change {
        RowChange::Added(id, _) | RowChange::Changed(id, _) | RowChange::Removed(id) => id,
    }
}

fn lost(path: &str, why: &str) -> Lost {
    Lost {
        path: path.to_owned(),
        span: None,
        message: format!("`{path}` cannot be merged with: {why}; it stays as it is"),
    }
}

fn read(path: &str, ours: &[&str], text: &str) -> Result<Old, Lost> {
    let lost = |why: &str| lost(path, why);
    // The formatter reads quotes as the reader of the project does, and refuses what is not closed.
    let text = fmt::csv(text).map_err(|why| lost(&why))?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let cells =
        |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<String>>();
    let Some(Ok(header)) = records.next() else {
        return Err(lost("it has no header"));
    };
    let header = cells(&header);
    if let Some(strange) = header.iter().find(|c| !ours.contains(&c.as_str())) {
        return Err(lost(&format!(
            "it has a column `{strange}` that is not known"
        )));
    }
    let Some(key) = header.iter().position(|c| c == ours[0]) else {
        return Err(lost(&format!("it has no column `{}`", ours[0])));
    };
    let mut old = Old {
        columns: header,
        rows: BTreeMap::new(),
    };
    for record in records {
        let record = record.map_err(|error| lost(&error.to_string()))?;
        if record.len() != old.columns.len() {
            return Err(lost("a row has too few or too many cells"));
        }
        let cells = cells(&record);
        let id = cells[key].clone();
        if old.rows.insert(id.clone(), cells).is_some() {
            return Err(lost(&format!("`{id}` stands in it twice")));
        }
    }
    Ok(old)
}

fn write(names: &[String], rows: &BTreeMap<String, Vec<String>>) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut add = |row: &[String]| writer.write_record(row).map_err(|error| error.to_string());
    add(names)?;
    rows.values().try_for_each(|row| add(row))?;
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    fmt::csv(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, name: &str, region: &str, source: &str) -> Vec<String> {
        [id, name, "", region, "", "", "", source, "", "", ""]
            .map(str::to_owned)
            .into()
    }

    fn merged(old: Option<&str>, rows: Vec<Vec<String>>, replace: bool) -> FileChange {
        table("network/places-x.csv", FileKind::Places, old, rows, replace).expect("merged")
    }

    #[test]
    fn rows_are_added_changed_confirmed_and_only_removed_on_demand() {
        let first = merged(
            None,
            vec![row("a", "A", "", "s"), row("b", "B", "", "s")],
            false,
        );
        assert_eq!(first.counts(), (2, 0, 0));
        let again = merged(
            Some(&first.new),
            vec![row("a", "A", "", "s"), row("b", "B", "", "s")],
            false,
        );
        assert!(!again.changes());
        assert_eq!((again.unchanged, again.counts()), (2, (0, 0, 0)));
        let next = merged(
            Some(&first.new),
            vec![row("a", "Aa", "", "t"), row("c", "C", "", "t")],
            false,
        );
        assert_eq!(next.counts(), (1, 1, 0));
        assert!(next.new.contains("\nb,B,"));
        let changed = RowChange::Changed(
            "a".to_owned(),
            vec![
                ("name".to_owned(), "A".to_owned(), "Aa".to_owned()),
                ("source".to_owned(), "s".to_owned(), "t".to_owned()),
            ],
        );
        assert_eq!(next.rows[0], changed);
        let less = merged(Some(&first.new), vec![row("a", "A", "", "t")], true);
        assert_eq!((less.confirmed, less.counts()), (1, (0, 0, 1)));
        assert!(!less.new.contains("\nb,"));
    }

    #[test]
    fn what_people_filled_in_stays_where_the_export_says_nothing() {
        let old = "place,name,region\na,A,Upper North\n";
        let next = merged(Some(old), vec![row("a", "Aa", "", "s")], false);
        assert!(next.new.contains("a,Aa,Upper North"), "{}", next.new);
    }

    #[test]
    fn a_damaged_table_stays_as_it_is() {
        for old in [
            "",
            "place\n\"a",
            "place,colour\na,red\n",
            "name\nx\n",
            "place\na\na\n",
        ] {
            table(
                "p",
                FileKind::Places,
                Some(old),
                vec![row("a", "A", "", "s")],
                false,
            )
            .expect_err("not mergeable");
        }
    }
}
