use foldhash::fast::RandomState;
use indexmap::IndexSet;

/// An interned text. Names are equal if their texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

impl Name {
    /// Returns the position among the names, in the order of interning, from zero.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The interned texts of one schema.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: IndexSet<Box<str>, RandomState>,
}

impl Names {
    /// Returns the name of `text`, interning it if necessary.
    pub fn intern(&mut self, text: &str) -> Name {
        let index = self.texts.get_index_of(text).unwrap_or_else(|| self.texts.insert_full(text.into()).0);
        Name(u32::try_from(index).expect("fewer than 2^32 names"))
    }

    /// Returns the name of `text` if it is interned.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.texts.get_index_of(text).map(|index| Name(index as u32))
    }

    /// Returns the number of names.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Returns `true` if there are no names.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Returns the text of a name.
    pub fn text(&self, name: Name) -> &str {
        &self.texts[name.index()]
    }
}

/// A map from names to values, indexed by name number.
#[derive(Clone, Debug)]
pub(crate) struct NameMap<V> {
    of: Vec<Option<V>>,
}

impl<V: Copy> NameMap<V> {
    pub(crate) fn get(&self, name: Name) -> Option<V> {
        *self.of.get(name.index())?
    }

    /// Inserts a value for a name. Returns the previous value.
    pub(crate) fn insert(&mut self, name: Name, value: V) -> Option<V> {
        let index = name.index();
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
