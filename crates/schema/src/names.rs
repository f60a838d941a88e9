use foldhash::fast::RandomState;
use indexmap::IndexSet;

/// An interned text: two names are equal when their texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

/// All texts of one schema, each held once.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: IndexSet<Box<str>, RandomState>,
}

impl Names {
    /// The name of `text`, made where it is new.
    pub fn intern(&mut self, text: &str) -> Name {
        let index = self.texts.get_index_of(text).unwrap_or_else(|| self.texts.insert_full(text.into()).0);
        Name(u32::try_from(index).expect("fewer than 2^32 names"))
    }

    /// The name of `text`, if the schema has it anywhere.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.texts.get_index_of(text).map(|index| Name(index as u32))
    }

    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        &self.texts[name.0 as usize]
    }
}

/// What some names stand for, by the number of each.
#[derive(Clone, Debug)]
pub(crate) struct NameMap<V> {
    of: Vec<Option<V>>,
}

impl<V: Copy> NameMap<V> {
    pub(crate) fn get(&self, name: Name) -> Option<V> {
        *self.of.get(name.0 as usize)?
    }

    /// Has a name stand for something; gives what it stood for before.
    pub(crate) fn insert(&mut self, name: Name, value: V) -> Option<V> {
        let index = name.0 as usize;
        if index >= self.of.len() {
            self.of.resize(index + 1, None);
        }
        self.of[index].replace(value)
    }
}

impl<V> Default for NameMap<V> {
    fn default() -> Self {
        Self { of: Vec::new() }
    }
}
