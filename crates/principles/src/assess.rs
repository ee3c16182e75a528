//! Asks every question of a catalogue of every subject that it is asked of.

use jiff::civil::Date;
use keyholder_reach::Assessment;
use keyholder_supply::principle::{AppliesTo, Check, Measure, Outcome, Principle, Principles};
use keyholder_supply::{Network, PartyId};

use crate::blanks::Blanks;
use crate::checks;
use crate::evidence::Register;
use crate::finding::{Answer, Finding, Missing, Of};
use crate::judge::{judge, together};
use crate::supply::{Ties, suppliers};
use crate::words;

/// What questions are answered from.
pub(crate) struct Asked<'a> {
    pub(crate) net: &'a Network,
    pub(crate) results: &'a Assessment,
    pub(crate) register: Register<'a>,
    pub(crate) ties: Ties,
    pub(crate) blanks: Blanks,
}

/// The outcome of every principle, for each subject that it asks of. Findings are in the order of the catalogue,
/// then of the subjects' ids.
#[must_use]
pub fn assess_principles(
    net: &Network,
    results: &Assessment,
    catalogue: &Principles,
    day: Date,
) -> Vec<Finding> {
    let asked = Asked {
        net,
        results,
        register: Register::new(net, day),
        ties: Ties::new(net, results),
        blanks: Blanks::default(),
    };
    let ask = |principle| asked.ask(principle, day);
    catalogue.principles.iter().flat_map(ask).collect()
}

impl Asked<'_> {
    fn ask(&self, principle: &Principle, day: Date) -> Vec<Finding> {
        let early = principle.in_force_from.is_some_and(|first| day < first);
        let late = principle.in_force_until.is_some_and(|last| day > last);
        let subjects = if early || late || principle.is_context() {
            vec![Of::Network]
        } else {
            self.subjects(principle.applies_to)
        };
        subjects
            .into_iter()
            .map(|of| {
                let answers = if early || late {
                    Vec::new()
                } else {
                    let checks = principle.checks.iter();
                    checks.map(|check| self.answer(check, of, day)).collect()
                };
                self.finding(principle, of, answers)
            })
            .collect()
    }

    fn subjects(&self, applies_to: AppliesTo) -> Vec<Of> {
        match applies_to {
            AppliesTo::Network | AppliesTo::Government => vec![Of::Network],
            AppliesTo::Operator => {
                let all = (0..self.net.parties.len()).map(PartyId::from);
                let all = all.filter(|p| self.net.parties[p.index()].operates);
                let all: Vec<Of> = all.map(Of::Operator).collect();
                // Nobody is stated to operate it: then all of it is asked about at once.
                if all.is_empty() {
                    vec![Of::Network]
                } else {
                    all
                }
            }
            AppliesTo::Supplier => suppliers(self.net).into_iter().map(Of::Supplier).collect(),
        }
    }

    fn answer(&self, check: &Check, of: Of, day: Date) -> Answer {
        let measured = checks::ask(self, &check.question, of);
        let mut outcome = judge(
            &check.question,
            check.binds_from,
            measured.measure,
            Some(day),
        );
        let mut missing = measured.missing;
        // Any number of elements may stand in a table that nobody could read: no number decides anything then.
        if self.net.lost_tables > 0 {
            let what = format!(
                "{} × table of elements that cannot be read",
                self.net.lost_tables
            );
            let remedy = "mend the tables that `keyholder check` names".to_owned();
            missing.insert(0, Missing { what, remedy });
            let early = check.binds_from.is_some_and(|from| day < from);
            outcome = match measured.measure {
                Measure::NoGroup => outcome,
                _ if early => Outcome::NotApplicable,
                Measure::Coverage { no: 1.., .. } => outcome,
                _ => Outcome::Unknown,
            };
        }
        let mut sentence = measured.sentence;
        if let Some(from) = check.binds_from.filter(|from| day < *from) {
            let days = from.since(day).map_or(0, |span| span.get_days());
            sentence.push_str(&format!(" It binds from {from}, in {days} days."));
        }
        let mut flips = measured.flips;
        flips.retain(|flip| flip.to != outcome);
        Answer {
            check: check.question.word(),
            outcome,
            measure: measured.measure,
            sentence,
            used: measured.used.into_iter().collect(),
            missing,
            missing_more: measured.missing_more,
            flips,
            until: measured.until.filter(|_| outcome == Outcome::Met),
        }
    }

    fn finding(&self, principle: &Principle, of: Of, answers: Vec<Answer>) -> Finding {
        let outcome = together(answers.iter().map(|answer| answer.outcome));
        let meaning = principle.meanings.get(&outcome).cloned();
        Finding {
            principle: principle.id.text.clone(),
            framework: principle.framework.text.clone(),
            title: principle.title.clone(),
            statement: principle.statement.clone(),
            of,
            subject: words::subject(self.net, of),
            context: principle.is_context(),
            outcome,
            meaning: meaning.unwrap_or_default(),
            answers,
            remedy: principle.remedy.clone(),
            effort: principle.effort,
            checked: principle.checked,
        }
    }
}
