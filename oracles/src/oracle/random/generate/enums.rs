use super::Generator;
use super::messages::number_of;
use super::names::{NameStyle, UsedNames};
use super::world::Symbol;
use crate::proto_model::{Node, StatementKind};

impl Generator {
    /// Returns the values, whether two share a number, and the enum's own setting of `enum_type`: `Some(true)` for closed.
    pub(super) fn enum_values(
        &mut self,
        (scope, enumeration): (&str, &str),
        taken: &mut UsedNames,
    ) -> (Vec<Node>, bool, Option<bool>) {
        let closed = (self.current.edition.has_features() && self.chance(6)).then(|| self.chance(2));
        let open = !closed.unwrap_or(self.current.closed_enums);
        let mut used = Vec::new();
        let mut values = Vec::new();
        let mut apart = UsedNames::default();
        let mut alias = false;
        for at in 0..1 + self.random.below(4) {
            let mut name = self.value_name((scope, enumeration), taken, &mut apart);
            while matches!(&*name, "option" | "reserved") {
                name = self.value_name((scope, enumeration), taken, &mut apart);
            }
            let mut number = match self.random.below(8) {
                _ if at == 0 && (open || self.chance(2)) => 0,
                0 => -(self.random.below(1000) as i64),
                1 => self.pick(&[2_147_483_647, -2_147_483_648, 2_147_483_646]),
                2 if at > 0 && self.chance(2) => self.pick(&used),
                _ => self.random.below(20) as i64,
            };
            if used.contains(&number) && !alias {
                if self.chance(4) {
                    alias = true;
                } else {
                    number = 100 + at as i64;
                }
            }
            alias &= used.contains(&number) || alias;
            used.push(number);
            values.push(Node::valued(StatementKind::Value, name, self.written(number)));
        }
        let doubled = used.iter().enumerate().any(|(at, it)| used[..at].contains(it));
        (values, doubled, closed)
    }

    fn value_name(
        &mut self,
        (scope, enumeration): (&str, &str),
        taken: &mut UsedNames,
        apart: &mut UsedNames,
    ) -> String {
        match self.words {
            Some(_) => self.clashing_value((scope, enumeration), taken, apart),
            None => self.name(NameStyle::Upper, scope, taken, Symbol::Other),
        }
    }

    pub(super) fn enum_body(&mut self, values: &[Node], alias: bool, closed: Option<bool>, scope: &str) -> Vec<Node> {
        let mut body: Vec<Node> = Vec::new();
        let used: Vec<i64> = values.iter().map(|it| number_of(&it.value)).collect();
        for value in values {
            let options = self.options_of("EnumValueOptions", scope);
            body.push(value.clone().optioned(options));
        }
        if alias {
            let at = self.random.below(body.len() + 1);
            body.insert(at, Node::valued(StatementKind::Option, "allow_alias", "true"));
        }
        if let Some(closed) = closed {
            let value = if closed { "CLOSED" } else { "OPEN" };
            body.insert(0, Node::valued(StatementKind::Option, "features.enum_type", value));
        }
        for (name, value) in self.options_of("EnumOptions", scope) {
            let at = self.random.below(body.len() + 1);
            body.insert(at, Node::valued(StatementKind::Option, name, value));
        }
        if self.chance(4) {
            body.push(Node::valued(StatementKind::Reserved, "", self.enum_ranges(&used)));
        }
        if self.chance(6) {
            body.push(Node::valued(StatementKind::Reserved, "", self.reserved_names()));
        }
        body
    }

    /// Returns ranges that contain none of `used`. The ranges may be negative, and their ends are inclusive.
    fn enum_ranges(&mut self, used: &[i64]) -> String {
        let mut ranges = Vec::new();
        let mut start = -5000_i64;
        let mut last = 0;
        for _ in 0..1 + self.random.below(3) {
            start += 1 + self.random.below(40) as i64;
            let end = start + self.random.below(3) as i64 * 7;
            if used.iter().all(|it| *it < start || *it > end) {
                ranges.push(if end == start {
                    self.written(start).replace("- ", "-")
                } else {
                    format!("{start} to {end}")
                });
                last = end;
            }
            start = end;
        }
        if self.chance(4) && !used.contains(&2_147_483_647) {
            let top = used.iter().copied().max().unwrap_or(0).max(last).max(100);
            ranges.push(format!("{} to max", (top + 1).min(2_147_483_647)));
        }
        if ranges.is_empty() { "77777".to_owned() } else { ranges.join(", ") }
    }

    /// Returns names that no element has.
    pub(super) fn reserved_names(&mut self) -> String {
        let quoted = !self.current.edition.has_features();
        let mut names = vec![];
        for at in 0..1 + self.random.below(3) {
            let name = format!("gone_{at}_{}", self.random.below(50));
            names.push(match (quoted, self.random.below(4)) {
                (false, _) => name,
                (true, 0) => format!("'{name}'"),
                (true, 1) => format!("\"{}\" \"{}\"", &name[..3], &name[3..]),
                (true, _) => format!("\"{name}\""),
            });
        }
        names.join(", ")
    }
}
