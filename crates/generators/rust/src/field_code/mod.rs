//! Fields that prost does not support: open enums, unknown fields, extensions, and setters.
//!
//! prost's macros represent every enum as `i32`, and drop unknown fields. A message or a oneof that needs other code does not
//! derive them. Instead, [`implementations`] writes out the equivalent code.

mod implementations;
mod setters;

use std::collections::BTreeSet;

use protoward_schema::MessageId;

use crate::Runtime;
use crate::context::RustContext;
use crate::ident::bare;
use crate::layout::Writer;

impl RustContext<'_> {
    /// Returns the path of the module for fields in `protoward-runtime`.
    fn fields_path(&self) -> String {
        let runtime = self.settings.runtime_path();
        match self.settings.runtime {
            Runtime::Prost014Tonic014 => format!("{runtime}::fields"),
            older => format!("{runtime}::fields::{}", older.prost_module()),
        }
    }

    /// Returns the path of the module with the type of open enums.
    pub(crate) fn open_enums_path(&self) -> String {
        format!("{}::open_enum", self.fields_path())
    }

    /// Writes the struct field that holds unknown fields.
    pub(crate) fn unknown_fields_field(&self, id: MessageId, writer: &mut Writer) {
        let Some(name) = self.unknown_fields_name(id) else { return };
        writer.line("/// The encoded fields that the schema does not define.");
        writer.word(&format!("pub {name}: "));
        writer.ty(&format!("{}::UnknownFields", self.fields_path()));
        writer.end_line(",");
    }

    /// Returns the name of the struct field for unknown fields, if the message keeps them.
    pub(crate) fn unknown_fields_name(&self, id: MessageId) -> Option<String> {
        self.field_types.keeps_unknown(id).then(|| free_name("unknown_fields", &mut self.members(id)))
    }

    /// Returns the names of the struct fields of a message, without the `r#` of keywords.
    fn members(&self, id: MessageId) -> BTreeSet<String> {
        let fields = self.fields(id).map(|field| self.names.field(field));
        let oneofs = self.oneofs(id).map(|oneof| self.names.oneof_field(oneof));
        fields.chain(oneofs).map(|name| bare(name).to_owned()).collect()
    }
}

/// Returns the name, or the first free one of `name_`, `name2_`, `name3_` and so on. Adds it to `taken`.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let others = (2..).map(|nth| format!("{name}{nth}_"));
    let mut names = [name.to_owned(), format!("{name}_")].into_iter().chain(others);
    let free = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(free.clone());
    free
}
