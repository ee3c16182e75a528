//! The order of evaluation: gates that feed each other together, operands first.

use super::Gates;
use super::plan::number;

/// Strongly connected components of the operands' graph, operands first (Tarjan, without recursion).
pub(super) struct Order {
    pub(super) gates: Vec<u32>,
    /// Where each component ends.
    pub(super) ends: Vec<usize>,
}

/// Not yet seen.
const NEW: u32 = 0;
/// Its component is complete.
const DONE: u32 = u32::MAX;

impl Order {
    /// Inside a component, gates stand in the order in which the search leaves them, so that most operands
    /// stand before the gates that read them and few gates are evaluated twice.
    pub(super) fn new(gates: &Gates) -> Self {
        let mut search = Search {
            index: vec![NEW; gates.len()],
            low: vec![0; gates.len()],
            next: NEW,
            path: Vec::new(),
            left: Vec::new(),
        };
        let mut order = Order {
            gates: Vec::with_capacity(gates.len()),
            ends: Vec::new(),
        };
        for root in 0..number(gates.len()) {
            if search.index[root as usize] == NEW {
                search.enter(root);
                search.follow(gates, &mut order);
            }
        }
        order
    }
}

struct Search {
    /// When a gate was first seen.
    index: Vec<u32>,
    /// The earliest gate without a component that it leads to, as far as seen.
    low: Vec<u32>,
    next: u32,
    /// Gates that are being looked at, with how many of their operands have been.
    path: Vec<(u32, usize)>,
    /// Gates that have been left and have no component yet.
    left: Vec<u32>,
}

impl Search {
    fn enter(&mut self, gate: u32) {
        self.next += 1;
        self.index[gate as usize] = self.next;
        self.low[gate as usize] = self.next;
        self.path.push((gate, 0));
    }

    fn follow(&mut self, gates: &Gates, order: &mut Order) {
        while let Some((gate, seen)) = self.path.last_mut() {
            let (gate, operands) = (*gate, gates.operands(*gate));
            let mut low = self.low[gate as usize];
            let mut new = None;
            for operand in &operands[*seen..] {
                let index = self.index[*operand as usize];
                if index == NEW {
                    new = Some(*operand);
                    break;
                }
                *seen += 1;
                // An operand that has its component leads to nothing that lacks one.
                if index != DONE {
                    low = low.min(self.low[*operand as usize]);
                }
            }
            self.low[gate as usize] = low;
            match new {
                Some(operand) => self.enter(operand),
                None => self.leave(gate, order),
            }
        }
    }

    fn leave(&mut self, gate: u32, order: &mut Order) {
        self.path.pop();
        self.left.push(gate);
        let first_seen = self.index[gate as usize];
        if self.low[gate as usize] != first_seen {
            return;
        }
        // All that was seen after this gate and has no component yet belongs to it.
        let inside = self
            .left
            .iter()
            .rev()
            .take_while(|g| self.index[**g as usize] >= first_seen);
        let from = self.left.len() - inside.count();
        for member in self.left.drain(from..) {
            self.index[member as usize] = DONE;
            order.gates.push(member);
        }
        order.ends.push(order.gates.len());
    }
}
