//! The variables of conditions.

use crate::target::Target;
use crate::types::ObjectType;

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
