//! The values of a configuration from which a policy is made, whatever the format of its file.

use crate::{Catalog, ConfigVersion, IgnoreEnd};
use protoward_source::{LocatedText, Place};

/// The part of a configuration about rules: selection, severities and ignores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySettings {
    /// The rules and categories that run.
    pub use_: Vec<LocatedText>,
    /// The excluded rules and categories.
    pub except: Vec<LocatedText>,
    /// The findings that are not reported: `ignore` and `ignore_only`.
    pub ignores: Vec<Ignore>,
    /// The severities of rules and categories that differ from the default.
    pub severity: Vec<(LocatedText, Level)>,
    /// `true` to ignore changes in unstable packages such as `user.v1beta1`.
    pub ignore_unstable_packages: bool,
    /// `true` if the configuration names no rules, so that `use_` is the default, and default rules of plugins run.
    pub uses_defaults: bool,
    /// `true` if all checks are intentionally disabled: `use = []`, or `disable_builtin` of a `buf.yaml`.
    pub is_off: bool,
    /// With `is_off`, `true` if rules of plugins run: `disable_builtin` of a `buf.yaml`.
    pub keeps_plugins: bool,
    /// The requirements that each ignore of the module must meet.
    pub policy: IgnorePolicy,
}

impl PolicySettings {
    /// Returns settings that select rules and categories by name.
    pub fn using<I: Into<String>>(names: impl IntoIterator<Item = I>) -> Self {
        Self { use_: names.into_iter().map(LocatedText::unplaced).collect(), ..Self::default() }
    }

    /// Returns settings without the names of rules and categories that the catalog does not have.
    #[must_use]
    pub fn known_to(&self, catalog: &Catalog, version: ConfigVersion) -> Self {
        let is_known = |word: &LocatedText| catalog.is_known(version, &word.text);
        let known = |words: &[LocatedText]| words.iter().filter(|word| is_known(word)).cloned().collect::<Vec<_>>();
        let ignore = |ignore: &Ignore| {
            let rules = known(&ignore.rules);
            // An ignore without rules is one of all rules.
            (ignore.rules.is_empty() || !rules.is_empty()).then(|| Ignore { rules, ..ignore.clone() })
        };
        Self {
            use_: known(&self.use_),
            except: known(&self.except),
            ignores: self.ignores.iter().filter_map(ignore).collect(),
            severity: self.severity.iter().filter(|(word, _)| is_known(word)).cloned().collect(),
            ..self.clone()
        }
    }
}

/// The requirements for ignores; none by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IgnorePolicy {
    /// `disallow_comment_ignores`: `true` if comments must not ignore findings.
    pub disallows_comments: bool,
    /// `require_ignore_reason`: `true` if each ignore needs a reason.
    pub requires_reason: bool,
    /// `require_ignore_until`: `true` if each ignore needs an end.
    pub requires_until: bool,
}

/// An ignore in a configuration. A finding must match all of its criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The place in the configuration.
    pub place: Place,
    /// The file or folder as written; `None` for all files.
    pub path: Option<LocatedText>,
    /// The file or folder by its import path in the module.
    pub within: IgnoreScope,
    /// The file or folder of a dependency by its path from the folder of the configuration; `None` for a configuration of
    /// buf.
    pub located: Option<String>,
    /// The rules and categories; empty for all rules.
    pub rules: Vec<LocatedText>,
    /// The full name of an element; the ignore also covers nested elements.
    pub element: Option<LocatedText>,
    /// The reason, which reports show.
    pub reason: Option<LocatedText>,
    /// The end as written and as read; `None` for an ignore without an end.
    pub until: Option<(LocatedText, IgnoreEnd)>,
    /// `true` for an ignore of one change that was made, `false` for one of all future changes.
    pub is_exception: bool,
}

/// The part of a module that an ignore covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoreScope {
    /// All files of the module.
    All,
    /// A file or a folder, by import path.
    Path(String),
    /// Nothing: the ignore refers to another module.
    Nothing,
}

/// The configured severity of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Findings are reported but do not fail.
    Warning,
    /// Findings fail the command.
    Error,
}

/// An ignore in a comment on a declaration: `// protoward:breaking:ignore FIELD_NO_DELETE unused`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentIgnore {
    /// The place of the comment; in an image, that of its declaration.
    pub place: Place,
    /// The named ids and categories.
    pub rules: Vec<String>,
    /// The word after `until`, which may be empty.
    pub until: Option<String>,
    /// An end that has no effect as it is written.
    pub mistaken_end: Option<MistakenEnd>,
    /// The rest of the line.
    pub reason: Option<String>,
    /// The declarations to which the comment belongs, with their nested declarations.
    pub scopes: Vec<CoveredScope>,
    /// `true` for a comment of buf. It may name a rule of a plugin that only buf runs, so an unknown rule is no error.
    pub is_of_buf: bool,
}

/// An end in the comment of an ignore that has no effect as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MistakenEnd {
    /// A date after an `until` in the reason.
    Misplaced(String),
    /// A word in place of `until`.
    Misspelled(String),
}

/// The scope of an ignore. A finding must match one of the paths, and the element; `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoveredScope {
    /// A file or a folder, by import path.
    pub path: Option<String>,
    /// A file or a folder, by its path from the folder of the configuration.
    pub located: Option<String>,
    /// The full name of an element or package, which includes nested elements.
    pub element: Option<String>,
    /// A statement without an element, such as an import: only findings inside of it match.
    pub statement: Option<Place>,
}
