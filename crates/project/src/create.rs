//! Makes a new project folder whose comments teach the format.

use std::path::{Path, PathBuf};

use crate::write::{WriteError, write_aside};

/// Why no project was made.
#[derive(Debug)]
pub enum CreateError {
    /// The folder is there and not empty.
    NotEmpty(PathBuf),
    /// A file of a new catalogue is there already.
    Exists(PathBuf),
    /// The system refused.
    Write(WriteError),
}

impl std::fmt::Display for CreateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CreateError::NotEmpty(path) => write!(
                f,
                "`{}` is not empty; a new project needs a new folder",
                path.display()
            ),
            CreateError::Exists(path) => write!(
                f,
                "`{}` is there already, and nothing was written; take another folder, or copy it and change the ids",
                path.display()
            ),
            CreateError::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CreateError {}

/// The files of a new project: path and text. `NAME` stands for the name.
const FILES: &[(&str, &str)] = &[
    ("keyholder.toml", include_str!("../template/keyholder.toml")),
    ("README.md", include_str!("../template/README.md")),
    (
        "parties/my-company.toml",
        include_str!("../template/my-company.toml"),
    ),
    (
        "parties/example-supplier.toml",
        include_str!("../template/example-supplier.toml"),
    ),
    (
        "parties/example-holding.toml",
        include_str!("../template/example-holding.toml"),
    ),
    (
        "components/example-core.toml",
        include_str!("../template/example-core.toml"),
    ),
    (
        "components/example-server.toml",
        include_str!("../template/example-server.toml"),
    ),
    (
        "routes/access.toml",
        include_str!("../template/access.toml"),
    ),
    (
        "publishers.toml",
        include_str!("../template/publishers.toml"),
    ),
    ("groups.toml", include_str!("../template/groups.toml")),
    ("functions.toml", include_str!("../template/functions.toml")),
    (
        "evidence/example-supplier.toml",
        include_str!("../template/evidence.toml"),
    ),
    (
        "network/elements.csv",
        include_str!("../template/elements.csv"),
    ),
    ("network/pools.csv", include_str!("../template/pools.csv")),
    ("network/places.csv", include_str!("../template/places.csv")),
    (
        "documents/README.md",
        include_str!("../template/documents.md"),
    ),
];

/// The files of a new catalogue.
const CATALOGUE: &[(&str, &str)] = &[
    (
        "frameworks/house-rules.toml",
        include_str!("../template/catalogue/framework.toml"),
    ),
    (
        "principles/house-rules/HR-1.toml",
        include_str!("../template/catalogue/every.toml"),
    ),
    (
        "principles/house-rules/HR-2.toml",
        include_str!("../template/catalogue/share.toml"),
    ),
    (
        "principles/house-rules/HR-3.toml",
        include_str!("../template/catalogue/rule.toml"),
    ),
];

/// Makes a framework with three principles, whose comments teach the format, beside whatever is in the folder.
/// Says which files were written.
///
/// # Errors
/// See [`CreateError`]. A file that is there already is never written over.
pub fn create_catalogue(
    folder: &Path,
    today: jiff::civil::Date,
) -> Result<Vec<String>, CreateError> {
    for (path, _) in CATALOGUE {
        let path = folder.join(path);
        if path.symlink_metadata().is_ok() {
            return Err(CreateError::Exists(path));
        }
    }
    for (path, text) in CATALOGUE {
        let text = text.replace("date = 2026-01-01", &format!("date = {today}"));
        write_aside(&folder.join(path), text.as_bytes()).map_err(CreateError::Write)?;
    }
    Ok(CATALOGUE
        .iter()
        .map(|(path, _)| (*path).to_owned())
        .collect())
}

/// Makes a project in a folder that is not there yet, or is empty. Says which files were written.
///
/// # Errors
/// See [`CreateError`].
pub fn create(
    folder: &Path,
    name: &str,
    today: jiff::civil::Date,
) -> Result<Vec<String>, CreateError> {
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(CreateError::NotEmpty(folder.to_owned()));
    }
    // What cannot stand in a text of TOML; a name of nothing else would be none.
    let quoted = name.replace(|c: char| c.is_control() || matches!(c, '"' | '\\'), " ");
    let quoted = match quoted.trim() {
        "" => "my network",
        name => name,
    };
    for (path, text) in FILES {
        let text = text
            .replace("PROJECT-NAME", quoted)
            .replace("2026-01-01", &today.to_string());
        write_aside(&folder.join(path), text.as_bytes()).map_err(CreateError::Write)?;
    }
    Ok(FILES.iter().map(|(path, _)| (*path).to_owned()).collect())
}
