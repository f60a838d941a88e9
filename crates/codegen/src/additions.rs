//! What is made of prost's code once it is there: JSON, custom options, and what prost does not have for fields. The code is
//! read once for all of these; what tonic has made, `services` reads by itself.

use std::collections::BTreeMap;

use super::code::Packages;
use super::custom_options::{self, Elsewhere};
use super::names::Names;
use super::{field_types, json};
use protoward_schema::{FileId, Schema};
use protoward_source::{Diagnostic, Report};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// Custom options.
    pub custom_options: custom_options::Settings,
    /// JSON.
    pub json: json::Settings,
    /// What prost does not have for fields.
    pub field_types: field_types::Settings,
}

impl Additions {
    /// What a builder was told, and else what its configuration of prost was.
    pub fn over(self, config: Self) -> Self {
        Self {
            custom_options: self.custom_options.over(config.custom_options),
            json: if self.json.is_wanted { self.json } else { config.json },
            field_types: self.field_types.over(config.field_types),
        }
    }

    /// Whether they need to know what prost has written.
    fn read_code(&self) -> bool {
        let parts = [self.custom_options.is_wanted(), self.json.is_wanted, self.field_types.change_code()];
        parts.contains(&true)
    }
}

/// Reports everything that is asked for by name and that the schema does not have.
#[allow(unused_variables, unused_mut, reason = "JSON asks for nothing by name")]
pub fn check(schema: &Schema, wanted: &Additions) -> Report {
    let mut report = Report::default();
    report.append(custom_options::check(schema, &wanted.custom_options));
    report.append(field_types::check(schema, &wanted.field_types));
    report
}

/// The attributes that fields get by their types, by their paths.
///
/// # Errors
/// When something is asked for that the schema does not have.
pub fn attributes(schema: &Schema, wanted: &Additions) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
    field_types::expanded(schema, &wanted.field_types.attributes)
}

/// What was generated, beside its code.
pub struct Subject<'a> {
    /// The schema that code is generated from.
    pub schema: &'a Schema,
    /// The files that there is code of.
    pub files: &'a [FileId],
    /// What things are called.
    pub names: &'a Names,
    /// Those of the files that are not of other crates.
    pub own: &'a [FileId],
    /// The file of what has no package, without its ending.
    pub nameless: &'a str,
    /// Where types are that there is no code of.
    pub elsewhere: Elsewhere,
}

/// Changes the files of a run, and adds to them; `include` is the one that declares the modules of all others.
///
/// # Errors
/// When a file is not what prost writes.
pub fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    subject: &Subject<'_>,
    wanted: &Additions,
) -> Result<(), String> {
    if !wanted.read_code() {
        return Ok(());
    }
    let Subject { schema, files: generated, names, .. } = *subject;
    if wanted.custom_options.is_wanted() {
        let options = (&subject.elsewhere, &wanted.custom_options);
        custom_options::begin(files, include, (schema, subject.own), names, options, subject.nameless);
    }
    let mut packages = Packages::read(files, include, schema, generated, names)?;
    field_types::change(files, include, schema, &mut packages, names, &wanted.field_types);
    if wanted.json.is_wanted {
        json::add(files, include, schema, &packages, &wanted.json);
    }
    if wanted.custom_options.is_wanted() {
        custom_options::add(files, schema, &packages, names, &subject.elsewhere, &wanted.custom_options);
    }
    Ok(())
}
