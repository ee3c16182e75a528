//! `keyholder diff`.

use std::path::Path;

use keyholder_diag::Limits;
use keyholder_project::read_text;
use keyholder_report::diff::{diff, human};

use crate::cli::ResultFormat;
use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(before: &Path, after: &Path, format: ResultFormat) -> Outcome {
    let most = Limits::default().document_bytes_max;
    let both = read_text(before, most).and_then(|a| Ok((a, read_text(after, most)?)));
    let (one, other) = match both {
        Ok(both) => both,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    match diff(&one, &other) {
        Err(error) => Outcome::failed(error, exit::USAGE),
        Ok(found) => match format {
            ResultFormat::Human => Outcome::said(human(&found, super::assess::width()), exit::DONE),
            ResultFormat::Json => match serde_json::to_string_pretty(&found) {
                Ok(json) => Outcome::said(json + "\n", exit::DONE),
                Err(error) => Outcome::failed(error, exit::BUG),
            },
        },
    }
}
