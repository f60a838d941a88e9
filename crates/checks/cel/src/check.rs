//! The type checker: resolves the names of an expression, and finds the type of each node.

use std::slice::from_ref;

use crate::bindings::Bindings;
use crate::environment::{Environment, Name};
use crate::format;
use crate::literal::Literal;
use crate::overload::Overload;
use crate::standard::{COMPARISONS, OPERATORS};
use crate::tree::{Call, Comprehension, Expr, Fact, FieldValue, Macro, Node, NodeKind, Operator};
use crate::type_error::{Operand, TypeError, TypeErrorKind};
use crate::types::Type;

type Kind = NodeKind<Fact>;
type Checked<T = Expr> = Result<T, TypeError>;

/// Checks the types of a parsed expression.
///
/// # Errors
/// Returns the first mistake: an unknown name, or a wrong type.
pub fn check(root: &Node, environment: &impl Environment) -> Checked {
    let mut checker = Checker { environment, variables: Vec::new(), bindings: Bindings::default() };
    let mut root = checker.check(root)?;
    root.change_facts(&|fact| fact.ty = checker.bindings.closed(&fact.ty));
    Ok(root)
}

struct Checker<'e, E> {
    environment: &'e E,
    /// The variables of the macros around a node, the innermost last.
    variables: Vec<(String, Type)>,
    bindings: Bindings,
}

impl From<Type> for Fact {
    fn from(ty: Type) -> Self {
        Self { ty, overload: None }
    }
}

fn typed(node: &Node, kind: Kind, fact: impl Into<Fact>) -> Expr {
    Expr { token: node.token.clone(), extent: node.extent.clone(), kind, fact: fact.into() }
}

impl<E: Environment> Checker<'_, E> {
    fn check(&mut self, node: &Node) -> Checked {
        match &node.kind {
            NodeKind::Literal(literal) => Ok(typed(node, Kind::Literal(literal.clone()), Type::of_literal(literal))),
            NodeKind::Variable(name) | NodeKind::Type(name) => {
                self.named(node)?.ok_or_else(|| self.unknown_variable(node, name))
            }
            NodeKind::Select(operand, name) => match self.named(node)? {
                Some(checked) => Ok(checked),
                None => {
                    let (operand, ty) = self.select(operand, node, name)?;
                    Ok(typed(node, Kind::Select(operand, name.clone()), ty))
                }
            },
            NodeKind::Has(operand, name) => {
                let (operand, _) = self.select(operand, node, name)?;
                Ok(typed(node, Kind::Has(operand, name.clone()), Type::Bool))
            }
            NodeKind::Unary(operator, operand) => {
                let operand = self.check(operand)?;
                let fact = self.operator(node, operator.symbol(), from_ref(&operand))?;
                Ok(typed(node, Kind::Unary(*operator, Box::new(operand)), fact))
            }
            NodeKind::Binary(operator, nodes) => self.binary(node, *operator, nodes),
            NodeKind::Choice(nodes) => {
                let [condition, then, otherwise] = nodes.as_ref();
                let nodes = [self.check(condition)?, self.check(then)?, self.check(otherwise)?];
                let fact = self.operator(node, "?:", &nodes)?;
                Ok(typed(node, Kind::Choice(Box::new(nodes)), fact))
            }
            NodeKind::List(nodes) => {
                let nodes = self.all(nodes)?;
                let of = self.common(&nodes);
                self.limited(node, Type::list(of), Kind::List(nodes))
            }
            NodeKind::Map(entries) => {
                let mut keys = Vec::new();
                let mut values = Vec::new();
                for (key, value) in entries {
                    keys.push(self.check(key)?);
                    values.push(self.check(value)?);
                }
                let ty = Type::map(self.common(&keys), self.common(&values));
                self.limited(node, ty, Kind::Map(keys.into_iter().zip(values).collect()))
            }
            NodeKind::Call(call) => self.call(node, call),
            NodeKind::Macro(it) => self.comprehension(node, it),
            NodeKind::Message(name, entries) => self.message(node, name.trim_start_matches('.'), entries),
        }
    }

    fn all(&mut self, nodes: &[Node]) -> Checked<Vec<Expr>> {
        nodes.iter().map(|node| self.check(node)).collect()
    }

    fn fits(&mut self, found: &Type, wanted: &Type) -> bool {
        self.bindings.fit_all(from_ref(found), from_ref(wanted))
    }

    /// Returns the type of the elements of a list: the common one, or else `dyn`.
    fn common(&mut self, nodes: &[Expr]) -> Type {
        let mut types = nodes.iter().map(|node| node.fact.ty.clone());
        let Some(first) = types.next() else { return Type::Open(self.bindings.open_pair()) };
        types.fold(
            first,
            |common, ty| {
                if self.fits(&common, &ty) { self.bindings.more_general(common, ty) } else { Type::Dyn }
            },
        )
    }

    fn limited(&self, node: &Node, ty: Type, kind: Kind) -> Checked {
        let ty = self.bindings.resolved(&ty);
        if ty.is_small() {
            Ok(typed(node, kind, ty))
        } else {
            Err(TypeError::new(&node.extent, TypeErrorKind::TooLarge))
        }
    }

    /// Checks an operand of `&&` or `||`, or the condition of a macro.
    fn boolean(&mut self, node: &Node, by: &'static str) -> Checked {
        let checked = self.check(node)?;
        if self.fits(&checked.fact.ty, &Type::Bool) {
            return Ok(checked);
        }
        let found = self.bindings.resolved(&checked.fact.ty);
        Err(TypeError::new(&node.extent, TypeErrorKind::NotBool { by, found }))
    }

    fn binary(&mut self, node: &Node, operator: Operator, [one, other]: &[Node; 2]) -> Checked {
        let symbol = operator.symbol();
        let is_logical = matches!(operator, Operator::And | Operator::Or);
        let nodes = if is_logical {
            [self.boolean(one, symbol)?, self.boolean(other, symbol)?]
        } else {
            [self.check(one)?, self.check(other)?]
        };
        let fact = if is_logical { Type::Bool.into() } else { self.operator(node, symbol, &nodes)? };
        Ok(typed(node, Kind::Binary(operator, Box::new(nodes)), fact))
    }

    /// Returns a variable or a qualified name, such as an enum value; `None` if the node is not one.
    fn named(&self, node: &Node) -> Checked<Option<Expr>> {
        let Some(name) = node.dotted() else { return Ok(None) };
        let (first, rest) = name.split_once('.').map_or((name.as_str(), None), |(first, rest)| (first, Some(rest)));
        // A variable of a macro hides a package.
        if let Some((name, ty)) = self.variables.iter().rev().find(|(known, _)| known == first) {
            return Ok(rest.is_none().then(|| typed(node, Kind::Variable(name.clone()), ty.clone())));
        }
        let name = name.trim_start_matches('.').to_owned();
        Ok(Some(match self.environment.name(&name) {
            None => return Ok(None),
            Some(Name::Variable(ty)) => typed(node, Kind::Variable(name), ty),
            Some(Name::Constant(value)) => {
                let ty = Type::of_literal(&value);
                typed(node, Kind::Literal(value), ty)
            }
            Some(Name::Type(ty)) => typed(node, Kind::Type(name), Type::Type(Box::new(ty))),
            Some(Name::Undeclared) => return Err(TypeError::new(&node.token, TypeErrorKind::Undeclared(name))),
        }))
    }

    fn unknown_variable(&self, node: &Node, name: &str) -> TypeError {
        let locals = self.variables.iter().map(|(name, _)| name.clone()).collect();
        TypeError::new(&node.token, TypeErrorKind::UnknownVariable { name: name.to_owned(), locals })
    }

    /// Returns the operand and the type of a field.
    fn select(&mut self, operand: &Node, node: &Node, name: &str) -> Checked<(Box<Expr>, Type)> {
        let operand = self.check(operand)?;
        let of = self.bindings.resolved(&operand.fact.ty);
        let ty = match &of {
            Type::Dyn | Type::Any => Some(Type::Dyn),
            Type::Map(_, value) => Some(value.as_ref().clone()),
            Type::Open(_) => {
                self.fits(&Type::Dyn, &of);
                Some(Type::Dyn)
            }
            Type::Message(message) => self.environment.field(message, name),
            Type::Object(object) => self.environment.field(object, name),
            _ => None,
        };
        match ty {
            Some(ty) => Ok((Box::new(operand), ty)),
            None => Err(TypeError::new(&node.token, TypeErrorKind::NoField(of, name.to_owned()))),
        }
    }

    fn operator(&mut self, node: &Node, symbol: &'static str, nodes: &[Expr]) -> Checked<Fact> {
        let is_comparison = matches!(symbol, "<" | "<=" | ">" | ">=");
        let table = if is_comparison { &COMPARISONS } else { &OPERATORS };
        let overloads = table.iter().filter(|it| is_comparison || it.name == symbol);
        if let Some(fact) = self.resolve(overloads, nodes) {
            return Ok(fact);
        }
        let operands = self.operands(nodes);
        let types: Vec<_> = operands.iter().map(|operand| operand.ty.clone()).collect();
        let of_caller = self.environment.operator(symbol, &types).map(Fact::from);
        of_caller.ok_or_else(|| TypeError::new(&node.extent, TypeErrorKind::NoOperator { symbol, operands }))
    }

    fn operands(&self, nodes: &[Expr]) -> Vec<Operand> {
        let operand = |it: &Expr| Operand { ty: self.bindings.resolved(&it.fact.ty), range: it.extent.clone() };
        nodes.iter().map(operand).collect()
    }

    /// Returns the result of the overloads that fit: their common type, or `dyn`.
    fn resolve(&mut self, overloads: impl Iterator<Item = &'static Overload>, nodes: &[Expr]) -> Option<Fact> {
        let found: Vec<_> = nodes.iter().map(|node| node.fact.ty.clone()).collect();
        let mut result: Option<Fact> = None;
        for overload in overloads {
            let (wanted, ty) = overload.types(&mut self.bindings);
            if !self.bindings.fit_all(&found, &wanted) {
                continue;
            }
            let ty = self.bindings.resolved(&ty);
            result = Some(match result {
                None => Fact { ty, overload: Some(overload) },
                Some(before) if before.ty.is_dyn() || before.ty == ty => before.ty.into(),
                Some(_) => Type::Dyn.into(),
            });
        }
        result
    }

    fn call(&mut self, node: &Node, call: &Call) -> Checked {
        let name = call.function.trim_start_matches('.');
        // A function in a namespace, such as `strings.quote`, looks like a member.
        let space = call.target.as_ref().and_then(|target| target.dotted());
        let qualified = space.map(|space| format!("{space}.{name}"));
        let qualified = qualified.filter(|name| self.environment.functions().any(|it| it.name == name));
        let (name, target) = match &qualified {
            Some(name) => (name.as_str(), None),
            None => (name, call.target.as_ref()),
        };
        let is_member = target.is_some();
        let mut nodes = target.map(|target| self.check(target)).transpose()?.map_or_else(Vec::new, |it| vec![it]);
        nodes.extend(self.all(&call.arguments)?);
        let fact = self.called(node, name, is_member, &nodes)?;
        if let ("format", [target, arguments]) = (name, nodes.as_slice()) {
            self.format(target, arguments)?;
        }
        let function = name.to_owned();
        let arguments = nodes.split_off(usize::from(is_member));
        let call = Call { function, target: nodes.pop().map(Box::new), arguments };
        Ok(typed(node, Kind::Call(call), fact))
    }

    fn called(&mut self, node: &Node, name: &str, is_member: bool, nodes: &[Expr]) -> Checked<Fact> {
        if !self.environment.functions().any(|it| it.name == name) {
            let kind = TypeErrorKind::UnknownFunction { name: name.to_owned(), is_member };
            return Err(TypeError::new(&node.token, kind));
        }
        let overloads = self.environment.functions().filter(|it| it.name == name && it.is_member == is_member);
        self.resolve(overloads, nodes).ok_or_else(|| {
            let operands = self.operands(nodes);
            TypeError::new(&node.token, TypeErrorKind::NoOverload { name: name.to_owned(), is_member, operands })
        })
    }

    /// Checks the arguments of a literal format.
    fn format(&self, target: &Expr, arguments: &Expr) -> Checked<()> {
        let Kind::Literal(Literal::Text(text)) = &target.kind else { return Ok(()) };
        let Kind::List(arguments) = &arguments.kind else { return Ok(()) };
        let types: Vec<_> = arguments.iter().map(|it| self.bindings.resolved(&it.fact.ty)).collect();
        format::check(text, &types).map_err(|message| TypeError::new(&target.token, TypeErrorKind::Format(message)))
    }

    fn comprehension(&mut self, node: &Node, it: &Comprehension) -> Checked {
        let over = self.check(&it.over)?;
        let element = match self.bindings.resolved(&over.fact.ty) {
            Type::List(of) => *of,
            Type::Map(key, _) => *key,
            Type::Dyn => Type::Dyn,
            open @ Type::Open(_) => {
                self.fits(&Type::Dyn, &open);
                Type::Dyn
            }
            other => return Err(TypeError::new(&it.over.extent, TypeErrorKind::NotIterable(other))),
        };
        self.variables.push((it.variable.clone(), element.clone()));
        let inside = self.inside(it);
        self.variables.pop();
        let (filter, body) = inside?;
        let ty = match it.which {
            Macro::Map => Type::list(body.fact.ty.clone()),
            Macro::Filter => Type::list(element),
            Macro::All | Macro::Exists | Macro::ExistsOne => Type::Bool,
        };
        let it = Comprehension { which: it.which, over, variable: it.variable.clone(), filter, body };
        self.limited(node, ty, Kind::Macro(Box::new(it)))
    }

    /// Checks the condition and the body of a macro.
    fn inside(&mut self, it: &Comprehension) -> Checked<(Option<Expr>, Expr)> {
        let filter = it.filter.as_ref().map(|filter| self.boolean(filter, "map")).transpose()?;
        let by = match it.which {
            Macro::Map => return Ok((filter, self.check(&it.body)?)),
            Macro::Filter => "filter",
            Macro::All => "all",
            Macro::Exists => "exists",
            Macro::ExistsOne => "exists_one",
        };
        Ok((filter, self.boolean(&it.body, by)?))
    }

    fn message(&mut self, node: &Node, name: &str, entries: &[FieldValue]) -> Checked {
        let Some(ty) = self.environment.message(name) else {
            let is_undeclared = matches!(self.environment.name(name), Some(Name::Undeclared));
            let unknown = if is_undeclared { TypeErrorKind::Undeclared } else { TypeErrorKind::UnknownMessage };
            return Err(TypeError::new(&node.token, unknown(name.to_owned())));
        };
        let mut fields = Vec::new();
        for FieldValue { name: field, token, value } in entries {
            let checked = self.check(value)?;
            let Some(wanted) = self.environment.field(name, field) else {
                let of = Type::Message(name.into());
                return Err(TypeError::new(token, TypeErrorKind::NoField(of, field.clone())));
            };
            if !self.fits(&checked.fact.ty, &wanted) {
                let found = self.bindings.resolved(&checked.fact.ty);
                let kind = TypeErrorKind::WrongField { name: field.clone(), wanted, found };
                return Err(TypeError::new(&value.extent, kind));
            }
            fields.push(FieldValue { name: field.clone(), token: token.clone(), value: checked });
        }
        Ok(typed(node, Kind::Message(name.to_owned(), fields), ty))
    }
}
