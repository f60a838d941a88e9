//! HTTP bindings of methods: the rules of `google.api.http`, checked and resolved to fields.
//!
//! In: a linked schema and services of it. Out: a [`Binding`] for each rule and each of its `additional_bindings`, and
//! what is wrong with the others. It must not know who wants the bindings (an OpenAPI document, a router, the gate), or
//! where the schema came from.
//!
//! The specification is the comments of `google/api/http.proto`; <https://google.aip.dev/127> adds advice, which is
//! reported as warnings.

mod binding;
mod call;
mod check;
mod diagnostics;
mod duplicates;
mod query;
mod routes;
mod rule;
pub mod sample;
mod value;

pub use binding::{Binding, Body, FieldPath, Verb};
pub use call::Call;
pub use check::{Bindings, bindings};
pub use duplicates::duplicates;
pub use query::{Query, named, query};
pub use routes::{Answer, Routes, package};
pub use value::{Parameter, parameter};
