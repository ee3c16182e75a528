//! What changed between two reports of one kind, and why: other files, another day, other rules.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

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

/// An answer and what it rests on.
struct Answer {
    said: String,
    rests_on: BTreeMap<String, String>,
}

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

/// What of an assessment is compared, as it stands in its JSON.
fn slim(of: &crate::wire::Assessment) -> Value {
    let actor = |actor: &crate::wire::Actor| {
        json!({
            "id": actor.id, "reach": actor.reach, "intercept": actor.intercept, "disrupt": actor.disrupt,
        })
    };
    json!({
        "tool": of.tool, "project": of.project, "inputs": of.inputs,
        "actors": of.actors.iter().map(actor).collect::<Vec<_>>(),
    })
}

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

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Everything by which the same facts would be answered otherwise.
fn rules(of: &Value) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut put = |what: &str, value: &Value| {
        if !value.is_null() {
            all.insert(what.to_owned(), text(value));
        }
    };
    put("version of the tool", &of["tool"]["version"]);
    put("version of the tool", &of["version"]);
    put("catalogue of functions", &of["tool"]["catalogue"]);
    put("control of votes", &of["project"]["control_threshold"]);
    let yardstick = &of["yardstick"];
    for key in [
        "version",
        "believed",
        "majority",
        "acceptable",
        "draws",
        "seed",
    ] {
        put(&format!("yardstick: {key}"), &yardstick[key]);
    }
    for criterion in list(yardstick, "criteria") {
        put(
            &format!("yardstick: criterion {}", text(&criterion["id"])),
            criterion,
        );
    }
    let rules = match of["rules"].as_array() {
        None => Value::from("all"),
        Some(rules) if rules.is_empty() => Value::from("nobody"),
        Some(_) => of["rules"].clone(),
    };
    if of.get("findings").is_some() {
        put("answering to the rules of", &rules);
    }
    for framework in list(of, "frameworks") {
        let what = format!("framework {}", text(&framework["id"]));
        put(&what, &framework["date"]);
    }
    for (path, digest) in digests(of, "catalogue") {
        all.insert(format!("asked by {path}"), digest);
    }
    all
}

fn days(of: &Value) -> BTreeMap<String, String> {
    let day = [&of["day"], &of["project"]["as_of"]];
    let day = day.into_iter().find_map(Value::as_str);
    let day = day.map(|day| ("day".to_owned(), day.to_owned()));
    day.into_iter().collect()
}

fn files(of: &Value) -> BTreeMap<String, String> {
    digests(of, "inputs")
}

/// Paths, with as much of each digest as tells two texts apart.
fn digests(of: &Value, key: &str) -> BTreeMap<String, String> {
    let inputs = list(of, key).iter();
    inputs
        .map(|input| {
            let digest = text(&input["sha256"]);
            let short = digest.get(..12).unwrap_or(&digest).to_owned();
            (text(&input["path"]), short)
        })
        .collect()
}

/// What each actor reaches, in the end and with parts.
fn assessment(of: &Value) -> BTreeMap<String, Answer> {
    let mut all = BTreeMap::new();
    for actor in list(of, "actors") {
        let mut put = |what: String, amount: &Value| {
            let amount = &amount["with_parts"]["in_the_end"];
            let said = format!(
                "surely {}, possibly {}, at most {} of {}",
                amount["surely"], amount["possibly"], amount["at_most"], amount["of"]
            );
            all.insert(
                what,
                Answer {
                    said,
                    rests_on: BTreeMap::new(),
                },
            );
        };
        let name = text(&actor["id"]);
        for reach in list(actor, "reach") {
            let scope = text(&reach["scope"]);
            if scope == "network" || scope.starts_with("class:") {
                put(format!("{name}, {scope}, elements"), &reach["elements"]);
            }
        }
        for effect in ["intercept", "disrupt"] {
            put(
                format!("{name}, {effect}, subscribers"),
                &actor[effect]["subscribers"],
            );
        }
    }
    all
}

fn verdicts(of: &Value) -> BTreeMap<String, Answer> {
    let evidence: BTreeMap<String, &Value> = list(of, "evidence")
        .iter()
        .map(|item| (text(&item["id"]), item))
        .collect();
    let row = |row: &Value| {
        let held = list(row, "held").iter().map(|held| {
            let id = text(&held["evidence"]);
            let item = evidence.get(&id);
            let criterion = item.map_or_else(String::new, |item| {
                format!(" {} {}", text(&item["says"]), text(&item["criterion"]))
            });
            (
                format!("evidence {id}"),
                format!("{}{criterion}", text(&held["standing"])),
            )
        });
        let mut rests_on: BTreeMap<String, String> = held.collect();
        rests_on.insert(
            "elements in service".to_owned(),
            row["elements"].to_string(),
        );
        rests_on.insert("criticality".to_owned(), text(&row["criticality"]));
        rests_on.insert("controlled from".to_owned(), row["countries"].to_string());
        let what = format!("{}, {}", text(&row["supplier"]), text(&row["class"]));
        let said = text(&row["verdict"]).replace('-', " ");
        (what, Answer { said, rests_on })
    };
    list(of, "suppliers").iter().map(row).collect()
}

fn principles(of: &Value) -> BTreeMap<String, Answer> {
    let finding = |finding: &Value| {
        let mut rests_on = BTreeMap::new();
        for (n, answer) in list(finding, "answers").iter().enumerate() {
            let what = format!("{} ({})", text(&answer["check"]), n + 1);
            rests_on.insert(what, text(&answer["sentence"]));
            for item in list(answer, "evidence") {
                rests_on.insert(
                    format!("evidence {}", text(&item["id"])),
                    text(&item["says"]),
                );
            }
        }
        let what = format!(
            "{} {}, {}",
            text(&finding["framework"]),
            text(&finding["principle"]),
            text(&finding["subject"])
        );
        let said = text(&finding["outcome"]).replace('-', " ");
        (what, Answer { said, rests_on })
    };
    list(of, "findings").iter().map(finding).collect()
}

/// The same for people.
#[must_use]
pub fn human(diff: &Diff, width: usize) -> String {
    human_up_to(diff, width, usize::MAX)
}

/// The same with no more than so many answers told one by one.
#[must_use]
pub fn human_up_to(diff: &Diff, width: usize, most: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut say = |text: &str, first: &str, rest: &str| {
        lines.extend(crate::text::wrapped(text, width, first, rest));
    };
    let causes = [("Rules", &diff.rules), ("Files", &diff.files)];
    if let Some(days) = &diff.days {
        say(&told(days), "", "  ");
    }
    for (title, pairs) in causes.into_iter().filter(|(_, pairs)| !pairs.is_empty()) {
        say(
            &format!("{title} that are others ({})", pairs.len()),
            "",
            "",
        );
        for pair in pairs.iter().take(SHOWN) {
            say(&told(pair), "  ", "    ");
        }
        if pairs.len() > SHOWN {
            say(&format!("and {} more", pairs.len() - SHOWN), "  ", "  ");
        }
    }
    let (changed, same) = (diff.changes.len(), diff.same);
    say(
        &match changed {
            1 => format!("1 answer is another, {same} are the same"),
            _ => format!("{changed} answers are others, {same} are the same"),
        },
        "",
        "",
    );
    for change in diff.changes.iter().take(most) {
        let word = |of: &Option<String>| of.clone().unwrap_or_else(|| "not asked".to_owned());
        let text = format!(
            "{}: {} → {}",
            change.what,
            word(&change.before),
            word(&change.after)
        );
        say(&text, "  ", "    ");
        for reason in change.because.iter().take(SHOWN) {
            say(reason, "      ", "        ");
        }
        if change.because.len() > SHOWN {
            say(
                &format!("and {} more", change.because.len() - SHOWN),
                "      ",
                "      ",
            );
        }
    }
    if changed > most {
        lines.push(format!("  and {} more", changed - most));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Causes and reasons that are printed; JSON has all.
const SHOWN: usize = 6;

fn told(pair: &Pair) -> String {
    let short = |of: &Option<String>| {
        let text = of.clone().unwrap_or_else(|| "none".to_owned());
        match text.char_indices().nth(60) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    };
    format!(
        "{}: {} → {}",
        pair.what,
        short(&pair.before),
        short(&pair.after)
    )
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
