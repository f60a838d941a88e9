//! Rust code from a schema: prost messages and tonic services.
//!
//! Input: a linked schema, the files to generate code for, and [`RustSettings`]. Output: formatted code, one file per package.
//! The crate does not depend on prost-build, Cargo environment variables, configuration files or the output location. With
//! [`Comments::Prost`] and `prost_names`, the code equals that of prost-build and tonic-prost-build, byte for byte.
//!
//! `field_types` has the features that prost lacks: open enums, unknown fields, extensions and setters.
//!
//! The generator first chooses all names (`names`). It then collects the facts about messages that depend on the whole schema
//! (`type_properties`). After that, each construct is written by one function.

pub mod additions;
mod attributes;
pub mod checks;
mod code;
mod comments;
mod context;
pub mod diagnostics;
pub mod editions;
mod enumeration;
mod externs;
mod field;
mod field_code;
mod field_types;
pub mod ident;
mod imported_types;
mod infinite;
mod item_attributes;
mod item_names;
mod layout;
mod message;
mod names;
mod oneof;
pub mod option_table;
mod option_values;
pub mod paths;
mod runtime;
pub mod rust_path;
mod service;
mod settings;
mod tokens;
pub mod tree;
mod type_properties;
mod well_known;

use std::collections::{BTreeMap, BTreeSet};

use protoward_schema::{File, FileId, IdMap, MessageId, Schema};
use protoward_source::{Sources, parallel};

pub use attributes::{AttributeError, OPTIONAL_TRAITS, TONIC_ALLOW_CLIPPY};
pub use code::{EnumCode, MemberCode, MessageCode};
pub use comments::{documentation, plain};
pub use imported_types::ImportedTypes;
pub use item_names::{FIELD_METHODS, ItemNames};
pub use names::{NameAllocator, package_path};
pub use option_table::{OPTIONS, OptionKind, OptionRow, OptionValue, Plugin, SetOptionError, checked_option, option};
pub use option_values::OptionValues;
pub use paths::{ExternPathError, PathMap};
pub use runtime::{Runtime, UnknownRuntime};
pub use service::{MethodCode, ServiceCode, ServiceModule};
pub use settings::{Comments, RustSettings, ServiceAttributes, Services, TypeAttribute};
pub use well_known::WELL_KNOWN;

use context::RustContext;
use externs::Externs;
use field_types::FieldTypes;
use layout::Writer;
use names::RustNames;
use type_properties::TypeProperties;

/// The code of one module.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Module<C = String> {
    /// The names of the module, outermost first; empty for files without a package.
    pub path: Vec<String>,
    /// The name of the file, such as `shop.v1.rs`.
    pub file: String,
    /// The code of the file, or what its [`CodeSink`] made of it.
    pub code: C,
}

/// Receives the code of a module in pieces.
pub trait CodeSink {
    /// The result for a module. It must not hold an open file, since there is one result for each module.
    type Complete: Send;

    /// Adds the next piece of code.
    fn receive(&mut self, code: &str);

    /// Completes the code after the last piece.
    fn end(self) -> Self::Complete;
}

impl CodeSink for String {
    type Complete = Self;

    fn receive(&mut self, code: &str) {
        self.push_str(code);
    }

    fn end(self) -> Self {
        self
    }
}

/// Generates code from a schema.
///
/// ```
/// use protoward_compiler::{Compiler, MemoryTree};
/// use protoward_rust::{Generator, RustSettings};
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; package shop.v1; message User { string name = 1; }")]);
/// let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
/// let settings = RustSettings::default();
/// let files: Vec<_> = compiled.schema().files.ids().collect();
/// let modules = Generator::new(compiled.schema(), &files, &settings)?.modules();
/// assert_eq!(modules[0].file, "shop.v1.rs");
/// assert!(modules[0].code.contains("pub name: ::prost::alloc::string::String,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Generator<'a> {
    context: RustContext<'a>,
    files: &'a [FileId],
    is_generated: IdMap<File, bool>,
    /// The texts of the schema, if they are known.
    #[cfg_attr(
        not(feature = "validate"),
        expect(dead_code, reason = "only errors about rules have places in options")
    )]
    sources: Option<&'a Sources>,
}

impl<'a> Generator<'a> {
    /// Chooses all names and collects the facts about all messages. `files` are the files to generate code for.
    ///
    /// # Errors
    /// Returns an error if an `extern_path` is given twice, has an empty part or does not begin with a dot.
    pub fn new(schema: &'a Schema, files: &'a [FileId], settings: &'a RustSettings) -> Result<Self, ExternPathError> {
        let externs = Externs::new(schema, settings)?;
        let names = RustNames::chosen(schema, files, settings, &externs);
        let mut is_generated: IdMap<File, bool> = schema.files.ids().map(|_| false).collect();
        files.iter().for_each(|&file| is_generated[file] = true);
        let field_types = FieldTypes::of(schema, settings, &externs);
        let type_properties = TypeProperties::of(schema, settings, &field_types);
        let context = RustContext { schema, settings, names, type_properties, externs, field_types };
        Ok(Self { context, files, is_generated, sources: None })
    }

    /// Sets the texts of the schema, for the places of errors inside of options.
    #[must_use]
    pub fn with_sources(self, sources: Option<&'a Sources>) -> Self {
        Self { sources, ..self }
    }

    /// Returns the versions of prost and tonic that the code is for.
    pub fn runtime(&self) -> Runtime {
        self.context.settings.runtime
    }

    /// Returns the path of the crate `protoward_runtime`.
    pub fn runtime_path(&self) -> &'a str {
        self.context.settings.runtime_path()
    }

    /// Returns the full names of extern types whose code protoward generated.
    pub(crate) fn imported(&self) -> &'a BTreeSet<String> {
        &self.context.settings.imported
    }

    /// Returns the path of the items for services in `protoward-runtime`.
    pub fn grpc_path(&self) -> String {
        let runtime = self.runtime_path();
        let version = self.runtime();
        match version {
            Runtime::Prost014Tonic014 => format!("{runtime}::grpc"),
            older => format!("{runtime}::grpc::{}", older.tonic_module()),
        }
    }

    /// Returns the schema of the code.
    pub fn schema(&self) -> &'a Schema {
        self.context.schema
    }

    /// Returns the files to generate code for.
    pub fn files(&self) -> &'a [FileId] {
        self.files
    }

    /// Returns the name of the file of a module.
    pub fn file_name(&self, path: &[String]) -> String {
        tree::file_of(path, self.context.settings.default_file_stem())
    }

    /// Returns the code, sorted by module. Files of one package share a module. All modules are written in parallel.
    pub fn modules(&self) -> Vec<Module> {
        self.write(|_| String::new())
    }

    /// Passes the code to receivers while it is generated, so that it is never in memory as a whole. `begin` takes a file name
    /// and returns the receiver for that file. The order is that of [`modules`](Self::modules).
    pub fn write<R: CodeSink>(&self, begin: impl Fn(&str) -> R + Sync) -> Vec<Module<R::Complete>> {
        let context = &self.context;
        let parts: Vec<_> = self.parts().into_iter().collect();
        let written = parallel::map(parts.len(), parallel::threads(None), |at| {
            let (path, parts) = &parts[at];
            let file = self.file_name(path);
            let mut receiver = None;
            context.code(parts, &mut |code| {
                receiver.get_or_insert_with(|| started(begin(&file))).receive(code);
            });
            receiver.map(|receiver| (file, receiver.end()))
        });
        let modules = parts.into_iter().zip(written);
        modules.filter_map(|((path, _), written)| written.map(|(file, code)| Module { path, file, code })).collect()
    }

    /// Returns the parts of all modules.
    fn parts(&self) -> BTreeMap<Vec<String>, ModuleParts> {
        let context = &self.context;
        let mut parts: BTreeMap<Vec<String>, ModuleParts> = BTreeMap::new();
        for &file in self.files {
            let path = context.names.package_path(context.schema.package(file));
            parts.entry(path).or_default().files.push(file);
        }
        for id in context.schema.messages.ids() {
            if let Some(path) = context.names.merged(id) {
                parts.entry(path.to_vec()).or_default().merged.push(id);
            }
        }
        parts
    }
}

/// Passes the first line of the file to the receiver.
fn started<R: CodeSink>(mut receiver: R) -> R {
    receiver.receive(tree::HEAD);
    receiver
}

/// The schema elements that make up a module.
#[derive(Default)]
struct ModuleParts {
    files: Vec<FileId>,
    /// Messages whose nested types share the module of a package.
    merged: Vec<MessageId>,
}

impl RustContext<'_> {
    /// Passes the code of a module to `take`. Does not call `take` if there is no code.
    fn code(&self, parts: &ModuleParts, take: &mut dyn FnMut(&str)) {
        let mut writer = Writer::default();
        parts.files.iter().for_each(|&file| self.file(file, &mut writer, take));
        for &message in &parts.merged {
            self.nested_types(message, &mut writer);
            writer.flush(take);
        }
        let rest = writer.into_code();
        if !rest.is_empty() {
            take(&rest);
        }
    }

    fn file(&self, id: FileId, writer: &mut Writer, take: &mut dyn FnMut(&str)) {
        let file = &self.schema[id];
        for &message in &file.messages {
            self.message(message, writer);
            writer.flush(take);
        }
        for &declared in &file.enums {
            self.enumeration(declared, writer);
            writer.flush(take);
        }
        for &extension in &file.extensions {
            self.extension(extension, writer);
            writer.flush(take);
        }
        if let Some(settings) = self.settings.services.as_ref().filter(|_| self.has_services(id)) {
            for group in self.service_groups(&file.services) {
                self.services(group, settings, writer);
                writer.flush(take);
            }
        }
    }
}
