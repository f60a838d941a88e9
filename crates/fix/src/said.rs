//! Where a text says the value of an option: by itself, or in a message in text format together with others, as in
//! `features = { json_format: ALLOW }`.

use std::ops::Range;

use super::deprecate::edited;
use super::lines::{indent, line_end};
use super::tree::option_name;
use protoward_syntax::ast::{OptionDecl, Span, ValueKind};
use protoward_syntax::{Lexer, Token, TokenKind};

/// The value of an option, and what says it.
pub(crate) struct Said<'t> {
    /// The option as a whole.
    pub(crate) option: &'t OptionDecl,
    pub(crate) value: Span,
    /// What says nothing else: a part of the option's value; `None` where that is all of it.
    pub(crate) part: Option<Range<usize>>,
}

/// Looks for what says an option.
pub(crate) fn find<'t>(options: impl Iterator<Item = &'t OptionDecl>, name: &str, text: &str) -> Option<Said<'t>> {
    options.into_iter().find_map(|option| {
        let own = option_name(option, text);
        if own == name {
            return Some(Said { option, value: option.value.span, part: None });
        }
        let rest = inside(option, &own, name)?;
        let (value, part) = within(text, option.value.span, rest)?;
        Some(Said { option, value, part })
    })
}

/// The edit that makes an option say one thing more, where a part of its name has a message as its value: saying it
/// beside that would be saying it twice.
pub(crate) fn add<'t>(
    options: impl Iterator<Item = &'t OptionDecl>,
    (name, value): (&str, &str),
    text: &str,
) -> Option<(Range<usize>, String)> {
    let mut holders = options.filter_map(|option| Some((option, inside(option, &option_name(option, text), name)?)));
    let (option, rest) = holders.next()?;
    let (mut braces, mut path) = (option.value.span, parts(rest));
    while let [first, _, ..] = path[..] {
        let inner = entries(text, braces).into_iter().find(|entry| entry.key == first).filter(Entry::is_message);
        let Some(entry) = inner else { break };
        braces = entry.value;
        path.remove(0);
    }
    let (last, outer) = path.split_last()?;
    let keys = outer.iter().rev();
    let added = keys.fold(format!("{}: {value}", written(last)), |it, key| format!("{} {{ {it} }}", written(key)));
    let entries = entries(text, braces);
    let Some(behind) = entries.last() else {
        let (open, close) = (braces.start as usize + 1, braces.end as usize - 1);
        return Some((open..close, format!(" {added} ")));
    };
    let separator = match &entries[..] {
        [first, second, ..] => text[first.span.end as usize..second.span.start as usize].to_owned(),
        _ => match indent(text, behind.span.start as usize) {
            Some(blanks) => format!("{}{blanks}", line_end(text)),
            None => ", ".to_owned(),
        },
    };
    let end = behind.span.end as usize;
    Some((end..end, format!("{separator}{added}")))
}

/// The rest of a name behind the name of an option that has a message as its value.
fn inside<'n>(option: &OptionDecl, own: &str, name: &'n str) -> Option<&'n str> {
    let rest = name.strip_prefix(own)?.strip_prefix('.')?;
    (option.value.kind == ValueKind::Aggregate).then_some(rest)
}

/// A value inside of a message, and what to take away so that it is not said; `None` for all of the message.
fn within(text: &str, mut braces: Span, rest: &str) -> Option<(Span, Option<Range<usize>>)> {
    let mut part = None;
    for name in parts(rest) {
        if !braces.of(text).starts_with(['{', '<']) {
            return None;
        }
        let entries = entries(text, braces);
        let index = entries.iter().position(|entry| entry.key == name)?;
        // What is the only thing in its braces goes with them.
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

/// Parts of a message that go together, none overlapping another; `None` where nothing would be left of it.
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
    let left = edited(text, inside, merged.iter().map(|part| (part.clone(), String::new())).collect());
    left.chars().any(char::is_alphanumeric).then_some(merged)
}

/// `features.(pb.java).utf8_validation`, in its parts.
pub(crate) fn parts(name: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    name.split(|letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '.' && depth == 0
    })
    .collect()
}

/// A part of a name as the text format has it: `[pb.java]`.
fn written(part: &str) -> String {
    match part.strip_prefix('(').and_then(|part| part.strip_suffix(')')) {
        Some(extension) => format!("[{extension}]"),
        None => part.to_owned(),
    }
}

/// A field of a message in text format.
struct Entry {
    /// The name, of an extension in parentheses.
    key: String,
    /// From the name to the end of the value.
    span: Span,
    value: Span,
    is_message: bool,
}

impl Entry {
    fn is_message(&self) -> bool {
        self.is_message
    }
}

/// The fields directly between braces. The text was parsed, so the braces in it are paired.
fn entries(text: &str, braces: Span) -> Vec<Entry> {
    let tokens = tokens(text, braces);
    let (mut entries, mut at) = (Vec::new(), 0);
    while let Some(first) = tokens.get(at) {
        let word = |at: usize| tokens.get(at).map_or("", |token| token.span.of(text));
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
        let Some(start) = tokens.get(at) else { break };
        let is_message = matches!(word(at), "{" | "<");
        let end = match word(at) {
            "{" | "<" | "[" => closing(&tokens, at, text),
            "-" => at + 1,
            _ => at,
        };
        // Strings in a row are one.
        let is_string = |at: usize| tokens.get(at).is_some_and(|token| token.kind == TokenKind::String);
        let end = if is_string(end) { (end..).take_while(|&at| is_string(at)).last().unwrap_or(end) } else { end };
        let Some(last) = tokens.get(end) else { break };
        let value = Span::new(start.span.start, last.span.end);
        entries.push(Entry { key, span: Span::new(first.span.start, last.span.end), value, is_message });
        at = end + 1;
    }
    entries
}

/// What stands between two braces.
fn tokens(text: &str, braces: Span) -> Vec<Token> {
    let mut lexer = Lexer::at(text, braces.start + 1);
    let end = braces.end.saturating_sub(1);
    std::iter::from_fn(|| Some(lexer.next_token()))
        .take_while(|token| token.kind != TokenKind::End && token.span.start < end)
        .collect()
}

/// The token that closes what one opens.
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

#[cfg(test)]
mod tests {
    use super::*;
    use protoward_syntax::ast::Item;

    const NAME: &str = "features.(pb.java).utf8_validation";

    fn options(text: &str) -> Vec<OptionDecl> {
        let items = protoward_syntax::parse(text).file.items.into_iter();
        items.filter_map(|item| if let Item::Option(it) = item { Some(it) } else { None }).collect()
    }

    fn said(text: &str, name: &str) -> String {
        let options = options(text);
        match find(options.iter(), name, text) {
            Some(said) => match said.part {
                Some(part) => format!("{} / {}{}", said.value.of(text), &text[..part.start], &text[part.end..]),
                None => said.value.of(text).to_owned(),
            },
            None => "nothing".to_owned(),
        }
    }

    fn added(text: &str, name: &str) -> String {
        let options = options(text);
        match add(options.iter(), (name, "X"), text) {
            Some((range, new)) => format!("{}{new}{}", &text[..range.start], &text[range.end..]),
            None => "nowhere".to_owned(),
        }
    }

    #[test]
    fn an_option_is_said_by_itself_or_among_others() {
        assert_eq!(said("option features.json_format = A;", "features.json_format"), "A");
        assert_eq!(said("option features = { json_format: A };", "features.json_format"), "A");
        let one = said("option features = { enum_type: B, json_format: A };", "features.json_format");
        assert_eq!(one, "A / option features = { enum_type: B };");
        let first = said("option features = {enum_type: B; json_format: A;};", "features.enum_type");
        assert_eq!(first, "B / option features = {json_format: A;};");
        assert_eq!(said("option features = { json: -1 };", "features.json_format"), "nothing");
        assert_eq!(said("option features = A;", "features.json_format"), "nothing");
    }

    #[test]
    fn extensions_are_messages_of_their_own() {
        assert_eq!(said("option features = { [pb.java] { utf8_validation: V } };", NAME), "V");
        assert_eq!(said("option features.(pb.java) = { utf8_validation: V };", NAME), "V");
        let both = "option features = { x: [1, 2] s: \"a\" 'b' [pb.java]: < utf8_validation: V > };";
        assert_eq!(said(both, NAME), "V / option features = { x: [1, 2] s: \"a\" 'b' };");
    }

    #[test]
    fn what_is_missing_is_added_in_the_style_of_the_message() {
        assert_eq!(added("option features = {};", "features.a"), "option features = { a: X };");
        assert_eq!(added("option features = { b: Y };", "features.a"), "option features = { b: Y, a: X };");
        assert_eq!(added("option features = { b: Y c: Z };", "features.a"), "option features = { b: Y c: Z a: X };");
        let lines = "option features = {\n  b: Y\n};";
        assert_eq!(added(lines, "features.a"), "option features = {\n  b: Y\n  a: X\n};");
        let inner = "option features = { [pb.java] { b: Y } };";
        assert_eq!(added(inner, NAME), "option features = { [pb.java] { b: Y, utf8_validation: X } };");
        let outer = "option features = { b: Y };";
        assert_eq!(added(outer, NAME), "option features = { b: Y, [pb.java] { utf8_validation: X } };");
        assert_eq!(added("option features.b = Y;", "features.a"), "nowhere");
    }
}
