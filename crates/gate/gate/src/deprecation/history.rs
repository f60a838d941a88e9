//! The history of deprecations. It is read when the first finding needs it, because the walk over all commits takes long.

use std::sync::{Arc, OnceLock};

use protoward_inputs::{CommitStamp, Input};
use protoward_source::{Report, Severity};
use protoward_workspace::OpenOptions;
use protoward_workspace::chronicle::{Deprecations, chronicle};

/// The commits of an input, with what each deprecated.
#[derive(Clone, Debug)]
pub struct DeprecationHistory {
    input: Input,
    options: OpenOptions,
    walked: Arc<OnceLock<Result<Deprecations, String>>>,
}

impl DeprecationHistory {
    /// Creates the history of an input. Nothing is read yet.
    pub fn new(input: Input, options: OpenOptions) -> Self {
        Self { input, options, walked: Arc::default() }
    }

    /// Returns the commit since which an element has been deprecated; `None` if no commit has it.
    ///
    /// # Errors
    /// Fails with the reason if the history cannot be read: there is none, or a shallow clone lacks a part of it.
    pub fn since(&self, full_name: &str) -> Result<Option<&CommitStamp>, &str> {
        let walked = self.walked.get_or_init(|| self.walk());
        walked.as_ref().map(|deprecations| deprecations.since(full_name)).map_err(String::as_str)
    }

    /// Returns the reason if the history cannot be read.
    pub fn problem(&self) -> Option<&str> {
        self.walked.get_or_init(|| self.walk()).as_ref().err().map(String::as_str)
    }

    fn walk(&self) -> Result<Deprecations, String> {
        let mut report = Report::default();
        match chronicle(&self.input, "HEAD", &self.options, &mut report) {
            Some(chronicle) => Ok(chronicle.deprecations),
            None => {
                let error = report.iter().find(|it| it.severity == Severity::Error);
                Err(error.map(|it| it.message.clone()).unwrap_or_default())
            }
        }
    }
}
