//! Conversions between the styles of names, with the word boundaries of protoc.

/// Returns the name of the module of a message: `HTTPCall` becomes `h_t_t_p_call`.
pub(super) fn snake(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 8);
    for character in name.chars() {
        if character.is_ascii_uppercase() && !text.is_empty() && !text.ends_with('_') {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}

/// Returns a name in camel case. Letters at the start and after underscores and digits become uppercase; others stay.
pub(super) fn camel(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut is_start = true;
    for character in name.chars() {
        match character {
            '_' => is_start = true,
            _ if is_start => text.push(character.to_ascii_uppercase()),
            _ => text.push(character),
        }
        if character != '_' {
            is_start = character.is_ascii_digit();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{camel, snake};

    #[test]
    fn separates_words() {
        let names = ["Thing", "FOOBar", "Foo_bar_2X", "A1B2c3D", "_Foo", "Foo__Bar", "foo"];
        let modules = ["thing", "f_o_o_bar", "foo_bar_2_x", "a1_b2c3_d", "_foo", "foo__bar", "foo"];
        assert_eq!(names.map(snake), modules);
    }

    #[test]
    fn joins_words() {
        let names = ["foo_bar", "FOO", "a1b_c1d", "__x__y_", "only_HTTPx", "a_2"];
        assert_eq!(names.map(camel), ["FooBar", "FOO", "A1BC1D", "XY", "OnlyHTTPx", "A2"]);
    }
}
