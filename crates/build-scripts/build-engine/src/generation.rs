//! The steps from a [`LinkedInput`] to written files. Either all files are written or none.

use std::io;

use prost_types::FileDescriptorSet;

use super::diagnostics::{diagnostic_error, report_error};
use super::output::{self, INCLUDE_FILE, Includes, Output};
use super::record::WrittenFile;
use super::session::{self, Outcome};
use super::subject::{Files, Input, LinkedInput};
use super::{key, stale};
use protoward_build_protocol::Error;
use protoward_compiler::prost::descriptor_set;
use protoward_rust::additions::{self, embedded};
use protoward_rust::tree::{generated, with_added};
use protoward_rust::{Generator, ImportedTypes, RustSettings, checks, diagnostics as generator_diagnostics, editions};
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::paths::portable;

use super::run::Run;

impl Run {
    /// Generates code for a call of the build script, unless nothing has changed since the previous run.
    pub(super) fn generate_if_changed(&self, input: Input, includes: Includes) -> Result<(), Error> {
        let folder = self.folder()?;
        let key = key::key(self, &input, &folder, includes);
        let run = self.clone();
        let finish = move |call| run.generate(input.link(&run)?, includes, call);
        if let Outcome::Unchanged(call, code) = session::call(key, Box::new(finish))? {
            stale::keep(call, &folder, &code);
        }
        Ok(())
    }

    /// Generates and writes code for a call of the build script.
    pub(super) fn generate(
        &self,
        subject: LinkedInput,
        includes: Includes,
        call: usize,
    ) -> Result<Vec<WrittenFile>, Error> {
        self.check(&subject)?;
        let settings = self.settings_for(&subject)?;
        let schema = &subject.origin.schema;
        let of = if self.extras.custom_options.is_empty() {
            additions::generated_files(schema, &self.additions)
        } else {
            // The constants of options of `buf.validate` have its types.
            schema.files.ids().collect()
        };
        let generator = checks::generator(schema, &of, &settings);
        let generator = generator.map_err(|report| report_error(&report, &subject.origin.sources))?;
        let generator = generator.with_sources(Some(&subject.origin.sources));
        let LinkedInput { origin, imported, extension, .. } = &subject;
        let provided_types = extension.provided_types(self, origin, imported, &generator)?;
        let include = self.include_file.is_some().then_some(INCLUDE_FILE);
        let (mut files, modules) = generated(&generator, include);
        if self.embeds_set {
            let descriptors = encode(schema, Encode { imports: true, source_info: false });
            embedded::add(&mut files, include, descriptors);
        }
        let added = extension.add(self, (&mut files, include), &generator, imported);
        added.map_err(|report| report_error(&report, &origin.sources))?;
        let output = Output {
            call,
            folder: self.folder()?,
            include_file: self.include_file.as_deref(),
            includes,
            module_tree: self.module_tree,
            prints_instructions: self.emit_rerun_if_changed,
        };
        self.check_fit(&files, &output.folder, &settings)?;
        let modules = with_added(modules, &files, &generator);
        let written =
            output.write_all(files, modules, subject.set.into_iter().chain(provided_types).collect::<Vec<_>>())?;
        subject.extension.publish_types(self, &output.folder)?;
        Ok(written)
    }

    /// Returns the settings, extended by the types of other crates and the attributes of field types.
    pub(super) fn settings_for(&self, subject: &LinkedInput) -> Result<RustSettings, Error> {
        let mut settings = self.settings.clone();
        subject.imported.set_on(&mut settings);
        additions::settings_with(settings, &subject.origin.schema, &self.additions)
            .map_err(|report| report_error(&report, &subject.origin.sources))
    }

    /// Compiles files to descriptors for prost, which does not support editions. Writes the descriptor set if one was requested.
    pub(super) fn load(&mut self, files: &Files) -> Result<(FileDescriptorSet, ImportedTypes), Error> {
        self.settings.runtime = self.runtime_over(self)?;
        let input = match self.set.as_deref().filter(|_| self.from_set) {
            Some(set) => self.read_set(set)?,
            None => self.read_files(&files.protos, &files.includes)?,
        };
        let subject = input.link(self)?;
        let settings = self.settings_for(&subject)?;
        let files: Vec<_> = subject.origin.schema.files.ids().collect();
        let generator = Generator::new(&subject.origin.schema, &files, &settings);
        let generator =
            generator.map_err(|error| diagnostic_error(*generator_diagnostics::invalid_extern_path(&error)))?;
        let LinkedInput { origin, imported, extension, .. } = &subject;
        let provided_types = extension.provided_types(self, origin, imported, &generator)?;
        let fds = self.legacy_descriptors(&subject)?;
        let LinkedInput { imported, set, .. } = subject;
        output::write(&set.into_iter().chain(provided_types).collect::<Vec<_>>())?;
        Ok((fds, imported))
    }

    /// Returns descriptors for prost, without the services that other crates provide.
    pub(super) fn legacy_descriptors(&self, subject: &LinkedInput) -> Result<FileDescriptorSet, Error> {
        let schema = &subject.origin.schema;
        let files: Vec<_> = schema.files.ids().collect();
        let as_string = self.settings.utf8_none_as_string;
        let bytes = editions::legacy_descriptors(schema, &files, !self.skip_source_info, as_string);
        let fds = descriptor_set(&bytes).map_err(|error| Error::from(io::Error::other(error)));
        let mut fds = fds?;
        let files = fds.file.iter_mut().filter(|file| subject.imported.excludes_services_of(file.name()));
        files.for_each(|file| file.service.clear());
        Ok(fds)
    }

    /// Validates the settings against the schema. Errors are returned, and warnings are printed through Cargo.
    fn check(&self, LinkedInput { origin, extension, .. }: &LinkedInput) -> Result<(), Error> {
        let schema = &origin.schema;
        let files: Vec<_> = schema.files.ids().collect();
        let include_file = self.include_file.as_ref().map(portable);
        let report = checks::check(schema, &files, &self.settings, include_file.as_deref(), &|_, _| None);
        if report.has_errors() {
            return Err(report_error(&report, &origin.sources));
        }
        self.warn(&report, origin);
        #[cfg(not(feature = "validate"))]
        if let Some(option) = self.additions.option_of_rules() {
            return Err(diagnostic_error(crate::diagnostics::needs_validate(option)));
        }
        let report = extension.check(self, schema);
        if report.has_errors() { Err(report_error(&report, &origin.sources)) } else { Ok(()) }
    }
}
