//! Texts of Bazel. Before version 8, it takes the bytes of names for Latin-1, and encodes them a second time in files of arguments and
//! in requests to workers.

/// Returns a text as it was before it was encoded a second time.
///
/// Other texts stay as they are: letters up to U+00FF that are the bytes of UTF-8 are in no name that people write.
pub(crate) fn once_encoded(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|character| u8::try_from(character).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::once_encoded;

    #[test]
    fn undoes_only_a_second_encoding() {
        for name in ["a.proto", "gr\u{f6}\u{df}e.proto", "\u{4ef7}.proto", "\u{1f600}"] {
            assert_eq!(once_encoded(name.to_owned()), name);
            let twice: String = name.bytes().map(char::from).collect();
            assert_eq!(once_encoded(twice), name);
        }
    }
}
