//! Ignores in comments on declarations: `// protoward:breaking:ignore FIELD_NO_DELETE it was never used`.
//!
//! A comment belongs to the declaration that it precedes, trails or is inside of; otherwise it belongs to the
//! enclosing declaration. The ignore covers the declaration and everything nested in it in both versions, which
//! includes deletions. The mark is at the start of a comment line: elsewhere, the comment is about ignores.

use std::ops::Range;

use protoward_breaking::element_names;
use protoward_policy::{CommentIgnore, CoveredScope, IgnoreEnd, MistakenEnd};
use protoward_schema::{Element, FieldOwner, FileId, Parent, Schema};
use protoward_source::{Place, Sources, nearest, parallel};
use protoward_syntax::ast::FileItem;
use protoward_syntax::{Lexer, TokenKind};

/// Returns the ignores in comments of all files that are not only imported. `mark` is their prefix, such as
/// `protoward:breaking:ignore`.
pub fn comment_ignores(schema: &Schema, sources: &Sources, mark: &str) -> Vec<CommentIgnore> {
    let files: Vec<FileId> = schema.files.ids().filter(|&file| !schema[file].is_import).collect();
    let is_marked = |index: usize| match &sources.get(schema[files[index]].source).text {
        Some(text) => text.contains(mark),
        None => schema[files[index]].locations.bytes().is_some_and(|bytes| contains(bytes, mark.as_bytes())),
    };
    let marked = parallel::map(files.len(), parallel::threads(None), is_marked);
    let mut elements: Vec<Vec<Element>> = vec![Vec::new(); schema.files.len()];
    let mut is_selected = vec![false; schema.files.len()];
    for (file, _) in files.iter().zip(&marked).filter(|(_, marked)| **marked) {
        is_selected[file.index()] = true;
    }
    if !is_selected.contains(&true) {
        return Vec::new();
    }
    for element in schema.declarations().filter(|&element| is_selected[schema.file_of(element).index()]) {
        elements[schema.file_of(element).index()].push(element);
    }
    let wanted = files.into_iter().filter(|file| is_selected[file.index()]);
    let marked = MarkedComments { schema, sources, mark };
    wanted.flat_map(|file| marked.in_file(file, &elements[file.index()])).collect()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// A schema whose comments are searched for a mark.
struct MarkedComments<'a> {
    schema: &'a Schema,
    sources: &'a Sources,
    mark: &'a str,
}

impl MarkedComments<'_> {
    fn is_of_buf(&self) -> bool {
        self.mark.starts_with("buf:")
    }

    fn in_file(&self, file: FileId, elements: &[Element]) -> Vec<CommentIgnore> {
        let Self { schema, sources, mark } = *self;
        let is_of_buf = self.is_of_buf();
        let source = schema[file].source;
        let Some(text) = &sources.get(source).text else { return self.in_descriptor(file, elements) };
        let nest = NestedDeclarations::new(schema, sources, elements);
        let mut found = Vec::new();
        for comment in marked_comments(text, mark) {
            let about = nest.about(text, &comment);
            let scopes: Vec<CoveredScope> = match &about[..] {
                [] => {
                    let statement = import_at(text, &comment).map(|import| sources.place(source, import));
                    vec![CoveredScope { statement, ..scope(schema, file.into()) }]
                }
                about => about.iter().map(|&element| scope(schema, element)).collect(),
            };
            for (at, line) in lines(text, &comment.extent, mark) {
                let place = sources.place(source, at..at + line.trim_end().len());
                found.extend(line.strip_prefix(mark).and_then(|rest| read(rest, place, &scopes, is_of_buf)));
            }
        }
        found
    }

    /// Reads the comments in a descriptor: protoc keeps those around declarations.
    fn in_descriptor(&self, file: FileId, elements: &[Element]) -> Vec<CommentIgnore> {
        let Self { schema, mark, .. } = *self;
        let is_of_buf = self.is_of_buf();
        let mut found = Vec::new();
        let mut read_all = |text: &str, place: Place, element: Element| {
            let scopes = [scope(schema, element)];
            // protoc removes `//`, `/*` and the `*` of later lines.
            let lines = text.lines().map(|line| after_decoration(line, &['/', '*', '!']));
            let lines = lines.filter_map(|line| line.strip_prefix(mark));
            found.extend(lines.filter_map(|rest| read(rest, place, &scopes, is_of_buf)));
        };
        // The comments of the syntax, the package and file options apply to the file.
        for path in [&[12][..], &[14], &[2]] {
            if let Some(location) = schema.location(file, path) {
                let comments = location.comments();
                let place = schema.part(file, path);
                let all = comments.leading.into_iter().chain(comments.trailing).chain(comments.detached);
                all.for_each(|text| read_all(text, place, file.into()));
            }
        }
        for &element in elements {
            let comments = schema.comments(element);
            let place = schema.place(element);
            comments.leading.into_iter().chain(comments.trailing).for_each(|text| read_all(text, place, element));
            let around = parent(schema, element);
            comments.detached.into_iter().for_each(|text| read_all(text, place, around));
        }
        found
    }
}

/// Returns the lines of a comment that start with the mark, from the mark on. A mark inside a sentence is prose about
/// ignores.
fn lines<'t>(text: &'t str, comment: &Range<usize>, mark: &str) -> impl Iterator<Item = (usize, &'t str)> {
    let mut next = comment.start;
    let comment = &text[comment.clone()];
    comment.split_inclusive('\n').enumerate().filter_map(move |(number, line)| {
        let end = next + line.len();
        next = end;
        let rest = match number {
            0 => after_decoration(line.get(COMMENT_START..)?, &['/', '*', '!']),
            _ => after_decoration(line.trim_start(), &['*']),
        };
        let at = end - rest.len();
        let rest = rest.trim_end();
        rest.starts_with(mark).then(|| (at, rest.strip_suffix("*/").unwrap_or(rest)))
    })
}

/// The length of `//` and of `/*`.
const COMMENT_START: usize = 2;

/// Returns a comment line without the third character of `///`, `/**` or `//!`, or the `*` of a later line of a block.
/// Not more: a comment inside of a comment is commented out.
fn after_decoration<'t>(line: &'t str, decoration: &[char]) -> &'t str {
    line.strip_prefix(decoration).unwrap_or(line).trim_start()
}

/// Parses the text after a mark; `None` if the mark is only the prefix of another word.
fn read(rest: &str, place: Place, scopes: &[CoveredScope], is_of_buf: bool) -> Option<CommentIgnore> {
    if rest.starts_with(|character: char| character.is_alphanumeric() || "_-:".contains(character)) {
        return None;
    }
    let mut rest = rest.trim_start();
    let mut rules = Vec::new();
    let mut goes_on = true;
    while goes_on && !rest.is_empty() {
        let (word, after) = next_word(rest);
        goes_on = word.ends_with(',') || after.starts_with(',');
        let words = word.split(',').filter(|word| !word.is_empty());
        rules.extend(words.map(|word| word.trim_end_matches([':', ';']).to_owned()));
        rest = after.trim_start_matches(',').trim_start();
    }
    let rest = rest.trim_start_matches(SEPARATORS);
    let (until, rest) = match end(rest) {
        Some((until, after)) => (Some(until.to_owned()), after),
        None => (None, rest),
    };
    let reason = rest.trim_start_matches(SEPARATORS).trim();
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    let mistaken_end = reason.as_deref().and_then(mistaken_end);
    Some(CommentIgnore { place, rules, until, mistaken_end, reason, scopes: scopes.to_vec(), is_of_buf })
}

/// Characters that users write between the parts of an ignore.
const SEPARATORS: &[char] = &[' ', '\t', ':', ';', ',', '-', '–', '—', '('];

/// Returns the word after a leading `until`, and the rest.
fn end(text: &str) -> Option<(&str, &str)> {
    let after =
        text.get(..UNTIL.len()).filter(|word| word.eq_ignore_ascii_case(UNTIL)).map(|_| &text[UNTIL.len()..])?;
    if after.starts_with(|character: char| character.is_alphanumeric() || character == '_') {
        return None;
    }
    let (word, rest) = next_word(after.trim_start_matches([' ', '\t', ':', '=']));
    Some((word.trim_end_matches([':', ',', ';', ')']), rest))
}

/// Returns an end inside the reason: its author expects that the ignore ends then. After the first word, only a date is one.
fn mistaken_end(reason: &str) -> Option<MistakenEnd> {
    let is_start = |&(at, _): &(usize, char)| {
        reason[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric() && before != '_')
    };
    let words = reason.char_indices().filter(is_start).map(|(at, _)| &reason[at..]);
    let mut misplaced = words.clone().filter_map(end).map(|(word, _)| word.trim_end_matches(AFTER_AN_END));
    let mut misspelled = words.filter_map(misspelled_end).filter(|(_, value)| is_like_a_date(value));
    let misspelled = misspelled_end(reason).or_else(|| misspelled.next());
    match misspelled {
        Some((word, _)) => Some(MistakenEnd::Misspelled(word.to_owned())),
        None => misplaced.find(|word| is_like_a_date(word)).map(|word| MistakenEnd::Misplaced(word.to_owned())),
    }
}

/// Returns a leading word that stands for `until`, with the end after it: a misspelling, or a key with a date.
fn misspelled_end(text: &str) -> Option<(&str, &str)> {
    let is_of_word = |character: char| character.is_alphanumeric() || character == '_' || character == '-';
    let (word, rest) = text.split_at(text.find(|character| !is_of_word(character)).unwrap_or(text.len()));
    let value = next_word(rest.trim_start_matches([' ', '\t', ':', '='])).0.trim_end_matches(AFTER_AN_END);
    let end = IgnoreEnd::parse(value);
    let is_end = end.is_some() || is_like_a_date(value);
    let is_alike = UNTIL_INSTEAD.contains(&&*word.to_lowercase()) || !nearest(word, [UNTIL]).is_empty();
    let is_key = !word.is_empty() && rest.starts_with('=') && matches!(end, Some(IgnoreEnd::Date(_)));
    let is_until = word.eq_ignore_ascii_case(UNTIL);
    (!is_until && (is_alike && is_end || is_key)).then_some((word, value))
}

/// The word before the end of an ignore.
const UNTIL: &str = "until";

/// Words that users may take for [`UNTIL`].
const UNTIL_INSTEAD: &[&str] = &["till", "til", "util", "expires"];

/// Characters that may follow an end.
const AFTER_AN_END: &[char] = &[':', ',', ';', ')', '.', '!', '?'];

fn is_like_a_date(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= 4 && word.bytes().all(|byte| byte.is_ascii_digit() || b"-./:TZ".contains(&byte))
}

fn next_word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim_start())
}

fn scope(schema: &Schema, element: Element) -> CoveredScope {
    match element {
        Element::File(file) => {
            CoveredScope { path: Some(schema.text(schema[file].path).to_owned()), ..CoveredScope::default() }
        }
        _ => CoveredScope { element: element_names(schema, element).pop(), ..CoveredScope::default() },
    }
}

/// Returns the extent of the import that a comment precedes, trails or is inside of.
fn import_at(text: &str, comment: &Comment) -> Option<Range<usize>> {
    let imports = protoward_syntax::parse(text).file.items;
    let mut extents = imports.iter().filter_map(|item| match item {
        FileItem::Import(import) => Some(import.span.range()),
        _ => None,
    });
    let behind = comment.extent.end..comment.after;
    let leads = comment.is_first_of_line(text) && !has_blank_line(&text[behind]);
    extents.find(|import| {
        let is_inside = import.start < comment.extent.start && comment.extent.end < import.end;
        let trails = !comment.is_first_of_line(text) && import.end == comment.before;
        is_inside || trails || leads && import.start == comment.after
    })
}

/// A comment and its neighboring tokens.
struct Comment {
    extent: Range<usize>,
    /// The end of the preceding token.
    before: usize,
    /// The start of the following token, or the end of the text.
    after: usize,
}

impl Comment {
    fn is_first_of_line(&self, text: &str) -> bool {
        self.before == 0 || text[self.before..self.extent.start].contains('\n')
    }
}

/// Returns the comments that contain a mark.
fn marked_comments(text: &str, mark: &str) -> Vec<Comment> {
    let mut lexer = Lexer::new(text);
    let mut before = 0;
    let mut found = Vec::new();
    loop {
        let token = lexer.next_token();
        let after = token.span.start as usize;
        if text[before.min(after)..after].contains(mark) {
            let in_gap = comments(text, before..after).into_iter().filter(|extent| text[extent.clone()].contains(mark));
            found.extend(in_gap.map(|extent| Comment { extent, before, after }));
        }
        if token.kind == TokenKind::End {
            return found;
        }
        before = token.span.end as usize;
    }
}

/// Returns the comments between two tokens.
fn comments(text: &str, gap: Range<usize>) -> Vec<Range<usize>> {
    let mut at = gap.start;
    let mut found = Vec::new();
    while let Some(start) = text[at..gap.end].find('/').map(|offset| at + offset) {
        let rest = &text[start..gap.end];
        let length = match rest.as_bytes().get(1) {
            Some(b'/') => rest.find('\n').unwrap_or(rest.len()),
            Some(b'*') => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ => 1,
        };
        if length > 1 {
            found.push(start..start + length);
        }
        at = start + length;
    }
    found
}

/// The nested declarations of a file.
struct NestedDeclarations {
    /// Sorted by start, outer declarations first; each with the index of its parent.
    nodes: Vec<Node>,
}

/// The extent of a declaration, its element, and the index of its parent.
type Node = (Range<usize>, Element, Option<usize>);

impl NestedDeclarations {
    fn new(schema: &Schema, sources: &Sources, elements: &[Element]) -> Self {
        let place = |&element: &Element| Some((sources.bytes(schema.place(element))?, element));
        let mut placed: Vec<(Range<usize>, Element)> = elements.iter().filter_map(place).collect();
        placed.sort_by_key(|(extent, element)| (extent.start, std::cmp::Reverse(extent.end), *element));
        let (mut nodes, mut open): (Vec<Node>, Vec<usize>) = (Vec::new(), Vec::new());
        for (extent, element) in placed {
            while open.last().is_some_and(|&outer| nodes[outer].0.end <= extent.start) {
                open.pop();
            }
            let around = open.last().copied();
            open.push(nodes.len());
            nodes.push((extent, element, around));
        }
        Self { nodes }
    }

    /// Returns the declarations that a comment belongs to; none if it belongs to the file.
    fn about(&self, text: &str, comment: &Comment) -> Vec<Element> {
        if !comment.is_first_of_line(text) {
            return self.around(comment.before - 1).into_iter().collect();
        }
        let gap = &text[comment.extent.end..comment.after];
        if comment.after == text.len() || has_blank_line(gap) {
            return self.around(comment.extent.start).into_iter().collect();
        }
        let led = self.starting_at(comment.after);
        if led.is_empty() { self.around(comment.after).into_iter().collect() } else { led }
    }

    /// Returns the declarations that start at an offset: a group is a message and a field.
    fn starting_at(&self, offset: usize) -> Vec<Element> {
        let first = self.nodes.partition_point(|(extent, ..)| extent.start < offset);
        let same = self.nodes[first..].iter().take_while(|(extent, ..)| extent.start == offset);
        same.map(|(_, element, _)| *element).collect()
    }

    /// Returns the innermost declaration around an offset.
    fn around(&self, offset: usize) -> Option<Element> {
        let mut node = self.nodes.partition_point(|(extent, ..)| extent.start <= offset).checked_sub(1);
        while let Some(index) = node {
            let (extent, element, around) = &self.nodes[index];
            if offset < extent.end {
                return Some(*element);
            }
            node = *around;
        }
        None
    }
}

/// Returns `true` if a gap has a blank line outside of comments.
fn has_blank_line(gap: &str) -> bool {
    // The first line ends the previous comment, and the last one starts the next token.
    let lines: Vec<&str> = gap.split('\n').collect();
    let between = lines.len().saturating_sub(1);
    lines.iter().take(between).skip(1).any(|line| line.trim().is_empty())
}

fn parent(schema: &Schema, element: Element) -> Element {
    let of = |parent: Parent| parent.into();
    match element {
        Element::File(_) => element,
        Element::Message(id) => of(schema[id].parent),
        Element::Enum(id) => of(schema[id].parent),
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Message(message) => message.into(),
            FieldOwner::Extension { scope, .. } => of(scope),
        },
        Element::Oneof(id) => schema[id].message.into(),
        Element::EnumValue(id) => schema[id].parent.into(),
        Element::Service(id) => schema[id].file.into(),
        Element::Method(id) => schema[id].service.into(),
    }
}
