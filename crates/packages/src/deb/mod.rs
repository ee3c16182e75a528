//! Debian packages: three members in their order, what the control file says, and signatures of three kinds.

mod control;
mod repository;

use std::collections::BTreeSet;
use std::io::{Read, Result};

use keyholder_supply::gate::{GateCheck, Said};

use crate::answers::{Answers, Faults, shown};
use crate::ar::{self, Member};
use crate::compress::{Unpacked, bad_words, whole as read_whole};
use crate::contents::{Found, Looking, PLAIN};
use crate::format::Format;
use crate::made::{self, Parts};
use crate::names::What;
use crate::package::{ClaimKind, Package};
use crate::schemes::Tee;
use crate::signed::{self, Kind, Signed};
use crate::source::Given;
use crate::sums::{Asked, Sums, hex};
use crate::tar::{self, Links, Rules};
use crate::{schemes, walk};
use control::stanzas;
use repository::Stated;

/// Largest file of the control archive that is read.
const CONTROL_BYTES_MAX: u64 = 16 << 20;
/// Signatures inside, as `debsigs` writes them.
const SIGNATURES: [&str; 3] = ["_gpgorigin", "_gpgmaint", "_gpgbuilder"];

/// How many members signatures inside cover: all before them.
const COVERED: usize = 3;

/// What is inside.
#[derive(Default)]
struct Opened {
    members: Vec<Member>,
    faults: Faults,
    notes: Faults,
    control: Option<String>,
    md5sums: Option<String>,
    paths: BTreeSet<String>,
    entries: usize,
    /// SHA-256 of the members that signatures inside cover.
    covered: String,
    found: Found,
}

/// Looks at a Debian package.
///
/// # Errors
/// When the system refuses.
pub(crate) fn examine_deb(given: &Given<'_>) -> Result<Package> {
    let (digests, mut opened) =
        walk::once(given, signed::asked(given), |stream| open(given, stream))?;
    let mut parts = Parts::default();
    let mut signed = signed::beside(given, &digests, &mut parts.answers)?;
    inside(given, &opened, &mut signed, &mut parts.answers)?;
    let stated = repository::look(given, &digests, &mut signed, &mut parts.answers)?;
    identity(given, &opened, stated.as_ref(), &mut parts);
    listed(&opened, &mut parts.answers);
    signed::conclude(
        &mut parts.answers,
        &signed,
        "all bytes of the package, and so all files in it",
    );
    parts.signers = signed.signers;
    let mut found = std::mem::take(&mut opened.found);
    opened.faults.append(std::mem::take(&mut found.faults));
    let words = format!(
        "{} members in their order, and {} entries in them",
        opened.members.len(),
        opened.entries
    );
    parts
        .answers
        .judge(GateCheck::Archive, opened.faults, words);
    opened.notes.append(std::mem::take(&mut found.unread));
    if !opened.notes.is_empty() {
        for said in opened.notes.said() {
            let mut answer = keyholder_supply::gate::Answer::passed(GateCheck::Archive, "");
            answer.said = vec![said];
            parts.answers.set(answer);
        }
    }
    let none = Said::new("single files of a Debian package have no signatures of their own");
    parts
        .answers
        .otherwise(&[GateCheck::ArtifactSignatures], &none);
    parts.answers.otherwise(
        &[GateCheck::Images],
        &Said::new("a Debian package names no images"),
    );
    Ok(made::package(given, Format::Deb, digests, found, parts))
}

fn open(given: &Given<'_>, reader: &mut dyn Read) -> Result<Opened> {
    let mut looking = Looking::new(&given.bounds, &PLAIN);
    let mut opened = Opened::default();
    let mut covered = Sums::new(Asked::default());
    let mut count = 0;
    let (members, faults) = ar::walk(reader, &mut |member, bytes| {
        count += 1;
        if count > COVERED {
            return Ok(());
        }
        let mut tee = Tee {
            inner: bytes,
            sums: &mut covered,
        };
        if member.name == "debian-binary" {
            let version = read_whole(&mut tee, 64)?;
            if version.as_deref() != Some(b"2.0\n".as_slice()) {
                opened
                    .faults
                    .push(Said::new("`debian-binary` does not say `2.0`").at("debian-binary"));
            }
        } else if member.name.starts_with("control.tar") || member.name.starts_with("data.tar") {
            tar_of(given, member, &mut tee, &mut looking, &mut opened)?;
        }
        std::io::copy(&mut tee, &mut std::io::sink())?;
        Ok(())
    })?;
    opened.members = members;
    opened.faults.append(faults);
    order(&mut opened);
    opened.covered = hex(&covered.finish().sha256);
    opened.found = looking.found;
    Ok(opened)
}

/// The members that must be there, and no others.
fn order(opened: &mut Opened) {
    let is_tar = |name: &str, stem: &str| {
        name.strip_prefix(stem)
            .is_some_and(|end| matches!(end, "" | ".gz" | ".xz" | ".zst"))
    };
    let mut names = opened.members.iter().map(|member| member.name.as_str());
    let in_order = names.next() == Some("debian-binary")
        && names.next().is_some_and(|name| is_tar(name, "control.tar"))
        && names.next().is_some_and(|name| is_tar(name, "data.tar"));
    let mut faults = Faults::new();
    if !in_order {
        let names: Vec<String> = opened
            .members
            .iter()
            .take(8)
            .map(|member| format!("`{}`", shown(&member.name)))
            .collect();
        faults.push(
            Said::new(format!(
                "the members are {}, and must be `debian-binary`, `control.tar`, `data.tar`, in this order",
                names.join(", ")
            ))
            .remedy("ask the supplier for a package that `dpkg-deb` made"),
        );
    }
    for name in names.filter(|name| !SIGNATURES.contains(name)) {
        if in_order {
            faults.push(
                Said::new(format!("the member `{}` does not belong here", shown(name)))
                    .at(shown(name)),
            );
        }
    }
    opened.faults.append(faults);
}

fn tar_of(
    given: &Given<'_>,
    member: &Member,
    bytes: &mut dyn Read,
    looking: &mut Looking<'_>,
    opened: &mut Opened,
) -> Result<()> {
    let is_control = member.name.starts_with("control.tar");
    // Links to paths of the system are usual in what is installed there, and mean nothing among control files.
    let rules = Rules {
        links: if is_control { Links::No } else { Links::Rooted },
        twins: !is_control,
    };
    let mut plain = Unpacked::new(bytes, &given.bounds)?;
    let (control, md5sums, paths) = (&mut opened.control, &mut opened.md5sums, &mut opened.paths);
    let walked = tar::walk(&mut plain, rules, &given.bounds, &mut |entry, file| {
        let path = format!("{}!{}", member.name, entry.path);
        if !is_control && entry.what != What::Folder {
            paths.insert(entry.path.clone());
        }
        if entry.what != What::File {
            return Ok(());
        }
        let kept = match entry.path.as_str() {
            "control" if is_control => &mut *control,
            "md5sums" if is_control => &mut *md5sums,
            _ => return looking.file(&path, Some(entry.bytes), file, 2),
        };
        let Some(all) = read_whole(file, CONTROL_BYTES_MAX)? else {
            return Ok(());
        };
        *kept = Some(String::from_utf8_lossy(&all).into_owned());
        looking.file(&path, Some(entry.bytes), &mut all.as_slice(), 2)
    });
    let walked = match walked {
        Ok(walked) => walked,
        Err(error) => return bad_words(&error).map(|_| ()).ok_or(error),
    };
    opened.entries += walked.entries;
    for mut said in walked.faults.said() {
        said.what = format!("in `{}`: {}", member.name, said.what);
        opened.faults.push(said);
    }
    let links = walked.links.said().len();
    if links > 0 {
        opened.notes.push(
            Said::new(format!("links in `{}`: {links}", member.name)).at(member.name.clone()),
        );
    }
    Ok(())
}

/// Signatures inside, over the three members one after the other.
fn inside(
    given: &Given<'_>,
    opened: &Opened,
    signed: &mut Signed,
    answers: &mut Answers,
) -> Result<()> {
    let (Some(covered), Some(others)) =
        (opened.members.get(..COVERED), opened.members.get(COVERED..))
    else {
        return Ok(());
    };
    for member in others
        .iter()
        .filter(|member| SIGNATURES.contains(&member.name.as_str()))
    {
        let mut source = given.source.open()?;
        let Some(signature) = read_whole(&mut ar::open(source.as_mut(), member)?, 1 << 20)? else {
            answers.failed(
                GateCheck::Signature,
                Said::new("the signature is too large").at(member.name.clone()),
            );
            continue;
        };
        let mut sources = Vec::new();
        for _ in covered {
            sources.push(given.source.open()?);
        }
        let mut all: Box<dyn Read + '_> = Box::new(std::io::empty());
        for (source, member) in sources.iter_mut().zip(covered) {
            all = Box::new(all.chain(ar::open(source.as_mut(), member)?));
        }
        let verified = schemes::same(&mut all, &opened.covered, |all| {
            schemes::over(given, all, Kind::OpenPgp, &signature)
        })?;
        signed.take(&member.name, verified, answers);
    }
    Ok(())
}

fn identity(given: &Given<'_>, opened: &Opened, stated: Option<&Stated>, parts: &mut Parts) {
    let control = opened.control.as_deref().map(|text| stanzas(text).next());
    let control = match control {
        Some(Some(Ok(control))) => control,
        Some(Some(Err(why))) => {
            let said = Said::new(format!("the control file cannot be read: {why}")).at("control");
            parts.answers.failed(GateCheck::OneManifest, said);
            return;
        }
        Some(None) | None => {
            let said = Said::new("there is no control file").at("control");
            parts.answers.failed(GateCheck::OneManifest, said);
            return;
        }
    };
    let count = opened
        .control
        .as_deref()
        .map_or(0, |text| stanzas(text).count());
    let (package, version) = (control.get("Package"), control.get("Version"));
    let mut faults = Faults::new();
    if count > 1 {
        faults.push(Said::new("the control file has more than one stanza").at("control"));
    }
    for (key, value) in [
        ("Package", package),
        ("Version", version),
        ("Architecture", control.get("Architecture")),
    ] {
        if value.is_none() {
            faults.push(Said::new(format!("the control file states no `{key}`")).at("control"));
        }
    }
    parts
        .answers
        .judge(GateCheck::OneManifest, faults, "one control file");
    parts.claim(ClaimKind::Supplier, control.get("Maintainer"), "control");
    parts.claim(ClaimKind::Product, package, "control");
    parts.claim(ClaimKind::Version, version, "control");
    parts.claim(ClaimKind::Descriptor, control.get("Source"), "control");
    let mut faults = Faults::new();
    let mut places = 1;
    let mut same = |other: &str, own: Option<&str>, place: &str| {
        if Some(other) != own {
            faults.push(
                Said::new(format!(
                    "`{}` in `{}`, and `{}` in the control file",
                    shown(other),
                    shown(place),
                    shown(own.unwrap_or_default())
                ))
                .at(shown(place))
                .remedy("fetch the package again under its own name"),
            );
        }
    };
    if let Some(stated) = stated {
        places += 1;
        same(&stated.package, package, &stated.place);
        same(&stated.version, version, &stated.place);
    }
    // `name_version_architecture.deb`; names of files leave out the epoch.
    let words: Vec<&str> = given.name.trim_end_matches(".deb").split('_').collect();
    if let [name, number, _] = words.as_slice() {
        places += 1;
        let number = number.replace("%3a", ":").replace("%3A", ":");
        let bare = version.map(|version| version.split_once(':').map_or(version, |(_, rest)| rest));
        same(name, package, given.name);
        if Some(number.as_str()) != version {
            same(&number, bare, given.name);
        }
    }
    let words = format!("the same in {places} places");
    parts.answers.judge(GateCheck::Identity, faults, words);
}

/// The list by MD5, which proves nothing; but what it lists must be there.
fn listed(opened: &Opened, answers: &mut Answers) {
    let Some(text) = &opened.md5sums else {
        answers.not_done(
            GateCheck::ListedFiles,
            Said::new("the package lists no files"),
        );
        return;
    };
    let mut faults = Faults::new();
    let mut count = 0;
    for line in text.lines() {
        let Some((_, path)) = line.split_once("  ") else {
            continue;
        };
        count += 1;
        if !opened.paths.contains(path) {
            faults.push(
                Said::new(format!(
                    "`md5sums` lists `{}`, which is not there",
                    shown(path)
                ))
                .at("md5sums"),
            );
        }
    }
    if faults.is_empty() {
        let said = Said::new(format!(
            "{count} files are listed and there; their digests are MD5, which proves nothing"
        ));
        answers.not_done(GateCheck::ListedFiles, said);
    } else {
        answers.judge(GateCheck::ListedFiles, faults, "");
    }
}

#[cfg(test)]
mod tests;
