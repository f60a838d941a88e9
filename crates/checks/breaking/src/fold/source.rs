//! The move that caused a finding, by the elements that the finding is about and those around them.

use super::members::Members;
use crate::comparison::{Comparison, Pair};
use crate::finding::FindingDraft;
use crate::moves::{Root, is_same_field, is_same_kind, named_type, parent};
use crate::rules::moved;
use crate::wire::TypeKind;
use protoward_policy::Rule;
use protoward_schema::{Element, FieldId, FieldOwner, FieldType, FileId, MessageId, Parent};

/// A move or a rename that groups findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A renamed package, by index.
    Package(usize),
    File(FileId, FileId),
    /// A message, enum, service or extension, with its contents.
    Element(Element, Element),
    /// A field, oneof, value or method.
    Member(Element, Element),
}

impl Source {
    /// Returns the rule that reports the move.
    pub(super) fn rule(self, cx: &Comparison<'_>) -> Option<&'static Rule> {
        match self {
            Self::Package(_) => Some(moved::of_package()),
            Self::File(..) => Some(moved::of_file()),
            Self::Element(old, new) => moved::of_declared(old, cx.old.name(old) == cx.new.name(new)),
            Self::Member(old, _) => moved::of_member(old),
        }
    }
}

/// A finder of the moves behind findings.
pub(super) struct Sources<'c, 'a> {
    cx: &'c Comparison<'a>,
    members: Members<'c, 'a>,
}

impl<'c, 'a> Sources<'c, 'a> {
    pub(super) fn new(cx: &'c Comparison<'a>) -> Self {
        Self { cx, members: Members::new(cx) }
    }

    pub(super) fn of(&mut self, draft: &FindingDraft) -> Option<Source> {
        let old = draft.finding.old_element;
        let new = draft.finding.element;
        match draft.finding.rule.id() {
            "FILE_NO_DELETE" => self.file(old?),
            "PACKAGE_NO_DELETE" => self.package(old?).map(Source::Package),
            "FILE_SAME_PACKAGE" => self.file_of_package(old?, new?),
            "MESSAGE_NO_DELETE" | "ENUM_NO_DELETE" | "SERVICE_NO_DELETE" | "EXTENSION_NO_DELETE" => {
                self.declared(old?).or_else(|| self.in_other_file(old?))
            }
            "PACKAGE_MESSAGE_NO_DELETE"
            | "PACKAGE_ENUM_NO_DELETE"
            | "PACKAGE_SERVICE_NO_DELETE"
            | "PACKAGE_EXTENSION_NO_DELETE"
            | "PACKAGE_LAST_NO_DELETE" => self.declared(old?),
            "FIELD_SAME_TYPE" | "FIELD_WIRE_COMPATIBLE_TYPE" | "FIELD_WIRE_JSON_COMPATIBLE_TYPE" => {
                self.field_type(field(old?)?, field(new?)?)
            }
            "EXTENSION_SAME_EXTENDEE" => self.extendee(field(old?)?, field(new?)?),
            "FIELD_SAME_NAME" | "FIELD_SAME_JSON_NAME" => self.field_name(field(old?)?, field(new?)?),
            "FIELD_SAME_ONEOF" => self.field_oneof(field(old?)?, field(new?)?),
            "ONEOF_NO_DELETE" => {
                let Element::Oneof(old) = old? else { return None };
                Some(Source::Member(old.into(), self.members.oneof(old)?.into()))
            }
            "ENUM_VALUE_SAME_NAME" | "ENUM_VALUE_NO_DELETE_FROM_HTTP" => {
                let (Element::EnumValue(old), Element::EnumValue(new)) = (old?, new?) else { return None };
                let found = self.members.value(old, self.cx.new[new].parent)?;
                Some(Source::Member(old.into(), found.into()))
            }
            "RPC_SAME_REQUEST_TYPE" => self.method_type(old?, new?, |method| method.input),
            "RPC_SAME_RESPONSE_TYPE" => self.method_type(old?, new?, |method| method.output),
            "RPC_NO_DELETE" => {
                let (Element::Method(old), Element::Service(service)) = (old?, new?) else { return None };
                Some(Source::Member(old.into(), self.members.method(old, service)?.into()))
            }
            "RPC_PATH_NO_DELETE" => self.method_path(old?, new),
            _ => None,
        }
    }

    /// Returns the move of a renamed method, or of its service.
    fn method_path(&mut self, old: Element, new: Option<Element>) -> Option<Source> {
        let Element::Method(method) = old else { return None };
        let service = self.cx.old[method].service.into();
        match (self.cx.moves.new_of(service), new) {
            (Some(now), _) => Some(self.root(service, now)),
            (None, Some(Element::Service(service))) => {
                Some(Source::Member(old, self.members.method(method, service)?.into()))
            }
            (None, _) => None,
        }
    }

    fn root(&self, old: Element, new: Element) -> Source {
        match self.cx.moves.root(self.cx, Pair { old, new }) {
            Root::Package(index) => Source::Package(index),
            Root::Element(pair) => Source::Element(pair.old, pair.new),
        }
    }

    fn package(&self, file: Element) -> Option<usize> {
        self.cx.moves.package(self.cx.old.package(self.cx.old.file_of(file)))
    }

    fn file_of_package(&self, old: Element, new: Element) -> Option<Source> {
        let index = self.package(old)?;
        let is_there = self.cx.new.package(self.cx.new.file_of(new)) == self.cx.moves.packages()[index].new;
        is_there.then_some(Source::Package(index))
    }

    /// Returns the move of a file whose declarations are all in one other file.
    fn file(&self, old: Element) -> Option<Source> {
        let Element::File(file) = old else { return None };
        let first = self.cx.moves.new_file(file)?;
        let package =
            self.package(old).filter(|&index| self.cx.moves.packages()[index].new == self.cx.new.package(first));
        Some(package.map_or(Source::File(file, first), Source::Package))
    }

    fn namesake(&self, old: Element) -> Option<Element> {
        self.cx.in_new(&self.cx.old.full_name(old)).filter(|&new| is_same_kind(old, new))
    }

    /// Returns the move of a renamed element.
    fn declared(&mut self, old: Element) -> Option<Source> {
        if let Some(map) = self.cx.old.map_field(old) {
            return self.map_entry(map);
        }
        self.cx.moves.new_of(old).map(|new| self.root(old, new))
    }

    /// Returns the move of a map entry, which is that of its field.
    fn map_entry(&mut self, map: FieldId) -> Option<Source> {
        if let Some(new) = self.members.field(map) {
            return Some(Source::Member(map.into(), new.into()));
        }
        let Parent::Message(message) = parent(self.cx.old, map.into()) else { return None };
        self.cx.moves.new_of(message.into()).map(|new| self.root(message.into(), new))
    }

    /// Returns the move of the outermost element that kept its full name and is now in another file.
    fn in_other_file(&mut self, mut old: Element) -> Option<Source> {
        let mut new = self.namesake(old)?;
        let old_file = self.cx.old.file_of(old);
        let new_file = self.cx.new.file_of(new);
        if self.cx.old.package(old_file) != self.cx.new.package(new_file) {
            return None;
        }
        while let Parent::Message(outer) = parent(self.cx.old, old)
            && let Some(found) = self.namesake(outer.into())
            && self.cx.new.file_of(found) == new_file
        {
            (old, new) = (outer.into(), found);
        }
        Some(Source::Element(old, new))
    }

    fn field_type(&mut self, old: FieldId, new: FieldId) -> Option<Source> {
        let before = named_type(self.cx.old, old)?;
        let after = named_type(self.cx.new, new)?;
        if let (Some(_), Some(_)) = (map_entry_of(self.cx.old, old), map_entry_of(self.cx.new, new)) {
            return self.map_type(old, new);
        }
        let is_same_form = TypeKind::of(self.cx.old, old) == TypeKind::of(self.cx.new, new);
        let is_moved = is_same_form && self.cx.moves.new_of(before) == Some(after);
        is_moved.then(|| self.root(before, after))
    }

    /// Returns the move behind a changed map type: the rename of its field or of an enclosing message.
    fn map_type(&mut self, old: FieldId, new: FieldId) -> Option<Source> {
        if self.members.is_renamed(Pair { old, new }) {
            return Some(Source::Member(old.into(), new.into()));
        }
        let (FieldOwner::Message(before), FieldOwner::Message(after)) =
            (self.cx.old[old].owner, self.cx.new[new].owner)
        else {
            return None;
        };
        let is_moved = self.cx.moves.new_of(before.into()) == Some(after.into())
            && is_same_field(self.cx, self.cx.moves.elements(), Pair { old, new });
        is_moved.then(|| self.root(before.into(), after.into()))
    }

    fn field_name(&mut self, old: FieldId, new: FieldId) -> Option<Source> {
        if self.cx.old[old].is_extension() {
            let is_moved = self.cx.moves.new_of(old.into()) == Some(new.into());
            return is_moved.then(|| self.root(old.into(), new.into()));
        }
        self.members.is_renamed(Pair { old, new }).then(|| Source::Member(old.into(), new.into()))
    }

    fn extendee(&self, old: FieldId, new: FieldId) -> Option<Source> {
        let before = self.cx.old[old].containing().into();
        let after = self.cx.new[new].containing().into();
        (self.cx.moves.new_of(before) == Some(after)).then(|| self.root(before, after))
    }

    fn field_oneof(&mut self, old: FieldId, new: FieldId) -> Option<Source> {
        let before = self.cx.old[old].oneof?;
        let after = self.cx.new[new].oneof?;
        let is_moved = self.members.oneof(before) == Some(after);
        is_moved.then(|| Source::Member(before.into(), after.into()))
    }

    fn method_type(
        &mut self,
        old: Element,
        new: Element,
        side: fn(&protoward_schema::Method) -> MessageId,
    ) -> Option<Source> {
        let (Element::Method(old), Element::Method(new)) = (old, new) else { return None };
        let before = side(&self.cx.old[old]).into();
        let after = side(&self.cx.new[new]).into();
        (self.cx.moves.new_of(before) == Some(after)).then(|| self.root(before, after))
    }
}

fn field(element: Element) -> Option<FieldId> {
    if let Element::Field(id) = element { Some(id) } else { None }
}

fn map_entry_of(schema: &protoward_schema::Schema, id: FieldId) -> Option<MessageId> {
    match schema[id].ty {
        FieldType::Message(entry) if schema.is_map_entry(entry) => Some(entry),
        _ => None,
    }
}
