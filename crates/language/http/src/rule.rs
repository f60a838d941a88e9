//! The `google.api.HttpRule` of a method, before resolution.

use super::HttpMethod;
use protoward_schema::annotations::{Annotation, OptionField, OptionMessage};
use protoward_schema::{MethodId, Schema};
use protoward_source::Place;

const HTTP: Annotation = Annotation { name: "google.api.http", number: 72_295_728 };
const GET: OptionField = OptionField { name: "get", number: 2 };
const PUT: OptionField = OptionField { name: "put", number: 3 };
const POST: OptionField = OptionField { name: "post", number: 4 };
const DELETE: OptionField = OptionField { name: "delete", number: 5 };
const PATCH: OptionField = OptionField { name: "patch", number: 6 };
const BODY: OptionField = OptionField { name: "body", number: 7 };
const CUSTOM: OptionField = OptionField { name: "custom", number: 8 };
const ADDITIONAL: OptionField = OptionField { name: "additional_bindings", number: 11 };
const RESPONSE_BODY: OptionField = OptionField { name: "response_body", number: 12 };
const KIND: OptionField = OptionField { name: "kind", number: 1 };
const PATH: OptionField = OptionField { name: "path", number: 2 };

/// A rule or additional binding, as written.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The method that the rule is for.
    pub method: MethodId,
    /// 0 for the rule itself, from 1 for its `additional_bindings`.
    pub position: usize,
    /// The HTTP method and the template.
    pub pattern: Option<(HttpMethod, String)>,
    /// The body; empty if not set.
    pub body: String,
    /// The response body; empty if not set.
    pub response_body: String,
    /// `true` if an additional binding has `additional_bindings` itself.
    pub is_nesting: bool,
    /// The place in a service YAML, as `path:line:column`; `None` for a rule of the schema.
    pub origin: Option<String>,
}

/// Reads the rule of a method with its `additional_bindings`; empty if the method has no rule.
pub fn rules(schema: &Schema, method: MethodId) -> Vec<Rule> {
    let Some(held) = HTTP.message(schema, method.into()) else { return Vec::new() };
    let additional = held.messages(ADDITIONAL);
    let mut rules = vec![Rule::read(&held, method, 0)];
    rules.extend(additional.iter().enumerate().map(|(index, held)| Rule {
        is_nesting: !held.messages(ADDITIONAL).is_empty(),
        ..Rule::read(held, method, index + 1)
    }));
    rules
}

impl Rule {
    fn read(held: &OptionMessage<'_>, method: MethodId, position: usize) -> Self {
        let body = held.text(BODY);
        let response_body = held.text(RESPONSE_BODY);
        Self { method, position, pattern: pattern(held), body, response_body, is_nesting: false, origin: None }
    }

    /// Returns the location of the rule: the option if known, else the method.
    pub fn place(&self, schema: &Schema) -> Place {
        place_of(schema, self.method)
    }
}

/// Returns the location of a method's rule.
pub(super) fn place_of(schema: &Schema, method: MethodId) -> Place {
    schema.part(method, &HTTP.path(schema, method.into()))
}

fn pattern(held: &OptionMessage<'_>) -> Option<(HttpMethod, String)> {
    let verbs = [
        (GET, HttpMethod::Get),
        (PUT, HttpMethod::Put),
        (POST, HttpMethod::Post),
        (DELETE, HttpMethod::Delete),
        (PATCH, HttpMethod::Patch),
    ];
    let simple = verbs.into_iter().find_map(|(part, verb)| Some((verb, held.texts(part).pop()?)));
    simple.or_else(|| {
        let custom = held.messages(CUSTOM).pop()?;
        Some((HttpMethod::Custom(custom.text(KIND)), custom.text(PATH)))
    })
}
