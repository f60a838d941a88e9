//! Options, found among what they stand beside.

use super::ast::{CompactOptions, EnumMember, Item, Member, OneofMember, OptionDecl, ServiceMember};

/// What stands in a body, some of it options.
pub trait Statement {
    /// Returns the option, if the statement is one.
    fn as_option(&self) -> Option<&OptionDecl>;
}

impl Statement for Item {
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

/// The option statements of a body, in the order of the text.
pub fn statements<S: Statement>(body: &[S]) -> impl Iterator<Item = &OptionDecl> {
    body.iter().filter_map(S::as_option)
}

/// What stands between brackets; nothing where there are none.
pub fn compact(options: Option<&CompactOptions>) -> &[OptionDecl] {
    options.map_or(&[], |options| &options.items)
}
