//! Headers of RPM packages: a list of tags, and the store that their values lie in.

use crate::answers::shown;

/// How a header begins.
const MAGIC: [u8; 8] = [0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0];
/// Most tags.
const TAGS_MAX: u32 = 100_000;
/// Most strings of one tag that are read.
const STRINGS_MAX: usize = 200_000;

/// One entry of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    tag: u32,
    kind: u32,
    offset: usize,
    count: usize,
}

/// A header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    /// All of it, from its first byte to its last.
    pub(crate) bytes: Vec<u8>,
    entries: Vec<Entry>,
    store: usize,
    /// What is wrong with it.
    pub(crate) faults: Vec<String>,
}

/// How many bytes follow the first sixteen of a header.
pub(crate) fn rest(head: &[u8; 16], bytes_max: u64) -> Result<u64, String> {
    if head[..8] != MAGIC {
        return Err("it does not begin as a header does".to_owned());
    }
    let (count, bytes) = (u32_at(head, 8), u32_at(head, 12));
    if count == 0 || count > TAGS_MAX || u64::from(bytes) > bytes_max {
        return Err(format!(
            "it has {count} tags and {bytes} bytes, which is past all bounds"
        ));
    }
    Ok(u64::from(count) * 16 + u64::from(bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let four = bytes
        .get(at..at + 4)
        .and_then(|four| <[u8; 4]>::try_from(four).ok());
    four.map_or(0, u32::from_be_bytes)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Header {
    /// Reads a whole header. `region` is the tag of the region that must take in all others.
    pub(crate) fn read(bytes: Vec<u8>, region: u32) -> Header {
        let count = index(u32_at(&bytes, 8));
        let store = 16 + count * 16;
        let mut header = Header {
            store,
            ..Header::default()
        };
        let length = bytes.len().saturating_sub(store);
        for at in 0..count {
            let from = 16 + at * 16;
            let entry = Entry {
                tag: u32_at(&bytes, from),
                kind: u32_at(&bytes, from + 4),
                offset: index(u32_at(&bytes, from + 8)),
                count: index(u32_at(&bytes, from + 12)),
            };
            if entry.offset > length || entry.count > length.saturating_add(1) {
                header.fault(format!(
                    "the tag {} points outside of the header",
                    entry.tag
                ));
            } else {
                header.entries.push(entry);
            }
        }
        header.bytes = bytes;
        header.twice();
        header.region(region, count);
        header
    }

    fn fault(&mut self, what: String) {
        if self.faults.len() < 20 {
            self.faults.push(what);
        }
    }

    fn twice(&mut self) {
        let mut tags: Vec<u32> = self.entries.iter().map(|entry| entry.tag).collect();
        tags.sort_unstable();
        let twice: Vec<u32> = tags
            .windows(2)
            .filter(|two| two[0] == two[1])
            .map(|two| two[0])
            .collect();
        for tag in twice {
            self.fault(format!("the tag {tag} is there twice"));
        }
    }

    /// The region is what was signed; a tag behind it is covered by nothing.
    fn region(&mut self, region: u32, count: usize) {
        let first = self.entries.first().copied();
        let whole =
            first.filter(|entry| entry.tag == region && entry.kind == 7 && entry.count == 16);
        let trailer = whole.and_then(|entry| self.value(entry, 16).map(<[u8]>::to_vec));
        let length = index(u32::try_from(count).unwrap_or(0).wrapping_mul(16));
        let good = trailer.is_some_and(|trailer| {
            let back = u32_at(&trailer, 8).wrapping_neg();
            u32_at(&trailer, 0) == region && index(back) == length && u32_at(&trailer, 12) == 16
        });
        if !good {
            self.fault("not all tags lie in the region that is signed".to_owned());
        }
        let ends = first.is_some_and(|entry| self.store + entry.offset + 16 == self.bytes.len());
        if good && !ends {
            self.fault("there are bytes after the region that is signed".to_owned());
        }
    }

    fn value(&self, entry: Entry, bytes: usize) -> Option<&[u8]> {
        let from = self.store.checked_add(entry.offset)?;
        self.bytes.get(from..from.checked_add(bytes)?)
    }

    fn find(&self, tag: u32) -> Option<Entry> {
        self.entries.iter().copied().find(|entry| entry.tag == tag)
    }

    /// Bytes.
    pub(crate) fn binary(&self, tag: u32) -> Option<&[u8]> {
        let entry = self.find(tag).filter(|entry| entry.kind == 7)?;
        self.value(entry, entry.count)
    }

    /// Numbers of 32 bits; the first one.
    pub(crate) fn number(&self, tag: u32) -> Option<u32> {
        let entry = self
            .find(tag)
            .filter(|entry| entry.kind == 4 && entry.count > 0)?;
        Some(u32_at(self.value(entry, 4)?, 0))
    }

    /// Strings, of any kind of string.
    pub(crate) fn strings(&self, tag: u32) -> Vec<String> {
        let Some(entry) = self
            .find(tag)
            .filter(|entry| matches!(entry.kind, 6 | 8 | 9))
        else {
            return Vec::new();
        };
        let mut rest = self
            .bytes
            .get(self.store + entry.offset..)
            .unwrap_or_default();
        let count = if entry.kind == 6 { 1 } else { entry.count };
        let mut strings = Vec::new();
        for _ in 0..count.min(STRINGS_MAX) {
            let Some(end) = memchr::memchr(0, rest) else {
                break;
            };
            strings.push(String::from_utf8_lossy(&rest[..end]).into_owned());
            rest = &rest[end + 1..];
        }
        strings
    }

    /// A string.
    pub(crate) fn string(&self, tag: u32) -> Option<String> {
        let first = self.strings(tag).into_iter().next()?;
        (!first.is_empty()).then(|| shown(&first))
    }
}
