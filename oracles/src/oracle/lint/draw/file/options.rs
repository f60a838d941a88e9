//! Custom options, their values, and extensions of messages.

use super::super::super::qualified;
use super::Writer;
use crate::proto_model::Edition;

/// The declarations that can have options, by the prefix of the message for their options.
const TARGETS: [&str; 8] = ["File", "Message", "Field", "Oneof", "Enum", "EnumValue", "Service", "Method"];

/// A declared custom option.
#[derive(Debug, Clone)]
pub(in super::super) struct CustomOption {
    full_name: String,
    /// One of [`TARGETS`].
    target: &'static str,
    /// The message that is its value; `None` for a string.
    shape: Option<Shape>,
}

/// A message for the value of options. It has a field `text`.
#[derive(Debug, Clone)]
pub(in super::super) struct Shape {
    full_name: String,
    /// Extensions of the message with a string value.
    extensions: Vec<String>,
}

impl Writer<'_> {
    /// Declares a custom option that this and later files may use.
    pub(super) fn custom_option(&mut self) {
        if !self.has_descriptor || self.random.chance(2) {
            return;
        }
        for at in 0..=self.random.below(2) {
            let target = TARGETS[self.random.below(TARGETS.len())];
            let shape = if self.random.chance(2) { Some(self.shape()) } else { None };
            let ty = shape.as_ref().map_or_else(|| "string".to_owned(), |shape| format!(".{}", shape.full_name));
            let name = self.names.lower_snake();
            // Unique in the workspace.
            let number = 50_000 + self.number * 20 + (self.declared.len() * 2 + at) as u64;
            self.text += &format!("extend google.protobuf.{target}Options {{\n");
            self.comment("  ");
            let label = self.label_of_extension();
            self.text += &format!("{label}{ty} {name} = {number};\n}}\n");
            let option = CustomOption { full_name: qualified(&self.own.package, &name), target, shape };
            self.options.push(option.clone());
            self.own.options.push(option);
        }
    }

    /// Returns a message for the value of an option: an existing one, or a new one, possibly with an extension.
    fn shape(&mut self) -> Shape {
        if self.random.chance(3)
            && let Some(shape) = self.random.pick(&self.shapes)
        {
            let mut shape = shape.clone();
            let is_extendable = self.extendable.contains(&shape.full_name);
            if is_extendable && self.random.chance(2) {
                let name = self.extend(&shape.full_name.clone(), "");
                shape.extensions.push(qualified(&self.own.package, &name));
            }
            return shape;
        }
        let name = self.names.pascal("");
        let shape = Shape { full_name: qualified(&self.own.package, &name), extensions: Vec::new() };
        self.comment("");
        let label = self.label_of_extension();
        let ranges = if self.syntax == Edition::Proto3 { "" } else { "  extensions 100 to 100000;\n" };
        self.text += &format!("message {name} {{\n  {label}string text = 1;\n{ranges}}}\n");
        if !ranges.is_empty() {
            self.extendable.push(shape.full_name.clone());
            self.own.extendable.push(shape.full_name.clone());
        }
        self.shapes.push(shape.clone());
        self.own.shapes.push(shape.clone());
        shape
    }

    /// Extends a message of another file.
    pub(super) fn extension_of_another(&mut self) {
        if self.random.chance(3)
            && let Some(of) = self.random.pick(&self.extendable).cloned()
        {
            self.extend(&of, "");
        }
    }

    /// Writes an extension, and returns its name.
    pub(super) fn extend(&mut self, of: &str, indent: &str) -> String {
        let name = self.names.lower_snake();
        let number = 100 + self.random.below(100);
        self.text += &format!("{indent}extend .{of} {{\n");
        self.comment(&format!("{indent}  "));
        let label = self.label_of_extension();
        self.text += &format!("{label}string {name} = {number};\n{indent}}}\n");
        name
    }

    fn label_of_extension(&self) -> &'static str {
        if self.syntax.has_features() { "" } else { "optional " }
    }

    /// Writes a statement with a custom option, sometimes.
    pub(super) fn option_statements(&mut self, target: &'static str, indent: &str) {
        if let Some(option) = self.option_of(target) {
            self.text += &format!("{indent}option {option};\n");
        }
    }

    /// Returns the setting of a custom option that the file sees, sometimes.
    pub(super) fn option_of(&mut self, target: &'static str) -> Option<String> {
        if self.random.chance(2) {
            return None;
        }
        let options: Vec<CustomOption> = self.options.iter().filter(|it| it.target == target).cloned().collect();
        let CustomOption { full_name, shape, .. } = self.random.pick(&options)?;
        let Some(shape) = shape else { return Some(format!("(.{full_name}) = \"x\"")) };
        Some(match (self.random.below(4), shape.extensions.first()) {
            (0, Some(extension)) => format!("(.{full_name}) = {{ text: \"x\" [{extension}]: \"y\" }}"),
            (1, Some(extension)) => format!("(.{full_name}).(.{extension}) = \"y\""),
            (0 | 1, None) => format!("(.{full_name}) = {{}}"),
            (2, _) => format!("(.{full_name}).text = \"x\""),
            _ => format!("(.{full_name}) = {{ text: \"x\" }}"),
        })
    }
}
