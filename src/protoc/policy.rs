//! Restrictions of a build beyond the language: services, and undeclared imports.

use super::arguments::{Allowed, Arguments};
use super::errors::{Failure, Violation};
use super::job::Job;
use protoward_schema::{FileId, Import};

impl Arguments {
    /// Returns `true` if there are restrictions.
    pub(super) fn has_policy(&self) -> bool {
        self.disallow_services || self.imports.names.is_some() || self.option_imports.names.is_some()
    }
}

/// A rejected input.
pub(super) struct RejectedInput {
    /// The index.
    pub(super) input: usize,
    pub(super) failure: Failure,
}

/// Checks the inputs in order, up to the first that does not compile.
pub(super) fn check(job: &Job<'_>) -> Option<RejectedInput> {
    // After the inputs, the list has files of descriptor sets that may declare the message.
    for (input, name) in job.names.iter().take(job.arguments.inputs.len()).enumerate() {
        let violations = violations(job, job.schema().find_file(name)?);
        if !violations.is_empty() {
            return Some(RejectedInput { input, failure: Failure::Violations(violations) });
        }
    }
    None
}

/// Returns the violations of the first violated restriction, in protoc's order.
fn violations(job: &Job<'_>, id: FileId) -> Vec<Violation> {
    let Job { arguments, sources, .. } = job;
    let schema = job.schema();
    let file = &schema[id];
    let of = |message| Violation { path: sources.get(file.source).display.clone(), message };
    if arguments.disallow_services && !file.services.is_empty() {
        return vec![of("this file has services, and `--disallow_services` was given".to_owned())];
    }
    let undeclared = |imports: &[Import], allowed: &Allowed, kind: &str, flag: &str| -> Vec<Violation> {
        let Some(names) = &allowed.names else { return Vec::new() };
        let paths = imports.iter().map(|import| schema.text(import.path));
        let undeclared = paths.filter(|path| !names.iter().any(|name| name == path));
        let message = |path: &str| match &allowed.message {
            Some(message) => message.replace("%s", path),
            None => format!("`{path}` is {kind}, and `{flag}` does not declare it"),
        };
        undeclared.map(|path| of(message(path))).collect()
    };
    let direct = undeclared(&file.imports, &arguments.imports, "imported", "--direct_dependencies");
    if !direct.is_empty() {
        return direct;
    }
    undeclared(&file.option_imports, &arguments.option_imports, "imported for options", "--option_dependencies")
}
