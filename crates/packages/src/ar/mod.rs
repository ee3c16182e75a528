//! Reads the list of an `ar` archive, as Debian packages are: few members, short names, nothing between them.

use std::io::{Read, Result, SeekFrom};

use keyholder_supply::gate::Said;

use crate::answers::{Faults, shown};
use crate::compress::fill;
use crate::source::ReadSeek;

const MAGIC: &[u8; 8] = b"!<arch>\n";
/// Packages have three members, and signatures.
const MEMBERS_MAX: usize = 64;

/// One member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its name.
    pub(crate) name: String,
    /// Where its bytes begin.
    pub(crate) at: u64,
    /// How many there are.
    pub(crate) bytes: u64,
}

/// Whether bytes begin as an `ar` archive does.
pub(crate) fn is_ar(head: &[u8]) -> bool {
    head.starts_with(MAGIC)
}

/// What is done with each member.
pub(crate) type Visit<'v> = dyn FnMut(&Member, &mut dyn Read) -> Result<()> + 'v;

/// Goes through all members, up to the first fault behind which nothing can be found.
///
/// # Errors
/// When the system refuses, or `visit` says so.
pub(crate) fn walk(reader: &mut dyn Read, visit: &mut Visit<'_>) -> Result<(Vec<Member>, Faults)> {
    let mut members: Vec<Member> = Vec::new();
    let mut faults = Faults::new();
    let mut magic = [0; 8];
    if fill(reader, &mut magic)? != 8 || &magic != MAGIC {
        faults.push(Said::new("it is no `ar` archive"));
        return Ok((members, faults));
    }
    let mut at = 8;
    loop {
        let mut header = [0; 60];
        let read = fill(reader, &mut header)?;
        if read == 0 {
            return Ok((members, faults));
        }
        let (name, bytes) = match member(&header[..read]) {
            Ok(found) => found,
            Err(what) => {
                faults.push(Said::new(what).at(format!("byte {at}")));
                return Ok((members, faults));
            }
        };
        at += 60;
        if members.len() >= MEMBERS_MAX {
            faults.push(Said::new(format!(
                "there are more than {MEMBERS_MAX} members"
            )));
            return Ok((members, faults));
        }
        let same = |other: &Member| other.name.eq_ignore_ascii_case(&name);
        if let Some(other) = members.iter().find(|other| same(other)) {
            let how = if other.name == name {
                "twice"
            } else {
                "in two cases"
            };
            faults.push(Said::new(format!("`{}` is there {how}", shown(&name))).at(shown(&name)));
        }
        let member = Member { name, at, bytes };
        let mut inside = reader.take(bytes);
        visit(&member, &mut inside)?;
        std::io::copy(&mut inside, &mut std::io::sink())?;
        let name = shown(&member.name);
        members.push(member);
        if inside.limit() > 0 {
            faults.push(Said::new(format!("`{name}` is cut off")).at(name));
            return Ok((members, faults));
        }
        at = at.saturating_add(bytes);
        if bytes % 2 == 1 {
            let mut filling = [0; 1];
            if fill(reader, &mut filling)? == 1 && filling != *b"\n" {
                let said = Said::new("a hidden byte between two members");
                faults.push(said.at(format!("byte {at}")));
            }
            at = at.saturating_add(1);
        }
    }
}

fn member(header: &[u8]) -> std::result::Result<(String, u64), &'static str> {
    if header.len() != 60 || &header[58..] != b"`\n" {
        return Err("data after the last member, which are no member");
    }
    let name = std::str::from_utf8(&header[..16]).map_err(|_| "a member whose name is no text")?;
    let name = name.trim_end_matches(' ');
    let name = name.strip_suffix('/').unwrap_or(name);
    if name.is_empty()
        || name.starts_with("#1/")
        || name.contains(['/', '\\', '\0'])
        || name.chars().any(char::is_control)
    {
        return Err("a member whose name is no plain name");
    }
    let size =
        std::str::from_utf8(&header[48..58]).map_err(|_| "a member whose size is no number")?;
    let size = size.trim_end_matches(' ');
    if size.is_empty() || !size.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("a member whose size is no number");
    }
    let size = size
        .parse()
        .map_err(|_| "a member whose size is no number")?;
    Ok((name.to_owned(), size))
}

/// The bytes of one member.
///
/// # Errors
/// When the system refuses.
pub(crate) fn open<'s>(
    source: &'s mut dyn ReadSeek,
    member: &Member,
) -> Result<impl Read + use<'s>> {
    source.seek(SeekFrom::Start(member.at))?;
    Ok(source.take(member.bytes))
}

#[cfg(test)]
mod tests;
