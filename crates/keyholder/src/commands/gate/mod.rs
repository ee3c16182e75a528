//! `keyholder gate`: in front of every update.

mod ask;
mod check;
mod countersign;
mod decide;
mod installed;
mod key;
mod lists;
mod log;
mod opened;
mod policy;
mod readback;
mod replay;

use keyholder_gate::DecisionKind;

use crate::cli::GateCommand;
use crate::outcome::Outcome;

pub(crate) use opened::gate_notices;

pub(crate) fn run(which: &GateCommand) -> Outcome {
    let done = match which {
        GateCommand::Check(args) => check::run(args),
        GateCommand::Approve(args) => decide::run(args, DecisionKind::Approve),
        GateCommand::Reject(args) => decide::run(args, DecisionKind::Reject),
        GateCommand::Review(args) => decide::run(args, DecisionKind::Review),
        GateCommand::Status {
            record,
            at,
            package,
            format,
        } => decide::show(
            &at.project,
            record.as_deref(),
            package.as_deref(),
            at.at,
            *format,
        ),
        GateCommand::Record {
            record,
            at,
            elements,
            package,
            log,
        } => installed::record(record, at, *elements, package, log),
        GateCommand::Readback { table, at, format } => readback::run(table, at, *format),
        GateCommand::Countersign(args) => countersign::run(args),
        GateCommand::Replay {
            record,
            at,
            package,
            beside,
        } => replay::run(record, &at.project, package, beside),
        GateCommand::Policy(which) => policy::run(which),
        GateCommand::Key(which) => key::run(which),
        GateCommand::Log(which) => log::run(which),
    };
    done.unwrap_or_else(|outcome| outcome)
}
