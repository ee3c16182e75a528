//! Files of parties and components, and the list of aliases, in canonical form.

use keyholder_documents::{FileKind, fmt};
use keyholder_supply::facts::{BomFact, ComponentFact, PartyFact, Provenance, ReleaseFact};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::quoted;
use crate::parties::{Means, PartyName};

/// A text in the one form; a text that the formatter cannot take stays as it is.
fn formed(text: String, kind: FileKind) -> String {
    fmt::toml(&text, kind).unwrap_or(text)
}

fn word(provenance: &Provenance) -> String {
    let mut text = String::new();
    if let Some(source) = &provenance.source {
        text.push_str(&format!("source = {}\n", quoted(source)));
    }
    if let Some(day) = provenance.as_of {
        text.push_str(&format!("as_of = {day}\n"));
    }
    if let Some(said_by) = &provenance.said_by {
        text.push_str(&format!("said_by = {}\n", quoted(said_by)));
    }
    if let Some(note) = &provenance.note {
        text.push_str(&format!("note = {}\n", quoted(note)));
    }
    text
}

/// A party of which only the name is known.
#[must_use]
pub fn party(id: &str, name: &str, source: &str) -> String {
    let mut text = format!("id = {}\nname = {}\n", quoted(id), quoted(name));
    if !source.is_empty() {
        text.push_str(&format!("source = {}\n", quoted(source)));
    }
    formed(text, FileKind::Party)
}

/// A party as an export of others describes it.
pub(super) fn party_fact(fact: &PartyFact) -> String {
    let mut text = format!(
        "id = {}\nname = {}\n",
        quoted(&fact.id.text),
        quoted(&fact.name)
    );
    if let Some(kind) = fact.kind {
        text.push_str(&format!("kind = \"{}\"\n", kind.word()));
    }
    if let Some(seat) = &fact.seat {
        text.push_str(&format!("seat = {}\n", quoted(&seat.text)));
    }
    text.push_str(&word(&fact.provenance));
    formed(text, FileKind::Party)
}

/// A new component.
pub(super) fn component(fact: &ComponentFact) -> String {
    let mut text = format!(
        "id = {}\nname = {}\n",
        quoted(&fact.id.text),
        quoted(&fact.name)
    );
    if let Some(supplier) = &fact.supplier {
        text.push_str(&format!("supplier = {}\n", quoted(&supplier.text)));
    }
    if let Some(kind) = fact.kind {
        text.push_str(&format!("kind = \"{}\"\n", kind.word()));
    }
    if let Some(purl) = &fact.purl {
        text.push_str(&format!("purl = {}\n", quoted(&purl.text)));
    }
    text.push_str(&word(&fact.provenance));
    for release in &fact.releases {
        text.push_str(&block(release));
    }
    formed(text, FileKind::Component)
}

fn block(release: &ReleaseFact) -> String {
    let mut text = format!(
        "\n[[release]]\nversion = {}\n",
        quoted(&release.version.text)
    );
    if let Some(day) = release.date {
        text.push_str(&format!("date = {day}\n"));
    }
    if let Some(day) = release.support_ends {
        text.push_str(&format!("support_ends = {day}\n"));
    }
    if let BomFact::Files(files) = &release.bom {
        let files: Vec<String> = files.iter().map(|f| quoted(&f.text)).collect();
        text.push_str(&format!("bom = [{}]\n", files.join(", ")));
    }
    if !release.contains.is_empty() {
        let inside: Vec<String> = release.contains.iter().map(|n| quoted(&n.text)).collect();
        text.push_str(&format!("contains = [{}]\n", inside.join(", ")));
    }
    text.push_str(&word(&release.provenance));
    text
}

/// The text of a component with further releases at its end; what stands there stays, letter by letter.
pub(super) fn with_releases(text: &str, releases: &[&ReleaseFact]) -> String {
    let mut longer = text.to_owned();
    if !longer.is_empty() && !longer.ends_with('\n') {
        longer.push('\n');
    }
    for release in releases {
        longer.push_str(&block(release));
    }
    longer
}

/// The list of aliases with what was decided now, and with what still is to be decided; `None` when nothing
/// is to be added, or when the list cannot be read.
#[must_use]
pub fn aliases(old: Option<&str>, names: &[PartyName]) -> Option<String> {
    let head = "# Whom the names of suppliers and operators mean, as exports write them:\n\
                # the id of a party, \"new\" for one that is made, \"?\" while nobody decided.\n\n";
    let mut document: DocumentMut = old.unwrap_or(head).parse().ok()?;
    let mut changed = false;
    let list = document
        .entry("alias")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()?;
    for name in names {
        let means = match (&name.means, name.decided_now) {
            (Means::Party(id), true) => id.as_str(),
            (Means::New(..), true) => "new",
            (Means::Undecided, _) => "?",
            _ => continue,
        };
        let is_it =
            |table: &Table| table.get("written").and_then(Item::as_str) == Some(&name.written);
        let at = list.iter().position(is_it);
        match at.and_then(|at| list.get_mut(at)) {
            Some(table) if means != "?" => {
                if table.get("party").and_then(Item::as_str) != Some(means) {
                    table["party"] = value(means);
                    table.remove("note");
                    changed = true;
                }
            }
            Some(_) => {}
            None => {
                let mut table = Table::new();
                table["written"] = value(name.written.as_str());
                table["party"] = value(means);
                if let Some((to, why)) = name.proposal.as_ref().filter(|_| means == "?") {
                    table["note"] = value(format!("perhaps {to}: {why}"));
                }
                list.push(table);
                changed = true;
            }
        }
    }
    let text = changed.then(|| document.to_string())?;
    // The last of two that say one thing counts; a comment above the list stays at the top.
    Some(formed(text, FileKind::Aliases))
}
