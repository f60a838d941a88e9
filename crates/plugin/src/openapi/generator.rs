//! `--openapi_out`: documents for the services of the requested files.

use super::document::document;
use super::documents::{Plan, plans};
use super::object::JsonValue;
use super::settings::{Format, Settings};
use crate::{Failure, Generated, GeneratedFile, Generator, GeneratorCall, Supports};
use protoward_dynamic::Codec;
use protoward_http::{Bindings, bindings, duplicates};
use protoward_source::{Approximate, Severity, parallel};
use protoward_values::{write_json, write_portable_yaml};

/// The generator of OpenAPI documents from `google.api.http` rules.
#[derive(Clone, Copy, Debug)]
pub struct OpenApi;

/// Returns the generator of `--NAME_out`, if it is this one.
pub fn generator(name: &str) -> Option<&'static dyn Generator> {
    Some(&OpenApi as &dyn Generator).filter(|generator| generator.name() == name)
}

impl Generator for OpenApi {
    fn name(&self) -> &str {
        "openapi"
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        let settings = Settings::parse(task.parameter).map_err(|words| Failure::refused(self.name(), words))?;
        let schema = &task.subject.schema;
        let codec = Codec::new(schema);
        let plans = plans(schema, &task.file_ids(), &settings);
        let made = parallel::map(plans.len(), parallel::threads(None), |index| file(&codec, &plans[index], &settings));
        let (files, problems): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        let (files, problems): (Vec<GeneratedFile>, Vec<Approximate>) =
            (files.into_iter().flatten().collect(), problems.into_iter().flatten().collect());
        if problems.iter().any(|problem| problem.diagnostic.severity == Severity::Error) {
            return Err(Failure::invalid(self.name(), problems));
        }
        let notes = match files.is_empty() {
            true => b"openapi: no method has a `google.api.http` rule, so there is nothing to describe\n".to_vec(),
            false => Vec::new(),
        };
        Ok(Generated { files, supports: Supports::all(), notes, warnings: problems })
    }
}

/// Returns the document of a plan if it has bindings, and the problems of its rules.
fn file(codec: &Codec<'_>, plan: &Plan, settings: &Settings) -> (Option<GeneratedFile>, Vec<Approximate>) {
    let schema = codec.schema();
    let Bindings { bindings, mut problems } = bindings(schema, &plan.services);
    let mut same = duplicates(schema, &bindings.iter().collect::<Vec<_>>());
    if settings.allows_duplicates {
        same.iter_mut().for_each(|problem| problem.diagnostic.severity = Severity::Warning);
    }
    problems.append(&mut same);
    let is_wrong = problems.iter().any(|problem| problem.diagnostic.severity == Severity::Error);
    if bindings.is_empty() || is_wrong {
        return (None, problems);
    }
    let document = JsonValue::from(document(codec, plan, &bindings, settings));
    let text = match settings.format {
        Format::Yaml => write_portable_yaml(&document),
        Format::Json => write_json(&document),
    };
    let file = GeneratedFile { name: plan.file.clone(), content: text.into_bytes(), ..GeneratedFile::default() };
    (Some(file), problems)
}
