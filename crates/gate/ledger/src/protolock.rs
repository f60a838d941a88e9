//! Import of a `proto.lock` of protolock, a JSON file with numbers and names.
//!
//! The format contains type names as written, and only the innermost message around an enum.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Fact, Streaming, TypeKind, TypeName, diagnostics};
use protoward_schema::{Cardinality, Scalar, qualified};
use protoward_source::{Diagnostic, SourceId, Sources};

/// The full name of a type and its kind.
type ResolvedType = (Box<str>, TypeKind);

/// Maximum nesting depth of messages; the JSON parser rejects deeper nesting anyway.
const MAX_DEPTH: usize = 100;

/// Returns the facts of a `proto.lock`.
///
/// # Errors
/// Fails for invalid files; the diagnostic has the place.
pub fn import(source: SourceId, sources: &Sources) -> Result<BTreeSet<Fact>, Box<Diagnostic>> {
    let text = sources.get(source).text.as_deref().unwrap_or_default();
    let lock: Value = serde_json::from_str(text).map_err(|error| {
        let at = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let at = (at + error.column().saturating_sub(1)).min(text.len());
        // serde_json always includes line and column in its error texts.
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        Box::new(diagnostics::not_a_lock(reason, sources.place(source, at..at)))
    })?;
    let Some(definitions) = lock.get("definitions").and_then(Value::as_array) else {
        let place = sources.place(source, 0..text.lines().next().map_or(0, str::len));
        return Err(Box::new(diagnostics::not_a_lock("it has no list `definitions`", place)));
    };
    let mut lock = Lock::default();
    for definition in definitions {
        let def = &definition["def"];
        let package = text_of(&def["package"], "name");
        list(def, "messages").for_each(|message| lock.message(message, package, 0));
        list(def, "enums").for_each(|it| lock.enumeration(it, package));
        list(def, "services").for_each(|service| lock.service(service, package));
    }
    Ok(lock.resolved())
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value[key].as_array().into_iter().flatten()
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn number_of(value: &Value, key: &str) -> i32 {
    // Zeros are omitted.
    value[key].as_i64().and_then(|number| i32::try_from(number).ok()).unwrap_or_default()
}

fn is(value: &Value, key: &str) -> bool {
    value[key].as_bool().unwrap_or(false)
}

/// Facts with type names as written, and the types to resolve them.
#[derive(Default)]
struct Lock {
    facts: Vec<Fact>,
    types: BTreeMap<String, TypeKind>,
}

impl Lock {
    fn add(&mut self, name: &str, kind: TypeKind) {
        self.types.insert(name.to_owned(), kind);
        self.facts.push(Fact::Type { name: name.into(), kind });
    }

    fn message(&mut self, message: &Value, scope: &str, depth: usize) {
        let name = qualified(scope, text_of(message, "name"));
        self.add(&name, TypeKind::Message);
        for field in list(message, "fields") {
            self.field(&name, field, written(text_of(field, "type")), cardinality(field));
        }
        for map in list(message, "maps") {
            let key = text_of(map, "key_type");
            let field = &map["field"];
            let key = Scalar::from_keyword(key).unwrap_or(Scalar::String);
            let value = Box::new(written(text_of(field, "type")));
            self.field(&name, field, TypeName::Map(key, value), Cardinality::Repeated);
        }
        if depth < MAX_DEPTH {
            list(message, "messages").for_each(|inner| self.message(inner, &name, depth + 1));
        }
    }

    fn field(&mut self, message: &str, field: &Value, ty: TypeName, cardinality: Cardinality) {
        let oneof = Some(text_of(field, "oneof_parent")).filter(|oneof| !oneof.is_empty()).map(Into::into);
        self.facts.push(Fact::Field {
            message: message.into(),
            number: number_of(field, "id"),
            name: text_of(field, "name").into(),
            ty,
            cardinality,
            oneof,
            json: None,
        });
    }

    /// The name of a nested enum is prefixed with that of its message.
    fn enumeration(&mut self, it: &Value, package: &str) {
        let name = qualified(package, text_of(it, "name"));
        self.add(&name, TypeKind::Enum);
        for value in list(it, "enum_fields") {
            let number = number_of(value, "integer");
            let own = text_of(value, "name").into();
            self.facts.push(Fact::Value { of: name.as_str().into(), number, name: own });
        }
    }

    fn service(&mut self, service: &Value, package: &str) {
        let name = qualified(package, text_of(service, "name"));
        self.add(&name, TypeKind::Service);
        for method in list(service, "rpcs") {
            self.facts.push(Fact::Method {
                service: name.as_str().into(),
                name: text_of(method, "name").into(),
                streaming: Streaming::new(is(method, "in_streamed"), is(method, "out_streamed")),
                input: text_of(method, "in_type").into(),
                output: text_of(method, "out_type").into(),
            });
        }
    }

    fn resolved(self) -> BTreeSet<Fact> {
        let Self { facts, types } = self;
        let find = |scope: &str, written: &str| resolve(&types, scope, written);
        let typed = |mut fact: Fact| {
            let scope = fact.subject().to_owned();
            match &mut fact {
                Fact::Field { ty, .. } => *ty = known(ty, &|name| find(&scope, name)),
                Fact::Method { input, output, .. } => {
                    for name in [input, output] {
                        *name = find(&scope, name).map_or_else(|| name.trim_start_matches('.').into(), |found| found.0);
                    }
                }
                Fact::Type { .. } | Fact::Extension { .. } | Fact::Value { .. } | Fact::Renamed { .. } => {}
            }
            fact
        };
        facts.into_iter().map(typed).collect()
    }
}

fn cardinality(field: &Value) -> Cardinality {
    match () {
        () if is(field, "is_repeated") => Cardinality::Repeated,
        () if is(field, "required") => Cardinality::Required,
        () => Cardinality::Optional,
    }
}

fn written(ty: &str) -> TypeName {
    Scalar::from_keyword(ty).map_or_else(|| TypeName::Named(ty.into()), TypeName::Scalar)
}

fn known(ty: &TypeName, find: &impl Fn(&str) -> Option<ResolvedType>) -> TypeName {
    match ty {
        TypeName::Named(name) => match find(name) {
            Some((name, TypeKind::Enum)) => TypeName::Enum(name),
            Some((name, TypeKind::Message | TypeKind::Service)) => TypeName::Message(name),
            None => TypeName::Named(name.trim_start_matches('.').into()),
        },
        TypeName::Map(key, value) => TypeName::Map(*key, Box::new(known(value, find))),
        other => other.clone(),
    }
}

/// Resolves a name in a scope to the innermost type.
fn resolve(types: &BTreeMap<String, TypeKind>, scope: &str, written: &str) -> Option<ResolvedType> {
    let found = |name: &str| types.get(name).map(|&kind| (name.into(), kind));
    if let Some(full) = written.strip_prefix('.') {
        return found(full);
    }
    let scopes = std::iter::successors(Some(scope), |scope| {
        (!scope.is_empty()).then(|| scope.rsplit_once('.').map_or("", |(outer, _)| outer))
    });
    scopes.take(MAX_DEPTH).find_map(|scope| found(&qualified(scope, written)))
}
