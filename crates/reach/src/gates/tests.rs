//! The plan against the plainest evaluation there is, on networks drawn at random.

use super::{Gate, Gates};
use crate::Rows;

/// Xorshift (Marsaglia 2003).
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }
}

/// A gate as the test defines it: at least so many of the operands.
struct Defined {
    gate: Gate,
    least: usize,
    operands: Vec<Gate>,
}

const INPUTS: usize = 6;
/// More than one block of columns, and not a whole number of words.
const COLUMNS: usize = 700;

/// Gates with operands anywhere, so that many feed each other.
fn network(rng: &mut Rng, size: usize) -> (Gates, Vec<Gate>, Vec<Defined>) {
    let mut gates = Gates::default();
    let inputs: Vec<Gate> = (0..INPUTS).map(|_| gates.input()).collect();
    let reserved: Vec<Gate> = (0..size).map(|_| gates.reserve()).collect();
    let all = [&inputs[..], &reserved[..], &[Gates::NOBODY]].concat();
    let mut defined = Vec::new();
    for gate in reserved {
        let operands: Vec<Gate> = (0..1 + rng.below(5))
            .map(|_| all[rng.below(all.len())])
            .collect();
        let least = 1 + rng.below(operands.len().min(4));
        // Operands of k of n count as often as they are listed; those of OR and AND once.
        let inner = gates.at_least(u32::try_from(least).unwrap_or(1), operands.clone());
        gates.define_any(gate, vec![inner]);
        defined.push(Defined {
            gate,
            least,
            operands,
        });
    }
    (gates, inputs, defined)
}

/// Whether each gate is set in one column, by sweeping all gates until nothing changes.
fn plainly(gates: &Gates, inputs: &[Gate], defined: &[Defined], set: &[bool]) -> Vec<bool> {
    let mut values = vec![false; gates.len()];
    inputs
        .iter()
        .zip(set)
        .for_each(|(gate, value)| values[gate.0 as usize] = *value);
    loop {
        let before = values.clone();
        for Defined {
            gate,
            least,
            operands,
        } in defined
        {
            let on = operands.iter().filter(|o| values[o.0 as usize]).count();
            values[gate.0 as usize] = on >= *least;
        }
        if values == before {
            return values;
        }
    }
}

#[test]
fn a_plan_gives_the_least_fixpoint() {
    let mut rng = Rng(0x5_540);
    for round in 0..60 {
        let (gates, inputs, defined) = network(&mut rng, 1 + round / 2);
        let mut input = Rows::new(INPUTS, COLUMNS);
        for row in 0..INPUTS {
            (0..COLUMNS)
                .filter(|_| rng.below(3) == 0)
                .for_each(|column| input.set(row, column));
        }
        let keep: Vec<Gate> = defined.iter().map(|d| d.gate).collect();
        let plan = gates.plan();
        let [rows, again] = plan.run(&input, COLUMNS, [&keep, &inputs], 1);
        assert_eq!(again, input);
        for threads in [2, 5] {
            let [same] = plan.run(&input, COLUMNS, [&keep], threads);
            assert_eq!(same, rows);
        }
        for column in (0..COLUMNS).step_by(23).chain([511, 512, COLUMNS - 1]) {
            let set: Vec<bool> = (0..INPUTS).map(|row| input.get(row, column)).collect();
            let values = plainly(&gates, &inputs, &defined, &set);
            for (row, gate) in keep.iter().enumerate() {
                assert_eq!(
                    rows.get(row, column),
                    values[gate.0 as usize],
                    "round {round}, gate {row}, column {column}"
                );
            }
        }
    }
}

#[test]
fn a_long_cycle_against_the_grain_ends_soon() {
    let size = 20_000;
    let mut gates = Gates::default();
    let input = gates.input();
    let ring: Vec<Gate> = (0..size).map(|_| gates.reserve()).collect();
    // Each gate reads the next but one and the one before, as far from a good order as it gets.
    for at in 0..size {
        let mut ways = vec![ring[(at + 2) % size], ring[(at + size - 1) % size]];
        if at == size / 2 {
            ways.push(input);
        }
        gates.define_any(ring[at], ways);
    }
    let mut rows = Rows::new(1, 1);
    rows.set(0, 0);
    let [reached] = gates.plan().run(&rows, 1, [&ring], 1);
    assert!((0..size).all(|at| reached.get(at, 0)));
}
