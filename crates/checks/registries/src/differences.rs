//! The differences between two versions of a file: the one that writes messages, and the one that reads them.

use std::collections::{BTreeMap, HashSet};

use crate::Change;
use protoward_schema::ranges::Coverage;
use protoward_schema::{
    Element, EnumId, FieldOwner, FileId, MessageId, MethodId, Name, NumberRange, Parent, Schema, Syntax,
};

/// A difference between the version that writes messages and the version that reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The kind of change, about which registries have facts.
    pub change: Change,
    /// The element of the version that writes.
    pub writer: Option<Element>,
    /// The element of the version that reads.
    pub reader: Option<Element>,
    /// `true` if the difference is in a message of another file, to which a field refers.
    pub is_referenced: bool,
}

/// Returns the differences between two versions of a file, and of the messages that its fields refer to.
pub fn differences(writer: (&Schema, FileId), reader: (&Schema, FileId)) -> Vec<Difference> {
    let mut comparison = Comparison {
        writer: writer.0,
        reader: reader.0,
        roots: [writer.1, reader.1],
        seen: HashSet::new(),
        found: Vec::new(),
        is_referenced: false,
    };
    comparison.files();
    comparison.found
}

/// A comparison of one file.
pub(crate) struct Comparison<'a> {
    pub(crate) writer: &'a Schema,
    pub(crate) reader: &'a Schema,
    roots: [FileId; 2],
    seen: HashSet<(MessageId, MessageId)>,
    found: Vec<Difference>,
    is_referenced: bool,
}

impl Comparison<'_> {
    pub(crate) fn add(&mut self, change: Change, writer: Option<Element>, reader: Option<Element>) {
        self.found.push(Difference { change, writer, reader, is_referenced: self.is_referenced });
    }

    /// Returns `true` if the compared file of the writer is proto2.
    pub(crate) fn is_from_proto2(&self) -> bool {
        self.writer[self.roots[0]].syntax == Syntax::Proto2
    }

    fn files(&mut self) {
        let [was, is] = self.roots;
        let writer = self.writer;
        let reader = self.reader;
        let both = (Some(Element::File(was)), Some(Element::File(is)));
        if writer.package(was) != reader.package(is) {
            let has_messages = !writer[was].messages.is_empty();
            let change = if has_messages { Change::PackageChanged } else { Change::PackageOfNoMessageChanged };
            self.add(change, both.0, both.1);
        }
        if writer[was].syntax != reader[is].syntax {
            self.add(Change::SyntaxChanged, both.0, both.1);
        }
        self.messages(&writer[was].messages, &reader[is].messages);
        self.enums(&writer[was].enums, &reader[is].enums);
        self.methods();
        self.extensions();
    }

    /// Compares the messages of a scope, which have equal names.
    fn messages(&mut self, was: &[MessageId], is: &[MessageId]) {
        let writer = self.writer;
        let reader = self.reader;
        let entries: Vec<&str> =
            is.iter().filter(|id| reader.is_map_entry(**id)).map(|id| reader.text(reader[*id].name)).collect();
        let was: Vec<MessageId> = was.iter().copied().filter(|id| !writer.is_map_entry(*id)).collect();
        let is: Vec<MessageId> = is.iter().copied().filter(|id| !reader.is_map_entry(*id)).collect();
        let name = |id: MessageId| writer.text(writer[id].name);
        for (at, &old) in was.iter().enumerate() {
            let found = is.iter().position(|&new| reader.text(reader[new].name) == name(old));
            match found {
                Some(to) => {
                    if to != at {
                        self.add(Change::MessageReordered, Some(old.into()), Some(is[to].into()));
                    }
                    self.message(old, is[to]);
                }
                // The field with this type became a map, which is a change of the field.
                None if entries.contains(&name(old)) => {}
                None => self.removed(old),
            }
        }
        for new in is {
            if !was.iter().any(|&old| name(old) == reader.text(reader[new].name)) {
                self.add(Change::MessageAdded, None, Some(new.into()));
            }
        }
    }

    fn removed(&mut self, old: MessageId) {
        let is_top_level = matches!(self.writer[old].parent, Parent::File(_));
        let elsewhere = self.reader.find_message(self.writer.text(self.writer[old].full_name));
        match elsewhere.filter(|_| is_top_level) {
            Some(new) => {
                self.add(Change::MessageMovedToImport, Some(old.into()), Some(new.into()));
                self.message(old, new);
            }
            None if is_empty(self.writer, old) => self.add(Change::EmptyMessageRemoved, Some(old.into()), None),
            None => self.add(Change::MessageRemoved, Some(old.into()), None),
        }
    }

    /// Compares two messages. A pair that was compared before is left out, because messages refer to each other.
    pub(crate) fn message(&mut self, old: MessageId, new: MessageId) {
        if !self.seen.insert((old, new)) {
            return;
        }
        let writer = self.writer;
        let reader = self.reader;
        let before = self.is_referenced;
        self.is_referenced = [writer[old].file, reader[new].file] != self.roots;
        self.fields(old, new);
        self.oneofs(old, new);
        self.reserved(old, new);
        self.messages(&writer[old].messages, &reader[new].messages);
        self.enums(&writer[old].enums, &reader[new].enums);
        self.is_referenced = before;
    }

    fn reserved(&mut self, old: MessageId, new: MessageId) {
        let was = &self.writer[old];
        let is = &self.reader[new];
        let covers = |ranges: &[NumberRange], range: NumberRange| {
            Coverage::new(ranges.iter().copied()).missing(range).is_empty()
        };
        let names = |schema: &Schema, names: &[Name]| {
            names.iter().map(|name| schema.text(*name).to_owned()).collect::<HashSet<String>>()
        };
        let old_names = names(self.writer, &was.reserved_names);
        let new_names = names(self.reader, &is.reserved_names);
        let is_lost = was.reserved_ranges.iter().any(|range| !covers(&is.reserved_ranges, *range))
            || !old_names.is_subset(&new_names);
        let is_new = is.reserved_ranges.iter().any(|range| !covers(&was.reserved_ranges, *range))
            || !new_names.is_subset(&old_names);
        let used: Vec<Element> = is
            .fields
            .iter()
            .filter(|id| {
                let field = &self.reader[**id];
                was.reserved_ranges.iter().any(|range| range.contains(field.number.0))
                    || old_names.contains(self.reader.text(field.name))
            })
            .map(|id| Element::Field(*id))
            .collect();
        let both = (Some(Element::Message(old)), Some(Element::Message(new)));
        if is_lost {
            self.add(Change::ReservationRemoved, both.0, both.1);
        }
        for field in used {
            self.add(Change::ReservedUsed, None, Some(field));
        }
        if is_new {
            self.add(Change::ReservationAdded, both.0, both.1);
        }
    }

    fn enums(&mut self, was: &[EnumId], is: &[EnumId]) {
        let writer = self.writer;
        let reader = self.reader;
        let name = |id: EnumId| writer.text(writer[id].name);
        for &old in was {
            match is.iter().find(|&&new| reader.text(reader[new].name) == name(old)) {
                Some(&new) => self.values(old, new),
                None => self.add(Change::EnumRemoved, Some(old.into()), None),
            }
        }
        for &new in is {
            if !was.iter().any(|&old| name(old) == reader.text(reader[new].name)) {
                self.add(Change::EnumAdded, None, Some(new.into()));
            }
        }
    }

    fn values(&mut self, old: EnumId, new: EnumId) {
        let writer = self.writer;
        let reader = self.reader;
        // Of several names of a number, registries keep the last.
        let was: BTreeMap<i32, _> = writer[old].values.iter().map(|id| (writer[*id].number, *id)).collect();
        let is: BTreeMap<i32, _> = reader[new].values.iter().map(|id| (reader[*id].number, *id)).collect();
        for (number, &before) in &was {
            let name = writer.text(writer[before].name);
            match is.get(number) {
                None => self.add(Change::EnumValueRemoved, Some(before.into()), None),
                Some(&after) if reader.text(reader[after].name) != name => {
                    self.add(Change::EnumValueRenamed, Some(before.into()), Some(after.into()));
                }
                Some(_) => {}
            }
            let same = reader[new].values.iter().copied().find(|id| reader.text(reader[*id].name) == name);
            if let Some(same) = same.filter(|id| reader[*id].number != *number) {
                self.add(Change::EnumValueNumberChanged, Some(before.into()), Some(same.into()));
            }
        }
        for (number, &after) in &is {
            if !was.contains_key(number) {
                self.add(Change::EnumValueAdded, None, Some(after.into()));
            }
        }
    }

    fn methods(&mut self) {
        let writer = self.writer;
        let reader = self.reader;
        let methods = |schema: &Schema, file: FileId| {
            let services = schema[file].services.iter().copied();
            let of = |service| schema.services[service].methods.iter().copied();
            let key = |id: MethodId| {
                let service = schema[id].service;
                (schema.text(schema[service].name).to_owned(), schema.text(schema[id].name).to_owned())
            };
            services.flat_map(of).map(|id| (key(id), id)).collect::<BTreeMap<_, _>>()
        };
        let was = methods(writer, self.roots[0]);
        let is = methods(reader, self.roots[1]);
        let signature = |schema: &Schema, id: MethodId| {
            let method = &schema[id];
            let name = |message: MessageId| schema.text(schema[message].full_name).to_owned();
            (name(method.input), method.client_streaming, name(method.output), method.server_streaming)
        };
        for (key, &old) in &was {
            match is.get(key) {
                None => self.add(Change::MethodRemoved, Some(old.into()), None),
                Some(&new) if signature(writer, old) != signature(reader, new) => {
                    self.add(Change::MethodSignatureChanged, Some(old.into()), Some(new.into()));
                }
                Some(_) => {}
            }
        }
        for (_, &new) in is.iter().filter(|(key, _)| !was.contains_key(*key)) {
            self.add(Change::MethodAdded, None, Some(new.into()));
        }
    }

    fn extensions(&mut self) {
        let extensions = |schema: &Schema, file: FileId| {
            let ids = schema.fields.iter().filter(|(_, field)| field.file == file);
            let key = |owner: FieldOwner, number: i32| match owner {
                FieldOwner::Extension { extendee, .. } => {
                    Some((schema.text(schema[extendee].full_name).to_owned(), number))
                }
                FieldOwner::Message(_) => None,
            };
            ids.filter_map(|(id, field)| Some((key(field.owner, field.number.0)?, id))).collect::<BTreeMap<_, _>>()
        };
        let was = extensions(self.writer, self.roots[0]);
        let is = extensions(self.reader, self.roots[1]);
        for (_, &old) in was.iter().filter(|(key, _)| !is.contains_key(*key)) {
            self.add(Change::ExtensionRemoved, Some(old.into()), None);
        }
    }
}

/// Returns `true` if a message has neither fields nor reserved numbers and names, and no nested message has any.
fn is_empty(schema: &Schema, id: MessageId) -> bool {
    let message = &schema[id];
    message.fields.is_empty()
        && message.reserved_ranges.is_empty()
        && message.reserved_names.is_empty()
        && message.messages.iter().all(|nested| is_empty(schema, *nested))
}
