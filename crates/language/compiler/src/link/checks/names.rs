//! Duplicate names.
//!
//! All names of a scope share one namespace, and enum values are siblings of their enum:
//! <https://protobuf.dev/programming-guides/proto2/#enum>. protoc declares nested declarations before the message
//! itself, which decides which of two declarations is the duplicate.

use super::diagnostics::FirstDeclaration;
use super::order::Order;
use super::phase::{DeclarationKey, Phase};
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics, inner_names};
use crate::link::collect::{FieldDecl, MessageDecl, NameClash, ScopedName, Symbol};
use crate::lookup::{HashMap, HashSet};
use protoward_schema::FileId;
use protoward_source::Place;
use protoward_syntax::ast::Span;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let clashes = &cx.tables.decls.clashes;
    let from = clashes.partition_point(|clash| clash.file < cx.file);
    let until = clashes.partition_point(|clash| clash.file <= cx.file);
    if from == until {
        return;
    }
    let mut again = duplicate_declarations(cx, &clashes[from..until]);
    again.sort_by_key(|it| it.turn);
    let inside = inside_of_others(cx, &again);
    // protoc declares nested declarations first.
    let mut first_seen: Vec<usize> = (0..again.len()).collect();
    for (index, outer) in inside.iter().enumerate().rev() {
        outer.iter().for_each(|&outer| first_seen[outer] = index);
    }
    let is_field = |it: &&DuplicateDeclaration<'_>| match it.symbol {
        Symbol::Field(id) => matches!(cx.tables.decls.fields[id].decl(), FieldDecl::Field(_)),
        _ => false,
    };
    let fields: HashSet<Place> = again.iter().filter(is_field).map(|it| cx.place(it.span)).collect();
    let mut copies = Vec::new();
    for (index, it) in again.iter().enumerate() {
        // Two maps of one name also have entries of one name. The duplicate is reported for the maps only.
        if inside[index].is_none() && !(it.is_map_entry(cx) && fields.contains(&cx.place(it.span))) {
            let first_seen = it.first_inside(cx).unwrap_or(again[first_seen[index]]);
            let diagnostic = match it.copy_of_built_in(cx) {
                // A copy of a file repeats all of its names, which is one mistake.
                Some(first) if copies.contains(&first.source) => continue,
                Some(first) => {
                    copies.push(first.source);
                    diagnostics::copy_of_built_in(cx, it.name, [cx.place(it.span), first])
                }
                None => diagnostics::declared_twice(cx, it.name, it.symbol, cx.place(it.span), it.first),
            };
            report.push(Phase::Build, at(cx, first_seen.symbol), diagnostic.in_protoc(first_seen.place_in_protoc(cx)));
        }
    }
}

/// A declaration whose name an earlier one in protoc's order already has.
#[derive(Clone, Copy)]
struct DuplicateDeclaration<'a> {
    name: ScopedName<'a>,
    symbol: Symbol,
    /// The span of the name.
    span: Span,
    turn: u32,
    first: FirstDeclaration,
}

impl DuplicateDeclaration<'_> {
    fn place_in_protoc(&self, cx: &CheckContext<'_>) -> Place {
        match self.symbol {
            Symbol::Oneof(_) => Place::whole(cx.unit().source),
            Symbol::Message(_) if self.is_map_entry(cx) => Place::whole(cx.unit().source),
            Symbol::Field(id) if !matches!(cx.tables.decls.fields[id].decl(), FieldDecl::Field(_)) => {
                Place::whole(cx.unit().source)
            }
            Symbol::Package => cx.place(cx.unit().file.package().map_or(Span::default(), |package| package.span)),
            Symbol::Message(_)
            | Symbol::Field(_)
            | Symbol::Enum(_)
            | Symbol::EnumValue(_)
            | Symbol::Service(_)
            | Symbol::Method(_) => cx.place(self.span),
        }
    }

    /// Returns the first declaration if either this one or the first one is in a built-in file.
    fn copy_of_built_in(&self, cx: &CheckContext<'_>) -> Option<Place> {
        let is_built_in = |source| cx.sources.get(source).is_built_in;
        self.first.place.filter(|first| is_built_in(first.source) != is_built_in(cx.unit().source))
    }

    /// Returns the first nested declaration that a message of another file contains too.
    fn first_inside(&self, cx: &CheckContext<'_>) -> Option<Self> {
        if !self.first.is_elsewhere {
            return None;
        }
        let inner = inner_names::first_in_both(cx, self.first.symbol, self.symbol)?;
        Some(Self { symbol: inner.symbol, span: inner.span, ..*self })
    }

    fn is_map_entry(&self, cx: &CheckContext<'_>) -> bool {
        let Symbol::Message(id) = self.symbol else { return false };
        matches!(cx.tables.decls.messages[id].decl, MessageDecl::MapEntry(_))
    }
}

/// Returns the duplicate declarations. The first declaration in protoc's order keeps the name.
fn duplicate_declarations<'a>(cx: &CheckContext<'_>, clashes: &[NameClash<'a>]) -> Vec<DuplicateDeclaration<'a>> {
    let order = Order::new(cx);
    let turn = |symbol: Symbol| order.turn(Phase::Build, at(cx, symbol));
    let mut again = Vec::new();
    let mut groups: Vec<Vec<usize>> = by_name(&mut clashes.iter().map(|clash| clash.name)).into_values().collect();
    groups.sort();
    for group in groups {
        let NameClash { name, first: (file, symbol), .. } = clashes[group[0]];
        let mut first = FirstDeclaration { symbol, is_elsewhere: file != cx.file, place: place(cx, file, symbol) };
        let mut all: Vec<(Symbol, Span)> =
            group.iter().map(|&index| (clashes[index].symbol, clashes[index].span)).collect();
        if file == cx.file && symbol != Symbol::Package {
            all.insert(0, (symbol, span(cx, symbol).unwrap_or_default()));
            let least = (0..all.len()).min_by_key(|&index| turn(all[index].0)).unwrap_or_default();
            let (symbol, span) = all.remove(least);
            first = FirstDeclaration { symbol, is_elsewhere: false, place: Some(cx.place(span)) };
        }
        for &(symbol, span) in &all {
            again.push(DuplicateDeclaration { name, symbol, span, turn: turn(symbol), first });
        }
    }
    again
}

/// Returns for each duplicate the enclosing duplicate. A duplicate message is one mistake.
fn inside_of_others(cx: &CheckContext<'_>, again: &[DuplicateDeclaration<'_>]) -> Vec<Option<usize>> {
    let by_name = by_name(&mut again.iter().map(|it| it.name));
    let outer = |it: &DuplicateDeclaration<'_>| {
        let holds = |&&outer: &&usize| body(cx, again[outer].symbol).is_some_and(|body| contains(body, it.span));
        let scope = it.name.scope;
        let ends = scope.match_indices('.').map(|(at, _)| at).chain([scope.len()]);
        let mut outer_names = ends.map(|end| ScopedName::of(&scope[..end]));
        outer_names.find_map(|name| by_name.get(&name)?.iter().find(holds)).copied()
    };
    again.iter().map(outer).collect()
}

/// Returns the positions of each name, in order.
fn by_name<'a>(names: &mut dyn Iterator<Item = ScopedName<'a>>) -> HashMap<ScopedName<'a>, Vec<usize>> {
    let mut by_name: HashMap<ScopedName<'_>, Vec<usize>> = HashMap::default();
    for (position, name) in names.enumerate() {
        by_name.entry(name).or_default().push(position);
    }
    by_name
}

const fn contains(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Returns the span of a declaration with nested declarations.
fn body(cx: &CheckContext<'_>, symbol: Symbol) -> Option<Span> {
    let decls = &cx.tables.decls;
    match symbol {
        Symbol::Message(id) => match decls.messages[id].decl {
            MessageDecl::Message(decl) => Some(decl.span),
            MessageDecl::Group(decl) => Some(Span::new(decl.around.behind, decl.span.end)),
            // The key and the value of a map are declared at the name of the map.
            MessageDecl::MapEntry(decl) => Some(decl.span),
        },
        Symbol::Service(id) => Some(decls.services[id].decl.span),
        Symbol::Package
        | Symbol::Field(_)
        | Symbol::Oneof(_)
        | Symbol::Enum(_)
        | Symbol::EnumValue(_)
        | Symbol::Method(_) => None,
    }
}

fn at(cx: &CheckContext<'_>, symbol: Symbol) -> DeclarationKey {
    match symbol {
        Symbol::Package => cx.file.into(),
        Symbol::Message(id) => id.into(),
        Symbol::Field(id) => id.into(),
        Symbol::Oneof(id) => id.into(),
        Symbol::Enum(id) => id.into(),
        Symbol::EnumValue(id) => id.into(),
        Symbol::Service(id) => id.into(),
        Symbol::Method(id) => id.into(),
    }
}

/// Returns the location of the first declaration.
fn place(cx: &CheckContext<'_>, file: FileId, symbol: Symbol) -> Option<Place> {
    let span = span(cx, symbol)?;
    Some(cx.sources.place(cx.tables.units[file.index()].source, span.range()))
}

/// Returns the span of the name; `None` for a package.
fn span(cx: &CheckContext<'_>, symbol: Symbol) -> Option<Span> {
    let decls = &cx.tables.decls;
    Some(match symbol {
        Symbol::Package => return None,
        Symbol::Message(id) => match decls.messages[id].decl {
            MessageDecl::Message(decl) => decl.name,
            MessageDecl::Group(decl) | MessageDecl::MapEntry(decl) => decl.name,
        },
        Symbol::Field(id) => match decls.fields[id].decl() {
            FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl) => decl.name,
        },
        Symbol::Oneof(id) => decls.oneofs[id].decl?.name,
        Symbol::Enum(id) => decls.enums[id].decl.name,
        Symbol::EnumValue(id) => decls.enum_values[id].decl.name,
        Symbol::Service(id) => decls.services[id].decl.name,
        Symbol::Method(id) => decls.methods[id].decl.name,
    })
}
