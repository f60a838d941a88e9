//! Mock servers, whose methods a test defines.

use std::fmt::Write as _;

use super::code::{Call, Contract, Method, Side, conditions, constant};
use crate::names::bare;

/// The input for the code of one method.
struct MockMethod<'a> {
    method: &'a Method,
    call: &'a Call,
    runtime: &'a str,
}

/// Returns the mock of a service: a struct that implements the trait of the server.
pub(super) fn mock(server: &Side, contract: &Contract, methods: &[Method], runtime: &str) -> String {
    let (trait_name, condition) = (&contract.name, conditions(server));
    let mock_methods: Vec<MockMethod<'_>> =
        methods.iter().zip(&contract.calls).map(|(method, call)| MockMethod { method, call, runtime }).collect();
    let fields: String = mock_methods.iter().map(MockMethod::field).collect();
    let setters: String = mock_methods.iter().map(MockMethod::setters).collect();
    let receiver = if contract.arc_self { "self: ::std::sync::Arc<Self>" } else { "&self" };
    let trait_methods: String = mock_methods.iter().map(|it| it.trait_method(receiver)).collect();
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
    fn takes(&self) -> String {
        let takes = &self.call.takes;
        if self.call.takes_many { format!("{}::Incoming<{takes}>", self.runtime) } else { takes.clone() }
    }

    fn gives(&self) -> String {
        let gives = &self.call.gives;
        if self.call.gives_many { format!("::tonic::codegen::BoxStream<{gives}>") } else { gives.clone() }
    }

    fn recorded(&self) -> String {
        let takes = &self.call.takes;
        if self.call.takes_many { format!("::std::vec::Vec<{takes}>") } else { takes.clone() }
    }

    fn field(&self) -> String {
        let (takes, gives, recorded) = (self.takes(), self.gives(), self.recorded());
        format!("        {}: {}::Method<{takes}, {gives}, {recorded}>,\n", self.method.name, self.runtime)
    }

    /// Returns the function that sets the behavior of the method, and the function that returns its calls.
    fn setters(&self) -> String {
        let Self { method, call, runtime } = self;
        let (field, name) = (&method.name, bare(&method.name));
        let gives = &call.gives;
        let (stream, response, set) = match call.gives_many {
            true => (", S", "S", "set_stream"),
            false => ("", gives.as_str(), "set"),
        };
        let bound = match call.gives_many {
            true => format!(
                "            S: ::tonic::codegen::tokio_stream::Stream<Item = ::core::result::Result<{gives}, ::tonic::Status>>\n\
                 \x20               + ::core::marker::Send + 'static,\n"
            ),
            false => String::new(),
        };
        format!(
            "        /// Answers calls of `{proto}` with a function.\n\
             \x20       #[must_use]\n\
             \x20       pub fn on_{name}<F, A{stream}>(self, answer: F) -> Self\n\
             \x20       where\n\
             \x20           F: ::core::ops::Fn(::tonic::Request<{takes}>) -> A + ::core::marker::Send + ::core::marker::Sync + 'static,\n\
             \x20           A: ::core::future::Future<Output = ::core::result::Result<::tonic::Response<{response}>, ::tonic::Status>>\n\
             \x20               + ::core::marker::Send + 'static,\n\
             {bound}\
             \x20       {{\n            self.methods.{field}.{set}(answer);\n            self\n        }}\n\
             \x20       /// Returns the calls of `{proto}` so far.\n\
             \x20       pub fn calls_to_{name}(&self) -> ::std::vec::Vec<{runtime}::Call<{recorded}>> {{\n\
             \x20           self.methods.{field}.calls()\n        }}\n",
            proto = method.proto_name(),
            takes = self.takes(),
            recorded = self.recorded(),
        )
    }

    /// Returns the method of the trait.
    fn trait_method(&self, receiver: &str) -> String {
        let Self { method, call, .. } = self;
        let (name, path) = (&method.name, constant(&method.name));
        let stream = call.stream.as_ref();
        let stream = stream.map(|stream| format!("        type {stream} = {};\n", self.gives())).unwrap_or_default();
        let (takes, called) = match call.takes_many {
            true => (format!("::tonic::Streaming<{}>", call.takes), "call_with_many"),
            false => (call.takes.clone(), "call"),
        };
        let gives = match &call.stream {
            Some(stream) => format!("Self::{stream}"),
            None => self.gives(),
        };
        format!(
            "{stream}        async fn {name}({receiver}, request: ::tonic::Request<{takes}>)\n\
             \x20           -> ::core::result::Result<::tonic::Response<{gives}>, ::tonic::Status>\n\
             \x20       {{\n            self.methods.{name}.{called}(path::{path}, request).await\n        }}\n",
        )
    }
}
