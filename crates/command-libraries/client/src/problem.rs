use protoward_source::{Diagnostic, Report, Sources};

/// The reason why there was no call: diagnostics with their sources.
#[derive(Debug)]
pub struct CallProblem {
    /// The diagnostics.
    pub report: Report,
    /// The texts with their places.
    pub sources: Sources,
}

impl From<Diagnostic> for Box<CallProblem> {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::new(CallProblem { report: Report::from_iter([diagnostic]), sources: Sources::default() })
    }
}
