//! The type checker, which runs before any file is read.

use crate::attributes;
use crate::functions::{FUNCTIONS, Of, Signature};
use crate::target::Target;
use crate::types::with_article;
use crate::types::{ObjectType, Type};
use protoward_cel::CelError as ConditionError;
use protoward_cel::{Call, Comprehension, Literal, Macro, Node, NodeKind, Operator};

/// The variables in scope, those of macros last, which hide others of the same name.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    variables: Vec<(String, Type)>,
}

type Checked = Result<Type, ConditionError>;

impl Scope {
    /// Returns the variables of a condition about a kind of declarations.
    pub(crate) fn of(target: Target) -> Self {
        let variables = target.variables().into_iter().map(|(name, object)| (name.to_owned(), Type::Object(object)));
        Self { variables: variables.collect() }
    }

    /// Returns the type of an expression.
    pub(crate) fn check(&mut self, node: &Node) -> Checked {
        match &node.kind {
            NodeKind::Literal(literal) => Ok(literal_type(literal)),
            NodeKind::Variable(name) => self.variable(node, name),
            NodeKind::Select(operand, name) => self.attribute(operand, node, name),
            NodeKind::Has(operand, name) => self.attribute(operand, node, name).map(|_| Type::Bool),
            NodeKind::Index(operand, key) => self.index(operand, key),
            NodeKind::Not(operand) => self.wanted(operand, &Type::Bool, "`!`"),
            NodeKind::Negate(operand) => self.negated(operand),
            NodeKind::And(one, other) => {
                self.wanted(one, &Type::Bool, "`&&`")?;
                self.wanted(other, &Type::Bool, "`&&`")
            }
            NodeKind::Or(one, other) => {
                self.wanted(one, &Type::Bool, "`||`")?;
                self.wanted(other, &Type::Bool, "`||`")
            }
            NodeKind::Choice(nodes) => {
                let [condition, then, otherwise] = nodes.as_ref();
                self.wanted(condition, &Type::Bool, "`? :`")?;
                Ok(self.check(then)?.common(self.check(otherwise)?))
            }
            NodeKind::Binary(operator, one, other) => self.binary(*operator, node, one, other),
            NodeKind::List(nodes) => {
                let types = nodes.iter().map(|node| self.check(node)).collect::<Result<Vec<_>, _>>()?;
                Ok(Type::list(types.into_iter().reduce(Type::common).unwrap_or(Type::Dyn)))
            }
            NodeKind::Map(entries) => self.map(entries),
            NodeKind::Call(call) => self.call(node, call),
            NodeKind::Macro(comprehension) => self.comprehension(comprehension),
            NodeKind::Message(..) => Err(ConditionError::new(&node.token, "a condition cannot make messages")),
        }
    }

    fn wanted(&mut self, node: &Node, ty: &Type, by: &str) -> Checked {
        let found = self.check(node)?;
        if ty.fits(&found) {
            return Ok(ty.clone());
        }
        Err(ConditionError::new(
            &node.extent,
            format!("{by} needs {ty}, and this is {found}", ty = with_article(ty), found = with_article(&found)),
        ))
    }

    fn variable(&self, node: &Node, name: &str) -> Checked {
        if let Some((_, ty)) = self.variables.iter().rev().find(|(known, _)| known == name) {
            return Ok(ty.clone());
        }
        let error = ConditionError::new(&node.token, format!("unknown variable `{name}`"));
        Err(error.suggest(name, self.variables.iter().map(|(name, _)| name.as_str())))
    }

    fn attribute(&mut self, operand: &Node, node: &Node, name: &str) -> Checked {
        let object = match self.check(operand)? {
            // The keys of a map are known when the condition runs.
            Type::Dyn | Type::Map(..) => return Ok(Type::Dyn),
            Type::Object(object) => object,
            other => {
                return Err(ConditionError::new(
                    &node.token,
                    format!("{other} has no attribute `{name}`", other = with_article(&other)),
                ));
            }
        };
        let known = attributes::all(object);
        if let Some((_, ty)) = known.iter().find(|(known, _)| *known == name) {
            return Ok(ty.clone());
        }
        let error = match object {
            ObjectType::Options(_) => {
                ConditionError::new(&node.token, format!("unknown standard option `{name}` here"))
            }
            other => ConditionError::new(&node.token, format!("`{}` has no attribute `{name}`", other.name())),
        };
        if let ObjectType::Options(_) = object
            && protoward_source::nearest(name, known.iter().map(|(name, _)| *name)).is_empty()
        {
            return Err(error.help("a custom option is written with its full name, as in `options[\"acme.auth\"]`"));
        }
        Err(error.suggest(name, known.iter().map(|(name, _)| *name)))
    }

    fn index(&mut self, operand: &Node, key: &Node) -> Checked {
        let found = self.check(operand)?;
        let key_type = self.check(key)?;
        let (wanted, result) = match found {
            Type::Dyn => return Ok(Type::Dyn),
            Type::List(of) => (Type::Int, *of),
            Type::Map(key, value) => (*key, *value),
            Type::Object(ObjectType::Options(_)) => (Type::Text, Type::Dyn),
            other => {
                return Err(ConditionError::new(
                    &operand.extent,
                    format!("`[ ]` cannot be used with {other}", other = with_article(&other)),
                ));
            }
        };
        // As in CEL, a number is found by an equal one of another type.
        if wanted.fits(&key_type) || wanted.is_number() && key_type.is_number() {
            return Ok(result);
        }
        Err(ConditionError::new(
            &key.extent,
            format!(
                "`[ ]` needs {wanted} here, and this is {key_type}",
                wanted = with_article(wanted),
                key_type = with_article(&key_type)
            ),
        ))
    }

    fn negated(&mut self, operand: &Node) -> Checked {
        match self.check(operand)? {
            ty @ (Type::Int | Type::Double | Type::Dyn) => Ok(ty),
            other => Err(ConditionError::new(
                &operand.extent,
                format!("`-` needs a number, and this is {other}", other = with_article(&other)),
            )),
        }
    }

    fn binary(&mut self, operator: Operator, node: &Node, one: &Node, other: &Node) -> Checked {
        let left = self.check(one)?;
        let right = self.check(other)?;
        let refused = || {
            let message = format!(
                "`{}` cannot be used with {left} and {right}",
                operator.symbol(),
                left = with_article(&left),
                right = with_article(&right)
            );
            Err(ConditionError::new(&node.extent, message))
        };
        let is_either_dyn = left == Type::Dyn || right == Type::Dyn;
        match operator {
            Operator::Equal | Operator::NotEqual => {
                if left.is_comparable(&right) {
                    Ok(Type::Bool)
                } else {
                    refused()
                }
            }
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                let is_ordered = |ty: &Type| matches!(ty, Type::Bool | Type::Text | Type::Bytes | Type::Dyn);
                let is_ordered = left.is_number() && (right.is_number() || right == Type::Dyn)
                    || right.is_number() && left == Type::Dyn
                    || is_ordered(&left) && left.fits(&right) && is_ordered(&right);
                if is_ordered { Ok(Type::Bool) } else { refused() }
            }
            Operator::In => {
                let fits = match &right {
                    Type::Dyn => true,
                    Type::List(of) | Type::Map(of, _) => of.is_comparable(&left),
                    Type::Object(ObjectType::Options(_)) => Type::Text.fits(&left),
                    _ => false,
                };
                if fits { Ok(Type::Bool) } else { refused() }
            }
            Operator::Add => match (&left, &right) {
                (Type::List(one), Type::List(other)) => Ok(Type::list(one.as_ref().clone().common(*other.clone()))),
                (one @ (Type::Text | Type::Bytes), other) if one == other => Ok(left),
                (one, other) if one.is_number() && one == other => Ok(left),
                _ if is_either_dyn => Ok(Type::Dyn),
                _ => refused(),
            },
            Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo => {
                // CEL has no arithmetic of two types, and no remainder of doubles.
                let is_right = left.is_number() && left == right;
                match is_right && !(operator == Operator::Modulo && left == Type::Double) {
                    true => Ok(left),
                    false if is_either_dyn => Ok(Type::Dyn),
                    false => refused(),
                }
            }
        }
    }

    fn map(&mut self, entries: &[(Node, Node)]) -> Checked {
        let mut keys = Vec::new();
        let mut values = Vec::new();
        for (key, value) in entries {
            let ty = self.check(key)?;
            if !matches!(ty, Type::Bool | Type::Int | Type::Uint | Type::Text | Type::Dyn) {
                return Err(ConditionError::new(&key.extent, format!("{ty} cannot be a key", ty = with_article(ty))));
            }
            keys.push(ty);
            values.push(self.check(value)?);
        }
        let common = |types: Vec<Type>| Box::new(types.into_iter().reduce(Type::common).unwrap_or(Type::Dyn));
        Ok(Type::Map(common(keys), common(values)))
    }

    fn call(&mut self, node: &Node, call: &Call) -> Checked {
        let name = call.function.as_str();
        let target = call.target.as_deref().map(|target| self.check(target)).transpose()?;
        let arguments = call.arguments.iter().map(|it| self.check(it)).collect::<Result<Vec<_>, _>>()?;
        let with_name: Vec<_> = FUNCTIONS.iter().filter(|it| it.name == name).collect();
        let forms: Vec<_> = with_name.iter().filter(|it| it.target.is_some() == target.is_some()).collect();
        if forms.is_empty() {
            return Err(unknown_function(node, name, target.is_some(), !with_name.is_empty()));
        }
        let has_target = |it: &&&&Signature| match (&target, it.target) {
            (Some(found), Some(wanted)) => wanted.takes(found),
            _ => true,
        };
        let Some(form) = forms.iter().find(has_target) else {
            let found = target.unwrap_or(Type::Dyn);
            let wanted = forms.first().and_then(|it| it.target).map_or("", Of::name);
            let message = format!(
                "`{name}` is a function of {wanted}, and this is {found}",
                wanted = with_article(wanted),
                found = with_article(found)
            );
            return Err(ConditionError::new(call.target.as_ref().map_or(&node.token, |it| &it.extent), message));
        };
        if form.arguments.len() != arguments.len() {
            let wanted = protoward_source::count(form.arguments.len(), "argument");
            return Err(ConditionError::new(&node.token, format!("`{name}` takes {wanted}, not {}", arguments.len())));
        }
        for ((wanted, found), argument) in form.arguments.iter().zip(&arguments).zip(&call.arguments) {
            if !wanted.takes(found) {
                let message = format!(
                    "`{name}` needs {} here, and this is {found}",
                    with_article(wanted.name()),
                    found = with_article(found)
                );
                return Err(ConditionError::new(&argument.extent, message));
            }
        }
        Ok(form.result.ty())
    }

    fn comprehension(&mut self, it: &Comprehension) -> Checked {
        let element = match self.check(&it.over)? {
            Type::List(of) => *of,
            Type::Map(key, _) => *key,
            Type::Dyn => Type::Dyn,
            other => {
                let message = format!("this needs a list or a map, and it is {other}", other = with_article(&other));
                return Err(ConditionError::new(&it.over.extent, message));
            }
        };
        self.variables.push((it.variable.clone(), element.clone()));
        let result = self.body(it, element);
        self.variables.pop();
        result
    }

    fn body(&mut self, it: &Comprehension, element: Type) -> Checked {
        if let Some(filter) = &it.filter {
            self.wanted(filter, &Type::Bool, "the condition of `map`")?;
        }
        match it.which {
            Macro::Map => Ok(Type::list(self.check(&it.body)?)),
            Macro::Filter => {
                self.wanted(&it.body, &Type::Bool, "`filter`")?;
                Ok(Type::list(element))
            }
            Macro::All => self.wanted(&it.body, &Type::Bool, "`all`"),
            Macro::Exists => self.wanted(&it.body, &Type::Bool, "`exists`"),
            Macro::ExistsOne => self.wanted(&it.body, &Type::Bool, "`exists_one`"),
        }
    }
}

fn unknown_function(node: &Node, name: &str, has_target: bool, exists: bool) -> ConditionError {
    let form = |name: &str, has_target| if has_target { format!("value.{name}(…)") } else { format!("{name}(…)") };
    let error = ConditionError::new(&node.token, format!("unknown function `{}`", form(name, has_target)));
    if exists {
        return error.help(format!("write `{}`", form(name, !has_target)));
    }
    let known = FUNCTIONS.iter().filter(|it| it.target.is_some() == has_target).map(|it| it.name);
    let mut known: Vec<_> =
        known.chain(if has_target { &Macro::NAMES[..] } else { &["has"] }.iter().copied()).collect();
    known.sort_unstable();
    known.dedup();
    error.suggest(name, known)
}

const fn literal_type(literal: &Literal) -> Type {
    match literal {
        Literal::Null => Type::Null,
        Literal::Bool(_) => Type::Bool,
        Literal::Int(_) => Type::Int,
        Literal::Uint(_) => Type::Uint,
        Literal::Double(_) => Type::Double,
        Literal::Text(_) => Type::Text,
        Literal::Bytes(_) => Type::Bytes,
    }
}
