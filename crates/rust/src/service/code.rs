//! The names of services in the generated code, for code that is written next to it.

use super::{Method, Service, matches};
use crate::Generator;
use crate::attributes;
use crate::ident::service_module;

/// The generated code of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceCode {
    /// The full protobuf name.
    pub name: String,
    /// The common prefix of the names of the client and server modules.
    pub module_prefix: String,
    /// The client, if it is generated.
    pub client: Option<ServiceModule>,
    /// The server, if it is generated.
    pub server: Option<ServiceModule>,
    /// The methods in declaration order.
    pub methods: Vec<MethodCode>,
    /// The trait that servers implement, if it is generated.
    pub contract: Option<ServerTrait>,
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

/// A method.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodCode {
    /// The name in Rust.
    pub name: String,
    /// The path of its requests: `/package.Service/Method`.
    pub path: String,
}

impl MethodCode {
    /// Returns the protobuf name.
    pub fn proto_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// The trait that servers implement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerTrait {
    /// The name of the trait.
    pub name: String,
    /// Whether methods take `Arc<Self>`.
    pub arc_self: bool,
    /// The types of the methods, in declaration order.
    pub calls: Vec<MethodTypes>,
}

/// The types of a method, relative to a sibling of the module with the trait.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodTypes {
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
        let path = |method: &Method<'_>| format!("/{}/{}", self.path_name, method.proto_name);
        let methods = self.methods.iter().map(|it| MethodCode { name: it.name.to_owned(), path: path(it) });
        let contract = || ServerTrait {
            name: self.name.to_owned(),
            arc_self: settings.use_arc_self,
            calls: self.methods.iter().map(|method| self.call_of(method)).collect(),
        };
        ServiceCode {
            name: self.full_name.clone(),
            module_prefix: service_module(self.name),
            client: settings.build_client.then(|| self.side("client", "Client", &settings.client_attributes.modules)),
            server: settings.build_server.then(|| self.side("server", "Server", &settings.server_attributes.modules)),
            methods: methods.collect(),
            contract: settings.build_server.then(contract),
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

    fn call_of(&self, method: &Method<'_>) -> MethodTypes {
        let has_stream = method.server_streaming && !self.settings.generate_default_stubs;
        MethodTypes {
            request_type: method.request.clone(),
            is_client_streaming: method.client_streaming,
            response_type: method.response.clone(),
            is_server_streaming: method.server_streaming,
            stream: has_stream.then(|| format!("{}Stream", method.proto_name)),
        }
    }
}
