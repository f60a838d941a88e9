use std::process::ExitCode;

/// The outcome of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Success without findings.
    Fine,
    /// Success with findings.
    Findings,
    /// Failure.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(100),
            Outcome::Failed => ExitCode::FAILURE,
        }
    }
}
