//! The statements of a BUILD file that call a rule or `load`, with the places of their arguments: as much of Starlark as edits need.

use std::borrow::Cow;
use std::ops::Range;

use super::list::{Entry, List};
use super::syntax_error::SyntaxError;
use super::tokens::{Kind, Token, Tokens};

/// The statements of a BUILD file.
#[derive(Debug, Default)]
pub(crate) struct Statements<'t> {
    pub(crate) calls: Vec<Call<'t>>,
    /// The comments outside of statements.
    pub(crate) comments: Vec<&'t str>,
    /// The start of the first statement, with the comments directly above it: where `load` may be. Comments and documentation at the
    /// start of the file are before it. Without a statement, the end of the text.
    pub(crate) start: usize,
}

/// A statement that is a call.
#[derive(Debug)]
pub(crate) struct Call<'t> {
    pub(crate) function: &'t str,
    /// The span of the call with its parentheses.
    pub(crate) span: Range<usize>,
    /// `true` if a comment `# keep` is directly above it.
    pub(crate) is_kept: bool,
    /// The arguments in their order.
    pub(crate) arguments: Vec<Argument<'t>>,
    /// The place after the last argument, where another one may be added.
    pub(crate) end_of_arguments: EndOfArguments,
}

/// The place after the last argument of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EndOfArguments {
    /// The end of the last argument, or of the comma after it.
    pub(crate) code: usize,
    /// The end of the comment behind it in the same line; the same place without one.
    pub(crate) line: usize,
    pub(crate) has_comma: bool,
}

/// An argument of a call.
#[derive(Debug)]
pub(crate) struct Argument<'t> {
    /// The name; `None` for a positional argument.
    pub(crate) name: Option<&'t str>,
    /// `true` if a comment `# keep` is above or behind it.
    pub(crate) is_kept: bool,
    /// The span of the value.
    pub(crate) span: Range<usize>,
    pub(crate) value: Value<'t>,
}

/// The value of an argument.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    String(Cow<'t, str>),
    /// A list of strings.
    List(List<'t>),
    /// Any other expression.
    Expression(Vec<Token<'t>>),
}

impl Value<'_> {
    pub(crate) fn string(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }
}

impl<'t> Call<'t> {
    /// Returns the argument with a name.
    pub(crate) fn argument(&self, name: &str) -> Option<&Argument<'t>> {
        self.arguments.iter().find(|argument| argument.name == Some(name))
    }

    /// Returns the name of the target.
    pub(crate) fn name(&self) -> Option<&str> {
        self.argument("name")?.value.string()
    }

    /// Returns `true` if arguments are passed by `*` or `**`, so that any may be there.
    pub(crate) fn has_unknown_arguments(&self) -> bool {
        let is_unpacked = |value: &Value<'_>| matches!(value, Value::Expression(tokens) if tokens[0].text == "*");
        self.arguments.iter().any(|argument| argument.name.is_none() && is_unpacked(&argument.value))
    }
}

impl<'t> Statements<'t> {
    pub(crate) fn new(text: &'t str) -> Result<Self, SyntaxError> {
        let tokens = Tokens::new(text)?;
        let mut statements = Self { calls: Vec::new(), comments: Vec::new(), start: text.len() };
        let mut above = Above::default();
        let mut at = 0;
        while let Some(token) = tokens.all.get(at) {
            above = above.before(token, text);
            if token.kind == Kind::Comment {
                statements.comments.push(token.text);
                above.is_kept |= token.is_keep();
                above.end = Some(token.end());
                at += 1;
                continue;
            }
            if token.kind != Kind::String {
                statements.start = statements.start.min(above.start);
            }
            let is_call = token.kind == Kind::Name
                && token.starts_line
                && tokens.all.get(at + 1).is_some_and(|next| next.text == "(");
            let end = tokens.group_end(at + usize::from(is_call));
            if is_call {
                statements.calls.push(Call {
                    function: token.text,
                    span: token.start..tokens.all[end].end(),
                    is_kept: above.is_kept,
                    arguments: arguments(&tokens, at + 2..end),
                    end_of_arguments: end_of_arguments(&tokens.all[at + 1..end]),
                });
            }
            above = Above::default();
            at = end + 1;
        }
        Ok(statements)
    }
}

/// The comment lines above a statement, without an empty line between.
#[derive(Clone, Copy, Default)]
struct Above {
    /// The start of the first comment, or of the statement.
    start: usize,
    /// The end of the last comment; `None` without one.
    end: Option<usize>,
    is_kept: bool,
}

impl Above {
    /// Returns the comments above a token; none if an empty line separates them from it.
    fn before(self, token: &Token<'_>, text: &str) -> Self {
        let is_close = |end: usize| text[end..token.start].matches('\n').count() < 2;
        if self.end.is_some_and(is_close) { self } else { Self { start: token.start, end: None, is_kept: false } }
    }
}

/// Splits the tokens between the parentheses of a call into its arguments.
fn arguments<'t>(tokens: &Tokens<'t>, range: Range<usize>) -> Vec<Argument<'t>> {
    let mut arguments: Vec<Argument<'t>> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let mut is_kept = false;
        while let Some(comment) = tokens.all[..range.end].get(at).filter(|token| !token.is_code()) {
            match arguments.last_mut().filter(|_| !comment.starts_line) {
                Some(last) => last.is_kept |= comment.is_keep(),
                None => is_kept |= comment.is_keep(),
            }
            at += 1;
        }
        let mut end = at;
        while end < range.end && tokens.all[end].text != "," {
            end = tokens.group_end(end) + 1;
        }
        let own = &tokens.all[at..end];
        is_kept |= own.iter().rev().take_while(|token| !token.is_code()).any(Token::is_keep);
        arguments.extend(argument(own, is_kept));
        at = end + 1;
    }
    arguments
}

fn argument<'t>(tokens: &[Token<'t>], is_kept: bool) -> Option<Argument<'t>> {
    let last = tokens.iter().rposition(Token::is_code)?;
    let (name, value) = match &tokens[..=last] {
        [name, equals, value @ ..] if name.kind == Kind::Name && equals.text == "=" => (Some(name.text), value),
        value => (None, value),
    };
    let start = value.iter().position(Token::is_code)?;
    let value = &value[start..];
    let span = value.first()?.start..value.last()?.end();
    Some(Argument { name, is_kept, span, value: value_of(value) })
}

fn value_of<'t>(tokens: &[Token<'t>]) -> Value<'t> {
    let known = match tokens {
        [only] => only.content().map(Value::String),
        [open, inner @ .., close] if open.text == "[" && close.text == "]" => list(inner).map(Value::List),
        _ => None,
    };
    known.unwrap_or_else(|| Value::Expression(tokens.to_vec()))
}

/// Returns the list of the tokens between its brackets; `None` if one is no string.
fn list<'t>(tokens: &[Token<'t>]) -> Option<List<'t>> {
    let mut list = List::default();
    for token in tokens {
        match (token.kind, token.text) {
            (Kind::Comment, comment) if token.starts_line => list.last_comments.push(comment),
            (Kind::Comment, comment) => match list.entries.last_mut() {
                Some(entry) => entry.comment_behind = Some(comment),
                None => list.first_comment = Some(comment),
            },
            (Kind::String, spelling) => list.entries.push(Entry {
                value: token.content()?,
                spelling: Cow::Borrowed(spelling),
                comments_above: std::mem::take(&mut list.last_comments),
                comment_behind: None,
            }),
            (Kind::Symbol, ",") => {}
            (Kind::Name | Kind::Symbol, _) => return None,
        }
    }
    Some(list)
}

/// Returns the place after the last of the tokens from the opening parenthesis of a call to the closing one, which is left out.
fn end_of_arguments(tokens: &[Token<'_>]) -> EndOfArguments {
    let last = tokens.iter().rposition(Token::is_code).unwrap_or_default();
    let code = tokens[last].end();
    let behind = tokens.get(last + 1).filter(|comment| !comment.starts_line);
    let has_comma = matches!(tokens[last].text, "," | "(");
    EndOfArguments { code, line: behind.map_or(code, Token::end), has_comma }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn calls_have_their_arguments() {
        let text = "\"\"\"A (doc.\"\"\"\n\n# c(\nload(\"//x:y.bzl\", \"r\")\n\nr(\n    name = 'a',  # why\n    srcs = [\n        \"a.proto\",\n        # Used.\n        \"b.proto\",  # keep\n    ],\n    deps = glob([\"*\"]) + [],\n    x = {\"(\": 1},  # keep\n    **y\n)\nfoo = [r(1)]\n";
        let statements = Statements::new(text).unwrap();
        assert_eq!(statements.calls.iter().map(|call| call.function).collect::<Vec<_>>(), ["load", "r"]);
        assert_eq!(statements.comments, ["# c("]);
        assert!(text[statements.start..].starts_with("# c(\nload"));
        let rule = &statements.calls[1];
        assert_eq!(rule.name(), Some("a"));
        let Value::List(srcs) = &rule.argument("srcs").unwrap().value else { panic!("{rule:?}") };
        assert_eq!(
            srcs.entries.iter().map(|it| (&*it.value, it.is_kept())).collect::<Vec<_>>(),
            [("a.proto", false), ("b.proto", true)]
        );
        assert_eq!(&text[rule.argument("deps").unwrap().span.clone()], "glob([\"*\"]) + []");
        let kept: Vec<_> = rule.arguments.iter().filter(|it| it.is_kept).map(|it| it.name.unwrap()).collect();
        assert_eq!(kept, ["x"]);
        assert!(rule.has_unknown_arguments() && text[rule.span.clone()].ends_with("**y\n)"));
    }

    #[test]
    fn comments_directly_above_keep_a_target() {
        for (text, is_kept) in [
            ("# keep\nr()", true),
            ("# keep\n# Mine.\nr()", true),
            ("# keep\n\nr()", false),
            ("# keep\na()\nr()", false),
        ] {
            assert_eq!(Statements::new(text).unwrap().calls.last().unwrap().is_kept, is_kept, "{text}");
        }
    }
}
