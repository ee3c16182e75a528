//! `keyholder assess --watch`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use keyholder_project::{Look, Remembered};
use keyholder_reach::{Standing, Touched};
use keyholder_report::build::Chains;
use keyholder_report::diff::{self, Diff};
use keyholder_report::outline::Outline;
use keyholder_report::wire;
use keyholder_supply::Memory;

use super::assess::{To, a_project, make, outline, width};
use super::{Opened, faulty, open_again, shown};
use crate::exit;
use crate::outcome::Outcome;
use crate::progress::Progress;

/// How often the folder is looked at, and how long it must be still before it is read.
const LOOKS: Duration = Duration::from_millis(300);
const STILL: Duration = Duration::from_millis(100);

/// Answers that are told one by one.
const TOLD: usize = 20;

/// Assesses, and again whenever a file of the project is saved, until somebody ends it.
pub(crate) fn run(folder: &Path, to: &To<'_>, keep: Option<&Path>) -> Outcome {
    let outline = match to.map.map(outline).transpose() {
        Ok(outline) => outline,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    // What is written here must not count as a change.
    let own: Vec<PathBuf> = std::iter::once(to.out)
        .chain(keep)
        .map(Path::to_owned)
        .collect();
    let mut watch = Watch {
        folder,
        to,
        outline,
        tables: Remembered::new(keep.map(Path::to_owned)),
        memory: Memory::default(),
        last: None,
        chains: Chains::default(),
    };
    let mut seen = Look::at(folder, &own).unwrap_or_default();
    loop {
        let told = match (watch.once(), watch.last.is_some()) {
            (Ok(told), _) => told,
            // Who is not shown a first report has nothing to wait for.
            (Err(outcome), false) => return outcome,
            (Err(outcome), true) => format!("{}The report is as before.\n", outcome.err),
        };
        let mut out = anstream::stdout();
        if out
            .write_all(told.as_bytes())
            .and_then(|()| out.flush())
            .is_err()
        {
            return Outcome::said("", exit::DONE);
        }
        seen = changed(folder, &own, &seen);
    }
}

/// Waits until files are others than those seen, and until they are still.
fn changed(folder: &Path, own: &[PathBuf], seen: &Look) -> Look {
    let look = || Look::at(folder, own).unwrap_or_default();
    let mut now = look();
    while now == *seen {
        std::thread::sleep(LOOKS);
        now = look();
    }
    loop {
        std::thread::sleep(STILL);
        let then = look();
        if then == now {
            return now;
        }
        now = then;
    }
}

struct Watch<'a> {
    folder: &'a Path,
    to: &'a To<'a>,
    outline: Option<Outline>,
    tables: Remembered,
    memory: Memory,
    last: Option<(Standing, wire::Assessment)>,
    chains: Chains,
}

impl Watch<'_> {
    /// Reads what is there now, and makes the report of it; what to say.
    fn once(&mut self) -> Result<String, Outcome> {
        let start = Instant::now();
        let progress = Progress::start("reading");
        let opened = open_again(self.folder, &self.tables, &mut self.memory)
            .and_then(|opened| a_project(opened, self.folder))?;
        progress.next("computing reach");
        let net = opened.network.clone();
        let (standing, before, touched) = match self.last.take() {
            None => (Standing::new(net), None, Touched::Everything),
            Some((mut standing, before)) => {
                let touched = standing.update(net);
                (standing, Some(before), touched)
            }
        };
        let outline = self.outline.as_ref();
        let results = standing.assessment();
        self.chains
            .forget(|actor, view| standing.is_derived_otherwise(actor, view));
        let with = (outline, &self.chains);
        let made = make(&opened, results, self.to, with, self.folder, &progress);
        progress.done();
        let made = match made {
            Ok(made) => made,
            Err(outcome) => {
                // What stands is still right; what could not be written is tried again after the next change.
                self.last = before.map(|before| (standing, before));
                return Err(outcome);
            }
        };
        let told = match &before {
            None => format!(
                "{}\nWatching `{}`: save a file in it, and the report is made anew. Ctrl-C ends.\n",
                made.words(&opened, self.folder),
                shown(self.folder)
            ),
            Some(before) => {
                let diff = diff::between(before, &made.report);
                let seconds = start.elapsed().as_secs_f64();
                self.told(&diff, touched, &opened, seconds)
            }
        };
        self.last = Some((standing, made.report));
        Ok(told)
    }

    fn told(&self, diff: &Diff, touched: Touched, opened: &Opened, seconds: f64) -> String {
        let mut said = format!("\n{}", diff::human_up_to(diff, width(), TOLD));
        said.push_str(&again(touched, opened));
        said.push_str(&format!("Report made anew in {seconds:.1} s.\n"));
        said.push_str(&faulty(opened, self.folder));
        said
    }
}

/// How much was answered again.
fn again(touched: Touched, opened: &Opened) -> String {
    let net = &opened.network;
    match touched {
        Touched::Everything => "All was worked out again.\n".to_owned(),
        Touched::Some {
            routes,
            releases,
            classes,
            places,
        } => format!(
            "Worked out again: {routes} of {} routes, {releases} of {} releases, {classes} of {} classes of elements{}.\n",
            net.routes.len(),
            net.releases.len(),
            net.classes.len(),
            if places { ", and all sums" } else { "" }
        ),
    }
}
