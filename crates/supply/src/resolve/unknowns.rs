//! The list of what is not known, one entry for each thing that one statement would settle.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Span};

use crate::{Unknown, UnknownId};

/// Collects unknowns; the same key is counted, not repeated.
#[derive(Default)]
pub(super) struct Unknowns {
    keys: BTreeMap<String, usize>,
    all: Vec<Unknown>,
}

impl Unknowns {
    /// Notes one more gap under a key that says what it is about.
    pub(super) fn note(
        &mut self,
        key: String,
        code: Code,
        what: String,
        remedy: &str,
        span: Option<Span>,
    ) -> UnknownId {
        self.note_many(key, code, what, remedy, span, 1)
    }

    /// Notes the same gap of several elements at once.
    pub(super) fn note_many(
        &mut self,
        key: String,
        code: Code,
        what: String,
        remedy: &str,
        span: Option<Span>,
        times: u64,
    ) -> UnknownId {
        let at = *self.keys.entry(key).or_insert_with(|| {
            let remedy = remedy.to_owned();
            self.all.push(Unknown {
                code,
                what,
                remedy,
                span,
                count: 0,
                widens: true,
            });
            self.all.len() - 1
        });
        let unknown = &mut self.all[at];
        let times = u32::try_from(times).unwrap_or(u32::MAX);
        unknown.count = unknown.count.saturating_add(times);
        if let (Some(new), Some(old)) = (span, unknown.span) {
            unknown.span = Some(old.min(new));
        }
        UnknownId::from(at)
    }

    /// Notes a gap that narrows what can be said and widens no interval.
    pub(super) fn note_only(
        &mut self,
        key: String,
        code: Code,
        what: String,
        remedy: &str,
        span: Option<Span>,
    ) -> UnknownId {
        let id = self.note(key, code, what, remedy, span);
        self.all[id.index()].widens = false;
        id
    }

    /// Says it again, now that the count is known.
    pub(super) fn reword(&mut self, id: UnknownId, what: impl FnOnce(u32) -> String) {
        let unknown = &mut self.all[id.index()];
        unknown.what = what(unknown.count);
    }

    /// Says all again for which there is something better to say.
    pub(super) fn reword_all(&mut self, better: impl Fn(&str, u32) -> Option<String>) {
        for unknown in &mut self.all {
            if let Some(what) = better(&unknown.what, unknown.count) {
                unknown.what = what;
            }
        }
    }

    pub(super) fn list(self) -> Vec<Unknown> {
        self.all
    }
}
