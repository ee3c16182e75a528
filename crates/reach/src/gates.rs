//! Monotone gates over rows of bits, and their least fixpoint.
//!
//! Work: edges × columns / 64 word operations for gates outside cycles, once; gates that feed each other are
//! evaluated again when an operand has changed (each bit rises at most once, so it ends). Columns are taken in
//! blocks of 512, one line of the processor's cache for each gate, so that a block of values of 100,000 gates
//! (6.4 MB) stays near the processor.
//! The method is the standard least model of monotone (Horn) rules; components by Tarjan (1972).

mod block;
mod order;
mod plan;
#[cfg(test)]
mod tests;

pub use plan::Plan;

/// A gate's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gate(pub u32);

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
    /// Where the operands of each gate stand: first and end.
    spans: Vec<(usize, usize)>,
    operands: Vec<u32>,
    inputs: u32,
}

impl Default for Gates {
    fn default() -> Self {
        Gates {
            kinds: vec![Kind::AtLeast(1), Kind::AtLeast(0)],
            spans: vec![(0, 0); 2],
            operands: Vec::new(),
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
        self.push(Kind::Input(self.inputs - 1), &[])
    }

    /// A gate to be defined later, so that gates can feed each other. Clear until then.
    pub fn reserve(&mut self) -> Gate {
        self.push(Kind::AtLeast(1), &[])
    }

    /// Defines a reserved gate as OR.
    pub fn define_any(&mut self, gate: Gate, mut operands: Vec<Gate>) {
        operands.sort_unstable();
        operands.dedup();
        operands.retain(|g| *g != Self::NOBODY);
        self.spans[gate.0 as usize] = self.lay_out(&operands);
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
            _ => self.push(Kind::AtLeast(1), &operands),
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
                self.push(Kind::AtLeast(n), &operands)
            }
        }
    }

    /// At least `k` of the operands; operands count as often as they are listed.
    pub fn at_least(&mut self, k: u32, operands: Vec<Gate>) -> Gate {
        match k {
            0 => Self::ANYBODY,
            1 => self.any(operands),
            _ if k as usize > operands.len() => Self::NOBODY,
            _ => self.push(Kind::AtLeast(k), &operands),
        }
    }

    fn push(&mut self, kind: Kind, operands: &[Gate]) -> Gate {
        let id = Gate(u32::try_from(self.kinds.len()).unwrap_or(u32::MAX));
        let span = self.lay_out(operands);
        self.kinds.push(kind);
        self.spans.push(span);
        id
    }

    fn lay_out(&mut self, operands: &[Gate]) -> (usize, usize) {
        let first = self.operands.len();
        self.operands.extend(operands.iter().map(|g| g.0));
        (first, self.operands.len())
    }

    fn operands(&self, gate: u32) -> &[u32] {
        let (first, end) = self.spans[gate as usize];
        &self.operands[first..end]
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
        self.spans.iter().map(|(first, end)| end - first).sum()
    }

    /// Lays the gates out for evaluation.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan::new(self)
    }
}
