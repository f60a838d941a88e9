//! A comparison of two versions of a schema: the input of every rule.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

use super::constraints::StricterConstraints;
use super::exchanges::{self, Exchanges};
use super::json_names::{GainedKeys, gained_keys};
use super::moves::Moves;
use super::proposals::Proposals;
use super::resources::Resources;
use super::rest::Bindings;
use super::settings::{ComparedFiles, ComparisonSettings};
use super::spot::ElementPlace;
use super::traffic::Traffic;
pub(super) use super::versions::{FieldsByNumber, Pair, Pairs, Versions};
use crate::names::{API, CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use protoward_ledger::LedgerIndex;
use protoward_policy::{Category, ConfigVersion, Rule};
use protoward_schema::{Element, FieldId, FieldOwner, MessageId, Parent, Schema};

/// Two versions of a schema, with their matched pairs and moves. Rules on several threads share it.
pub(super) struct Comparison<'a> {
    versions: Versions<'a>,
    /// The declarations before the old version, if a ledger is present.
    pub(super) past: Option<LedgerIndex<'a>>,
    /// Elements with a new name or in a new file.
    pub(super) moves: Moves,
    /// The pairs inside moved elements, and extensions that became fields.
    pub(super) followed: Pairs,
    /// `true` if the rules protect data and not code, so that a change that only code sees is no finding.
    pub(super) only_data: bool,
    /// `true` if the rules protect bytes and neither JSON nor code, so that names do not matter.
    pub(super) only_bytes: bool,
    /// `true` to report exactly what buf reports.
    pub(super) as_buf: bool,
    /// Computed on first use; indexed by new message.
    proposals: Vec<OnceLock<Proposals<'a>>>,
    /// Computed on first use; indexed by new message.
    json_keys: Vec<OnceLock<Box<JsonKeys>>>,
    /// Computed on first use; indexed by new message.
    gained_keys: Vec<OnceLock<Box<GainedKeys>>>,
    /// Computed on first use; indexed by new message.
    exchanged_fields: Vec<OnceLock<Box<Exchanges<FieldId>>>>,
    /// The HTTP bindings of both versions, computed on first use.
    rest: OnceLock<Box<Bindings>>,
    /// The constraints that became stricter, computed on first use.
    constraints: OnceLock<StricterConstraints>,
    /// The resources of both versions, computed on first use.
    resources: OnceLock<Box<Pair<Resources>>>,
    /// The requests and responses of the new version, computed on first use.
    traffic: OnceLock<Box<Traffic>>,
}

impl<'a> Deref for Comparison<'a> {
    type Target = Versions<'a>;

    fn deref(&self) -> &Versions<'a> {
        &self.versions
    }
}

/// The fields of a message by the keys that JSON parsers accept: first those with this JSON name, then those with this declared name.
pub(super) type JsonKeys = HashMap<String, Vec<FieldId>>;

impl<'a> Comparison<'a> {
    pub(super) fn new(
        old: &'a Schema,
        new: &'a Schema,
        files: ComparedFiles,
        settings: &'a ComparisonSettings,
    ) -> Self {
        let versions = Versions::new(old, new, files, settings);
        let moves = Moves::find(&versions, settings);
        let mut followed = followed(&versions, &moves);
        if moves.is_on() {
            followed.fields.extend(versions.promoted());
        }
        Self {
            only_data: is_only_data(settings),
            only_bytes: is_only_bytes(settings),
            followed,
            past: settings.ledger.as_deref().map(LedgerIndex::new),
            as_buf: settings.as_buf,
            proposals: new.messages.ids().map(|_| OnceLock::new()).collect(),
            json_keys: new.messages.ids().map(|_| OnceLock::new()).collect(),
            gained_keys: new.messages.ids().map(|_| OnceLock::new()).collect(),
            exchanged_fields: new.messages.ids().map(|_| OnceLock::new()).collect(),
            rest: OnceLock::new(),
            constraints: OnceLock::new(),
            resources: OnceLock::new(),
            traffic: OnceLock::new(),
            versions,
            moves,
        }
    }

    /// Returns the proposals for a field of a message in both versions. The fields of map entries have none, and neither have
    /// extensions, whose numbers others assign.
    pub(super) fn proposals(&self, pair: Pair<FieldId>) -> Option<&Proposals<'a>> {
        let (FieldOwner::Message(old), FieldOwner::Message(new)) = (self.old[pair.old].owner, self.new[pair.new].owner)
        else {
            return None;
        };
        let proposals = || Proposals::new(self.old, self.new, Pair { old, new });
        (!self.new.is_map_entry(new)).then(|| self.proposals[new.index()].get_or_init(proposals))
    }

    /// Returns the fields of a new message by their JSON keys.
    pub(super) fn json_keys(&self, message: MessageId) -> &JsonKeys {
        self.json_keys[message.index()].get_or_init(|| {
            let mut keys = JsonKeys::new();
            let fields = &self.new[message].fields;
            for &id in fields {
                keys.entry(self.new.json_name(id)).or_default().push(id);
            }
            for &id in fields {
                let fields = keys.entry(self.new.name(id.into()).to_owned()).or_default();
                if !fields.contains(&id) {
                    fields.push(id);
                }
            }
            Box::new(keys)
        })
    }

    /// Returns the names in JSON that the fields of a message gained.
    pub(super) fn gained_keys(&self, pair: Pair<MessageId>) -> &GainedKeys {
        self.gained_keys[pair.new.index()].get_or_init(|| Box::new(gained_keys(self.schemas(), pair)))
    }

    /// Returns the fields of a pair of messages that have the number of one old field and the name of another one.
    pub(super) fn exchanged_fields(&self, pair: Pair<MessageId>) -> &Exchanges<FieldId> {
        self.exchanged_fields[pair.new.index()]
            .get_or_init(|| Box::new(exchanges::fields(&self.versions, self.moves.elements(), pair)))
    }

    /// Returns another field of the new message that takes over a JSON key of the old one.
    pub(super) fn heir(&self, pair: Pair<FieldId>, key: &str) -> Option<FieldId> {
        let keys = self.json_keys(self.new[pair.new].containing());
        keys.get(key)?.iter().copied().find(|&id| id != pair.new)
    }

    /// Returns the HTTP bindings of both versions.
    pub(super) fn rest(&self) -> &Bindings {
        self.rest.get_or_init(|| Box::new(Bindings::new(&self.versions)))
    }

    /// Returns the constraints of `buf.validate` that became stricter.
    pub(super) fn constraints(&self) -> &StricterConstraints {
        let pairs = || self.pairs.messages.iter().chain(&self.followed.messages);
        self.constraints.get_or_init(|| StricterConstraints::new(&self.versions, pairs()))
    }

    /// Returns the resources of both versions.
    pub(super) fn resources(&self) -> &Pair<Resources> {
        self.resources.get_or_init(|| {
            Box::new(Pair {
                old: Resources::new(self.old, |file| self.has_old(file)),
                new: Resources::new(self.new, |file| self.has_new(file)),
            })
        })
    }

    /// Returns the messages in requests and responses of the new version.
    pub(super) fn traffic(&self) -> &Traffic {
        self.traffic.get_or_init(|| Box::new(Traffic::new(self.new)))
    }

    /// Returns ", such as 6": a free number for a replacement field.
    pub(super) fn such_as(&self, pair: Pair<FieldId>) -> String {
        self.proposals(pair).map(Proposals::such_as).unwrap_or_default()
    }

    /// Returns the place to report a deletion: the innermost enclosing message that is still in the file, or the
    /// file. There is none if the file was deleted.
    pub(super) fn around(&self, mut old: Parent) -> ElementPlace {
        loop {
            match old {
                Parent::File(file) => {
                    return self.new_file(file).map_or(ElementPlace::NOWHERE, |file| self.now(file, &[]));
                }
                Parent::Message(message) => match self.in_same_file(message.into()) {
                    Some(Element::Message(found)) => return self.now(found, &[]),
                    _ => old = self.old[message].parent,
                },
            }
        }
    }

    /// Returns the place of a part of a new element; `tail` is the path to the part inside the element's descriptor.
    pub(super) fn now(&self, element: impl Into<Element>, tail: &[i32]) -> ElementPlace {
        ElementPlace::of(self.new, element, tail)
    }

    /// Returns the place of an option of a new element, or its file if the option is not set.
    pub(super) fn now_option(&self, element: impl Into<Element>, path: &[i32]) -> ElementPlace {
        let element = element.into();
        match self.new.location(element, path) {
            Some(_) => self.now(element, path),
            None => ElementPlace { element: Some(element), ..self.now(self.new.file_of(element), &[]) },
        }
    }

    /// Returns the place of a part of an old element.
    pub(super) fn was(&self, element: impl Into<Element>, tail: &[i32]) -> ElementPlace {
        ElementPlace::of(self.old, element, tail)
    }

    /// Returns the place of the first part that has one, as [`now`](Self::now) does.
    pub(super) fn now_any(&self, element: impl Into<Element>, tails: &[&[i32]]) -> ElementPlace {
        ElementPlace::of_any(self.new, element, tails)
    }

    /// Returns the place of the first part that has one, as [`was`](Self::was) does.
    pub(super) fn was_any(&self, element: impl Into<Element>, tails: &[&[i32]]) -> ElementPlace {
        ElementPlace::of_any(self.old, element, tails)
    }
}

/// Returns `true` if some rules are only about data, and none is only about code.
fn is_only_data(settings: &ComparisonSettings) -> bool {
    has_only(settings, &[WIRE, WIRE_JSON], &[FILE, PACKAGE]) && !settings.as_buf
}

/// Returns `true` if some rules are only about bytes, and none is only about JSON or code.
fn is_only_bytes(settings: &ComparisonSettings) -> bool {
    has_only(settings, &[WIRE], &[FILE, PACKAGE, WIRE_JSON, CSR, API])
}

/// Returns `true` if some rules are in the wanted categories alone, and none is in the others alone.
fn has_only(settings: &ComparisonSettings, wanted: &[Category], others: &[Category]) -> bool {
    let is_in = |rule: &Rule, names: &[Category]| {
        rule.categories(ConfigVersion::default()).iter().any(|category| names.iter().any(|it| it.id() == category.id()))
    };
    let mut has_wanted = false;
    for rule in settings.rules.iter().filter(|rule| rule.stands_for().is_empty()) {
        match (is_in(rule, wanted), is_in(rule, others)) {
            (true, false) => has_wanted = true,
            (false, true) => return false,
            _ => {}
        }
    }
    has_wanted
}

/// Returns the moved files, and the pairs inside moved elements.
fn followed(versions: &Versions<'_>, moves: &Moves) -> Pairs {
    let mut followed = Pairs { files: moves.files().collect(), ..Pairs::default() };
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

/// Returns `true` for two extensions that differ in extendee or number.
fn is_new_pair(versions: &Versions<'_>, pair: Pair<FieldId>) -> bool {
    extendee(versions.old, pair.old) != extendee(versions.new, pair.new)
}

fn extendee(schema: &Schema, id: FieldId) -> &str {
    schema.text(schema[schema[id].containing()].full_name)
}
