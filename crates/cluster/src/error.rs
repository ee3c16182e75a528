//! What can go wrong past one machine, and what to do about it.

use std::fmt;

/// Why the cluster gave no answer. There is no half of an answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClusterError {
    /// An address that is not `HOST:PORT`.
    Address(String),
    /// Nothing answers at the address.
    NoScheduler {
        /// The address.
        address: String,
        /// What the connection said.
        said: String,
    },
    /// The scheduler answers, and has nobody to give work to.
    NoExecutor {
        /// The address of the scheduler.
        address: String,
    },
    /// A table that is not there, seen from here.
    NoTable {
        /// The table as given.
        table: String,
    },
    /// A file that is seen from here and not by a node of the cluster.
    NotVisible {
        /// The file.
        file: String,
        /// What the node said.
        said: String,
    },
    /// Tables on several storages, which one query cannot read.
    Storages {
        /// One of the tables.
        one: String,
        /// A table elsewhere.
        other: String,
    },
    /// A table that cannot be read as one of elements.
    Table {
        /// The file.
        file: String,
        /// What is wrong with it.
        said: String,
    },
    /// The storage failed.
    Storage {
        /// What was done to which file.
        what: String,
        /// What the storage said.
        said: String,
    },
    /// A node went away, and the work could not be finished by others.
    Lost {
        /// What the engine said.
        said: String,
    },
    /// No answer within the time that was given.
    Late {
        /// Which query.
        query: &'static str,
        /// After how many seconds it was given up.
        seconds: u64,
    },
    /// The engine did not account for every row; its answer was refused.
    Unaccounted {
        /// Which query.
        query: &'static str,
        /// Rows there are.
        rows: u64,
        /// Rows in the answer.
        answered: u64,
    },
    /// Classes that do not fit the inventory.
    Classes(String),
    /// The engine failed otherwise.
    Engine {
        /// Which query.
        query: &'static str,
        /// What it said.
        said: String,
    },
    /// A scheduler or executor could not run.
    Process {
        /// Which of them, and where.
        what: String,
        /// What it said.
        said: String,
    },
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(
                f,
                "`{address}` is not an address; write HOST:PORT, as in `10.0.0.5:50050`"
            ),
            Self::NoScheduler { address, said } => write!(
                f,
                "no scheduler answers at `{address}` ({said}); start one there with `keyholder cluster scheduler --bind {address}`"
            ),
            Self::NoExecutor { address } => write!(
                f,
                "the scheduler at `{address}` has no executor; start one on each node with `keyholder cluster executor --scheduler {address} ..`"
            ),
            Self::NoTable { table } => write!(
                f,
                "no Parquet file at `{table}`; give a file, or a folder with files that end in `.parquet`"
            ),
            Self::NotVisible { file, said } => write!(
                f,
                "`{file}` is there, and a node of the cluster does not see it ({said}); mount the folder under the same path on every node, scheduler included, or put the tables on S3"
            ),
            Self::Storages { one, other } => write!(
                f,
                "`{one}` and `{other}` lie on different storages; put all tables on one"
            ),
            Self::Table { file, said } => write!(f, "`{file}`: {said}"),
            Self::Storage { what, said } => write!(f, "{what}: {said}"),
            Self::Lost { said } => write!(
                f,
                "a node of the cluster was lost, and the work could not be finished by others ({said}); see that executors run, then run the command again"
            ),
            Self::Late { query, seconds } => write!(
                f,
                "no answer to the query for {query} after {seconds} seconds; see that scheduler and executors run, or give more time"
            ),
            Self::Unaccounted {
                query,
                rows,
                answered,
            } => write!(
                f,
                "the query for {query} accounts for {answered} rows of {rows}, and its answer was refused; see that no file changes during the run and that every node sees the same files, then run the command again"
            ),
            Self::Classes(said) => f.write_str(said),
            Self::Engine { query, said } => write!(f, "the query for {query} failed: {said}"),
            Self::Process { what, said } => write!(f, "{what}: {said}"),
        }
    }
}

impl std::error::Error for ClusterError {}

/// Words by which the engine says that a node went away.
const LOST: [&str; 9] = [
    "executors were lost",
    "executor lost",
    "executorlost",
    "fetchfailed",
    "fetch failed",
    "grpcconnectionerror",
    "transport error",
    "connection refused",
    "broken pipe",
];

/// Words by which storage says that a file is not there.
const MISSING: [&str; 3] = ["not found", "no such file", "notfound"];

/// Tells the faults of the engine apart. It hands them over as text, whatever they were.
pub(crate) fn of_engine(
    query: &'static str,
    error: &dyn fmt::Display,
    files: &[String],
) -> ClusterError {
    let said = error.to_string();
    let low = said.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| low.contains(word));
    if any(&MISSING) {
        let named = |file: &&String| said.contains(file.trim_start_matches('/'));
        if let Some(file) = files.iter().find(named) {
            return ClusterError::NotVisible {
                file: file.clone(),
                said: short(&said),
            };
        }
    }
    if any(&LOST) {
        return ClusterError::Lost { said: short(&said) };
    }
    ClusterError::Engine {
        query,
        said: short(&said),
    }
}

/// The first line, and not all of it: engines put whole plans into their messages.
fn short(said: &str) -> String {
    let line = said.lines().next().unwrap_or_default().trim();
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{}..", &line[..end]),
        None => line.trim_end_matches('.').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_says_is_told_apart() {
        let files = ["/data/a b.parquet".to_owned()];
        let tell = |said: &str| of_engine("kinds", &said, &files);
        let gone = "Job x failed: Object at location /data/a b.parquet not found: No such file";
        assert!(matches!(tell(gone), ClusterError::NotVisible { file, .. } if file == files[0]));
        let lost = "Job x failed: all executors were lost and no executor re-registered";
        assert!(matches!(tell(lost), ClusterError::Lost { .. }));
        let other = "Schema error: not found: a field";
        assert!(matches!(tell(other), ClusterError::Engine { .. }));
    }

    #[test]
    fn long_words_are_cut_between_letters() {
        let said = short(&"ß".repeat(400));
        assert_eq!(said.chars().count(), 302);
        assert_eq!(short("one.\ntwo"), "one");
    }
}
