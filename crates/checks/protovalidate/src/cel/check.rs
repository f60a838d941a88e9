//! The type checker: finds the type of each node, or the mistake because of which protovalidate would refuse the expression.

use super::environment::{self, Environment};
use super::format;
use super::functions::{self, Form};
use super::types::{Bindings, Type};
use protoward_cel::{Call, CelError, Comprehension, Literal, Macro, Node, NodeKind};

type Checked = Result<Type, CelError>;

/// Returns the type of an expression.
///
/// # Errors
/// Returns the first mistake: an unknown name, or a wrong type.
pub(crate) fn check(root: &Node, environment: &Environment<'_>) -> Checked {
    let mut checker = Checker { environment, variables: Vec::new(), bindings: Bindings::default() };
    let ty = checker.check(root)?;
    Ok(checker.bindings.resolved(&ty))
}

struct Checker<'e, 's> {
    environment: &'e Environment<'s>,
    /// The variables of the macros around a node, the innermost last.
    variables: Vec<(String, Type)>,
    bindings: Bindings,
}

impl Checker<'_, '_> {
    fn check(&mut self, node: &Node) -> Checked {
        match &node.kind {
            NodeKind::Literal(literal) => Ok(literal_type(literal)),
            NodeKind::Variable(name) => self.variable(node, name),
            NodeKind::Select(operand, name) => match self.qualified(node) {
                Some(checked) => checked,
                None => self.select(operand, node, name),
            },
            NodeKind::Has(operand, name) => self.select(operand, node, name).map(|_| Type::Bool),
            NodeKind::Index(operand, key) => self.operator(node, "[]", &[operand, key]),
            NodeKind::Not(operand) => self.operator(node, "!", &[operand]),
            NodeKind::Negate(operand) => self.operator(node, "negate", &[operand]),
            NodeKind::And(one, other) => {
                self.wanted(one, "&&")?;
                self.wanted(other, "&&")
            }
            NodeKind::Or(one, other) => {
                self.wanted(one, "||")?;
                self.wanted(other, "||")
            }
            NodeKind::Choice(nodes) => {
                let [condition, then, otherwise] = nodes.as_ref();
                self.operator(node, "?:", &[condition, then, otherwise])
            }
            NodeKind::Binary(operator, one, other) => self.operator(node, operator.symbol(), &[one, other]),
            NodeKind::List(nodes) => {
                let types = self.all(nodes)?;
                let of = self.common(types);
                self.limited(node, Type::list(of))
            }
            NodeKind::Map(entries) => {
                let mut keys = Vec::new();
                let mut values = Vec::new();
                for (key, value) in entries {
                    keys.push(self.check(key)?);
                    values.push(self.check(value)?);
                }
                let key = self.common(keys);
                let value = self.common(values);
                self.limited(node, Type::map(key, value))
            }
            NodeKind::Call(call) => self.call(node, call),
            NodeKind::Macro(comprehension) => self.comprehension(comprehension),
            NodeKind::Message(name, entries) => self.message(node, name, entries),
        }
    }

    fn all(&mut self, nodes: &[Node]) -> Result<Vec<Type>, CelError> {
        nodes.iter().map(|node| self.check(node)).collect()
    }

    /// Returns the type of the elements of a list: the common one, or else `dyn`.
    fn common(&mut self, types: Vec<Type>) -> Type {
        let mut common: Option<Type> = None;
        for ty in types {
            common = Some(match common {
                None => ty,
                Some(before) if self.bindings.fit_all(std::slice::from_ref(&before), std::slice::from_ref(&ty)) => {
                    self.bindings.more_general(before, ty)
                }
                Some(_) => Type::Dyn,
            });
        }
        common.unwrap_or_else(|| self.bindings.open())
    }

    fn limited(&self, node: &Node, ty: Type) -> Checked {
        let ty = self.bindings.resolved(&ty);
        if ty.is_small() { Ok(ty) } else { Err(CelError::limit(&node.extent, "the type of this value is too large")) }
    }

    /// Checks an operand of `&&` or `||`, or the condition of a macro.
    fn wanted(&mut self, node: &Node, by: &str) -> Checked {
        let found = self.check(node)?;
        if self.bindings.fit_all(std::slice::from_ref(&found), &[Type::Bool]) {
            return Ok(Type::Bool);
        }
        let found = self.bindings.resolved(&found);
        Err(CelError::new(&node.extent, format!("`{by}` needs a bool, and this is of type `{found}`")))
    }

    fn variable(&self, node: &Node, name: &str) -> Checked {
        if let Some((_, ty)) = self.variables.iter().rev().find(|(known, _)| known == name) {
            return Ok(ty.clone());
        }
        if let Some(ty) = self.environment.name(name.trim_start_matches('.')) {
            return Ok(ty);
        }
        let known = self.variables.iter().map(|(name, _)| name.as_str()).chain(self.environment.variables());
        Err(CelError::new(&node.token, format!("unknown variable `{name}`")).suggest(name, known))
    }

    /// Returns the type of a qualified name, such as an enum value; `None` if the node is not one.
    fn qualified(&self, node: &Node) -> Option<Checked> {
        let name = dotted(node)?;
        let first = name.split('.').next().unwrap_or_default();
        // A variable of a macro hides a package.
        if self.variables.iter().any(|(known, _)| known == first) {
            return None;
        }
        let found = self.environment.name(name.trim_start_matches('.')).map(Ok);
        found.or_else(|| environment::is_standard(&name).then(|| Err(undeclared(node, &name))))
    }

    fn select(&mut self, operand: &Node, node: &Node, name: &str) -> Checked {
        let found = self.check(operand)?;
        match self.bindings.resolved(&found) {
            Type::Dyn | Type::Any => Ok(Type::Dyn),
            Type::Map(_, value) => Ok(*value),
            open @ Type::Open(_) => {
                self.bindings.fit_all(&[Type::Dyn], &[open]);
                Ok(Type::Dyn)
            }
            Type::Message(message, of) => self.environment.field(message, name).ok_or_else(|| {
                let error = CelError::new(&node.token, format!("`{of}` has no field `{name}`"));
                error.suggest(name, self.environment.fields(message))
            }),
            other => Err(CelError::new(&node.token, format!("a value of type `{other}` has no field `{name}`"))),
        }
    }

    fn operator(&mut self, node: &Node, name: &str, operands: &[&Node]) -> Checked {
        let types = operands.iter().map(|node| self.check(node)).collect::<Result<Vec<_>, _>>()?;
        // The other comparisons have the forms of `<`.
        let of = if matches!(name, "<=" | ">" | ">=") { "<" } else { name };
        self.resolve(functions::forms(of, false), &types).ok_or_else(|| {
            let name = if name == "negate" { "-" } else { name };
            CelError::new(&node.extent, format!("`{name}` cannot be used with {}", self.listed(&types)))
        })
    }

    fn listed(&self, types: &[Type]) -> String {
        let types: Vec<_> = types.iter().map(|ty| format!("`{}`", self.bindings.resolved(ty))).collect();
        types.join(" and ")
    }

    /// Returns the result of the forms that fit: their common type, or `dyn`.
    fn resolve(&mut self, forms: impl Iterator<Item = &'static Form>, types: &[Type]) -> Option<Type> {
        let mut result: Option<Type> = None;
        for form in forms {
            let open = form.open(&mut self.bindings);
            let wanted: Vec<_> = form.arguments.iter().map(|it| it.ty(&open)).collect();
            if !self.bindings.fit_all(types, &wanted) {
                continue;
            }
            let of_form = self.bindings.resolved(&form.result.ty(&open));
            result = Some(match result {
                Some(before) if !before.is_dyn() && before != of_form => Type::Dyn,
                Some(before) => before,
                None => of_form,
            });
        }
        result
    }

    fn call(&mut self, node: &Node, call: &Call) -> Checked {
        let name = call.function.trim_start_matches('.');
        // A function in a namespace, such as `strings.quote`, looks like a member.
        let qualified = call.target.as_ref().and_then(|target| dotted(target)).map(|space| format!("{space}.{name}"));
        if let Some(name) = qualified.filter(|name| functions::exists(name)) {
            let types = self.all(&call.arguments)?;
            return self.called(node, &name, functions::forms(&name, false), &types);
        }
        let mut types = Vec::new();
        if let Some(target) = &call.target {
            types.push(self.check(target)?);
        }
        types.extend(self.all(&call.arguments)?);
        let is_member = call.target.is_some();
        if !functions::exists(name) {
            let shown = if is_member { format!("value.{name}()") } else { format!("{name}()") };
            let error = CelError::new(&node.token, format!("unknown function `{shown}`"));
            return Err(error.suggest(name, functions::names(is_member)));
        }
        let result = self.called(node, name, functions::forms(name, is_member), &types)?;
        if name == "format" {
            self.format(call)?;
        }
        Ok(result)
    }

    fn called(
        &mut self,
        node: &Node,
        name: &str,
        forms: impl Iterator<Item = &'static Form>,
        types: &[Type],
    ) -> Checked {
        self.resolve(forms, types).ok_or_else(|| {
            let types = if types.is_empty() { "no values".to_owned() } else { self.listed(types) };
            CelError::new(&node.token, format!("`{name}` cannot be called with {types}"))
        })
    }

    /// Checks the arguments of a literal format.
    fn format(&mut self, call: &Call) -> Result<(), CelError> {
        let Some(Node { kind: NodeKind::Literal(Literal::Text(text)), token, .. }) = call.target.as_deref() else {
            return Ok(());
        };
        let [Node { kind: NodeKind::List(arguments), .. }] = call.arguments.as_slice() else { return Ok(()) };
        let mut types = Vec::new();
        for argument in arguments {
            let ty = self.check(argument)?;
            types.push(self.bindings.resolved(&ty));
        }
        format::check(text, &types).map_err(|message| CelError::new(token, message))
    }

    fn comprehension(&mut self, it: &Comprehension) -> Checked {
        let over = self.check(&it.over)?;
        let element = match self.bindings.resolved(&over) {
            Type::List(of) => *of,
            Type::Map(key, _) => *key,
            Type::Dyn => Type::Dyn,
            open @ Type::Open(_) => {
                self.bindings.fit_all(&[Type::Dyn], &[open]);
                Type::Dyn
            }
            other => {
                let message = format!("this needs a list or a map, and it is of type `{other}`");
                return Err(CelError::new(&it.over.extent, message));
            }
        };
        self.variables.push((it.variable.clone(), element.clone()));
        let result = self.body(it, element);
        self.variables.pop();
        result
    }

    fn body(&mut self, it: &Comprehension, element: Type) -> Checked {
        if let Some(filter) = &it.filter {
            self.wanted(filter, "map")?;
        }
        match it.which {
            Macro::Map => {
                let of = self.check(&it.body)?;
                self.limited(&it.body, Type::list(of))
            }
            Macro::Filter => {
                self.wanted(&it.body, "filter")?;
                Ok(Type::list(element))
            }
            Macro::All => self.wanted(&it.body, "all"),
            Macro::Exists => self.wanted(&it.body, "exists"),
            Macro::ExistsOne => self.wanted(&it.body, "exists_one"),
        }
    }

    fn message(&mut self, node: &Node, name: &str, entries: &[(String, Node)]) -> Checked {
        let Some(message) = self.environment.message(name.trim_start_matches('.')) else {
            if environment::is_standard(name) {
                return Err(undeclared(node, name));
            }
            return Err(CelError::new(&node.token, format!("unknown message `{name}` here")));
        };
        for (field, value) in entries {
            let found = self.check(value)?;
            let Some(wanted) = self.environment.field(message, field) else {
                let error = CelError::new(&value.token, format!("`{name}` has no field `{field}`"));
                return Err(error.suggest(field, self.environment.fields(message)));
            };
            if !self.bindings.fit_all(std::slice::from_ref(&found), std::slice::from_ref(&wanted)) {
                let found = self.bindings.resolved(&found);
                let message = format!("the field `{field}` is of type `{wanted}`, and this is of type `{found}`");
                return Err(CelError::new(&value.extent, message));
            }
        }
        Ok(self.environment.type_of(message))
    }
}

fn undeclared(node: &Node, name: &str) -> CelError {
    CelError::limit(&node.token, format!("the schema does not import the declaration of `{name}`"))
}

/// Returns the dotted name that a node is, such as `google.protobuf.Duration`.
fn dotted(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Variable(name) => Some(name.clone()),
        NodeKind::Select(operand, name) => Some(format!("{}.{name}", dotted(operand)?)),
        _ => None,
    }
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
