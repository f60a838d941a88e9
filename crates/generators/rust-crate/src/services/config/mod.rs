//! gRPC service configs: the deadlines and retries of calls.
//!
//! In: the JSON of a service config, and the schema with its services. Out: a [`ServiceConfig`], and its Rust code
//! (`text`). All errors are reported at once, with their places. gRPC's `service_config.proto` and gRFC A6 define the
//! format.

mod diagnostics;
mod reader;
mod retry;
mod text;

use std::collections::BTreeSet;
use std::time::Duration;

use self::diagnostics::Problem;
use self::reader::{JsonValue, ServiceConfigReader};
use protoward_schema::{Schema, Service};
use protoward_source::Report;
use protoward_values::Tree;

pub(super) use self::text::constant;

/// The supported part of a service config.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ServiceConfig {
    /// The configurations of methods, by path: `/package.Service/Method`, `/package.Service/`, or an empty path for all
    /// other methods.
    pub(super) methods: Vec<(String, MethodConfig)>,
    pub(super) throttling: Option<Throttling>,
    /// The keys without effect, with their places.
    pub(super) ignored: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct MethodConfig {
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct RetryPolicy {
    pub(super) max_attempts: u32,
    pub(super) initial_backoff: Duration,
    pub(super) max_backoff: Duration,
    pub(super) backoff_multiplier: f32,
    /// The numbers of retryable status codes.
    pub(super) codes: BTreeSet<usize>,
}

/// The limits on retries, in thousandths of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Throttling {
    pub(super) max_tokens: u32,
    pub(super) token_ratio: u32,
}

/// The names of the status codes of gRPC, by number.
const CODES: &[&str] = &[
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

const CONFIG_KEYS: &[&str] =
    &["healthCheckConfig", "loadBalancingConfig", "loadBalancingPolicy", "methodConfig", "retryThrottling"];
const METHOD_KEYS: &[&str] = &[
    "hedgingPolicy",
    "maxRequestMessageBytes",
    "maxResponseMessageBytes",
    "name",
    "retryPolicy",
    "timeout",
    "waitForReady",
];

/// Reads a service config. `path` is the name of its file in diagnostics.
///
/// # Errors
/// Returns an error if the text is not a service config, or if it names services or methods that the schema does not have.
pub(super) fn read(text: &[u8], path: &str, schema: &Schema) -> Result<ServiceConfig, Report> {
    let mut reader = ServiceConfigReader::new(text, path);
    let mut config = ServiceConfig::default();
    if let Some(root) = reader.root()
        && let Some(object) = reader.object(&root, CONFIG_KEYS)
    {
        for key in ["healthCheckConfig", "loadBalancingConfig", "loadBalancingPolicy"] {
            object.get(key).into_iter().for_each(|value| config.ignored.push(reader.ignored(key, value)));
        }
        let methods = object.get("methodConfig").map(|list| reader.list(list)).unwrap_or_default();
        let mut seen = Vec::new();
        for method in methods {
            read_method(&mut reader, &method, schema, &mut seen, &mut config);
        }
        config.throttling = object.get("retryThrottling").and_then(|value| retry::throttling(&mut reader, value));
    }
    let report = reader.into_report();
    if report.has_errors() { Err(report) } else { Ok(config) }
}

fn read_method(
    reader: &mut ServiceConfigReader<'_>,
    value: &JsonValue,
    schema: &Schema,
    seen: &mut Vec<(String, usize)>,
    config: &mut ServiceConfig,
) {
    let Some(object) = reader.object(value, METHOD_KEYS) else { return };
    for key in ["waitForReady", "maxRequestMessageBytes", "maxResponseMessageBytes"] {
        object.get(key).into_iter().for_each(|value| config.ignored.push(reader.ignored(key, value)));
    }
    let timeout = object.get("timeout").and_then(|value| reader.duration(value));
    let retry = object.get("retryPolicy").and_then(|value| retry::policy(reader, value));
    if let Some(hedging) = object.get("hedgingPolicy") {
        reader.problem(hedging, Problem::Hedging);
    }
    let method = MethodConfig { timeout, retry };
    let names = object.get("name").map(|list| reader.list(list)).unwrap_or_default();
    for name in names {
        let Some(path) = read_name(reader, &name, schema) else { continue };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == path) {
            reader.problem(&name, Problem::DuplicateName { first: *first });
            continue;
        }
        seen.push((path.clone(), name.at));
        config.methods.push((path, method.clone()));
    }
}

/// Reads a `name` of a `methodConfig`, and returns the path of its methods.
fn read_name(reader: &mut ServiceConfigReader<'_>, name: &JsonValue, schema: &Schema) -> Option<String> {
    let object = reader.object(name, &["method", "service"])?;
    // A missing key, `null` and an empty string are equal.
    let part = |reader: &mut ServiceConfigReader<'_>, key| -> Option<(Option<JsonValue>, String)> {
        let value = object.get(key).filter(|value| !matches!(value.tree, Tree::Null));
        let text = value.map_or(Some(String::new()), |value| reader.text(value))?;
        Some((value.cloned().filter(|_| !text.is_empty()), text))
    };
    let (service, service_name) = part(reader, "service")?;
    let (method, method_name) = part(reader, "method")?;
    let (Some(service), method) = (service, method) else {
        return if method_name.is_empty() {
            Some(String::new())
        } else {
            reader.problem(name, Problem::MethodWithoutService);
            None
        };
    };
    let Some(declared) = service_of(schema, &service_name) else {
        let known = schema.services.iter().map(|(_, it)| schema.text(it.full_name)).collect();
        reader.problem(&service, Problem::NoService { name: &service_name, known });
        return None;
    };
    let known: Vec<&str> = declared.methods.iter().map(|&id| schema.text(schema[id].name)).collect();
    if let Some(method) = method.filter(|_| !known.contains(&method_name.as_str())) {
        reader.problem(&method, Problem::NoMethod { service: &service_name, name: &method_name, known });
        return None;
    }
    Some(format!("/{service_name}/{method_name}"))
}

fn service_of<'s>(schema: &'s Schema, name: &str) -> Option<&'s Service> {
    schema.services.iter().map(|(_, service)| service).find(|service| schema.text(service.full_name) == name)
}
