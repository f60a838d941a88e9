use super::names::{NameStyle, UsedNames};
use super::world::{Field, Lookup, Symbol, Type};
use super::{Generator, joined};
use crate::proto_model::{Edition, Node, StatementKind};

/// The extensible option messages, each with its name in `targets`.
pub(super) const TARGETS: &[(&str, &str)] = &[
    ("FileOptions", "FILE"),
    ("MessageOptions", "MESSAGE"),
    ("FieldOptions", "FIELD"),
    ("OneofOptions", "ONEOF"),
    ("EnumOptions", "ENUM"),
    ("EnumValueOptions", "ENUM_ENTRY"),
    ("ServiceOptions", "SERVICE"),
    ("MethodOptions", "METHOD"),
    ("ExtensionRangeOptions", "EXTENSION_RANGE"),
];

impl Generator {
    /// Extends an option message or a message. Returns `None` if there is nothing to extend.
    pub(super) fn extend(&mut self, scope: &str, taken: &mut UsedNames) -> Option<Node> {
        let file = self.current.file;
        let mut all: Vec<(String, Option<usize>)> = Vec::new();
        if self.world.sees[file].contains(&0) {
            all.extend(TARGETS.iter().map(|it| (format!("google.protobuf.{}", it.0), None)));
        }
        if self.current.edition != Edition::Proto3 {
            let seen = self.world.messages.iter().enumerate().filter(|(_, it)| {
                !it.ranges.is_empty() && self.world.sees[file].contains(&it.file) && (it.file == file || !it.local)
            });
            let seen: Vec<_> = seen.map(|(at, it)| (it.full.clone(), Some(at))).collect();
            for _ in 0..4 {
                all.extend(seen.iter().cloned());
            }
        }
        if all.is_empty() {
            return None;
        }
        let (extendee, message) = self.pick(&all);
        let text = self.type_text(&extendee, scope, Lookup::Any);
        let fields: Vec<Node> =
            (0..1 + self.random.below(4)).filter_map(|_| self.extension(scope, taken, &extendee, message)).collect();
        if fields.is_empty() { None } else { Some(Node::named(StatementKind::Extend, text).holding(fields)) }
    }

    fn extension(
        &mut self,
        scope: &str,
        taken: &mut UsedNames,
        extendee: &str,
        message: Option<usize>,
    ) -> Option<Node> {
        let number = match message {
            Some(index) => self.extension_number(index)?,
            None => 50_000 + self.random.below(5000) as i64,
        };
        if !self.world.used_numbers.insert((extendee.to_owned(), number)) {
            return None;
        }
        let message_set = message.is_some_and(|index| self.world.messages[index].message_set);
        let (kind, text) = if message_set { self.message_type(scope)? } else { self.type_of(scope) };
        let label = match self.random.below(3) {
            0 if !message_set => "repeated",
            1 if !self.current.edition.has_features() => "optional",
            _ if self.current.edition.is_proto2() => "optional",
            _ => "",
        };
        let name = self.name(NameStyle::Snake, scope, taken, Symbol::Field);
        let field = Field {
            name: name.clone(),
            number,
            kind,
            repeated: label == "repeated",
            required: false,
            oneof: None,
            full: joined(scope, &name),
            file: self.current.file,
        };
        let mut options = self.extension_options(&field, scope);
        if message.is_none() && self.chance(5) {
            let target = TARGETS.iter().find(|it| extendee.ends_with(&format!(".{}", it.0)))?;
            options.push(("targets".into(), format!("TARGET_TYPE_{}", target.1)));
            options.push(("targets".into(), "TARGET_TYPE_FILE".into()));
        }
        if self.chance(5) {
            options.push((
                "retention".into(),
                self.pick(&["RETENTION_SOURCE", "RETENTION_RUNTIME", "RETENTION_UNKNOWN"]).into(),
            ));
        }
        self.world.extensions.entry(extendee.to_owned()).or_default().push(field);
        let value = self.written(number);
        Some(Node::valued(StatementKind::Field, name, value).modified(label).typed(text).optioned(options))
    }

    fn extension_number(&mut self, index: usize) -> Option<i64> {
        let ranges = self.world.messages[index].ranges.clone();
        if ranges.is_empty() {
            return None;
        }
        let (start, end) = self.pick(&ranges);
        let number = match self.random.below(3) {
            0 => start,
            1 => end.min(536_870_911),
            _ => start + self.random.below(usize::try_from(end - start + 1).unwrap_or(1)) as i64,
        };
        if (19_000..20_000).contains(&number) { None } else { Some(number) }
    }

    fn message_type(&mut self, scope: &str) -> Option<(Type, String)> {
        for _ in 0..30 {
            let (kind, text) = self.type_of(scope);
            if matches!(kind, Type::Message(_)) {
                return Some((kind, text));
            }
        }
        None
    }
}
