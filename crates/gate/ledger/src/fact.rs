//! Facts: the numbers and names that a schema assigns, one for each line of a ledger.

use std::borrow::Cow;
use std::fmt;

use super::TypeName;
use super::token::escaped;
use protoward_schema::{Cardinality, default_json_name, qualified};

/// The kind of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the words of the language")]
pub enum TypeKind {
    Enum,
    Message,
    Service,
}

impl TypeKind {
    /// Returns the keyword of the language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Enum => "enum",
            Self::Message => "message",
            Self::Service => "service",
        }
    }
}

/// The streaming directions of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Streaming {
    /// Both sides send a stream.
    Bidi,
    /// Only the client sends a stream.
    Client,
    /// Only the server sends a stream.
    Server,
    /// Neither side sends a stream.
    Unary,
}

impl Streaming {
    /// Combines the streaming flags of a method.
    pub const fn new(client: bool, server: bool) -> Self {
        match (client, server) {
            (true, true) => Self::Bidi,
            (true, false) => Self::Client,
            (false, true) => Self::Server,
            (false, false) => Self::Unary,
        }
    }

    /// Returns the flags of client and server.
    pub const fn sides(self) -> (bool, bool) {
        match self {
            Self::Bidi => (true, true),
            Self::Client => (true, false),
            Self::Server => (false, true),
            Self::Unary => (false, false),
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Bidi => "bidi",
            Self::Client => "client",
            Self::Server => "server",
            Self::Unary => "unary",
        }
    }
}

/// A number or name that a schema assigned. Names are full names without a leading dot unless stated otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// A message, an enum or a service.
    Type {
        /// The full name of the type.
        name: Box<str>,
        /// The kind, which a name may change.
        kind: TypeKind,
    },
    /// A field of a message, including members of oneofs.
    Field {
        /// The full name of the message.
        message: Box<str>,
        /// The field number.
        number: i32,
        /// The name in the message.
        name: Box<str>,
        /// The type, as far as the encoding depends on it.
        ty: TypeName,
        /// The cardinality, without presence.
        cardinality: Cardinality,
        /// The oneof of the field.
        oneof: Option<Box<str>>,
        /// The JSON name, if it differs from the default.
        json: Option<Box<str>>,
    },
    /// An extension, which belongs to the message that it extends.
    Extension {
        /// The full name of the extended message.
        extendee: Box<str>,
        /// The field number.
        number: i32,
        /// The full name.
        name: Box<str>,
        /// The type, as far as the encoding depends on it.
        ty: TypeName,
        /// The cardinality, without presence.
        cardinality: Cardinality,
    },
    /// A value of an enum. An alias is a fact of its own.
    Value {
        /// The full name of the enum.
        of: Box<str>,
        /// The number, which may be negative.
        number: i32,
        /// The name in the enum.
        name: Box<str>,
    },
    /// A method of a service.
    Method {
        /// The full name of the service.
        service: Box<str>,
        /// The name in the service.
        name: Box<str>,
        /// The sides that send a stream.
        streaming: Streaming,
        /// The full name of the request type.
        input: Box<str>,
        /// The full name of the response type.
        output: Box<str>,
    },
    /// A type that got another name, with all of its members.
    Renamed {
        /// The new full name.
        to: Box<str>,
        /// The kind, which is the same.
        kind: TypeKind,
        /// The old full name.
        from: Box<str>,
    },
}

impl Fact {
    pub(super) const fn new_type(name: Box<str>, kind: TypeKind) -> Self {
        Self::Type { name, kind }
    }

    /// Returns the message, enum or service of the fact; for an extension, the extended message.
    pub fn subject(&self) -> &str {
        match self {
            Self::Type { name, .. } => name,
            Self::Field { message, .. } => message,
            Self::Extension { extendee, .. } => extendee,
            Self::Value { of, .. } => of,
            Self::Method { service, .. } => service,
            Self::Renamed { to, .. } => to,
        }
    }

    /// Returns the full names that the fact is about: those of a field and its oneof, those of an enum value in the scope of its enum
    /// and below it, and both names of a renamed type.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Type { name, .. } | Self::Extension { name, .. } => vec![name.to_string()],
            Self::Field { message, name, oneof, .. } => {
                let oneof = oneof.iter().map(|oneof| qualified(message, oneof));
                std::iter::once(qualified(message, name)).chain(oneof).collect()
            }
            // Values are siblings of their enum, but most people write them below it.
            Self::Value { of, name, .. } => {
                let scope = of.rsplit_once('.').map_or("", |(scope, _)| scope);
                vec![qualified(of, name), qualified(scope, name)]
            }
            Self::Method { service, name, .. } => vec![qualified(service, name)],
            Self::Renamed { to, from, .. } => vec![to.to_string(), from.to_string()],
        }
    }

    /// Returns the number of a field, extension or enum value.
    pub const fn number(&self) -> Option<i32> {
        match self {
            Self::Field { number, .. } | Self::Extension { number, .. } | Self::Value { number, .. } => Some(*number),
            Self::Type { .. } | Self::Method { .. } | Self::Renamed { .. } => None,
        }
    }

    /// Returns the name of a field in JSON; `None` for other facts.
    pub fn json_name(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Field { name, json, .. } => {
                Some(json.as_deref().map_or_else(|| default_json_name(name), Cow::Borrowed))
            }
            Self::Type { .. }
            | Self::Extension { .. }
            | Self::Value { .. }
            | Self::Method { .. }
            | Self::Renamed { .. } => None,
        }
    }

    /// Returns the keyword of the fact in a line.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Type { kind, .. } => kind.word(),
            Self::Field { .. } => "field",
            Self::Extension { .. } => "extension",
            Self::Value { .. } => "value",
            Self::Method { .. } => "method",
            Self::Renamed { .. } => "renamed",
        }
    }

    /// Returns the type of a field or an extension.
    pub(super) const fn ty(&self) -> Option<&TypeName> {
        match self {
            Self::Field { ty, .. } | Self::Extension { ty, .. } => Some(ty),
            Self::Type { .. } | Self::Value { .. } | Self::Method { .. } | Self::Renamed { .. } => None,
        }
    }

    /// Returns the fact with another type.
    pub(super) fn with_type(&self, new: TypeName) -> Self {
        let mut fact = self.clone();
        if let Self::Field { ty, .. } | Self::Extension { ty, .. } = &mut fact {
            *ty = new;
        }
        fact
    }
}

pub(super) const fn cardinality_word(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::Optional => "optional",
        Cardinality::Required => "required",
        Cardinality::Repeated => "repeated",
    }
}

/// Formats the fact as in a line, without its event.
impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", escaped(self.subject()), self.word())?;
        match self {
            Self::Type { .. } => Ok(()),
            Self::Field { message: _, number, name, ty, cardinality, oneof, json } => {
                write!(f, " {number} {} {ty} {}", escaped(name), cardinality_word(*cardinality))?;
                if let Some(oneof) = oneof {
                    write!(f, " oneof:{}", escaped(oneof))?;
                }
                json.as_ref().map_or(Ok(()), |json| write!(f, " json:{}", escaped(json)))
            }
            Self::Extension { extendee: _, number, name, ty, cardinality } => {
                write!(f, " {number} {} {ty} {}", escaped(name), cardinality_word(*cardinality))
            }
            Self::Value { of: _, number, name } => write!(f, " {number} {}", escaped(name)),
            Self::Method { service: _, name, streaming, input, output } => {
                write!(f, " {} {} {} {}", escaped(name), streaming.word(), escaped(input), escaped(output))
            }
            Self::Renamed { to: _, kind, from } => write!(f, " {} {}", kind.word(), escaped(from)),
        }
    }
}

/// Added and removed facts, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The facts that are present now, and were not before.
    pub came: Vec<Fact>,
    /// The facts that are no longer present.
    pub left: Vec<Fact>,
}

impl Changes {
    /// Returns `true` if no fact came or left.
    pub fn is_empty(&self) -> bool {
        self.came.is_empty() && self.left.is_empty()
    }
}
