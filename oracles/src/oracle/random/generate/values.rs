use super::Generator;
use super::world::{Field, Type};
use crate::alternatives::one_of;

/// The maximum nesting depth of messages in aggregates.
const DEPTH: usize = 4;

/// Floating-point numbers, which `|` separates.
const FLOATS: &str = "0|1|-1|1.5|-2.5e10|1e-7|.5|1.|3.4028235e38|1e39|1e400|1e-400|-0.0|-0|inf|-inf|nan|-nan|123456789|0.1|\
    1.17549e-38|16777217|1e10|1E+5|12345678901234567890|18446744073709551616|5e-324|1.7976931348623157e308|\
    0.30000000000000004|1e21|1e15|123456.789|-1e-5|0x10|010|33554431.5|100000|1000000|10000000";

/// Strings, which `|` separates.
const STRINGS: &str = "\"\"|''|\"abc\"|'it\"s'|\"it's\"|\"\\n\\t\\r\\a\\b\\f\\v\\\\\\'\\\"\\?\"|\"\\x41\\X42\\103\\7\"|'é😀'|\
    \"\\u00e9\\U0001F600\"|\"/* no */ // comment\"|\"\\xc3\\xa9\"|\"\\000x\"|\"tab\there\"|\"%s {}\"|\
    \"\\uD83D\\uDE00\"|\"\\x1\"|'\\1234'";

impl Generator {
    /// Draws the value of an option.
    pub(super) fn option_value(&mut self, field: &Field) -> String {
        match &field.kind {
            Type::Scalar(scalar) => self.scalar(scalar, false),
            Type::Enum(index) => self.enum_value(*index, false),
            Type::Map(..) => "{}".to_owned(),
            Type::Message(index) | Type::Group(index) => format!("{{ {} }}", self.aggregate(*index, 0)),
        }
    }

    fn enum_value(&mut self, index: usize, text_format: bool) -> String {
        let values = self.world.enums[index].values.clone();
        let (name, number) = self.pick(&values);
        if text_format && self.chance(5) { number.to_string() } else { name }
    }

    fn scalar(&mut self, scalar: &str, text_format: bool) -> String {
        match scalar {
            "bool" if text_format => {
                self.pick(&["true", "false", "True", "False", "t", "f", "1", "0", "0x1"]).to_owned()
            }
            "bool" => self.pick(&["true", "false"]).to_owned(),
            "float" | "double" => self.float(text_format),
            "string" => self.string(),
            "bytes" => self.bytes(),
            _ => self.integer(scalar),
        }
    }

    fn integer(&mut self, scalar: &str) -> String {
        let unsigned = matches!(scalar, "uint32" | "uint64" | "fixed32" | "fixed64");
        let wide = scalar.ends_with("64");
        let edges: &[&str] = match (unsigned, wide) {
            (true, true) => &["18446744073709551615", "0xffffffffffffffff", "0", "01777777777777777777777"],
            (true, false) => &["4294967295", "0xFFFFFFFF", "037777777777", "00"],
            (false, true) => &["9223372036854775807", "-9223372036854775808", "-0x8000000000000000", "-0"],
            (false, false) => &["2147483647", "-2147483648", "0x7fffffff", "-0x80000000", "-020000000000"],
        };
        if self.chance(3) {
            return self.pick(edges).to_owned();
        }
        let number = self.random.below(300) as i64;
        let number = if unsigned || self.chance(2) { number } else { -number };
        self.written(number)
    }

    fn float(&mut self, text_format: bool) -> String {
        let mut text = one_of(FLOATS, &mut self.random).to_owned();
        if text_format && self.chance(8) {
            text = self.pick(&["infinity", "-infinity", "Inf", "NaN", "-iNfInItY"]).to_owned();
        }
        text
    }

    fn string(&mut self) -> String {
        let mut pieces = Vec::new();
        for _ in 0..1 + self.random.below(6) / 4 {
            pieces.push(one_of(STRINGS, &mut self.random));
        }
        pieces.join(" ")
    }

    fn bytes(&mut self) -> String {
        if self.chance(2) {
            return self.string();
        }
        self.pick(&["\"\\xff\\xfe\\0\"", "'\\377\\200'", "\"\\001\\010\\0377\"", "\"\\xfF\\x0g\"", "\"\\?\\177~\""])
            .to_owned()
    }

    /// Draws the contents of an aggregate, without its braces.
    fn aggregate(&mut self, index: usize, depth: usize) -> String {
        let message = self.world.messages[index].clone();
        if message.full == "google.protobuf.Any" && self.chance(2) {
            return self.any(depth);
        }
        let mut parts = Vec::new();
        let mut oneofs: Vec<String> = Vec::new();
        for field in &message.fields {
            let taken = field.oneof.as_ref().is_some_and(|it| oneofs.contains(it));
            if taken || !(field.required || self.chance(2 + depth)) {
                continue;
            }
            oneofs.extend(field.oneof.clone());
            let name = field.name.clone();
            self.entry(&name, field, depth, &mut parts);
        }
        let file = self.current.file;
        let extensions = self.world.extensions.get(&message.full).cloned().unwrap_or_default();
        for field in extensions {
            if self.world.sees[file].contains(&field.file) && self.chance(3) {
                let name = format!("[{}]", field.full);
                self.entry(&name, &field, depth, &mut parts);
            }
        }
        if self.chance(4) {
            parts.reverse();
        }
        let mut out = String::new();
        for part in parts {
            out.push_str(&part);
            out.push_str(self.pick(&[" ", " ", ", ", "; ", ","]));
        }
        out
    }

    fn any(&mut self, depth: usize) -> String {
        let file = self.current.file;
        let all: Vec<usize> = (0..self.world.messages.len())
            .filter(|it| self.world.sees[file].contains(&self.world.messages[*it].file))
            .collect();
        let index = self.pick(&all);
        let full = self.world.messages[index].full.clone();
        let host = self.pick(&["type.googleapis.com", "type.googleprod.com"]);
        let inside = if depth < DEPTH { self.aggregate(index, depth + 2) } else { String::new() };
        format!("[{host}/{full}] {{ {inside} }}")
    }

    fn entry(&mut self, name: &str, field: &Field, depth: usize, parts: &mut Vec<String>) {
        if let Type::Map(key, value) = &field.kind {
            for at in 0..self.random.below(3) {
                let entry = self.map_entry(key, value, at, depth);
                parts.push(format!("{name} {{ {entry} }}"));
            }
            return;
        }
        if !field.repeated {
            let value = self.single(&field.kind, depth);
            parts.push(format!("{name}{value}"));
            return;
        }
        if self.chance(2) {
            for _ in 0..self.random.below(4) {
                let value = self.single(&field.kind, depth);
                parts.push(format!("{name}{value}"));
            }
            return;
        }
        let values: Vec<String> = (0..self.random.below(4)).map(|_| self.single(&field.kind, depth)).collect();
        let values: Vec<&str> = values.iter().map(|it| it.trim_start_matches(':').trim_start()).collect();
        parts.push(format!("{name}: [{}]", values.join(", ")));
    }

    fn map_entry(&mut self, key: &'static str, value: &Type, at: usize, depth: usize) -> String {
        let key = match key {
            "string" => format!("'k{at}'"),
            "bool" => self.pick(&["true", "false"]).to_owned(),
            _ => at.to_string(),
        };
        let value = self.single(value, depth);
        self.pick(&[
            format!("key: {key} value{value}"),
            format!("value{value}, key: {key}"),
            format!("key: {key}"),
            String::new(),
        ])
    }

    /// Draws a single value, including the colon before it.
    fn single(&mut self, kind: &Type, depth: usize) -> String {
        match kind {
            Type::Scalar(scalar) => format!(": {}", self.scalar(scalar, true)),
            Type::Map(..) => " {}".to_owned(),
            Type::Enum(index) => format!(": {}", self.enum_value(*index, true)),
            Type::Message(index) | Type::Group(index) => {
                let inside = if depth < DEPTH { self.aggregate(*index, depth + 1) } else { String::new() };
                let colon = self.pick(&["", ":", " "]);
                if self.chance(3) { format!("{colon} < {inside} >") } else { format!("{colon} {{ {inside} }}") }
            }
        }
    }
}
