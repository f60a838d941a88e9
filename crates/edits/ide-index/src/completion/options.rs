//! Names and values of options, and fields of messages in text format.

use super::{Completion, CompletionKind, Place, starts_with};
use crate::file::{DeclarationKind, outwards, qualified};
use crate::workspace::Target;

impl Place<'_> {
    /// Returns what may follow in an option of a message of `descriptor.proto`, behind its tokens so far.
    pub(super) fn option(self, tokens: &[&str], options: &str) -> Vec<Completion> {
        let Some(holder) = self.analysis.named(&qualified("google.protobuf", options)).first().copied() else {
            return Vec::new();
        };
        match tokens.iter().position(|token| *token == "=") {
            Some(equals) => match self.option_type(&tokens[..equals], "", holder) {
                Some(found) => self.values(found),
                None => self.booleans(),
            },
            None => self.option_names(tokens, holder),
        }
    }

    /// Returns the names that may follow: fields of the options, and extensions of them in parentheses.
    fn option_names(self, tokens: &[&str], holder: Target) -> Vec<Completion> {
        if tokens.last() == Some(&"(") {
            return self.extensions(holder, false);
        }
        // A word with dots names parts: `features.field_presence`.
        let word = self.context.word;
        match word.rsplit_once('.') {
            Some((before, last)) => match self.option_type(tokens, before, holder) {
                Some(message) => self.fields_of(message, last, before),
                None => Vec::new(),
            },
            None => {
                let mut items = self.fields_of(holder, word, "");
                if word.is_empty() {
                    items.extend(self.extensions(holder, true));
                }
                items
            }
        }
    }

    /// Returns the type of the option that the tokens name, such as `( a . b ) . c`, followed by a name with dots.
    fn option_type(self, tokens: &[&str], more: &str, holder: Target) -> Option<Target> {
        let mut message = holder;
        let mut rest = tokens;
        let analysis = self.analysis;
        while let Some((&token, after)) = rest.split_first() {
            rest = after;
            let field = match token {
                "." => continue,
                "(" => {
                    let close = rest.iter().position(|token| *token == ")")?;
                    let name: String = rest[..close].concat();
                    rest = &rest[close + 1..];
                    self.extension(&name)?
                }
                name => analysis.member(message, name)?,
            };
            message = analysis.type_of(field)?;
        }
        for name in more.split('.').filter(|name| !name.is_empty()) {
            message = analysis.type_of(analysis.member(message, name)?)?;
        }
        Some(message)
    }

    /// Returns the extension that a name means, from the package outwards.
    fn extension(self, name: &str) -> Option<Target> {
        let package = &*self.analysis.file(self.file).package;
        let scopes = outwards(package);
        let absolute = name.strip_prefix('.');
        let mut names = scopes.map(|scope| absolute.map_or_else(|| qualified(scope, name), str::to_owned));
        names.find_map(|name| self.analysis.named(&name).first().copied())
    }

    /// Returns the fields of a message that start with a word.
    fn fields_of(self, message: Target, word: &str, before: &str) -> Vec<Completion> {
        let file = self.analysis.file(message.file);
        let fields = self.analysis.fields(message).map(|(id, _)| file.name_of(id));
        let fields = fields.filter(|name| starts_with(name, word) && *name != "uninterpreted_option");
        let detail = self.analysis.full_name(message);
        fields.map(|name| Completion::new(CompletionKind::Field, qualified(before, name), detail.clone())).collect()
    }

    /// Returns the extensions of a message, in parentheses if they are still missing.
    fn extensions(self, holder: Target, in_parentheses: bool) -> Vec<Completion> {
        let analysis = self.analysis;
        let visible = analysis.visible(self.file);
        let mut found = Vec::new();
        for (id, file) in analysis.files() {
            // The fields of a block follow the name of what it extends.
            let extendees = file.references.iter().filter(|it| it.kind == crate::file::ReferenceKind::Extendee);
            let is_of_holder =
                extendees.filter(|it| analysis.meaning(id, it) == Some(holder)).map(|it| it.path.span.end);
            let starts: Vec<u32> = is_of_holder.collect();
            let all: Vec<u32> = file
                .references
                .iter()
                .filter(|it| it.kind == crate::file::ReferenceKind::Extendee)
                .map(|it| it.path.span.end)
                .collect();
            for (declaration, it) in file.iter().filter(|(_, it)| it.kind == DeclarationKind::Extension) {
                let nearest = all.iter().copied().filter(|&end| end <= it.span.start).max();
                if nearest.is_some_and(|end| starts.contains(&end)) {
                    found.push((!visible.contains(&id), Target { file: id, declaration }));
                }
            }
        }
        found.sort();
        let proposal = |(is_new, target): (bool, Target)| {
            let full_name = analysis.full_name(target);
            let text = if in_parentheses { format!("({full_name})") } else { full_name.clone() };
            let import = is_new.then(|| analysis.file(target.file).name.clone());
            let matches = starts_with(&text, self.context.word)
                || starts_with(analysis.file(target.file).name_of(target.declaration), self.context.word);
            matches.then(|| Completion { import, ..Completion::new(CompletionKind::Option, text, full_name) })
        };
        found.into_iter().filter_map(proposal).collect()
    }

    /// Returns the values of an enum.
    fn values(self, declared: Target) -> Vec<Completion> {
        let file = self.analysis.file(declared.file);
        let values = file.members(Some(declared.declaration)).filter(|(_, it)| it.kind == DeclarationKind::EnumValue);
        let detail = self.analysis.full_name(declared);
        let values = values.map(|(id, _)| Completion::new(CompletionKind::EnumValue, file.name_of(id), detail.clone()));
        self.matching(values.collect())
    }

    fn booleans(self) -> Vec<Completion> {
        self.matching(["true", "false"].map(|text| Completion::new(CompletionKind::Value, text, "")).to_vec())
    }

    /// Returns the fields, or the values of a field, of the message in text format around the offset.
    pub(super) fn aggregate(self) -> Vec<Completion> {
        let file = self.analysis.file(self.file);
        let at = self.context.replace.start;
        // The reader of the text format stops at the first mistake, which is often here.
        let near = file.references.iter().rev().find(|reference| {
            reference.path.span.end < at
                && matches!(
                    reference.kind,
                    crate::file::ReferenceKind::Member(_) | crate::file::ReferenceKind::Extension
                )
        });
        let Some(near) = near else { return Vec::new() };
        let depth = depth_between(&file.text, near.path.span.end as usize, at as usize);
        let is_value = self.context.statement.last() == Some(&":");
        let field = self.analysis.meaning(self.file, near);
        let holder = match (depth, is_value) {
            (0, false) => self.analysis.holder(self.file, near),
            _ => field.and_then(|field| self.analysis.type_of(field)),
        };
        match holder {
            Some(holder) if is_value && self.analysis.declaration(holder).kind == DeclarationKind::Enum => {
                self.values(holder)
            }
            Some(_) if is_value => Vec::new(),
            Some(holder) => self.fields_of(holder, self.context.word, ""),
            None if is_value => self.booleans(),
            None => Vec::new(),
        }
    }
}

/// Returns the number of braces that open between two offsets and stay open.
fn depth_between(text: &str, start: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    for byte in text.as_bytes().get(start..end).unwrap_or_default() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth
}
