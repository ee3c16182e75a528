//! The cases of a check: a measure, perhaps a day, and how it must come out.

use keyholder_diag::{Code, Diagnostic};
use keyholder_supply::facts::Name;
use keyholder_supply::principle::{Case, Measure, Outcome, Question};
use toml::de::DeValue;

use super::schema::{COVERAGE_KEYS, SHARE_KEYS};
use crate::ours::block::Block;
use crate::plain::shown;
use crate::sink::Sink;

/// Reads one case of a question.
pub(super) fn read(mut block: Block<'_>, question: &Question, sink: &mut Sink) -> Option<Case> {
    let numbers: Vec<Option<u64>> = SHARE_KEYS
        .iter()
        .chain(COVERAGE_KEYS)
        .map(|key| whole(&mut block, key, sink))
        .collect();
    let group = block.boolean("group", sink).0;
    let facts = lines(&mut block, "facts", sink);
    let day = block.date("day", sink);
    block.missing("gives", sink);
    let gives = block.word("gives", Outcome::ALL, Outcome::word, sink);
    let span = block.span;
    let number = |at: usize| numbers[at].unwrap_or(0);
    let share = matches!(
        question,
        Question::ShareBelow { .. } | Question::Forbidden { .. }
    );
    let forbidden = matches!(question, Question::Forbidden { .. });
    let rule = matches!(question, Question::Rule { .. });
    let others = ["group", "facts"];
    for key in SHARE_KEYS.iter().chain(COVERAGE_KEYS).chain(&others) {
        let takes = match *key {
            "group" => forbidden,
            "facts" => rule,
            key => !rule && SHARE_KEYS.contains(&key) == share,
        };
        if !takes && block.has(key) {
            let message = format!("a case of `{}` has no `{key}`", question.word());
            let keys = match (rule, share) {
                (true, _) => "`facts`, from which the rule works it out",
                (false, true) => "`surely`, `at_most`, `of`, `not_placed`",
                (false, false) => "`yes`, `no`, `unknown`",
            };
            let help = format!("its measure is {keys}");
            sink.report(Diagnostic::new(Code::KH0853, span, message).help(help));
        }
    }
    let measure = if group == Some(false) {
        Measure::NoGroup
    } else if share {
        block.missing("of", sink);
        Measure::Share {
            surely: number(0),
            at_most: numbers[1].unwrap_or(number(0)),
            of: number(2),
            not_placed: number(3),
        }
    } else {
        Measure::Coverage {
            yes: number(4),
            no: number(5),
            unknown: number(6),
        }
    };
    if rule {
        block.missing("facts", sink);
    }
    block.finish();
    if rule && facts.is_none() {
        return None;
    }
    Some(Case {
        measure,
        facts,
        day,
        gives: gives?,
        span,
    })
}

/// A text of any number of lines, as it stands.
pub(super) fn lines(block: &mut Block<'_>, key: &'static str, sink: &mut Sink) -> Option<Name> {
    let value = block.get(key)?;
    let DeValue::String(text) = value.get_ref() else {
        block.wrong_type(key, value, "a text", sink);
        return None;
    };
    Some(Name {
        text: text.as_ref().to_owned(),
        span: sink.span(value.span()),
    })
}

/// A whole number from 0.
pub(super) fn whole(block: &mut Block<'_>, key: &'static str, sink: &mut Sink) -> Option<u64> {
    let value = block.get(key)?;
    let DeValue::Integer(number) = value.get_ref() else {
        block.wrong_type(key, value, "a whole number", sink);
        return None;
    };
    let parsed = u64::from_str_radix(number.as_str(), number.radix()).ok();
    if parsed.is_none() {
        let message = format!("`{}` is not a value of `{key}`", shown(number.as_str()));
        let hint = "write a whole number from 0";
        block.bad_value(Code::KH0106, key, value.span(), message, hint, sink);
    }
    parsed
}
