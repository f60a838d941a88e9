//! The paths of `google.protobuf.FieldMask`, which are snake_case in messages and camelCase in JSON.

/// Converts `a_b.c` to `aB.c`. Returns `None` if the result would not convert back to the same path.
pub fn to_camel(path: &str) -> Option<String> {
    let mut camel = String::with_capacity(path.len());
    let mut raise = false;
    for letter in path.chars() {
        match letter {
            '_' => {}
            _ if raise => camel.push(letter.to_ascii_uppercase()),
            _ => camel.push(letter),
        }
        raise = letter == '_';
    }
    (is_path(path) && to_snake(&camel) == path).then_some(camel)
}

/// Returns the paths of a mask in snake_case, or `None` if one of them is invalid.
pub fn paths(mask: &str) -> Option<Vec<String>> {
    let mask = mask.trim();
    if mask.is_empty() {
        return Some(Vec::new());
    }
    mask.split(',').map(|path| Some(to_snake(path)).filter(|snake| !path.contains('_') && is_path(snake))).collect()
}

/// Converts `aB.c` to `a_b.c`: each capital becomes `_` and a small letter.
fn to_snake(path: &str) -> String {
    let mut snake = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Returns `true` if a text can be a path of a mask. Besides field names, other implementations accept `*` and map keys
/// (AIP-161).
fn is_path(path: &str) -> bool {
    !path.is_empty() && !path.contains(',') && path.trim() == path
}
