//! One name becomes a parsed text, whichever thread does it.

use std::sync::Arc;

use super::inputs::{Inputs, Options};
use super::well_known;
use crate::link::Outline;
use crate::source::ReadError;
use crate::syntax::ast::Span;
use crate::syntax::{self, ast, literal};

/// The longest file that is read; protoc's limit is the same.
const MAX_FILE: usize = i32::MAX as usize;

/// What reading one name came to.
#[derive(Debug)]
pub(super) enum Found {
    Text { display: String, text: Arc<str>, read: Box<Read> },
    NotUtf8 { display: String, valid: usize, text: String },
    TooLarge { display: String },
    Unreadable(ReadError),
    Nowhere,
}

/// A text that was parsed.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) parsed: syntax::Parsed,
    pub(super) outline: Outline,
    pub(super) imports: Vec<Import>,
}

/// An `import` as it stands in a file.
#[derive(Debug)]
pub(super) struct Import {
    pub(super) name: String,
    /// The statement.
    pub(super) span: Span,
    /// The path in it, with its quotes.
    pub(super) path: Span,
    /// The position among the imports of the file.
    pub(super) place: usize,
    /// Whether a file can have this path.
    pub(super) is_possible: bool,
}

impl Found {
    /// What this file imports by names that files can have.
    pub(super) fn imports(&self) -> impl Iterator<Item = &Import> {
        let imports = match self {
            Self::Text { read, .. } => &read.imports[..],
            Self::NotUtf8 { .. } | Self::TooLarge { .. } | Self::Unreadable(_) | Self::Nowhere => &[],
        };
        imports.iter().filter(|import| import.is_possible)
    }
}

/// Looks a name up, reads what is found, and parses it.
pub(super) fn find(inputs: &Inputs, options: &Options, name: &str) -> Found {
    for resolver in &inputs.resolvers {
        match resolver.resolve(name) {
            Ok(Some(bytes)) => return of_bytes(resolver.path(name), bytes),
            Ok(None) => {}
            Err(error) => return Found::Unreadable(error),
        }
    }
    match well_known(name) {
        Some(text) if options.well_known_types => of_text(name.to_owned(), text),
        _ => Found::Nowhere,
    }
}

fn of_bytes(display: String, bytes: Vec<u8>) -> Found {
    if bytes.len() > MAX_FILE {
        return Found::TooLarge { display };
    }
    match str::from_utf8(&bytes) {
        Ok(text) => of_text(display, text),
        Err(error) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Found::NotUtf8 { display, valid: error.valid_up_to(), text }
        }
    }
}

fn of_text(display: String, text: &str) -> Found {
    let parsed = syntax::parse(text);
    let outline = Outline::new(text, &parsed);
    let imports = imports(text, &parsed);
    Found::Text { display, text: text.into(), read: Box::new(Read { parsed, outline, imports }) }
}

fn imports(text: &str, parsed: &syntax::Parsed) -> Vec<Import> {
    let decls = parsed.file.items.iter().filter_map(|item| match item {
        ast::Item::Import(decl) => Some(decl),
        _ => None,
    });
    let import = |(place, decl): (usize, &ast::ImportDecl)| {
        let path = literal::string(text, decl.path);
        let name = String::from_utf8_lossy(&path).into_owned();
        Import { name, span: decl.span, path: decl.path, place, is_possible: is_virtual_path(&path) }
    };
    decls.enumerate().map(import).collect()
}

/// Whether a path is one that a file below a root can have; protoc refuses others, whatever the disk says.
fn is_virtual_path(path: &[u8]) -> bool {
    !path.contains(&b'\\') && path.split(|&byte| byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}
