//! `--openapi_out`: documents for the services of the requested files.

use std::path::Path;

use super::document::document;
use super::documents::{Plan, plans};
use super::object::JsonValue;
use super::resources::Resources;
use super::schemas::OpenApiContext;
use super::settings::{Format, OpenApiSettings};
use super::versions::{SpecVersion, v2, v3_0};
use protoward_dynamic::Codec;
use protoward_http::{Bindings, RuleSources, UnknownMessage, duplicates, error_message};
use protoward_plugin::{Failure, Generated, GeneratedFile, Generator, GeneratorCall, Supports};
use protoward_schema::Schema;
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
        let settings = OpenApiSettings::parse(task.parameter).map_err(|words| Failure::refused(self.name(), words))?;
        let schema = &task.subject.schema;
        let sources = sources(schema, &settings).map_err(|words| Failure::refused(self.name(), words))?;
        error_body(schema, &settings).map_err(|words| Failure::refused(self.name(), words))?;
        let codec = Codec::new(schema);
        let plans = plans(schema, &task.file_ids(), &settings);
        let resources = Resources::new(schema);
        let context = OpenApiContext { codec: &codec, settings: &settings, resources: &resources };
        let documents = Documents { context, sources: &sources };
        let made = parallel::map(plans.len(), parallel::threads(None), |index| documents.file(&plans[index]));
        let (files, problems): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        let files: Vec<GeneratedFile> = files.into_iter().flatten().collect();
        let problems: Vec<Approximate> = sources.located_problems().chain(problems.into_iter().flatten()).collect();
        if problems.iter().any(|problem| problem.diagnostic.severity == Severity::Error) {
            return Err(Failure::invalid(self.name(), problems));
        }
        let notes = if files.is_empty() {
            b"openapi: no method has a `google.api.http` rule, so there is nothing to describe; `unbound=true` describes all methods\n".to_vec()
        } else {
            Vec::new()
        };
        Ok(Generated { files, supports: Supports::all(), notes, warnings: problems })
    }
}

/// Returns the sources of HTTP rules.
fn sources(schema: &Schema, settings: &OpenApiSettings) -> Result<RuleSources, String> {
    let path = settings.service_yaml.as_deref().unwrap_or_default();
    RuleSources::read(schema, settings.service_yaml.as_deref().map(Path::new), settings.unbound)
        .map_err(|error| format!("`service_yaml={path}`: cannot read the service YAML: {error}"))
}

/// Checks that the schema has the message of errors.
fn error_body(schema: &Schema, settings: &OpenApiSettings) -> Result<(), String> {
    let found = settings.error_body.as_deref().map(|name| error_message(schema, name));
    found.transpose().map(drop).map_err(|UnknownMessage { name, near }| {
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("`error_body={name}`: the schema has no such message{near}")
    })
}

/// The documents of a call.
struct Documents<'a> {
    context: OpenApiContext<'a>,
    sources: &'a RuleSources,
}

impl Documents<'_> {
    /// Returns the document of a plan if it has bindings, and the problems of its rules.
    fn file(&self, plan: &Plan) -> (Option<GeneratedFile>, Vec<Approximate>) {
        let OpenApiContext { codec, settings, .. } = self.context;
        let schema = codec.schema();
        let Bindings { bindings, mut problems } = self.sources.bindings(schema, &plan.services);
        let mut same = duplicates(schema, &bindings.iter().collect::<Vec<_>>());
        if settings.allows_duplicates {
            same.iter_mut().for_each(|problem| problem.diagnostic.severity = Severity::Warning);
        }
        problems.append(&mut same);
        let is_wrong = problems.iter().any(|problem| problem.diagnostic.severity == Severity::Error);
        if bindings.is_empty() || is_wrong {
            return (None, problems);
        }
        let document = document(self.context, plan, &bindings);
        let document = JsonValue::from(match settings.spec {
            SpecVersion::V3_1 => document,
            SpecVersion::V3_0 => v3_0(document),
            SpecVersion::V2 => v2(v3_0(document)),
        });
        let text = match settings.format {
            Format::Yaml => write_portable_yaml(&document),
            Format::Json => write_json(&document),
        };
        let file = GeneratedFile { name: plan.file.clone(), content: text.into_bytes(), ..GeneratedFile::default() };
        (Some(file), problems)
    }
}
