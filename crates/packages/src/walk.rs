//! Reads a package once: one thread hashes the whole file, the other unpacks what the first has read.
//!
//! Both see the same bytes from the same read, so that nobody can show one file to the digest and another to the
//! checks of what is inside.

use std::collections::VecDeque;
use std::io::{BufRead, Read, Result};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use keyholder_signatures::Digests;

use crate::contents::{Found, Looking, Plan};
use crate::source::Given;
use crate::sums::{Asked, Sums};
use crate::zip::{Directory, through};

/// How much is read at a time.
const CHUNK: usize = 1 << 20;
/// How many chunks the first thread may be ahead.
const AHEAD: usize = 6;

/// What came of a walk.
#[derive(Debug)]
pub(crate) struct Walked {
    /// Digests of the whole file.
    pub(crate) digests: Digests,
    /// What was found inside.
    pub(crate) found: Found,
}

/// The bytes of the file as the other thread has read them.
pub(crate) struct Stream {
    chunks: Receiver<Arc<Vec<u8>>>,
    here: Arc<Vec<u8>>,
    at: usize,
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        while self.at == self.here.len() {
            let Ok(next) = self.chunks.recv() else {
                return Ok(&[]);
            };
            self.here = next;
            self.at = 0;
        }
        Ok(&self.here[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.here.len());
    }
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        let here = self.fill_buf()?;
        let count = here.len().min(buf.len());
        buf[..count].copy_from_slice(&here[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// Reads the file once, hashes all of it, and hands the same bytes to `work` on another thread.
///
/// # Errors
/// When the system refuses, or `work` says so.
pub(crate) fn once<T: Send>(
    given: &Given<'_>,
    asked: Asked,
    work: impl FnOnce(&mut Stream) -> Result<T> + Send,
) -> Result<(Digests, T)> {
    std::thread::scope(|scope| {
        let (send, chunks) = sync_channel(AHEAD);
        let worker = scope.spawn(move || {
            let mut stream = Stream {
                chunks,
                here: Arc::new(Vec::new()),
                at: 0,
            };
            work(&mut stream)
        });
        let digests = read(given, asked, send);
        let worked = match worker.join() {
            Ok(worked) => worked,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        // An end that came of a fault of the system says nothing about the package.
        let digests = digests?;
        Ok((digests, worked?))
    })
}

fn read(given: &Given<'_>, asked: Asked, send: SyncSender<Arc<Vec<u8>>>) -> Result<Digests> {
    let mut source = given.source.open()?;
    let mut sums = Sums::sharing(asked);
    let mut used: VecDeque<Arc<Vec<u8>>> = VecDeque::new();
    let mut listening = true;
    loop {
        let mut chunk = blank(&mut used);
        let buffer = Arc::make_mut(&mut chunk);
        buffer.resize(CHUNK, 0);
        let got = crate::compress::fill(source.as_mut(), buffer)?;
        if got == 0 {
            break;
        }
        buffer.truncate(got);
        if listening {
            listening = send.send(Arc::clone(&chunk)).is_ok();
        }
        sums.shared(&chunk);
        (given.progress)(sums.bytes());
        used.push_back(chunk);
    }
    Ok(sums.finish())
}

/// A chunk that nobody reads any more, or a new one.
fn blank(used: &mut VecDeque<Arc<Vec<u8>>>) -> Arc<Vec<u8>> {
    let free = used
        .front()
        .is_some_and(|chunk| Arc::strong_count(chunk) == 1);
    let chunk = if free { used.pop_front() } else { None };
    chunk.unwrap_or_default()
}

/// Goes through a ZIP archive whose list was read before.
///
/// # Errors
/// When the system refuses, or the file changed since the list was read.
pub(crate) fn zip(
    given: &Given<'_>,
    directory: &Directory,
    asked: Asked,
    plan: &Plan<'_>,
) -> Result<Walked> {
    let (digests, found) = once(given, asked, |stream| {
        let mut looking = Looking::new(&given.bounds, plan);
        let mut faults = directory.faults.clone();
        faults.append(through(
            stream,
            directory,
            &given.bounds,
            &mut |name, size, file| looking.file(name, size, file, 1),
        )?);
        faults.append(std::mem::take(&mut looking.found.faults));
        looking.found.faults = faults;
        Ok(looking.found)
    })?;
    Ok(Walked { digests, found })
}
