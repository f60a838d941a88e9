//! Renamed fields, oneofs, enum values and methods of matched elements.
//!
//! A name that the other version uses for something else does not count as new: two fields that swap their names were
//! not renamed. Neither were elements whose new names continue the old names of others.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::comparison::{Comparison, FieldsByNumber};
use crate::exchanges;
use crate::moves::{Moves, is_same_field, is_same_type};
use crate::versions::Pair;
use protoward_schema::{Element, EnumId, EnumValueId, FieldId, FieldOwner, MessageId, MethodId, OneofId, ServiceId};

/// The renamed members, cached per parent.
pub(super) struct Members<'c, 'a> {
    cx: &'c Comparison<'a>,
    /// By message of the new version.
    fields: HashMap<MessageId, HashMap<FieldId, FieldId>>,
    oneofs: HashMap<MessageId, HashMap<OneofId, OneofId>>,
    /// By enum of the new version.
    values: HashMap<EnumId, HashMap<EnumValueId, EnumValueId>>,
    /// By service of the new version.
    methods: HashMap<ServiceId, HashMap<MethodId, MethodId>>,
}

impl<'c, 'a> Members<'c, 'a> {
    pub(super) fn new(cx: &'c Comparison<'a>) -> Self {
        Self { cx, fields: HashMap::new(), oneofs: HashMap::new(), values: HashMap::new(), methods: HashMap::new() }
    }

    /// Returns `true` if a field of a message has a new name and is otherwise unchanged.
    pub(super) fn is_renamed(&mut self, pair: Pair<FieldId>) -> bool {
        let (FieldOwner::Message(old), FieldOwner::Message(new)) =
            (self.cx.old[pair.old].owner, self.cx.new[pair.new].owner)
        else {
            return false;
        };
        let cx = self.cx;
        let renamed = self.fields.entry(new).or_insert_with(|| fields(cx, Pair { old, new }));
        renamed.get(&pair.old) == Some(&pair.new)
    }

    /// Returns the new field for an old map field.
    pub(super) fn field(&mut self, old: FieldId) -> Option<FieldId> {
        let FieldOwner::Message(message) = self.cx.old[old].owner else { return None };
        let new = message_of(self.cx, message)?;
        let cx = self.cx;
        let renamed = self.fields.entry(new).or_insert_with(|| fields(cx, Pair { old: message, new }));
        renamed.get(&old).copied()
    }

    /// Returns the new oneof for a renamed one.
    pub(super) fn oneof(&mut self, old: OneofId) -> Option<OneofId> {
        let message = self.cx.old[old].message;
        let new = message_of(self.cx, message)?;
        let cx = self.cx;
        let renamed = self.oneofs.entry(new).or_insert_with(|| oneofs(cx, Pair { old: message, new }));
        renamed.get(&old).copied()
    }

    /// Returns the renamed value with the number of an old one.
    pub(super) fn value(&mut self, old: EnumValueId, parent: EnumId) -> Option<EnumValueId> {
        let pair = Pair { old: self.cx.old[old].parent, new: parent };
        let cx = self.cx;
        self.values.entry(parent).or_insert_with(|| values(cx, pair)).get(&old).copied()
    }

    /// Returns the renamed method that corresponds to an old one.
    pub(super) fn method(&mut self, old: MethodId, service: ServiceId) -> Option<MethodId> {
        let pair = Pair { old: self.cx.old[old].service, new: service };
        let cx = self.cx;
        self.methods.entry(service).or_insert_with(|| methods(cx, pair)).get(&old).copied()
    }
}

/// Returns the new message for an old one, matched by name or as a move.
fn message_of(cx: &Comparison<'_>, old: MessageId) -> Option<MessageId> {
    let found = cx.moves.new_of(old.into()).or_else(|| cx.in_new(cx.old.text(cx.old[old].full_name)))?;
    if let Element::Message(new) = found { Some(new) } else { None }
}

fn fields(cx: &Comparison<'_>, pair: Pair<MessageId>) -> HashMap<FieldId, FieldId> {
    let names = |schema: &'_ protoward_schema::Schema, id: MessageId| -> HashSet<String> {
        schema[id].fields.iter().map(|&field| schema.text(schema[field].name).to_owned()).collect()
    };
    let before = names(cx.old, pair.old);
    let after = names(cx.new, pair.new);
    let is_new_name = |pair: &Pair<FieldId>| {
        let old = cx.old.name(pair.old.into());
        let new = cx.new.name(pair.new.into());
        old != new && !after.contains(old) && !before.contains(new)
    };
    let fields = cx.fields(pair).filter(is_new_name);
    let fields: Vec<_> = fields.filter(|pair| is_same_field(cx, cx.moves.elements(), *pair)).collect();
    if fields.is_empty() {
        return HashMap::new();
    }
    let exchanged = cx.exchanged_fields(pair);
    let renamed = fields.into_iter().filter(|pair| !exchanged.contains_key(&pair.new));
    renamed.map(|pair| (pair.old, pair.new)).collect()
}

/// Finds renamed oneofs: exactly the fields of the old oneof are in one with a new name.
fn oneofs(cx: &Comparison<'_>, pair: Pair<MessageId>) -> HashMap<OneofId, OneofId> {
    let before = &cx.old[pair.old].oneofs;
    let after = &cx.new[pair.new].oneofs;
    let old_names: HashSet<_> = before.iter().map(|&oneof| cx.old.name(oneof.into())).collect();
    let new_names: HashSet<_> = after.iter().map(|&oneof| cx.new.name(oneof.into())).collect();
    let by_number = FieldsByNumber::new(cx.new, pair.new);
    let mut renamed = HashMap::new();
    for &old in before.iter().filter(|&&old| !cx.old[old].synthetic && !new_names.contains(cx.old.name(old.into()))) {
        let fields = &cx.old[old].fields;
        let mut now = fields.iter().map(|&field| cx.new[by_number.find(cx.old[field].number)?].oneof);
        let Some(Some(new)) = now.next() else { continue };
        let is_whole = now.all(|other| other == Some(new)) && cx.new[new].fields.len() == fields.len();
        if is_whole && !cx.new[new].synthetic && !old_names.contains(cx.new.name(new.into())) {
            renamed.insert(old, new);
        }
    }
    renamed
}

/// Finds renamed values: a number lost exactly one name and gained exactly one new name.
fn values(cx: &Comparison<'_>, pair: Pair<EnumId>) -> HashMap<EnumValueId, EnumValueId> {
    let old_names: HashSet<_> = cx.old[pair.old].values.iter().map(|&value| cx.old.name(value.into())).collect();
    let new_names: HashSet<_> = cx.new[pair.new].values.iter().map(|&value| cx.new.name(value.into())).collect();
    let mut numbers: BTreeMap<i32, (Vec<EnumValueId>, Vec<EnumValueId>)> = BTreeMap::new();
    for &value in cx.old[pair.old].values.iter().filter(|&&value| !new_names.contains(cx.old.name(value.into()))) {
        numbers.entry(cx.old[value].number).or_default().0.push(value);
    }
    for &value in cx.new[pair.new].values.iter().filter(|&&value| !old_names.contains(cx.new.name(value.into()))) {
        numbers.entry(cx.new[value].number).or_default().1.push(value);
    }
    let one_each = |(lost, gained): &(Vec<_>, Vec<_>)| match (&lost[..], &gained[..]) {
        (&[old], &[new]) => Some((old, new)),
        _ => None,
    };
    let exchanged = exchanges::values(cx.schemas(), pair);
    numbers.values().filter_map(one_each).filter(|(_, new)| !exchanged.contains_key(new)).collect()
}

/// Finds renamed methods: exactly one deleted and one new method have the same request and response.
pub(super) fn methods(cx: &Comparison<'_>, pair: Pair<ServiceId>) -> HashMap<MethodId, MethodId> {
    let old_names: HashSet<_> = cx.old[pair.old].methods.iter().map(|&method| cx.old.name(method.into())).collect();
    let new_names: HashSet<_> = cx.new[pair.new].methods.iter().map(|&method| cx.new.name(method.into())).collect();
    // Types are compared by their new full names.
    let named = |moves: &Moves, old: MessageId| match moves.new_of(old.into()) {
        Some(new) => cx.new.full_name(new),
        None => cx.old.full_name(old.into()),
    };
    let mut alike: BTreeMap<_, (Vec<MethodId>, Vec<MethodId>)> = BTreeMap::new();
    for &id in cx.old[pair.old].methods.iter().filter(|&&id| !new_names.contains(cx.old.name(id.into()))) {
        let method = &cx.old[id];
        let types = [method.input, method.output].map(|ty| named(&cx.moves, ty));
        alike.entry((types, method.client_streaming, method.server_streaming)).or_default().0.push(id);
    }
    for &id in cx.new[pair.new].methods.iter().filter(|&&id| !old_names.contains(cx.new.name(id.into()))) {
        let method = &cx.new[id];
        let types = [method.input, method.output].map(|ty| cx.new.full_name(ty.into()));
        alike.entry((types, method.client_streaming, method.server_streaming)).or_default().1.push(id);
    }
    let is_same = |old: MessageId, new: MessageId| {
        is_same_type(cx, [cx.moves.elements(), cx.moves.elements()], Pair { old: old.into(), new: new.into() })
    };
    let one_each = |(lost, gained): &(Vec<_>, Vec<_>)| match (&lost[..], &gained[..]) {
        (&[old], &[new]) => Some((old, new)),
        _ => None,
    };
    let pairs = alike.values().filter_map(one_each);
    let mut renamed: HashMap<MethodId, MethodId> = pairs
        .filter(|&(old, new): &(MethodId, MethodId)| {
            is_same(cx.old[old].input, cx.new[new].input) && is_same(cx.old[old].output, cx.new[new].output)
        })
        .collect();
    let exchanged = exchanges::methods(cx, &renamed);
    renamed.retain(|_, new| !exchanged.contains_key(new));
    renamed
}

/// Returns the renamed methods of a service, in the order of the old schema.
pub(crate) fn renamed_methods(cx: &Comparison<'_>, pair: Pair<ServiceId>) -> Vec<Pair<MethodId>> {
    let mut pairs: Vec<_> = methods(cx, pair).into_iter().map(|(old, new)| Pair { old, new }).collect();
    pairs.sort_unstable_by_key(|pair| pair.old);
    pairs
}
