//! Symbols: the targets of full names, and names that are declared twice.

use std::fmt;

use protoward_schema::{EnumId, EnumValueId, FieldId, FileId, MessageId, MethodId, OneofId, ServiceId};
use protoward_syntax::ast::Span;

/// The target of a full name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::link) enum Symbol {
    Package,
    Message(MessageId),
    Field(FieldId),
    Oneof(OneofId),
    Enum(EnumId),
    EnumValue(EnumValueId),
    Service(ServiceId),
    Method(MethodId),
}

/// A declaration whose name is taken.
pub(in crate::link) struct NameClash<'t> {
    pub(in crate::link) file: FileId,
    pub(in crate::link) span: Span,
    pub(in crate::link) name: ScopedName<'t>,
    pub(in crate::link) symbol: Symbol,
    /// The first declaration of the name.
    pub(in crate::link) first: (FileId, Symbol),
}

/// A full name as the name of its scope and its last part, because copies of long names would take gigabytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::link) struct ScopedName<'t> {
    /// The full name of the scope; empty for a name without a scope.
    pub(in crate::link) scope: &'t str,
    /// The part behind the last dot.
    pub(in crate::link) name: &'t str,
}

impl<'t> ScopedName<'t> {
    /// Splits a full name at its last dot.
    pub(in crate::link) fn of(full_name: &'t str) -> Self {
        let (scope, name) = full_name.rsplit_once('.').unwrap_or(("", full_name));
        Self { scope, name }
    }
}

impl fmt::Display for ScopedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dot = if self.scope.is_empty() { "" } else { "." };
        write!(f, "{}{dot}{}", self.scope, self.name)
    }
}
