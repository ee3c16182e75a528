//! `keyholder evidence add`.

use std::path::Path;

use keyholder_diag::{Limits, Severity, Sources};
use keyholder_project::write_aside;
use keyholder_supply::principle::CRITERIA;

use crate::cli::{AddArgs, GradeArg, SideArg};
use crate::commands::{Opened, shown};
use crate::exit;
use crate::outcome::Outcome;

/// Adds one item.
pub(super) fn run(opened: &Opened, args: &AddArgs) -> Outcome {
    if opened.network.evidence.iter().any(|e| e.id == args.id) {
        let said = format!("there is evidence `{}` already; choose another id", args.id);
        return Outcome::failed(said, exit::USAGE);
    }
    let known = opened.yardstick.as_ref().map(|(yardstick, _)| yardstick);
    let asked = CRITERIA.contains(&args.criterion.as_str());
    if let Some(yardstick) = known.filter(|y| y.position(&args.criterion).is_none() && !asked) {
        let ids = yardstick.criteria.iter().map(|c| c.id.as_str());
        let ids = ids.chain(CRITERIA.iter().copied());
        let guess = keyholder_diag::did_you_mean(&args.criterion, ids);
        let more = guess.map_or("`keyholder evidence criteria` lists them".to_owned(), |g| {
            format!("did you mean `{g}`?")
        });
        let said = format!("no criterion `{}`; {more}", args.criterion);
        return Outcome::failed(said, exit::USAGE);
    }
    let block = block(args);
    if let Some(fault) = fault(&block) {
        return Outcome::failed(format!("nothing was written: {fault}"), exit::USAGE);
    }
    let name = args
        .file
        .clone()
        .unwrap_or_else(|| file_name(&args.subject));
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        || name.is_empty()
    {
        return Outcome::failed(format!("`{name}` is not a name of a file"), exit::USAGE);
    }
    let path = match append(opened, &args.folder, &name, &block) {
        Ok(path) => path,
        Err(outcome) => return outcome,
    };
    let folder = shown(&args.folder);
    let said = format!(
        "Added `{}` to {path}.\nNext: keyholder verdict {folder}\n",
        args.id
    );
    Outcome::said(said, exit::DONE)
}

/// Appends blocks to a file of `evidence/`: nothing else in the file moves. Gives its path.
pub(super) fn append(
    opened: &Opened,
    folder: &Path,
    name: &str,
    blocks: &str,
) -> Result<String, Outcome> {
    let path = format!("evidence/{name}.toml");
    let there = opened.loaded.sources.iter().find(|(_, s)| s.path == path);
    let there = there.map(|(_, source)| source.text.as_ref());
    let listed = opened.loaded.inputs.iter().any(|input| input.path == path);
    let old = match there {
        Some(text) => text.to_owned(),
        None if listed => {
            let said = format!("`{path}` cannot be read as text; mend it first");
            return Err(Outcome::failed(said, exit::FAULTS));
        }
        None => String::new(),
    };
    let gap = match old.as_str() {
        "" => "",
        old if old.ends_with("\n\n") => "",
        old if old.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let new = format!("{old}{gap}{blocks}");
    write_aside(&folder.join(&path), new.as_bytes())
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    Ok(path)
}

/// After the subject: `party:acme` stands in `acme.toml`, a release in the file of its component.
fn file_name(subject: &str) -> String {
    let name = subject.split_once(':').map_or(subject, |(_, name)| name);
    name.split('@').next().unwrap_or(name).replace('/', "-")
}

fn block(args: &AddArgs) -> String {
    let says = match args.says {
        SideArg::For => "for",
        SideArg::Against => "against",
    };
    let grade = match args.grade {
        GradeArg::SelfDeclared => "self-declared",
        GradeArg::ThirdParty => "third-party",
        GradeArg::Tested => "tested",
        GradeArg::Observed => "observed",
    };
    let text = |key: &str, value: &str| format!("{key} = {}\n", quoted(value));
    let some = |key: &str, value: &Option<String>| {
        value
            .as_ref()
            .map_or_else(String::new, |value| text(key, value))
    };
    [
        "[[evidence]]\n".to_owned(),
        text("id", &args.id),
        text("criterion", &args.criterion),
        text("subject", &args.subject),
        text("claim", &args.claim),
        text("says", says),
        args.strength
            .map_or_else(String::new, |s| format!("strength_percent = {s}\n")),
        text("grade", grade),
        some("issuer", &args.issuer),
        format!("day = {}\n", args.day),
        args.expires
            .map_or_else(String::new, |last| format!("expires = {last}\n")),
        some("document", &args.document),
        some("place", &args.place),
        some("marking", &args.marking),
        some("supersedes", &args.supersedes),
    ]
    .concat()
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// What the reader of the file would say of the block.
fn fault(block: &str) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("evidence", block);
    let read = keyholder_project::read_evidence(file, block, &Limits::default());
    let fault = read
        .diagnostics
        .iter()
        .find(|d| d.severity() == Severity::Error);
    fault.map(|d| d.message.clone())
}
