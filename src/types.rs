//! `--type` and `--exclude-type`: the part of a schema that is meant.

use super::console::Console;
use protoward_image::select::Types;
use protoward_schema::Schema;
use protoward_source::Sources;

/// Which types.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct TypeArgs {
    /// Only this package, message, enum, extension, service or method, and what it needs; with `.**` behind it, all that
    /// is below as well. May be given several times
    #[arg(long = "type", value_name = "NAME", value_delimiter = ',')]
    include: Vec<String>,

    /// Without this package, message, enum, extension, service or method, and without what refers to it; may be given
    /// several times
    #[arg(long = "exclude-type", value_name = "NAME", value_delimiter = ',')]
    exclude: Vec<String>,
}

impl TypeArgs {
    /// What they say. A name that is empty says nothing.
    pub(super) fn types(&self) -> Types {
        let said = |names: &[String]| names.iter().filter(|name| !name.is_empty()).cloned().collect();
        Types { include: said(&self.include), exclude: said(&self.exclude) }
    }

    /// The part of a schema that is meant; where there is none, says why.
    pub(super) fn of(&self, schema: Schema, sources: &Sources, console: &mut Console) -> Option<Schema> {
        let types = self.types();
        if types.is_everything() {
            return Some(schema);
        }
        types.of(&schema).map_err(|report| console.problems(&report, sources)).ok()
    }
}
