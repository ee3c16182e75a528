//! Who can use which route and change what under one view: of a whole network, or of what a change touches.

use keyholder_supply::Network;
use keyholder_witness::View;

use crate::Rows;
use crate::change::Change;
use crate::compile::{Cone, Extra, Program, Source, compile, numbers};

/// The question: under which view, with which further columns, and how many columns in all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) view: View,
    pub(crate) extra: Extra,
    pub(crate) columns: usize,
}

/// Rows of routes, releases, releases by routes without waves, and classes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    pub(crate) routes: Rows,
    pub(crate) releases: Rows,
    pub(crate) unstaged: Rows,
    pub(crate) classes: Rows,
}

/// What was answered before, about what, and what differs.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    pub(crate) answers: &'a Answers,
    /// Who controlled whom.
    pub(crate) parties: &'a Rows,
    pub(crate) change: &'a Change,
}

/// Answers for all columns; `parties` says who controls whom.
pub(crate) fn answer(net: &Network, question: Question, parties: &Rows) -> Answers {
    let program = compile(net, question.view, question.extra, &Cone::whole(net));
    run(&program, question.columns, |source, row| match source {
        Source::Party(id) => row.copy_from_slice(parties.row(id.index())),
        Source::Column(column) => set(row, column),
        // Nothing is outside the whole.
        _ => {}
    })
}

/// What a change makes of answers.
pub(crate) struct Again {
    pub(crate) answers: Answers,
    /// Classes that are new, or whose answer is not what it was.
    pub(crate) differing: Vec<bool>,
    /// How many routes, releases and classes were answered again.
    pub(crate) count: [usize; 3],
}

/// The same from what was answered before, at the cost of what the change touches.
pub(crate) fn answer_again(
    net: &Network,
    question: Question,
    parties: &Rows,
    before: Before<'_>,
) -> Again {
    let (old, change) = (before.answers, before.change);
    let moved = |n: usize| parties.row(n) != before.parties.row(n);
    let moved: Vec<bool> = (0..net.parties.len()).map(moved).collect();
    let cone = change.cone(net, question.view, &moved);
    let mut next = Answers {
        routes: change.routes.carried(&old.routes, question.columns),
        releases: change.releases.carried(&old.releases, question.columns),
        unstaged: change.releases.carried(&old.unstaged, question.columns),
        classes: change.classes.carried(&old.classes, question.columns),
    };
    if !cone.is_empty() {
        let program = compile(net, question.view, question.extra, &cone);
        let fresh = run(&program, question.columns, |source, row| {
            row.copy_from_slice(match source {
                Source::Party(id) => parties.row(id.index()),
                Source::Route(id) => next.routes.row(id.index()),
                Source::Release(id) => next.releases.row(id.index()),
                Source::Unstaged(id) => next.unstaged.row(id.index()),
                Source::Class(id) => next.classes.row(id.index()),
                Source::Column(column) => return set(row, column),
            });
        });
        lay_over(&mut next.routes, &fresh.routes, &cone.routes);
        lay_over(&mut next.releases, &fresh.releases, &cone.releases);
        lay_over(&mut next.unstaged, &fresh.unstaged, &cone.releases);
        lay_over(&mut next.classes, &fresh.classes, &cone.classes);
    }
    let differs = |n: usize| match change.classes.twin(n) {
        Some(twin) => cone.classes[n] && next.classes.row(n) != old.classes.row(twin),
        None => true,
    };
    Again {
        differing: (0..net.classes.len()).map(differs).collect(),
        count: [&cone.routes, &cone.releases, &cone.classes].map(|of| numbers(of).count()),
        answers: next,
    }
}

fn set(row: &mut [u64], column: usize) {
    row[column / 64] |= 1 << (column % 64);
}

/// Puts the rows of those that are marked in their places.
fn lay_over(all: &mut Rows, fresh: &Rows, marked: &[bool]) {
    for (from, to) in numbers(marked).enumerate() {
        all.row_mut(to).copy_from_slice(fresh.row(from));
    }
}

/// Runs a program whose inputs are filled in one by one.
fn run(program: &Program, columns: usize, mut fill: impl FnMut(Source, &mut [u64])) -> Answers {
    let mut input = Rows::new(program.sources.len(), columns);
    for (n, source) in program.sources.iter().enumerate() {
        fill(*source, input.row_mut(n));
    }
    let keep = [
        &program.routes,
        &program.releases,
        &program.unstaged,
        &program.classes,
    ];
    // A second thread pays from some hundred million gate words on.
    let heavy = program.gates.edges().saturating_mul(columns) > 50_000_000;
    let threads = if heavy { 2 } else { 1 };
    let plan = program.gates.plan();
    let [routes, releases, unstaged, classes] =
        plan.run(&input, columns, keep.map(Vec::as_slice), threads);
    Answers {
        routes,
        releases,
        unstaged,
        classes,
    }
}
