//! Blocks of columns: what one gate does to 512 columns at once.

use crate::Rows;

/// Words of columns that are evaluated together: one line of the processor's cache.
pub(super) const WORDS: usize = 8;

/// The same 512 columns of one row, at the start of a cache line, so that reading it takes one line and not two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct Block(pub(super) [u64; WORDS]);

impl Block {
    pub(super) const CLEAR: Block = Block([0; WORDS]);

    /// The columns that exist in a block.
    pub(super) fn mask(block: usize, columns: usize) -> Block {
        Block(std::array::from_fn(|word| {
            let from = (block * WORDS + word) * 64;
            match columns.saturating_sub(from) {
                0 => 0,
                n if n >= 64 => u64::MAX,
                n => (1 << n) - 1,
            }
        }))
    }

    /// One block of a row of the input.
    pub(super) fn read(input: &Rows, row: usize, block: usize) -> Block {
        let words = &input.row(row)[block * WORDS..];
        let mut out = Block::CLEAR;
        out.0
            .iter_mut()
            .zip(words)
            .for_each(|(to, from)| *to = *from);
        out
    }

    fn or(&mut self, other: &Block) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(word, more)| *word |= more);
    }

    fn and(&mut self, other: &Block) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(word, less)| *word &= less);
    }
}

/// OR.
pub(super) fn any_of(operands: &[u32], values: &[Block]) -> Block {
    let mut out = Block::CLEAR;
    operands
        .iter()
        .for_each(|operand| out.or(&values[*operand as usize]));
    out
}

/// AND.
pub(super) fn all_of(operands: &[u32], values: &[Block], all: &Block) -> Block {
    let mut out = *all;
    operands
        .iter()
        .for_each(|operand| out.and(&values[*operand as usize]));
    out
}

/// Two of *n*: the most frequent threshold of keys.
pub(super) fn two_of(operands: &[u32], values: &[Block]) -> Block {
    let (mut one, mut two) = (Block::CLEAR, Block::CLEAR);
    for operand in operands {
        let value = &values[*operand as usize];
        let mut both = one;
        both.and(value);
        two.or(&both);
        one.or(value);
    }
    two
}

/// *k* of *n* in unary planes: plane *j* holds the columns in which more than *j* operands are set.
pub(super) fn some_of(
    k: usize,
    operands: &[u32],
    values: &[Block],
    planes: &mut Vec<Block>,
) -> Block {
    planes.clear();
    planes.resize(k, Block::CLEAR);
    for operand in operands {
        let value = &values[*operand as usize];
        for j in (1..k).rev() {
            let mut both = planes[j - 1];
            both.and(value);
            planes[j].or(&both);
        }
        planes[0].or(value);
    }
    planes[k - 1]
}
