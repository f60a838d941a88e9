//! Default values of options, derived from the package or the file name.

use protoward_schema::Stability;

/// Joins names with dots: `acme.weather.v1` and `com` give `com.acme.weather.v1`.
pub(super) fn dotted(prefix: &str, package: &str, suffix: &str) -> String {
    joined([prefix, package, suffix], ".")
}

/// Returns `FooBarBazProto` for `foo-bar_baz.proto`.
pub(super) fn java_outer_classname(path: &str) -> String {
    let base = path.rsplit('/').next().unwrap_or(path);
    format!("{}Proto", pascal(base.strip_suffix(".proto").unwrap_or(base)))
}

/// Returns `Acme.WeatherMap.V1` for `acme.weather_map.v1`.
pub(super) fn csharp_namespace(prefix: &str, package: &str) -> String {
    joined([prefix, &parts(package, ".", pascal), ""], ".")
}

/// Returns `Acme\Weather\V1` for `acme.weather.v1`. Appends a `_` to reserved words of PHP.
pub(super) fn php_namespace(package: &str) -> String {
    parts(package, "\\", |part| {
        let is_word = PHP_WORDS.contains(&part.to_ascii_lowercase().as_str());
        if is_word { format!("{}_", pascal(part)) } else { pascal(part) }
    })
}

/// Returns the PHP namespace with `suffix` appended.
pub(super) fn php_metadata_namespace(package: &str, suffix: &str) -> String {
    joined([&php_namespace(package), suffix, ""], "\\")
}

/// Returns `Acme::Weather::V1` for `acme.weather.v1`.
pub(super) fn ruby_package(package: &str, suffix: &str) -> String {
    joined([&parts(package, "::", pascal), suffix, ""], "::")
}

/// Returns the initials of the components without a trailing version, at least three characters. `GPB` is reserved.
pub(super) fn objc_class_prefix(package: &str) -> String {
    let mut words: Vec<&str> = package.split('.').collect();
    if words.len() > 1 && words.last().is_some_and(|word| Stability::of(word).is_some()) {
        words.pop();
    }
    let letters = words.iter().filter_map(|word| word.chars().next());
    let mut prefix: String = letters.flat_map(char::to_uppercase).collect();
    while prefix.len() < 3 {
        prefix.push('X');
    }
    if prefix == "GPB" { "GPX".to_owned() } else { prefix }
}

/// Returns the folder of the file below `prefix`. If the package ends with a version, the Go package name consists of
/// the last two components.
pub(super) fn go_package(prefix: &str, package: &str, path: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let import = joined([prefix.trim_end_matches('/'), folder, ""], "/");
    match package.rsplit_once('.') {
        Some((rest, version)) if Stability::of(version).is_some() => {
            let name = rest.rsplit('.').next().unwrap_or(rest);
            format!("{import};{name}{version}")
        }
        _ => import,
    }
}

fn joined(parts: [&str; 3], by: &str) -> String {
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(by)
}

fn parts(package: &str, by: &str, part: impl Fn(&str) -> String) -> String {
    let parts: Vec<String> = package.split('.').map(part).collect();
    parts.join(by)
}

/// Capitalizes the first character and the characters after `_`, `-`, `.` and spaces.
fn pascal(text: &str) -> String {
    let mut pascal = String::with_capacity(text.len());
    let mut raise = true;
    for letter in text.chars() {
        match letter {
            '_' | '-' | '.' => raise = true,
            letter if letter.is_whitespace() => raise = true,
            letter if raise => {
                pascal.extend(letter.to_uppercase());
                raise = false;
            }
            letter => pascal.push(letter),
        }
    }
    pascal
}

/// Reserved words of PHP, sorted.
const PHP_WORDS: &[&str] = &[
    "abstract",
    "and",
    "array",
    "as",
    "bool",
    "break",
    "callable",
    "case",
    "catch",
    "class",
    "clone",
    "const",
    "continue",
    "declare",
    "default",
    "die",
    "do",
    "echo",
    "else",
    "elseif",
    "empty",
    "enddeclare",
    "endfor",
    "endforeach",
    "endif",
    "endswitch",
    "endwhile",
    "eval",
    "exit",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "fn",
    "for",
    "foreach",
    "function",
    "global",
    "goto",
    "if",
    "implements",
    "include",
    "include_once",
    "instanceof",
    "insteadof",
    "int",
    "interface",
    "isset",
    "iterable",
    "list",
    "match",
    "namespace",
    "new",
    "null",
    "or",
    "print",
    "private",
    "protected",
    "public",
    "require",
    "require_once",
    "return",
    "static",
    "string",
    "switch",
    "throw",
    "trait",
    "true",
    "try",
    "unset",
    "use",
    "var",
    "void",
    "while",
    "xor",
    "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_names_as_buf() {
        assert_eq!(java_outer_classname("a/foo-bar_baz.v1 x.proto"), "FooBarBazV1XProto");
        assert_eq!(csharp_namespace("", "foo_bar._x.y1z"), "FooBar.X.Y1z");
        assert_eq!(php_metadata_namespace("Namespace.v1", "GPBMetadata"), "Namespace_\\V1\\GPBMetadata");
        assert_eq!(ruby_package("a.v1", "Pb"), "A::V1::Pb");
        let prefixes =
            ["google.p.b.v1", "a.v1.v2", "v1", "foo_bar._x.y1z", "a.b.v01", "a.b.v2147483648"].map(objc_class_prefix);
        assert_eq!(prefixes, ["GPX", "AVX", "VXX", "F_Y", "ABX", "ABV"]);
        assert_eq!(go_package("x.com/y/", "a.v1.v2", "d/a.proto"), "x.com/y/d;v1v2");
        assert_eq!(go_package("x.com/y", "v1", "a.proto"), "x.com/y");
        assert!(PHP_WORDS.is_sorted());
    }
}
