//! Methods that configure additions to the code of messages.

use std::sync::Arc;

use super::builder::Builder;
use super::common_methods::{by_path, common_methods};
use super::config::Config;
use super::custom::CustomCode;

common_methods! {
    /// JSON.
    impl {
        /// Sets whether messages and enums implement `serde::Serialize` and `serde::Deserialize` with the JSON mapping
        /// of protobuf. The crate then needs `serde`, and `protoward-runtime` with the feature `json`.
        fn json(run, enable: bool) {
            run.additions.json.is_enabled = enable;
        }

        /// Sets whether serde writes fields without presence that are zero or empty.
        fn json_emit_defaults(run, enable: bool) {
            run.additions.json.emit_defaults = enable;
        }

        /// Sets whether serde writes enum values as numbers.
        fn json_enum_numbers(run, enable: bool) {
            run.additions.json.enum_numbers = enable;
        }

        /// Puts JSON behind a feature of the crate, which enables `serde` and the feature `json` of `protoward-runtime`.
        fn json_feature(run, feature: impl Into<String>) {
            run.additions.json.feature = Some(feature.into());
        }

        /// Sets whether serde ignores keys that are not fields, and names that are not values of their enum.
        fn json_ignore_unknown(run, enable: bool) {
            run.additions.json.ignore_unknown = enable;
        }

        /// Sets whether serde writes field names as declared.
        fn json_proto_names(run, enable: bool) {
            run.additions.json.proto_names = enable;
        }

        /// Sets whether messages implement `Validate` of prost-protovalidate by the rules of `buf.validate`. The crate then needs
        /// `prost-protovalidate`. With the feature `full`, services get a server that validates requests, for which the crate needs
        /// the feature `tonic-types` of `prost-protovalidate`, and the feature `grpc` of `protoward-runtime`.
        fn validate(run, enable: bool) {
            run.additions.validate.is_enabled = enable;
        }

        /// Adds a generator of additional code for messages, enums and services, a [`CustomCode`](crate::custom::CustomCode). It
        /// does not need the crate prost-build, unlike `service_generator`.
        fn custom_code(run, code: impl CustomCode + 'static) {
            run.custom.push(Arc::new(code));
        }

        /// Sets the path of the crate `protoward-runtime`, such as `::shop_types::protoward_runtime`. The default is
        /// `::protoward_runtime`.
        fn runtime_path(run, path: impl Into<String>) {
            run.additions.runtime_path = Some(path.into());
        }
    }
}

by_path! {
    /// Fields.
    impl {
        /// Uses `OpenEnum`, which holds any number, instead of `i32` for enum fields; for enums and packages that match a
        /// path. The crate needs `protoward-runtime` with the feature `fields`.
        fn open_enums(run) { &mut run.additions.fields.open_enums }

        /// Adds methods to messages that set a field and return the message, such as `with_name(value)`; for messages
        /// and packages that match a path.
        fn setters(run) { &mut run.additions.fields.setters }

        /// Preserves unknown fields of messages in `unknown_fields`; for messages and packages that match a path. The crate
        /// needs `protoward-runtime` with the feature `fields`.
        fn unknown_fields(run) { &mut run.additions.fields.unknown_fields }

        /// Generates a constant for each extension that matches a path. The constant reads and sets the extension in
        /// messages with [`unknown_fields`](Self::unknown_fields).
        fn extensions(run) { &mut run.additions.fields.extensions }
    }
}

common_methods! {
    /// Fields.
    impl {
        /// Adds an attribute to all fields of a type, such as `.google.protobuf.Timestamp` or `bytes`. With the prefix
        /// `optional`, `repeated`, `map` or `oneof`, adds it only to those fields of the type.
        fn field_type_attribute(run, ty: impl AsRef<str>, attribute: impl AsRef<str>) {
            run.additions.fields.attributes.push((ty.as_ref().to_owned(), attribute.as_ref().to_owned()));
        }
    }
}
