//! The program as a plugin of protoc and buf, which generates Rust from the descriptors of a request.

use crate::generate::option_text::generator_of_parameter;
use protoward_plugin::{Generated, GeneratedFile, PluginRequest, Supports, error_response, parameter_parts};
use protoward_rust_crate::generate_files;
use protoward_schema::descriptor::decode;
use protoward_schema::{Edition, FileId, Schema};
use protoward_source::{Report, SourcePath, Sources, plain};

/// The answer of a plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluginAnswer {
    /// The response, as bytes of a `CodeGeneratorResponse`.
    pub response: Vec<u8>,
    /// Warnings in words; empty if there are none.
    pub warnings: String,
}

/// The reason why bytes are not a request to a plugin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidRequest(String);

/// Answers a request of protoc or buf, a `CodeGeneratorRequest`, with Rust code. Its parameter has `plugin=prost` or
/// `plugin=tonic` (the default), and options of the plugin. A failure of the generator is a response too.
///
/// # Errors
/// Fails if the bytes are not a request.
pub fn answer(request: &[u8]) -> Result<PluginAnswer, InvalidRequest> {
    if request.is_empty() {
        return Err(InvalidRequest("it is empty".to_owned()));
    }
    let request = PluginRequest::decode(request).map_err(|error| InvalidRequest(error.to_string()))?;
    let mut warnings = String::new();
    let generated = generate(&request, &mut warnings);
    let response = generated.map_or_else(|message| error_response(&message), |it| it.to_response());
    Ok(PluginAnswer { response, warnings })
}

/// Generates the files of a request.
///
/// # Errors
/// Returns the error message for the response.
fn generate(request: &PluginRequest, warnings: &mut String) -> Result<Generated, String> {
    let mut entry = generator_of_parameter(&parameter_parts(&request.parameter))?;
    // Warnings are about these files and their imports.
    entry.paths.clone_from(&request.files);
    let mut sources = Sources::default();
    let image = sources.add("the request", SourcePath::name("the request"), None);
    let schema = decode(&request.descriptor_set, image, &mut sources);
    let schema = schema.map_err(|error| shown(&Report::from(error), &sources))?;
    let plan = generate_files(&schema, &requested_files(&schema, &request.files)?, &entry);
    let plan = plan.map_err(|report| shown(&report, &sources))?;
    let found = protoward_rust_crate::warnings(&schema, std::slice::from_ref(&entry));
    if !found.is_empty() {
        *warnings = shown(&found, &sources);
    }
    let file = |(name, content): (&str, &[u8])| GeneratedFile {
        name: name.to_owned(),
        content: content.to_vec(),
        ..GeneratedFile::default()
    };
    let supports = Supports { proto3_optional: true, editions: Some(Edition::PROTO2.0..=Edition::NEWEST.0) };
    Ok(Generated { files: plan.files().map(file).collect(), supports, ..Generated::default() })
}

/// Renders a report. protoc and buf say themselves that a response is an error.
fn shown(report: &Report, sources: &Sources) -> String {
    let text = plain(report, sources);
    text.strip_prefix("error: ").unwrap_or(&text).trim_end().to_owned()
}

fn requested_files(schema: &Schema, names: &[String]) -> Result<Vec<FileId>, String> {
    let id = |name: &String| schema.find_file(name).ok_or_else(|| format!("the request does not contain `{name}`"));
    names.iter().map(id).collect()
}
