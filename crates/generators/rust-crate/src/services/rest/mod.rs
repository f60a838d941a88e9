//! HTTP routes and clients for services, generated from `google.api.http` rules.
//!
//! The generated code has static tables with the bindings of each method. The feature `rest` of `protoward-runtime` decodes
//! requests with these tables, and its clients encode requests with them.

mod client;
mod forwarding;
mod settings;
mod tables;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::code::{Method, PackagePlace, Service, ServiceModule, conditions, constant, either_condition, method_id};
use protoward_http::Binding;
use protoward_rust::Generator;
use protoward_rust::additions::json::CONTEXT;
use protoward_schema::{MessageId, MethodId, Schema, ServiceId};
use protoward_source::{Diagnostic, Report, Severity};
use tables::Tables;

pub use settings::RestSettings;

/// The HTTP bindings of a run, by service.
pub(super) struct Rules<'a> {
    schema: &'a Schema,
    services: BTreeMap<ServiceId, Vec<Binding>>,
    ignored_parameters: &'a [String],
    /// `true` to serve all methods over the Connect protocol too.
    connect: bool,
    /// The path of the message in the body of errors, from the root of all modules.
    error_body: Option<Vec<String>>,
}

impl<'a> Rules<'a> {
    /// Reads the rules of all services.
    ///
    /// # Errors
    /// Returns an error if a rule is not valid, if two bindings of a service match the same requests, or if the service YAML
    /// or the message of errors does not exist.
    pub(super) fn read(generator: &'a Generator<'_>, settings: &'a RestSettings) -> Result<Self, Report> {
        let schema = generator.schema();
        let sources = settings.sources(schema)?;
        let error_body = settings.error_message(schema)?.map(|id| generator.type_path(id.into()));
        let mut services = BTreeMap::new();
        let mut problems = Vec::new();
        for service in schema.services.ids() {
            let mut found = sources.bindings(schema, &[service]);
            problems.append(&mut found.problems);
            problems.extend(protoward_http::uncarried(schema, &found.bindings));
            problems.extend(protoward_http::duplicates(schema, &found.bindings.iter().collect::<Vec<_>>()));
            services.insert(service, found.bindings);
        }
        let errors: Vec<Diagnostic> = problems
            .into_iter()
            .map(|problem| problem.diagnostic)
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .collect();
        let ignored_parameters = &settings.ignored_parameters;
        if errors.is_empty() {
            Ok(Self { schema, services, ignored_parameters, connect: settings.connect, error_body })
        } else {
            Err(Report::from_iter(errors))
        }
    }

    /// Returns the code of a service. The code is empty if the service has no rules, and is not served over Connect.
    pub(super) fn code(&self, service: &Service, sides: Sides<'_>, place: &PackagePlace) -> String {
        let serves_connect = self.connect && sides.server.is_some();
        let mut methods: Vec<_> = service.methods.iter().filter_map(|method| self.bound(method)).collect();
        methods.retain(|bound| serves_connect || !bound.bindings.is_empty());
        if methods.is_empty() {
            return String::new();
        }
        let settings = self.runtime_settings(place);
        Rest { schema: self.schema, service, sides, place, methods, settings, serves_connect }.text()
    }

    /// Returns the method calls that configure the routes.
    fn runtime_settings(&self, place: &PackagePlace) -> String {
        let mut text = String::new();
        if !self.ignored_parameters.is_empty() {
            let _ = writeln!(text, "            .ignore_parameters({:?})", self.ignored_parameters);
        }
        if let Some(path) = &self.error_body {
            let path = match path.strip_prefix(place.path.as_slice()) {
                Some(in_package) => format!("super::{}", in_package.join("::")),
                None => format!("{}{}", "super::".repeat(place.path.len() + 1), path.join("::")),
            };
            let _ = writeln!(text, "            .error_body::<{path}>()");
        }
        text
    }

    /// Returns a method with its bindings, or `None` if the schema does not have it.
    fn bound<'m>(&self, method: &'m Method) -> Option<BoundMethod<'m>> {
        let id = method_id(self.schema, method)?;
        let bindings = self.services.get(&self.schema[id].service)?;
        let bindings = bindings.iter().filter(|binding| binding.method == id).cloned().collect();
        // `idempotency_level = NO_SIDE_EFFECTS`
        let is_safe = self.schema[id].options.idempotency_level() == Some(1);
        let is_called_by_get = self.connect && is_safe && !method.is_client_streaming && !method.is_server_streaming;
        Some(BoundMethod { id, method, bindings, is_called_by_get })
    }
}

/// A method with HTTP bindings.
struct BoundMethod<'a> {
    id: MethodId,
    method: &'a Method,
    bindings: Vec<Binding>,
    /// `true` if the Connect protocol calls the method by `GET` as well.
    is_called_by_get: bool,
}

/// The sides of a service that get code for HTTP: a server with routes, and a client.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) server: Option<&'a ServiceModule>,
    pub(super) client: Option<&'a ServiceModule>,
}

/// The REST interface of one service.
struct Rest<'a> {
    schema: &'a Schema,
    service: &'a Service,
    sides: Sides<'a>,
    place: &'a PackagePlace,
    methods: Vec<BoundMethod<'a>>,
    /// The method calls that configure the routes.
    settings: String,
    serves_connect: bool,
}

impl Rest<'_> {
    fn text(&self) -> String {
        let Sides { server, client } = self.sides;
        let mut text = String::new();
        if let (Some(server), Some(client)) = (server, &self.service.client) {
            text.push_str(&forwarding::gateway(self, client, server));
        }
        text.extend(server.map(|server| self.routes(server)));
        text.extend(client.map(|client| client::client(self, client)));
        let condition = either_condition(&server.into_iter().chain(client).collect::<Vec<_>>());
        if self.methods.iter().any(|bound| self.json(bound).has_well_known()) {
            text.push_str(&well_known(&condition, &self.own_name(WELL_KNOWN), self.place));
        }
        let mut tables = Tables::new(self.schema, &self.methods, client.is_some());
        let methods: String = self.methods.iter().map(|bound| tables.method(bound)).collect();
        let _ = write!(
            text,
            "    /// The `google.api.http` rules of `{name}`, and the fields of its requests.\n\
             {condition}\
             \x20   mod rules {{\n\
             \x20       use {rest}::{{Binding, Body, Field, Kind, Message, Method, ResponseBody}};\n\
             {methods}{messages}    }}\n",
            name = self.service.name,
            rest = self.place.rest,
            messages = tables.messages(),
        );
        text
    }

    /// Returns the function that creates the routes.
    fn routes(&self, server: &ServiceModule) -> String {
        let condition = conditions(server);
        format!(
            "    /// Returns the REST interface of a `{name}`, as defined by its `google.api.http` rules.\n\
             {condition}\
             \x20   pub fn routes<T: {contract}>(service: ::std::sync::Arc<T>) -> {rest}::Routes {{\n\
             \x20       {rest}::ServiceRoutes::new(service){connect}\n\
             {routes}\
             \x20           .into_routes()\n{settings}    }}\n",
            name = self.service.name,
            rest = self.place.rest,
            settings = self.settings,
            connect = if self.serves_connect { ".connect()" } else { "" },
            contract = self.service.contract,
            routes = self.methods.iter().map(|bound| self.route(bound)).collect::<String>(),
        )
    }

    /// Returns the code that adds a method to the routes.
    fn route(&self, bound: &BoundMethod<'_>) -> String {
        let json = self.json(bound);
        let json = if json.has_well_known() {
            let request = self.json_path(json.request);
            let response = self.json_path(json.response);
            format!("            .json::<{request}, {response}>()\n")
        } else {
            String::new()
        };
        format!(
            "{json}            .{kind}(&rules::{name}, async |service: ::std::sync::Arc<T>, request| <T as {contract}>::{method}({receiver}, request).await)\n",
            kind = kind(bound.method),
            name = constant(&bound.method.name),
            // The syntax of methods would find `Clone::clone` before a method of this name.
            contract = self.service.contract,
            method = bound.method.name,
            receiver = if self.service.arc_self { "service" } else { "&*service" },
        )
    }

    /// Returns the name of a generated type beside the trait of the service, which may have the same name.
    fn own_name(&self, name: &str) -> String {
        if self.service.contract == name { name.repeat(2) } else { name.to_owned() }
    }

    /// Returns the path of a type that reads and writes JSON.
    fn json_path(&self, ty: JsonType) -> String {
        match ty {
            JsonType::Serde => format!("{}::Serde", self.place.rest),
            JsonType::WellKnown => self.own_name(WELL_KNOWN),
            JsonType::Tolerant => self.own_name(client::TOLERANT),
        }
    }

    /// Returns the types that read and write the JSON of a method.
    fn json(&self, bound: &BoundMethod<'_>) -> JsonTypes {
        let method = &self.schema[bound.id];
        let is_generated = |rust: &str| rust.starts_with("super::");
        let of = |message: MessageId, rust: &str| {
            let name = self.schema.text(self.schema[message].full_name);
            let is_well_known = name.starts_with("google.protobuf.") && !is_generated(rust);
            if is_well_known { JsonType::WellKnown } else { JsonType::Serde }
        };
        let request = of(method.input, &bound.method.request_type);
        let response = of(method.output, &bound.method.response_type);
        let is_of_other_crate = response == JsonType::Serde && !is_generated(&bound.method.response_type);
        JsonTypes { request, response, answer: if is_of_other_crate { JsonType::Serde } else { JsonType::Tolerant } }
    }
}

/// The generated type for the JSON of well-known types.
const WELL_KNOWN: &str = "WellKnown";

/// A type that reads and writes the JSON of messages.
#[derive(Clone, Copy, PartialEq)]
enum JsonType {
    /// The type for messages that implement serde's traits.
    Serde,
    /// The generated type for well-known types.
    WellKnown,
    /// The generated type of clients.
    Tolerant,
}

/// The types that read and write the JSON of a method.
struct JsonTypes {
    request: JsonType,
    response: JsonType,
    /// The type with which clients read the response.
    answer: JsonType,
}

impl JsonTypes {
    /// Returns `true` if the request or the response does not implement serde's traits.
    fn has_well_known(&self) -> bool {
        [self.request, self.response].contains(&JsonType::WellKnown)
    }
}

/// Returns the function of `protoward-runtime` for a method.
const fn kind(method: &Method) -> &'static str {
    match (method.is_client_streaming, method.is_server_streaming) {
        (false, false) => "unary",
        (false, true) => "server_streaming",
        (true, false) => "client_streaming",
        (true, true) => "streaming",
    }
}

/// Returns the type that reads and writes the JSON of well-known types, which do not implement serde's traits.
fn well_known(condition: &str, name: &str, place: &PackagePlace) -> String {
    let PackagePlace { json, rest, .. } = place;
    format!(
        "    /// The JSON encoding of well-known types.\n\
         {condition}\
         \x20   enum {name} {{}}\n\
         {condition}\
         \x20   impl<T: {json}::Message> {rest}::Json<T> for {name} {{\n\
         \x20       fn read<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<T, D::Error> {{\n\
         \x20           {json}::read_in(super::{CONTEXT}, deserializer)\n        }}\n\
         \x20       fn write<S: ::serde::Serializer>(message: &T, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {{\n\
         \x20           {json}::write_in(super::{CONTEXT}, message, serializer)\n        }}\n    }}\n"
    )
}

/// Returns the methods of a schema that have HTTP rules. Errors in settings are reported by [`Rules::read`].
pub(crate) fn methods_with_rules(schema: &Schema, settings: &RestSettings) -> Vec<MethodId> {
    if settings.connect {
        return schema.methods.ids().collect();
    }
    let services: Vec<ServiceId> = schema.services.ids().collect();
    let sources = settings.sources(schema).unwrap_or_default();
    let mut methods: Vec<MethodId> = sources.bindings(schema, &services).bindings.iter().map(|it| it.method).collect();
    methods.dedup();
    methods
}
