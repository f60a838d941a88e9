//! What is generated, and how.

use std::collections::BTreeSet;
use std::fmt;

use protoward_schema::{FieldId, MessageId, OneofId, Schema};

use crate::attributes;
use crate::ident;
use crate::paths::PathMap;
use crate::runtime::Runtime;
use crate::well_known::is_well_known;

/// The settings of the generator. Each is explained at the method of `prost_build::Config` or `tonic_prost_build::Builder` with
/// the same name; paths are those of [`PathMap`].
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields have the names of documented methods")]
pub struct Settings {
    pub boxed: PathMap<()>,
    pub btree_map: PathMap<()>,
    pub bytes: PathMap<()>,
    pub disable_comments: PathMap<()>,
    pub skip_debug: PathMap<()>,
    pub type_attributes: PathMap<String>,
    pub message_attributes: PathMap<String>,
    pub enum_attributes: PathMap<String>,
    pub field_attributes: PathMap<String>,
    /// Attributes that fields have by their types, by the paths of the fields. They come before others.
    pub field_type_attributes: PathMap<TypeAttribute>,
    pub type_name_domains: PathMap<String>,
    pub extern_paths: Vec<(String, String)>,
    pub compile_well_known_types: bool,
    pub enable_type_names: bool,
    pub retain_enum_prefix: bool,
    pub prost_path: Option<String>,
    pub prost_types_path: Option<String>,
    /// The name of the file, without `.rs`, for what has no package.
    pub default_package_filename: String,
    /// What becomes of comments.
    pub comments: Comments,
    /// Whether names are as prost-build writes them. Otherwise names that clash are changed.
    pub prost_names: bool,
    /// Whether strings that need not be UTF-8 are `String`. Otherwise they are bytes.
    pub utf8_none_as_string: bool,
    /// Messages of other code that are not `Copy`, though their fields are, by full names.
    pub not_copied: BTreeSet<String>,
    /// Enums whose fields are an `OpenEnum`, which holds numbers that the enum does not have, instead of `i32`.
    pub open_enums: PathMap<()>,
    /// The module with `OpenEnum`.
    pub open_enums_module: RuntimeModule,
    /// Whether packages implement the trait of open enums for those that other code has and their fields use. Otherwise see
    /// [`Generator::foreign_open_enums`](crate::Generator::foreign_open_enums).
    pub declare_foreign_enums: bool,
    /// Messages that keep the fields that the schema does not have.
    pub unknown_fields: PathMap<()>,
    /// The module with `UnknownFields`.
    pub unknown_fields_module: RuntimeModule,
    /// Extensions that are constants, which get and set them in the unknown fields that a message keeps.
    pub extensions: PathMap<()>,
    /// Messages with methods that set a field and return the message.
    pub setters: PathMap<()>,
    /// The versions of prost and tonic that the code is for.
    pub runtime: Runtime,
    /// What is generated for services; nothing where it is `None`.
    pub services: Option<Services>,
}

/// An attribute that fields have by their type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeAttribute {
    /// The type, as the setting has it.
    pub ty: String,
    /// The attribute.
    pub attribute: String,
}

/// What becomes of comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Comments {
    /// Documentation that rustdoc takes as it was meant.
    #[default]
    Rustdoc,
    /// Documentation as prost-build and tonic-build write it.
    Prost,
    /// Nothing.
    None,
}

/// The path of a module that generated code calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuntimeModule {
    /// Beside the modules of all packages; in the module of the package, where there is one alone.
    Beside(String),
    /// The same path from everywhere: in another crate, or from `crate`.
    Absolute(String),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            boxed: PathMap::default(),
            btree_map: PathMap::default(),
            bytes: PathMap::default(),
            disable_comments: PathMap::default(),
            skip_debug: PathMap::default(),
            type_attributes: PathMap::default(),
            message_attributes: PathMap::default(),
            enum_attributes: PathMap::default(),
            field_attributes: PathMap::default(),
            field_type_attributes: PathMap::default(),
            type_name_domains: PathMap::default(),
            extern_paths: Vec::new(),
            compile_well_known_types: false,
            enable_type_names: false,
            retain_enum_prefix: false,
            prost_path: None,
            prost_types_path: None,
            default_package_filename: "_".to_owned(),
            comments: Comments::default(),
            prost_names: false,
            utf8_none_as_string: false,
            not_copied: BTreeSet::new(),
            open_enums: PathMap::default(),
            open_enums_module: RuntimeModule::Beside("protoward_enums".to_owned()),
            declare_foreign_enums: true,
            unknown_fields: PathMap::default(),
            unknown_fields_module: RuntimeModule::Beside("protoward_unknown".to_owned()),
            extensions: PathMap::default(),
            setters: PathMap::default(),
            runtime: Runtime::default(),
            services: None,
        }
    }
}

impl Settings {
    /// Returns the path of the crate `prost` in the code.
    pub fn prost(&self) -> &str {
        self.prost_path.as_deref().unwrap_or("::prost")
    }

    /// The path of the crate `prost` where types of fields name it that prost's macros do not.
    pub(crate) fn prost_of_types(&self) -> &str {
        self.runtime.path_of_types(self.prost())
    }

    /// What spells the names of fields, methods and modules. Only names of prost-build may be keywords of a later edition of Rust.
    pub(crate) fn spelling(&self) -> fn(&str) -> String {
        if self.prost_names { self.runtime.spelling() } else { ident::snake }
    }

    /// The path of the crate `prost_types`.
    pub(crate) fn prost_types(&self) -> &str {
        self.prost_types_path.as_deref().unwrap_or("::prost_types")
    }

    /// Finds an attribute that is not one of Rust.
    ///
    /// # Errors
    /// The first one: its setting, and what is wrong.
    ///
    /// ```
    /// let mut settings = protoward_rust::Settings::default();
    /// settings.type_attributes.insert(".", "#[derive(Eq]".to_owned());
    /// let error = settings.check_attributes().unwrap_err();
    /// assert_eq!(error.to_string(), "`type_attribute` of `.` is no attribute of Rust: `#[derive(Eq]`, where `]` closes nothing");
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

    /// Whether a message keeps fields that the schema does not have.
    pub(crate) fn keeps_unknown(&self, schema: &Schema, id: MessageId) -> bool {
        !self.unknown_fields.is_empty()
            && self.unknown_fields.has(&format!(".{}", schema.text(schema[id].full_name)))
            && !schema.is_map_entry(id)
            && !is_well_known(schema, id)
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

    /// Whether a field is to be boxed; a field of a oneof is found below the oneof.
    pub(crate) fn is_boxed(&self, schema: &Schema, id: FieldId, oneof: Option<OneofId>) -> bool {
        if self.boxed.is_empty() {
            return false;
        }
        let message = schema.text(schema[schema[id].containing()].full_name);
        let name = schema.text(schema[id].name);
        let path = match oneof {
            Some(oneof) => format!(".{message}.{}.{name}", schema.text(schema[oneof].name)),
            None => format!(".{message}.{name}"),
        };
        self.boxed.has(&path)
    }
}

/// What is generated for services.
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
    /// The codec; that of the runtime where it is `None`.
    pub codec_path: Option<String>,
    /// Whether the package is part of the names of services. tonic 0.14 always has it there.
    pub emit_package: bool,
    pub proto_path: String,
    /// Services and methods without comments, by their full names.
    pub disable_comments: Vec<String>,
    /// Files whose services are not generated, by the paths by which they are imported.
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

/// Attributes of what is generated for a service, by patterns of names.
#[derive(Clone, Debug, Default)]
pub struct ServiceAttributes {
    /// Attributes of modules, by patterns of packages.
    pub modules: Vec<(String, String)>,
    /// Attributes of structs, by patterns of services.
    pub structs: Vec<(String, String)>,
    /// Attributes of traits, by patterns of services.
    pub traits: Vec<(String, String)>,
}

fn check(setting: &'static str, path: &str, text: &str) -> Result<(), AttributeError> {
    let error = |why| AttributeError { setting, path: path.to_owned(), text: text.to_owned(), why };
    attributes::check(text).map_err(error)
}

/// An attribute that is not one of Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttributeError {
    /// The setting that has it.
    pub setting: &'static str,
    /// The path of the elements that it is for.
    pub path: String,
    /// The attribute as it was given.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for AttributeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, path, text, why } = self;
        write!(f, "`{setting}` of `{path}` is no attribute of Rust: `{text}`, where {why}")
    }
}

impl std::error::Error for AttributeError {}
