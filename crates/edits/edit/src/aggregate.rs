//! Settings of options: separate, or with others in a message in text format, as in `features = { json_format: ALLOW
//! }`.

use std::ops::Range;

use super::edits::{TextEdit, edited};
use super::tree::Document;
use protoward_syntax::ast::{OptionDecl, Span, ValueKind};
use protoward_syntax::{Token, TokenKind, ValueTokens, literal};

/// The setting of an option.
#[derive(Clone, Debug)]
pub struct Setting<'t> {
    /// The option that holds it.
    pub option: &'t OptionDecl,
    /// The span of the value.
    pub value: Span,
    /// The part of the option to remove, or `None` for all of it.
    pub part: Option<Range<usize>>,
}

/// Returns the name of an option without whitespace: `features.(pb.java).utf8_validation`.
pub fn option_name(option: &OptionDecl, text: &str) -> String {
    let parts = option.name.iter().map(|part| {
        let name = literal::path(text, part.name);
        if part.is_extension { format!("({name})") } else { name.into_owned() }
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Finds the setting of an option.
pub(crate) fn find<'t>(
    options: impl Iterator<Item = &'t OptionDecl>,
    name: &str,
    doc: &Document<'_>,
) -> Option<Setting<'t>> {
    options.into_iter().find_map(|option| {
        let own = option_name(option, doc.text);
        if own == name {
            return Some(Setting { option, value: option.value.span, part: None });
        }
        let (value, part) = within(doc, option.value.span, inside(option, &own, name)?)?;
        Some(Setting { option, value, part })
    })
}

/// Returns the edit that adds a setting to an existing option whose value is the enclosing message. A second option
/// for the same message would be an error.
pub(crate) fn add<'t>(
    options: impl Iterator<Item = &'t OptionDecl>,
    name: &str,
    value: &str,
    doc: &Document<'_>,
) -> Option<TextEdit> {
    let (message, path) = holder(options, name, doc, &[])?;
    Some(insert(message, &[(path, value)], doc))
}

/// Returns the innermost message that has to hold a setting, and the rest of the name; `None` if no option has a message for it.
/// Messages in parts that are removed do not count.
pub(crate) fn holder<'t, 'n>(
    options: impl Iterator<Item = &'t OptionDecl>,
    name: &'n str,
    doc: &Document<'_>,
    removed: &[Range<usize>],
) -> Option<(Span, Vec<&'n str>)> {
    let holder = |option| Some((option, inside(option, &option_name(option, doc.text), name)?));
    let (option, rest) = options.filter_map(|option: &OptionDecl| holder(option)).next()?;
    let mut braces = option.value.span;
    let mut path = name_parts(rest);
    while let [first, _, ..] = path[..] {
        let is_removed =
            |entry: &AggregateField| removed.iter().any(|part| part.contains(&(entry.value.start as usize)));
        let is_it = |entry: &AggregateField| entry.key == first && entry.is_message && !is_removed(entry);
        let Some(entry) = entries(doc, braces).into_iter().find(is_it) else { break };
        braces = entry.value;
        path.remove(0);
    }
    Some((braces, path))
}

/// Returns the edit that adds fields, by path, to a message.
pub(crate) fn insert(message: Span, fields: &[(Vec<&str>, &str)], doc: &Document<'_>) -> TextEdit {
    let fields: Vec<(&[&str], &str)> = fields.iter().map(|(path, value)| (&path[..], *value)).collect();
    let entries = entries(doc, message);
    let Some(behind) = entries.last() else {
        let start = message.start as usize + 1;
        let is_tight = start + 1 == message.end as usize;
        return TextEdit::insert(start, format!(" {}{}", rendered(&fields, ", "), if is_tight { " " } else { "" }));
    };
    let separator = match &entries[..] {
        [first, second, ..] => doc.text[first.span.end as usize..second.span.start as usize].to_owned(),
        _ => match doc.indent(behind.span.start as usize) {
            Some(indent) => format!("{}{indent}", doc.line_break()),
            None => ", ".to_owned(),
        },
    };
    TextEdit::insert(behind.span.end as usize, format!("{separator}{}", rendered(&fields, &separator)))
}

/// Returns fields in text format. Those of the same message are in one.
fn rendered(fields: &[(&[&str], &str)], separator: &str) -> String {
    let chunks = fields.chunk_by(|(one, _), (other, _)| one.len() > 1 && other.len() > 1 && one[0] == other[0]);
    let field = |chunk: &[(&[&str], &str)]| match chunk {
        [([name], value)] => format!("{}: {value}", key(name)),
        chunk => {
            let inner: Vec<_> = chunk.iter().map(|(path, value)| (&path[1..], *value)).collect();
            format!("{} {{ {} }}", key(chunk[0].0[0]), rendered(&inner, ", "))
        }
    };
    chunks.map(field).collect::<Vec<_>>().join(separator)
}

/// Returns the rest of a name after the name of an option whose value is a message.
fn inside<'n>(option: &OptionDecl, own: &str, name: &'n str) -> Option<&'n str> {
    let rest = name.strip_prefix(own)?.strip_prefix('.')?;
    (option.value.kind == ValueKind::Aggregate).then_some(rest)
}

/// Returns a value inside of a message, and the part of the message to remove, or `None` for all of it.
fn within(doc: &Document<'_>, mut braces: Span, rest: &str) -> Option<(Span, Option<Range<usize>>)> {
    let mut part = None;
    for name in name_parts(rest) {
        if !braces.of(doc.text).starts_with(['{', '<']) {
            return None;
        }
        let entries = entries(doc, braces);
        let index = entries.iter().position(|entry| entry.key == name)?;
        // The only entry is removed with its braces.
        if entries.len() > 1 {
            part = Some(match entries.get(index + 1) {
                Some(next) => entries[index].span.start as usize..next.span.start as usize,
                None => entries[index - 1].span.end as usize..entries[index].span.end as usize,
            });
        }
        braces = entries[index].value;
    }
    Some((braces, part))
}

/// Merges parts of a message to remove, or returns `None` if nothing of the message would be left.
pub(crate) fn without(text: &str, message: Span, mut parts: Vec<Range<usize>>) -> Option<Vec<Range<usize>>> {
    parts.sort_by_key(|part| part.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => merged.push(part),
        }
    }
    let inside = message.start as usize + 1..message.end as usize - 1;
    let left = edited(text, inside, merged.iter().cloned().map(TextEdit::remove).collect());
    left.chars().any(char::is_alphanumeric).then_some(merged)
}

/// Splits the name of an option: `features.(pb.java).utf8_validation` has three parts.
pub fn name_parts(name: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    name.split(|character: char| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == '.' && depth == 0
    })
    .collect()
}

/// Returns a part of a name in text format: `[pb.java]` for an extension.
fn key(part: &str) -> String {
    match part.strip_prefix('(').and_then(|part| part.strip_suffix(')')) {
        Some(extension) => format!("[{extension}]"),
        None => part.to_owned(),
    }
}

/// A field of a message in text format.
struct AggregateField {
    /// The name, of an extension in parentheses.
    key: String,
    /// From the name to the end of the value.
    span: Span,
    value: Span,
    is_message: bool,
}

/// Returns the fields directly between braces. The text has no syntax errors, so the braces in it are balanced.
fn entries(doc: &Document<'_>, braces: Span) -> Vec<AggregateField> {
    let text = doc.text;
    let inside = Span::new(braces.start + 1, braces.end.saturating_sub(1));
    let tokens: Vec<Token> = ValueTokens::new(text, inside).collect();
    let mut entries = Vec::new();
    let mut at = 0;
    let word = |at: usize| tokens.get(at).map_or("", |token| token.span.of(text));
    while let Some(first) = tokens.get(at) {
        let key = match (first.kind, word(at)) {
            (TokenKind::Identifier, name) => name.to_owned(),
            (_, "[") => {
                let end = closing(&tokens, at, text);
                let name: String = (at + 1..end).map(word).collect();
                at = end;
                format!("({name})")
            }
            _ => {
                at += 1;
                continue;
            }
        };
        at += 1;
        at += usize::from(word(at) == ":");
        let end = value_end(&tokens, at, text);
        let (Some(start), Some(last)) = (tokens.get(at), tokens.get(end)) else { break };
        let value = Span::new(start.span.start, last.span.end);
        let is_message = matches!(word(at), "{" | "<");
        entries.push(AggregateField { key, span: Span::new(first.span.start, last.span.end), value, is_message });
        at = end + 1;
    }
    entries
}

/// Returns the index of the last token of a value.
fn value_end(tokens: &[Token], start: usize, text: &str) -> usize {
    let is_string = |token: &Token| token.kind == TokenKind::String;
    match tokens.get(start).map(|token| token.span.of(text)) {
        Some("{" | "<" | "[") => closing(tokens, start, text),
        Some("-") => start + 1,
        // Adjacent strings are one.
        _ => {
            let strings = tokens.iter().skip(start).take_while(|token| is_string(token)).count();
            start + strings.saturating_sub(1)
        }
    }
}

/// Returns the index of the token that closes a bracket.
fn closing(tokens: &[Token], open: usize, text: &str) -> usize {
    let mut depth = 0_u32;
    let is_closed = |token: &Token| {
        match token.span.of(text) {
            "{" | "<" | "[" => depth += 1,
            "}" | ">" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    tokens[open..].iter().position(is_closed).map_or(tokens.len(), |found| open + found)
}
