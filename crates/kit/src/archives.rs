//! Small writers of zip, tar, gzip and ar, with fixed times, and with the faults that attackers put there.

use std::io::Write as _;

/// An entry of a zip archive.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name, in the directory at the end.
    pub name: String,
    /// Its name before the data, if another.
    pub local_name: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether they are compressed.
    pub deflated: bool,
    /// General purpose flags: 1 says encrypted, 0x800 says UTF-8.
    pub flags: u16,
    /// Attributes as a Unix system writes them.
    pub mode: u32,
    /// The size that is declared, if not the right one.
    pub declared: Option<u32>,
    /// Bytes before the entry that belong to none.
    pub gap: Vec<u8>,
}

impl Entry {
    /// A file, stored as it is.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Entry {
        Entry {
            name: name.into(),
            local_name: None,
            bytes: bytes.into(),
            deflated: false,
            flags: 0,
            mode: 0o100_644,
            declared: None,
            gap: Vec::new(),
        }
    }

    /// Compressed.
    #[must_use]
    pub fn deflated(mut self) -> Entry {
        self.deflated = true;
        self
    }
}

/// 2026-01-01, 00:00.
const DATE: u16 = ((2026 - 1980) << 9) | (1 << 5) | 1;

fn small(length: usize) -> u32 {
    u32::try_from(length).expect("test data are small")
}

fn short(length: usize) -> u16 {
    u16::try_from(length).expect("test data are small")
}

/// A zip archive.
#[must_use]
pub fn zip(entries: &[Entry]) -> Vec<u8> {
    zip_with(entries, b"", b"")
}

/// A zip archive with bytes between the last entry and the directory, and a comment after it.
#[must_use]
pub fn zip_with(entries: &[Entry], between: &[u8], comment: &[u8]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        out.extend(&entry.gap);
        let at = small(out.len());
        let data = if entry.deflated {
            deflate(&entry.bytes)
        } else {
            entry.bytes.clone()
        };
        let shared = shared_header(entry, &data);
        let local = entry.local_name.as_ref().unwrap_or(&entry.name);
        out.extend(b"PK\x03\x04");
        out.extend(&shared);
        out.extend(short(local.len()).to_le_bytes());
        out.extend(0_u16.to_le_bytes());
        out.extend(local.as_bytes());
        out.extend(&data);
        directory.extend(b"PK\x01\x02");
        directory.extend(0x0314_u16.to_le_bytes());
        directory.extend(&shared);
        directory.extend(short(entry.name.len()).to_le_bytes());
        // No extra field, no comment, disk 0, no internal attributes.
        directory.extend([0; 8]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    out.extend(between);
    let at = small(out.len());
    out.extend(&directory);
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    out.extend(short(entries.len()).to_le_bytes());
    out.extend(short(entries.len()).to_le_bytes());
    out.extend(small(directory.len()).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend(short(comment.len()).to_le_bytes());
    out.extend(comment);
    out
}

/// What stands both before the data and in the directory.
fn shared_header(entry: &Entry, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(20_u16.to_le_bytes());
    out.extend(entry.flags.to_le_bytes());
    out.extend(if entry.deflated { 8_u16 } else { 0 }.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out.extend(DATE.to_le_bytes());
    out.extend(crc32(&entry.bytes).to_le_bytes());
    out.extend(small(data.len()).to_le_bytes());
    let declared = entry.declared.unwrap_or_else(|| small(entry.bytes.len()));
    out.extend(declared.to_le_bytes());
    out
}

/// The check sum of zip and gzip.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut hasher = flate2::Crc::new();
    hasher.update(bytes);
    hasher.sum()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).expect("memory does not fail");
    writer.finish().expect("memory does not fail")
}

/// Gzip that compresses nothing, so that the bytes depend on no library.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let blocks: Vec<&[u8]> = bytes.chunks(0xffff).collect();
    for (n, block) in blocks.iter().enumerate() {
        let length = short(block.len());
        out.push(u8::from(n + 1 == blocks.len()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(*block);
    }
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(small(bytes.len()).to_le_bytes());
    out
}

/// Gzip that compresses, for bombs.
#[must_use]
pub fn gzip_small(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3];
    out.extend(deflate(bytes));
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(small(bytes.len()).to_le_bytes());
    out
}

/// A tar archive of files.
#[must_use]
pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in files {
        out.extend(tar_entry(name, bytes, b'0', ""));
    }
    out.resize(out.len() + 1_024, 0);
    out
}

/// One entry of a tar archive: `0` a file, `2` a link to elsewhere.
#[must_use]
pub fn tar_entry(name: &str, bytes: &[u8], kind: u8, link: &str) -> Vec<u8> {
    let mut head = vec![0; 512];
    let mut put = |at: usize, text: &str| {
        head[at..at + text.len()].copy_from_slice(text.as_bytes());
    };
    put(0, name);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{:011o}\0", bytes.len()));
    // 2026-01-01.
    put(136, &format!("{:011o}\0", 1_767_225_600));
    put(148, "        ");
    put(157, link);
    put(257, "ustar\x0000");
    head[156] = kind;
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    head.extend(bytes);
    head.resize(head.len().next_multiple_of(512), 0);
    head
}

/// An ar archive, which Debian packages are.
#[must_use]
pub fn ar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = b"!<arch>\n".to_vec();
    for (name, bytes) in files {
        let (time, length) = (1_767_225_600, bytes.len());
        out.extend(format!("{name:<16}{time:<12}0     0     100644  {length:<10}`\n").bytes());
        out.extend(*bytes);
        if !length.is_multiple_of(2) {
            out.push(b'\n');
        }
    }
    out
}
