//! Methods that configure additions to the code of messages.

#[cfg(feature = "compiler")]
use std::sync::Arc;

use super::builder::Builder;
use super::common_methods::{by_path, common_methods};
use super::config::Config;
#[cfg(feature = "compiler")]
use super::custom::CustomCode;
use super::paths::Paths;

common_methods! {
    /// JSON, validation, checked types, and the path of the crate that generated code calls.
    impl {
        /// Sets whether messages and enums implement `serde::Serialize` and `serde::Deserialize` with the JSON mapping
        /// of protobuf. The crate then needs `serde`, and `protoward-runtime` with the feature `json`.
        fn json(options, enable: bool) {
            options.set_flag("json", enable);
        }

        /// Sets whether serde writes fields without presence that are zero or empty.
        fn json_emit_defaults(options, enable: bool) {
            options.set_flag("json_emit_defaults", enable);
        }

        /// Sets whether serde writes enum values as numbers.
        fn json_enum_numbers(options, enable: bool) {
            options.set_flag("json_enum_numbers", enable);
        }

        /// Puts JSON behind a feature of the crate, which enables `serde` and the feature `json` of `protoward-runtime`.
        fn json_feature(options, feature: impl Into<String>) {
            options.set_text("json_feature", feature);
        }

        /// Sets whether serde ignores keys that are not fields, and names that are not values of their enum.
        fn json_ignore_unknown(options, enable: bool) {
            options.set_flag("json_ignore_unknown", enable);
        }

        /// Sets whether serde writes field names as declared.
        fn json_proto_names(options, enable: bool) {
            options.set_flag("json_proto_names", enable);
        }

        /// Sets whether serde refuses an `Any` of an unknown type. Otherwise its JSON is the encoded message as base64 under
        /// `value`, beside the `@type`.
        fn json_strict_any(options, enable: bool) {
            options.set_flag("json_strict_any", enable);
        }

        /// Sets whether messages implement `Validate` of `protoward-runtime` by the rules of `buf.validate`. The build script
        /// needs the feature `validate`, and the crate `protoward-runtime` with the feature `validate`. With the feature
        /// `full`, services get a server that validates requests, for which `protoward-runtime` needs the feature `grpc`.
        fn validate(options, enable: bool) {
            options.set_flag("validate", enable);
        }

        /// Generates a second type for messages with required fields, in which these are not an `Option`: `checked::Order` for
        /// `Order`. The value is `strict`. Fields are required by `buf.validate` or `google.api.field_behavior`. The build script
        /// needs the feature `validate`, and the crate `protoward-runtime` with the feature `validate`.
        fn required(options, value: impl Into<String>) {
            options.set_text("required", value);
        }

        /// Sets the type of a field in checked types, such as `uuid::Uuid` for `.shop.v1.Order.id`. It must implement `TryFrom`
        /// of the generated type of the field, `Into` it, `Clone`, `Debug` and `PartialEq`. It needs
        /// [`required`](Self::required).
        fn types(options, path: impl AsRef<str>, ty: impl AsRef<str>) {
            options.add_pair("types", path.as_ref(), ty.as_ref());
        }

        /// Sets whether expressions of rules may name time zones such as `Europe/Berlin`. The crate `protoward-runtime` needs the
        /// feature `tz`, whose data is part of the program.
        fn validate_time_zones(options, enable: bool) {
            options.set_flag("validate_time_zones", enable);
        }

        /// Sets the path of the crate `protoward-runtime`, such as `::shop_types::protoward_runtime`. The default is
        /// `::protoward_runtime`.
        fn runtime_path(options, path: impl Into<String>) {
            options.set_text("runtime_path", path);
        }
    }
}

by_path! {
    /// Fields.
    impl {
        /// Uses `OpenEnum`, which holds any number, instead of `i32` for enum fields; for enums and packages that match a
        /// path. The crate needs `protoward-runtime` with the feature `fields`.
        fn open_enums();

        /// Keeps `-0.0` in fields without presence and in maps, where prost takes it for zero and does not write it; for messages and
        /// packages that match a path. With [`json`](Self::json), all messages keep it.
        fn negative_zeros();

        /// Does not mark fields, enum values and methods `#[deprecated]` that match a path, although the schema does.
        fn skip_deprecated();

        /// Adds methods to messages that set a field and return the message, such as `with_name(value)`; for messages
        /// and packages that match a path.
        fn setters();

        /// Preserves unknown fields of messages in `unknown_fields`; for messages and packages that match a path. The crate
        /// needs `protoward-runtime` with the feature `fields`.
        fn unknown_fields();

        /// Generates a constant for each extension that matches a path. The constant reads and sets the extension in
        /// messages with [`unknown_fields`](Self::unknown_fields).
        fn extensions();
    }
}

common_methods! {
    /// Fields.
    impl {
        /// Adds an attribute to all fields of a type, such as `.google.protobuf.Timestamp` or `bytes`. With the prefix
        /// `optional`, `repeated`, `map` or `oneof`, adds it only to those fields of the type.
        fn field_type_attribute(options, ty: impl AsRef<str>, attribute: impl AsRef<str>) {
            options.add_pair("field_type_attribute", ty.as_ref(), attribute.as_ref());
        }
    }
}

#[cfg(feature = "compiler")]
impl Builder {
    /// Adds a generator of additional code for messages, enums and services, a [`CustomCode`]. It does not need the crate
    /// prost-build, unlike `service_generator`, but the feature `compiler`.
    #[must_use]
    pub fn custom_code(mut self, code: impl CustomCode + 'static) -> Self {
        self.custom.push(Arc::new(code));
        self
    }
}

#[cfg(feature = "compiler")]
impl Config {
    /// Adds a generator of additional code for messages and enums, a [`CustomCode`]. It does not need the crate prost-build,
    /// unlike `service_generator`, but the feature `compiler`.
    pub fn custom_code(&mut self, code: impl CustomCode + 'static) -> &mut Self {
        self.custom.push(Arc::new(code));
        self
    }
}
