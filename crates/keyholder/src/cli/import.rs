//! Flags of `keyholder import`.

use std::path::PathBuf;

use clap::Args;

use super::ResultFormat;

/// What `keyholder import` is asked.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// Exports: CSV, XLSX or Parquet; of a folder, all files below it
    #[arg(required = true)]
    pub(crate) exports: Vec<PathBuf>,
    /// The project folder
    #[arg(long, value_name = "PROJECT")]
    pub(crate) into: PathBuf,
    /// The name of the import: its tables are `network/elements-NAME.csv`, .. [default: that of the map, else of the file]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Read the columns by `imports/NAME.toml` of the project
    #[arg(long, value_name = "NAME")]
    pub(crate) map: Option<String>,
    /// Keep what the columns are as `imports/NAME.toml`; the next export with the same columns is read by it
    #[arg(long, value_name = "NAME", conflicts_with = "map")]
    pub(crate) save_map: Option<String>,
    /// What a column is, as `--column "NE name=element"`; `nothing` for one that is not taken
    #[arg(long = "column", value_name = "THEIRS=OURS", value_parser = pair)]
    pub(crate) columns: Vec<(String, String)>,
    /// Whom the name of a supplier or operator means: `--alias "Acme Ltd=acme"`, or `=new` to make a party
    #[arg(long = "alias", value_name = "WRITTEN=PARTY", value_parser = pair)]
    pub(crate) aliases: Vec<(String, String)>,
    /// Take the plain proposals about names of suppliers and operators, and keep them in `imports/aliases.toml`: names that nothing resembles become new parties, and one name spelled otherwise is one party. What only resembles a party needs its own `--alias`
    #[arg(long)]
    pub(crate) accept_aliases: bool,
    /// To whose network the elements belong, where no column says it: the id of a party
    #[arg(long, value_name = "PARTY")]
    pub(crate) operator: Option<String>,
    /// The day for which the export holds, as 2025-01-31
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<jiff::civil::Date>,
    /// The encoding of texts, as windows-1250 [default: worked out from the bytes]
    #[arg(long, value_name = "LABEL")]
    pub(crate) encoding: Option<String>,
    /// Also take out rows of this import that the export no longer has
    #[arg(long)]
    pub(crate) replace: bool,
    /// Show exactly what would change, row by row, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The columns are as shown: import without asking
    #[arg(long)]
    pub(crate) yes: bool,
    /// File for rows that are refused [default: keyholder-import/NAME.refused.csv]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
    pub(crate) format: ResultFormat,
}

/// For `keyholder import --help`.
pub(crate) const AFTER: &str = "The way of an import:
  1. keyholder import inventory.xlsx --into net
     shows what each column is taken for, and why; nothing is written
  2. keyholder import inventory.xlsx --into net --save-map inventory
     keeps that in net/imports/inventory.toml; correct it there, or with --column
  3. keyholder import inventory.xlsx --into net --dry-run
     shows row by row what would change
  4. keyholder import inventory.xlsx --into net
     imports; the next export with the same columns needs no more than this

Rows that people wrote into other tables are never overwritten. Refused rows stand in a file of their own:
correct them there and import that file.

Exit codes:
  0    imported, or shown by --dry-run or --save-map, and nothing to complain about
  1    done, and rows or cells were refused or not understood
  2    nothing is written: the columns are not confirmed, or a map or name cannot be used
  3    a file or folder cannot be read or written
  130  broken off by Ctrl-C before anything was written";

/// `left=right`, parted at the last `=`.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((theirs, ours)) if !theirs.trim().is_empty() && !ours.trim().is_empty() => {
            Ok((theirs.trim().to_owned(), ours.trim().to_owned()))
        }
        _ => Err("write it as \"THEIR NAME=our name\"".to_owned()),
    }
}
