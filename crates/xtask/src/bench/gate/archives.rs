//! Archives as large as one likes, written as a stream: zip, tar, and what fills them.

use std::fs::File;
use std::io::{BufWriter, Result, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use sha2::{Digest, Sha256};

const CHUNK: usize = 1 << 20;

/// Bytes without meaning, the same each time.
pub(super) struct Filler {
    state: u64,
    /// Whether every second block is one that was there before, so that packing halves it.
    packable: bool,
}

impl Filler {
    pub(super) fn new(seed: u64, packable: bool) -> Filler {
        Filler {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            packable,
        }
    }

    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Fills all of it.
    pub(super) fn fill(&mut self, buf: &mut [u8]) {
        const BLOCK: usize = 64;
        const BACK: u64 = 300;
        for at in (0..buf.len()).step_by(BLOCK) {
            let end = (at + BLOCK).min(buf.len());
            let dice = self.next();
            let back = usize::try_from(1 + (dice >> 1) % BACK).unwrap_or(1) * BLOCK;
            if self.packable && dice & 1 == 1 && at >= back && end - at == BLOCK {
                buf.copy_within(at - back..end - back, at);
                continue;
            }
            for word in buf[at..end].chunks_mut(8) {
                let bytes = self.next().to_le_bytes();
                word.copy_from_slice(&bytes[..word.len()]);
            }
        }
    }

    /// Hands out so many bytes, a chunk at a time.
    pub(super) fn pour(&mut self, mut bytes: u64, out: &mut dyn Write) -> Result<()> {
        let mut chunk = vec![0; CHUNK];
        while bytes > 0 {
            let count = usize::try_from(bytes).unwrap_or(CHUNK).min(CHUNK);
            self.fill(&mut chunk[..count]);
            out.write_all(&chunk[..count])?;
            bytes -= count as u64;
        }
        Ok(())
    }

    /// How many bytes of this kind pack into one.
    pub(super) fn ratio() -> Result<f64> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::new(1));
        Filler::new(7, true).pour(4 << 20, &mut packed)?;
        let packed = packed.finish()?.len();
        Ok(f64::from(4 << 20) / packed as f64)
    }
}

/// What writes an entry.
pub(super) type Pour<'p> = &'p mut dyn FnMut(&mut dyn Write) -> Result<()>;

/// What was added to a zip archive.
pub(super) struct Added {
    /// SHA-256, hexadecimal.
    pub(super) sha256: String,
    /// How long.
    pub(super) bytes: u64,
    /// Where its bytes begin in the archive.
    pub(super) at: u64,
    /// How many they are there.
    pub(super) stored: u64,
}

/// A zip archive on its way to the disk. None of its entries, nor itself, is as long as 4 GiB.
pub(super) struct Zip {
    out: BufWriter<File>,
    at: u64,
    directory: Vec<u8>,
    count: u16,
}

/// Counts and adds up what an entry holds, on its way.
struct Seen<W: Write> {
    inner: W,
    bytes: u64,
    crc: crc32fast::Hasher,
    sha256: Sha256,
}

impl<W: Write> Write for Seen<W> {
    fn write(&mut self, buf: &[u8]) -> Result<usize> {
        self.inner.write_all(buf)?;
        self.bytes += buf.len() as u64;
        self.crc.update(buf);
        self.sha256.update(buf);
        Ok(buf.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.inner.flush()
    }
}

/// Hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn u32_of(length: u64) -> Result<u32> {
    u32::try_from(length).map_err(|_| std::io::Error::other("an entry of 4 GiB"))
}

fn u16_of(length: usize) -> Result<u16> {
    u16::try_from(length).map_err(|_| std::io::Error::other("too many entries, or a long name"))
}

impl Zip {
    pub(super) fn create(path: &Path) -> Result<Zip> {
        Ok(Zip {
            out: BufWriter::with_capacity(CHUNK, File::create(path)?),
            at: 0,
            directory: Vec::new(),
            count: 0,
        })
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, deflated: bool, pour: Pour<'_>) -> Result<Added> {
        let head = self.at;
        self.local(name, deflated, 0, 0, 0)?;
        let begin = self.at;
        let seen = if deflated {
            let encoder = DeflateEncoder::new(&mut self.out, Compression::new(1));
            let mut seen = Seen::new(encoder);
            pour(&mut seen)?;
            let Seen {
                inner,
                bytes,
                crc,
                sha256,
            } = seen;
            inner.finish()?;
            (bytes, crc, sha256)
        } else {
            let mut seen = Seen::new(&mut self.out);
            pour(&mut seen)?;
            (seen.bytes, seen.crc, seen.sha256)
        };
        let (bytes, crc, sha256) = seen;
        self.at = self.out.stream_position()?;
        let (stored, end, crc) = (self.at - begin, self.at, crc.finalize());
        self.out.seek(SeekFrom::Start(head))?;
        self.local(name, deflated, crc, u32_of(stored)?, u32_of(bytes)?)?;
        self.out.seek(SeekFrom::Start(end))?;
        self.at = end;
        self.count += 1;
        let shared = shared(deflated, crc, u32_of(stored)?, u32_of(bytes)?);
        self.directory.extend(b"PK\x01\x02\x14\x03");
        self.directory.extend(shared);
        self.directory.extend(u16_of(name.len())?.to_le_bytes());
        self.directory.extend([0; 8]);
        self.directory.extend((0o100_644_u32 << 16).to_le_bytes());
        self.directory.extend(u32_of(head)?.to_le_bytes());
        self.directory.extend(name.as_bytes());
        Ok(Added {
            sha256: hex(&sha256.finalize()),
            bytes,
            at: begin,
            stored,
        })
    }

    fn local(
        &mut self,
        name: &str,
        deflated: bool,
        crc: u32,
        stored: u32,
        bytes: u32,
    ) -> Result<()> {
        let mut head = b"PK\x03\x04".to_vec();
        head.extend(shared(deflated, crc, stored, bytes));
        head.extend(u16_of(name.len())?.to_le_bytes());
        head.extend([0; 2]);
        head.extend(name.as_bytes());
        self.out.write_all(&head)?;
        self.at += head.len() as u64;
        Ok(())
    }

    /// Writes the list of files.
    pub(super) fn finish(mut self) -> Result<()> {
        self.out.write_all(&self.directory)?;
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        end.extend(self.count.to_le_bytes());
        end.extend(self.count.to_le_bytes());
        end.extend(u32_of(self.directory.len() as u64)?.to_le_bytes());
        end.extend(u32_of(self.at)?.to_le_bytes());
        end.extend([0; 2]);
        self.out.write_all(&end)?;
        self.out.flush()
    }
}

impl<W: Write> Seen<W> {
    fn new(inner: W) -> Self {
        Seen {
            inner,
            bytes: 0,
            crc: crc32fast::Hasher::new(),
            sha256: Sha256::new(),
        }
    }
}

/// What stands both before the data and in the list.
fn shared(deflated: bool, crc: u32, stored: u32, bytes: u32) -> Vec<u8> {
    // 2026-01-01, 00:00.
    const DATE: u16 = ((2026 - 1980) << 9) | (1 << 5) | 1;
    let mut out = vec![20, 0, 0, 0];
    out.extend(if deflated { 8_u16 } else { 0 }.to_le_bytes());
    out.extend([0; 2]);
    out.extend(DATE.to_le_bytes());
    out.extend(crc.to_le_bytes());
    out.extend(stored.to_le_bytes());
    out.extend(bytes.to_le_bytes());
    out
}

/// Adds a file to a tar archive.
pub(super) fn tar(out: &mut dyn Write, name: &str, bytes: u64, pour: Pour<'_>) -> Result<()> {
    let mut head = [0_u8; 512];
    let mut put = |at: usize, text: &str| {
        head[at..at + text.len()].copy_from_slice(text.as_bytes());
    };
    put(0, name);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{bytes:011o}\0"));
    // 2026-01-01.
    put(136, &format!("{:011o}\0", 1_767_225_600));
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    out.write_all(&head)?;
    pour(out)?;
    let over = usize::try_from(bytes % 512).unwrap_or(0);
    if over > 0 {
        out.write_all(&[0; 512][over..])?;
    }
    Ok(())
}

/// Ends a tar archive.
pub(super) fn tar_end(out: &mut dyn Write) -> Result<()> {
    out.write_all(&[0; 1_024])
}
