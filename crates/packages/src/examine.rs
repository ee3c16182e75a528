//! Finds out what kind of package it is, by what is in it and never by its name, and hands it to who knows that kind.

use std::io::Result;

use keyholder_supply::gate::{CheckState, GateCheck, Said};

use crate::archive::Shape;
use crate::format::Format;
use crate::package::Package;
use crate::source::{Given, ReadSeek};
use crate::zip::Directory;
use crate::{archive, csar, kinds, plain, zip};

/// Looks at a package: what is inside, who signed it, and whether every byte is covered.
///
/// Every check that a package can answer itself is answered exactly once, in order.
///
/// # Errors
/// When the system refuses, or the file changed while it was read. What is wrong with the package is never an
/// error but an answer.
pub fn examine(given: &Given<'_>) -> Result<Package> {
    let head = head(given)?;
    let mut source = given.source.open()?;
    if !is_zip(&head, source.as_mut())? {
        drop(source);
        return kinds::others(given, &head);
    }
    let directory = Directory::read(source.as_mut(), &given.bounds)?;
    drop(source);
    let Some(directory) = directory else {
        return cut_off(given);
    };
    match csar::option(&directory) {
        Some(Format::CsarOption2) => csar::option2(given, &directory),
        Some(_) => csar::option1(given, &directory),
        None => kinds::in_zip(given, &directory),
    }
}

/// The first bytes of the file.
fn head(given: &Given<'_>) -> Result<Vec<u8>> {
    let mut head = vec![0; 1_024];
    let count = crate::compress::fill(given.source.open()?.as_mut(), &mut head)?;
    head.truncate(count);
    Ok(head)
}

/// An archive that begins as one and does not end as one.
fn cut_off(given: &Given<'_>) -> Result<Package> {
    let mut package = plain::examine_plain(given)?;
    let archive = package
        .answers
        .iter_mut()
        .find(|answer| answer.check == GateCheck::Archive);
    if let Some(archive) = archive {
        let said = Said::new("the archive is cut off: the list of files at its end is missing");
        archive.state = CheckState::Failed;
        archive
            .said
            .insert(0, said.remedy("fetch the package again"));
    }
    Ok(package)
}

/// Whether programs that read ZIP would read it: those look at its end, whatever its beginning says.
fn is_zip(head: &[u8], source: &mut dyn ReadSeek) -> Result<bool> {
    if zip::is_zip(head) {
        return Ok(true);
    }
    Ok(archive::shape(head) == Shape::Other && !known(head) && zip::ends_as_zip(source)?)
}

/// Whether it begins as another kind of file that may hold a ZIP archive at its end.
fn known(head: &[u8]) -> bool {
    use crate::compress::Packing;
    Packing::of(head) != Packing::None || crate::ar::is_ar(head) || crate::rpm::is_rpm(head)
}
