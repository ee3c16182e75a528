//! `keyholder evidence countries`: items that public lists would bear out. Nothing counts until somebody takes it.

use std::path::Path;

use keyholder_project::country_facts;
use keyholder_supply::country::Proposal;

use super::add::{append, quoted};
use crate::commands::{Opened, shown};
use crate::exit;
use crate::outcome::Outcome;

pub(super) fn run(opened: &Opened, folder: &Path, unchecked: bool, write: bool) -> Outcome {
    let facts = country_facts();
    let net = &opened.network;
    let codes: Vec<&str> = net.countries.iter().map(|c| c.code.as_str()).collect();
    let operators = net.parties.iter().filter(|party| party.operates);
    let homes = operators.flat_map(|party| &party.seats);
    let homes: Vec<&str> = homes
        .map(|(country, _)| net.countries[country.index()].code.as_str())
        .collect();
    let there = |id: &str| net.evidence.iter().any(|item| item.id == id);
    let (mut blocks, mut left) = (Vec::new(), (0, 0));
    let mut unknown = Vec::new();
    for code in codes {
        let Some(name) = facts.names.get(code) else {
            unknown.push(code);
            continue;
        };
        for proposal in facts.proposals(code, &homes) {
            let id = format!("country-{}-{}", code.to_lowercase(), proposal.list.id);
            match (proposal.checked || unchecked, there(&id)) {
                (false, _) => left.0 += 1,
                (true, true) => left.1 += 1,
                (true, false) => blocks.push(block(&id, code, &name.name, &proposal)),
            }
        }
    }
    let mut said = String::new();
    if !write {
        blocks
            .iter()
            .for_each(|block| said.push_str(&format!("{block}\n")));
    } else if !blocks.is_empty() {
        match append(opened, folder, "countries", &blocks.join("\n")) {
            Ok(path) => said.push_str(&format!("Added {} items to {path}.\n", blocks.len())),
            Err(outcome) => return outcome,
        }
    }
    if blocks.is_empty() {
        said.push_str("There is nothing new to propose.\n");
    }
    if left.1 > 0 {
        said.push_str(&format!(
            "{} are there already, and stay as they are.\n",
            left.1
        ));
    }
    if left.0 > 0 {
        said.push_str(&format!(
            "{} rest on lists of which not every row was held against its source; --unchecked proposes them too.\n",
            left.0
        ));
    }
    if !unknown.is_empty() {
        said.push_str(&format!(
            "Nothing is held about {}, which ISO 3166-1 does not know.\n",
            unknown.join(", ")
        ));
    }
    said.push_str(
        "Laws that compel organisations are not turned into items: `keyholder countries CODE` lists them, and people judge.\n",
    );
    if !write && !blocks.is_empty() {
        said.push_str(&format!(
            "Nothing was written. To take them: keyholder evidence countries {} --write\n",
            shown(folder)
        ));
    }
    Outcome::said(said, exit::DONE)
}

fn block(id: &str, code: &str, name: &str, proposal: &Proposal<'_>) -> String {
    let list = proposal.list;
    let text = |key: &str, value: &str| format!("{key} = {}\n", quoted(value));
    let note = match proposal.checked {
        true => String::new(),
        false => text("note", "not held against the source"),
    };
    [
        "[[evidence]]\n".to_owned(),
        text("id", id),
        text("criterion", proposal.criterion),
        text("subject", &format!("country:{code}")),
        text("claim", &format!("{name} {}", proposal.claim)),
        text("says", "for"),
        format!("strength_percent = {}\n", proposal.strength),
        text("grade", "third-party"),
        text("issuer", &list.issuer),
        format!("day = {}\n", proposal.day),
        text("source", &format!("{}, as of {}", list.source, list.date)),
        note,
    ]
    .concat()
}
