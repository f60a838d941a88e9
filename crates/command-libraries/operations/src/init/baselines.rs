//! The baselines of a gate for a team: the releases in use, and the commit where the work began.

use std::path::Path;

use protoward_inputs::{release_patterns, repository_root};
use protoward_source::list;
use protoward_source::paths::tree_path;

use crate::init::config_text::{ConfigText, quoted};

/// The number of patterns that are named, because a repository may release hundreds of things.
const MOST_SHOWN: usize = 4;

/// The baselines that the tags of a repository suggest.
pub(crate) enum Baselines {
    /// The newest releases whose tags have this pattern, and the merge base.
    Releases(String),
    /// The merge base, because nothing tells which of the patterns is that of the releases of the schema.
    SeveralSeries(Vec<String>),
    /// The merge base, because the repository has no release yet.
    MergeBase,
    /// None, because there is no repository.
    Nothing,
}

/// The gate of the configuration that the new one replaces.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ReplacedGate {
    /// `true` if there is one, which the new one must not relax.
    pub(crate) is_there: bool,
    /// `true` if it ignores something, without reasons.
    pub(crate) has_ignores: bool,
}

impl Baselines {
    pub(crate) fn of(folder: &Path) -> Self {
        let Ok(folder) = std::path::absolute(folder) else { return Self::Nothing };
        let Some(repository) = repository_root(&folder) else { return Self::Nothing };
        let inside = folder.strip_prefix(repository).ok().and_then(tree_path).unwrap_or_default();
        let mut patterns = release_patterns(repository, &inside);
        match (patterns.pop(), patterns.is_empty()) {
            (Some(pattern), true) => Self::Releases(pattern),
            (Some(pattern), false) => Self::SeveralSeries([patterns, vec![pattern]].concat()),
            (None, _) => Self::MergeBase,
        }
    }

    /// Adds the keys of the section `breaking`, and explains them.
    pub(crate) fn write(&self, replaced: ReplacedGate, text: &mut ConfigText, choices: &mut Vec<String>) {
        match self {
            Self::Releases(pattern) => {
                text.comment("The last two releases must keep working, and what other branches have already.");
                text.value("against", &format!("[{{ tags = {}, last = 2 }}, \"merge-base\"]", quoted(pattern)));
                let baselines = format!("gate: the last two releases of `{pattern}` and the merge base");
                if replaced.is_there {
                    text.comment(
                        "`released-only = true` makes changes to unreleased elements warnings. That relaxes the gate of buf.yaml, \
                         which its owner accepts with `--accept-relaxed`.",
                    );
                    choices.push(baselines);
                } else {
                    text.comment("Unreleased elements may still change: such a change is a warning.");
                    text.flag("released-only");
                    choices.push(format!("{baselines}; changes to unreleased elements are warnings"));
                }
            }
            Self::SeveralSeries(patterns) => {
                let mut shown: Vec<String> =
                    patterns.iter().take(MOST_SHOWN).map(|pattern| format!("`{pattern}`")).collect();
                shown.extend(patterns.len().checked_sub(MOST_SHOWN + 1).map(|more| format!("{} more", more + 1)));
                let shown = list(&shown);
                text.comment(&format!(
                    "The tags are of several series: {shown}. Add the releases of this schema, as in"
                ));
                text.comment(&format!("[{{ tags = {}, last = 2 }}, \"merge-base\"]", quoted(&patterns[0])));
                text.value("against", "\"merge-base\"");
                choices.push(format!(
                    "gate: the merge base; the tags are of several series: {shown}; add the releases of this schema"
                ));
            }
            Self::MergeBase => {
                text.comment("With the first release, add its tags: [{ tags = \"v1.*\", last = 2 }, \"merge-base\"]");
                text.value("against", "\"merge-base\"");
                choices.push("gate: the merge base, because no tag is a release of the schema".to_owned());
            }
            Self::Nothing => {
                choices.push("gate: left out, because this is not a git repository".to_owned());
                return;
            }
        }
        if replaced.has_ignores {
            text.comment("Give each ignore a `reason`, and then set `require_ignore_reason = true`.");
            choices.push(
                "gate: the ignores have no reasons yet, so that none are required; `protoward approve` allows single changes"
                    .to_owned(),
            );
            return;
        }
        text.comment("An ignore says why. `protoward approve` allows a single change instead.");
        text.flag("require_ignore_reason");
        choices.push("gate: ignores need a reason; `protoward approve` allows single changes".to_owned());
    }
}
