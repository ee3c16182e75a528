//! `[[check]]`: what a principle asks, with typed parameters.

use keyholder_diag::{Code, Diagnostic, list_some};
use keyholder_supply::function::{Criticality, FunctionClass};
use keyholder_supply::principle::{
    About, AppliesTo, ByMeans, Check, Has, Held, Part, Per, Question, WeighedBy, Who,
};
use keyholder_supply::{Grade, Share};

use super::schema::{ALWAYS, CHECK, CHECKS, Takes};
use super::{Known, case};
use crate::form::Form;
use crate::ours::block::Block;
use crate::plain::maybe_meant;
use crate::sink::Sink;

/// Reads a check. All its faults are told before it is left out.
pub(super) fn read(
    mut block: Block<'_>,
    applies_to: Option<AppliesTo>,
    known: Known<'_>,
    sink: &mut Sink,
) -> Option<Check> {
    let span = block.span;
    let kind = block.need("kind", Form::Id, sink);
    let takes = kind.and_then(|kind| {
        let found = CHECKS.iter().find(|takes| takes.kind == kind.text);
        if found.is_none() {
            let words: Vec<&str> = CHECKS.iter().map(|takes| takes.kind).collect();
            let message = format!("no check `{}`", kind.text);
            let help = format!(
                "{}checks are {}; until then the principle is left out",
                maybe_meant(&kind.text, words.iter().copied()),
                list_some(words.iter().copied(), words.len())
            );
            sink.report(Diagnostic::new(Code::KH0852, kind.span, message).help(help));
        }
        found
    });
    if let Some(takes) = takes {
        fits(&block, takes, sink);
    }
    let binds_from = block.date("binds_from", sink);
    let part = part(&mut block, known, sink);
    let values = Values::read(&mut block, known, sink);
    let blocks = block.tables("cases", sink);
    let question = takes.and_then(|takes| values.question(takes.kind, part));
    if let Some(question) = &question {
        asks_of(&block, question, applies_to, sink);
    }
    let cases = match &question {
        Some(question) => blocks
            .into_iter()
            .filter_map(|block| case::read(block, question, sink))
            .collect(),
        None => Vec::new(),
    };
    block.finish();
    Some(Check {
        question: question?,
        binds_from,
        cases,
        span,
    })
}

/// Keys that another check takes, and keys that this one lacks.
fn fits(block: &Block<'_>, takes: &Takes, sink: &mut Sink) {
    let may: Vec<&str> = takes.needs.iter().chain(takes.may).copied().collect();
    for key in CHECK.names() {
        if !block.has(key) || ALWAYS.contains(&key) || may.contains(&key) {
            continue;
        }
        let message = format!("check `{}` takes no parameter `{key}`", takes.kind);
        let help = format!(
            "it takes {}, and `classes`, `functions`, `criticality_min`, `binds_from`",
            list_some(may.iter().copied(), may.len())
        );
        sink.report(Diagnostic::new(Code::KH0853, block.span, message).help(help));
    }
    takes.needs.iter().for_each(|key| block.missing(key, sink));
}

/// Of one supplier or operator some questions make no sense.
fn asks_of(block: &Block<'_>, question: &Question, applies_to: Option<AppliesTo>, sink: &mut Sink) {
    let fault = match (applies_to, question) {
        (Some(AppliesTo::Supplier), Question::Suppliers { .. } | Question::Forbidden { .. }) => {
            Some("a supplier")
        }
        (
            Some(AppliesTo::Supplier),
            Question::Evidence {
                about: About::Operator | About::Country,
                ..
            },
        ) => Some("a supplier"),
        (
            Some(AppliesTo::Operator),
            Question::ShareBelow {
                held: Held::Reach, ..
            }
            | Question::Forbidden {
                held: Held::Reach, ..
            },
        ) => Some("one operator"),
        _ => None,
    };
    if let Some(whom) = fault {
        let message = format!("this check cannot be asked of {whom}");
        let help = "write `applies_to = \"network\"`, or another check";
        sink.report(Diagnostic::new(Code::KH0853, block.span, message).help(help));
    }
}

fn part(block: &mut Block<'_>, known: Known<'_>, sink: &mut Sink) -> Part {
    let mut classes = Vec::new();
    for name in block.names("classes", Form::Id, sink) {
        match FunctionClass::from_word(&name.text) {
            Some(class) => classes.push(class),
            None => {
                let words: Vec<&str> = FunctionClass::ALL.iter().map(|c| c.word()).collect();
                let help = format!("write one of {}", list_some(words.iter().copied(), 9));
                let message = format!("no function class `{}`", name.text);
                sink.report(Diagnostic::new(Code::KH0858, name.span, message).help(help));
            }
        }
    }
    let functions = block.names("functions", Form::Id, sink);
    let names = || {
        known
            .functions
            .iter()
            .map(|function| function.name.as_str())
    };
    for name in &functions {
        if names().all(|known| known != name.text) {
            let message = format!("no function `{}` in the catalogue", name.text);
            let help = format!(
                "{}`keyholder functions` lists them",
                maybe_meant(&name.text, names())
            );
            sink.report(Diagnostic::new(Code::KH0858, name.span, message).help(help));
        }
    }
    let level = block.word("criticality_min", Criticality::ALL, Criticality::word, sink);
    Part {
        classes,
        functions,
        criticality_min: level,
    }
}

/// The values of all parameters, as far as they are there.
struct Values {
    held: Option<Held>,
    who: Option<Who>,
    limit: Option<Share>,
    weight: Option<WeighedBy>,
    means: Option<ByMeans>,
    group: Option<keyholder_supply::facts::Name>,
    about: Option<About>,
    criteria: Vec<keyholder_supply::facts::Name>,
    exact: bool,
    age_days_max: Option<u32>,
    grade_min: Option<Grade>,
    has: Option<Has>,
    per: Option<Per>,
    at_least: Option<u32>,
    from: Option<Share>,
    days: Option<u32>,
    rego: Option<keyholder_supply::facts::Name>,
}

impl Values {
    fn read(block: &mut Block<'_>, known: Known<'_>, sink: &mut Sink) -> Values {
        let criteria = block.names("criteria", Form::Id, sink);
        for name in &criteria {
            if !known.criteria.contains(&name.text.as_str()) {
                let message = format!("no criterion `{}`", name.text);
                let meant = maybe_meant(&name.text, known.criteria.iter().copied());
                let help = format!("{meant}the catalogue has {} criteria", known.criteria.len());
                sink.report(Diagnostic::new(Code::KH0859, name.span, message).help(help));
            }
        }
        Values {
            held: block.word("held", Held::ALL, Held::word, sink),
            who: block.word("who", Who::ALL, Who::word, sink),
            limit: block.percent("limit_percent", sink),
            weight: block.word("weight", WeighedBy::ALL, WeighedBy::word, sink),
            means: block.word("means", ByMeans::ALL, ByMeans::word, sink),
            group: block.name("group", Form::Id, sink),
            about: block.word("about", About::ALL, About::word, sink),
            criteria,
            exact: block.boolean("exact", sink).0.unwrap_or(false),
            age_days_max: block.count("age_days_max", sink),
            grade_min: block.word("grade_min", Grade::ALL, Grade::word, sink),
            has: block.word("has", Has::ALL, Has::word, sink),
            per: block.word("per", Per::ALL, Per::word, sink),
            at_least: block.count("at_least", sink),
            from: block.percent("from_percent", sink),
            days: case::whole(block, "days", sink).and_then(|days| u32::try_from(days).ok()),
            rego: case::lines(block, "rego", sink),
        }
    }

    /// The question of a kind, when all that it needs is there.
    fn question(self, kind: &str, part: Part) -> Option<Question> {
        let means = self.means.unwrap_or(ByMeans::WithParts);
        Some(match kind {
            "share-below" => Question::ShareBelow {
                held: self.held?,
                who: self.who?,
                part,
                limit: self.limit?,
                weight: self.weight.unwrap_or(WeighedBy::Elements),
                means,
            },
            "forbidden" => Question::Forbidden {
                group: self.group?,
                held: self.held.unwrap_or(Held::Reach),
                part,
                limit: self.limit.unwrap_or(Share::ZERO),
                means,
            },
            "evidence" => Question::Evidence {
                about: self.about?,
                part,
                criteria: (!self.criteria.is_empty()).then_some(self.criteria)?,
                exact: self.exact,
                age_days_max: self.age_days_max,
                grade_min: self.grade_min,
            },
            "every" => Question::Every {
                has: self.has?,
                part,
            },
            "suppliers" => Question::Suppliers {
                per: self.per?,
                at_least: self.at_least?,
                part,
            },
            "ownership" => Question::Ownership {
                from: self.from?,
                part,
            },
            "support" => Question::Support {
                days: self.days?,
                part,
            },
            "rule" => Question::Rule {
                rego: self.rego?,
                part,
            },
            _ => return None,
        })
    }
}
