//! Options of a declaration: in brackets after the number of a field or enum value, or as statements of a body.

use std::collections::BTreeMap;
use std::ops::Range;

use super::aggregate::{self, Setting};
use super::brackets::OptionComments;
use super::edits::{TextEdit, edited};
use super::node::Node;
use super::settings::SettingChanges;
use super::statement::Statement;
use super::tree::Decl;
use protoward_syntax::ast::OptionDecl;

/// Maximum number of characters of a line with several options.
const MAX_WIDTH: usize = 100;

impl<'t> Node<'t> {
    /// Returns the option statements of the body.
    pub fn option_statements(&self) -> impl Iterator<Item = &'t OptionDecl> + use<'t> {
        self.items().filter_map(|decl| if let Decl::Option(option) = decl { Some(option) } else { None })
    }

    /// Returns the options in the brackets of a field or enum value; none for other declarations.
    pub fn bracket_options(&self) -> impl Iterator<Item = &'t OptionDecl> + use<'t> {
        self.decl.compact_options().into_iter().flat_map(|options| &options.items)
    }

    /// Returns the setting of an option in a statement of the body.
    pub fn statement_setting(&self, name: &str) -> Option<Setting<'t>> {
        aggregate::find(self.option_statements(), name, self.doc)
    }

    /// Returns the setting of an bracket option.
    pub fn bracket_setting(&self, name: &str) -> Option<Setting<'t>> {
        aggregate::find(self.bracket_options(), name, self.doc)
    }

    /// Returns the value of an bracket option.
    pub fn bracket_value(&self, name: &str) -> Option<&'t str> {
        self.bracket_setting(name).map(|setting| self.text(setting.value))
    }

    /// Returns the edit that adds an option to an option statement whose value is a message and that must hold it.
    pub fn add_to_statements(&self, name: &str, value: &str) -> Option<TextEdit> {
        aggregate::add(self.option_statements(), name, value, self.doc)
    }

    /// Returns the edit that inserts an option statement after those that are there; a method gets a body for it.
    pub fn insert_option(&self, statement: &Statement) -> Option<TextEdit> {
        let Some(body) = self.body() else { return self.open_method(statement) };
        let is_head =
            |decl: &Decl<'_>| matches!(decl, Decl::Syntax(_) | Decl::Package(_) | Decl::Import(_) | Decl::Option(_));
        let head = body.items.iter().take_while(is_head).count();
        let at = head.checked_sub(1).map_or_else(|| body.top(), |last| body.behind(last));
        Some(body.insert(at, statement))
    }

    /// Returns the edits that change option statements of the body, or remove those without a value, and the new
    /// statements, which are not there yet: `features.enum_type = CLOSED` without `option` and `;`.
    pub fn set_statements(&self, values: &BTreeMap<&str, Option<&str>>) -> (Vec<TextEdit>, Vec<String>) {
        let options: Vec<&OptionDecl> = self.option_statements().collect();
        let SettingChanges { mut edits, added, removed } = SettingChanges::new(&options, values, self.doc);
        edits.extend(removed.iter().map(|option| self.removal_of_option(option, &removed)));
        (edits, added)
    }

    /// Returns the edit that removes an option statement, with the comments right above it unless they may also be about the option
    /// below, which stays.
    fn removal_of_option(&self, option: &'t OptionDecl, removed: &[&OptionDecl]) -> TextEdit {
        let doc = self.doc;
        let own = Decl::Option(option);
        let next = self.option_statements().find(|next| next.span.start >= option.span.end);
        let is_below = |next: &&OptionDecl| {
            let start = next.span.start as usize;
            let is_uncommented = doc.first_line(Decl::Option(next)) == Some(doc.line_start(start));
            is_uncommented && doc.next_line(option.span.end as usize) == Some(doc.line_start(start))
        };
        let stays = |next: &&OptionDecl| removed.iter().all(|removed| removed.span != next.span);
        match next.filter(is_below).filter(stays) {
            Some(_) => doc.removal(own),
            None => doc.removal_with_comments(own),
        }
    }

    /// Returns the edit that gives a method a body in place of its `;`.
    fn open_method(&self, statement: &Statement) -> Option<TextEdit> {
        let doc = self.doc;
        let end = self.end();
        let semicolon = end.checked_sub(1).filter(|&at| doc.text[at..].starts_with(';'))?;
        let line_break = doc.line_break();
        let body = match doc.indent(self.start()) {
            Some(indent) => {
                let inner = statement.render(&format!("{indent}{}", doc.unit()), line_break);
                format!(" {{{line_break}{inner}{indent}}}")
            }
            None => format!(" {{ {} }}", statement.inline(line_break)),
        };
        Some(TextEdit::new(semicolon..end, body))
    }

    /// Returns the range from the end of the number to the closing bracket, which edits of brackets change.
    pub fn bracket_range(&self) -> Option<Range<usize>> {
        let number = self.decl.number()?;
        let end = self.decl.compact_options().map_or(number.end, |options| options.span.end);
        Some(number.end as usize..end as usize)
    }

    /// Returns the edits that set bracket options, or remove those without a value. If that makes a line too long, each option gets
    /// a line of its own, as the formatter would lay them out. `others` are edits of the same text; those of the label, the type and
    /// the name change the length of the line.
    pub fn set_brackets<'e>(
        &self,
        values: &BTreeMap<&str, Option<&str>>,
        others: impl IntoIterator<Item = &'e TextEdit>,
        comments: OptionComments,
    ) -> Vec<TextEdit> {
        let options: Vec<&OptionDecl> = self.bracket_options().collect();
        let changes = SettingChanges::new(&options, values, self.doc);
        let broken = if changes.added.is_empty() { None } else { self.broken_brackets(&options, &changes, others) };
        broken.map_or_else(|| self.bracket_edits(changes, comments), |edit| vec![edit])
    }

    /// Returns the edit that writes each option on a line of its own; `None` if they are not on one line, or fit there.
    fn broken_brackets<'e>(
        &self,
        options: &[&OptionDecl],
        changes: &SettingChanges<'_>,
        others: impl IntoIterator<Item = &'e TextEdit>,
    ) -> Option<TextEdit> {
        let text = self.doc.text;
        let range = self.bracket_range()?;
        let indent = self.doc.indent(self.start())?;
        let is_plain = |text: &str| !["\n", "//", "/*"].iter().any(|it| text.contains(it));
        let kept = options.iter().filter(|option| changes.removed.iter().all(|removed| removed.span != option.span));
        let kept = kept.map(|option| {
            let own = option.span.range();
            let is_inside = |edit: &&TextEdit| own.contains(&edit.start) && edit.end <= own.end;
            edited(text, own.clone(), changes.edits.iter().filter(is_inside).cloned().collect())
        });
        let all: Vec<String> = kept.chain(changes.added.iter().cloned()).collect();
        let front = self.start()..range.start;
        let is_in_front = |edit: &&TextEdit| front.start <= edit.start && edit.end <= front.end;
        let in_front = others.into_iter().filter(is_in_front).cloned().collect();
        let front = edited(text, front.clone(), in_front);
        let line = format!("{indent}{} [{}];", front.lines().next_back().unwrap_or_default(), all.join(", "));
        let width = line.chars().count();
        if width <= MAX_WIDTH || all.len() < 2 || !is_plain(&text[range.clone()]) {
            return None;
        }
        let line_break = self.doc.line_break();
        let inner = format!("{line_break}{indent}{}", self.doc.unit());
        let lines = all.join(&format!(",{inner}"));
        Some(TextEdit::new(range, format!(" [{inner}{lines}{line_break}{indent}]")))
    }
}
