/// `a_b.c` becomes `aB.c`; `None` where the way back would not lead to the same path.
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

/// The paths of a mask; `None` where one of them is none.
pub fn paths(mask: &str) -> Option<Vec<String>> {
    let mask = mask.trim();
    if mask.is_empty() {
        return Some(Vec::new());
    }
    mask.split(',').map(|path| Some(to_snake(path)).filter(|snake| !path.contains('_') && is_path(snake))).collect()
}

/// `aB.c` becomes `a_b.c`.
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

/// What can stand in a list. Names of fields, but also `*` and keys of maps (AIP-161), which other implementations let through.
fn is_path(path: &str) -> bool {
    !path.is_empty() && !path.contains(',') && path.trim() == path
}
