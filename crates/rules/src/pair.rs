//! Elements that are the same on both sides.

use protoward_schema::{EnumId, FieldId, FileId, MessageId, MethodId, ServiceId};

/// One thing on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair<T> {
    pub(crate) old: T,
    pub(crate) new: T,
}

/// Everything that both sides have.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// By path.
    pub(crate) files: Vec<Pair<FileId>>,
    /// By full name, whatever the file.
    pub(crate) messages: Vec<Pair<MessageId>>,
    /// By number, in messages that are a pair; extensions by what they extend and their number.
    pub(crate) fields: Vec<Pair<FieldId>>,
    /// By full name, whatever the file.
    pub(crate) enums: Vec<Pair<EnumId>>,
    /// By full name, whatever the file.
    pub(crate) services: Vec<Pair<ServiceId>>,
    /// By name, in services that are a pair.
    pub(crate) methods: Vec<Pair<MethodId>>,
}
