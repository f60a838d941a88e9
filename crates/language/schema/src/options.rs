//! Options as serialized in descriptors: known options are typed, custom options are accessed by number.
//!
//! The original bytes are kept, so that a round trip preserves them.

use crate::wire::{Fields, WireReader, WireValue};

/// The value of a custom option in wire form, without knowledge of its declaration.
pub type OptionValue<'a> = WireValue<'a>;

/// One occurrence of a custom option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomOption<'a> {
    /// The field number of the extension.
    pub number: u32,
    /// The value, or one of the values of a repeated option.
    pub value: OptionValue<'a>,
}

/// A Rust type for the value of an option.
trait FromWire<'a>: Sized {
    fn from_value(value: WireValue<'a>) -> Option<Self>;
}

impl FromWire<'_> for bool {
    fn from_value(value: WireValue<'_>) -> Option<Self> {
        if let WireValue::Varint(value) = value { Some(value != 0) } else { None }
    }
}

impl FromWire<'_> for i32 {
    fn from_value(value: WireValue<'_>) -> Option<Self> {
        if let WireValue::Varint(value) = value { Some(value as i32) } else { None }
    }
}

impl<'a> FromWire<'a> for &'a str {
    fn from_value(value: WireValue<'a>) -> Option<Self> {
        if let WireValue::Bytes(bytes) = value { std::str::from_utf8(bytes).ok() } else { None }
    }
}

fn fields(bytes: Option<&[u8]>) -> Fields<'_> {
    WireReader::new(bytes.unwrap_or_default()).fields()
}

/// Returns the last occurrence of a field, which overrides earlier ones.
fn last(bytes: Option<&[u8]>, number: u32) -> Option<WireValue<'_>> {
    let mut last = None;
    for field in fields(bytes) {
        if field.number == number {
            last = Some(field.value);
        }
    }
    last
}

/// An iterator over the occurrences of a message field.
struct Messages<'a> {
    fields: Fields<'a>,
    number: u32,
}

impl<'a> Iterator for Messages<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let field = self.fields.next()?;
            if field.number == self.number
                && let WireValue::Bytes(bytes) = field.value
            {
                return Some(bytes);
            }
        }
    }
}

fn custom(bytes: Option<&[u8]>) -> impl Iterator<Item = CustomOption<'_>> {
    fields(bytes)
        .filter(|field| field.number >= FIRST_EXTENSION && field.number != UNINTERPRETED)
        .map(|field| CustomOption { number: field.number, value: field.value })
}

macro_rules! options {
    ($(#[$doc:meta])* $name:ident (features = $features:literal) {
        $($(#[$option_doc:meta])* $option:ident: $ty:ty = $number:literal),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            bytes: Option<Box<[u8]>>,
        }

        impl $name {
            /// Creates options from a serialized options message; `None` without one.
            pub fn new(bytes: Option<&[u8]>) -> Self {
                Self { bytes: bytes.map(Into::into) }
            }

            /// Returns the serialized options message.
            pub fn bytes(&self) -> Option<&[u8]> {
                self.bytes.as_deref()
            }

            $(
                $(#[$option_doc])*
                pub fn $option(&self) -> Option<$ty> {
                    last(self.bytes(), $number).and_then(FromWire::from_value)
                }
            )*

            /// Returns the custom options in serialized order.
            pub fn custom(&self) -> impl Iterator<Item = CustomOption<'_>> {
                custom(self.bytes())
            }

            /// Returns each serialized `FeatureSet` in the options. Later ones override earlier ones.
            pub fn features(&self) -> impl Iterator<Item = &[u8]> {
                Self::features_in(self.bytes())
            }

            /// Returns each serialized `FeatureSet` in a serialized options message.
            pub fn features_in(bytes: Option<&[u8]>) -> impl Iterator<Item = &[u8]> {
                Messages { fields: fields(bytes), number: $features }
            }
        }
    };
}

/// The first extension number of all options messages.
const FIRST_EXTENSION: u32 = 990;
/// The field for uninterpreted options, which linked descriptors do not have.
const UNINTERPRETED: u32 = 999;

options! {
    /// The options of a file, `google.protobuf.FileOptions`.
    FileOptions (features = 50) {
        /// `java_package`
        java_package: &str = 1,
        /// `java_outer_classname`
        java_outer_classname: &str = 8,
        /// `optimize_for`: 1 speed, 2 code size, 3 lite runtime.
        optimize_for: i32 = 9,
        /// `java_multiple_files`
        java_multiple_files: bool = 10,
        /// `go_package`
        go_package: &str = 11,
        /// `cc_generic_services`
        cc_generic_services: bool = 16,
        /// `java_generic_services`
        java_generic_services: bool = 17,
        /// `py_generic_services`
        py_generic_services: bool = 18,
        /// `java_generate_equals_and_hash`
        java_generate_equals_and_hash: bool = 20,
        /// `deprecated`
        deprecated: bool = 23,
        /// `java_string_check_utf8`
        java_string_check_utf8: bool = 27,
        /// `cc_enable_arenas`
        cc_enable_arenas: bool = 31,
        /// `objc_class_prefix`
        objc_class_prefix: &str = 36,
        /// `csharp_namespace`
        csharp_namespace: &str = 37,
        /// `swift_prefix`
        swift_prefix: &str = 39,
        /// `php_class_prefix`
        php_class_prefix: &str = 40,
        /// `php_namespace`
        php_namespace: &str = 41,
        /// `php_generic_services`, which only older descriptors have.
        php_generic_services: bool = 42,
        /// `php_metadata_namespace`
        php_metadata_namespace: &str = 44,
        /// `ruby_package`
        ruby_package: &str = 45,
    }
}
options! {
    /// The options of a message, `google.protobuf.MessageOptions`.
    MessageOptions (features = 12) {
        /// `message_set_wire_format`
        message_set_wire_format: bool = 1,
        /// `no_standard_descriptor_accessor`
        no_standard_descriptor_accessor: bool = 2,
        /// `deprecated`
        deprecated: bool = 3,
        /// `map_entry`
        map_entry: bool = 7,
        /// `deprecated_legacy_json_field_conflicts`
        deprecated_legacy_json_field_conflicts: bool = 11,
    }
}
options! {
    /// The options of a field or extension, `google.protobuf.FieldOptions`.
    FieldOptions (features = 21) {
        /// `ctype`: 0 string, 1 cord, 2 string piece.
        ctype: i32 = 1,
        /// `packed`
        packed: bool = 2,
        /// `deprecated`
        deprecated: bool = 3,
        /// `lazy`
        lazy: bool = 5,
        /// `jstype`: 0 normal, 1 string, 2 number.
        jstype: i32 = 6,
        /// `weak`
        weak: bool = 10,
        /// `unverified_lazy`
        unverified_lazy: bool = 15,
        /// `debug_redact`
        debug_redact: bool = 16,
        /// `retention`: 1 runtime, 2 source.
        retention: i32 = 17,
    }
}
options! {
    /// The options of a oneof, `google.protobuf.OneofOptions`.
    OneofOptions (features = 1) {}
}
options! {
    /// Options of an extension range.
    ExtensionRangeOptions (features = 50) {
        /// `verification`: 0 declared only, 1 unverified.
        verification: i32 = 3,
    }
}
options! {
    /// The options of an enum, `google.protobuf.EnumOptions`.
    EnumOptions (features = 7) {
        /// `allow_alias`
        allow_alias: bool = 2,
        /// `deprecated`
        deprecated: bool = 3,
        /// `deprecated_legacy_json_field_conflicts`
        deprecated_legacy_json_field_conflicts: bool = 6,
    }
}
options! {
    /// Options of an enum value.
    EnumValueOptions (features = 2) {
        /// `deprecated`
        deprecated: bool = 1,
        /// `debug_redact`
        debug_redact: bool = 3,
    }
}
options! {
    /// The options of a service, `google.protobuf.ServiceOptions`.
    ServiceOptions (features = 34) {
        /// `deprecated`
        deprecated: bool = 33,
    }
}
options! {
    /// The options of a method, `google.protobuf.MethodOptions`.
    MethodOptions (features = 35) {
        /// `deprecated`
        deprecated: bool = 33,
        /// `idempotency_level`: 1 no side effects, 2 idempotent.
        idempotency_level: i32 = 34,
    }
}
