//! The modules of crates, as rustc finds their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::diagnostics;
use super::generated::{Generated, ModulePath};
use super::manifest::CrateTarget;
use super::scope::{Scope, name};
use super::tokens::{last_string, strings};
use proc_macro2::Span;
use protoward_source::paths::shown;
use protoward_source::{Place, Report, SourceId, Sources};
use syn::{Attribute, Item, ItemMacro, ItemMod, Meta};

/// Maximum nesting of brackets, of which each takes some stack.
const MAX_DEPTH: usize = 500;

/// The modules of all crates that were read.
#[derive(Default)]
pub(crate) struct Modules {
    /// The first part of a path is the name of the library, or a name that no code can write for other targets.
    all: BTreeMap<ModulePath, RustModule>,
    /// The libraries by the crate that depends on them, and their name in it.
    pub(crate) libraries: BTreeMap<(String, String), String>,
}

/// A module of a crate.
#[derive(Default)]
pub(crate) struct RustModule {
    pub(crate) scope: Scope,
    /// The items, except modules, which are entries of their own.
    pub(crate) items: Vec<(SourceId, Item)>,
    /// The generated modules that this module includes.
    pub(crate) included: Vec<ModulePath>,
}

impl Modules {
    pub(crate) fn get(&self, path: &[String]) -> Option<&RustModule> {
        self.all.get(path)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&ModulePath, &RustModule)> {
        self.all.iter()
    }
}

/// Reads the modules of crates.
pub(crate) struct Loader<'a> {
    pub(crate) generated: &'a Generated<'a>,
    pub(crate) with_tests: bool,
    pub(crate) modules: Modules,
    pub(crate) sources: &'a mut Sources,
    pub(crate) report: &'a mut Report,
    /// The files that are being read, because a file may include itself.
    open: Vec<PathBuf>,
}

/// The file that a module is in, and where its modules are.
#[derive(Clone)]
struct ModuleFile {
    source: SourceId,
    /// The folder of the file, which `include!` and `#[path]` are relative to.
    folder: PathBuf,
    /// The folder with the files of inner modules.
    inner: PathBuf,
    /// `true` for the module of the file itself.
    is_outermost: bool,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(
        generated: &'a Generated<'a>,
        with_tests: bool,
        sources: &'a mut Sources,
        report: &'a mut Report,
    ) -> Self {
        Self { generated, with_tests, modules: Modules::default(), sources, report, open: Vec::new() }
    }

    /// Reads the modules of a target below a name.
    pub(crate) fn target(&mut self, target: &CrateTarget, root: &str) {
        let folder = target.path.parent().map(Path::to_owned).unwrap_or_default();
        self.file(&target.path, folder, vec![root.to_owned()]);
    }

    /// Reads the file of a module, whose inner modules are in a folder.
    fn file(&mut self, path: &Path, inner: PathBuf, module: ModulePath) {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.report.push(diagnostics::unreadable(path, &error)),
        };
        let text = String::from_utf8_lossy(&bytes);
        self.modules.all.entry(module.clone()).or_default();
        if self.is_generated_code(path, &text, &module) {
            return;
        }
        if self.open.len() > MAX_DEPTH || self.open.iter().any(|open| open == path) {
            return;
        }
        let display = shown(path).to_string();
        let source = self.sources.add(display.clone(), display, Some((*text).into()));
        if let Some(at) = too_deep(&text) {
            return self.report.push(diagnostics::nested_too_deeply(self.sources.place(source, at..at + 1)));
        }
        match syn::parse_file(&text) {
            Ok(file) => {
                self.open.push(path.to_owned());
                let folder = path.parent().map(Path::to_owned).unwrap_or_default();
                let from = ModuleFile { source, folder, inner, is_outermost: true };
                self.items(file.items, &from, &module);
                self.open.pop();
            }
            Err(error) => {
                let place = place(self.sources, source, error.span());
                self.report.push(diagnostics::bad_syntax(place, &error.to_string()));
            }
        }
    }

    /// Returns `true` for the generated code of a package, which uses nothing itself. If the package does not follow from the
    /// name of the file, paths into the module are resolved by their last names.
    fn is_generated_code(&mut self, path: &Path, text: &str, module: &ModulePath) -> bool {
        let is_marked = text.lines().take(20).any(|line| line.contains("@generated"));
        if !is_marked || protoward_rust::tree::is_include_file(text) {
            return false;
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if let Some(package) = self.generated.package(name) {
            self.included(module, package.clone());
        }
        true
    }

    fn included(&mut self, module: &ModulePath, package: ModulePath) {
        self.modules.all.entry(module.clone()).or_default().included.push(package);
    }

    fn items(&mut self, items: Vec<Item>, from: &ModuleFile, module: &ModulePath) {
        self.modules.all.entry(module.clone()).or_default();
        for item in items {
            if !self.with_tests && is_test(attributes(&item)) {
                continue;
            }
            match item {
                Item::Mod(item) => self.module(item, from, module),
                Item::Macro(item) if self.is_include(&item, from, module) => {}
                item => {
                    let found = self.modules.all.entry(module.clone()).or_default();
                    found.scope.add(&item);
                    found.items.push((from.source, item));
                }
            }
        }
    }

    fn module(&mut self, item: ItemMod, from: &ModuleFile, outer: &ModulePath) {
        let name = name(&item.ident);
        let module: ModulePath = outer.iter().cloned().chain([name.clone()]).collect();
        let named = paths(&item.attrs);
        let base = if from.is_outermost { &from.folder } else { &from.inner };
        if let Some((_, items)) = item.content {
            let inner = named.first().map_or_else(|| from.inner.join(&name), |path| base.join(path));
            return self.items(items, &ModuleFile { inner, is_outermost: false, ..from.clone() }, &module);
        }
        // A file of its own or `mod.rs` is beside its inner modules; `name.rs` has a folder for them.
        let named = named.into_iter().map(|path| base.join(path)).map(|path| (parent(&path), path));
        let short = from.inner.join(format!("{name}.rs"));
        let long = from.inner.join(&name).join("mod.rs");
        let usual = [(from.inner.join(&name), short), (parent(&long), long)];
        let mut tried: Vec<(PathBuf, PathBuf)> = named.collect();
        // With `cfg_attr`, the usual file may be the one of other configurations.
        if tried.is_empty() || !item.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
            tried.extend(usual);
        }
        let mut is_found = false;
        for (inner, path) in tried.iter().filter(|(_, path)| path.is_file()) {
            self.file(path, inner.clone(), module.clone());
            is_found = true;
        }
        if !is_found {
            let tried: Vec<String> = tried.iter().map(|(_, path)| shown(path).to_string()).collect();
            let place = place(self.sources, from.source, item.ident.span());
            self.report.push(diagnostics::missing_module(place, &name, &tried));
        }
    }

    /// Reads what a macro includes. Returns `false` for other macros.
    fn is_include(&mut self, item: &ItemMacro, from: &ModuleFile, module: &ModulePath) -> bool {
        let Some(last) = item.mac.path.segments.last() else { return false };
        match &*last.ident.to_string() {
            "include" => {
                let Some(argument) = last_string(&item.mac.tokens) else { return false };
                let file = argument.rsplit('/').next().unwrap_or_default().to_owned();
                let path = from.folder.join(&argument);
                let is_literal = strings(&item.mac.tokens).len() == 1;
                match self.generated.package(&file).cloned() {
                    Some(package) => self.included(module, package),
                    None if is_literal && path.is_file() => self.file(&path, parent(&path), module.clone()),
                    // The file with all modules has any name.
                    None => self.included(module, ModulePath::new()),
                }
                true
            }
            "include_proto" => {
                let package = last_string(&item.mac.tokens).and_then(|name| self.generated.package(&name).cloned());
                package.into_iter().for_each(|package| self.included(module, package));
                true
            }
            _ => false,
        }
    }
}

fn parent(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

/// Returns the place of a span in a file.
pub(crate) fn place(sources: &Sources, source: SourceId, span: Span) -> Place {
    let text = sources.get(source).text.clone().unwrap_or_default();
    let start = span.start();
    // Lines count from 1, and columns are characters.
    let line_start: usize = text.split_inclusive('\n').take(start.line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(line_start..).unwrap_or_default();
    let at = line_start + rest.char_indices().nth(start.column).map_or(rest.len(), |(at, _)| at);
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let word = text.get(at..).unwrap_or_default().find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(0);
    sources.place(source, at..at + word.max(length))
}

/// Returns the place of the bracket at which the nesting is too deep. Brackets in texts count too, which needs no lexer.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}

/// Returns the paths of the attribute `path`, also those for some configurations.
fn paths(attributes: &[Attribute]) -> Vec<String> {
    let path = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        Meta::List(meta) if meta.path.is_ident("cfg_attr") => {
            let is_path = meta.tokens.clone().into_iter().any(|token| token.to_string() == "path");
            is_path.then(|| last_string(&meta.tokens)).flatten()
        }
        _ => None,
    };
    attributes.iter().filter_map(path).collect()
}

/// Returns `true` for an item that is only compiled for tests.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(meta) if meta.path.is_ident("cfg") => meta.tokens.to_string() == "test",
        Meta::Path(path) => path.segments.last().is_some_and(|last| last.ident == "test"),
        _ => false,
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
