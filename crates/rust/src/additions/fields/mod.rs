//! Features of fields that prost lacks: open enums, unknown fields, extensions, setters, and attributes by type.
//!
//! Input: a schema, and the settings. Output: settings of the generator, which writes the code, and the modules that the code
//! needs (`runtime`). This module must not depend on where code is written.

#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "it is called from generated code")]
mod runtime;
mod type_attributes;

pub(super) use type_attributes::field_attributes;

use super::runtime_modules::{Module, ModuleLocation};
use crate::diagnostics::check_path_matches;
use crate::tree::Files;
use crate::{Generator, PathMap};
use protoward_schema::Schema;
use protoward_source::Report;

/// The name of the runtime module for open enums, and of its file.
pub const OPEN_ENUMS: &str = "protoward_enums";

/// The name of the runtime module for unknown fields, and of its file.
pub const UNKNOWN_FIELDS: &str = "protoward_unknown";

/// The settings for features of fields that prost lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Enums whose fields have the type `OpenEnum`, by paths as in prost.
    pub open_enums: Vec<String>,
    /// The location of the runtime module for open enums.
    pub open_enums_home: ModuleLocation,
    /// Messages with setters, by paths as in prost.
    pub setters: Vec<String>,
    /// Types of fields, with an attribute for each.
    pub attributes: Vec<(String, String)>,
    /// Messages that keep unknown fields, by paths as in prost.
    pub unknown_fields: Vec<String>,
    /// Extensions with constants, by paths as in prost.
    pub extensions: Vec<String>,
    /// The location of the runtime module for unknown fields.
    pub unknown_fields_home: ModuleLocation,
}

impl Settings {
    /// Combines the settings of a builder with those of its prost configuration.
    pub(super) fn over(self, config: Self) -> Self {
        let chained = |config: Vec<String>, own: Vec<String>| config.into_iter().chain(own).collect();
        Self {
            open_enums: chained(config.open_enums, self.open_enums),
            open_enums_home: self.open_enums_home.or(config.open_enums_home),
            setters: chained(config.setters, self.setters),
            attributes: config.attributes.into_iter().chain(self.attributes).collect(),
            unknown_fields: chained(config.unknown_fields, self.unknown_fields),
            extensions: chained(config.extensions, self.extensions),
            unknown_fields_home: self.unknown_fields_home.or(config.unknown_fields_home),
        }
    }

    /// Returns `true` if the code may need a runtime module.
    pub fn has_modules(&self) -> bool {
        !self.open_enums.is_empty() || !self.unknown_fields.is_empty()
    }

    /// Copies the settings to those of the generator.
    pub fn set_on(&self, settings: &mut crate::Settings) {
        settings.open_enums = paths(&self.open_enums);
        settings.open_enums_path = self.open_enums_home.path().map(str::to_owned);
        settings.omit_extern_enums = self.open_enums_home.is_separate() || is_external(&self.open_enums_home);
        settings.unknown_fields = paths(&self.unknown_fields);
        settings.extensions = paths(&self.extensions);
        settings.unknown_fields_path = self.unknown_fields_home.path().map(str::to_owned);
        settings.setters = paths(&self.setters);
    }
}

fn paths(paths: &[String]) -> PathMap<()> {
    paths.iter().map(|path| (path.as_str(), ())).collect()
}

/// Returns `true` if a module is in another crate. That crate has to implement the trait of open enums for extern enums.
fn is_external(home: &ModuleLocation) -> bool {
    let is_own = |path: &str| ["crate::", "self::", "super::"].iter().any(|own| path.starts_with(own));
    matches!(home, ModuleLocation::External(path) if !is_own(path))
}

/// Reports the paths that match nothing in the schema.
pub(super) fn check(schema: &Schema, settings: &Settings) -> Report {
    let enums = schema.enums.ids().map(|id| schema.text(schema[id].full_name)).collect::<Vec<_>>();
    let messages = schema.messages.ids().map(|id| schema.text(schema[id].full_name)).collect::<Vec<_>>();
    let mut asked = crate::Settings::default();
    settings.set_on(&mut asked);
    asked.extensions.insert(".", ());
    let extensions = schema.fields.ids().filter(|&id| asked.has_extension(schema, id));
    let extensions = extensions.map(|id| schema.full_name(id.into())).collect::<Vec<_>>();
    let extensions = extensions.iter().map(String::as_str).collect::<Vec<_>>();
    let checks = [
        check_path_matches("extensions", &settings.extensions, "extension, custom options apart,", &extensions),
        check_path_matches("open_enums", &settings.open_enums, "enum", &enums),
        check_path_matches("setters", &settings.setters, "message", &messages),
        check_path_matches("unknown_fields", &settings.unknown_fields, "message", &messages),
    ];
    checks.into_iter().flat_map(|check| check.err()).flatten().collect()
}

/// Adds the runtime modules that the code needs.
pub fn add(files: &mut Files, include: Option<&str>, generator: &Generator<'_>, settings: &Settings) {
    let is_code = |file: &&String| file.ends_with(".rs") && Some(file.as_str()) != include;
    let sole = files.keys().find(is_code).filter(|_| generator.is_sole()).cloned();
    if generator.has_open_enums() {
        let is_separate = settings.open_enums_home.is_separate();
        let extern_enums = if is_separate { generator.extern_open_enums() } else { Vec::new() };
        let module = open_enums(generator.prost(), &extern_enums);
        module.write_to(files, include, sole.as_deref(), &settings.open_enums_home);
    }
    let has_extensions = generator.has_extensions();
    if has_extensions || generator.schema().messages.ids().any(|id| generator.keeps_unknown_fields(id)) {
        let module = unknown_fields(generator.prost(), has_extensions);
        module.write_to(files, include, sole.as_deref(), &settings.unknown_fields_home);
    }
}

/// Returns the runtime module for open enums. It implements the trait of open enums for the types in `extern_enums`.
fn open_enums(prost: &str, extern_enums: &[String]) -> Module {
    let mut module = Module::new(OPEN_ENUMS, "open enums");
    module.reexport("open_enum", "*");
    module.reexport("named", "Named");
    module.add("named", include_str!("runtime/named.rs"));
    module.add("open_enum", &include_str!("runtime/open_enum.rs").replace("::prost::", &format!("{prost}::")));
    if !extern_enums.is_empty() {
        let named = extern_enums.iter().map(|path| format!("impl super::Enumeration for {path} {{}}\n"));
        module.add("foreign", &named.collect::<String>());
    }
    module
}

/// Returns the runtime module for unknown fields, and for extensions if there are any.
fn unknown_fields(prost: &str, has_extensions: bool) -> Module {
    let mut module = Module::new(UNKNOWN_FIELDS, "unknown fields");
    module.reexport("unknown_fields", "UnknownFields");
    module.reexport("named", "Named");
    module.add("named", include_str!("runtime/named.rs"));
    let of_prost = |text: &str| text.replace("::prost::", &format!("{prost}::"));
    module.add("unknown_fields", &of_prost(include_str!("runtime/unknown_fields.rs")));
    if has_extensions {
        module.reexport("extension", "{Extension, RepeatedExtension}");
        module.add("extension", &of_prost(include_str!("runtime/extension.rs")));
        module.add_public("codec", &of_prost(include_str!("runtime/codec.rs")));
    }
    module
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builder_overrides_the_modules_of_its_configuration() {
        let home = |path: &str| ModuleLocation::External(path.to_owned());
        let homes = |path: &str| Settings {
            open_enums_home: home(path),
            unknown_fields_home: home(path),
            ..Settings::default()
        };
        let of = |settings: Settings| [settings.open_enums_home, settings.unknown_fields_home];
        assert_eq!(of(Settings::default().over(homes("::a"))), [home("::a"), home("::a")]);
        assert_eq!(of(homes("::b").over(homes("::a"))), [home("::b"), home("::b")]);
    }
}
