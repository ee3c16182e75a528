//! Counts how many things have what they should, and keeps what the others lack.

use std::collections::BTreeSet;

use jiff::civil::Date;
use keyholder_supply::Network;
use keyholder_supply::principle::{Measure, Outcome};

use crate::finding::{Change, ChangeKind, Flip, Missing, Used};

/// How many lacking things are told one by one.
pub(crate) const MISSING_MAX: usize = 20;

/// Whether a thing has what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Yes,
    No,
    Unknown,
}

/// A count under way.
pub(crate) struct Tally {
    yes: u64,
    no: u64,
    unknown: u64,
    pub(crate) used: BTreeSet<Used>,
    lacking: Vec<Lacking>,
    until: Option<Date>,
    kind: ChangeKind,
}

struct Lacking {
    no: bool,
    count: u64,
    of: String,
    missing: Missing,
}

/// What the first step of a check gives.
pub(crate) struct Measured {
    pub(crate) measure: Measure,
    pub(crate) sentence: String,
    pub(crate) used: BTreeSet<Used>,
    pub(crate) missing: Vec<Missing>,
    pub(crate) missing_more: u64,
    pub(crate) flips: Vec<Flip>,
    pub(crate) until: Option<Date>,
}

impl Measured {
    /// A measure with its sentence, and nothing else yet.
    pub(crate) fn new(measure: Measure, sentence: String) -> Measured {
        Measured {
            measure,
            sentence,
            used: BTreeSet::new(),
            missing: Vec::new(),
            missing_more: 0,
            flips: Vec::new(),
            until: None,
        }
    }
}

impl Tally {
    /// A count whose things are mended by one kind of change. A row that was refused may be one of them.
    pub(crate) fn new(net: &Network, kind: ChangeKind) -> Tally {
        let mut tally = Tally {
            yes: 0,
            no: 0,
            unknown: 0,
            used: BTreeSet::new(),
            lacking: Vec::new(),
            until: None,
            kind,
        };
        tally.open(
            net.refused_rows,
            "row of a table of elements that was refused",
            "mend the rows that `keyholder check` names",
        );
        tally
    }

    /// Counts things of one state. Of what only may belong here, only what lacks something matters, and that is
    /// not known to be a breach.
    pub(crate) fn add(
        &mut self,
        state: State,
        sure: bool,
        count: u64,
        of: impl Into<String>,
        missing: impl FnOnce() -> Missing,
    ) {
        let state = match state {
            State::Yes if !sure => return,
            State::No if !sure => State::Unknown,
            state => state,
        };
        match state {
            State::Yes => {
                self.yes = self.yes.saturating_add(count);
                return;
            }
            State::No => self.no = self.no.saturating_add(count),
            State::Unknown => self.unknown = self.unknown.saturating_add(count),
        }
        self.lacking.push(Lacking {
            no: state == State::No,
            count,
            of: of.into(),
            missing: missing(),
        });
    }

    /// Things of which nothing is known.
    pub(crate) fn open(&mut self, count: u64, what: &str, remedy: &str) {
        if count > 0 {
            self.add(State::Unknown, true, count, what, || Missing {
                what: format!("{count} × {what}"),
                remedy: remedy.to_owned(),
            });
        }
    }

    /// Evidence that this rests on ends then.
    pub(crate) fn until(&mut self, day: Option<Date>) {
        self.until = match (self.until, day) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// Ends the count: what was counted, of which part, and what it should have.
    pub(crate) fn finish(mut self, things: [&str; 2], place: &str, have: &str) -> Measured {
        let (yes, no, unknown) = (self.yes, self.no, self.unknown);
        let all = yes.saturating_add(no).saturating_add(unknown);
        let [one, many] = things;
        let noun = if all == 1 { one } else { many };
        let sentence =
            format!("{yes} of {all} {noun} {place} {have}; {no} not, {unknown} not known.");
        self.lacking.sort_by(|a, b| {
            let key = |l: &Lacking| (!l.no, std::cmp::Reverse(l.count), l.missing.clone());
            key(a).cmp(&key(b))
        });
        let flips = self.flips(one, have);
        let more = self.lacking.iter().skip(MISSING_MAX).count() as u64;
        let missing = self.lacking.into_iter().take(MISSING_MAX);
        Measured {
            measure: Measure::Coverage { yes, no, unknown },
            sentence,
            used: self.used,
            missing: missing.map(|lacking| lacking.missing).collect(),
            missing_more: more,
            flips,
            until: self.until,
        }
    }

    fn flips(&self, one: &str, have: &str) -> Vec<Flip> {
        let (yes, no, unknown) = (self.yes, self.no, self.unknown);
        let change = |lacking: &Lacking| Change {
            kind: if lacking.no {
                self.kind
            } else {
                ChangeKind::Statement.or(self.kind)
            },
            amount: lacking.count,
            of: lacking.of.clone(),
        };
        let mut flips = Vec::new();
        if no > 0 || unknown > 0 {
            let shown = match (no, unknown) {
                (_, 0) => String::new(),
                (0, _) => ", which may only have to be shown".to_owned(),
                (_, n) => format!(" ({n} of them may only have to be shown)"),
            };
            flips.push(Flip {
                to: Outcome::Met,
                words: format!("the other {} {have}{shown}", no.saturating_add(unknown)),
                changes: self.lacking.iter().take(MISSING_MAX).map(change).collect(),
            });
        }
        if no == 0 && (yes > 0 || unknown > 0) {
            flips.push(Flip {
                to: Outcome::NotMet,
                words: format!("one {one} is shown to be otherwise"),
                changes: vec![Change {
                    kind: self.kind,
                    amount: 1,
                    of: one.to_owned(),
                }],
            });
        }
        flips
    }
}

impl ChangeKind {
    /// What is not known about evidence is mended by evidence; anything else by a statement.
    fn or(self, kind: ChangeKind) -> ChangeKind {
        if kind == ChangeKind::Evidence {
            kind
        } else {
            self
        }
    }
}
