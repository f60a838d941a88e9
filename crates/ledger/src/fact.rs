use std::fmt;

use super::TypeName;
use super::token::escaped;
use protoward_schema::Cardinality;

/// What has a full name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the words of the language")]
pub enum Kind {
    Enum,
    Message,
    Service,
}

impl Kind {
    /// The word of the language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Enum => "enum",
            Self::Message => "message",
            Self::Service => "service",
        }
    }
}

/// Who sends any number of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Streaming {
    /// Both.
    Bidi,
    /// The client.
    Client,
    /// The server.
    Server,
    /// Nobody.
    Unary,
}

impl Streaming {
    /// Of what a method says on both sides.
    pub const fn new(client: bool, server: bool) -> Self {
        match (client, server) {
            (true, true) => Self::Bidi,
            (true, false) => Self::Client,
            (false, true) => Self::Server,
            (false, false) => Self::Unary,
        }
    }

    /// Whether the client does, and whether the server does.
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

/// Something that a schema gave a number or a name to. Names are full, without a leading dot, where nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// A message, an enum or a service.
    Type {
        /// Its name.
        name: Box<str>,
        /// Which of the three.
        kind: Kind,
    },
    /// A field of a message, members of oneofs included.
    Field {
        /// The message.
        message: Box<str>,
        /// The number.
        number: i32,
        /// The name as it is declared.
        name: Box<str>,
        /// The type.
        ty: TypeName,
        /// How many values it holds.
        cardinality: Cardinality,
        /// The oneof it is a member of.
        oneof: Option<Box<str>>,
        /// The name in JSON, where it is not the one that follows from the name.
        json: Option<Box<str>>,
    },
    /// An extension.
    Extension {
        /// What it extends.
        extendee: Box<str>,
        /// The number.
        number: i32,
        /// Its name.
        name: Box<str>,
        /// The type.
        ty: TypeName,
        /// How many values it holds.
        cardinality: Cardinality,
    },
    /// A value of an enum.
    Value {
        /// The enum.
        of: Box<str>,
        /// The number.
        number: i32,
        /// The name as it is declared.
        name: Box<str>,
    },
    /// A method of a service.
    Method {
        /// The service.
        service: Box<str>,
        /// The name as it is declared.
        name: Box<str>,
        /// Who sends any number of messages.
        streaming: Streaming,
        /// What a client sends.
        input: Box<str>,
        /// What a server sends.
        output: Box<str>,
    },
    /// What had another name before; it went on under this one.
    Renamed {
        /// The name it has had since.
        to: Box<str>,
        /// What it is.
        kind: Kind,
        /// The name it had.
        from: Box<str>,
    },
}

impl Fact {
    pub(super) const fn new_type(name: Box<str>, kind: Kind) -> Self {
        Self::Type { name, kind }
    }

    /// The message, enum or service that it is about; of an extension, the message that is extended.
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

    /// The number of a field, an extension or a value.
    pub const fn number(&self) -> Option<i32> {
        match self {
            Self::Field { number, .. } | Self::Extension { number, .. } | Self::Value { number, .. } => Some(*number),
            Self::Type { .. } | Self::Method { .. } | Self::Renamed { .. } => None,
        }
    }

    /// The word for its kind in a line.
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

    /// Its type, of a field or an extension.
    pub(super) const fn ty(&self) -> Option<&TypeName> {
        match self {
            Self::Field { ty, .. } | Self::Extension { ty, .. } => Some(ty),
            Self::Type { .. } | Self::Value { .. } | Self::Method { .. } | Self::Renamed { .. } => None,
        }
    }

    /// The same with another type.
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

/// As in a line, without when.
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
