use std::ops::Range;

/// Changes to a text, by the places that they have in it before any of them is made.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    made: Vec<(Range<usize>, String)>,
    /// What comes behind the text.
    end: String,
}

impl Edits {
    pub(crate) fn replace(&mut self, at: Range<usize>, with: impl Into<String>) {
        self.made.push((at, with.into()));
    }

    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    pub(crate) fn append(&mut self, text: &str) {
        self.end.push_str(text);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.made.is_empty() && self.end.is_empty()
    }

    /// The text with all changes. What stands at the same place stands in the order in which it came.
    pub(crate) fn made_in(mut self, text: &str) -> String {
        self.made.sort_by_key(|(at, _)| at.start);
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (at, with) in &self.made {
            out.push_str(&text[done..at.start]);
            out.push_str(with);
            done = at.end;
        }
        out.push_str(&text[done..]);
        out.push_str(&self.end);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_made_by_their_places() {
        let mut edits = Edits::default();
        edits.insert(5, "!");
        edits.replace(0..1, "A");
        edits.insert(5, "?");
        edits.replace(2..4, "");
        edits.append(".");
        assert_eq!(edits.made_in("abcde"), "Abe!?.");
    }
}
