//! Headers of ZIP as they are written: the one before a file, and the one in the list at the end.

use std::io::{Error, Read, Result};

use crate::compress::bad;

/// Begins a file.
pub(super) const LOCAL: u32 = 0x0403_4b50;
/// Begins an entry of the list.
pub(super) const CENTRAL: u32 = 0x0201_4b50;
/// Begins what may follow a file whose length was not known before.
pub(super) const DESCRIPTOR: u32 = 0x0807_4b50;
/// Begins the end record.
pub(super) const END: u32 = 0x0605_4b50;
/// Begins the end record with wide numbers.
pub(super) const WIDE_END: u32 = 0x0606_4b50;
/// Begins the pointer to that one.
pub(super) const WIDE_POINTER: u32 = 0x0706_4b50;

/// The flag of an encrypted file.
const ENCRYPTED: u16 = 1;
/// The flag that lengths follow the file.
const FOLLOWS: u16 = 1 << 3;
/// The flag of UTF-8.
const UTF8: u16 = 1 << 11;
/// Flags that say how well it was pressed, and that its name is UTF-8: nothing depends on them here.
const HARMLESS: u16 = 0b110 | FOLLOWS | UTF8;

/// Little-endian numbers out of bytes; what is not there is zero, as lengths are checked before.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..at + 2)
        .and_then(|two| two.try_into().ok())
        .map_or(0, u16::from_le_bytes)
}

/// The same with four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

/// The same with eight bytes.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes
        .get(at..at + 8)
        .and_then(|eight| eight.try_into().ok())
        .map_or(0, u64::from_le_bytes)
}

/// Reads exactly so many bytes; an end before is the fault of the bytes, not of the system.
pub(super) fn exactly(reader: &mut dyn Read, count: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    reader.read_exact(&mut bytes).map_err(ended)?;
    Ok(bytes)
}

fn ended(error: Error) -> Error {
    if error.kind() == std::io::ErrorKind::UnexpectedEof {
        return bad("the archive ends in the middle of a header");
    }
    error
}

/// What both headers say of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    /// Its name as bytes.
    pub(super) raw: Vec<u8>,
    /// Flags.
    pub(super) flags: u16,
    /// How it is pressed.
    pub(super) method: u16,
    /// Its checksum.
    pub(super) crc: u32,
    /// How long it is as stored.
    pub(super) stored: u64,
    /// How long it is.
    pub(super) bytes: u64,
    /// Where it begins; zero in the header before the file.
    pub(super) offset: u64,
    /// Attributes: of Unix above, of DOS below; zero in the header before the file.
    pub(super) attributes: u32,
    /// On which disk it begins.
    pub(super) disk: u32,
    /// Whether an extra field has wide numbers.
    pub(super) wide: bool,
    /// A second name in an extra field.
    pub(super) other_name: Option<Vec<u8>>,
    /// Whether the extra fields could be read.
    pub(super) extra_whole: bool,
}

impl Header {
    /// Reads the header before a file; its mark was read already.
    pub(super) fn local(reader: &mut dyn Read) -> Result<Header> {
        let fixed = exactly(reader, 26)?;
        let raw = exactly(reader, usize::from(u16_at(&fixed, 22)))?;
        let extra = exactly(reader, usize::from(u16_at(&fixed, 24)))?;
        let mut header = Header {
            raw,
            flags: u16_at(&fixed, 2),
            method: u16_at(&fixed, 4),
            crc: u32_at(&fixed, 10),
            stored: u64::from(u32_at(&fixed, 14)),
            bytes: u64::from(u32_at(&fixed, 18)),
            ..Header::default()
        };
        header.extra(&extra);
        Ok(header)
    }

    /// Reads an entry of the list; its mark was read already.
    pub(super) fn central(reader: &mut dyn Read) -> Result<Header> {
        let fixed = exactly(reader, 42)?;
        let raw = exactly(reader, usize::from(u16_at(&fixed, 24)))?;
        let extra = exactly(reader, usize::from(u16_at(&fixed, 26)))?;
        exactly(reader, usize::from(u16_at(&fixed, 28)))?;
        let mut header = Header {
            raw,
            flags: u16_at(&fixed, 4),
            method: u16_at(&fixed, 6),
            crc: u32_at(&fixed, 12),
            stored: u64::from(u32_at(&fixed, 16)),
            bytes: u64::from(u32_at(&fixed, 20)),
            disk: u32::from(u16_at(&fixed, 30)),
            attributes: u32_at(&fixed, 34),
            offset: u64::from(u32_at(&fixed, 38)),
            ..Header::default()
        };
        header.extra(&extra);
        Ok(header)
    }

    /// Extra fields: wide numbers in the place of full ones, and second names.
    fn extra(&mut self, mut extra: &[u8]) {
        const FULL: u64 = 0xffff_ffff;
        while extra.len() >= 4 {
            let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
            let Some(body) = extra.get(4..4 + length) else {
                return;
            };
            if id == 1 {
                let mut at = 0;
                self.wide = true;
                for number in [&mut self.bytes, &mut self.stored, &mut self.offset] {
                    if *number == FULL && at + 8 <= body.len() {
                        *number = u64_at(body, at);
                        at += 8;
                    }
                }
            }
            if id == 0x7075 {
                self.other_name = Some(body.get(5..).unwrap_or_default().to_vec());
            }
            extra = &extra[4 + length..];
        }
        // Some writers fill up to a boundary with zeros.
        self.extra_whole = extra.iter().all(|byte| *byte == 0);
    }

    /// The name as text; bytes that are no UTF-8 are replaced.
    pub(super) fn name(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    /// Whether it is a folder by its name.
    pub(super) fn is_folder(&self) -> bool {
        self.raw.ends_with(b"/")
    }

    /// Whether lengths follow the file.
    pub(super) fn follows(&self) -> bool {
        self.flags & FOLLOWS != 0
    }

    /// Whether the file can be unpacked, or why not.
    pub(super) fn readable(&self) -> std::result::Result<(), String> {
        if self.flags & (ENCRYPTED | 1 << 6 | 1 << 13) != 0 || self.method == 99 {
            return Err("is encrypted, and nobody can look into it".to_owned());
        }
        if self.flags & !HARMLESS != 0 {
            return Err(format!(
                "has flags that are not known ({:#06x})",
                self.flags
            ));
        }
        if !matches!(self.method, 0 | 8) {
            return Err(format!(
                "is pressed by method {}, which not every program reads",
                self.method
            ));
        }
        if self.method == 0 && self.stored != self.bytes {
            return Err("is stored as it is, yet with another length".to_owned());
        }
        Ok(())
    }

    /// What the entry of the list says that may not be, in words that go on after the name.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Err(why) = self.readable() {
            faults.push(why);
        }
        if std::str::from_utf8(&self.raw).is_err() {
            faults.push("has a name that is not UTF-8".to_owned());
        } else if !self.raw.is_ascii() && self.flags & UTF8 == 0 {
            faults.push("has letters in its name in an encoding that it does not state".to_owned());
        }
        if self
            .other_name
            .as_ref()
            .is_some_and(|other| *other != self.raw)
        {
            faults.push("has a second name, which some programs take".to_owned());
        }
        if !self.extra_whole {
            faults.push("has extra fields that cannot be read".to_owned());
        }
        if self.disk != 0 {
            faults.push("begins on another disk".to_owned());
        }
        let kind = (self.attributes >> 16) & 0o170_000;
        match kind {
            0 | 0o100_000 | 0o040_000 => {}
            0o120_000 => faults.push("is a link to another place".to_owned()),
            _ => faults.push("is a device, pipe or socket".to_owned()),
        }
        let folder = self.is_folder();
        if (kind == 0o040_000 && !folder) || (kind == 0o100_000 && folder) {
            faults.push(
                "is a file by its name or its attributes, and a folder by the other".to_owned(),
            );
        }
        if folder && self.bytes != 0 {
            faults.push("is a folder, yet has bytes".to_owned());
        }
        faults
    }

    /// In what the header before the file differs from the entry of the list, in words that go on after the name.
    pub(super) fn differs(&self, central: &Header) -> Vec<String> {
        let mut faults = Vec::new();
        let mut unequal = |what: &str, differs: bool| {
            if differs {
                faults.push(format!("has {what} before it than in the list at the end"));
            }
        };
        unequal("another name", self.raw != central.raw);
        unequal("other flags", self.flags != central.flags);
        unequal("another method", self.method != central.method);
        // Lengths that follow the file may be blank before it.
        let blank = |here: u64, there: u64| {
            here == there || (self.follows() && (here == 0 || here == 0xffff_ffff))
        };
        let crc = blank(u64::from(self.crc), u64::from(central.crc));
        unequal("another checksum", !crc);
        unequal(
            "another length as stored",
            !blank(self.stored, central.stored),
        );
        unequal("another length", !blank(self.bytes, central.bytes));
        let second = self.other_name.as_ref();
        unequal(
            "a second name",
            second.is_some_and(|other| *other != self.raw),
        );
        faults
    }
}

/// Whether bytes after a file are the lengths that were announced, and the right ones.
pub(super) fn follows_well(bytes: &[u8], crc: u32, stored: u64, length: u64) -> bool {
    let body = match bytes.len() {
        16 | 24 if u32_at(bytes, 0) == DESCRIPTOR => &bytes[4..],
        12 | 20 => bytes,
        _ => return false,
    };
    let (here_stored, here_length) = if body.len() == 12 {
        (u64::from(u32_at(body, 4)), u64::from(u32_at(body, 8)))
    } else {
        (u64_at(body, 4), u64_at(body, 12))
    };
    u32_at(body, 0) == crc && here_stored == stored && here_length == length
}
