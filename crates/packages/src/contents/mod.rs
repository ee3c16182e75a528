//! Looks at every file of a package as it passes by, at all depths: digests, certificates, keys, papers.
//!
//! *Invariant:* a file is read once, and no more of it is kept than the bounds allow; whatever was not looked
//! into is told.

mod papers;
mod scan;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{Read, Result};
use std::rc::Rc;

use keyholder_signatures::Digests;
use keyholder_supply::gate::Said;

use crate::answers::{Faults, shown};
use crate::compress::{Packing, Unpacked, bad, bad_words, fill};
use crate::package::{Document, FoundCertificate, FoundKey};
use crate::source::{Beside, Bounds};
use crate::sums::{Asked, Sums};
use crate::tar::{Links, Rules};
use crate::{tar, zip};
use papers::Paper;
use scan::{Findings, OVERLAP, Scan};

/// How much of a file is looked at together.
const WINDOW: usize = 1 << 20;
/// How much of a file tells what it is.
const HEAD: usize = 1_024;

/// How the words end that tell of a bomb.
const BOMB: &str = "as bombs do";

/// What is wanted of the files.
pub(crate) struct Plan<'p> {
    /// Which digests besides SHA-256, by path.
    pub(crate) asked: &'p (dyn Fn(&str) -> Asked + Sync),
    /// Which files are kept whole, by path.
    pub(crate) keep: &'p (dyn Fn(&str) -> bool + Sync),
    /// The archive inside that must be as unambiguous as the one around it.
    pub(crate) strict: Option<&'p str>,
}

/// Nothing besides what is always looked for.
pub(crate) const PLAIN: Plan<'static> = Plan {
    asked: &|_| Asked {
        sha384: false,
        sha512: false,
    },
    keep: &|_| false,
    strict: None,
};

/// What was found in all files.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Digests of all files, in the order in which they came; paths in inner archives after `!`.
    pub(crate) files: Vec<(String, Digests)>,
    /// Files that were kept.
    pub(crate) kept: BTreeMap<String, Vec<u8>>,
    /// Bills of materials.
    pub(crate) boms: Vec<Document>,
    /// Attestations.
    pub(crate) attestations: Vec<Document>,
    /// Certificates.
    pub(crate) certificates: Vec<FoundCertificate>,
    /// Private keys.
    pub(crate) keys: Vec<FoundKey>,
    /// What makes the archive ambiguous, or is past the bounds.
    pub(crate) faults: Faults,
    /// What was not looked into, and why.
    pub(crate) unread: Faults,
}

/// On the way through all files.
pub(crate) struct Looking<'p> {
    bounds: Bounds,
    plan: &'p Plan<'p>,
    scan: Scan,
    /// What was found so far.
    pub(crate) found: Found,
    window: Vec<u8>,
    files_left: usize,
    kept_left: u64,
    unpacked_left: Rc<Cell<u64>>,
    stopped: bool,
}

/// Adds up what passes by.
struct Tee<'r> {
    inner: &'r mut dyn Read,
    sums: Sums,
    left: Rc<Cell<u64>>,
}

impl Read for Tee<'_> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(buf)?;
        let bytes = u64::try_from(count).unwrap_or(u64::MAX);
        let Some(left) = self.left.get().checked_sub(bytes) else {
            return Err(bad("is past the bound of what is unpacked"));
        };
        self.left.set(left);
        self.sums.update(&buf[..count]);
        Ok(count)
    }
}

impl<'p> Looking<'p> {
    /// At the beginning.
    pub(crate) fn new(bounds: &Bounds, plan: &'p Plan<'p>) -> Self {
        Looking {
            bounds: *bounds,
            plan,
            scan: Scan::new(),
            found: Found::default(),
            window: Vec::new(),
            files_left: bounds.files_max,
            kept_left: bounds.documents_bytes_max,
            unpacked_left: Rc::new(Cell::new(bounds.unpacked_bytes_max)),
            stopped: false,
        }
    }

    /// Looks at one file, and into it when it is an archive. `depth` counts the archives around it.
    ///
    /// # Errors
    /// When the system refuses, or what is around the file is damaged.
    pub(crate) fn file(
        &mut self,
        path: &str,
        size: Option<u64>,
        reader: &mut dyn Read,
        depth: usize,
    ) -> Result<()> {
        if self.stopped {
            return Ok(());
        }
        let Some(left) = self.files_left.checked_sub(1) else {
            self.stop(format!(
                "there are more than {} files inside",
                self.bounds.files_max
            ));
            return Ok(());
        };
        self.files_left = left;
        let mut tee = Tee {
            inner: reader,
            sums: Sums::leaving((self.plan.asked)(path)),
            left: Rc::clone(&self.unpacked_left),
        };
        let looked = self.look(path, size, &mut tee, depth);
        let rest = looked.and_then(|()| self.rest(&mut tee));
        if self.unpacked_left.get() == 0 || past(&rest) {
            let most = self.bounds.unpacked_bytes_max;
            self.stop(format!("it unpacks to more than {most} bytes"));
            return Ok(());
        }
        rest?;
        self.found.files.push((path.to_owned(), tee.sums.finish()));
        Ok(())
    }

    fn stop(&mut self, what: String) {
        if !self.stopped {
            self.found.faults.push(
                Said::new(what).remedy("ask the supplier for a package without so much in it"),
            );
        }
        self.stopped = true;
    }

    /// Tells that something was not looked into.
    fn unread(&mut self, path: &str, what: &str) {
        let said = Said::new(format!("`{}` {what}", shown(path))).at(shown(path));
        self.found.unread.push(said);
    }

    fn rest(&mut self, tee: &mut Tee<'_>) -> Result<()> {
        let mut buffer = self.take_window();
        let read = loop {
            match fill(tee, &mut buffer) {
                Ok(0) => break Ok(()),
                Ok(_) => {}
                Err(error) => break Err(error),
            }
        };
        self.window = buffer;
        read
    }

    /// The one large buffer, or a new one when an archive around this one has it.
    fn take_window(&mut self) -> Vec<u8> {
        let mut window = std::mem::take(&mut self.window);
        if window.len() < WINDOW {
            window.resize(WINDOW, 0);
        }
        window
    }

    fn look(
        &mut self,
        path: &str,
        size: Option<u64>,
        tee: &mut Tee<'_>,
        depth: usize,
    ) -> Result<()> {
        let mut head = [0; HEAD];
        let got = fill(tee, &mut head)?;
        let head = &head[..got];
        let tarred = is_tar(head);
        let packed = Packing::of(head) != Packing::None;
        if !(zip::is_zip(head) || tarred || packed) {
            if let Some(how) = unknown_packing(head) {
                self.unread(
                    path,
                    &format!("is packed as {how}, which is not opened here"),
                );
            }
            return self.leaf(path, size, &mut head.chain(tee));
        }
        if depth >= self.bounds.depth_max {
            let most = self.bounds.depth_max;
            let what = format!(
                "`{}` lies in more than {most} archives in one another",
                shown(path)
            );
            let said = Said::new(what).at(shown(path));
            self.found.faults.push(
                said.remedy("ask the supplier for a package without so many archives in archives"),
            );
            return self.leaf(path, size, &mut head.chain(tee));
        }
        let mut whole = head.chain(tee);
        if packed {
            return self.packed(path, &mut whole, depth);
        }
        if tarred {
            return self.tar(path, &mut whole, depth);
        }
        let bounds = self.bounds;
        let strict = self.plan.strict == Some(path);
        let inner = zip::inner(&mut whole, strict, &bounds, &mut |name, size, file| {
            self.file(&format!("{path}!{name}"), size, file, depth + 1)
        })?;
        for (name, why) in &inner.passed_over {
            self.unread(&format!("{path}!{name}"), why);
        }
        if strict {
            let mut faults = inner.faults;
            if let Some(why) = inner.unread {
                faults.push(Said::new(format!("the package inside {why}")));
            }
            for mut said in faults.said() {
                let place = said
                    .place
                    .map_or_else(|| path.to_owned(), |place| format!("{path}!{place}"));
                said.place = Some(place);
                self.found.faults.push(said);
            }
            return Ok(());
        }
        self.doubts(path, inner.faults, inner.unread, depth);
        Ok(())
    }

    /// Whether an archive lies in the package itself, and not in an image or another archive in it: there, files of
    /// others for other purposes are found, broken ones among them.
    fn is_near(&self, depth: usize) -> bool {
        depth <= 1 + usize::from(self.plan.strict.is_some())
    }

    /// What is doubtful about an inner archive.
    fn doubts(&mut self, path: &str, faults: Faults, unread: Option<String>, depth: usize) {
        if let Some(why) = unread {
            self.unread(path, &format!("was opened in part: it {why}"));
        }
        let near = self.is_near(depth);
        for said in faults.said() {
            if !near {
                self.unread(
                    path,
                    &format!("may be read in more than one way: {}", said.what),
                );
                break;
            }
            self.found.faults.push(Said {
                what: format!("in `{}`: {}", shown(path), said.what),
                place: Some(shown(path)),
                remedy: said.remedy,
            });
        }
    }

    fn tar(&mut self, path: &str, reader: &mut dyn Read, depth: usize) -> Result<()> {
        let rules = Rules {
            links: Links::Rooted,
            twins: true,
        };
        let bounds = self.bounds;
        let walked = tar::walk(reader, rules, &bounds, &mut |entry, file| {
            if entry.what == crate::names::What::File {
                let inner = format!("{path}!{}", entry.path);
                self.file(&inner, Some(entry.bytes), file, depth + 1)?;
            }
            Ok(())
        })?;
        self.doubts(path, walked.faults, None, depth);
        Ok(())
    }

    fn packed(&mut self, path: &str, reader: &mut dyn Read, depth: usize) -> Result<()> {
        let mut plain = Unpacked::new(reader, &self.bounds)?;
        let done = self.unpacked(path, &mut plain, depth);
        if past(&done) {
            return done;
        }
        match done {
            Err(error) => {
                let why = bad_words(&error).map(str::to_owned).ok_or(error)?;
                if why.ends_with(BOMB) && self.is_near(depth) {
                    let said = Said::new(format!("`{}`: {why}", shown(path))).at(shown(path));
                    self.found
                        .faults
                        .push(said.remedy("do not unpack it, and ask the supplier what it is"));
                } else {
                    self.unread(path, &format!("was opened in part: {why}"));
                }
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn unpacked(&mut self, path: &str, plain: &mut dyn Read, depth: usize) -> Result<()> {
        let mut head = [0; HEAD];
        let got = fill(plain, &mut head)?;
        let head = &head[..got];
        if is_tar(head) {
            return self.tar(path, &mut head.chain(plain), depth);
        }
        let name = path.rsplit(['/', '!']).next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        self.file(
            &format!("{path}!{stem}"),
            None,
            &mut head.chain(plain),
            depth + 1,
        )
    }

    /// A file that is no archive.
    fn leaf(&mut self, path: &str, size: Option<u64>, reader: &mut dyn Read) -> Result<()> {
        let mut window = self.take_window();
        let looked = self.windows(path, size, reader, &mut window);
        self.window = window;
        looked
    }

    fn windows(
        &mut self,
        path: &str,
        size: Option<u64>,
        reader: &mut dyn Read,
        window: &mut [u8],
    ) -> Result<()> {
        let wanted = (self.plan.keep)(path);
        let most = self.bounds.document_bytes_max;
        let fits = size.is_none_or(|size| size <= most);
        let mut findings = Findings::default();
        let mut whole: Option<Vec<u8>> = None;
        let (mut from, mut carried) = (0_u64, 0);
        loop {
            let got = fill(reader, &mut window[carried..])?;
            let end = carried + got;
            let last = end < window.len();
            if from == 0 && (wanted || papers::may_be(path, &window[..end.min(HEAD)])) {
                whole = Some(Vec::new());
            }
            if let Some(kept) = &mut whole {
                kept.extend_from_slice(&window[carried..end]);
                if !fits || u64::try_from(kept.len()).is_ok_and(|length| length > most) {
                    whole = None;
                    self.too_large(path, wanted);
                }
            }
            if got > 0 {
                self.scan.window(&window[..end], from, &mut findings);
            }
            if last {
                break;
            }
            let next = end - OVERLAP;
            window.copy_within(next..end, 0);
            from += u64::try_from(next).unwrap_or(u64::MAX);
            carried = OVERLAP;
        }
        self.findings(path, findings);
        if let Some(bytes) = whole {
            self.paper(path, bytes, wanted);
        }
        Ok(())
    }

    fn too_large(&mut self, path: &str, wanted: bool) {
        if wanted || papers::by_name(path).is_some() {
            self.unread(path, "is too large to be read as a document");
        }
    }

    fn paper(&mut self, path: &str, bytes: Vec<u8>, wanted: bool) {
        let paper = papers::of(path, &bytes);
        if paper.is_none() && !wanted {
            return;
        }
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let Some(left) = self.kept_left.checked_sub(length) else {
            self.unread(path, "was not kept: there are more documents than are kept");
            return;
        };
        self.kept_left = left;
        if wanted {
            self.found.kept.insert(path.to_owned(), bytes.clone());
        }
        let document = |bytes| Document {
            path: path.to_owned(),
            bytes,
            beside: false,
        };
        match paper {
            Some(Paper::Bom) => self.found.boms.push(document(bytes)),
            Some(Paper::Attestation) => self.found.attestations.push(document(bytes)),
            None => {}
        }
    }

    fn findings(&mut self, path: &str, findings: Findings) {
        const TOLD_MAX: usize = 20_000;
        let told = self.found.certificates.len() + self.found.keys.len();
        if told > TOLD_MAX {
            self.unread(
                path,
                "was not searched: there are more certificates and keys than are told",
            );
            return;
        }
        for certificate in findings.certificates {
            self.found.certificates.push(FoundCertificate {
                path: path.to_owned(),
                subject: certificate.subject,
                sha256: certificate.sha256,
                not_before: certificate.not_before.as_second(),
                not_after: certificate.not_after.as_second(),
                is_authority: certificate.is_authority,
            });
        }
        for (_, what) in findings.keys {
            self.found.keys.push(FoundKey {
                path: path.to_owned(),
                what,
            });
        }
    }
}

impl Found {
    /// Paths as seen from inside the package: it is not a file of its own, and its name is no folder.
    pub(crate) fn inside(&mut self, prefix: &str) {
        let bare = prefix.strip_suffix('!').unwrap_or(prefix);
        self.files.retain(|(path, _)| path != bare);
        let cut = |path: &mut String| {
            if let Some(rest) = path.strip_prefix(prefix) {
                *path = rest.to_owned();
            }
        };
        self.files.iter_mut().for_each(|(path, _)| cut(path));
        let documents = self.boms.iter_mut().chain(&mut self.attestations);
        documents.for_each(|document| cut(&mut document.path));
        self.certificates
            .iter_mut()
            .for_each(|found| cut(&mut found.path));
        self.keys.iter_mut().for_each(|found| cut(&mut found.path));
    }

    /// Adds the papers that lie beside the package, where no signature over it covers them.
    pub(crate) fn beside(&mut self, beside: &[Beside]) {
        for file in beside {
            let document = || Document {
                path: file.name.clone(),
                bytes: file.bytes.clone(),
                beside: true,
            };
            match papers::of(&file.name, &file.bytes) {
                Some(Paper::Bom) => self.boms.push(document()),
                Some(Paper::Attestation) => self.attestations.push(document()),
                None => {}
            }
        }
    }
}

/// How bytes are packed in a way that is known by its first bytes alone: what lies inside, nobody sees.
fn unknown_packing(head: &[u8]) -> Option<&'static str> {
    const MARKS: [(&[u8], &str); 12] = [
        (b"\x04\x22\x4d\x18", "lz4"),
        (b"\x02\x21\x4c\x18", "lz4"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "rar"),
        (b"LZIP", "lzip"),
        (b"\x89LZO\0\r\n\x1a\n", "lzop"),
        (b"MSCF\0\0\0\0", "cab"),
        (b"hsqs", "squashfs"),
        (b"sqsh", "squashfs"),
        (b"\x5d\0\0\x80\0", "lzma"),
        (b"\x5d\0\0\0\x04", "lzma"),
        (b"xar!", "xar"),
    ];
    let mark = MARKS.iter().find(|(mark, _)| head.starts_with(mark));
    // The size of a block, then the digits of pi or of its root, for an empty one.
    let bzip2 = head.starts_with(b"BZh")
        && matches!(head.get(3), Some(b'1'..=b'9'))
        && matches!(
            head.get(4..10),
            Some(b"\x31\x41\x59\x26\x53\x59" | b"\x17\x72\x45\x38\x50\x90")
        );
    let compress = matches!(head, [0x1f, 0x9d, flags, ..] if flags & 0x60 == 0 && (9..=16).contains(&(flags & 0x1f)));
    match (mark, bzip2, compress) {
        (Some((_, how)), _, _) => Some(how),
        (None, true, _) => Some("bzip2"),
        (None, false, true) => Some("compress"),
        (None, false, false) => None,
    }
}

fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// Whether reading ended at the bound of all that is unpacked.
fn past(result: &Result<()>) -> bool {
    let words = result.as_ref().err().and_then(bad_words);
    words == Some("is past the bound of what is unpacked")
}

#[cfg(test)]
mod tests;
