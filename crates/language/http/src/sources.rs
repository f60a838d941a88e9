//! The settings of HTTP bindings that need the schema: rules from options, a service YAML or a default, and the
//! message in the body of errors.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use super::HttpMethod;
use super::check::{Bindings, bindings_with};
use super::rule::{Rule, rules};
use super::service_yaml::ServiceYaml;
use protoward_schema::{MessageId, MethodId, Schema, ServiceId};
use protoward_source::paths::shown;
use protoward_source::{Approximate, Diagnostic, Severity, nearest};

/// The sources of HTTP rules. By default, these are the `google.api.http` options of the schema.
///
/// ```
/// use protoward_http::RuleSources;
/// use protoward_schema::Schema;
///
/// let schema = Schema::default();
/// let yaml = "http:\n  rules:\n  - selector: shop.v1.Shop.GetOrder\n    get: /v1/orders/{id}\n";
/// let sources = RuleSources::default().service_yaml(&schema, "shop.yaml", yaml);
/// let message = &sources.problems()[0].message;
/// assert_eq!(message, "shop.yaml:3:15: the rule for `shop.v1.Shop.GetOrder` has no effect, because the schema has no such package");
/// ```
#[derive(Clone, Debug, Default)]
pub struct RuleSources {
    /// The rules of the service YAML, which replace those of the schema.
    configured: BTreeMap<MethodId, Vec<Rule>>,
    binds_unbound: bool,
    problems: Vec<Diagnostic>,
}

impl RuleSources {
    /// Returns the options of a schema, replaced by the rules of a service YAML if its path is given. Binds methods
    /// without a rule if `unbound` is set.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read. Its mistakes are [`problems`](Self::problems).
    pub fn read(schema: &Schema, service_yaml: Option<&Path>, unbound: bool) -> io::Result<Self> {
        let sources = Self::default().unbound(unbound);
        let Some(path) = service_yaml else { return Ok(sources) };
        Ok(sources.service_yaml(schema, &shown(path).to_string(), &fs::read_to_string(path)?))
    }

    /// Adds the rules in the section `http` of a `google.api.Service`, as YAML or JSON. They replace the rules that the
    /// schema has for the same methods. `path` is the name of the file in diagnostics.
    ///
    /// Problems are part of [`problems`](Self::problems): a text that is not YAML, unknown keys, and selectors without a
    /// method.
    #[must_use]
    pub fn service_yaml(mut self, schema: &Schema, path: &str, text: &str) -> Self {
        let ServiceYaml { rules, problems } = ServiceYaml::read(schema, path, text);
        self.configured.extend(rules);
        self.problems.extend(problems);
        self
    }

    /// Binds methods without a rule to `POST /package.Service/Method`, with the request as the body, if `is_set`.
    #[must_use]
    pub const fn unbound(mut self, is_set: bool) -> Self {
        self.binds_unbound = is_set;
        self
    }

    /// Returns the errors and warnings of the service YAML.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Returns `true` if the service YAML has an error.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Returns the rule of a method with its additional bindings; empty if the method has none.
    pub fn rules(&self, schema: &Schema, method: MethodId) -> Vec<Rule> {
        if let Some(configured) = self.configured.get(&method) {
            return configured.clone();
        }
        let declared = rules(schema, method);
        if declared.is_empty() && self.binds_unbound { vec![default(schema, method)] } else { declared }
    }

    /// Resolves the rules of all methods of services. The problems do not include those of the service YAML.
    pub fn bindings(&self, schema: &Schema, services: &[ServiceId]) -> Bindings {
        bindings_with(schema, services, |method| self.rules(schema, method))
    }

    /// Returns the problems of the service YAML as those of bindings.
    pub fn located_problems(&self) -> impl Iterator<Item = Approximate> {
        self.problems.iter().cloned().map(Approximate::new)
    }
}

/// Returns the rule of a method without one. Its path is that of gRPC.
fn default(schema: &Schema, method: MethodId) -> Rule {
    let service = schema.full_name(schema[method].service.into());
    let path = format!("/{service}/{}", schema.name(method.into()));
    Rule {
        method,
        position: 0,
        pattern: Some((HttpMethod::Post, path)),
        body: "*".to_owned(),
        response_body: String::new(),
        is_nesting: false,
        origin: None,
    }
}

/// A name of a message that a schema does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMessage {
    /// The name as it was asked for.
    pub name: String,
    /// The full name of the message with the most similar one.
    pub near: Option<String>,
}

/// Returns the message in the body of errors, by its full name.
///
/// # Errors
/// Returns an error if the schema does not have the message.
pub fn error_message(schema: &Schema, name: &str) -> Result<MessageId, UnknownMessage> {
    schema.find_message(name).ok_or_else(|| {
        let known = schema.messages.ids().map(|id| schema.text(schema[id].full_name));
        let near = nearest(name, known).first().map(|&near| near.to_owned());
        UnknownMessage { name: name.to_owned(), near }
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use protoward_compiler::Compiler;
    use protoward_source::MemoryTree;

    const PROTO: &str = "syntax = \"proto3\"; package shop.v1;
        service Shop { rpc GetOrder(Order) returns (Order); rpc List(Order) returns (Order); }
        message Order { string id = 1; repeated Order orders = 2; }";

    fn schema() -> Schema {
        let tree = MemoryTree::new([("a.proto", PROTO)]);
        Compiler::new().resolver(tree).compile(["a.proto"]).unwrap().into_schema()
    }

    /// Returns the bindings and the messages of all problems.
    fn read(sources: RuleSources, schema: &Schema) -> (Vec<String>, Vec<String>) {
        let services: Vec<ServiceId> = schema.services.ids().collect();
        let found = sources.bindings(schema, &services);
        let name = |method: MethodId| schema.name(method.into()).to_owned();
        let shown = found.bindings.iter().map(|it| format!("{} {} {}", name(it.method), it.verb.name(), it.path));
        let shown = shown.collect();
        let problems = sources.located_problems().chain(found.problems);
        let messages = problems.map(|problem| {
            let help = problem.diagnostic.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
            problem.diagnostic.message + &help
        });
        (shown, messages.collect())
    }

    fn messages(yaml: &str) -> Vec<String> {
        let schema = schema();
        read(RuleSources::default().service_yaml(&schema, "shop.yaml", yaml), &schema).1
    }

    #[test]
    fn prefers_the_last_rule_of_a_service_yaml() {
        let schema = schema();
        let yaml = "type: google.api.Service
apis:
- name: shop.v1.Shop
http:
  rules:
  - selector: shop.v1.Shop.*
    get: /v1/all/{id}
  - selector: shop.v1.Shop.GetOrder
    get: /v1/orders/{id}
    additionalBindings:
    - post: /v1/orders:get
      body: '*'
    - custom: {kind: HEAD, path: '/v1/orders/{id}'}
";
        let sources = RuleSources::default().service_yaml(&schema, "shop.yaml", yaml);
        let expected = [
            "GetOrder GET /v1/orders/{id}",
            "GetOrder POST /v1/orders:get",
            "GetOrder HEAD /v1/orders/{id}",
            "List GET /v1/all/{id}",
        ];
        let (found, messages) = read(sources, &schema);
        assert_eq!(found, expected);
        let warning = |message: &String| message.contains("omits the field `orders`");
        assert!(messages.iter().all(warning), "{messages:?}");
    }

    #[test]
    fn methods_without_rules_have_the_paths_of_grpc() {
        let schema = schema();
        assert_eq!(read(RuleSources::default(), &schema).0, [""; 0]);
        let (found, messages) = read(RuleSources::default().unbound(true), &schema);
        assert_eq!(found, ["GetOrder POST /shop.v1.Shop/GetOrder", "List POST /shop.v1.Shop/List"]);
        assert_eq!(messages, [""; 0]);
    }

    #[test]
    fn mistakes_name_their_lines() {
        let rules = |rules: &str| format!("http:\n  rules:\n  - {}\n", rules.replace('\n', "\n    "));
        for (yaml, expected) in [
            (
                rules("selector: shop.v1.Shop.GetOrdr\nget: /v1"),
                "shop.yaml:3:15: cannot find the method `shop.v1.Shop.GetOrdr` (did you mean `shop.v1.Shop.GetOrder`?)",
            ),
            (
                rules("selector: google.longrunning.Operations.GetOperation\nget: /v1"),
                "shop.yaml:3:15: the rule for `google.longrunning.Operations.GetOperation` has no effect, because the schema has no such package (add the files of the package to the input, or ignore this)",
            ),
            (rules("selector: shop.v1.Shop.List\ngte: /v1"), "shop.yaml:4:10: unknown key `gte` (did you mean `get`?)"),
            (
                rules("selector: shop.v1.Shop.List\nget: /v1/{idd}"),
                "shop.yaml:3:5: the http rule of `shop.v1.Shop.List` refers to the unknown field `idd` (did you mean `id`?)",
            ),
            (
                rules("selector: shop.v1.Shop.List\nget: /v1\nput: /v2"),
                "shop.yaml:3:5: several patterns in one rule (move one of them to `additional_bindings`)",
            ),
            (
                rules("get: /v1"),
                "shop.yaml:3:5: missing `selector` of a rule (add the full name of its method: `selector: shop.v1.Shop.GetOrder`)",
            ),
            ("http: 1".to_owned(), "shop.yaml:1:7: expected an object, found `1` (use an object)"),
            (
                "type: google.api.Servic".to_owned(),
                "shop.yaml:1:7: expected the type `google.api.Service`, found `\"google.api.Servic\"` (use the service YAML of the API, which starts with `type: google.api.Service`)",
            ),
        ] {
            assert_eq!(messages(&yaml).first().map(String::as_str), Some(expected), "{yaml}");
        }
        assert!(messages("a: [").first().is_some_and(|message| message.contains("cannot parse")));
        assert!(
            messages(&format!("{}{}", "[".repeat(100), "]".repeat(100)))
                .first()
                .is_some_and(|message| message.contains("too deeply"))
        );
        assert_eq!(messages(""), [""; 0]);
    }
}
