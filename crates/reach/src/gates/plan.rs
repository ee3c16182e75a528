//! Gates laid out in the order of evaluation, and the evaluation itself.

use std::collections::VecDeque;

use super::block::{Block, WORDS, all_of, any_of, some_of, two_of};
use super::order::Order;
use super::{Gate, Gates, Kind};
use crate::Rows;

/// Gates in the order of evaluation: operands first, gates that feed each other together.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Position of each gate in the order.
    place: Vec<u32>,
    kinds: Vec<Kind>,
    starts: Vec<usize>,
    operands: Vec<u32>,
    runs: Vec<Run>,
    /// For gates that feed each other: which of them read it.
    user_starts: Vec<usize>,
    users: Vec<u32>,
}

/// A part of the order.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: usize,
    end: usize,
    /// Its gates feed each other; else every operand stands before.
    cyclic: bool,
}

/// What an evaluation writes on.
struct Desk {
    values: Vec<Block>,
    planes: Vec<Block>,
    queue: VecDeque<usize>,
    queued: Vec<bool>,
}

impl Plan {
    pub(super) fn new(gates: &Gates) -> Self {
        let order = Order::new(gates);
        let mut place = vec![0_u32; gates.len()];
        for (at, gate) in order.gates.iter().enumerate() {
            place[*gate as usize] = number(at);
        }
        let mut plan = Plan {
            place,
            kinds: Vec::with_capacity(gates.len()),
            starts: Vec::with_capacity(gates.len() + 1),
            operands: Vec::with_capacity(gates.edges()),
            runs: Vec::new(),
            user_starts: Vec::new(),
            users: Vec::new(),
        };
        plan.starts.push(0);
        for gate in &order.gates {
            plan.kinds.push(gates.kinds[*gate as usize]);
            let operands = gates.operands(*gate).iter();
            plan.operands
                .extend(operands.map(|o| plan.place[*o as usize]));
            plan.starts.push(plan.operands.len());
        }
        let mut first = 0;
        for end in order.ends {
            let cyclic = end - first > 1 || plan.operands_at(first).contains(&number(first));
            match plan.runs.last_mut() {
                Some(last) if !cyclic && !last.cyclic => last.end = end,
                _ => plan.runs.push(Run { first, end, cyclic }),
            }
            first = end;
        }
        plan.note_users();
        plan
    }

    fn operands_at(&self, at: usize) -> &[u32] {
        &self.operands[self.starts[at]..self.starts[at + 1]]
    }

    /// Turns the edges inside each cyclic run round.
    fn note_users(&mut self) {
        let mut edges: Vec<(u32, u32)> = Vec::new();
        for run in self.runs.iter().filter(|run| run.cyclic) {
            for at in run.first..run.end {
                let inside = self
                    .operands_at(at)
                    .iter()
                    .filter(|o| **o as usize >= run.first);
                edges.extend(inside.map(|o| (*o, number(at))));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        let mut starts = vec![0_usize; self.kinds.len() + 1];
        edges
            .iter()
            .for_each(|(operand, _)| starts[*operand as usize + 1] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        self.user_starts = starts;
        self.users = edges.into_iter().map(|(_, user)| user).collect();
    }

    /// Evaluates all gates for all columns of the input, and keeps the rows of some, list by list.
    ///
    /// `threads` only changes how long it takes.
    #[must_use]
    pub fn run<const N: usize>(
        &self,
        input: &Rows,
        columns: usize,
        keep: [&[Gate]; N],
        threads: usize,
    ) -> [Rows; N] {
        let mut kept = keep.map(|list| Rows::new(list.len(), columns));
        let blocks: Vec<usize> = (0..columns.div_ceil(64 * WORDS)).collect();
        let share = blocks
            .len()
            .div_ceil(threads.clamp(1, blocks.len().max(1)))
            .max(1);
        let gather = |values: &[Block]| -> Vec<Block> {
            let all = keep.iter().flat_map(|list| list.iter());
            all.map(|g| values[self.place[g.0 as usize] as usize])
                .collect()
        };
        std::thread::scope(|scope| {
            let gather = &gather;
            let mut chunks = blocks.chunks(share);
            let mine = chunks.next().unwrap_or_default();
            let work = |part: &[usize]| {
                let mut done = Vec::with_capacity(part.len());
                self.run_blocks(part, input, columns, |block, values| {
                    done.push((block, gather(values)))
                });
                done
            };
            let others: Vec<_> = chunks.map(|part| scope.spawn(move || work(part))).collect();
            self.run_blocks(mine, input, columns, |block, values| {
                write(block, &gather(values), &mut kept)
            });
            for other in others {
                let done = other
                    .join()
                    .unwrap_or_else(|e| std::panic::resume_unwind(e));
                done.iter()
                    .for_each(|(block, values)| write(*block, values, &mut kept));
            }
        });
        kept
    }

    fn run_blocks(
        &self,
        blocks: &[usize],
        input: &Rows,
        columns: usize,
        mut done: impl FnMut(usize, &[Block]),
    ) {
        let gates = self.kinds.len();
        let mut desk = Desk {
            values: vec![Block::CLEAR; gates],
            planes: Vec::new(),
            queue: VecDeque::new(),
            queued: vec![false; gates],
        };
        for block in blocks {
            let all = Block::mask(*block, columns);
            for run in &self.runs {
                if run.cyclic {
                    self.rest(*run, *block, input, &all, &mut desk);
                } else {
                    for at in run.first..run.end {
                        desk.values[at] = self.evaluate(at, *block, input, &all, &mut desk);
                    }
                }
            }
            done(*block, &desk.values);
        }
    }

    /// Evaluates gates that feed each other, from clear, until none changes.
    fn rest(&self, run: Run, block: usize, input: &Rows, all: &Block, desk: &mut Desk) {
        desk.values[run.first..run.end].fill(Block::CLEAR);
        desk.queued[run.first..run.end].fill(true);
        desk.queue.extend(run.first..run.end);
        while let Some(at) = desk.queue.pop_front() {
            desk.queued[at] = false;
            let next = self.evaluate(at, block, input, all, desk);
            if std::mem::replace(&mut desk.values[at], next) == next {
                continue;
            }
            for user in &self.users[self.user_starts[at]..self.user_starts[at + 1]] {
                let user = *user as usize;
                if !std::mem::replace(&mut desk.queued[user], true) {
                    desk.queue.push_back(user);
                }
            }
        }
    }

    #[inline]
    fn evaluate(
        &self,
        at: usize,
        block: usize,
        input: &Rows,
        all: &Block,
        desk: &mut Desk,
    ) -> Block {
        let operands = self.operands_at(at);
        match self.kinds[at] {
            Kind::Input(row) => Block::read(input, row as usize, block),
            Kind::AtLeast(0) => *all,
            Kind::AtLeast(1) => any_of(operands, &desk.values),
            Kind::AtLeast(k) if k as usize == operands.len() => all_of(operands, &desk.values, all),
            Kind::AtLeast(2) => two_of(operands, &desk.values),
            Kind::AtLeast(k) => some_of(k as usize, operands, &desk.values, &mut desk.planes),
        }
    }
}

/// Puts the values of one block of columns into the rows that are kept.
fn write(block: usize, values: &[Block], kept: &mut [Rows]) {
    let mut values = values.iter();
    for rows in kept {
        for (row, value) in (0..rows.len()).zip(&mut values) {
            let words = &mut rows.row_mut(row)[block * WORDS..];
            words
                .iter_mut()
                .zip(&value.0)
                .for_each(|(to, from)| *to = *from);
        }
    }
}

pub(super) fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
