//! Synthetic oneofs, which stand for `optional` in proto3.

use std::collections::{HashMap, HashSet};

use super::tokens::ident;
use protoward_schema::descriptor::raw;

/// The oneofs of a message, with what decides whether they can be synthetic.
pub(super) struct SyntheticOneofs<'a> {
    oneofs: &'a [raw::RawNamed<'a>],
    /// The number of oneofs with each name.
    named: HashMap<&'a str, usize>,
    /// The number of fields in each oneof.
    sizes: HashMap<i32, usize>,
    /// The index of the last oneof that is not synthetic.
    last_real: Option<i32>,
    fields: HashSet<&'a str>,
}

/// Returns the oneof of a field, except the synthetic oneof of a proto3 `optional` field.
pub(super) fn oneof(field: &raw::RawField<'_>) -> Option<i32> {
    field.oneof_index.filter(|_| !field.proto3_optional)
}

impl<'a> SyntheticOneofs<'a> {
    pub(super) fn new(oneofs: &'a [raw::RawNamed<'a>], fields: &'a [raw::RawField<'a>]) -> Self {
        let mut named = HashMap::new();
        oneofs.iter().for_each(|oneof| *named.entry(oneof.name).or_default() += 1);
        let mut sizes = HashMap::new();
        fields.iter().filter_map(|field| field.oneof_index).for_each(|index| *sizes.entry(index).or_default() += 1);
        let last_real = fields.iter().filter_map(oneof).max();
        Self { oneofs, named, sizes, last_real, fields: fields.iter().map(|field| field.name).collect() }
    }

    /// Returns `true` if an `optional` field is alone in its oneof, which is behind all that are not synthetic and has a name that
    /// no other oneof and no field has.
    pub(super) fn contains(&self, field: &raw::RawField<'_>) -> bool {
        let Some(index) = field.oneof_index else { return false };
        let is_alone = self.sizes.get(&index) == Some(&1);
        let is_behind = self.last_real.is_none_or(|last| last < index);
        is_alone && is_behind && self.name(index).is_some_and(|name| self.is_free(name))
    }

    /// Returns the name of the oneof with an index.
    pub(super) fn name(&self, index: i32) -> Option<&'a str> {
        usize::try_from(index).ok().and_then(|index| self.oneofs.get(index)).map(|oneof| oneof.name)
    }

    fn is_free(&self, name: &str) -> bool {
        self.named.get(name) == Some(&1) && ident(name) == name && !self.fields.contains(name)
    }
}
