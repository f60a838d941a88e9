//! The options of the generators, by the names of their builder methods. One row is one option.

use std::fmt;

use prost_build::Config;
use tonic_prost_build::Builder;

use super::settings::Plugin;

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// On or off.
    Flag(bool),
    /// A text.
    Text(String),
    /// Texts.
    List(Vec<String>),
    /// Pairs of a path and what holds for it, in order.
    Pairs(Vec<(String, String)>),
}

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// On or off.
    Flag,
    /// A text.
    Text,
    /// Texts.
    List,
    /// Pairs of a path and what holds for it.
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

    // A value is set only where its kind fits, so the rests below are never seen.

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

/// One option.
#[derive(Debug)]
pub struct OptionRow {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: OptionKind,
    /// What holds where nobody sets it, as it would be written; empty where that is nothing.
    pub default: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    pub(super) set: Set,
}

type OnConfig = fn(&mut Config, &OptionValue);
type OnBuilder = fn(Builder, &OptionValue) -> Builder;

/// Where an option goes.
#[derive(Debug)]
pub(super) enum Set {
    /// To prost, which tonic builds on.
    Prost(OnConfig),
    /// To tonic.
    Tonic(OnBuilder),
    /// To tonic, which hands it on to prost; without tonic, to prost.
    Either(OnConfig, OnBuilder),
    /// To both, which do different things with it.
    Both(OnConfig, OnBuilder),
    /// Nowhere: this crate handles it.
    Here,
    /// Nowhere: there is nothing for it to do, as no `protoc` is run and no build script is.
    Nowhere,
}

impl OptionRow {
    /// Whether a plugin has the option.
    pub const fn is_for(&self, plugin: Plugin) -> bool {
        match (&self.set, plugin) {
            (Set::Tonic(_), Plugin::Prost) => false,
            (Set::Prost(_) | Set::Tonic(_) | Set::Either(..) | Set::Both(..) | Set::Here | Set::Nowhere, _) => true,
        }
    }
}

/// The option of this name.
pub fn option(name: &str) -> Option<&'static OptionRow> {
    OPTIONS.iter().find(|row| row.name == name)
}

const fn flag(name: &'static str, default: &'static str, about: &'static str, set: Set) -> OptionRow {
    OptionRow { name, kind: OptionKind::Flag, default, about, set }
}

const fn text(name: &'static str, default: &'static str, about: &'static str, set: Set) -> OptionRow {
    OptionRow { name, kind: OptionKind::Text, default, about, set }
}

const fn list(name: &'static str, about: &'static str, set: Set) -> OptionRow {
    OptionRow { name, kind: OptionKind::List, default: "", about, set }
}

const fn pairs(name: &'static str, about: &'static str, set: Set) -> OptionRow {
    OptionRow { name, kind: OptionKind::Pairs, default: "", about, set }
}

/// A row for a method that takes a path and a text, once for each pair.
macro_rules! pairs {
    ($method:ident) => {
        Set::Either(
            |config, value| {
                for (path, text) in value.pairs() {
                    config.$method(path, text);
                }
            },
            |builder, value| value.pairs().iter().fold(builder, |builder, (path, text)| builder.$method(path, text)),
        )
    };
    (tonic $method:ident) => {
        Set::Tonic(|builder, value| {
            value.pairs().iter().fold(builder, |builder, (path, text)| builder.$method(path, text))
        })
    };
}

/// A row for a method that takes paths: all at once in prost, one by one in tonic.
macro_rules! paths {
    ($method:ident) => {
        Set::Either(
            |config, value| {
                config.$method(value.list());
            },
            |builder, value| value.list().iter().fold(builder, Builder::$method),
        )
    };
}

/// A row for a method of tonic that takes one value.
macro_rules! tonic {
    ($method:ident, $value:ident) => {
        Set::Tonic(|builder, value| builder.$method(value.$value()))
    };
}

/// A row for a method of prost that takes one text.
macro_rules! prost {
    ($method:ident) => {
        Set::Prost(|config, value| {
            config.$method(value.text());
        })
    };
    ($method:ident if) => {
        Set::Prost(|config, value| {
            if value.flag() {
                config.$method();
            }
        })
    };
}

/// An option of services that this crate handles.
const OF_TONIC: Set = Set::Tonic(|builder, _| builder);

/// All options, sorted by name; they are applied in this order.
pub const OPTIONS: &[OptionRow] = &[
    list("boxed", "These fields are boxed.", {
        Set::Either(
            |config, value| {
                for path in value.list() {
                    config.boxed(path);
                }
            },
            |builder, value| value.list().iter().fold(builder, Builder::boxed),
        )
    }),
    list("btree_map", "Maps are a `BTreeMap`, in fields that match one of these paths.", paths!(btree_map)),
    flag("build_client", "true", "Clients are generated.", tonic!(build_client, flag)),
    flag("build_server", "true", "Servers are generated.", tonic!(build_server, flag)),
    flag("build_transport", "true", "Clients get a `connect` that uses tonic's transport.", {
        tonic!(build_transport, flag)
    }),
    list("bytes", "`bytes` are a `bytes::Bytes`, in fields that match one of these paths.", paths!(bytes)),
    pairs("client_attribute", "Attributes of the structs of clients.", pairs!(tonic client_attribute)),
    pairs("client_mod_attribute", "Attributes of the modules of clients.", pairs!(tonic client_mod_attribute)),
    text("codec_path", "tonic_prost::ProstCodec", "The codec of services.", tonic!(codec_path, text)),
    flag(COMPILE_WELL_KNOWN_TYPES, "false", "Well-known types are generated, not taken from `prost-types`.", {
        Set::Either(
            |config, value| {
                if value.flag() {
                    config.compile_well_known_types();
                }
            },
            |builder, value| builder.compile_well_known_types(value.flag()),
        )
    }),
    text(
        CRATE_NAME,
        "",
        "The name of the crate, or what is in front of the names of all crates, with `layout`.",
        Set::Here,
    ),
    list(
        CUSTOM_OPTIONS,
        "Custom options that match one of these paths are constants, beside what has them.",
        Set::Here,
    ),
    text(DEFAULT_PACKAGE_FILENAME, "_", "The file, without `.rs`, for what has no package.", {
        prost!(default_package_filename)
    }),
    // prost leaves out comments of messages and enums, tonic those of services and methods.
    list("disable_comments", "What matches one of these paths has no comments.", {
        Set::Both(
            |config, value| {
                config.disable_comments(value.list());
            },
            |builder, value| builder.disable_comments(value.list()),
        )
    }),
    flag("emit_package", "true", "The package is part of the path of a method; tonic 0.14 does not ask.", {
        tonic!(emit_package, flag)
    }),
    flag(
        "emit_rerun_if_changed",
        "true",
        "cargo is told which files were read; there is none outside of build scripts.",
        Set::Nowhere,
    ),
    flag("enable_type_names", "false", "Messages know their names: `prost::Name`.", prost!(enable_type_names if)),
    pairs("enum_attribute", "Attributes of enums and oneofs.", pairs!(enum_attribute)),
    pairs(EXTERN_PATH, "Packages and types of other crates, by their paths, and where they are in Rust.", {
        pairs!(extern_path)
    }),
    pairs("field_attribute", "Attributes of fields.", pairs!(field_attribute)),
    pairs(FIELD_TYPE_ATTRIBUTE, "Attributes of fields, by their types.", Set::Here),
    flag(
        FILE_DESCRIPTOR_SET,
        "false",
        "Each package has its descriptors, imports included, as `FILE_DESCRIPTOR_SET`.",
        Set::Here,
    ),
    text(FILE_DESCRIPTOR_SET_PATH, "", "Where the descriptors are written, imports and comments included.", Set::Here),
    flag(FORMAT, "true", "Code of messages is formatted.", Set::Here),
    flag("generate_default_stubs", "false", "Methods of servers answer `UNIMPLEMENTED` where they are not written.", {
        tonic!(generate_default_stubs, flag)
    }),
    flag(IN_PROCESS_CLIENT, "false", "Each service has a client for a server in the same process.", OF_TONIC),
    text(INCLUDE_FILE, "", "The file with the modules of all packages, each including its file.", {
        Set::Either(
            |config, value| {
                config.include_file(value.text());
            },
            |builder, value| builder.include_file(value.text()),
        )
    }),
    flag(
        JSON,
        "false",
        "Messages and enums implement `serde::Serialize` and `Deserialize`, by the JSON of protobuf.",
        Set::Here,
    ),
    flag(
        JSON_EMIT_DEFAULTS,
        "false",
        "In JSON, fields without presence are written when they are zero or empty.",
        Set::Here,
    ),
    flag(JSON_ENUM_NUMBERS, "false", "In JSON, values of enums are written by their numbers.", Set::Here),
    flag(
        JSON_IGNORE_UNKNOWN,
        "false",
        "In JSON, keys and names of values that are not known are passed over.",
        Set::Here,
    ),
    text(JSON_PATH, "", "Where the module is that JSON needs; it is written beside the code otherwise.", Set::Here),
    flag(JSON_PROTO_NAMES, "false", "In JSON, fields are written by their names as declared.", Set::Here),
    text(
        LAYOUT,
        "",
        "A crate with a feature for each package (`features`), or a crate for each (`workspace`).",
        Set::Here,
    ),
    pairs("message_attribute", "Attributes of messages.", pairs!(message_attribute)),
    flag(MOCK_SERVER, "false", "Each service has a server that tests tell what to do.", OF_TONIC),
    flag(
        MODULE_TREE,
        "true",
        "A file with all modules is written, `mod.rs` where `include_file` names none.",
        Set::Here,
    ),
    list(OPEN_ENUMS, "Fields of enums that match one of these paths are an `OpenEnum`, not `i32`.", Set::Here),
    text(
        OPEN_ENUMS_PATH,
        "",
        "Where the module is that has `OpenEnum`; it is written beside the code otherwise.",
        Set::Here,
    ),
    flag(PROST_COMMENTS, "false", "Comments are as prost writes them, whatever rustdoc makes of them.", Set::Here),
    flag(PROST_NAMES, "false", "Names are as prost writes them, whether they clash or not.", Set::Here),
    text("prost_path", "::prost", "Where `prost` is.", prost!(prost_path)),
    text(PROST_TYPES_PATH, "::prost_types", "Where `prost-types` is.", prost!(prost_types_path)),
    text("proto_path", "super", "The module of the messages, seen from the services.", tonic!(proto_path, text)),
    list("protoc_arg", "Arguments of `protoc`, which is not run; folders are for `include`.", Set::Nowhere),
    text("protoc_executable", "", "The `protoc` that is not run.", Set::Nowhere),
    text(PROVIDES, "", "The module that has the types, for other crates to use: `crate::proto`.", Set::Here),
    flag(REST, "false", "Each service has routes for HTTP, by its `google.api.http` rules.", OF_TONIC),
    flag("retain_enum_prefix", "false", "The values of an enum keep its name in front of theirs.", {
        prost!(retain_enum_prefix if)
    }),
    pairs("server_attribute", "Attributes of the structs of servers.", pairs!(tonic server_attribute)),
    pairs("server_mod_attribute", "Attributes of the modules of servers.", pairs!(tonic server_mod_attribute)),
    text(SERVICE_CONFIG, "", "The gRPC service config in JSON, whose deadlines and retries clients have.", OF_TONIC),
    flag(SERVICE_MODULES, "false", "Each service has a module with what belongs to it.", OF_TONIC),
    list(SETTERS, "Messages that match one of these paths have methods that set a field: `with_name(…)`.", Set::Here),
    list("skip_debug", "Messages that match one of these paths do not derive `Debug`.", {
        Set::Either(
            |config, value| {
                config.skip_debug(value.list());
            },
            |builder, value| builder.skip_debug(value.list()),
        )
    }),
    flag("skip_protoc_run", "true", "`protoc` is not run, and never is.", Set::Nowhere),
    flag(SKIP_SOURCE_INFO, "false", "Descriptors have no places, and code no comments.", Set::Here),
    flag(
        STATUS_DETAILS,
        "false",
        "Details of statuses are read and written as messages, which know their names.",
        OF_TONIC,
    ),
    pairs("trait_attribute", "Attributes of the traits of servers.", pairs!(tonic trait_attribute)),
    pairs("type_attribute", "Attributes of messages, enums and oneofs.", pairs!(type_attribute)),
    pairs(
        "type_name_domain",
        "What stands before the names of messages in URLs of types, with `enable_type_names`.",
        {
            Set::Prost(|config, value| {
                for (path, domain) in value.pairs() {
                    config.type_name_domain([path], domain);
                }
            })
        },
    ),
    list(
        UNKNOWN_FIELDS,
        "Messages that match one of these paths keep fields that the schema does not have.",
        Set::Here,
    ),
    flag("use_arc_self", "false", "Methods of servers take `Arc<Self>`.", tonic!(use_arc_self, flag)),
    flag(
        UTF8_NONE_AS_STRING,
        "false",
        "Strings of editions that need not be UTF-8 are `String`, not `Vec<u8>`.",
        Set::Here,
    ),
    flag(
        "with_extended_rust_types",
        "false",
        "Well-known types that are plain Rust types may be requests and responses.",
        tonic!(with_extended_rust_types, flag),
    ),
];

pub(super) const COMPILE_WELL_KNOWN_TYPES: &str = "compile_well_known_types";
pub(super) const CRATE_NAME: &str = "crate_name";
pub(super) const CUSTOM_OPTIONS: &str = "custom_options";
pub(super) const DEFAULT_PACKAGE_FILENAME: &str = "default_package_filename";
pub(super) const EXTERN_PATH: &str = "extern_path";
pub(super) const FIELD_TYPE_ATTRIBUTE: &str = "field_type_attribute";
pub(super) const FILE_DESCRIPTOR_SET: &str = "file_descriptor_set";
pub(super) const FILE_DESCRIPTOR_SET_PATH: &str = "file_descriptor_set_path";
pub(super) const FORMAT: &str = "format";
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
pub(super) const PROST_COMMENTS: &str = "prost_comments";
pub(super) const PROST_NAMES: &str = "prost_names";
pub(super) const PROST_TYPES_PATH: &str = "prost_types_path";
pub(super) const PROVIDES: &str = "provides";
pub(super) const REST: &str = "rest";
pub(super) const SERVICE_CONFIG: &str = "service_config";
pub(super) const SERVICE_MODULES: &str = "service_modules";
pub(super) const SETTERS: &str = "setters";
pub(super) const SKIP_SOURCE_INFO: &str = "skip_source_info";
pub(super) const STATUS_DETAILS: &str = "status_details";
pub(super) const UNKNOWN_FIELDS: &str = "unknown_fields";
pub(super) const UTF8_NONE_AS_STRING: &str = "utf8_none_as_string";
