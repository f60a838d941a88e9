//! Drawn files with messages that hold each other in every way, and their code.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::{FieldId, MessageId, Parent, Schema};
use protoward_source::MemoryTree;

use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The messages of a file.
pub(super) const MESSAGES: usize = 34;

/// The number from which on a message has extensions.
const EXTENSIONS: usize = 1000;

const SCALARS: [&str; 10] =
    ["double", "float", "int32", "sint64", "uint64", "fixed32", "bool", "string", "bytes", "sfixed64"];
const KEYS: [&str; 4] = ["string", "int32", "bool", "uint64"];
/// Well-known types, most of which hold others.
const WELL_KNOWN: [&str; 9] =
    ["Any", "Any", "Struct", "Value", "ListValue", "Timestamp", "Duration", "FieldMask", "StringValue"];

/// The syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Proto2,
    Proto3,
    Edition,
}

impl Syntax {
    fn of(number: u64) -> Self {
        match number % 3 {
            0 => Self::Proto2,
            1 => Self::Proto3,
            _ => Self::Edition,
        }
    }
}

/// Drawn files, and their schema.
pub(super) struct Subject {
    pub(super) schema: Schema,
    numbers: Range<u64>,
}

/// The options of code whose values are paths. Each file has one of these sets.
const OPTIONS: [&[&str]; 3] = [
    &["unknown_fields", "extensions", "negative_zeros", "setters"],
    &["open_enums", "btree_map", "bytes", "boxed", "unknown_fields"],
    &["negative_zeros"],
];

impl Subject {
    /// Draws the files of these numbers.
    pub(super) fn drawn(seed: u64, numbers: Range<u64>) -> Result<Self, Error> {
        let text = |number| {
            let random = Random::keyed(seed, &[number, 9]);
            Drawing { syntax: Syntax::of(number), random }.file(&package(number))
        };
        let files: Vec<(String, String)> =
            numbers.clone().map(|number| (package(number) + ".proto", text(number))).collect();
        let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        let compiler = Compiler::new().resolver(MemoryTree::new(files)).built_in(CommonProtos).source_info(false);
        let compiled = compiler.compile(names).map_err(|error| Error::Usage(error.to_string()))?;
        Ok(Self { schema: compiled.into_schema(), numbers })
    }

    /// Generates the code: the contents of files.
    pub(super) fn code(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut entry = Generate::new(Plugin::Prost, "");
        let mut options = vec![("json", OptionValue::Flag(true)), ("validate", OptionValue::Flag(true))];
        let names: BTreeSet<&str> = OPTIONS.into_iter().flatten().copied().collect();
        options.extend(names.into_iter().map(|name| {
            let packages = self.numbers.clone().filter(|&number| has_option(number, name));
            (name, OptionValue::List(packages.map(|number| format!(".{}", package(number))).collect()))
        }));
        for (name, value) in options {
            entry.set(name, value).map_err(|why| Error::Usage(why.to_string()))?;
        }
        let plans = generate(&self.schema, &[entry], Path::new(""));
        let plans = plans.map_err(|report| Error::Usage(format!("{report:?}")))?;
        Ok(plans.iter().flat_map(|plan| plan.files()).map(|(name, code)| (name.to_owned(), code.to_vec())).collect())
    }

    /// Returns the messages of the files, with the paths of their types.
    pub(super) fn messages(&self) -> impl Iterator<Item = (MessageId, String)> {
        let of_file = |parent| matches!(parent, Parent::File(file) if self.schema.requested.contains(&file));
        let top = self.schema.messages.iter().filter(move |(_, message)| of_file(message.parent));
        top.map(|(id, message)| (id, self.schema.text(message.full_name).replace('.', "::")))
    }

    /// Returns the paths of the constants of a message's extensions.
    pub(super) fn extensions(&self, id: MessageId) -> impl Iterator<Item = String> {
        let schema = &self.schema;
        let of_message = move |field: &FieldId| schema[*field].is_extension() && schema[*field].containing() == id;
        schema.fields.ids().filter(of_message).filter_map(|field| {
            let (number, package) = package_of(schema, field);
            let name = schema.text(schema[field].name).to_uppercase();
            has_option(number, "extensions").then(|| format!("{package}::{name}"))
        })
    }
}

fn package_of(schema: &Schema, extension: FieldId) -> (u64, &str) {
    let package = schema.package(schema[extension].file);
    (package.trim_start_matches("drawn").parse().unwrap_or_default(), package)
}

fn package(number: u64) -> String {
    format!("drawn{number}")
}

fn has_option(number: u64, name: &str) -> bool {
    // A path that matches no element is an error.
    let is_possible = name != "extensions" || Syntax::of(number) != Syntax::Proto3;
    OPTIONS[usize::try_from(number / 3).unwrap_or_default() % OPTIONS.len()].contains(&name) && is_possible
}

struct Drawing {
    syntax: Syntax,
    random: Random,
}

impl Drawing {
    fn file(&mut self, package: &str) -> String {
        let first = match self.syntax {
            Syntax::Proto2 => "syntax = \"proto2\";",
            Syntax::Proto3 => "syntax = \"proto3\";",
            Syntax::Edition => "edition = \"2023\";",
        };
        let mut text = format!("{first}\npackage {package};\nimport \"buf/validate/validate.proto\";\n");
        for name in ["any", "duration", "field_mask", "struct", "timestamp", "wrappers"] {
            let _ = writeln!(text, "import \"google/protobuf/{name}.proto\";");
        }
        if self.syntax == Syntax::Edition && self.random.chance(2) {
            text += "option features.message_encoding = DELIMITED;\n";
        }
        text += "enum E { E_ZERO = 0; E_ONE = 1; E_LESS = -1; }\n";
        for at in 0..MESSAGES {
            let _ = writeln!(text, "message M{at} {{");
            for number in 1..=1 + self.random.below(6) {
                text += &self.field(number);
            }
            if self.syntax != Syntax::Proto3 {
                let _ = writeln!(text, "  extensions {EXTENSIONS} to max;");
            }
            text += "}\n";
        }
        if self.syntax != Syntax::Proto3 {
            for at in 0..MESSAGES {
                let (label, ty) = (if self.random.chance(2) { "repeated " } else { self.optional() }, self.ty());
                let extended = self.random.below(MESSAGES);
                let _ = writeln!(text, "extend M{extended} {{ {label}{ty} x{at} = {}; }}", EXTENSIONS + at);
            }
        }
        text
    }

    /// Returns the label of a field with presence.
    fn optional(&self) -> &'static str {
        if self.syntax == Syntax::Edition { "" } else { "optional " }
    }

    /// Draws a type of a field: in most cases a message.
    fn ty(&mut self) -> String {
        match self.random.below(10) {
            0 => "E".to_owned(),
            1 | 2 => SCALARS[self.random.below(SCALARS.len())].to_owned(),
            3 | 4 => format!("google.protobuf.{}", WELL_KNOWN[self.random.below(WELL_KNOWN.len())]),
            _ => format!("M{}", self.random.below(MESSAGES)),
        }
    }

    fn field(&mut self, number: usize) -> String {
        let ty = self.ty();
        let name = format!("f{number} = {number}");
        let options = self.rules(ty.starts_with('M'));
        let optional = self.optional();
        match (self.random.below(8), self.syntax) {
            (0 | 1, _) => format!("  repeated {ty} {name};\n"),
            (2, _) => format!("  map<{}, {ty}> {name};\n", KEYS[self.random.below(KEYS.len())]),
            (3, _) => format!("  oneof one{number} {{ {ty} {name}; {ty} g{number} = {}; }}\n", number + 100),
            (4, Syntax::Proto2) => format!("  required {ty} {name};\n"),
            (4, Syntax::Edition) => format!("  {ty} {name} [features.field_presence = LEGACY_REQUIRED];\n"),
            (5, Syntax::Proto2) => {
                let inner = self.random.below(MESSAGES);
                format!(
                    "  optional group F{number} = {number} {{ optional M{inner} in = 1; repeated F{number} own = 2; }}\n"
                )
            }
            _ => format!("  {optional}{ty} {name}{options};\n"),
        }
    }

    /// Draws the rules of a field.
    fn rules(&mut self, is_drawn: bool) -> &'static str {
        match self.random.below(6) {
            0 => " [(buf.validate.field).required = true]",
            1 if is_drawn => {
                " [(buf.validate.field).cel = {id: \"c\", message: \"m\", expression: \"has(this.f1) || this == this\"}]"
            }
            _ => "",
        }
    }
}
