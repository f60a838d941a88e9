//! A `syntax` statement for files without one.

use super::LintPlanner;
use protoward_edit::Decl;
use protoward_schema::FileId;
use protoward_source::Edit;

impl LintPlanner<'_> {
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
