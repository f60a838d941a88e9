//! The linked schema: every file, message, field and method of a compilation, and how they refer to each other.
//!
//! In: elements with their names resolved, from [`descriptor`](crate::descriptor). Out: arenas behind typed ids, with
//! no name lookup left to do; features are resolved once, so that nobody has to ask for the syntax again.
//! It must not know any rule, any output format, or where the bytes came from.

pub mod annotations;
mod arena;
pub mod descriptor;
mod element;
mod features;
mod field;
mod file;
pub mod language_features;
mod lookup;
mod message;
mod names;
mod options;
mod places;
pub mod ranges;
mod service;
mod support;
pub mod twins;
mod version;
pub mod visibility;
pub mod wire;

pub use arena::IdMap;
pub use arena::{Arena, Id};
pub use element::{Element, Parent};
pub use features::LegacyField;
pub use features::{
    EnumType, FeatureSet, FieldPresence, JsonFormat, MessageEncoding, NamingStyle, ProtoLimits, RepeatedEncoding,
    SymbolVisibility, Utf8Validation,
};
pub use field::{Cardinality, Field, FieldId, FieldNumber, FieldOwner, FieldType, Presence, Scalar, Shape};
pub use file::{Edition, File, FileId, Import, Syntax};
pub use lookup::Schema;
pub use lookup::{default_json_name, qualified};
pub use message::{
    Enum, EnumId, EnumValue, EnumValueId, ExtensionRange, Message, MessageId, NumberRange, Oneof, OneofId, Visibility,
};
pub(crate) use names::NameMap;
pub use names::{Name, Names};
pub use options::{
    CustomOption, EnumOptions, EnumValueOptions, ExtensionRangeOptions, FieldOptions, FileOptions, MessageOptions,
    MethodOptions, OneofOptions, OptionValue, ServiceOptions,
};
pub use places::path_of;
pub use places::{Comments, Location, Locations};
pub use service::{Method, MethodId, Service, ServiceId};
pub use support::FeatureSupport;
pub use version::Stability;
