//! Ctrl-C: noticed between two steps, so that what was begun is ended or left undone.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);
static AT_ONCE: AtomicBool = AtomicBool::new(false);

/// Begins to listen. Where the system cannot say, Ctrl-C ends the program as ever, which is safe too.
pub(super) fn listen() {
    let _ = ctrlc::set_handler(|| {
        ASKED.store(true, Ordering::SeqCst);
        if AT_ONCE.load(Ordering::SeqCst) {
            std::process::exit(i32::from(crate::exit::INTERRUPTED));
        }
    });
}

/// Whether somebody asked to stop.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Whether there is nothing that would have to be ended first.
pub(super) fn at_once(yes: bool) {
    AT_ONCE.store(yes, Ordering::SeqCst);
}
