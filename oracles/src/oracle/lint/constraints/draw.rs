//! Draws files with constraints.

use super::expressions::{self, OperandKind};
use super::kinds::KINDS;
use super::rules;
use super::rules::quoted;
use protoward_kit::random::Random;

/// Draws a file.
pub(super) fn file(seed: u64, number: u64) -> String {
    let mut random = Random::keyed(seed, &[number, 1159]);
    let syntax = ["syntax = \"proto3\";", "syntax = \"proto3\";", "edition = \"2023\";", "syntax = \"proto2\";"];
    let which = random.below(syntax.len());
    let mut file = File { random: &mut random, text: String::new(), label: if which == 3 { "optional " } else { "" } };
    file.text = format!("{}\npackage c{number};\n\nimport \"buf/validate/validate.proto\";\n", syntax[which]);
    for name in ["any", "duration", "field_mask", "timestamp", "wrappers"] {
        file.text += &format!("import \"google/protobuf/{name}.proto\";\n");
    }
    let label = file.label;
    file.text += "\nenum Level {\n  LEVEL_NONE = 0;\n  LEVEL_ONE = 1;\n}\n";
    file.text += &format!(
        "message Inner {{\n  {label}string s = 1;\n  {label}int32 i = 2;\n  {label}Inner next = 3;\n  repeated string names = 4;\n}}\n"
    );
    for at in 0..=file.random.below(3) {
        file.message(at);
    }
    if which != 0 && which != 1 {
        for at in 0..file.random.below(3) {
            file.predefined(number, at);
        }
    }
    file.text
}

struct File<'r> {
    random: &'r mut Random,
    text: String,
    label: &'static str,
}

impl File<'_> {
    fn message(&mut self, at: usize) {
        self.text += &format!("message M{at} {{\n");
        self.message_options();
        let count = 3 + self.random.below(6);
        for number in 1..=count {
            let line = match self.random.below(8) {
                0 => self.repeated(number),
                1 => self.map(number),
                2 => {
                    let field = self.field("", number);
                    let required = ["", "    option (buf.validate.oneof).required = true;\n"][self.random.below(2)];
                    format!("  oneof o{number} {{\n{required}    {field}  }}\n")
                }
                _ => {
                    let label = if self.random.chance(6) { "optional " } else { self.label };
                    // An edition has no labels for singular fields.
                    let label = if self.text.starts_with("edition") { "" } else { label };
                    let field = self.field(label, number);
                    format!("  {field}")
                }
            };
            self.text += &line;
        }
        self.text += "}\n";
    }

    fn message_options(&mut self) {
        for _ in 0..self.random.below(3) {
            let option = match self.random.below(3) {
                0 => format!("cel_expression = {}", quoted(&expressions::draw(self.random, OperandKind::Message))),
                1 => format!("cel = {}", rules::cel(self.random, OperandKind::Message)),
                _ => {
                    let fields = ["f1", "f2", "f3", "f4", "f99", "f1"];
                    let count = self.random.below(4);
                    let names: Vec<String> = (0..count).map(|_| quoted(fields[self.random.below(6)])).collect();
                    format!("oneof = {{fields: [{}]}}", names.join(", "))
                }
            };
            self.text += &format!("  option (buf.validate.message).{option};\n");
        }
    }

    fn field(&mut self, label: &str, number: usize) -> String {
        let kind = &KINDS[self.random.below(KINDS.len())];
        let options = rules::options(self.random, kind);
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
        format!("{label}{} f{number} = {number}{options};\n", kind.name)
    }

    fn repeated(&mut self, number: usize) -> String {
        let kind = &KINDS[self.random.below(KINDS.len())];
        let mut parts = rules::counts(self.random, "min_items", "max_items");
        if self.random.chance(3) {
            parts.push("unique: true".to_owned());
        }
        if self.random.chance(2) {
            parts.push(format!("items: {{{}}}", rules::inside(self.random, kind).join(", ")));
        }
        let own = rules::own(self.random, OperandKind::List);
        let options = rules::statements("repeated", parts, own, self.random);
        format!("  repeated {} f{number} = {number}{options};\n", kind.name)
    }

    fn map(&mut self, number: usize) -> String {
        let key = [&KINDS[0], &KINDS[3], &KINDS[6], &KINDS[15]][self.random.below(4)];
        let value = &KINDS[self.random.below(KINDS.len())];
        let mut parts = rules::counts(self.random, "min_pairs", "max_pairs");
        if self.random.chance(2) {
            parts.push(format!("keys: {{{}}}", rules::inside(self.random, key).join(", ")));
        }
        // buf fails for examples of enums here.
        if self.random.chance(2) && value.rules != "enum" {
            parts.push(format!("values: {{{}}}", rules::inside(self.random, value).join(", ")));
        }
        let own = rules::own(self.random, OperandKind::List);
        let options = rules::statements("map", parts, own, self.random);
        format!("  map<{}, {}> f{number} = {number}{options};\n", key.name, value.name)
    }

    fn predefined(&mut self, number: u64, at: usize) {
        let targets = [
            ("StringRules", OperandKind::Text),
            ("Int32Rules", OperandKind::Int),
            ("UInt64Rules", OperandKind::Uint),
            ("DoubleRules", OperandKind::Double),
            ("BoolRules", OperandKind::Bool),
            ("BytesRules", OperandKind::Bytes),
            ("DurationRules", OperandKind::Duration),
            ("TimestampRules", OperandKind::Timestamp),
        ];
        let (target, kind) = targets[self.random.below(targets.len())];
        let cel = rules::cel(self.random, kind);
        let extension = 100_000 + number * 10 + at as u64;
        self.text += &format!(
            "extend buf.validate.{target} {{\n  {}bool x{at} = {extension} [(buf.validate.predefined).cel = {cel}];\n}}\n",
            self.label
        );
    }
}
