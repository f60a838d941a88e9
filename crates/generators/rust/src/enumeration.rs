//! Enums, and the conversions between values and their names. Only the first value of a number becomes a variant.

use protoward_schema::{EnumId, EnumValueId};

use crate::attributes;
use crate::context::RustContext;
use crate::layout::Writer;
use crate::names::first_values;

impl RustContext<'_> {
    /// Writes an enum, unless it is extern.
    pub(crate) fn enumeration(&self, id: EnumId, writer: &mut Writer) {
        let path = self.path(id);
        if self.externs.has(&path) {
            return;
        }
        self.document(id, &path, writer);
        self.write_setting("type_attribute", &self.settings.type_attributes, &path, writer);
        self.write_setting("enum_attribute", &self.settings.enum_attributes, &path, writer);
        let debug = if self.settings.skip_debug.has(&path) { "" } else { "Debug, " };
        let derive = format!(
            "#[derive(Clone, Copy, {debug}PartialEq, Eq, Hash, PartialOrd, Ord, {}::Enumeration)]",
            self.settings.prost()
        );
        attributes::write(&derive, writer);
        self.prost_path_attribute(writer);
        writer.line("#[repr(i32)]");
        let name = self.names.enumeration(id);
        let variants: Vec<EnumValueId> = first_values(self.schema, id).collect();
        writer.word(&format!("pub enum {name} {{"));
        writer.open();
        for &value in &variants {
            self.enum_variant(value, &path, writer);
        }
        writer.close("}");
        writer.word(&format!("impl {name} {{"));
        writer.open();
        self.conversion_to_name(&variants, &path, writer);
        self.conversion_from_name(&variants, &path, writer);
        writer.close("}");
    }

    fn enum_variant(&self, id: EnumValueId, path: &str, writer: &mut Writer) {
        let value = &self.schema[id];
        let full_path = format!("{path}.{}", self.schema.text(value.name));
        self.document(id, &full_path, writer);
        self.write_field_attributes(&full_path, writer);
        if self.is_deprecated(id, path) {
            writer.line("#[deprecated]");
        }
        writer.line(&format!("{} = {},", self.names.value(id), value.number));
    }

    /// Returns `true` if the variant of a value is marked `#[deprecated]`. `path` is the path of the enum.
    fn is_deprecated(&self, id: EnumValueId, path: &str) -> bool {
        let value = &self.schema[id];
        let is_skipped = || self.settings.skip_deprecated.has(&format!("{path}.{}", self.schema.text(value.name)));
        self.settings.runtime.deprecates_variants() && value.options.deprecated() == Some(true) && !is_skipped()
    }

    fn conversion_to_name(&self, variants: &[EnumValueId], path: &str, writer: &mut Writer) {
        writer.lines(
            "/// String value of the enum field names used in the ProtoBuf definition.\n\
             ///\n\
             /// The values are not transformed in any way and thus are considered stable\n\
             /// (if the ProtoBuf definition does not change) and safe for programmatic use.",
        );
        writer.signature("pub fn as_str_name", &[], &["&self"], Some("&'static str"));
        writer.open_block();
        writer.word("match self {");
        writer.open();
        for &id in variants {
            let value = &self.schema[id];
            if self.is_deprecated(id, path) {
                writer.line("#[allow(deprecated)]");
            }
            let name = self.schema.text(value.name);
            writer.arm(&format!("Self::{}", self.names.value(id)), |writer| writer.word(&format!("\"{name}\"")));
        }
        writer.close("}");
        writer.close("}");
    }

    fn conversion_from_name(&self, variants: &[EnumValueId], path: &str, writer: &mut Writer) {
        writer.line("/// Creates an enum from field names used in the ProtoBuf definition.");
        writer.signature("pub fn from_str_name", &[], &["value: &str"], Some("::core::option::Option<Self>"));
        writer.open_block();
        writer.word("match value {");
        writer.open();
        for &id in variants {
            let value = &self.schema[id];
            let is_deprecated = self.is_deprecated(id, path);
            writer.arm(&format!("\"{}\"", self.schema.text(value.name)), |writer| {
                writer.word("Some");
                writer.list(("(", ")"), [self.names.value(id)], |writer, variant| {
                    if is_deprecated {
                        writer.word("#[allow(deprecated)]");
                        writer.space();
                    }
                    writer.word(&format!("Self::{variant}"));
                });
            });
        }
        writer.line("_ => None,");
        writer.close("}");
        writer.close("}");
    }
}
