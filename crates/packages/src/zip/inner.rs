//! A ZIP archive inside of another file: it comes as a stream, and there is no going back in it.
//!
//! The headers before the files lead; the list at the end is held against them when it has come. What both
//! agree on, and nothing else, is unambiguous.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read, Result};

use keyholder_supply::gate::Said;

use super::entry::{EntryReader, Stated};
use super::header::{
    CENTRAL, DESCRIPTOR, END, Header, LOCAL, WIDE_END, WIDE_POINTER, exactly, u16_at, u32_at,
    u64_at,
};
use super::through::{At, skip};
use super::{Inner, Visit};
use crate::answers::{Faults, shown};
use crate::compress::{bad, bad_words};
use crate::source::Bounds;

/// How much is read from below at a time.
const BUFFER: usize = 64 << 10;

/// Reads the archive from its first byte to its last. `strict` tells every doubt, else only what deceives.
///
/// # Errors
/// When the system refuses, or the file around the archive is damaged.
pub(crate) fn inner(
    reader: &mut dyn Read,
    strict: bool,
    bounds: &Bounds,
    visit: &mut Visit<'_>,
) -> Result<Inner> {
    let mut walk = Walk {
        reader: At::new(BufReader::with_capacity(BUFFER, reader)),
        bounds: *bounds,
        files: BTreeMap::new(),
        listed: Vec::new(),
        faults: Faults::new(),
        passed_over: Vec::new(),
    };
    let unread = match walk.all(visit) {
        Ok(()) => None,
        Err(error) => Some(bad_words(&error).map(str::to_owned).ok_or(error)?),
    };
    if unread.is_none() {
        walk.faults
            .append(super::directory::entries(&walk.listed, strict));
        let listed: BTreeSet<u64> = walk.listed.iter().map(|entry| entry.offset).collect();
        for (at, local) in &walk.files {
            if !listed.contains(at) {
                let name = shown(&local.name());
                let said = Said::new(format!("`{name}` is not in the list at the end"));
                walk.faults.push(said.at(name));
            }
        }
    }
    Ok(Inner {
        faults: walk.faults,
        unread,
        passed_over: walk.passed_over,
    })
}

struct Walk<'r> {
    reader: At<BufReader<&'r mut dyn Read>>,
    bounds: Bounds,
    /// Headers before files, by where they begin, with the lengths that were found.
    files: BTreeMap<u64, Header>,
    listed: Vec<Header>,
    faults: Faults,
    passed_over: Vec<(String, String)>,
}

impl Walk<'_> {
    fn all(&mut self, visit: &mut Visit<'_>) -> Result<()> {
        let mut list = 0;
        loop {
            let at = self.reader.at;
            let mark = exactly(&mut self.reader, 4)?;
            match u32_at(&mark, 0) {
                LOCAL if self.listed.is_empty() => self.file(at, visit)?,
                CENTRAL => {
                    if self.listed.is_empty() {
                        list = at;
                    }
                    self.entry()?;
                }
                WIDE_END => {
                    let head = exactly(&mut self.reader, 8)?;
                    let rest = u64_at(&head, 0);
                    if rest > 1 << 16 {
                        return Err(bad("has a wide end record past all bounds"));
                    }
                    skip(&mut self.reader, rest)?;
                    let pointer = exactly(&mut self.reader, 20)?;
                    if u32_at(&pointer, 0) != WIDE_POINTER || u64_at(&pointer, 8) != at {
                        self.fault("the wide end record is not where its pointer says");
                    }
                }
                END => return self.end(if self.listed.is_empty() { at } else { list }),
                _ => return Err(bad(format!("has bytes at {at} that belong to no file"))),
            }
        }
    }

    fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(Said::new(what).remedy(
            "ask the supplier to pack the archive anew with an ordinary program, in one piece",
        ));
    }

    fn file(&mut self, at: u64, visit: &mut Visit<'_>) -> Result<()> {
        if self.files.len() >= self.bounds.files_max {
            return Err(bad(format!(
                "has more than {} files",
                self.bounds.files_max
            )));
        }
        let mut local = Header::local(&mut self.reader)?;
        let name = local.name();
        let follows = local.follows();
        if let Err(why) = local.readable() {
            // Where the length is known, the others can still be read.
            if follows {
                return Err(bad(format!("has a file `{}` that {why}", shown(&name))));
            }
            skip(&mut self.reader, local.stored)?;
            self.files.insert(at, local);
            self.passed_over.push((name, why));
            return Ok(());
        }
        if follows && local.method == 0 && !(local.is_folder() && local.stored == 0) {
            return Err(bad(format!(
                "has a file `{}` whose end only the list at the end tells",
                shown(&name)
            )));
        }
        let stated = Stated {
            method: local.method,
            stored: (!follows || local.method == 0).then_some(local.stored),
            bytes_and_crc: (!follows).then_some((local.bytes, local.crc)),
            ratio_max: self.bounds.ratio_max,
        };
        let size = (!follows).then_some(local.bytes);
        let mut entry = EntryReader::new(&mut self.reader, stated);
        let visited = if local.is_folder() {
            std::io::copy(&mut entry, &mut std::io::sink()).map(|_| ())
        } else {
            visit(&name, size, &mut entry)
        };
        let rest = visited.and_then(|()| std::io::copy(&mut entry, &mut std::io::sink()));
        let came = entry.came();
        if let Err(error) = rest {
            let Some(words) = bad_words(&error) else {
                return Err(error);
            };
            let said = Said::new(format!("`{}` {words}", shown(&name))).at(shown(&name));
            self.faults.push(said);
            if follows {
                return Err(bad(format!("cannot be read behind `{}`", shown(&name))));
            }
            skip(&mut self.reader, local.stored.saturating_sub(came.stored))?;
        }
        if follows {
            (local.stored, local.bytes, local.crc) = (came.stored, came.bytes, came.crc);
            self.follows(&local)?;
        }
        self.files.insert(at, local);
        Ok(())
    }

    /// Lengths that follow a file, in one of four forms.
    fn follows(&mut self, local: &Header) -> Result<()> {
        let mut bytes = exactly(&mut self.reader, 12)?;
        while bytes.len() <= 24 {
            if super::header::follows_well(&bytes, local.crc, local.stored, local.bytes) {
                return Ok(());
            }
            bytes.extend(exactly(&mut self.reader, 4)?);
        }
        let marked = u32_at(&bytes, 0) == DESCRIPTOR;
        Err(bad(format!(
            "has a file `{}` that is not followed by {}",
            shown(&local.name()),
            if marked {
                "its own lengths"
            } else {
                "the lengths that it announces"
            }
        )))
    }

    fn entry(&mut self) -> Result<()> {
        if self.listed.len() >= self.bounds.files_max {
            return Err(bad(format!(
                "lists more than {} files",
                self.bounds.files_max
            )));
        }
        let central = Header::central(&mut self.reader)?;
        let name = shown(&central.name());
        match self.files.get(&central.offset) {
            Some(local) => {
                for why in local.differs(&central) {
                    self.faults
                        .push(Said::new(format!("`{name}` {why}")).at(name.clone()));
                }
            }
            None => {
                let said = Said::new(format!("`{name}` does not begin where the list says"));
                self.faults.push(said.at(name));
            }
        }
        self.listed.push(central);
        Ok(())
    }

    fn end(&mut self, list: u64) -> Result<()> {
        let record = exactly(&mut self.reader, 18)?;
        let comment = exactly(&mut self.reader, usize::from(u16_at(&record, 16)))?;
        if memchr::memmem::find(&comment, &END.to_le_bytes()).is_some() {
            self.fault("the comment of the archive holds another end record");
        }
        let count = u64::try_from(self.listed.len()).unwrap_or(u64::MAX);
        let stated = u64::from(u16_at(&record, 6));
        if stated != 0xffff && stated != count {
            self.fault(format!(
                "the end record counts {stated} files, the list has {count}"
            ));
        }
        let offset = u64::from(u32_at(&record, 12));
        if offset != 0xffff_ffff && offset != list {
            self.fault("the end record states another place of the list");
        }
        if u16_at(&record, 0) != 0 && u16_at(&record, 0) != 0xffff {
            self.fault("the archive is spread over several disks");
        }
        let more = skip(&mut self.reader, u64::MAX)?;
        if more > 0 {
            self.fault(format!(
                "there are {more} bytes after the end of the archive"
            ));
        }
        Ok(())
    }
}
