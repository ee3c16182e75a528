//! The catalogue of principles: what ships with the program, and a folder of one's own beside it.

/// A list of files with their texts.
macro_rules! files {
    ($($path:literal)*) => {
        /// Paths in the catalogue, with the text of each.
        pub(crate) const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../../../catalogue/", $path))),)*];
    };
}
use files;

mod list;

pub(crate) use list::FILES as SHIPPED;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keyholder_diag::{Diagnostics, Limits, Sources};
use keyholder_documents::principles::{File, Known, read};
use keyholder_supply::function::Function;
use keyholder_supply::principle::{CRITERIA, Principles};

/// Most files of a catalogue that are read.
const FILES_MAX: usize = 4_096;

/// A catalogue that was read, with the texts that places lead into.
#[derive(Debug)]
pub struct ReadPrinciples {
    /// The catalogue.
    pub value: Principles,
    /// Everything noticed.
    pub diagnostics: Diagnostics,
    /// The texts.
    pub sources: Sources,
    /// Frameworks that come from the folder.
    pub own: BTreeSet<String>,
    /// What the folder is, when there is one.
    pub folder_sha256: Option<String>,
}

/// A folder that cannot be read.
#[derive(Debug)]
pub struct CatalogueError {
    path: PathBuf,
    cause: std::io::Error,
}

impl std::fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read `{}`: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for CatalogueError {}

/// Reads the shipped catalogue, and with it that of a folder. `functions` are those that principles may be about;
/// `suppliers` are names that a folder's own files must not use.
///
/// # Errors
/// The folder, or a file in it, cannot be read.
pub fn principles(
    folder: Option<&Path>,
    functions: &[Function],
    suppliers: &[String],
) -> Result<ReadPrinciples, CatalogueError> {
    let mut texts: Vec<(String, String, bool)> = list::FILES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned(), true))
        .collect();
    if let Some(folder) = folder {
        for part in ["frameworks", "principles"] {
            gather(folder, &folder.join(part), &mut texts)?;
        }
    }
    let mut sources = Sources::default();
    let numbers: Vec<_> = texts
        .iter()
        .map(|(path, text, shipped)| {
            let lead = if *shipped { "catalogue/" } else { "" };
            sources.add(format!("{lead}{path}"), text.as_str())
        })
        .collect();
    let files: Vec<File<'_>> = texts
        .iter()
        .zip(&numbers)
        .map(|((path, text, shipped), file)| File {
            file: *file,
            path,
            text,
            shipped: *shipped,
        })
        .collect();
    let known = Known {
        functions,
        criteria: CRITERIA,
        suppliers,
    };
    let parsed = read(&files, known, &Limits::default());
    let first = list::FILES.len();
    let frameworks = parsed.value.frameworks.iter();
    let own = frameworks.filter(|f| f.id.span.file.0 as usize >= first);
    let own = own.map(|framework| framework.id.text.clone()).collect();
    let inside = texts.iter().filter(|(.., shipped)| !shipped);
    let inside = inside.map(|(path, text, _)| (path.as_str(), text.as_str()));
    Ok(ReadPrinciples {
        folder_sha256: folder.map(|_| crate::catalogue::digest_of_list(inside)),
        value: parsed.value,
        diagnostics: parsed.diagnostics,
        sources,
        own,
    })
}

/// The TOML files under a folder. Links are not followed.
fn gather(
    base: &Path,
    folder: &Path,
    texts: &mut Vec<(String, String, bool)>,
) -> Result<(), CatalogueError> {
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |cause| CatalogueError { path, cause }
    };
    if !folder.is_dir() {
        std::fs::metadata(base).map_err(fault(base))?;
        return Ok(());
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault(folder))? {
        let entry = entry.map_err(fault(folder))?;
        paths.push((entry.path(), entry.file_type().map_err(fault(folder))?));
    }
    paths.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, kind) in paths {
        if kind.is_dir() {
            gather(base, &path, texts)?;
        } else if kind.is_file() && path.extension().is_some_and(|end| end == "toml") {
            if texts.len() >= FILES_MAX {
                let cause = std::io::Error::other(format!("more than {FILES_MAX} files"));
                return Err(fault(folder)(cause));
            }
            let text = std::fs::read_to_string(&path).map_err(fault(&path))?;
            let inside = path.strip_prefix(base).unwrap_or(&path);
            texts.push((inside.to_string_lossy().replace('\\', "/"), text, false));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn functions() -> Vec<Function> {
        crate::catalogue().functions
    }

    #[test]
    fn the_shipped_catalogue_reads_without_a_word() {
        let read = principles(None, &functions(), &[]).expect("it is part of the program");
        assert!(read.diagnostics.is_empty(), "{:#?}", read.diagnostics);
        assert!(read.value.principles.len() > 60);
        assert!(read.own.is_empty());
    }

    const HEAD: &str = "//! The files of the shipped catalogue of principles; \
        `KEYHOLDER_BLESS=1 cargo test -p keyholder-project` writes the list.\n\nsuper::files! {\n";

    /// The list of files, as it should be.
    fn listed() -> String {
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
        let mut texts = Vec::new();
        for part in ["frameworks", "principles"] {
            gather(&base, &base.join(part), &mut texts).expect("the catalogue");
        }
        let mut text = String::from(HEAD);
        for (path, ..) in &texts {
            text.push_str(&format!("    \"{path}\"\n"));
        }
        text.push_str("}\n");
        text
    }

    #[test]
    fn no_file_is_forgotten() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/principles/list.rs");
        let wanted = listed();
        if std::env::var_os("KEYHOLDER_BLESS").is_some() {
            std::fs::write(&path, &wanted).expect("written");
        }
        let found = std::fs::read_to_string(&path).expect("the list");
        assert_eq!(found, wanted, "write it with KEYHOLDER_BLESS=1");
    }

    #[test]
    fn a_folder_of_ones_own_stands_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
            std::fs::write(path, text).expect("written");
        };
        write(
            "frameworks/own.toml",
            "id = \"own\"\ntitle = \"Ours\"\nsource = \"handbook\"\nlicence = \"ours\"\n",
        );
        write(
            "principles/own/bad.toml",
            "id = \"B\"\n# Nothing of Example Radio\n",
        );
        let names = ["Example Radio".to_owned()];
        let read = principles(Some(folder.path()), &functions(), &names).expect("readable");
        let codes: Vec<&str> = read.diagnostics.iter().map(|d| d.code.as_str()).collect();
        assert_eq!(codes, ["KH0857"]);
        assert_eq!(read.own.iter().collect::<Vec<_>>(), ["own"]);
        let nowhere = folder.path().join("nowhere");
        assert!(principles(Some(&nowhere), &functions(), &[]).is_err());
    }
}
