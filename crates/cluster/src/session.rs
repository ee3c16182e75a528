//! One way to ask, here and on a cluster: only where the plan is run differs.

use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use ballista_core::config::{self as keys, BallistaConfig};
use ballista_core::error::BallistaError;
use ballista_core::execution_plans::DistributedQueryExec;
use ballista_core::serde::protobuf::CancelJobParams;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use ballista_core::utils::{GrpcClientConfig, create_grpc_client_connection};
use datafusion::arrow::array::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use datafusion_proto::protobuf::LogicalPlanNode;
use futures::StreamExt;

use crate::ClusterError;
use crate::error::of_engine;
use crate::storage::Stores;

/// Where queries run, and within which bounds.
#[derive(Clone, Debug)]
pub struct Engine {
    /// The scheduler; none for this process.
    cluster: Option<String>,
    pub(crate) scratch: Option<PathBuf>,
    partitions: usize,
    limit: Duration,
}

/// How long to wait for a scheduler that has no executor yet.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often to look whether executors are still there while a query runs.
const WATCH: Duration = Duration::from_secs(2);

/// How long others may take to make up for an executor that was lost. Seen: a task that was handed over as
/// its executor died is waited for without end.
const GRACE: Duration = Duration::from_secs(30);

/// How often all is asked from the beginning.
const TRIES: usize = 3;

impl Engine {
    /// A cluster, by the address of its scheduler, `HOST:PORT`.
    #[must_use]
    pub fn at(address: &str) -> Self {
        Engine {
            cluster: Some(address.to_owned()),
            ..Engine::here()
        }
    }

    /// This process alone; the same plans.
    #[must_use]
    pub fn here() -> Self {
        Engine {
            cluster: None,
            scratch: None,
            partitions: 16,
            limit: Duration::from_secs(6 * 3600),
        }
    }

    /// Where to put files that only the queries need, instead of a folder beside the first table.
    #[must_use]
    pub fn with_scratch(mut self, folder: impl Into<PathBuf>) -> Self {
        self.scratch = Some(folder.into());
        self
    }

    /// Into how many parts the work is divided, at least 2; about twice the cores of all nodes is good.
    #[must_use]
    pub fn with_partitions(mut self, partitions: usize) -> Self {
        self.partitions = partitions.max(2);
        self
    }

    /// How long one query may take.
    #[must_use]
    pub fn with_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs work of many queries. When a node was lost on the way, all is asked again: nothing of an
    /// earlier try is kept.
    pub(crate) fn run<T, F>(&self, mut work: impl FnMut() -> F) -> Result<T, ClusterError>
    where
        F: Future<Output = Result<T, ClusterError>>,
    {
        let runtime = runtime()?;
        self.ready()?;
        let mut result = runtime.block_on(work());
        for _again in 1..TRIES {
            let lost = matches!(
                result,
                Err(ClusterError::Lost { .. } | ClusterError::Unaccounted { .. })
            );
            if !lost {
                break;
            }
            self.ready()?;
            result = runtime.block_on(work());
        }
        // Connections to nodes that are gone are not waited for.
        runtime.shutdown_background();
        result
    }

    /// A session of its own: nothing that an earlier run knew of files is known to it.
    pub(crate) async fn session(
        &self,
        stores: Arc<Stores>,
    ) -> Result<SessionContext, ClusterError> {
        let failed = |error: DataFusionError| of_engine("a session", &error, &[]);
        let runtime = node_runtime(stores, None).map_err(failed)?;
        let config = config(self.partitions);
        let Some(address) = &self.cluster else {
            return Ok(SessionContext::new_with_config_rt(config, runtime));
        };
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_config(config)
            .with_runtime_env(runtime)
            .build();
        let url = format!("df://{address}");
        SessionContext::remote_with_state(&url, state)
            .await
            .map_err(failed)
    }

    /// Asks, and hands over the answer piece by piece.
    pub(crate) async fn ask(
        &self,
        query: &'static str,
        frame: DataFrame,
        files: &[String],
        mut hear: impl FnMut(&RecordBatch) -> Result<(), DataFusionError>,
    ) -> Result<(), ClusterError> {
        let failed = |error: DataFusionError| of_engine(query, &error, files);
        let context = Arc::new(frame.task_ctx());
        let plan = frame.create_physical_plan().await.map_err(failed)?;
        let all = async {
            let mut answer = execute_stream(plan.clone(), context).map_err(failed)?;
            while let Some(batch) = answer.next().await {
                batch.and_then(|batch| hear(&batch)).map_err(failed)?;
            }
            Ok(())
        };
        let heard = self.within(query, all).await;
        if heard.is_err()
            && let Some(address) = &self.cluster
        {
            take_back(address, &plan).await;
        }
        heard
    }

    /// Gives up after the limit.
    pub(crate) async fn within<T>(
        &self,
        query: &'static str,
        work: impl Future<Output = Result<T, ClusterError>>,
    ) -> Result<T, ClusterError> {
        let late = |_| ClusterError::Late {
            query,
            seconds: self.limit.as_secs(),
        };
        let watched = async {
            tokio::select! {
                done = work => done,
                lost = self.watch(query) => Err(lost),
            }
        };
        tokio::time::timeout(self.limit, watched)
            .await
            .map_err(late)
            .flatten()
    }

    /// Ends when an executor was lost and the others did not make up for it in time.
    async fn watch(&self, query: &'static str) -> ClusterError {
        let Some(address) = &self.cluster else {
            return std::future::pending().await;
        };
        let mut most = 0;
        let mut since: Option<Instant> = None;
        loop {
            let asked = address.clone();
            let seen = tokio::task::spawn_blocking(move || probe(&asked)).await;
            // A scheduler that does not answer is the business of the query's own connection.
            if let Ok(Ok(there)) = seen {
                most = most.max(there);
                since = match since {
                    _ if there == most => None,
                    None => Some(Instant::now()),
                    since => since,
                };
                if since.is_some_and(|since| since.elapsed() > GRACE) {
                    let gone = most - there;
                    return ClusterError::Lost {
                        said: format!("{gone} of {most} executors during the query for {query}"),
                    };
                }
            }
            tokio::time::sleep(WATCH).await;
        }
    }

    /// Whether the scheduler answers and has executors; asked before any work is sent.
    fn ready(&self) -> Result<(), ClusterError> {
        let Some(address) = &self.cluster else {
            return Ok(());
        };
        let start = Instant::now();
        loop {
            match probe(address)? {
                1.. => return Ok(()),
                0 if start.elapsed() > PATIENCE => {
                    return Err(ClusterError::NoExecutor {
                        address: address.clone(),
                    });
                }
                0 => std::thread::sleep(Duration::from_millis(200)),
            }
        }
    }
}

/// Takes back a query for which nobody waits any more: its parts would keep the places that the next try
/// needs. What fails here changes no answer.
async fn take_back(address: &str, plan: &Arc<dyn ExecutionPlan>) {
    let sent = plan.downcast_ref::<DistributedQueryExec<LogicalPlanNode>>();
    let Some(job) = sent.and_then(DistributedQueryExec::job_id) else {
        return;
    };
    let settings = GrpcClientConfig::from(&BallistaConfig::default());
    let asked = async {
        let url = format!("http://{address}");
        let connection = create_grpc_client_connection(url, &settings).await?;
        let job_id = job.to_string();
        let mut scheduler = SchedulerGrpcClient::new(connection);
        let answer = scheduler.cancel_job(CancelJobParams { job_id }).await;
        answer.map_err(|status| BallistaError::General(status.to_string()))
    };
    if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, asked).await {
        log::warn!("the query {job} could not be taken back: {error}");
    }
}

/// How many executors there are, by the scheduler's readiness page.
fn probe(address: &str) -> Result<usize, ClusterError> {
    let silent = |said: String| ClusterError::NoScheduler {
        address: address.to_owned(),
        said,
    };
    let (host, port) = parts(address)?;
    let places = (host, port)
        .to_socket_addrs()
        .map_err(|e| silent(e.to_string()))?;
    let mut said = "no such host".to_owned();
    let patience = Some(PATIENCE);
    for place in places {
        match TcpStream::connect_timeout(&place, PATIENCE) {
            Err(error) => said = error.to_string(),
            Ok(mut stream) => {
                let mut answer = Vec::new();
                let asked = stream
                    .set_read_timeout(patience)
                    .and_then(|()| stream.set_write_timeout(patience))
                    .and_then(|()| {
                        let get = format!(
                            "GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
                        );
                        stream.write_all(get.as_bytes())
                    })
                    .and_then(|()| stream.take(4096).read_to_end(&mut answer));
                if let Err(error) = asked {
                    return Err(silent(error.to_string()));
                }
                let answer = String::from_utf8_lossy(&answer);
                return match answer.split(' ').nth(1) {
                    Some("200") => Ok(executors(&answer)),
                    Some("503") => Ok(0),
                    _ => Err(silent("what listens there is no scheduler".to_owned())),
                };
            }
        }
    }
    Err(silent(said))
}

/// The number in `ready: 3 executors registered`; at least one, for the page says ready.
fn executors(page: &str) -> usize {
    let number = page.split("ready: ").nth(1);
    let number = number.and_then(|rest| rest.split(' ').next()?.parse().ok());
    number.unwrap_or(1).max(1)
}

/// Host and port of an address.
pub(crate) fn parts(address: &str) -> Result<(&str, u16), ClusterError> {
    address
        .rsplit_once(':')
        .filter(|(host, _)| !host.is_empty())
        .and_then(|(host, port)| Some((host.trim_matches(['[', ']']), port.parse().ok()?)))
        .ok_or_else(|| ClusterError::Address(address.to_owned()))
}

/// Threads that run the engine. Its plans are walked recursively, so their stacks are deep.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, ClusterError> {
    tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()
        .map_err(|error| ClusterError::Process {
            what: "no threads for the engine".to_owned(),
            said: error.to_string(),
        })
}

/// What a node needs to run its part: storage, and a folder for what does not fit in memory.
pub(crate) fn node_runtime(
    stores: Arc<Stores>,
    work: Option<&str>,
) -> Result<Arc<RuntimeEnv>, DataFusionError> {
    let mut builder = RuntimeEnvBuilder::new().with_object_store_registry(stores);
    if let Some(folder) = work {
        builder = builder.with_temp_file_path(folder);
    }
    builder.build().map(Arc::new)
}

/// How queries are planned. Only what is known to answer rightly on many machines is left on.
fn config(partitions: usize) -> SessionConfig {
    SessionConfig::new_with_ballista()
        .with_target_partitions(partitions)
        // Replanning on the way is young, and has lost rows.
        .with_ballista_adaptive_query_planner(false)
        // A join by hash holds one side in memory, and copies of it have given wrong answers: joins sort.
        .set_bool("datafusion.optimizer.prefer_hash_join", false)
        .set_u64(
            "datafusion.optimizer.hash_join_single_partition_threshold",
            0,
        )
        .set_u64(
            "datafusion.optimizer.hash_join_single_partition_threshold_rows",
            0,
        )
        .with_ballista_broadcast_join_threshold_bytes(0)
        .with_ballista_broadcast_join_threshold_rows(0)
        // What a scheduler remembers of files may be older than the files.
        .with_collect_statistics(false)
        .set_bool(keys::BALLISTA_SCHEDULER_SHARE_FILE_STATISTICS_CACHE, false)
        // A scheduler that falls silent is noticed within seconds, not minutes.
        .set_u64(
            keys::BALLISTA_CLIENT_GRPC_HTTP2_KEEPALIVE_INTERVAL_SECONDS,
            10,
        )
        .set_u64(keys::BALLISTA_CLIENT_GRPC_CONNECT_TIMEOUT_SECONDS, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port() {
        assert_eq!(parts("node-1:50050").ok(), Some(("node-1", 50050)));
        assert_eq!(parts("[::1]:1").ok(), Some(("::1", 1)));
        for wrong in ["node-1", ":1", "node:x", "node:70000", ""] {
            assert!(parts(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn executors_are_counted_from_the_page() {
        let page = "HTTP/1.1 200 OK\r\n\r\nready: 3 executors registered\n";
        assert_eq!(executors(page), 3);
        assert_eq!(executors("HTTP/1.1 200 OK\r\n\r\nok"), 1);
    }

    #[test]
    fn joins_sort_and_nothing_is_copied_to_all() {
        let config = config(4);
        let options = config.options();
        assert!(!options.optimizer.prefer_hash_join);
        assert_eq!(options.optimizer.hash_join_single_partition_threshold, 0);
        assert_eq!(options.execution.target_partitions, 4);
        assert!(!config.ballista_adaptive_query_planner_enabled());
    }
}
