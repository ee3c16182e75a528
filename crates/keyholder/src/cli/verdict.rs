//! Words of `keyholder verdict` and `keyholder evidence`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::ResultFormat;

#[derive(Args, Debug)]
pub(crate) struct VerdictArgs {
    /// The project folder
    pub(crate) folder: PathBuf,
    /// Print one supplier in full, by id
    pub(crate) supplier: Option<String>,
    /// Judge for another day than the project's `as_of`, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// Hide every name: of suppliers, countries, products, issuers and documents
    #[arg(long, conflicts_with = "supplier")]
    pub(crate) blind: bool,
    /// Folder for the page and the JSON
    #[arg(long, default_value = "keyholder-report")]
    pub(crate) out: PathBuf,
    /// What to print; page and JSON are written in any case
    #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
    pub(crate) format: ResultFormat,
}

#[derive(Args, Debug)]
pub(crate) struct DossierArgs {
    /// The project folder
    pub(crate) folder: PathBuf,
    /// The supplier, by id
    pub(crate) supplier: String,
    /// Judge for another day than the project's `as_of`, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// Also send items of this marking, as `TLP:AMBER`; without it only unmarked ones, TLP:CLEAR and TLP:GREEN
    #[arg(long, value_name = "MARKING")]
    pub(crate) release: Vec<String>,
    /// Folder for the dossier and the form to reply on
    #[arg(long, default_value = "keyholder-report")]
    pub(crate) out: PathBuf,
}

#[derive(Subcommand, Debug)]
pub(crate) enum EvidenceCommand {
    /// List what is held: about whom, on what, until when
    List {
        /// The project folder
        folder: PathBuf,
        /// Only what concerns one subject: `party:ID`, `component:ID`, `release:COMPONENT@VERSION`, `country:XA`,
        /// `network`
        #[arg(long)]
        subject: Option<String>,
    },
    /// List what to ask for: criteria on which evidence would raise verdicts
    Gaps {
        /// The project folder
        folder: PathBuf,
        /// Judge for another day than the project's `as_of`, YYYY-MM-DD
        #[arg(long, value_name = "DAY")]
        as_of: Option<Date>,
    },
    /// List the criteria of the yardstick, with what each asks
    Criteria {
        /// The project folder; without one, the yardstick that ships
        folder: Option<PathBuf>,
    },
    /// Propose items about the countries of the project's suppliers, from public lists that ship with the program
    Countries {
        /// The project folder
        folder: PathBuf,
        /// Also propose from lists of which not every row was held against its source
        #[arg(long)]
        unchecked: bool,
        /// Add them to `evidence/countries.toml`; without it they are only shown
        #[arg(long)]
        write: bool,
    },
    /// Take the form that a supplier sent back: each reply stands beside its item, as `open`
    Reply {
        /// The project folder
        folder: PathBuf,
        /// The form, as `keyholder dossier` wrote it and the supplier filled it in
        form: PathBuf,
    },
    /// Add an item to `evidence/`; what stands in the file stays as it is, comments included
    Add(Box<AddArgs>),
}

#[derive(Args, Debug)]
pub(crate) struct AddArgs {
    /// The project folder
    pub(crate) folder: PathBuf,
    /// Id of the item, unique among evidence
    #[arg(long)]
    pub(crate) id: String,
    /// The criterion, by id
    #[arg(long)]
    pub(crate) criterion: String,
    /// `party:ID`, `component:ID`, `release:COMPONENT@VERSION`, `country:XA` or `network`
    #[arg(long)]
    pub(crate) subject: String,
    /// What it says, in words
    #[arg(long)]
    pub(crate) claim: String,
    /// Which way it speaks
    #[arg(long, value_enum)]
    pub(crate) says: SideArg,
    /// On what it rests
    #[arg(long, value_enum)]
    pub(crate) grade: GradeArg,
    /// The day for which it holds, YYYY-MM-DD
    #[arg(long)]
    pub(crate) day: Date,
    /// The last day on which it holds
    #[arg(long)]
    pub(crate) expires: Option<Date>,
    /// How far it speaks to the criterion, 0 to 100 [default: 100]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) strength: Option<u8>,
    /// Who issued it
    #[arg(long)]
    pub(crate) issuer: Option<String>,
    /// The file in `documents/` that it stands in
    #[arg(long)]
    pub(crate) document: Option<String>,
    /// The place in that file
    #[arg(long)]
    pub(crate) place: Option<String>,
    /// Who may see it, as `TLP:AMBER`
    #[arg(long)]
    pub(crate) marking: Option<String>,
    /// The item whose place it takes
    #[arg(long)]
    pub(crate) supersedes: Option<String>,
    /// Name of the file in `evidence/`, without `.toml` [default: after the subject]
    #[arg(long, value_name = "NAME")]
    pub(crate) file: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SideArg {
    /// The criterion is met
    For,
    /// It is not
    Against,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GradeArg {
    /// Whom it is about says so
    SelfDeclared,
    /// Somebody else says so
    ThirdParty,
    /// It was tested
    Tested,
    /// It was seen in the network itself
    Observed,
}
