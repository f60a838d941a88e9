//! The assignment of services to documents, and the names of documents.

use std::collections::BTreeMap;

use super::settings::{DocumentScope, Format, OpenApiSettings};
use protoward_schema::{FileId, Schema, ServiceId};

/// A document to generate, before options of the schema are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// The path below the output folder.
    pub(super) file: String,
    /// The title if neither settings nor options have one.
    pub(super) title: String,
    /// The version if neither settings nor options have one.
    pub(super) version: String,
    /// The services, in file order.
    pub(super) services: Vec<ServiceId>,
}

/// Returns the documents for the services of some files, sorted by name.
pub(super) fn plans(schema: &Schema, files: &[FileId], settings: &OpenApiSettings) -> Vec<Plan> {
    let mut files = files.to_vec();
    // The order of arguments must not change a document.
    files.sort_by_key(|&file| schema.text(schema[file].path).to_owned());
    let mut groups: BTreeMap<String, Plan> = BTreeMap::new();
    for (file, service) in files.iter().flat_map(|&file| schema[file].services.iter().map(move |&it| (file, it))) {
        let package = schema.package(file);
        let name = match settings.per {
            DocumentScope::All => String::new(),
            DocumentScope::Package => package.to_owned(),
            DocumentScope::Service => schema.full_name(service.into()),
        };
        let plan = groups.entry(name).or_insert_with_key(|name| Plan {
            file: file_name(name, settings),
            title: if name.is_empty() { "API".to_owned() } else { name.clone() },
            version: version(package, settings),
            services: Vec::new(),
        });
        plan.services.push(service);
    }
    groups.into_values().collect()
}

fn file_name(name: &str, settings: &OpenApiSettings) -> String {
    if let Some(file) = &settings.file {
        return file.clone();
    }
    let ending = match settings.format {
        Format::Yaml => "openapi.yaml",
        Format::Json => "openapi.json",
    };
    if name.is_empty() { ending.to_owned() } else { format!("{name}.{ending}") }
}

/// Returns the last component of a package if it is a version: `v1`, `v1beta2`.
fn version(package: &str, settings: &OpenApiSettings) -> String {
    let last = package.rsplit('.').next().unwrap_or_default();
    let is_version = last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    if is_version && settings.per != DocumentScope::All { last.to_owned() } else { "0.0.0".to_owned() }
}
