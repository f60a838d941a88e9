//! Build scripts with the feature `full`: custom options, additions to services, and types of other crates.

mod provided;

use std::path::{Path, PathBuf};

use super::cargo;
use super::digest::Parts;
use super::extension::Extension;
use super::origin::SourcedSchema;
use super::run::Run;
use protoward_build_protocol::Error;
use protoward_output::Plan;
use protoward_rust::tree::Files;
use protoward_rust::{Generator, ImportedTypes};
use protoward_rust_crate::additions::{self as all_additions, Additions};
use protoward_rust_crate::custom_options;
use protoward_rust_crate::providers::{self, MessageExtras, Provider};
use protoward_rust_crate::services;
use protoward_schema::{FileId, Schema};
use protoward_source::paths::shown;
use protoward_source::{Report, Sources};
use provided::Provided;

/// The steps with the feature.
struct Full {
    /// The dependencies that provide types to this crate.
    providers: Vec<Provider>,
    /// `true` if the input are files, whose types crates share.
    has_files: bool,
}

/// Reads the lists of types of the dependencies if the input are files.
pub(super) fn extension(run: &Run, has_files: bool) -> Result<Box<dyn Extension>, Error> {
    let providers =
        if has_files { provided::providers(&run.extras.provided_by, run.emit_rerun_if_changed)? } else { Vec::new() };
    Ok(Box::new(Full { providers, has_files }))
}

impl Extension for Full {
    fn folders(&self) -> Vec<PathBuf> {
        self.providers
            .iter()
            .map(Provider::own_folder)
            .chain(self.providers.iter().map(Provider::imports_folder))
            .collect()
    }

    /// Adds the types of other crates, and the files: the service config and the service YAML.
    fn add_to(&self, parts: &mut Parts, run: &Run) {
        parts.add(format!("{:?}", self.providers));
        for path in run.extras.services.files() {
            parts.add(path.as_os_str().as_encoded_bytes());
            parts.add_optional(std::fs::read(path).ok());
        }
    }

    fn imported_types(&self, run: &Run, schema: &Schema, sources: &Sources) -> ImportedTypes {
        let explicit = &run.settings.extern_paths;
        let prost = run.settings.runtime.prost();
        let json = run.additions.json.is_enabled;
        providers::import_types(schema, sources, &self.providers, &providers::ImportSettings { explicit, prost, json })
    }

    fn check(&self, run: &Run, schema: &Schema) -> Report {
        all_additions::check(schema, &all(run))
    }

    fn add(
        &self,
        run: &Run,
        (files, include): (&mut Files, Option<&str>),
        generator: &Generator<'_>,
        imported: &ImportedTypes,
    ) -> Result<(), Report> {
        if run.watches_files() {
            cargo::rerun_if_changed(run.extras.services.files().map(|path| shown(path).to_string()));
        }
        let schema = generator.schema();
        let is_foreign = |file: &FileId| imported.package_of(schema.text(schema[*file].path)).is_some();
        let elsewhere = schema.files.ids().filter(is_foreign).collect();
        all_additions::add(files, include, generator, &elsewhere, &all(run), &run.custom())
    }

    fn provided_types(
        &self,
        run: &Run,
        origin: &SourcedSchema,
        imported: &ImportedTypes,
        generator: &Generator<'_>,
    ) -> Result<Option<Plan>, Error> {
        let Some(module) = run.extras.provides.as_deref().filter(|_| self.has_files) else { return Ok(None) };
        let extras = MessageExtras { json: run.additions.json.is_enabled };
        let provided = Provided { module, generator, extras };
        provided::plan_provided_types(origin, imported, &provided, &run.folder()?).map(Some)
    }

    fn publish_types(&self, run: &Run, folder: &Path) -> Result<(), Error> {
        if run.extras.provides.is_some() { provided::publish(folder) } else { Ok(()) }
    }
}

/// Returns the additions of a run.
fn all(run: &Run) -> Additions {
    let extras = &run.extras.services;
    let has_routes = extras.rest || extras.connect;
    let mut code = run.additions.clone();
    code.json.is_rest = has_routes;
    Additions {
        code,
        custom_options: custom_options::CustomOptionSettings { paths: run.extras.custom_options.clone() },
        services: services::ServiceSettings {
            modules: extras.modules,
            in_process_client: extras.in_process_client,
            mock_server: extras.mock_server,
            rest: has_routes,
            rest_client: extras.rest_client,
            rest_settings: services::RestSettings {
                service_yaml: extras.service_yaml.clone(),
                unbound: extras.unbound,
                connect: extras.connect,
                ignored_parameters: extras.ignored_parameters.clone(),
                error_body: extras.error_body.clone(),
            },
            config: extras.config.clone(),
            is_for_crates: false,
        },
    }
}
