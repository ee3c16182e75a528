//! The program as its users run it on many machines: nodes in processes of their own on loopback, and a
//! nation that is read by them and by one machine alone.
#![expect(
    clippy::disallowed_methods,
    reason = "a test looks at what the program wrote"
)]
#![expect(clippy::print_stdout, reason = "a test says what it did not try")]

mod s3;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

const ELEMENTS: &str = "20000";

fn keyholder(arguments: &[&str], folder: &Path) -> Output {
    command(arguments, folder).output().expect("it runs")
}

fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyholder"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("NO_COLOR", "1");
    command
}

/// Nodes that end with the test, however that ends.
struct Nodes {
    address: String,
    nodes: Vec<Child>,
    /// Of the environment.
    variables: Vec<(&'static str, String)>,
}

impl Nodes {
    fn with(executors: usize, folder: &Path) -> Self {
        Self::with_variables(executors, folder, &[])
    }

    fn with_variables(
        executors: usize,
        folder: &Path,
        variables: &[(&'static str, String)],
    ) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let mut all = Nodes {
            address: address.clone(),
            nodes: Vec::new(),
            variables: variables.to_vec(),
        };
        all.add(&["cluster", "scheduler", "--bind", &address], folder);
        all.await_page(|page| page.contains("executors registered"));
        for n in 0..executors {
            let work = format!("work-{n}");
            let (port, grpc) = (free_port().to_string(), free_port().to_string());
            let ports = ["--port", &port, "--grpc-port", &grpc];
            let executor = [
                &["cluster", "executor", "--scheduler", &address][..],
                &["--work-dir", &work, "--cores", "2"],
                &ports,
            ];
            all.add(&executor.concat(), folder);
        }
        all.await_page(|page| page.contains(&format!("ready: {executors} executors")));
        all
    }

    fn add(&mut self, arguments: &[&str], folder: &Path) {
        let mut node = command(arguments, folder);
        node.envs(self.variables.iter().cloned());
        node.stdout(Stdio::null()).stderr(Stdio::null());
        self.nodes.push(node.spawn().expect("a process"));
    }

    /// Waits until the scheduler's page says so.
    fn await_page(&self, good: impl Fn(&str) -> bool) {
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
        for node in self.nodes.iter_mut().rev() {
            let _gone = node.kill();
            let _waited = node.wait();
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
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn said(output: &Output) -> String {
    let (out, error) = (&output.stdout, &output.stderr);
    format!(
        "{}\n{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(error)
    )
}

#[test]
fn a_cluster_gives_the_bytes_that_one_machine_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let nation = ["--seed", "7", "--elements", ELEMENTS, "--into", "nation"];
    let made = keyholder(&[&["example", "national"], &nation[..]].concat(), folder);
    assert!(made.status.success(), "{}", said(&made));
    let nodes = Nodes::with(2, folder);
    let assess = |more: &[&str], out: &str| {
        let arguments = ["assess", "nation", "--format", "json", "--out", out];
        let output = keyholder(&[&arguments, more].concat(), folder);
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{}",
            said(&output)
        );
        (output.stdout, files(&folder.join(out)))
    };
    let here = assess(&[], "here");
    let there = assess(&["--cluster", &nodes.address], "there");
    assert!(here.0.len() > 10_000 && !here.1.is_empty());
    assert!(here.0 == there.0, "the JSON differs");
    assert!(here.1 == there.1, "the report differs");

    // The tables too; of the elements the rows, which a cluster writes in parts and in no order.
    let here = assess(&["--tables"], "here");
    let there = assess(&["--tables", "--cluster", &nodes.address], "there");
    assert!(here.0 == there.0, "the JSON differs");
    let of = |out: &str| folder.join(out).join("nation");
    let but_elements = |out: &str| {
        let mut files = files(&of(out));
        files.retain(|(name, _)| name != "elements.parquet");
        files
    };
    assert!(but_elements("here").len() >= 5);
    assert!(
        but_elements("here") == but_elements("there"),
        "the tables differ"
    );
    let here = elements(&of("here").join("elements.parquet"));
    let mut there = elements(&of("there").join("elements.parquet"));
    for (name, _) in files(&of("there").join("elements")) {
        assert!(name.starts_with("part-"), "{name}");
        there.extend(elements(&of("there").join("elements").join(name)));
    }
    assert_eq!(here.len(), ELEMENTS.parse::<usize>().expect("a number"));
    assert!(sorted(here) == sorted(there), "classes of elements differ");

    // One machine alone takes the parts away again.
    assess(&["--tables"], "there");
    assert!(!of("there").join("elements").exists());
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all
}

/// Elements and their classes.
fn elements(path: &Path) -> Vec<(String, u32)> {
    let file = std::fs::File::open(path).expect("a file");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let batches = reader.build().expect("a reader");
    let rows = batches.flat_map(|batch| {
        let batch = batch.expect("rows");
        let column = |name: &str| batch.column_by_name(name).expect("a column").clone();
        let ids = column("element");
        // One machine writes short texts, the engine long ones.
        let ids: Vec<String> = match ids.as_string_opt::<i32>() {
            Some(ids) => ids.iter().map(|id| id.expect("an id").to_owned()).collect(),
            None => {
                let ids = ids.as_string::<i64>().iter();
                ids.map(|id| id.expect("an id").to_owned()).collect()
            }
        };
        let classes = column("class");
        let classes = classes.as_primitive::<UInt32Type>().values().to_vec();
        ids.into_iter().zip(classes)
    });
    rows.collect()
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<(String, Vec<u8>)> = paths
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), std::fs::read(&path).expect("readable"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn what_a_cluster_cannot_do_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let nation = ["--elements", "3000", "--into", "nation"];
    let made = keyholder(&[&["example", "national"], &nation[..]].concat(), folder);
    assert!(made.status.success(), "{}", said(&made));
    let nobody = format!("127.0.0.1:{}", free_port());
    for (address, word) in [
        (nobody.as_str(), "no scheduler answers"),
        ("here", "HOST:PORT"),
    ] {
        let assess = ["assess", "nation", "--cluster", address, "--out", "report"];
        let output = keyholder(&assess, folder);
        assert!(!output.status.success());
        assert!(said(&output).contains(word), "{}", said(&output));
        assert!(!folder.join("report").exists());
    }
}
