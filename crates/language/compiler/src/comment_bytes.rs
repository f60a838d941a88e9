//! Comments that are not UTF-8, as in old files. protoc copies their bytes.

use protoward_syntax::Tokens;

/// Returns the text of a file in which only comments are not UTF-8; `None` if other bytes are not UTF-8 either. Each invalid byte
/// is replaced by `?`, so that places stay.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            invalid.push(text.len());
            text.push('?');
        }
    }
    let tokens = Tokens::new(&text);
    let is_in_comment = |&at: &usize| tokens.from(at).first().is_some_and(|piece| piece.is_comment());
    invalid.iter().all(is_in_comment).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn replaces_only_bytes_of_comments() {
        assert_eq!(text(b"a // \xf6\xdf\n/* \xc3 \xc3\xb6 */").as_deref(), Some("a // ??\n/* ? \u{f6} */"));
        for code in [&b"\xf6"[..], b"// \xf6\n\xf6", b"\"\xf6\"", b"/* \xf6 */ \"// \xf6\""] {
            assert_eq!(text(code), None, "{code:?}");
        }
    }
}
