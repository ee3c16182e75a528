//! `keyholder new`.

use std::path::Path;

use keyholder_project::{CreateError, create, today};

use super::shown;
use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(folder: &Path, name: Option<&str>) -> Outcome {
    let of_folder = folder.file_name().map_or_else(
        || "my network".to_owned(),
        |n| n.to_string_lossy().into_owned(),
    );
    match create(folder, name.unwrap_or(&of_folder), today()) {
        Ok(files) => {
            let list: String = files.iter().map(|f| format!("  {f}\n")).collect();
            let folder = shown(folder);
            Outcome::said(
                format!(
                    "Made a project in {folder}:\n{list}\nNext: read the comments, replace what is invented, then run\n  keyholder check {folder}\n  keyholder assess {folder}\n"
                ),
                exit::DONE,
            )
        }
        Err(error @ (CreateError::NotEmpty(_) | CreateError::Exists(_))) => {
            Outcome::failed(error, exit::USAGE)
        }
        Err(error) => Outcome::failed(error, exit::WORLD),
    }
}
