//! Where descriptors come from: what an error about them can point to.

use std::io;
use std::path::Path;

use super::error::Error;
use protoward_codegen::{diagnostics, quiet};
use protoward_schema::Schema;
use protoward_schema::descriptor::decode;
use protoward_source::{Diagnostic, Report, Sources};

/// A schema, where the descriptors make one, and its texts.
#[derive(Default)]
pub(super) struct Origin {
    pub(super) schema: Option<Schema>,
    pub(super) sources: Sources,
    /// Why they do not make one. prost-build may take them all the same; where it stops, this is why.
    unlinked: Option<Box<Diagnostic>>,
}

impl Origin {
    /// Of descriptors that are there already.
    pub(super) fn of_set(bytes: &[u8], path: &Path) -> Result<Self, Box<Diagnostic>> {
        let mut sources = Sources::default();
        let name = path.display().to_string();
        let image = sources.add(&name, &name, None);
        let schema = decode(bytes, image, &mut sources)?;
        Ok(Self { schema: Some(schema), sources, unlinked: None })
    }

    /// Of files that were compiled.
    pub(super) const fn compiled(schema: Schema, sources: Sources) -> Self {
        Self { schema: Some(schema), sources, unlinked: None }
    }

    /// Of descriptors that make no schema.
    pub(super) fn unlinked(why: Box<Diagnostic>) -> Self {
        Self { unlinked: Some(why), ..Self::default() }
    }

    /// Runs a generator; what it says and what it panics about comes as an error, with places where they are known.
    pub(super) fn generating<T>(&self, generate: impl FnOnce() -> io::Result<T>) -> Result<T, Error> {
        match quiet::catch(generate) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.error(diagnostics::generator_said(&error))),
            Err(panic) => Err(self.stopped(&panic)),
        }
    }

    fn stopped(&self, panic: &str) -> Error {
        self.error(match &self.unlinked {
            Some(why) => diagnostics::unlinked(why),
            None => diagnostics::generator_stopped(panic, self.schema.as_ref()),
        })
    }

    fn error(&self, diagnostic: Diagnostic) -> Error {
        Error::new(&Report::from_iter([diagnostic]), &self.sources)
    }
}
