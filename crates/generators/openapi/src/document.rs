//! The content of one document: its head, paths and components.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::comments::description;
use super::documents::Plan;
use super::names::OpenApiNames;
use super::object::{JsonValue, Object};
use super::operation::{error, operation};
use super::options::{self, DocumentOptions};
use super::paths::Path;
use super::requests::messages_in_requests;
use super::schemas::{OpenApiContext, Schemas};
use super::security::Security;
use super::settings::OpenApiSettings;
use super::versions::each_operation;
use protoward_dynamic::Codec;
use protoward_http::{Binding, HttpMethod};
use protoward_schema::annotations::Annotation;
use protoward_schema::{Schema, ServiceId};

const VERSION: &str = "3.1.0";
const DEFAULT_HOST: Annotation = Annotation { name: "google.api.default_host", number: 1049 };

/// Operations for which OpenAPI 3.1 has no keyword, by HTTP method; 3.2 has `additionalOperations`.
const ADDITIONAL: &str = "x-additionalOperations";

/// Returns the document of a plan, with the bindings of its services.
pub(super) fn document<'a>(context: OpenApiContext<'a>, plan: &'a Plan, bindings: &'a [Binding]) -> Object<'a> {
    let OpenApiContext { codec, settings, .. } = context;
    let schema = codec.schema();
    let mut schemas = Schemas::new(context, messages_in_requests(schema, bindings));
    let hosts = Hosts::new(schema, &plan.services, settings);
    let names = OpenApiNames::new(codec, bindings);
    let protection = Security::new(schema, &plan.services, &settings.security);
    let paths = paths(&mut schemas, bindings, &names, &hosts, &protection, settings);
    let DocumentOptions { info: own_info, servers: own_servers, tags: own_tags, external_docs, security, schemes } =
        DocumentOptions::new(codec, &plan.services);
    let mut document = Object::of("openapi", VERSION).with("info", info(schema, plan, settings, own_info));
    let servers: Vec<Object<'_>> = match &hosts {
        Hosts::Own(_) if !settings.servers.is_empty() => {
            settings.servers.iter().map(|url| server(url.as_str())).collect()
        }
        _ if !own_servers.is_empty() => own_servers,
        Hosts::Shared(url) => vec![server(url.clone())],
        // The default of OpenAPI, which linters want to see.
        Hosts::Own(_) => vec![server("/")],
    };
    document.set("servers", JsonValue::list(servers));
    let is_set = !settings.security.is_empty();
    let schemes: Object<'a> = if is_set { protection.schemes() } else { schemes };
    // An empty list says that operations need no security.
    document.set("security", security.filter(|_| !is_set).unwrap_or_else(|| protection.requirements()));
    let mut tags = tags(codec, &plan.services, bindings, &names);
    own_tags.into_iter().for_each(|tag| add_tag(&mut tags, tag));
    document.set("tags", JsonValue::list(tags));
    document.set("paths", paths);
    let mut components = Object::default();
    let failed = Object::of("Error", error(&mut schemas));
    components.set("schemas", schemas.finish().into_iter().collect::<Object<'_>>());
    components.set("responses", failed);
    if !schemes.is_empty() {
        components.set("securitySchemes", schemes);
    }
    document.set("components", components);
    external_docs.into_iter().for_each(|docs| document.set("externalDocs", docs));
    complete(&mut document);
    document
}

/// Adds a tag, or its keys to those of a known tag.
fn add_tag<'a>(tags: &mut Vec<Object<'a>>, tag: Object<'a>) {
    match tags.iter_mut().find(|known| known.get("name") == tag.get("name")) {
        Some(known) => known.extend(tag),
        None => tags.push(tag),
    }
}

/// Declares the tags that only operations name, and removes the security schemes that the document does not define.
fn complete(document: &mut Object<'_>) {
    let components = document.object_mut("components");
    let schemes = components.and_then(|components| components.object_mut("securitySchemes"));
    let schemes: BTreeSet<String> =
        schemes.map(|schemes| schemes.keys().map(str::to_owned).collect()).unwrap_or_default();
    let is_defined = |requirement: &JsonValue<'_>| match requirement {
        JsonValue::Object(names) => names.keys().all(|name| schemes.contains(name)),
        _ => false,
    };
    let mut used = BTreeSet::new();
    each_operation(document, |operation| {
        if let Some(JsonValue::List(tags)) = operation.get("tags") {
            used.extend(tags.iter().filter_map(JsonValue::text).map(str::to_owned));
        }
        if let Some(JsonValue::List(requirements)) = operation.get_mut("security") {
            requirements.retain(is_defined);
        }
    });
    if let Some(JsonValue::List(requirements)) = document.get_mut("security") {
        requirements.retain(is_defined);
    }
    let Some(JsonValue::List(tags)) = document.get_mut("tags") else { return };
    for name in used {
        let is_named = |tag: &mut JsonValue<'_>| {
            tag.object_mut().and_then(|tag| tag.get("name")).and_then(JsonValue::text) == Some(name.as_str())
        };
        if !tags.iter_mut().any(is_named) {
            tags.push(Object::of("name", name).into());
        }
    }
}

/// Returns `info`. Settings have precedence over the options of a file, in `own`.
fn info<'a>(schema: &'a Schema, plan: &'a Plan, settings: &'a OpenApiSettings, mut own: Object<'static>) -> Object<'a> {
    let mut chosen = |setting: &'a Option<String>, key: &'static str| -> Option<JsonValue<'a>> {
        let own = own.remove(key);
        setting.as_deref().map(JsonValue::from).or(own)
    };
    let title = chosen(&settings.title, "title");
    let version = chosen(&settings.version, "version");
    let comment = match *plan.services {
        [service] => description(schema, service).map(JsonValue::from),
        _ => None,
    };
    let mut info = Object::of("title", title.unwrap_or_else(|| plan.title.as_str().into()));
    if let Some(description) = chosen(&settings.description, "description").or(comment) {
        info.set("description", description);
    }
    info.set("version", version.unwrap_or_else(|| plan.version.as_str().into()));
    info.extend(own);
    info
}

fn server<'a>(url: impl Into<Cow<'a, str>>) -> Object<'a> {
    Object::of("url", url.into())
}

/// Returns the tags of the services that have operations.
fn tags<'a>(
    codec: &'a Codec<'a>,
    services: &[ServiceId],
    bindings: &[Binding],
    names: &OpenApiNames<'a>,
) -> Vec<Object<'a>> {
    let schema = codec.schema();
    let bound: BTreeSet<ServiceId> = bindings.iter().map(|binding| schema[binding.method].service).collect();
    let tag = |service: ServiceId| {
        let mut tag = Object::of("name", names.tag(service));
        description(schema, service).into_iter().for_each(|comment| tag.set("description", comment));
        options::add_to_tag(codec, service, &mut tag);
        tag
    };
    services.iter().copied().filter(|service| bound.contains(service)).map(tag).collect()
}

/// Returns all paths with their operations, in the order of bindings.
fn paths<'a>(
    schemas: &mut Schemas<'a>,
    bindings: &'a [Binding],
    names: &OpenApiNames<'a>,
    hosts: &Hosts,
    protection: &Security<'a>,
    settings: &OpenApiSettings,
) -> Object<'a> {
    let schema = schemas.schema;
    let mut items: Vec<(Path, Object<'a>)> = Vec::new();
    let mut by_path: HashMap<String, usize> = HashMap::new();
    for (index, binding) in bindings.iter().enumerate() {
        let mut path = Path::new(schema, binding, settings.naming);
        let at = *by_path.entry(path.erased()).or_insert_with(|| {
            items.push((path.clone(), Object::default()));
            items.len() - 1
        });
        let (known, item) = &mut items[at];
        path.rename(known);
        let service = schema[binding.method].service;
        let named =
            Object::of("operationId", names.id(index).to_owned()).with("tags", JsonValue::list([names.tag(service)]));
        let mut operation = operation(schemas, binding, &path, named);
        if let Some(url) = hosts.of(service) {
            operation.set("servers", JsonValue::list([server(url.to_owned())]));
        }
        if let Some(requirements) = protection.of(service).filter(|_| operation.get("security").is_none()) {
            operation.set("security", requirements);
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

/// The hosts in `google.api.default_host`, if no setting names servers.
enum Hosts {
    /// All services have one host.
    Shared(String),
    /// Services have different hosts or none.
    Own(BTreeMap<ServiceId, String>),
}

impl Hosts {
    fn new(schema: &Schema, services: &[ServiceId], settings: &OpenApiSettings) -> Self {
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
