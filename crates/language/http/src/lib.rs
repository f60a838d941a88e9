//! HTTP bindings of methods: `google.api.http` rules, checked and resolved to fields.
//!
//! Input: a linked schema, some of its services, and possibly a service YAML. Output: a [`Binding`] for each rule and each of its
//! `additional_bindings`, diagnostics of invalid rules, and [`Routes`], which find the binding of a request. The crate
//! does not know the users of bindings (OpenAPI documents, servers, rules).
//!
//! The specification is the comments of `google/api/http.proto`. Advice of <https://google.aip.dev/127> is reported as
//! warnings.
//!
//! ```
//! use protoward_http::{RouteResult, Routes};
//! use protoward_schema::Schema;
//!
//! let schema = Schema::default();
//! let routes = Routes::new(&schema, schema.services.ids());
//! assert_eq!(routes.find("shop.v1", "GET", "/v1/orders"), RouteResult::NotFound);
//! ```

mod binding;
mod check;
mod diagnostics;
mod query;
mod routes;
mod rule;
pub mod sample;
mod sample_request;
mod service_yaml;
mod sources;
mod value;

pub use binding::{Binding, Body, FieldPath, HttpMethod};
pub use check::{Bindings, bindings, bindings_of, duplicates, uncarried};
pub use query::{Query, named, query};
pub use routes::{RouteResult, Routes, package};
pub use rule::{Rule, rules};
pub use sample_request::SampleRequest;
pub use sources::{RuleSources, UnknownMessage, error_message};
pub use value::{Parameter, parameter};
