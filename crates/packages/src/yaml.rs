//! Small YAML texts as trees, within budgets that no bomb gets past.

use serde_json::Value;
use serde_saphyr::{Budget, Options};

/// Longest text.
const BYTES_MAX: usize = 8 << 20;
/// Most values of one text.
const VALUES_MAX: usize = 200_000;
/// Deepest nesting.
const DEPTH_MAX: usize = 100;

/// The first document of a text, or why it cannot be read. Aliases are not followed far, and no name may stand twice.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    if text.len() > BYTES_MAX {
        return Err("it is too large".to_owned());
    }
    let mut budget = Budget::default();
    budget.max_depth = DEPTH_MAX;
    budget.flow_nesting_limit = DEPTH_MAX;
    budget.max_nodes = VALUES_MAX;
    budget.max_events = VALUES_MAX * 3;
    budget.max_documents = 2;
    let mut options = Options::default();
    options.budget = Some(budget);
    options.alias_limits.max_total_replayed_events = 10_000;
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let words = error.without_snippet().to_string();
        crate::answers::shown(words.lines().next().unwrap_or_default())
    })
}

/// A value of a map as a word, numbers as they are written in JSON.
pub(crate) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bombs_and_names_twice_are_refused() {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (this, before) in ('b'..='j').zip('a'..) {
            let copies = vec![format!("*{before}"); 10].join(", ");
            bomb.push_str(&format!("{this}: &{this} [{copies}]\n"));
        }
        assert!(read(&bomb).is_err());
        let long = "x".repeat(1 << 20);
        let copies = vec!["*a"; 100].join(", ");
        assert!(read(&format!("a: &a {long}\nb: [{copies}]\n")).is_err());
        assert!(read("a: 1\na: 2\n").is_err());
        assert!(read(&"[".repeat(10_000)).is_err());
        assert_eq!(read("a: x\nb: 1\n").expect("plain")["a"], "x");
    }

    proptest! {
        #[test]
        fn arbitrary_text_does_no_harm(text in "[-:a-c \\n&*{}\\[\\]'\"|>#!%@,.]{0,120}") {
            let _ = read(&text);
        }
    }
}
