//! The answer in words.

use super::Answer;
use crate::wire;

/// The answer as people read it.
#[must_use]
pub fn to_text(answer: &Answer) -> String {
    let mut out = format!("{} ({})\n{}.\n", answer.name, answer.actor, answer.answer);
    if !answer.steps.is_empty() {
        out.push_str("\nHow:\n");
    }
    for (n, step) in answer.steps.iter().enumerate() {
        let from: Vec<String> = step.from.iter().map(u64::to_string).collect();
        let because = if from.is_empty() {
            String::new()
        } else {
            format!("  (from {})", from.join(", "))
        };
        out.push_str(&format!("{:>3}. {}{because}\n", n + 1, step.says));
        for ground in &step.grounds {
            out.push_str(&format!(
                "       {}: {}{}\n",
                ground.place,
                ground.says,
                provenance(ground)
            ));
        }
    }
    if let Some(closed) = &answer.closed {
        out.push_str("\nThis is all that follows, and it is closed under every rule:\n");
        for (what, list) in [
            ("controls", &closed.controls),
            ("can use routes", &closed.routes),
            ("can change releases", &closed.releases),
            ("can change elements", &closed.elements),
            ("can look into places", &closed.sees),
            ("can stop places", &closed.stops),
        ] {
            let some = keyholder_diag::list_some(list.iter().map(String::as_str), 6);
            out.push_str(&format!(
                "  {what:<22}{}\n",
                if list.is_empty() {
                    "none".to_owned()
                } else {
                    some
                }
            ));
        }
    }
    if answer.reached {
        out.push_str(&cut_text(answer));
    }
    match answer.verified {
        Some(true) => out.push_str("\nThe certificate was checked against the rules by an independent checker: it holds.\n"),
        Some(false) => out.push_str("\nThe independent checker REFUSED the certificate. Please report this as a fault of the program.\n"),
        None => {}
    }
    out
}

fn cut_text(answer: &Answer) -> String {
    if !answer.cuts_possible {
        return "\nNo safeguard on a route would cut it: a way leads through what is not known.\n"
            .to_owned();
    }
    let number = answer.cuts.len();
    let exact = if answer.cuts_exact {
        "no fewer would do"
    } else {
        "perhaps fewer would do; the search was stopped"
    };
    let mut out = format!(
        "\nWhat would stop it ({number}, {exact}), each by a party that the actor does not control:\n"
    );
    for cut in answer.cuts.iter().take(20) {
        out.push_str(&format!("  - {cut}\n"));
    }
    if number > 20 {
        out.push_str(&format!("  - and {} more\n", number - 20));
    }
    out
}

fn provenance(ground: &wire::Ground) -> String {
    let parts: Vec<&str> = [
        ground.source.as_deref(),
        ground.as_of.as_deref(),
        ground.said_by.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" [{}]", parts.join("; "))
    }
}
