//! Rolls findings up to the risks of a framework.

use keyholder_supply::principle::{Outcome, Principles, Strength};

use crate::finding::Finding;
use crate::judge::together;

/// A risk with what became of the principles that work against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskView {
    /// The framework, by id.
    pub framework: String,
    /// Id of the risk.
    pub risk: String,
    /// Its title.
    pub title: String,
    /// Whether the table is ours rather than the framework's.
    pub ours: bool,
    /// Principles with how much each does against it and what came out, all subjects together. Context is left out.
    pub answered_by: Vec<(String, Strength, Outcome)>,
    /// All of them together.
    pub outcome: Outcome,
}

/// Rolls findings up. One principle that is not met shows; nothing is weighed against another.
#[must_use]
pub fn roll_up(catalogue: &Principles, findings: &[Finding]) -> Vec<RiskView> {
    let outcome = |id: &str| {
        let mine = findings.iter().filter(|f| f.principle == id && !f.context);
        let mut mine = mine.map(|finding| finding.outcome).peekable();
        mine.peek().is_some().then(|| together(mine))
    };
    let mut views = Vec::new();
    for framework in &catalogue.frameworks {
        for risk in &framework.risks {
            let answered_by: Vec<(String, Strength, Outcome)> = risk
                .answered_by
                .iter()
                .filter_map(|(id, strength)| Some((id.text.clone(), *strength, outcome(&id.text)?)))
                .collect();
            views.push(RiskView {
                framework: framework.id.text.clone(),
                risk: risk.id.text.clone(),
                title: risk.title.clone(),
                ours: risk.ours,
                outcome: together(answered_by.iter().map(|(_, _, outcome)| *outcome)),
                answered_by,
            });
        }
    }
    views
}
