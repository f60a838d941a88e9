//! Names of enum values as generators write them, which must be distinct in an enum.

/// Returns the name of an enum value in camel case, without the name of its enum: `FooBar` for `COLOR_FOO_BAR` in the enum
/// `Color`. The result is never empty.
pub fn value_name_in_code<'n>(value: &'n str, declared: &str) -> impl Iterator<Item = char> + use<'n> {
    camel(without_prefix(value, declared))
}

/// Returns a value name without the prefix of the enum name, ignoring case and underscores. The result is never empty.
fn without_prefix<'n>(value: &'n str, declared: &str) -> &'n str {
    let mut prefix = declared.bytes().filter(|&byte| byte != b'_').map(|byte| byte.to_ascii_lowercase()).peekable();
    let mut rest = value.as_bytes();
    while prefix.peek().is_some() {
        let Some((&byte, behind)) = rest.split_first() else { return value };
        if byte != b'_' && prefix.next() != Some(byte.to_ascii_lowercase()) {
            return value;
        }
        rest = behind;
    }
    let rest = value[value.len() - rest.len()..].trim_start_matches('_');
    if rest.is_empty() { value } else { rest }
}

/// Returns a name in camel case: `FOO_BAR` as `FooBar`.
fn camel(name: &str) -> impl Iterator<Item = char> {
    let mut raise = true;
    name.chars().filter_map(move |written| {
        if written == '_' {
            raise = true;
            return None;
        }
        let letter = if raise { written.to_ascii_uppercase() } else { written.to_ascii_lowercase() };
        raise = false;
        Some(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::value_name_in_code;

    #[test]
    fn leaves_out_the_name_of_the_enum() {
        let name = |value: &str| value_name_in_code(value, "LineColor").collect::<String>();
        assert_eq!(name("LINE_COLOR_DARK_RED"), "DarkRed");
        assert_eq!(name("linecolor_dark_red"), "DarkRed");
        assert_eq!(name("DARK_RED"), "DarkRed");
        assert_eq!(name("LINE_COLOR"), "LineColor");
    }
}
