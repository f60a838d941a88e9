use super::fields::Numbers;
use super::names::{NameStyle, UsedNames};
use super::world::{Enum, Message, Symbol, Type};
use super::{Generator, joined};
use crate::proto_model::{Edition, Node, StatementKind};

/// A type that has been named, but not filled yet.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    Message { index: usize, name: String, taken: UsedNames, nested: Vec<Plan>, visibility: &'static str },
    Enum { name: String, values: Vec<Node>, visibility: &'static str, alias: bool, closed: Option<bool> },
}

impl Generator {
    pub(super) fn plan(&mut self, scope: &str, taken: &mut UsedNames, depth: usize) -> Plan {
        if self.chance(3) { self.plan_enum(scope, taken, depth) } else { self.plan_message(scope, taken, depth) }
    }

    fn visibility(&mut self, depth: usize) -> (&'static str, bool) {
        if self.current.edition < Edition::E2024 {
            return ("", false);
        }
        let hidden = self.current.local || self.current.strict || depth > 0;
        match self.random.below(6) {
            0 if depth == 0 || !self.current.strict => ("export", false),
            1 => ("local", true),
            _ => ("", hidden),
        }
    }

    fn plan_message(&mut self, scope: &str, taken: &mut UsedNames, depth: usize) -> Plan {
        let name = self.name(NameStyle::Pascal, scope, taken, Symbol::Message);
        let full = joined(scope, &name);
        let (visibility, local) = self.visibility(depth);
        let index = self.world.messages.len();
        self.world.messages.push(Message { full: full.clone(), file: self.current.file, local, ..Message::default() });
        let mut inside = UsedNames::default();
        let most = [3, 2, 2, 1, 1][depth.min(4)];
        let count = if depth < 6 { self.random.below(most + 1) } else { 0 };
        let nested = (0..count).map(|_| self.plan(&full, &mut inside, depth + 1)).collect();
        Plan::Message { index, name, taken: inside, nested, visibility }
    }

    fn plan_enum(&mut self, scope: &str, taken: &mut UsedNames, depth: usize) -> Plan {
        let name = self.name(NameStyle::Pascal, scope, taken, Symbol::Enum);
        let full = joined(scope, &name);
        let (visibility, local) = self.visibility(depth);
        let (values, alias, closed) = self.enum_values((scope, &name), taken);
        let known = values.iter().map(|it| (it.name.clone(), number_of(&it.value))).collect();
        let is_closed = closed.unwrap_or(self.current.closed_enums);
        self.world.enums.push(Enum { full, file: self.current.file, values: known, closed: is_closed, local });
        Plan::Enum { name, values, visibility, alias, closed }
    }

    pub(super) fn fill(&mut self, plan: &Plan, scope: &str) -> Node {
        match plan {
            Plan::Message { index, name, taken, nested, visibility } => {
                let mut taken = taken.clone();
                let body = self.message_body(*index, &mut taken, nested);
                self.closed(Node::named(StatementKind::Message, name.clone()).modified(*visibility).holding(body))
            }
            Plan::Enum { name, values, visibility, alias, closed } => {
                let body = self.enum_body(values, *alias, *closed, scope);
                self.closed(Node::named(StatementKind::Enum, name.clone()).modified(*visibility).holding(body))
            }
        }
    }

    /// Adds an empty statement to some bodies.
    fn closed(&mut self, mut node: Node) -> Node {
        if self.chance(8) {
            let body = node.body.get_or_insert_default();
            let at = self.random.below(body.len() + 1);
            body.insert(at, Node::new(StatementKind::Empty));
        }
        node
    }

    fn message_body(&mut self, index: usize, taken: &mut UsedNames, nested: &[Plan]) -> Vec<Node> {
        let full = self.world.messages[index].full.clone();
        let outer = full.rfind('.').map_or(String::new(), |dot| full[..dot].to_owned());
        let message_set = self.current.edition.is_proto2() && self.chance(15);
        let mut numbers = Numbers::default();
        let mut nodes: Vec<Node> = nested.iter().map(|plan| self.fill(plan, &full)).collect();
        if message_set {
            self.world.messages[index].message_set = true;
            self.world.messages[index].ranges.push((4, 2_147_483_646));
            nodes.push(Node::valued(StatementKind::Option, "message_set_wire_format", "true"));
            nodes.push(Node::valued(StatementKind::Extensions, "", "4 to max"));
            return nodes;
        }
        for _ in 0..self.random.below(6) {
            if self.budget > 0 {
                self.budget -= 1;
                let node = self.member(index, &full, taken, &mut numbers);
                let at = self.random.below(nodes.len() + 1);
                nodes.insert(at, node);
            }
        }
        for node in self.ranges(index, &full, taken, &mut numbers) {
            let at = self.random.below(nodes.len() + 1);
            nodes.insert(at, node);
        }
        if self.chance(6)
            && let Some(node) = self.extend(&full, taken)
        {
            nodes.push(node);
        }
        for (name, value) in self.options_of("MessageOptions", &outer) {
            let at = self.random.below(nodes.len() + 1);
            nodes.insert(at, Node::valued(StatementKind::Option, name, value));
        }
        nodes
    }

    /// Draws a field, a group, a map or a oneof.
    fn member(&mut self, index: usize, full: &str, taken: &mut UsedNames, numbers: &mut Numbers) -> Node {
        match self.random.below(12) {
            0 | 1 => self.oneof(index, full, taken, numbers),
            2 | 3 => self.map(index, full, taken, numbers),
            4 if self.current.edition.is_proto2() => {
                let label = self.pick(&["optional", "repeated", "optional"]);
                self.group(index, full, taken, numbers, label, None)
            }
            _ => self.field(index, full, taken, numbers),
        }
    }

    fn oneof(&mut self, index: usize, full: &str, taken: &mut UsedNames, numbers: &mut Numbers) -> Node {
        let name = self.name(NameStyle::Snake, full, taken, Symbol::Other);
        let mut body = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            let node = if self.current.edition.is_proto2() && self.chance(5) {
                self.group(index, full, taken, numbers, "", Some(&name))
            } else {
                self.oneof_field(index, full, taken, numbers, &name)
            };
            body.push(node);
        }
        for (name, value) in self.options_of("OneofOptions", full) {
            body.push(Node::valued(StatementKind::Option, name, value));
        }
        Node::named(StatementKind::Oneof, name).holding(body)
    }

    /// Draws a group. Its name is that of a message, and in lower case that of the field.
    pub(super) fn group(
        &mut self,
        index: usize,
        full: &str,
        taken: &mut UsedNames,
        numbers: &mut Numbers,
        label: &str,
        oneof: Option<&str>,
    ) -> Node {
        let mut name = match self.words {
            Some(_) => self.clashing_group(),
            None => format!("G{}", self.pick(&["", "roup", "_x", "AbC", "1"])),
        };
        while self.world.is_declared(&joined(full, &name))
            || self.world.is_declared(&joined(full, &name.to_ascii_lowercase()))
            || !taken.take(&name)
        {
            name = super::names::longer(&name, NameStyle::Pascal, &mut self.random);
        }
        let made = joined(full, &name);
        self.world.declare(&made, Symbol::Message, self.current.file);
        self.world.declare(&joined(full, &name.to_ascii_lowercase()), Symbol::Field, self.current.file);
        let inner = self.world.messages.len();
        let local = self.current.local || self.current.strict || self.current.edition >= Edition::E2024;
        self.world.messages.push(Message { full: made.clone(), file: self.current.file, local, ..Message::default() });
        let number = self.number(numbers);
        let field = super::world::Field {
            name: name.clone(),
            number,
            kind: Type::Group(inner),
            repeated: label == "repeated",
            required: false,
            oneof: oneof.map(str::to_owned),
            full: String::new(),
            file: self.current.file,
        };
        self.world.messages[index].fields.push(field);
        let body = self.message_body(inner, &mut UsedNames::default(), &[]);
        let options = self.options_of("FieldOptions", full);
        let value = self.written(number);
        Node::valued(StatementKind::Group, name, value).modified(label).optioned(options).holding(body)
    }
}

/// Parses a number that [`Generator::written`] wrote.
pub(super) fn number_of(text: &str) -> i64 {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits.trim()),
        None => (1, text),
    };
    let parsed = match digits.to_ascii_lowercase().strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16),
        None if digits.len() > 1 && digits.starts_with('0') => i64::from_str_radix(digits, 8),
        None => digits.parse(),
    };
    sign * parsed.unwrap_or_default()
}
