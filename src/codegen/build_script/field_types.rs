//! What prost does not have for fields, in a build script: how it is asked for.

use super::alike::alike;
use super::builder::Builder;
use super::config::Config;
use crate::codegen::beside::Home;

/// Open enums.
impl Builder {
    /// Makes fields of enums an `OpenEnum`, which holds any number, instead of `i32`; for enums and packages that match the
    /// path.
    #[must_use]
    pub fn open_enums(mut self, path: impl AsRef<str>) -> Self {
        self.run.additions.field_types.open_enums.enums.push(path.as_ref().to_owned());
        self
    }
}

/// Open enums.
impl Config {
    /// Makes fields of enums an `OpenEnum`, which holds any number, instead of `i32`; for enums and packages that match a
    /// path.
    pub fn open_enums<I, S>(&mut self, paths: I) -> &mut Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        self.run.additions.field_types.open_enums.enums =
            paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        self
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

/// Setters.
impl Builder {
    /// Gives messages methods that set a field and hand the message on, `with_name(value)`; for messages and packages that
    /// match the path.
    #[must_use]
    pub fn setters(mut self, path: impl AsRef<str>) -> Self {
        self.run.additions.field_types.setters.push(path.as_ref().to_owned());
        self
    }
}

/// Setters.
impl Config {
    /// Gives messages methods that set a field and hand the message on, `with_name(value)`; for messages and packages that
    /// match a path.
    pub fn setters<I, S>(&mut self, paths: I) -> &mut Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        self.run.additions.field_types.setters = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        self
    }
}

/// Fields that the schema does not have.
impl Builder {
    /// Lets messages keep fields that the schema does not have, as `unknown_fields`; for messages and packages that match the
    /// path.
    #[must_use]
    pub fn unknown_fields(mut self, path: impl AsRef<str>) -> Self {
        self.run.additions.field_types.unknown_fields.messages.push(path.as_ref().to_owned());
        self
    }
}

/// Fields that the schema does not have.
impl Config {
    /// Lets messages keep fields that the schema does not have, as `unknown_fields`; for messages and packages that match a
    /// path.
    pub fn unknown_fields<I, S>(&mut self, paths: I) -> &mut Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        self.run.additions.field_types.unknown_fields.messages =
            paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        self
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
