//! The order in which protoc visits declarations. It is computed only for files with more than one diagnostic.
//!
//! The order was observed with files in which each declaration has a mistake.

use super::CheckContext;
use super::phase::{DeclarationKey, Phase};
use crate::link::collect::{FieldDecl, FieldEntry, FieldScope, MessageDecl, MessageEntry};
use crate::lookup::HashMap;
use protoward_schema::{EnumId, FieldId, MessageId, ServiceId};
use protoward_source::Place;
use protoward_syntax::ast::{Member, Span, TypeExpr};

/// An index of the declarations of a file by location.
pub(super) struct DeclarationIndex<'a> {
    cx: CheckContext<'a>,
    /// The innermost declaration from each of these byte offsets on.
    starts: Vec<(u32, DeclarationKey)>,
}

impl<'a> DeclarationIndex<'a> {
    pub(super) fn new(cx: &CheckContext<'a>) -> Self {
        let mut spans = Spans { cx: *cx, spans: vec![] };
        spans.all();
        Self { cx: *cx, starts: innermost(spans.spans, cx.file.into()) }
    }

    /// Returns the innermost declaration at a location.
    pub(super) fn find(&self, place: Option<Place>) -> DeclarationKey {
        let start = place.and_then(|place| self.cx.sources.bytes(place)).map_or(0, |bytes| bytes.start as u32);
        let behind = self.starts.partition_point(|&(from, _)| from <= start);
        behind.checked_sub(1).map_or(self.cx.file.into(), |index| self.starts[index].1)
    }
}

/// Converts nested spans to disjoint sections, each with its innermost declaration.
fn innermost(mut spans: Vec<(Span, DeclarationKey)>, file: DeclarationKey) -> Vec<(u32, DeclarationKey)> {
    spans.sort_by_key(|&(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut starts = Vec::with_capacity(2 * spans.len());
    let mut open: Vec<(u32, DeclarationKey)> = Vec::new();
    let close = |until: u32, open: &mut Vec<(u32, DeclarationKey)>, starts: &mut Vec<(u32, DeclarationKey)>| {
        while let Some((end, _)) = open.pop_if(|&mut (end, _)| end <= until) {
            starts.push((end, open.last().map_or(file, |&(_, outer)| outer)));
        }
    };
    for &(span, at) in &spans {
        close(span.start, &mut open, &mut starts);
        starts.push((span.start, at));
        open.push((span.end, at));
    }
    close(u32::MAX, &mut open, &mut starts);
    starts
}

/// The spans of the declarations.
struct Spans<'a> {
    cx: CheckContext<'a>,
    spans: Vec<(Span, DeclarationKey)>,
}

impl Spans<'_> {
    fn all(&mut self) {
        let cx = self.cx;
        for (id, entry) in cx.messages() {
            self.message(id, entry);
        }
        for (id, entry) in cx.fields() {
            self.field(id, entry);
        }
        for (id, entry) in cx.enums() {
            self.add(entry.decl.span, id);
            for &value in &entry.values {
                self.add(cx.tables.decls.enum_values[value].decl.span, value);
            }
        }
        for &id in &cx.tables.decls.files[cx.file].services {
            let entry = &cx.tables.decls.services[id];
            self.add(entry.decl.span, id);
            for &method in &entry.methods {
                self.add(cx.tables.decls.methods[method].decl.span, method);
            }
        }
    }

    fn add(&mut self, span: Span, at: impl Into<DeclarationKey>) {
        self.spans.push((span, at.into()));
    }

    fn message(&mut self, id: MessageId, entry: &MessageEntry<'_>) {
        match entry.decl {
            MessageDecl::Message(decl) => self.add(decl.span, id),
            MessageDecl::Group(decl) => self.add(Span::new(decl.around.behind, decl.span.end), id),
            MessageDecl::MapEntry(_) => {}
        }
        for member in entry.decl.body() {
            if let Member::Extensions(decl) = member {
                self.spans.push((decl.span, DeclarationKey::Extensions(id)));
            }
        }
        for &oneof in &entry.rest().oneofs {
            if let Some(decl) = self.cx.tables.decls.oneofs[oneof].decl {
                self.add(decl.span, oneof);
            }
        }
    }

    fn field(&mut self, id: FieldId, entry: &FieldEntry<'_>) {
        match entry.decl() {
            // The extendee belongs to each extension of the block; the first extension represents it.
            FieldDecl::Field(decl) => match entry.scope() {
                FieldScope::Extend { decl: block, .. }
                    if block.fields.first().is_some_and(|it| it.span == decl.span) =>
                {
                    self.add(Span::new(block.span.start, decl.span.end), id);
                }
                FieldScope::Extend { .. } | FieldScope::Message(_) => self.add(decl.span, id),
            },
            FieldDecl::MapKey(_) => {}
            FieldDecl::MapValue(decl) => {
                if let TypeExpr::Map(map) = &decl.ty {
                    self.add(map.span, id);
                }
            }
        }
    }
}

/// The position of each declaration in each phase.
pub(super) struct Order {
    turns: HashMap<(Phase, DeclarationKey), u32>,
}

impl Order {
    pub(super) fn new(cx: &CheckContext<'_>) -> Self {
        let mut turns = HashMap::default();
        for &phase in &[Phase::Build, Phase::Link, Phase::Options, Phase::Validate] {
            let mut walk = PhaseOrder { cx: *cx, phase, turns: &mut turns };
            walk.file();
        }
        Self { turns }
    }

    /// Returns the position of a declaration, zero for one that the phase does not visit.
    pub(super) fn turn(&self, phase: Phase, at: DeclarationKey) -> u32 {
        // protoc repeats the same traversal for custom options, and from validation on.
        let way = match phase {
            Phase::Build | Phase::Link | Phase::Options => phase,
            Phase::CustomOptions => Phase::Options,
            _ => Phase::Validate,
        };
        self.turns.get(&(way, at)).copied().unwrap_or_default()
    }
}

/// A traversal that numbers declarations in the order of one phase.
struct PhaseOrder<'a, 'o> {
    cx: CheckContext<'a>,
    phase: Phase,
    turns: &'o mut HashMap<(Phase, DeclarationKey), u32>,
}

impl PhaseOrder<'_, '_> {
    fn at(&mut self, at: impl Into<DeclarationKey>) {
        self.count(at.into());
    }

    fn count(&mut self, at: DeclarationKey) {
        let turn = self.turns.len() as u32 + 1;
        self.turns.insert((self.phase, at), turn);
    }

    fn file(&mut self) {
        let cx = self.cx;
        let file = &cx.tables.decls.files[cx.file];
        // protoc interprets the options of the file last. All other phases visit the file first.
        if self.phase != Phase::Options {
            self.at(cx.file);
        }
        file.messages.iter().for_each(|&message| self.message(message));
        file.enums.iter().for_each(|&declared| self.enumeration(declared));
        if self.phase == Phase::Build || self.phase == Phase::Options {
            file.services.iter().for_each(|&service| self.service(service));
            file.extensions.iter().for_each(|&field| self.at(field));
        } else {
            file.extensions.iter().for_each(|&field| self.at(field));
            file.services.iter().for_each(|&service| self.service(service));
        }
        if self.phase == Phase::Options {
            self.at(cx.file);
        }
    }

    /// Visits a message. The parser limits the recursion depth.
    fn message(&mut self, id: MessageId) {
        let entry = &self.cx.tables.decls.messages[id];
        match self.phase {
            Phase::Build | Phase::Options | Phase::CustomOptions => {
                entry.rest().oneofs.iter().for_each(|&oneof| self.at(oneof));
                entry.fields.iter().for_each(|&field| self.at(field));
                entry.rest().enums.iter().for_each(|&declared| self.enumeration(declared));
                self.at(DeclarationKey::Extensions(id));
                entry.rest().extensions.iter().for_each(|&field| self.at(field));
                self.at(DeclarationKey::Reserved(id));
                if self.phase == Phase::Options {
                    self.at(id);
                }
                entry.rest().messages.iter().for_each(|&nested| self.message(nested));
                if self.phase == Phase::Build {
                    self.at(id);
                }
            }
            Phase::Link => {
                entry.rest().messages.iter().for_each(|&nested| self.message(nested));
                entry.fields.iter().for_each(|&field| self.at(field));
                entry.rest().extensions.iter().for_each(|&field| self.at(field));
                self.at(id);
            }
            Phase::Validate
            | Phase::Features
            | Phase::Imports
            | Phase::Style
            | Phase::Limits
            | Phase::Strict
            | Phase::Lifetimes
            | Phase::Services
            | Phase::Redacted
            | Phase::LibraryNumbers
            | Phase::Targets => {
                self.at(id);
                entry.rest().enums.iter().for_each(|&declared| self.enumeration(declared));
                entry.rest().oneofs.iter().for_each(|&oneof| self.at(oneof));
                entry.fields.iter().for_each(|&field| self.at(field));
                entry.rest().messages.iter().for_each(|&nested| self.message(nested));
                entry.rest().extensions.iter().for_each(|&field| self.at(field));
                self.at(DeclarationKey::Extensions(id));
            }
        }
    }

    fn enumeration(&mut self, id: EnumId) {
        let values = &self.cx.tables.decls.enums[id].values;
        if self.phase == Phase::Validate {
            self.at(id);
        }
        values.iter().for_each(|&value| self.at(value));
        if self.phase != Phase::Validate {
            self.at(id);
        }
    }

    fn service(&mut self, id: ServiceId) {
        let methods = &self.cx.tables.decls.services[id].methods;
        if self.phase == Phase::Validate {
            self.at(id);
        }
        methods.iter().for_each(|&method| self.at(method));
        if self.phase != Phase::Validate {
            self.at(id);
        }
    }
}
