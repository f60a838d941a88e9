use super::Generator;
use super::world::{Field, Lookup, Type};
use crate::proto_model::{Edition, Node, StatementKind};

type Options = Vec<(String, String)>;

const PLAIN: &[(&str, &[(&str, &str)])] = &[
    (
        "MessageOptions",
        &[
            ("deprecated", "true"),
            ("no_standard_descriptor_accessor", "false"),
            ("deprecated_legacy_json_field_conflicts", "true"),
        ],
    ),
    ("EnumOptions", &[("deprecated", "false"), ("deprecated_legacy_json_field_conflicts", "true")]),
    ("EnumValueOptions", &[("deprecated", "true"), ("debug_redact", "true"), ("debug_redact", "false")]),
    ("FieldOptions", &[("deprecated", "true"), ("deprecated", "false"), ("debug_redact", "true"), ("weak", "false")]),
    ("ServiceOptions", &[("deprecated", "true")]),
    (
        "MethodOptions",
        &[("deprecated", "true"), ("idempotency_level", "IDEMPOTENT"), ("idempotency_level", "NO_SIDE_EFFECTS")],
    ),
    ("OneofOptions", &[]),
    ("ExtensionRangeOptions", &[("verification", "UNVERIFIED")]),
];

const FILE: &[(&str, &[&str])] = &[
    ("java_package", &["\"a.b\"", "'x' \"y\"", "\"\""]),
    ("java_outer_classname", &["\"Outer\""]),
    ("java_multiple_files", &["true", "false"]),
    ("java_generate_equals_and_hash", &["true"]),
    ("java_string_check_utf8", &["false"]),
    ("optimize_for", &["SPEED", "CODE_SIZE"]),
    ("go_package", &["\"x/y;z\"", "\"\\x41\\102c\""]),
    ("cc_enable_arenas", &["true", "false"]),
    ("deprecated", &["true", "false"]),
    ("objc_class_prefix", &["\"ABC\""]),
    ("csharp_namespace", &["\"A.B\""]),
    ("swift_prefix", &["\"S\""]),
    ("php_class_prefix", &["\"P\""]),
    ("php_namespace", &["\"A\\\\B\""]),
    ("php_metadata_namespace", &["\"ü\\u00fc\\U0001F600\""]),
    ("ruby_package", &["\"A::B\""]),
];

impl Generator {
    pub(super) fn file_options(&mut self) -> Vec<Node> {
        let mut options: Options = Vec::new();
        for (name, values) in FILE {
            let gone = match *name {
                "java_multiple_files" => self.current.edition >= Edition::E2024,
                "java_string_check_utf8" => self.current.edition.has_features(),
                "cc_enable_arenas" => self.current.edition >= Edition::E2026,
                _ => false,
            };
            if !gone && self.chance(14) {
                options.push(((*name).to_owned(), self.pick(values).to_owned()));
            }
        }
        let scope = self.current.package.clone();
        options.extend(self.custom("FileOptions", &scope));
        options.into_iter().map(|(name, value)| Node::valued(StatementKind::Option, name, value)).collect()
    }

    /// Draws options for an element of this kind: built-in options, features and custom options.
    pub(super) fn options_of(&mut self, kind: &str, scope: &str) -> Options {
        let mut options: Options = Vec::new();
        let plain = PLAIN.iter().find(|it| it.0 == kind).map_or(&[][..], |it| it.1);
        if !plain.is_empty() && self.chance(8) {
            let (name, value) = self.pick(plain);
            options.push((name.to_owned(), value.to_owned()));
        }
        options.extend(self.harmless_features(kind));
        options.extend(self.custom(kind, scope));
        options
    }

    pub(super) fn range_options(&mut self, scope: &str, _texts: &[String]) -> Options {
        let mut options = self.custom("ExtensionRangeOptions", scope);
        if self.chance(6) {
            options.push(("verification".into(), "UNVERIFIED".into()));
        }
        options
    }

    fn custom(&mut self, kind: &str, scope: &str) -> Options {
        let full = format!("google.protobuf.{kind}");
        let file = self.current.file;
        let seen = |it: &&Field| {
            self.world.sees[file].contains(&it.file) || self.world.sees_in_options[file].contains(&it.file)
        };
        let all: Vec<Field> =
            self.world.extensions.get(&full).map_or(&[][..], Vec::as_slice).iter().filter(seen).cloned().collect();
        let mut options = Vec::new();
        let mut set: Vec<i64> = Vec::new();
        for _ in 0..self.random.below(4) {
            if all.is_empty() || !self.chance(3) {
                continue;
            }
            let field = self.pick(&all);
            if set.contains(&field.number) && !field.repeated {
                continue;
            }
            set.push(field.number);
            let name = format!("({})", self.reference(&field.full, scope, Lookup::Option));
            self.set(name, &field, scope, &mut options);
        }
        options
    }

    /// Sets an option as a whole, or field by field.
    fn set(&mut self, name: String, field: &Field, scope: &str, out: &mut Options) {
        if let (Type::Message(index) | Type::Group(index), false) = (&field.kind, field.repeated)
            && self.chance(2)
        {
            return self.set_parts(&name, *index, scope, out, 0);
        }
        let value = self.option_value(field);
        out.push((name, value));
    }

    /// Sets some fields of the message, each once, as in `(a).b = …` and `(a).c.d = …`.
    fn set_parts(&mut self, name: &str, index: usize, scope: &str, out: &mut Options, depth: usize) {
        let message = self.world.messages[index].clone();
        let mut oneofs: Vec<String> = Vec::new();
        for field in &message.fields {
            let map = matches!(field.kind, Type::Map(..));
            let taken = field.oneof.as_ref().is_some_and(|it| oneofs.contains(it));
            if map || taken || !(field.required || self.chance(3)) {
                continue;
            }
            oneofs.extend(field.oneof.clone());
            let part = match &field.kind {
                Type::Group(_) => format!("{name}.{}", field.name.to_ascii_lowercase()),
                _ => format!("{name}.{}", field.name),
            };
            self.set_part(part, field, scope, out, depth);
        }
        let file = self.current.file;
        let extensions = self.world.extensions.get(&message.full).cloned().unwrap_or_default();
        for field in extensions {
            if self.world.sees[file].contains(&field.file) && self.chance(3) {
                let text = self.reference(&field.full, scope, Lookup::Option);
                self.set_part(format!("{name}.({text})"), &field, scope, out, depth);
            }
        }
    }

    fn set_part(&mut self, name: String, field: &Field, scope: &str, out: &mut Options, depth: usize) {
        match (&field.kind, field.repeated) {
            (Type::Message(index) | Type::Group(index), false) if depth < 4 && self.chance(2) => {
                self.set_parts(&name, *index, scope, out, depth + 1);
            }
            _ => {
                let value = self.option_value(field);
                out.push((name, value));
            }
        }
    }

    /// Draws the options of a field in a message.
    pub(super) fn field_options(&mut self, field: &Field, scope: &str, plain: bool) -> Options {
        let mut options = self.plain_field_options(field, scope);
        let explicit = !self.current.implicit || field.oneof.is_some();
        if !field.repeated
            && explicit
            && self.current.edition != Edition::Proto3
            && self.chance(3)
            && let Some(value) = self.default_value(field)
        {
            let at = self.random.below(options.len() + 1);
            options.insert(at, ("default".into(), value));
        }
        if plain && !field.repeated && field.oneof.is_none() && self.chance(8) && !self.current.implicit {
            let value = self.pick(&["EXPLICIT", "LEGACY_REQUIRED"]);
            options.push(("features.field_presence".into(), value.into()));
        }
        options.extend(self.kind_options(field));
        options
    }

    fn kind_options(&mut self, field: &Field) -> Options {
        let mut options: Options = Vec::new();
        let edition = self.current.edition;
        let scalar = if let Type::Scalar(scalar) = field.kind { scalar } else { "" };
        let text = matches!(scalar, "string" | "bytes");
        let packable = field.repeated && (!scalar.is_empty() && !text || matches!(field.kind, Type::Enum(_)));
        let mut add = |name: &str, value: &str| options.push((name.to_owned(), value.to_owned()));
        if packable && self.random.chance(4) {
            if edition.has_features() {
                add("features.repeated_field_encoding", self.random.pick(&["PACKED", "EXPANDED"]).unwrap_or(&"PACKED"));
            } else {
                add("packed", self.random.pick(&["true", "false"]).unwrap_or(&"true"));
            }
        }
        if matches!(scalar, "int64" | "uint64" | "sint64" | "fixed64" | "sfixed64") && self.random.chance(5) {
            add("jstype", self.random.pick(&["JS_STRING", "JS_NUMBER", "JS_NORMAL"]).unwrap_or(&"JS_NORMAL"));
        }
        if text && edition < Edition::E2024 && self.random.chance(8) {
            add("ctype", self.random.pick(&["STRING", "CORD", "STRING_PIECE"]).unwrap_or(&"CORD"));
        }
        if scalar == "string" && edition.has_features() && self.random.chance(6) {
            add("features.utf8_validation", "NONE");
        }
        let message = matches!(field.kind, Type::Message(_));
        if message && !self.current.delimited && self.random.chance(6) {
            add(self.random.pick(&["lazy", "unverified_lazy"]).unwrap_or(&"lazy"), "true");
        } else if message && edition.has_features() && self.random.chance(5) {
            add(
                "features.message_encoding",
                self.random.pick(&["DELIMITED", "LENGTH_PREFIXED"]).unwrap_or(&"DELIMITED"),
            );
        }
        options
    }

    pub(super) fn plain_field_options(&mut self, field: &Field, scope: &str) -> Options {
        let mut options = self.options_of("FieldOptions", scope);
        if self.chance(8) {
            let text = format!("j{}{}", self.pick(&["", "-", " ", "é", "$"]), field.number);
            let text = if self.chance(4) { format!("\"{text}\" 'x'") } else { format!("\"{text}\"") };
            let at = self.random.below(options.len() + 1);
            options.insert(at, ("json_name".into(), text));
        }
        if self.chance(12) {
            options.push(("retention".into(), self.pick(&["RETENTION_SOURCE", "RETENTION_RUNTIME"]).into()));
        }
        options
    }

    pub(super) fn extension_options(&mut self, field: &Field, scope: &str) -> Options {
        let mut options = self.options_of("FieldOptions", scope);
        if !field.repeated
            && self.current.edition != Edition::Proto3
            && self.chance(5)
            && let Some(value) = self.default_value(field)
        {
            options.push(("default".into(), value));
        }
        options
    }

    fn default_value(&mut self, field: &Field) -> Option<String> {
        match &field.kind {
            Type::Map(..) | Type::Message(_) | Type::Group(_) => None,
            _ => Some(self.option_value(field)),
        }
    }
}
