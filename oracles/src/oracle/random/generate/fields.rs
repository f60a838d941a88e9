use std::collections::BTreeSet;

use super::names::{NameStyle, UsedNames};
use super::world::{Field, Lookup, Symbol, Type};
use super::{Generator, joined};
use crate::proto_model::{Edition, Node, StatementKind};

/// The field numbers that a message uses.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    used: BTreeSet<i64>,
    /// Extension ranges and reserved ranges, with inclusive ends.
    ranges: Vec<(i64, i64)>,
}

const SCALARS: &[&str] = &[
    "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "float",
    "double", "bool", "string", "bytes",
];
const KEYS: &[&str] = &[
    "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "bool",
    "string",
];
/// Words that begin another statement at the position of a type.
const STARTS: &str = "message enum extend extensions reserved option oneof group map optional required repeated export local stream \
    int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 float double bool string bytes \
    returns rpc syntax package import";

impl Generator {
    /// Draws a free number.
    pub(super) fn number(&mut self, numbers: &mut Numbers) -> i64 {
        loop {
            let number = match self.random.below(12) {
                0 => 1 + self.random.below(536_870_911) as i64,
                1 => self.pick(&[536_870_911, 18_999, 20_000, 15, 16, 2047, 2048, 127, 128, 1]),
                _ => 1 + self.random.below(60) as i64,
            };
            let free = numbers.ranges.iter().all(|it| number < it.0 || number > it.1);
            if !(19_000..20_000).contains(&number) && free && numbers.used.insert(number) {
                return number;
            }
        }
    }

    /// Formats a number, in most cases as decimal.
    pub(super) fn written(&mut self, number: i64) -> String {
        let sign = if number < 0 { "-" } else { "" };
        let size = number.unsigned_abs();
        match self.random.below(12) {
            0 => format!("{sign}0x{size:x}"),
            1 => format!("{sign}0X{size:X}"),
            2 => format!("{sign}0{size:o}"),
            3 if number < 0 => format!("- {size}"),
            _ => number.to_string(),
        }
    }

    /// Draws `extensions` and `reserved` statements of a message.
    pub(super) fn ranges(
        &mut self,
        index: usize,
        full: &str,
        _taken: &mut UsedNames,
        numbers: &mut Numbers,
    ) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut next = 1000_i64;
        if self.current.edition != Edition::Proto3 && self.chance(3) {
            let mut texts = Vec::new();
            for _ in 0..1 + self.random.below(3) {
                texts.push(self.free_range(&mut next, numbers, Some(index)));
            }
            if numbers.used.iter().all(|it| *it < next) && self.chance(4) {
                texts.push(format!("{next} to max"));
                numbers.ranges.push((next, 536_870_911));
                self.world.messages[index].ranges.push((next, 536_870_911));
                next = 600_000_000;
            }
            let options = self.range_options(full, &texts);
            nodes.push(Node::valued(StatementKind::Extensions, "", texts.join(", ")).optioned(options));
        }
        if self.chance(4) && next < 20_000 {
            let texts: Vec<String> =
                (0..1 + self.random.below(3)).map(|_| self.free_range(&mut next, numbers, None)).collect();
            nodes.push(Node::valued(StatementKind::Reserved, "", texts.join(", ")));
        }
        if self.chance(6) {
            nodes.push(Node::valued(StatementKind::Reserved, "", self.reserved_names()));
        }
        nodes
    }

    fn free_range(&mut self, next: &mut i64, numbers: &mut Numbers, extensible: Option<usize>) -> String {
        let mut start = *next + self.random.below(20) as i64;
        let mut end = start + self.pick(&[0, 0, 1, 9, 99]);
        while let Some(used) = numbers.used.iter().find(|it| (start..=end).contains(it)) {
            (start, end) = (used + 1, used + 1 + (end - start));
        }
        *next = end + 1;
        numbers.ranges.push((start, end));
        if let Some(index) = extensible {
            self.world.messages[index].ranges.push((start, end));
        }
        if end == start && !self.chance(4) {
            self.written(start)
        } else {
            format!("{} to {}", self.written(start), self.written(end))
        }
    }

    /// Draws a type, and a name that refers to it.
    pub(super) fn type_of(&mut self, scope: &str) -> (Type, String) {
        let file = self.current.file;
        let visible = &self.world.sees[file];
        let reachable = |at: usize, local: bool| visible.contains(&at) && (at == file || !local);
        match self.random.below(10) {
            0..=2 => {
                let all: Vec<usize> = (0..self.world.messages.len())
                    .filter(|it| reachable(self.world.messages[*it].file, self.world.messages[*it].local))
                    .collect();
                if !all.is_empty() {
                    let index = self.pick(&all);
                    let full = self.world.messages[index].full.clone();
                    return (Type::Message(index), self.type_text(&full, scope, Lookup::Type));
                }
            }
            3 | 4 => {
                let implicit = self.current.implicit;
                let all: Vec<usize> = (0..self.world.enums.len())
                    .filter(|it| {
                        let it = &self.world.enums[*it];
                        reachable(it.file, it.local) && !(implicit && it.closed)
                    })
                    .collect();
                if !all.is_empty() {
                    let index = self.pick(&all);
                    let full = self.world.enums[index].full.clone();
                    return (Type::Enum(index), self.type_text(&full, scope, Lookup::Type));
                }
            }
            _ => {}
        }
        let scalar = self.pick(SCALARS);
        (Type::Scalar(scalar), scalar.to_owned())
    }

    /// Returns a reference that is also read as a type at the start of a statement.
    pub(super) fn type_text(&mut self, full: &str, scope: &str, lookup: Lookup) -> String {
        let text = self.reference(full, scope, lookup);
        let first = text.split('.').next().unwrap_or_default();
        if STARTS.split(' ').any(|word| word == first) { format!(".{full}") } else { text }
    }

    pub(super) fn field(&mut self, index: usize, full: &str, taken: &mut UsedNames, numbers: &mut Numbers) -> Node {
        let edition = self.current.edition;
        let mut label = match self.random.below(6) {
            0 | 1 => "repeated",
            2 if edition.is_proto2() => "required",
            2 | 3 if edition == Edition::Proto3 => "optional",
            _ if edition.is_proto2() => "optional",
            _ => "",
        };
        if label == "required" && !self.chance(3) {
            label = "optional";
        }
        let (kind, text) = self.type_of(full);
        let number = self.number(numbers);
        let name = self.name(NameStyle::Snake, full, taken, Symbol::Field);
        if label == "optional" && edition == Edition::Proto3 {
            let synthetic = format!("_{name}");
            self.world.declare(&joined(full, &synthetic), Symbol::Other, self.current.file);
        }
        let field = Field {
            name: name.clone(),
            number,
            kind,
            repeated: label == "repeated",
            required: label == "required",
            oneof: None,
            full: String::new(),
            file: self.current.file,
        };
        let options = self.field_options(&field, full, label.is_empty() && edition.has_features());
        self.world.messages[index].fields.push(field);
        let value = self.written(number);
        Node::valued(StatementKind::Field, name, value).modified(label).typed(text).optioned(options)
    }

    pub(super) fn oneof_field(
        &mut self,
        index: usize,
        full: &str,
        taken: &mut UsedNames,
        numbers: &mut Numbers,
        oneof: &str,
    ) -> Node {
        let (kind, text) = self.type_of(full);
        let number = self.number(numbers);
        let name = self.name(NameStyle::Snake, full, taken, Symbol::Field);
        let field = Field {
            name: name.clone(),
            number,
            kind,
            repeated: false,
            required: false,
            oneof: Some(oneof.to_owned()),
            full: String::new(),
            file: self.current.file,
        };
        let options = self.field_options(&field, full, false);
        self.world.messages[index].fields.push(field);
        let value = self.written(number);
        Node::valued(StatementKind::Field, name, value).typed(text).optioned(options)
    }

    pub(super) fn map(&mut self, index: usize, full: &str, taken: &mut UsedNames, numbers: &mut Numbers) -> Node {
        let key = self.pick(KEYS);
        let (kind, text) = self.map_value(full);
        let number = self.number(numbers);
        let name = self.name(NameStyle::Snake, full, taken, Symbol::Field);
        let entry = format!("{}Entry", pascal(&name));
        taken.take(&entry);
        self.world.declare(&joined(full, &entry), Symbol::Message, self.current.file);
        let field = Field {
            name: name.clone(),
            number,
            kind: Type::Map(key, Box::new(kind)),
            repeated: true,
            required: false,
            oneof: None,
            full: String::new(),
            file: self.current.file,
        };
        let options = self.plain_field_options(&field, full);
        self.world.messages[index].fields.push(field);
        let value = self.written(number);
        Node::valued(StatementKind::Field, name, value).typed(format!("map<{key}, {text}>")).optioned(options)
    }

    /// Draws the type of map values. The first value of an enum must be 0.
    fn map_value(&mut self, full: &str) -> (Type, String) {
        loop {
            let (kind, text) = self.type_of(full);
            let zero = match &kind {
                Type::Enum(index) => self.world.enums[*index].values[0].1 == 0,
                _ => true,
            };
            if zero {
                return (kind, text);
            }
        }
    }
}

fn pascal(name: &str) -> String {
    let mut out = String::new();
    let mut upper = true;
    for it in name.chars() {
        match it {
            '_' => upper = true,
            it if upper => {
                out.push(it.to_ascii_uppercase());
                upper = false;
            }
            it => out.push(it),
        }
    }
    out
}
