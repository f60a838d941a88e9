//! Additions to the code of messages: the methods that ask for them.

use super::alike::{alike, by_path};
use super::builder::Builder;
use super::config::Config;
use protoward_rust::additions::beside::Home;

alike! {
    /// JSON.
    impl {
        /// Whether messages and enums implement `serde::Serialize` and `serde::Deserialize`, by the JSON mapping of protobuf. The
        /// crate then needs `serde`. Together with the code, a module is written that it needs: `protoward_json`.
        fn json(run, enable: bool) {
            run.additions.json.is_wanted = enable;
        }

        /// Whether serde writes fields without presence when they are zero or empty.
        fn json_emit_defaults(run, enable: bool) {
            run.additions.json.emit_defaults = enable;
        }

        /// Whether serde writes values of enums by their numbers.
        fn json_enum_numbers(run, enable: bool) {
            run.additions.json.enum_numbers = enable;
        }

        /// Whether serde passes over keys that are no fields, and names that are no values of their enum.
        fn json_ignore_unknown(run, enable: bool) {
            run.additions.json.ignore_unknown = enable;
        }

        /// Where the module is that JSON needs, as in `crate::protoward_json`; the code looks for it where it is written.
        fn json_path(run, path: impl Into<String>) {
            run.additions.json.home = Home::Elsewhere(path.into());
        }

        /// Whether serde writes fields by their names as declared.
        fn json_proto_names(run, enable: bool) {
            run.additions.json.proto_names = enable;
        }
    }
}

by_path! {
    /// Open enums.
    impl {
        /// Makes fields of enums an `OpenEnum`, which holds any number, instead of `i32`; for enums and packages that match a
        /// path.
        fn open_enums(run) { &mut run.additions.fields.open_enums }
    }
}

alike! {
    /// Open enums.
    impl {
        /// Where the module is that has `OpenEnum`, as in `::shop_types::protoward_enums`; it is written beside the code.
        fn open_enums_path(run, path: impl Into<String>) {
            run.additions.fields.open_enums_home = Home::Elsewhere(path.into());
        }
    }
}

by_path! {
    /// Setters.
    impl {
        /// Gives messages methods that set a field and hand the message on, `with_name(value)`; for messages and packages that
        /// match a path.
        fn setters(run) { &mut run.additions.fields.setters }
    }
}

by_path! {
    /// Fields that the schema does not have.
    impl {
        /// Lets messages keep fields that the schema does not have, as `unknown_fields`; for messages and packages that match a
        /// path.
        fn unknown_fields(run) { &mut run.additions.fields.unknown_fields }
    }
}

by_path! {
    /// Extensions.
    impl {
        /// Gives extensions that match a path a constant each, which gets and sets them in messages that keep
        /// [`unknown_fields`](Self::unknown_fields).
        fn extensions(run) { &mut run.additions.fields.extensions }
    }
}

alike! {
    /// Attributes of fields.
    impl {
        /// Adds an attribute to all fields of a type: `.google.protobuf.Timestamp` or `bytes`; with `optional`, `repeated`,
        /// `map` or `oneof` in front, to those that hold it so.
        fn field_type_attribute(run, ty: impl AsRef<str>, attribute: impl AsRef<str>) {
            run.additions.fields.attributes.push((ty.as_ref().to_owned(), attribute.as_ref().to_owned()));
        }
    }
}
