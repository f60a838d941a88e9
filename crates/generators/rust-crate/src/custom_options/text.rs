//! The text of the module with the constants: names that do not clash, and one module in the other.

use std::fmt::Write as _;

use heck::ToShoutySnakeCase;

use super::constants::{Constant, DECODE, constant};
use super::scopes::Scope;
use super::types::Types;
use protoward_dynamic::{Codec, Content, Dialect, DynamicValue};
use protoward_rust::NameAllocator;
use protoward_rust::additions::ALLOW_LINTS;
use protoward_rust::ident::identifier;
use protoward_schema::FieldId;

/// The name of the module in a package, unless another item has that name.
const MODULE: &str = "custom_options";

/// Returns the module to append to the code of a package. `taken` has the names that the package uses already.
pub(super) fn text(scopes: &[Scope], taken: &[String], types: &Types<'_>, codec: &Codec<'_>) -> String {
    let name = NameAllocator::with_used(taken.iter().map(String::as_str)).allocate(MODULE.to_owned());
    let mut text = format!(
        "/// Custom options of the declarations in this package, in modules named after the declarations.\n{ALLOW_LINTS}\n\
         pub mod {name} {{\n"
    );
    let mut writer = Writer { types, codec, text: &mut text, decodes: false };
    writer.modules(scopes, 1);
    if writer.decodes {
        text.push_str(&decode(types.prost()));
    }
    text.push_str("}\n");
    text
}

/// Returns the function that decodes messages.
fn decode(prost: &str) -> String {
    format!(
        "    fn {DECODE}<T: {prost}::Message + ::core::default::Default>(bytes: &[::core::primitive::u8]) -> T {{\n        \
         T::decode(bytes).expect(\"what was encoded can be decoded\")\n    }}\n"
    )
}

struct Writer<'a> {
    types: &'a Types<'a>,
    codec: &'a Codec<'a>,
    text: &'a mut String,
    /// Whether a constant calls the function that decodes messages.
    decodes: bool,
}

impl Writer<'_> {
    /// Writes the modules of scopes. Recurses as deep as messages nest.
    fn modules(&mut self, scopes: &[Scope], depth: usize) {
        let mut used_names = NameAllocator::default();
        let indent = "    ".repeat(depth);
        for scope in scopes {
            let name = used_names.allocate(identifier(scope.name.clone()));
            let _ = writeln!(self.text, "{indent}/// {}\n{indent}pub mod {name} {{", scope.about);
            let mut names = NameAllocator::default();
            for (id, content) in &scope.options {
                let Some(constant) = constant(*id, content, self.types, self.codec, depth + 1) else { continue };
                let full_name = self.types.schema.full_name((*id).into());
                let name = names.allocate(identifier(full_name.to_shouty_snake_case()));
                self.comment(&full_name, *id, content, depth + 1);
                self.constant(&name, &constant, depth + 1);
            }
            self.modules(&scope.nested, depth + 1);
            let _ = writeln!(self.text, "{indent}}}");
        }
    }

    /// Writes the documentation of a constant: the name of the option, and the text format of messages, which are bytes
    /// in the code.
    fn comment(&mut self, full_name: &str, id: FieldId, content: &Content, depth: usize) {
        let indent = "    ".repeat(depth);
        let _ = writeln!(self.text, "{indent}/// `({full_name})`");
        if self.types.schema[id].ty.message().is_none() {
            return;
        }
        let values = match content {
            Content::One(value) => std::slice::from_ref(value),
            Content::Many(values) => values,
            Content::Map(_) => &[],
        };
        let _ = writeln!(self.text, "{indent}///\n{indent}/// ```text");
        for value in values {
            if let DynamicValue::Message(message) = value {
                let text = self.codec.to_text(message, Dialect::Protoc);
                let lines = text.lines();
                if values.len() == 1 {
                    lines.for_each(|line| _ = writeln!(self.text, "{indent}/// {line}"));
                } else {
                    let _ = writeln!(self.text, "{indent}/// {{");
                    lines.for_each(|line| _ = writeln!(self.text, "{indent}///   {line}"));
                    let _ = writeln!(self.text, "{indent}/// }}");
                }
            }
        }
        let _ = writeln!(self.text, "{indent}/// ```");
    }

    fn constant(&mut self, name: &str, constant: &Constant, depth: usize) {
        const LAZY: &str = "::std::sync::LazyLock";
        let indent = "    ".repeat(depth);
        let Constant { ty, value, is_lazy } = constant;
        self.decodes |= is_lazy;
        let _ = if *is_lazy {
            writeln!(self.text, "{indent}pub static {name}: {LAZY}<{ty}> = {LAZY}::new(|| {value});")
        } else {
            writeln!(self.text, "{indent}pub const {name}: {ty} = {value};")
        };
    }
}
