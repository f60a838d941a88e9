//! Matched elements of the two versions, on which rules run.

use protoward_schema::{EnumId, FieldId, FileId, MessageId, MethodId, ServiceId};

/// The old and the new version of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair<T> {
    pub(crate) old: T,
    pub(crate) new: T,
}

/// The elements that both versions have, by what identifies them.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// Matched by import path.
    pub(crate) files: Vec<Pair<FileId>>,
    /// Matched by full name, in any file.
    pub(crate) messages: Vec<Pair<MessageId>>,
    /// Fields matched by number in matched messages; extensions matched by extendee and number.
    pub(crate) fields: Vec<Pair<FieldId>>,
    /// Matched by full name, in any file.
    pub(crate) enums: Vec<Pair<EnumId>>,
    /// Matched by full name, in any file.
    pub(crate) services: Vec<Pair<ServiceId>>,
    /// Matched by name in matched services.
    pub(crate) methods: Vec<Pair<MethodId>>,
}
