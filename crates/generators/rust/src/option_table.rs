//! The table of generator options: name, kind, default, description and effect of each.
//!
//! `[[generate]]`, `--opt`, `protoc-gen-protoward`, the builder of build scripts and the table of docs/rust.md read it, so that
//! they have the same options. The names are those of the builder methods of prost-build and tonic-build.

use std::error::Error;
use std::fmt;

use crate::additions::Additions;
use crate::paths::PathMap;
use crate::settings::{Comments, RustSettings, Services};

use OptionEffect::{Added, Here, Nothing, OfServices, Rust, Tonic};

/// The generated code of an entry: the name of a plugin of protoc, or of a crate, that generates the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugin {
    /// Generates messages and enums for prost.
    Prost,
    /// Generates messages and enums for prost, and clients and servers for tonic.
    Tonic,
}

impl Plugin {
    /// All plugins, the one with less code first.
    pub const ALL: [Self; 2] = [Self::Prost, Self::Tonic];

    /// Returns the name in a configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prost => "prost",
            Self::Tonic => "tonic",
        }
    }

    /// Returns the plugin with a name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plugin| plugin.name() == name)
    }
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// `true` or `false`.
    Flag(bool),
    /// A single string, such as a path or a name.
    Text(String),
    /// Strings in the order of the configuration, such as the paths of elements.
    List(Vec<String>),
    /// Pairs of a path and the value for it, in order.
    Pairs(Vec<(String, String)>),
}

/// The type of an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// [`OptionValue::Flag`].
    Flag,
    /// [`OptionValue::Text`].
    Text,
    /// [`OptionValue::List`].
    List,
    /// [`OptionValue::Pairs`].
    Pairs,
}

impl fmt::Display for OptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "`true` or `false`",
            Self::Text => "a string",
            Self::List => "a list of strings",
            Self::Pairs => "a table of strings by path",
        })
    }
}

impl OptionValue {
    /// Returns the type of the value.
    pub const fn kind(&self) -> OptionKind {
        match self {
            Self::Flag(_) => OptionKind::Flag,
            Self::Text(_) => OptionKind::Text,
            Self::List(_) => OptionKind::List,
            Self::Pairs(_) => OptionKind::Pairs,
        }
    }

    /// Returns the flag; `false` for a value of another kind, which [`checked_option`] rejects.
    pub const fn flag(&self) -> bool {
        matches!(self, Self::Flag(true))
    }

    /// Returns the text; empty for a value of another kind.
    pub fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    /// Returns the list; empty for a value of another kind.
    pub fn list(&self) -> &[String] {
        if let Self::List(list) = self { list } else { &[] }
    }

    /// Returns the pairs; empty for a value of another kind.
    pub fn pairs(&self) -> &[(String, String)] {
        if let Self::Pairs(pairs) = self { pairs } else { &[] }
    }
}

/// An option of a generator.
#[derive(Debug)]
pub struct OptionRow {
    /// The name, as the key of a configuration.
    pub name: &'static str,
    /// The type of its value.
    pub kind: OptionKind,
    /// The default value, as written in a configuration; empty if there is none.
    pub default: &'static str,
    /// A description in one line.
    pub about: &'static str,
    /// The effect of a value.
    pub set: OptionEffect,
}

/// The effect of an option.
#[derive(Debug)]
pub enum OptionEffect {
    /// Changes a setting of the generator.
    Rust(fn(&mut RustSettings, &OptionValue)),
    /// Changes a setting of the generator for services.
    Tonic(fn(&mut Services, &OptionValue)),
    /// Changes a setting of the additions to messages.
    Added(fn(&mut Additions, &OptionValue)),
    /// Is handled by the caller of the generator.
    Here,
    /// Is handled by the caller of the generator, and applies to services only.
    OfServices,
    /// Has no effect. It is accepted because the builders have a method of that name.
    Nothing,
}

impl OptionRow {
    /// Returns `true` if a plugin has the option.
    pub const fn is_for(&self, plugin: Plugin) -> bool {
        match (&self.set, plugin) {
            (OptionEffect::Tonic(_) | OptionEffect::OfServices, Plugin::Prost) => false,
            (_, Plugin::Prost | Plugin::Tonic) => true,
        }
    }
}

/// The reason why [`checked_option`] refuses an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetOptionError {
    /// No plugin has the option.
    Unknown {
        /// The name as given.
        name: String,
    },
    /// Another plugin has the option.
    OtherPlugin {
        /// The name of the option.
        name: &'static str,
        /// The plugin without the option.
        plugin: Plugin,
    },
    /// The option takes another kind of value.
    Kind {
        /// The name of the option.
        name: &'static str,
        /// The kind of value that the option takes.
        expected: OptionKind,
    },
}

impl fmt::Display for SetOptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name } => write!(f, "unknown option `{name}`"),
            Self::OtherPlugin { name, plugin } => write!(f, "`{}` has no option `{name}`", plugin.name()),
            Self::Kind { name, expected } => write!(f, "`{name}` takes {expected}"),
        }
    }
}

impl Error for SetOptionError {}

/// Returns the option with a name.
pub fn option(name: &str) -> Option<&'static OptionRow> {
    OPTIONS.iter().find(|row| row.name == name)
}

/// Returns the option with a name, if the plugin has it and it takes values of this kind.
///
/// # Errors
/// Returns the reason if it does not.
pub fn checked_option(name: &str, kind: OptionKind, plugin: Plugin) -> Result<&'static OptionRow, SetOptionError> {
    let known = option(name).ok_or_else(|| SetOptionError::Unknown { name: name.to_owned() })?;
    if !known.is_for(plugin) {
        return Err(SetOptionError::OtherPlugin { name: known.name, plugin });
    }
    if known.kind != kind {
        return Err(SetOptionError::Kind { name: known.name, expected: known.kind });
    }
    Ok(known)
}

/// Returns a flag that is not set by default.
const fn flag(name: &'static str, about: &'static str, set: OptionEffect) -> OptionRow {
    OptionRow { name, kind: OptionKind::Flag, default: "false", about, set }
}

/// Returns a flag that is set by default.
const fn default_flag(name: &'static str, about: &'static str, set: OptionEffect) -> OptionRow {
    OptionRow { default: "true", ..flag(name, about, set) }
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
    flag(
        "attribute_origins",
        "Writes a comment with its setting after each attribute of a setting.",
        Rust(|it, value| it.attribute_origins = value.flag()),
    ),
    list("boxed", "Boxes matching fields.", Rust(|it, value| it.boxed = paths_of(value))),
    list("btree_map", "Uses `BTreeMap` for matching map fields.", Rust(|it, value| it.btree_map = paths_of(value))),
    default_flag("build_client", "Generates clients.", Tonic(|it, value| it.build_client = value.flag())),
    default_flag("build_server", "Generates servers.", Tonic(|it, value| it.build_server = value.flag())),
    default_flag(
        "build_transport",
        "Generates `connect` for clients, with tonic's transport.",
        Tonic(|it, value| it.build_transport = value.flag()),
    ),
    list("bytes", "Uses `bytes::Bytes` for matching `bytes` fields.", Rust(|it, value| it.bytes = paths_of(value))),
    pairs(
        "client_attribute",
        "Attributes of client structs.",
        Tonic(|it, value| it.client_attributes.structs = value.pairs().to_vec()),
    ),
    pairs(
        "client_mod_attribute",
        "Attributes of client modules.",
        Tonic(|it, value| it.client_attributes.modules = value.pairs().to_vec()),
    ),
    text(
        "codec_path",
        "tonic_prost::ProstCodec",
        "The codec of services.",
        Tonic(|it, value| it.codec_path = some_text(value)),
    ),
    flag(
        "compile_well_known_types",
        "Generates well-known types instead of using `prost-types`.",
        Rust(|it, value| it.compile_well_known_types = value.flag()),
    ),
    flag("connect", "Serves all methods over the Connect protocol too. Implies `rest`.", OfServices),
    text(
        "crate_name",
        "",
        "The name of the crate with `layout = \"features\"`, or the prefix of all crates with `workspace`.",
        Here,
    ),
    list("custom_options", "Generates constants for matching custom options.", Here),
    text(
        "default_package_filename",
        "_",
        "The name, without `.rs`, of the file for declarations without a package.",
        Rust(|it, value| it.default_package_filename = some_text(value)),
    ),
    list("disable_comments", "Omits comments of matching declarations.", {
        Rust(|settings, value| {
            settings.disable_comments = paths_of(value);
            if let Some(services) = &mut settings.services {
                services.disable_comments = value.list().to_vec();
            }
        })
    }),
    default_flag(
        "emit_package",
        "Makes the package a part of method paths. No effect with tonic 0.14.",
        Tonic(|it, value| it.emit_package = value.flag()),
    ),
    default_flag("emit_rerun_if_changed", "Prints `rerun-if-changed` lines in a build script.", Nothing),
    flag(
        "enable_type_names",
        "Implements `prost::Name` for messages.",
        Rust(|it, value| it.enable_type_names |= value.flag()),
    ),
    pairs("enum_attribute", "Attributes of enums and oneofs.", Rust(|it, value| it.enum_attributes = pairs_of(value))),
    text("error_body", "", "The message in the body of HTTP errors, instead of `google.rpc.Status`.", OfServices),
    list(
        "extensions",
        "Generates typed access to matching extensions of messages that keep unknown fields.",
        Added(|it, value| it.fields.extensions = value.list().to_vec()),
    ),
    pairs(
        "extern_path",
        "Rust paths of packages and types that other crates have.",
        Rust(|it, value| it.extern_paths = value.pairs().to_vec()),
    ),
    pairs(
        "field_attribute",
        "Attributes of fields.",
        Rust(|it, value| it.field_attributes.extend(value.pairs().iter().cloned())),
    ),
    pairs(
        "field_type_attribute",
        "Attributes of all fields of a type.",
        Added(|it, value| it.fields.attributes = value.pairs().to_vec()),
    ),
    flag("file_descriptor_set", "Adds the constant `FILE_DESCRIPTOR_SET` to each package.", Here),
    text(
        "file_descriptor_set_path",
        "",
        "The file for the descriptors of all files, imports and comments included.",
        Here,
    ),
    default_flag("format", "No effect: code is always formatted.", Nothing),
    flag(
        "generate_default_stubs",
        "Gives server methods a default that returns `UNIMPLEMENTED`.",
        Tonic(|it, value| it.generate_default_stubs = value.flag()),
    ),
    list("ignored_parameters", "Query parameters of HTTP routes that have no effect.", OfServices),
    flag("in_process_client", "Generates clients for servers in the same process.", OfServices),
    text("include_file", "", "The name of the module file.", Here),
    flag(
        "json",
        "Implements `serde::Serialize` and `Deserialize` by protobuf's JSON mapping.",
        Added(|it, value| it.json.is_enabled = value.flag()),
    ),
    flag(
        "json_emit_defaults",
        "Writes fields without presence to JSON even if they are zero or empty.",
        Added(|it, value| it.json.emit_defaults = value.flag()),
    ),
    flag(
        "json_enum_numbers",
        "Writes enum values to JSON as numbers.",
        Added(|it, value| it.json.enum_numbers = value.flag()),
    ),
    text(
        "json_feature",
        "",
        "The feature of the crate that enables JSON. Whole crates have `json`.",
        Added(|it, value| it.json.feature = some_text(value)),
    ),
    flag(
        "json_ignore_unknown",
        "Ignores unknown keys and enum values in JSON.",
        Added(|it, value| it.json.ignore_unknown = value.flag()),
    ),
    flag(
        "json_proto_names",
        "Writes field names to JSON as declared in the schema.",
        Added(|it, value| it.json.proto_names = value.flag()),
    ),
    flag(
        "json_strict_any",
        "Makes an `Any` of an unknown type an error in JSON, instead of base64 under `value`.",
        Added(|it, value| it.json.strict_any = value.flag()),
    ),
    text(
        "layout",
        "",
        "Generates one crate with a feature for each package (`features`), or a crate for each package (`workspace`).",
        Here,
    ),
    pairs("message_attribute", "Attributes of messages.", Rust(|it, value| it.message_attributes = pairs_of(value))),
    flag("mock_server", "Generates mock servers for tests.", OfServices),
    default_flag("module_tree", "Writes a module file: `mod.rs`, or the file of `include_file`.", Here),
    list(
        "negative_zeros",
        "Keeps `-0.0` in fields without presence and in maps of matching messages.",
        Added(|it, value| it.fields.negative_zeros = value.list().to_vec()),
    ),
    list(
        "open_enums",
        "Uses `OpenEnum` instead of `i32` for fields of matching enums.",
        Added(|it, value| it.fields.open_enums = value.list().to_vec()),
    ),
    flag(
        "prost_comments",
        "Writes comments as prost-build does.",
        Rust(|settings, value| {
            if value.flag() {
                settings.comments = Comments::Prost;
            }
        }),
    ),
    flag(
        "prost_names",
        "Writes names as prost-build does, even if they clash.",
        Rust(|it, value| it.prost_names = value.flag()),
    ),
    text("prost_path", "::prost", "The Rust path of prost.", Rust(|it, value| it.prost_path = some_text(value))),
    text(
        "prost_types_path",
        "::prost_types",
        "The Rust path of prost-types.",
        Rust(|it, value| it.prost_types_path = some_text(value)),
    ),
    text(
        "proto_path",
        "super",
        "The module of the messages, as seen from the services.",
        Tonic(|it, value| it.proto_path = value.text().to_owned()),
    ),
    list("protoc_arg", "Arguments of `protoc`. Only `-I` and `--proto_path` have an effect.", Nothing),
    text("protoc_executable", "", "No effect: `protoc` is not run.", Nothing),
    text("provides", "", "The module whose types other crates may use, such as `crate::proto`.", Here),
    text(
        "required",
        "",
        "Generates checked types, in which required fields are not an `Option`, with `strict`.",
        Added(|it, value| it.checked.required = some_text(value)),
    ),
    flag("rest", "Generates HTTP routes from `google.api.http` rules.", OfServices),
    flag("rest_client", "Generates clients over HTTP from `google.api.http` rules.", OfServices),
    flag(
        "retain_enum_prefix",
        "Keeps the name of the enum as prefix of its values.",
        Rust(|it, value| it.retain_enum_prefix = value.flag()),
    ),
    text(
        "runtime",
        "tonic-0.14",
        "The versions of prost and tonic: `tonic-0.12` or `tonic-0.13` with prost 0.13, or `tonic-0.14` with prost 0.14.",
        Here,
    ),
    text(
        "runtime_path",
        "::protoward_runtime",
        "The path of the crate `protoward-runtime`.",
        Added(|it, value| it.runtime_path = some_text(value)),
    ),
    pairs(
        "server_attribute",
        "Attributes of server structs.",
        Tonic(|it, value| it.server_attributes.structs = value.pairs().to_vec()),
    ),
    pairs(
        "server_mod_attribute",
        "Attributes of server modules.",
        Tonic(|it, value| it.server_attributes.modules = value.pairs().to_vec()),
    ),
    text("service_config", "", "A gRPC service config in JSON. Clients follow its deadlines and retries.", OfServices),
    flag("service_modules", "Generates a module with all items of each service.", OfServices),
    text(
        "service_yaml",
        "",
        "A `google.api.Service` in YAML, whose HTTP rules replace those of the schema.",
        OfServices,
    ),
    list(
        "setters",
        "Generates setters for fields of matching messages: `with_name(…)`.",
        Added(|it, value| it.fields.setters = value.list().to_vec()),
    ),
    list(
        "skip_debug",
        "Does not derive `Debug` for matching messages.",
        Rust(|it, value| it.skip_debug = paths_of(value)),
    ),
    list(
        "skip_deprecated",
        "Does not mark matching fields, enum values and methods `#[deprecated]`.",
        Rust(|it, value| it.skip_deprecated = paths_of(value)),
    ),
    pairs(
        "skip_derive",
        "Traits that matching messages and oneofs do not derive, such as `Copy` or `Eq, Hash`.",
        Rust(|it, value| it.skip_derive = pairs_of(value)),
    ),
    default_flag(
        "skip_protoc_run",
        "Reads the file of `file_descriptor_set_path` in a build script. `protoc` is never run.",
        Nothing,
    ),
    flag(
        "skip_source_info",
        "Omits source info from descriptors, and comments from code.",
        Rust(|settings, value| {
            if value.flag() {
                settings.comments = Comments::None;
            }
        }),
    ),
    pairs(
        "trait_attribute",
        "Attributes of server traits.",
        Tonic(|it, value| it.server_attributes.traits = value.pairs().to_vec()),
    ),
    pairs(
        "type_attribute",
        "Attributes of messages, enums and oneofs.",
        Rust(|it, value| it.type_attributes.extend(value.pairs().iter().cloned())),
    ),
    pairs(
        "type_name_domain",
        "The domains of type URLs, with `enable_type_names`.",
        Rust(|it, value| it.type_name_domains = pairs_of(value)),
    ),
    pairs(
        "types",
        "Own types of fields in checked types, with `required = \"strict\"`.",
        Added(|it, value| it.checked.types = value.pairs().to_vec()),
    ),
    flag("unbound", "Binds methods without an HTTP rule to `POST /package.Service/Method`.", OfServices),
    list(
        "unknown_fields",
        "Keeps unknown fields of matching messages.",
        Added(|it, value| it.fields.unknown_fields = value.list().to_vec()),
    ),
    flag("use_arc_self", "Lets server methods take `Arc<Self>`.", Tonic(|it, value| it.use_arc_self = value.flag())),
    flag(
        "utf8_none_as_string",
        "Uses `String` instead of `Vec<u8>` for strings with `utf8_validation = NONE`.",
        Rust(|it, value| it.utf8_none_as_string = value.flag()),
    ),
    flag(
        "validate",
        "Implements `Validate` of protoward-runtime by the rules of `buf.validate`.",
        Added(|it, value| it.validate.is_enabled = value.flag()),
    ),
    flag(
        "validate_time_zones",
        "Allows time zones such as `Europe/Berlin` in expressions of rules; protoward-runtime needs the feature `tz`.",
        Added(|it, value| it.validate.time_zones = value.flag()),
    ),
    flag(
        "with_extended_rust_types",
        "Allows well-known types that are plain Rust types as requests and responses.",
        Tonic(|it, value| it.with_extended_rust_types = value.flag()),
    ),
];
