//! Sums of weights for all actors at once, by tables of eight classes (the method of the Four Russians, 1970).
//!
//! Eight classes at a time, a table holds the sums of all their 256 subsets; which of the eight an actor can
//! change is a byte, and the byte is the place in the table. So a sum costs one look-up for eight classes,
//! however many of their bits are set, and it is exact. Eight classes that nobody can change cost nothing.

use crate::Rows;

/// What a class counts for in a group: the number of its elements in a function, for example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    /// Row of the class.
    pub class: usize,
    /// Group in which it counts.
    pub group: usize,
    /// How much.
    pub amount: u64,
}

/// Classes in a table.
const TOGETHER: usize = 8;

/// Groups that a table may span although none of its classes does.
const SPAN: usize = 16;

/// For every actor, the sum of weights of the classes that it can change, by group.
///
/// A class may count in several groups. The result has `groups` numbers for each actor.
/// Work: a table look-up for eight classes, each actor, and each group in which they count.
#[must_use]
pub fn element_sums(classes: &Rows, weights: &[Weight], groups: usize, actors: usize) -> Vec<u64> {
    let mut sums = vec![0_u64; actors * groups];
    let mut weights: Vec<Weight> = weights.iter().copied().filter(|w| w.amount != 0).collect();
    weights.sort_unstable();
    let mut counted: Vec<&[Weight]> = weights.chunk_by(|a, b| a.class == b.class).collect();
    counted.sort_by_key(|class| (class[0].group, class[0].class));
    let mut table = Vec::new();
    let mut rest = counted.as_slice();
    while !rest.is_empty() {
        let (together, others) = rest.split_at(fitting(rest));
        rest = others;
        let (from, end) = span(together);
        fill(&mut table, together, from, end - from);
        let rows: Vec<&[u64]> = together
            .iter()
            .map(|class| classes.row(class[0].class))
            .collect();
        let mut lines = sums.chunks_exact_mut(groups);
        for word in 0..classes.words() {
            let subsets = Subsets::new(&rows, word);
            let lines = lines.by_ref().take(64);
            if subsets.is_empty() {
                lines.for_each(drop);
                continue;
            }
            add_from_table(&table, &subsets, lines.map(|line| &mut line[from..end]));
        }
    }
    sums
}

/// First group in which some of the classes count, and the end of the last.
fn span(classes: &[&[Weight]]) -> (usize, usize) {
    let first = classes.iter().map(|class| class[0].group).min();
    let last = classes
        .iter()
        .map(|class| class[class.len() - 1].group)
        .max();
    (first.unwrap_or(0), last.map_or(0, |last| last + 1))
}

/// How many of the next classes go into one table: no more than eight, and close to each other by group.
fn fitting(classes: &[&[Weight]]) -> usize {
    let width = |classes: &[&[Weight]]| {
        let (from, end) = span(classes);
        end - from
    };
    let widest = classes
        .iter()
        .take(TOGETHER)
        .map(|class| width(std::slice::from_ref(class)))
        .max();
    let limit = widest.unwrap_or(0).max(SPAN);
    let fits = |n: &usize| width(&classes[..*n]) <= limit;
    (1..=classes.len().min(TOGETHER))
        .rev()
        .find(fits)
        .unwrap_or(1)
}

/// The sums of every subset: that without its lowest class, and the lowest class.
fn fill(table: &mut Vec<u64>, classes: &[&[Weight]], from: usize, width: usize) {
    table.clear();
    table.resize(width << classes.len(), 0);
    for subset in 1..1_usize << classes.len() {
        let lowest = subset.trailing_zeros() as usize;
        let without = (subset & (subset - 1)) * width;
        let (done, new) = table.split_at_mut(subset * width);
        new[..width].copy_from_slice(&done[without..without + width]);
        for weight in classes[lowest] {
            new[weight.group - from] += weight.amount;
        }
    }
}

fn add_from_table<'a>(
    table: &[u64],
    subsets: &Subsets,
    lines: impl Iterator<Item = &'a mut [u64]>,
) {
    for (subset, line) in subsets.bytes().zip(lines) {
        if subset == 0 {
            continue;
        }
        let width = line.len();
        add(line, &table[subset * width..(subset + 1) * width]);
    }
}

/// Adds number by number; four at a time, which processors do at once.
fn add(sums: &mut [u64], more: &[u64]) {
    let (sums, last_sums) = sums.as_chunks_mut::<4>();
    let (more, last_more) = more.as_chunks::<4>();
    for (sums, more) in sums.iter_mut().zip(more) {
        *sums = std::array::from_fn(|at| sums[at] + more[at]);
    }
    for (sum, more) in last_sums.iter_mut().zip(last_more) {
        *sum += more;
    }
}

/// For 64 actors, which of eight classes each can change: a byte each.
struct Subsets([u64; TOGETHER]);

impl Subsets {
    fn new(rows: &[&[u64]], word: usize) -> Self {
        let mut bits = [0; TOGETHER];
        bits.iter_mut()
            .zip(rows)
            .for_each(|(bits, row)| *bits = row[word]);
        Subsets(bits)
    }

    fn is_empty(&self) -> bool {
        self.0 == [0; TOGETHER]
    }

    /// The bytes in the order of actors.
    fn bytes(&self) -> impl Iterator<Item = usize> + '_ {
        (0..TOGETHER).flat_map(|at| {
            let eight = self.0.map(|bits| bits.to_le_bytes()[at]);
            transpose(u64::from_le_bytes(eight))
                .to_le_bytes()
                .map(usize::from)
        })
    }
}

/// Turns a matrix of 8 × 8 bits, a byte a row (Warren, *Hacker's Delight*, 7-3).
fn transpose(mut x: u64) -> u64 {
    let mut swap = |shift: u32, mask: u64| {
        let t = (x ^ (x >> shift)) & mask;
        x ^= t ^ (t << shift);
    };
    swap(7, 0x00aa_00aa_00aa_00aa);
    swap(14, 0x0000_cccc_0000_cccc);
    swap(28, 0x0000_0000_f0f0_f0f0);
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plainly(classes: &Rows, weights: &[Weight], groups: usize, actors: usize) -> Vec<u64> {
        let mut sums = vec![0; actors * groups];
        for weight in weights {
            for actor in (0..actors).filter(|actor| classes.get(weight.class, *actor)) {
                sums[actor * groups + weight.group] += weight.amount;
            }
        }
        sums
    }

    #[test]
    fn tables_count_what_counting_bit_by_bit_counts() {
        let mut state = 0x5540_u64;
        let mut below = move |n: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap_or(0) % n
        };
        for round in 0..40 {
            let (classes, groups, actors) = (1 + below(40), 1 + below(60), 1 + below(200));
            let mut rows = Rows::new(classes, actors);
            for class in 0..classes {
                (0..actors)
                    .filter(|_| below(1 + round % 4) == 0)
                    .for_each(|actor| rows.set(class, actor));
            }
            let weights: Vec<Weight> = (0..below(120))
                .map(|_| Weight {
                    class: below(classes),
                    group: below(groups),
                    amount: below(5) as u64 * 1_000_000_007,
                })
                .collect();
            assert_eq!(
                element_sums(&rows, &weights, groups, actors),
                plainly(&rows, &weights, groups, actors),
                "round {round}"
            );
        }
    }

    #[test]
    fn nothing_to_count_is_nothing() {
        assert!(element_sums(&Rows::new(3, 0), &[], 4, 0).is_empty());
        assert_eq!(element_sums(&Rows::new(0, 5), &[], 1, 5), [0; 5]);
    }
}
