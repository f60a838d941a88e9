//! The nesting of brackets, which is checked before an expression is parsed: the parser of `cel` looks ahead through all
//! opening brackets before it checks its own limit, and overflows any stack.

/// Returns the offset of the bracket that is nested too deeply. Brackets in strings and comments do not count.
pub(crate) fn too_deep(text: &str, max: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            b'{' => open.push(b'}'),
            // The parser skips a bracket that closes nothing, and stays as deep as it was.
            b')' | b']' | b'}' if open.last() == Some(&byte) => drop(open.pop()),
            b'"' | b'\'' => {
                at = end_of_string(bytes, at).unwrap_or(at + 1);
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += bytes.get(at..)?.iter().position(|&byte| byte == b'\n')?;
            }
            _ => {}
        }
        if open.len() > max {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Returns the end of the string that starts with a quote; `None` if it is not closed.
fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes.get(start)?;
    let before = bytes.get(..start)?.iter().rev().take(2);
    let is_raw = before.take_while(|byte| byte.is_ascii_alphabetic()).any(|byte| byte.eq_ignore_ascii_case(&b'r'));
    let is_triple = bytes.get(start..)?.starts_with(&[quote; 3]);
    let length = if is_triple { 3 } else { 1 };
    let mut at = start + length;
    loop {
        match *bytes.get(at)? {
            b'\\' if !is_raw => at += 2,
            b'\n' | b'\r' if !is_triple => return None,
            byte if byte == quote && (!is_triple || bytes.get(at..)?.starts_with(&[quote; 3])) => {
                return Some(at + length);
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX_NESTING: usize = 24;

    #[test]
    fn counts_brackets_outside_of_strings_and_comments() {
        let deep = "(".repeat(MAX_NESTING + 1);
        assert_eq!(too_deep(&deep, MAX_NESTING), Some(MAX_NESTING));
        assert_eq!(too_deep(&deep[1..], MAX_NESTING), None);
        let within = [
            format!("'{deep}'"),
            format!("r'\\' + '''\n{deep}'''"),
            format!("// {deep}\n1"),
            format!("\"\\\"{deep}\""),
        ];
        for text in within {
            assert_eq!(too_deep(&text, MAX_NESTING), None, "{text}");
        }
        let without =
            [format!("'{deep}"), format!("'a\n{deep}'"), "{)".repeat(MAX_NESTING + 1), "(')'".repeat(MAX_NESTING + 1)];
        for text in without {
            assert!(too_deep(&text, MAX_NESTING).is_some(), "{text}");
        }
        assert_eq!(too_deep(&"()".repeat(100), MAX_NESTING), None);
    }
}
