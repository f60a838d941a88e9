//! The spans of the declarations of a `.proto` file, for cutting, moving and replacing them. This is not a parser: it expects
//! files that compile, and skips unknown statements.

use std::ops::Range;

use protoward_kit::tokens::{self, Token, TokenKind};

pub(crate) type Span = Range<usize>;

/// The kind of a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Syntax,
    Package,
    Import,
    Option,
    Message,
    Enum,
    Service,
    Extend,
    Oneof,
    Field,
    Group,
    Value,
    Method,
    Reserved,
    Extensions,
}

/// A declaration. Spans that do not apply to its kind are empty and at its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutlineItem {
    pub(crate) kind: ItemKind,
    /// The declaration from its first token to the `;` or `}`.
    pub(crate) span: Span,
    /// The declared name. For an import, the file name in quotes. For an option, its name: everything before `=`.
    pub(crate) name: Span,
    /// The number of a field or value; the value of an option or of the syntax.
    pub(crate) number: Span,
    /// The label `optional`, `required` or `repeated`, if written.
    pub(crate) label: Option<Span>,
    /// The type of a field. For a method, the request type with `stream`.
    pub(crate) ty: Span,
    /// The response type of a method with `stream`.
    pub(crate) returns: Span,
    /// The options between `[` and `]`.
    pub(crate) options: Option<Span>,
    /// The body between the braces.
    pub(crate) body: Option<Span>,
    /// The index of the enclosing declaration.
    pub(crate) parent: Option<usize>,
}

/// The declarations of a file. Outer declarations come before inner ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outline {
    pub(crate) items: Vec<OutlineItem>,
}

impl Outline {
    pub(crate) fn of(text: &str) -> Outline {
        let tokens = tokens::tokens(text);
        let mut reader = Reader { text, tokens: &tokens, items: Vec::new() };
        // Blocks that are still to be read. A work list avoids recursion, so that deep nesting cannot overflow the stack.
        let mut blocks = vec![(0..tokens.len(), None)];
        while let Some((range, parent)) = blocks.pop() {
            reader.block(range, parent, &mut blocks);
        }
        Outline { items: reader.items }
    }

    pub(crate) fn children(&self, parent: usize) -> impl Iterator<Item = &OutlineItem> {
        self.items.iter().filter(move |it| it.parent == Some(parent))
    }

    pub(crate) fn parent(&self, item: &OutlineItem) -> Option<&OutlineItem> {
        item.parent.map(|it| &self.items[it])
    }
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    items: Vec<OutlineItem>,
}

impl Reader<'_> {
    fn block(&mut self, tokens: Span, parent: Option<usize>, blocks: &mut Vec<(Span, Option<usize>)>) {
        let mut at = tokens.start;
        while at < tokens.end {
            let (head, body) = self.statement(at, tokens.end);
            at = body.as_ref().map_or(head.end, |it| it.end) + 1;
            if let Some(item) = self.item(&head, body.as_ref(), parent) {
                let index = self.items.len();
                let kind = item.kind;
                self.items.push(item);
                if let (Some(body), true) = (body, kind != ItemKind::Option) {
                    blocks.push((body, Some(index)));
                }
            }
        }
    }

    /// Returns the tokens of the statement at `at` up to its `;` or `{`, and the tokens between its braces.
    fn statement(&self, at: usize, end: usize) -> (Span, Option<Span>) {
        let is_option = self.is(at, "option");
        let mut depth = 0usize;
        let mut next = at;
        while next < end {
            match self.word(next) {
                ";" if depth == 0 => return (at..next, None),
                "{" if depth == 0 && !is_option => return (at..next, Some(next + 1..self.closing(next, end))),
                "{" | "[" | "(" => depth += 1,
                "}" | "]" | ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            next += 1;
        }
        (at..end, None)
    }

    fn closing(&self, open: usize, end: usize) -> usize {
        let mut depth = 0usize;
        for at in open..end {
            match self.word(at) {
                "{" => depth += 1,
                "}" if depth == 1 => return at,
                "}" => depth -= 1,
                _ => {}
            }
        }
        end
    }

    fn item(&self, head: &Span, body: Option<&Span>, parent: Option<usize>) -> Option<OutlineItem> {
        if head.is_empty() {
            return None;
        }
        let kind = self.kind(head, parent)?;
        let start = self.tokens[head.start].span.start;
        let last = body.map_or(head.end, |it| it.end).min(self.tokens.len() - 1);
        let mut item = OutlineItem {
            kind,
            span: start..self.tokens[last].span.end,
            name: start..start,
            number: start..start,
            label: None,
            ty: start..start,
            returns: start..start,
            options: self.options(head),
            body: body.map(|_| self.inner(head.end, last)),
            parent,
        };
        self.fill(&mut item, head);
        Some(item)
    }

    fn kind(&self, head: &Span, parent: Option<usize>) -> Option<ItemKind> {
        let around = parent.map(|it| self.items[it].kind);
        let at = if matches!(self.word(head.start), "export" | "local") { head.start + 1 } else { head.start };
        Some(match (around, self.word(at)) {
            (None, "syntax" | "edition") => ItemKind::Syntax,
            (None, "package") => ItemKind::Package,
            (None, "import") => ItemKind::Import,
            (_, "option") => ItemKind::Option,
            (None, "service") => ItemKind::Service,
            (Some(ItemKind::Service), "rpc") => ItemKind::Method,
            (Some(ItemKind::Service | ItemKind::Method), _) => return None,
            (_, "reserved") => ItemKind::Reserved,
            (Some(ItemKind::Enum), _) => ItemKind::Value,
            (Some(ItemKind::Message | ItemKind::Group), "extensions") => ItemKind::Extensions,
            (Some(ItemKind::Message | ItemKind::Group), "oneof") => ItemKind::Oneof,
            (None | Some(ItemKind::Message | ItemKind::Group), "message") => ItemKind::Message,
            (None | Some(ItemKind::Message | ItemKind::Group), "enum") => ItemKind::Enum,
            (None | Some(ItemKind::Message | ItemKind::Group), "extend") => ItemKind::Extend,
            (Some(ItemKind::Message | ItemKind::Group | ItemKind::Oneof | ItemKind::Extend), _)
                if self.has_word(head, "group") =>
            {
                ItemKind::Group
            }
            (Some(ItemKind::Message | ItemKind::Group | ItemKind::Oneof | ItemKind::Extend), _) => ItemKind::Field,
            _ => return None,
        })
    }

    fn fill(&self, item: &mut OutlineItem, head: &Span) {
        let equals = self.equals(head);
        match item.kind {
            ItemKind::Field | ItemKind::Group | ItemKind::Value => {
                let Some(equals) = equals else { return };
                item.name = self.tokens[equals - 1].span.clone();
                item.number = self.number(equals + 1, head.end);
                if item.kind == ItemKind::Value {
                    return;
                }
                let labeled = matches!(self.word(head.start), "optional" | "required" | "repeated");
                item.label = labeled.then(|| self.tokens[head.start].span.clone());
                let first = head.start + usize::from(labeled);
                if first + 1 < equals {
                    item.ty = self.tokens[first].span.start..self.tokens[equals - 2].span.end;
                }
            }
            ItemKind::Option | ItemKind::Syntax => {
                let Some(equals) = equals else { return };
                let first = head.start + usize::from(item.kind == ItemKind::Option);
                item.name = self.tokens[first.min(equals - 1)].span.start..self.tokens[equals - 1].span.end;
                item.number = self.tokens[equals + 1].span.start..self.tokens[head.end - 1].span.end;
            }
            ItemKind::Method => {
                item.name = self.tokens[(head.start + 1).min(head.end - 1)].span.clone();
                let open: Vec<usize> = head.clone().filter(|it| self.is(*it, "(")).collect();
                let close: Vec<usize> = head.clone().filter(|it| self.is(*it, ")")).collect();
                if let ([first, second, ..], [first_end, second_end, ..]) = (open.as_slice(), close.as_slice()) {
                    item.ty = self.inner(*first, *first_end);
                    item.returns = self.inner(*second, *second_end);
                }
            }
            ItemKind::Package | ItemKind::Extend => {
                item.name =
                    self.tokens[(head.start + 1).min(head.end - 1)].span.start..self.tokens[head.end - 1].span.end;
            }
            ItemKind::Import => item.name = self.tokens[head.end - 1].span.clone(),
            ItemKind::Message | ItemKind::Enum | ItemKind::Service | ItemKind::Oneof => {
                item.name = self.tokens[head.end - 1].span.clone();
            }
            ItemKind::Reserved | ItemKind::Extensions => {}
        }
    }

    /// Returns the index of the first `=`, if there are tokens on both sides.
    fn equals(&self, head: &Span) -> Option<usize> {
        let at = head.clone().find(|it| self.is(*it, "="))?;
        (at > head.start && at + 1 < head.end).then_some(at)
    }

    fn number(&self, at: usize, end: usize) -> Span {
        let last = if self.is(at, "-") { (at + 1).min(end - 1) } else { at };
        self.tokens[at].span.start..self.tokens[last].span.end
    }

    fn options(&self, head: &Span) -> Option<Span> {
        let equals = self.equals(head).unwrap_or(head.start);
        let open = (equals..head.end).find(|it| self.is(*it, "["))?;
        let close = (open..head.end).rev().find(|it| self.is(*it, "]"))?;
        Some(self.inner(open, close))
    }

    /// Returns the text span between two tokens.
    fn inner(&self, open: usize, close: usize) -> Span {
        let start = self.tokens[open].span.end;
        start..self.tokens[close].span.start.max(start)
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |it| &self.text[it.span.clone()])
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.word(at) == word
    }

    fn has_word(&self, head: &Span, word: &str) -> bool {
        head.clone().take(2).any(|it| self.is(it, word) && self.tokens[it].kind == TokenKind::Word)
            && self.equals(head).is_some_and(|it| !self.is(it - 1, word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"syntax = "proto2"; package a.b;
import public "x/y.proto";
option (my.opt) = { a: 1; b: [2] };
message M {
  // field x = 9;
  optional .a.b.N n = 1 [deprecated = true, (o) = { k: "]" }];
  map<string, int32> m = 2;
  reserved 5, 7 to 9; reserved "q";
  extensions 100 to max;
  oneof o { string s = 3; group G = 4 { optional int32 deep = 1; } }
  enum E { option allow_alias = true; A = 0; B = -1; ; }
}
extend M { repeated int32 x = 100; }
service S { rpc Get(stream M) returns (.a.b.M) { option deprecated = true; } rpc Put(M) returns (M); }
"#;

    fn lines() -> Vec<String> {
        let outline = Outline::of(FILE);
        let mut items: Vec<&OutlineItem> = outline.items.iter().collect();
        items.sort_by_key(|it| it.span.start);
        items
            .iter()
            .map(|it| {
                let parent = it.parent.map_or("", |at| &FILE[outline.items[at].name.clone()]);
                format!("{parent}/{:?} {} = {}", it.kind, &FILE[it.name.clone()], &FILE[it.number.clone()])
            })
            .collect()
    }

    #[test]
    fn finds_every_declaration_below_its_parent() {
        assert_eq!(
            lines(),
            [
                "/Syntax syntax = \"proto2\"",
                "/Package a.b = ",
                "/Import \"x/y.proto\" = ",
                "/Option (my.opt) = { a: 1; b: [2] }",
                "/Message M = ",
                "M/Field n = 1",
                "M/Field m = 2",
                "M/Reserved  = ",
                "M/Reserved  = ",
                "M/Extensions  = ",
                "M/Oneof o = ",
                "o/Field s = 3",
                "o/Group G = 4",
                "G/Field deep = 1",
                "M/Enum E = ",
                "E/Option allow_alias = true",
                "E/Value A = 0",
                "E/Value B = -1",
                "/Extend M = ",
                "M/Field x = 100",
                "/Service S = ",
                "S/Method Get = ",
                "Get/Option deprecated = true",
                "S/Method Put = ",
            ]
        );
    }

    #[test]
    fn types_labels_options_and_bodies_have_their_spans() {
        let outline = Outline::of(FILE);
        let named = |name: &str| outline.items.iter().find(|it| &FILE[it.name.clone()] == name).expect("it is there");
        let field = named("n");
        assert_eq!(field.label.clone().map(|it| &FILE[it]), Some("optional"));
        assert_eq!(&FILE[field.ty.clone()], ".a.b.N");
        assert_eq!(field.options.clone().map(|it| &FILE[it]), Some(r#"deprecated = true, (o) = { k: "]" }"#));
        assert_eq!(&FILE[named("m").ty.clone()], "map<string, int32>");
        assert_eq!(&FILE[named("Get").ty.clone()], "stream M");
        assert_eq!(&FILE[named("Get").returns.clone()], ".a.b.M");
        assert_eq!(&FILE[named("Put").span.clone()], "rpc Put(M) returns (M);");
        assert_eq!(named("G").body.clone().map(|it| &FILE[it]), Some(" optional int32 deep = 1; "));
    }

    #[test]
    fn outlines_a_broken_file_without_panic() {
        for end in 0..FILE.len() {
            Outline::of(&FILE[..end]);
            Outline::of(&FILE[end..]);
        }
    }
}
