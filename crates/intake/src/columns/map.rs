//! Maps that people keep, and what they say now: both come before any guess.

use std::collections::BTreeSet;

use keyholder_diag::{Code, did_you_mean, list_some};
use keyholder_supply::facts::{ImportMapFact, ImportSheetFact};

use super::guess::{guess, untaken};
use super::{
    Becomes, Column, Confidence, HEADER_WITHIN, Known, Mapping, NOTHING, find_header, names, ours,
};
use crate::sheet::{Said, Sheet};

/// What was said about columns.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The map that is to be used; its name is that of its file.
    pub map: Option<&'a ImportMapFact>,
    /// Maps of the project, one of which is used when its columns are those of the sheet.
    pub maps: &'a [ImportMapFact],
    /// `their name`, `our name`, from the command line.
    pub columns: &'a [(String, String)],
}

/// How a sheet is read; `None` when it has no header.
///
/// # Errors
/// A map or a word of the command line that cannot be used.
pub fn decide(sheet: &Sheet, asked: &Asked<'_>, known: &Known) -> Result<Option<Mapping>, Said> {
    if let Some(map) = asked.map {
        let fits = |s: &&ImportSheetFact| s.name.as_deref().is_none_or(|name| name == sheet.name);
        let Some(fact) = map.sheets.iter().find(fits) else {
            return Ok(None);
        };
        let wanted: Vec<&str> = fact
            .columns
            .iter()
            .map(|(theirs, _)| theirs.as_str())
            .collect();
        let Some(header) = row_with(sheet, &wanted, false) else {
            if map.sheets.len() > 1 || sheet.rows() == 0 {
                return Ok(None);
            }
            return Err(missing(sheet, &wanted, &map.name));
        };
        let mut mapping = from_map(sheet, header, map, fact, known)?;
        overrule(&mut mapping, asked.columns)?;
        return Ok(Some(mapping));
    }
    let saved = asked.maps.iter().find_map(|map| {
        let same = |fact: &&ImportSheetFact| {
            let named = fact.name.as_deref().is_none_or(|name| name == sheet.name);
            named && !fact.columns.is_empty()
        };
        map.sheets.iter().filter(same).find_map(|fact| {
            let wanted: Vec<&str> = fact
                .columns
                .iter()
                .map(|(theirs, _)| theirs.as_str())
                .collect();
            Some((map, fact, row_with(sheet, &wanted, true)?))
        })
    });
    let mut mapping = match saved {
        Some((map, fact, header)) => from_map(sheet, header, map, fact, known)?,
        None => {
            let said: Vec<&str> = asked
                .columns
                .iter()
                .map(|(theirs, _)| theirs.as_str())
                .collect();
            let header = (!said.is_empty())
                .then(|| row_with(sheet, &said, false))
                .flatten()
                .or_else(|| find_header(sheet));
            match header {
                Some(header) => guess(sheet, header, known),
                None => return Ok(None),
            }
        }
    };
    overrule(&mut mapping, asked.columns)?;
    Ok(Some(mapping))
}

/// The first row that has all these names; `only` when it may have no others.
fn row_with(sheet: &Sheet, wanted: &[&str], only: bool) -> Option<usize> {
    let wanted: BTreeSet<&str> = wanted.iter().copied().collect();
    (0..sheet.rows().min(HEADER_WITHIN)).find(|row| {
        let names = names(sheet, *row);
        let mut there: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        // A file of refused rows has the columns of its export, and those that say why.
        if crate::refused::WHY.iter().all(|why| there.contains(why)) {
            there.retain(|name| wanted.contains(name) || !crate::refused::WHY.contains(name));
        }
        wanted.is_subset(&there) && (!only || wanted.len() == there.len()) && !there.is_empty()
    })
}

fn missing(sheet: &Sheet, wanted: &[&str], map: &str) -> Said {
    let header = find_header(sheet).unwrap_or(0);
    let names = names(sheet, header);
    let lost: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|name| !names.iter().any(|n| n == name))
        .collect();
    let message = format!(
        "no row of the export has all columns of `imports/{map}.toml`; missing: {}",
        list_some(lost, 5)
    );
    let help = "correct the map, or leave `--map` out and let the columns be guessed";
    Said::new(Code::KH0705, message, help)
}

fn from_map(
    sheet: &Sheet,
    header: usize,
    map: &ImportMapFact,
    fact: &ImportSheetFact,
    known: &Known,
) -> Result<Mapping, Said> {
    // The guess knows the examples; its words are replaced.
    let mut mapping = guess(sheet, header, known);
    mapping.becomes = Becomes::from_word(&fact.becomes).unwrap_or(Becomes::Nothing);
    mapping.map = Some(map.name.clone());
    for column in &mut mapping.columns {
        let said = fact
            .columns
            .iter()
            .find(|(theirs, _)| *theirs == column.theirs);
        let example = std::mem::take(&mut column.example);
        *column = match said {
            Some((theirs, becomes)) => Column {
                becomes: becomes.clone(),
                confidence: Confidence::Said,
                reason: format!("imports/{}.toml", map.name),
                ..untaken(theirs)
            },
            None => Column {
                reason: "the map does not name it".to_owned(),
                ..untaken(&column.theirs)
            },
        };
        column.example = example;
    }
    sound(&mapping)?;
    Ok(mapping)
}

/// What the command line says about columns.
fn overrule(mapping: &mut Mapping, columns: &[(String, String)]) -> Result<(), Said> {
    for (theirs, becomes) in columns {
        // A workbook may have several sheets; a column is meant where it is.
        let Some(at) = mapping.columns.iter().position(|c| c.theirs == *theirs) else {
            continue;
        };
        for column in &mut mapping.columns {
            if column.becomes == *becomes && becomes != NOTHING {
                column.becomes = NOTHING.to_owned();
                column.confidence = Confidence::None;
                column.reason = format!("`{theirs}` is {becomes}, as said");
            }
        }
        let column = &mut mapping.columns[at];
        column.becomes.clone_from(becomes);
        column.confidence = Confidence::Said;
        column.reason = "said on the command line".to_owned();
        // Who says which column is the element says that the sheet holds elements.
        if let Some(table) = Becomes::TABLES.iter().find(|t| t.id() == becomes)
            && mapping.becomes == Becomes::Nothing
        {
            mapping.becomes = *table;
        }
    }
    sound(mapping)
}

/// Whether every column becomes something that the table takes, and none twice.
fn sound(mapping: &Mapping) -> Result<(), Said> {
    if mapping.becomes == Becomes::Nothing {
        return Ok(());
    }
    let ours = ours(mapping.becomes);
    let mut seen: Vec<&str> = Vec::new();
    for column in mapping.columns.iter().filter(|c| c.becomes != NOTHING) {
        let becomes = column.becomes.as_str();
        if !ours.contains(&becomes) {
            let meant = did_you_mean(becomes, ours.iter().copied())
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            let message = format!(
                "column `{}` becomes `{becomes}`, which {} do not have",
                column.theirs,
                mapping.becomes.word()
            );
            let help = format!(
                "{meant}they have {}",
                list_some(ours.iter().copied(), usize::MAX)
            );
            return Err(Said::new(Code::KH0705, message, help));
        }
        if seen.contains(&becomes) {
            let message = format!(
                "two columns become `{becomes}`, one of them `{}`",
                column.theirs
            );
            let help = format!("map one of them to `{NOTHING}`");
            return Err(Said::new(Code::KH0705, message, help));
        }
        seen.push(becomes);
    }
    let id = mapping.becomes.id();
    if !seen.contains(&id) {
        let message = format!("no column becomes `{id}`, so no row has a name");
        let help = format!("say which one does: `--column \"THEIR NAME={id}\"`");
        return Err(Said::new(Code::KH0705, message, help));
    }
    Ok(())
}

/// The text of a map, in canonical form.
#[must_use]
pub fn save(sheets: &[(&str, &Mapping)], operator: Option<&str>, encoding: Option<&str>) -> String {
    let mut text = String::from(
        "# How the columns of an export become ours: \"THEIR NAME = OUR NAME\", or \"= nothing\".\n\
         # The next export with the same columns is read by this file. Correct it as you like.\n\n",
    );
    for (key, value) in [("operator", operator), ("encoding", encoding)] {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", crate::merge::quoted(value)));
        }
    }
    for (name, mapping) in sheets {
        text.push_str("\n[[sheet]]\n");
        if !name.is_empty() {
            text.push_str(&format!("name = {}\n", crate::merge::quoted(name)));
        }
        text.push_str(&format!(
            "becomes = \"{}\"\ncolumns = [\n",
            mapping.becomes.word()
        ));
        for column in &mapping.columns {
            let line = format!("{} = {}", column.theirs, column.becomes);
            text.push_str(&format!("  {},\n", crate::merge::quoted(&line)));
        }
        text.push_str("]\n");
    }
    let kind = keyholder_documents::FileKind::ImportMap;
    keyholder_documents::fmt::toml(&text, kind).unwrap_or(text)
}
