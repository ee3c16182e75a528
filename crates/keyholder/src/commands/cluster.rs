//! `keyholder cluster`: nodes run until they are ended.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use keyholder_cluster::{Executor, Scheduler, executor, inventory, scheduler};
use keyholder_project::Elsewhere;
use keyholder_supply::facts::TableCount;

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

/// Reads large tables on a cluster.
pub(crate) fn reader(
    address: &str,
) -> impl Fn(&[PathBuf], &BTreeSet<String>) -> Result<Elsewhere, String> {
    move |tables, wanted| {
        let parquet = |path: &Path| path.extension().is_some_and(|e| e == "parquet");
        if let Some(other) = tables.iter().find(|path| !parquet(path)) {
            return Err(format!(
                "`{}` is not Parquet, and a cluster reads nothing else; assess without `--cluster`, or export it as Parquet",
                other.display()
            ));
        }
        // Nodes have working folders of their own.
        let full = tables.iter().map(|path| {
            let full = path.canonicalize();
            full.map_err(|error| format!("cannot read `{}`: {error}", path.display()))
        });
        let full = full.collect::<Result<Vec<PathBuf>, String>>()?;
        let (inventory, counts) =
            inventory(address, &full, wanted).map_err(|error| error.to_string())?;
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
        })
    }
}
