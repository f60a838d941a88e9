//! Services and their methods, which tonic names.

use std::collections::BTreeMap;

use prost_build::{Service, ServiceGenerator};
use prost_types::ServiceDescriptorProto;

use super::rules::Services;
use super::rust::{bare, service_module, snake, upper_camel};
use super::taken::Taken;

/// What a service and its methods are called in Rust.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ServiceNames {
    pub(super) service: String,
    /// By their places in the descriptor.
    pub(super) methods: Vec<String>,
}

impl ServiceNames {
    /// What tonic calls them by itself.
    pub(super) fn plain(service: &ServiceDescriptorProto) -> Self {
        let methods = service.method.iter().map(|method| snake(method.name())).collect::<Vec<_>>();
        Self { service: upper_camel(service.name()), methods }
    }

    /// Names a service among the services and the modules of its package.
    pub(super) fn chosen(
        service: &ServiceDescriptorProto,
        built: Services,
        services: &mut Taken,
        modules: &mut Taken,
    ) -> Self {
        let Self { service: wanted, methods } = Self::plain(service);
        let name = services.take_one_of(wanted, another, |name| {
            let free = modules_of(name, built).iter().all(|module| !modules.has(module));
            free && (!built.server || is_trait(name, service))
        });
        modules_of(&name, built).iter().for_each(|module| modules.insert(module));
        Self { service: name, methods: methods_of(service, methods, built) }
    }
}

/// The name that stands in: `NameService`, then `NameService2` and so on.
fn another(name: &str, nth: usize) -> String {
    match nth {
        1 => format!("{name}Service"),
        nth => format!("{name}Service{nth}"),
    }
}

fn modules_of(name: &str, built: Services) -> Vec<String> {
    let module = service_module(name);
    let client = built.client.then(|| format!("{module}_client"));
    client.into_iter().chain(built.server.then(|| format!("{module}_server"))).collect()
}

/// Whether the trait of a server may be called so: tonic's code around it uses names without their paths, and has a
/// struct for each method.
fn is_trait(name: &str, service: &ServiceDescriptorProto) -> bool {
    const USED: &[&str] = &[
        "Arc",
        "B",
        "Body",
        "Box",
        "BoxFuture",
        "BoxStream",
        "Clone",
        "CompressionEncoding",
        "Context",
        "Default",
        "EnabledCompressionEncodings",
        "InterceptedService",
        "Into",
        "Option",
        "Poll",
        "StdError",
        "T",
    ];
    let of_method = name.strip_suffix("Svc");
    !USED.contains(&name) && !service.method.iter().any(|method| Some(method.name()) == of_method)
}

/// Whether nothing in the service itself speaks against the name that tonic gives it.
pub(super) fn keeps_name(service: &ServiceDescriptorProto) -> bool {
    is_trait(&upper_camel(service.name()), service)
}

fn methods_of(service: &ServiceDescriptorProto, wanted: Vec<String>, built: Services) -> Vec<String> {
    const OF_CLIENTS: &[&str] = &[
        "accept_compressed",
        "max_decoding_message_size",
        "max_encoding_message_size",
        "new",
        "send_compressed",
        "with_interceptor",
        "with_origin",
    ];
    let mut taken = Taken::default();
    if built.client {
        taken = Taken::with(OF_CLIENTS.iter().copied().chain(built.transport.then_some("connect")));
    }
    if built.server && built.arc_self {
        // A server clones its `Arc`, which would be this method of what is in it.
        taken.insert("clone");
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&at| bare(&wanted[at]) != service.method[at].name());
    let mut names = wanted;
    for &at in &order {
        names[at] = taken.take(std::mem::take(&mut names[at]));
    }
    names
}

/// A generator of services that gives them other names where it has to.
pub(super) struct Renaming {
    /// By the package and the service as they are in the descriptors.
    pub(super) names: BTreeMap<(String, String), ServiceNames>,
    /// Whether types such as `bool` are understood as they are.
    pub(super) extended_types: bool,
    pub(super) generator: Box<dyn ServiceGenerator>,
    /// The same, where Rust would warn of the types of a trait.
    pub(super) for_odd: Box<dyn ServiceGenerator>,
}

/// Whether the trait has a type that is not written as one in Rust: tonic calls the type of a stream as its method.
fn is_odd(service: &Service) -> bool {
    let is_odd = |name: &str| name.starts_with(|first: char| first.is_ascii_lowercase()) || name.contains('_');
    service.methods.iter().any(|method| method.server_streaming && is_odd(&method.proto_name))
}

impl ServiceGenerator for Renaming {
    fn generate(&mut self, mut service: Service, buf: &mut String) {
        if let Some(names) = self.names.get(&(service.package.clone(), service.proto_name.clone())) {
            service.name.clone_from(&names.service);
            for (method, name) in service.methods.iter_mut().zip(&names.methods) {
                method.name.clone_from(name);
            }
        }
        if !self.extended_types {
            for method in &mut service.methods {
                with_path(&mut method.input_type);
                with_path(&mut method.output_type);
            }
        }
        let generator = if is_odd(&service) { &mut self.for_odd } else { &mut self.generator };
        generator.generate(service, buf);
    }

    fn finalize(&mut self, buf: &mut String) {
        self.generator.finalize(buf);
    }

    fn finalize_package(&mut self, package: &str, buf: &mut String) {
        self.generator.finalize_package(package, buf);
    }
}

/// What prost makes of `google.protobuf.BoolValue` is no path, and tonic takes it for a type of the package.
fn with_path(ty: &mut String) {
    const NO_PATHS: &[&str] = &["bool", "f32", "f64", "i32", "i64", "u32", "u64"];
    if NO_PATHS.contains(&ty.as_str()) {
        *ty = format!("::core::primitive::{ty}");
    }
}
