//! `--descriptor_set_in`: special cases for files from descriptor sets, which outputs contain as they are.

use crate::arguments::{Arguments, Job};
use crate::errors::Failure;
use crate::search::SearchPath;
use protoward_schema::Schema;
use protoward_schema::descriptor::{Descriptor, Descriptors, JsonNames};
use protoward_source::{Diagnostic, Place, Report, Severity, Sources};

impl Arguments {
    pub(crate) fn has_sets(&self) -> bool {
        !self.descriptor_sets.is_empty()
    }
}

/// Removes warnings about files from descriptor sets; protoc warns only about texts.
pub(crate) fn without_set_warnings(report: Report, sources: &Sources, search: &SearchPath) -> Report {
    let place = |diagnostic: &Diagnostic| diagnostic.in_protoc.or(diagnostic.place());
    let described = |diagnostic: &Diagnostic| {
        place(diagnostic).map(|it| it.source).filter(|&source| search.is_described(&sources.get(source).name))
    };
    let keep = |diagnostic: Diagnostic| match described(&diagnostic) {
        Some(_) if diagnostic.severity == Severity::Warning => None,
        Some(source) => Some(diagnostic.in_protoc(Place::whole(source))),
        None => Some(diagnostic),
    };
    report.into_iter().filter_map(keep).collect()
}

/// Returns the descriptors of a compilation, with those from sets unmodified.
pub(crate) fn restored(made: Descriptors, schema: &Schema, arguments: &Arguments) -> Descriptors {
    let search = &arguments.search;
    if arguments.has_sets() {
        search.descriptor_source().restore(&made, schema, JsonNames::All, |name| search.is_described(name))
    } else {
        made
    }
}

/// Returns the descriptor set of `-o`.
pub(crate) fn descriptor_set(job: &Job<'_>) -> Vec<u8> {
    let Job { arguments, subject, .. } = job;
    let schema = &subject.schema;
    let descriptors = &subject.descriptors;
    let position = |name: &str| descriptors.position(name).expect("what was asked for was compiled");
    let requested = || schema.requested.iter().map(|&file| position(schema.text(schema[file].path)));
    let positions = if arguments.include_imports {
        descriptors.with_imports(&job.names.iter().map(|name| position(name)).collect::<Vec<_>>())
    } else {
        requested().collect()
    };
    let bytes = |file: usize| {
        let file: &Descriptor = &descriptors.files()[file];
        if arguments.retain_options { &file.whole } else { file.stripped() }
    };
    protoward_proto_text::descriptor_set(positions.into_iter().map(bytes), arguments.include_source_info)
}

/// Returns all files as a schema, with the options and JSON names that only the sets contain.
pub(crate) fn schema(job: &Job<'_>) -> Result<Schema, Failure> {
    let search = &job.arguments.search;
    let subject = job.subject;
    let is_described = |name: &str| search.is_described(name);
    let descriptors =
        search.descriptor_source().restore(&subject.descriptors, &subject.schema, JsonNames::Declared, is_described);
    descriptors.linked(false, &mut Sources::default()).map_err(|diagnostic| Failure::Output(diagnostic.message))
}
