//! Files that apply every value of every feature to every kind of field.

use std::fmt::Write as _;

pub(super) const NUMBERS: &[&str] = &[
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
    "sfixed64", "bool", "Open", "Closed",
];
const OTHERS: &[&str] = &["string", "bytes", "Inner"];
pub(super) const KEYS: &[&str] = &[
    "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "bool",
    "string",
];

const TYPES: &str = "message Inner { int32 number = 1; string text = 2; repeated int32 numbers = 3; }
enum Open { OPEN_ZERO = 0; OPEN_ONE = 1; OPEN_BELOW = -1; }
enum Closed { option features.enum_type = CLOSED; CLOSED_ZERO = 0; CLOSED_ONE = 1; CLOSED_FAR = 2147483647; }
";

/// One file: its package and its contents.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) package: String,
    pub(super) text: String,
}

/// Returns one file for each edition, one for each feature that is set for the whole file, and one with all of these features.
pub(super) fn files() -> Vec<Text> {
    const TURNED: [(&str, &str); 4] = [
        ("implicit", "features.field_presence = IMPLICIT"),
        ("expanded", "features.repeated_field_encoding = EXPANDED"),
        ("delimited", "features.message_encoding = DELIMITED"),
        ("unchecked", "features.utf8_validation = NONE"),
    ];
    let mut files: Vec<Text> =
        ["2023", "2024", "2026"].map(|edition| file(&format!("e{edition}"), edition, &[])).into();
    files.extend(TURNED.map(|(name, option)| file(name, "2023", &[option])));
    files.push(file("turned", "2024", &TURNED.map(|(_, option)| option)));
    files
}

fn file(package: &str, edition: &str, options: &[&str]) -> Text {
    let mut text = format!("edition = \"{edition}\";\npackage {package};\n");
    for option in options {
        let _ = writeln!(text, "option {option};");
    }
    text += TYPES;
    let implicit = options.iter().any(|option| option.ends_with("IMPLICIT"));
    messages(&mut text, implicit);
    Text { package: package.to_owned(), text }
}

fn messages(text: &mut String, implicit: bool) {
    const EXPLICIT: &str = "features.field_presence = EXPLICIT";
    const IMPLICIT: &str = "features.field_presence = IMPLICIT";
    const REQUIRED: &str = "features.field_presence = LEGACY_REQUIRED";
    const PACKED: &str = "features.repeated_field_encoding = PACKED";
    const EXPANDED: &str = "features.repeated_field_encoding = EXPANDED";
    const DELIMITED: &str = "features.message_encoding = DELIMITED";
    const PREFIXED: &str = "features.message_encoding = LENGTH_PREFIXED";
    const NONE: &str = "features.utf8_validation = NONE";
    const VERIFY: &str = "features.utf8_validation = VERIFY";
    let all = || NUMBERS.iter().chain(OTHERS).copied();
    // Fields with implicit presence cannot be messages or closed enums.
    let plain = || all().filter(|kind| !matches!(*kind, "Inner" | "Closed"));

    let unsaid: Vec<&str> = if implicit { plain().chain(["Inner"]).collect() } else { all().collect() };
    fields(text, "Unsaid", unsaid.into_iter().map(|kind| (kind, String::new())));
    fields(text, "Explicit", all().filter(|kind| *kind != "Inner").map(|kind| (kind, bracketed(&[EXPLICIT]))));
    fields(text, "Implicit", plain().map(|kind| (kind, bracketed(&[IMPLICIT]))));
    fields(text, "Required", all().map(|kind| (kind, bracketed(&[REQUIRED]))));
    let with_default =
        all().filter_map(|kind| Some((kind, bracketed(&[EXPLICIT, &format!("default = {}", default(kind)?)]))));
    fields(text, "Defaults", with_default);
    repeated(text, "Packed", NUMBERS.iter().map(|kind| (*kind, bracketed(&[PACKED]))));
    repeated(text, "Expanded", NUMBERS.iter().map(|kind| (*kind, bracketed(&[EXPANDED]))));
    repeated(text, "Listed", all().map(|kind| (kind, bracketed(&["deprecated = true"]))));
    let _ = writeln!(text, "message Choice {{ oneof choice {{");
    write_fields(text, "", all().map(|kind| (kind, String::new())));
    text.push_str("} }\n");
    fields(text, "Keys", KEYS.iter().map(|key| (*key, String::new())).map(|(key, no)| (map(key, "Inner"), no)));
    let values = all().filter(|kind| *kind != "Closed" || !implicit);
    fields(text, "Values", values.map(|kind| (map("int32", kind), String::new())));
    for (name, delimiting) in [("Delimited", DELIMITED), ("Prefixed", PREFIXED)] {
        let _ = writeln!(
            text,
            "message {name} {{
  Inner one = 1 [{delimiting}];
  repeated Inner many = 2 [{delimiting}];
  Inner must = 3 [{delimiting}, {REQUIRED}];
  oneof choice {{ Inner piece = 4 [{delimiting}]; int32 number = 5; }}
  Other other = 16 [{delimiting}];
  message Other {{ {name} back = 1 [{delimiting}]; int32 more = 17; }}
}}"
        );
    }
    for (name, checking) in [("Unchecked", NONE), ("Checked", VERIFY)] {
        let _ = writeln!(
            text,
            "message {name} {{
  string one = 1 [{checking}, {EXPLICIT}];
  string plain = 2 [{checking}, {IMPLICIT}];
  string must = 3 [{checking}, {REQUIRED}];
  repeated string many = 4 [{checking}];
  oneof choice {{ string piece = 5 [{checking}]; int32 number = 6; }}
  map<int32, string> values = 7 [{checking}];
  string word = 8 [{checking}, {EXPLICIT}, default = \"\\\"\\\\\\303\\251\\n\"];
}}"
        );
    }
}

fn map(key: &str, value: &str) -> String {
    format!("map<{key}, {value}>")
}

fn bracketed(options: &[&str]) -> String {
    format!(" [{}]", options.join(", "))
}

fn default(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "Inner" => return None,
        "double" => "-inf",
        "float" => "1.5e10",
        "bool" => "true",
        "string" => "\"a\\\"\\303\\251\"",
        "bytes" => "\"\\000\\xff\\\"\"",
        "Open" => "OPEN_ONE",
        "Closed" => "CLOSED_FAR",
        "uint64" | "fixed64" => "18446744073709551615",
        _ => "7",
    })
}

fn fields(text: &mut String, name: &str, all: impl Iterator<Item = (impl AsRef<str>, String)>) {
    let _ = writeln!(text, "message {name} {{");
    write_fields(text, "", all);
    text.push_str("}\n");
}

fn repeated(text: &mut String, name: &str, all: impl Iterator<Item = (&'static str, String)>) {
    let _ = writeln!(text, "message {name} {{");
    write_fields(text, "repeated ", all);
    text.push_str("}\n");
}

/// Writes fields whose tags take one byte, two bytes, or the maximum.
fn write_fields(text: &mut String, label: &str, all: impl Iterator<Item = (impl AsRef<str>, String)>) {
    for (index, (kind, options)) in all.enumerate() {
        let number = if index == 11 { 536_870_911 } else { index + 8 };
        let _ = writeln!(text, "  {label}{} f{index} = {number}{options};", kind.as_ref());
    }
}
