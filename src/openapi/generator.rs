//! `--openapi_out`: documents for the services of the files that are asked for.

use super::document::document;
use super::documents::plans;
use super::settings::{Format, Settings};
use crate::plugin::{Failure, Generated, GeneratedFile, Generator, Supports, Task};
use protoward_dynamic::Codec;
use protoward_http::{Binding, bindings, duplicates};
use protoward_source::{Severity, parallel};
use protoward_values::{write_json, write_portable_yaml};

/// OpenAPI documents from `google.api.http` rules.
#[derive(Clone, Copy, Debug)]
pub struct OpenApi;

/// The generator that `--NAME_out` means, where it is this one.
pub fn generator(name: &str) -> Option<&'static dyn Generator> {
    Some(&OpenApi as &dyn Generator).filter(|generator| generator.name() == name)
}

impl Generator for OpenApi {
    fn name(&self) -> &str {
        "openapi"
    }

    fn generate(&self, task: &Task<'_>) -> Result<Generated, Box<Failure>> {
        let settings = Settings::parse(task.parameter).map_err(|words| Failure::refused(self.name(), words))?;
        let schema = &task.subject.schema;
        let (mut problems, mut wanted) = (Vec::new(), Vec::new());
        for plan in plans(schema, &task.file_ids(), &settings) {
            let mut found = bindings(schema, &plan.services);
            problems.append(&mut found.problems);
            let mut same = duplicates(schema, &found.bindings.iter().collect::<Vec<_>>());
            if settings.allows_duplicates {
                same.iter_mut().for_each(|problem| problem.diagnostic.severity = Severity::Warning);
            }
            problems.append(&mut same);
            if !found.bindings.is_empty() {
                wanted.push((plan, found.bindings));
            }
        }
        if problems.iter().any(|problem| problem.diagnostic.severity == Severity::Error) {
            return Err(Failure::invalid(self.name(), problems));
        }
        let codec = Codec::new(schema);
        let files = parallel::map(wanted.len(), parallel::threads(None), |index| {
            let (plan, bindings) = &wanted[index];
            let made = document(&codec, plan, &bindings.iter().collect::<Vec<&Binding>>(), &settings).into_node();
            let text = match settings.format {
                Format::Yaml => write_portable_yaml(&made),
                Format::Json => write_json(&made),
            };
            GeneratedFile { name: plan.file.clone(), content: text.into_bytes(), ..GeneratedFile::default() }
        });
        let notes = match files.is_empty() {
            true => b"openapi: no method has a `google.api.http` rule, so there is nothing to describe\n".to_vec(),
            false => Vec::new(),
        };
        Ok(Generated { files, supports: Supports::all(), notes, warnings: problems })
    }
}
