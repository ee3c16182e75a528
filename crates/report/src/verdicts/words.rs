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
    said.push(sure(judged.necessary, judged.possible));
    for axis in &judged.axes {
        said.push(axis_sentence(all, judged, axis));
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

/// What is sure and what is possible. The lowest class is where everybody begins of whom nothing is known; it
/// is said of nobody unless nothing better is possible.
fn sure(necessary: Class, possible: Class) -> String {
    match (necessary, possible) {
        (Class::HighRisk, Class::HighRisk) => {
            "Whatever is open turns out to be, it is high risk.".to_owned()
        }
        (Class::HighRisk, possible) => format!(
            "No class is sure: what is open leaves everything from high risk to {}.",
            class(possible)
        ),
        (sure, possible) if sure == possible => {
            format!("Whatever is open turns out to be, it is {}.", class(sure))
        }
        (sure, possible) => {
            format!(
                "Sure is {}; what is open could make it {}.",
                class(sure),
                class(possible)
            )
        }
    }
}

fn axis_sentence(all: &Verdicts, judged: &Judgement, axis: &super::wire::Axis) -> String {
    let what = match (axis.necessary, axis.possible) {
        (Class::HighRisk, Class::HighRisk) => format!("On {} it is high risk", axis.axis),
        (Class::HighRisk, _) => format!("On {} no class is sure", axis.axis),
        (sure, _) => format!("On {} it is surely {}", axis.axis, class(sure)),
    };
    let Some(test) = axis.tests.iter().find(|test| !test.reached) else {
        return format!("{what}.");
    };
    let some = |ids: &[String]| {
        let shown: Vec<String> = ids.iter().take(4).map(|id| format!("`{id}`")).collect();
        match ids.len().saturating_sub(shown.len()) {
            0 => shown.join(", "),
            n => format!("{} and {n} more", shown.join(", ")),
        }
    };
    // A veto is met by evidence against, or only not yet shown to be passed.
    let held_against = |id: &String| {
        let at = all.yardstick.criteria.iter().position(|c| c.id == *id);
        let interval = at.and_then(|n| judged.intervals.get(n));
        interval.is_some_and(|[_, high]| *high < 1_000_000_000)
    };
    let (against, not_shown): (Vec<String>, Vec<String>) =
        test.vetoes.iter().cloned().partition(held_against);
    let mut why = Vec::new();
    if !against.is_empty() {
        why.push(format!(
            "what is held against it on {} stands in the way",
            some(&against)
        ));
    }
    if !not_shown.is_empty() {
        why.push(format!(
            "too little is shown of {}, which may not be missing",
            some(&not_shown)
        ));
    }
    if test.weight < test.majority {
        why.push(format!(
            "{} % of the weight is surely in favour, and {} % is wanted; not surely in favour are {}",
            level(test.weight),
            level(test.majority),
            some(&test.against)
        ));
    }
    format!("{what}. For {}: {}.", class(test.class), why.join("; "))
}

/// How often each class comes out, beside what draws say of nothing at all.
pub(super) fn draws(judged: &Judgement) -> String {
    let of = judged.acceptability;
    let share = |n: u32| crate::number::share(u64::from(n), u64::from(of.draws));
    if of == judged.of_nothing {
        return "Draws say nothing here: they come out as with no evidence at all.".to_owned();
    }
    let none = judged.of_nothing;
    format!(
        "Of {} draws {} % give high risk, {} % trusted with conditions, {} % trusted; each ± {} %. With no evidence at all these would be {}, {} and {} %.",
        crate::number::count(u64::from(of.draws)),
        share(of.high_risk),
        share(of.conditional),
        share(of.trusted),
        level(of.half_width),
        share(none.high_risk),
        share(none.conditional),
        share(none.trusted),
    )
}

/// What would change it.
pub(super) fn flips(row: &Supplier, judged: &Judgement) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(better) = judged.gain_class {
        if !judged.blocked.is_empty() {
            said.push(format!(
                "To become {}, evidence against on {} must first be superseded or fade; until then nothing that could be shown is enough.",
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
