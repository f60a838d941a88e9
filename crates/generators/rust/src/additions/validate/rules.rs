//! The rules of one value in generated code.

use super::RUNTIME;
use super::code::Code;
use super::conditions::violated;
use super::expression::{self, Scope, This, ThisKind};
use super::field_names::FieldNames;
use super::generation::{ADD, Generation};
use super::rule_paths::RulePath;
use super::subject::{Kind, Subject};
use super::texts::{described, message, range_name};
use crate::diagnostics;
use protoward_cel::Type;
use protoward_cel_functions::re2::{self, PatternError};
use protoward_constraints::cel::value::Reading;
use protoward_constraints::cel::{self, field_types};
use protoward_constraints::{Expression, FIELD, Format, Range, Rule, Test};
use protoward_schema::{Element, FieldId, MessageId, Schema};
use std::borrow::Cow;

/// The element whose option has rules.
#[derive(Clone, Copy)]
pub(super) struct RulesOf(Element);

impl RulesOf {
    pub(super) fn field(field: FieldId) -> Self {
        Self(field.into())
    }

    /// Returns the path of a rule in the message of rules. `path` is its path in the descriptor of the element. The rules of a
    /// message have no path in violations.
    pub(super) fn path(self, schema: &Schema, path: &[i32]) -> RulePath {
        let rules = match self.0 {
            Element::Field(_) => FIELD.message(schema, self.0).and_then(|option| option.ty),
            _ => None,
        };
        let begin = FIELD.path(schema, self.0).len();
        rules.map_or_else(RulePath::default, |rules| RulePath::of(schema, rules, path.get(begin..).unwrap_or_default()))
    }
}

/// An expression in Rust.
struct CompiledExpression {
    code: String,
    /// `true` if it returns a message, and not a `bool`.
    is_text: bool,
}

/// Writes the rules of a value.
pub(super) struct Rules<'w, 'a> {
    generation: &'w mut Generation<'a>,
    of: RulesOf,
    /// The value; `None` for a list, a map, or a message with rules of its own.
    subject: Option<Subject>,
    /// The type of the values of a list, for unique items.
    item: Option<Subject>,
    for_key: bool,
}

impl<'w, 'a> Rules<'w, 'a> {
    pub(super) fn of_message(generation: &'w mut Generation<'a>, id: MessageId) -> Self {
        let of = RulesOf(id.into());
        Self { generation, of, subject: None, item: None, for_key: false }
    }

    pub(super) fn of_container(generation: &'w mut Generation<'a>, field: FieldId) -> Self {
        let of = RulesOf::field(field);
        let item = Some(Subject::of(generation.context, field));
        Self { generation, of, subject: None, item, for_key: false }
    }

    pub(super) fn of_value(
        generation: &'w mut Generation<'a>,
        field: FieldId,
        subject: Subject,
        for_key: bool,
    ) -> Self {
        let of = RulesOf::field(field);
        Self { generation, of, subject: Some(subject), item: None, for_key }
    }

    /// Writes rules of the value in the variable `value`.
    pub(super) fn write(mut self, rules: &[Rule], code: &mut Code) {
        let schema = self.generation.context.schema;
        let mut rules: Vec<_> =
            joined(rules).into_iter().map(|rule| (self.of.path(schema, &rule.path), rule)).collect();
        // The rules of a list or a map come before those of its items.
        rules.sort_by_key(|(path, rule)| if matches!(rule.test, Test::Cel(_)) { 0 } else { 1 + path.position(schema) });
        let mut is_declared = false;
        for (path, rule) in &rules {
            if let Test::Cel(expression) = &rule.test {
                self.expression(path, rule, expression, code);
                continue;
            }
            if let Some(subject) = self.subject.filter(|_| !is_declared) {
                code.line(&subject.declared(self.generation.context));
                is_declared = true;
            }
            self.standard(path, rule, code);
        }
    }

    fn standard(&mut self, path: &RulePath, rule: &Rule, code: &mut Code) {
        let schema = self.generation.context.schema;
        let kind = self.subject.map(|subject| subject.kind);
        let name = rule.name.rsplit('.').next().unwrap_or_default();
        let is_text = kind == Some(Kind::Text);
        let text = message(&rule.test, name, is_text);
        let id = id(schema, path, &rule.test);
        let declared = format!("static RULE: {RUNTIME}::Rule = {};", path.declared(schema, &id, &text, self.for_key));
        if let Test::Pattern(pattern) = &rule.test {
            return self.pattern(pattern, (rule, &declared), is_text, code);
        }
        let unique_key = self.item.map(Subject::unique_key).unwrap_or_default();
        let Some(condition) = violated(&rule.test, kind, name, &unique_key) else {
            let why = match rule.test {
                Test::Misfit => "it is for another type",
                _ => "its meaning is not known",
            };
            return self.unusable(&rule.name, why);
        };
        let empty = if let Test::Format(format) = rule.test { described(format, name).empty } else { None };
        if let Some(empty) = empty {
            let text = format!("value is empty, which is not {empty}");
            let declared = path.declared(schema, &format!("{id}_empty"), &text, self.for_key);
            code.line("if this.is_empty() {");
            code.line(&format!("static RULE: {RUNTIME}::Rule = {declared};"));
            code.line(ADD);
            code.line(&format!("}} else if {condition} {{"));
        } else {
            code.line(&format!("if {condition} {{"));
        }
        code.line(&declared);
        code.line(ADD);
        code.line("}");
    }

    fn pattern(&mut self, pattern: &str, (rule, declared): (&Rule, &str), is_text: bool, code: &mut Code) {
        if let Err(error) = re2::compile(pattern) {
            let why = match error {
                PatternError::Invalid(why) => why,
                PatternError::TooLarge => "the pattern is too large".to_owned(),
            };
            return self.unusable(&rule.name, &why);
        }
        code.line("{");
        code.line(declared);
        code.line(&format!("static PATTERN: {RUNTIME}::Pattern = {RUNTIME}::Pattern::new({pattern:?});"));
        if is_text {
            code.block("if !PATTERN.matches(this)", |code| code.line(ADD));
        } else {
            code.line("match ::core::str::from_utf8(this) {");
            code.line("::core::result::Result::Ok(this) if PATTERN.matches(this) => {}");
            code.line(&format!("::core::result::Result::Ok(_) => {}", ADD.replace(';', ",")));
            code.line("::core::result::Result::Err(_) => found.fail(at, &RULE, \"the bytes are not UTF-8\")?,");
            code.line("}");
        }
        code.line("}");
    }

    fn expression(&mut self, path: &RulePath, rule: &Rule, expression: &Expression, code: &mut Code) {
        let schema = self.generation.context.schema;
        let compiled = match self.compiled(expression) {
            Ok(compiled) => compiled,
            Err(why) => return self.unusable(&rule.name, &why),
        };
        let Expression { text, id, message, .. } = expression;
        let id = if id.is_empty() { text } else { id };
        let message = match (message.as_str(), compiled.is_text) {
            ("", false) => format!("\"{text}\" returned false"),
            (message, _) => message.to_owned(),
        };
        let call = if compiled.is_text { "is_silent" } else { "holds" };
        code.line("{");
        code.line(&format!("static RULE: {RUNTIME}::Rule = {};", path.declared(schema, id, &message, self.for_key)));
        code.line(&format!("found.{call}(at, &RULE, {})?;", compiled.code));
        code.line("}");
    }

    /// Compiles an expression to Rust.
    ///
    /// # Errors
    /// Returns the reason why it cannot be compiled.
    fn compiled(&self, expression: &Expression) -> Result<CompiledExpression, String> {
        let Generation { context, packages, validator, package, .. } = &*self.generation;
        let schema = context.schema;
        let rust_type = match self.of.0 {
            // A key has the type of its field, whatever the settings are.
            Element::Field(field) if !self.for_key => context.member_of(schema[field].containing(), field).ty,
            _ => String::new(),
        };
        let (ty, kind) = match (self.of.0, self.subject) {
            (Element::Message(id), _) => (field_types::of_message(schema, id), ThisKind::Message(id)),
            (Element::Field(field), None) => (field_types::of_field(schema, field), ThisKind::All(field)),
            (_, Some(subject)) => {
                (field_types::of_element(schema, subject.field), ThisKind::Value(subject.field, &rust_type))
            }
            _ => return Err("it is not for a message or a field".to_owned()),
        };
        let tree = validator.checked(expression, &ty).map_err(|error| error.message)?;
        if !cel::is_possible(&tree) {
            return Err("the expression fails for every value".to_owned());
        }
        let text = if matches!(kind, ThisKind::Message(_)) { "self" } else { "value" };
        let scope = Scope {
            reading: Reading { schema, codec: validator.codec() },
            names: &FieldNames { context, packages, package },
            this: This { text, kind },
            predefined: expression.predefined.as_ref(),
        };
        let code = expression::compile(&tree, scope)
            .map_err(|unsupported| format!("{} cannot be compiled to Rust", unsupported.what))?;
        Ok(CompiledExpression { code, is_text: tree.fact.ty == Type::Text })
    }

    fn unusable(&mut self, name: &str, why: &str) {
        let schema = self.generation.context.schema;
        self.generation.report.push(diagnostics::unusable_rule(schema, self.of.0, name, why));
    }
}

/// Returns the rules with both bounds of a range in one rule, which is how they are violated.
fn joined(rules: &[Rule]) -> Vec<Cow<'_, Rule>> {
    let mut joined: Vec<Cow<'_, Rule>> = Vec::new();
    for rule in rules {
        let earlier = joined.iter_mut().find_map(|earlier| match (&earlier.test, &rule.test) {
            (Test::Range(Range { low: Some(low), high: None }), Test::Range(Range { low: None, high: Some(high) })) => {
                let range = Range { low: Some(low.clone()), high: Some(high.clone()) };
                Some((earlier, range))
            }
            _ => None,
        });
        match earlier {
            Some((earlier, range)) => earlier.to_mut().test = Test::Range(range),
            None => joined.push(Cow::Borrowed(rule)),
        }
    }
    joined
}

/// Returns the id of a standard rule.
fn id(schema: &Schema, path: &RulePath, test: &Test) -> String {
    let id = path.id(schema);
    match test {
        Test::Range(range) => {
            let kind = id.split('.').next().unwrap_or_default();
            format!("{kind}.{}", range_name(range))
        }
        Test::Format(Format::HeaderName | Format::LooseHeaderName) => format!("{id}.header_name"),
        Test::Format(Format::HeaderValue | Format::LooseHeaderValue) => format!("{id}.header_value"),
        _ => id,
    }
}
