//! Runs the cases of a catalogue, and asks for those that are not there.

use std::collections::BTreeSet;

use keyholder_diag::{Code, Diagnostic, Diagnostics, Span};
use keyholder_supply::principle::{Check, Outcome, Principle, Principles, Question};

use crate::checks::rule;
use crate::judge::{can_give, judge};

/// Every case that comes out otherwise, and every outcome without a case or a meaning.
#[must_use]
pub fn verify(catalogue: &Principles) -> Diagnostics {
    let mut faults = Diagnostics::default();
    for principle in &catalogue.principles {
        for check in &principle.checks {
            cases(check, &mut faults);
        }
        meanings(principle, &mut faults);
    }
    faults
}

fn cannot_run(error: &keyholder_rules::RuleError, span: Span) -> Diagnostic {
    let help = "docs/principles.md says what a rule is, and which facts it sees";
    Diagnostic::new(Code::KH0861, span, error.to_string()).help(help)
}

fn cases(check: &Check, faults: &mut Diagnostics) {
    if let Question::Rule { rego, .. } = &check.question
        && let Err(error) = keyholder_rules::parse(&rego.text)
    {
        faults.push(cannot_run(&error, rego.span));
        return;
    }
    let word = check.question.word();
    let mut shown = BTreeSet::new();
    for case in &check.cases {
        let measure = match (&check.question, &case.facts) {
            (Question::Rule { rego, .. }, Some(facts)) => {
                match rule::measure(&rego.text, &facts.text) {
                    Ok(measure) => measure,
                    Err(error) => {
                        faults.push(cannot_run(&error, case.span));
                        continue;
                    }
                }
            }
            _ => case.measure,
        };
        let gives = judge(&check.question, check.binds_from, measure, case.day);
        shown.insert(gives);
        if gives != case.gives {
            let (gives, not) = (gives.word(), case.gives.word());
            let message = format!("this case gives `{gives}`, not `{not}`");
            let help = "correct the case, or the parameters of the check";
            faults.push(Diagnostic::new(Code::KH0855, case.span, message).help(help));
        }
    }
    for outcome in can_give(&check.question) {
        if !shown.contains(outcome) {
            let word_of = outcome.word();
            let message = format!("`{word}` can give `{word_of}`, and no case shows it");
            let help = format!("add a case with `gives = \"{word_of}\"`");
            faults.push(Diagnostic::new(Code::KH0854, check.span, message).help(help));
        }
    }
}

fn meanings(principle: &Principle, faults: &mut Diagnostics) {
    let mut can: BTreeSet<Outcome> = principle
        .checks
        .iter()
        .flat_map(|check| can_give(&check.question))
        .copied()
        .collect();
    if principle.is_context() {
        can.insert(Outcome::NotApplicable);
    }
    for outcome in can {
        if !principle.meanings.contains_key(&outcome) {
            let message = format!(
                "`{}` can be `{}`, and does not say what that means",
                principle.id.text,
                outcome.word()
            );
            let key = outcome.word().replace('-', "_");
            let help = format!("write `{key} = \"..\"` under [outcomes]");
            faults.push(Diagnostic::new(Code::KH0854, principle.id.span, message).help(help));
        }
    }
}
