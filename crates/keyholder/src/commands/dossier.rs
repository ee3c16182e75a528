//! `keyholder dossier`, and the replies that come back.

use std::path::Path;

use keyholder_diag::{Limits, Severity, Sources};
use keyholder_project::{
    Tables, digest_text, read_reply_form, read_text, with_reply, write_together,
};
use keyholder_report::verdicts::{self, dossier_form, dossier_json, dossier_markdown};

use super::verdict::judged;
use super::{Opened, has_project, open_with, shown};
use crate::cli::DossierArgs;
use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(args: &DossierArgs) -> Outcome {
    let opened = match open_with(&args.folder, &Default::default(), Tables::Here) {
        Ok(opened) => opened,
        Err(outcome) => return outcome,
    };
    let all = match judged(&opened, &args.folder, args.as_of) {
        Ok(all) => all,
        Err(outcome) => return outcome,
    };
    let Some(dossier) = verdicts::dossier(&all, &args.supplier, &args.release) else {
        return Outcome::failed(super::verdict::nobody(&all, &args.supplier), exit::USAGE);
    };
    let json = dossier_json(&dossier);
    let form = dossier_form(&dossier, &digest_text(&json));
    let path = |end: &str| {
        args.out
            .join(format!("{}-{end}", args.supplier.replace('/', "-")))
    };
    let paths = [path("dossier.json"), path("dossier.md"), path("reply.toml")];
    let text = dossier_markdown(&dossier);
    let files = [
        (paths[0].as_path(), json.as_bytes()),
        (paths[1].as_path(), text.as_bytes()),
        (paths[2].as_path(), form.as_bytes()),
    ];
    if let Err(error) = write_together(&files) {
        return Outcome::failed(error, exit::WORLD);
    }
    let sent: usize = dossier.criteria.iter().map(|held| held.items.len()).sum();
    let items = if sent == 1 { "item" } else { "items" };
    let mut said = format!("{}: {sent} {items} to send", dossier.name);
    for withheld in &dossier.withheld {
        said.push_str(&format!(
            "; {} withheld, marked {}",
            withheld.items, withheld.marking
        ));
    }
    said.push_str(".\n\n");
    for path in &paths {
        said.push_str(&format!("  {}\n", shown(path)));
    }
    let folder = shown(&args.folder);
    said.push_str(&format!(
        "\nRead it before you send it. What comes back is taken with\n  keyholder evidence reply {folder} {}\n",
        shown(&paths[2])
    ));
    Outcome::said(said, exit::DONE)
}

/// Takes a form that was sent back into the register.
pub(crate) fn reply(folder: &Path, sent: &Path) -> Outcome {
    let opened = match open_with(folder, &Default::default(), Tables::Here) {
        Ok(opened) if has_project(&opened) => opened,
        Ok(_) => {
            return Outcome::failed(
                format!("no `keyholder.toml` in `{}`", shown(folder)),
                exit::WORLD,
            );
        }
        Err(outcome) => return outcome,
    };
    let limits = Limits::default();
    let text = match read_text(sent, limits.toml_bytes_max) {
        Ok(text) => text,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    let mut sources = Sources::default();
    let file = sources.add(sent.to_string_lossy().into_owned(), text.as_str());
    let read = read_reply_form(file, &text, &limits);
    let faults = read
        .diagnostics
        .iter()
        .filter(|d| d.severity() == Severity::Error);
    let faults: Vec<String> = faults
        .map(|d| {
            let place = d.span.map_or_else(String::new, |span| sources.place(span));
            format!("  {place}: {}", d.message)
        })
        .collect();
    if !faults.is_empty() {
        let said = format!(
            "the form has faults, and nothing was taken:\n{}",
            faults.join("\n")
        );
        return Outcome::failed(said, exit::FAULTS);
    }
    let form = read.value;
    let Some(by) = form.supplier.map(|name| name.text) else {
        return Outcome::failed("the form does not say who replies", exit::FAULTS);
    };
    if !opened.network.parties.iter().any(|p| p.id == by) {
        return Outcome::failed(format!("no party `{by}` in the project"), exit::FAULTS);
    }
    if form.replies.is_empty() {
        return Outcome::said(
            "Every form was left blank: nothing is replied.\n",
            exit::DONE,
        );
    }
    take(&opened, folder, &by, &form.replies)
}

/// All replies, or none.
fn take(
    opened: &Opened,
    folder: &Path,
    by: &str,
    replies: &[keyholder_project::SentReply],
) -> Outcome {
    let mut files: std::collections::BTreeMap<String, String> = Default::default();
    let registers = opened
        .loaded
        .sources
        .iter()
        .filter(|(_, s)| s.path.starts_with("evidence/"));
    for (_, source) in registers {
        files.insert(source.path.clone(), source.text.to_string());
    }
    let mut changed: std::collections::BTreeSet<String> = Default::default();
    let mut missing = Vec::new();
    for reply in replies {
        let id = reply.evidence.text.as_str();
        let known = opened.network.evidence.iter().find(|e| e.id == id);
        let twice = known.is_some_and(|e| e.replies.iter().any(|r| r.text == reply.text));
        if twice {
            continue;
        }
        let found = files.iter().find_map(|(path, text)| {
            let new = with_reply(text, id, by, reply.day, &reply.text)?;
            Some((path.clone(), new))
        });
        match found {
            Some((path, new)) => {
                changed.insert(path.clone());
                files.insert(path, new);
            }
            None => missing.push(id.to_owned()),
        }
    }
    if !missing.is_empty() {
        let said = format!(
            "nothing was taken: there is no evidence {}",
            missing.join(", ")
        );
        return Outcome::failed(said, exit::FAULTS);
    }
    if changed.is_empty() {
        return Outcome::said("Every reply is in the register already.\n", exit::DONE);
    }
    let paths: Vec<_> = changed
        .iter()
        .map(|path| (folder.join(path), &files[path]))
        .collect();
    let both: Vec<_> = paths
        .iter()
        .map(|(path, text)| (path.as_path(), text.as_bytes()))
        .collect();
    if let Err(error) = write_together(&both) {
        return Outcome::failed(error, exit::WORLD);
    }
    let changed: Vec<String> = changed.into_iter().collect();
    let said = format!(
        "Taken as `open`, in {}.\nWeigh each reply, and set its `state`: answered, upheld or changed.\n",
        changed.join(", ")
    );
    Outcome::said(said, exit::DONE)
}
