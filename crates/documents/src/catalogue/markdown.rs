//! The catalogue as a page for people.

use std::fmt::Write;

use keyholder_supply::function::{Catalogue, Criticality, Function, FunctionClass, Need};

/// The catalogue as Markdown: one table a class, in the order of reports. Same catalogue, same text.
#[must_use]
pub fn to_markdown(catalogue: &Catalogue) -> String {
    let mut page = String::from(HEAD);
    let _ = write!(
        page,
        "This is version `{}`: {} functions. ",
        catalogue.version,
        catalogue.functions.len()
    );
    let weights: Vec<String> = Criticality::ALL
        .iter()
        .zip(catalogue.weights)
        .map(|(level, weight)| format!("{} {weight}", level.word()))
        .collect();
    let _ = writeln!(
        page,
        "In a share by criticality the weights are {}. They are our own choice, not a standard.",
        weights.join(", ")
    );
    for class in FunctionClass::ALL {
        let rows = catalogue.functions.iter().filter(|f| f.class == *class);
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            continue;
        }
        let _ = write!(page, "\n## Class `{}`\n\n{COLUMNS}", class.word());
        for function in rows {
            page.push_str(&row(function));
        }
    }
    page
}

const HEAD: &str = "\
# Functions

<!-- Generated from catalogue/functions.toml; do not edit here. -->

An element does a function, and the function decides three things: how critical the element is,
what passes through it in readable form, and whether a place can do without it.
A project may say otherwise in its own `functions.toml`, with its reason.

- **Criticality** follows the asset categories of the EU coordinated risk assessment of 5G networks.
- **Sees** lists what passes through in readable form. A host or a manager shows `–`: its power over what it
  carries or manages is a route, and is counted as such.
- **Need**: `no`: the place works without it. `when-present`: when it is there, the place cannot do without it.
  `one-of:GROUP`: every place needs one of the functions of that group, and none described is a gap.

The reasons for the choices stand at the head of `catalogue/functions.toml`.

";

const COLUMNS: &str = "\
| function | in full | criticality | sees | need | also called | source |
|---|---|---|---|---|---|---|
";

fn row(function: &Function) -> String {
    let sees: Vec<&str> = function.sees.iter().map(|matter| matter.word()).collect();
    let need = match &function.need {
        Need::Not => "no".to_owned(),
        Need::WhenPresent => "when-present".to_owned(),
        Need::OneOf(group) => format!("one-of:{group}"),
    };
    let cells = [
        format!("`{}`", cell(&function.name)),
        cell(&function.title),
        function.criticality.word().to_owned(),
        or_dash(&sees.join(", ")),
        cell(&need),
        or_dash(&cell(&function.aliases.join(", "))),
        cell(&function.source),
    ];
    format!("| {} |\n", cells.join(" | "))
}

fn or_dash(text: &str) -> String {
    if text.is_empty() {
        "–".to_owned()
    } else {
        text.to_owned()
    }
}

/// A text that cannot break out of its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
