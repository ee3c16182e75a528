//! `keyholder functions`.

use keyholder_supply::function::{Function, Need};

use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(word: Option<&str>) -> Outcome {
    let catalogue = keyholder_project::catalogue();
    let word = word.unwrap_or("").to_lowercase();
    let fits = |f: &&Function| {
        let words = [f.name.as_str(), f.title.as_str(), f.class.word()];
        words
            .iter()
            .copied()
            .chain(f.aliases.iter().map(String::as_str))
            .any(|w| w.to_lowercase().contains(&word))
    };
    let mut rows: Vec<&Function> = catalogue.functions.iter().filter(fits).collect();
    rows.sort_by(|a, b| (a.class, &a.name).cmp(&(b.class, &b.name)));
    let mut text = format!(
        "{:<18} {:<14} {:<9} {:<13} {:<46} {}\n",
        "function", "class", "critical", "place needs", "sees", "title"
    );
    for f in &rows {
        let need = match &f.need {
            Need::Not => "no",
            Need::WhenPresent => "when present",
            Need::OneOf(_) => "yes",
        };
        let sees: Vec<&str> = f.sees.iter().map(|m| m.word()).collect();
        let (class, criticality) = (f.class.word(), f.criticality.word());
        text.push_str(&format!(
            "{:<18} {class:<14} {criticality:<9} {need:<13} {:<46} {}\n",
            f.name,
            sees.join(", "),
            f.title
        ));
    }
    text.push_str(&format!(
        "{} functions, catalogue {}\n",
        rows.len(),
        catalogue.version
    ));
    Outcome::said(text, exit::DONE)
}
