//! Goes once through the files of a ZIP archive in the order of their bytes, beside the list that was read before.

use std::io::{BufRead, Read, Result};

use keyholder_supply::gate::Said;
use sha2::{Digest, Sha256};

use super::Visit;
use super::directory::Directory;
use super::entry::{EntryReader, Stated};
use super::header::{Header, LOCAL, exactly, follows_well, u32_at};
use crate::answers::{Faults, shown};
use crate::compress::bad_words;
use crate::source::Bounds;

/// Most bytes that may follow a file: its checksum and lengths once more.
const FOLLOW_BYTES_MAX: u64 = 24;

/// A reader that knows where it is.
pub(super) struct At<R> {
    inner: R,
    pub(super) at: u64,
}

impl<R> At<R> {
    pub(super) fn new(inner: R) -> Self {
        At { inner, at: 0 }
    }
}

impl<R: Read> Read for At<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(buf)?;
        self.at += u64::try_from(count).unwrap_or(u64::MAX);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for At<R> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.at += u64::try_from(count).unwrap_or(u64::MAX);
        self.inner.consume(count);
    }
}

/// Reads over bytes; how many there were.
pub(super) fn skip(reader: &mut dyn BufRead, mut count: u64) -> Result<u64> {
    let mut skipped = 0;
    while count > 0 {
        let here = reader.fill_buf()?.len();
        if here == 0 {
            break;
        }
        let step = here.min(usize::try_from(count).unwrap_or(usize::MAX));
        reader.consume(step);
        let step = u64::try_from(step).unwrap_or(u64::MAX);
        count -= step;
        skipped += step;
    }
    Ok(skipped)
}

/// Reads the archive from its first byte to its last.
///
/// # Errors
/// When the system refuses, or when the end of the archive is not the one that was read before: somebody changed
/// the file meanwhile.
pub(crate) fn through<R: BufRead>(
    reader: R,
    directory: &Directory,
    bounds: &Bounds,
    visit: &mut Visit<'_>,
) -> Result<Faults> {
    let mut walk = Through {
        reader: At::new(reader),
        ratio_max: bounds.ratio_max,
        faults: Faults::new(),
    };
    let ends = directory.entries.iter().skip(1).map(|entry| entry.offset);
    let ends = ends.chain([directory.start]);
    let mut overlaps = false;
    for (entry, end) in directory.entries.iter().zip(ends) {
        if walk.reader.at > entry.offset {
            walk.fault(
                entry,
                "overlaps the file before it, so that bytes belong to two files",
            );
            overlaps = true;
            continue;
        }
        walk.gap(entry.offset)?;
        if let Err(error) = walk.entry(entry, end, visit) {
            match bad_words(&error) {
                Some(words) => {
                    let words = words.to_owned();
                    walk.fault(entry, &words);
                }
                None => return Err(error),
            }
        }
    }
    if walk.reader.at > directory.start {
        if !overlaps {
            walk.said("the last file reaches into the list of files");
        }
        return Ok(walk.faults);
    }
    walk.gap(directory.start)?;
    walk.tail(directory)?;
    Ok(walk.faults)
}

struct Through<R> {
    reader: At<R>,
    ratio_max: u64,
    faults: Faults,
}

impl<R: BufRead> Through<R> {
    fn said(&mut self, what: impl Into<String>) {
        self.faults.push(Said::new(what).remedy(
            "ask the supplier to pack the archive anew with an ordinary program, in one piece",
        ));
    }

    fn fault(&mut self, entry: &Header, what: &str) {
        let name = shown(&entry.name());
        let said = Said::new(format!("`{name}` {what}")).at(name);
        self.faults.push(
            said.remedy("fetch the archive again; if it stays, ask the supplier to pack it anew"),
        );
    }

    /// Goes on to a place; bytes on the way belong to nobody.
    fn gap(&mut self, to: u64) -> Result<()> {
        let from = self.reader.at;
        let missing = to.saturating_sub(from);
        if missing == 0 {
            return Ok(());
        }
        let what = if from == 0 {
            format!("there are {missing} bytes before the first file")
        } else {
            format!("there are {missing} bytes at {from} that belong to no file")
        };
        self.said(what);
        skip(&mut self.reader, missing)?;
        Ok(())
    }

    fn entry(&mut self, central: &Header, end: u64, visit: &mut Visit<'_>) -> Result<()> {
        let mark = exactly(&mut self.reader, 4)?;
        if u32_at(&mark, 0) != LOCAL {
            self.fault(central, "does not begin where the list says");
            return Ok(());
        }
        let local = Header::local(&mut self.reader)?;
        for why in local.differs(central) {
            self.fault(central, &why);
        }
        let data = self.reader.at;
        if data.saturating_add(central.stored) > end {
            self.fault(central, "reaches into what follows it");
        }
        let file = !central.is_folder() && central.readable().is_ok();
        if file {
            let stated = Stated {
                method: central.method,
                stored: Some(central.stored),
                bytes_and_crc: Some((central.bytes, central.crc)),
                ratio_max: self.ratio_max,
            };
            let mut entry = EntryReader::new(&mut self.reader, stated);
            let visited = visit(&central.name(), Some(central.bytes), &mut entry);
            if let Err(error) = visited {
                match bad_words(&error) {
                    Some(words) => {
                        let words = words.to_owned();
                        self.fault(central, &words);
                    }
                    None => return Err(error),
                }
            }
        }
        let read = self.reader.at - data;
        skip(&mut self.reader, central.stored.saturating_sub(read))?;
        if local.follows() {
            self.follows(central, end)?;
        }
        Ok(())
    }

    /// Lengths that follow a file: as many bytes as there are up to the next one.
    fn follows(&mut self, central: &Header, end: u64) -> Result<()> {
        let room = end.saturating_sub(self.reader.at).min(FOLLOW_BYTES_MAX);
        // With a gap behind, the shortest form that fits is the one.
        for count in [12, 16, 20, 24] {
            if count > room {
                break;
            }
            let count = usize::try_from(count).unwrap_or(0);
            let here = self.reader.fill_buf()?;
            // A buffer may end within; then the bytes are read one form at a time.
            if here.len() < count {
                return self.follows_slowly(central, room);
            }
            if follows_well(&here[..count], central.crc, central.stored, central.bytes) {
                self.reader.consume(count);
                return Ok(());
            }
        }
        self.fault(central, "is not followed by the lengths that it announces");
        Ok(())
    }

    fn follows_slowly(&mut self, central: &Header, room: u64) -> Result<()> {
        let mut bytes = Vec::new();
        while u64::try_from(bytes.len()).is_ok_and(|got| got < room) {
            let step = if bytes.is_empty() { 12 } else { 4 };
            bytes.extend(exactly(&mut self.reader, step)?);
            if follows_well(&bytes, central.crc, central.stored, central.bytes) {
                return Ok(());
            }
        }
        self.fault(central, "is not followed by the lengths that it announces");
        Ok(())
    }

    fn tail(&mut self, directory: &Directory) -> Result<()> {
        let mut sum = Sha256::new();
        loop {
            let here = self.reader.fill_buf()?;
            let count = here.len();
            if count == 0 {
                break;
            }
            sum.update(here);
            self.reader.consume(count);
        }
        let sum: [u8; 32] = sum.finalize().into();
        if self.reader.at != directory.length || sum != directory.tail {
            return Err(std::io::Error::other("the file changed while it was read"));
        }
        Ok(())
    }
}
