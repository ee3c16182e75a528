//! What an attestation states: in-toto statements, and SLSA provenance inside them.
//!
//! Lenient: a part that cannot be read is left out and noted; what is missing stays missing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::Digests;
use crate::armour::to_hex;

/// The payload type of statements in envelopes.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// What a statement of version 1 says that it is.
pub const STATEMENT_V1: &str = "https://in-toto.io/Statement/v1";
/// The same of version 0.1.
pub const STATEMENT_V01: &str = "https://in-toto.io/Statement/v0.1";
/// How the types of SLSA provenance begin.
const PROVENANCE: &str = "https://slsa.dev/provenance/";
/// How many subjects or materials are kept.
const ENTRIES_MAX: usize = 100_000;

/// A statement about some bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// Which version of statement it says that it is.
    pub version: String,
    /// About what.
    pub subjects: Vec<Subject>,
    /// What kind of thing is stated.
    pub predicate_type: String,
    /// What is stated.
    pub predicate: Value,
    /// What could not be read, in words.
    pub notes: Vec<String>,
}

/// Some bytes, by name and digests.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Its name.
    pub name: Option<String>,
    /// Where it comes from.
    pub uri: Option<String>,
    /// Its digests: algorithm in small letters, and value in small hexadecimal.
    pub digests: BTreeMap<String, String>,
}

/// How something was built, whatever the version of SLSA.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The version, such as `v1`.
    pub version: String,
    /// Who built it.
    pub builder: Option<String>,
    /// By which kind of build.
    pub build_type: Option<String>,
    /// Which run it was.
    pub invocation: Option<String>,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub finished: Option<Timestamp>,
    /// From what.
    pub materials: Vec<Subject>,
    /// What could not be read, in words.
    pub notes: Vec<String>,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn read(json: &[u8]) -> Result<Statement, String> {
        let value: Value =
            serde_json::from_slice(json).map_err(|error| format!("it is not JSON: {error}"))?;
        let Value::Object(mut object) = value else {
            return Err("it is not a statement: it is no object".to_owned());
        };
        let version = text(&object, "_type").unwrap_or_default();
        if version != STATEMENT_V1 && version != STATEMENT_V01 {
            return Err(format!(
                "it is not a statement of a version that is known: its `_type` is `{version}`"
            ));
        }
        let predicate_type = text(&object, "predicateType")
            .ok_or_else(|| "its `predicateType` is missing".to_owned())?;
        let mut notes = Vec::new();
        let subjects = subjects(object.get("subject"), "subject", &mut notes);
        if subjects.is_empty() {
            notes.push("it has no subject".to_owned());
        }
        Ok(Statement {
            version,
            subjects,
            predicate_type,
            predicate: object.remove("predicate").unwrap_or(Value::Null),
            notes,
        })
    }

    /// A statement of version 1, as JSON on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let subjects: Vec<Value> = self
            .subjects
            .iter()
            .map(|subject| {
                let mut object = Map::new();
                if let Some(name) = &subject.name {
                    object.insert("name".to_owned(), json!(name));
                }
                if let Some(uri) = &subject.uri {
                    object.insert("uri".to_owned(), json!(uri));
                }
                object.insert("digest".to_owned(), json!(subject.digests));
                Value::Object(object)
            })
            .collect();
        json!({
            "_type": STATEMENT_V1,
            "subject": subjects,
            "predicateType": self.predicate_type,
            "predicate": self.predicate,
        })
        .to_string()
    }

    /// The subject with this SHA-256, in small hexadecimal.
    #[must_use]
    pub fn subject_with(&self, sha256: &str) -> Option<&Subject> {
        self.subjects
            .iter()
            .find(|it| it.digests.get("sha256").is_some_and(|it| it == sha256))
    }

    /// The subject that these bytes are: at least one of its digests is theirs, and none that was computed is another's.
    #[must_use]
    pub fn subject_of(&self, digests: &Digests) -> Option<&Subject> {
        let computed = [
            ("sha256", Some(to_hex(&digests.sha256))),
            ("sha384", digests.sha384.map(|it| to_hex(&it))),
            ("sha512", digests.sha512.map(|it| to_hex(&it))),
        ];
        self.subjects.iter().find(|subject| {
            let mut same = computed
                .iter()
                .filter_map(|(name, value)| Some(subject.digests.get(*name)? == value.as_ref()?));
            let first = same.next();
            first == Some(true) && same.all(|it| it)
        })
    }

    /// What it says of the build, if it says it in a version of SLSA that is known.
    #[must_use]
    pub fn provenance(&self) -> Option<Provenance> {
        let version = self.predicate_type.strip_prefix(PROVENANCE)?;
        let object = self.predicate.as_object()?;
        let mut provenance = match version {
            "v0.1" => older(object, "recipe", "type"),
            "v0.2" => older(object, "", "buildType"),
            "v1" | "v1.0" => newer(object),
            _ => return None,
        };
        version.clone_into(&mut provenance.version);
        if provenance.builder.is_none() {
            provenance
                .notes
                .push("it does not say who built it".to_owned());
        }
        Some(provenance)
    }
}

/// Versions 0.1 and 0.2.
fn older(object: &Map<String, Value>, recipe: &str, build_type: &str) -> Provenance {
    let mut notes = Vec::new();
    let metadata = inner(object, "metadata");
    let recipe = if recipe.is_empty() {
        Some(object)
    } else {
        inner(object, recipe)
    };
    Provenance {
        version: String::new(),
        builder: inner(object, "builder").and_then(|it| text(it, "id")),
        build_type: recipe.and_then(|it| text(it, build_type)),
        invocation: metadata
            .and_then(|it| text(it, "buildInvocationId").or_else(|| text(it, "buildInvocationID"))),
        started: metadata.and_then(|it| moment(it, "buildStartedOn", &mut notes)),
        finished: metadata.and_then(|it| moment(it, "buildFinishedOn", &mut notes)),
        materials: subjects(object.get("materials"), "material", &mut notes),
        notes,
    }
}

/// Version 1.
fn newer(object: &Map<String, Value>) -> Provenance {
    let mut notes = Vec::new();
    let definition = inner(object, "buildDefinition");
    let run = inner(object, "runDetails");
    let metadata = run.and_then(|it| inner(it, "metadata"));
    Provenance {
        version: String::new(),
        builder: run
            .and_then(|it| inner(it, "builder"))
            .and_then(|it| text(it, "id")),
        build_type: definition.and_then(|it| text(it, "buildType")),
        invocation: metadata
            .and_then(|it| text(it, "invocationId").or_else(|| text(it, "invocationID"))),
        started: metadata.and_then(|it| moment(it, "startedOn", &mut notes)),
        finished: metadata.and_then(|it| moment(it, "finishedOn", &mut notes)),
        materials: subjects(
            definition.and_then(|it| it.get("resolvedDependencies")),
            "dependency",
            &mut notes,
        ),
        notes,
    }
}

/// An object inside.
fn inner<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Map<String, Value>> {
    object.get(key)?.as_object()
}

/// Text inside that is not empty.
fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// A time inside.
fn moment(object: &Map<String, Value>, key: &str, notes: &mut Vec<String>) -> Option<Timestamp> {
    let text = text(object, key)?;
    let read = text.parse().ok();
    if read.is_none() {
        notes.push(format!("`{key}` is not a time: `{text}`"));
    }
    read
}

/// Names and digests inside.
fn subjects(value: Option<&Value>, what: &str, notes: &mut Vec<String>) -> Vec<Subject> {
    let Some(value) = value else {
        return Vec::new();
    };
    let Some(list) = value.as_array() else {
        notes.push(format!("the list of {what} entries is not a list"));
        return Vec::new();
    };
    if list.len() > ENTRIES_MAX {
        notes.push(format!(
            "there are more than {ENTRIES_MAX} {what} entries; the others are left out"
        ));
    }
    let mut found = Vec::new();
    for (index, entry) in list.iter().take(ENTRIES_MAX).enumerate() {
        match entry.as_object() {
            Some(entry) => {
                let digests = inner(entry, "digest").map(digests).unwrap_or_default();
                if digests.is_empty() {
                    notes.push(format!("{what} {} has no digest", index + 1));
                }
                found.push(Subject {
                    name: text(entry, "name"),
                    uri: text(entry, "uri"),
                    digests,
                });
            }
            None => notes.push(format!("{what} {} is not an object", index + 1)),
        }
    }
    found
}

/// Digests in small letters.
fn digests(object: &Map<String, Value>) -> BTreeMap<String, String> {
    object
        .iter()
        .filter_map(|(name, value)| {
            let value = value.as_str()?;
            Some((name.to_lowercase(), value.to_lowercase()))
        })
        .collect()
}
