//! Rules in the section `http` of a service YAML: a `google.api.Service` as YAML or JSON.
//!
//! In: the text of the file and a schema. Out: the rules by method, and diagnostics that name lines of the file. All
//! problems are reported, not only the first. Limits: 64 levels, a million values.
//!
//! The specification is the comments of `google/api/http.proto` and `google/api/service.proto`.

mod diagnostics;

use std::collections::BTreeMap;

use protoward_schema::{MethodId, Schema};
use protoward_source::Diagnostic;
use protoward_values::{Limits, Node, Tree, document};

use super::HttpMethod;
use super::rule::Rule;
use diagnostics::Problem;

const LIMITS: Limits = Limits { depth: 64, values: 1_000_000, takes_extensions: false };

/// The HTTP methods that a rule can name as keys.
const VERBS: [(&str, HttpMethod); 5] = [
    ("get", HttpMethod::Get),
    ("put", HttpMethod::Put),
    ("post", HttpMethod::Post),
    ("delete", HttpMethod::Delete),
    ("patch", HttpMethod::Patch),
];

/// The keys of a rule.
const RULE_KEYS: [&str; 10] =
    ["selector", "get", "put", "post", "delete", "patch", "custom", "body", "response_body", "additional_bindings"];

/// The rules of a service YAML by method, each with its additional bindings.
#[derive(Debug, Default)]
pub(super) struct ServiceYaml {
    pub(super) rules: BTreeMap<MethodId, Vec<Rule>>,
    /// The errors and warnings, each with its line and column in the message.
    pub(super) problems: Vec<Diagnostic>,
}

impl ServiceYaml {
    /// Reads the text of a file. `path` is its name in diagnostics.
    pub(super) fn read(schema: &Schema, path: &str, text: &str) -> Self {
        let mut reader = ServiceYamlReader { schema, path, text, methods: methods(schema), found: Self::default() };
        match document(text, &LIMITS) {
            Ok(Some(root)) => reader.root(&root),
            Ok(None) => {}
            Err(error) => reader.problem(error.place.start, &Problem::Yaml(&error.problem)),
        }
        reader.found
    }
}

/// Returns all methods by full name.
fn methods(schema: &Schema) -> BTreeMap<String, MethodId> {
    schema.methods.ids().map(|id| (schema.full_name(id.into()), id)).collect()
}

struct ServiceYamlReader<'a> {
    schema: &'a Schema,
    path: &'a str,
    text: &'a str,
    /// The methods of the schema by full name.
    methods: BTreeMap<String, MethodId>,
    found: ServiceYaml,
}

/// An object with known, distinct keys.
struct Keys<'n>(BTreeMap<&'n str, &'n Node>);

impl<'n> Keys<'n> {
    fn get(&self, key: &str) -> Option<&'n Node> {
        self.0.get(key).copied()
    }
}

impl ServiceYamlReader<'_> {
    /// Returns the place of a byte: `path:line:column`.
    fn place(&self, at: usize) -> String {
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("{}:{line}:{column}", self.path)
    }

    fn problem(&mut self, at: usize, problem: &Problem<'_>) {
        let diagnostic = diagnostics::diagnostic(&self.place(at), problem);
        self.found.problems.push(diagnostic);
    }

    /// Reads the section `http`. The other sections of a service are not about HTTP.
    fn root(&mut self, root: &Node) {
        let Some(service) = self.object(root) else { return };
        if let Some(ty) = service.get("type").filter(|ty| ty.string() != Some("google.api.Service")) {
            self.problem(ty.at, &Problem::Type { found: ty.shown() });
        }
        let Some(http) = service.get("http").and_then(|http| self.object(http)) else { return };
        self.known(&http, &["rules", "fully_decode_reserved_expansion"]);
        let Some(rules) = http.get("rules") else { return };
        self.list(rules).iter().for_each(|rule| self.rule(rule));
    }

    /// Reads a rule. The last rule for a method wins, as in `google.api.Http`.
    fn rule(&mut self, node: &Node) {
        let Some(keys) = self.object(node) else { return };
        self.known(&keys, &RULE_KEYS);
        let Some(selector) = keys.get("selector") else {
            return self.problem(node.at, &Problem::NoSelector);
        };
        let Some(name) = self.string(selector) else { return };
        let methods = self.selected(selector.at, name);
        let Some(&first) = methods.first() else { return };
        let additional = keys.get("additional_bindings").map_or(&[][..], |nodes| self.list(nodes));
        let bindings: Vec<Keys<'_>> =
            std::iter::once(Some(keys)).chain(additional.iter().map(|node| self.additional(node))).flatten().collect();
        let rules: Vec<Rule> =
            bindings.iter().enumerate().map(|(position, keys)| self.binding(first, node, keys, position)).collect();
        for method in methods {
            let rules = rules.iter().map(|rule| Rule { method, ..rule.clone() }).collect();
            self.found.rules.insert(method, rules);
        }
    }

    fn additional<'n>(&mut self, node: &'n Node) -> Option<Keys<'n>> {
        let keys = self.object(node)?;
        self.known(&keys, &RULE_KEYS);
        Some(keys)
    }

    fn binding(&mut self, method: MethodId, node: &Node, keys: &Keys<'_>, position: usize) -> Rule {
        let mut patterns: Vec<(HttpMethod, String)> = Vec::new();
        for (key, verb) in VERBS {
            let path = keys.get(key).and_then(|path| self.string(path));
            patterns.extend(path.map(|path| (verb, path.to_owned())));
        }
        if let Some(custom) = keys.get("custom").and_then(|custom| self.object(custom)) {
            self.known(&custom, &["kind", "path"]);
            let mut text = |key: &str| self.text(&custom, key);
            patterns.push((HttpMethod::Custom(text("kind")), text("path")));
        }
        if patterns.len() > 1 {
            self.problem(node.at, &Problem::TwoPatterns);
        }
        Rule {
            method,
            position,
            pattern: patterns.into_iter().next(),
            body: self.text(keys, "body"),
            response_body: self.text(keys, "response_body"),
            is_nesting: position > 0 && keys.0.contains_key("additional_bindings"),
            origin: Some(self.place(node.at)),
        }
    }

    /// Returns the methods of a selector: a list of names separated by commas, in which the last component may be `*`.
    fn selected(&mut self, at: usize, selector: &str) -> Vec<MethodId> {
        let mut selected = Vec::new();
        for name in selector.split(',').map(str::trim) {
            let of_pattern: Vec<MethodId> = match name.strip_suffix('*') {
                Some(scope) if scope.ends_with('.') => {
                    let named = self.methods.iter().filter(|(method, _)| method.starts_with(scope));
                    named.map(|(_, &id)| id).collect()
                }
                _ => self.methods.get(name).copied().into_iter().collect(),
            };
            if of_pattern.is_empty() {
                let known: Vec<String> = self.methods.keys().cloned().collect();
                let is_foreign = !self.has_package_of(name);
                self.problem(at, &Problem::NoMethod { name, known: &known, is_foreign });
            }
            selected.extend(of_pattern);
        }
        selected
    }

    /// Returns `true` if the schema has the package of a method, or part of it. A service YAML also has rules for
    /// services of other teams, such as `google.longrunning.Operations`.
    fn has_package_of(&self, method: &str) -> bool {
        let scope = |name: &'_ str| name.rsplit_once('.').map_or("", |(scope, _)| scope).to_owned();
        let package = scope(&scope(method));
        let packages = self.schema.files.ids().map(|file| self.schema.package(file));
        package.is_empty()
            || packages.into_iter().any(|known| known == package)
            || self.schema.find(&scope(method)).is_some()
    }

    fn object<'n>(&mut self, node: &'n Node) -> Option<Keys<'n>> {
        let Tree::Object(entries) = &node.tree else {
            self.problem(node.at, &Problem::Kind { expected: "an object", found: node.shown() });
            return None;
        };
        let mut keys = BTreeMap::new();
        for (key, value) in entries {
            if keys.insert(declared(&key.text), value).is_some() {
                self.problem(key.at, &Problem::DuplicateKey { key: &key.text });
            }
        }
        Some(Keys(keys))
    }

    fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.tree {
            Tree::Array(nodes) => nodes,
            _ => {
                self.problem(node.at, &Problem::Kind { expected: "a list", found: node.shown() });
                &[]
            }
        }
    }

    fn string<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = node.string();
        if text.is_none() {
            self.problem(node.at, &Problem::Kind { expected: "a text", found: node.shown() });
        }
        text
    }

    /// Returns the text of a key, or the empty text.
    fn text(&mut self, keys: &Keys<'_>, key: &str) -> String {
        keys.get(key).and_then(|node| self.string(node)).unwrap_or_default().to_owned()
    }

    fn known(&mut self, keys: &Keys<'_>, known: &[&str]) {
        for (&key, node) in &keys.0 {
            if !known.contains(&key) {
                self.problem(node.at, &Problem::UnknownKey { key, known });
            }
        }
    }
}

/// Returns the declared name of a key, which may be in lowerCamelCase.
fn declared(key: &str) -> &str {
    match key {
        "responseBody" => "response_body",
        "additionalBindings" => "additional_bindings",
        "fullyDecodeReservedExpansion" => "fully_decode_reserved_expansion",
        _ => key,
    }
}
