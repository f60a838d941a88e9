//! Mistakes in the sources that a built-in generator finds, with places in the texts of the run.

use std::collections::HashMap;

use protoward_schema::Schema;
use protoward_source::{Approximate, Report, SourceId, Sources};

/// Returns diagnostics about a schema with their places in `sources`. A schema that was made from descriptors has places in
/// sources of its own; the files are the same by name. A file without a text is added.
pub fn located(problems: &[Approximate], schema: &Schema, sources: &mut Sources) -> Report {
    if problems.is_empty() {
        return Report::default();
    }
    let by_name: HashMap<String, SourceId> = sources.iter().map(|(id, file)| (file.name.clone(), id)).collect();
    let mut known: HashMap<SourceId, SourceId> = HashMap::new();
    for (_, file) in schema.files.iter() {
        let name = schema.text(file.path);
        let id = by_name.get(name).copied().unwrap_or_else(|| sources.add(name, name, None));
        known.insert(file.source, id);
    }
    problems.iter().map(|problem| problem.exact(sources, |id| known.get(&id).copied().unwrap_or(id))).collect()
}
