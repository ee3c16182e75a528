//! `rule`: what a rule in Rego says of the facts, where no check reaches.

use std::collections::BTreeMap;

use keyholder_rules::{Limits, RuleError, State as Said, Thing, run};
use keyholder_supply::principle::{Measure, Part};

use crate::assess::Asked;
use crate::facts::{Facts, Numbered, facts};
use crate::finding::{ChangeKind, Missing, Of};
use crate::tally::{Measured, State, Tally};
use crate::words;

pub(super) fn ask(asked: &Asked<'_>, of: Of, rego: &str, part: &Part) -> Measured {
    let mut tally = Tally::new(asked.net, ChangeKind::Thing);
    let both = [Numbered::FromTheFirst, Numbered::FromTheLast];
    let [facts, others] = both.map(|numbered| facts(asked, of, part, numbered));
    for (count, what, remedy) in [
        (
            facts.open[0],
            "release in a layer not stated",
            "state the release in each layer",
        ),
        (
            facts.open[1],
            "component whose routes are not stated",
            "state its routes, or `routes = \"none\"`",
        ),
        (
            facts.open[2],
            "class of elements of which not all ways in are known",
            "state managers, and where each access route leads",
        ),
    ] {
        // Of one supplier it is asked once for all that may be its own.
        let count = if matches!(of, Of::Supplier(_)) {
            count.min(1)
        } else {
            count
        };
        tally.open(count, what, remedy);
    }
    let answered = |facts: &Facts| {
        let things = run(rego, &facts.json, Limits::default()).map_err(|e| e.to_string())?;
        let mut things: Vec<Answer> = things.iter().map(|t| answer(t, facts)).collect();
        things.sort();
        Ok(things)
    };
    let same = answered(&facts).and_then(|things| match answered(&others)? == things {
        true => Ok(things),
        false => Err(ASKS_WHO.to_owned()),
    });
    match same {
        Ok(things) => {
            for thing in things {
                let Answer {
                    name,
                    state,
                    sure,
                    count,
                    missing,
                } = thing;
                tally.add(state, sure, count, name, || missing);
            }
        }
        Err(error) => tally.open(1, &error, "mend the rule, or ask less of it"),
    }
    tally.finish(
        ["thing", "things"],
        &format!("of {}", words::part(part)),
        "are as the rule asks",
    )
}

/// What a rule measures on facts that a case gives.
pub(crate) fn measure(rego: &str, facts: &str) -> Result<Measure, RuleError> {
    let things = run(rego, facts, Limits::default())?;
    let count = |wanted: Said| {
        let mine = things.iter().filter(|thing| thing.state == wanted);
        mine.map(|thing| thing.count).fold(0, u64::saturating_add)
    };
    Ok(Measure::Coverage {
        yes: count(Said::Yes),
        no: count(Said::No),
        unknown: count(Said::Unknown),
    })
}

const ASKS_WHO: &str =
    "the rule answers otherwise when things are numbered otherwise, so it asks who somebody is";

/// A thing with names for numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Answer {
    name: String,
    state: State,
    sure: bool,
    count: u64,
    missing: Missing,
}

fn answer(thing: &Thing, facts: &Facts) -> Answer {
    let known = facts.names.get(&thing.id);
    let (name, sure) = known.map_or((thing.id.as_str(), true), |(name, sure)| (name, *sure));
    let missing = match &thing.missing {
        Some(missing) => named(missing, &facts.names),
        None => "what the rule asks".to_owned(),
    };
    let remedy = thing.remedy.as_ref();
    Answer {
        name: name.to_owned(),
        state: match thing.state {
            Said::Yes => State::Yes,
            Said::No => State::No,
            Said::Unknown => State::Unknown,
        },
        sure,
        count: thing.count,
        missing: Missing {
            what: format!("{missing} of {name}"),
            remedy: remedy.map_or("see the remedy of the principle".to_owned(), |remedy| {
                named(remedy, &facts.names)
            }),
        },
    }
}

/// A text of a rule, with names for numbers.
fn named(text: &str, names: &BTreeMap<String, (String, bool)>) -> String {
    let of_number = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|c| !of_number(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word);
        out.push_str(names.get(word).map_or(word, |(name, _)| name));
        let gap = after.find(of_number).unwrap_or(after.len());
        out.push_str(&after[..gap]);
        rest = &after[gap..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_names() {
        let names = [("party-1", "Alba"), ("party-12", "Boreas")];
        let names = names.map(|(id, name)| (id.to_owned(), (name.to_owned(), true)));
        let text = named(
            "a key of party-12, not of party-1 (or party-3)",
            &names.into(),
        );
        assert_eq!(text, "a key of Boreas, not of Alba (or party-3)");
    }
}
