//! `keyholder gate record`: what was installed.

use std::path::Path;

use jiff::Timestamp;
use keyholder_gate::{State, next_step};
use keyholder_report::gate::Entry;

use super::decide::{Kept, found, kept, status_of, told, wanted};
use super::opened::{logged, moment, not_before_the_log, open_gate, open_log};
use crate::cli::{LogKey, Where};
use crate::commands::shown;
use crate::exit;
use crate::outcome::Outcome;

/// Records a step of an installation. What was done is recorded also when it should not have been.
pub(super) fn record(
    named: &str,
    at: &Where,
    elements: u64,
    package: &Path,
    key: &LogKey,
) -> Result<Outcome, Outcome> {
    let project = at.project.as_path();
    let Some(mut log) = open_log(project, key.log_key.as_deref())? else {
        let said = format!(
            "what was installed is kept in the log; begin one with `keyholder gate log new --project {} --key FILE`",
            shown(project)
        );
        return Err(Outcome::failed(said, exit::USAGE));
    };
    let now = moment(at.at);
    let gate = open_gate(project, None)?;
    let stored = found(project, named)?;
    let Kept::Update(update) = kept(&stored)? else {
        return Err(Outcome::failed(
            "this record is about a policy",
            exit::USAGE,
        ));
    };
    let all = update.targets.elements;
    if elements == 0 || elements > all {
        let said = format!("`--elements` is 1 to {all}, as many as the update is for");
        return Err(Outcome::failed(said, exit::USAGE));
    }
    not_before_the_log(&gate, now)?;
    let mut against = Vec::new();
    let found = keyholder_project::digest_file(package)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    if found != update.package.sha256 {
        against.push(format!(
            "`{}` is not the package that was judged",
            shown(package)
        ));
    }
    let mut wanted = wanted(&gate, project, &stored, None)?;
    let done = steps(&gate.entries, &update.package.sha256);
    if !done.is_empty() {
        // The project may move on between two steps of one rollout: what runs is another after the first.
        wanted
            .moved
            .retain(|said| !said.what.contains("than when it was judged"));
    }
    let status = status_of(&gate, project, &stored, &wanted, now)?;
    let decided = status.state == State::Ready;
    if !decided {
        against.push(format!("it was not decided: {}", status.state.word()));
    }
    match next_step(&wanted.conditions, all, &done, now) {
        Ok(most) if elements > most => {
            against.push(format!("at most {most} elements may be updated now"));
        }
        Ok(_) => {}
        Err(from) => against.push(format!("the last step rests until {from}")),
    }
    let entry = Entry::Installed {
        at: now.to_string(),
        record: stored.sha256.clone(),
        package: found,
        elements,
        against: !against.is_empty(),
    };
    let number = logged(Some(&mut log), &entry)?;
    let total = done
        .iter()
        .fold(elements, |sum, (_, many)| sum.saturating_add(*many));
    let mut said = format!(
        "Recorded: {}, {total} of {} in all\nLog: entry {}\n",
        many(elements),
        update.targets.elements,
        number.unwrap_or_default()
    );
    for why in &against {
        said.push_str(&format!("Against the conditions: {why}\n"));
    }
    if !decided {
        said.push_str(&told(&status));
    }
    let code = if against.is_empty() {
        exit::DONE
    } else {
        exit::FAULTS
    };
    Ok(Outcome::said(said, code))
}

fn many(elements: u64) -> String {
    match elements {
        1 => "1 element".to_owned(),
        many => format!("{many} elements"),
    }
}

/// Steps by which a package was installed, whichever record they were noted under.
pub(super) fn steps(entries: &[(u64, Entry)], of: &str) -> Vec<(Timestamp, u64)> {
    let steps = entries.iter().filter_map(|(_, entry)| match entry {
        Entry::Installed {
            package,
            at,
            elements,
            ..
        } if package == of => Some((at.parse().ok()?, *elements)),
        _ => None,
    });
    steps.collect()
}
