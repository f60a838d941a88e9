//! What is the same thing on both sides.
//!
//! Both schemas are walked once; every list is in the order of the old schema, so nothing depends on hashing.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use super::files::Files;
use super::mend::Proposals;
use super::moves::Moves;
use super::rest::Rest;
use super::spot::Spot;
use super::{Settings, subject};
use protoward_ledger::Past;
use protoward_schema::{
    Element, EnumId, FieldId, FieldNumber, FieldOwner, FileId, MessageId, MethodId, Parent, Schema, ServiceId,
};

/// One thing on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair<T> {
    pub(super) old: T,
    pub(super) new: T,
}

/// Everything that both sides have.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// By path.
    pub(super) files: Vec<Pair<FileId>>,
    /// By full name, whatever the file.
    pub(super) messages: Vec<Pair<MessageId>>,
    /// By number, in messages that are a pair; extensions by what they extend and their number.
    pub(super) fields: Vec<Pair<FieldId>>,
    /// By full name, whatever the file.
    pub(super) enums: Vec<Pair<EnumId>>,
    /// By full name, whatever the file.
    pub(super) services: Vec<Pair<ServiceId>>,
    /// By name, in services that are a pair.
    pub(super) methods: Vec<Pair<MethodId>>,
}

/// Two versions of a schema, and what they have in common.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Schema,
    pub(super) new: &'a Schema,
    pub(super) pairs: Pairs,
    /// What was there before the old version, where that is known.
    pub(super) past: Option<Past<'a>>,
    /// What has another name or another place now.
    pub(super) moves: Moves,
    /// Everything that both sides have because of `moves`.
    pub(super) followed: Pairs,
    /// The rules of buf find exactly what they find in buf.
    pub(super) as_buf: bool,
    /// By file id: whether the file takes part.
    old_files: Vec<bool>,
    new_files: Vec<bool>,
    /// By id of the new message, once a finding asks.
    proposals: Vec<OnceCell<Proposals<'a>>>,
    /// By id of the new message, once a finding asks.
    json_keys: Vec<OnceCell<Box<JsonKeys>>>,
    /// The HTTP bindings of both sides, once a rule asks.
    rest: OnceCell<Box<Rest>>,
}

/// The fields of a message by their JSON keys, in the order of their declarations.
pub(super) type JsonKeys = HashMap<String, Vec<FieldId>>;

impl<'a> Comparison<'a> {
    pub(super) fn new(old: &'a Schema, new: &'a Schema, files: Files, settings: &'a Settings) -> Self {
        let Files { old: old_files, new: new_files } = files;
        let proposals = new.messages.ids().map(|_| OnceCell::new()).collect();
        let json_keys = new.messages.ids().map(|_| OnceCell::new()).collect();
        let past = settings.ledger.as_deref().map(Past::new);
        let (pairs, moves, followed) = (Pairs::default(), Moves::default(), Pairs::default());
        let as_buf = settings.as_buf;
        let rest = OnceCell::new();
        let mut this =
            Self { old, new, pairs, past, moves, followed, as_buf, old_files, new_files, proposals, json_keys, rest };
        if settings.limit_to_input_files {
            this.old_files = this.limited(settings.exclude_imports);
        }
        this.pairs = this.pairs();
        this.moves = Moves::find(&this, settings);
        this.followed = this.followed();
        this
    }

    /// By old file: whether the new schema has it too, or it is imported by one that the new schema has. buf drops the
    /// others before it looks for imports, so that a file which only imports need is still there.
    fn limited(&self, exclude_imports: bool) -> Vec<bool> {
        let mut limited: Vec<_> =
            self.old.files.ids().map(|file| self.has_old(file) && self.new_file(file).is_some()).collect();
        if exclude_imports {
            return limited;
        }
        let mut open: Vec<_> = self.old.files.ids().filter(|file| limited[file.index()]).collect();
        while let Some(file) = open.pop() {
            for import in self.old[file].imports.iter().filter_map(|import| import.file) {
                if self.has_old(import) && !std::mem::replace(&mut limited[import.index()], true) {
                    open.push(import);
                }
            }
        }
        limited
    }

    fn pairs(&self) -> Pairs {
        let old = self.old;
        let messages = old.messages.ids().filter(|&id| self.has_old(old[id].file));
        let messages: Vec<_> = pairs(messages, |id| match self.in_new(old.text(old[id].full_name)) {
            Some(Element::Message(found)) => Some(found),
            _ => None,
        })
        .collect();
        let enums = old.enums.ids().filter(|&id| self.has_old(old[id].file));
        let enums = pairs(enums, |id| match self.in_new(old.text(old[id].full_name)) {
            Some(Element::Enum(found)) => Some(found),
            _ => None,
        })
        .collect();
        let services = old.services.ids().filter(|&id| self.has_old(old[id].file));
        let services: Vec<_> = pairs(services, |id| match self.in_new(old.text(old[id].full_name)) {
            Some(Element::Service(found)) => Some(found),
            _ => None,
        })
        .collect();
        let mut fields: Vec<_> = messages.iter().flat_map(|&pair| self.fields(pair)).collect();
        fields.extend(self.extensions());
        let methods = services.iter().flat_map(|&pair| self.methods(pair)).collect();
        let files = pairs(self.old_files(), |file| self.new_file(file)).collect();
        Pairs { files, messages, fields, enums, services, methods }
    }

    fn followed(&self) -> Pairs {
        let mut followed = Pairs::default();
        for pair in self.moves.pairs() {
            match (pair.old, pair.new) {
                (Element::Message(old), Element::Message(new)) => followed.messages.push(Pair { old, new }),
                (Element::Enum(old), Element::Enum(new)) => followed.enums.push(Pair { old, new }),
                (Element::Service(old), Element::Service(new)) => followed.services.push(Pair { old, new }),
                (Element::Field(old), Element::Field(new)) if self.is_new_pair(old, new) => {
                    followed.fields.push(Pair { old, new });
                }
                _ => {}
            }
        }
        followed.fields.extend(followed.messages.iter().flat_map(|&pair| self.fields(pair)));
        followed.methods.extend(followed.services.iter().flat_map(|&pair| self.methods(pair)));
        followed
    }

    /// Whether two extensions are no pair by what they extend and their number.
    fn is_new_pair(&self, old: FieldId, new: FieldId) -> bool {
        let extendee = |schema: &'a Schema, id: FieldId| schema.text(schema[schema[id].containing()].full_name);
        extendee(self.old, old) != extendee(self.new, new)
    }

    pub(super) fn fields(&self, pair: Pair<MessageId>) -> impl Iterator<Item = Pair<FieldId>> {
        let new = FieldsByNumber::new(self.new, pair.new);
        let old = &self.old[pair.old].fields;
        pairs(old.iter().copied(), move |field| new.find(self.old[field].number))
    }

    fn extensions(&self) -> impl Iterator<Item = Pair<FieldId>> {
        let mut new = HashMap::new();
        for (id, _) in self.new.fields.iter().filter(|(_, field)| self.has_new(field.file)) {
            if let Some(extended) = subject::extended(self.new, id) {
                new.entry(extended).or_insert(id);
            }
        }
        let old = self.old.fields.ids().filter(|&id| self.has_old(self.old[id].file));
        pairs(old, move |id| new.get(&subject::extended(self.old, id)?).copied())
    }

    fn methods(&self, pair: Pair<ServiceId>) -> impl Iterator<Item = Pair<MethodId>> {
        let name = |id: &MethodId| self.new.text(self.new[*id].name);
        let new: HashMap<&str, MethodId> = self.new[pair.new].methods.iter().map(|id| (name(id), *id)).collect();
        let old = &self.old[pair.old].methods;
        pairs(old.iter().copied(), move |id| new.get(self.old.text(self.old[id].name)).copied())
    }

    /// The old files that take part.
    pub(super) fn old_files(&self) -> impl Iterator<Item = FileId> {
        self.old.files.ids().filter(|&file| self.has_old(file))
    }

    /// The new files that take part.
    pub(super) fn new_files(&self) -> impl Iterator<Item = FileId> {
        self.new.files.ids().filter(|&file| self.has_new(file))
    }

    /// The packages of the new files that take part; an empty name stands for files without one.
    pub(super) fn new_packages(&self) -> BTreeSet<&'a str> {
        self.new_files().map(|file| self.new.package(file)).collect()
    }

    /// Whether an old file takes part.
    pub(super) fn has_old(&self, file: FileId) -> bool {
        self.old_files[file.index()]
    }

    /// Whether a new file takes part.
    pub(super) fn has_new(&self, file: FileId) -> bool {
        self.new_files[file.index()]
    }

    /// The new file with the path of an old one.
    pub(super) fn new_file(&self, old: FileId) -> Option<FileId> {
        self.new.find_file(self.old.text(self.old[old].path)).filter(|&file| self.has_new(file))
    }

    /// The new element with this full name.
    pub(super) fn in_new(&self, full_name: &str) -> Option<Element> {
        self.new.find(full_name).filter(|&element| self.has_new(self.new.file_of(element)))
    }

    /// The old element with this full name.
    pub(super) fn in_old(&self, full_name: &str) -> Option<Element> {
        self.old.find(full_name).filter(|&element| self.has_old(self.old.file_of(element)))
    }

    /// What has the name of an old element, without the package, in the new file with the old path.
    ///
    /// Leaving out the package keeps a file that moves to another one from losing everything that is in it.
    pub(super) fn in_same_file(&self, old: Element) -> Option<Element> {
        let old_file = self.old.file_of(old);
        let file = self.new_file(old_file)?;
        let full_name = self.old.full_name(old);
        let nested = nested_name(&full_name, self.old.package(old_file));
        let package = self.new.package(file);
        let found = match package {
            "" => self.new.find(nested),
            package => self.new.find(&format!("{package}.{nested}")),
        };
        found.filter(|&element| self.new.file_of(element) == file)
    }

    /// What can be proposed about a field of a message that both sides have; nothing for extensions, whose numbers
    /// others give out, nor for the halves of a map.
    pub(super) fn proposals(&self, pair: Pair<FieldId>) -> Option<&Proposals<'a>> {
        let (FieldOwner::Message(old), FieldOwner::Message(new)) = (self.old[pair.old].owner, self.new[pair.new].owner)
        else {
            return None;
        };
        let proposals = || Proposals::new(self.old, self.new, Pair { old, new });
        (!self.new.is_map_entry(new)).then(|| self.proposals[new.index()].get_or_init(proposals))
    }

    /// The fields of a new message by their JSON keys.
    pub(super) fn json_keys(&self, message: MessageId) -> &JsonKeys {
        self.json_keys[message.index()].get_or_init(|| {
            let mut keys = JsonKeys::new();
            for &id in &self.new[message].fields {
                keys.entry(self.new.json_name(id)).or_default().push(id);
            }
            Box::new(keys)
        })
    }

    /// The HTTP bindings of both sides.
    pub(super) fn rest(&self) -> &Rest {
        self.rest.get_or_init(|| Box::new(Rest::new(self)))
    }

    /// ", such as 6": a number for a field that takes the place of another one.
    pub(super) fn such_as(&self, pair: Pair<FieldId>) -> String {
        self.proposals(pair).map(Proposals::such_as).unwrap_or_default()
    }

    /// Where the loss of something is reported: the innermost message around it that is still in the file, or the file.
    /// Nowhere, when the file is gone.
    pub(super) fn around(&self, mut old: Parent) -> Spot {
        loop {
            match old {
                Parent::File(file) => return self.new_file(file).map_or(Spot::NOWHERE, |file| self.now(file, &[])),
                Parent::Message(message) => match self.in_same_file(message.into()) {
                    Some(Element::Message(found)) => return self.now(found, &[]),
                    _ => old = self.old[message].parent,
                },
            }
        }
    }

    /// The place of a part of a new element; `tail` is the path to the part inside the element's descriptor.
    pub(super) fn now(&self, element: impl Into<Element>, tail: &[i32]) -> Spot {
        Spot::of(self.new, element, tail)
    }

    /// The place of an option of a new element; where the option is not written, no more is known than the file.
    pub(super) fn now_option(&self, element: impl Into<Element>, path: &[i32]) -> Spot {
        let element = element.into();
        match self.new.location(element, path) {
            Some(_) => self.now(element, path),
            None => Spot { element: Some(element), ..self.now(self.new.file_of(element), &[]) },
        }
    }

    /// The place of a part of an old element.
    pub(super) fn was(&self, element: impl Into<Element>, tail: &[i32]) -> Spot {
        Spot::of(self.old, element, tail)
    }

    /// As [`now`](Self::now), of the first of several parts that has a place.
    pub(super) fn now_any(&self, element: impl Into<Element>, tails: &[&[i32]]) -> Spot {
        Spot::of_any(self.new, element, tails)
    }

    /// As [`was`](Self::was), of the first of several parts that has a place.
    pub(super) fn was_any(&self, element: impl Into<Element>, tails: &[&[i32]]) -> Spot {
        Spot::of_any(self.old, element, tails)
    }
}

/// A full name without the package it starts with.
pub(super) fn nested_name<'n>(full_name: &'n str, package: &str) -> &'n str {
    let nested = full_name.strip_prefix(package).and_then(|rest| rest.strip_prefix('.'));
    nested.unwrap_or(full_name)
}

/// The fields of one message, found by number.
pub(super) struct FieldsByNumber(Vec<(FieldNumber, FieldId)>);

impl FieldsByNumber {
    pub(super) fn new(schema: &Schema, message: MessageId) -> Self {
        let mut fields: Vec<_> = schema[message].fields.iter().map(|&id| (schema[id].number, id)).collect();
        fields.sort();
        Self(fields)
    }

    pub(super) fn find(&self, number: FieldNumber) -> Option<FieldId> {
        let first = self.0.partition_point(|&(other, _)| other < number);
        self.0.get(first).filter(|&&(other, _)| other == number).map(|&(_, id)| id)
    }
}

fn pairs<T: Copy>(old: impl Iterator<Item = T>, new: impl Fn(T) -> Option<T>) -> impl Iterator<Item = Pair<T>> {
    old.filter_map(move |old| Some(Pair { old, new: new(old)? }))
}
