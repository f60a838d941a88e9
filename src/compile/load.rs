//! Reads and parses the files that were asked for, then what they import, wave by wave.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::inputs::{Inputs, Options};
use super::{diagnostics, parallel, well_known};
use crate::report::{Diagnostic, Report};
use crate::source::{Place, ReadError, SourceId, Sources};
use crate::syntax::ast::Span;
use crate::syntax::{self, ast, literal};

/// The longest file that is read; protoc's limit is the same.
const MAX_FILE: usize = i32::MAX as usize;

/// Everything that a compilation needs, parsed.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) files: Vec<LoadedFile>,
    /// Position in `files` by name; the files that could not be found are missing.
    pub(super) by_name: HashMap<String, usize>,
    /// How many of `files`, from the start, were asked for.
    pub(super) targets: usize,
}

/// One file that was found.
#[derive(Debug)]
pub(super) struct LoadedFile {
    pub(super) name: String,
    pub(super) source: SourceId,
    /// `None` where it has a syntax error.
    pub(super) parsed: Option<syntax::Parsed>,
    pub(super) imports: Vec<ImportDecl>,
}

/// An `import` as it stands in a file.
#[derive(Clone, Debug)]
pub(super) struct ImportDecl {
    pub(super) name: String,
    pub(super) place: Place,
}

/// What reading one name came to.
enum Found {
    Text { display: String, text: String },
    NotUtf8 { display: String, valid: usize, text: String },
    TooLarge { display: String },
    Unreadable(ReadError),
    Nowhere,
}

/// A name to load, and the import that asks for it; none for what was asked for by a person.
struct Wanted {
    name: String,
    import: Option<Place>,
}

pub(super) fn load(inputs: &Inputs, options: &Options, sources: &mut Sources, report: &mut Report) -> Loaded {
    let mut loaded = Loaded::default();
    let mut seen = HashSet::new();
    let targets = inputs.targets.iter().map(|name| Wanted { name: name.clone(), import: None });
    let mut wave: Vec<Wanted> = targets.filter(|wanted| seen.insert(wanted.name.clone())).collect();
    while !wave.is_empty() {
        let found = parallel::map(&wave, options.threads, |wanted| {
            let found = find(inputs, options, &wanted.name);
            let read = if let Found::Text { text, .. } = &found { Some(read(text)) } else { None };
            (found, read)
        });
        let mut next = Vec::new();
        for (wanted, (found, read)) in wave.iter().zip(found) {
            let Some(source) = admit(wanted, &found, inputs, sources, report) else { continue };
            let parsed = read.and_then(|read| read.report(source, sources, report));
            let imports = parsed.as_ref().map_or_else(Vec::new, |parsed| imports(parsed, source, sources));
            for import in &imports {
                if seen.insert(import.name.clone()) {
                    next.push(Wanted { name: import.name.clone(), import: Some(import.place) });
                }
            }
            loaded.by_name.insert(wanted.name.clone(), loaded.files.len());
            loaded.files.push(LoadedFile { name: wanted.name.clone(), source, parsed, imports });
        }
        if loaded.targets == 0 {
            loaded.targets = loaded.files.len();
        }
        wave = next;
    }
    loaded
}

/// A text that was parsed.
struct Read {
    parsed: syntax::Parsed,
    /// Where imports stand whose path no file can have.
    bad_paths: Vec<Span>,
}

fn read(text: &str) -> Read {
    let parsed = syntax::parse(text);
    let paths = import_decls(&parsed).map(|decl| decl.path);
    let bad_paths: Vec<Span> = paths.filter(|&path| !is_virtual_path(&literal::string(text, path))).collect();
    Read { parsed, bad_paths }
}

impl Read {
    /// Says what is wrong, and gives what is right.
    fn report(self, source: SourceId, sources: &Sources, report: &mut Report) -> Option<syntax::Parsed> {
        for error in &self.parsed.errors {
            report.push(syntax::diagnostic(error, source, sources));
        }
        for path in &self.bad_paths {
            report.push(diagnostics::bad_import_path(sources.place(source, path.range())));
        }
        (self.parsed.errors.is_empty() && self.bad_paths.is_empty()).then_some(self.parsed)
    }
}

fn imports(parsed: &syntax::Parsed, source: SourceId, sources: &Sources) -> Vec<ImportDecl> {
    let text = sources.get(source).text.as_deref().unwrap_or_default();
    let import = |decl: &ast::ImportDecl| ImportDecl {
        name: String::from_utf8_lossy(&literal::string(text, decl.path)).into_owned(),
        place: sources.place(source, decl.span.range()),
    };
    import_decls(parsed).map(import).collect()
}

fn import_decls(parsed: &syntax::Parsed) -> impl Iterator<Item = &ast::ImportDecl> {
    parsed.file.items.iter().filter_map(|item| match item {
        ast::Item::Import(decl) => Some(decl),
        _ => None,
    })
}

/// Whether a path is one that a file below a root can have; protoc refuses others, whatever the disk says.
fn is_virtual_path(path: &[u8]) -> bool {
    !path.contains(&b'\\') && path.split(|&byte| byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}

/// Adds what was found to the sources, or says what is wrong with it.
fn admit(
    wanted: &Wanted,
    found: &Found,
    inputs: &Inputs,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<SourceId> {
    let refuse = |report: &mut Report, diagnostic: Diagnostic| {
        report.push(diagnostic);
        None
    };
    match found {
        Found::Text { display, text } => Some(sources.add(&*wanted.name, display, Some(Arc::from(text.as_str())))),
        Found::NotUtf8 { display, valid, text } => {
            let source = sources.add(&*wanted.name, display, Some(Arc::from(text.as_str())));
            let place = sources.place(source, *valid..*valid + char::REPLACEMENT_CHARACTER.len_utf8());
            refuse(report, diagnostics::not_utf8(place))
        }
        Found::TooLarge { display } => {
            let source = sources.add(&*wanted.name, display, None);
            refuse(report, diagnostics::file_too_large(source))
        }
        Found::Unreadable(error) => refuse(report, diagnostics::unreadable(error, wanted.import)),
        Found::Nowhere => match wanted.import {
            Some(place) => refuse(report, diagnostics::import_not_found(&wanted.name, place, inputs)),
            None => refuse(report, diagnostics::file_not_found(&wanted.name, inputs)),
        },
    }
}

fn find(inputs: &Inputs, options: &Options, name: &str) -> Found {
    for resolver in &inputs.resolvers {
        match resolver.resolve(name) {
            Ok(Some(bytes)) => return text(resolver.path(name), bytes),
            Ok(None) => {}
            Err(error) => return Found::Unreadable(error),
        }
    }
    match well_known(name) {
        Some(text) if options.well_known_types => Found::Text { display: name.to_owned(), text: text.to_owned() },
        _ => Found::Nowhere,
    }
}

fn text(display: String, bytes: Vec<u8>) -> Found {
    if bytes.len() > MAX_FILE {
        return Found::TooLarge { display };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Found::Text { display, text },
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            Found::NotUtf8 { display, valid, text: String::from_utf8_lossy(error.as_bytes()).into_owned() }
        }
    }
}
