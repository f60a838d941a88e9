//! The rules of one value in generated code.

use std::ops::Range;

use super::RUNTIME;
use super::code::Code;
use super::conditions::violated;
use super::declarations::declared_rule;
use super::expression::{self, Scope, This, ThisKind};
use super::field_names::FieldNames;
use super::generation::{ADD, Generation};
use super::subject::{Kind, Subject};
use crate::diagnostics;
use protoward_cel::{Expr, Type, times};
use protoward_cel_functions::re2::{self, PatternError};
use protoward_constraints::cel::value::Reading;
use protoward_constraints::cel::{self, field_types};
use protoward_constraints::{Cause, Expression, Rule, Test, WordedRule, worded};
use protoward_schema::{Element, FieldId, MessageId};
use protoward_source::Diagnostic;

/// An expression in Rust.
struct CompiledExpression {
    code: String,
    /// `true` if it returns a message, and not a `bool`.
    is_text: bool,
}

/// Writes the rules of a value.
pub(super) struct Rules<'w, 'a> {
    generation: &'w mut Generation<'a>,
    /// The element whose option has the rules.
    of: Element,
    /// The value; `None` for a list, a map, or a message with rules of its own.
    subject: Option<Subject>,
    /// The type of the values of a list, for unique items.
    item: Option<Subject>,
    for_key: bool,
}

impl<'w, 'a> Rules<'w, 'a> {
    pub(super) fn of_message(generation: &'w mut Generation<'a>, id: MessageId) -> Self {
        Self { generation, of: id.into(), subject: None, item: None, for_key: false }
    }

    pub(super) fn of_container(generation: &'w mut Generation<'a>, field: FieldId) -> Self {
        let item = Some(Subject::of(generation.context, field));
        Self { generation, of: field.into(), subject: None, item, for_key: false }
    }

    pub(super) fn of_value(
        generation: &'w mut Generation<'a>,
        field: FieldId,
        subject: Subject,
        for_key: bool,
    ) -> Self {
        Self { generation, of: field.into(), subject: Some(subject), item: None, for_key }
    }

    /// Writes rules of the value in the variable `value`.
    pub(super) fn write(mut self, rules: &[Rule], code: &mut Code) {
        let schema = self.generation.context.schema;
        let mut is_declared = false;
        for rule in worded(schema, self.of, rules) {
            if let Test::Cel(expression) = &rule.rule.test {
                self.expression(&rule, expression, code);
                continue;
            }
            if let Some(subject) = self.subject.filter(|_| !is_declared) {
                code.line(&subject.declared(self.generation.context));
                is_declared = true;
            }
            self.standard(&rule, code);
        }
    }

    fn standard(&mut self, rule: &WordedRule<'_>, code: &mut Code) {
        let schema = self.generation.context.schema;
        let kind = self.subject.map(|subject| subject.kind);
        let is_text = kind == Some(Kind::Text);
        let declared = |id: &str, message: &str| {
            let declared = declared_rule(schema, &rule.path, id, message, self.for_key);
            format!("static RULE: {RUNTIME}::Rule = {declared};")
        };
        let declared_full = declared(&rule.id(schema), &rule.message(is_text));
        if let Test::Pattern(pattern) = &rule.rule.test {
            return self.pattern(pattern, (&rule.rule, &declared_full), is_text, code);
        }
        let unique_key = self.item.map(Subject::unique_key).unwrap_or_default();
        let Some(condition) = violated(&rule.rule.test, kind, &unique_key) else {
            let why = match rule.rule.test {
                Test::Misfit => "it is for another type",
                _ => "its meaning is not known",
            };
            return self.unusable(&rule.rule, &why.into());
        };
        if let Some((id, message)) = rule.of_empty(schema) {
            code.line("if this.is_empty() {");
            code.line(&declared(&id, &message));
            code.line(ADD);
            code.line(&format!("}} else if {condition} {{"));
        } else {
            code.line(&format!("if {condition} {{"));
        }
        code.line(&declared_full);
        code.line(ADD);
        code.line("}");
    }

    fn pattern(&mut self, pattern: &str, (rule, declared): (&Rule, &str), is_text: bool, code: &mut Code) {
        if let Err(error) = re2::compile(pattern) {
            let why = match error {
                PatternError::Invalid(reason) => Cause { reason, part: None, help: None },
                PatternError::TooLarge => "the pattern is too large".into(),
            };
            return self.unusable(rule, &why);
        }
        code.line("{");
        code.line(declared);
        let compiled = format!("{RUNTIME}::Pattern::new(|| {RUNTIME}::Pattern::compiled({pattern:?}))");
        code.line(&format!("static PATTERN: {RUNTIME}::Pattern = {compiled};"));
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

    fn expression(&mut self, rule: &WordedRule<'_>, expression: &Expression, code: &mut Code) {
        let schema = self.generation.context.schema;
        let compiled = match self.compiled(expression) {
            Ok(compiled) => compiled,
            Err(cause) => return self.unusable(&rule.rule, &cause),
        };
        // An expression that returns a message has none of its own.
        let message = if compiled.is_text { expression.message.clone() } else { rule.message(false) };
        let declared = declared_rule(schema, &rule.path, &rule.id(schema), &message, self.for_key);
        let call = if compiled.is_text { "is_silent" } else { "holds" };
        code.line("{");
        code.line(&format!("static RULE: {RUNTIME}::Rule = {declared};"));
        code.line(&format!("found.{call}(at, &RULE, {})?;", compiled.code));
        code.line("}");
    }

    /// Compiles an expression to Rust.
    ///
    /// # Errors
    /// Returns the reason why it cannot be compiled.
    fn compiled(&self, expression: &Expression) -> Result<CompiledExpression, Cause> {
        let Generation { context, packages, validator, package, .. } = &*self.generation;
        let schema = context.schema;
        let rust_type = match self.of {
            // A key has the type of its field, whatever the settings are.
            Element::Field(field) if !self.for_key => context.member_of(schema[field].containing(), field).ty,
            _ => String::new(),
        };
        let (ty, kind) = match (self.of, self.subject) {
            (Element::Message(id), _) => (field_types::of_message(schema, id), ThisKind::Message(id)),
            (Element::Field(field), None) => (field_types::of_field(schema, field), ThisKind::All(field)),
            (_, Some(subject)) => {
                (field_types::of_element(schema, subject.field), ThisKind::Value(subject.field, &rust_type))
            }
            _ => return Err("it is not for a message or a field".into()),
        };
        let tree = validator.checked(expression, &ty)?;
        if !cel::is_possible(&tree) {
            return Err(cel::IMPOSSIBLE.into());
        }
        if let Some((name, range)) = self.unknown_zone(&tree) {
            return Err(Cause {
                reason: format!("the rules of the time zone `{name}` are not known"),
                part: Some(range.clone()),
                help: Some("use `UTC` or an offset such as `+02:00`, or set `validate_time_zones`".to_owned()),
            });
        }
        let text = if matches!(kind, ThisKind::Message(_)) { "self" } else { "value" };
        let scope = Scope {
            reading: Reading { schema, codec: validator.codec() },
            names: &FieldNames { context, packages, package },
            this: This { text, kind },
            predefined: expression.predefined.as_ref(),
            has_regions: self.generation.has_regions,
        };
        let code = expression::compile(&tree, scope).map_err(|unsupported| Cause {
            reason: format!("{} cannot be compiled to Rust", unsupported.what),
            part: Some(unsupported.range),
            help: None,
        })?;
        Ok(CompiledExpression { code, is_text: tree.fact.ty == Type::Text })
    }

    /// Returns the first time zone that is a region without rules, with its place in the expression.
    fn unknown_zone<'e>(&self, tree: &'e Expr) -> Option<(&'e str, &'e Range<usize>)> {
        let is_known = |name: &str| {
            let is_region = || !times::HAS_REGIONS || times::zone_at(name, 0).is_some();
            times::zone(name).is_some() || self.generation.has_regions && is_region()
        };
        tree.nodes().into_iter().filter_map(Expr::literal_zone).find(|(name, _)| !is_known(name))
    }

    fn unusable(&mut self, rule: &Rule, cause: &Cause) {
        let Generation { context, places, report, .. } = &mut *self.generation;
        let place = match (&rule.test, &cause.part) {
            (Test::Cel(Expression { text, .. }), Some(part)) => places.part(self.of, &rule.path, text, part),
            _ => places.rule(self.of, &rule.path),
        };
        let error = diagnostics::unusable_rule(context.schema, self.of, (&rule.name, place), &cause.reason);
        report.push(Diagnostic { help: cause.help.clone(), ..error });
    }
}
