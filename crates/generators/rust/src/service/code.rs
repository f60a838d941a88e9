//! The names of services in the generated code, for code that is written next to it.

use super::{Method, Service, matches};
use crate::Generator;
use crate::attributes;
use crate::ident::service_module;

/// The generated code of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceCode {
    /// The full name of the service in the schema.
    pub name: String,
    /// The name of the trait that servers implement. It is next to the server.
    pub contract: String,
    /// Whether the methods of the trait take `Arc<Self>`.
    pub arc_self: bool,
    /// The common prefix of the names of the client and server modules.
    pub module_prefix: String,
    /// The client, if it is generated.
    pub client: Option<ServiceModule>,
    /// The server, if it is generated.
    pub server: Option<ServiceModule>,
    /// The methods in declaration order.
    pub methods: Vec<MethodCode>,
}

/// A client or a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceModule {
    /// The name of the module.
    pub module: String,
    /// The name of the struct in the module.
    pub name: String,
    /// The conditions under which the module is compiled: the contents of its `#[cfg(…)]` attributes.
    pub conditions: Vec<String>,
}

/// A method. Types are relative to a sibling of the modules of the client and the server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodCode {
    /// The name of the Rust method, in the client and in the trait.
    pub name: String,
    /// The path of its requests: `/package.Service/Method`.
    pub path: String,
    /// The message type of the request.
    pub request_type: String,
    /// Whether the request is a stream of messages.
    pub is_client_streaming: bool,
    /// The message type of the response.
    pub response_type: String,
    /// Whether the response is a stream of messages.
    pub is_server_streaming: bool,
    /// The associated type of the trait for the response stream, if there is one.
    pub stream: Option<String>,
}

impl MethodCode {
    /// Returns the declared name: the last part of the path.
    pub fn proto_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

impl Generator<'_> {
    /// Returns the services that code is generated for, with the path of their module. The modules are sorted by path.
    pub fn services(&self) -> Vec<(Vec<String>, Vec<ServiceCode>)> {
        let context = &self.context;
        let settings = context.settings.services.as_ref();
        let Some(settings) = settings.filter(|it| it.build_client || it.build_server) else { return Vec::new() };
        let mut modules = Vec::new();
        for (path, parts) in self.parts() {
            let files = parts.files.iter().filter(|&&file| context.has_services(file));
            let declared = files.flat_map(|&file| &context.schema[file].services);
            let services: Vec<ServiceCode> = declared.map(|&id| context.described(id, settings).code()).collect();
            if !services.is_empty() {
                modules.push((path, services));
            }
        }
        modules
    }
}

impl Service<'_> {
    fn code(&self) -> ServiceCode {
        let settings = self.settings;
        ServiceCode {
            name: self.full_name.clone(),
            contract: self.name.to_owned(),
            arc_self: settings.use_arc_self,
            module_prefix: service_module(self.name),
            client: settings.build_client.then(|| self.side("client", "Client", &settings.client_attributes.modules)),
            server: settings.build_server.then(|| self.side("server", "Server", &settings.server_attributes.modules)),
            methods: self.methods.iter().map(|method| self.method_code(method)).collect(),
        }
    }

    fn side(&self, kind: &str, suffix: &str, attributes: &[(String, String)]) -> ServiceModule {
        let matching = attributes.iter().filter(|(pattern, _)| matches(pattern, self.package));
        ServiceModule {
            module: format!("{}_{kind}", service_module(self.name)),
            name: format!("{}{suffix}", self.name),
            conditions: matching.flat_map(|(_, text)| attributes::conditions(text)).collect(),
        }
    }

    fn method_code(&self, method: &Method<'_>) -> MethodCode {
        let has_stream = method.server_streaming && !self.settings.generate_default_stubs;
        MethodCode {
            name: method.name.to_owned(),
            path: format!("/{}/{}", self.path_name, method.proto_name),
            request_type: method.request.clone(),
            is_client_streaming: method.client_streaming,
            response_type: method.response.clone(),
            is_server_streaming: method.server_streaming,
            stream: has_stream.then(|| format!("{}Stream", method.proto_name)),
        }
    }
}
