//! The name of an import, and the names of parties in it.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, Span};
use keyholder_supply::facts::Facts;

use super::dispatch::Placed;
use super::{Input, Request};
use crate::columns::{Becomes, Mapping};
use crate::parties::{Deciding, Means, PartyName, decide};
use crate::value::{file_id, stated};

/// Columns that name parties.
const PARTY_COLUMNS: &[&str] = &[
    "supplier",
    "hardware_supplier",
    "application_supplier",
    "platform_supplier",
    "operator",
];

/// The name of the import: as said, else that of the map, else that of the file.
pub(super) fn name(request: &Request, sheets: &[(Placed, Mapping)], inputs: &[Input]) -> String {
    let said = request.name.as_deref();
    let map = request.save_map.as_deref().or_else(|| {
        sheets
            .iter()
            .find_map(|(_, mapping)| mapping.map.as_deref())
    });
    let file = inputs.first().map(|input| {
        let name = input.path.rsplit('/').next().unwrap_or(&input.path);
        name.split('.').next().unwrap_or(name)
    });
    said.or(map)
        .or(file)
        .and_then(file_id)
        .unwrap_or_else(|| "export".to_owned())
}

/// All names of parties, each decided or not.
pub(super) fn parties(
    sheets: &[(Placed, Mapping)],
    facts: &Facts,
    request: &Request,
) -> Vec<PartyName> {
    let mut written: BTreeMap<String, usize> = BTreeMap::new();
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    for (placed, mapping) in sheets {
        if mapping.becomes == Becomes::Nothing {
            continue;
        }
        for column in PARTY_COLUMNS.iter().filter_map(|c| mapping.column(c)) {
            for row in mapping.header + 1..placed.sheet.rows() {
                let Some(cell) = stated(placed.sheet.cell(row, column)) else {
                    continue;
                };
                // Nobody is called so.
                if cell.len() > 200 {
                    continue;
                }
                match written.get_mut(cell) {
                    Some(count) => *count += 1,
                    None => {
                        written.insert(cell.to_owned(), 1);
                        first.insert(cell.to_owned(), &placed.label);
                    }
                }
            }
        }
    }
    let by = Deciding {
        parties: &facts.parties,
        aliases: &facts.aliases,
        said: &request.aliases,
        accept: request.accept_aliases,
    };
    let mut all = decide(&written, &by);
    for name in &mut all {
        let source = first.get(&name.written).copied().unwrap_or("");
        name.source = source.to_owned();
    }
    all
}

/// What is to be decided.
pub(super) fn undecided(names: &[PartyName], sheets: &[(Placed, Mapping)]) -> Vec<Diagnostic> {
    let file = |name: &PartyName| {
        let found = sheets
            .iter()
            .find(|(placed, _)| placed.label == name.source);
        found.map(|(placed, _)| placed.file)
    };
    let one = |name: &PartyName| {
        let written = &name.written;
        let (perhaps, say) = match &name.proposal {
            Some((to, why)) if to == "new" => {
                (format!("is no party of the project ({why})"), "new")
            }
            Some((to, why)) => (format!("is perhaps `{to}` ({why})"), to.as_str()),
            None => (
                "is no party of the project, and cannot be made one".to_owned(),
                "ID",
            ),
        };
        let message = format!("`{written}` {perhaps}; until decided it stands for nobody");
        let help = format!(
            "decide in imports/aliases.toml, or with `--alias \"{written}={say}\"`; `--accept-aliases` takes the plain ones"
        );
        let span = Span::whole(file(name)?);
        Some(Diagnostic::new(Code::KH0718, span, message).help(help))
    };
    names
        .iter()
        .filter(|name| name.means == Means::Undecided)
        .filter_map(one)
        .collect()
}
