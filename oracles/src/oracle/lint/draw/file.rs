//! The text of a drawn file.

mod options;

use std::collections::BTreeSet;

use super::Declared;
use super::disguise::RULES;
use super::names::{NameDraw, capitalized, upper};
use crate::alternatives::one_of;
use crate::proto_model::Edition;
pub(super) use options::{CustomOption, Shape};
use protoward_kit::random::Random;

/// Well-known types with their files.
const KNOWN: [(&str, &str); 4] = [
    ("google/protobuf/empty.proto", "google.protobuf.Empty"),
    ("google/protobuf/timestamp.proto", "google.protobuf.Timestamp"),
    ("google/protobuf/any.proto", "google.protobuf.Any"),
    ("google/protobuf/descriptor.proto", "google.protobuf.FileOptions"),
];

pub(super) struct Writer<'a> {
    random: &'a mut Random,
    names: &'a mut NameDraw,
    one_in: usize,
    declared: &'a [Declared],
    /// The number of the module.
    number: u64,
    syntax: Edition,
    text: String,
    own: Declared,
    /// Full names that the file may use.
    messages: Vec<String>,
    extendable: Vec<String>,
    enums: Vec<String>,
    options: Vec<CustomOption>,
    shapes: Vec<Shape>,
    has_descriptor: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        random: &'a mut Random,
        names: &'a mut NameDraw,
        one_in: usize,
        declared: &'a [Declared],
        number: u64,
    ) -> Writer<'a> {
        let syntax = match random.below(8) {
            0 if random.chance(2) => Edition::Unspecified,
            0 | 1 => Edition::Proto2,
            2 if random.chance(2) => Edition::E2024,
            2 => Edition::E2023,
            _ => Edition::Proto3,
        };
        Writer {
            random,
            names,
            one_in,
            declared,
            number,
            syntax,
            text: String::new(),
            own: Declared::default(),
            messages: Vec::new(),
            extendable: Vec::new(),
            enums: Vec::new(),
            options: Vec::new(),
            shapes: Vec::new(),
            has_descriptor: false,
        }
    }

    pub(super) fn write(&mut self, path: &str, package: &str) -> (String, Declared) {
        self.own = Declared { path: path.to_owned(), package: package.to_owned(), ..Declared::default() };
        if self.random.chance(6) {
            self.text += "// A header.\n\n";
        }
        if let Some((keyword, value)) = self.syntax.statement() {
            self.text += &format!("{keyword} = {value};\n");
        }
        if !package.is_empty() {
            self.ignore("");
            self.text += &format!("package {package};\n");
        }
        self.imports();
        if self.syntax == Edition::E2024 {
            // Otherwise the compiler refuses the names that the rules are about.
            self.text += "option features.enforce_naming_style = STYLE_LEGACY;\n";
        }
        self.file_options();
        self.option_statements("File", "");
        if self.deviates() {
            self.text += ";\n";
        }
        for _ in 0..=self.random.below(2) {
            self.message("", true);
        }
        if self.random.chance(2) {
            self.enumeration("", true);
        }
        self.custom_option();
        self.extension_of_another();
        if self.random.chance(2) {
            self.service();
        }
        (std::mem::take(&mut self.text), std::mem::take(&mut self.own))
    }

    fn deviates(&mut self) -> bool {
        self.random.chance(self.one_in)
    }

    fn imports(&mut self) {
        let mut paths = BTreeSet::new();
        let mut for_options = Vec::new();
        for at in 0..self.declared.len() {
            if !self.random.chance(2) {
                continue;
            }
            let path = self.declared[at].path.clone();
            if self.syntax == Edition::E2024 && self.random.chance(4) {
                // Imports of options are last, so the files that are seen by the others are known.
                for_options.push((at, path));
                continue;
            }
            let is_public = self.deviates();
            self.own.public.extend(is_public.then_some(at));
            let is_weak = !is_public && self.syntax != Edition::E2024 && self.deviates() && self.deviates();
            self.import(
                &path,
                if is_public {
                    "public "
                } else if is_weak {
                    "weak "
                } else {
                    ""
                },
            );
            self.see(at, &mut paths);
        }
        for (path, name) in KNOWN {
            if self.random.chance(4) {
                self.import(path, "");
                // An import that is not used is a deviation.
                if self.deviates() {
                    continue;
                }
                self.messages.push(name.to_owned());
                self.has_descriptor |= path.ends_with("descriptor.proto");
            }
        }
        for (at, path) in for_options {
            self.import(&path, "option ");
            if paths.insert(at) {
                self.options.extend(self.declared[at].options.iter().cloned());
            }
        }
    }

    /// Adds the names of a file and of its public imports.
    fn see(&mut self, at: usize, seen: &mut BTreeSet<usize>) {
        if seen.insert(at) {
            let file = &self.declared[at];
            self.messages.extend(file.messages.iter().cloned());
            self.extendable.extend(file.extendable.iter().cloned());
            self.shapes.extend(file.shapes.iter().cloned());
            self.enums.extend(file.enums.iter().cloned());
            self.options.extend(file.options.iter().cloned());
            for next in file.public.clone() {
                self.see(next, seen);
            }
        }
    }

    fn import(&mut self, path: &str, modifier: &str) {
        self.ignore("");
        self.text += &format!("import {modifier}\"{path}\";\n");
    }

    fn file_options(&mut self) {
        let texts = ["java_package", "go_package", "csharp_namespace", "php_namespace", "ruby_package", "swift_prefix"];
        for option in texts {
            let one_in = if self.random.chance(2) { self.one_in } else { 30 };
            if self.random.chance(one_in) {
                let value = ["com.a", "com.b", ""][self.random.below(3)];
                self.text += &format!("option {option} = \"{value}\";\n");
            }
        }
        if self.deviates() {
            self.text += &format!("option java_multiple_files = {};\n", self.random.chance(2));
        }
    }

    /// Writes a comment that ignores findings, sometimes.
    fn ignore(&mut self, indent: &str) {
        if self.random.chance(12) {
            let rule = one_of(RULES, self.random);
            let reason = ["", " for a reason", ", and more"][self.random.below(3)];
            self.text += &format!("{indent}// buf:lint:ignore {rule}{reason}\n");
        }
    }

    /// Writes the comment of a declaration, and its indentation.
    fn comment(&mut self, indent: &str) {
        self.ignore(indent);
        if self.deviates() {
            let text = match self.random.below(9) {
                0 => "\n".to_owned(),
                1 => format!("{indent}//\n{indent}//   \n"),
                2 => format!("{indent}/* */\n"),
                3 => format!("{indent}/*\n{indent} *\n{indent} */\n"),
                4 => format!("{indent}// Detached.\n\n"),
                5 => format!("{indent}/* In a line. 漢 */ "),
                6 => format!("{indent}/* One. */ /* Two. é */ "),
                7 => format!("{indent}/* Block.\n{indent} * More.\n{indent} */\n"),
                _ => String::new(),
            };
            self.text += &text;
            if text.ends_with(' ') {
                return;
            }
        } else {
            self.text += &format!("{indent}// A comment.\n");
        }
        let indent = if self.deviates() { "\t" } else { indent };
        self.text += indent;
    }

    fn message(&mut self, indent: &str, is_top: bool) {
        let name = self.names.pascal("");
        self.comment(indent);
        let visibility =
            if self.syntax == Edition::E2024 { ["", "local ", "export "][self.random.below(3)] } else { "" };
        self.text += &format!("{visibility}message {name} {{\n");
        let inner = format!("{indent}  ");
        let full = super::super::qualified(&self.own.package, &name);
        if self.random.chance(3) && self.random.chance(2) && is_top {
            self.message(&inner, false);
        }
        if self.random.chance(5) {
            self.enumeration(&inner, false);
        }
        self.option_statements("Message", &inner);
        let mut number = 1;
        for _ in 0..self.random.below(4) {
            self.field(&inner, &mut number);
        }
        if self.random.chance(4) {
            self.oneof(&inner, &mut number);
        }
        if self.deviates() {
            self.text += &format!("{inner}reserved 90 to 99;\n{inner};\n");
        }
        if self.syntax != Edition::Proto3 && self.random.chance(4) {
            self.text += &format!("{inner}extensions 100 to 200;\n");
            self.extend(&full, &inner);
            if is_top && visibility != "local " {
                self.own.extendable.push(full.clone());
            }
        }
        self.text += &format!("{indent}}}\n");
        if is_top && visibility != "local " {
            self.messages.push(full.clone());
            self.own.messages.push(full);
        }
    }

    fn label(&mut self) -> &'static str {
        match self.syntax {
            _ if self.random.chance(5) => "repeated ",
            Edition::Unspecified | Edition::Proto2 => {
                if self.deviates() {
                    "required "
                } else {
                    "optional "
                }
            }
            Edition::Proto3 if self.random.chance(5) => "optional ",
            _ => "",
        }
    }

    fn field(&mut self, indent: &str, number: &mut u32) {
        self.comment(indent);
        let label = self.label();
        let at = *number;
        *number += 1;
        if self.syntax.is_proto2() && self.random.chance(6) {
            // A group must start with an upper-case letter.
            let name = capitalized(self.names.pascal("").trim_start_matches('_'));
            self.text += &format!("{label}group {name} = {at} {{\n");
            self.field(&format!("{indent}  "), &mut 1);
            self.text += &format!("{indent}}}\n");
            return;
        }
        let mut name = self.names.lower_snake();
        if self.deviates() && self.deviates() {
            name = ["descriptor", "Descriptor_", "_descriptor"][self.random.below(3)].to_owned();
        }
        let (is_message, ty) = self.ty();
        if label.is_empty() && self.random.chance(8) {
            self.text += &format!("map<string, {ty}> {name} = {at};\n");
            return;
        }
        let mut options = Vec::new();
        if self.syntax.has_features() && label.is_empty() {
            if self.deviates() {
                options.push("features.field_presence = LEGACY_REQUIRED".to_owned());
            }
            if is_message && self.random.chance(4) {
                options.push("features.message_encoding = DELIMITED".to_owned());
            }
        }
        options.extend(self.option_of("Field"));
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
        self.text += &format!("{label}{ty} {name} = {at}{options};");
        let end = if self.deviates() { " // Trailing.\n" } else { "\n" };
        self.text += end;
    }

    /// Returns `true` for a message, and the name of a type.
    fn ty(&mut self) -> (bool, String) {
        if self.random.chance(2)
            && let Some(name) = self.random.pick(&self.messages)
        {
            return (true, format!(".{name}"));
        }
        // proto3 refuses enums of proto2, which the names do not tell apart.
        if self.syntax.is_proto2()
            && self.random.chance(3)
            && let Some(name) = self.random.pick(&self.enums)
        {
            return (false, format!(".{name}"));
        }
        (false, ["int32", "string", "bytes", "bool"][self.random.below(4)].to_owned())
    }

    fn oneof(&mut self, indent: &str, number: &mut u32) {
        let name = self.names.lower_snake();
        self.comment(indent);
        self.text += &format!("oneof {name} {{\n");
        self.option_statements("Oneof", &format!("{indent}  "));
        if self.syntax.is_proto2() && self.deviates() {
            let group = capitalized(self.names.pascal("").trim_start_matches('_'));
            self.comment(&format!("{indent}  "));
            self.text += &format!("group {group} = {number} {{}}\n");
            *number += 1;
        }
        for _ in 0..=self.random.below(2) {
            let inner = format!("{indent}  ");
            let field = self.names.lower_snake();
            self.comment(&inner);
            let (_, ty) = self.ty();
            self.text += &format!("{ty} {field} = {number};\n");
            *number += 1;
        }
        self.text += &format!("{indent}}}\n");
    }

    fn enumeration(&mut self, indent: &str, is_top: bool) {
        let name = self.names.pascal("");
        let prefix = format!("{}_", upper(&name));
        self.comment(indent);
        self.text += &format!("enum {name} {{\n");
        let inner = format!("{indent}  ");
        let has_alias = self.deviates();
        if has_alias {
            self.text += &format!("{inner}option allow_alias = true;\n");
        }
        self.option_statements("Enum", &inner);
        let is_closed = self.syntax.has_features() && self.deviates();
        if is_closed {
            self.text += &format!("{inner}option features.enum_type = CLOSED;\n");
        }
        // Only closed enums allow another first number.
        let first = if (self.syntax.is_proto2() || is_closed) && self.deviates() { -3 } else { 0 };
        let mut zero = format!("{prefix}UNSPECIFIED");
        if self.deviates() {
            zero = self.names.upper_snake(&prefix);
        }
        self.comment(&inner);
        self.text += &format!("{zero} = {first};\n");
        if has_alias {
            let alias = self.names.upper_snake(&prefix);
            self.comment(&inner);
            self.text += &format!("{alias} = {first};\n");
        }
        for number in 1..=self.random.below(3) {
            let value = self.names.upper_snake(&prefix);
            self.comment(&inner);
            let option = self.option_of("EnumValue").map(|option| format!(" [{option}]")).unwrap_or_default();
            self.text += &format!("{value} = {}{option};\n", i32::try_from(number).unwrap_or(1) + first);
        }
        self.text += &format!("{indent}}}\n");
        if is_top {
            let full = super::super::qualified(&self.own.package, &name);
            if self.syntax.is_proto2() {
                self.enums.push(full.clone());
                self.own.enums.push(full);
            }
        }
    }

    fn service(&mut self) {
        let suffix = if self.deviates() { "" } else { "Service" };
        let name = self.names.pascal(suffix);
        let mut messages = Vec::new();
        let mut methods = String::new();
        std::mem::swap(&mut methods, &mut self.text);
        self.comment("");
        self.text += &format!("service {name} {{\n");
        self.option_statements("Service", "  ");
        for _ in 0..=self.random.below(2) {
            let method = self.names.pascal("");
            let request = self.message_of_method(&name, &method, "Request", &mut messages);
            let response = self.message_of_method(&name, &method, "Response", &mut messages);
            self.comment("  ");
            let client = self.stream();
            let server = self.stream();
            self.text += &format!("rpc {method}({client}{request}) returns ({server}{response})");
            match self.random.below(3) {
                0 => self.text += ";\n",
                1 => self.text += " {}\n",
                _ => {
                    self.text += " {\n";
                    self.option_statements("Method", "    ");
                    self.text += "  }\n";
                }
            }
        }
        self.text += "}\n";
        std::mem::swap(&mut methods, &mut self.text);
        self.text += &methods;
        for message in messages {
            self.comment("");
            self.text += &format!("message {message} {{}}\n");
        }
    }

    fn stream(&mut self) -> &'static str {
        if self.deviates() { "stream " } else { "" }
    }

    /// Returns the type of a method: a message of its own, or another one.
    fn message_of_method(&mut self, service: &str, method: &str, suffix: &str, new: &mut Vec<String>) -> String {
        if (self.deviates() || self.random.chance(8))
            && let Some(name) = self.random.pick(&self.messages)
        {
            return format!(".{name}");
        }
        let pascal: String = method.split('_').map(capitalized).collect();
        let service: String = service.split('_').map(capitalized).collect();
        let name =
            if self.random.chance(5) { format!("{service}{pascal}{suffix}") } else { format!("{pascal}{suffix}") };
        new.push(name.clone());
        format!(".{}", super::super::qualified(&self.own.package, &name))
    }
}
