//! What is wrong with a text, and where; and numbers as all these texts write them.

/// A text that is not in its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The line of the fault, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: &'static str,
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for Malformed {}

pub(crate) fn malformed(line: usize, what: &'static str) -> Malformed {
    Malformed { line, what }
}

/// A whole number in its one spelling: digits, and no zero before them.
pub(crate) fn number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}
