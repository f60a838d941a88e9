//! The interpretation of option statements: names become field paths, values are set there.

use std::collections::BTreeMap;

use super::message::{self, Message, MessageValue, are_known};
use super::model::OptionsContext;
use super::places::OptionPaths;
use super::set_names::SetNames;
use super::shapes::Shape;
use super::text_format::{self};
use super::{FileNotes, Limited, LimitedTo, OptionReports, OptionsHolder, diagnostics, unknown, value};
use crate::link::collect::{Resolution, Symbol};
use crate::link::resolve::{Mode, Scope};
use protoward_schema::wire::Writer;
use protoward_schema::{FieldId, FieldType, MessageId};
use protoward_source::{Diagnostic, Place};
use protoward_syntax::ast::{NamePart, OptionDecl, Span, ValueKind};
use protoward_syntax::options::removal_of_option;
use protoward_syntax::{MOST_AGGREGATES, literal};

type OptionResult<T> = Result<T, Box<Diagnostic>>;

/// An interpreter for the elements of one file, one after the other. Buffers are reused.
pub(super) struct Interpreter<'c, 'a, 't> {
    cx: OptionsContext<'c, 'a, 't>,
    retain: bool,
    extensions: Extensions<'t>,
    /// The field path of the current statement.
    path: Vec<&'c Shape<'a>>,
    /// Fields unknown to protoc, one by one, in the form without stripping: first options of a non-standard
    /// `descriptor.proto`, then custom options.
    single: [Writer; 2],
    /// The encoded options of an element.
    out: Writer,
    /// The options that the current element sets; empty between elements.
    set: SetNames<'t>,
    notes: FileNotes,
    reports: OptionReports,
}

/// The meaning of extension names at the top level of the file. Few names are in use, so only the first ones are
/// cached.
type Extensions<'t> = Vec<(&'t str, Option<FieldId>)>;

/// Maximum number of cached extension names.
const MOST_KEPT: usize = 16;

/// The options of one element during interpretation.
struct Element<'c, 't> {
    message: MessageId,
    merged: Message<'c>,
    set: SetNames<'t>,
    /// The number of values per repeated field inside an option.
    counts: BTreeMap<Vec<u32>, usize>,
    /// `true` if an option has limited targets or editions.
    has_limited: bool,
}

impl<'c, 'a, 't> Interpreter<'c, 'a, 't> {
    pub(super) fn new(cx: OptionsContext<'c, 'a, 't>, retain: bool) -> Self {
        Self {
            cx,
            retain,
            extensions: Extensions::new(),
            out: Writer::default(),
            set: SetNames::default(),
            path: Vec::new(),
            single: Default::default(),
            notes: FileNotes { places: OptionPaths::with_room(), ..FileNotes::default() },
            reports: OptionReports::default(),
        }
    }

    /// Interprets all options of an element and returns their bytes. Names are looked up in `scope` and its parents. An
    /// invalid statement is reported and skipped.
    pub(super) fn read(
        &mut self,
        message: MessageId,
        holder: OptionsHolder,
        scope: Scope,
        statements: &mut dyn Iterator<Item = &'t OptionDecl>,
    ) -> Option<Box<[u8]>> {
        let mut element = Element {
            message,
            merged: Message::default(),
            set: std::mem::take(&mut self.set),
            counts: BTreeMap::new(),
            has_limited: false,
        };
        for statement in statements.filter(|statement| statement.value.kind != ValueKind::Broken) {
            if let Some(part) = statement.name.iter().find(|part| part.name.span.of(self.cx.text).is_empty()) {
                let in_protoc = Place::whole(self.cx.source);
                let nameless = diagnostics::nameless(self.cx.place(part.span)).in_protoc(in_protoc);
                self.reports.nameless.push(nameless);
            } else if let Err(diagnostic) = self.statement(&mut element, scope, statement) {
                let is_custom = statement.name.first().is_some_and(|part| part.is_extension);
                let reports = if is_custom { &mut self.reports.custom } else { &mut self.reports.plain };
                reports.push(*diagnostic);
            }
        }
        if element.set.is_empty() {
            self.set = element.set;
            return None;
        }
        if let Err(diagnostic) = self.complete(&element) {
            self.reports.custom.push(*diagnostic);
        }
        self.finish(element, holder)
    }

    /// Runs `work` without recording notes and diagnostics.
    pub(super) fn aside<R>(&mut self, work: impl FnOnce(&mut Self) -> R) -> R {
        let notes = std::mem::take(&mut self.notes);
        let reports = std::mem::take(&mut self.reports);
        let result = work(self);
        (self.notes, self.reports) = (notes, reports);
        result
    }

    /// Returns the notes and diagnostics of the file.
    pub(super) fn finish_file(mut self) -> (FileNotes, OptionReports) {
        self.notes.places.finish();
        (self.notes, self.reports)
    }

    fn finish(&mut self, element: Element<'c, 't>, holder: OptionsHolder) -> Option<Box<[u8]>> {
        let Element { mut merged, mut set, has_limited, .. } = element;
        if has_limited {
            self.note_limited(holder, &merged, &mut set, &mut Vec::new());
        }
        set.clear();
        self.set = set;
        self.out.clear();
        if self.retain {
            merged.write_known(&mut self.out);
            for single in &mut self.single {
                self.out.raw(single.as_bytes());
                single.clear();
            }
            return Some(self.out.as_bytes().into());
        }
        let features = self.features(&merged);
        if let OptionsHolder::Extensions(..) = holder
            && merged.has_source_only()
        {
            self.notes.whole_ranges.push((holder, merged.bytes().into()));
        }
        merged.strip();
        if let Some(features) = features.filter(|whole| self.features(&merged).as_ref() != Some(whole)) {
            self.notes.whole_features.push((holder, features.into()));
        }
        merged.write(&mut self.out);
        (self.cx.model.keeps_empty || !merged.is_empty()).then(|| self.out.as_bytes().into())
    }

    /// Returns the bytes of the `FeatureSet` in an options message.
    fn features(&self, options: &Message<'_>) -> Option<Vec<u8>> {
        Some(options.message_of(self.cx.model.feature_set?)?.bytes())
    }

    /// Records the fields and values with limited targets or editions, at any depth.
    fn note_limited(
        &mut self,
        holder: OptionsHolder,
        message: &Message<'_>,
        set: &mut SetNames<'t>,
        path: &mut Vec<u32>,
    ) {
        for (shape, values) in message.fields() {
            path.push(shape.number);
            for value in values {
                match (value, shape.ty) {
                    (MessageValue::Message(inner), _) => self.note_limited(holder, inner, set, path),
                    (MessageValue::Varint(number), FieldType::Enum(id)) if shape.limited_values => {
                        if let Some(value) = self.cx.model.enumeration(id).limited(*number as i32) {
                            self.limited(holder, LimitedTo::Value(shape.id, value), set, path);
                        }
                    }
                    _ => {}
                }
            }
            if shape.limited {
                self.limited(holder, LimitedTo::Field(shape.id), set, path);
            }
            path.pop();
        }
    }

    fn limited(&mut self, holder: OptionsHolder, what: LimitedTo, set: &mut SetNames<'t>, path: &[u32]) {
        if let Some(statement) = set.nearest(path) {
            let name = statement.name_span;
            let value = statement.value.span;
            self.notes.limited.push(Limited { holder, what, name, value });
        }
    }

    /// Records the files of the extensions in a value. Returns `true` if the value contains limited fields or values.
    fn note_shapes(&mut self, value: &MessageValue<'_>) -> bool {
        let MessageValue::Message(message) = value else { return false };
        let mut limited = false;
        for (shape, values) in message.fields() {
            limited |= self.note_shape(shape);
            for value in values {
                limited |= self.note_shapes(value);
            }
        }
        limited
    }

    fn note_shape(&mut self, shape: &Shape<'_>) -> bool {
        if shape.extension {
            self.note_file(shape.id);
        }
        shape.limited || shape.limited_values
    }

    fn note_file(&mut self, extension: FieldId) {
        let file = self.cx.model.decls.fields[extension].file;
        if file != self.cx.lookup.file && !self.notes.used.contains(&file) {
            self.notes.used.push(file);
        }
    }

    /// Checks that messages set field by field have all required fields. protoc aborts otherwise.
    fn complete(&self, element: &Element<'c, 't>) -> OptionResult<()> {
        for (shape, inner) in element.merged.messages() {
            if let Some(ty) = shape.ty.message() {
                text_format::complete(self.cx, ty, inner, &|| element.set.name_of(shape.number))?;
            }
        }
        Ok(())
    }

    fn statement(
        &mut self,
        element: &mut Element<'c, 't>,
        scope: Scope,
        statement: &'t OptionDecl,
    ) -> OptionResult<()> {
        let cx = self.cx;
        // protoc reports one of two locations: the start of the name or the start of the value.
        let at = |span: Span| move |error: Box<Diagnostic>| Box::new(error.in_protoc(cx.place(span)));
        self.find_path(element.message, scope, &statement.name).map_err(at(statement.name_span))?;
        let Some(&last) = self.path.last() else { return Ok(()) };
        if !last.repeated
            && element.merged.has_path(&self.path)
            && let Some(first) = element.set.first(&self.path, statement)
        {
            let places = (cx.place(statement.name_span), cx.place(first));
            let diagnostic = diagnostics::already_set(statement.name_span.of(cx.text), places.0, places.1);
            // The value of a message may have other fields that are needed.
            if statement.value.span.of(cx.text).starts_with(['{', '<']) {
                return Err(Box::new(diagnostic));
            }
            let removal = cx.place(removal_of_option(cx.text, statement.name_span));
            return Err(Box::new(diagnostic.choice(removal, "")));
        }
        let value = self.value(last, statement).map_err(at(statement.value.span))?;
        for index in 0..self.path.len() {
            element.has_limited |= self.note_shape(self.path[index]);
        }
        element.has_limited |= self.note_shapes(&value);
        self.note_place(element, statement, last);
        element.set.push(&self.path, statement);
        match self.first_unknown(&value).filter(|_| self.retain) {
            Some(0) => {
                message::write_alone(&self.path, &value, &mut self.single[usize::from(self.path[0].extension)]);
                element.merged.put_path(&self.path, value);
            }
            Some(unknown) => {
                let mut unmerged = Writer::default();
                message::write_alone(&self.path[unknown..], &value, &mut unmerged);
                element.merged.put_path(&self.path, value);
                element.merged.add_unmerged(&self.path[..unknown], unmerged.as_bytes());
            }
            None => element.merged.put_path(&self.path, value),
        }
        Ok(())
    }

    /// Returns the index of the first field in the path that protoc does not know.
    fn first_unknown(&self, value: &MessageValue<'c>) -> Option<usize> {
        let last = self.path.len() - 1;
        let values = |at: usize| if at == last { std::slice::from_ref(value) } else { &[] };
        self.path.iter().enumerate().position(|(at, shape)| !are_known(values(at), shape.known))
    }

    fn value(&self, last: &'c Shape<'a>, statement: &OptionDecl) -> OptionResult<MessageValue<'c>> {
        let written = statement.value;
        let cx = self.cx;
        match (last.ty, written.kind) {
            (FieldType::Message(ty) | FieldType::Group(ty), ValueKind::Aggregate) => {
                text_format::aggregate(cx, ty, written.span).map(MessageValue::Message)
            }
            _ => value::simple(cx, last, statement.name_span.of(cx.text), written),
        }
    }

    /// Records the path of a statement, unless the option is stripped.
    fn note_place(&mut self, element: &mut Element<'c, 't>, statement: &OptionDecl, last: &Shape<'a>) {
        let index = last.repeated.then(|| match &*self.path {
            [shape] => element.merged.count(shape),
            path => {
                let count = element.counts.entry(path.iter().map(|shape| shape.number).collect()).or_insert(0);
                *count += 1;
                *count as i32 - 1
            }
        });
        if self.retain || !is_stripped(&self.path) {
            self.notes.places.at(statement, &self.path, index);
        } else if self.cx.model.keeps_empty || !self.path[0].source_only {
            self.notes.places.inside(statement);
        }
    }

    /// Resolves an option name to a field path; `None` if a field's declaration is invalid.
    fn find_path(&mut self, options: MessageId, scope: Scope, parts: &[NamePart]) -> OptionResult<()> {
        let mut message = options;
        self.path.clear();
        for (index, part) in parts.iter().enumerate() {
            let Some(shape) = self.part(message, scope, part, index == 0)? else {
                self.path.clear();
                return Ok(());
            };
            self.path.push(shape);
            if index == 1 {
                self.check_feature(parts, shape)?;
            }
            if let Some(next) = parts.get(index + 1) {
                message = self.inside(shape, part, next)?;
            }
        }
        Ok(())
    }

    /// Returns the message in which the next name component is looked up.
    fn inside(&self, shape: &Shape<'_>, part: &NamePart, next: &NamePart) -> OptionResult<MessageId> {
        let name = part.span.of(self.cx.text);
        let place = || self.cx.place(part.span);
        match shape.ty {
            FieldType::Message(_) | FieldType::Group(_) if shape.repeated => {
                Err(Box::new(diagnostics::inside_repeated(name, place())))
            }
            FieldType::Message(_) | FieldType::Group(_) if self.path.len() == MOST_AGGREGATES as usize => {
                Err(Box::new(diagnostics::too_deep(place(), MOST_AGGREGATES)))
            }
            FieldType::Message(inner) | FieldType::Group(inner) => Ok(inner),
            FieldType::Scalar(_) | FieldType::Enum(_) => {
                Err(Box::new(diagnostics::nothing_inside(name, place(), self.cx.place(next.span))))
            }
        }
    }

    /// Reports a feature in the file that declares the feature, because its defaults are not known there.
    fn check_feature(&self, parts: &[NamePart], shape: &Shape<'_>) -> OptionResult<()> {
        let model = self.cx.model;
        let is_feature = !parts[0].is_extension && model.containing(shape.id) == model.feature_set;
        let declared = &model.decls.fields[shape.id];
        if !is_feature || !shape.extension || declared.file != self.cx.lookup.file {
            return Ok(());
        }
        let declared = declared.decl().name();
        let place = self.cx.place(parts[1].span);
        let whole = self.cx.place(parts[0].span);
        let name = parts[1].span.of(self.cx.text);
        Err(Box::new(diagnostics::feature_of_this_file(name, place, self.cx.place(declared)).in_protoc(whole)))
    }

    /// Resolves one component of an option name; `None` if the field's declaration is invalid.
    fn part(
        &mut self,
        message: MessageId,
        scope: Scope,
        part: &NamePart,
        is_first: bool,
    ) -> OptionResult<Option<&'c Shape<'a>>> {
        let cx = self.cx;
        let name = literal::path(cx.text, part.name);
        if is_first && !part.is_extension && name == "uninterpreted_option" {
            return Err(Box::new(diagnostics::reserved(cx.place(part.span))));
        }
        if !part.is_extension {
            let found = cx.model.message(message).field(&name);
            return match found {
                Some(shape) => Ok(shape),
                None => Err(Box::new(unknown::unknown(cx, message, &name, part))),
            };
        }
        let Some(field) = self.extension(scope, part) else {
            return Err(Box::new(unknown::unknown(cx, message, &name, part)));
        };
        // An unknown extendee is reported at the declaration.
        let Some(containing) = cx.model.containing(field) else { return Ok(None) };
        if containing != message {
            let full_name = cx.model.full_name(message);
            return Err(Box::new(diagnostics::of_another_message(&name, full_name, cx.place(part.span))));
        }
        Ok(cx.model.field_shape(field))
    }

    fn extension(&mut self, scope: Scope, part: &NamePart) -> Option<FieldId> {
        let lookup = self.cx.lookup;
        let written = part.name.span.of(self.cx.text);
        let name = literal::path(self.cx.text, part.name);
        if !name.starts_with('.')
            && let Some(found) = lookup.in_declarations(&name, scope, Mode::All)
        {
            return field(found);
        }
        if let Some((_, field)) = self.extensions.iter().find(|(name, _)| *name == written) {
            return *field;
        }
        let field = field(lookup.find_noting(&name, Scope::File, Mode::All, &mut self.notes.used));
        if self.extensions.len() < MOST_KEPT {
            self.extensions.push((written, field));
        }
        field
    }
}

const fn field(found: Resolution) -> Option<FieldId> {
    match found {
        Resolution::Symbol(Symbol::Field(field)) => Some(field),
        _ => None,
    }
}

/// Returns `true` if a field in the path has source retention. Like protoc, does not look into groups.
fn is_stripped(path: &[&Shape<'_>]) -> bool {
    let group = path.iter().position(|shape| matches!(shape.ty, FieldType::Group(_)));
    path[..group.map_or(path.len(), |group| group + 1)].iter().any(|shape| shape.source_only)
}
