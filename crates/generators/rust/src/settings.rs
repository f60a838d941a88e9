//! The settings of the generator: those of prost-build and tonic-build by their names, and those that only protoward has.

use std::collections::BTreeSet;

use protoward_schema::{FieldId, FieldType, MessageId, Presence, Scalar, Schema, Shape};
use protoward_source::Report;

use crate::attributes::{self, AttributeError, OPTIONAL_TRAITS};
use crate::diagnostics::{no_optional_trait, no_rust_path};
use crate::ident;
use crate::paths::{PathMap, is_below, path_in_oneof};
use crate::runtime::Runtime;
use crate::rust_path;
use crate::well_known::{WELL_KNOWN, is_well_known};

/// The path of the crate `protoward_runtime`.
pub(crate) const RUNTIME: &str = "::protoward_runtime";

/// The settings of the generator. A field without documentation has the meaning of the method of the same name in
/// `prost_build::Config` or `tonic_prost_build::Builder`. For paths, see [`PathMap`].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields have the names of documented methods")]
pub struct RustSettings {
    pub boxed: PathMap<()>,
    pub btree_map: PathMap<()>,
    pub bytes: PathMap<()>,
    pub disable_comments: PathMap<()>,
    pub skip_debug: PathMap<()>,
    /// Elements that are not marked `#[deprecated]`.
    pub skip_deprecated: PathMap<()>,
    /// Traits that messages and oneofs do not derive, as lists of [`OPTIONAL_TRAITS`] such as `Eq, Hash`.
    pub skip_derive: PathMap<String>,
    pub type_attributes: PathMap<String>,
    pub message_attributes: PathMap<String>,
    pub enum_attributes: PathMap<String>,
    pub field_attributes: PathMap<String>,
    /// Attributes that are added to fields because of their types, by field path. They come before other attributes.
    pub field_type_attributes: PathMap<TypeAttribute>,
    pub type_name_domains: PathMap<String>,
    pub extern_paths: Vec<(String, String)>,
    pub compile_well_known_types: bool,
    pub enable_type_names: bool,
    pub retain_enum_prefix: bool,
    pub prost_path: Option<String>,
    pub prost_types_path: Option<String>,
    pub default_package_filename: Option<String>,
    /// The documentation that comments of `.proto` files become.
    pub comments: Comments,
    /// Writes a comment with its setting after each attribute of a setting.
    pub attribute_origins: bool,
    /// Keeps the names of prost-build. Otherwise names that clash are changed.
    pub prost_names: bool,
    /// Represents strings without UTF-8 validation as `String`. Otherwise they are bytes.
    pub utf8_none_as_string: bool,
    /// Full names of extern messages that are not `Copy`, even if all their fields are.
    pub not_copied: BTreeSet<String>,
    /// Full names of extern types whose code protoward generated. If there is JSON, they have descriptors for it.
    pub imported: BTreeSet<String>,
    /// Enums whose fields have the type `OpenEnum` instead of `i32`. An `OpenEnum` also holds numbers without a variant.
    pub open_enums: PathMap<()>,
    /// Messages that keep their unknown fields.
    pub unknown_fields: PathMap<()>,
    /// Messages that keep `-0.0` in fields without presence, and in maps.
    pub negative_zeros: PathMap<()>,
    /// The path of the crate `protoward_runtime`, which fields of these kinds need. The default is `::protoward_runtime`.
    pub runtime_path: Option<String>,
    /// Extensions with a constant, which reads and writes the extension in the unknown fields of a message.
    pub extensions: PathMap<()>,
    /// Messages with methods that set a field and return the message.
    pub setters: PathMap<()>,
    /// The versions of prost and tonic that the code is for.
    pub runtime: Runtime,
    /// The settings for services. With `None`, no code is generated for them.
    pub services: Option<Services>,
}

/// An attribute that is added to all fields of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeAttribute {
    /// The type, as written in the setting.
    pub ty: String,
    /// Attributes of Rust, such as `#[serde(default)]`.
    pub attribute: String,
}

/// The documentation that comments of `.proto` files become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Comments {
    /// Documentation that is escaped where rustdoc would misread it.
    #[default]
    Rustdoc,
    /// Documentation as prost-build and tonic-build write it.
    Prost,
    /// No documentation from comments.
    None,
}

impl RustSettings {
    /// Returns the path of the crate `protoward_runtime` in the code.
    pub fn runtime_path(&self) -> &str {
        self.runtime_path.as_deref().unwrap_or(RUNTIME)
    }

    /// Returns the path of the crate `prost` in the code.
    pub fn prost(&self) -> &str {
        self.prost_path.as_deref().unwrap_or("::prost")
    }

    /// Returns the name, without `.rs`, of the file for code without a package.
    pub fn default_file_stem(&self) -> &str {
        self.default_package_filename.as_deref().unwrap_or("_")
    }

    /// Returns the path of the crate `prost` in bytes, sorted maps and the boxes of variants (`Runtime::path_of_types`).
    pub(crate) fn prost_of_types(&self) -> &str {
        self.runtime.path_of_types(self.prost())
    }

    /// Returns the function that spells the names of fields, methods and modules. Only names of prost-build may be keywords of a
    /// later edition of Rust.
    pub(crate) fn spelling(&self) -> fn(&str) -> String {
        if self.prost_names { self.runtime.spelling() } else { ident::snake }
    }

    /// Returns the path of the crate `prost_types`.
    pub(crate) fn prost_types(&self) -> &str {
        self.prost_types_path.as_deref().unwrap_or("::prost_types")
    }

    /// Checks that all attributes are valid Rust.
    ///
    /// # Errors
    /// Returns the first invalid attribute with its setting and the reason.
    ///
    /// ```
    /// let mut settings = protoward_rust::RustSettings::default();
    /// settings.type_attributes.insert(".", "#[derive(Eq]".to_owned());
    /// let error = settings.check_attributes().unwrap_err();
    /// assert_eq!(error.to_string(), "`type_attribute` of `.` is not an attribute of Rust: `#[derive(Eq]`, where `]` closes nothing");
    /// ```
    pub fn check_attributes(&self) -> Result<(), AttributeError> {
        let of_types = [
            ("type_attribute", &self.type_attributes),
            ("message_attribute", &self.message_attributes),
            ("enum_attribute", &self.enum_attributes),
            ("field_attribute", &self.field_attributes),
        ];
        for (setting, attributes) in of_types {
            attributes.iter().try_for_each(|(path, text)| check(setting, path, text))?;
        }
        let by_type = self.field_type_attributes.iter().map(|(_, it)| it);
        by_type.into_iter().try_for_each(|it| check("field_type_attribute", &it.ty, &it.attribute))?;
        let Some(services) = &self.services else { return Ok(()) };
        let of_services = [
            ("client_mod_attribute", &services.client_attributes.modules),
            ("client_attribute", &services.client_attributes.structs),
            ("server_mod_attribute", &services.server_attributes.modules),
            ("server_attribute", &services.server_attributes.structs),
            ("trait_attribute", &services.server_attributes.traits),
        ];
        for (setting, attributes) in of_services {
            attributes.iter().try_for_each(|(path, text)| check(setting, path, text))?;
        }
        Ok(())
    }

    /// Checks that the traits of `skip_derive` can be left out.
    ///
    /// # Errors
    /// Returns an error for each path with another trait.
    pub fn check_traits(&self) -> Result<(), Report> {
        let other = |list| traits(list).find(|name| !OPTIONAL_TRAITS.contains(name));
        let invalid = self.skip_derive.iter().filter_map(|(path, list)| Some(no_optional_trait(path, other(list)?)));
        let report: Report = invalid.map(|diagnostic| *diagnostic).collect();
        if report.is_empty() { Ok(()) } else { Err(report) }
    }

    /// Returns `true` if a type derives a trait of [`OPTIONAL_TRAITS`] where its fields allow it.
    pub(crate) fn may_derive(&self, path: &str, name: &str) -> bool {
        self.skip_derive.is_empty() || !self.skip_derive.all(path).any(|(_, list)| traits(list).any(|it| it == name))
    }

    /// Checks that the paths of modules and codecs are Rust paths. For those of `extern_paths`, see
    /// [`checks::check`](crate::checks::check).
    ///
    /// # Errors
    /// Returns an error for each setting that is not a path.
    pub fn check_paths(&self) -> Result<(), Report> {
        let services = self.services.as_ref();
        let codec = services.and_then(|services| services.codec_path.as_deref());
        let modules = [
            ("prost_path", self.prost_path.as_deref()),
            ("prost_types_path", self.prost_types_path.as_deref()),
            ("proto_path", services.map(|services| &*services.proto_path)),
        ];
        let checks = modules.map(|(setting, path)| (setting, path, path.map(rust_path::check)));
        let checks = checks.into_iter().chain([("codec_path", codec, codec.map(rust_path::check_type))]);
        let invalid = checks.filter_map(|(setting, path, check)| Some(no_rust_path(setting, path?, &check?.err()?)));
        let report: Report = invalid.map(|diagnostic| *diagnostic).collect();
        if report.is_empty() { Ok(()) } else { Err(report) }
    }

    /// Returns `true` if a type is extern or in `prost-types`. `path` has a leading dot: `.google.api.Http`.
    pub fn is_external(&self, path: &str) -> bool {
        let is_in_prost_types = !self.compile_well_known_types && is_below(path, WELL_KNOWN);
        is_in_prost_types || self.is_extern(path)
    }

    /// Returns `true` if an `extern_path` covers a type or a package.
    pub(crate) fn is_extern(&self, path: &str) -> bool {
        self.extern_paths.iter().any(|(proto, _)| is_below(path, proto))
    }

    /// Returns `true` if a message keeps its unknown fields.
    pub(crate) fn keeps_unknown(&self, schema: &Schema, id: MessageId) -> bool {
        !self.unknown_fields.is_empty()
            && self.unknown_fields.has(&format!(".{}", schema.text(schema[id].full_name)))
            && !schema.is_map_entry(id)
            && !is_well_known(schema, id)
    }

    /// Returns `true` if the settings keep `-0.0` in a message, and prost would lose it.
    pub(crate) fn keeps_negative_zeros(&self, schema: &Schema, id: MessageId) -> bool {
        !self.negative_zeros.is_empty()
            && self.negative_zeros.has(&format!(".{}", schema.text(schema[id].full_name)))
            && !schema.is_map_entry(id)
            && !is_well_known(schema, id)
            && schema[id].fields.iter().any(|&field| loses_negative_zero(schema, field))
    }

    /// Returns `true` if an extension has a constant. Custom options have none, because `prost-types` drops them. Extensions
    /// of message sets have none, because a message set encodes them as items of a group.
    pub(crate) fn has_extension(&self, schema: &Schema, id: FieldId) -> bool {
        let field = &schema[id];
        !self.extensions.is_empty()
            && field.is_extension()
            && self.extensions.has(&format!(".{}", schema.full_name(id.into())))
            && !is_well_known(schema, field.containing())
            && schema[field.containing()].options.message_set_wire_format() != Some(true)
    }

    /// Returns `true` if the settings box a field, or all fields of its message type. prost-build also boxes numbers and texts, for
    /// which prost has no code.
    pub(crate) fn is_boxed(&self, schema: &Schema, id: FieldId) -> bool {
        if self.boxed.is_empty() {
            return false;
        }
        let is_selected = self.boxed.has(&path_in_oneof(schema, id));
        match schema[id].ty.message() {
            Some(of) => is_selected || self.boxed.has_alone(&format!(".{}", schema.text(schema[of].full_name))),
            None => is_selected && self.prost_names,
        }
    }
}

/// Returns the traits in a list such as `Eq, Hash`.
fn traits(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

/// Returns `true` for a field in which prost takes `-0.0` for no value, because it equals zero.
fn loses_negative_zero(schema: &Schema, id: FieldId) -> bool {
    let is_real = |id: FieldId| matches!(schema[id].ty, FieldType::Scalar(Scalar::Float | Scalar::Double));
    match schema.shape(id) {
        Shape::Map { value, .. } => is_real(value),
        Shape::Single(Presence::Implicit) => is_real(id),
        Shape::Single(Presence::Explicit | Presence::Required) | Shape::Repeated { .. } => false,
    }
}

/// The settings for services. Most have the names of tonic-build's methods.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields have the names of documented methods")]
pub struct Services {
    pub build_client: bool,
    pub build_server: bool,
    pub build_transport: bool,
    pub use_arc_self: bool,
    pub generate_default_stubs: bool,
    pub with_extended_rust_types: bool,
    /// The path of the codec, or `None` for that of the runtime.
    pub codec_path: Option<String>,
    /// Includes the package in the names of services. tonic 0.14 always does.
    pub emit_package: bool,
    pub proto_path: String,
    /// Full names of services and methods without comments.
    pub disable_comments: Vec<String>,
    /// Files whose services are not generated, by import path.
    pub other_files: BTreeSet<String>,
    pub client_attributes: ServiceAttributes,
    pub server_attributes: ServiceAttributes,
}

impl Default for Services {
    fn default() -> Self {
        Self {
            build_client: true,
            build_server: true,
            build_transport: true,
            use_arc_self: false,
            generate_default_stubs: false,
            with_extended_rust_types: false,
            codec_path: None,
            emit_package: true,
            proto_path: "super".to_owned(),
            disable_comments: Vec::new(),
            other_files: BTreeSet::new(),
            client_attributes: ServiceAttributes::default(),
            server_attributes: ServiceAttributes::default(),
        }
    }
}

/// Attributes of the code for a service, by name pattern.
#[derive(Clone, Debug, Default)]
pub struct ServiceAttributes {
    /// Attributes of modules, by package pattern.
    pub modules: Vec<(String, String)>,
    /// Attributes of structs, by service pattern.
    pub structs: Vec<(String, String)>,
    /// Attributes of traits, by service pattern.
    pub traits: Vec<(String, String)>,
}

fn check(setting: &'static str, path: &str, text: &str) -> Result<(), AttributeError> {
    let error = |why| AttributeError { setting, path: path.to_owned(), text: text.to_owned(), why };
    attributes::check(text).map_err(error)
}
