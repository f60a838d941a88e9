//! What is made of prost's code in a build script: where it is added.

use super::error::Error;
use super::origin::Origin;
use super::output;
use super::run::Run;
use protoward_codegen::additions::Subject;
use protoward_codegen::names::Names;
use protoward_codegen::passes::Files;
use protoward_codegen::providers::Taken;
use protoward_codegen::{additions, diagnostics};
use protoward_schema::Schema;

impl Run {
    /// Fails where the schema does not have what is asked for by name.
    pub(super) fn check_additions(&self, origin: &Origin, schema: &Schema) -> Result<(), Error> {
        let report = additions::check(schema, &self.additions);
        if report.has_errors() { Err(Error::new(&report, &origin.sources)) } else { Ok(()) }
    }

    /// Adds to generated files what is wanted of them.
    pub(super) fn add(&self, files: &mut Files, names: &Names, origin: &Origin, taken: &Taken) -> Result<(), Error> {
        let Some(schema) = origin.schema.as_ref() else { return Ok(()) };
        let of: Vec<_> = schema.files.ids().collect();
        let own: Vec<_> = {
            let is_own = |file: &protoward_schema::FileId| taken.package_of(schema.text(schema[*file].path)).is_none();
            of.iter().copied().filter(is_own).collect()
        };
        let subject = Subject {
            schema,
            files: &of,
            names,
            own: &own,
            nameless: self.nameless(),
            elsewhere: self.elsewhere(taken),
        };
        let added = additions::add(files, Some(output::INCLUDE_FILE), &subject, &self.additions);
        added.map_err(|why| Error::of(diagnostics::generator_stopped(&why, Some(schema))))
    }

    /// The attributes that fields get by their types, by their paths.
    pub(super) fn by_type(&self, origin: &Origin) -> Result<Vec<(String, String)>, Error> {
        let Some(schema) = origin.schema.as_ref() else { return Ok(Vec::new()) };
        additions::attributes(schema, &self.additions).map_err(|diagnostic| Error::of(*diagnostic))
    }
}
