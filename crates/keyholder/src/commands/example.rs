//! `keyholder example`.

use std::path::Path;

use keyholder_example::{Nation, Wish};
use keyholder_project::{ElementsTable, ExampleError, read_topology, write_nation};

use super::shown;
use crate::cli::{ExampleCommand, TablesFormat};
use crate::exit;
use crate::outcome::Outcome;
use crate::progress::Progress;

pub(crate) fn run(which: &ExampleCommand) -> Outcome {
    let ExampleCommand::National {
        seed,
        elements,
        into,
        tables,
        topology,
    } = which;
    let topology = match topology.as_deref().map(read_topology).transpose() {
        Ok(topology) => topology,
        Err(error) => return failed(error),
    };
    let wish = Wish {
        seed: *seed,
        elements: *elements,
        topology,
    };
    national(&wish, into, *tables)
}

fn national(wish: &Wish, into: &Path, tables: TablesFormat) -> Outcome {
    let progress = Progress::start("making up a nation");
    let nation = match Nation::new(wish) {
        Ok(nation) => nation,
        Err(error) => return Outcome::failed(error, exit::USAGE),
    };
    let table = match tables {
        TablesFormat::Parquet => ElementsTable::Parquet,
        TablesFormat::Csv => ElementsTable::Csv,
    };
    let of = nation.elements();
    let mut tell = |rows: u64| progress.next(format!("writing elements: {rows} of {of}"));
    let written = write_nation(into, &nation, table, &mut tell);
    progress.done();
    match written {
        Ok(tally) => {
            let folder = shown(into);
            let (name, rows) = (nation.name(), tally.rows);
            Outcome::said(
                format!(
                    "Made `{name}` in {folder}: {rows} elements, all of it synthetic.\nREADME.md in it says what is in it, and what is missing on purpose.\n\nNext:\n  keyholder check {folder}\n  keyholder assess {folder}\n"
                ),
                exit::DONE,
            )
        }
        Err(error) => failed(error),
    }
}

fn failed(error: ExampleError) -> Outcome {
    let code = match &error {
        ExampleError::NotEmpty(_) => exit::USAGE,
        ExampleError::Topology(..) => exit::FAULTS,
        ExampleError::Read(..) | ExampleError::Write(_) => exit::WORLD,
    };
    Outcome::failed(error, code)
}
