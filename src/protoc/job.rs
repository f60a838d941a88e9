//! A compilation of `protoc` with its requested outputs.

use std::sync::Arc;

use super::arguments::Arguments;
use protoward_plugin::GeneratorInput;
use protoward_schema::{FileId, Schema};
use protoward_source::Sources;

/// Compiled files and the outputs that are requested of them.
pub(super) struct Job<'a> {
    pub(super) arguments: &'a Arguments,
    /// The names of the inputs, including repetitions.
    pub(super) names: &'a [String],
    pub(super) subject: &'a Arc<GeneratorInput>,
    pub(super) sources: &'a Sources,
}

impl Job<'_> {
    pub(super) fn schema(&self) -> &Schema {
        &self.subject.schema
    }

    /// Returns the input files in order, including repetitions.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.names.iter().map(|name| self.schema().find_file(name).expect("what was asked for was compiled"))
    }
}
