//! References that may stand for several versions: `tags:v1.*#last=2`, `merge-base`.

use std::fmt;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::error::InputError;
use super::input::Input;

/// Older versions of a schema, as a reference names them.
#[derive(Clone, Debug)]
pub enum Versions {
    /// One input, which may be the same one at a commit.
    Input(Input),
    /// The releases of a window.
    Tags(TagWindow),
    /// The commits where the current work began: `merge-base`.
    MergeBase,
}

/// A window of releases: the tags that match a pattern, those of the newest versions or of the last months.
#[derive(Clone, Debug)]
pub struct TagWindow {
    /// The pattern of the tags, as in a `.gitignore`: `*` stands for any characters.
    pub pattern: String,
    /// Maximum number of versions, from the highest one down.
    pub last: Option<usize>,
    /// The time before now in which a tag was made.
    pub within: Option<Span>,
    /// The reference, as written.
    text: String,
}

/// The options of a window.
const LAST: &str = "last";
const WITHIN: &str = "within";

impl Versions {
    /// Parses a reference: that of an input, `merge-base`, or `tags:PATTERN` with the options `last` and `within`.
    ///
    /// ```
    /// use protoward_inputs::Versions;
    /// assert!(matches!(Versions::parse("merge-base")?, Versions::MergeBase));
    /// assert!(matches!(Versions::parse("git:HEAD~1")?, Versions::Input(_)));
    /// let Versions::Tags(window) = Versions::parse("tags:v1.*#last=2,within=18 months")? else { panic!() };
    /// assert_eq!((window.pattern.as_str(), window.last), ("v1.*", Some(2)));
    /// # Ok::<(), protoward_inputs::InputError>(())
    /// ```
    ///
    /// # Errors
    /// Fails for an unknown form.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        match text.strip_prefix("tags:") {
            Some(window) => TagWindow::parse(text, window).map(Self::Tags),
            None if text == "merge-base" => Ok(Self::MergeBase),
            None => Input::parse(text).map(Self::Input),
        }
    }
}

impl TagWindow {
    fn parse(text: &str, window: &str) -> Result<Self, InputError> {
        let (pattern, options) = window.split_once('#').unwrap_or((window, ""));
        if pattern.is_empty() {
            return Err(InputError::NoTagPattern { text: text.to_owned() });
        }
        let mut found = Self { pattern: pattern.to_owned(), last: None, within: None, text: text.to_owned() };
        for option in options.split(',').filter(|option| !option.is_empty()) {
            let bad = || InputError::BadWindow { text: text.to_owned(), option: option.to_owned() };
            match option.split_once('=') {
                Some((LAST, count)) if found.last.is_none() => {
                    found.last = Some(count.parse().ok().filter(|count| *count > 0).ok_or_else(bad)?);
                }
                Some((WITHIN, span)) if found.within.is_none() => {
                    found.within = Some(span.parse().ok().filter(|span: &Span| span.is_positive()).ok_or_else(bad)?);
                }
                _ => return Err(bad()),
            }
        }
        Ok(found)
    }

    /// Returns the moment from which on tags are in the window; `None` without a limit.
    pub(super) fn start(&self, now: Timestamp) -> Option<Timestamp> {
        let within = self.within?;
        // A span that begins before all time has no limit.
        now.to_zoned(TimeZone::UTC).checked_sub(within).ok().map(|start| start.timestamp())
    }
}

impl fmt::Display for TagWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn wrong_windows_are_refused() {
        for text in ["tags:", "tags:v1#last=0", "tags:v1#last=x", "tags:v1#within=soon", "tags:v1#within=-2 days"] {
            assert!(Versions::parse(text).is_err(), "{text}");
        }
        for text in ["tags:v1#last=1,last=2", "tags:v1#first=1", "tags:v1#last"] {
            assert!(Versions::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_window_of_months_starts_on_the_same_day() {
        let Versions::Tags(window) = Versions::parse("tags:v*#within=18 months").unwrap() else { panic!() };
        let start = window.start("2026-11-24T10:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(start.to_string(), "2025-05-24T10:00:00Z");
        assert!(TagWindow { within: None, ..window }.start(Timestamp::now()).is_none());
    }
}
