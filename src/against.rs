//! The flags for the baseline of a comparison: the versions to compare with, and the configuration to read them with.

use super::environment;
use super::guard::working_on;
use super::input::{InputArgs, reference};
use protoward_gate::{BaselineRequest, baseline_of_image, reference_below};
use protoward_inputs::Input;
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
    is_beside_change: bool,
}

impl AgainstArgs {
    /// Returns the baselines on the command line.
    pub(super) fn named(&self) -> &[String] {
        &self.against
    }

    /// Returns the same flags with a default that overrides the configuration.
    pub(super) fn or(&self, default: &str) -> Self {
        if self.against.is_empty() { Self { against: vec![default.to_owned()], ..self.clone() } } else { self.clone() }
    }

    /// Returns the flags for one project of the input. A folder, archive or repository is narrowed to the folder of the project;
    /// for an image, to its only project.
    pub(super) fn of_project(&self, input: &InputArgs) -> Self {
        let is_image = matches!(input.reference(), Ok(Input::Image(_))) && !input.no_nested();
        let baseline = |text: &String| {
            if is_image {
                baseline_of_image(text, &input.options())
            } else {
                reference_below(text, input.project_folder())
            }
        };
        Self { against: self.against.iter().map(baseline).collect(), ..self.clone() }
    }

    /// Returns the same flags for a part of the input, with its baselines.
    pub(super) fn of_part(&self, against: Vec<String>, is_beside_change: bool) -> Self {
        Self { against, is_beside_change, ..self.clone() }
    }

    /// Returns the options for opening the older version of an input.
    pub(super) fn options(&self, input: &InputArgs) -> OpenOptions {
        OpenOptions { config: self.against_config.clone(), ..input.options() }
    }

    /// Returns the request for the baselines. `is_required` is `true` if the command is about a comparison, and `if_baseline` if
    /// a missing baseline is no failure.
    pub(super) fn baselines(&self, input: &InputArgs, is_required: bool, if_baseline: bool) -> BaselineRequest<'_> {
        BaselineRequest {
            change: environment::change,
            against: &self.against,
            options: self.options(input),
            is_required,
            if_baseline,
            is_beside_change: self.is_beside_change,
            is_edited: false,
            on_input: working_on,
        }
    }
}
