//! Custom options in a build script: how they are asked for, and what they need of a run.

use super::alike::by_path;
use super::builder::Builder;
use super::config::Config;
use super::error::Error;
use super::run::Run;
use protoward_codegen::custom_options::Elsewhere;
use protoward_codegen::diagnostics;
use protoward_codegen::providers::Taken;

by_path! {
    /// Custom options, with the feature `custom-options`.
    impl {
        /// Makes constants of custom options that match a path, in a module `custom_options` of each package: `.` for all of
        /// them, `.google.api` for those of a package, `http` for one.
        fn custom_options(run) { &mut run.additions.custom_options.paths }
    }
}

impl Run {
    /// Where types are that are not generated.
    pub(super) fn elsewhere(&self, taken: &Taken) -> Elsewhere {
        Elsewhere {
            extern_paths: self.asked.extern_paths.iter().chain(&taken.extern_paths).cloned().collect(),
            prost_types: self.prost_types.clone(),
        }
    }

    /// Descriptors of prost-types have lost what is asked for.
    pub(super) fn check_descriptors(&self) -> Result<(), Error> {
        match self.additions.custom_options.is_wanted() {
            true => Err(Error::of(diagnostics::no_custom_options_in_descriptors())),
            false => Ok(()),
        }
    }
}
