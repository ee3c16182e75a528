//! Unpacks gzip, zstd and xz as they are read, and stops at bombs.
//!
//! A stream is taken in one way only: one gzip member, one zstd frame, one xz stream, and nothing behind it.
//! Programs differ in what they make of a second one.

use std::cell::Cell;
use std::fmt;
use std::io::{BufRead, BufReader, Error, Read, Result};
use std::rc::Rc;

use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;

use crate::source::Bounds;

/// How much is read from below at a time.
const BUFFER: usize = 64 << 10;
/// Up to here no ratio is asked for: small texts of blanks shrink a lot.
const FREE_BYTES: u64 = 1 << 20;
/// Most memory for the window of xz, KiB; `xz -9` asks for 64 MiB.
const XZ_MEMORY_KIB: u32 = 132_000;
/// Largest window of zstd, as a power of two: 128 MiB, which every decoder is expected to allow.
const ZSTD_WINDOW_LOG: u32 = 27;

/// How bytes are packed, by their first ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Not at all, as far as is known here.
    None,
    /// gzip.
    Gzip,
    /// zstd.
    Zstd,
    /// xz.
    Xz,
}

impl Packing {
    /// By the first bytes.
    pub(crate) fn of(head: &[u8]) -> Packing {
        match head {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Packing::Xz,
            _ => Packing::None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Packing::None => "plain",
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
            Packing::Xz => "xz",
        }
    }
}

/// Bytes of others that cannot be read: their fault, not the system's.
#[derive(Debug)]
struct Bad(String);

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Bad {}

/// An error that says: these bytes are at fault.
pub(crate) fn bad(what: impl Into<String>) -> Error {
    Error::new(std::io::ErrorKind::InvalidData, Bad(what.into()))
}

/// What is wrong with the bytes, if they are at fault and not the system.
pub(crate) fn bad_words(error: &Error) -> Option<&str> {
    let inner = error.get_ref()?.downcast_ref::<Bad>()?;
    Some(&inner.0)
}

/// What reading below has come to.
#[derive(Clone, Debug, Default)]
struct Below {
    bytes: Rc<Cell<u64>>,
    /// Whether reading below failed, so that an error is not the decoder's.
    fault: Rc<Cell<bool>>,
}

struct Counted<R> {
    inner: R,
    below: Below,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        match self.inner.read(buf) {
            Ok(count) => {
                let bytes = u64::try_from(count).unwrap_or(u64::MAX);
                self.below
                    .bytes
                    .set(self.below.bytes.get().saturating_add(bytes));
                Ok(count)
            }
            Err(error) => {
                if error.kind() != std::io::ErrorKind::Interrupted {
                    self.below.fault.set(true);
                }
                Err(error)
            }
        }
    }
}

type Buffered<R> = BufReader<Counted<R>>;

enum Decoder<R: Read> {
    None(Buffered<R>),
    Gzip(Box<GzDecoder<Buffered<R>>>),
    Zstd(Box<zstd::Decoder<'static, Buffered<R>>>),
    Xz(Box<XzReader<Buffered<R>>>),
}

impl<R: Read> Decoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        match self {
            Decoder::None(reader) => reader.read(buf),
            Decoder::Gzip(reader) => reader.read(buf),
            Decoder::Zstd(reader) => reader.read(buf),
            Decoder::Xz(reader) => reader.read(buf),
        }
    }

    fn below(&mut self) -> &mut Buffered<R> {
        match self {
            Decoder::None(reader) => reader,
            Decoder::Gzip(reader) => reader.get_mut(),
            Decoder::Zstd(reader) => reader.get_mut(),
            Decoder::Xz(reader) => reader.inner_mut(),
        }
    }
}

/// What comes out of a packed stream, within bounds.
pub(crate) struct Unpacked<R: Read> {
    decoder: Decoder<R>,
    packing: Packing,
    below: Below,
    out: u64,
    out_max: u64,
    ratio_max: u64,
    ended: bool,
}

impl<R: Read> Unpacked<R> {
    /// Unpacks what `inner` holds, by its first bytes; what is not packed comes through as it is.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn new(inner: R, bounds: &Bounds) -> Result<Self> {
        let below = Below::default();
        let counted = Counted {
            inner,
            below: below.clone(),
        };
        let mut reader = BufReader::with_capacity(BUFFER, counted);
        let packing = Packing::of(reader.fill_buf()?);
        let decoder = match packing {
            Packing::None => Decoder::None(reader),
            Packing::Gzip => Decoder::Gzip(Box::new(GzDecoder::new(reader))),
            Packing::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(reader)?.single_frame();
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Decoder::Zstd(Box::new(decoder))
            }
            Packing::Xz => Decoder::Xz(Box::new(XzReader::new_mem_limit(
                reader,
                false,
                XZ_MEMORY_KIB,
            ))),
        };
        Ok(Unpacked {
            decoder,
            packing,
            below,
            out: 0,
            out_max: bounds.unpacked_bytes_max,
            ratio_max: bounds.ratio_max,
            ended: false,
        })
    }

    /// How it is packed.
    pub(crate) fn packing(&self) -> Packing {
        self.packing
    }

    fn bounded(&mut self, count: usize) -> Result<usize> {
        self.out = self
            .out
            .saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        if self.out > self.out_max {
            return Err(bad(format!(
                "it unpacks to more than {} bytes",
                self.out_max
            )));
        }
        let fair = self
            .below
            .bytes
            .get()
            .saturating_mul(self.ratio_max)
            .saturating_add(FREE_BYTES);
        if self.packing != Packing::None && self.out > fair {
            return Err(bad(format!(
                "it unpacks to more than {} times its size, as bombs do",
                self.ratio_max
            )));
        }
        Ok(count)
    }

    fn nothing_behind(&mut self) -> Result<()> {
        if self.ended || self.packing == Packing::None {
            return Ok(());
        }
        self.ended = true;
        if self.decoder.below().fill_buf()?.is_empty() {
            return Ok(());
        }
        Err(bad(format!(
            "data after the end of the {} stream",
            self.packing.word()
        )))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        if buf.is_empty() || self.ended {
            return Ok(0);
        }
        match self.decoder.read(buf) {
            Ok(0) => {
                self.nothing_behind()?;
                Ok(0)
            }
            Ok(count) => self.bounded(count),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Err(error),
            Err(error) if self.below.fault.get() || bad_words(&error).is_some() => Err(error),
            Err(error) => Err(bad(format!(
                "the {} stream is damaged: {}",
                self.packing.word(),
                crate::answers::shown(&error.to_string().to_lowercase())
            ))),
        }
    }
}

/// Reads up to `most` bytes; `None` when there are more.
///
/// # Errors
/// When reading fails.
pub(crate) fn whole(reader: &mut dyn Read, most: u64) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= most);
    Ok(fits.then_some(bytes))
}

/// Fills `buf` as far as there are bytes.
///
/// # Errors
/// When reading fails.
pub(crate) fn fill(reader: &mut dyn Read, buf: &mut [u8]) -> Result<usize> {
    let mut filled = 0;
    while filled < buf.len() {
        match reader.read(&mut buf[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests;
