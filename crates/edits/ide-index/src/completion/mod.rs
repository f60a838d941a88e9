//! Proposals for the text at an offset, by the grammar position there.

mod context;
mod declared;
mod field;
mod field_type;
mod fitting;
mod following;
mod importable;
mod keywords;
mod language;
mod numbers;
mod options;
mod packages;
mod set_options;
mod statements;
mod terms;
#[cfg(test)]
mod tests;
mod types;
mod uses;
mod written;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::file::ReferenceKind;
use crate::workspace::{Analysis, FileId, Target};
use context::{Block, Context, context};
use fitting::Wanted;
use language::Language;
use protoward_syntax::ast::Span;

/// Maximum number of proposals. If there are more, an editor has to ask again.
const MAX_PROPOSALS: usize = 200;

/// The number of proposals in front of a keyword that is possible as well.
const SEEN: usize = 4;

/// The proposals for an offset, and the text that they replace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The text that a chosen proposal replaces.
    pub replace: Span,
    /// The proposals, best first.
    pub items: Vec<Completion>,
    /// `true` if there are more proposals than these.
    pub is_incomplete: bool,
}

/// One proposal for the text at an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The text to insert in place of the written word.
    pub text: String,
    /// The kind of what is proposed.
    pub kind: CompletionKind,
    /// An explanation in a few words, such as the full name.
    pub detail: String,
    /// The file that has to be imported.
    pub import: Option<String>,
}

/// The kind of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the words")]
pub enum CompletionKind {
    Keyword,
    Scalar,
    Message,
    Enum,
    EnumValue,
    Option,
    Field,
    File,
    Folder,
    Number,
    Value,
}

impl Completion {
    fn new(kind: CompletionKind, text: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { text: text.into(), kind, detail: detail.into(), import: None }
    }
}

impl Analysis {
    /// Returns proposals for the text at an offset.
    pub fn complete(&self, file: FileId, offset: usize) -> Completions {
        let text = &self.file(file).text;
        let context = context(text, offset);
        let place = Place { analysis: self, file, context: &context, offset };
        let mut items = place.proposals();
        let is_incomplete = items.len() > MAX_PROPOSALS;
        items.truncate(MAX_PROPOSALS);
        let replace = match context.string {
            Some(written) => Span::new((offset - written.len()) as u32, offset as u32),
            None => context.replace,
        };
        Completions { replace, items, is_incomplete }
    }
}

/// An offset in a file, with its context.
#[derive(Clone, Copy)]
struct Place<'a> {
    analysis: &'a Analysis,
    file: FileId,
    context: &'a Context<'a>,
    offset: usize,
}

/// The statements and their parts, as far as they decide what may follow.
impl<'a> Place<'a> {
    fn proposals(self) -> Vec<Completion> {
        let Context { block, statement, brackets, string, is_in_comment, .. } = self.context;
        let first = statement.first().copied();
        if *is_in_comment {
            return Vec::new();
        }
        if let Some(written) = *string {
            return match first {
                Some("import") => self.imports(written),
                Some("syntax" | "edition") if *block == Block::File => self.versions(true),
                _ => Vec::new(),
            };
        }
        if let Some(brackets) = brackets {
            return match options_message(*block, first, true) {
                _ if *block == Block::Aggregate => self.aggregate(),
                "FieldOptions" => self.field_option(brackets),
                options => self.option(brackets, options),
            };
        }
        match (block, first) {
            (Block::Aggregate, _) => self.aggregate(),
            (_, Some("option")) => self.option(&statement[1..], options_message(*block, first, false)),
            (_, Some("extend")) if statement.len() == 1 => self.types(Wanted::Extendee),
            (Block::Message | Block::Oneof | Block::Extend, None) => self.statement(),
            (_, None) => self.starts(),
            (Block::Service, Some("rpc")) => self.method(),
            (Block::Enum, Some(_)) if statement.len() == 2 && statement[1] == "=" => self.numbers(),
            (Block::File | Block::Message, Some("export" | "local")) if statement.len() == 1 => {
                self.matching(keywords::with_visibility())
            }
            (Block::File, Some("import")) if statement.len() == 1 => {
                self.matching(keywords::of_import(self.language()))
            }
            (Block::File, Some("package")) if statement.len() == 1 => self.packages(),
            (Block::File, Some("syntax" | "edition")) if statement.len() == 2 => self.versions(false),
            (Block::Enum, Some("reserved")) => self.range(),
            (Block::Message | Block::Oneof | Block::Extend, Some(_)) => self.field(),
            _ => Vec::new(),
        }
    }

    /// Returns the text behind the word at the offset.
    fn text_behind(self) -> &'a str {
        let text = &self.analysis.file(self.file).text;
        text.get(self.context.replace.end as usize..).unwrap_or_default().trim_start()
    }

    /// Returns the values of `syntax` or `edition` that have all options of the file.
    fn versions(self, has_quote: bool) -> Vec<Completion> {
        let file = self.analysis.file(self.file);
        let is_edition = self.context.statement.first() == Some(&"edition");
        let mut items = keywords::versions(is_edition, has_quote);
        if is_edition {
            let of_options = file.references.iter().filter(|it| matches!(it.kind, ReferenceKind::Member(_)));
            let options: Vec<Target> = of_options.filter_map(|it| self.analysis.meaning(self.file, it)).collect();
            items.retain(|item| {
                let edition = item.text.trim_matches('"').parse().map_or(Language::Proto2, Language::Edition);
                options.iter().all(|option| self.terms(*option).has(edition))
            });
        }
        if has_quote { items } else { self.matching(items) }
    }

    fn language(self) -> Language {
        Language::of(&self.analysis.file(self.file).text)
    }

    /// Returns how often the file has each word outside of lines of comments.
    fn uses_of_words(self) -> HashMap<&'a str, usize> {
        let mut uses = HashMap::new();
        let lines = self.analysis.file(self.file).text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for word in lines.flat_map(|line| line.split(|it: char| !it.is_ascii_alphanumeric())) {
            *uses.entry(word).or_default() += 1;
        }
        uses
    }

    /// Returns what may follow in a list of numbers.
    fn range(self) -> Vec<Completion> {
        let is_number = |word: &&&str| word.starts_with(|first: char| first.is_ascii_digit());
        // Names and numbers are reserved in different statements.
        let is_name =
            |word: &&str| word.starts_with(|first: char| first.is_ascii_alphabetic() || "_\"'".contains(first));
        let has_names = self.context.statement.get(1).is_some_and(is_name);
        match self.context.statement.last() {
            _ if has_names => Vec::new(),
            Some(&"to") => self.range_ends(),
            Some(&("reserved" | "extensions" | ",")) => self.free_numbers(),
            last if last.filter(is_number).is_some() => self.matching(vec![keywords::word("to", "a range")]),
            _ => Vec::new(),
        }
    }

    /// Returns the proposals that start with the written word.
    fn matching(self, items: Vec<Completion>) -> Vec<Completion> {
        let word = self.context.word;
        items.into_iter().filter(|item| starts_with(&item.text, word)).collect()
    }

    /// Returns what may follow in a method.
    fn method(self) -> Vec<Completion> {
        let statement = &self.context.statement;
        match statement.last() {
            Some(&"(") => {
                let stream = self.matching(vec![keywords::word("stream", "several messages")]);
                inserted(self.types(Wanted::Message), stream)
            }
            Some(&"stream") => self.types(Wanted::Message),
            Some(&")") if !statement.contains(&"returns") => {
                self.matching(vec![keywords::word("returns", "the response")])
            }
            _ => Vec::new(),
        }
    }

    /// Returns what may follow in a field that has begun.
    fn field(self) -> Vec<Completion> {
        let statement = &self.context.statement;
        let rest: Vec<&str> = statement
            .iter()
            .copied()
            .skip_while(|word| matches!(*word, "optional" | "required" | "repeated" | "export" | "local"))
            .collect();
        match rest[..] {
            [] => inserted(self.types(Wanted::Field), self.groups()),
            ["map", "<"] => self.matching(keywords::map_keys()),
            ["map", "<", _, ","] => self.types(Wanted::Field),
            ["reserved" | "extensions", ..] => self.range(),
            [.., "="] => self.numbers(),
            _ => Vec::new(),
        }
    }

    /// Returns the keyword `group` where the grammar permits it. The name of a group starts with a capital letter.
    fn groups(self) -> Vec<Completion> {
        let has_groups = self.language() == Language::Proto2
            && !self.extends_message_set()
            && self.declared().is_none()
            && !self.rest_of_line().trim_start().starts_with(|it: char| it.is_ascii_lowercase());
        let group = has_groups.then(|| keywords::word("group", "a message and a field (proto2)"));
        self.matching(group.into_iter().collect())
    }

    /// Returns the files that start with the written path, or have it as the start of their last component, with their
    /// packages. Those come first that declare what the file uses, then those whose paths are the most like that of the file.
    fn imports(self, written: &str) -> Vec<Completion> {
        let own = self.analysis.file(self.file);
        let is_new = |name: &str| name != own.name && !own.imports.iter().any(|import| import.name == name);
        let is_same = |(one, other): &(u8, u8)| one == other;
        let shared = |name: &str| name.bytes().zip(own.name.bytes()).take_while(is_same).count();
        let needed = self.needed_files();
        let mut found = Vec::new();
        for (id, file) in self.analysis.files().filter(|(_, file)| is_new(&file.name)) {
            let is_start = file.name.starts_with(written);
            if is_start || file.name.rsplit('/').next().is_some_and(|last| last.starts_with(written)) {
                found.push((!needed.contains(&id), !is_start, Reverse(shared(&file.name)), &*file.name, id));
            }
        }
        found.sort_unstable();
        let mut importable = importable::Importable::new(self.analysis, self.file);
        let allowed = found.into_iter().filter(|(.., id)| importable.allows(*id)).take(MAX_PROPOSALS + 1);
        allowed
            .map(|(.., name, id)| Completion::new(CompletionKind::File, name, &*self.analysis.file(id).package))
            .collect()
    }

    /// Returns the files that declare what the file uses, and that it does not see.
    fn needed_files(self) -> BTreeSet<FileId> {
        let Self { analysis, file, .. } = self;
        let visible = analysis.visible(file);
        let of_names = |kind: ReferenceKind| !matches!(kind, ReferenceKind::Member(_) | ReferenceKind::Value(_));
        let references = analysis.file(file).references.iter().filter(|it| of_names(it.kind));
        let files = references.filter_map(|it| analysis.meaning(file, it)).map(|target| target.file);
        files.filter(|file| !visible.contains(file)).collect()
    }
}

/// Returns two lists as one, with one of each in turn.
fn mixed(first: Vec<Completion>, second: Vec<Completion>) -> Vec<Completion> {
    let mut second = second.into_iter();
    let mut items = Vec::with_capacity(first.len() + second.len());
    for item in first {
        items.push(item);
        items.extend(second.next());
    }
    items.extend(second);
    items
}

/// Returns a list with keywords behind its first proposals, where they are still seen.
fn inserted(mut items: Vec<Completion>, keywords: Vec<Completion>) -> Vec<Completion> {
    let at = items.len().min(SEEN);
    items.splice(at..at, keywords);
    items
}

/// Returns the message of `descriptor.proto` for an option: in a block, or in brackets of a statement in it.
fn options_message(block: Block, first: Option<&str>, in_brackets: bool) -> &'static str {
    match (block, first) {
        (Block::Enum, _) if in_brackets => "EnumValueOptions",
        (_, Some("extensions")) if in_brackets => "ExtensionRangeOptions",
        _ if in_brackets => "FieldOptions",
        (Block::File, _) => "FileOptions",
        (Block::Message | Block::Aggregate, _) => "MessageOptions",
        (Block::Oneof, _) => "OneofOptions",
        (Block::Enum, _) => "EnumOptions",
        (Block::Extend, _) => "FieldOptions",
        (Block::Service, _) => "ServiceOptions",
        (Block::Method, _) => "MethodOptions",
    }
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// Returns `true` if a text starts with a word, regardless of case.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}
