//! Tables and results on storage that is compatible with S3, served on loopback by moto (`pip install
//! 'moto[server]'`, a stand-in that programs are tested with). Where there is none, this says so.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{ELEMENTS, Nodes, elements, files, free_port, keyholder, said, sorted};

struct Storage {
    port: u16,
    server: Child,
}

/// The stand-in asks who it is, and believes it.
const SOMEBODY: &str = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

impl Drop for Storage {
    fn drop(&mut self) {
        let _gone = self.server.kill();
        let _waited = self.server.wait();
    }
}

impl Storage {
    fn start() -> Option<Self> {
        let port = free_port();
        let program = std::env::var_os("MOTO_SERVER").unwrap_or_else(|| "moto_server".into());
        let mut server = Command::new(program);
        server.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        server.stdout(Stdio::null()).stderr(Stdio::null());
        let storage = Storage {
            port,
            server: server.spawn().ok()?,
        };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(60), "no storage");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(storage)
    }

    /// The body of what the storage answers.
    fn ask(&self, method: &str, key: &str, body: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("storage");
        let head = format!(
            "{method} /{key} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {SOMEBODY}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("asked");
        stream.write_all(body).expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let body = answer.split_off(end.expect("a head") + 4);
        let head = String::from_utf8_lossy(&answer).into_owned();
        assert!(head.starts_with("HTTP/1.1 200"), "{method} {key}: {head}");
        body
    }

    fn variables(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ]
    }
}

#[test]
fn tables_and_results_may_lie_on_s3() {
    let Some(storage) = Storage::start() else {
        println!("there is no `moto_server` here (set MOTO_SERVER); S3 is not tried");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let nation = ["--seed", "7", "--elements", ELEMENTS, "--into", "nation"];
    let made = keyholder(&[&["example", "national"], &nation[..]].concat(), folder);
    assert!(made.status.success(), "{}", said(&made));
    let here = keyholder(
        &["assess", "nation", "--format", "json", "--tables"],
        folder,
    );

    let table = folder.join("nation/network/elements.parquet");
    storage.ask("PUT", "union", b"");
    let bytes = std::fs::read(&table).expect("a table");
    storage.ask("PUT", "union/elements/one.parquet", &bytes);
    std::fs::remove_file(&table).expect("moved");

    let nodes = Nodes::with_variables(2, folder, &storage.variables());
    let mut assess = super::command(
        &[
            "assess", "nation", "--format", "json", "--tables", "--out", "there",
        ],
        folder,
    );
    assess.args([
        "--cluster",
        &nodes.address,
        "--elements",
        "s3://union/elements",
    ]);
    assess.args(["--elements-out", "s3://union/results"]);
    let there = assess.envs(storage.variables()).output().expect("it runs");
    assert!(
        matches!(there.status.code(), Some(0 | 1)),
        "{}",
        said(&there)
    );

    // What is the same but for where the table lies.
    let parsed = |bytes: &[u8]| -> serde_json::Value {
        let text = String::from_utf8_lossy(bytes);
        let moved = text.replace(
            "s3://union/elements/one.parquet",
            "network/elements.parquet",
        );
        let moved = moved.replace("s3://union/elements", "network/elements.parquet");
        serde_json::from_str(&moved).expect("JSON")
    };
    let table = "s3://union/elements/one.parquet";
    assert!(String::from_utf8_lossy(&there.stdout).contains(table));
    let (mut here, mut there) = (parsed(&here.stdout), parsed(&there.stdout));
    let digests = |all: &serde_json::Value| {
        let inputs = all["inputs"].as_array().expect("a list").iter();
        sorted(inputs.map(ToString::to_string).collect())
    };
    assert_eq!(digests(&here), digests(&there));
    for all in [&mut here, &mut there] {
        all["inputs"].take();
        all["tables"].take();
    }
    for (key, value) in here.as_object().expect("an object") {
        assert!(
            *value == there[key],
            "`{key}` differs: {value:.2000} {:.2000}",
            there[key]
        );
    }

    let expected = elements(&folder.join("keyholder-report/nation/elements.parquet"));
    let listed = storage.ask("GET", "union?list-type=2&prefix=results/", b"");
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let mut found = Vec::new();
    for key in listed
        .split("<Key>")
        .skip(1)
        .filter_map(|rest| rest.split("</Key>").next())
    {
        let part = folder.join("part.parquet");
        let bytes = storage.ask("GET", &format!("union/{key}"), b"");
        std::fs::write(&part, bytes).expect("written");
        found.extend(elements(&part));
    }
    assert!(
        sorted(expected) == sorted(found),
        "classes of elements differ"
    );
    let beside = storage.ask("GET", "union?list-type=2", b"");
    assert!(
        !String::from_utf8_lossy(&beside).contains("scratch"),
        "nothing is left beside"
    );
    assert!(files(&folder.join("there")).len() >= 2);
}
