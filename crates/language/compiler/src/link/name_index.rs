/// An index of declarations by name.
pub(super) struct NameIndex<'a> {
    /// The names with the positions of their declarations, sorted.
    sorted: Vec<(&'a str, usize)>,
}

impl<'a> NameIndex<'a> {
    /// Creates an index of declarations with these names.
    pub(super) fn new(names: &mut dyn Iterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<(&str, usize)> = names.zip(0..).collect();
        sorted.sort();
        Self { sorted }
    }

    /// Returns the position of the first declaration of a name.
    pub(super) fn first(&self, name: &str) -> Option<usize> {
        self.all(name).next()
    }

    /// Returns the positions of all declarations of a name, in order.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = usize> {
        let first = self.sorted.partition_point(|&(other, _)| other < name);
        self.sorted[first..].iter().take_while(move |&&(other, _)| other == name).map(|&(_, position)| position)
    }

    /// Returns the distinct names in alphabetical order, with the position of the first declaration of each.
    pub(super) fn names(&self) -> impl Iterator<Item = (&'a str, usize)> {
        self.sorted.chunk_by(|a, b| a.0 == b.0).map(|group| group[0])
    }
}
