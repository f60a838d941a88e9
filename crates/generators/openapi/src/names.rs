//! The names of operations and tags. All names of a document are chosen before it is written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::options;
use protoward_dynamic::Codec;
use protoward_http::Binding;
use protoward_schema::ServiceId;

/// The names in one document, distinct from each other.
pub(super) struct OpenApiNames<'a> {
    tags: BTreeMap<ServiceId, Cow<'a, str>>,
    /// The ids of operations, in the order of the bindings.
    ids: Vec<String>,
}

impl<'a> OpenApiNames<'a> {
    /// Chooses the names for the operations of bindings and for their services.
    pub(super) fn new(codec: &'a Codec<'a>, bindings: &[Binding]) -> Self {
        let schema = codec.schema();
        let services: BTreeSet<ServiceId> = bindings.iter().map(|binding| schema[binding.method].service).collect();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        services.iter().for_each(|&service| *count.entry(schema.name(service.into())).or_default() += 1);
        let tag = |service: ServiceId| match schema.name(service.into()) {
            name if count[name] == 1 => Cow::Borrowed(name),
            _ => Cow::Owned(schema.full_name(service.into())),
        };
        let tags = services.iter().map(|&service| (service, tag(service))).collect();
        let ids = ids(codec, &tags, bindings);
        Self { tags, ids }
    }

    /// Returns the tag of a service: its name, or its full name if several services have that name.
    pub(super) fn tag(&self, service: ServiceId) -> Cow<'a, str> {
        self.tags.get(&service).cloned().unwrap_or_default()
    }

    /// Returns the id of an operation, by the index of its binding.
    pub(super) fn id(&self, binding: usize) -> &str {
        &self.ids[binding]
    }
}

/// Returns the ids of operations: `Service_Method` or the id in an option, with a number for additional bindings.
fn ids(codec: &Codec<'_>, tags: &BTreeMap<ServiceId, Cow<'_, str>>, bindings: &[Binding]) -> Vec<String> {
    let schema = codec.schema();
    let base = |binding: &Binding| {
        if let Some(id) = options::operation_id(codec, binding.method) {
            return id;
        }
        let service = tags[&schema[binding.method].service].replace('.', "_");
        format!("{service}_{}", schema.name(binding.method.into()))
    };
    let mut ids = vec![String::new(); bindings.len()];
    let mut taken: HashSet<String> = HashSet::new();
    // A method keeps its id, even if an additional binding of another method would have it: `Get_2`.
    for is_additional in [false, true] {
        for (id, binding) in ids.iter_mut().zip(bindings).filter(|(_, it)| (it.position > 0) == is_additional) {
            let base = base(binding);
            let numbered = (binding.position.max(1) + 1..).map(|number| format!("{base}_{number}"));
            let first = (!is_additional).then(|| base.clone());
            let free = first.into_iter().chain(numbered).find(|name| !taken.contains(name));
            *id = free.unwrap_or(base);
            taken.insert(id.clone());
        }
    }
    ids
}
