//! One fault, and all faults of a reading.

use crate::{Code, Severity, Sources, Span};

/// Something that a person should know about the input.
///
/// Messages follow one rule: lower case, no final period, the user's own words in backticks;
/// the help names the next thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code; its page says more.
    pub code: Code,
    /// What it is, in the user's words.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
    /// Other places that matter, each with a word why.
    pub labels: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            message: message.into(),
            span: Some(span),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Points at another place that matters.
    #[must_use]
    pub fn label(mut self, span: Span, why: impl Into<String>) -> Self {
        self.labels.push((span, why.into()));
        self
    }

    /// How grave it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// All diagnostics of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    /// Adds all of another reading.
    pub fn extend(&mut self, other: Diagnostics) {
        self.all.extend(other.all);
    }

    /// In the order found, or sorted once [`Diagnostics::sort`] was called.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.all.iter()
    }

    /// How many of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.all.iter().filter(|d| d.severity() == severity).count()
    }

    /// Whether any is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Puts them in the order of path, place, code and words, so that the same input prints the same text.
    pub fn sort(&mut self, sources: &Sources) {
        self.all.sort_by_cached_key(|d| {
            let place = d
                .span
                .map(|s| (sources.get(s.file).path.clone(), s.start, s.end));
            (place, d.code, d.message.clone())
        });
        self.all.dedup();
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

/// What a reader could take, and everything it has to say.
#[derive(Clone, Debug, Default)]
pub struct Parsed<T> {
    /// What was taken.
    pub value: T,
    /// What was noticed.
    pub diagnostics: Diagnostics,
}
