//! The bytes of one file in a ZIP archive: unpacked as they are read, and held against length and checksum.

use std::io::{BufRead, Read, Result, Take};

use crc32fast::Hasher as Crc;
use flate2::bufread::DeflateDecoder;

use crate::compress::{bad, bad_words};

/// What is known of a file before it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stated {
    /// Its method.
    pub(super) method: u16,
    /// How long it is as stored; `None` when only its own end tells.
    pub(super) stored: Option<u64>,
    /// Its length and checksum; `None` when they follow.
    pub(super) bytes_and_crc: Option<(u64, u32)>,
    /// How many times larger it may become.
    pub(super) ratio_max: u64,
}

enum Body<R: BufRead> {
    Stored(Take<R>),
    Deflate(Box<DeflateDecoder<Take<R>>>),
}

/// A file on its way out.
pub(super) struct EntryReader<R: BufRead> {
    body: Body<R>,
    stated: Stated,
    crc: Crc,
    out: u64,
    fault: Option<String>,
    ended: bool,
}

/// What a file came to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Came {
    pub(super) stored: u64,
    pub(super) bytes: u64,
    pub(super) crc: u32,
}

impl<R: BufRead> EntryReader<R> {
    /// Begins at the first byte of the file.
    pub(super) fn new(reader: R, stated: Stated) -> Self {
        let limited = reader.take(stated.stored.unwrap_or(u64::MAX));
        let body = if stated.method == 0 {
            Body::Stored(limited)
        } else {
            Body::Deflate(Box::new(DeflateDecoder::new(limited)))
        };
        EntryReader {
            body,
            stated,
            crc: Crc::new(),
            out: 0,
            fault: None,
            ended: false,
        }
    }

    fn stored(&self) -> u64 {
        match &self.body {
            Body::Stored(_) => self.out,
            Body::Deflate(decoder) => decoder.total_in(),
        }
    }

    /// What it came to so far.
    pub(super) fn came(&self) -> Came {
        Came {
            stored: self.stored(),
            bytes: self.out,
            crc: self.crc.clone().finalize(),
        }
    }

    fn left(&self) -> u64 {
        match &self.body {
            Body::Stored(limited) => limited.limit(),
            Body::Deflate(decoder) => decoder.get_ref().limit(),
        }
    }

    fn wrong(&mut self, what: String) -> std::io::Error {
        self.fault = Some(what.clone());
        bad(what)
    }

    fn end(&mut self) -> Result<()> {
        self.ended = true;
        if self.stated.stored.is_some() && self.left() > 0 {
            let what = format!("has {} bytes behind its end", self.left());
            return Err(self.wrong(what));
        }
        if let Some((bytes, crc)) = self.stated.bytes_and_crc {
            if self.out != bytes {
                let what = format!("has {} bytes, but states {bytes}", self.out);
                return Err(self.wrong(what));
            }
            if self.crc.clone().finalize() != crc {
                return Err(self.wrong("does not have the checksum that it states".to_owned()));
            }
        }
        Ok(())
    }

    fn more(&mut self, count: usize, buf: &[u8]) -> Result<usize> {
        self.out += u64::try_from(count).unwrap_or(u64::MAX);
        self.crc.update(&buf[..count]);
        if let Some((bytes, _)) = self.stated.bytes_and_crc
            && self.out > bytes
        {
            let what = format!("unpacks to more than the {bytes} bytes that it states");
            return Err(self.wrong(what));
        }
        let fair = self.stored().saturating_mul(self.stated.ratio_max);
        if self.out > fair.saturating_add(super::FREE_BYTES) {
            let most = self.stated.ratio_max;
            let what = format!("unpacks to more than {most} times its size, as bombs do");
            return Err(self.wrong(what));
        }
        Ok(count)
    }
}

impl<R: BufRead> Read for EntryReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        if let Some(what) = &self.fault {
            return Err(bad(what.clone()));
        }
        if buf.is_empty() || self.ended {
            return Ok(0);
        }
        let read = match &mut self.body {
            Body::Stored(limited) => limited.read(buf),
            Body::Deflate(decoder) => decoder.read(buf),
        };
        match read {
            Ok(0) => self.end().map(|()| 0),
            Ok(count) => self.more(count, buf),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Err(error),
            Err(error) => match (&self.body, bad_words(&error), error.kind()) {
                (Body::Stored(_), _, _) | (_, Some(_), _) => Err(error),
                // These two are what the decoder says of damaged bytes.
                (
                    Body::Deflate(_),
                    None,
                    std::io::ErrorKind::InvalidInput
                    | std::io::ErrorKind::InvalidData
                    | std::io::ErrorKind::UnexpectedEof,
                ) => Err(self.wrong("cannot be unpacked: its data are damaged".to_owned())),
                (Body::Deflate(_), None, _) => Err(error),
            },
        }
    }
}
