//! Build scripts without the feature `full`: prost messages, tonic services and JSON.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::digest::Parts;
use super::error::{self, Error};
use super::origin::SourcedSchema;
use super::run::Run;
use super::{cargo, diagnostics};
use protoward_output::Plan;
use protoward_rust::additions;
use protoward_rust::additions::packages::Packages;
use protoward_rust::tree::Files;
use protoward_rust::{Generator, Settings};
use protoward_schema::Schema;
use protoward_source::{Report, Sources};

/// The dependencies that provide types to this crate: none.
pub(super) struct Providers;

impl Providers {
    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        std::iter::empty()
    }

    pub(super) fn add_to(&self, _: &mut Parts) {}

    pub(super) fn take(&self, _: &Run, _: &Schema, _: &Sources) -> ExternTypes {
        ExternTypes::default()
    }
}

/// Types that other crates provide: none.
#[derive(Default)]
pub(super) struct ExternTypes {
    pub(super) report: Report,
}

impl ExternTypes {
    pub(super) fn set_on(&self, _: &mut Settings) {}

    pub(super) fn files_without_services(&self) -> BTreeSet<&str> {
        BTreeSet::new()
    }
}

impl Run {
    pub(super) fn add_other_files(&self, _: &mut Parts, _: &Path) {}

    /// Fails if a setting needs the feature `full`, and warns about types that other crates provide.
    pub(super) fn providers(&self) -> Result<Providers, Error> {
        self.check_extras()?;
        if self.emit_rerun_if_changed && !cargo::provided_lists().is_empty() {
            cargo::warn(&diagnostics::provided_without_full());
        }
        Ok(Providers)
    }

    /// Fails if a setting needs the feature `full`.
    fn check_extras(&self) -> Result<(), Error> {
        self.extras.first_enabled().map_or(Ok(()), |method| Err(error::of(diagnostics::needs_full(method))))
    }

    pub(super) fn check_additions(&self, schema: &Schema) -> Result<Report, Error> {
        self.check_extras()?;
        Ok(additions::check(schema, &self.additions))
    }

    /// Adds JSON and validation.
    pub(super) fn add(
        &self,
        files: &mut Files,
        _include: Option<&str>,
        generator: &Generator<'_>,
        _: (&SourcedSchema, &ExternTypes),
    ) -> Result<(), Error> {
        if self.additions.adds_code() {
            additions::add(files, generator, &Packages::of(generator, files), &self.additions);
        }
        Ok(())
    }

    pub(super) fn plan_provided_types(
        &self,
        _: &SourcedSchema,
        _: &ExternTypes,
        _: &Generator<'_>,
    ) -> Result<Option<Plan>, Error> {
        Ok(None)
    }

    pub(super) fn check_fit(&self, _: &Files, _: &Path, _: &Settings) -> Result<(), Error> {
        Ok(())
    }

    pub(super) fn publish_types(&self, _: &Path) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use crate::call::tests::generated;
    use protoward_build_protocol::{Options, ServiceAdditions, ServiceOptions};

    const PROTO: &str = "syntax = \"proto3\";\nmessage A {}\n";

    fn of_services(additions: ServiceAdditions) -> Options {
        Options { services: Some(ServiceOptions { additions, ..ServiceOptions::default() }), ..Options::default() }
    }

    #[test]
    fn rejects_settings_that_need_full() {
        let none = ServiceAdditions::default;
        let options = [
            Options { custom_options: vec![".".to_owned()], ..Options::default() },
            Options { provides: Some("crate::proto".to_owned()), ..Options::default() },
            Options { provided_by: vec![b"list".to_vec()], ..Options::default() },
            of_services(ServiceAdditions { service_modules: true, ..none() }),
            of_services(ServiceAdditions { in_process_client: true, ..none() }),
            of_services(ServiceAdditions { mock_server: true, ..none() }),
            of_services(ServiceAdditions { connect: true, ..none() }),
            of_services(ServiceAdditions { rest: true, ..none() }),
            of_services(ServiceAdditions { rest_client: true, ..none() }),
            of_services(ServiceAdditions { service_config: Some(b"config.json".to_vec()), ..none() }),
        ];
        for options in options {
            let error = generated(PROTO, options).unwrap_err().to_string();
            assert!(error.contains("needs the feature `full` of protoward-build"), "{error}");
        }
        assert_ne!(generated(PROTO, of_services(none())).unwrap(), 0);
    }
}
