//! Services for Google's crate `grpc`, as its plugin `protoc-gen-rust-grpc` writes them. The crate and its code are a preview.
//!
//! The code of a file is in one file, with a client and a server for each service. It names messages at the root of their
//! crate, or of the module of messages.

mod paths;
mod service;

use crate::GeneratedFile;
use crate::crate_mapping::CrateMapping;
use crate::error::Unmapped;
use crate::names::files;
use paths::Paths;
use protoward_schema::{FileId, Schema};

/// The settings of the generator of services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrpcSettings {
    /// The crates of files that are not generated in the same call.
    pub crates: CrateMapping,
    /// The module of the messages, from the module of the code; empty or `self` for the same module.
    pub message_module: String,
    /// `true` leaves out the servers.
    pub client_only: bool,
}

/// The parameter of `--rust-grpc_out`. Unknown options are ignored; of repeated ones, the last counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrpcParameter {
    /// The path of the file with the crate mapping; empty for none.
    pub crate_mapping: String,
    /// The module of the messages.
    pub message_module: String,
    /// `true` leaves out the servers.
    pub client_only: bool,
}

impl GrpcParameter {
    /// Parses the parameter of `--rust-grpc_out`.
    ///
    /// ```
    /// use protoward_google_rust::grpc::GrpcParameter;
    ///
    /// assert!(GrpcParameter::parse("client_only=true").client_only);
    /// ```
    pub fn parse(parameter: &str) -> Self {
        let mut parsed = Self::default();
        for part in parameter.split(',') {
            match part.split_once('=').unwrap_or((part, "")) {
                ("crate_mapping", path) => path.clone_into(&mut parsed.crate_mapping),
                ("message_module_path", path) => path.clone_into(&mut parsed.message_module),
                ("client_only", value) => parsed.client_only = value == "true",
                _ => {}
            }
        }
        parsed
    }
}

/// Generates the services of files. A file without services has no code.
///
/// # Errors
/// Fails with the first file that uses a message whose crate is not known.
pub fn generate(
    schema: &Schema,
    generated: &[FileId],
    settings: &GrpcSettings,
) -> Result<Vec<GeneratedFile>, (FileId, Unmapped)> {
    let paths = Paths::new(schema, generated, settings);
    let mut outputs = Vec::new();
    for &file in generated.iter().filter(|&&file| !schema[file].services.is_empty()) {
        let mut page = String::new();
        for &id in &schema[file].services {
            service::write(&paths, id, settings.client_only, &mut page).map_err(|why| (file, why))?;
        }
        outputs.push(GeneratedFile { path: files::services(schema.text(schema[file].path)), content: page });
    }
    Ok(outputs)
}
