//! Monotone gates over rows of bits, and their least fixpoint.
//!
//! Work: edges × columns / 64 word operations for gates outside cycles, once; a component of gates that feed
//! each other is swept until no bit changes (each bit rises at most once, so it ends). Columns are taken in
//! blocks of 512, so that a block of values of 100,000 gates (6.4 MB) stays near the processor.
//! The method is the standard least model of monotone (Horn) rules; components by Tarjan (1972).

use crate::Rows;

/// A gate's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gate(pub u32);

/// Words of columns that are evaluated together.
const BLOCK: usize = 8;
type Block = [u64; BLOCK];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Reads a row of the input.
    Input(u32),
    /// At least so many of the operands; 1 is OR, all is AND.
    AtLeast(u32),
}

/// A network of gates. Gate 0 is always clear, gate 1 always set.
#[derive(Clone, Debug)]
pub struct Gates {
    kinds: Vec<Kind>,
    operands: Vec<Vec<u32>>,
    inputs: u32,
}

impl Default for Gates {
    fn default() -> Self {
        Gates {
            kinds: vec![Kind::AtLeast(1), Kind::AtLeast(0)],
            operands: vec![Vec::new(), Vec::new()],
            inputs: 0,
        }
    }
}

impl Gates {
    /// Clear for everybody.
    pub const NOBODY: Gate = Gate(0);
    /// Set for everybody.
    pub const ANYBODY: Gate = Gate(1);

    /// A gate that reads the next row of the input.
    pub fn input(&mut self) -> Gate {
        self.inputs += 1;
        self.push(Kind::Input(self.inputs - 1), Vec::new())
    }

    /// A gate to be defined later, so that gates can feed each other. Clear until then.
    pub fn reserve(&mut self) -> Gate {
        self.push(Kind::AtLeast(1), Vec::new())
    }

    /// Defines a reserved gate as OR.
    pub fn define_any(&mut self, gate: Gate, mut operands: Vec<Gate>) {
        operands.sort_unstable();
        operands.dedup();
        self.operands[gate.0 as usize] = operands
            .into_iter()
            .filter(|g| *g != Self::NOBODY)
            .map(|g| g.0)
            .collect();
    }

    /// OR. Few or trivial operands make no new gate.
    pub fn any(&mut self, mut operands: Vec<Gate>) -> Gate {
        operands.sort_unstable();
        operands.dedup();
        operands.retain(|g| *g != Self::NOBODY);
        match operands.as_slice() {
            [] => Self::NOBODY,
            [one] => *one,
            _ if operands.contains(&Self::ANYBODY) => Self::ANYBODY,
            _ => self.push(Kind::AtLeast(1), operands),
        }
    }

    /// AND. Few or trivial operands make no new gate.
    pub fn all(&mut self, mut operands: Vec<Gate>) -> Gate {
        operands.sort_unstable();
        operands.dedup();
        operands.retain(|g| *g != Self::ANYBODY);
        match operands.as_slice() {
            [] => Self::ANYBODY,
            [one] => *one,
            _ if operands.contains(&Self::NOBODY) => Self::NOBODY,
            _ => {
                let n = u32::try_from(operands.len()).unwrap_or(u32::MAX);
                self.push(Kind::AtLeast(n), operands)
            }
        }
    }

    /// At least `k` of the operands; operands count as often as they are listed.
    pub fn at_least(&mut self, k: u32, operands: Vec<Gate>) -> Gate {
        match k {
            0 => Self::ANYBODY,
            1 => self.any(operands),
            _ if k as usize > operands.len() => Self::NOBODY,
            _ => self.push(Kind::AtLeast(k), operands),
        }
    }

    fn push(&mut self, kind: Kind, operands: Vec<Gate>) -> Gate {
        let id = Gate(u32::try_from(self.kinds.len()).unwrap_or(u32::MAX));
        self.kinds.push(kind);
        self.operands
            .push(operands.into_iter().map(|g| g.0).collect());
        id
    }

    /// How many gates.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Never: two gates are always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// How many operands in all.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.operands.iter().map(Vec::len).sum()
    }

    /// Lays the gates out for evaluation.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan::new(self)
    }
}

/// Gates in the order of evaluation: operands first, gates that feed each other together.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Position of each gate in the order.
    place: Vec<u32>,
    kinds: Vec<Kind>,
    starts: Vec<u32>,
    operands: Vec<u32>,
    /// Runs `first..end` of the order that must be swept to rest.
    components: Vec<(u32, u32, bool)>,
}

impl Plan {
    fn new(gates: &Gates) -> Self {
        let order = components(&gates.operands);
        let mut place = vec![0_u32; gates.len()];
        for (at, gate) in order.iter().flatten().enumerate() {
            place[*gate as usize] = u32::try_from(at).unwrap_or(u32::MAX);
        }
        let mut plan = Plan {
            place,
            kinds: Vec::with_capacity(gates.len()),
            starts: vec![0],
            operands: Vec::with_capacity(gates.edges()),
            components: Vec::new(),
        };
        for component in &order {
            let first = u32::try_from(plan.kinds.len()).unwrap_or(u32::MAX);
            for gate in component {
                let operands = &gates.operands[*gate as usize];
                plan.kinds.push(gates.kinds[*gate as usize]);
                plan.operands
                    .extend(operands.iter().map(|o| plan.place[*o as usize]));
                plan.starts
                    .push(u32::try_from(plan.operands.len()).unwrap_or(u32::MAX));
            }
            let alone = component.len() == 1
                && !gates.operands[component[0] as usize].contains(&component[0]);
            let end = u32::try_from(plan.kinds.len()).unwrap_or(u32::MAX);
            match plan.components.last_mut() {
                Some(last) if alone && !last.2 => last.1 = end,
                _ => plan.components.push((first, end, !alone)),
            }
        }
        plan
    }

    /// Evaluates all gates for all columns of the input, and keeps the rows of some.
    ///
    /// `threads` only changes how long it takes.
    #[must_use]
    pub fn run(&self, input: &Rows, columns: usize, keep: &[Gate], threads: usize) -> Rows {
        let mut kept = Rows::new(keep.len(), columns);
        let words = kept.words();
        if words == 0 {
            return kept;
        }
        let blocks: Vec<usize> = (0..words.div_ceil(BLOCK)).collect();
        let places: Vec<u32> = keep.iter().map(|g| self.place[g.0 as usize]).collect();
        let share = blocks.len().div_ceil(threads.clamp(1, blocks.len()));
        let parts: Vec<Vec<(usize, Vec<Block>)>> = std::thread::scope(|scope| {
            let places = &places;
            let work = |part: &[usize]| self.run_blocks(part, input, columns, places);
            let mut chunks = blocks.chunks(share);
            let mine = chunks.next().unwrap_or_default();
            let others: Vec<_> = chunks.map(|part| scope.spawn(move || work(part))).collect();
            let mut parts = vec![work(mine)];
            parts.extend(
                others
                    .into_iter()
                    .map(|t| t.join().unwrap_or_else(|e| std::panic::resume_unwind(e))),
            );
            parts
        });
        for (block, rows) in parts.into_iter().flatten() {
            let from = block * BLOCK;
            let width = BLOCK.min(words - from);
            for (row, values) in rows.iter().enumerate() {
                kept.row_mut(row)[from..from + width].copy_from_slice(&values[..width]);
            }
        }
        kept
    }

    fn run_blocks(
        &self,
        blocks: &[usize],
        input: &Rows,
        columns: usize,
        keep: &[u32],
    ) -> Vec<(usize, Vec<Block>)> {
        let mut values: Vec<Block> = vec![[0; BLOCK]; self.kinds.len()];
        let mut done = Vec::with_capacity(blocks.len());
        for block in blocks {
            values.fill([0; BLOCK]);
            let all = mask(*block, columns);
            for (first, end, cyclic) in &self.components {
                if *cyclic {
                    while self.sweep(*first, *end, *block, input, &all, &mut values) {}
                } else {
                    self.sweep(*first, *end, *block, input, &all, &mut values);
                }
            }
            done.push((*block, keep.iter().map(|at| values[*at as usize]).collect()));
        }
        done
    }

    /// Evaluates a run of gates once; says whether any bit rose.
    fn sweep(
        &self,
        first: u32,
        end: u32,
        block: usize,
        input: &Rows,
        all: &Block,
        values: &mut [Block],
    ) -> bool {
        let mut rose = false;
        for at in first as usize..end as usize {
            let operands = &self.operands[self.starts[at] as usize..self.starts[at + 1] as usize];
            let next = match self.kinds[at] {
                Kind::Input(row) => read(input, row as usize, block),
                Kind::AtLeast(0) => *all,
                Kind::AtLeast(1) => any_of(operands, values),
                Kind::AtLeast(k) if k as usize == operands.len() => all_of(operands, values, all),
                Kind::AtLeast(k) => some_of(k as usize, operands, values, all),
            };
            rose |= next != values[at];
            values[at] = next;
        }
        rose
    }
}

/// The columns that exist in a block.
fn mask(block: usize, columns: usize) -> Block {
    std::array::from_fn(|word| {
        let from = (block * BLOCK + word) * 64;
        match columns.saturating_sub(from) {
            0 => 0,
            n if n >= 64 => u64::MAX,
            n => (1 << n) - 1,
        }
    })
}

fn read(input: &Rows, row: usize, block: usize) -> Block {
    let mut out = [0; BLOCK];
    let words = input.row(row);
    let from = block * BLOCK;
    let width = BLOCK.min(words.len() - from);
    out[..width].copy_from_slice(&words[from..from + width]);
    out
}

fn any_of(operands: &[u32], values: &[Block]) -> Block {
    let mut out = [0; BLOCK];
    for operand in operands {
        let value = &values[*operand as usize];
        for (word, more) in out.iter_mut().zip(value) {
            *word |= more;
        }
    }
    out
}

fn all_of(operands: &[u32], values: &[Block], all: &Block) -> Block {
    let mut out = *all;
    for operand in operands {
        let value = &values[*operand as usize];
        for (word, less) in out.iter_mut().zip(value) {
            *word &= less;
        }
    }
    out
}

/// *k* of *n* in unary planes: plane *j* holds the columns in which more than *j* operands are set.
fn some_of(k: usize, operands: &[u32], values: &[Block], all: &Block) -> Block {
    let mut planes: Vec<Block> = vec![[0; BLOCK]; k];
    for operand in operands {
        let value = &values[*operand as usize];
        for j in (0..k).rev() {
            let below = if j == 0 { *all } else { planes[j - 1] };
            for (word, (low, new)) in planes[j].iter_mut().zip(below.iter().zip(value)) {
                *word |= low & new;
            }
        }
    }
    planes[k - 1]
}

/// Strongly connected components of the operands' graph, operands first (Tarjan, without recursion).
fn components(operands: &[Vec<u32>]) -> Vec<Vec<u32>> {
    const NEW: u32 = u32::MAX;
    let n = operands.len();
    let mut index = vec![NEW; n];
    let mut low = vec![0_u32; n];
    let mut on_stack = vec![false; n];
    let mut stack: Vec<u32> = Vec::new();
    let mut found: Vec<Vec<u32>> = Vec::new();
    let mut next = 0_u32;
    let mut path: Vec<(u32, u32)> = Vec::new();
    for root in 0..u32::try_from(n).unwrap_or(u32::MAX) {
        if index[root as usize] != NEW {
            continue;
        }
        path.push((root, 0));
        while let Some((gate, at)) = path.pop() {
            let g = gate as usize;
            if at == 0 {
                index[g] = next;
                low[g] = next;
                next += 1;
                stack.push(gate);
                on_stack[g] = true;
            } else {
                let child = operands[g][at as usize - 1] as usize;
                low[g] = low[g].min(low[child]);
            }
            let mut descend = None;
            for (k, operand) in operands[g].iter().enumerate().skip(at as usize) {
                let o = *operand as usize;
                if index[o] == NEW {
                    descend = Some((u32::try_from(k + 1).unwrap_or(u32::MAX), *operand));
                    break;
                }
                if on_stack[o] {
                    low[g] = low[g].min(index[o]);
                }
            }
            if let Some((resume, operand)) = descend {
                path.push((gate, resume));
                path.push((operand, 0));
                continue;
            }
            if low[g] == index[g] {
                let from = stack.iter().rposition(|s| *s == gate).unwrap_or(0);
                let mut component = stack.split_off(from);
                component.iter().for_each(|s| on_stack[*s as usize] = false);
                component.sort_unstable();
                found.push(component);
            }
        }
    }
    found
}
