//! Restrictions of a build beyond the language: services, and undeclared imports.

use crate::arguments::{Allowed, Arguments};
use crate::errors::{Failure, Violation};
use protoward_compiler::{Linked, LinkedFile};
use protoward_source::Sources;

impl Arguments {
    /// Returns `true` if there are restrictions.
    fn has_policy(&self) -> bool {
        self.disallow_services || self.imports.names.is_some() || self.option_imports.names.is_some()
    }
}

/// An input that violates a restriction.
pub(crate) struct RejectedInput {
    /// The index of the input in the command line.
    pub(crate) input: usize,
    pub(crate) failure: Failure,
}

/// Checks the inputs in order, up to the first that does not compile.
pub(crate) fn check(
    arguments: &Arguments,
    names: &[String],
    linked: &Linked<'_>,
    sources: &Sources,
) -> Option<RejectedInput> {
    if !arguments.has_policy() {
        return None;
    }
    // After the inputs, the list has files of descriptor sets that may declare the message.
    for (input, name) in names.iter().take(arguments.inputs.len()).enumerate() {
        let violations = violations(arguments, linked.file(name)?, sources);
        if !violations.is_empty() {
            return Some(RejectedInput { input, failure: Failure::Violations(violations) });
        }
    }
    None
}

/// Returns the violations of the first violated restriction, in protoc's order.
fn violations(arguments: &Arguments, file: LinkedFile<'_>, sources: &Sources) -> Vec<Violation> {
    let of = |message| Violation { path: sources.get(file.source()).display.clone(), message };
    if arguments.disallow_services && file.has_services() {
        return vec![of("this file has services, and `--disallow_services` was given".to_owned())];
    }
    let undeclared = |is_for_options, allowed: &Allowed, kind: &str, flag: &str| -> Vec<Violation> {
        let Some(names) = &allowed.names else { return Vec::new() };
        let imports = file.imports().filter(|(_, it)| *it == is_for_options).map(|(path, _)| path);
        let undeclared = imports.filter(|path| !names.iter().any(|name| name == path));
        let message = |path: &str| match &allowed.message {
            Some(message) => message.replace("%s", path),
            None => format!("`{path}` is {kind}, and `{flag}` does not declare it"),
        };
        undeclared.map(|path| of(message(&path))).collect()
    };
    let direct = undeclared(false, &arguments.imports, "imported", "--direct_dependencies");
    if !direct.is_empty() {
        return direct;
    }
    undeclared(true, &arguments.option_imports, "imported for options", "--option_dependencies")
}
