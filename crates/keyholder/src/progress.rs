//! A line that says what is being done, where a terminal shows it.

use std::time::Duration;

use indicatif::ProgressBar;

/// Progress on standard error; nothing when that is not a terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn start(what: &'static str) -> Self {
        let bar = ProgressBar::new_spinner();
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress { bar }
    }

    pub(crate) fn next(&self, what: impl Into<std::borrow::Cow<'static, str>>) {
        self.bar.set_message(what);
    }

    /// How far a step is.
    pub(crate) fn count(&self, what: &str, done: usize, of: usize) {
        self.bar.set_message(format!("{what}: {done} of {of}"));
    }

    /// How far a reading is, in bytes.
    pub(crate) fn bytes(&self, what: &str, done: u64, of: u64) {
        let percent = done.saturating_mul(100) / of.max(1);
        self.bar.set_message(format!("{what}: {percent} %"));
    }

    /// Runs something that asks a person, without the line in the way.
    pub(crate) fn aside<T>(&self, ask: impl FnOnce() -> T) -> T {
        self.bar.suspend(ask)
    }

    pub(crate) fn done(self) {
        self.bar.finish_and_clear();
    }
}
