//! What is wrong with a file, collected in any order and given in protoc's.

use super::order::{Order, Where};
use super::{Checked, Context};
use protoward_schema::{Element, MessageId};
use protoward_source::{Diagnostic, Severity};
use protoward_syntax::ast::Span;

/// What protoc does to a file, one after the other. It often stops behind a phase that found something; we go on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Each declaration by itself, and its name.
    Build,
    /// Names of types, numbers of fields.
    Link,
    /// The options of everything, but for names that begin with parentheses.
    Options,
    /// What features come to: extensions are looked up in options when these are known.
    Features,
    /// Names of options that begin with parentheses.
    CustomOptions,
    /// What goes together, now that all is known.
    Validate,
    /// Imports that are not needed.
    Imports,
    /// Names.
    Style,
    /// How much there is of something.
    Limits,
    /// `export` where it cannot be.
    Strict,
    /// What the edition does not have, or should not use.
    Lifetimes,
    /// Services that are generated in an old way.
    Services,
    /// What is to be kept secret, and would not be.
    Redacted,
    /// Numbers that belong to protobuf itself.
    LibraryNumbers,
    /// What is set where it does not belong.
    Targets,
}

/// Where protoc comes upon a mistake, within a phase.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    Element(Element),
    /// `extensions` statements of a message.
    Extensions(MessageId),
    /// `reserved` statements with numbers of a message.
    Reserved(MessageId),
}

impl<E: Into<Element>> From<E> for At {
    fn from(element: E) -> Self {
        Self::Element(element.into())
    }
}

/// Collects diagnostics of one file.
#[derive(Default)]
pub(super) struct Said {
    entries: Vec<Entry>,
}

struct Entry {
    phase: Phase,
    /// `None` where the place of the diagnostic tells.
    at: Option<At>,
    /// Among what is said there, the smallest goes first.
    rank: u32,
    diagnostic: Diagnostic,
}

impl Said {
    /// Says something that protoc finds in this phase when it comes to `at`.
    pub(super) fn say(&mut self, phase: Phase, at: impl Into<At>, diagnostic: Diagnostic) {
        self.entries.push(Entry { phase, at: Some(at.into()), rank: 1, diagnostic });
    }

    /// The same, in front of what else is said there.
    pub(super) fn say_first(&mut self, phase: Phase, at: impl Into<At>, diagnostic: Diagnostic) {
        self.entries.push(Entry { phase, at: Some(at.into()), rank: 0, diagnostic });
    }

    /// Says something about a range of a message, behind what else is said of the message.
    pub(super) fn say_of_range(&mut self, phase: Phase, at: MessageId, range: Span, diagnostic: Diagnostic) {
        self.entries.push(Entry { phase, at: Some(at.into()), rank: 2 + range.start, diagnostic });
    }

    /// Says something of a phase, about the declaration in which the diagnostic is placed.
    pub(super) fn push_in(&mut self, phase: Phase, diagnostic: Diagnostic) {
        self.entries.push(Entry { phase, at: None, rank: 1, diagnostic });
    }

    /// Whether anything is wrong that protoc finds while it builds the file.
    pub(super) fn has_errors(&self) -> bool {
        let is_early = |entry: &&Entry| entry.phase < Phase::Redacted;
        self.entries.iter().filter(is_early).any(|entry| entry.diagnostic.severity == Severity::Error)
    }

    /// Takes back the warnings of what comes behind a phase.
    pub(super) fn drop_warnings_behind(&mut self, phase: Phase) {
        self.entries.retain(|entry| entry.phase <= phase || entry.diagnostic.severity == Severity::Error);
    }

    /// protoc does not come to the warnings of a phase behind errors; they would only distract from those.
    fn drop_idle_warnings(&mut self) {
        let is_error = |entry: &&Entry| entry.diagnostic.severity == Severity::Error;
        let Some(last) = self.entries.iter().filter(is_error).map(|entry| entry.phase).min() else { return };
        self.entries.retain(|entry| is_error(&entry) || entry.phase <= last);
    }

    /// Takes what was said besides.
    pub(super) fn append(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
    }

    /// Hands everything on, in protoc's order. What is said of one declaration in one phase stays as it was pushed.
    pub(super) fn report(mut self, cx: &Context<'_>, checked: &mut Checked) {
        self.drop_idle_warnings();
        if self.entries.len() > 1 {
            let places = Where::new(cx);
            let order = Order::new(cx);
            self.entries.sort_by_cached_key(|entry| {
                let at = entry.at.unwrap_or_else(|| places.find(entry.diagnostic.place()));
                // The second pass over options is in the order of the first.
                let same_order = if entry.phase == Phase::CustomOptions { Phase::Options } else { entry.phase };
                (entry.phase, order.turn(same_order, at), entry.rank)
            });
        }
        // What a file that was asked for has of this comes right behind the rest of it, unless its imports are waiting.
        let lifetimes_are_late = !cx.unit().is_asked_for || !checked.late.is_empty();
        for Entry { phase, diagnostic, .. } in self.entries {
            let is_late = phase > Phase::Lifetimes || (phase == Phase::Lifetimes && lifetimes_are_late);
            let report = if is_late { &mut checked.late } else { &mut checked.of_files };
            report.push(diagnostic);
        }
    }
}
