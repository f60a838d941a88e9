//! The names and types of conditions, for the type checker.

use crate::attributes;
use crate::functions::FUNCTIONS;
use crate::target::Target;
use crate::types::ObjectType;
use protoward_cel::{Environment, Name, Overload, Type};

/// The environment of conditions about a kind of declarations.
impl Environment for Target {
    fn name(&self, name: &str) -> Option<Name> {
        let mut variables = self.variables().into_iter();
        variables.find(|(known, _)| *known == name).map(|(_, object)| Name::Variable(object.ty()))
    }

    fn field(&self, of: &str, field: &str) -> Option<Type> {
        let attributes = attributes::all(ObjectType::named(of)?);
        attributes.into_iter().find(|(known, _)| *known == field).map(|(_, ty)| ty)
    }

    fn functions(&self) -> impl Iterator<Item = &'static Overload> {
        FUNCTIONS.iter()
    }

    /// Conditions take more than the type checker of CEL: numbers of different types are comparable, values of different types make a
    /// list or a choice, and options have keys.
    fn operator(&self, symbol: &str, operands: &[Type]) -> Option<Type> {
        match (symbol, operands) {
            ("?:", [condition, ..]) => Type::Bool.takes(condition).then_some(Type::Dyn),
            ("==" | "!=", [one, other]) => is_comparable(one, other).then_some(Type::Bool),
            ("in", [one, Type::List(other) | Type::Map(other, _)]) => is_comparable(one, other).then_some(Type::Bool),
            ("in", [key, options]) if is_options(options) => Type::Text.takes(key).then_some(Type::Bool),
            ("[]", [options, key]) if is_options(options) => Type::Text.takes(key).then_some(Type::Dyn),
            ("[]", [Type::List(of), key]) => key.is_number().then(|| of.as_ref().clone()),
            ("[]", [Type::Map(key, value), found]) => is_comparable(key, found).then(|| value.as_ref().clone()),
            ("+", [Type::List(_), Type::List(_)]) => Some(Type::list(Type::Dyn)),
            _ => None,
        }
    }
}

fn is_options(ty: &Type) -> bool {
    matches!(ObjectType::of(ty), Some(ObjectType::Options(_)))
}

/// Returns `true` if `==` makes sense between values of two types that CEL does not compare.
fn is_comparable(one: &Type, other: &Type) -> bool {
    let is_declaration = |ty: &Type| ObjectType::declarations().any(|it| it.ty() == *ty);
    one.is_number() && other.is_number() || is_declaration(one) && is_declaration(other)
}
