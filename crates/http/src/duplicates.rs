//! Bindings that answer the same requests.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use protoward_http_template::Shape;

use super::{Binding, Verb, diagnostics};
use protoward_schema::Schema;
use protoward_source::Approximate;

/// Returns an error for each binding with the HTTP method and the paths of an earlier one: only one of them can answer.
pub fn duplicates(schema: &Schema, bindings: &[&Binding]) -> Vec<Approximate> {
    let mut first: HashMap<(&Verb, Shape), &Binding> = HashMap::new();
    let mut problems = Vec::new();
    for &binding in bindings {
        match first.entry((&binding.verb, binding.template.shape())) {
            Entry::Occupied(known) => problems.push(diagnostics::duplicate(schema, known.get(), binding)),
            Entry::Vacant(vacant) => {
                vacant.insert(binding);
            }
        }
    }
    problems
}
