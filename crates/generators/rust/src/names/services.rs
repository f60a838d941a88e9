//! The names of services and their methods, which must not hide what the code of tonic uses without a path.

use protoward_schema::{MethodId, Schema, ServiceId};

use super::RustNames;
use super::name_allocator::NameAllocator;
use crate::ident::{bare, service_module};
use crate::settings::Services;

/// The methods that every client has.
const CLIENT_METHODS: &[&str] = &[
    "accept_compressed",
    "max_decoding_message_size",
    "max_encoding_message_size",
    "new",
    "send_compressed",
    "with_interceptor",
    "with_origin",
];

/// The names that the code next to a server trait uses without a path.
const SERVER_MODULE_NAMES: &[&str] = &[
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

impl RustNames {
    /// Makes the name of a service distinct from the services and modules of its package, and its method names from each other.
    pub(super) fn disambiguate_service(
        &mut self,
        schema: &Schema,
        id: ServiceId,
        settings: &Services,
        (services, modules): (&mut NameAllocator, &mut NameAllocator),
    ) {
        // `Self_Client` would not be in camel case.
        let preferred = std::mem::take(&mut self.services[id]);
        let preferred = if preferred == "Self_" { "SelfService".to_owned() } else { preferred };
        let name = services.allocate_with(preferred, alternative, |name| {
            let is_free = modules_of(name, settings).all(|module| !modules.has(&module));
            is_free && (!settings.build_server || is_trait(schema, id, name))
        });
        modules_of(&name, settings).for_each(|module| modules.insert(&module));
        self.services[id] = name;
        self.disambiguate_methods(schema, id, settings);
    }

    fn disambiguate_methods(&mut self, schema: &Schema, id: ServiceId, settings: &Services) {
        let mut used_names = NameAllocator::default();
        if settings.build_client {
            used_names = NameAllocator::with_used(
                CLIENT_METHODS.iter().copied().chain(settings.build_transport.then_some("connect")),
            );
        }
        if settings.build_server && settings.use_arc_self {
            // A server clones its `Arc`. A method `clone` of the service in the `Arc` would be called instead.
            used_names.insert("clone");
        }
        let is_exact = |method: &MethodId| bare(&self.methods[*method]) == schema.text(schema[*method].name);
        let (exact, others): (Vec<MethodId>, Vec<MethodId>) = schema[id].methods.iter().copied().partition(is_exact);
        for method in exact.into_iter().chain(others) {
            self.methods[method] = used_names.allocate(std::mem::take(&mut self.methods[method]));
        }
    }
}

/// Returns a replacement for a name that is taken: `NameService`, then `NameService2` and so on.
fn alternative(name: &str, nth: usize) -> String {
    match nth {
        1 => format!("{name}Service"),
        nth => format!("{name}Service{nth}"),
    }
}

fn modules_of(name: &str, settings: &Services) -> impl Iterator<Item = String> {
    let module = service_module(name);
    let client = settings.build_client.then(|| format!("{module}_client"));
    let server = settings.build_server.then(|| format!("{module}_server"));
    client.into_iter().chain(server)
}

/// Returns `true` if the trait of a service can have this name. The code next to the trait uses some names without a path, and
/// declares a struct for each method.
pub(super) fn is_trait(schema: &Schema, id: ServiceId, name: &str) -> bool {
    let of_method = name.strip_suffix("Svc");
    !SERVER_MODULE_NAMES.contains(&name)
        && !schema[id].methods.iter().any(|&method| Some(schema.text(schema[method].name)) == of_method)
}
