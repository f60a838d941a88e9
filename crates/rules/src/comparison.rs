//! A comparison of two versions of a schema: what rules look at.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Deref;

use super::mend::Proposals;
use super::moves::Moves;
pub(super) use super::pair::{Pair, Pairs};
use super::rest::Bindings;
use super::settings::{Files, Settings};
use super::spot::Spot;
pub(super) use super::versions::{FieldsByNumber, Versions};
use protoward_ledger::Past;
use protoward_schema::{Element, FieldId, FieldOwner, MessageId, Parent, Schema};

/// Two versions of a schema, and what they have in common.
pub(super) struct Comparison<'a> {
    versions: Versions<'a>,
    /// What was there before the old version, where that is known.
    pub(super) past: Option<Past<'a>>,
    /// What has another name or another place now.
    pub(super) moves: Moves,
    /// Everything that both sides have because of `moves`.
    pub(super) followed: Pairs,
    /// The rules of buf find exactly what they find in buf.
    pub(super) as_buf: bool,
    /// By id of the new message, once a finding asks.
    proposals: Vec<OnceCell<Proposals<'a>>>,
    /// By id of the new message, once a finding asks.
    json_keys: Vec<OnceCell<Box<JsonKeys>>>,
    /// The HTTP bindings of both sides, once a rule asks.
    rest: OnceCell<Box<Bindings>>,
}

/// A comparison is two versions, and what was found out about them.
impl<'a> Deref for Comparison<'a> {
    type Target = Versions<'a>;

    fn deref(&self) -> &Versions<'a> {
        &self.versions
    }
}

/// The fields of a message by their JSON keys, in the order of their declarations.
pub(super) type JsonKeys = HashMap<String, Vec<FieldId>>;

impl<'a> Comparison<'a> {
    pub(super) fn new(old: &'a Schema, new: &'a Schema, files: Files, settings: &'a Settings) -> Self {
        let versions = Versions::new(old, new, files, settings);
        let moves = Moves::find(&versions, settings);
        Self {
            followed: followed(&versions, &moves),
            past: settings.ledger.as_deref().map(Past::new),
            as_buf: settings.as_buf,
            proposals: new.messages.ids().map(|_| OnceCell::new()).collect(),
            json_keys: new.messages.ids().map(|_| OnceCell::new()).collect(),
            rest: OnceCell::new(),
            versions,
            moves,
        }
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

    /// The other field of the new message that JSON finds by a key that a field of the old one had.
    pub(super) fn heir(&self, pair: Pair<FieldId>, key: &str) -> Option<FieldId> {
        let keys = self.json_keys(self.new[pair.new].containing());
        keys.get(key)?.iter().copied().find(|&id| id != pair.new)
    }

    /// The HTTP bindings of both sides.
    pub(super) fn rest(&self) -> &Bindings {
        self.rest.get_or_init(|| Box::new(Bindings::new(&self.versions)))
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

/// Everything that both sides have because something moved.
fn followed(versions: &Versions<'_>, moves: &Moves) -> Pairs {
    let mut followed = Pairs::default();
    for pair in moves.pairs() {
        match (pair.old, pair.new) {
            (Element::Message(old), Element::Message(new)) => followed.messages.push(Pair { old, new }),
            (Element::Enum(old), Element::Enum(new)) => followed.enums.push(Pair { old, new }),
            (Element::Service(old), Element::Service(new)) => followed.services.push(Pair { old, new }),
            (Element::Field(old), Element::Field(new)) if is_new_pair(versions, Pair { old, new }) => {
                followed.fields.push(Pair { old, new });
            }
            _ => {}
        }
    }
    followed.fields.extend(followed.messages.iter().flat_map(|&pair| versions.fields(pair)));
    followed.methods.extend(followed.services.iter().flat_map(|&pair| versions.methods(pair)));
    followed
}

/// Returns `true` where two extensions are no pair by what they extend and their number.
fn is_new_pair(versions: &Versions<'_>, pair: Pair<FieldId>) -> bool {
    extendee(versions.old, pair.old) != extendee(versions.new, pair.new)
}

fn extendee(schema: &Schema, id: FieldId) -> &str {
    schema.text(schema[schema[id].containing()].full_name)
}
