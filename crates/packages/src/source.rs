//! What is given: bytes that can be read several times and at once, and small files beside them.

use std::io::{Read, Result, Seek};

use jiff::Timestamp;
use keyholder_signatures::Trust;

/// Bytes that can be read from any place.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// Where a package comes from. It can be opened several times, so that two threads read at once.
pub trait Source: Sync {
    /// Opens it anew, at its beginning.
    ///
    /// # Errors
    /// When the system refuses.
    fn open(&self) -> Result<Box<dyn ReadSeek + '_>>;
}

impl Source for [u8] {
    fn open(&self) -> Result<Box<dyn ReadSeek + '_>> {
        Ok(Box::new(std::io::Cursor::new(self)))
    }
}

impl Source for Vec<u8> {
    fn open(&self) -> Result<Box<dyn ReadSeek + '_>> {
        self.as_slice().open()
    }
}

/// A small file that lies beside the package: a signature, a certificate, an attestation, a bill of materials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its name.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// How much of a package is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Most files inside, at all depths.
    pub files_max: usize,
    /// Most bytes inside when unpacked.
    pub unpacked_bytes_max: u64,
    /// How many times larger a single file may become, beyond the first MiB.
    pub ratio_max: u64,
    /// Deepest nesting of archives in archives.
    pub depth_max: usize,
    /// Largest file that is kept whole: manifest, descriptor, bill of materials.
    pub document_bytes_max: u64,
    /// Most bytes of all files that are kept whole.
    pub documents_bytes_max: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            files_max: 200_000,
            unpacked_bytes_max: 64 << 30,
            ratio_max: 200,
            // An application in an archive, in another one, in a layer, in an image, in a package of option 2.
            depth_max: 6,
            document_bytes_max: 32 << 20,
            documents_bytes_max: 96 << 20,
        }
    }
}

/// A package, and everything needed to look at it.
pub struct Given<'a> {
    /// The name of its file.
    pub name: &'a str,
    /// Its bytes.
    pub source: &'a dyn Source,
    /// Small files beside it.
    pub beside: &'a [Beside],
    /// What is pinned.
    pub trust: &'a Trust,
    /// The moment for which is asked.
    pub now: Timestamp,
    /// How much is read.
    pub bounds: Bounds,
    /// Hears how many bytes of the package were hashed so far.
    pub progress: &'a (dyn Fn(u64) + Sync),
}
