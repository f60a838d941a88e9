//! Names that generators derive from a file and its options, for Go, Java and C#.
//!
//! `cargo xtask oracle generators` compares what depends on them with the generated code.

use super::generator_features::{JAVA_NEST_IN_FILE_CLASS, JAVA_OLD_OUTER_CLASSNAME};
use protoward_schema::{Element, FileId, MessageId, Schema};

/// Returns the import path and the name of the Go package, as "path;name"; empty without `go_package`.
///
/// protoc-gen-go derives the name from the last element of the path:
/// <https://pkg.go.dev/google.golang.org/protobuf/compiler/protogen#Options>.
pub(super) fn go_package(schema: &Schema, file: FileId) -> String {
    let option = schema[file].options.go_package().unwrap_or_default();
    let (path, name) = option.split_once(';').unwrap_or((option, ""));
    match (path, name) {
        ("", "") => String::new(),
        (path, "") => format!("{path};{}", go_name(path)),
        (path, name) => format!("{path};{name}"),
    }
}

/// Returns the package name for an import path.
fn go_name(path: &str) -> String {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_allowed = |letter: char| letter.is_alphabetic() || letter.is_numeric();
    let name: String = last.chars().map(|letter| if is_allowed(letter) { letter } else { '_' }).collect();
    let is_name = name.starts_with(char::is_alphabetic) && !GO_KEYWORDS.contains(&name.as_str());
    if is_name { name } else { format!("_{name}") }
}

const GO_KEYWORDS: &[&str] = &[
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// Returns the Java package: that of the option, even if it is empty, or else that of the file.
pub(super) fn java_package(schema: &Schema, file: FileId) -> String {
    schema[file].options.java_package().unwrap_or_else(|| schema.package(file)).to_owned()
}

/// Returns the name of the outer Java class.
pub(super) fn java_outer_class(schema: &Schema, file: FileId) -> String {
    if let Some(name) = schema[file].options.java_outer_classname() {
        return name.to_owned();
    }
    let path = schema.text(schema[file].path);
    let base = path.rsplit('/').next().unwrap_or_default();
    let base = base.strip_suffix(".protodevel").or_else(|| base.strip_suffix(".proto")).unwrap_or(base);
    let name = camel_case(base, Periods::Removed);
    if JAVA_OLD_OUTER_CLASSNAME.of(schema, file.into()) != 1 {
        format!("{name}Proto")
    } else if has_java_class(schema, file, &name) {
        format!("{name}OuterClass")
    } else {
        name
    }
}

/// Returns `true` if a message or enum at any depth, or a service, has a name.
fn has_java_class(schema: &Schema, file: FileId, name: &str) -> bool {
    let of = &schema[file];
    let is_in_message = |&message: &MessageId| has_inner_class(schema, message, name);
    of.enums.iter().any(|&id| schema.name(id.into()) == name)
        || of.services.iter().any(|&id| schema.name(id.into()) == name)
        || of.messages.iter().any(is_in_message)
}

fn has_inner_class(schema: &Schema, message: MessageId, name: &str) -> bool {
    let of = &schema[message];
    schema.name(message.into()) == name
        || of.enums.iter().any(|&id| schema.name(id.into()) == name)
        || of.messages.iter().any(|&id| has_inner_class(schema, id, name))
}

/// Returns `true` if the Java class of a top-level declaration is in the outer class of its file. Services have a class of their
/// own only with `java_generic_services`.
pub(super) fn is_in_outer_class(schema: &Schema, element: Element) -> bool {
    let options = &schema[schema.file_of(element)].options;
    let is_generated = match element {
        // Extensions are always in the outer class.
        Element::Field(_) => return true,
        Element::Service(_) => options.java_generic_services() == Some(true),
        _ => true,
    };
    let is_nested = match JAVA_NEST_IN_FILE_CLASS.of(schema, element) {
        1 => false,
        2 => true,
        _ => options.java_multiple_files() != Some(true),
    };
    is_generated && is_nested
}

/// Returns the C# namespace: that of the option, even if it is empty, or else one derived from the package.
pub(super) fn csharp_namespace(schema: &Schema, file: FileId) -> String {
    match schema[file].options.csharp_namespace() {
        Some(namespace) => namespace.to_owned(),
        None => camel_case(schema.package(file), Periods::Kept),
    }
}

/// The treatment of periods in names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Periods {
    Kept,
    Removed,
}

/// Returns a name in which a capital letter begins each word, as protoc's generators for Java and C# do: other characters
/// separate words, and a digit ends one.
fn camel_case(name: &str, periods: Periods) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut is_start = true;
    for letter in name.chars() {
        match letter {
            'a'..='z' if is_start => camel.push(letter.to_ascii_uppercase()),
            'a'..='z' | 'A'..='Z' | '0'..='9' => camel.push(letter),
            '.' if periods == Periods::Kept => camel.push(letter),
            _ => {}
        }
        is_start = !letter.is_ascii_alphabetic();
    }
    // C# names cannot begin with a digit.
    let has_digit = periods == Periods::Kept && camel.starts_with(|first: char| first.is_ascii_digit());
    if has_digit && name.starts_with('_') { format!("_{camel}") } else { camel }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_the_name_of_a_go_package_from_its_path() {
        for (path, name) in
            [("example.com/a/b", "b"), ("a/b-c.d", "b_c_d"), ("a/2x", "_2x"), ("a/type", "_type"), ("a/b/", "b")]
        {
            assert_eq!(go_name(path), name, "{path}");
        }
    }

    #[test]
    fn writes_names_in_camel_case() {
        for (name, expected) in
            [("foo_bar", "FooBar"), ("foo-bar.v1", "FooBarV1"), ("fooBAR1x", "FooBAR1X"), ("2foo", "2Foo")]
        {
            assert_eq!(camel_case(name, Periods::Removed), expected, "{name}");
        }
        for (name, expected) in [("_2a.b2c", "_2A.B2C"), ("FOO.bar_BAZ", "FOO.BarBAZ"), ("a._b", "A.B")] {
            assert_eq!(camel_case(name, Periods::Kept), expected, "{name}");
        }
    }
}
