//! Findings as OSCAL assessment results, the format in which authorities and auditors exchange them.
//!
//! OSCAL knows *satisfied* and *not satisfied* and nothing between. What is not known is not satisfied there, with
//! the reason `other` and the outcome in a property; what does not apply is observed and found nothing about.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Findings, Framework, WireAnswer, WireFinding};

/// The version of OSCAL whose schema this follows.
pub const OSCAL_VERSION: &str = "1.1.3";

/// Names of our own properties are told apart by this.
const NAMESPACE: &str = "urn:keyholder:oscal";

/// Findings as OSCAL assessment results. The same findings give the same bytes.
#[must_use]
pub fn oscal(findings: &Findings) -> String {
    let made = Made::new(findings);
    let results: Vec<Value> = findings.frameworks.iter().map(|f| made.result(f)).collect();
    let all = json!({ "assessment-results": {
        "uuid": made.uuid("assessment-results"),
        "metadata": {
            "title": line(&format!("{}: principles on {}", findings.project, findings.day)),
            "last-modified": made.time,
            "version": line(&findings.version),
            "oscal-version": OSCAL_VERSION,
            "props": made.properties(),
        },
        "import-ap": { "href": format!("#{}", made.uuid("catalogue")) },
        "results": results,
        "back-matter": { "resources": made.resources() },
    }});
    let text = serde_json::to_string_pretty(&all).unwrap_or_default();
    text + "\n"
}

struct Made<'a> {
    findings: &'a Findings,
    /// Everything that findings are made of: others give other identifiers.
    root: Uuid,
    time: String,
}

impl<'a> Made<'a> {
    fn new(findings: &'a Findings) -> Self {
        let all = serde_json::to_vec(findings).unwrap_or_default();
        Made {
            findings,
            root: Uuid::new_v5(&Uuid::NAMESPACE_URL, &all),
            time: format!("{}T00:00:00Z", findings.day),
        }
    }

    fn uuid(&self, what: &str) -> String {
        Uuid::new_v5(&self.root, what.as_bytes()).to_string()
    }

    fn properties(&self) -> Vec<Value> {
        let findings = self.findings;
        let mut all = vec![
            property("format", &findings.format),
            property("errors-in-input", &findings.errors.to_string()),
        ];
        if findings.synthetic {
            all.push(property("synthetic-data", "yes"));
        }
        let rules = match findings.rules.as_deref() {
            None => "all".to_owned(),
            Some([]) => "none".to_owned(),
            Some(rules) => rules.join(", "),
        };
        all.push(property("rules-of", &rules));
        all
    }

    /// What was asked, and every file that was read, with its digest.
    fn resources(&self) -> Vec<Value> {
        let findings = self.findings;
        let one = |kind: &str, file: &crate::wire::Input| {
            json!({
                "uuid": self.uuid(&format!("{kind} {}", file.path)),
                "title": line(&file.path),
                "props": [property("kind", kind)],
                "rlinks": [{
                    "href": reference(&file.path),
                    "hashes": [{ "algorithm": "SHA-256", "value": file.sha256 }],
                }],
            })
        };
        let catalogue = json!({
            "uuid": self.uuid("catalogue"),
            "title": "Principles that were asked",
            "description": "The frameworks, principles and checks of the catalogue; the resources of kind `catalogue` are its files.",
        });
        let asked = findings.catalogue.iter().map(|file| one("catalogue", file));
        let inputs = findings.inputs.iter().map(|file| one("input", file));
        std::iter::once(catalogue)
            .chain(asked)
            .chain(inputs)
            .collect()
    }

    fn result(&self, framework: &Framework) -> Value {
        let all = self.findings.findings.iter();
        let mine: Vec<&WireFinding> = all.filter(|f| f.framework == framework.id).collect();
        let observations: Vec<Value> = mine.iter().flat_map(|f| self.observations(f)).collect();
        let found: Vec<Value> = mine.iter().filter_map(|f| self.finding(f)).collect();
        let mut ids: Vec<String> = mine.iter().map(|f| token(&f.principle)).collect();
        ids.dedup();
        let controls: Vec<Value> = ids.iter().map(|id| json!({ "control-id": id })).collect();
        let mut selection = Map::new();
        selection.insert(
            "description".to_owned(),
            json!("Every principle of the framework that was asked, context included."),
        );
        match controls.is_empty() {
            true => selection.insert("include-all".to_owned(), json!({})),
            false => selection.insert("include-controls".to_owned(), json!(controls)),
        };
        let mut result = json!({
            "uuid": self.uuid(&format!("result {}", framework.id)),
            "title": line(&framework.title),
            "description": format!(
                "{} met, {} not met, {} unknown, {} not applicable, {} context. Unknown counts as not satisfied; what is not applicable, and context, has no finding.",
                framework.met, framework.not_met, framework.unknown, framework.not_applicable, framework.context
            ),
            "start": self.time,
            "end": self.time,
            "props": framework_properties(framework),
            "reviewed-controls": { "control-selections": [selection] },
        });
        // OSCAL has no empty lists.
        for (key, list) in [("observations", observations), ("findings", found)] {
            if !list.is_empty() {
                result[key] = json!(list);
            }
        }
        result
    }

    fn observations(&self, finding: &WireFinding) -> Vec<Value> {
        let one = |(n, answer): (usize, &WireAnswer)| {
            let mut observed = json!({
                "uuid": self.observed(finding, n),
                "title": line(&format!("{}, {}: {}", finding.principle, finding.subject, answer.check)),
                "description": answer.sentence,
                "props": [
                    property("check", &answer.check),
                    property("outcome", &answer.outcome),
                    property("subject", &finding.subject),
                    property("measure", &measure(answer)),
                ],
                "methods": ["EXAMINE"],
                "collected": self.time,
            });
            let evidence = answer.evidence.iter().map(|item| {
                let age = item.age_days.map_or("not dated".to_owned(), |d| format!("{d} days old"));
                let disputed = if item.disputed { ", disputed" } else { "" };
                json!({ "description": format!("`{}` speaks {}; {}, {age}{disputed}", item.id, item.says, item.grade) })
            });
            let missing = answer.missing.iter().map(|missing| {
                json!({ "description": format!("missing: {}; {}", missing.what, missing.remedy) })
            });
            let more = (answer.missing_more > 0).then(
                || json!({ "description": format!("missing: {} more", answer.missing_more) }),
            );
            let evidence: Vec<Value> = evidence.chain(missing).chain(more).collect();
            if !evidence.is_empty() {
                observed["relevant-evidence"] = json!(evidence);
            }
            if let Some(expires) = &answer.until {
                observed["expires"] = json!(format!("{expires}T00:00:00Z"));
            }
            observed
        };
        finding.answers.iter().enumerate().map(one).collect()
    }

    fn observed(&self, finding: &WireFinding, n: usize) -> String {
        self.uuid(&format!(
            "observation {} {} {} {n}",
            finding.framework, finding.principle, finding.subject
        ))
    }

    fn finding(&self, finding: &WireFinding) -> Option<Value> {
        let (state, reason) = match finding.outcome.as_str() {
            _ if finding.context => return None,
            "met" => ("satisfied", "pass"),
            "not-met" => ("not-satisfied", "fail"),
            "unknown" => ("not-satisfied", "other"),
            _ => return None,
        };
        let flips = finding.answers.iter().flat_map(|answer| &answer.flips);
        let flips: Vec<String> = flips
            .map(|flip| {
                format!(
                    "It would be {} if: {}.",
                    flip.to.replace('-', " "),
                    flip.words
                )
            })
            .collect();
        let mut status = json!({ "state": state, "reason": reason });
        if !flips.is_empty() {
            status["remarks"] = json!(flips.join("\n\n"));
        }
        let related: Vec<Value> = (0..finding.answers.len())
            .map(|n| json!({ "observation-uuid": self.observed(finding, n) }))
            .collect();
        let mut found = json!({
            "uuid": self.uuid(&format!(
                "finding {} {} {}", finding.framework, finding.principle, finding.subject
            )),
            "title": line(&format!("{}, {}: {}", finding.principle, finding.subject, finding.title)),
            "description": format!("{}\n\n{}", finding.statement, finding.meaning),
            "props": [
                property("outcome", &finding.outcome),
                property("subject", &finding.subject),
                property("paraphrase-checked", if finding.checked { "yes" } else { "no" }),
            ],
            "target": {
                "type": "objective-id",
                "target-id": token(&finding.principle),
                "title": line(&finding.title),
                "status": status,
            },
        });
        if state == "not-satisfied" {
            found["remarks"] = json!(format!("{} ({})", finding.remedy, finding.effort));
        }
        if !related.is_empty() {
            found["related-observations"] = json!(related);
        }
        Some(found)
    }
}

fn framework_properties(framework: &Framework) -> Vec<Value> {
    let mut all = vec![
        property("framework", &framework.id),
        property("source", &framework.source),
        property("licence", &framework.licence),
        property(
            "paraphrase-checked",
            if framework.checked { "yes" } else { "no" },
        ),
    ];
    all.extend(framework.date.iter().map(|date| property("dated", date)));
    let binds = (!framework.binds_in.is_empty()).then(|| framework.binds_in.join(", "));
    all.extend(binds.map(|binds| property("binds-in", &binds)));
    all
}

fn measure(answer: &WireAnswer) -> String {
    use super::Numbers;
    match answer.numbers {
        Numbers::Share {
            surely,
            at_most,
            of,
            not_placed,
        } => format!("surely {surely}, at most {at_most}, of {of}, not placed {not_placed}"),
        Numbers::Coverage { yes, no, unknown } => format!("yes {yes}, no {no}, unknown {unknown}"),
        Numbers::NoGroup => "no such group".to_owned(),
    }
}

fn property(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMESPACE, "value": line(value) })
}

/// A text of one line that is not empty, as OSCAL asks of titles and values.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.is_empty() {
        true => "-".to_owned(),
        false => words.join(" "),
    }
}

/// A name as OSCAL writes one: it begins with a letter or `_`, and has letters, digits, `.`, `-` and `_`.
fn token(id: &str) -> String {
    let letters = id.chars().map(|c| match c {
        '.' | '-' | '_' => c,
        c if c.is_alphanumeric() => c,
        _ => '_',
    });
    let lead = id.chars().next().is_none_or(|c| !c.is_alphabetic());
    let lead = if lead { "_" } else { "" };
    lead.chars().chain(letters).collect()
}

/// A path as a reference: what may not stand in one is escaped.
fn reference(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
