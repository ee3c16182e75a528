//! ZIP archives, read strictly: an archive that two programs may read in two ways is told with every reason.
//!
//! *Invariant:* no file is passed on whose bytes two entries share, and none past the bounds.

mod directory;
mod entry;
mod header;
mod inner;
mod names;
mod through;

use std::io::{Read, Result};

pub(crate) use directory::{Directory, ends_as_zip};
pub(crate) use inner::inner;
pub(crate) use through::through;

use crate::answers::Faults;
use crate::compress::{bad, whole};
use crate::source::{Bounds, ReadSeek};

/// Up to here no ratio is asked for: small texts of blanks shrink a lot.
const FREE_BYTES: u64 = 1 << 20;

/// What is done with each file: its name, its length if it is known before, and its bytes.
pub(crate) type Visit<'v> = dyn FnMut(&str, Option<u64>, &mut dyn Read) -> Result<()> + 'v;

/// Whether these are the first bytes of a ZIP archive, an empty one among them.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

impl Directory {
    /// Where the bytes of a file begin, and how many there are as stored.
    ///
    /// # Errors
    /// When the system refuses, or the header before the file cannot be read.
    pub(crate) fn place(&self, reader: &mut dyn ReadSeek, name: &str) -> Result<Option<Place>> {
        let Some(entry) = self.entry(name) else {
            return Ok(None);
        };
        reader.seek(std::io::SeekFrom::Start(entry.offset))?;
        let mark = header::exactly(reader, 4)?;
        if header::u32_at(&mark, 0) != header::LOCAL || entry.readable().is_err() {
            return Ok(None);
        }
        header::Header::local(reader)?;
        let from = reader.stream_position()?;
        Ok(Some(Place {
            from,
            stored: entry.stored,
            as_it_is: entry.method == 0,
        }))
    }

    /// A small file, out of its turn. `None` when it is not there, too large, or damaged; going through the
    /// archive then says why.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn small(
        &self,
        reader: &mut dyn ReadSeek,
        name: &str,
        bounds: &Bounds,
    ) -> Result<Option<Vec<u8>>> {
        let found = self.place(reader, name);
        let (Some(place), Some(entry)) = (fine(found)?.flatten(), self.entry(name)) else {
            return Ok(None);
        };
        reader.seek(std::io::SeekFrom::Start(place.from))?;
        let stated = entry::Stated {
            method: entry.method,
            stored: Some(entry.stored),
            bytes_and_crc: Some((entry.bytes, entry.crc)),
            ratio_max: bounds.ratio_max,
        };
        let buffered = std::io::BufReader::new(reader);
        let mut file = entry::EntryReader::new(buffered, stated);
        Ok(fine(whole(&mut file, bounds.document_bytes_max))?.flatten())
    }
}

/// Where the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The first one.
    pub(crate) from: u64,
    /// How many.
    pub(crate) stored: u64,
    /// Whether they are stored as they are.
    pub(crate) as_it_is: bool,
}

/// Takes what is wrong with the bytes as nothing, and what is wrong with the system as an error.
pub(crate) fn fine<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if crate::compress::bad_words(&error).is_some() => Ok(None),
        Err(error) => Err(error),
    }
}

/// A part of a file, as a file of its own.
pub(crate) struct Window<'r> {
    inner: &'r mut dyn ReadSeek,
    from: u64,
    length: u64,
    at: u64,
}

impl<'r> Window<'r> {
    /// So many bytes from some place on.
    pub(crate) fn new(inner: &'r mut dyn ReadSeek, from: u64, length: u64) -> Self {
        Window {
            inner,
            from,
            length,
            at: 0,
        }
    }
}

impl Read for Window<'_> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        let left = self.length.saturating_sub(self.at);
        let most = buf.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let place = self.from.saturating_add(self.at);
        self.inner.seek(std::io::SeekFrom::Start(place))?;
        let count = self.inner.read(&mut buf[..most])?;
        self.at += u64::try_from(count).unwrap_or(0);
        Ok(count)
    }
}

impl std::io::Seek for Window<'_> {
    fn seek(&mut self, to: std::io::SeekFrom) -> Result<u64> {
        let at = match to {
            std::io::SeekFrom::Start(at) => Some(at),
            std::io::SeekFrom::End(by) => self.length.checked_add_signed(by),
            std::io::SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| bad("a place before the beginning"))?;
        Ok(self.at)
    }
}

/// What was found wrong with an archive, and whether all of it could be read.
#[derive(Debug, Default)]
pub(crate) struct Inner {
    /// What makes it ambiguous.
    pub(crate) faults: Faults,
    /// Why not all of it was read.
    pub(crate) unread: Option<String>,
    /// Files that were passed over, each with the reason, in words that go on after the name.
    pub(crate) passed_over: Vec<(String, String)>,
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
