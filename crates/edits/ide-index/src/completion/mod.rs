//! Proposals for the text at an offset, by the grammar position there.

mod context;
mod keywords;
mod numbers;
mod options;
mod types;

use std::collections::BTreeMap;

use crate::workspace::{Analysis, FileId};
use context::{Block, Context, context};
use protoward_syntax::ast::Span;

/// Maximum number of proposals. If there are more, an editor has to ask again.
const MAX_PROPOSALS: usize = 200;

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
impl Place<'_> {
    fn proposals(self) -> Vec<Completion> {
        let Context { block, statement, brackets, string, is_in_comment, .. } = self.context;
        let first = statement.first().copied();
        if *is_in_comment {
            return Vec::new();
        }
        if let Some(written) = *string {
            return match first {
                Some("import") => self.imports(written),
                Some("syntax" | "edition") if *block == Block::File => keywords::versions(first == Some("edition")),
                _ => Vec::new(),
            };
        }
        if let Some(brackets) = brackets {
            let options = if *block == Block::Enum { "EnumValueOptions" } else { "FieldOptions" };
            return self.option(brackets, if first == Some("extensions") { "ExtensionRangeOptions" } else { options });
        }
        match (block, first) {
            (Block::Aggregate, _) => self.aggregate(),
            (_, Some("option")) => self.option(&statement[1..], options_of(*block)),
            (_, Some("extend")) if statement.len() == 1 => self.types(types::Wanted::Message),
            (Block::Message | Block::Oneof | Block::Extend, None) => {
                let keywords = self.starts();
                let types = self.types(types::Wanted::Field);
                // In front of a name, there is a type.
                let (mut items, others) = if self.is_before_name() { (types, keywords) } else { (keywords, types) };
                items.extend(others);
                items
            }
            (_, None) => self.starts(),
            (Block::Service, Some("rpc")) => self.method(),
            (Block::Message | Block::Oneof | Block::Extend, Some(_)) => self.field(),
            (Block::Enum, Some(_)) if statement.len() == 2 && statement[1] == "=" => self.next_number(),
            (Block::File, Some("export" | "local")) => self.matching(keywords::with_visibility()),
            _ => Vec::new(),
        }
    }

    /// Returns `true` if the name and the number of a field follow.
    fn is_before_name(self) -> bool {
        let rest = self.analysis.file(self.file).text.get(self.context.replace.end as usize..).unwrap_or_default();
        let rest = rest.trim_start();
        let after = rest.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || it == '_');
        after.len() < rest.len() && after.trim_start().starts_with('=')
    }

    /// Returns the keywords that start a statement.
    fn starts(self) -> Vec<Completion> {
        self.matching(keywords::starts(self.context.block))
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
                let mut items = self.types(types::Wanted::Message);
                items.extend(self.matching(vec![keywords::word("stream", "several messages")]));
                items
            }
            Some(&"stream") => self.types(types::Wanted::Message),
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
            [] => {
                let mut items = self.types(types::Wanted::Field);
                items.extend(self.matching(vec![keywords::word("group", "a message and a field (proto2)")]));
                items
            }
            ["map", "<"] => self.matching(keywords::map_keys()),
            ["map", "<", _, ","] => self.types(types::Wanted::Field),
            ["reserved" | "extensions", ..] => {
                self.matching(vec![keywords::word("to", "a range"), keywords::word("max", "the largest number")])
            }
            [.., "="] => self.next_number(),
            _ => Vec::new(),
        }
    }

    /// Returns the files that start with the written path, or have it as the start of their last component, with their
    /// packages.
    fn imports(self, written: &str) -> Vec<Completion> {
        let own = self.analysis.file(self.file);
        let is_new = |name: &str| name != own.name && !own.imports.iter().any(|import| import.name == name);
        // Files in the same folder are the most likely ones, then those with the path itself.
        let folder = own.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut found = BTreeMap::new();
        for (_, file) in self.analysis.files().filter(|(_, file)| is_new(&file.name)) {
            let rank = if file.name.starts_with(written) {
                usize::from(!file.name.starts_with(folder))
            } else if file.name.rsplit('/').next().is_some_and(|last| last.starts_with(written)) {
                2
            } else {
                continue;
            };
            found.insert((rank, file.name.clone()), file.package.clone());
        }
        let proposal =
            |((_, name), package): ((usize, String), String)| Completion::new(CompletionKind::File, name, package);
        found.into_iter().map(proposal).collect()
    }
}

/// Returns the message of `descriptor.proto` for option statements in a block.
const fn options_of(block: Block) -> &'static str {
    match block {
        Block::File => "FileOptions",
        Block::Message | Block::Aggregate => "MessageOptions",
        Block::Oneof => "OneofOptions",
        Block::Enum => "EnumOptions",
        Block::Extend => "FieldOptions",
        Block::Service => "ServiceOptions",
        Block::Method => "MethodOptions",
    }
}

/// Returns `true` if a text starts with a word, regardless of case.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}
