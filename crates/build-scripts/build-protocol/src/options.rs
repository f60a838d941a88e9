//! The settings of a builder as messages. A field that is not set stands for the default of the generator.

use crate::runtime::Runtime;

/// The settings of a builder or of a `prost_build::Config`, as recorded by their methods. A field has the meaning of the
/// method of the same name. What is absent has its default.
#[derive(Clone, PartialEq, prost::Message)]
#[expect(missing_docs, reason = "the fields have the names of documented methods")]
pub struct Options {
    // Files.
    #[prost(bytes = "vec", optional, tag = "1")]
    pub out_dir: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub file_descriptor_set_path: Option<Vec<u8>>,
    #[prost(bool, tag = "3")]
    pub skip_protoc_run: bool,
    #[prost(bool, tag = "4")]
    pub skip_source_info: bool,
    #[prost(bytes = "vec", optional, tag = "5")]
    pub include_file: Option<Vec<u8>>,
    /// The arguments for protoc, of which only the include folders count.
    #[prost(bytes = "vec", repeated, tag = "6")]
    pub protoc_args: Vec<Vec<u8>>,
    #[prost(bool, optional, tag = "7")]
    pub common_protos: Option<bool>,
    #[prost(bytes = "vec", optional, tag = "8")]
    pub dependencies: Option<Vec<u8>>,
    #[prost(bool, optional, tag = "9")]
    pub emit_rerun_if_changed: Option<bool>,
    #[prost(bool, optional, tag = "10")]
    pub module_tree: Option<bool>,
    #[prost(bool, tag = "11")]
    pub file_descriptor_set: bool,
    #[prost(string, optional, tag = "12")]
    pub default_package_filename: Option<String>,

    // Messages.
    #[prost(enumeration = "Runtime", optional, tag = "20")]
    pub runtime: Option<i32>,
    #[prost(string, repeated, tag = "21")]
    pub boxed: Vec<String>,
    #[prost(string, repeated, tag = "22")]
    pub btree_map: Vec<String>,
    #[prost(string, repeated, tag = "23")]
    pub bytes: Vec<String>,
    #[prost(string, repeated, tag = "24")]
    pub disable_comments: Vec<String>,
    #[prost(string, repeated, tag = "25")]
    pub skip_debug: Vec<String>,
    #[prost(message, repeated, tag = "26")]
    pub type_attributes: Vec<Attribute>,
    #[prost(message, repeated, tag = "27")]
    pub message_attributes: Vec<Attribute>,
    #[prost(message, repeated, tag = "28")]
    pub enum_attributes: Vec<Attribute>,
    #[prost(message, repeated, tag = "29")]
    pub field_attributes: Vec<Attribute>,
    #[prost(message, repeated, tag = "30")]
    pub type_name_domains: Vec<Attribute>,
    #[prost(message, repeated, tag = "31")]
    pub extern_paths: Vec<Attribute>,
    /// Types of other crates that are not `Copy`, by full name.
    #[prost(string, repeated, tag = "32")]
    pub not_copied: Vec<String>,
    #[prost(bool, tag = "33")]
    pub compile_well_known_types: bool,
    #[prost(bool, tag = "34")]
    pub enable_type_names: bool,
    #[prost(bool, tag = "35")]
    pub retain_enum_prefix: bool,
    #[prost(bool, tag = "36")]
    pub attribute_origins: bool,
    #[prost(bool, tag = "37")]
    pub prost_names: bool,
    #[prost(bool, tag = "38")]
    pub utf8_none_as_string: bool,
    #[prost(string, optional, tag = "39")]
    pub prost_path: Option<String>,
    #[prost(string, optional, tag = "40")]
    pub prost_types_path: Option<String>,
    #[prost(enumeration = "Comments", tag = "41")]
    pub comments: i32,

    // Additions to messages.
    #[prost(bool, tag = "50")]
    pub json: bool,
    #[prost(bool, tag = "51")]
    pub json_emit_defaults: bool,
    #[prost(bool, tag = "52")]
    pub json_enum_numbers: bool,
    #[prost(string, optional, tag = "53")]
    pub json_feature: Option<String>,
    #[prost(bool, tag = "54")]
    pub json_ignore_unknown: bool,
    #[prost(bool, tag = "55")]
    pub json_proto_names: bool,
    #[prost(bool, tag = "56")]
    pub validate: bool,
    #[prost(string, optional, tag = "57")]
    pub runtime_path: Option<String>,
    #[prost(string, repeated, tag = "58")]
    pub open_enums: Vec<String>,
    #[prost(string, repeated, tag = "59")]
    pub setters: Vec<String>,
    #[prost(string, repeated, tag = "60")]
    pub unknown_fields: Vec<String>,
    #[prost(string, repeated, tag = "61")]
    pub extensions: Vec<String>,
    #[prost(message, repeated, tag = "62")]
    pub field_type_attributes: Vec<Attribute>,
    #[prost(string, repeated, tag = "63")]
    pub custom_options: Vec<String>,
    #[prost(string, optional, tag = "64")]
    pub provides: Option<String>,
    #[prost(bytes = "vec", repeated, tag = "65")]
    pub provided_by: Vec<Vec<u8>>,

    /// The settings for services, which only a builder has.
    #[prost(message, optional, tag = "80")]
    pub services: Option<ServiceOptions>,
}

impl Options {
    /// Adds types that other crates provide.
    pub fn take(&mut self, taken: TakenTypes) {
        self.extern_paths.extend(taken.extern_paths);
        self.not_copied.extend(taken.not_copied);
    }
}

/// The documentation that comments of `.proto` files become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[repr(i32)]
pub enum Comments {
    /// Documentation that is escaped where rustdoc would misread it.
    Rustdoc = 0,
    /// Documentation as prost-build and tonic-build write it.
    Prost = 1,
    /// No documentation from comments.
    Omitted = 2,
}

/// A path or type with what is set for it: an attribute, a domain or a Rust path.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct Attribute {
    /// The path, pattern or type that the attribute is set for.
    #[prost(string, tag = "1")]
    pub path: String,
    /// The attribute, domain or Rust path.
    #[prost(string, tag = "2")]
    pub value: String,
}

impl Attribute {
    /// Creates an attribute for a path.
    pub fn new(path: impl Into<String>, value: impl Into<String>) -> Self {
        Self { path: path.into(), value: value.into() }
    }
}

/// The settings for services. Most have the names of tonic-build's methods.
#[derive(Clone, PartialEq, prost::Message)]
#[expect(missing_docs, reason = "the fields have the names of documented methods")]
pub struct ServiceOptions {
    #[prost(bool, optional, tag = "1")]
    pub build_client: Option<bool>,
    #[prost(bool, optional, tag = "2")]
    pub build_server: Option<bool>,
    #[prost(bool, optional, tag = "3")]
    pub build_transport: Option<bool>,
    #[prost(bool, optional, tag = "4")]
    pub use_arc_self: Option<bool>,
    #[prost(bool, optional, tag = "5")]
    pub generate_default_stubs: Option<bool>,
    #[prost(bool, optional, tag = "6")]
    pub with_extended_rust_types: Option<bool>,
    #[prost(bool, optional, tag = "7")]
    pub emit_package: Option<bool>,
    #[prost(string, optional, tag = "8")]
    pub codec_path: Option<String>,
    #[prost(string, optional, tag = "9")]
    pub proto_path: Option<String>,
    #[prost(string, repeated, tag = "10")]
    pub disable_comments: Vec<String>,
    /// The attributes of the modules and structs of clients. Clients have no traits.
    #[prost(message, required, tag = "11")]
    pub client_attributes: ServiceAttributes,
    /// The attributes of the modules, structs and traits of servers.
    #[prost(message, required, tag = "12")]
    pub server_attributes: ServiceAttributes,
    /// The additions that need the feature `full`.
    #[prost(message, required, tag = "13")]
    pub additions: ServiceAdditions,
}

/// Attributes of the code for services.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ServiceAttributes {
    /// Attributes of modules, by package pattern.
    #[prost(message, repeated, tag = "1")]
    pub modules: Vec<Attribute>,
    /// Attributes of structs, by service pattern.
    #[prost(message, repeated, tag = "2")]
    pub structs: Vec<Attribute>,
    /// Attributes of traits, by service pattern.
    #[prost(message, repeated, tag = "3")]
    pub traits: Vec<Attribute>,
}

/// Additions to services. They need the feature `full`.
#[derive(Clone, PartialEq, prost::Message)]
#[expect(missing_docs, reason = "the fields have the names of documented methods")]
pub struct ServiceAdditions {
    #[prost(bool, tag = "1")]
    pub service_modules: bool,
    #[prost(bool, tag = "2")]
    pub in_process_client: bool,
    #[prost(bool, tag = "3")]
    pub mock_server: bool,
    #[prost(bool, tag = "4")]
    pub connect: bool,
    #[prost(bool, tag = "5")]
    pub rest: bool,
    #[prost(bool, tag = "6")]
    pub rest_client: bool,
    #[prost(bytes = "vec", optional, tag = "7")]
    pub service_yaml: Option<Vec<u8>>,
    #[prost(bool, tag = "8")]
    pub unbound: bool,
    #[prost(string, repeated, tag = "9")]
    pub ignored_parameters: Vec<String>,
    #[prost(string, optional, tag = "10")]
    pub error_body: Option<String>,
    #[prost(bytes = "vec", optional, tag = "11")]
    pub service_config: Option<Vec<u8>>,
}

/// Types that other crates provide.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TakenTypes {
    /// The paths of the types, as for `extern_path`.
    #[prost(message, repeated, tag = "1")]
    pub extern_paths: Vec<Attribute>,
    /// The full names of those that are not `Copy`.
    #[prost(string, repeated, tag = "2")]
    pub not_copied: Vec<String>,
}
