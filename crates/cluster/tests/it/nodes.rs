//! A cluster of real processes on this machine, which ends with the test, however that ends.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use keyholder_cluster::{Executor, Scheduler};

/// Says to a copy of this test program which node it is.
const ROLE: &str = "KEYHOLDER_TEST_NODE";

/// One cluster at a time: a machine of two cores has no room for more.
static ONE: Mutex<()> = Mutex::new(());

/// A scheduler and its executors.
pub(crate) struct Nodes {
    pub(crate) address: String,
    scheduler: Child,
    pub(crate) executors: Vec<Child>,
    folder: tempfile::TempDir,
    _one: MutexGuard<'static, ()>,
}

impl Nodes {
    /// A scheduler alone.
    pub(crate) fn scheduler() -> Self {
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let address = format!("127.0.0.1:{}", free_port());
        let scheduler = node(&[&format!("scheduler {address}")], None);
        let nodes = Nodes {
            address,
            scheduler,
            executors: Vec::new(),
            folder: tempfile::tempdir().expect("a folder"),
            _one: one,
        };
        nodes.await_page(|page| page.contains("executors registered"));
        nodes
    }

    /// A scheduler and executors.
    pub(crate) fn with(executors: usize) -> Self {
        let mut nodes = Nodes::scheduler();
        (0..executors).for_each(|_| nodes.add(None));
        nodes.await_page(|page| page.contains(&format!("ready: {executors} executors")));
        nodes
    }

    /// One more executor; it may be kept from seeing a folder.
    pub(crate) fn add(&mut self, blind_for: Option<&Path>) {
        let n = self.executors.len();
        let work = self.folder.path().join(format!("work-{n}"));
        let (port, grpc) = (free_port(), free_port());
        let role = format!("executor {} {port} {grpc} {}", self.address, work.display());
        self.executors.push(node(&[&role], blind_for));
    }

    /// Kills an executor without a word of farewell.
    pub(crate) fn kill(&mut self, n: usize) {
        self.executors[n].kill().expect("killed");
        self.executors[n].wait().expect("waited");
    }

    pub(crate) fn kill_scheduler(&mut self) {
        self.scheduler.kill().expect("killed");
        self.scheduler.wait().expect("waited");
    }

    /// Waits until the scheduler's page says so.
    pub(crate) fn await_page(&self, good: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if page(&self.address).is_some_and(|page| good(&page)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the cluster did not come up");
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        for child in self.executors.iter_mut().chain([&mut self.scheduler]) {
            let _gone = child.kill();
            let _waited = child.wait();
        }
    }
}

fn page(address: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let get = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(get.as_bytes()).ok()?;
    let mut said = String::new();
    stream.read_to_string(&mut said).ok()?;
    Some(said)
}

/// A port that nobody uses now.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Starts a copy of this program as a node. Its standard input stays open as long as we live.
fn node(role: &[&str], blind_for: Option<&Path>) -> Child {
    let me = std::env::current_exe().expect("a program");
    let arguments = ["--ignored", "--exact", "nodes::role", "--nocapture"];
    let mut command = match blind_for {
        None => Command::new(&me),
        Some(folder) => {
            // In a view of the file system of its own, an empty folder lies over the real one.
            let mut command = Command::new("unshare");
            let hide = "mount -t tmpfs none \"$0\" && exec \"$@\"";
            command.args(["--mount", "sh", "-c", hide]);
            command.arg(folder).arg(&me);
            command
        }
    };
    let said = match std::env::var_os("KEYHOLDER_TEST_SAY") {
        Some(_) => Stdio::inherit(),
        None => Stdio::null(),
    };
    command
        .args(arguments)
        .env(ROLE, role.join(" "))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(said)
        .spawn()
        .expect("a process")
}

/// Not a test: what a copy of this program runs as a node. Without a role it does nothing.
#[test]
#[ignore = "runs as a node of a cluster when another test starts it"]
fn role() {
    run_role();
}

fn run_role() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    std::thread::spawn(|| {
        // When the test is gone, so is this node.
        let _end = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let words: Vec<&str> = role.split(' ').collect();
    let ended = match words.as_slice() {
        ["scheduler", bind] => keyholder_cluster::scheduler(&Scheduler {
            bind: (*bind).to_owned(),
            advertise: None,
            executor_timeout: Duration::from_secs(5),
            verbose: true,
        }),
        ["executor", scheduler, port, grpc, work] => keyholder_cluster::executor(&Executor {
            scheduler: (*scheduler).to_owned(),
            bind: "127.0.0.1".to_owned(),
            advertise: None,
            port: port.parse().expect("a port"),
            grpc_port: grpc.parse().expect("a port"),
            work_dir: PathBuf::from(work),
            cores: 1,
            heartbeat: Duration::from_secs(1),
            verbose: true,
        }),
        _ => panic!("`{role}` is no role"),
    };
    if let Err(error) = ended {
        eprintln!("{error}");
    }
}
