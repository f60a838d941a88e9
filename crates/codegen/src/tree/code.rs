//! Rust code as text: where a module ends, and what stands in it.

/// A module of some code.
#[derive(Debug, PartialEq)]
pub(super) struct Found<'a> {
    /// The code without the module and its documentation.
    pub(super) rest: String,
    /// What is in the module, indented as it was.
    pub(super) inside: &'a str,
}

/// Takes the module of this name out of code, if it is there.
pub(super) fn take_module<'a>(code: &'a str, name: &str) -> Option<Found<'a>> {
    let head = format!("pub mod {name} {{\n");
    let at =
        code.match_indices(&head).map(|(at, _)| at).find(|&at| code[line_start(code, at)..at].trim().is_empty())?;
    let open = at + head.len();
    let close = closing_brace(code, open)?;
    let start = documentation(code, line_start(code, at));
    let end = code[close..].find('\n').map_or(code.len(), |length| close + length + 1);
    let inside = &code[open..line_start(code, close)];
    Some(Found { rest: format!("{}{}", &code[..start], &code[end..]), inside })
}

fn line_start(code: &str, at: usize) -> usize {
    code[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Where the comments and attributes begin that stand right before a line.
fn documentation(code: &str, mut start: usize) -> usize {
    while start > 0 {
        let before = line_start(code, start - 1);
        let line = code[before..start].trim_start();
        if !line.starts_with("///") && !line.starts_with("#[") {
            break;
        }
        start = before;
    }
    start
}

/// The brace that closes a block, from behind the one that opens it.
fn closing_brace(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = open;
    while let Some(&byte) = code.as_bytes().get(at) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
        at = next(code, at);
    }
    None
}

/// Code that is indented by one step less; what stands in a literal over several lines stays.
pub(super) fn dedented(code: &str) -> String {
    const STEP: &str = "    ";
    let mut out = String::with_capacity(code.len());
    let mut at = 0;
    let mut line_start = true;
    while at < code.len() {
        if line_start && code[at..].starts_with(STEP) {
            at += STEP.len();
        }
        if at >= code.len() {
            break;
        }
        let end = next(code, at);
        out.push_str(&code[at..end]);
        line_start = code.as_bytes()[at] == b'\n';
        at = end;
    }
    out
}

/// The end of the comment, string or letter that begins here, or of the one byte that is none of these.
fn next(code: &str, at: usize) -> usize {
    let rest = &code[at..];
    let length = match rest.as_bytes() {
        [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => 1 + quoted(&rest[1..], '"'),
        [b'r', b'"' | b'#', ..] if !is_inside_word(code, at) => raw_string(rest),
        [b'\'', b'\\', ..] => 1 + quoted(&rest[1..], '\''),
        [b'\'', ..] => letter(rest),
        _ => rest.chars().next().map_or(1, char::len_utf8),
    };
    at + length
}

fn is_inside_word(code: &str, at: usize) -> bool {
    code[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '_')
        && !code[..at].ends_with(['b', 'c'])
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (b'/', b'*') => (depth, at) = (depth + 1, at + 1),
            (b'*', b'/') if depth == 1 => return at + 2,
            (b'*', b'/') => (depth, at) = (depth - 1, at + 1),
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// How long a literal is behind its opening quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + quote.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// `r"…"` and `r#"…"#`; `r#name` is a name.
fn raw_string(text: &str) -> usize {
    let hashes = text[1..].bytes().take_while(|&byte| byte == b'#').count();
    let start = 1 + hashes;
    if !text[start..].starts_with('"') {
        return 1;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    text[start + 1..].find(&end).map_or(text.len(), |length| start + 1 + length + end.len())
}

/// `'a'`; `'a` is a lifetime.
fn letter(text: &str) -> usize {
    let mut letters = text.char_indices().skip(2);
    match letters.next() {
        Some((at, '\'')) => at + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    const CODE: &str = r##"struct A;
/// Nested.
#[allow(x)]
pub mod a {
    // }
    const A: &str = "}\"}";
    const B: &str = r#"}
    "}"#;
    const C: char = '}';
    const D: &[u8] = br"}";
    fn f<'a>(r#type: &'a str) {}
    /* } /* } */ } */
    pub mod b {
        struct B;
    }
}
struct Z;
"##;

    #[test]
    fn a_module_ends_at_its_brace() {
        let found = take_module(CODE, "a").unwrap();
        assert_eq!(found.rest, "struct A;\nstruct Z;\n");
        assert!(found.inside.starts_with("    // }\n") && found.inside.ends_with("    }\n"), "{}", found.inside);
        assert_eq!(take_module(found.inside, "b").unwrap().inside, "        struct B;\n");
        assert_eq!(take_module(CODE, "c"), None);
    }

    #[test]
    fn literals_keep_their_lines() {
        let code = dedented("    a\n    \"\n    b\"\n\n    /// it's\n    c\n  d\n    ");
        assert_eq!(code, "a\n\"\n    b\"\n\n/// it's\nc\n  d\n");
    }

    #[test]
    fn what_is_not_closed_ends_with_the_code() {
        for code in ["\"a", "r#\"a", "/* a", "'", "'\\", "r", "r#"] {
            assert_eq!(dedented(code), code);
        }
        assert_eq!(take_module("pub mod a {\n{", "a"), None);
    }
}
