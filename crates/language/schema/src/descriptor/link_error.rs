//! Errors of images whose bytes are descriptors.

/// The reason why a decoded image cannot be linked.
pub(super) enum LinkError {
    /// A type that no file of the image declares.
    UnknownType { file: String, name: String },
    /// A name or path that is declared twice.
    Duplicate { name: String },
    /// A declaration without a name.
    NoName { scope: String },
    /// A field whose number is missing or too large.
    BadNumber { field: String, number: i32 },
    /// Two fields of a message with one number.
    SameNumber { field: String, number: i32, other: String },
    /// A file whose full names exceed the limit.
    NamesTooLong { file: String },
    /// An unknown number of `descriptor.proto`, such as field type 99.
    BadValue { element: String, what: &'static str, value: i32 },
}
