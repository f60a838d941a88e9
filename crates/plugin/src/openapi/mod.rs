//! OpenAPI documents that describe the HTTP interface of services, from their `google.api.http` rules.
//!
//! In: a linked schema, the files with the requested services, and a parameter. Out: OpenAPI 3.1 documents as YAML or
//! JSON. The module does not depend on the command line, the file system, or the server implementation.
//!
//! `settings` parses the parameter, and `documents` assigns services to documents. `document` assembles one: `paths`
//! and `operation` from bindings, `schemas` from the referenced messages.

mod annotations;
mod comments;
mod constraints;
mod document;
mod documents;
mod generator;
mod object;
mod operation;
mod parameters;
mod paths;
mod schemas;
mod settings;
mod types;

pub use generator::{OpenApi, generator};
pub use settings::SETTINGS;
