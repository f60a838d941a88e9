//! Parsing of one file, and the results of looking for it.

use std::sync::Arc;

use crate::link::Outline;
use protoward_schema::Id;
use protoward_source::{ReadError, SourcePath};
use protoward_syntax::ast::Span;
use protoward_syntax::{Tokens, ast, literal};

/// Maximum file size, as in protoc.
const MAX_FILE: usize = i32::MAX as usize;

/// The result of looking up and parsing one file name.
pub(super) enum LookupResult {
    Text {
        display: Display,
        text: Arc<str>,
        read: Box<ParsedFile>,
    },
    NotUtf8 {
        display: SourcePath,
        valid: usize,
        text: String,
    },
    TooLarge {
        display: SourcePath,
    },
    /// A text whose full names exceed the limit, with the declaration that does.
    LongNames {
        display: Display,
        text: Arc<str>,
        name: Span,
    },
    Unreadable(ReadError),
    Nowhere,
}

/// The displayed path of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Display {
    pub(super) path: SourcePath,
    /// `true` for a file that is part of the program.
    pub(super) is_built_in: bool,
}

/// A parsed file. Compilations may share all but the imports.
#[derive(Clone)]
pub(super) struct ParsedFile {
    pub(super) parsed: Arc<protoward_syntax::Parsed>,
    pub(super) outline: Arc<Outline>,
    pub(super) imports: Box<[Import]>,
    /// The bytes of the file, if comments are not UTF-8.
    pub(super) raw: Option<Arc<[u8]>>,
}

#[derive(Clone)]
pub(super) struct Import {
    pub(super) name: Box<str>,
    /// The span of the statement.
    pub(super) span: Span,
    /// The span of the path, with its quotes.
    pub(super) path: Span,
    /// The imported file; set when files are numbered.
    pub(super) file: Option<Id<ParsedFile>>,
    /// `true` if the path is a valid file name.
    pub(super) is_possible: bool,
}

impl LookupResult {
    /// Returns the imports with valid file names.
    pub(super) fn imports(&self) -> impl Iterator<Item = &Import> {
        let imports = match self {
            Self::Text { read, .. } => &read.imports[..],
            Self::NotUtf8 { .. }
            | Self::TooLarge { .. }
            | Self::LongNames { .. }
            | Self::Unreadable(_)
            | Self::Nowhere => &[],
        };
        imports.iter().filter(|import| import.is_possible)
    }

    /// Returns the imports with valid file names, mutably.
    pub(super) fn imports_mut(&mut self) -> impl Iterator<Item = &mut Import> {
        let imports = match self {
            Self::Text { read, .. } => &mut read.imports[..],
            Self::NotUtf8 { .. }
            | Self::TooLarge { .. }
            | Self::LongNames { .. }
            | Self::Unreadable(_)
            | Self::Nowhere => &mut [],
        };
        imports.iter_mut().filter(|import| import.is_possible)
    }
}

/// Parses a file. `any_comments` accepts comments that are not UTF-8.
pub(super) fn parsed(any_comments: bool, display: Display, bytes: &[u8]) -> LookupResult {
    if bytes.len() > MAX_FILE {
        return LookupResult::TooLarge { display: display.path };
    }
    match str::from_utf8(bytes) {
        Ok(text) => of_text(display, text.into()),
        Err(error) => {
            let text = if any_comments { text_with_any_comments(bytes) } else { None };
            if let Some(text) = text {
                return with_raw(of_text(display, text.into()), bytes);
            }
            let text = String::from_utf8_lossy(bytes).into_owned();
            LookupResult::NotUtf8 { display: display.path, valid: error.valid_up_to(), text }
        }
    }
}

fn with_raw(mut found: LookupResult, bytes: &[u8]) -> LookupResult {
    if let LookupResult::Text { read, .. } = &mut found {
        read.raw = Some(bytes.into());
    }
    found
}

pub(super) fn of_text(display: Display, text: Arc<str>) -> LookupResult {
    let parsed = protoward_syntax::parse(&text);
    let outline = Outline::new(&text, &parsed);
    if let Some(name) = outline.too_long() {
        return LookupResult::LongNames { display, text, name };
    }
    let imports = imports(&text, &parsed);
    LookupResult::Text {
        display,
        text,
        read: Box::new(ParsedFile { parsed: Arc::new(parsed), outline: Arc::new(outline), imports, raw: None }),
    }
}

fn imports(text: &str, parsed: &protoward_syntax::Parsed) -> Box<[Import]> {
    let decls = parsed.file.items.iter().filter_map(|item| match item {
        ast::FileItem::Import(decl) => Some(decl),
        _ => None,
    });
    let import = |decl: &ast::ImportDecl| {
        let path = literal::string(text, decl.path);
        let name = String::from_utf8_lossy(&path).into();
        Import { name, span: decl.span, path: decl.path, file: None, is_possible: is_virtual_path(&path) }
    };
    decls.map(import).collect()
}

/// Returns `true` if a path can be relative to an import root. protoc refuses other paths even if they exist.
fn is_virtual_path(path: &[u8]) -> bool {
    !path.contains(&b'\\') && path.split(|&byte| byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}

/// Returns the text of a file in which only comments are not UTF-8; `None` if other bytes are not UTF-8 either. Each invalid byte
/// is replaced by `?`, so that places stay.
fn text_with_any_comments(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            invalid.push(text.len());
            text.push('?');
        }
    }
    let tokens = Tokens::new(&text);
    let is_in_comment = |&at: &usize| tokens.from(at).first().is_some_and(|piece| piece.is_comment());
    invalid.iter().all(is_in_comment).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::text_with_any_comments as text;

    #[test]
    fn replaces_only_bytes_of_comments() {
        assert_eq!(text(b"a // \xf6\xdf\n/* \xc3 \xc3\xb6 */").as_deref(), Some("a // ??\n/* ? \u{f6} */"));
        for code in [&b"\xf6"[..], b"// \xf6\n\xf6", b"\"\xf6\"", b"/* \xf6 */ \"// \xf6\""] {
            assert_eq!(text(code), None, "{code:?}");
        }
    }
}
