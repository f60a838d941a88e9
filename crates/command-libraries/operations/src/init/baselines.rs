//! The baselines of a gate for a team: the releases in use, and the commit where the work began.

use std::path::Path;

use protoward_inputs::{release_pattern, repository_root};

use crate::init::config_text::{ConfigText, quoted};

/// The baselines that the tags of a repository suggest.
pub(crate) enum Baselines {
    /// The newest releases whose tags have this pattern, and the merge base.
    Releases(String),
    /// The merge base, because the repository has no release yet.
    MergeBase,
    /// None, because there is no repository.
    Nothing,
}

impl Baselines {
    pub(crate) fn of(folder: &Path) -> Self {
        let Ok(folder) = std::path::absolute(folder) else { return Self::Nothing };
        match repository_root(&folder).map(release_pattern) {
            Some(Some(pattern)) => Self::Releases(pattern),
            Some(None) => Self::MergeBase,
            None => Self::Nothing,
        }
    }

    /// Adds the keys of the section `breaking`, and explains them.
    pub(crate) fn write(&self, text: &mut ConfigText, choices: &mut Vec<String>) {
        match self {
            Self::Releases(pattern) => {
                text.comment("The last two releases must keep working, and what other branches have already.");
                text.value("against", &format!("[{{ tags = {}, last = 2 }}, \"merge-base\"]", quoted(pattern)));
                text.comment("Unreleased elements may still change: such a change is a warning.");
                text.flag("released-only");
                choices.push(format!(
                    "gate: the last two releases of `{pattern}` and the merge base; changes to unreleased elements are warnings"
                ));
            }
            Self::MergeBase => {
                text.comment("With the first release, add its tags: [{ tags = \"v1.*\", last = 2 }, \"merge-base\"]");
                text.value("against", "\"merge-base\"");
                choices.push("gate: the merge base, because no tag is a release".to_owned());
            }
            Self::Nothing => {
                choices.push("gate: left out, because this is not a git repository".to_owned());
                return;
            }
        }
        text.comment("An ignore says why. `protoward approve` allows a single change instead.");
        text.flag("require_ignore_reason");
        choices.push("gate: ignores need a reason; `protoward approve` allows single changes".to_owned());
    }
}
