//! Parameters of generators: parts, separated by commas.

/// Splits a parameter into its parts. `\,` is a comma in a part, and `\\` a backslash. Empty parts are ignored.
///
/// ```
/// let parts = protoward_plugin::parts(r"format=json,,title=Books\, etc.");
/// assert_eq!(parts, ["format=json", "title=Books, etc."]);
/// ```
pub fn parts(parameter: &str) -> Vec<String> {
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
