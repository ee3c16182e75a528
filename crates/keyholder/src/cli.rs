//! Flags and their help.

mod gate;
mod import;
mod verdict;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use gate::{
    CheckArgs, CountersignArgs, DecideArgs, GateCommand, GateFormat, KeyCommand, LogCommand,
    LogKey, PolicyCommand, Where,
};
pub(crate) use import::ImportArgs;
pub(crate) use verdict::{AddArgs, DossierArgs, EvidenceCommand, GradeArg, SideArg, VerdictArgs};

/// Shows who holds the keys to a 5G network: who can change which share of it, by which route, and why.
///
/// Works on a folder of plain files, without a network connection.
#[derive(Parser, Debug)]
#[command(name = "keyholder", version, after_help = crate::exit::HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Make a new project folder whose comments teach the format
    New {
        /// A folder that is not there yet, or is empty
        folder: PathBuf,
        /// The name of the project [default: the name of the folder]
        #[arg(long)]
        name: Option<String>,
    },
    /// Take an export of an inventory into a project: columns are guessed, shown, and confirmed first
    #[command(after_help = import::AFTER)]
    Import(Box<ImportArgs>),
    /// Report all faults of a project at once, with file, line and remedy
    Check {
        /// The project folder
        folder: PathBuf,
        /// How to print
        #[arg(long, value_enum, default_value_t = DiagnosticsFormat::Human)]
        format: DiagnosticsFormat,
        /// Also list, one by one, what is not stated
        #[arg(long)]
        notes: bool,
        /// Warnings count as errors
        #[arg(long)]
        strict: bool,
    },
    /// Show who can change what, and write the report
    Assess {
        /// The project folder
        folder: PathBuf,
        /// Folder for the report
        #[arg(long, default_value = "keyholder-report")]
        out: PathBuf,
        /// Also draw a map of places on these boundaries: a GeoJSON file of areas, from open data or your own
        #[arg(long, value_name = "FILE")]
        map: Option<PathBuf>,
        /// Also write the results as tables (Parquet), for DuckDB, pandas, Power BI and the like
        #[arg(long)]
        tables: bool,
        /// Have large tables read by the cluster whose scheduler listens at HOST:PORT; they must be Parquet, and
        /// the project must lie at the same path on every node
        #[cfg(feature = "cluster")]
        #[arg(long, value_name = "HOST:PORT")]
        cluster: Option<String>,
        /// More tables of elements on storage that every node sees: a Parquet file, a folder of such files, or
        /// `s3://bucket/..`; may be given several times
        #[cfg(feature = "cluster")]
        #[arg(long, value_name = "PATH|URL", requires = "cluster")]
        elements: Vec<String>,
        /// With `--tables`: where the cluster writes the classes of elements, a folder or `s3://bucket/..`
        /// [default: beside the other tables, which every node must see then]
        #[cfg(feature = "cluster")]
        #[arg(long, value_name = "PATH|URL", requires_all = ["cluster", "tables"])]
        elements_out: Option<String>,
        /// Keep in this folder what large tables were read as, and use it next time if they are still the same.
        /// Whoever can write there can change the result: leave it out for what others shall rely on
        #[arg(long, value_name = "FOLDER", conflicts_with_all = KEEP_EXCLUDES)]
        keep: Option<PathBuf>,
        /// Stay, and make the report anew whenever a file of the project is saved; says what became otherwise
        #[arg(long, conflicts_with_all = WATCH_EXCLUDES)]
        watch: bool,
        /// What to print; the report is written in any case
        #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
        format: ResultFormat,
    },
    /// Say why: the shortest way to a target, or a proof that there is none; or explain a code
    Explain {
        /// The project folder, or a code such as KH0301
        subject: String,
        /// Who: `party:ID`, `country:XA`, `presence:XA`, `group:ID`, or an id alone
        #[arg(long)]
        actor: Option<String>,
        /// A function (`AMF`) or function class (`core`)
        #[arg(long, conflicts_with = "element")]
        function: Option<String>,
        /// One element
        #[arg(long)]
        element: Option<String>,
        /// One place
        #[arg(long)]
        place: Option<String>,
        /// To which effect
        #[arg(long, value_enum, default_value_t = Effect::Change)]
        effect: Effect,
        /// How what is not known is taken [default: the surest under which it is reached]
        #[arg(long, value_enum)]
        bound: Option<BoundArg>,
        /// Which ways count [default: keys first, then parts]
        #[arg(long, value_enum)]
        means: Option<MeansArg>,
        /// Only what one action changes, before a staged rollout could be stopped
        #[arg(long)]
        one_action: bool,
        /// Have the certificate checked by an independent checker
        #[arg(long)]
        verify: bool,
        /// How to print
        #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
        format: ResultFormat,
    },
    /// Bring the files of a project into their one form; comments stay
    Fmt {
        /// The project folder
        folder: PathBuf,
        /// Change nothing; say which files are not in their form
        #[arg(long)]
        check: bool,
    },
    /// Make a project up from a seed, to measure or to practise on
    Example {
        #[command(subcommand)]
        which: ExampleCommand,
    },
    /// In front of every update: may it go in, who decides, what was installed
    #[command(subcommand)]
    Gate(GateCommand),
    /// Answer principles from the network and its evidence: met, not met, unknown, and what would turn it
    Principles {
        /// The project folder
        folder: PathBuf,
        /// A folder with frameworks and principles of your own, beside those that ship
        #[arg(long, value_name = "FOLDER")]
        catalogue: Option<PathBuf>,
        /// Only this framework
        #[arg(long, value_name = "ID")]
        framework: Option<String>,
        /// Beside the shared principles only rules that bind in these nations or unions, as `GB,EU`; `none` for no
        /// rules at all [default: those of the project, or all]
        #[arg(long, value_name = "NATION,..", value_delimiter = ',')]
        rules: Vec<String>,
        /// The day to answer for [default: the day of the project]
        #[arg(long, value_name = "DAY")]
        as_of: Option<String>,
        /// Also write the findings as OSCAL assessment results
        #[arg(long)]
        oscal: bool,
        /// Folder for the page and the JSON
        #[arg(long, default_value = "keyholder-report")]
        out: PathBuf,
        /// How to print
        #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
        format: ResultFormat,
    },
    /// Look into the catalogue of principles; begin and test one of your own
    Catalogue {
        #[command(subcommand)]
        which: CatalogueCommand,
    },
    /// List the catalogue of functions
    Functions {
        /// Only functions whose name, title or class contains this word
        word: Option<String>,
    },
    /// Print the JSON Schema of what `--format json` writes
    Schema {
        /// Of which output
        #[arg(value_enum, default_value_t = SchemaOf::Assessment)]
        of: SchemaOf,
    },
    /// Say of each supplier whether it can be trusted, from evidence alone, and what would change that
    Verdict(Box<VerdictArgs>),
    /// Write what is held about one supplier, to send to it, with a form to reply on
    Dossier(Box<DossierArgs>),
    /// Say what changed between two reports (JSON of assess, verdict or principles), and why
    Diff {
        /// The report before
        before: PathBuf,
        /// The report after
        after: PathBuf,
        /// How to print
        #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
        format: ResultFormat,
    },
    /// Look at the register of evidence, and add to it
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// Show what public lists say of countries: treaties, decisions, indicators, laws; dated and with source
    Countries {
        /// Codes of ISO 3166-1, as `SE`; without any, the lists
        codes: Vec<String>,
    },
    /// Run a node of a cluster, for tables that outgrow one machine
    #[cfg(feature = "cluster")]
    #[command(subcommand)]
    Cluster(Node),
}

/// A node of a cluster.
#[cfg(feature = "cluster")]
#[derive(Subcommand, Debug)]
pub(crate) enum Node {
    /// Give out work; one for each cluster
    Scheduler {
        /// Where to listen, HOST:PORT
        #[arg(long, default_value = "127.0.0.1:50050")]
        bind: String,
        /// The host under which executors reach it [default: the host of --bind]
        #[arg(long)]
        advertise: Option<String>,
        /// An executor that is silent for so many seconds is lost
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(2..))]
        executor_timeout: u64,
        /// Say more on standard error
        #[arg(long)]
        verbose: bool,
    },
    /// Do work; one on each machine
    Executor {
        /// The scheduler, HOST:PORT
        #[arg(long)]
        scheduler: String,
        /// The address to listen at
        #[arg(long, default_value = "127.0.0.1")]
        bind: String,
        /// The host under which others reach it [default: as the scheduler sees it]
        #[arg(long)]
        advertise: Option<String>,
        /// The port where others fetch results
        #[arg(long, default_value_t = 50051)]
        port: u16,
        /// The port where the scheduler hands over work
        #[arg(long, default_value_t = 50052)]
        grpc_port: u16,
        /// A folder for intermediate results, on a disk of this machine
        #[arg(long)]
        work_dir: PathBuf,
        /// How many tasks at a time [default: the cores of this machine]
        #[arg(long)]
        cores: Option<usize>,
        /// Tell the scheduler every so many seconds that it lives
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
        heartbeat: u64,
        /// Say more on standard error
        #[arg(long)]
        verbose: bool,
    },
}

/// What asks for rows one by one, or has tables read elsewhere.
#[cfg(feature = "cluster")]
const KEEP_EXCLUDES: [&str; 2] = ["tables", "cluster"];
#[cfg(not(feature = "cluster"))]
const KEEP_EXCLUDES: [&str; 1] = ["tables"];

/// What is written or printed once, at the end.
#[cfg(feature = "cluster")]
const WATCH_EXCLUDES: [&str; 3] = ["tables", "format", "cluster"];
#[cfg(not(feature = "cluster"))]
const WATCH_EXCLUDES: [&str; 2] = ["tables", "format"];

#[derive(Subcommand, Debug)]
pub(crate) enum ExampleCommand {
    /// A whole nation that does not exist, of any size; docs/national.md says what is made up, and how
    National {
        /// What chance starts from: the same seed gives the same bytes
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many network elements, exactly
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(keyholder_example::ELEMENTS_MIN..=keyholder_example::ELEMENTS_MAX))]
        elements: u64,
        /// A folder that is not there yet, or is empty
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
        /// Form of the table of elements; the other tables are CSV
        #[arg(long, value_enum, default_value_t = TablesFormat::Parquet)]
        tables: TablesFormat,
        /// Shape of the backbone: a node-link JSON of a published topology; its names are not used
        #[arg(long, value_name = "FILE")]
        topology: Option<PathBuf>,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum CatalogueCommand {
    /// All frameworks and principles
    List {
        /// A folder with frameworks and principles of your own
        #[arg(long, value_name = "FOLDER")]
        catalogue: Option<PathBuf>,
    },
    /// One principle in full
    Show {
        /// Its id
        id: String,
        /// A folder with frameworks and principles of your own
        #[arg(long, value_name = "FOLDER")]
        catalogue: Option<PathBuf>,
    },
    /// Write a framework with three principles to start from, whose comments teach the format
    New {
        /// Where to; files that are there already are never written over
        folder: PathBuf,
    },
    /// Run the cases of every principle
    Test {
        /// A folder with frameworks and principles of your own
        folder: Option<PathBuf>,
    },
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TablesFormat {
    /// network/elements.parquet: small and fast, for large networks
    Parquet,
    /// network/elements.csv: to read and to change by hand
    Csv,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DiagnosticsFormat {
    /// For people
    Human,
    /// A JSON array
    Json,
    /// SARIF 2.1.0, for code review systems
    Sarif,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResultFormat {
    /// For people
    Human,
    /// JSON with a published schema
    Json,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Change elements
    Change,
    /// Look into user data, signalling or identities
    Intercept,
    /// Stop service
    Disrupt,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoundArg {
    /// Only by what is stated
    Surely,
    /// Doubts that name the actor are so
    Possibly,
    /// Blanks are filled by the actor
    AtMost,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MeansArg {
    /// Holding a key, an account or a contract
    Keys,
    /// Also publishing a part inside
    WithParts,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemaOf {
    /// What `assess` writes
    Assessment,
    /// What `explain` writes
    Explanation,
    /// What `verdict` writes
    Verdicts,
    /// What `dossier` writes
    Dossier,
    /// What `diff` writes
    Diff,
    /// What `principles` writes
    Principles,
    /// What `gate check` writes
    Gate,
}
