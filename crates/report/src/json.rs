//! The assessment as JSON, and the schema of that JSON.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Value, json};

use crate::wire::{Assessment, FORMAT};

/// The assessment as JSON, indented, with a line break at the end.
///
/// # Panics
/// Never on any assessment: its types hold only text, whole numbers and lists.
#[must_use]
pub fn to_string(assessment: &Assessment) -> String {
    let text = serde_json::to_string_pretty(assessment);
    text.expect("text, whole numbers and lists can be written") + "\n"
}

/// The JSON Schema (draft 2020-12) of what [`to_string`] writes.
#[must_use]
pub fn schema() -> Value {
    schema_of::<Assessment>(FORMAT)
}

/// The JSON Schema of what [`crate::explain::to_json`] writes.
#[must_use]
pub fn explanation_schema() -> Value {
    schema_of::<crate::explain::Answer>(crate::explain::FORMAT)
}

/// The JSON Schema of what [`crate::verdicts::to_json`] writes.
#[must_use]
pub fn verdicts_schema() -> Value {
    schema_of::<crate::verdicts::wire::Verdicts>(crate::verdicts::wire::FORMAT)
}

/// The JSON Schema of what [`crate::verdicts::dossier_json`] writes.
#[must_use]
pub fn dossier_schema() -> Value {
    schema_of::<crate::verdicts::Dossier>(crate::verdicts::DOSSIER_FORMAT)
}

/// The JSON Schema of what [`crate::principles::json`] writes.
#[must_use]
pub fn principles_schema() -> Value {
    schema_of::<crate::principles::Findings>(crate::principles::FORMAT)
}

/// The JSON Schema of what [`crate::gate::to_json`] writes.
#[must_use]
pub fn gate_schema() -> Value {
    schema_of::<crate::gate::wire::Record>(crate::gate::wire::FORMAT)
}

/// The JSON Schema of what [`crate::diff::diff`] gives.
#[must_use]
pub fn diff_schema() -> Value {
    schema_of::<crate::diff::Diff>(crate::diff::FORMAT)
}

/// A schema as the text that is published.
#[must_use]
pub fn schema_text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

fn schema_of<T: schemars::JsonSchema>(format: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(closed).transform(&mut schema);
    let mut value = schema.to_value();
    value["properties"]["format"]["const"] = json!(format);
    value
}

/// A misspelt field is a fault: objects with known fields have no others.
fn closed(schema: &mut schemars::Schema) {
    if schema.get("properties").is_some() {
        schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
}
