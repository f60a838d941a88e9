//! Conversion of an entry's options to settings of the generator and of the additions.

use std::collections::BTreeSet;
use std::path::Path;

use super::additions::Additions;
use super::custom_options::{self, ExternalTypes};
use super::diagnostics;
use super::options::{self, INCLUDE_FILE, MODULE_TREE, OptionEffect, OptionValue, PROST_NAMES};
use super::providers::MessageExtras;
use super::services;
use super::settings::{Generate, Plugin};
use protoward_rust::additions::runtime_modules::{ModuleLocation, ModuleLocations};
use protoward_rust::additions::{fields, json};
use protoward_rust::{Runtime, Services, Settings, TONIC_ALLOW_CLIPPY, TypeAttribute};
use protoward_source::Diagnostic;

/// Returns the settings of the generator, with `attributes` for all fields of a type.
pub(super) fn settings(
    entry: &Generate,
    attributes: Vec<(String, TypeAttribute)>,
) -> Result<Settings, Box<Diagnostic>> {
    let mut settings = Settings::default();
    settings.runtime = runtime(entry)?;
    if entry.plugin == Plugin::Tonic {
        settings.services = Some(Services::default());
        if settings.runtime.allows_clippy() {
            settings.type_attributes.insert(".", TONIC_ALLOW_CLIPPY.to_owned());
        }
    }
    settings.field_type_attributes.extend(attributes);
    settings.enable_type_names = is_set(entry, options::STATUS_DETAILS);
    for (row, value) in entry.options() {
        match row.set {
            OptionEffect::Rust(set) => set(&mut settings, value),
            OptionEffect::Services(set) => settings.services.iter_mut().for_each(|services| set(services, value)),
            OptionEffect::Here | OptionEffect::OfServices | OptionEffect::Nothing => {}
        }
    }
    Ok(settings)
}

fn runtime(entry: &Generate) -> Result<Runtime, Box<Diagnostic>> {
    let value = entry.get(options::RUNTIME).map(OptionValue::text);
    value.map_or_else(|| Ok(Runtime::default()), |name| name.parse().map_err(|why| diagnostics::unknown_runtime(&why)))
}

/// Returns `true` if a module file with the default name is written.
pub(super) fn writes_module_tree(entry: &Generate) -> bool {
    let value = entry.get(MODULE_TREE).map(OptionValue::flag);
    value.unwrap_or_else(|| entry.get(INCLUDE_FILE).is_none())
}

/// Returns the name, without `.rs`, of the file for declarations without a package.
pub(super) fn default_file_stem(entry: &Generate) -> &str {
    entry.get("default_package_filename").map_or("_", OptionValue::text)
}

/// Returns `true` if names are changed where they would clash.
pub(super) fn avoids_name_conflicts(entry: &Generate) -> bool {
    !is_set(entry, PROST_NAMES)
}

/// Returns the settings of the additions to services.
pub(super) fn service_settings(entry: &Generate, root: &Path, homes: &ModuleLocations) -> services::Settings {
    services::Settings {
        modules: is_set(entry, options::SERVICE_MODULES),
        in_process_client: is_set(entry, options::IN_PROCESS_CLIENT),
        mock_server: is_set(entry, options::MOCK_SERVER),
        status_details: is_set(entry, options::STATUS_DETAILS),
        config: entry.get(options::SERVICE_CONFIG).map(|path| root.join(path.text())),
        rest: is_set(entry, options::REST),
        home: homes.of(services::MODULE),
        json_home: home(entry, options::JSON_PATH, homes.of(json::MODULE)),
    }
}

/// Returns the additions of an entry.
pub(super) fn additions(entry: &Generate, root: &Path, homes: &ModuleLocations) -> Additions {
    Additions {
        code: code(entry, homes),
        custom_options: custom_options(entry),
        services: service_settings(entry, root, homes),
    }
}

fn code(entry: &Generate, homes: &ModuleLocations) -> protoward_rust::additions::Additions {
    protoward_rust::additions::Additions {
        json: json::Settings {
            is_enabled: is_set(entry, options::JSON) || is_set(entry, options::REST),
            methods: Vec::new(),
            ignore_unknown: is_set(entry, options::JSON_IGNORE_UNKNOWN),
            emit_defaults: is_set(entry, options::JSON_EMIT_DEFAULTS),
            proto_names: is_set(entry, options::JSON_PROTO_NAMES),
            enum_numbers: is_set(entry, options::JSON_ENUM_NUMBERS),
            home: home(entry, options::JSON_PATH, homes.of(json::MODULE)),
            packages: homes.packages.clone(),
        },
        fields: fields(entry, homes),
    }
}

/// Returns the settings of the constants for custom options.
pub(super) fn custom_options(entry: &Generate) -> custom_options::Settings {
    custom_options::Settings { paths: list(entry, options::CUSTOM_OPTIONS) }
}

/// Returns the settings of the additions to fields.
fn fields(entry: &Generate, homes: &ModuleLocations) -> fields::Settings {
    fields::Settings {
        open_enums: list(entry, options::OPEN_ENUMS),
        open_enums_home: home(entry, options::OPEN_ENUMS_PATH, homes.of(fields::OPEN_ENUMS)),
        setters: list(entry, options::SETTERS),
        attributes: entry.get(options::FIELD_TYPE_ATTRIBUTE).map(|value| value.pairs().to_vec()).unwrap_or_default(),
        unknown_fields: list(entry, options::UNKNOWN_FIELDS),
        extensions: list(entry, options::EXTENSIONS),
        unknown_fields_home: homes.of(fields::UNKNOWN_FIELDS),
    }
}

/// Returns the additions to messages that are recorded in the list of types for other crates.
pub(super) fn provided_extras(entry: &Generate) -> MessageExtras {
    MessageExtras { json: is_set(entry, options::JSON) || is_set(entry, options::REST) }
}

/// Returns the location of a module: the path in an option, or `default` if the option is not set.
fn home(entry: &Generate, option: &str, default: ModuleLocation) -> ModuleLocation {
    entry.get(option).map_or(default, |path| ModuleLocation::External(path.text().to_owned()))
}

/// Returns the paths of types that are not generated.
pub(super) fn external_types(entry: &Generate) -> ExternalTypes {
    ExternalTypes {
        files: BTreeSet::new(),
        extern_paths: entry.get("extern_path").map(|value| value.pairs().to_vec()).unwrap_or_default(),
        prost_types: entry.get(options::PROST_TYPES_PATH).map(|path| path.text().to_owned()),
    }
}

fn list(entry: &Generate, name: &str) -> Vec<String> {
    entry.get(name).map(|value| value.list().to_vec()).unwrap_or_default()
}

fn is_set(entry: &Generate, name: &str) -> bool {
    entry.get(name).is_some_and(OptionValue::flag)
}
