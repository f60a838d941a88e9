//! The linked schema: all files, messages, fields and methods of a compilation with resolved references.
//!
//! Input: descriptors (see [`descriptor`]). Output: arenas with typed ids. Names and features are resolved, so that no
//! user needs name lookup or depends on the syntax of a file.
//!
//! The crate does not know `.proto` text, rules, or the origin of bytes.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//! use protoward_schema::{Element, Presence};
//!
//! let tree = MemoryTree::new([("user.proto", "edition = \"2023\"; package shop; message User { string name = 1; }")]);
//! let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
//! let schema = compiled.schema();
//! let Some(Element::Message(user)) = schema.find("shop.User") else { panic!("it is a message") };
//! let name = schema[user].fields[0];
//! assert_eq!(schema.text(schema[name].name), "name");
//! assert_eq!(schema[name].presence(), Presence::Explicit);
//! # Ok::<(), protoward_compiler::CompileError>(())
//! ```

#![warn(missing_debug_implementations)]

pub mod annotations;
mod arena;
pub mod c_escapes;
pub mod comparison;
pub mod components;
pub mod descriptor;
pub mod documentation;
mod edition;
mod element;
mod features;
mod field;
mod file;
mod id_set;
pub mod language_features;
mod location_index;
mod lookup;
mod message;
mod names;
mod options;
mod package_version;
mod places;
mod protoc_version;
pub mod ranges;
mod serialized_location;
mod service;
mod source_path;
mod support;
#[cfg(feature = "comparison")]
pub mod unchanged;
mod value_names;
pub mod visibility;
pub mod wire;

pub use arena::{Arena, Id, IdMap};
pub use edition::{Edition, Syntax};
pub use element::{Element, ElementKind, Parent};
pub use features::{
    EnumType, FeatureSet, FieldPresence, JsonFormat, LegacyField, MessageEncoding, NamingStyle, ProtoLimits,
    RepeatedEncoding, SymbolVisibility, Utf8Validation,
};
pub use field::{Cardinality, Field, FieldId, FieldNumber, FieldOwner, FieldType, Presence, Scalar, Shape};
pub use file::{File, FileId, Import};
pub use id_set::IdSet;
pub use location_index::LocationTable;
pub use lookup::{Schema, default_json_name, qualified};
pub use message::{
    Enum, EnumId, EnumValue, EnumValueId, ExtensionRange, Message, MessageId, NumberRange, Oneof, OneofId, Visibility,
};
pub(crate) use names::NameMap;
pub use names::{Name, NameTable, most_name_bytes};
pub use options::{
    CustomOption, EnumOptions, EnumValueOptions, ExtensionRangeOptions, FieldOptions, FileOptions, MessageOptions,
    MethodOptions, OneofOptions, OptionValue, ServiceOptions,
};
pub use package_version::Stability;
pub use places::{Comments, Location, Locations};
pub use protoc_version::{PROTOC_LIBRARY_VERSION, PROTOC_VERSION};
pub use serialized_location::path_of;
pub use service::{Method, MethodId, Service, ServiceId};
pub use support::FeatureSupport;
pub use value_names::value_name_in_code;
