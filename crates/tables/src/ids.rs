//! Ids of rows, one after the other: which are named by something else, and which stand more than once.

use std::collections::BTreeSet;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashSet};

/// The rows of all tables, in their order: id and kind of each.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub(crate) segments: Vec<Segment>,
}

impl Rows {
    /// Id and position in [`Inventory::kinds`](keyholder_supply::inventory::Inventory::kinds), row by row, in
    /// the order of tables and rows.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.segments.iter().flat_map(|segment| {
            let kinds = segment.kinds.iter().copied();
            kinds.enumerate().map(|(n, kind)| {
                let id = std::str::from_utf8(segment.id(n)).unwrap_or_default();
                (id, kind)
            })
        })
    }
}

/// The rows of one piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    pub(crate) part: usize,
    ids: Vec<u8>,
    ends: Vec<usize>,
    /// Of each id, by the one hasher of this reading. Let go when nobody asks any more.
    hashes: Vec<u64>,
    pub(crate) kinds: Vec<u32>,
}

impl Segment {
    /// Room for about as many rows as another piece had.
    pub(crate) fn like(part: usize, last: Option<&Segment>) -> Self {
        let room = |of: fn(&Segment) -> usize| {
            let last = last.map_or(0, of);
            last + last / 16
        };
        Segment {
            part,
            ids: Vec::with_capacity(room(|last| last.ids.len())),
            ends: Vec::with_capacity(room(|last| last.ends.len())),
            hashes: Vec::with_capacity(room(|last| last.hashes.len())),
            kinds: Vec::with_capacity(room(|last| last.kinds.len())),
        }
    }

    pub(crate) fn push(&mut self, id: &[u8], kind: u32, hasher: &DefaultHashBuilder) {
        self.ids.extend_from_slice(id);
        self.ends.push(self.ids.len());
        self.hashes.push(hasher.hash_one(id));
        self.kinds.push(kind);
    }

    fn id(&self, row: usize) -> &[u8] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.ids[start..self.ends[row]]
    }
}

/// What is known of the ids of all rows.
pub(crate) struct Found {
    /// Named elements, with their kinds.
    pub(crate) named: Vec<(String, u32)>,
    /// Ids that stand in more than one row.
    pub(crate) twice: BTreeSet<String>,
}

/// Named elements with their kinds, and hashes that several rows share, as one thread saw them.
type Share = (Vec<(String, u32)>, Vec<u64>);

/// Looks at every id: is it named, and does it occur again? Each thread looks after a share of the hashes, so
/// none needs to know what the others saw.
pub(crate) fn scan(
    segments: &mut [Segment],
    names: &HashSet<Vec<u8>>,
    hasher: &DefaultHashBuilder,
    threads: usize,
) -> Found {
    let mut by_hash: HashMap<u64, Vec<&[u8]>> = HashMap::with_capacity(names.len());
    for name in names {
        let same = by_hash.entry(hasher.hash_one(name.as_slice()));
        same.or_default().push(name);
    }
    let threads = threads.max(1);
    let share = |thread: usize| share(segments, &by_hash, (thread, threads));
    let shares: Vec<Share> = std::thread::scope(|scope| {
        let share = &share;
        let others: Vec<_> = (1..threads)
            .map(|thread| scope.spawn(move || share(thread)))
            .collect();
        let mine = share(0);
        let others = others.into_iter().map(|o| {
            o.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        std::iter::once(mine).chain(others).collect()
    });
    let (named, suspects): (Vec<_>, Vec<_>) = shares.into_iter().unzip();
    let suspects: HashSet<u64> = suspects.into_iter().flatten().collect();
    let twice = twice(segments, &suspects);
    segments
        .iter_mut()
        .for_each(|segment| segment.hashes = Vec::new());
    Found {
        named: named.into_iter().flatten().collect(),
        twice,
    }
}

/// What one thread of several finds among its share of the hashes.
fn share(
    segments: &[Segment],
    names: &HashMap<u64, Vec<&[u8]>>,
    (thread, threads): (usize, usize),
) -> Share {
    let rows: usize = segments.iter().map(|segment| segment.hashes.len()).sum();
    let mut mine: Vec<u64> = Vec::with_capacity(rows / threads + rows / 64);
    let mut named: Vec<(String, u32)> = Vec::new();
    for segment in segments {
        for (row, hash) in segment.hashes.iter().enumerate() {
            // The upper bits choose the thread: the lower ones choose the place in a table.
            if (hash >> 40) as usize % threads != thread {
                continue;
            }
            mine.push(*hash);
            let same = names.get(hash);
            if same.is_some_and(|names| names.contains(&segment.id(row))) {
                let id = String::from_utf8_lossy(segment.id(row)).into_owned();
                named.push((id, segment.kinds[row]));
            }
        }
    }
    mine.sort_unstable();
    let pairs = mine.windows(2).filter(|pair| pair[0] == pair[1]);
    let suspects = pairs.map(|pair| pair[0]).collect();
    (named, suspects)
}

/// Ids that stand in more than one row: equal hashes are only a hint, equal texts count.
fn twice(segments: &[Segment], suspects: &HashSet<u64>) -> BTreeSet<String> {
    let mut seen: HashSet<&[u8]> = HashSet::new();
    let mut twice = BTreeSet::new();
    if suspects.is_empty() {
        return twice;
    }
    for segment in segments {
        for (row, hash) in segment.hashes.iter().enumerate() {
            if suspects.contains(hash) && !seen.insert(segment.id(row)) {
                twice.insert(String::from_utf8_lossy(segment.id(row)).into_owned());
            }
        }
    }
    twice
}
