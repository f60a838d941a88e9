//! Lists of strings in BUILD files, in the layout of buildifier.

use std::borrow::Cow;

use super::tokens::is_keep;

/// A list of strings, with its comments.
#[derive(Clone, Debug, Default)]
pub(crate) struct List<'t> {
    /// The comment behind the opening bracket.
    pub(crate) first_comment: Option<&'t str>,
    pub(crate) entries: Vec<Entry<'t>>,
    /// The comments below the last entry.
    pub(crate) last_comments: Vec<&'t str>,
}

/// An entry of a list.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'t> {
    pub(crate) value: Cow<'t, str>,
    /// The string as it is written, with its quotes.
    pub(crate) spelling: Cow<'t, str>,
    pub(crate) comments_above: Vec<&'t str>,
    pub(crate) comment_behind: Option<&'t str>,
}

impl<'t> Entry<'t> {
    fn new(value: &'t str) -> Self {
        let spelling = Cow::Owned(quoted(value));
        Self { value: Cow::Borrowed(value), spelling, comments_above: Vec::new(), comment_behind: None }
    }

    /// Returns `true` if a comment `# keep` is above or behind the entry.
    pub(crate) fn is_kept(&self) -> bool {
        self.comments_above.iter().copied().chain(self.comment_behind).any(is_keep)
    }

    /// Returns the key by which buildifier sorts: entries of the same folder, of other folders, of other repositories.
    fn sort_key(&self) -> (u8, &str) {
        let group = match &*self.value {
            entry if entry.starts_with('@') => 2,
            entry if entry.starts_with("//") => 1,
            _ => 0,
        };
        (group, &self.value)
    }

    fn has_comments(&self) -> bool {
        !self.comments_above.is_empty() || self.comment_behind.is_some()
    }
}

impl<'t> List<'t> {
    /// Inserts an entry behind the last one that comes before it, so that a sorted list stays sorted.
    pub(crate) fn insert(&mut self, value: &'t str) {
        let entry = Entry::new(value);
        let before = self.entries.iter().rposition(|other| other.sort_key() <= entry.sort_key());
        self.entries.insert(before.map_or(0, |at| at + 1), entry);
    }

    pub(crate) fn text(&self) -> String {
        let has_comments = self.first_comment.is_some() || !self.last_comments.is_empty();
        match self.entries.as_slice() {
            [] if !has_comments => "[]".to_owned(),
            [only] if !has_comments && !only.has_comments() => format!("[{}]", only.spelling),
            entries => {
                let first = self.first_comment.map(|comment| format!("  {comment}")).unwrap_or_default();
                let lines: String =
                    entries.iter().map(lines).chain(self.last_comments.iter().map(|it| own_line(it))).collect();
                format!("[{first}\n{lines}    ]")
            }
        }
    }
}

impl<'t> FromIterator<&'t str> for List<'t> {
    fn from_iter<I: IntoIterator<Item = &'t str>>(values: I) -> Self {
        let mut list = Self::default();
        values.into_iter().for_each(|value| list.insert(value));
        list
    }
}

/// Returns the lines of an entry.
fn lines(entry: &Entry<'_>) -> String {
    let above: String = entry.comments_above.iter().map(|comment| own_line(comment)).collect();
    let behind = entry.comment_behind.map(|comment| format!("  {comment}")).unwrap_or_default();
    above + &own_line(&format!("{},{behind}", entry.spelling))
}

fn own_line(text: &str) -> String {
    format!("        {text}\n")
}

/// Returns a string of Starlark.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
