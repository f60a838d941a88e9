//! What a build forbids beyond the language: services, and imports that are not declared to it.

use super::arguments::{Allowed, Arguments};
use super::errors::{Failure, Violation};
use super::job::Job;
use crate::schema::{FileId, Import};

impl Arguments {
    /// Whether anything is forbidden.
    pub(super) fn has_policy(&self) -> bool {
        self.disallow_services || self.imports.names.is_some() || self.option_imports.names.is_some()
    }
}

/// Looks at the files that were given; the first one with a violation ends it, with all that is wrong with it.
pub(super) fn check(job: &Job<'_>) -> Result<(), Failure> {
    for file in job.files() {
        let violations = violations(job, file);
        if !violations.is_empty() {
            return Err(Failure::Violations(violations));
        }
    }
    Ok(())
}

fn violations(job: &Job<'_>, id: FileId) -> Vec<Violation> {
    let Job { arguments, schema, sources, .. } = job;
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
    let mut all = undeclared(&file.imports, &arguments.imports, "imported", "--direct_dependencies");
    let of_options = ("imported for options", "--option_dependencies");
    all.extend(undeclared(&file.option_imports, &arguments.option_imports, of_options.0, of_options.1));
    all
}
