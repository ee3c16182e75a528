//! Verdicts in words.

use super::wire::{Class, Judgement, Supplier, Verdict, Verdicts};
use crate::number::counted;

/// The word as people read it.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::HighRisk => "high risk",
        Verdict::CannotTell => "cannot tell",
        Verdict::TrustedWithConditions => "trusted with conditions",
        Verdict::Trusted => "trusted",
    }
}

pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::HighRisk => "high risk",
        Class::TrustedWithConditions => "trusted with conditions",
        Class::Trusted => "trusted",
    }
}

/// A level in percent, one decimal, without the sign; never rounded to nothing or to all.
pub(super) fn level(ppb: u32) -> String {
    crate::number::share(u64::from(ppb), 1_000_000_000)
}

/// From to, in percent.
pub(super) fn range([low, high]: [u32; 2]) -> String {
    match low == high {
        true => level(low),
        false => format!("{}–{}", level(low), level(high)),
    }
}

/// Why it is what it is, in a few sentences.
pub(super) fn reasons(all: &Verdicts, row: &Supplier, judged: &Judgement) -> Vec<String> {
    let mut said = Vec::new();
    let counting = row.held.iter().filter(|held| held.part > 0).count() as u64;
    let others = row.held.len() as u64 - counting;
    let more = match others {
        0 => String::new(),
        n => format!(
            "; {} held and not counted",
            counted(n, "more item is", "more items are")
        ),
    };
    said.push(format!(
        "It rests on {}{more}.",
        counted(counting, "item of evidence", "items of evidence")
    ));
    said.push(match judged.necessary == judged.possible {
        true => format!(
            "Whatever is open turns out to be, it is {}.",
            class(judged.necessary)
        ),
        false => format!(
            "Sure is {}; what is open could make it {}.",
            class(judged.necessary),
            class(judged.possible)
        ),
    });
    for axis in &judged.axes {
        said.push(axis_sentence(all, axis));
    }
    said.push(match row.critical {
        true => "The functions are critical, so only what is sure counts.".to_owned(),
        false => format!(
            "The functions are not critical, so a class counts that {} % of draws reach.",
            level(all.yardstick.acceptable)
        ),
    });
    if row.control_open {
        said.push(
            "Who controls it is not fully known, so nothing that speaks for its country counts."
                .to_owned(),
        );
    }
    said
}

fn axis_sentence(all: &Verdicts, axis: &super::wire::Axis) -> String {
    let next = axis.tests.iter().find(|test| !test.reached);
    let what = format!("On {} it is surely {}", axis.axis, class(axis.necessary));
    let Some(test) = next else {
        return format!("{what}.");
    };
    let title = |id: &String| {
        let found = all.yardstick.criteria.iter().find(|c| c.id == *id);
        found.map_or_else(|| id.clone(), |c| format!("`{}`", c.id))
    };
    let some = |ids: &[String]| {
        let shown: Vec<String> = ids.iter().take(4).map(title).collect();
        let rest = ids.len().saturating_sub(shown.len());
        match rest {
            0 => shown.join(", "),
            n => format!("{} and {n} more", shown.join(", ")),
        }
    };
    let why = match (test.vetoes.is_empty(), test.weight < test.majority) {
        (false, _) => format!("{} refuse it", some(&test.vetoes)),
        (true, true) => format!(
            "{} % of the weight is surely in favour, and {} % is wanted; not in favour are {}",
            level(test.weight),
            level(test.majority),
            some(&test.against)
        ),
        (true, false) => "nothing stands against it".to_owned(),
    };
    format!("{what}. For {}: {why}.", class(test.class))
}

/// What would change it.
pub(super) fn flips(row: &Supplier, judged: &Judgement) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(better) = judged.gain_class {
        if !judged.blocked.is_empty() {
            said.push(format!(
                "To become {}, evidence against on {} must be superseded or fade.",
                class(better),
                list(&judged.blocked)
            ));
        } else if !judged.gain.is_empty() {
            let wants: Vec<String> = judged
                .gain
                .iter()
                .map(|w| {
                    format!(
                        "`{}` from {} to {} %",
                        w.criterion,
                        level(w.from),
                        level(w.to)
                    )
                })
                .collect();
            said.push(format!(
                "To be surely {}, evidence would have to show more of {}: {}.",
                class(better),
                counted(wants.len() as u64, "criterion", "criteria"),
                wants.join(", ")
            ));
        }
    }
    if !judged.loss.is_empty() {
        said.push(format!(
            "It would no longer be surely {} without {}.",
            class(judged.necessary),
            list(&judged.loss)
        ));
    }
    if let Some(weight) = judged.weight_down {
        said.push(format!(
            "It would fall if {} points of weight moved.",
            level(weight)
        ));
    }
    if let Some(weight) = judged.weight_up {
        said.push(format!(
            "It would rise if {} points of weight moved.",
            level(weight)
        ));
    }
    said.push(match &row.expires {
        Some(day) => format!("With nothing added it is another verdict from {day}."),
        None => "With nothing added it stays as it is.".to_owned(),
    });
    said
}

fn list(ids: &[String]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    ids.join(", ")
}
