//! Flags of `keyholder gate`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;

use super::ResultFormat;

/// What follows the help of `gate`.
pub(crate) const AFTER: &str = "Exit codes of `gate check`, `gate status` and `gate replay`:
  0  admit (status: ready; replay: the same bytes)
  1  the input has faults (replay: another result)
  2  the command line cannot be understood, or names something that is not there
  3  a file or folder cannot be read or written
  10  admit with limits
  11  hold (status: something is missing)
  12  refuse (status: rejected or closed)";

#[derive(Subcommand, Debug)]
pub(crate) enum GateCommand {
    /// Say whether an update may go in, with reasons and what would make it pass; write the record
    #[command(after_help = AFTER)]
    Check(Box<CheckArgs>),
    /// Approve an update, with your own key
    Approve(DecideArgs),
    /// Reject an update, with your own key
    Reject(DecideArgs),
    /// Say that you looked at an emergency afterwards, with your own key
    Review(DecideArgs),
    /// Show how far updates are: who decided, and what is missing
    #[command(after_help = AFTER)]
    Status {
        /// A record, by the beginning of its digest or by the file of its package [default: all records]
        record: Option<String>,
        #[command(flatten)]
        at: Where,
        /// The package: whether it is still the one that was judged
        #[arg(long, value_name = "FILE", requires = "record")]
        package: Option<PathBuf>,
        /// How to print
        #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
        format: ResultFormat,
    },
    /// Record what was installed
    Record {
        /// A record, by the beginning of its digest or by the file of its package
        record: String,
        #[command(flatten)]
        at: Where,
        /// How many elements were updated in this step
        #[arg(long)]
        elements: u64,
        /// The package that was installed
        #[arg(long, value_name = "FILE")]
        package: PathBuf,
        #[command(flatten)]
        log: LogKey,
    },
    /// Compare digests read back from the network with what was admitted and installed
    Readback {
        /// A table (CSV) with the columns `element` and `sha256`, and perhaps `release`
        table: PathBuf,
        #[command(flatten)]
        at: Where,
        /// How to print
        #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
        format: ResultFormat,
    },
    /// Write the operator's own statement that a package is meant for this network and these functions
    Countersign(CountersignArgs),
    /// Judge again from a record, and compare byte by byte
    #[command(after_help = AFTER)]
    Replay {
        /// A record, by the beginning of its digest, its own file, or the file of its package
        record: String,
        #[command(flatten)]
        at: Where,
        /// The package
        #[arg(long, value_name = "FILE")]
        package: PathBuf,
        /// More files that lay beside it
        #[arg(long, value_name = "FILE")]
        beside: Vec<PathBuf>,
    },
    /// The policy: show it, try its cases, and have a change decided
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Make a key, or show the public half of one
    #[command(subcommand)]
    Key(KeyCommand),
    /// The log that cannot be quietly rewritten: make, show, prove, verify, witness
    #[command(subcommand)]
    Log(LogCommand),
}

/// Which project, and which moment.
#[derive(Args, Debug)]
pub(crate) struct Where {
    /// The project folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) project: PathBuf,
    /// The moment for which is asked, as 2026-11-24T22:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
}

/// The key with which the log is signed.
#[derive(Args, Debug)]
pub(crate) struct LogKey {
    /// The private key of the log, as `gate log new` wrote it
    #[arg(long, value_name = "FILE", env = "KEYHOLDER_LOG_KEY")]
    pub(crate) log_key: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// The package: a file
    pub(crate) package: PathBuf,
    #[command(flatten)]
    pub(crate) at: Where,
    /// What it is said to be, as `component@version`
    #[arg(long, value_name = "PRODUCT@VERSION")]
    pub(crate) release: String,
    /// For which elements, functions or function classes [default: all elements that run the product]
    #[arg(long = "for", value_name = "NAME")]
    pub(crate) wanted: Vec<String>,
    /// Who asks, by the id of a person; whoever asks does not approve
    #[arg(long, value_name = "PERSON")]
    pub(crate) by: Option<String>,
    /// More files beside the package: signatures, certificates, attestations, repository metadata
    /// [default: files whose names begin with that of the package and a dot]
    #[arg(long, value_name = "FILE")]
    pub(crate) beside: Vec<PathBuf>,
    /// There is a hurry, and why: what is not genuine is refused all the same, other things can be looked at later
    #[arg(long, value_name = "WHY")]
    pub(crate) emergency: Option<String>,
    #[command(flatten)]
    pub(crate) log: LogKey,
    /// Keep neither record nor log entry
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Folder for the change-board sheet
    #[arg(long, default_value = "keyholder-report")]
    pub(crate) out: PathBuf,
    /// Print every check with what was seen
    #[arg(long)]
    pub(crate) all: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = GateFormat::Human)]
    pub(crate) format: GateFormat,
}

/// How a verdict is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GateFormat {
    /// For people
    Human,
    /// The record (see `keyholder schema gate`)
    Json,
    /// For code scanners (SARIF 2.1.0)
    Sarif,
}

#[derive(Args, Debug)]
pub(crate) struct DecideArgs {
    /// A record, by the beginning of its digest or by the file of its package
    pub(crate) record: String,
    #[command(flatten)]
    pub(crate) at: Where,
    /// Who decides, by the id of a person
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: String,
    /// The person's private key: Ed25519, as PEM or of OpenSSH without a passphrase
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Checks whose limits are acknowledged
    #[arg(long, value_name = "CHECK")]
    pub(crate) acknowledge: Vec<String>,
    /// For how many days an approval holds [default: as long as the tier lets it]
    #[arg(long)]
    pub(crate) days: Option<u32>,
    /// Why
    #[arg(long, default_value = "")]
    pub(crate) reason: String,
    /// The package: it must still be the one that was judged
    #[arg(long, value_name = "FILE")]
    pub(crate) package: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) log: LogKey,
}

#[derive(Args, Debug)]
pub(crate) struct CountersignArgs {
    /// The package
    pub(crate) package: PathBuf,
    #[command(flatten)]
    pub(crate) at: Where,
    /// What it is, as `component@version`
    #[arg(long, value_name = "PRODUCT@VERSION")]
    pub(crate) release: String,
    /// For which functions
    #[arg(long = "for", value_name = "FUNCTION", required = true)]
    pub(crate) functions: Vec<String>,
    /// The last day on which it holds
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Date,
    /// The operator's private key, Ed25519
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Where to write it [default: beside the package, with the ending `.countersignature.dsse`]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum PolicyCommand {
    /// Print the policy in force, tier by tier
    Show {
        /// The project folder [default: the policy that ships]
        #[arg(long, value_name = "FOLDER")]
        project: Option<PathBuf>,
    },
    /// Try the cases of a policy
    Test {
        /// The file of a policy [default: the policy that ships]
        policy: Option<PathBuf>,
    },
    /// Print what the rule of the policy saw of a judged update
    Facts {
        /// A record, by the beginning of its digest or by the file of its package
        record: String,
        #[command(flatten)]
        at: Where,
    },
    /// Propose the project's policy: writes a record that others approve
    Propose {
        #[command(flatten)]
        at: Where,
        /// Who proposes, by the id of a person
        #[arg(long, value_name = "PERSON")]
        by: String,
        #[command(flatten)]
        log: LogKey,
    },
    /// Put a proposed policy into force, once enough people approved it
    Adopt {
        /// The beginning of the proposal's digest
        record: String,
        #[command(flatten)]
        at: Where,
        #[command(flatten)]
        log: LogKey,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum KeyCommand {
    /// Make an Ed25519 key; the file can be read by you alone
    New {
        /// A file that is not there yet
        out: PathBuf,
    },
    /// Print the public half of a private key, as `gate/gate.toml` takes it
    Show {
        /// The file
        key: PathBuf,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum LogCommand {
    /// Begin the log of a project, and make its key; keep the key away from the project
    New {
        /// The project folder
        #[arg(long, value_name = "FOLDER")]
        project: PathBuf,
        /// The name of the log, as `gate.example.net/valley-5g` [default: the name of the network]
        #[arg(long)]
        name: Option<String>,
        /// Where to write the private key: a file that is not there yet
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// Print the entries
    Show {
        /// The project folder
        #[arg(long, value_name = "FOLDER")]
        project: PathBuf,
        /// How to print
        #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
        format: ResultFormat,
    },
    /// Write a proof that an entry is in the log, to be checked without it
    Prove {
        /// The number of the entry, from 0, or the beginning of a record's digest
        entry: String,
        /// The project folder
        #[arg(long, value_name = "FOLDER")]
        project: PathBuf,
        /// Where to write it [default: print it]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Compute the log anew from its entries, and compare with tiles, checkpoint and an older checkpoint
    Verify {
        /// The project folder
        #[arg(long, value_name = "FOLDER", required_unless_present = "proof")]
        project: Option<PathBuf>,
        /// The public key of the log, as you know it from elsewhere [default: the one beside the log, which proves
        /// less]
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
        /// The public key of a witness that must have signed; may be given several times
        #[arg(long, value_name = "KEY")]
        witness: Vec<String>,
        /// A checkpoint that you kept: the log must contain it
        #[arg(long, value_name = "FILE")]
        remember: Option<PathBuf>,
        /// Check a proof of one entry, written by `prove`, instead of the log
        #[arg(long, value_name = "FILE", requires = "key")]
        proof: Option<PathBuf>,
    },
    /// As an outside witness: see that the log only grew since last time, and sign its checkpoint
    Witness {
        /// The project folder
        #[arg(long, value_name = "FOLDER")]
        project: PathBuf,
        /// The public key of the log, as you know it from elsewhere
        #[arg(long, value_name = "KEY")]
        log_public_key: String,
        /// A file that remembers what you signed last; made the first time
        #[arg(long, value_name = "FILE")]
        state: PathBuf,
        /// Your private key, as `gate log witness-key` wrote it
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The moment [default: now]
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
    },
    /// Make the key of a witness
    WitnessKey {
        /// The name of the witness, as `witness.example.org`
        name: String,
        /// Where to write it: a file that is not there yet
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
}
