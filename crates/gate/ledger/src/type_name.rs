//! The types of fields as a ledger writes them. A name has its kind, because the encoding depends on it.

use std::fmt;

use super::token::{escaped, unescaped};
use protoward_schema::Scalar;

/// The type of a field in a ledger, sufficient to determine its encoding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeName {
    /// `int64`
    Scalar(Scalar),
    /// `enum:user.v1.State`
    Enum(Box<str>),
    /// `message:user.v1.Address`
    Message(Box<str>),
    /// `group:user.v1.Address`: a message encoded as a group.
    Group(Box<str>),
    /// `map<string,message:user.v1.Address>`
    Map(Scalar, Box<TypeName>),
    /// `named:user.v1.Address`: a name whose kind is not known, because its file was not read.
    Named(Box<str>),
}

impl TypeName {
    /// Returns the full name of a named type.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Enum(name) | Self::Message(name) | Self::Group(name) | Self::Named(name) => Some(name),
            Self::Map(_, value) => value.name(),
            Self::Scalar(_) => None,
        }
    }

    /// Returns the type with a replaced name.
    pub(super) fn renamed(&self, rename: &impl Fn(&str) -> Box<str>) -> Self {
        match self {
            Self::Scalar(scalar) => Self::Scalar(*scalar),
            Self::Enum(name) => Self::Enum(rename(name)),
            Self::Message(name) => Self::Message(rename(name)),
            Self::Group(name) => Self::Group(rename(name)),
            Self::Named(name) => Self::Named(rename(name)),
            Self::Map(key, value) => Self::Map(*key, Box::new(value.renamed(rename))),
        }
    }

    /// Returns `true` if two types are equal, or may be equal because one is an unresolved name.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(one), other) | (other, Self::Named(one)) => match other {
                Self::Scalar(_) | Self::Map(..) => false,
                Self::Enum(name) | Self::Message(name) | Self::Group(name) | Self::Named(name) => ends_with(name, one),
            },
            (Self::Map(one, first), Self::Map(other, second)) => one == other && first.may_be(second),
            (one, other) => one == other,
        }
    }

    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Named(_) => false,
            Self::Map(_, value) => value.is_known(),
            Self::Scalar(_) | Self::Enum(_) | Self::Message(_) | Self::Group(_) => true,
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        if let Some(inside) = word.strip_prefix("map<").and_then(|rest| rest.strip_suffix('>')) {
            let (key, value) = inside.split_once(',')?;
            // Map values cannot be maps, so a line cannot cause deep recursion.
            let value = Self::parse_single(value)?;
            return Some(Self::Map(Scalar::from_keyword(key)?, Box::new(value)));
        }
        Self::parse_single(word)
    }

    fn parse_single(word: &str) -> Option<Self> {
        let Some((kind, name)) = word.split_once(':') else { return Scalar::from_keyword(word).map(Self::Scalar) };
        let name: Box<str> = unescaped(name).filter(|_| !name.is_empty())?.into();
        Some(match kind {
            "enum" => Self::Enum(name),
            "message" => Self::Message(name),
            "group" => Self::Group(name),
            "named" => Self::Named(name),
            _ => return None,
        })
    }

    /// Returns the type for messages: `int64`, `user.v1.State`.
    pub fn display_name(&self) -> String {
        match self {
            Self::Scalar(scalar) => scalar.keyword().to_owned(),
            Self::Enum(name) | Self::Message(name) | Self::Named(name) => name.to_string(),
            Self::Group(name) => format!("group {name}"),
            Self::Map(key, value) => format!("map<{}, {}>", key.keyword(), value.display_name()),
        }
    }
}

/// Returns `true` if one name equals the other or is its suffix after a dot.
fn ends_with(name: &str, end: &str) -> bool {
    let end = end.trim_start_matches('.');
    let shorter = if name.len() < end.len() { (end, name) } else { (name, end) };
    shorter.0.strip_suffix(shorter.1).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(scalar) => f.write_str(scalar.keyword()),
            Self::Enum(name) => write!(f, "enum:{}", escaped(name)),
            Self::Message(name) => write!(f, "message:{}", escaped(name)),
            Self::Group(name) => write!(f, "group:{}", escaped(name)),
            Self::Named(name) => write!(f, "named:{}", escaped(name)),
            Self::Map(key, value) => write!(f, "map<{},{value}>", key.keyword()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_unknown_types_by_suffix() {
        let named = |name: &str| TypeName::Named(name.into());
        let message = TypeName::Message("a.v1.User".into());
        assert!(
            named("User").may_be(&message)
                && message.may_be(&named(".a.v1.User"))
                && named("b.a.v1.User").may_be(&message)
        );
        assert!(!named("ser").may_be(&message) && !named("Use").may_be(&message));
        assert!(!named("int32").may_be(&TypeName::Scalar(Scalar::Int32)));
        assert!(!message.may_be(&TypeName::Enum("a.v1.User".into())));
    }
}
