//! What changed between two reports of one kind, and why: other files, another day, other rules.

mod answers;
mod human;

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use answers::{Answer, assessment, days, files, principles, rules, slim, verdicts};
pub use human::{human, human_up_to};

/// The name and version of this format.
pub const FORMAT: &str = "keyholder-diff/1";

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Diff {
    /// Always [`FORMAT`].
    pub format: String,
    /// Of which kind the two reports are.
    pub of: String,
    /// Rules that are others: versions of the tool, the catalogue, the yardstick, and its parameters.
    pub rules: Vec<Pair>,
    /// The days, where they differ.
    pub days: Option<Pair>,
    /// Files that are new, gone or other.
    pub files: Vec<Pair>,
    /// Answers that are others.
    pub changes: Vec<Change>,
    /// Answers that are in both and the same.
    pub same: u64,
}

/// Something before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pair {
    /// What.
    pub what: String,
    /// Before; `null`: it was not there.
    pub before: Option<String>,
    /// After; `null`: it is gone.
    pub after: Option<String>,
}

/// One answer that is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What it answers.
    pub what: String,
    /// Before; `null`: it was not asked.
    pub before: Option<String>,
    /// After; `null`: it is not asked any more.
    pub after: Option<String>,
    /// What became otherwise of what it rests on, as far as the reports say.
    pub because: Vec<String>,
    /// Of a share, the ends that `before` and `after` say in words.
    #[serde(skip)]
    #[schemars(skip)]
    pub shares: [Option<Ends>; 2],
}

/// The ends of a share, and of how much it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Surely, possibly, at most.
    pub ends: [u64; 3],
    /// Of so many.
    pub of: u64,
}

/// Why two reports cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffError {
    /// A text that is not JSON.
    NotJson(&'static str),
    /// A format that is not compared, or none.
    Unknown(&'static str, String),
    /// Two kinds.
    TwoKinds(String, String),
}

impl fmt::Display for DiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(which) => write!(f, "the {which} report is not JSON"),
            Self::Unknown(which, format) => write!(
                f,
                "the {which} report has the format `{format}`; the JSON of `assess`, `verdict` and `principles` is compared"
            ),
            Self::TwoKinds(one, other) => {
                write!(
                    f,
                    "`{one}` and `{other}` are two kinds of report; compare two of one kind"
                )
            }
        }
    }
}

impl std::error::Error for DiffError {}

/// Compares two reports.
///
/// # Errors
/// [`DiffError`].
pub fn diff(before: &str, after: &str) -> Result<Diff, DiffError> {
    let read = |text: &str, which| -> Result<(Value, String), DiffError> {
        let value: Value = serde_json::from_str(text).map_err(|_| DiffError::NotJson(which))?;
        let format = value["format"].as_str().unwrap_or("none").to_owned();
        Ok((value, format))
    };
    let (a, one) = read(before, "first")?;
    let (b, other) = read(after, "second")?;
    let answers: Answers = match one.as_str() {
        crate::wire::FORMAT => assessment,
        crate::verdicts::wire::FORMAT => verdicts,
        crate::principles::FORMAT => principles,
        _ => return Err(DiffError::Unknown("first", one)),
    };
    if one != other {
        return Err(DiffError::TwoKinds(one, other));
    }
    Ok(compare(&a, &b, one, answers))
}

/// Compares two assessments.
#[must_use]
pub fn between(before: &crate::wire::Assessment, after: &crate::wire::Assessment) -> Diff {
    let [a, b] = [before, after].map(slim);
    compare(&a, &b, crate::wire::FORMAT.to_owned(), assessment)
}

/// Reads the answers of a report.
type Answers = fn(&Value) -> BTreeMap<String, Answer>;

fn compare(a: &Value, b: &Value, of: String, answers: Answers) -> Diff {
    let (old, new) = (answers(a), answers(b));
    let mut changes = Vec::new();
    let mut same = 0;
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let (x, y) = (old.get(name), new.get(name));
        if x.map(|x| &x.said) == y.map(|y| &y.said) {
            same += 1;
            continue;
        }
        changes.push(Change {
            what: name.clone(),
            before: x.map(|x| x.said.clone()),
            after: y.map(|y| y.said.clone()),
            because: because(x, y),
            shares: [x, y].map(|of| of.and_then(|of| of.share)),
        });
    }
    Diff {
        format: FORMAT.to_owned(),
        of,
        rules: pairs(&rules(a), &rules(b)),
        days: pairs(&days(a), &days(b)).into_iter().next(),
        files: pairs(&files(a), &files(b)),
        changes,
        same,
    }
}

fn because(before: Option<&Answer>, after: Option<&Answer>) -> Vec<String> {
    let nothing = BTreeMap::new();
    let of =
        |answer: Option<&Answer>| answer.map_or_else(|| nothing.clone(), |a| a.rests_on.clone());
    let pairs = pairs(&of(before), &of(after));
    let told = pairs
        .into_iter()
        .map(|pair| match (pair.before, pair.after) {
            (None, Some(after)) => format!("{}: new, {after}", pair.what),
            (Some(before), None) => format!("{}: gone, was {before}", pair.what),
            (before, after) => format!(
                "{}: {} → {}",
                pair.what,
                before.unwrap_or_default(),
                after.unwrap_or_default()
            ),
        });
    told.collect()
}

fn pairs(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<Pair> {
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let pair = |name: &String| Pair {
        what: name.clone(),
        before: before.get(name).cloned(),
        after: after.get(name).cloned(),
    };
    names
        .into_iter()
        .map(pair)
        .filter(|pair| pair.before != pair.after)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"{"format": "keyholder-verdicts/1", "day": "2026-01-01", "tool": {"version": "0.1.0"},
        "inputs": [{"path": "a", "sha256": "1111"}], "yardstick": {"seed": 1, "criteria": []},
        "evidence": [{"id": "e", "says": "for", "criterion": "tested"}],
        "suppliers": [{"supplier": "s", "class": "core", "verdict": "cannot-tell", "elements": 4, "criticality": "high", "countries": [], "held": []},
                      {"supplier": "t", "class": "core", "verdict": "trusted", "elements": 1, "criticality": "high", "countries": [], "held": []}]}"#;

    #[test]
    fn what_changed_is_told_with_what_it_rests_on() {
        let new = OLD
            .replace("2026-01-01", "2026-02-01")
            .replace("\"1111\"", "\"2222\"")
            .replace("\"seed\": 1", "\"seed\": 2")
            .replace("cannot-tell", "high-risk")
            .replacen(
                "\"held\": []",
                "\"held\": [{\"evidence\": \"e\", \"standing\": \"counts\"}]",
                1,
            );
        let diff = diff(OLD, &new).expect("comparable");
        assert_eq!(diff.rules.len(), 1);
        assert_eq!(diff.files[0].after.as_deref(), Some("2222"));
        assert_eq!(
            diff.days.as_ref().and_then(|d| d.after.clone()).as_deref(),
            Some("2026-02-01")
        );
        assert_eq!((diff.changes.len(), diff.same), (1, 1));
        let change = &diff.changes[0];
        assert_eq!(change.what, "s, core");
        assert_eq!(change.because, ["evidence e: new, counts for tested"]);
        assert!(human(&diff, 80).contains("s, core: cannot tell → high risk"));
    }

    #[test]
    fn of_shares_the_ends_that_moved_are_told_and_the_widest_first() {
        let actor = |id: &str, surely: u64, at_most: u64| {
            let end =
                format!(r#"{{"surely": {surely}, "possibly": 5, "at_most": {at_most}, "of": 9}}"#);
            format!(
                r#"{{"id": "{id}", "reach": [{{"scope": "network", "elements": {{"with_parts": {{"in_the_end": {end}}}}}}}]}}"#
            )
        };
        let report = |actors: [String; 3]| {
            format!(
                r#"{{"format": "keyholder-assessment/1", "actors": [{}]}}"#,
                actors.join(",")
            )
        };
        let old = report([actor("a", 1, 6), actor("b", 1, 6), actor("c", 1, 6)]);
        let new = report([actor("a", 1, 9), actor("b", 2, 7), actor("c", 1, 6)]);
        let found = diff(&old, &new).expect("comparable");
        let told = human(&found, 100);
        assert!(
            told.contains("a, network, elements: at most 6 → 9 of 9"),
            "{told}"
        );
        assert!(told.contains("b, network, elements: surely 1 → 2, at most 6 → 7 of 9"));
        let one = human_up_to(&found, 100, 1);
        assert!(
            one.contains("b, network") && !one.contains("a, network"),
            "{one}"
        );
        assert!(one.contains("and 1 more"), "{one}");
    }

    #[test]
    fn another_text_of_a_principle_is_another_rule() {
        let old = r#"{"format": "keyholder-principles/1", "catalogue": [{"path": "p", "sha256": "11"}], "findings": []}"#;
        let found = diff(old, &old.replace("11", "22")).expect("comparable");
        let pair = Pair {
            what: "asked by p".to_owned(),
            before: Some("11".to_owned()),
            after: Some("22".to_owned()),
        };
        assert_eq!(found.rules, [pair]);
        assert!(found.files.is_empty());
    }

    #[test]
    fn the_same_report_has_no_changes_and_strangers_are_refused() {
        let same = diff(OLD, OLD).expect("comparable");
        assert!(same.changes.is_empty() && same.rules.is_empty() && same.files.is_empty());
        assert_eq!(diff("x", OLD), Err(DiffError::NotJson("first")));
        assert!(matches!(diff("{}", OLD), Err(DiffError::Unknown(..))));
        let other = OLD.replace("keyholder-verdicts/1", "keyholder-assessment/1");
        assert!(matches!(diff(OLD, &other), Err(DiffError::TwoKinds(..))));
    }
}
