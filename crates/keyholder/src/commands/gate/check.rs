//! `keyholder gate check`: whether an update may go in.

use keyholder_project::gate::{forget_record, write_record};
use keyholder_project::ledger::Log;
use keyholder_project::write_together;
use keyholder_report::gate::{Entry, human, page, sarif, wire};

use super::ask::{Ask, Told, ask};
use super::opened::{has_log, logged, moment, open_log};
use crate::cli::{CheckArgs, GateFormat};
use crate::commands::assess::width;
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;
use crate::progress::Progress;

pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Outcome> {
    let progress = Progress::start("reading the project");
    let project = args.at.project.as_path();
    // Opened first: a verdict that cannot be logged is not given.
    let mut log = match args.dry_run {
        true => None,
        false => open_log(project, args.log.log_key.as_deref())?,
    };
    let blank = args
        .emergency
        .as_ref()
        .is_some_and(|why| why.trim().is_empty());
    if blank {
        let said = "say why there is a hurry";
        return Err(Outcome::failed(said, exit::USAGE));
    }
    let mut told = ask(
        &Ask {
            project,
            package: &args.package,
            beside: &args.beside,
            release: &args.release,
            wanted: &args.wanted,
            submitter: args.by.as_deref(),
            emergency: args.emergency.as_deref(),
            now: moment(args.at.at),
            log_until: None,
        },
        &progress,
    )?;
    if !args.dry_run {
        told.not_before_the_log()?;
    }
    progress.next("writing the record");
    let kept = match args.dry_run {
        true => None,
        false => Some(keep(args, &told, log.as_mut())?),
    };
    progress.done();
    let code = code(&told.record.verdict);
    let mut said = match args.format {
        GateFormat::Json => return Ok(Outcome::said(told.json, code)),
        GateFormat::Sarif => return Ok(Outcome::said(sarif(&told.record), code)),
        GateFormat::Human => human(&told.record, width(), args.all),
    };
    said.push_str(&closing(args, &told, kept.as_ref()));
    Ok(Outcome::said(said, code))
}

/// The exit code of a verdict.
pub(super) fn code(verdict: &str) -> u8 {
    match verdict {
        "admit" => exit::DONE,
        "admit with limits" => exit::LIMITS,
        "hold" => exit::HOLD,
        _ => exit::REFUSE,
    }
}

/// Where record and sheet lie, and which entry of the log it is.
struct Kept {
    record: String,
    sheet: String,
    entry: Option<u64>,
}

fn keep(args: &CheckArgs, told: &Told, log: Option<&mut Log>) -> Result<Kept, Outcome> {
    let world = |error: &dyn std::fmt::Display| Outcome::failed(error, exit::WORLD);
    let stored = write_record(&args.at.project, &told.json).map_err(|e| world(&e))?;
    // By the name of the file: two packages may say that they are the same release.
    let sheet = args
        .out
        .join(format!("{}-gate.html", told.record.package.name));
    let text = page(&told.record);
    write_together(&[(sheet.as_path(), text.as_bytes())]).map_err(|e| world(&e))?;
    let entry = logged(log, &entry(&told.record, &stored.sha256)).inspect_err(|_| {
        // A record that the log does not have is none.
        forget_record(&stored);
    })?;
    Ok(Kept {
        record: stored.sha256,
        sheet: shown(&sheet),
        entry,
    })
}

fn entry(record: &wire::Record, sha256: &str) -> Entry {
    let pinned = record
        .package
        .signers
        .iter()
        .filter(|signer| signer.pinned.is_some());
    let mut keys: Vec<String> = pinned.map(|signer| signer.key.clone()).collect();
    keys.sort();
    keys.dedup();
    Entry::Verdict {
        at: record.at.clone(),
        record: sha256.to_owned(),
        package: record.package.sha256.clone(),
        targets: record.targets.sha256.clone(),
        component: record.request.component.clone(),
        version: record.request.version.clone(),
        verdict: record.verdict.clone(),
        keys,
        emergency: record.request.emergency.is_some(),
        approvers: record.conditions.approvers,
    }
}

fn closing(args: &CheckArgs, told: &Told, kept: Option<&Kept>) -> String {
    let project = shown(&args.at.project);
    let Some(kept) = kept else {
        return "Nothing was kept: this was a dry run.\n".to_owned();
    };
    let short = kept.record.get(..12).unwrap_or(&kept.record);
    let mut said = format!("Record: {}\nSheet:  {}\n", kept.record, kept.sheet);
    match kept.entry {
        Some(entry) => said.push_str(&format!("Log:    entry {entry}\n")),
        None if !has_log(&args.at.project) => said.push_str(&format!(
            "Log:    none, so the record can be quietly changed; `keyholder gate log new --project {project} --key FILE` begins one\n"
        )),
        None => {}
    }
    if told.record.verdict.starts_with("admit") && told.record.request.submitter.is_none() {
        said.push_str(
            "Next:   check again and say with `--by` who asks; until then nobody can approve\n",
        );
    } else if told.record.verdict.starts_with("admit") {
        said.push_str(&format!(
            "Next:   keyholder gate approve {short} --project {project} --as PERSON --key FILE\n"
        ));
    }
    if !args.all {
        said.push_str("Why:    the same with `--all` prints every check with what was seen\n");
    }
    said
}
