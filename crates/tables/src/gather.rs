//! Threads read pieces; what they gathered is put together in the order of the pieces.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::{Array, StringArray};
use hashbrown::{DefaultHashBuilder, HashSet};
use keyholder_diag::{Code, Diagnostic, FileId, Limits, Span, list_some};
use keyholder_supply::facts::TableCount;
use keyholder_supply::inventory::{Inventory, KIND_COLUMNS, KIND_WIDTH, Kind, Named};

use crate::ids::{Rows, Segment, scan};
use crate::intern::{Cells, Kinds, Texts, trim};
use crate::{Part, Table, Taken, What, csv, parquet};

/// Faulty rows of a piece that are told one by one; the rest are counted.
const TOLD: usize = 20;

/// What became of the rows of one piece.
#[derive(Clone, Debug, Default)]
struct Tally {
    table: usize,
    taken: u64,
    refused: u64,
    blank: u64,
    /// Rows without an id: their lines or positions, the first few.
    nameless: Vec<u64>,
    nameless_count: u64,
}

/// One thread's work.
#[derive(Default)]
pub(crate) struct Worker {
    pub(crate) texts: [Texts; KIND_WIDTH],
    kinds: Kinds,
    segments: Vec<Segment>,
    /// The same for all threads.
    hasher: DefaultHashBuilder,
    tallies: Vec<Tally>,
    faults: Vec<(usize, Diagnostic)>,
    part: usize,
    span: Option<Span>,
    told: usize,
    /// The dictionary of each column that was looked at last, and the numbers of its texts.
    dictionaries: [Option<(StringArray, Vec<u32>)>; KIND_WIDTH],
}

impl Worker {
    fn begin(&mut self, part: usize, table: usize, file: FileId) {
        self.part = part;
        self.told = 0;
        self.span = Some(Span::whole(file));
        // Pieces are of about one size; what the last one took is asked for at once.
        let segment = Segment::like(part, self.segments.last());
        self.segments.push(segment);
        self.tallies.push(Tally {
            table,
            ..Tally::default()
        });
    }

    fn tally(&mut self) -> &mut Tally {
        if self.tallies.is_empty() {
            self.tallies.push(Tally::default());
        }
        let last = self.tallies.len() - 1;
        &mut self.tallies[last]
    }

    /// Takes a row, unless it says nothing or has no id. `place` says where it stands.
    pub(crate) fn take(&mut self, id: &[u8], cells: &Cells, place: impl Fn() -> u64) {
        if id.is_empty() {
            if cells.iter().all(|cell| *cell == 0) {
                return self.blank();
            }
            let tally = self.tally();
            tally.refused += 1;
            tally.nameless_count += 1;
            if tally.nameless.len() < TOLD {
                let place = place();
                self.tally().nameless.push(place);
            }
            return;
        }
        let kind = self.kinds.add(cells, id, 1);
        self.tally().taken += 1;
        if let Some(segment) = self.segments.last_mut() {
            segment.push(id, kind, &self.hasher);
        }
    }

    pub(crate) fn blank(&mut self) {
        self.tally().blank += 1;
    }

    pub(crate) fn refuse(&mut self, why: impl FnOnce(Span) -> Diagnostic) {
        self.refuse_many(1, why);
    }

    pub(crate) fn refuse_many(&mut self, rows: u64, why: impl FnOnce(Span) -> Diagnostic) {
        self.tally().refused += rows;
        self.told += 1;
        if self.told <= TOLD {
            let span = self.span.unwrap_or(Span::whole(FileId(0)));
            self.faults.push((self.part, why(span)));
        }
    }

    /// The numbers of the texts of a dictionary. Successive batches share theirs, so it is looked at once.
    pub(crate) fn of_values(
        &mut self,
        column: usize,
        values: &StringArray,
        limits: &Limits,
    ) -> Vec<u32> {
        if let Some((last, numbers)) = &self.dictionaries[column]
            && last.values().ptr_eq(values.values())
            && last.offsets().ptr_eq(values.offsets())
            && last.len() == values.len()
        {
            return numbers.clone();
        }
        let texts = &mut self.texts[column];
        let mut long = 0_u64;
        let numbers: Vec<u32> = (0..values.len())
            .map(|n| {
                let text = if values.is_null(n) {
                    ""
                } else {
                    values.value(n)
                };
                if text.len() > limits.cell_bytes_max {
                    long += 1;
                    return texts.number(b"?");
                }
                texts.number(trim(text.as_bytes()))
            })
            .collect();
        if long > 0 {
            let most = limits.cell_bytes_max;
            let name = KIND_COLUMNS[column];
            let message = format!(
                "{long} texts of column `{name}` have more than the {most} bytes that are read; they count as not known"
            );
            let span = self.span.unwrap_or(Span::whole(FileId(0)));
            let fault = Diagnostic::new(Code::KH0110, span, message).help("shorten them");
            self.faults.push((self.part, fault));
        }
        self.dictionaries[column] = Some((values.clone(), numbers.clone()));
        numbers
    }
}

/// Reads all pieces on so many threads.
pub(crate) fn run(tables: &[Table], parts: &[Part], threads: usize, limits: &Limits) -> Gathered {
    let next = AtomicUsize::new(0);
    let hasher = DefaultHashBuilder::default();
    let work = || {
        let mut worker = Worker {
            hasher: hasher.clone(),
            ..Worker::default()
        };
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(at) else {
                return worker;
            };
            let table = &tables[part.table];
            worker.begin(at, part.table, table.file);
            match &part.what {
                What::Group(opened, group) => {
                    parquet::read(table, opened, *group, limits, &mut worker);
                }
                What::Lines(columns, lines) => {
                    csv::read(table, columns, lines, limits, &mut worker);
                }
            }
        }
    };
    let threads = threads.min(parts.len()).max(1);
    let workers: Vec<Worker> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mine = work();
        let others = others.into_iter().map(|o| {
            o.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        std::iter::once(mine).chain(others).collect()
    });
    together(workers)
}

/// What all threads gathered, under one numbering.
pub(crate) struct Gathered {
    texts: [Texts; KIND_WIDTH],
    kinds: Kinds,
    segments: Vec<Segment>,
    hasher: DefaultHashBuilder,
    tallies: Vec<Tally>,
    /// In the order of pieces.
    pub(crate) faults: Vec<Diagnostic>,
}

fn together(workers: Vec<Worker>) -> Gathered {
    let mut workers = workers.into_iter();
    let mut all = workers.next().unwrap_or_default();
    for worker in workers {
        let renumbered: [Vec<u32>; KIND_WIDTH] = std::array::from_fn(|column| {
            let theirs = &worker.texts[column];
            (0..theirs.len())
                .map(|n| all.texts[column].number(theirs.get(n)))
                .collect()
        });
        let kinds: Vec<u32> = worker
            .kinds
            .cells
            .iter()
            .enumerate()
            .map(|(n, cells)| {
                let cells = std::array::from_fn(|c| renumbered[c][cells[c] as usize]);
                let (rows, least) = (worker.kinds.rows[n], &worker.kinds.least[n]);
                all.kinds.add(&cells, least, rows)
            })
            .collect();
        all.segments
            .extend(worker.segments.into_iter().map(|mut segment| {
                segment
                    .kinds
                    .iter_mut()
                    .for_each(|k| *k = kinds[*k as usize]);
                segment
            }));
        all.tallies.extend(worker.tallies);
        all.faults.extend(worker.faults);
    }
    all.segments.sort_by_key(|segment| segment.part);
    all.faults.sort_by_key(|(part, _)| *part);
    Gathered {
        texts: all.texts,
        kinds: all.kinds,
        segments: all.segments,
        hasher: all.hasher,
        tallies: all.tallies,
        faults: all.faults.into_iter().map(|(_, fault)| fault).collect(),
    }
}

impl Gathered {
    /// Finds the named elements and the ids given twice, and puts all into the one form.
    pub(crate) fn finish(
        mut self,
        tables: &[Table],
        asked: &BTreeSet<String>,
        threads: usize,
    ) -> (Taken, Vec<Diagnostic>) {
        let (counts, faults) = self.counts(tables);
        let names = self.names(asked);
        let found = scan(&mut self.segments, &names, &self.hasher, threads);
        let twice = found.twice;
        let named = found.named.into_iter().map(|(id, kind)| Named { id, kind });
        let kinds = std::mem::take(&mut self.kinds);
        let listed = kinds.cells.into_iter().zip(kinds.rows).zip(kinds.least);
        let listed = listed.map(|((cells, rows), least)| Kind {
            cells,
            rows,
            least: String::from_utf8_lossy(&least).into_owned(),
        });
        let texts = self.texts.map(Texts::into_strings);
        let (mut inventory, places) = Inventory::numbered(texts, listed.collect(), named.collect());
        inventory.twice_count = twice.len() as u64;
        inventory.twice = twice.into_iter().take(Inventory::TWICE_MAX).collect();
        for kind in self.segments.iter_mut().flat_map(|s| &mut s.kinds) {
            *kind = places[*kind as usize];
        }
        let taken = Taken {
            inventory,
            rows: Rows {
                segments: self.segments,
            },
            counts,
        };
        (taken, faults)
    }

    fn counts(&self, tables: &[Table]) -> (Vec<TableCount>, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let counts = tables.iter().enumerate().map(|(n, table)| {
            let mine = || self.tallies.iter().filter(|t| t.table == n);
            let sum = |of: fn(&Tally) -> u64| -> usize {
                usize::try_from(mine().map(of).sum::<u64>()).unwrap_or(usize::MAX)
            };
            let nameless = sum(|t| t.nameless_count);
            if nameless > 0 {
                let places: Vec<String> = mine()
                    .flat_map(|t| &t.nameless)
                    .map(u64::to_string)
                    .collect();
                let some = list_some(places.iter().map(String::as_str), 5);
                let message = format!(
                    "{nameless} rows have no `element`, and are not taken; some stand at {some}"
                );
                let help = "give each a name in the column `element`";
                faults.push(
                    Diagnostic::new(Code::KH0311, Span::whole(table.file), message).help(help),
                );
            }
            let (taken, refused, blank) = (sum(|t| t.taken), sum(|t| t.refused), sum(|t| t.blank));
            TableCount {
                path: table.path.clone(),
                rows: taken + refused + blank,
                taken,
                refused,
                blank,
            }
        });
        let counts = counts.collect();
        (counts, faults)
    }

    /// Ids by which hosts and managers are named, and those asked for.
    fn names(&self, asked: &BTreeSet<String>) -> HashSet<Vec<u8>> {
        let mut names: HashSet<Vec<u8>> = asked.iter().map(|id| id.clone().into_bytes()).collect();
        for column in [4, 5] {
            let texts = &self.texts[column];
            // Rows that were refused name nobody.
            let mut used = vec![false; texts.len() as usize];
            let cells = self.kinds.cells.iter();
            cells.for_each(|cells| used[cells[column] as usize] = true);
            for n in (0..texts.len()).filter(|n| used[*n as usize]) {
                let pieces = texts.get(n).split(|byte| *byte == b';').map(trim);
                let named = pieces.filter(|p| !matches!(*p, b"" | b"none" | b"?"));
                names.extend(named.map(<[u8]>::to_vec));
            }
        }
        names
    }
}
