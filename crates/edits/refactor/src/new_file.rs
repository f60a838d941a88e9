//! The text of a file that does not exist yet, modeled on the file that the declarations come from.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::arrangement::Target;
use crate::head::head;
use crate::imports::NewImport;
use crate::planner::Planner;
use crate::proof::comments_in;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use protoward_edit::{Decl, Document, TextEdit, edited, option_name};

/// An option that names the class of one file: a second file with it would not compile in Java.
pub(crate) const OUTER_CLASS: &str = "java_outer_classname";

impl Planner<'_> {
    /// Returns the text of a new file, with the syntax, the options and the comment at the top of another one.
    ///
    /// # Errors
    /// Fails if an option cannot be copied to another package.
    pub(crate) fn new_text(
        &self,
        target: &Target,
        chunks: &[String],
        imports: &BTreeSet<NewImport>,
        refactoring: &mut Refactoring,
    ) -> Result<String, Refusal> {
        let Some(document) = self.texts.get(self.schema[target.like].source) else { return Ok(String::new()) };
        let root = document.root();
        let line_break = document.line_break();
        let mut parts = Vec::new();
        let head = document.text[head(document)].trim_start();
        refactoring.changes.copied.extend(comments_in(head));
        match &document.parsed.file.syntax {
            Some(syntax) => parts.push(format!("{head}{}", root.text(syntax.span))),
            None if !head.is_empty() => parts.push(head.trim_end().to_owned()),
            None => {}
        }
        if !target.package.is_empty() {
            parts.push(format!("package {};", target.package));
        }
        let lines = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join(line_break));
        parts.extend(lines(imports.iter().map(|import| import.statement(document.quote())).collect()));
        parts.extend(lines(self.option_texts(target, document)?));
        parts.extend(chunks.iter().cloned());
        Ok(parts.join(&format!("{line_break}{line_break}")) + line_break)
    }

    /// Returns the options of a new file, with names as its package needs them.
    fn option_texts(&self, target: &Target, document: &Document<'_>) -> Result<Vec<String>, Refusal> {
        let parts: Vec<Range<usize>> = copied_options(document).map(|decl| decl.span().range()).collect();
        let edits = self.respelled_copies(target.like, &parts, &target.package)?;
        let edits = edits.into_iter().filter_map(|edit| Some((self.sources.bytes(edit.place)?, edit.text)));
        let edits: Vec<TextEdit> = edits.map(|(range, text)| TextEdit::new(range, text)).collect();
        let text = |part: Range<usize>| {
            let own = edits.iter().filter(|edit| part.contains(&edit.range().start)).cloned();
            edited(document.text, part.clone(), own.collect())
        };
        Ok(parts.into_iter().map(text).collect())
    }
}

/// Returns the options of a file that new files get, too.
pub(crate) fn copied_options<'t>(document: &'t Document<'t>) -> impl Iterator<Item = Decl<'t>> {
    let is_copied = |decl: &Decl<'_>| match decl {
        Decl::Option(option) => option_name(option, document.text) != OUTER_CLASS,
        _ => false,
    };
    document.root().items().filter(is_copied)
}
