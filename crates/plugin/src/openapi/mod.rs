//! OpenAPI: documents that describe the HTTP side of services, from their `google.api.http` rules.
//!
//! In: a linked schema, the files whose services are wanted, and a parameter. Out: OpenAPI 3.1 documents as YAML or JSON.
//! Does not depend on the command line, the file system, or what serves the requests.
//!
//! `settings` reads the parameter, `documents` says which services share a document, `document` puts one together:
//! `paths` and `operation` from bindings, `schemas` from the messages that they name.

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
