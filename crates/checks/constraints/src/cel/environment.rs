//! The variables and types that an expression can use, which depend on the place of the constraint.

use super::field_types;
use super::functions::OWN;
use protoward_cel::{Literal, Name, Overload, STANDARD, Type};
use protoward_schema::{Element, Schema};

/// The variables and types of an expression.
#[derive(Clone, Debug)]
pub struct Environment<'a> {
    schema: &'a Schema,
    variables: Vec<(&'static str, Type)>,
    /// `true` if all messages of the schema are known, and not only those of protobuf and of the constraints.
    has_all_messages: bool,
}

/// Declarations that every expression knows, and that a schema need not have.
const DECLARATIONS: &[&str] = &[
    "Any",
    "Api",
    "BoolValue",
    "BytesValue",
    "DoubleValue",
    "Empty",
    "Enum",
    "EnumValue",
    "Field",
    "FloatValue",
    "Int32Value",
    "Int64Value",
    "ListValue",
    "Method",
    "Mixin",
    "NullValue",
    "Option",
    "SourceContext",
    "StringValue",
    "Struct",
    "Syntax",
    "Type",
    "UInt32Value",
    "UInt64Value",
    "Value",
];

/// Returns `true` for a name in a standard declaration.
fn is_standard(name: &str) -> bool {
    let rest = name.trim_start_matches('.').strip_prefix("google.protobuf.").unwrap_or_default();
    rest.split('.').next().is_some_and(|first| DECLARATIONS.contains(&first))
}

/// The packages whose messages are known to every expression.
const KNOWN: [&str; 2] = ["buf.validate.", "google.protobuf."];

impl<'a> Environment<'a> {
    /// Returns the environment of an expression about a value.
    pub fn of_value(schema: &'a Schema, this: Type) -> Self {
        let has_all_messages = has_message(&this);
        let variables = vec![("this", this), ("now", Type::Timestamp)];
        Self { schema, variables, has_all_messages }
    }

    /// Adds the variables of a predefined rule: the value of the rule, and the message that has it.
    pub fn with_rule(mut self, rule: Type, rules: Type) -> Self {
        self.variables.extend([("rule", rule), ("rules", rules)]);
        self
    }

    /// Returns the names of the variables.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|(name, _)| *name)
    }

    /// Returns the names of the fields of a message.
    pub fn fields(&self, message: &str) -> impl Iterator<Item = &'a str> {
        let schema = self.schema;
        let fields = schema.find_message(message).map(|message| &schema[message].fields);
        fields.into_iter().flatten().map(move |&id| schema.text(schema[id].name))
    }

    /// Returns the number of an enum value by its full name, in which the enum is part of the scope.
    fn enum_value(&self, name: &str) -> Option<i32> {
        let (of, value) = name.rsplit_once('.')?;
        let Some(Element::Enum(id)) = self.schema.find(of).filter(|_| self.knows(of)) else { return None };
        let mut values = self.schema[id].values.iter().map(|&value| &self.schema[value]);
        values.find(|it| self.schema.text(it.name) == value).map(|it| it.number)
    }

    fn knows(&self, name: &str) -> bool {
        self.has_all_messages || KNOWN.iter().any(|package| name.starts_with(package))
    }
}

impl protoward_cel::Environment for Environment<'_> {
    fn name(&self, name: &str) -> Option<Name> {
        if let Some((_, ty)) = self.variables.iter().find(|(known, _)| *known == name) {
            return Some(Name::Variable(ty.clone()));
        }
        if let Some(ty) = built_in(name) {
            return Some(Name::Type(ty));
        }
        if let Some(number) = self.enum_value(name) {
            return Some(Name::Constant(Literal::Int(number.into())));
        }
        let undeclared = || is_standard(name).then_some(Name::Undeclared);
        self.message(name).map(Name::Type).or_else(undeclared)
    }

    fn field(&self, of: &str, name: &str) -> Option<Type> {
        let field = field_types::field(self.schema, self.schema.find_message(of)?, name)?;
        Some(field_types::of_field(self.schema, field))
    }

    fn message(&self, name: &str) -> Option<Type> {
        let message = self.schema.find_message(name).filter(|_| self.knows(name))?;
        Some(field_types::of_message(self.schema, message))
    }

    fn functions(&self) -> impl Iterator<Item = &'static Overload> {
        STANDARD.iter().chain(OWN.iter())
    }
}

fn has_message(ty: &Type) -> bool {
    match ty {
        Type::Message(_) => true,
        Type::List(of) => has_message(of),
        Type::Map(key, value) => has_message(key) || has_message(value),
        _ => false,
    }
}

/// Returns the type that a name of CEL stands for.
fn built_in(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Bool,
        "bytes" => Type::Bytes,
        "double" => Type::Double,
        "int" => Type::Int,
        "list" => Type::list(Type::Dyn),
        "map" => Type::map(Type::Dyn, Type::Dyn),
        "null_type" => Type::Null,
        "string" => Type::Text,
        "type" => Type::Type(Box::new(Type::Dyn)),
        "uint" => Type::Uint,
        _ => return None,
    })
}
