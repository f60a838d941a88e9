//! Services: clients and servers for tonic, with the text and the order of tonic-build.

mod client;
mod code;
mod handler;
mod server;

use protoward_schema::{FileId, MessageId, MethodId, ServiceId};

pub use code::{MethodCode, ServiceCode, ServiceModule};

use crate::attributes;
use crate::context::{RustContext, Scope};
use crate::ident::service_module;
use crate::layout::Writer;
use crate::runtime::Runtime;
use crate::settings::{Comments, Services};

/// The types that tonic uses without adding a path.
const UNIT: &[&str] = &["()"];

/// Like [`UNIT`], but with `with_extended_rust_types`.
const PLAIN: &[&str] = &["()", "bool", "i32", "i64", "u32", "u64", "f32", "f64"];

/// The first lines of the modules of services: the lints that they allow.
const ALLOWED: &str = "\
#![allow(
    unused_variables,
    dead_code,
    missing_docs,
    clippy::wildcard_imports,
    clippy::let_unit_value,
)]";

/// The lint that the `match` of a server without methods needs. tonic-build does not allow it.
const ALLOWED_WITHOUT_METHODS: &str = "#![allow(clippy::match_single_binding)]";

/// The import of the modules of services.
const IMPORT: &str = "use tonic::codegen::*;";

/// The data of a service that its client and its server share.
struct Service<'a> {
    settings: &'a Services,
    /// Whether comments name the settings that attributes come from.
    attribute_origins: bool,
    runtime: Runtime,
    /// The name of the trait.
    name: &'a str,
    full_name: String,
    /// The service name in method paths: the full name, or the name without the package if the settings omit it.
    path_name: String,
    package: &'a str,
    /// The lines of the comment.
    comment: Vec<String>,
    methods: Vec<Method<'a>>,
    /// Whether the trait may have types whose names are not in camel case.
    allows_odd_types: bool,
    /// Whether lints are allowed that tonic-build does not think of.
    allows_lints: bool,
}

struct Method<'a> {
    /// The name of the Rust method.
    name: &'a str,
    /// The declared name, which ends the path of requests.
    proto_name: &'a str,
    comment: Vec<String>,
    is_deprecated: bool,
    request: String,
    response: String,
    client_streaming: bool,
    server_streaming: bool,
}

impl RustContext<'_> {
    /// Returns the services of a file in groups. Within a group, the clients are written before the servers.
    pub(crate) fn service_groups<'i>(&self, ids: &'i [ServiceId]) -> std::slice::Chunks<'i, ServiceId> {
        ids.chunks(if self.settings.runtime.writes_clients_first() { ids.len().max(1) } else { 1 })
    }

    /// Writes the clients and the servers of a group of services.
    pub(crate) fn services(&self, group: &[ServiceId], settings: &Services, writer: &mut Writer) {
        let services: Vec<Service<'_>> = group.iter().map(|&id| self.described(id, settings)).collect();
        if settings.build_client {
            services.iter().for_each(|service| service.client(writer));
        }
        if settings.build_server {
            services.iter().for_each(|service| service.server(writer));
        }
    }

    /// Returns `true` if code is generated for the services of a file.
    pub(crate) fn has_services(&self, file: FileId) -> bool {
        let path = self.schema.text(self.schema[file].path);
        self.settings.services.as_ref().is_some_and(|settings| !settings.other_files.contains(path))
    }

    fn described<'s>(&'s self, id: ServiceId, settings: &'s Services) -> Service<'s> {
        let declared = &self.schema[id];
        let full_name = self.schema.text(declared.full_name);
        let package = self.schema.package(declared.file);
        let omits_package = self.settings.runtime.can_omit_package() && !settings.emit_package;
        let path_name = if omits_package { self.schema.text(declared.name) } else { full_name };
        let methods: Vec<Method<'_>> =
            declared.methods.iter().map(|&method| self.method(method, path_name, settings)).collect();
        Service {
            settings,
            attribute_origins: self.settings.attribute_origins,
            runtime: self.settings.runtime,
            name: self.names.service(id),
            full_name: full_name.to_owned(),
            path_name: path_name.to_owned(),
            package: if omits_package { "" } else { package },
            comment: self.service_comment(id, path_name, settings),
            allows_lints: !self.settings.prost_names,
            allows_odd_types: !self.settings.prost_names && methods.iter().any(Method::has_odd_type),
            methods,
        }
    }

    /// Returns a method. `service` is the name of its service in method paths.
    fn method<'s>(&'s self, id: MethodId, service: &str, settings: &Services) -> Method<'s> {
        let method = &self.schema[id];
        let full_name = format!("{service}.{}", self.schema.text(method.name));
        Method {
            name: self.names.method(id),
            proto_name: self.schema.text(method.name),
            comment: self.service_comment(id, &full_name, settings),
            is_deprecated: method.options.deprecated() == Some(true)
                && !self.settings.skip_deprecated.has(&format!(".{}", self.schema.full_name(id.into()))),
            request: self.request_type(method.service, method.input, settings),
            response: self.request_type(method.service, method.output, settings),
            client_streaming: method.client_streaming,
            server_streaming: method.server_streaming,
        }
    }

    fn service_comment(
        &self,
        element: impl Into<protoward_schema::Element>,
        full_name: &str,
        settings: &Services,
    ) -> Vec<String> {
        if settings.disable_comments.iter().any(|disabled| disabled == full_name) {
            return Vec::new();
        }
        let leading = self.schema.comments(element).leading.unwrap_or_default();
        if self.settings.comments == Comments::Prost {
            let spaced = |line: &str| if line.starts_with(' ') { line.to_owned() } else { format!(" {line}") };
            return leading.lines().map(spaced).collect();
        }
        self.documentation(Some(leading))
    }

    /// Returns the type of a request or a response, relative to the module of a client or a server.
    fn request_type(&self, service: ServiceId, id: MessageId, settings: &Services) -> String {
        let scope = Scope { package: self.schema.package(self.schema[service].file), messages: Vec::new() };
        let ty = self.message_type(&scope, id);
        if self.settings.runtime.knows_well_known_types() {
            let full_name = self.schema.text(self.schema[id].full_name);
            // tonic-build looks only at the start of the name, so that `google.protobufs` counts too.
            let is_well_known = full_name.starts_with("google.protobuf") && !self.settings.compile_well_known_types;
            let is_absolute = UNIT.contains(&&*ty) || ty.starts_with("::") || ty.starts_with("crate::");
            return if is_well_known || is_absolute { ty } else { format!("{}::{ty}", settings.proto_path) };
        }
        // tonic-build would take `bool` for a type of the package. An absolute path avoids that.
        if !self.settings.prost_names && !settings.with_extended_rust_types && PLAIN[1..].contains(&&*ty) {
            return format!("::core::primitive::{ty}");
        }
        // tonic-prost-build looks only at the end of the type.
        let plain = if settings.with_extended_rust_types { PLAIN } else { UNIT };
        let is_plain = plain.iter().any(|plain| ty.ends_with(plain));
        if is_plain || ty.starts_with("::") || ty.starts_with("crate::") {
            return ty;
        }
        format!("{}::{ty}", settings.proto_path)
    }
}

impl Service<'_> {
    /// Writes the statement that creates the codec of a method.
    fn codec(&self, writer: &mut Writer) {
        writer.word("let codec = ");
        writer.ty(self.settings.codec_path.as_deref().unwrap_or(self.runtime.codec()));
        writer.end_line("::default();");
    }

    /// Opens the module of a client or a server, and writes its attributes.
    fn open_module(&self, kind: &str, modules: &[(String, String)], writer: &mut Writer) {
        writer.line(&format!("/// Generated {kind} implementations."));
        self.attributes(&format!("{kind}_mod_attribute"), modules, self.package, writer);
        writer.word(&format!("pub mod {}_{kind} {{", service_module(self.name)));
        writer.open();
        writer.lines(ALLOWED);
        if self.allows_lints && self.methods.is_empty() {
            writer.line(ALLOWED_WITHOUT_METHODS);
        }
        writer.line(IMPORT);
    }

    /// Writes the attributes of a setting whose patterns match a name.
    fn attributes(&self, setting: &str, patterns: &[(String, String)], name: &str, writer: &mut Writer) {
        for (pattern, text) in patterns.iter().filter(|(pattern, _)| matches(pattern, name)) {
            attributes::write_with_origin(text, self.attribute_origins.then_some((setting, pattern)), writer);
        }
    }
}

impl Method<'_> {
    /// Returns `true` if the trait has a type for the method whose name is not in camel case.
    fn has_odd_type(&self) -> bool {
        let name = self.proto_name;
        self.server_streaming && (name.starts_with(|first: char| first.is_ascii_lowercase()) || name.contains('_'))
    }
}

/// Writes the lines of a comment as documentation.
fn document(comment: &[String], writer: &mut Writer) {
    comment.iter().for_each(|line| writer.line(format!("///{line}").trim_end_matches(' ')));
}

/// Returns `true` if a pattern is `.`, the whole name, or the last parts of the name.
fn matches(pattern: &str, name: &str) -> bool {
    let is_end = || name.strip_suffix(pattern).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    pattern == "." || (!pattern.is_empty() && is_end())
}
