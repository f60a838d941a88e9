//! A random small schema that can contain every wire format.

use std::fmt::Write as _;

use protoward_kit::random::Random;

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Model {
    pub(super) language: Language,
    pub(super) messages: Vec<Message>,
    pub(super) enums: Vec<Enum>,
    pub(super) methods: Vec<Method>,
}

/// A method of the service. Its messages are given by index, each with whether it is streamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) name: usize,
    pub(super) input: (usize, bool),
    pub(super) output: (usize, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Proto2,
    Proto3,
    E2023,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    /// Extensions of the message, with numbers from 1000. Not in proto3.
    pub(super) extensions: Vec<Field>,
    /// The first number of the extension range.
    pub(super) open_from: i32,
    pub(super) reserved: Reserved,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reserved {
    pub(super) numbers: Vec<i32>,
    pub(super) names: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) number: i32,
    pub(super) count: Count,
    pub(super) ty: Type,
    /// The index of the oneof that contains the field.
    pub(super) oneof: Option<usize>,
    pub(super) options: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Plain,
    Optional,
    Required,
    Repeated,
    /// A map with this type of key.
    Map(&'static str),
    /// A list of messages that have the fields of map entries, with this type of key.
    Entries(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Scalar(&'static str),
    Message(usize),
    Enum(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Enum {
    pub(super) name: String,
    pub(super) values: Vec<(String, i32)>,
    /// Whether the enum is closed, which only has an effect in editions.
    pub(super) closed: bool,
    pub(super) reserved: Reserved,
}

pub(super) const SCALARS: &[&str] = &[
    "int32", "int64", "uint32", "uint64", "bool", "sint32", "sint64", "fixed32", "sfixed32", "float", "fixed64",
    "sfixed64", "double", "string", "bytes",
];
pub(super) const KEYS: &[&str] = &["string", "int32", "int64", "uint32", "bool", "sint64", "fixed32"];

/// Draws a file.
pub(super) fn draw(random: &mut Random) -> Model {
    let language = *random.pick(&[Language::Proto2, Language::Proto3, Language::E2023]).expect("there are some");
    let enums: Vec<_> = (0..1 + random.below(2)).map(|index| draw_enum(index, language, random)).collect();
    let count = 1 + random.below(3);
    let method = |name, random: &mut Random| Method {
        name,
        input: (random.below(count), random.chance(3)),
        output: (random.below(count), random.chance(3)),
    };
    let methods = (0..random.below(3)).map(|name| method(name, random)).collect();
    let mut model = Model { language, messages: Vec::new(), enums, methods };
    for index in 0..count {
        model.messages.push(Message {
            name: format!("M{index}"),
            fields: Vec::new(),
            extensions: Vec::new(),
            open_from: 1000,
            reserved: draw_reserved(random),
        });
    }
    for index in 0..count {
        for number in 1..=1 + i32::try_from(random.below(7)).unwrap_or_default() {
            let field = draw_field(&model, number, random);
            model.messages[index].fields.push(field);
        }
        if language != Language::Proto3 && random.chance(3) {
            let field = Field { oneof: None, ..draw_field(&model, 1000, random) };
            let field = match field.count {
                Count::Repeated => field,
                _ => Field { count: Count::Optional, ..field },
            };
            model.messages[index].extensions.push(Field { name: format!("ext_{index}"), ..field });
        }
    }
    model
}

fn draw_enum(index: usize, language: Language, random: &mut Random) -> Enum {
    let closed = language == Language::Proto2 || language == Language::E2023 && random.chance(3);
    let mut values = vec![(format!("E{index}_ZERO"), 0)];
    for number in 1..=random.below(5) {
        let number = i32::try_from(number).unwrap_or_default();
        let number = if random.chance(5) { -number } else { number };
        values.push((format!("E{index}_V{}", number.unsigned_abs()), number));
    }
    Enum { name: format!("E{index}"), values, closed, reserved: draw_reserved(random) }
}

/// Sometimes reserves elements that were deleted before the old version.
fn draw_reserved(random: &mut Random) -> Reserved {
    if random.chance(3) {
        Reserved { numbers: vec![BEFORE.0], names: vec![BEFORE.1.to_owned()] }
    } else {
        Reserved::default()
    }
}

/// The number and the name that are reserved from the start.
pub(super) const BEFORE: (i32, &str) = (50, "before");

pub(super) fn draw_type(model: &Model, random: &mut Random) -> Type {
    match random.below(10) {
        0 | 1 => Type::Message(random.below(model.messages.len())),
        2 | 3 => Type::Enum(random.below(model.enums.len())),
        _ => Type::Scalar(random.pick(SCALARS).expect("there are some")),
    }
}

pub(super) fn draw_field(model: &Model, number: i32, random: &mut Random) -> Field {
    let ty = draw_type(model, random);
    let key = || *KEYS.first().expect("there are some");
    let count = match random.below(10) {
        0..3 => Count::Plain,
        3..5 => Count::Optional,
        5 => Count::Required,
        6 | 7 => Count::Repeated,
        8 => Count::Map(random.pick(KEYS).copied().unwrap_or_else(key)),
        _ => Count::Entries(random.pick(KEYS).copied().unwrap_or_else(key)),
    };
    // A message that requires another one may require itself indirectly.
    let count = if count == Count::Required && matches!(ty, Type::Message(_)) { Count::Plain } else { count };
    let oneof = (matches!(count, Count::Plain) && random.chance(3)).then(|| random.below(2));
    let mut field = Field { name: format!("field_{number}"), number, count, ty, oneof, options: Vec::new() };
    if random.chance(4) {
        embellish(&mut field, model.language, random);
    }
    field
}

/// Adds an option that affects the encoding of the field.
pub(super) fn embellish(field: &mut Field, language: Language, random: &mut Random) {
    let features = [
        ("features.repeated_field_encoding", "EXPANDED"),
        ("features.utf8_validation", "NONE"),
        ("features.message_encoding", "DELIMITED"),
        ("features.field_presence", "IMPLICIT"),
    ];
    let option = match (language, random.below(4)) {
        (_, 0) => ("json_name", format!("\"json{}\"", field.number)),
        (Language::Proto2 | Language::E2023, 1) if field.count == Count::Optional => {
            ("default", default(field.ty, random))
        }
        (Language::E2023, _) => {
            let (name, value) = *random.pick(&features).expect("there are some");
            (name, value.to_owned())
        }
        (_, _) => ("packed", if random.chance(2) { "true" } else { "false" }.to_owned()),
    };
    field.options.retain(|(name, _)| name != option.0);
    field.options.push((option.0.to_owned(), option.1));
}

fn default(ty: Type, random: &mut Random) -> String {
    let number = 1 + random.below(3);
    match ty {
        Type::Scalar("bool") => "true".to_owned(),
        Type::Scalar("string" | "bytes") => format!("\"{number}\""),
        _ => number.to_string(),
    }
}

impl Model {
    /// Returns the text of the file.
    pub(super) fn text(&self) -> String {
        let mut text = match self.language {
            Language::Proto2 => "syntax = \"proto2\";\n",
            Language::Proto3 => "syntax = \"proto3\";\n",
            Language::E2023 => "edition = \"2023\";\n",
        }
        .to_owned();
        text += "package w;\n";
        for message in &self.messages {
            self.message(message, &mut text);
        }
        for of in &self.enums {
            self.enumeration(of, &mut text);
        }
        if !self.methods.is_empty() {
            self.service(&mut text);
        }
        text
    }

    fn service(&self, text: &mut String) {
        text.push_str("service S {\n");
        for method in &self.methods {
            let [input, output] = [method.input, method.output].map(|(message, streams)| {
                format!("{}{}", if streams { "stream " } else { "" }, self.messages[message].name)
            });
            let _ = writeln!(text, "  rpc Call{}({input}) returns ({output});", method.name);
        }
        text.push_str("}\n");
    }

    fn message(&self, message: &Message, text: &mut String) {
        let _ = writeln!(text, "message {} {{", message.name);
        for field in message.fields.iter().filter(|field| field.oneof.is_none()) {
            self.field(field, text);
        }
        for oneof in 0..2 {
            let members: Vec<_> = message.fields.iter().filter(|field| field.oneof == Some(oneof)).collect();
            if !members.is_empty() {
                let _ = writeln!(text, "  oneof choice_{oneof} {{");
                members.into_iter().for_each(|field| self.field(field, text));
                text.push_str("  }\n");
            }
        }
        self.reserved(&message.reserved, text);
        if self.language != Language::Proto3 {
            let _ = writeln!(text, "  extensions {} to 2000;", message.open_from);
        }
        text.push_str("}\n");
        for field in &message.extensions {
            let _ = writeln!(text, "extend {} {{", message.name);
            self.field(field, text);
            text.push_str("}\n");
        }
    }

    fn reserved(&self, reserved: &Reserved, text: &mut String) {
        for number in &reserved.numbers {
            let _ = writeln!(text, "  reserved {number};");
        }
        for name in &reserved.names {
            let quote = if self.language == Language::E2023 { "" } else { "\"" };
            let _ = writeln!(text, "  reserved {quote}{name}{quote};");
        }
    }

    fn field(&self, field: &Field, text: &mut String) {
        let ty = match field.ty {
            Type::Scalar(scalar) => scalar,
            Type::Message(index) => &self.messages[index].name,
            Type::Enum(index) => &self.enums[index].name,
        };
        let mut options: Vec<_> = field.options.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let label = match (field.count, self.language) {
            (Count::Repeated | Count::Entries(_), _) => "repeated ",
            _ if field.oneof.is_some() => "",
            (Count::Required, Language::Proto2) => "required ",
            (Count::Plain | Count::Optional, Language::Proto2) | (Count::Optional, Language::Proto3) => "optional ",
            (Count::Required, Language::E2023) => {
                options.push("features.field_presence = LEGACY_REQUIRED".to_owned());
                ""
            }
            _ => "",
        };
        let ty = match field.count {
            Count::Map(key) => format!("map<{key}, {ty}>"),
            Count::Entries(key) => {
                let entry = entry_name(&field.name);
                let label = if self.language == Language::Proto2 { "optional " } else { "" };
                let _ = writeln!(text, "  message {entry} {{ {label}{key} key = 1; {label}{ty} value = 2; }}");
                entry
            }
            _ => ty.to_owned(),
        };
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
        let _ = writeln!(text, "  {label}{ty} {} = {}{options};", field.name, field.number);
    }

    fn enumeration(&self, of: &Enum, text: &mut String) {
        let _ = writeln!(text, "enum {} {{", of.name);
        let mut numbers: Vec<_> = of.values.iter().map(|(_, number)| number).collect();
        numbers.sort_unstable();
        if numbers.windows(2).any(|pair| pair[0] == pair[1]) {
            text.push_str("  option allow_alias = true;\n");
        }
        if of.closed && self.language == Language::E2023 {
            text.push_str("  option features.enum_type = CLOSED;\n");
        }
        for (name, number) in &of.values {
            let _ = writeln!(text, "  {name} = {number};");
        }
        self.reserved(&of.reserved, text);
        text.push_str("}\n");
    }
}

/// Returns the name of a map's entry message.
fn entry_name(field: &str) -> String {
    let parts = field.split('_').map(|part| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    });
    parts.collect::<String>() + "Entry"
}
