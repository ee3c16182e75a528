//! `keyholder assess --watch`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use keyholder_project::{Look, Remembered};
use keyholder_reach::{Standing, Touched};
use keyholder_report::build::Chains;
use keyholder_report::diff::{self, Diff};
use keyholder_report::wire;
use keyholder_supply::Memory;

use super::assess::{To, a_project, make, name_of, outline, width};
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
    let mut watch = Watch {
        folder,
        to,
        tables: Remembered::new(keep.map(Path::to_owned)),
        memory: Memory::default(),
        last: None,
        chains: Chains::default(),
    };
    let files = Files::new(folder, to, keep);
    let mut seen = files.look();
    loop {
        let said = match (watch.once(), watch.last.is_some()) {
            (Ok(told), _) => say(&mut anstream::stdout(), &told),
            // Who is not shown a first report has nothing to wait for.
            (Err(outcome), false) => return outcome,
            (Err(outcome), true) => {
                let told = format!("{}The report is as before.\n", outcome.err);
                say(&mut anstream::stderr(), &told)
            }
        };
        // Whoever listened has hung up.
        if said.is_err() {
            return Outcome::said("", exit::DONE);
        }
        seen = files.changed(&seen);
    }
}

fn say(to: &mut impl Write, what: &str) -> std::io::Result<()> {
    to.write_all(what.as_bytes()).and_then(|()| to.flush())
}

/// What is looked at.
struct Files<'a> {
    folder: &'a Path,
    /// A map may lie anywhere.
    beside: Vec<PathBuf>,
    /// What is written here must not count as a change.
    own: Vec<PathBuf>,
}

impl<'a> Files<'a> {
    fn new(folder: &'a Path, to: &To<'_>, keep: Option<&Path>) -> Self {
        let name = name_of(folder);
        let report = ["html", "json"].map(|end| to.out.join(format!("{name}.{end}")));
        Files {
            folder,
            beside: to.map.map(Path::to_owned).into_iter().collect(),
            own: report
                .into_iter()
                .chain(keep.map(Remembered::file))
                .collect(),
        }
    }

    fn look(&self) -> Look {
        Look::at(self.folder, &self.beside, &self.own).unwrap_or_default()
    }

    /// Waits until files are others than those seen, and until they are still.
    fn changed(&self, seen: &Look) -> Look {
        let mut now = self.look();
        while now == *seen {
            std::thread::sleep(LOOKS);
            now = self.look();
        }
        loop {
            std::thread::sleep(STILL);
            let then = self.look();
            if then == now {
                return now;
            }
            now = then;
        }
    }
}

struct Watch<'a> {
    folder: &'a Path,
    to: &'a To<'a>,
    tables: Remembered,
    memory: Memory,
    last: Option<(Standing, wire::Assessment)>,
    chains: Chains,
}

impl Watch<'_> {
    /// Reads what is there now, and makes the report of it; what to say.
    fn once(&mut self) -> Result<String, Outcome> {
        let start = Instant::now();
        let outline = self.to.map.map(outline).transpose();
        let outline = outline.map_err(|error| Outcome::failed(error, exit::WORLD))?;
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
        let results = standing.assessment();
        self.chains
            .forget(|actor, view| standing.is_derived_otherwise(actor, view));
        let with = (outline.as_ref(), &self.chains);
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
