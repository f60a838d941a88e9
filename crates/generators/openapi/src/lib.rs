//! OpenAPI documents that describe the HTTP interface of services, from their `google.api.http` rules.
//!
//! In: a linked schema, the files with the requested services, and a parameter. Out: OpenAPI documents as YAML or JSON.
//! The crate reads no file but the service YAML that the parameter names. It does not depend on the command line or on the
//! server implementation.
//!
//! `settings` parses the parameter, and `documents` assigns services to documents. `document` assembles one: `paths`
//! and `operation` from bindings with the names in `names`, `schemas` from the referenced messages.
//! A document is of version 3.1; `versions` converts it to older ones.

mod annotations;
mod comments;
mod constraints;
mod document;
mod documents;
mod generator;
mod integers;
mod masks;
mod names;
mod object;
mod operation;
mod options;
mod parameters;
mod paths;
mod requests;
mod resources;
mod schemas;
mod security;
mod settings;
mod types;
mod versions;

pub use generator::{OpenApi, generator};
pub use settings::{SETTINGS, without_value};
