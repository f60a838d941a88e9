//! The declarations so far, and name resolution according to the rules of the language.

use std::collections::{BTreeMap, BTreeSet};

/// The context of a name lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup {
    /// The type of a field: only types count.
    Type,
    /// A type of a method, or an extendee: the first symbol with the name counts.
    Any,
    /// An option: like [`Lookup::Any`], and imports for options are visible too.
    Option,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Package,
    Message,
    Enum,
    Service,
    /// A field or an extension.
    Field,
    /// A value, a method or a oneof.
    Other,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    Scalar(&'static str),
    Enum(usize),
    Message(usize),
    Group(usize),
    Map(&'static str, Box<Type>),
}

#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) number: i64,
    pub(super) kind: Type,
    pub(super) repeated: bool,
    pub(super) required: bool,
    pub(super) oneof: Option<String>,
    /// The full name, for extensions only.
    pub(super) full: String,
    pub(super) file: usize,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    pub(super) full: String,
    pub(super) file: usize,
    pub(super) fields: Vec<Field>,
    pub(super) ranges: Vec<(i64, i64)>,
    pub(super) message_set: bool,
    /// The message is not visible to other files.
    pub(super) local: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Enum {
    pub(super) full: String,
    pub(super) file: usize,
    pub(super) values: Vec<(String, i64)>,
    pub(super) closed: bool,
    pub(super) local: bool,
}

#[derive(Debug, Default)]
pub(super) struct GeneratedSchema {
    pub(super) symbols: BTreeMap<String, Vec<(Symbol, usize)>>,
    pub(super) messages: Vec<Message>,
    pub(super) enums: Vec<Enum>,
    /// Extensions, by the full name of the extendee.
    pub(super) extensions: BTreeMap<String, Vec<Field>>,
    pub(super) used_numbers: BTreeSet<(String, i64)>,
    /// The files that each file sees, including itself.
    pub(super) sees: Vec<BTreeSet<usize>>,
    /// The files that each file sees only in its options.
    pub(super) sees_in_options: Vec<BTreeSet<usize>>,
    /// The files that the importers of each file see through it.
    pub(super) public: Vec<BTreeSet<usize>>,
}

impl GeneratedSchema {
    pub(super) fn declare(&mut self, full: &str, symbol: Symbol, file: usize) {
        self.symbols.entry(full.to_owned()).or_default().push((symbol, file));
    }

    pub(super) fn is_declared(&self, full: &str) -> bool {
        self.symbols.contains_key(full)
    }

    fn seen(&self, full: &str, file: usize, lookup: Lookup) -> Option<Symbol> {
        let visible = |it: &usize| {
            self.sees[file].contains(it) || lookup == Lookup::Option && self.sees_in_options[file].contains(it)
        };
        self.symbols.get(full)?.iter().find(|it| visible(&it.1)).map(|it| it.0)
    }

    /// Resolves `text` in `scope`. Scopes are searched from the inside out; the first one that declares the first part of the
    /// name decides.
    pub(super) fn resolve(&self, text: &str, scope: &str, file: usize, lookup: Lookup) -> Option<String> {
        if let Some(full) = text.strip_prefix('.') {
            return self.seen(full, file, lookup).map(|_| full.to_owned());
        }
        let first = text.split('.').next().unwrap_or_default();
        let mut scope = Some(scope);
        while let Some(at) = scope {
            let within = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
            if let Some(symbol) = self.seen(&within(first), file, lookup) {
                let aggregate = !matches!(symbol, Symbol::Field | Symbol::Other);
                if first != text {
                    if aggregate {
                        return self.seen(&within(text), file, lookup).map(|_| within(text));
                    }
                } else if lookup != Lookup::Type || matches!(symbol, Symbol::Message | Symbol::Enum) {
                    return Some(within(text));
                }
            }
            scope = if at.is_empty() { None } else { Some(at.rfind('.').map_or("", |dot| &at[..dot])) };
        }
        None
    }

    /// Returns all names that refer to `full` in `scope`, the shortest first.
    pub(super) fn texts(&self, full: &str, scope: &str, file: usize, lookup: Lookup) -> Vec<String> {
        let mut found = Vec::new();
        let starts = std::iter::once(0).chain(full.match_indices('.').map(|it| it.0 + 1));
        for start in starts.collect::<Vec<_>>().into_iter().rev() {
            let text = &full[start..];
            if self.resolve(text, scope, file, lookup).as_deref() == Some(full) {
                found.push(text.to_owned());
            }
        }
        found.push(format!(".{full}"));
        found
    }
}
