//! Types of expressions, and the variables of a condition with their types.

use crate::target::Target;

/// The type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Known only when the condition runs, such as the value of a custom option.
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Object(ObjectType),
}

/// The type of a value that has attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectType {
    Declaration(Target),
    /// The parent of a message or an enum: a file or a message.
    Scope,
    /// An import of a file.
    Import,
    Comments,
    Features,
    /// The options of a declaration; `None` if they are those of a file or a message.
    Options(Option<Target>),
}

impl Type {
    pub(crate) fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    pub(crate) const fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double)
    }

    /// Returns `true` if a value of one type can be where the other is expected.
    pub(crate) fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dyn, _) | (_, Self::Dyn) => true,
            (Self::List(one), Self::List(other)) => one.fits(other),
            (Self::Map(key, value), Self::Map(other_key, other_value)) => {
                key.fits(other_key) && value.fits(other_value)
            }
            (one, other) => one == other,
        }
    }

    /// Returns `true` if `==` makes sense between values of two types. Numbers of all types are comparable.
    pub(crate) fn is_comparable(&self, other: &Self) -> bool {
        let is_number = self.is_number() && other.is_number();
        let is_declaration = |ty: &Self| matches!(ty, Self::Object(ObjectType::Declaration(_) | ObjectType::Scope));
        is_number || is_declaration(self) && is_declaration(other) || self.fits(other)
    }

    /// Returns the type of a value that has one of two types.
    pub(crate) fn common(self, other: Self) -> Self {
        if self == other { self } else { Self::Dyn }
    }
}

impl ObjectType {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Declaration(target) => target.name(),
            Self::Scope => "file or message",
            Self::Import => "import",
            Self::Comments => "comments",
            Self::Features => "features",
            Self::Options(_) => "options",
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dyn => f.write_str("dyn"),
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("bool"),
            Self::Int => f.write_str("int"),
            Self::Uint => f.write_str("uint"),
            Self::Double => f.write_str("double"),
            Self::Text => f.write_str("string"),
            Self::Bytes => f.write_str("bytes"),
            Self::List(of) => write!(f, "list({of})"),
            Self::Map(key, value) => write!(f, "map({key}, {value})"),
            Self::Object(object) => f.write_str(object.name()),
        }
    }
}

/// Returns the name of a type with its article: `an int`, `a string`.
pub(crate) fn with_article(ty: impl std::fmt::Display) -> String {
    let name = ty.to_string();
    match name.as_str() {
        "int" | "import" | "enum" => format!("an {name}"),
        "null" => name,
        "comments" | "features" | "options" => format!("a value of type {name}"),
        _ => format!("a {name}"),
    }
}

impl Target {
    /// Returns the variables of a condition with their types. `this` is the declaration, and the others are around it.
    pub(crate) fn variables(self) -> Vec<(&'static str, ObjectType)> {
        let own = ObjectType::Declaration(self);
        let declaration = |target: Self| (target.name(), ObjectType::Declaration(target));
        let parent = |target| ("parent", ObjectType::Declaration(target));
        let mut variables = vec![("this", own), (self.name(), own)];
        match self {
            Self::File => {}
            Self::Message | Self::Enum => variables.push(("parent", ObjectType::Scope)),
            Self::Service => variables.push(parent(Self::File)),
            Self::Field | Self::Oneof => variables.extend([declaration(Self::Message), parent(Self::Message)]),
            Self::Value => variables.extend([declaration(Self::Enum), parent(Self::Enum)]),
            Self::Method => variables.extend([declaration(Self::Service), parent(Self::Service)]),
        }
        if self != Self::File {
            variables.push(declaration(Self::File));
        }
        variables
    }
}
