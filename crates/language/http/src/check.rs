//! Resolution of rules to bindings, with the checks that `http.proto` requires.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use protoward_http_template::{Shape, Template, Variable};

use super::rule::{Rule, rules};
use super::value::{is_repeated, is_without_fields};
use super::{Binding, Body, FieldPath, HttpMethod, diagnostics, parameter, query};
use protoward_schema::{FieldId, MessageId, MethodId, Schema, ServiceId};
use protoward_source::{Approximate, Severity};

/// The bindings of services, with diagnostics.
#[derive(Clone, Debug, Default)]
pub struct Bindings {
    /// The bindings in the order of the methods. Invalid rules have none.
    pub bindings: Vec<Binding>,
    /// The errors and warnings about rules, in the order of the methods.
    pub problems: Vec<Approximate>,
}

impl Bindings {
    /// Returns whether any rule is invalid.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.diagnostic.severity == Severity::Error)
    }

    fn add(&mut self, schema: &Schema, rules: &[Rule]) {
        for rule in rules {
            let mut check = Check { schema, rule, problems: Vec::new() };
            let binding = check.binding();
            self.bindings.extend(binding.filter(|_| !check.has_errors()));
            self.problems.append(&mut check.problems);
        }
    }
}

/// Resolves the rules of all methods of services.
pub fn bindings(schema: &Schema, services: &[ServiceId]) -> Bindings {
    bindings_with(schema, services, |method| rules(schema, method))
}

/// Resolves the rules that `rules` returns for the methods of services.
pub(super) fn bindings_with(
    schema: &Schema,
    services: &[ServiceId],
    rules: impl Fn(MethodId) -> Vec<Rule>,
) -> Bindings {
    let mut all = Bindings::default();
    for &method in services.iter().flat_map(|&service| &schema[service].methods) {
        all.add(schema, &rules(method));
    }
    all
}

/// Resolves the rules of a method.
pub fn bindings_of(schema: &Schema, method: MethodId) -> Bindings {
    let mut all = Bindings::default();
    all.add(schema, &rules(schema, method));
    all
}

/// The check of one rule.
struct Check<'a> {
    schema: &'a Schema,
    rule: &'a Rule,
    problems: Vec<Approximate>,
}

impl Check<'_> {
    fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.diagnostic.severity == Severity::Error)
    }

    /// Returns the binding as far as it can be resolved. It is valid only without errors.
    fn binding(&mut self) -> Option<Binding> {
        let schema = self.schema;
        let rule = self.rule;
        let method = &schema[rule.method];
        if rule.is_nesting {
            self.problems.push(diagnostics::nested(schema, rule));
        }
        let body = self.body(method.input);
        let response_body = self.response_body(method.output);
        let Some((verb, path)) = &rule.pattern else {
            self.problems.push(diagnostics::no_pattern(schema, rule));
            return None;
        };
        if verb.name().is_empty() {
            self.problems.push(diagnostics::no_kind(schema, rule));
        }
        if verb.has_no_body() && body != Some(Body::None) {
            self.problems.push(diagnostics::body_of(schema, rule, verb));
        }
        let template = match Template::parse(path) {
            Ok(template) => template,
            Err(error) => {
                self.problems.push(diagnostics::template(schema, rule, path, &error));
                return None;
            }
        };
        if let Some(departure) = template.departure() {
            self.problems.push(diagnostics::departure(schema, rule, path, &departure));
        }
        let variables: Vec<FieldPath> =
            template.variables().iter().filter_map(|variable| self.variable(variable, path)).collect();
        let verb = verb.clone();
        let path = path.clone();
        let method = rule.method;
        let position = rule.position;
        let binding = Binding { method, position, verb, template, path, variables, body: body?, response_body };
        if let Some(message) = without_fields(schema, &binding) {
            self.problems.push(diagnostics::no_fields(schema, rule, message));
        }
        self.unsendable(&binding);
        Some(binding)
    }

    fn body(&mut self, input: MessageId) -> Option<Body> {
        match self.rule.body.as_str() {
            "" => Some(Body::None),
            "*" => Some(Body::All),
            name => match field(self.schema, input, name) {
                Some(field) => Some(Body::Field(field)),
                None => {
                    self.problems.push(diagnostics::no_body(self.schema, self.rule, input));
                    None
                }
            },
        }
    }

    fn response_body(&mut self, output: MessageId) -> Option<FieldId> {
        let name = self.rule.response_body.as_str();
        let found = field(self.schema, output, name);
        if found.is_none() && !name.is_empty() {
            self.problems.push(diagnostics::no_response_body(self.schema, self.rule, output));
        }
        found
    }

    /// Resolves the fields of a variable. Reports unknown fields, and fields that a path cannot set.
    fn variable(&mut self, variable: &Variable, template: &str) -> Option<FieldPath> {
        let schema = self.schema;
        let rule = self.rule;
        let mut message = schema[rule.method].input;
        let mut path = FieldPath::new();
        let names = variable.field_path();
        for (index, name) in names.iter().enumerate() {
            let Some(id) = field(schema, message, name) else {
                let missing = diagnostics::Missing { message, name };
                self.problems.push(diagnostics::no_field(schema, rule, variable, template, &missing));
                return None;
            };
            path.push(id);
            let is_last = index + 1 == names.len();
            if is_repeated(schema, id) {
                self.problems.push(diagnostics::repeated(schema, rule, variable, template, id));
                return None;
            }
            match schema[id].ty.message() {
                _ if is_last && parameter(schema, id).is_some() => {}
                None if !is_last => {
                    self.problems.push(diagnostics::no_message(schema, rule, variable, template, id));
                    return None;
                }
                Some(_) if is_last => {
                    self.problems.push(diagnostics::message(schema, rule, variable, template, id));
                    return None;
                }
                Some(inner) => message = inner,
                None => {}
            }
        }
        Some(path)
    }

    /// Warns about fields that a request cannot contain: in neither path nor body, and unsupported in a query.
    fn unsendable(&mut self, binding: &Binding) {
        if self.has_errors() {
            return;
        }
        let query = query(self.schema, binding);
        if query.is_cut {
            self.problems.push(diagnostics::too_many_parameters(self.schema, self.rule));
        }
        if self.rule.position > 0 || query.is_cut {
            return;
        }
        for path in query.unsendable {
            self.problems.push(diagnostics::unsendable(self.schema, self.rule, &path));
        }
    }
}

/// Returns the first message whose fields a binding names, and whose JSON does not have them: that of some well-known types is no
/// object. Only a whole body can be such a message.
fn without_fields(schema: &Schema, binding: &Binding) -> Option<MessageId> {
    let has_parts = binding.body != Body::All || !binding.variables.is_empty();
    let outer = has_parts.then_some(schema[binding.method].input);
    let inner = binding.variables.iter().flat_map(|path| path.split_last().map_or(&[][..], |(_, messages)| messages));
    let messages = outer.into_iter().chain(inner.filter_map(|&field| schema[field].ty.message()));
    messages.into_iter().find(|&message| is_without_fields(schema, message))
}

/// Returns an error for each binding that cannot carry a request in JSON, for servers that read requests as JSON.
pub fn uncarried(schema: &Schema, bindings: &[Binding]) -> Vec<Approximate> {
    let problem = |binding| Some(diagnostics::no_fields_of(schema, binding, without_fields(schema, binding)?));
    bindings.iter().filter_map(problem).collect()
}

/// Returns the field of a message by declared name.
fn field(schema: &Schema, message: MessageId, name: &str) -> Option<FieldId> {
    schema[message].fields.iter().copied().find(|&field| schema.text(schema[field].name) == name)
}

/// Returns an error for each binding with the HTTP method and paths of an earlier one, because only one can answer.
pub fn duplicates(schema: &Schema, bindings: &[&Binding]) -> Vec<Approximate> {
    let mut first: HashMap<(&HttpMethod, Shape), &Binding> = HashMap::new();
    let mut problems = Vec::new();
    for &binding in bindings {
        match first.entry((&binding.verb, binding.template.shape())) {
            Entry::Occupied(known) => problems.push(diagnostics::duplicate(schema, known.get(), binding)),
            Entry::Vacant(vacant) => {
                vacant.insert(binding);
            }
        }
    }
    problems
}
