//! Mock servers, whose methods a test defines.

use std::fmt::Write as _;

use super::code::{Method, Service, ServiceModule, conditions, constant, trait_method};
use protoward_rust::ident::bare;

/// The input for the code of one method.
struct MockMethod<'a> {
    method: &'a Method,
    runtime: &'a str,
}

/// Returns the mock of a service: a struct that implements the trait of the server.
pub(super) fn mock(server: &ServiceModule, service: &Service, runtime: &str) -> String {
    let trait_name = &service.contract;
    let condition = conditions(server);
    let methods: Vec<_> = service.methods.iter().map(|method| MockMethod { method, runtime }).collect();
    let fields: String = methods.iter().map(MockMethod::field).collect();
    let setters: String = methods.iter().map(MockMethod::setters).collect();
    let trait_methods: String = methods.iter().map(|it| it.trait_method(service)).collect();
    let mut text = String::new();
    let _ = write!(
        text,
        "    /// A mock server for tests. It answers calls with functions of the test, and records them. Methods without a function\n\
         \x20   /// answer `UNIMPLEMENTED`.\n    ///\n\
         \x20   /// Clones share their functions and recorded calls.\n\
         {condition}\
         \x20   #[derive(Clone, Default)]\n\
         \x20   pub struct Mock{trait_name} {{\n        methods: ::std::sync::Arc<Mock{trait_name}Methods>,\n    }}\n\
         {condition}\
         \x20   #[derive(Default)]\n\
         \x20   struct Mock{trait_name}Methods {{\n{fields}    }}\n\
         {condition}\
         \x20   impl Mock{trait_name} {{\n\
         \x20       /// Creates a mock whose methods have no functions.\n\
         \x20       #[must_use]\n\
         \x20       pub fn new() -> Self {{\n            <Self as ::core::default::Default>::default()\n        }}\n\
         {setters}    }}\n\
         {condition}\
         \x20   impl ::core::fmt::Debug for Mock{trait_name} {{\n\
         \x20       fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{\n\
         \x20           f.write_str(\"Mock{trait_name}\")\n        }}\n    }}\n\
         {condition}\
         \x20   #[::tonic::async_trait]\n\
         \x20   impl {trait_name} for Mock{trait_name} {{\n{trait_methods}    }}\n",
    );
    text
}

impl MockMethod<'_> {
    fn request_type(&self) -> String {
        let request_type = &self.method.request_type;
        if self.method.is_client_streaming {
            format!("{}::Incoming<{request_type}>", self.runtime)
        } else {
            request_type.clone()
        }
    }

    fn response_type(&self) -> String {
        let response_type = &self.method.response_type;
        if self.method.is_server_streaming {
            format!("::tonic::codegen::BoxStream<{response_type}>")
        } else {
            response_type.clone()
        }
    }

    fn recorded(&self) -> String {
        let request_type = &self.method.request_type;
        if self.method.is_client_streaming { format!("::std::vec::Vec<{request_type}>") } else { request_type.clone() }
    }

    fn field(&self) -> String {
        let request_type = self.request_type();
        let response_type = self.response_type();
        let recorded = self.recorded();
        format!(
            "        {}: {}::Method<{request_type}, {response_type}, {recorded}>,\n",
            self.method.name, self.runtime
        )
    }

    /// Returns the function that sets the behavior of the method, and the function that returns its calls.
    fn setters(&self) -> String {
        let Self { method, runtime } = self;
        let field = &method.name;
        let name = bare(&method.name);
        let response_type = &method.response_type;
        let (stream, response, set) =
            if method.is_server_streaming { (", S", "S", "set_stream") } else { ("", response_type.as_str(), "set") };
        let bound = if method.is_server_streaming {
            format!(
                "            S: ::tonic::codegen::tokio_stream::Stream<Item = ::core::result::Result<{response_type}, ::tonic::Status>>\n\
                 \x20               + ::core::marker::Send + 'static,\n"
            )
        } else {
            String::new()
        };
        format!(
            "        /// Answers calls of `{proto}` with a function.\n\
             \x20       #[must_use]\n\
             \x20       pub fn on_{name}<F, A{stream}>(self, answer: F) -> Self\n\
             \x20       where\n\
             \x20           F: ::core::ops::Fn(::tonic::Request<{request_type}>) -> A + ::core::marker::Send + ::core::marker::Sync + 'static,\n\
             \x20           A: ::core::future::Future<Output = ::core::result::Result<::tonic::Response<{response}>, ::tonic::Status>>\n\
             \x20               + ::core::marker::Send + 'static,\n\
             {bound}\
             \x20       {{\n            self.methods.{field}.{set}(answer);\n            self\n        }}\n\
             \x20       /// Returns the calls of `{proto}` so far.\n\
             \x20       pub fn calls_to_{name}(&self) -> ::std::vec::Vec<{runtime}::Call<{recorded}>> {{\n\
             \x20           self.methods.{field}.calls()\n        }}\n",
            proto = method.proto_name(),
            request_type = self.request_type(),
            recorded = self.recorded(),
        )
    }

    /// Returns the method of the trait.
    fn trait_method(&self, service: &Service) -> String {
        let name = &self.method.name;
        let called = if self.method.is_client_streaming { "call_with_many" } else { "call" };
        let body = format!("self.methods.{name}.{called}(path::{}, request).await", constant(name));
        trait_method(service, self.method, &self.response_type(), &body)
    }
}
