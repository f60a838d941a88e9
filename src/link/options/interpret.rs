//! The options of one element: names become paths of fields, values are put there.

use std::collections::HashMap;

use super::LimitedTo;
use super::diagnostics;
use super::message::{Message, Value};
use super::model::{Model, Shape};
use super::text_format::{self, Context};
use super::value;
use crate::link::collect::{FieldScope, Symbol};
use crate::link::elsewhere::Elsewhere;
use crate::link::resolve::{self, Found, Mode};
use crate::report::{Diagnostic, Report};
use crate::schema::{FieldId, FieldType, FileId, MessageId};
use crate::source::nearest;
use crate::syntax::MOST_AGGREGATES;
use crate::syntax::ast::{NamePart, OptionDecl, Span, ValueKind};
use crate::syntax::literal;

/// What came of the options of one element.
#[derive(Debug, Default)]
pub(super) struct Interpreted {
    /// The options message; `None` where nothing is left of it.
    pub(super) bytes: Option<Box<[u8]>>,
    /// The place in the options message of each statement that is left, by where the statement starts.
    pub(super) paths: Vec<(u32, Vec<i32>)>,
    /// Where statements start that were stripped from inside of an option that stays.
    pub(super) inside: Vec<u32>,
    /// The features as they were, where something was stripped from them.
    pub(super) whole_features: Option<Box<[u8]>>,
    /// What only some may set, with the name and the value of the option that sets it.
    pub(super) limited: Vec<(LimitedTo, Span, Span)>,
    /// The files whose extensions are set.
    pub(super) extended_by: Vec<FileId>,
}

/// What was set by one statement.
#[derive(Debug)]
struct Set {
    path: Vec<u32>,
    /// Whether its name begins with parentheses. protoc reads those in a second pass, and does not know there what was
    /// set in the first.
    custom: bool,
    name: Span,
    value: Span,
}

/// The options of one element while they are read.
pub(super) struct Interpreter<'c, 'a, 't> {
    cx: Context<'c, 'a, 't>,
    /// The options message.
    message: MessageId,
    /// What names are looked up from.
    within: &'c str,
    retain: bool,
    merged: Message,
    /// Each custom option on its own, as it is written where nothing is stripped.
    single: Vec<Message>,
    /// How often a repeated field was named.
    counts: HashMap<Vec<u32>, i32>,
    set: Vec<Set>,
    interpreted: Interpreted,
}

impl<'c, 'a, 't> Interpreter<'c, 'a, 't> {
    pub(super) fn new(cx: Context<'c, 'a, 't>, message: MessageId, within: &'c str, retain: bool) -> Self {
        Self {
            cx,
            message,
            within,
            retain,
            merged: Message::default(),
            single: Vec::new(),
            counts: HashMap::new(),
            set: Vec::new(),
            interpreted: Interpreted::default(),
        }
    }

    /// Reads all statements; a wrong one is said, and left out.
    pub(super) fn read(mut self, statements: impl Iterator<Item = &'t OptionDecl>, report: &mut Report) -> Interpreted {
        let mut any = false;
        for statement in statements.filter(|statement| statement.value.kind != ValueKind::Broken) {
            match self.statement(statement) {
                Ok(()) => any = true,
                Err(diagnostic) => report.push(*diagnostic),
            }
        }
        if any {
            if let Err(diagnostic) = self.complete() {
                report.push(*diagnostic);
            }
            self.finish();
        }
        self.interpreted
    }

    /// Whether what was set field by field came to whole messages; protoc aborts where it did not.
    fn complete(&self) -> Result<(), Box<Diagnostic>> {
        self.merged.messages().try_for_each(|(shape, inner)| {
            let span = self.set.iter().find(|set| set.path[0] == shape.number).map(|set| set.name);
            let ty = shape.ty.message();
            ty.map_or(Ok(()), |ty| text_format::complete(self.cx, ty, inner, span.unwrap_or_default()))
        })
    }

    fn finish(&mut self) {
        let mut merged = std::mem::take(&mut self.merged);
        self.note_what_is_set(&merged, &mut Vec::new());
        if !self.retain {
            let features = self.cx.model.feature_set.and_then(|ty| Some(merged.message_of(ty)?.bytes()));
            merged.strip();
            let stripped = self.cx.model.feature_set.and_then(|ty| Some(merged.message_of(ty)?.bytes()));
            self.interpreted.whole_features = if features == stripped { None } else { features };
            self.interpreted.bytes = (!merged.is_empty()).then(|| merged.bytes());
            return;
        }
        let mut bytes = merged.without_extensions().bytes().into_vec();
        self.single.iter().for_each(|single| bytes.extend(single.bytes()));
        self.interpreted.bytes = Some(bytes.into());
    }

    /// Notes the files of extensions, and what only some may set, at any depth: the fields of a message by their numbers.
    fn note_what_is_set(&mut self, message: &Message, path: &mut Vec<u32>) {
        let model = self.cx.model;
        for (shape, values) in message.fields() {
            path.push(shape.number);
            if shape.extension {
                self.note_file(model.decls.fields[shape.id].file);
            }
            for value in values {
                match (value, shape.ty) {
                    (Value::Message(inner), _) => self.note_what_is_set(inner, path),
                    (Value::Varint(number), FieldType::Enum(id)) if shape.limited_values => {
                        if let Some(value) = model.limited_value(id, *number as i32) {
                            self.note_limited(LimitedTo::Value(shape.id, value), path);
                        }
                    }
                    _ => {}
                }
            }
            if shape.limited {
                self.note_limited(LimitedTo::Field(shape.id), path);
            }
            path.pop();
        }
    }

    fn note_file(&mut self, file: FileId) {
        if file != self.cx.lookup.file && !self.interpreted.extended_by.contains(&file) {
            self.interpreted.extended_by.push(file);
        }
    }

    fn note_limited(&mut self, what: LimitedTo, path: &[u32]) {
        let exact = self.set.iter().find(|set| set.path == path);
        let set =
            exact.or_else(|| self.set.iter().find(|set| path.starts_with(&set.path) || set.path.starts_with(path)));
        if let Some(&Set { name, value, .. }) = set {
            self.interpreted.limited.push((what, name, value));
        }
    }

    fn statement(&mut self, statement: &'t OptionDecl) -> Result<(), Box<Diagnostic>> {
        let path = self.path(&statement.name)?;
        let Some(&last) = path.last() else { return Ok(()) };
        let numbers: Vec<u32> = path.iter().map(|shape| shape.number).collect();
        let name = statement.name_span.of(self.cx.text);
        let custom = statement.name.first().is_some_and(|part| part.is_extension);
        if !last.repeated
            && self.merged.has_path(&path)
            && let Some(first) = self.first(&numbers, custom)
        {
            let places = (self.cx.place(statement.name_span), self.cx.place(first));
            return Err(Box::new(diagnostics::already_set(name, places.0, places.1)));
        }
        let value = self.value(&last, name, statement)?;
        self.set.push(Set { path: numbers, custom, name: statement.name_span, value: statement.value.span });
        self.note_path(statement, &path);
        if self.retain && path.first().is_some_and(|first| first.extension) {
            self.single.push(alone(&path, value.clone()));
        }
        self.merged.put_path(&path, value);
        Ok(())
    }

    /// The name by which a path, a part of it, or something inside of it was set.
    fn first(&self, path: &[u32], custom: bool) -> Option<Span> {
        let overlaps = |set: &&Set| set.path.starts_with(path) || path.starts_with(&set.path);
        self.set.iter().filter(|set| set.custom == custom).find(overlaps).map(|set| set.name)
    }

    fn value(&self, last: &Shape, name: &str, statement: &OptionDecl) -> Result<Value, Box<Diagnostic>> {
        let (written, cx) = (statement.value, self.cx);
        match (last.ty, written.kind) {
            (FieldType::Message(ty) | FieldType::Group(ty), ValueKind::Aggregate) => {
                text_format::aggregate(cx, ty, written.span).map(Value::Message)
            }
            _ => value::simple(cx.model, last, name, written, cx.text, cx.place(written.span)),
        }
    }

    /// Notes to which fields a statement came, unless they are stripped.
    fn note_path(&mut self, statement: &OptionDecl, path: &[Shape]) {
        let numbers: Vec<u32> = path.iter().map(|shape| shape.number).collect();
        let mut place: Vec<i32> = numbers.iter().map(|&number| number as i32).collect();
        if path.last().is_some_and(|last| last.repeated) {
            let count = self.counts.entry(numbers).or_default();
            place.push(*count);
            *count += 1;
        }
        if self.retain || !is_stripped(path) {
            self.interpreted.paths.push((statement.span.start, place));
        } else if path.first().is_some_and(|first| !first.source_only) {
            self.interpreted.inside.push(statement.span.start);
        }
    }

    fn path(&self, parts: &[NamePart]) -> Result<Vec<Shape>, Box<Diagnostic>> {
        let mut message = self.message;
        let mut path = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            let Some(shape) = self.part(message, part, index == 0)? else { return Ok(Vec::new()) };
            path.push(shape);
            let Some(next) = parts.get(index + 1) else { break };
            let (name, place) = (part.span.of(self.cx.text), self.cx.place(part.span));
            message = match shape.ty {
                FieldType::Message(_) | FieldType::Group(_) if shape.repeated => {
                    return Err(Box::new(diagnostics::inside_repeated(name, place)));
                }
                FieldType::Message(_) | FieldType::Group(_) if path.len() == MOST_AGGREGATES as usize => {
                    return Err(Box::new(diagnostics::too_deep(place, MOST_AGGREGATES)));
                }
                FieldType::Message(inner) | FieldType::Group(inner) => inner,
                FieldType::Scalar(_) | FieldType::Enum(_) => {
                    let next = self.cx.place(next.span);
                    return Err(Box::new(diagnostics::nothing_inside(name, place, next)));
                }
            };
        }
        Ok(path)
    }

    /// The field that one part of a name stands for; nothing, where its declaration is wrong itself.
    fn part(&self, message: MessageId, part: &NamePart, first: bool) -> Result<Option<Shape>, Box<Diagnostic>> {
        let (model, place) = (self.cx.model, self.cx.place(part.span));
        let name = literal::path(self.cx.text, part.name);
        if first && !part.is_extension && name == "uninterpreted_option" {
            return Err(Box::new(diagnostics::reserved(place)));
        }
        let found = if part.is_extension { self.extension(&name) } else { model.field(message, &name) };
        let Some(field) = found else { return Err(Box::new(self.unknown(message, &name, part))) };
        // What an extension extends may be wrong, which has been said where it is declared.
        let Some(containing) = model.containing(field) else { return Ok(None) };
        if containing != message {
            return Err(Box::new(diagnostics::of_another_message(&name, model.full_name(message), place)));
        }
        Ok(model.shape(field))
    }

    fn extension(&self, name: &str) -> Option<FieldId> {
        match self.cx.lookup.find(name, self.within, Mode::All) {
            Found::Symbol(Symbol::Field(field)) => Some(field),
            _ => None,
        }
    }

    fn unknown(&self, message: MessageId, name: &str, part: &NamePart) -> Diagnostic {
        let model = self.cx.model;
        let (full_name, place) = (model.full_name(message), self.cx.place(part.span));
        let written = part.span.of(self.cx.text);
        let extensions = extensions_of(model, message);
        let fields = model.decls.messages[message].fields.iter().map(|&field| model.field_name(field));
        let fields = fields.filter(|name| !part.is_extension && *name != "uninterpreted_option");
        let mut near: Vec<String> = nearest(name, fields).into_iter().map(str::to_owned).collect();
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_near = |full_name: &str| {
            let other = full_name.rsplit('.').next().unwrap_or(full_name);
            if part.is_extension { !nearest(last, [other]).is_empty() } else { last == other }
        };
        let seen = extensions.iter().filter(|(full_name, file)| self.sees(*file) && is_near(full_name));
        near.extend(seen.take(3).map(|(full_name, _)| format!("({full_name})")));
        let ends_so = |full_name: &str| {
            let before = full_name.strip_suffix(name.trim_start_matches('.'));
            before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        let elsewhere = extensions.iter().find(|(full_name, file)| ends_so(full_name) && !self.sees(*file));
        let elsewhere = elsewhere.filter(|_| near.is_empty() || part.is_extension);
        let elsewhere =
            elsewhere.map(|(full_name, file)| Elsewhere { full_name, file: model.units[file.index()].name });
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        diagnostics::unknown(written, full_name, place, &near, elsewhere)
    }

    fn sees(&self, file: FileId) -> bool {
        self.cx.lookup.scopes.sees(self.cx.lookup.file, file)
    }
}

/// All extensions of a message, by full name, with the files that declare them.
fn extensions_of(model: &Model<'_, '_>, message: MessageId) -> Vec<(String, FileId)> {
    let extends = model.decls.fields.iter().filter(|(id, field)| {
        matches!(field.scope, FieldScope::Extend { .. }) && model.containing(*id) == Some(message)
    });
    extends.map(|(id, field)| (resolve::full_name(model.decls, id), field.file)).collect()
}

/// A message with one value in it. What is set by name is written as it is: neither packed nor left out.
fn alone(path: &[Shape], value: Value) -> Message {
    let mut path = path.to_vec();
    if let Some(last) = path.last_mut() {
        last.packed = false;
        last.implicit = false;
    }
    let mut message = Message::default();
    message.put_path(&path, value);
    message
}

/// Whether a field on the way is meant for the source only; groups are not searched.
fn is_stripped(path: &[Shape]) -> bool {
    let group = path.iter().position(|shape| matches!(shape.ty, FieldType::Group(_)));
    path[..group.map_or(path.len(), |group| group + 1)].iter().any(|shape| shape.source_only)
}
