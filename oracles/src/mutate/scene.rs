//! A small set of files during a mutation, with the queries and edits that a mutation can make.

use std::collections::BTreeMap;

use super::graft::MARK;
use super::outline::{ItemKind, Outline, OutlineItem, Span};
use protoward_kit::random::Random;
use protoward_kit::tokens::{self, TokenKind};

/// File contents by import name.
pub(crate) type Files = BTreeMap<String, String>;

/// The files, the file that a mutation changes, and the random generator.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) files: &'a mut Files,
    pub(crate) file: String,
    pub(crate) outline: Outline,
    pub(crate) random: &'a mut Random,
    edits: Vec<(Span, String)>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(files: &'a mut Files, file: &str, random: &'a mut Random) -> Scene<'a> {
        let outline = Outline::of(&files[file]);
        Scene { files, file: file.to_owned(), outline, random, edits: Vec::new() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.files[&self.file]
    }

    pub(crate) fn at(&self, span: &Span) -> &str {
        &self.text()[span.clone()]
    }

    /// Returns a random declaration of these kinds.
    pub(crate) fn any(&mut self, kinds: &[ItemKind]) -> Option<OutlineItem> {
        self.any_where(kinds, |_, _| true)
    }

    pub(crate) fn any_where(
        &mut self,
        kinds: &[ItemKind],
        fits: impl Fn(&Scene<'_>, &OutlineItem) -> bool,
    ) -> Option<OutlineItem> {
        let mut all: Vec<&OutlineItem> =
            self.outline.items.iter().filter(|it| kinds.contains(&it.kind)).filter(|it| fits(self, it)).collect();
        // Without this preference, the few appended declarations would almost never be drawn from a large file.
        if let Some(mark) = self.text().find(MARK)
            && all.iter().any(|it| it.span.start > mark)
            && self.random.chance(2)
        {
            all.retain(|it| it.span.start > mark);
        }
        self.random.pick(&all).map(|it| (*it).clone())
    }

    /// Returns the other items of the same parent and kind.
    pub(crate) fn siblings(&self, item: &OutlineItem) -> Vec<OutlineItem> {
        let same = |it: &&OutlineItem| it.parent == item.parent && it.kind == item.kind && it.span != item.span;
        self.outline.items.iter().filter(same).cloned().collect()
    }

    /// Returns the message, enum, service or extension block that contains a declaration. Oneofs are skipped.
    pub(crate) fn holder(&self, item: &OutlineItem) -> Option<OutlineItem> {
        let mut at = self.outline.parent(item)?;
        while at.kind == ItemKind::Oneof {
            at = self.outline.parent(at)?;
        }
        Some(at.clone())
    }

    pub(crate) fn index(&self, item: &OutlineItem) -> Option<usize> {
        self.outline.items.iter().position(|it| it.span == item.span)
    }

    /// Returns the numbers of the fields or values of a declaration, including those in its oneofs.
    pub(crate) fn numbers(&self, holder: &OutlineItem) -> Vec<i64> {
        let inside = |it: &&OutlineItem| self.holder(it).is_some_and(|at| at.span == holder.span);
        let numbered = self.outline.items.iter().filter(inside);
        numbered.filter_map(|it| self.at(&it.number).replace(' ', "").parse().ok()).collect()
    }

    /// Returns a random sibling.
    pub(crate) fn sibling(&mut self, item: &OutlineItem) -> Option<OutlineItem> {
        let siblings = self.siblings(item);
        self.random.pick(&siblings).cloned()
    }

    /// Returns the `package` statement.
    pub(crate) fn package(&self) -> Option<OutlineItem> {
        self.outline.items.iter().find(|it| it.kind == ItemKind::Package).cloned()
    }

    pub(crate) fn replace(&mut self, span: &Span, with: impl Into<String>) {
        self.edits.push((span.clone(), with.into()));
    }

    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.edits.push((at..at, text.into()));
    }

    pub(crate) fn swap(&mut self, one: &Span, other: &Span) {
        let first = self.at(one).to_owned();
        let second = self.at(other).to_owned();
        self.replace(one, second);
        self.replace(other, first);
    }

    /// Adds a declaration at the end of the file.
    pub(crate) fn append(&mut self, text: &str) -> Option<()> {
        self.insert(self.text().len(), format!("\n{text}\n"));
        Some(())
    }

    /// Moves a random declaration of this kind that fits to a sibling of the declaration that contains it.
    pub(crate) fn move_between(&mut self, kind: ItemKind, fits: fn(&Scene<'_>, &OutlineItem) -> bool) -> Option<()> {
        let moved = self.any_where(&[kind], fits)?;
        let holder = self.outline.parent(&moved)?.clone();
        let other = self.sibling(&holder)?;
        let text = self.at(&moved.span).to_owned();
        self.remove(&moved);
        self.insert_into(&other, &text)
    }

    /// Adds one of these numbers to the start of a random range in a statement of this kind.
    pub(crate) fn narrow_range(&mut self, kind: ItemKind, by: &[i64]) -> Option<()> {
        let ranges = self.any_where(&[kind], |scene, it| scene.at(&it.span).contains(" to "))?;
        let text = self.at(&ranges.span);
        let at = text.find(" to ")?;
        let first = text[..at].rfind(|it: char| !it.is_ascii_digit() && it != '-').map_or(0, |it| it + 1);
        let number: i64 = text[first..at].parse().ok()?;
        let by = if let [by] = by { *by } else { *self.random.pick(by)? };
        self.replace(&(ranges.span.start + first..ranges.span.start + at), (number + by).to_string());
        Some(())
    }

    /// Replaces the whole file.
    pub(crate) fn rewrite(&mut self, text: String) -> Option<()> {
        self.files.insert(self.file.clone(), text);
        Some(())
    }

    /// Inserts a statement as a new line at the start of the body of a declaration.
    pub(crate) fn insert_into(&mut self, holder: &OutlineItem, statement: &str) -> Option<()> {
        let body = holder.body.clone()?;
        self.insert(body.start, format!("\n  {statement}"));
        Some(())
    }

    /// Removes a declaration, and its line if nothing else is on it.
    pub(crate) fn remove(&mut self, item: &OutlineItem) {
        let text = self.text();
        let start = text[..item.span.start].rfind('\n').map_or(0, |it| it + 1);
        let end = text[item.span.end..].find('\n').map_or(text.len(), |it| item.span.end + it + 1);
        let alone = text[start..item.span.start].trim().is_empty() && text[item.span.end..end].trim().is_empty();
        let span = if alone { start..end } else { item.span.clone() };
        self.replace(&span, "");
    }

    /// Adds `name = value` to the options of a field or value, or replaces the existing value.
    pub(crate) fn set_field_option(&mut self, item: &OutlineItem, name: &str, value: &str) {
        match &item.options {
            Some(options) => match option_value(self.text(), options, name) {
                Some(option_span) => self.replace(&option_span, value),
                None => self.insert(options.start, format!("{name} = {value}, ")),
            },
            None => self.insert(item.number.end, format!(" [{name} = {value}]")),
        }
    }

    /// Removes `name = value` from the options of a field or value. `None` if the option is not set.
    pub(crate) fn remove_field_option(&mut self, item: &OutlineItem, name: &str) -> Option<()> {
        let options = item.options.clone()?;
        let option_span = option_spans(self.text(), &options, name)?.0;
        let after = self.text()[option_span.end..options.end].find(|it: char| !it.is_whitespace());
        let before = self.text()[options.start..option_span.start].rfind(|it: char| !it.is_whitespace());
        let span = match (before, after) {
            (_, Some(comma)) => option_span.start..option_span.end + comma + 1,
            (Some(comma), None) => options.start + comma..option_span.end,
            (None, None) => options.start - 1..options.end + 1,
        };
        self.replace(&span, "");
        Some(())
    }

    /// Applies the edits, or returns `None` if two of them overlap.
    pub(crate) fn finish(mut self) -> Option<()> {
        // A change that removed the whole file has no edits left to apply.
        if self.edits.is_empty() {
            return Some(());
        }
        self.edits.sort_by_key(|(span, _)| (span.start, span.end));
        if self.edits.windows(2).any(|pair| pair[0].0.end > pair[1].0.start) {
            return None;
        }
        let mut text = self.files[&self.file].clone();
        for (span, with) in self.edits.iter().rev() {
            text.replace_range(span.clone(), with);
        }
        self.files.insert(self.file, text);
        Some(())
    }

    /// Returns the files in the folder of the current file, including itself. They change together with it.
    pub(crate) fn neighbors(&self) -> Vec<String> {
        let folder = folder_of(&self.file);
        self.files.keys().filter(|it| folder_of(it) == folder).cloned().collect()
    }

    /// Replaces a word in the neighboring files wherever it is a token. Applies the edits immediately.
    pub(crate) fn rename_everywhere(&mut self, from: &str, to: &str) {
        for file in self.neighbors() {
            let text = renamed(&self.files[&file], from, to);
            self.files.insert(file, text);
        }
        self.outline = Outline::of(self.text());
    }
}

pub(crate) fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |it| it.0)
}

/// Returns the value of an option in a bracketed list.
fn option_value(text: &str, options: &Span, name: &str) -> Option<Span> {
    option_spans(text, options, name).map(|it| it.1)
}

/// Returns the spans of an option in a bracketed list: the whole option, and its value.
fn option_spans(text: &str, options: &Span, name: &str) -> Option<(Span, Span)> {
    let tokens = tokens::tokens(&text[options.clone()]);
    let word = |index: usize| &text[options.start + tokens[index].span.start..options.start + tokens[index].span.end];
    let mut depth = 0usize;
    let mut first = 0;
    let mut equals = None;
    for at in 0..=tokens.len() {
        match if at < tokens.len() { word(at) } else { "," } {
            "{" | "[" | "<" => depth += 1,
            "}" | "]" | ">" => depth = depth.saturating_sub(1),
            "=" if depth == 0 && equals.is_none() => equals = Some(at),
            "," if depth == 0 => {
                if let Some(equals) = equals.take().filter(|it| *it > first && *it + 1 < at) {
                    let option_span =
                        options.start + tokens[first].span.start..options.start + tokens[equals - 1].span.end;
                    if &text[option_span.clone()] == name {
                        let start = tokens[equals + 1].span.start;
                        let end = tokens[at - 1].span.end;
                        let value = options.start + start..options.start + end;
                        return Some((option_span.start..value.end, value));
                    }
                }
                first = at + 1;
            }
            _ => {}
        }
    }
    None
}

fn renamed(text: &str, from: &str, to: &str) -> String {
    let mut result = text.to_owned();
    for token in tokens::tokens(text).into_iter().rev() {
        if token.kind == TokenKind::Word && &text[token.span.clone()] == from {
            result.replace_range(token.span, to);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "message M {\n  int32 a = 1;\n  int32 b = 2; // M\n  M m = 3;\n}\n";

    fn edited(edit: impl FnOnce(&mut Scene<'_>)) -> Option<String> {
        let mut files = Files::from([("x/a.proto".to_owned(), TEXT.to_owned())]);
        let mut random = Random::new(1);
        let mut scene = Scene::new(&mut files, "x/a.proto", &mut random);
        edit(&mut scene);
        scene.finish()?;
        files.remove("x/a.proto")
    }

    #[test]
    fn removes_the_line_of_a_statement_unless_it_has_a_comment() {
        let text = edited(|scene| scene.remove(&scene.outline.items[1].clone()));
        assert_eq!(text.as_deref(), Some("message M {\n  int32 b = 2; // M\n  M m = 3;\n}\n"));
        let text = edited(|scene| scene.remove(&scene.outline.items[2].clone()));
        assert_eq!(text.as_deref(), Some("message M {\n  int32 a = 1;\n   // M\n  M m = 3;\n}\n"));
    }

    #[test]
    fn refuses_overlapping_edits() {
        assert_eq!(
            edited(|scene| {
                scene.replace(&(0..5), "x");
                scene.replace(&(3..7), "y");
            }),
            None
        );
    }

    #[test]
    fn does_not_rename_in_comments() {
        assert_eq!(renamed(TEXT, "M", "N").matches('M').count(), 1);
    }

    #[test]
    fn sets_an_option_once() {
        let text = "a = 1, (b) = { a: 2, c: [3] }, features.x = Y";
        let value = |name| option_value(text, &(0..text.len()), name).map(|it| &text[it]);
        assert_eq!(value("a"), Some("1"));
        assert_eq!(value("(b)"), Some("{ a: 2, c: [3] }"));
        assert_eq!(value("features.x"), Some("Y"));
        assert_eq!(value("c"), None);
    }

    #[test]
    fn finds_the_numbers_of_a_message() {
        edited(|scene| assert_eq!(scene.numbers(&scene.outline.items[0].clone()), [1, 2, 3]));
    }
}
