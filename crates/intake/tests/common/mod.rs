//! What the tests of imports share: a project in memory, and an import into it.

use std::collections::BTreeMap;

use keyholder_diag::{Limits, Sources};
use keyholder_documents::{FileKind, ours, tables};
use keyholder_intake::{Import, Input, Project, Request, import};
use keyholder_supply::facts::Facts;
use keyholder_supply::function::Catalogue;

/// A project: texts by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Folder(pub(crate) BTreeMap<String, String>);

pub(crate) fn catalogue() -> Catalogue {
    let text = include_str!("../../../../catalogue/functions.toml");
    let file = keyholder_diag::FileId(0);
    keyholder_documents::catalogue::read(file, text, &Limits::default()).value
}

impl Folder {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Folder(files.iter().map(owned).collect())
    }

    /// What the texts state.
    pub(crate) fn facts(&self, sources: &mut Sources) -> Facts {
        let limits = Limits::default();
        let mut facts = Facts::default();
        for (path, text) in &self.0 {
            let file = sources.add(path.clone(), text.as_str());
            match FileKind::of_path(path) {
                Some(FileKind::Party) => {
                    facts.parties.extend(ours::party(file, text, &limits).value)
                }
                Some(FileKind::Component) => {
                    facts
                        .components
                        .extend(ours::component(file, text, &limits).value);
                }
                Some(FileKind::Aliases) => facts.aliases = ours::aliases(file, text, &limits).value,
                Some(FileKind::ImportMap) => {
                    let name = path
                        .trim_start_matches("imports/")
                        .trim_end_matches(".toml");
                    facts
                        .import_maps
                        .extend(ours::import_map(file, name, text, &limits).value);
                }
                Some(FileKind::Elements) => {
                    facts
                        .elements
                        .extend(tables::elements(file, path, text, &limits).value.0);
                }
                Some(FileKind::Pools) => facts
                    .pools
                    .extend(tables::pools(file, path, text, &limits).value.0),
                Some(FileKind::Places) => {
                    facts
                        .places
                        .extend(tables::places(file, path, text, &limits).value.0);
                }
                _ => {}
            }
        }
        facts
    }

    /// What an import would do.
    pub(crate) fn import(&self, files: &[(&str, &[u8])], request: &Request) -> Import {
        let inputs: Vec<Input> = files
            .iter()
            .map(|(path, bytes)| Input {
                path: (*path).to_owned(),
                size: bytes.len() as u64,
                bytes: bytes.to_vec(),
            })
            .collect();
        let mut sources = Sources::default();
        let facts = self.facts(&mut sources);
        let catalogue = catalogue();
        let project = Project {
            facts: &facts,
            texts: &self.0,
            catalogue: &catalogue,
        };
        let mut watch = |_: &str, _: usize, _: usize| true;
        import(
            &inputs,
            request,
            &project,
            &mut sources,
            &Limits::default(),
            &mut watch,
        )
    }

    /// The same, and writes it.
    pub(crate) fn take(&mut self, files: &[(&str, &[u8])], request: &Request) -> Import {
        let import = self.import(files, request);
        for change in &import.files {
            self.0.insert(change.path.clone(), change.new.clone());
        }
        import
    }
}
