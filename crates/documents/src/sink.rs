//! Where a reader puts its diagnostics: listed up to a limit for each code, then counted.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, Diagnostics, FileId, Limits, Parsed, Span};

/// The diagnostics of one file.
pub(crate) struct Sink {
    /// The file under reading.
    pub(crate) file: FileId,
    /// The bounds of this reading.
    pub(crate) limits: Limits,
    listed: Diagnostics,
    counts: BTreeMap<Code, usize>,
}

impl Sink {
    /// An empty sink for a file.
    pub(crate) fn new(file: FileId, limits: &Limits) -> Self {
        Sink {
            file,
            limits: *limits,
            listed: Diagnostics::default(),
            counts: BTreeMap::new(),
        }
    }

    /// A place in the file.
    pub(crate) fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// Reports a fault, unless so many of its code are listed that it is only counted.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= self.limits.diagnostics_per_code_max {
            self.listed.push(diagnostic);
        }
    }

    /// Whether a further fault of that code would only be counted; then it is counted here, and
    /// nothing costly need be worked out for it.
    pub(crate) fn only_counts(&mut self, code: Code) -> bool {
        let count = self.counts.entry(code).or_default();
        let full = *count >= self.limits.diagnostics_per_code_max;
        *count += usize::from(full);
        full
    }

    /// Forgets everything reported so far.
    pub(crate) fn clear(&mut self) {
        self.listed = Diagnostics::default();
        self.counts.clear();
    }

    /// The value with all diagnostics; what was only counted gets one line for each code.
    pub(crate) fn finish<T>(mut self, value: T) -> Parsed<T> {
        for (code, count) in &self.counts {
            let more = count.saturating_sub(self.limits.diagnostics_per_code_max);
            if more > 0 {
                let message = format!("{more} more of the kind \"{}\"", code.title());
                let all = Diagnostic::new(*code, Span::whole(self.file), message)
                    .help("mend those that are listed and check again");
                self.listed.push(all);
            }
        }
        Parsed {
            value,
            diagnostics: self.listed,
        }
    }
}
