//! The table of generator options. The names are those of the builder methods of prost-build and tonic-build.

use std::fmt;

use protoward_rust::{Comments, PathMap, Services, Settings};

use super::settings::Plugin;

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// A flag.
    Flag(bool),
    /// A string.
    Text(String),
    /// A list of strings.
    List(Vec<String>),
    /// Pairs of a path and the value for it, in order.
    Pairs(Vec<(String, String)>),
}

/// The type of an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// A flag.
    Flag,
    /// A string.
    Text,
    /// A list of strings.
    List,
    /// Pairs of a path and the value for it.
    Pairs,
}

impl fmt::Display for OptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "`true` or `false`",
            Self::Text => "a text",
            Self::List => "a list of texts",
            Self::Pairs => "a table of texts by path",
        })
    }
}

impl OptionValue {
    pub(super) const fn kind(&self) -> OptionKind {
        match self {
            Self::Flag(_) => OptionKind::Flag,
            Self::Text(_) => OptionKind::Text,
            Self::List(_) => OptionKind::List,
            Self::Pairs(_) => OptionKind::Pairs,
        }
    }

    // `Generate::set` rejects values of the wrong kind, so the fallbacks below are never used.

    pub(super) const fn flag(&self) -> bool {
        matches!(self, Self::Flag(true))
    }

    pub(super) fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    pub(super) fn list(&self) -> &[String] {
        if let Self::List(list) = self { list } else { &[] }
    }

    pub(super) fn pairs(&self) -> &[(String, String)] {
        if let Self::Pairs(pairs) = self { pairs } else { &[] }
    }
}

/// An option of a generator.
#[derive(Debug)]
pub struct OptionRow {
    /// The name.
    pub name: &'static str,
    /// The type of its value.
    pub kind: OptionKind,
    /// The default value, as written in a configuration; empty if there is none.
    pub default: &'static str,
    /// A description in one line.
    pub about: &'static str,
    pub(super) set: OptionEffect,
}

/// The effect of an option.
#[derive(Debug)]
pub(super) enum OptionEffect {
    /// Changes a setting of the generator.
    Rust(fn(&mut Settings, &OptionValue)),
    /// Changes a setting of the generator for services.
    Services(fn(&mut Services, &OptionValue)),
    /// Is handled by this crate.
    Here,
    /// Is handled by this crate, and applies to services only.
    OfServices,
    /// Has no effect. It is accepted because the builders have a method of that name.
    Nothing,
}

impl OptionRow {
    /// Returns `true` if a plugin has the option.
    pub const fn is_for(&self, plugin: Plugin) -> bool {
        match (&self.set, plugin) {
            (OptionEffect::Services(_) | OptionEffect::OfServices, Plugin::Prost) => false,
            (_, Plugin::Prost | Plugin::Tonic) => true,
        }
    }
}

/// Returns the option with a name.
pub fn option(name: &str) -> Option<&'static OptionRow> {
    OPTIONS.iter().find(|row| row.name == name)
}

const fn flag(name: &'static str, default: &'static str, about: &'static str, set: OptionEffect) -> OptionRow {
    OptionRow { name, kind: OptionKind::Flag, default, about, set }
}

const fn text(name: &'static str, default: &'static str, about: &'static str, set: OptionEffect) -> OptionRow {
    OptionRow { name, kind: OptionKind::Text, default, about, set }
}

const fn list(name: &'static str, about: &'static str, set: OptionEffect) -> OptionRow {
    OptionRow { name, kind: OptionKind::List, default: "", about, set }
}

const fn pairs(name: &'static str, about: &'static str, set: OptionEffect) -> OptionRow {
    OptionRow { name, kind: OptionKind::Pairs, default: "", about, set }
}

fn pairs_of(value: &OptionValue) -> PathMap<String> {
    value.pairs().iter().cloned().collect()
}

fn paths_of(value: &OptionValue) -> PathMap<()> {
    value.list().iter().map(|path| (path.clone(), ())).collect()
}

fn some_text(value: &OptionValue) -> Option<String> {
    Some(value.text().to_owned())
}

/// All options, sorted by name. They are applied in this order.
pub const OPTIONS: &[OptionRow] = &[
    list("boxed", "Boxes matching fields.", OptionEffect::Rust(|settings, value| settings.boxed = paths_of(value))),
    list(
        "btree_map",
        "Uses `BTreeMap` for matching map fields.",
        OptionEffect::Rust(|settings, value| settings.btree_map = paths_of(value)),
    ),
    flag(
        "build_client",
        "true",
        "Generates clients.",
        OptionEffect::Services(|services, value| services.build_client = value.flag()),
    ),
    flag(
        "build_server",
        "true",
        "Generates servers.",
        OptionEffect::Services(|services, value| services.build_server = value.flag()),
    ),
    flag("build_transport", "true", "Generates `connect` for clients, with tonic's transport.", {
        OptionEffect::Services(|services, value| services.build_transport = value.flag())
    }),
    list(
        "bytes",
        "Uses `bytes::Bytes` for matching `bytes` fields.",
        OptionEffect::Rust(|settings, value| settings.bytes = paths_of(value)),
    ),
    pairs(
        "client_attribute",
        "Attributes of client structs.",
        OptionEffect::Services(|services, value| services.client_attributes.structs = value.pairs().to_vec()),
    ),
    pairs(
        "client_mod_attribute",
        "Attributes of client modules.",
        OptionEffect::Services(|services, value| services.client_attributes.modules = value.pairs().to_vec()),
    ),
    text(
        "codec_path",
        "tonic_prost::ProstCodec",
        "The codec of services.",
        OptionEffect::Services(|services, value| services.codec_path = some_text(value)),
    ),
    flag(
        COMPILE_WELL_KNOWN_TYPES,
        "false",
        "Generates well-known types instead of using `prost-types`.",
        OptionEffect::Rust(|settings, value| settings.compile_well_known_types = value.flag()),
    ),
    text(
        CRATE_NAME,
        "",
        "The name of the crate with `layout = \"features\"`, or the prefix of all crates with `workspace`.",
        OptionEffect::Here,
    ),
    list(CUSTOM_OPTIONS, "Generates constants for matching custom options.", OptionEffect::Here),
    text(DEFAULT_PACKAGE_FILENAME, "_", "The name, without `.rs`, of the file for declarations without a package.", {
        OptionEffect::Rust(|settings, value| settings.default_package_filename = value.text().to_owned())
    }),
    list("disable_comments", "Omits comments of matching declarations.", {
        OptionEffect::Rust(|settings, value| {
            settings.disable_comments = paths_of(value);
            if let Some(services) = &mut settings.services {
                services.disable_comments = value.list().to_vec();
            }
        })
    }),
    flag("emit_package", "true", "Makes the package a part of method paths. No effect with tonic 0.14.", {
        OptionEffect::Services(|services, value| services.emit_package = value.flag())
    }),
    flag("emit_rerun_if_changed", "true", "Prints `rerun-if-changed` lines in a build script.", OptionEffect::Nothing),
    flag(
        "enable_type_names",
        "false",
        "Implements `prost::Name` for messages.",
        OptionEffect::Rust(|settings, value| settings.enable_type_names |= value.flag()),
    ),
    pairs(
        "enum_attribute",
        "Attributes of enums and oneofs.",
        OptionEffect::Rust(|settings, value| settings.enum_attributes = pairs_of(value)),
    ),
    list(
        EXTENSIONS,
        "Generates typed access to matching extensions of messages that keep unknown fields.",
        OptionEffect::Here,
    ),
    pairs(EXTERN_PATH, "Rust paths of packages and types that other crates have.", {
        OptionEffect::Rust(|settings, value| settings.extern_paths = value.pairs().to_vec())
    }),
    pairs(
        "field_attribute",
        "Attributes of fields.",
        OptionEffect::Rust(|settings, value| settings.field_attributes.extend(value.pairs().iter().cloned())),
    ),
    pairs(FIELD_TYPE_ATTRIBUTE, "Attributes of all fields of a type.", OptionEffect::Here),
    flag(FILE_DESCRIPTOR_SET, "false", "Adds the constant `FILE_DESCRIPTOR_SET` to each package.", OptionEffect::Here),
    text(
        FILE_DESCRIPTOR_SET_PATH,
        "",
        "The file for the descriptors of all files, imports and comments included.",
        OptionEffect::Here,
    ),
    flag("format", "true", "No effect: code is always formatted.", OptionEffect::Nothing),
    flag("generate_default_stubs", "false", "Gives server methods a default that returns `UNIMPLEMENTED`.", {
        OptionEffect::Services(|services, value| services.generate_default_stubs = value.flag())
    }),
    flag(IN_PROCESS_CLIENT, "false", "Generates clients for servers in the same process.", OptionEffect::OfServices),
    text(INCLUDE_FILE, "", "The name of the module file.", OptionEffect::Here),
    flag(
        JSON,
        "false",
        "Implements `serde::Serialize` and `Deserialize` by protobuf's JSON mapping.",
        OptionEffect::Here,
    ),
    flag(
        JSON_EMIT_DEFAULTS,
        "false",
        "Writes fields without presence to JSON even if they are zero or empty.",
        OptionEffect::Here,
    ),
    flag(JSON_ENUM_NUMBERS, "false", "Writes enum values to JSON as numbers.", OptionEffect::Here),
    flag(JSON_IGNORE_UNKNOWN, "false", "Ignores unknown keys and enum values in JSON.", OptionEffect::Here),
    text(
        JSON_PATH,
        "",
        "The path of a module `protoward_json` elsewhere. By default it is generated.",
        OptionEffect::Here,
    ),
    flag(JSON_PROTO_NAMES, "false", "Writes field names to JSON as declared in the schema.", OptionEffect::Here),
    text(
        LAYOUT,
        "",
        "Generates one crate with a feature for each package (`features`), or a crate for each package (`workspace`).",
        OptionEffect::Here,
    ),
    pairs(
        "message_attribute",
        "Attributes of messages.",
        OptionEffect::Rust(|settings, value| settings.message_attributes = pairs_of(value)),
    ),
    flag(MOCK_SERVER, "false", "Generates mock servers for tests.", OptionEffect::OfServices),
    flag(MODULE_TREE, "true", "Writes a module file: `mod.rs`, or the file of `include_file`.", OptionEffect::Here),
    list(OPEN_ENUMS, "Uses `OpenEnum` instead of `i32` for fields of matching enums.", OptionEffect::Here),
    text(
        OPEN_ENUMS_PATH,
        "",
        "The path of a module with `OpenEnum` elsewhere. By default it is generated.",
        OptionEffect::Here,
    ),
    flag(
        "prost_comments",
        "false",
        "Writes comments as prost-build does.",
        OptionEffect::Rust(|settings, value| {
            if value.flag() {
                settings.comments = Comments::Prost;
            }
        }),
    ),
    flag(
        PROST_NAMES,
        "false",
        "Writes names as prost-build does, even if they clash.",
        OptionEffect::Rust(|settings, value| settings.prost_names = value.flag()),
    ),
    text(
        "prost_path",
        "::prost",
        "The Rust path of prost.",
        OptionEffect::Rust(|settings, value| settings.prost_path = some_text(value)),
    ),
    text(
        PROST_TYPES_PATH,
        "::prost_types",
        "The Rust path of prost-types.",
        OptionEffect::Rust(|settings, value| settings.prost_types_path = some_text(value)),
    ),
    text(
        "proto_path",
        "super",
        "The module of the messages, as seen from the services.",
        OptionEffect::Services(|services, value| services.proto_path = value.text().to_owned()),
    ),
    list("protoc_arg", "Arguments of `protoc`. Only `-I` and `--proto_path` have an effect.", OptionEffect::Nothing),
    text("protoc_executable", "", "No effect: `protoc` is not run.", OptionEffect::Nothing),
    text(PROVIDES, "", "The module whose types other crates may use, such as `crate::proto`.", OptionEffect::Here),
    flag(REST, "false", "Generates HTTP routes from `google.api.http` rules.", OptionEffect::OfServices),
    flag("retain_enum_prefix", "false", "Keeps the name of the enum as prefix of its values.", {
        OptionEffect::Rust(|settings, value| settings.retain_enum_prefix = value.flag())
    }),
    text(
        RUNTIME,
        "tonic-0.14",
        "The versions of prost and tonic: `tonic-0.12` or `tonic-0.13` with prost 0.13, or `tonic-0.14` with prost 0.14.",
        OptionEffect::Here,
    ),
    pairs(
        "server_attribute",
        "Attributes of server structs.",
        OptionEffect::Services(|services, value| services.server_attributes.structs = value.pairs().to_vec()),
    ),
    pairs(
        "server_mod_attribute",
        "Attributes of server modules.",
        OptionEffect::Services(|services, value| services.server_attributes.modules = value.pairs().to_vec()),
    ),
    text(
        SERVICE_CONFIG,
        "",
        "A gRPC service config in JSON. Clients follow its deadlines and retries.",
        OptionEffect::OfServices,
    ),
    flag(SERVICE_MODULES, "false", "Generates a module with all items of each service.", OptionEffect::OfServices),
    list(SETTERS, "Generates setters for fields of matching messages: `with_name(…)`.", OptionEffect::Here),
    list(
        "skip_debug",
        "Does not derive `Debug` for matching messages.",
        OptionEffect::Rust(|settings, value| settings.skip_debug = paths_of(value)),
    ),
    flag(
        "skip_protoc_run",
        "true",
        "Reads the file of `file_descriptor_set_path` in a build script. `protoc` is never run.",
        OptionEffect::Nothing,
    ),
    flag(
        SKIP_SOURCE_INFO,
        "false",
        "Omits source info from descriptors, and comments from code.",
        OptionEffect::Rust(|settings, value| {
            if value.flag() {
                settings.comments = Comments::None;
            }
        }),
    ),
    flag(STATUS_DETAILS, "false", "Reads and writes details of statuses as messages.", OptionEffect::OfServices),
    pairs(
        "trait_attribute",
        "Attributes of server traits.",
        OptionEffect::Services(|services, value| services.server_attributes.traits = value.pairs().to_vec()),
    ),
    pairs(
        "type_attribute",
        "Attributes of messages, enums and oneofs.",
        OptionEffect::Rust(|settings, value| settings.type_attributes.extend(value.pairs().iter().cloned())),
    ),
    pairs(
        "type_name_domain",
        "The domains of type URLs, with `enable_type_names`.",
        OptionEffect::Rust(|settings, value| settings.type_name_domains = pairs_of(value)),
    ),
    list(UNKNOWN_FIELDS, "Keeps unknown fields of matching messages.", OptionEffect::Here),
    flag(
        "use_arc_self",
        "false",
        "Lets server methods take `Arc<Self>`.",
        OptionEffect::Services(|services, value| services.use_arc_self = value.flag()),
    ),
    flag(
        UTF8_NONE_AS_STRING,
        "false",
        "Uses `String` instead of `Vec<u8>` for strings with `utf8_validation = NONE`.",
        OptionEffect::Rust(|settings, value| settings.utf8_none_as_string = value.flag()),
    ),
    flag(
        "with_extended_rust_types",
        "false",
        "Allows well-known types that are plain Rust types as requests and responses.",
        OptionEffect::Services(|services, value| services.with_extended_rust_types = value.flag()),
    ),
];

pub(super) const COMPILE_WELL_KNOWN_TYPES: &str = "compile_well_known_types";
pub(super) const CRATE_NAME: &str = "crate_name";
pub(super) const CUSTOM_OPTIONS: &str = "custom_options";
pub(super) const DEFAULT_PACKAGE_FILENAME: &str = "default_package_filename";
pub(super) const EXTENSIONS: &str = "extensions";
pub(super) const EXTERN_PATH: &str = "extern_path";
pub(super) const FIELD_TYPE_ATTRIBUTE: &str = "field_type_attribute";
pub(super) const FILE_DESCRIPTOR_SET: &str = "file_descriptor_set";
pub(super) const FILE_DESCRIPTOR_SET_PATH: &str = "file_descriptor_set_path";
pub(super) const INCLUDE_FILE: &str = "include_file";
pub(super) const IN_PROCESS_CLIENT: &str = "in_process_client";
pub(super) const JSON: &str = "json";
pub(super) const JSON_EMIT_DEFAULTS: &str = "json_emit_defaults";
pub(super) const JSON_ENUM_NUMBERS: &str = "json_enum_numbers";
pub(super) const JSON_IGNORE_UNKNOWN: &str = "json_ignore_unknown";
pub(super) const JSON_PATH: &str = "json_path";
pub(super) const JSON_PROTO_NAMES: &str = "json_proto_names";
pub(super) const LAYOUT: &str = "layout";
pub(super) const MOCK_SERVER: &str = "mock_server";
pub(super) const MODULE_TREE: &str = "module_tree";
pub(super) const OPEN_ENUMS: &str = "open_enums";
pub(super) const OPEN_ENUMS_PATH: &str = "open_enums_path";
pub(super) const PROST_NAMES: &str = "prost_names";
pub(super) const PROST_TYPES_PATH: &str = "prost_types_path";
pub(super) const PROVIDES: &str = "provides";
pub(super) const REST: &str = "rest";
pub(super) const RUNTIME: &str = "runtime";
pub(super) const SERVICE_CONFIG: &str = "service_config";
pub(super) const SERVICE_MODULES: &str = "service_modules";
pub(super) const SETTERS: &str = "setters";
pub(super) const SKIP_SOURCE_INFO: &str = "skip_source_info";
pub(super) const STATUS_DETAILS: &str = "status_details";
pub(super) const UNKNOWN_FIELDS: &str = "unknown_fields";
pub(super) const UTF8_NONE_AS_STRING: &str = "utf8_none_as_string";
