//! The types of the parts of a schema, and the variables of a condition.

use crate::target::Target;
use protoward_cel::Type;

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

impl ObjectType {
    /// Returns the name, which is different for each type.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Declaration(target) => target.name(),
            Self::Scope => "file or message",
            Self::Import => "import",
            Self::Comments => "comments",
            Self::Features => "features",
            Self::Options(None) => "options",
            Self::Options(Some(target)) => match target {
                Target::File => "file options",
                Target::Message => "message options",
                Target::Field => "field options",
                Target::Oneof => "oneof options",
                Target::Enum => "enum options",
                Target::Value => "value options",
                Target::Service => "service options",
                Target::Method => "method options",
            },
        }
    }

    /// Returns the types of declarations, which can be compared.
    pub(crate) fn declarations() -> impl Iterator<Item = Self> {
        Target::ALL.into_iter().map(Self::Declaration).chain([Self::Scope])
    }

    /// Returns the type with a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let options = Target::ALL.into_iter().map(|it| Self::Options(Some(it)));
        let others = [Self::Import, Self::Comments, Self::Features, Self::Options(None)];
        Self::declarations().chain(options).chain(others).find(|it| it.name() == name)
    }

    /// Returns the type as the type checker knows it.
    pub(crate) const fn ty(self) -> Type {
        Type::Object(self.name())
    }

    /// Returns the type of a part of the schema; `None` for other types.
    pub(crate) fn of(ty: &Type) -> Option<Self> {
        if let Type::Object(name) = ty { Self::named(name) } else { None }
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
