//! `keyholder verdict`.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::Path;

use jiff::civil::Date;
use keyholder_project::{Tables, write_together};
use keyholder_report::verdicts::{self, wire};
use keyholder_report::xlsx;
use keyholder_verdicts::{judge, method};

use super::assess::{given, inputs, name_of, width};
use super::{Opened, faulty, has_project, open_with, other_rules, shown};
use crate::cli::{ResultFormat, VerdictArgs};
use crate::exit;
use crate::outcome::Outcome;
use crate::progress::Progress;

pub(crate) fn run(args: &VerdictArgs) -> Outcome {
    let progress = Progress::start("reading");
    let opened = match open_with(&args.folder, &Default::default(), Tables::Here) {
        Ok(opened) => opened,
        Err(outcome) => return outcome,
    };
    progress.next("judging");
    let all = match judged(&opened, &args.folder, args.as_of) {
        Ok(all) => all,
        Err(outcome) => return outcome,
    };
    if let Some(id) = &args.supplier
        && !all.suppliers.iter().any(|s| s.supplier == *id)
    {
        return Outcome::failed(nobody(&all, id), exit::USAGE);
    }
    let all = match args.blind {
        true => verdicts::blind(all),
        false => all,
    };
    progress.next("writing the report");
    let json = verdicts::to_json(&all);
    let name = name_of(&args.folder);
    let name = if args.blind { "blind".to_owned() } else { name };
    let page = args.out.join(format!("{name}-verdicts.html"));
    let data = args.out.join(format!("{name}-verdicts.json"));
    let as_page = verdicts::page(&all);
    let sheets = args.out.join(format!("{name}-verdicts.xlsx"));
    let book = match xlsx::verdicts(&all) {
        Ok(book) => book,
        Err(error) => return Outcome::failed(format!("no workbook: {error}"), exit::WORLD),
    };
    let files = [
        (page.as_path(), as_page.as_bytes()),
        (data.as_path(), json.as_bytes()),
        (sheets.as_path(), book.as_slice()),
    ];
    if let Err(error) = write_together(&files) {
        return Outcome::failed(error, exit::WORLD);
    }
    progress.done();
    let code = match opened.diagnostics.has_errors() {
        true => exit::FAULTS,
        false => exit::DONE,
    };
    let mut said = match (args.format, &args.supplier) {
        (ResultFormat::Json, _) => return Outcome::said(json, code),
        (ResultFormat::Human, Some(id)) => verdicts::one(&all, id, width()),
        (ResultFormat::Human, None) => verdicts::all(&all, width()),
    };
    said.push_str(&format!(
        "\nReport: {}\n        {}\n        {}\n",
        shown(&page),
        shown(&data),
        shown(&sheets)
    ));
    if !args.blind && args.supplier.is_none() {
        let folder = shown(&args.folder);
        said.push_str(&format!("Why:    keyholder verdict {folder} SUPPLIER\n"));
    }
    said.push_str(&faulty(&opened, &args.folder));
    Outcome::said(said, code)
}

/// Judges every supplier of a project.
pub(super) fn judged(
    opened: &Opened,
    folder: &Path,
    as_of: Option<Date>,
) -> Result<wire::Verdicts, Outcome> {
    let shown = shown(folder);
    if !has_project(opened) {
        let said =
            format!("no `keyholder.toml` in `{shown}`; run `keyholder new` to make a project");
        return Err(Outcome::failed(said, exit::WORLD));
    }
    if let Some(outcome) = other_rules(opened, None, false) {
        return Err(outcome);
    }
    let Some((yardstick, own)) = &opened.yardstick else {
        let said = format!(
            "`yardstick.toml` has faults, so nobody is judged; `keyholder check {shown}` lists them"
        );
        return Err(Outcome::failed(said, exit::FAULTS));
    };
    let Some(day) = as_of.or(opened.network.settings.as_of) else {
        let said = "no day to judge for; state `as_of` in `keyholder.toml`, or give `--as-of`";
        return Err(Outcome::failed(said, exit::USAGE));
    };
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let net = &opened.network;
    let both = method(yardstick).and_then(|m| Ok((judge(net, yardstick, day, threads)?, m)));
    let (found, method) = both.map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(|f| format!("  {f}")).collect();
        let said = format!("the yardstick makes no sense:\n{}", faults.join("\n"));
        Outcome::failed(said, exit::FAULTS)
    })?;
    let inputs = inputs(opened);
    let given = given(opened, &inputs);
    Ok(verdicts::build(&given, &found, (yardstick, &method, *own)))
}

pub(super) fn nobody(all: &wire::Verdicts, id: &str) -> String {
    let known: BTreeSet<&str> = all.suppliers.iter().map(|s| s.supplier.as_str()).collect();
    // The beginning of one id alone is no slip of the hand, but says as clearly what was meant.
    let mut begun = known.iter().copied().filter(|known| known.starts_with(id));
    let begun = begun.next().filter(|_| begun.next().is_none());
    let guess = begun.or_else(|| keyholder_diag::did_you_mean(id, known.iter().copied()));
    let more = guess.map_or_else(
        || "only suppliers with something in service on a known function are judged".to_owned(),
        |guess| format!("did you mean `{guess}`?"),
    );
    format!("no supplier `{id}` is judged; {more}")
}
