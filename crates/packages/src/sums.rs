//! Digests of bytes that pass by: those that somebody will ask for, and no others, as each costs time.
//!
//! Digests take longer than anything else that is done with a package. Those of large files are made on threads of
//! their own, while the next bytes are unpacked and searched.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyholder_signatures::Digests;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// From how many bytes on a file is hashed aside: a thread costs as much as hashing a few thousand bytes.
const LARGE: u64 = 1 << 20;
/// How much is handed over at a time.
const PIECE: usize = 256 << 10;
/// How many pieces may wait.
const WAITING: usize = 4;

/// Which digests are wanted besides SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// SHA-384.
    pub(crate) sha384: bool,
    /// SHA-512.
    pub(crate) sha512: bool,
}

/// The name of SHA-384 as signatures write it, in DER.
const OID_SHA384: [u8; 9] = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
/// The same of SHA-512.
const OID_SHA512: [u8; 9] = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];

impl Asked {
    /// All of them.
    pub(crate) const ALL: Asked = Asked {
        sha384: true,
        sha512: true,
    };

    /// Those that a signature in CMS names, DER or between the lines of PEM; all when it cannot be read. One too
    /// many costs a moment and nothing else.
    pub(crate) fn by_signature(blob: &[u8]) -> Asked {
        let sha384 = |der: &[u8]| memchr::memmem::find(der, &OID_SHA384).is_some();
        let sha512 = |der: &[u8]| memchr::memmem::find(der, &OID_SHA512).is_some();
        Asked::by(blob, sha384, sha512)
    }

    /// The one that a signature of SSH names: SHA-256 or SHA-512, by its word.
    pub(crate) fn by_ssh(blob: &[u8]) -> Asked {
        let word = |bytes: &[u8]| memchr::memmem::find(bytes, b"sha512").is_some();
        Asked::by(blob, |_| false, word)
    }

    fn by(blob: &[u8], sha384: impl Fn(&[u8]) -> bool, sha512: impl Fn(&[u8]) -> bool) -> Asked {
        let blocks = if blob.first() == Some(&0x30) {
            Some(vec![blob.to_vec()])
        } else {
            unarmoured(blob)
        };
        blocks.map_or(Asked::ALL, |blocks| Asked {
            sha384: blocks.iter().any(|block| sha384(block)),
            sha512: blocks.iter().any(|block| sha512(block)),
        })
    }

    /// Those that either wants.
    pub(crate) fn or(self, other: Asked) -> Asked {
        Asked {
            sha384: self.sha384 || other.sha384,
            sha512: self.sha512 || other.sha512,
        }
    }
}

/// What is in all blocks of base64 between lines of dashes; `None` when there is none, or one cannot be read.
fn unarmoured(text: &[u8]) -> Option<Vec<Vec<u8>>> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const DASHES: &[u8] = b"-----";
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest, BEGIN) {
        let label = &rest[at + BEGIN.len()..];
        let body = &label[memchr::memmem::find(label, DASHES)? + DASHES.len()..];
        let end = memchr::memmem::find(body, DASHES)?;
        let bare = body[..end]
            .iter()
            .filter(|byte| !byte.is_ascii_whitespace());
        let bare: Vec<u8> = bare.copied().collect();
        blocks.push(STANDARD.decode(bare).ok()?);
        // The line that ends it.
        rest = &body[end + DASHES.len()..];
    }
    (!blocks.is_empty()).then_some(blocks)
}

/// Digests on the way.
#[derive(Debug)]
pub(crate) struct Sums {
    bytes: u64,
    /// Those that are made here.
    here: Adding,
    /// Those that are made on threads of their own.
    aside: Vec<Lane>,
    /// Whether those that are made here leave when there is enough to do.
    leaves: bool,
    /// What was not handed over yet.
    piece: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
struct Adding {
    sha256: Option<Sha256>,
    sha384: Option<Sha384>,
    sha512: Option<Sha512>,
}

impl Adding {
    fn update(&mut self, bytes: &[u8]) {
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(bytes);
        }
        if let Some(sha384) = &mut self.sha384 {
            sha384.update(bytes);
        }
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
    }

    /// SHA-256 and the others, as they take about as long.
    fn parts(&self) -> [Adding; 2] {
        let mut parts = [Adding::default(), self.clone()];
        parts[0].sha256 = parts[1].sha256.take();
        parts
    }

    fn is_empty(&self) -> bool {
        self.sha256.is_none() && self.sha384.is_none() && self.sha512.is_none()
    }
}

/// A thread that makes digests of what it is handed.
#[derive(Debug)]
struct Lane {
    send: SyncSender<Arc<Vec<u8>>>,
    thread: JoinHandle<Adding>,
}

impl Lane {
    /// Goes on with digests; `None` when the system has no thread.
    fn new(mut adding: Adding) -> Option<Lane> {
        let (send, pieces) = sync_channel::<Arc<Vec<u8>>>(WAITING);
        let work = move || {
            for piece in pieces {
                adding.update(&piece);
            }
            adding
        };
        let thread = Builder::new().spawn(work).ok()?;
        Some(Lane { send, thread })
    }

    fn finish(self) -> Adding {
        drop(self.send);
        match self.thread.join() {
            Ok(adding) => adding,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

impl Sums {
    /// SHA-256 and what is asked besides, all made here.
    pub(crate) fn new(asked: Asked) -> Sums {
        Sums {
            bytes: 0,
            here: Adding {
                sha256: Some(Sha256::new()),
                sha384: asked.sha384.then(Sha384::new),
                sha512: asked.sha512.then(Sha512::new),
            },
            aside: Vec::new(),
            leaves: false,
            piece: Vec::new(),
        }
    }

    /// The same; large files are hashed aside.
    pub(crate) fn leaving(asked: Asked) -> Sums {
        Sums {
            leaves: true,
            ..Sums::new(asked)
        }
    }

    /// SHA-256 made here, and what is asked besides on a thread of its own, for [`Sums::shared`].
    pub(crate) fn sharing(asked: Asked) -> Sums {
        let mut sums = Sums::new(asked);
        let [sha256, others] = sums.here.parts();
        if !others.is_empty()
            && let Some(lane) = Lane::new(others)
        {
            sums.here = sha256;
            sums.aside.push(lane);
        }
        sums
    }

    /// Takes more bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.leaves && self.bytes > LARGE {
            self.leave();
        }
        self.here.update(bytes);
        if self.aside.is_empty() {
            return;
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            // Pieces of one size: their memory is used again.
            let (now, later) = rest.split_at(rest.len().min(PIECE - self.piece.len()));
            self.piece.extend_from_slice(now);
            rest = later;
            if self.piece.len() == PIECE {
                let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
                self.hand(&Arc::new(piece));
            }
        }
    }

    /// Takes more bytes that others read as well.
    pub(crate) fn shared(&mut self, bytes: &Arc<Vec<u8>>) {
        self.hand(bytes);
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.here.update(bytes);
    }

    fn hand(&self, piece: &Arc<Vec<u8>>) {
        for lane in &self.aside {
            // Nobody listens only when the thread panicked, which is told when it is joined.
            let _ = lane.send.send(Arc::clone(piece));
        }
    }

    /// Has threads go on with what was made here.
    fn leave(&mut self) {
        self.leaves = false;
        let parts = self.here.parts();
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let lanes: Option<Vec<Lane>> = parts.map(Lane::new).collect();
        if let Some(lanes) = lanes {
            self.here = Adding::default();
            self.aside = lanes;
            self.piece.reserve_exact(PIECE);
        }
    }

    /// How many bytes so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The digests.
    pub(crate) fn finish(mut self) -> Digests {
        if !self.piece.is_empty() {
            let piece = std::mem::take(&mut self.piece);
            self.hand(&Arc::new(piece));
        }
        let mut all = self.here;
        for lane in self.aside {
            let done = lane.finish();
            all.sha256 = all.sha256.or(done.sha256);
            all.sha384 = all.sha384.or(done.sha384);
            all.sha512 = all.sha512.or(done.sha512);
        }
        Digests {
            bytes: self.bytes,
            sha256: all.sha256.unwrap_or_default().finalize().into(),
            sha384: all.sha384.map(|sha384| sha384.finalize().into()),
            sha512: all.sha512.map(|sha512| sha512.finalize().into()),
        }
    }
}

/// Bytes as hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests;
