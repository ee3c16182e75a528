//! Rows of bits: one row a thing, one bit an actor.

/// A matrix of bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    words: usize,
    data: Vec<u64>,
}

impl Rows {
    /// `rows` rows of `columns` bits, all clear.
    #[must_use]
    pub fn new(rows: usize, columns: usize) -> Self {
        let words = columns.div_ceil(64);
        Rows {
            words,
            data: vec![0; rows * words],
        }
    }

    /// Words in a row.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.data.len().checked_div(self.words).unwrap_or(0)
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// One row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[u64] {
        &self.data[row * self.words..(row + 1) * self.words]
    }

    /// One row, to write.
    pub fn row_mut(&mut self, row: usize) -> &mut [u64] {
        &mut self.data[row * self.words..(row + 1) * self.words]
    }

    /// Some rows alone, in that order.
    #[must_use]
    pub fn chosen(&self, rows: impl Iterator<Item = usize>) -> Rows {
        let mut data = Vec::new();
        rows.for_each(|row| data.extend_from_slice(self.row(row)));
        Rows {
            words: self.words,
            data,
        }
    }

    /// One bit.
    #[must_use]
    pub fn get(&self, row: usize, column: usize) -> bool {
        self.data[row * self.words + column / 64] >> (column % 64) & 1 == 1
    }

    /// Sets one bit.
    pub fn set(&mut self, row: usize, column: usize) {
        self.data[row * self.words + column / 64] |= 1 << (column % 64);
    }

    /// ORs words into a row.
    pub(crate) fn or_row(&mut self, row: usize, words: impl Iterator<Item = u64>) {
        for (word, more) in self.row_mut(row).iter_mut().zip(words) {
            *word |= more;
        }
    }

    /// The same bits with rows as columns; `columns` of them are used.
    #[must_use]
    pub fn turned(&self, columns: usize) -> Rows {
        let mut turned = Rows::new(columns, self.len());
        for row in 0..self.len() {
            ones(self.row(row)).for_each(|column| turned.set(column, row));
        }
        turned
    }

    /// Makes it `rows` clear rows of `columns` bits, in the room that it has.
    pub(crate) fn renew(&mut self, rows: usize, columns: usize) {
        self.words = columns.div_ceil(64);
        self.data.clear();
        self.data.resize(rows * self.words, 0);
    }

    /// Copies one row over another.
    pub fn copy(&mut self, from: usize, to: usize) {
        let start = from * self.words;
        self.data
            .copy_within(start..start + self.words, to * self.words);
    }

    /// ORs one row into another.
    pub fn or_within(&mut self, row: usize, other: usize) {
        for word in 0..self.words {
            let more = self.data[other * self.words + word];
            self.data[row * self.words + word] |= more;
        }
    }

    /// ORs a row of another matrix of the same width into a row of this one.
    pub fn or_from(&mut self, row: usize, other: &[u64]) {
        for (word, more) in self.row_mut(row).iter_mut().zip(other) {
            *word |= more;
        }
    }
}

/// The positions of the bits that are set, in order.
pub(crate) fn ones(row: &[u64]) -> impl Iterator<Item = usize> + '_ {
    row.iter().enumerate().flat_map(|(at, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            Some(at * 64 + bit)
        })
    })
}

/// For each column, whether the counts of the rows whose bit is set add up to at least `least`.
///
/// Bit-sliced: plane *b* holds bit *b* of 64 sums at once, so that a word of columns costs a few operations a row.
pub(crate) fn at_least(rows: &[(&[u64], u32)], least: u64, out: &mut [u64]) {
    let total: u64 = rows.iter().map(|(_, count)| u64::from(*count)).sum();
    if least > total {
        return;
    }
    let planes_needed = (64 - total.leading_zeros()) as usize;
    let mut planes = vec![0_u64; planes_needed];
    for (at, word) in out.iter_mut().enumerate() {
        planes.fill(0);
        for (row, count) in rows.iter().filter(|(row, _)| row[at] != 0) {
            add(&mut planes, row[at], *count);
        }
        let (mut above, mut equal) = (0_u64, u64::MAX);
        for (bit, plane) in planes.iter().enumerate().rev() {
            if least >> bit & 1 == 1 {
                equal &= plane;
            } else {
                above |= equal & plane;
                equal &= !plane;
            }
        }
        *word |= above | equal;
    }
}

/// Adds `count` in every column of `mask`.
fn add(planes: &mut [u64], mask: u64, count: u32) {
    let mut rest = count;
    while rest != 0 {
        let mut plane = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        let mut carry = mask;
        while carry != 0 && plane < planes.len() {
            let next = planes[plane] & carry;
            planes[plane] ^= carry;
            carry = next;
            plane += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_in_slices_equal_sums_by_hand() {
        let counts = [3_u32, 1, 7, 2];
        let rows: Vec<Vec<u64>> = (0..4)
            .map(|r| vec![(0..16_u64).map(|c| ((c >> r) & 1) << c).sum()])
            .collect();
        for least in 1..=14_u64 {
            let given: Vec<(&[u64], u32)> = rows.iter().map(Vec::as_slice).zip(counts).collect();
            let mut out = vec![0_u64];
            at_least(&given, least, &mut out);
            for column in 0..16_u64 {
                let sum: u32 = (0..4)
                    .filter(|r| column >> r & 1 == 1)
                    .map(|r| counts[r as usize])
                    .sum();
                assert_eq!(
                    out[0] >> column & 1 == 1,
                    u64::from(sum) >= least,
                    "{column} {least}"
                );
            }
        }
    }

    #[test]
    fn ones_are_found_in_order() {
        let mut rows = Rows::new(2, 130);
        rows.set(1, 0);
        rows.set(1, 64);
        rows.set(1, 129);
        assert_eq!(ones(rows.row(1)).collect::<Vec<_>>(), [0, 64, 129]);
        assert_eq!(ones(rows.row(0)).count(), 0);
        assert!(rows.get(1, 129) && !rows.get(0, 129));
    }
}
