//! Statements at the start of a file: a `syntax` statement, and options that the files of a package share.

use super::LintPlanner;
use protoward_edit::{Decl, Statement};
use protoward_lint::FileOptionChange;
use protoward_schema::FileId;
use protoward_source::Edit;

impl LintPlanner<'_> {
    /// Returns the edits that set an option in all files that lack it.
    pub(super) fn with_option(&self, change: &FileOptionChange) -> Option<Vec<Edit>> {
        change.files.iter().map(|&file| self.option_statement(file, change)).collect()
    }

    fn option_statement(&self, file: FileId, change: &FileOptionChange) -> Option<Edit> {
        let source = self.schema[file].source;
        let document = self.texts.get(source)?;
        let root = document.root();
        let value = if change.is_string { quoted(&change.value, document.quote())? } else { change.value.clone() };
        let mut statement = Statement::new(vec![format!("option {} = {value};", change.name)]);
        let has_options = root.items().any(|decl| matches!(decl, Decl::Option(_)));
        statement.blank = (!has_options, true);
        Some(self.text_edit(source, root.insert_option(&statement)?))
    }

    /// Returns the edit that adds the statement before the first declaration: below the comments at the top of the file, but
    /// above those of a message, enum, service or extension.
    pub(super) fn with_syntax(&self, file: FileId) -> Option<Vec<Edit>> {
        let source = self.schema[file].source;
        let document = self.texts.get(source)?;
        if document.parsed.file.syntax.is_some() {
            return None;
        }
        let quote = document.quote();
        let line_break = document.line_break();
        let body = document.root().body()?;
        let at = match body.items.get(0) {
            Some(Decl::Package(_) | Decl::Import(_) | Decl::Option(_)) | None => {
                document.line_start(document.parsed.file.span.start as usize)
            }
            Some(_) => body.top().offset(),
        };
        let text = format!("syntax = {quote}proto2{quote};{line_break}{line_break}");
        Some(vec![self.edit(source, at..at, text)])
    }
}

/// Returns a string literal; `None` if the text has control characters.
fn quoted(text: &str, quote: char) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let escaped = text.chars().flat_map(|character| {
        let escape = (character == quote || character == '\\').then_some('\\');
        escape.into_iter().chain([character])
    });
    Some([quote].into_iter().chain(escaped).chain([quote]).collect())
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn escapes_what_a_string_cannot_contain() {
        assert_eq!(quoted(r"Foo\Bar", '"').as_deref(), Some(r#""Foo\\Bar""#));
        assert_eq!(quoted("a'b\"c", '\'').as_deref(), Some("'a\\'b\"c'"));
        assert_eq!(quoted("a\nb", '"'), None);
    }
}
