//! `keyholder import`.

mod show;
mod stop;
mod wire;

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use keyholder_diag::{Code, Limits, Sources, list_some};
use keyholder_intake::{Import, Project, Request, import};
use keyholder_project::{
    Exports, Loaded, complete, exports, load, lock, remove_stale, texts, write_aside, write_import,
};

use super::shown;
use crate::cli::{ImportArgs, ResultFormat};
use crate::exit;
use crate::outcome::Outcome;
use crate::progress::Progress;

/// What became of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Its texts are in place.
    Written,
    /// `--dry-run`.
    DryRun,
    /// The map alone is written.
    MapSaved,
    /// Nobody confirmed the columns.
    NotConfirmed,
    /// A map or a word of the command line cannot be used.
    Unusable,
}

pub(crate) fn run(args: &ImportArgs) -> Outcome {
    stop::listen();
    let limits = Limits::default();
    let progress = Progress::start("reading the project");
    let held = match lock(&args.into) {
        Ok(Some(held)) => held,
        Ok(None) => {
            let folder = shown(&args.into);
            let message = format!("another import is working on `{folder}`; wait for it");
            return Outcome::failed(message, exit::WORLD);
        }
        Err(_) => {
            let folder = shown(&args.into);
            let message =
                format!("no `keyholder.toml` in `{folder}`; run `keyholder new` to make a project");
            return Outcome::failed(message, exit::WORLD);
        }
    };
    // What an import left undone that was killed.
    if !args.dry_run
        && let Err(error) = complete(&args.into)
    {
        return Outcome::failed(error, exit::WORLD);
    }
    let mut loaded = match load(&args.into, &limits) {
        Ok(loaded) => loaded,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    progress.next("reading exports");
    let exports = match exports(&args.exports, &limits) {
        Ok(exports) => exports,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    if exports.inputs.is_empty() {
        let some = list_some(exports.left_out.iter().map(String::as_str), 5);
        let there = match exports.left_out.len() {
            0 => "there is no file in it".to_owned(),
            _ => format!("there are {some}"),
        };
        return Outcome::failed(
            format!(
                "no file of the folder is called as an export is ({there}); unpack archives, or give a file by its own name"
            ),
            exit::WORLD,
        );
    }
    if let Some(refused) = bad_names(args) {
        return refused;
    }
    let import = work_out(args, &exports, &mut loaded, &limits, &progress);
    if import.interrupted || stop::asked() {
        return interrupted();
    }
    let confirmed = args.yes || import.by_map;
    let end = match () {
        () if unusable(&import) => End::Unusable,
        () if args.dry_run => End::DryRun,
        () if confirmed => End::Written,
        () if asks(args) && progress.aside(|| said_yes(&import, &loaded.sources)) => End::Written,
        () if args.save_map.is_some() => End::MapSaved,
        () => End::NotConfirmed,
    };
    progress.next("writing");
    let rejects = rejects(args, &import.name);
    if let Err(outcome) = write(args, &import, end, &held, &rejects) {
        return outcome;
    }
    progress.done();
    let faults = import.diagnostics.has_errors();
    let code = match end {
        End::Unusable | End::NotConfirmed => exit::USAGE,
        _ if faults => exit::FAULTS,
        _ => exit::DONE,
    };
    let rejects = (!import.proposal.refused.is_empty() && end == End::Written).then_some(rejects);
    let text = match args.format {
        ResultFormat::Human => show::human(&import, &loaded.sources, end, args, rejects.as_deref()),
        ResultFormat::Json => wire::json(&import, &loaded.sources, end, rejects.as_deref()),
    };
    Outcome::said(text, code)
}

/// Calls the pure part.
fn work_out(
    args: &ImportArgs,
    exports: &Exports,
    loaded: &mut Loaded,
    limits: &Limits,
    progress: &Progress,
) -> Import {
    let request = Request {
        name: args.name.clone(),
        map: args.map.clone(),
        save_map: args.save_map.clone(),
        columns: args.columns.clone(),
        aliases: args.aliases.clone(),
        accept_aliases: args.accept_aliases,
        encoding: args.encoding.clone(),
        operator: args.operator.clone(),
        as_of: args.as_of,
        replace: args.replace,
        left_out: exports.left_out.clone(),
    };
    let texts = texts(loaded);
    let project = Project {
        facts: &loaded.facts,
        texts: &texts,
        catalogue: &keyholder_project::catalogue(),
    };
    let mut watch = |what: &str, done: usize, of: usize| {
        progress.count(what, done, of);
        !stop::asked()
    };
    import(
        &exports.inputs,
        &request,
        &project,
        &mut loaded.sources,
        limits,
        &mut watch,
    )
}

/// Names that cannot be those of files.
fn bad_names(args: &ImportArgs) -> Option<Outcome> {
    let names = [
        ("--name", &args.name),
        ("--map", &args.map),
        ("--save-map", &args.save_map),
    ];
    for (flag, name) in names {
        let Some(name) = name else { continue };
        let plain =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
        let begins = name
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphanumeric());
        if !begins || !name.bytes().all(plain) || name == "aliases" || name.len() > 64 {
            let message = format!(
                "`{name}` cannot be used for `{flag}`: write small letters, digits and `-`, and not `aliases`"
            );
            return Some(Outcome::failed(message, exit::USAGE));
        }
    }
    let known = args
        .encoding
        .as_deref()
        .is_none_or(keyholder_intake::sheet::is_encoding);
    (!known).then(|| {
        let label = args.encoding.as_deref().unwrap_or_default();
        let message = format!(
            "`{label}` is no encoding that is known; write it as windows-1250, iso-8859-2 or utf-8"
        );
        Outcome::failed(message, exit::USAGE)
    })
}

/// Whether a map or a word of the command line cannot be used: then nothing is imported.
fn unusable(import: &Import) -> bool {
    import.diagnostics.iter().any(|d| d.code == Code::KH0705)
}

fn asks(args: &ImportArgs) -> bool {
    args.format == ResultFormat::Human
        && std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal()
}

/// Shows the columns and asks a person.
fn said_yes(import: &Import, sources: &Sources) -> bool {
    let question = format!(
        "{}Are the columns as they should be, and is it to be imported? [y/N] ",
        show::question(import, sources)
    );
    let mut out = anstream::stdout();
    if out.write_all(question.as_bytes()).and(out.flush()).is_err() {
        return false;
    }
    let mut answer = String::new();
    // While a person thinks, nothing is written yet.
    stop::at_once(true);
    let read = std::io::stdin().lock().read_line(&mut answer);
    stop::at_once(false);
    read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}

fn rejects(args: &ImportArgs, name: &str) -> PathBuf {
    let beside = || Path::new("keyholder-import").join(format!("{name}.refused.csv"));
    args.rejects.clone().unwrap_or_else(beside)
}

fn write(
    args: &ImportArgs,
    import: &Import,
    end: End,
    held: &keyholder_project::Lock,
    rejects: &Path,
) -> Result<(), Outcome> {
    let failed = |error: keyholder_project::WriteError| Outcome::failed(error, exit::WORLD);
    let map: Vec<_> = import.files.iter().take(1).cloned().collect();
    let files = match end {
        End::Written => import.files.as_slice(),
        End::MapSaved => map.as_slice(),
        _ => return Ok(()),
    };
    match write_import(&args.into, held, files, stop::asked) {
        Ok(true) => {}
        Ok(false) => return Err(interrupted()),
        Err(error) => return Err(failed(error)),
    }
    if end != End::Written {
        return Ok(());
    }
    match import.proposal.refused.is_empty() {
        // A list of rows that are all taken now would mislead.
        true if args.rejects.is_none() => remove_stale(rejects).map_err(failed),
        true => Ok(()),
        false => {
            let text = keyholder_intake::refused_csv(&import.proposal.refused);
            write_aside(rejects, text.as_bytes()).map_err(failed)
        }
    }
}

fn interrupted() -> Outcome {
    Outcome::failed("broken off; nothing was written", exit::INTERRUPTED)
}
