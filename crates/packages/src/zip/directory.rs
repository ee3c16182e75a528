//! The list at the end of a ZIP archive: read by its own rules, and every doubt about it told.
//!
//! Programs look for the end record in different ways, and believe either the list or the headers before the
//! files. Only an archive in which all of these agree is unambiguous.

use std::io::{BufReader, Read, Result, SeekFrom};

use keyholder_supply::gate::Said;
use sha2::{Digest, Sha256};

use super::header::{
    CENTRAL, END, Header, WIDE_END, WIDE_POINTER, exactly, u16_at, u32_at, u64_at,
};
use crate::answers::{Faults, shown};
use crate::compress::bad_words;
use crate::source::{Bounds, ReadSeek};
use crate::zip::names::Names;

/// The end record without its comment.
const END_BYTES: usize = 22;
/// The longest comment.
const COMMENT_BYTES_MAX: u64 = 0xffff;
/// The pointer to the wide end record.
const POINTER_BYTES: u64 = 20;
/// The wide end record without what may follow in it.
const WIDE_BYTES: u64 = 56;
/// The longest list that is read.
const LIST_BYTES_MAX: u64 = 48 << 20;
const FULL: u64 = 0xffff_ffff;

/// What the end of a ZIP archive says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directory {
    /// Its entries, by where they begin.
    pub(crate) entries: Vec<Header>,
    /// Where the list begins.
    pub(crate) start: u64,
    /// How long the whole file is.
    pub(crate) length: u64,
    /// SHA-256 of all bytes from the beginning of the list to the end of the file.
    pub(crate) tail: [u8; 32],
    /// What may not be.
    pub(crate) faults: Faults,
    /// The length of the archive's comment.
    pub(crate) comment_bytes: usize,
}

/// The end record as found.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    at: u64,
    disks: [u64; 2],
    counts: [u64; 2],
    size: u64,
    offset: u64,
    /// Where the records of the end begin.
    begins: u64,
}

/// Whether a file is a ZIP archive to those who look at its end.
pub(crate) fn ends_as_zip(reader: &mut dyn ReadSeek) -> Result<bool> {
    let length = reader.seek(SeekFrom::End(0))?;
    let (from, tail) = tail(reader, length)?;
    let ends = |at: &usize| from + end_of(&tail, *at) == length;
    Ok(candidates(&tail).iter().any(ends))
}

impl Directory {
    /// Reads the list. `None` when there is no end record at all.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn read(reader: &mut dyn ReadSeek, bounds: &Bounds) -> Result<Option<Directory>> {
        let length = reader.seek(SeekFrom::End(0))?;
        let mut directory = Directory {
            length,
            ..Directory::default()
        };
        let Some(mut end) = directory.end(reader, length)? else {
            return Ok(None);
        };
        directory.wide(reader, &mut end)?;
        directory.judge(&end);
        directory.start = end.offset;
        if end.offset.saturating_add(end.size) != end.begins {
            directory.start = directory.moved(reader, &end)?;
        }
        directory.list(reader, &end, bounds)?;
        directory.sum(reader)?;
        Ok(Some(directory))
    }

    fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(Said::new(what).remedy(
            "ask the supplier to pack the archive anew with an ordinary program, in one piece",
        ));
    }

    fn end(&mut self, reader: &mut dyn ReadSeek, length: u64) -> Result<Option<End>> {
        let (from, tail) = tail(reader, length)?;
        let all = candidates(&tail);
        let fitting: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| from + end_of(&tail, *at) == length)
            .collect();
        let Some(at) = fitting.last().or(all.last()).copied() else {
            return Ok(None);
        };
        if fitting.len() > 1 {
            self.fault("there are two end records that both fit, so that two programs may see two archives");
        }
        if fitting.is_empty() {
            self.fault("there are data after the end of the archive");
        } else if all.iter().any(|other| *other > at) {
            self.fault("the comment of the archive holds another end record");
        }
        let record = &tail[at..];
        let at = from + u64::try_from(at).unwrap_or(u64::MAX);
        self.comment_bytes = usize::from(u16_at(record, 20));
        Ok(Some(End {
            at,
            disks: [u16_at(record, 4), u16_at(record, 6)].map(u64::from),
            counts: [u16_at(record, 8), u16_at(record, 10)].map(u64::from),
            size: u64::from(u32_at(record, 12)),
            offset: u64::from(u32_at(record, 16)),
            begins: at,
        }))
    }

    /// Takes wide numbers in, where they are.
    fn wide(&mut self, reader: &mut dyn ReadSeek, end: &mut End) -> Result<()> {
        let full = end.size == FULL || end.offset == FULL || end.counts.contains(&0xffff);
        let Some(at) = end.at.checked_sub(POINTER_BYTES) else {
            return Ok(());
        };
        let pointer = piece(reader, at, POINTER_BYTES)?;
        if u32_at(&pointer, 0) != WIDE_POINTER {
            if full {
                self.fault("the end record leaves its numbers to a wide one that is not there");
            }
            return Ok(());
        }
        let place = u64_at(&pointer, 8);
        let record = if place.saturating_add(WIDE_BYTES) <= at {
            piece(reader, place, WIDE_BYTES)?
        } else {
            Vec::new()
        };
        if u32_at(&record, 0) != WIDE_END {
            self.fault("the wide end record is not where its pointer says");
            return Ok(());
        }
        if u32_at(&pointer, 4) != 0 || u32_at(&pointer, 16) > 1 {
            self.fault("the archive is spread over several disks");
        }
        if place.saturating_add(12).saturating_add(u64_at(&record, 4)) != at {
            self.fault("there are bytes between the wide end record and its pointer");
        }
        let wide = End {
            disks: [u32_at(&record, 16), u32_at(&record, 20)].map(u64::from),
            counts: [u64_at(&record, 24), u64_at(&record, 32)],
            size: u64_at(&record, 40),
            offset: u64_at(&record, 48),
            begins: place,
            ..*end
        };
        let same = |narrow: u64, full: u64, wide: u64| narrow == full || narrow == wide;
        let agree = same(end.size, FULL, wide.size)
            && same(end.offset, FULL, wide.offset)
            && same(end.counts[0], 0xffff, wide.counts[0])
            && same(end.counts[1], 0xffff, wide.counts[1]);
        if !agree {
            self.fault("the two end records say different things");
        }
        *end = wide;
        Ok(())
    }

    fn judge(&mut self, end: &End) {
        // A disk of 0xffff says: see the wide record, which then says zero.
        if end.disks.iter().any(|disk| *disk != 0) || end.counts[0] != end.counts[1] {
            self.fault("the archive is spread over several disks");
        }
        if end.offset.saturating_add(end.size) != end.begins {
            self.fault(
                "the list of files does not end where the end record begins: there are data before the archive, or the list is another one",
            );
        }
    }

    /// Where the list is, when the archive was moved within its file.
    fn moved(&self, reader: &mut dyn ReadSeek, end: &End) -> Result<u64> {
        for at in [end.offset, end.begins.saturating_sub(end.size)] {
            if at.saturating_add(4) <= self.length && u32_at(&piece(reader, at, 4)?, 0) == CENTRAL {
                return Ok(at);
            }
        }
        Ok(end.offset.min(self.length))
    }

    fn list(&mut self, reader: &mut dyn ReadSeek, end: &End, bounds: &Bounds) -> Result<()> {
        let space = end.begins.saturating_sub(self.start);
        if space > LIST_BYTES_MAX {
            self.fault(format!(
                "the list of files has {space} bytes, more than is read"
            ));
            return Ok(());
        }
        reader.seek(SeekFrom::Start(self.start))?;
        let mut list = BufReader::new(reader.take(space));
        let mut read = 0_u64;
        loop {
            if read > u64::try_from(bounds.files_max).unwrap_or(u64::MAX) {
                self.fault(format!("there are more than {} files", bounds.files_max));
                break;
            }
            let mut mark = [0; 4];
            let got = crate::compress::fill(&mut list, &mut mark)?;
            if got == 0 {
                break;
            }
            if got < 4 || u32::from_le_bytes(mark) != CENTRAL {
                self.fault("there are bytes in the list of files that are no file");
                break;
            }
            match Header::central(&mut list) {
                Ok(header) => self.entries.push(header),
                Err(error) if bad_words(&error).is_some() => {
                    self.fault("the list of files ends in the middle of an entry");
                    break;
                }
                Err(error) => return Err(error),
            }
            read += 1;
        }
        if read != end.counts[1] {
            self.fault(format!(
                "the end record counts {} files, the list has {read}",
                end.counts[1]
            ));
        }
        self.entries.sort_by_key(|entry| entry.offset);
        self.faults.append(entries(&self.entries, true));
        Ok(())
    }

    fn sum(&mut self, reader: &mut dyn ReadSeek) -> Result<()> {
        let mut sum = Sha256::new();
        reader.seek(SeekFrom::Start(self.start))?;
        let mut buffer = vec![0; 64 << 10];
        loop {
            let got = crate::compress::fill(reader, &mut buffer)?;
            if got == 0 {
                break;
            }
            sum.update(&buffer[..got]);
        }
        self.tail = sum.finalize().into();
        Ok(())
    }

    /// The entry of a name; of two, the last one in the file.
    pub(crate) fn entry(&self, name: &str) -> Option<&Header> {
        let same = |entry: &&Header| entry.raw == name.as_bytes();
        self.entries.iter().rev().find(same)
    }

    /// The names of all files, without folders.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        let files = self.entries.iter().filter(|entry| !entry.is_folder());
        files.map(Header::name)
    }

    /// Names of all folders.
    pub(crate) fn folders(&self) -> impl Iterator<Item = String> {
        let folders = self.entries.iter().filter(|entry| entry.is_folder());
        folders.map(Header::name)
    }
}

/// What may not be among the entries of one archive; of one inside of another file, only what deceives.
pub(super) fn entries(entries: &[Header], strict: bool) -> Faults {
    let mut faults = Faults::new();
    let mut names = Names::default();
    names.lenient = !strict;
    for entry in entries {
        let name = entry.name();
        names.take(&name, &mut faults);
        if !strict {
            continue;
        }
        for why in entry.faults() {
            let said = Said::new(format!("`{}` {why}", shown(&name))).at(shown(&name));
            faults.push(said.remedy("ask the supplier for plain files in a plain archive"));
        }
    }
    if strict {
        names.files_as_folders(&mut faults);
    }
    faults
}

/// The last bytes of the file, as many as an end record with the longest comment may take, and from where.
fn tail(reader: &mut dyn ReadSeek, length: u64) -> Result<(u64, Vec<u8>)> {
    let most = COMMENT_BYTES_MAX + u64::try_from(END_BYTES).unwrap_or(0);
    let from = length.saturating_sub(most);
    Ok((from, piece(reader, from, length - from)?))
}

fn piece(reader: &mut dyn ReadSeek, from: u64, count: u64) -> Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(from))?;
    exactly(reader, usize::try_from(count).unwrap_or(0))
}

/// Where the mark of an end record stands with room for one.
fn candidates(tail: &[u8]) -> Vec<usize> {
    let mark = END.to_le_bytes();
    let all = memchr::memmem::find_iter(tail, &mark);
    all.filter(|at| at + END_BYTES <= tail.len()).collect()
}

/// Where the record at some place ends, with its comment.
fn end_of(tail: &[u8], at: usize) -> u64 {
    let end = at + END_BYTES + usize::from(u16_at(&tail[at..], 20));
    u64::try_from(end).unwrap_or(u64::MAX)
}
