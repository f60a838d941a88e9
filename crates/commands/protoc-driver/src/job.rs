//! A compilation of `protoc` with its requested outputs.

use std::sync::Arc;

use crate::arguments::Arguments;
use protoward_plugin::GeneratorInput;
use protoward_schema::{FileId, Schema};
use protoward_source::Sources;

/// Compiled files and the outputs that are requested of them.
pub(crate) struct Job<'a> {
    pub(crate) arguments: &'a Arguments,
    /// The names of the inputs, including repetitions.
    pub(crate) names: &'a [String],
    pub(crate) subject: &'a Arc<GeneratorInput>,
    pub(crate) sources: &'a Sources,
}

impl Job<'_> {
    pub(crate) fn schema(&self) -> &Schema {
        &self.subject.schema
    }

    /// Returns the input files in order, including repetitions.
    pub(crate) fn files(&self) -> impl Iterator<Item = FileId> {
        self.names.iter().map(|name| self.schema().find_file(name).expect("what was asked for was compiled"))
    }
}
