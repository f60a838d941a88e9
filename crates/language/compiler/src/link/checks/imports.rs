//! Unused imports: those of which no type, extension or option is used. Public imports are never unused.
//!
//! Source: protoc warns about them in requested files without errors.

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::visibility as diagnostics, holders};
use crate::link::collect::{FieldDecl, MessageDecl, Target};
use crate::link::options::OptionsHolder;
use protoward_schema::{Element, FieldType, FileId, MessageId, qualified};
use protoward_syntax::ast::{FileItem, ImportDecl, ImportKind, OptionDecl, Span, ValueKind};
use protoward_syntax::options::whole_line;
use protoward_syntax::{TokenKind, ValueTokens};

/// The file that declares the options messages.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if !cx.unit().is_requested {
        return;
    }
    let mut unused = candidates(cx);
    if unused.is_empty() {
        return;
    }
    by_types(cx, &mut unused);
    let by_names = &cx.tables.types.passed_over[cx.file];
    let by_extensions = &cx.tables.options.used[cx.file];
    unused.retain(|&(_, file)| ![by_names, by_extensions].iter().any(|used| used.binary_search(&file).is_ok()));
    if !unused.is_empty() {
        by_options(cx, &mut unused);
    }
    for &(decl, file) in &unused {
        let name = cx.tables.units[file.index()].name;
        let line = whole_line(cx.text(), decl.span);
        let diagnostic = diagnostics::unused(name, cx.place(decl.path), cx.place(line)).in_protoc(cx.place(decl.span));
        report.push(Phase::Imports, cx.file, diagnostic);
    }
}

type Candidates<'a> = Vec<(&'a ImportDecl, FileId)>;

/// Returns the imports that may be unused. A public import, and an import of a file with public imports, may serve
/// other files.
fn candidates<'a>(cx: &CheckContext<'a>) -> Candidates<'a> {
    let hands_on = |file: FileId| {
        let items = &cx.tables.units[file.index()].file.items;
        items.iter().any(|item| matches!(item, FileItem::Import(ImportDecl { kind: ImportKind::Public, .. })))
    };
    let mut candidates = Candidates::new();
    for (decl, file) in cx.unit().import_decls() {
        if let Some(file) = file
            && decl.kind != ImportKind::Public
            && !hands_on(file)
        {
            candidates.push((decl, file));
        }
    }
    candidates
}

/// Removes the files of field types, extended messages, and method types.
fn by_types(cx: &CheckContext<'_>, unused: &mut Candidates<'_>) {
    let decls = cx.tables.decls;
    let types = cx.tables.types;
    let mut last = cx.file;
    let mut used = |file: FileId| {
        if file != last {
            last = file;
            unused.retain(|&(_, candidate)| candidate != file);
        }
    };
    let of_message = |id: MessageId| decls.messages[id].file;
    for (id, _) in cx.fields() {
        match types.fields[id] {
            FieldType::Message(message) | FieldType::Group(message) => used(of_message(message)),
            FieldType::Enum(declared) => used(decls.enums[declared].file),
            FieldType::Scalar(_) => {}
        }
        if let Some(extendee) = types.extendees.get(id) {
            used(of_message(extendee));
        }
    }
    for (id, _) in decls.methods.slice(cx.declared().methods.clone()) {
        if let Some((input, output)) = types.methods[id] {
            used(of_message(input));
            used(of_message(output));
        }
    }
}

/// Removes `descriptor.proto` if the file has options, and the files of extensions that option values name.
fn by_options(cx: &CheckContext<'_>, unused: &mut Candidates<'_>) {
    let mut has_options = false;
    each_option(cx, &mut |option| {
        has_options = true;
        if option.value.kind == ValueKind::Aggregate {
            for name in names_in_brackets(cx.text(), option.value.span) {
                let file = declared_in(cx, &name);
                unused.retain(|&(_, candidate)| Some(candidate) != file);
            }
        }
    });
    unused.retain(|&(_, file)| !has_options || cx.tables.units[file.index()].name != DESCRIPTOR);
}

fn each_option<'a>(cx: &CheckContext<'a>, look: &mut dyn FnMut(&'a OptionDecl)) {
    let decls = cx.tables.decls;
    let declared = cx.declared();
    let mut of = |holder: OptionsHolder| {
        for option in &holders::statements(cx, holder) {
            look(option);
        }
    };
    let mut element = |element: Element| of(OptionsHolder::Element(element));
    element(cx.file.into());
    for (id, _) in cx.messages() {
        element(id.into());
    }
    for (id, _) in decls.oneofs.slice(declared.oneofs.clone()) {
        element(id.into());
    }
    for (id, _) in cx.enums() {
        element(id.into());
    }
    for (id, _) in decls.enum_values.slice(declared.enum_values.clone()) {
        element(id.into());
    }
    for (id, _) in decls.services.slice(declared.services.clone()) {
        element(id.into());
    }
    for (id, _) in decls.methods.slice(declared.methods.clone()) {
        element(id.into());
    }
    for (id, entry) in cx.messages() {
        let statements = if matches!(entry.decl, MessageDecl::MapEntry(_)) { 0 } else { holders::ranges(cx, id) };
        for index in 0..statements {
            of(OptionsHolder::Extensions(id, index));
        }
    }
    for (id, entry) in cx.fields() {
        if let FieldDecl::Field(_) = entry.decl() {
            // `default` and `json_name` are not options.
            for &option in &holders::statements(cx, OptionsHolder::Element(id.into())) {
                if !matches!(option.name_span.of(cx.text()), "default" | "json_name") {
                    look(option);
                }
            }
        }
    }
}

/// Returns the names of extensions and of `Any` types in an option value: `[a.b]` and `[host/a.b]`.
fn names_in_brackets(text: &str, value: Span) -> Vec<String> {
    let mut names = Vec::new();
    let mut name: Option<String> = None;
    for token in ValueTokens::new(text, value) {
        match (token.kind, token.span.of(text)) {
            (TokenKind::Symbol, "[") => name = Some(String::new()),
            (TokenKind::Symbol, "]") => names.extend(name.take().filter(|name| !name.is_empty())),
            // The component before the `/` is a host.
            (TokenKind::Symbol, "/") => name = name.map(|_| String::new()),
            (TokenKind::Symbol, ".") | (TokenKind::Identifier, _) => {
                if let Some(name) = &mut name {
                    name.push_str(token.span.of(text));
                }
            }
            _ => name = None,
        }
    }
    names
}

/// Returns the file that declares a name. The search starts in the package of this file and proceeds outwards.
fn declared_in(cx: &CheckContext<'_>, name: &str) -> Option<FileId> {
    let decls = cx.tables.decls;
    let file = |full_name: &str| match decls.find(full_name) {
        Some(Target::Declared(file, _)) => Some(file),
        Some(Target::Package(_)) | None => None,
    };
    let mut scope = decls.files[cx.file].package.unwrap_or_default();
    loop {
        if let Some(found) = file(&qualified(scope, name)) {
            return Some(found);
        }
        if scope.is_empty() {
            return None;
        }
        scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
    }
}
