//! Code in addition to that of prost: JSON, validation, checked types, and features of fields that prost lacks.

pub mod checked;
pub mod custom;
pub mod embedded;
pub mod fields;
mod holding;
pub mod json;
pub mod packages;
pub mod validate;

use crate::checks;
use crate::diagnostics::{self, no_rust_path};
use crate::tree::{self, Files};
use crate::{Generator, RustSettings, TypeAttribute, rust_path};
use checked::CheckedTypes;
use custom::CustomCode;
use packages::Packages;
use protoward_schema::{FileId, IdSet, Message, Schema};
use protoward_source::{Diagnostic, Report};

/// Turns off lints in code that users cannot change. `warnings` are only the lints that warn: a crate that denies a group by its
/// name makes them errors, which need the name of the group.
pub const ALLOW_LINTS: &str = "#[allow(warnings, deprecated, missing_docs, nonstandard_style, rust_2018_idioms, unused, \
                               clippy::all, clippy::pedantic, clippy::nursery)]";

/// The settings for additional code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// JSON of messages and enums with serde.
    pub json: json::JsonSettings,
    /// Open enums, unknown fields, extensions, setters, and attributes by type.
    pub fields: fields::FieldsSettings,
    /// Validation by the rules of `buf.validate`.
    pub validate: validate::ValidateSettings,
    /// Checked types, in which required fields are not an `Option`.
    pub checked: checked::CheckedSettings,
    /// The path of the crate `protoward_runtime` in the code. `None` stands for `::protoward_runtime`.
    pub runtime_path: Option<String>,
}

impl Additions {
    /// Returns `true` if files of packages get more code.
    pub fn adds_code(&self) -> bool {
        self.json.is_enabled || self.option_of_rules().is_some()
    }

    /// Returns the first option that is set and needs the rules of `buf.validate`.
    pub fn option_of_rules(&self) -> Option<&'static str> {
        let options = [(self.validate.is_enabled, "validate"), (self.checked.is_enabled(), "required")];
        options.into_iter().find(|(is_set, _)| *is_set).map(|(_, option)| option)
    }

    /// Returns the messages that are validated and those that have checked types, among generated files.
    ///
    /// # Errors
    /// Reports types of fields in messages that are not generated.
    pub fn judged(
        &self,
        generator: &Generator<'_>,
        packages: &Packages,
        files: &Files,
    ) -> Result<JudgedMessages, Report> {
        let validated = self.validate.is_enabled.then(|| validate::messages_with_rules(generator.schema()));
        let checked = self.checked.is_enabled().then(|| CheckedTypes::of(generator, packages, files, &self.checked));
        Ok(JudgedMessages { validated, checked: checked.transpose()? })
    }

    /// Combines the settings of a builder with those of its `prost_build::Config`.
    pub fn over(self, config: Self) -> Self {
        Self {
            json: if self.json.is_enabled { self.json } else { config.json },
            fields: self.fields.over(config.fields),
            validate: if self.validate.is_enabled { self.validate } else { config.validate },
            checked: self.checked.over(config.checked),
            runtime_path: self.runtime_path.or(config.runtime_path),
        }
    }

    /// Copies the settings to those of the generator.
    fn set_on(&self, settings: &mut RustSettings) {
        self.fields.set_on(settings);
        if self.json.is_enabled {
            // A number has one value in JSON and in the binary encoding.
            settings.negative_zeros.insert(".", ());
        }
        settings.runtime_path.clone_from(&self.runtime_path);
    }
}

/// The messages whose values are judged.
#[derive(Debug, Default)]
pub struct JudgedMessages {
    /// The messages that have rules of `buf.validate` themselves, or in a field of any depth; `None` if messages are not
    /// validated.
    pub validated: Option<IdSet<Message>>,
    /// The messages with checked types; `None` if there are no checked types.
    pub checked: Option<CheckedTypes>,
}

/// Reports the paths in the settings that match nothing in the schema, and those that are no Rust paths.
pub fn check(schema: &Schema, additions: &Additions) -> Report {
    let mut report = fields::check(schema, &additions.fields);
    report.append(checked::check(schema, &additions.checked));
    if let Some(path) = &additions.runtime_path
        && let Err(why) = rust_path::check(path)
    {
        report.push(*no_rust_path("runtime_path", path, &why));
    }
    report
}

/// Returns the files of a schema that code is generated for: all, without the declarations of rules if messages are validated
/// or have checked types.
pub fn generated_files(schema: &Schema, additions: &Additions) -> Vec<FileId> {
    let reads_rules = additions.option_of_rules().is_some();
    let is_left_out = |file: FileId| reads_rules && validate::only_declares_rules(schema, file);
    schema.files.ids().filter(|&file| !is_left_out(file)).collect()
}

/// Returns the attributes that fields get because of their types, by field path.
///
/// # Errors
/// Returns an error if a setting names a type that the schema lacks.
fn attributes(schema: &Schema, additions: &Additions) -> Result<Vec<(String, TypeAttribute)>, Box<Diagnostic>> {
    fields::field_attributes(schema, &additions.fields.attributes)
}

/// Generates the code of some files of a schema: a file for each package, by name, and `mod.rs` with their modules.
///
/// This is the whole generator, without Cargo and configuration files. [`CustomCode`] adds code of its own.
///
/// # Errors
/// Returns an error if a setting names a declaration that the schema does not have, or if a path or an attribute is not valid
/// Rust.
pub fn generate(
    schema: &Schema,
    files: &[FileId],
    settings: &RustSettings,
    additions: &Additions,
    custom: &[&dyn CustomCode],
) -> Result<Files, Report> {
    let report = check(schema, additions);
    if report.has_errors() {
        return Err(report);
    }
    let settings = settings_with(settings.clone(), schema, additions)?;
    let generator = checks::generator(schema, files, &settings)?;
    let (mut code, _) = tree::generated(&generator, Some(tree::TREE));
    add_all(&mut code, &generator, additions, custom)?;
    Ok(code)
}

/// Adds code to the generated files: that of the additions, and that of the caller.
///
/// # Errors
/// Reports rules of `buf.validate` that cannot be generated.
pub fn add_all(
    files: &mut Files,
    generator: &Generator<'_>,
    additions: &Additions,
    custom: &[&dyn CustomCode],
) -> Result<(), Report> {
    if additions.adds_code() || !custom.is_empty() {
        let packages = Packages::of(generator, files);
        let judged = additions.judged(generator, &packages, files)?;
        add(files, generator, &packages, (additions, &judged))?;
        custom::add(files, generator, &packages, custom);
    }
    Ok(())
}

/// Returns the settings of the generator with those that additions need.
///
/// # Errors
/// Returns an error if a setting names a type that the schema does not have, or if a path or an attribute is not valid Rust.
pub fn settings_with(
    mut settings: RustSettings,
    schema: &Schema,
    additions: &Additions,
) -> Result<RustSettings, Report> {
    settings.field_type_attributes.extend(attributes(schema, additions)?);
    additions.set_on(&mut settings);
    settings.check_paths()?;
    settings.check_traits()?;
    settings.check_attributes().map_err(|error| diagnostics::invalid_attribute(&error))?;
    Ok(settings)
}

/// Adds the code of the additions to the generated files. `judged` are the [`Additions::judged`] messages.
///
/// # Errors
/// Reports rules of `buf.validate` that cannot be generated.
pub fn add(
    files: &mut Files,
    generator: &Generator<'_>,
    packages: &Packages,
    (additions, judged): (&Additions, &JudgedMessages),
) -> Result<(), Report> {
    if additions.json.is_enabled {
        json::add(files, generator, packages, &additions.json);
    }
    if let Some(validated) = &judged.validated {
        validate::add(files, generator, packages, (&additions.validate, validated))?;
    }
    if let Some(checked) = &judged.checked {
        checked::add(files, generator, packages, checked, judged.validated.is_some());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use protoward_compiler::{Compiler, MemoryTree};

    #[test]
    fn messages_with_json_keep_negative_zeros_without_the_runtime() {
        let text = "syntax = \"proto3\"; message Real { double wide = 1; Kind kind = 2; repeated Kind kinds = 3; }
            message Other { int32 whole = 1; } enum Kind { UNSET = 0; }";
        let compiled = Compiler::new().resolver(MemoryTree::new([("real.proto", text)])).compile(["real.proto"]);
        let schema = compiled.unwrap().into_schema();
        let files: Vec<_> = schema.files.ids().collect();
        let generated = |is_enabled| {
            let json = json::JsonSettings { is_enabled, feature: Some("serde".to_owned()), ..Default::default() };
            let additions = Additions { json, ..Additions::default() };
            let files = generate(&schema, &files, &RustSettings::default(), &additions, &[]).unwrap();
            String::from_utf8(files["_.rs"].clone()).unwrap()
        };
        assert!(generated(false).contains("::prost::Message)]\npub struct Real"));
        let code = generated(true);
        let (messages, _) = code.split_once("#[cfg(feature = \"serde\")]").unwrap();
        assert!(messages.contains("if self.wide.to_bits() != 0 {"), "{messages}");
        assert!(messages.contains("::prost::Message)]\npub struct Other"), "{messages}");
        assert!(!messages.contains("protoward_runtime"), "{messages}");
    }
}
