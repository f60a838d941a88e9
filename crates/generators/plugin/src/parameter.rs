//! Parameters of generators: settings separated by commas.

/// Splits a parameter at its commas. In a part, `\,` is a comma and `\\` a backslash. Empty parts are left out.
///
/// ```
/// let parts = protoward_plugin::parameter_parts(r"format=json,,title=Books\, etc.");
/// assert_eq!(parts, ["format=json", "title=Books, etc."]);
/// ```
pub fn parameter_parts(parameter: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = parameter.chars();
    while let Some(character) = characters.next() {
        let last = parts.last_mut().expect("there is always one");
        match character {
            ',' => parts.push(String::new()),
            '\\' => match characters.next() {
                Some(escaped @ (',' | '\\')) => last.push(escaped),
                Some(other) => last.extend(['\\', other]),
                None => last.push('\\'),
            },
            _ => last.push(character),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
