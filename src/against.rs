//! The flags for the baseline of a comparison.

use super::input::{InputArgs, reference};
use protoward_workspace::OpenOptions;

/// The baseline of a comparison.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct AgainstArgs {
    /// The baseline, such as `git:HEAD~1`, `merge-base:main`, an image, or the releases `tags:v1.*#last=2`; may be repeated;
    /// defaults to the configuration, or else to the merge base with the default branch
    #[arg(long, value_name = "INPUT", value_parser = reference)]
    against: Vec<String>,

    /// The configuration of the older version: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    against_config: Option<String>,

    /// `true` for a part of an input whose other parts have uncommitted changes: this one may be compared with itself
    #[arg(skip)]
    pub(super) is_beside_change: bool,
}

impl AgainstArgs {
    /// Returns the baselines on the command line.
    pub(super) fn named(&self) -> &[String] {
        &self.against
    }

    /// Returns the same flags for a part of the input, with its baselines.
    pub(super) fn of_part(&self, against: Vec<String>, is_beside_change: bool) -> Self {
        Self { against, is_beside_change, ..self.clone() }
    }

    /// Returns the options for opening the older version of an input.
    pub(super) fn options(&self, input: &InputArgs) -> OpenOptions {
        OpenOptions { config: self.against_config.clone(), ..input.options() }
    }
}
