//! What prost does not have for fields, in a build script: how it is asked for.

use super::alike::{alike, by_path};
use super::builder::Builder;
use super::config::Config;
use protoward_codegen::beside::Home;

by_path! {
    /// Open enums.
    impl {
        /// Makes fields of enums an `OpenEnum`, which holds any number, instead of `i32`; for enums and packages that match a
        /// path.
        fn open_enums(run) { &mut run.additions.field_types.open_enums.enums }
    }
}

alike! {
    /// Open enums.
    impl {
        /// Where the module is that has `OpenEnum`, as in `::shop_types::protoward_enums`; it is written beside the code.
        fn open_enums_path(run, path: impl Into<String>) {
            run.additions.field_types.open_enums.home = Home::Elsewhere(path.into());
        }
    }
}

by_path! {
    /// Setters.
    impl {
        /// Gives messages methods that set a field and hand the message on, `with_name(value)`; for messages and packages that
        /// match a path.
        fn setters(run) { &mut run.additions.field_types.setters }
    }
}

by_path! {
    /// Fields that the schema does not have.
    impl {
        /// Lets messages keep fields that the schema does not have, as `unknown_fields`; for messages and packages that match a
        /// path.
        fn unknown_fields(run) { &mut run.additions.field_types.unknown_fields.messages }
    }
}

alike! {
    /// Attributes of fields.
    impl {
        /// Adds an attribute to all fields of a type: `.google.protobuf.Timestamp` or `bytes`; with `optional`, `repeated`,
        /// `map` or `oneof` in front, to those that hold it so.
        fn field_type_attribute(run, ty: impl AsRef<str>, attribute: impl AsRef<str>) {
            run.additions.field_types.attributes.push((ty.as_ref().to_owned(), attribute.as_ref().to_owned()));
        }
    }
}
