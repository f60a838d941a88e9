//! The steps of a run that the feature `full` extends.

use std::path::{Path, PathBuf};

#[cfg(feature = "full")]
pub(super) use super::full::extension;
#[cfg(not(feature = "full"))]
pub(super) use super::without_full::extension;

use super::digest::Parts;
use super::origin::SourcedSchema;
use super::run::Run;
use protoward_build_protocol::Error;
use protoward_output::Plan;
use protoward_rust::additions::{self, custom::CustomCode};
use protoward_rust::tree::Files;
use protoward_rust::{Generator, ImportedTypes};
use protoward_schema::Schema;
use protoward_source::{Report, Sources};

/// The steps of a run that the feature `full` extends. The defaults are those without it: prost messages, tonic services, JSON
/// and validation.
pub(super) trait Extension: Send {
    /// Returns the folders that contain the `.proto` files of other crates.
    fn folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Adds everything to a hash that a result depends on in addition to the settings and the schema.
    fn add_to(&self, _: &mut Parts, _run: &Run) {}

    /// Finds the types of a schema that other crates provide.
    fn imported_types(&self, _run: &Run, _: &Schema, _: &Sources) -> ImportedTypes {
        ImportedTypes::default()
    }

    /// Reports requested names that are not in the schema.
    fn check(&self, run: &Run, schema: &Schema) -> Report {
        additions::check(schema, &run.additions)
    }

    /// Adds all code beyond that of prost and tonic. `include` is the module file.
    ///
    /// # Errors
    /// Reports parts of the schema that no code can be generated from.
    fn add(
        &self,
        run: &Run,
        (files, _include): (&mut Files, Option<&str>),
        generator: &Generator<'_>,
        _: &ImportedTypes,
    ) -> Result<(), Report> {
        additions::add_all(files, generator, &run.additions, &run.custom())
    }

    /// Plans the folder with the types that this crate provides, if it provides any.
    fn provided_types(
        &self,
        _run: &Run,
        _: &SourcedSchema,
        _: &ImportedTypes,
        _: &Generator<'_>,
    ) -> Result<Option<Plan>, Error> {
        Ok(None)
    }

    /// Publishes the path of the list of types to the build scripts of crates that depend on this one.
    fn publish_types(&self, _run: &Run, _folder: &Path) -> Result<(), Error> {
        Ok(())
    }
}

impl Run {
    /// Returns the generators of additional code.
    pub(super) fn custom(&self) -> Vec<&dyn CustomCode> {
        self.custom.iter().map(|custom| &**custom as &dyn CustomCode).collect()
    }
}
