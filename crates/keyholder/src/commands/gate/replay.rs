//! `keyholder gate replay`: the same record again, from the same files and the same moment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keyholder_report::gate::wire;

use super::ask::{Ask, ask};
use super::decide::{Kept, found, kept};
use crate::exit;
use crate::outcome::Outcome;
use crate::progress::Progress;

pub(super) fn run(
    named: &str,
    project: &Path,
    package: &Path,
    beside: &[PathBuf],
) -> Result<Outcome, Outcome> {
    let progress = Progress::start("reading the record");
    let stored = found(project, named)?;
    let Kept::Update(record) = kept(&stored)? else {
        return Err(Outcome::failed(
            "this record is about a policy",
            exit::USAGE,
        ));
    };
    let now = record.at.parse().map_err(|_| {
        Outcome::failed(
            format!("`{}` in the record is no moment", record.at),
            exit::FAULTS,
        )
    })?;
    // What the log said when the record was made.
    let log_until = Some(record.log_entries);
    let release = format!("{}@{}", record.request.component, record.request.version);
    let told = ask(
        &Ask {
            project,
            package,
            beside,
            release: &release,
            wanted: &record.request.wanted,
            submitter: record.request.submitter.as_deref(),
            emergency: record.request.emergency.as_deref(),
            now,
            log_until,
        },
        &progress,
    )?;
    progress.done();
    if told.json == stored.text {
        let said = format!(
            "The same: {} bytes, sha256 {}\n{}\n",
            stored.text.len(),
            stored.sha256,
            record.sentence
        );
        return Ok(Outcome::said(said, exit::DONE));
    }
    let mut said = "Another result.\n".to_owned();
    for line in differences(&record, &told.record) {
        said.push_str(&format!("  {line}\n"));
    }
    Ok(Outcome::said(said, exit::FAULTS))
}

/// What differs, causes first.
fn differences(then: &wire::Record, now: &wire::Record) -> Vec<String> {
    let mut lines = Vec::new();
    if then.tool != now.tool {
        lines.push(format!("then {}, now {}", then.tool, now.tool));
    }
    if then.catalogue != now.catalogue {
        lines.push("the catalogue that ships is another".to_owned());
    }
    if then.package.name != now.package.name {
        lines.push(format!(
            "the file was called `{}`, and is `{}`",
            then.package.name, now.package.name
        ));
    }
    if then.package.sha256 != now.package.sha256 {
        lines.push("the package is another".to_owned());
    }
    if then.policy.sha256 != now.policy.sha256 {
        lines.push("the policy is another".to_owned());
    }
    let all = |of: &wire::Record| of.inputs.iter().cloned().collect::<BTreeSet<wire::Input>>();
    let (before, after) = (all(then), all(now));
    let other: BTreeSet<&str> = before
        .symmetric_difference(&after)
        .map(|input| input.path.as_str())
        .collect();
    lines.extend(other.iter().map(|path| format!("`{path}` is another")));
    if then.verdict != now.verdict {
        lines.push(format!(
            "the verdict was `{}`, and is `{}`",
            then.verdict, now.verdict
        ));
    }
    for check in &then.checks {
        let same = now.checks.iter().find(|other| other.check == check.check);
        if let Some(other) = same.filter(|other| other.state != check.state) {
            lines.push(format!(
                "{} was {}, and is {}",
                check.check, check.state, other.state
            ));
        }
    }
    if lines.is_empty() {
        lines.push("the log or the words differ; compare the records".to_owned());
    }
    lines
}
