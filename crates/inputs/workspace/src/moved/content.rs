//! One file of either side: its path and the declarations in its text. Files are parsed and not compiled, because their imports
//! may not be found yet.

use std::collections::BTreeSet;

use protoward_syntax::ast::{self, FileItem};
use protoward_syntax::literal;

/// A parsed file, not compiled.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// The path in the tree.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) package: String,
    /// The full names of top-level messages, enums, services and extensions.
    pub(crate) names: BTreeSet<String>,
    pub(crate) imports: Vec<String>,
}

impl Content {
    pub(crate) fn new(path: String, bytes: Vec<u8>) -> Self {
        let mut content = Self { path, ..Self::default() };
        if let Ok(text) = std::str::from_utf8(&bytes) {
            content.add(text, &protoward_syntax::parse(text).file);
        }
        Self { bytes, ..content }
    }

    /// Creates the content of a text that has been parsed, without its bytes.
    pub(crate) fn of_tree(path: String, text: &str, file: &ast::File) -> Self {
        let mut content = Self { path, ..Self::default() };
        content.add(text, file);
        content
    }

    fn add(&mut self, text: &str, file: &ast::File) {
        let mut names: Vec<&str> = Vec::new();
        for item in &file.items {
            match item {
                FileItem::Package(decl) => self.package = literal::path(text, decl.name).into_owned(),
                FileItem::Import(decl) => {
                    self.imports.push(String::from_utf8_lossy(&literal::string(text, decl.path)).into_owned());
                }
                FileItem::Message(decl) => names.push(decl.name.of(text)),
                FileItem::Enum(decl) => names.push(decl.name.of(text)),
                FileItem::Service(decl) => names.push(decl.name.of(text)),
                FileItem::Extend(decl) => names.extend(decl.fields.iter().map(|field| field.name.of(text))),
                FileItem::Option(_) => {}
            }
        }
        self.names = names.into_iter().map(|name| format!("{}.{name}", self.package)).collect();
    }

    /// Returns the number of common names.
    pub(crate) fn in_common(&self, other: &Self) -> usize {
        self.names.intersection(&other.names).count()
    }
}
