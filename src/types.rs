//! `--type` and `--exclude-type`: the selected part of a schema.

use super::console::Console;
use protoward_image::select::Types;
use protoward_schema::Schema;
use protoward_source::Sources;

/// The selected types.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct TypeArgs {
    /// Include only this package, message, enum, extension, service or method, with its dependencies; with `.**`
    /// appended, everything below it too. May be given several times
    #[arg(long = "type", value_name = "NAME", value_delimiter = ',')]
    include: Vec<String>,

    /// Exclude this package, message, enum, extension, service or method, and everything that references it; may be
    /// given several times
    #[arg(long = "exclude-type", value_name = "NAME", value_delimiter = ',')]
    exclude: Vec<String>,
}

impl TypeArgs {
    /// Returns the selected types. Empty names are ignored.
    pub(super) fn types(&self) -> Types {
        let non_empty = |names: &[String]| names.iter().filter(|name| !name.is_empty()).cloned().collect();
        Types { include: non_empty(&self.include), exclude: non_empty(&self.exclude) }
    }

    /// Returns the selected part of a schema, and reports errors.
    pub(super) fn of(&self, schema: Schema, sources: &Sources, console: &mut Console) -> Option<Schema> {
        let types = self.types();
        if types.is_everything() {
            return Some(schema);
        }
        types.of(&schema).map_err(|report| console.problems(&report, sources)).ok()
    }
}
