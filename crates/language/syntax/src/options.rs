//! Option statements among the other statements of a body.

use super::ast::{CompactOptions, EnumMember, FileItem, Member, OneofMember, OptionDecl, ServiceMember};

/// A statement of a body, which may be an option.
pub trait Statement {
    /// Returns the option, if the statement is one.
    fn as_option(&self) -> Option<&OptionDecl>;
}

impl Statement for FileItem {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

impl Statement for Member {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

impl Statement for OneofMember {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

impl Statement for EnumMember {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

impl Statement for ServiceMember {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

/// Returns the option statements of a body in source order.
pub fn statements<S: Statement>(body: &[S]) -> impl Iterator<Item = &OptionDecl> {
    body.iter().filter_map(S::as_option)
}

/// Returns the options in brackets; none without brackets.
pub fn compact(options: Option<&CompactOptions>) -> &[OptionDecl] {
    options.map_or(&[], |options| &options.items)
}
