//! The linked schema: every file, message, field and method of a compilation, and how they refer to each other.
//!
//! In: elements with their names resolved, from [`descriptor`](crate::descriptor). Out: arenas behind typed ids, with
//! no name lookup left to do; features are resolved once, so that nobody has to ask for the syntax again.
//! It must not know any rule, any output format, or where the bytes came from.

#[cfg(any(feature = "breaking", feature = "services"))]
#[cfg_attr(not(feature = "breaking"), allow(dead_code, reason = "the gate reads most kinds of options"))]
pub(crate) mod annotations;
mod arena;
mod element;
mod features;
mod field;
mod file;
mod lookup;
mod message;
mod names;
mod options;
mod places;
mod service;
mod support;
#[cfg(feature = "breaking")]
mod version;

pub(crate) use arena::IdMap;
pub use arena::{Arena, Id};
pub use element::{Element, Parent};
pub(crate) use features::LegacyField;
pub use features::{
    EnumType, FeatureSet, FieldPresence, JsonFormat, MessageEncoding, NamingStyle, ProtoLimits, RepeatedEncoding,
    SymbolVisibility, Utf8Validation,
};
pub use field::{Cardinality, Field, FieldId, FieldNumber, FieldOwner, FieldType, Presence, Scalar, Shape};
pub use file::{Edition, File, FileId, Import, Syntax};
pub use lookup::Schema;
pub(crate) use lookup::{default_json_name, qualified};
pub use message::{
    Enum, EnumId, EnumValue, EnumValueId, ExtensionRange, Message, MessageId, NumberRange, Oneof, OneofId, Visibility,
};
pub(crate) use names::NameMap;
pub use names::{Name, Names};
pub use options::{
    CustomOption, EnumOptions, EnumValueOptions, ExtensionRangeOptions, FieldOptions, FileOptions, MessageOptions,
    MethodOptions, OneofOptions, OptionValue, ServiceOptions,
};
#[cfg(feature = "cli")]
pub(crate) use places::path_of;
pub use places::{Comments, Location, Locations};
pub use service::{Method, MethodId, Service, ServiceId};
pub(crate) use support::FeatureSupport;
#[cfg(feature = "breaking")]
pub use version::Stability;
