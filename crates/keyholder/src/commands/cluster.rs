//! `keyholder cluster`: nodes run until they are ended.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use keyholder_cluster::{
    Classes, Executor, Scheduler, TableFile, digests, executor, inventory, join_back, scheduler,
};
use keyholder_project::{Elsewhere, InputFile};
use keyholder_supply::Network;
use keyholder_supply::facts::TableCount;
use keyholder_supply::inventory::Inventory;

use crate::cli::Node;
use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(node: &Node) -> Outcome {
    let ended = match node {
        Node::Scheduler {
            bind,
            advertise,
            executor_timeout,
            verbose,
        } => scheduler(&Scheduler {
            bind: bind.clone(),
            advertise: advertise.clone(),
            executor_timeout: Duration::from_secs(*executor_timeout),
            verbose: *verbose,
        }),
        Node::Executor {
            scheduler,
            bind,
            advertise,
            port,
            grpc_port,
            work_dir,
            cores,
            heartbeat,
            verbose,
        } => executor(&Executor {
            scheduler: scheduler.clone(),
            bind: bind.clone(),
            advertise: advertise.clone(),
            port: *port,
            grpc_port: *grpc_port,
            work_dir: work_dir.clone(),
            cores: cores.unwrap_or_else(|| {
                std::thread::available_parallelism().map_or(1, |cores| cores.get())
            }),
            heartbeat: Duration::from_secs(*heartbeat),
            verbose: *verbose,
        }),
    };
    match ended {
        Ok(()) => Outcome::said("", exit::DONE),
        Err(error) => Outcome::failed(error, exit::WORLD),
    }
}

/// What is asked of a cluster.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) address: &'a str,
    /// Tables outside the project.
    pub(crate) outside: &'a [String],
    /// Elements will be joined back, so that what was read must be remembered.
    pub(crate) joins: bool,
    /// Where to, when not beside the other tables.
    pub(crate) out: Option<&'a str>,
}

/// Large tables are read and joined back on a cluster.
pub(crate) struct There<'a> {
    asked: Asked<'a>,
    read: RefCell<Option<(Vec<PathBuf>, Inventory)>>,
}

impl<'a> There<'a> {
    pub(crate) fn new(asked: Asked<'a>) -> Self {
        There {
            asked,
            read: RefCell::default(),
        }
    }

    pub(crate) fn read(
        &self,
        tables: &[PathBuf],
        wanted: &BTreeSet<String>,
    ) -> Result<Elsewhere, String> {
        let is_outside = |path: &Path| self.asked.outside.iter().any(|o| Path::new(o) == path);
        let parquet = |path: &Path| path.extension().is_some_and(|e| e == "parquet");
        let other = tables
            .iter()
            .find(|path| !parquet(path) && !is_outside(path));
        if let Some(other) = other {
            return Err(format!(
                "`{}` is not Parquet, and a cluster reads nothing else; assess without `--cluster`, or export it as Parquet",
                other.display()
            ));
        }
        let full = tables.iter().map(|path| full(path));
        let full = full.collect::<Result<Vec<PathBuf>, String>>()?;
        let mut outside = Vec::new();
        for (path, full) in tables
            .iter()
            .zip(&full)
            .filter(|(path, _)| is_outside(path))
        {
            let files = digests(std::slice::from_ref(full)).map_err(|error| error.to_string())?;
            // Named as the user named it, so that the same command gives the same bytes anywhere.
            let shown = |file: &TableFile| match Path::new(&file.path) == full {
                true => path.to_string_lossy().into_owned(),
                false => {
                    let folder = path.to_string_lossy();
                    format!("{}/{}", folder.trim_end_matches('/'), name(&file.path))
                }
            };
            outside.extend(files.iter().map(|file| InputFile {
                path: shown(file),
                sha256: file.sha256.clone(),
                bytes: file.bytes,
            }));
        }
        let (inventory, counts) =
            inventory(self.asked.address, &full, wanted).map_err(|error| error.to_string())?;
        if self.asked.joins {
            *self.read.borrow_mut() = Some((full, inventory.clone()));
        }
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let counts = counts.tables.iter().map(|count| TableCount {
            path: String::new(),
            rows: size(count.rows),
            taken: size(count.taken),
            refused: size(count.refused),
            blank: size(count.blank),
        });
        Ok(Elsewhere {
            inventory,
            counts: counts.collect(),
            outside,
        })
    }

    /// Writes `elements/part-*.parquet` into a folder, which every node must see.
    pub(crate) fn join_back(&self, net: &Network, folder: &Path) -> Result<Vec<PathBuf>, String> {
        let Some((tables, inventory)) = &*self.read.borrow() else {
            return Ok(Vec::new());
        };
        let kinds = 0..inventory.kinds.len();
        let of_kind = |kind: u32| net.class_of_kind(kind).0;
        let named = inventory.named.iter();
        let classes = Classes {
            of_kinds: kinds
                .map(|kind| of_kind(u32::try_from(kind).unwrap_or(u32::MAX)))
                .collect(),
            of_named: named
                .map(|one| (one.id.clone(), net.class_of_row(&one.id, one.kind).0))
                .collect(),
        };
        let folder = match self.asked.out {
            Some(out) if !out.contains("://") => made(Path::new(out))?,
            Some(out) => PathBuf::from(out),
            None => full(folder)?,
        };
        join_back(self.asked.address, tables, inventory, &classes, &folder)
            .map_err(|error| error.to_string())?;
        Ok(vec![folder.join("elements/part-*.parquet")])
    }
}

/// The path for all nodes, which have working folders of their own.
fn full(path: &Path) -> Result<PathBuf, String> {
    match path.to_string_lossy().contains("://") {
        true => Ok(path.to_owned()),
        false => {
            let full = path.canonicalize();
            full.map_err(|error| format!("cannot read `{}`: {error}", path.display()))
        }
    }
}

fn made(folder: &Path) -> Result<PathBuf, String> {
    let fault = |error| format!("cannot write `{}`: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(fault)?;
    full(folder)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
