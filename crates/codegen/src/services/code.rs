//! The generated code of services, as the generator of Rust returns it.

use std::collections::BTreeSet;

use crate::names::bare;

pub(super) use protoward_rust::{
    MethodCode as Method, MethodTypes, ServerTrait, ServiceCode as Service, ServiceModule,
};

/// The place of a package in the module tree.
#[derive(Debug, Default)]
pub(super) struct PackagePlace {
    /// The path of the package's module.
    pub(super) path: Vec<String>,
    /// The names of modules of other packages in the package's module.
    pub(super) submodules: BTreeSet<String>,
    /// The path from the module of a service to the module for run time.
    pub(super) runtime: String,
    /// The path from the module of a service to the module that reads and writes JSON.
    pub(super) json: String,
}

/// Returns the `cfg` attributes for code that needs a client or a server.
pub(super) fn conditions(side: &ServiceModule) -> String {
    side.conditions.iter().map(|condition| format!("    #[cfg({condition})]\n")).collect()
}

/// Returns the name of the constant for a method.
pub(super) fn constant(method: &str) -> String {
    bare(method).to_uppercase()
}
