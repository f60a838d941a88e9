//! The words of a configuration that a policy is made from.

use crate::Until;
use protoward_source::Place;

/// A word of the configuration, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// The place in the configuration; `None` for a default.
    pub place: Option<Place>,
}

impl Word {
    /// A word that nobody has written.
    pub fn unplaced(text: impl Into<String>) -> Self {
        Self { text: text.into(), place: None }
    }
}

/// The part of a configuration that is about rules: which ones run, how severe they are, and what they ignore.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Rules and categories that are checked.
    pub use_: Vec<Word>,
    /// Rules and categories that are not.
    pub except: Vec<Word>,
    /// Findings that are not reported: `ignore` and `ignore_only`.
    pub ignores: Vec<Ignore>,
    /// The severities of rules and categories, where they are not errors.
    pub severity: Vec<(Word, Level)>,
    /// `true` where packages such as `user.v1beta1` may change as they like.
    pub ignore_unstable_packages: bool,
    /// `true` where nothing is checked on purpose: `disable_builtin` of a `buf.yaml`.
    pub is_off: bool,
    /// The requirements for ignores.
    pub policy: IgnorePolicy,
}

impl Settings {
    /// Settings that select rules and categories by their names.
    pub fn using<I: Into<String>>(names: impl IntoIterator<Item = I>) -> Self {
        Self { use_: names.into_iter().map(Word::unplaced).collect(), ..Self::default() }
    }
}

/// The requirements that an ignore must meet to take effect; by default, there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IgnorePolicy {
    /// `disallow_comment_ignores`: `true` where comments in sources must not ignore anything.
    pub disallows_comments: bool,
    /// `require_ignore_reason`: `true` where each ignore needs a reason.
    pub requires_reason: bool,
    /// `require_ignore_until`: `true` where each ignore needs an end.
    pub requires_until: bool,
}

/// An ignore of a configuration. A finding has to match everything that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The place in the configuration.
    pub place: Place,
    /// The file or folder, as it is written; `None` for everything.
    pub path: Option<Word>,
    /// The same, by the name it is imported by from a module.
    pub within: Within,
    /// The rules and categories; none for all of them.
    pub rules: Vec<Word>,
    /// The full name of an element: the ignore covers it, and what is declared in it.
    pub element: Option<Word>,
    /// The reason for it.
    pub reason: Option<Word>,
    /// Its end.
    pub until: Option<(Word, Until)>,
    /// `true` where it is about one change that was made, and not about what may always change.
    pub is_exception: bool,
}

/// The part of a module that an ignore covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// The whole module.
    All,
    /// A file or a folder, by the name it is imported by.
    Path(String),
    /// No part: the ignore refers to another module.
    Nothing,
}

/// The severity that a configuration gives to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Findings are reported, and do not fail.
    Warning,
    /// Findings fail.
    Error,
}

/// An ignore in a comment on a declaration: `// protoward:breaking:ignore FIELD_NO_DELETE unused`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentIgnore {
    /// The place of the comment; in an image, that of its declaration.
    pub place: Place,
    /// The ids and categories that it names.
    pub rules: Vec<String>,
    /// The word behind `until`; empty where there is none.
    pub until: Option<String>,
    /// The date behind an `until` in the reason, where it has no effect.
    pub misplaced_end: Option<String>,
    /// The rest of its line.
    pub reason: Option<String>,
    /// The declarations that it belongs to, each with what is declared in it.
    pub scopes: Vec<Scope>,
}

/// The scope of an ignore. A finding has to match both parts; `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// A file or a folder, by the name it is imported by.
    pub path: Option<String>,
    /// The full name of an element: it, and what is declared in it. A package is an element as well.
    pub element: Option<String>,
}
