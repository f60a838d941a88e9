//! Names in other cases, by their words.

/// Returns the words of a name: `["HTTP", "Request", "2"]` for `HTTPRequest_2`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let characters: Vec<char> = name.chars().collect();
    let mut is_new = true;
    for (index, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            is_new = true;
            continue;
        }
        let before = index.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(index + 1);
        let starts = character.is_uppercase()
            && (before.is_some_and(|it| !it.is_uppercase()) || after.is_some_and(|it| it.is_lowercase()));
        match words.last_mut() {
            Some(word) if !is_new && !starts => word.push(character),
            _ => words.push(character.to_string()),
        }
        is_new = false;
    }
    words
}

pub(crate) fn lower_snake_case(name: &str) -> String {
    words(name).join("_").to_lowercase()
}

pub(crate) fn upper_snake_case(name: &str) -> String {
    words(name).join("_").to_uppercase()
}

pub(crate) fn pascal_case(name: &str) -> String {
    words(name).iter().map(|word| capitalized(word)).collect()
}

pub(crate) fn lower_camel_case(name: &str) -> String {
    let words = words(name);
    let rest = words.iter().skip(1).map(|word| capitalized(word));
    words.iter().take(1).map(|word| word.to_lowercase()).chain(rest).collect()
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters.flat_map(char::to_lowercase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_names() {
        let all =
            |name: &str| [lower_snake_case(name), upper_snake_case(name), pascal_case(name), lower_camel_case(name)];
        assert_eq!(all("HTTPRequest_2"), ["http_request_2", "HTTP_REQUEST_2", "HttpRequest2", "httpRequest2"]);
        assert_eq!(all("created_at"), ["created_at", "CREATED_AT", "CreatedAt", "createdAt"]);
        assert_eq!(all("fooBar"), ["foo_bar", "FOO_BAR", "FooBar", "fooBar"]);
        assert_eq!(all("__"), ["", "", "", ""]);
    }
}
