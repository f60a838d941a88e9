//! The content of one document: its head, paths and components.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::comments::description;
use super::documents::Plan;
use super::object::{JsonValue, Object};
use super::operation::{operation, operation_id};
use super::paths::Path;
use super::schemas::Schemas;
use super::settings::{Scheme, Settings};
use protoward_dynamic::Codec;
use protoward_http::{Binding, HttpMethod};
use protoward_schema::annotations::Annotation;
use protoward_schema::{Schema, ServiceId};

const VERSION: &str = "3.1.0";
const DEFAULT_HOST: Annotation = Annotation { name: "google.api.default_host", number: 1049 };

/// Operations for which OpenAPI 3.1 has no keyword, by HTTP method; 3.2 has `additionalOperations`.
const ADDITIONAL: &str = "x-additionalOperations";

/// Returns the document of a plan, with the bindings of its services.
pub(super) fn document<'a>(
    codec: &'a Codec<'a>,
    plan: &'a Plan,
    bindings: &'a [Binding],
    settings: &'a Settings,
) -> Object<'a> {
    let schema = codec.schema();
    let mut schemas = Schemas::new(codec, settings.naming);
    let hosts = Hosts::new(schema, &plan.services, settings);
    let paths = paths(&mut schemas, bindings, &hosts, settings);
    let mut document = Object::of("openapi", VERSION).with("info", info(schema, plan, settings));
    let servers: Vec<Object<'_>> = match &hosts {
        Hosts::Shared(url) => vec![server(url.clone())],
        Hosts::Own(_) => settings.servers.iter().map(|url| server(url.as_str())).collect(),
    };
    if !servers.is_empty() {
        document.set("servers", JsonValue::list(servers));
    }
    if !settings.security.is_empty() {
        let needs = settings.security.iter().map(|scheme| Object::of(scheme.name(), JsonValue::list::<Object<'_>>([])));
        document.set("security", JsonValue::list(needs));
    }
    document.set("tags", JsonValue::list(tags(schema, &plan.services, bindings)));
    document.set("paths", paths);
    let mut components = Object::default();
    components.set("schemas", schemas.finish().into_iter().collect::<Object<'_>>());
    if !settings.security.is_empty() {
        let mut schemes = Object::default();
        settings.security.iter().for_each(|scheme| schemes.set(scheme.name(), scheme.object()));
        components.set("securitySchemes", schemes);
    }
    document.with("components", components)
}

fn info<'a>(schema: &'a Schema, plan: &'a Plan, settings: &'a Settings) -> Object<'a> {
    let title = settings.title.as_deref().unwrap_or(&plan.title);
    let version = settings.version.as_deref().unwrap_or(&plan.version);
    let mut info = Object::of("title", title);
    let only = match *plan.services {
        [service] => description(schema, service),
        _ => None,
    };
    if let Some(description) = settings.description.as_deref().map(Cow::Borrowed).or(only) {
        info.set("description", description);
    }
    info.with("version", version)
}

fn server<'a>(url: impl Into<Cow<'a, str>>) -> Object<'a> {
    Object::of("url", url.into())
}

fn tags<'a>(schema: &'a Schema, services: &[ServiceId], bindings: &[Binding]) -> Vec<Object<'a>> {
    let mut known = BTreeSet::new();
    let has_operations = |service: ServiceId| bindings.iter().any(|binding| schema[binding.method].service == service);
    let services = services.iter().copied().filter(|&service| has_operations(service));
    let services = services.filter(|&service| known.insert(schema.name(service.into())));
    let tag = |service: ServiceId| {
        let mut tag = Object::of("name", schema.name(service.into()));
        description(schema, service).into_iter().for_each(|comment| tag.set("description", comment));
        tag
    };
    services.map(tag).collect()
}

/// Returns all paths with their operations, in the order of bindings.
fn paths<'a>(schemas: &mut Schemas<'a>, bindings: &'a [Binding], hosts: &Hosts, settings: &Settings) -> Object<'a> {
    let schema = schemas.schema;
    let names = service_names(schema, bindings);
    let mut items: Vec<(Path, Object<'a>)> = Vec::new();
    let mut by_path: HashMap<String, usize> = HashMap::new();
    for binding in bindings {
        let mut path = Path::new(schema, binding, settings.naming);
        let at = *by_path.entry(path.erased()).or_insert_with(|| {
            items.push((path.clone(), Object::default()));
            items.len() - 1
        });
        let (known, item) = &mut items[at];
        path.rename(known);
        let service = schema[binding.method].service;
        let id = operation_id(&names[&service], schema, binding);
        let mut operation = operation(schemas, binding, &path, id);
        if let Some(url) = hosts.of(service) {
            operation.set("servers", JsonValue::list([server(url.to_owned())]));
        }
        add(item, &binding.verb, operation);
    }
    items.into_iter().map(|(path, item)| (path.text(), item)).collect()
}

/// Adds an operation to a path, under its keyword if that is free. Two templates can have the same OpenAPI path (`**`
/// and `*`).
fn add<'a>(item: &mut Object<'a>, verb: &HttpMethod, operation: Object<'a>) {
    const KEYWORDS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let keyword = KEYWORDS.into_iter().find(|keyword| keyword.eq_ignore_ascii_case(verb.name()));
    if let Some(keyword) = keyword.filter(|keyword| item.get(keyword).is_none()) {
        item.set(keyword, operation);
        return;
    }
    let mut others = item.remove(ADDITIONAL).map(Object::from_value).unwrap_or_default();
    let numbered = (2..).map(|number| format!("{}_{number}", verb.name()));
    let name = std::iter::once(verb.name().to_owned()).chain(numbered).find(|name| others.get(name).is_none());
    others.set(name.unwrap_or_default(), operation);
    item.set(ADDITIONAL, others);
}

/// Returns the name of each service in operation ids. It includes the package if two services have the same name.
fn service_names(schema: &Schema, bindings: &[Binding]) -> BTreeMap<ServiceId, String> {
    let services: BTreeSet<ServiceId> = bindings.iter().map(|binding| schema[binding.method].service).collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    services.iter().for_each(|&service| *count.entry(schema.name(service.into())).or_default() += 1);
    let name = |service: ServiceId| match schema.name(service.into()) {
        name if count[name] == 1 => name.to_owned(),
        _ => schema.full_name(service.into()).replace('.', "_"),
    };
    services.iter().map(|&service| (service, name(service))).collect()
}

/// The hosts in `google.api.default_host`, if no setting names servers.
enum Hosts {
    /// All services have one host.
    Shared(String),
    /// Services have different hosts or none.
    Own(BTreeMap<ServiceId, String>),
}

impl Hosts {
    fn new(schema: &Schema, services: &[ServiceId], settings: &Settings) -> Self {
        if !settings.servers.is_empty() {
            return Self::Own(BTreeMap::new());
        }
        let host = |service: ServiceId| {
            let host = DEFAULT_HOST.texts(schema, service.into()).pop().filter(|host| !host.is_empty())?;
            Some((service, format!("https://{host}")))
        };
        let hosts: BTreeMap<ServiceId, String> = services.iter().filter_map(|&service| host(service)).collect();
        let different: BTreeSet<&String> = hosts.values().collect();
        match different.first() {
            Some(&url) if different.len() == 1 && hosts.len() == services.len() => Self::Shared(url.clone()),
            _ => Self::Own(hosts),
        }
    }

    fn of(&self, service: ServiceId) -> Option<&str> {
        match self {
            Self::Shared(_) => None,
            Self::Own(hosts) => hosts.get(&service).map(String::as_str),
        }
    }
}

impl Scheme {
    /// Returns the name of the component.
    const fn name(&self) -> &'static str {
        match self {
            Self::Bearer(_) => "bearer",
            Self::Basic => "basic",
            Self::ApiKey(..) => "apiKey",
            Self::OpenIdConnect(_) => "openIdConnect",
            Self::MutualTls => "mutualTLS",
        }
    }

    fn object(&self) -> Object<'_> {
        match self {
            Self::Bearer(format) => {
                let mut scheme = Object::of("type", "http").with("scheme", "bearer");
                format.iter().for_each(|format| scheme.set("bearerFormat", format.as_str()));
                scheme
            }
            Self::Basic => Object::of("type", "http").with("scheme", "basic"),
            Self::ApiKey(place, name) => {
                Object::of("type", "apiKey").with("in", place.as_str()).with("name", name.as_str())
            }
            Self::OpenIdConnect(url) => Object::of("type", "openIdConnect").with("openIdConnectUrl", url.as_str()),
            Self::MutualTls => Object::of("type", "mutualTLS"),
        }
    }
}
