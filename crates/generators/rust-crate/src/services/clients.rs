//! Functions that create clients for a certain transport.

use super::code::{Service, ServiceModule, both_conditions, conditions};

/// Returns the function that creates a client for a server in the same process.
pub(super) fn in_process(client: &ServiceModule, server: &ServiceModule, service: &Service, runtime: &str) -> String {
    let client_name = &client.name;
    let server_name = &server.name;
    let contract = &service.contract;
    format!(
        "    /// Creates a client of `{name}` that calls `server` in the same process, without a socket.\n\
         {conditions}\
         \x20   pub fn in_process<T: {contract}>(server: T) -> {client_name}<{runtime}::InProcess<{server_name}<T>>> {{\n\
         \x20       {client_name}::new({runtime}::InProcess::new({server_name}::new(server)))\n    }}\n",
        name = service.name,
        conditions = both_conditions(client, server),
    )
}

/// Returns the function that creates a client whose calls follow the service config.
pub(super) fn configured(client: &ServiceModule, runtime: &str) -> String {
    let name = &client.name;
    format!(
        "    /// Creates a client that calls `inner`, such as a channel, with the timeouts and retries of [`SERVICE_CONFIG`](super::SERVICE_CONFIG).\n\
         {conditions}\
         \x20   pub fn configured<S>(inner: S) -> {name}<{runtime}::Configured<S>>\n\
         \x20   where\n\
         \x20       {runtime}::Configured<S>: ::tonic::client::GrpcService<::tonic::body::Body, ResponseBody = ::tonic::body::Body>,\n\
         \x20   {{\n\
         \x20       {name}::new({runtime}::Configured::new(inner, &super::SERVICE_CONFIG))\n    }}\n",
        conditions = conditions(client),
    )
}
