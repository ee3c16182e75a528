//! Looks into an archive before anything is read from it: how many files, how large they say they are, and
//! how large they are.

use std::io::{Cursor, Read};

use keyholder_diag::{Code, Limits};
use zip::ZipArchive;

use super::{Said, damaged};

/// Words of a document type. An office program writes none, and entities are how small files grow.
const DECLARED: &[&[u8]] = &[b"<!DOCTYPE", b"<!ENTITY"];

/// Whether a workbook can be read without harm.
pub(super) fn check(path: &str, bytes: &[u8], limits: &Limits) -> Result<(), Said> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(path, error))?;
    if archive.len() > limits.archive_entries_max {
        let message = format!(
            "`{path}` has {} files inside, more than the {} that are read; nothing of it is taken",
            archive.len(),
            limits.archive_entries_max
        );
        return Err(Said::new(
            Code::KH0702,
            message,
            "save it again in an office program",
        ));
    }
    let large = |name: &str| {
        let message = format!(
            "`{name}` inside `{path}` unpacks to more than {} bytes; nothing of the file is taken",
            limits.inflated_bytes_max
        );
        let help = "split the workbook; one from strangers may have been made to do harm";
        Said::new(Code::KH0702, message, help)
    };
    let mut left = limits.inflated_bytes_max;
    let mut book = false;
    // Declared sizes first: they cost nothing to look at.
    let mut declared: u64 = 0;
    for n in 0..archive.len() {
        let entry = archive
            .by_index_raw(n)
            .map_err(|error| damaged(path, error))?;
        if entry.encrypted() {
            let message = format!("`{path}` is locked with a password; nothing of it is taken");
            return Err(Said::new(
                Code::KH0701,
                message,
                "save it without a password",
            ));
        }
        let name = entry.name().map_err(|error| damaged(path, error))?;
        declared = declared.saturating_add(entry.size());
        if declared > limits.inflated_bytes_max {
            return Err(large(&name));
        }
        let name = name.to_ascii_lowercase();
        book |= name.contains("workbook") && name.ends_with(".xml");
    }
    if !book {
        let message = format!(
            "`{path}` is an archive and no workbook of the form XLSX; nothing of it is taken"
        );
        let help = "save a table as `.xlsx` or CSV; unpack an archive and import what is in it";
        return Err(Said::new(Code::KH0701, message, help));
    }
    // Then the real ones, for what is declared can lie.
    for n in 0..archive.len() {
        let entry = archive.by_index(n).map_err(|error| damaged(path, error))?;
        let name = entry.name().map_err(|error| damaged(path, error))?;
        let name = name.into_owned();
        let text = name.ends_with(".xml") || name.ends_with(".rels");
        match measure(entry, left, text).map_err(|error| damaged(path, error))? {
            Measured::Bytes(some) => left -= some,
            Measured::TooMany => return Err(large(&name)),
            Measured::Declares => {
                let message = format!(
                    "`{name}` inside `{path}` declares a document type, as no office program does; nothing of the file is taken"
                );
                let help = "save it again in an office program";
                return Err(Said::new(Code::KH0701, message, help));
            }
        }
    }
    Ok(())
}

enum Measured {
    Bytes(u64),
    TooMany,
    Declares,
}

/// Unpacks into nothing, and stops at the bound.
fn measure(mut entry: impl Read, most: u64, text: bool) -> std::io::Result<Measured> {
    const KEPT: usize = 16;
    let mut buffer = vec![0; KEPT + (64 << 10)];
    let mut kept = 0;
    let mut bytes: u64 = 0;
    loop {
        let read = entry.read(&mut buffer[kept..])?;
        if read == 0 {
            return Ok(Measured::Bytes(bytes));
        }
        bytes += read as u64;
        if bytes > most {
            return Ok(Measured::TooMany);
        }
        let filled = kept + read;
        if text
            && DECLARED
                .iter()
                .any(|word| contains(&buffer[..filled], word))
        {
            return Ok(Measured::Declares);
        }
        // A word may lie across two readings.
        let next = filled.min(KEPT);
        buffer.copy_within(filled - next..filled, 0);
        kept = next;
    }
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    // Few bytes of a sheet are `!`.
    text.iter()
        .enumerate()
        .filter(|(_, b)| **b == b'!')
        .any(|(at, _)| at > 0 && text[at - 1..].starts_with(word))
}
