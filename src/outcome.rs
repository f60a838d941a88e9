//! The outcome of a command, and its exit code.

use std::process::ExitCode;

/// The outcome of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The work is done, and nothing was found: exit code 0.
    Fine,
    /// The work is done, and something was found: exit code 100.
    Findings,
    /// The work could not be done: exit code 1.
    Failed,
    /// A call that ended with this status code of gRPC.
    Status(u8),
}

/// The exit code of the first status code, as in grpcurl.
const FIRST_STATUS: u8 = 64;

impl Outcome {
    /// Returns the worse outcome of two: a check that could not be done hides more than a finding.
    pub(super) const fn worst(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            (Self::Status(code), _) | (_, Self::Status(code)) => Self::Status(code),
            (Self::Findings, _) | (_, Self::Findings) => Self::Findings,
            (Self::Fine, Self::Fine) => Self::Fine,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(100),
            Outcome::Failed => ExitCode::FAILURE,
            Outcome::Status(code) => ExitCode::from(FIRST_STATUS + code),
        }
    }
}
