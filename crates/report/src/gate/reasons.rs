//! The reasons of a verdict, each told once with all the checks that it comes from.

use super::wire::{Said, Step};

/// One reason.
pub(super) struct Reason<'a> {
    /// The checks that it comes from, in order.
    pub(super) checks: Vec<&'a str>,
    /// In words.
    pub(super) said: &'a Said,
}

/// The reasons of all steps of one verdict, in the order in which they come up; and how many more each check has
/// than `most`.
pub(super) fn reasons<'a>(
    steps: impl Iterator<Item = &'a Step>,
    most: usize,
) -> (Vec<Reason<'a>>, Vec<(&'a str, usize)>) {
    let mut all: Vec<Reason<'a>> = Vec::new();
    let mut more = Vec::new();
    for step in steps {
        let check = step.check.as_str();
        for said in step.said.iter().take(most) {
            match all.iter_mut().find(|reason| reason.said == said) {
                Some(reason) if reason.checks.contains(&check) => {}
                Some(reason) => reason.checks.push(check),
                None => all.push(Reason {
                    checks: vec![check],
                    said,
                }),
            }
        }
        let rest = step.said.len().saturating_sub(most);
        if rest > 0 {
            more.push((check, rest));
        }
    }
    (all, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(check: &str, words: &[&str]) -> Step {
        let said = words.iter().map(|what| Said {
            what: (*what).to_owned(),
            place: None,
            remedy: None,
        });
        Step {
            verdict: "hold".to_owned(),
            check: check.to_owned(),
            said: said.collect(),
        }
    }

    #[test]
    fn each_reason_is_told_once_and_none_is_lost() {
        let steps = [
            step("signature", &["unsigned"]),
            step("every-file", &["unsigned", "a", "b"]),
        ];
        let (all, more) = reasons(steps.iter(), 2);
        let told: Vec<(&str, usize)> = all
            .iter()
            .map(|r| (r.said.what.as_str(), r.checks.len()))
            .collect();
        assert_eq!(told, [("unsigned", 2), ("a", 1)]);
        assert_eq!(more, [("every-file", 1)]);
    }
}
