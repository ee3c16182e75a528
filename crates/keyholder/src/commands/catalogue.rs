//! `keyholder catalogue`.

use std::path::Path;

use keyholder_project::{CreateError, create_catalogue, shipped, today};
use keyholder_report::principles::{list, show};

use super::principles::told;
use super::shown;
use crate::cli::CatalogueCommand;
use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(which: &CatalogueCommand) -> Outcome {
    let folder = match which {
        CatalogueCommand::List { catalogue } | CatalogueCommand::Show { catalogue, .. } => {
            catalogue
        }
        CatalogueCommand::Test { folder } => folder,
        CatalogueCommand::New { folder } => return begun(folder),
    };
    let functions = keyholder_project::catalogue().functions;
    let read = match keyholder_project::principles(folder.as_deref(), &functions, &[]) {
        Ok(read) => read,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    if let Some(outcome) = told(&read) {
        return outcome;
    }
    match which {
        CatalogueCommand::List { .. } => {
            let (version, digest) = shipped();
            let mut said = format!(
                "{}\nTo demand these rules, write into keyholder.toml\n\n[pinned]\ncatalogue = \"{version}\"\ncatalogue_sha256 = \"{digest}\"\n",
                list(&read.value)
            );
            if let Some(own) = &read.folder_sha256 {
                said.push_str(&format!("folder_sha256 = \"{own}\"\n"));
            }
            Outcome::said(said, exit::DONE)
        }
        CatalogueCommand::Show { id, .. } => match read.value.find(id) {
            Some(principle) => Outcome::said(show(principle), exit::DONE),
            None => {
                let message = format!("no principle `{id}`; `keyholder catalogue list` names all");
                Outcome::failed(message, exit::USAGE)
            }
        },
        CatalogueCommand::New { .. } | CatalogueCommand::Test { .. } => {
            let checks = read.value.principles.iter().flat_map(|p| &p.checks);
            let cases: usize = checks.map(|check| check.cases.len()).sum();
            let principles = read.value.principles.len();
            Outcome::said(
                format!("{cases} cases of {principles} principles come out as they say\n"),
                exit::DONE,
            )
        }
    }
}

/// A catalogue to start from.
fn begun(folder: &Path) -> Outcome {
    match create_catalogue(folder, today()) {
        Ok(files) => {
            let list: String = files.iter().map(|f| format!("  {f}\n")).collect();
            let folder = shown(folder);
            Outcome::said(
                format!(
                    "Made a catalogue in {folder}:\n{list}\nNext: read the comments, write what your text asks, then run\n  keyholder catalogue test {folder}\n  keyholder principles PROJECT --catalogue {folder} --framework house-rules\n"
                ),
                exit::DONE,
            )
        }
        Err(error @ CreateError::Exists(_)) => Outcome::failed(error, exit::USAGE),
        Err(error) => Outcome::failed(error, exit::WORLD),
    }
}
