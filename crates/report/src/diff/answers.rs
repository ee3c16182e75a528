//! What reports answer, and what they were made of: read from their JSON, whatever version wrote it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Ends;
use crate::wire;

/// An answer and what it rests on.
pub(super) struct Answer {
    pub(super) said: String,
    pub(super) rests_on: BTreeMap<String, String>,
    /// When it is a share.
    pub(super) share: Option<Ends>,
}

impl Answer {
    fn words(said: String, rests_on: BTreeMap<String, String>) -> Self {
        Answer {
            said,
            rests_on,
            share: None,
        }
    }
}

/// What of an assessment is compared, as it stands in its JSON, and nothing else: the whole may be large.
pub(super) fn slim(of: &wire::Assessment) -> Value {
    let widest =
        |ways: &wire::Ways| json!({"with_parts": {"in_the_end": ways.with_parts.in_the_end}});
    let actor = |actor: &wire::Actor| {
        let reach = actor.reach.iter().filter(|r| is_compared(&r.scope));
        let reach = reach.map(|r| json!({"scope": r.scope, "elements": widest(&r.elements)}));
        json!({
            "id": actor.id,
            "reach": reach.collect::<Vec<_>>(),
            "intercept": {"subscribers": widest(&actor.intercept.subscribers)},
            "disrupt": {"subscribers": widest(&actor.disrupt.subscribers)},
        })
    };
    json!({
        "tool": of.tool, "project": of.project, "inputs": of.inputs,
        "actors": of.actors.iter().map(actor).collect::<Vec<_>>(),
    })
}

/// Functions one by one would say the same at length.
fn is_compared(scope: &str) -> bool {
    scope == "network" || scope.starts_with("class:")
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
pub(super) fn rules(of: &Value) -> BTreeMap<String, String> {
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

pub(super) fn days(of: &Value) -> BTreeMap<String, String> {
    let day = [&of["day"], &of["project"]["as_of"]];
    let day = day.into_iter().find_map(Value::as_str);
    let day = day.map(|day| ("day".to_owned(), day.to_owned()));
    day.into_iter().collect()
}

pub(super) fn files(of: &Value) -> BTreeMap<String, String> {
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
pub(super) fn assessment(of: &Value) -> BTreeMap<String, Answer> {
    let mut all = BTreeMap::new();
    for actor in list(of, "actors") {
        let mut put = |what: String, amount: &Value| {
            let amount = &amount["with_parts"]["in_the_end"];
            let said = format!(
                "surely {}, possibly {}, at most {} of {}",
                amount["surely"], amount["possibly"], amount["at_most"], amount["of"]
            );
            let ends = ["surely", "possibly", "at_most"].map(|end| amount[end].as_u64());
            let share = match (ends, amount["of"].as_u64()) {
                ([Some(surely), Some(possibly), Some(at_most)], Some(of)) => Some(Ends {
                    ends: [surely, possibly, at_most],
                    of,
                }),
                _ => None,
            };
            let rests_on = BTreeMap::new();
            all.insert(
                what,
                Answer {
                    said,
                    rests_on,
                    share,
                },
            );
        };
        let name = text(&actor["id"]);
        for reach in list(actor, "reach") {
            let scope = text(&reach["scope"]);
            if is_compared(&scope) {
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

pub(super) fn verdicts(of: &Value) -> BTreeMap<String, Answer> {
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
        (what, Answer::words(said, rests_on))
    };
    list(of, "suppliers").iter().map(row).collect()
}

pub(super) fn principles(of: &Value) -> BTreeMap<String, Answer> {
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
        (what, Answer::words(said, rests_on))
    };
    list(of, "findings").iter().map(finding).collect()
}
