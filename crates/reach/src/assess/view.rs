//! What holds under one view: answers, sums, and how both follow a change.

use keyholder_supply::Network;
use keyholder_witness::{Bound, Means, Stage, View};

use super::layout::Layout;
use super::tally::{Chosen, Of, Reached, Room, Tally};
use crate::Rows;
use crate::answers::{Answers, Before, Question, answer, answer_again};
use crate::change::Change;
use crate::compile::{Extra, numbers};

/// The bounds, in the order in which who controls whom is kept for each.
pub(super) const BOUNDS: [Bound; 3] = [Bound::Surely, Bound::Possibly, Bound::AtMost];

/// What holds under one view.
pub(super) struct Held {
    pub(super) view: View,
    pub(super) answers: Answers,
    pub(super) tally: Tally,
    /// In the end and with parts: who can look into and stop which kind of place.
    pub(super) reached: Option<Reached>,
    /// Actors whose sums are not shown yet, and whether `reached` is not.
    pub(super) moved: Vec<bool>,
    pub(super) reached_moved: bool,
    /// Actors for which something is derived otherwise than before the last update; `None`: all.
    pub(super) derived_otherwise: Option<Rows>,
}

/// What all views have in common.
pub(super) struct Common<'a> {
    pub(super) net: &'a Network,
    pub(super) layout: &'a Layout,
    pub(super) control: &'a [Rows; 3],
    pub(super) actors: usize,
}

/// What was before, for those who follow a change.
pub(super) struct Past<'a> {
    pub(super) net: &'a Network,
    pub(super) control: &'a [Rows; 3],
    pub(super) change: &'a Change,
    pub(super) layout_holds: bool,
}

impl Common<'_> {
    fn question(&self, view: View) -> Question {
        Question {
            view,
            extra: Extra::None,
            columns: self.actors,
        }
    }

    fn parties<'r>(&self, control: &'r [Rows; 3], view: View) -> &'r Rows {
        &control[BOUNDS.iter().position(|b| *b == view.bound).unwrap_or(0)]
    }

    fn of<'o>(&'o self, view: View, classes: &'o Rows, chosen: Option<&'o Chosen>) -> Of<'o> {
        Of {
            net: self.net,
            layout: self.layout,
            view,
            classes,
            actors: self.actors,
            chosen,
        }
    }

    pub(super) fn hold(&self, view: View, room: &mut Room) -> Held {
        let parties = self.parties(self.control, view);
        let answers = answer(self.net, self.question(view), parties);
        let (tally, reached) = self.of(view, &answers.classes, None).count(room);
        Held {
            view,
            answers,
            tally,
            reached: is_shown(view).then_some(reached),
            moved: vec![true; self.actors],
            reached_moved: true,
            derived_otherwise: None,
        }
    }

    /// Follows a change; tells how many routes, releases and classes were answered again.
    pub(super) fn follow(&self, held: &mut Held, past: &Past<'_>, room: &mut Room) -> [usize; 3] {
        let view = held.view;
        let before = Before {
            answers: &held.answers,
            parties: self.parties(past.control, view),
            change: past.change,
        };
        let parties = self.parties(self.control, view);
        let again = answer_again(self.net, self.question(view), parties, before);
        let (answers, classes) = (again.answers, again.differing);
        held.derived_otherwise = (past.layout_holds && past.change.numbers_hold).then(|| {
            let old = (before.parties, before.answers);
            past.change
                .columns_touched(self.net, (parties, &answers), old, self.actors)
        });
        held.moved.fill(!past.layout_holds);
        held.reached_moved = !past.layout_holds;
        if !past.layout_holds {
            let (tally, reached) = self.of(view, &answers.classes, None).count(room);
            held.tally = tally;
            held.reached = is_shown(view).then_some(reached);
        } else if classes.contains(&true) {
            let kinds = self.kinds_touched(view, &classes);
            let chosen = Chosen { classes, kinds };
            let chosen = Some(&chosen);
            let old = Common {
                net: past.net,
                ..*self
            };
            let (less, _) = old.of(view, &held.answers.classes, chosen).count(room);
            let (more, reached) = self.of(view, &answers.classes, chosen).count(room);
            held.moved = held.tally.adjust(&less, &more, self.actors);
            if let (Some(all), Some(chosen)) = (&mut held.reached, chosen) {
                all.lay_over(&reached, &chosen.kinds);
                held.reached_moved = true;
            }
        }
        held.answers = answers;
        again.count
    }

    /// Kinds of place whose answer may differ. An element that is not placed may serve any.
    fn kinds_touched(&self, view: View, classes: &[bool]) -> Vec<bool> {
        let mut placed = self.net.classes.iter().zip(classes);
        let anywhere = view.bound == Bound::AtMost
            && placed.any(|(class, touched)| *touched && class.function.is_none());
        match anywhere {
            true => vec![true; self.layout.kinds.first.len()],
            false => self.layout.kinds_with(self.net, classes),
        }
    }
}

impl Reached {
    fn lay_over(&mut self, fresh: &Reached, kinds: &[bool]) {
        for (from, to) in numbers(kinds).enumerate() {
            let rows = [
                (&mut self.intercept, &fresh.intercept),
                (&mut self.disrupt, &fresh.disrupt),
            ];
            for (all, fresh) in rows {
                all.row_mut(to).copy_from_slice(fresh.row(from));
            }
        }
    }
}

pub(super) fn is_shown(view: View) -> bool {
    view.means == Means::Upstream && view.stage == Stage::InTheEnd
}
