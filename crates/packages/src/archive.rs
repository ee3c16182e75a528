//! Opens an archive of either kind, looks at everything in it once, and says whether it is unambiguous.

use std::collections::BTreeMap;
use std::io::{Read, Result};

use keyholder_signatures::Digests;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use crate::answers::{Answers, Faults, shown};
use crate::compress::{Packing, Unpacked, bad_words, fill};
use crate::contents::{Found, Looking, Plan};
use crate::names::What;
use crate::source::Given;
use crate::sums::{Asked, hex};
use crate::tar::Rules;
use crate::{signed, tar, walk, zip};

/// What kind of archive it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// ZIP.
    Zip,
    /// tar, packed or not.
    Tar,
    /// None that is known.
    Other,
}

/// What kind of archive begins like this, unpacked if it is packed.
pub(crate) fn shape(head: &[u8]) -> Shape {
    if zip::is_zip(head) {
        Shape::Zip
    } else if head.get(257..262) == Some(b"ustar") {
        Shape::Tar
    } else {
        Shape::Other
    }
}

/// What kind of archive a file is, and how it is packed.
///
/// # Errors
/// When the system refuses.
pub(crate) fn shape_of(given: &Given<'_>) -> Result<(Shape, Packing)> {
    let mut head = [0; 512];
    let read = Unpacked::new(given.source.open()?, &given.bounds).and_then(|mut unpacked| {
        let count = fill(&mut unpacked, &mut head)?;
        Ok((count, unpacked.packing()))
    });
    match read {
        Ok((count, packing)) => Ok((shape(&head[..count]), packing)),
        Err(error) if bad_words(&error).is_some() => Ok((Shape::Other, Packing::None)),
        Err(error) => Err(error),
    }
}

/// What is in an archive.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    /// What was found in its files.
    pub(crate) found: Found,
    /// What makes it ambiguous.
    pub(crate) faults: Faults,
    /// Links inside.
    pub(crate) links: Faults,
    /// What is said of it when it is unambiguous.
    pub(crate) words: String,
    /// Files that `Wanted` asked for by their first bytes.
    pub(crate) caught: BTreeMap<String, Vec<u8>>,
}

/// Files that are kept by their first bytes: most bytes of one, and of all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// By path and first bytes.
    pub(crate) is: fn(&str, &[u8]) -> bool,
    /// Most bytes of one.
    pub(crate) bytes_max: usize,
    /// Most bytes of all.
    pub(crate) all_bytes_max: usize,
}

/// Nothing is kept by its first bytes.
pub(crate) const NOTHING: Wanted = Wanted {
    is: |_, _| false,
    bytes_max: 0,
    all_bytes_max: 0,
};

/// Opens it, and looks at everything while the whole file is hashed.
///
/// # Errors
/// When the system refuses.
pub(crate) fn open(
    given: &Given<'_>,
    shape: Shape,
    rules: Rules,
    plan: &Plan<'_>,
    wanted: Wanted,
) -> Result<(Digests, Opened)> {
    let asked = signed::asked(given);
    if shape == Shape::Zip {
        return open_zip(given, asked, plan, wanted);
    }
    walk::once(given, asked, |stream| {
        let mut reader = Unpacked::new(stream, &given.bounds)?;
        open_tar(&mut reader, given, rules, plan, wanted)
    })
}

/// Goes through a tar archive.
///
/// # Errors
/// When the system refuses.
pub(crate) fn open_tar(
    reader: &mut dyn Read,
    given: &Given<'_>,
    rules: Rules,
    plan: &Plan<'_>,
    wanted: Wanted,
) -> Result<Opened> {
    let mut looking = Looking::new(&given.bounds, plan);
    let mut catching = Catching::new(wanted);
    let mut marked = Faults::new();
    let walked = tar::walk(reader, rules, &given.bounds, &mut |entry, file| {
        if entry.what != What::File {
            return Ok(());
        }
        mark(&entry.path, &mut marked);
        catching.file(&entry.path, file, &mut |file| {
            looking.file(&entry.path, Some(entry.bytes), file, 1)
        })
    })?;
    let words = walked.words();
    let mut faults = walked.faults;
    faults.append(marked);
    let mut found = looking.found;
    faults.append(std::mem::take(&mut found.faults));
    Ok(Opened {
        found,
        faults,
        links: walked.links,
        words,
        caught: catching.caught,
    })
}

fn open_zip(
    given: &Given<'_>,
    asked: Asked,
    plan: &Plan<'_>,
    wanted: Wanted,
) -> Result<(Digests, Opened)> {
    let directory = zip::Directory::read(given.source.open()?.as_mut(), &given.bounds)?;
    let Some(directory) = directory else {
        let mut opened = Opened::default();
        opened.faults.push(
            Said::new("the archive is cut off: the list of files at its end is missing")
                .remedy("fetch the package again"),
        );
        return Ok((walk::once(given, asked, |_| Ok(()))?.0, opened));
    };
    walk::once(given, asked, |stream| {
        let mut opened = Opened::default();
        let mut looking = Looking::new(&given.bounds, plan);
        let mut catching = Catching::new(wanted);
        let mut marked = Faults::new();
        let faults = zip::through(
            stream,
            &directory,
            &given.bounds,
            &mut |name, size, file| {
                mark(name, &mut marked);
                catching.file(name, file, &mut |file| looking.file(name, size, file, 1))
            },
        )?;
        opened.words = format!(
            "{} entries, each once, none that leads outside",
            directory.entries.len()
        );
        opened.faults.append(directory.faults.clone());
        opened.faults.append(faults);
        opened.faults.append(marked);
        opened.found = looking.found;
        opened
            .faults
            .append(std::mem::take(&mut opened.found.faults));
        opened.caught = catching.caught;
        Ok(opened)
    })
}

/// A file whose name looks like that of a file in an archive inside could pass for one that nobody has to list.
fn mark(path: &str, faults: &mut Faults) {
    if path.contains('!') {
        faults.push(
            Said::new(format!(
                "the name `{}` has `!`, which stands here between an archive and what is in it",
                shown(path)
            ))
            .at(shown(path))
            .remedy("give it a name without `!`"),
        );
    }
}

impl Opened {
    /// Answers whether the archive is unambiguous. What was not looked into is told beside.
    pub(crate) fn judge(&mut self, answers: &mut Answers) {
        let faults = std::mem::take(&mut self.faults);
        answers.judge(GateCheck::Archive, faults, std::mem::take(&mut self.words));
        let mut beside = std::mem::take(&mut self.links);
        beside.append(self.found.unread.clone());
        if !beside.is_empty() {
            answers.set(Answer {
                check: GateCheck::Archive,
                state: CheckState::Passed,
                said: beside.said(),
            });
        }
    }

    /// The digest of a file, hexadecimal.
    pub(crate) fn sha256(&self, path: &str) -> Option<String> {
        let (_, digests) = self.found.files.iter().find(|(name, _)| name == path)?;
        Some(hex(&digests.sha256))
    }

    /// Paths of the files of the archive itself, without those of archives inside.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        let paths = self.found.files.iter().map(|(path, _)| path.as_str());
        paths.filter(|path| !path.contains('!'))
    }
}

/// Keeps some of what passes by.
struct Catching {
    wanted: Wanted,
    left: usize,
    caught: BTreeMap<String, Vec<u8>>,
}

/// What is done with a file besides.
type Then<'t> = dyn FnMut(&mut dyn Read) -> Result<()> + 't;

impl Catching {
    fn new(wanted: Wanted) -> Self {
        Catching {
            wanted,
            left: wanted.all_bytes_max,
            caught: BTreeMap::new(),
        }
    }

    fn file(&mut self, path: &str, file: &mut dyn Read, then: &mut Then<'_>) -> Result<()> {
        let mut head = [0; 64];
        let count = fill(file, &mut head)?;
        let head = &head[..count];
        if !(self.wanted.is)(path, head) {
            return then(&mut head.chain(file));
        }
        let mut copying = Copying {
            inner: head.chain(file),
            most: self.wanted.bytes_max.min(self.left),
            copy: Some(Vec::new()),
        };
        then(&mut copying)?;
        if let Some(copy) = copying.copy {
            self.left -= copy.len();
            self.caught.entry(path.to_owned()).or_insert(copy);
        }
        Ok(())
    }
}

struct Copying<R> {
    inner: R,
    most: usize,
    copy: Option<Vec<u8>>,
}

impl<R: Read> Read for Copying<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(buf)?;
        if let Some(copy) = &mut self.copy {
            copy.extend_from_slice(&buf[..count]);
            if copy.len() > self.most {
                self.copy = None;
            }
        }
        Ok(count)
    }
}
