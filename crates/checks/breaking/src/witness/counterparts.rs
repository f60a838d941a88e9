//! The messages and enums of one version that continue those of the other one: by full name, or else by a move.

use std::collections::HashMap;

use crate::moves::Moves;
use crate::settings::{ComparedFiles, ComparisonSettings};
use crate::versions::Versions;
use protoward_schema::{Element, EnumId, MessageId, Schema};

/// Messages and enums of both versions that are the same.
#[derive(Debug, Default)]
pub(super) struct Counterparts {
    new: HashMap<Element, Element>,
    old: HashMap<Element, Element>,
}

impl Counterparts {
    pub(super) fn new(old: &Schema, new: &Schema) -> Self {
        let mut this = Self::default();
        let elements = old.messages.ids().map(Element::from).chain(old.enums.ids().map(Element::from));
        for element in elements {
            if let Some(found) = new.find(&old.full_name(element)) {
                this.add(element, found);
            }
        }
        if this.new.len() < old.messages.len() + old.enums.len() {
            let settings = ComparisonSettings::all();
            let versions = Versions::new(old, new, ComparedFiles::all(old, new, false), &settings);
            for pair in Moves::find(&versions, &settings).pairs() {
                this.add(pair.old, pair.new);
            }
        }
        this
    }

    /// Adds a pair, unless one of the elements has a counterpart already.
    fn add(&mut self, old: Element, new: Element) {
        let is_pair =
            matches!((old, new), (Element::Message(_), Element::Message(_)) | (Element::Enum(_), Element::Enum(_)));
        if is_pair && !self.new.contains_key(&old) && !self.old.contains_key(&new) {
            self.new.insert(old, new);
            self.old.insert(new, old);
        }
    }

    pub(super) fn new_message(&self, old: MessageId) -> Option<MessageId> {
        message(self.new.get(&old.into()))
    }

    pub(super) fn old_message(&self, new: MessageId) -> Option<MessageId> {
        message(self.old.get(&new.into()))
    }

    pub(super) fn new_enum(&self, old: EnumId) -> Option<EnumId> {
        enumeration(self.new.get(&old.into()))
    }

    pub(super) fn old_enum(&self, new: EnumId) -> Option<EnumId> {
        enumeration(self.old.get(&new.into()))
    }
}

fn message(found: Option<&Element>) -> Option<MessageId> {
    if let Some(Element::Message(id)) = found { Some(*id) } else { None }
}

fn enumeration(found: Option<&Element>) -> Option<EnumId> {
    if let Some(Element::Enum(id)) = found { Some(*id) } else { None }
}
