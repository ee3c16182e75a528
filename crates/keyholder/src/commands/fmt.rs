//! `keyholder fmt`.

use std::path::Path;

use keyholder_diag::Limits;
use keyholder_project::{FormatOutcome, format, load};

use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(folder: &Path, check: bool) -> Outcome {
    let loaded = match load(folder, &Limits::default()) {
        Ok(loaded) => loaded,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    let files = match format(folder, &loaded, !check) {
        Ok(files) => files,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    let (mut text, mut changed, mut unreadable) = (String::new(), 0, 0);
    for file in &files {
        match &file.outcome {
            FormatOutcome::Unchanged => {}
            FormatOutcome::Changed => {
                changed += 1;
                let what = if check {
                    "not in its form"
                } else {
                    "formatted"
                };
                text.push_str(&format!("{}: {what}\n", file.path));
            }
            FormatOutcome::Unreadable(why) => {
                unreadable += 1;
                text.push_str(&format!("{}: left alone: {why}\n", file.path));
            }
        }
    }
    let did = if check { "to format" } else { "formatted" };
    text.push_str(&format!(
        "{} files, {changed} {did}, {unreadable} left alone\n",
        files.len()
    ));
    let fault = unreadable > 0 || (check && changed > 0);
    Outcome::said(text, if fault { exit::FAULTS } else { exit::DONE })
}
