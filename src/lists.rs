//! Lists made of what an iterator gives, with little code for each kind of iterator.
//!
//! `collect` and `extend` of the standard library choose among several ways for each, twenty functions each time, and a
//! build script compiles them all. Here, one element is pushed after the other.

/// A list of what becomes of each element; `list.iter().map(map).collect()` with a fifth of the code.
pub(crate) fn mapped<'l, S, T>(list: &'l [S], mut map: impl FnMut(&'l S) -> T) -> Vec<T> {
    let mut mapped = Vec::with_capacity(list.len());
    for element in list {
        mapped.push(map(element));
    }
    mapped
}

/// Iterators that become lists.
pub(crate) trait Listed: Iterator {
    /// A list of all that is left. As nothing is reserved, what is long and made often still takes [`mapped`] or `collect`.
    fn listed(self) -> Vec<Self::Item>;
}

impl<I: Iterator> Listed for I {
    fn listed(self) -> Vec<I::Item> {
        let mut list = Vec::new();
        for element in self {
            list.push(element);
        }
        list
    }
}

/// Lists that take in what iterators give.
pub(crate) trait PushAll<T> {
    /// Pushes all elements, one by one.
    fn push_all(&mut self, elements: impl IntoIterator<Item = T>);
}

impl<T> PushAll<T> for Vec<T> {
    fn push_all(&mut self, elements: impl IntoIterator<Item = T>) {
        for element in elements {
            self.push(element);
        }
    }
}
