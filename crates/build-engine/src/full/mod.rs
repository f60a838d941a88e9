//! Build scripts with the feature `full`: custom options, additions to services, types of other crates, and the check
//! that generated code is compatible with its crate.

mod environment;
mod fit;
mod provided;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::cargo;
use super::digest::Parts;
use super::error::{self, Error};
use super::origin::SourcedSchema;
use super::run::Run;
use protoward_codegen::additions::{self as all_additions, Additions};
use protoward_codegen::custom_options::{self, ExternalTypes};
use protoward_codegen::providers::{self, MessageExtras, Provider};
use protoward_codegen::services;
use protoward_output::Plan;
use protoward_rust::tree::Files;
use protoward_rust::{Generator, Settings};
use protoward_schema::{FileId, Schema};
use protoward_source::{Report, Sources};
use provided::Provided;

/// The dependencies that provide types to this crate.
pub(super) struct Providers(Vec<Provider>);

impl Providers {
    /// Returns the folders that contain the `.proto` files of the dependencies.
    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        self.0.iter().map(Provider::own_folder).chain(self.0.iter().map(Provider::imports_folder))
    }

    /// Adds the types of other crates to a hash.
    pub(super) fn add_to(&self, parts: &mut Parts) {
        parts.add(format!("{:?}", self.0));
    }

    /// Finds the types of a schema that the dependencies provide.
    pub(super) fn take(&self, run: &Run, schema: &Schema, sources: &Sources) -> ExternTypes {
        let explicit = &run.settings.extern_paths;
        let request = providers::ImportSettings {
            explicit,
            prost: run.settings.runtime.prost(),
            json: run.additions.json.is_enabled,
        };
        let mut types = providers::import_types(schema, sources, &self.0, &request);
        ExternTypes { report: std::mem::take(&mut types.report), types, provides: run.extras.provides.clone() }
    }
}

/// Types that other crates provide.
#[derive(Default)]
pub(super) struct ExternTypes {
    /// The problems with these types.
    pub(super) report: Report,
    types: providers::ImportedTypes,
    /// The module that contains the types of this crate, if other crates are to use them.
    provides: Option<String>,
}

impl ExternTypes {
    /// Adds the paths of the types to the settings of the generator.
    pub(super) fn set_on(&self, settings: &mut Settings) {
        settings.extern_paths.extend(self.types.extern_paths.iter().cloned());
        settings.not_copied.extend(self.types.uncopied.iter().cloned());
    }

    /// Returns the files whose services other crates provide.
    pub(super) fn files_without_services(&self) -> BTreeSet<&str> {
        self.types.files_without_services().collect()
    }
}

impl Run {
    /// Adds the files to a hash that a result depends on in addition to the schema: the service config, the service YAML, and
    /// the manifests of the crates that the code must fit.
    pub(super) fn add_other_files(&self, parts: &mut Parts, folder: &Path) {
        let read = self.extras.services.files().map(Path::to_owned);
        for path in read.chain(fit::manifests(folder)) {
            parts.add(path.as_os_str().as_encoded_bytes());
            parts.add_optional(std::fs::read(path).ok());
        }
    }

    /// Returns the dependencies that provide types to this crate.
    pub(super) fn providers(&self) -> Result<Providers, Error> {
        provided::providers(&self.extras.provided_by, self.emit_rerun_if_changed).map(Providers)
    }

    /// Reports requested names that are not in the schema.
    pub(super) fn check_additions(&self, schema: &Schema) -> Result<Report, Error> {
        Ok(all_additions::check(schema, &self.all_additions()))
    }

    fn all_additions(&self) -> Additions {
        let extras = &self.extras.services;
        let has_routes = extras.rest || extras.connect;
        let mut code = self.additions.clone();
        code.json.is_rest = has_routes;
        Additions {
            code,
            custom_options: custom_options::Settings { paths: self.extras.custom_options.clone() },
            services: services::Settings {
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
                validate: self.additions.validate.is_enabled,
            },
        }
    }

    /// Adds all code beyond that of prost and tonic.
    pub(super) fn add(
        &self,
        files: &mut Files,
        include: Option<&str>,
        generator: &Generator<'_>,
        (origin, taken): (&SourcedSchema, &ExternTypes),
    ) -> Result<(), Error> {
        if self.watches_files() {
            cargo::rerun_if_changed(self.extras.services.files().map(|path| path.display().to_string()));
        }
        let schema = &origin.schema;
        let is_foreign = |file: &FileId| taken.types.package_of(schema.text(schema[*file].path)).is_some();
        let elsewhere = ExternalTypes {
            files: schema.files.ids().filter(is_foreign).collect(),
            extern_paths: self.settings.extern_paths.iter().chain(&taken.types.extern_paths).cloned().collect(),
            prost_types: self.settings.prost_types_path.clone(),
        };
        let added = all_additions::add(files, include, generator, &elsewhere, &self.all_additions());
        added.map_err(|why| error::of_report(&why, &Sources::default()))
    }

    /// Plans the folder with the types that this crate provides, if it provides any.
    pub(super) fn plan_provided_types(
        &self,
        origin: &SourcedSchema,
        taken: &ExternTypes,
        generator: &Generator<'_>,
    ) -> Result<Option<Plan>, Error> {
        let Some(module) = &taken.provides else { return Ok(None) };
        let extras = MessageExtras { json: self.additions.json.is_enabled };
        let provided = Provided { module, generator, extern_paths: &self.settings.extern_paths, extras };
        provided::plan_provided_types(origin, &taken.types, &provided, &self.folder()?).map(Some)
    }

    /// Checks that the code is compatible with the crate that contains it.
    pub(super) fn check_fit(&self, files: &Files, folder: &Path, settings: &Settings) -> Result<(), Error> {
        let lines = fit::CargoLines { warnings: self.emit_rerun_if_changed, files: self.watches_files() };
        fit::check(files, folder, settings, lines)
    }

    /// Publishes the path of the list of types to the build scripts of crates that depend on this one.
    pub(super) fn publish_types(&self, folder: &Path) -> Result<(), Error> {
        if self.extras.provides.is_some() { provided::publish(folder) } else { Ok(()) }
    }
}
