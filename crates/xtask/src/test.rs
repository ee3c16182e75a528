//! All tests of the repository: form, lints, pages, tests; with `--slow` the long ones too. With `--cluster`
//! those of the cluster alone, whose query engine takes long to build.
//!
//! Every step runs, also after one has failed, so that one run tells everything.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, ExitCode, Stdio};

/// One step: what it is, and what cargo is told.
struct Step {
    what: &'static str,
    arguments: Vec<String>,
    variables: Vec<(&'static str, &'static str)>,
    /// Where it prints its closing line.
    closes_on_stderr: bool,
}

impl Step {
    fn cargo(what: &'static str, arguments: &str) -> Self {
        Step {
            what,
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
            variables: Vec::new(),
            closes_on_stderr: false,
        }
    }

    fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }
}

/// How a step ended.
struct Ended {
    what: &'static str,
    good: bool,
    /// Tests that passed, failed and were left out, as the step's own closing lines count them.
    counted: Counted,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counted {
    passed: u64,
    failed: u64,
    left_out: u64,
}

/// Which tests to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// All but the long ones.
    Quick,
    /// All.
    Slow,
    /// Those that need the query engine, and no others.
    Cluster,
}

/// Runs all steps and says how each ended.
pub(crate) fn run(which: Which) -> ExitCode {
    let slow = which != Which::Quick;
    let steps = match which {
        Which::Cluster => cluster_steps(),
        Which::Quick | Which::Slow => steps(slow),
    };
    let ended: Vec<Ended> = steps.iter().map(one).collect();
    println!("\n== closing");
    let mut all = Counted::default();
    for step in &ended {
        let word = if step.good { "ok" } else { "FAILED" };
        println!("{word:<7} {}", step.what);
        all.passed += step.counted.passed;
        all.failed += step.counted.failed;
        all.left_out += step.counted.left_out;
    }
    let Counted {
        passed,
        failed,
        left_out,
    } = all;
    let why = if slow {
        ""
    } else {
        "; the slow ones run with --slow"
    };
    println!("{passed} tests passed, {failed} failed, {left_out} left out{why}");
    if ended.iter().all(|step| step.good) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn steps(slow: bool) -> Vec<Step> {
    let mut steps = vec![
        Step::cargo("form", "fmt --all --check"),
        Step::cargo(
            "lints",
            "clippy --locked --workspace --all-targets -- -D warnings",
        ),
        Step::cargo("pages", "doc --locked --workspace --no-deps")
            .with("RUSTDOCFLAGS", "-D warnings"),
    ];
    if nextest_is_there() {
        let profile = if slow {
            " --profile slow --run-ignored all"
        } else {
            ""
        };
        let run = format!("nextest run --locked --workspace --no-fail-fast{profile}");
        let mut step = Step::cargo("tests", &run);
        step.closes_on_stderr = true;
        steps.push(step);
        let run = "test --locked --workspace --doc --no-fail-fast";
        steps.push(Step::cargo("examples in comments", run));
    } else {
        let ignored = if slow { " -- --include-ignored" } else { "" };
        let run = format!("test --locked --workspace --no-fail-fast{ignored}");
        steps.push(Step::cargo("tests", &run));
    }
    steps
}

/// What a build with the feature `cluster` must pass. It is kept apart, and not optimised: that halves the
/// time, and the engine is fast enough for tests.
fn cluster_steps() -> Vec<Step> {
    let apart = |what, arguments| {
        Step::cargo(what, arguments)
            .with("CARGO_TARGET_DIR", "target/engine")
            .with("CARGO_PROFILE_DEV_OPT_LEVEL", "0")
    };
    vec![
        // Both at once: apart, they would want the engine with other features, and check it twice.
        apart(
            "lints of the cluster",
            "clippy --locked -p keyholder-cluster -p keyholder --all-targets \
             --features keyholder-cluster/engine,keyholder/cluster -- -D warnings",
        ),
        apart(
            "tests of the cluster",
            "test --locked -p keyholder-cluster -p keyholder --no-fail-fast \
             --features keyholder-cluster/engine,keyholder/cluster --lib --test it --test cluster",
        ),
        Step::cargo(
            "licences of the cluster",
            "test --locked -p keyholder --test tidy with_the_cluster",
        )
        .with("KEYHOLDER_CLUSTER", "1"),
    ]
}

fn nextest_is_there() -> bool {
    let asked = Command::new("cargo")
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}

/// Runs a step, shows what it prints, and counts from its closing lines.
fn one(step: &Step) -> Ended {
    println!("\n== {}: cargo {}", step.what, step.arguments.join(" "));
    let mut ended = Ended {
        what: step.what,
        good: false,
        counted: Counted::default(),
    };
    let mut command = Command::new("cargo");
    command
        .args(&step.arguments)
        .envs(step.variables.iter().copied());
    let started = if step.closes_on_stderr {
        command.stderr(Stdio::piped()).spawn()
    } else {
        command.stdout(Stdio::piped()).spawn()
    };
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            eprintln!("`cargo` cannot be started: {error}");
            return ended;
        }
    };
    let mut hear = |line: String| {
        println!("{line}");
        let more = count(&line).unwrap_or_default();
        ended.counted.passed += more.passed;
        ended.counted.failed += more.failed;
        ended.counted.left_out += more.left_out;
    };
    if let Some(said) = child.stdout.take() {
        lines(said).for_each(&mut hear);
    }
    if let Some(said) = child.stderr.take() {
        lines(said).for_each(&mut hear);
    }
    ended.good = child.wait().is_ok_and(|status| status.success());
    ended
}

fn lines(said: impl Read) -> impl Iterator<Item = String> {
    BufReader::new(said).lines().map_while(Result::ok)
}

/// The numbers of a closing line, as `cargo test` and `cargo nextest` write it.
fn count(line: &str) -> Option<Counted> {
    let plain = line.strip_prefix("test result: ");
    let numbers = plain.or_else(|| line.trim_start().strip_prefix("Summary ["))?;
    let of = |word: &str| {
        let words: Vec<&str> = numbers
            .split([' ', ',', ';'])
            .filter(|w| !w.is_empty())
            .collect();
        let at = words.iter().position(|w| *w == word)?;
        words.get(at.checked_sub(1)?)?.parse().ok()
    };
    Some(Counted {
        passed: of("passed").unwrap_or(0),
        failed: of("failed").unwrap_or(0),
        left_out: of("ignored").or_else(|| of("skipped")).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted() {
        let line = "test result: FAILED. 18 passed; 4 failed; 2 ignored; 0 measured; 0 filtered out; finished in 1.07s";
        let counted = Counted {
            passed: 18,
            failed: 4,
            left_out: 2,
        };
        assert_eq!(count(line), Some(counted));
        assert_eq!(count("test a::b ... ok"), None);
        let line = "     Summary [   0.006s] 24 tests run: 18 passed (1 slow), 4 failed, 2 skipped";
        let words = line.replace(" (1 slow)", "");
        assert_eq!(count(&words), Some(counted));
        assert_eq!(count(line), Some(counted));
    }
}
