//! The processes of a cluster: one scheduler, and executors that work for it.

use std::io::Write;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ballista_core::utils::default_session_builder;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::execution::SessionStateBuilder;

use crate::ClusterError;
use crate::session::{node_runtime, parts, runtime};
use crate::storage::Stores;

/// How a scheduler is run.
#[derive(Clone, Debug)]
pub struct Scheduler {
    /// Where to listen, `HOST:PORT`; the host is an address of this machine.
    pub bind: String,
    /// The host under which executors reach it, when it is another than that of `bind`.
    pub advertise: Option<String>,
    /// An executor that is silent for so long is lost.
    pub executor_timeout: Duration,
    /// Say more on standard error.
    pub verbose: bool,
}

/// How an executor is run.
#[derive(Clone, Debug)]
pub struct Executor {
    /// The scheduler it works for, `HOST:PORT`.
    pub scheduler: String,
    /// The address to listen at.
    pub bind: String,
    /// The host under which others reach it, when it is another than the one seen by the scheduler.
    pub advertise: Option<String>,
    /// Where other nodes fetch results.
    pub port: u16,
    /// Where the scheduler hands over work.
    pub grpc_port: u16,
    /// A folder for intermediate results; large and local.
    pub work_dir: PathBuf,
    /// How many tasks at a time.
    pub cores: usize,
    /// How often to tell the scheduler that it lives.
    pub heartbeat: Duration,
    /// Say more on standard error.
    pub verbose: bool,
}

/// Runs a scheduler until the process is ended.
///
/// # Errors
///
/// When the address is wrong or taken.
pub fn scheduler(options: &Scheduler) -> Result<(), ClusterError> {
    listen(options.verbose);
    let (address, host) = own_address(&options.bind)?;
    let what = || format!("the scheduler at `{}` cannot run", options.bind);
    if address.ip().is_unspecified() && options.advertise.is_none() {
        let said = "executors cannot reach that address; say under which host they reach it with `--advertise HOST`";
        return Err(failed(what(), &said));
    }
    let timeout = options.executor_timeout.as_secs().max(2);
    let stores = Arc::new(Stores::default());
    let mut config = SchedulerConfig {
        bind_host: host.clone(),
        bind_port: address.port(),
        external_host: options.advertise.clone().unwrap_or(host),
        executor_timeout_seconds: timeout,
        expire_dead_executor_interval_seconds: (timeout / 4).clamp(1, 15),
        no_executors_grace_period_seconds: timeout,
        // Whoever asks needs to reach nobody but the scheduler.
        enable_embedded_flight_proxy: true,
        ..SchedulerConfig::default()
    };
    // A new runtime for each session: files are looked at anew, as they are.
    config.override_session_builder = Some(Arc::new(move |config| {
        let state = default_session_builder(config)?;
        Ok(SessionStateBuilder::new_from_existing(state)
            .with_runtime_env(node_runtime(stores.clone(), None)?)
            .build())
    }));
    runtime()?
        .block_on(async {
            let cluster = BallistaCluster::new_from_config(&config).await?;
            start_server(cluster, address, Arc::new(config)).await
        })
        .map_err(|error| failed(what(), &error))
}

/// Runs an executor until the process is ended.
///
/// # Errors
///
/// When the scheduler does not answer within half a minute, or an address is wrong or taken.
pub fn executor(options: &Executor) -> Result<(), ClusterError> {
    listen(options.verbose);
    let what = || {
        let (host, port) = (&options.bind, options.port);
        format!("the executor at `{host}:{port}` cannot run")
    };
    let (_, host) = own_address(&format!("{}:{}", options.bind, options.port))?;
    let work = options.work_dir.to_string_lossy().into_owned();
    std::fs::create_dir_all(&options.work_dir).map_err(|error| failed(what(), &error))?;
    await_scheduler(&options.scheduler)?;
    let (scheduler_host, scheduler_port) = parts(&options.scheduler)?;
    let stores = Arc::new(Stores::default());
    let spill = work.clone();
    let config = ExecutorProcessConfig {
        bind_host: host,
        external_host: options.advertise.clone(),
        port: options.port,
        grpc_port: options.grpc_port,
        scheduler_host: scheduler_host.to_owned(),
        scheduler_port,
        vcores: options.cores.max(1),
        work_dir: Some(work),
        executor_heartbeat_interval_seconds: options.heartbeat.as_secs().max(1),
        job_data_ttl_seconds: 24 * 3600,
        job_data_clean_up_interval_seconds: 1800,
        override_runtime_producer: Some(Arc::new(move |_| {
            node_runtime(stores.clone(), Some(&spill))
        })),
        ..ExecutorProcessConfig::default()
    };
    runtime()?
        .block_on(start_executor_process(Arc::new(config)))
        .map_err(|error| failed(what(), &error))
}

fn failed(what: String, error: &dyn std::fmt::Display) -> ClusterError {
    ClusterError::Process {
        what,
        said: error.to_string(),
    }
}

/// An address of this machine, and its host alone.
fn own_address(address: &str) -> Result<(SocketAddr, String), ClusterError> {
    parts(address)?;
    let found = address
        .to_socket_addrs()
        .ok()
        .and_then(|mut all| all.next());
    let found = found.ok_or_else(|| ClusterError::Address(address.to_owned()))?;
    Ok((found, found.ip().to_string()))
}

/// Nodes of a cluster start in any order; an executor waits for its scheduler, and not for ever.
fn await_scheduler(address: &str) -> Result<(), ClusterError> {
    let target = parts(address)?;
    let start = Instant::now();
    loop {
        let said = match target.to_socket_addrs().map(|mut all| all.next()) {
            Ok(Some(place)) => match TcpStream::connect_timeout(&place, Duration::from_secs(5)) {
                Ok(_) => return Ok(()),
                Err(error) => error.to_string(),
            },
            Ok(None) => "no such host".to_owned(),
            Err(error) => error.to_string(),
        };
        if start.elapsed() > Duration::from_secs(30) {
            return Err(ClusterError::NoScheduler {
                address: address.to_owned(),
                said,
            });
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}

/// Puts what the engine says of itself on standard error.
struct Ear;

static EAR: Ear = Ear;

impl log::Log for Ear {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &log::Record) {
        let line = format!("{}: {}\n", record.level().as_str(), record.args());
        // Nobody may be listening.
        let _unheard = std::io::stderr().write_all(line.as_bytes());
    }

    fn flush(&self) {}
}

fn listen(verbose: bool) {
    let level = match verbose {
        true => log::LevelFilter::Info,
        false => log::LevelFilter::Warn,
    };
    // Another ear may be there already.
    if log::set_logger(&EAR).is_ok() {
        log::set_max_level(level);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheduler_that_nobody_can_reach_says_so() {
        let error = scheduler(&Scheduler {
            bind: "0.0.0.0:1".to_owned(),
            advertise: None,
            executor_timeout: Duration::from_secs(9),
            verbose: false,
        });
        let said = error.expect_err("refused").to_string();
        assert!(said.contains("--advertise HOST"), "{said}");
    }
}
