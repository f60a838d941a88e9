//! Refuses what nests too deep before a parser sees it, in one pass over the bytes.

/// How deep braces, brackets and parentheses may nest. protoc takes 32 levels of messages, and text format in an
/// option somewhat further.
pub(super) const MAX_DEPTH: usize = 100;

/// The offset of the first opening mark beyond the limit.
pub(super) fn beyond(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    while at < bytes.len() {
        at = match bytes[at] {
            b'{' | b'[' | b'(' if depth == MAX_DEPTH => return Some(at),
            b'{' | b'[' | b'(' => {
                depth += 1;
                at + 1
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                at + 1
            }
            quote @ (b'"' | b'\'') => behind_string(bytes, at + 1, quote),
            b'/' if bytes.get(at + 1) == Some(&b'/') => behind(bytes, at + 2, b"\n"),
            b'/' if bytes.get(at + 1) == Some(&b'*') => behind(bytes, at + 2, b"*/"),
            _ => at + 1,
        };
    }
    None
}

fn behind_string(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from;
    while at < bytes.len() && bytes[at] != quote && bytes[at] != b'\n' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn behind(bytes: &[u8], from: usize, end: &[u8]) -> usize {
    let rest = &bytes[from.min(bytes.len())..];
    rest.windows(end.len()).position(|window| window == end).map_or(bytes.len(), |found| from + found + end.len())
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, beyond};

    #[test]
    fn only_real_braces_count() {
        let open = "{".repeat(MAX_DEPTH);
        assert_eq!(beyond(&format!("{open}}}{{")), None);
        assert_eq!(beyond(&format!("{open} '{{' \"\\\"{{\" /* {{ */ // {{\n")), None);
        assert_eq!(beyond(&format!("{open}(")), Some(MAX_DEPTH));
    }

    #[test]
    fn broken_text_ends() {
        for text in ["\"", "\"\\", "/*", "//", "/", "'\\", ""] {
            assert_eq!(beyond(text), None);
        }
    }
}
