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

    pub(crate) fn done(self) {
        self.bar.finish_and_clear();
    }
}
