//! The place and the text of another import.

use super::ast::{File, FileItem, ImportKind};
use super::lexer::{Lexer, TokenKind};

impl File {
    /// Returns the offset for another import: behind the last one with the comments in its line, or else behind the package or the
    /// syntax. Imports of options are the last ones of a file.
    pub fn import_end(&self, text: &str) -> u32 {
        let imports =
            self.items.iter().filter_map(|item| if let FileItem::Import(import) = item { Some(import) } else { None });
        let ends = imports.filter(|import| import.kind != ImportKind::Option).map(|import| import.span.end);
        let head = self.package().map(|package| package.span.end);
        let head = head.or_else(|| self.syntax.as_ref().map(|syntax| syntax.span.end));
        let end = ends.max().or(head).unwrap_or_default();
        text.get(end as usize..).and_then(trailing).map_or(end, |length| end + length as u32)
    }
}

/// Returns the length of the comments at the start of a text that end with their line; `None` if something else follows.
fn trailing(text: &str) -> Option<usize> {
    let mut end = 0;
    loop {
        let rest = text[end..].trim_start_matches([' ', '\t']);
        let start = text.len() - rest.len();
        match rest {
            _ if rest.is_empty() || rest.starts_with(['\n', '\r']) => return Some(end),
            _ if rest.starts_with("//") => return Some(start + rest.find(['\n', '\r']).unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => end = start + 2 + rest[2..].find("*/")? + 2,
            _ => return None,
        }
    }
}

/// Returns the text that imports a file at [`File::import_end`], behind what ends there in `before`.
pub fn new_import(before: &str, path: &str) -> String {
    let statement = format!("import \"{path}\";");
    if before.is_empty() {
        format!("{statement}\n")
    } else if ends_with_import(before) {
        format!("\n{statement}")
    } else {
        format!("\n\n{statement}")
    }
}

fn ends_with_import(before: &str) -> bool {
    let mut lexer = Lexer::new(before);
    let (mut is_first, mut is_import) = (true, false);
    loop {
        let token = lexer.next_token();
        if token.kind == TokenKind::End {
            return is_import;
        }
        let written = token.span.of(before);
        if is_first {
            is_import = written == "import";
        }
        is_first = matches!(written, ";" | "}");
    }
}

#[cfg(test)]
mod tests {
    use super::new_import;
    use crate::parse;

    /// Returns the text with an import of `b.proto`.
    fn with_import(text: &str) -> String {
        let at = parse(text).file.import_end(text) as usize;
        format!("{}{}{}", &text[..at], new_import(&text[..at], "b.proto"), &text[at..])
    }

    #[test]
    fn comments_stay_behind_what_they_belong_to() {
        for (text, expected) in [
            ("", "import \"b.proto\";\n"),
            ("import \"a.proto\"; // why;\n", "import \"a.proto\"; // why;\nimport \"b.proto\";\n"),
            ("import \"a.proto\"; /* x */ // y\r\n", "import \"a.proto\"; /* x */ // y\nimport \"b.proto\";\r\n"),
            ("package p; /* s\n t */\nmessage M {}", "package p; /* s\n t */\n\nimport \"b.proto\";\nmessage M {}"),
            ("import \"a.proto\"; message M {}", "import \"a.proto\";\nimport \"b.proto\"; message M {}"),
            (
                "import \"a.proto\"; /* of M */ message M {}",
                "import \"a.proto\";\nimport \"b.proto\"; /* of M */ message M {}",
            ),
            ("package p; // end", "package p; // end\n\nimport \"b.proto\";"),
        ] {
            assert_eq!(with_import(text), expected);
        }
    }
}
