//! Walks through a tar archive, strictly: it must mean one thing to every reader.

mod header;
mod pax;

use std::collections::BTreeSet;
use std::io::{Read, Result};

use keyholder_supply::gate::Said;

use crate::answers::{Faults, shown};
use crate::compress::{bad, bad_words, fill};
use crate::names::{Leads, Names, What, clean, leads};
use crate::source::Bounds;
use header::{Header, OCTAL_MAX};
use pax::Pax;

const BLOCK: u64 = 512;
/// Longest extended header or long name.
const EXTENDED_BYTES_MAX: u64 = 1 << 20;
/// Most zeros after the end; writers fill up to some block of tapes.
const FILLING_BYTES_MAX: u64 = 1 << 20;

/// Which links are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    /// None at all.
    No,
    /// Those that stay inside, and absolute ones: packages of a system link to its own folders.
    Rooted,
}

/// What a kind of package allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Which links.
    pub(crate) links: Links,
    /// Whether names may differ only in case: only where a package is for one system, on which they are two files.
    pub(crate) twins: bool,
}

/// A file, folder or link inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its path.
    pub(crate) path: String,
    /// What it is.
    pub(crate) what: What,
    /// How long.
    pub(crate) bytes: u64,
}

/// What came of a walk.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// Everything that makes the archive mean different things to different readers.
    pub(crate) faults: Faults,
    /// Links, each in words.
    pub(crate) links: Faults,
    /// How many names differ only in case, where that is allowed.
    pub(crate) twins: usize,
    /// How many entries.
    pub(crate) entries: usize,
}

impl Walked {
    /// What an answer says when there are no faults.
    pub(crate) fn words(&self) -> String {
        let mut words = format!(
            "{} entries, each once, none that leads outside",
            self.entries
        );
        if self.twins > 0 {
            words.push_str(&format!("; {} names differ only in case", self.twins));
        }
        words
    }
}

/// What is done with each entry; files are read from the reader.
pub(crate) type Visit<'v> = dyn FnMut(&Entry, &mut dyn Read) -> Result<()> + 'v;

/// Walks to the end, or to a fault behind which nothing can be trusted.
///
/// # Errors
/// When the system refuses. What is wrong with the bytes is a fault in what is returned.
pub(crate) fn walk(
    reader: &mut dyn Read,
    rules: Rules,
    bounds: &Bounds,
    visit: &mut Visit<'_>,
) -> Result<Walked> {
    let mut walk = Walk {
        names: Names::new(!rules.twins),
        shadows: BTreeSet::new(),
        rules,
        out: Walked::default(),
    };
    if let Err(error) = walk.all(reader, bounds, visit) {
        match bad_words(&error) {
            Some(words) => walk.out.faults.push(Said::new(words)),
            None => return Err(error),
        }
    }
    for shadow in &walk.shadows {
        if walk.names.get(shadow).is_some() {
            walk.out.faults.push(
                Said::new(format!(
                    "readers without extended headers see another file as `{}`",
                    shown(shadow)
                ))
                .at(shown(shadow)),
            );
        }
    }
    walk.out.twins = walk.names.twins;
    Ok(walk.out)
}

struct Walk {
    names: Names,
    /// Short names that stand in headers whose name is given by an extended one.
    shadows: BTreeSet<String>,
    rules: Rules,
    out: Walked,
}

impl Walk {
    fn all(&mut self, reader: &mut dyn Read, bounds: &Bounds, visit: &mut Visit<'_>) -> Result<()> {
        let mut extended = Extended::default();
        loop {
            let Some(block) = block(reader)? else {
                return Err(bad(
                    "the archive is cut off: the mark of its end is missing",
                ));
            };
            if block.iter().all(|byte| *byte == 0) {
                if !extended.is_empty() {
                    return Err(bad("an extended header with no file behind it"));
                }
                return end(reader);
            }
            let header = header::parse(&block).map_err(bad)?;
            if extended.take(&header, reader)? {
                continue;
            }
            self.out.entries += 1;
            if self.out.entries > bounds.files_max {
                return Err(bad(format!(
                    "there are more than {} entries",
                    bounds.files_max
                )));
            }
            let header = self.joined(header, std::mem::take(&mut extended))?;
            self.entry(&header, reader, visit)?;
        }
    }

    /// The header with what extended ones say of it.
    fn joined(&mut self, mut header: Header, extended: Extended) -> Result<Header> {
        if let Some(bytes) = extended.pax.bytes {
            if bytes != header.bytes && bytes <= OCTAL_MAX {
                return Err(bad(format!(
                    "`{}` is {} bytes long by its header and {bytes} by its extended header",
                    shown(&String::from_utf8_lossy(&header.name)),
                    header.bytes
                )));
            }
            header.bytes = bytes;
        }
        let names = [extended.pax.path, extended.long_name];
        if let Some(path) = self.override_of(&header.name, names)? {
            let short = String::from_utf8_lossy(&header.name);
            let short = short.trim_start_matches("./").trim_end_matches('/');
            if !path.starts_with(header.name.as_slice()) && !short.is_empty() {
                self.shadows.insert(short.to_owned());
            }
            header.name = path;
        }
        let links = [extended.pax.link, extended.long_link];
        if let Some(link) = self.override_of(&header.link, links)? {
            header.link = link;
        }
        Ok(header)
    }

    /// The name that replaces the one in a header, if one does; it must be one that a header cannot hold.
    fn override_of(&self, short: &[u8], long: [Option<Vec<u8>>; 2]) -> Result<Option<Vec<u8>>> {
        let [one, other] = long;
        if let (Some(one), Some(other)) = (&one, &other)
            && one != other
        {
            return Err(bad("two extended headers give one file two names"));
        }
        let Some(long) = one.or(other) else {
            return Ok(None);
        };
        if long != short && long.len() <= 100 && long.is_ascii() {
            return Err(bad(format!(
                "`{}` is renamed to `{}` by an extended header without need",
                shown(&String::from_utf8_lossy(short)),
                shown(&String::from_utf8_lossy(&long))
            )));
        }
        Ok(Some(long))
    }

    fn entry(
        &mut self,
        header: &Header,
        reader: &mut dyn Read,
        visit: &mut Visit<'_>,
    ) -> Result<()> {
        let what = match header.kind {
            b'0' | 0 => What::File,
            b'5' => What::Folder,
            b'1' | b'2' => What::Link,
            kind => {
                let name = shown(&String::from_utf8_lossy(&header.name));
                let kind = match kind {
                    b'3' | b'4' => "a device".to_owned(),
                    b'6' => "a pipe".to_owned(),
                    b'S' => "a file with holes".to_owned(),
                    kind => format!(
                        "of the kind `{}`, which few readers know",
                        kind.escape_ascii()
                    ),
                };
                let said = Said::new(format!("`{name}` is {kind}")).at(name);
                self.out.faults.push(said.remedy("pack plain files"));
                return skip(reader, header.bytes, false);
            }
        };
        if what != What::File && header.bytes != 0 {
            return Err(bad(format!(
                "`{}` is no file, yet has {} bytes",
                shown(&String::from_utf8_lossy(&header.name)),
                header.bytes
            )));
        }
        let path = clean(&header.name, what == What::Folder, &mut self.out.faults);
        if what == What::Link {
            self.link(header, &path);
        }
        if !self.names.take(&path, what, &mut self.out.faults) {
            return Err(bad("there are too many names to go on"));
        }
        let entry = Entry {
            path,
            what,
            bytes: header.bytes,
        };
        let mut inside = reader.take(header.bytes);
        visit(&entry, &mut inside)?;
        let left = inside.limit();
        skip(reader, left, true)?;
        padding(reader, header.bytes, &entry.path)
    }

    fn link(&mut self, header: &Header, path: &str) {
        let target = String::from_utf8_lossy(&header.link);
        let hard = header.kind == b'1';
        let leads = if hard {
            // A hard link names another entry, from the root of the archive.
            leads("", target.trim_start_matches("./"))
        } else {
            leads(path, &target)
        };
        let kind = if hard { "hard link" } else { "link" };
        let said = Said::new(format!(
            "`{}` is a {kind} to `{}`",
            shown(path),
            shown(&target)
        ))
        .at(shown(path));
        let fault = match &leads {
            Leads::Outside => Some("which is outside of the archive"),
            Leads::Absolute if hard || self.rules.links == Links::No => {
                Some("which is a path of the system")
            }
            _ if self.rules.links == Links::No => Some("and packages of this kind have no links"),
            Leads::Inside(to) if hard && self.names.get(to) != Some(What::File) => {
                Some("which is no file before it")
            }
            Leads::Inside(_) | Leads::Absolute => None,
        };
        match fault {
            Some(fault) => self.out.faults.push(
                Said {
                    what: format!("{}, {fault}", said.what),
                    ..said
                }
                .remedy("pack the file itself"),
            ),
            None => self.out.links.push(said),
        }
    }
}

/// What stands before the header that it speaks of.
#[derive(Debug, Default)]
struct Extended {
    pax: Pax,
    has_pax: bool,
    long_name: Option<Vec<u8>>,
    long_link: Option<Vec<u8>>,
}

impl Extended {
    fn is_empty(&self) -> bool {
        !self.has_pax && self.long_name.is_none() && self.long_link.is_none()
    }

    /// Takes a header if it only speaks of the next one.
    fn take(&mut self, header: &Header, reader: &mut dyn Read) -> Result<bool> {
        match header.kind {
            b'x' if self.has_pax => Err(bad("two extended headers in a row")),
            b'x' => {
                self.pax = pax::parse(&extended(header, reader)?).map_err(bad)?;
                self.has_pax = true;
                Ok(true)
            }
            b'g' => {
                let pax = pax::parse(&extended(header, reader)?).map_err(bad)?;
                if pax != Pax::default() {
                    return Err(bad(
                        "one extended header gives all files the same name or size",
                    ));
                }
                Ok(true)
            }
            b'L' | b'K' => {
                let mut name = extended(header, reader)?;
                if name.last() == Some(&0) {
                    name.pop();
                }
                if name.contains(&0) || name.is_empty() {
                    return Err(bad("a long name with zeros inside"));
                }
                let place = if header.kind == b'L' {
                    &mut self.long_name
                } else {
                    &mut self.long_link
                };
                if place.replace(name).is_some() {
                    return Err(bad("two long names in a row"));
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

fn extended(header: &Header, reader: &mut dyn Read) -> Result<Vec<u8>> {
    if header.bytes > EXTENDED_BYTES_MAX {
        return Err(bad("an extended header of more than 1 MiB"));
    }
    let mut bytes = Vec::new();
    reader.take(header.bytes).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) != header.bytes {
        return Err(bad("the archive is cut off inside an extended header"));
    }
    padding(reader, header.bytes, "an extended header")?;
    Ok(bytes)
}

fn block(reader: &mut dyn Read) -> Result<Option<[u8; 512]>> {
    let mut block = [0; 512];
    match fill(reader, &mut block)? {
        0 => Ok(None),
        512 => Ok(Some(block)),
        _ => Err(bad("the archive is cut off inside a header")),
    }
}

/// After one block of zeros: a second one, and zeros to the end.
fn end(reader: &mut dyn Read) -> Result<()> {
    match block(reader)? {
        Some(block) if block.iter().all(|byte| *byte == 0) => {}
        Some(_) => return Err(bad("data after the end: a block follows one of zeros")),
        None => {
            return Err(bad(
                "the archive is cut off: half the mark of its end is missing",
            ));
        }
    }
    let mut buf = [0; 8_192];
    let mut filling = 0;
    loop {
        let count = fill(reader, &mut buf)?;
        if buf[..count].iter().any(|byte| *byte != 0) {
            return Err(bad("data after the end of the archive"));
        }
        filling += u64::try_from(count).unwrap_or(u64::MAX);
        if filling > FILLING_BYTES_MAX {
            return Err(bad("more than 1 MiB of zeros after the end of the archive"));
        }
        if count < buf.len() {
            return Ok(());
        }
    }
}

fn skip(reader: &mut dyn Read, bytes: u64, padded: bool) -> Result<()> {
    let gone = std::io::copy(&mut reader.take(bytes), &mut std::io::sink())?;
    if gone != bytes {
        return Err(bad("the archive is cut off inside a file"));
    }
    if padded {
        Ok(())
    } else {
        padding(reader, bytes, "a file")
    }
}

fn padding(reader: &mut dyn Read, bytes: u64, place: &str) -> Result<()> {
    let over = usize::try_from(bytes % BLOCK).unwrap_or(0);
    if over == 0 {
        return Ok(());
    }
    let mut buf = [0; 512];
    let padding = &mut buf[over..];
    let length = padding.len();
    if fill(reader, padding)? != length {
        return Err(bad("the archive is cut off after a file"));
    }
    if padding.iter().any(|byte| *byte != 0) {
        return Err(bad(format!(
            "hidden bytes after the end of `{}`",
            shown(place)
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
