//! `keyholder cluster`: nodes run until they are ended.

use std::time::Duration;

use keyholder_cluster::{Executor, Scheduler, executor, scheduler};

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
