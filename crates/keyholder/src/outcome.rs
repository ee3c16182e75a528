//! What a command has to say, and the code it ends with.

use std::io::Write;
use std::process::ExitCode;

/// The end of a command.
pub(crate) struct Outcome {
    /// For standard output.
    pub(crate) out: String,
    /// For standard error.
    pub(crate) err: String,
    /// The exit code.
    pub(crate) code: u8,
}

impl Outcome {
    pub(crate) fn said(out: impl Into<String>, code: u8) -> Self {
        Outcome {
            out: out.into(),
            err: String::new(),
            code,
        }
    }

    pub(crate) fn failed(err: impl std::fmt::Display, code: u8) -> Self {
        Outcome {
            out: String::new(),
            err: format!("keyholder: {err}\n"),
            code,
        }
    }

    /// Prints and ends. A reader that hung up early (`| head`) is no fault.
    pub(crate) fn finish(self) -> ExitCode {
        let out = anstream::stdout().write_all(self.out.as_bytes());
        let err = anstream::stderr().write_all(self.err.as_bytes());
        match out.and(err) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                ExitCode::from(crate::exit::WORLD)
            }
            _ => ExitCode::from(self.code),
        }
    }
}
