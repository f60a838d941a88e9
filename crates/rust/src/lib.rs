//! Rust code from a schema: prost messages and tonic services.
//!
//! In: a linked schema, the files that code is wanted for, and [`Settings`]. Out: formatted code, one file for each package. The
//! crate does not depend on prost-build, on the environment of cargo, on configuration files, or on where code is written. With
//! [`Comments::Prost`] and `prost_names`, the code is that of prost-build and tonic-prost-build, byte for byte.
//!
//! Open enums, fields that the schema does not have, extensions and setters are what prost does not have (`field_types`).
//!
//! All names are decided first (`names`), and then what only the whole schema tells of a message (`facts`). After that each
//! construct has one function that writes it.

pub mod additions;
mod attributes;
pub mod checks;
mod code;
mod comments;
mod components;
mod context;
pub mod diagnostics;
pub mod editions;
mod enumeration;
mod externs;
mod facts;
mod field;
mod field_types;
mod given;
pub mod ident;
mod layout;
mod message;
mod names;
mod oneof;
pub mod paths;
mod runtime;
mod service;
mod settings;
mod tokens;
pub mod tree;
mod well_known;

use std::collections::{BTreeMap, BTreeSet};

use protoward_schema::{File, FileId, IdMap, MessageId, Schema};
use protoward_source::parallel;

pub use attributes::OF_TONIC;
pub use code::{EnumCode, Member, MessageCode};
pub use comments::{documentation, plain};
pub use components::components;
pub use externs::ExternPathError;
pub use names::{BESIDE, Taken, package_path};
pub use paths::PathMap;
pub use runtime::{Runtime, UnknownRuntime};
pub use service::{Call, Contract, MethodCode, ServiceCode, Side};
pub use settings::{AttributeError, Comments, RuntimeModule, ServiceAttributes, Services, Settings, TypeAttribute};
pub use well_known::WELL_KNOWN;

use context::Context;
use externs::Externs;
use facts::Facts;
use field_types::FieldTypes;
use layout::Writer;
use names::Names;

/// The code of one module.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Module {
    /// The names of the module, from the outermost in; empty for what has no package.
    pub path: Vec<String>,
    /// The name of its file.
    pub file: String,
    /// The code.
    pub code: String,
}

/// Generates code from a schema.
///
/// ```
/// use protoward_compiler::{Compiler, MemoryTree};
/// use protoward_rust::{Generator, Settings};
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; package shop.v1; message User { string name = 1; }")]);
/// let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
/// let settings = Settings::default();
/// let files: Vec<_> = compiled.schema().files.ids().collect();
/// let modules = Generator::new(compiled.schema(), &files, &settings)?.modules();
/// assert_eq!(modules[0].file, "shop.v1.rs");
/// assert!(modules[0].code.contains("pub name: ::prost::alloc::string::String,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Generator<'a> {
    context: Context<'a>,
    files: &'a [FileId],
    is_generated: IdMap<File, bool>,
}

impl<'a> Generator<'a> {
    /// Decides all names, and what is to be known of all messages. `files` are those that code is generated of.
    ///
    /// # Errors
    /// An `extern_path` that is given twice or does not begin with a dot.
    pub fn new(schema: &'a Schema, files: &'a [FileId], settings: &'a Settings) -> Result<Self, ExternPathError> {
        let externs = Externs::new(settings)?;
        let names = match settings.prost_names {
            true => Names::of_prost(schema, settings),
            false => Names::distinct(schema, files, settings, &externs),
        };
        let mut is_generated: IdMap<File, bool> = schema.files.ids().map(|_| false).collect();
        files.iter().for_each(|&file| is_generated[file] = true);
        let field_types = FieldTypes::of(schema, settings, &externs);
        let facts = Facts::of(schema, settings, &field_types);
        let mut context = Context { schema, settings, names, facts, externs, is_sole: false, field_types };
        let with_code = files.iter().filter(|&&file| context.has_code(file));
        let packages: BTreeSet<&str> = with_code.map(|&file| schema.package(file)).collect();
        context.is_sole = packages.len() == 1;
        Ok(Self { context, files, is_generated })
    }

    /// Returns the versions of prost and tonic that the code is for.
    pub fn runtime(&self) -> Runtime {
        self.context.settings.runtime
    }

    /// Returns `true` if there is code in the module of one package alone.
    pub fn is_sole(&self) -> bool {
        self.context.is_sole
    }

    /// Returns the code, sorted by module. Files of one package share a module. All modules are written in parallel.
    pub fn modules(&self) -> Vec<Module> {
        let context = &self.context;
        let mut parts: BTreeMap<Vec<String>, Parts> = BTreeMap::new();
        for &file in self.files {
            let path = context.names.package_path(context.schema.package(file));
            parts.entry(path).or_default().files.push(file);
        }
        for id in context.schema.messages.ids() {
            if let Some(path) = context.names.merged(id) {
                parts.entry(path.to_vec()).or_default().merged.push(id);
            }
        }
        let parts: Vec<(Vec<String>, Parts)> = parts.into_iter().collect();
        let written = parallel::map(parts.len(), parallel::threads(None), |at| context.code(&parts[at].1));
        let mut declared = BTreeSet::new();
        let mut modules = Vec::with_capacity(parts.len());
        for ((path, parts), mut code) in parts.into_iter().zip(written) {
            let mut writer = Writer::default();
            context.declare_open_enums(&parts.files, &mut declared, &mut writer);
            code.push_str(&writer.into_code());
            if !code.is_empty() {
                modules.push(context.module(path, &code));
            }
        }
        modules
    }
}

/// What a module is written of.
#[derive(Default)]
struct Parts {
    files: Vec<FileId>,
    /// Messages whose nested types are in the module of a package.
    merged: Vec<MessageId>,
}

impl Context<'_> {
    fn code(&self, parts: &Parts) -> String {
        let mut writer = Writer::default();
        parts.files.iter().for_each(|&file| self.file(file, &mut writer));
        parts.merged.iter().for_each(|&message| _ = self.nested_types(message, &mut writer));
        writer.into_code()
    }

    /// Whether anything is generated of a file.
    fn has_code(&self, id: FileId) -> bool {
        let file = &self.schema[id];
        let is_own = |name| !self.externs.has(&format!(".{}", self.schema.text(name)));
        let has_sides = || self.settings.services.as_ref().is_some_and(|it| it.build_client || it.build_server);
        file.messages.iter().any(|&message| is_own(self.schema[message].full_name))
            || file.enums.iter().any(|&declared| is_own(self.schema[declared].full_name))
            || file.extensions.iter().any(|&extension| self.has_extension(extension))
            || (!file.services.is_empty() && has_sides() && self.has_services(id))
    }

    fn file(&self, id: FileId, writer: &mut Writer) {
        let file = &self.schema[id];
        file.messages.iter().for_each(|&message| self.message(message, writer));
        file.enums.iter().for_each(|&declared| self.enumeration(declared, writer));
        file.extensions.iter().for_each(|&extension| self.extension(extension, writer));
        if let Some(settings) = self.settings.services.as_ref().filter(|_| self.has_services(id)) {
            self.services(&file.services, settings, writer);
        }
    }

    fn module(&self, path: Vec<String>, code: &str) -> Module {
        let name = if path.is_empty() { self.settings.default_package_filename.clone() } else { path.join(".") };
        Module { file: format!("{name}.rs"), code: format!("// This file is @generated by prost-build.\n{code}"), path }
    }
}
