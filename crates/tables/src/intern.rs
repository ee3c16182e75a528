//! Texts and kinds as numbers: each distinct one is kept once.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use keyholder_supply::inventory::KIND_WIDTH;

/// Distinct texts of one column. Number 0 is the blank.
pub(crate) struct Texts {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The last text asked for: in sorted tables the next is often the same.
    last: u32,
}

impl Default for Texts {
    fn default() -> Self {
        let mut texts = Texts {
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            bytes: Vec::new(),
            ends: Vec::new(),
            last: 0,
        };
        texts.number(b"");
        texts
    }
}

impl Texts {
    /// The number of a text, a new one if need be.
    pub(crate) fn number(&mut self, text: &[u8]) -> u32 {
        if !self.ends.is_empty() && self.get(self.last) == text {
            return self.last;
        }
        let hash = self.hasher.hash_one(text);
        let (bytes, ends) = (&self.bytes, &self.ends);
        let found = self
            .table
            .find(hash, |n| slice(bytes, ends, *n) == text)
            .copied();
        self.last = found.unwrap_or_else(|| self.add(hash, text));
        self.last
    }

    fn add(&mut self, hash: u64, text: &[u8]) -> u32 {
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.table
            .insert_unique(hash, number, |n| hasher.hash_one(slice(bytes, ends, *n)));
        number
    }

    /// The text of a number.
    pub(crate) fn get(&self, number: u32) -> &[u8] {
        slice(&self.bytes, &self.ends, number)
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// All texts in the order of their numbers. What is not UTF-8 was refused before; should it come here, it
    /// is shown with replacement characters rather than lost.
    pub(crate) fn into_strings(self) -> Vec<String> {
        (0..self.len())
            .map(|n| String::from_utf8_lossy(self.get(n)).into_owned())
            .collect()
    }
}

fn slice<'t>(bytes: &'t [u8], ends: &[usize], number: u32) -> &'t [u8] {
    let at = number as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &bytes[start..ends[at]]
}

/// Cells of a kind, as numbers of texts.
pub(crate) type Cells = [u32; KIND_WIDTH];

/// Distinct kinds, with how many rows each has and the least id.
#[derive(Default)]
pub(crate) struct Kinds {
    table: HashTable<u32>,
    pub(crate) cells: Vec<Cells>,
    pub(crate) rows: Vec<u64>,
    pub(crate) least: Vec<Vec<u8>>,
    last: u32,
}

impl Kinds {
    /// Counts a row, and gives the number of its kind.
    pub(crate) fn add(&mut self, cells: &Cells, id: &[u8], rows: u64) -> u32 {
        let kind = self.number(cells);
        let at = kind as usize;
        self.rows[at] += rows;
        let least = &mut self.least[at];
        if self.rows[at] == rows || id < least.as_slice() {
            least.clear();
            least.extend_from_slice(id);
        }
        kind
    }

    fn number(&mut self, cells: &Cells) -> u32 {
        if self.cells.get(self.last as usize) == Some(cells) {
            return self.last;
        }
        let all = &self.cells;
        let found = self.table.find(hash(cells), |n| all[*n as usize] == *cells);
        self.last = match found {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
                self.cells.push(*cells);
                self.rows.push(0);
                self.least.push(Vec::new());
                let all = &self.cells;
                self.table
                    .insert_unique(hash(cells), number, |n| hash(&all[*n as usize]));
                number
            }
        };
        self.last
    }
}

/// Numbers are handed out here, in order of appearance, so no one outside can aim at collisions.
fn hash(cells: &Cells) -> u64 {
    let mut mixed = 0x9E37_79B9_7F4A_7C15_u64;
    for pair in cells.chunks(2) {
        let pair = pair
            .iter()
            .fold(0_u64, |pair, cell| pair << 32 | u64::from(*cell));
        let wide = u128::from(mixed ^ pair) * 0xA076_1D64_78BD_642F;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "both halves of the product are folded into one"
        )]
        let folded = (wide as u64) ^ ((wide >> 64) as u64);
        mixed = folded.rotate_left(23);
    }
    mixed
}

/// Without the white space around, as `str::trim` sees it; bytes that are no UTF-8 stay as they are.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    match (text.first(), text.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => {
            return text;
        }
        (None, _) => return text,
        _ => {}
    }
    std::str::from_utf8(text).map_or(text, |text| text.trim().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_kinds_are_kept_once() {
        let mut texts = Texts::default();
        let numbers = ["a", "", "b", "a", "b"].map(|t| texts.number(t.as_bytes()));
        assert_eq!(numbers, [1, 0, 2, 1, 2]);
        assert_eq!(texts.into_strings(), ["", "a", "b"]);
        let mut kinds = Kinds::default();
        let cells = |n| [n; KIND_WIDTH];
        let numbers = [(1, "x"), (2, "y"), (1, "a"), (1, "b")]
            .map(|(n, id)| kinds.add(&cells(n), id.as_bytes(), 1));
        assert_eq!(numbers, [0, 1, 0, 0]);
        assert_eq!(kinds.rows, [3, 1]);
        assert_eq!(kinds.least, [b"a", b"y"]);
    }

    #[test]
    fn trims_as_text_is_trimmed() {
        for text in [
            "",
            " ",
            "a",
            " a",
            "a\t",
            "\u{a0}a\u{2003}",
            "é",
            "a b",
            "\u{feff}a",
        ] {
            assert_eq!(trim(text.as_bytes()), text.trim().as_bytes(), "{text:?}");
        }
        assert_eq!(trim(b" \xff "), b" \xff ");
    }
}
