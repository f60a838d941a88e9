//! One error for several commits that a clone lacks, with one command that fetches all of them.

use super::error::InputError;

impl InputError {
    /// Returns one error for several commits that are not there. An error of another kind comes first; `None` for no error.
    pub fn together(errors: Vec<Self>) -> Option<Self> {
        let is_missing = |error: &Self| missing(error).is_some();
        if errors.len() < 2 || !errors.iter().all(is_missing) {
            return errors.into_iter().max_by_key(|error| !is_missing(error));
        }
        let (asked, fetches): (Vec<&str>, Vec<Option<&str>>) = errors.iter().filter_map(missing).unzip();
        let fetch = fetches.into_iter().collect::<Option<Vec<_>>>().map(|fetches| merged(&fetches));
        Some(Self::SeveralMissing { asked: asked.into_iter().map(str::to_owned).collect(), fetch })
    }
}

/// Returns the name of a commit that is not there, and the command that fetches it, if it is known.
fn missing(error: &InputError) -> Option<(&str, Option<&str>)> {
    match error {
        InputError::Shallow { asked, fetch } | InputError::CutOff { asked, fetch } => Some((asked, Some(fetch))),
        InputError::NamedBranchMissing { branch, fetch, .. } | InputError::NotFetched { branch, fetch } => {
            Some((branch, Some(fetch)))
        }
        InputError::NoRevisionFound { asked, .. } => Some((asked, None)),
        _ => None,
    }
}

/// Merges commands of the form `git fetch [--depth=1] [origin REFSPEC…]`; commands with different remotes follow each other.
fn merged(commands: &[&str]) -> String {
    let words = |command: &'_ &str| command.trim_start_matches("git fetch").trim().to_owned();
    let is_flag = |word: &&str| word.starts_with("--");
    let all: Vec<String> = commands.iter().map(words).collect();
    let (mut flags, mut remotes, mut refspecs): (Vec<&str>, Vec<&str>, Vec<&str>) = Default::default();
    for command in &all {
        flags.extend(command.split_whitespace().filter(is_flag));
        let mut others = command.split_whitespace().filter(|word| !is_flag(word));
        remotes.extend(others.next());
        refspecs.extend(others);
    }
    remotes.dedup();
    if remotes.len() > 1 {
        return commands.join(" && ");
    }
    if flags.contains(&"--unshallow") {
        flags.retain(|flag| !flag.starts_with("--depth"));
    }
    flags.sort_unstable();
    flags.dedup();
    let words = ["git fetch"].into_iter().chain(flags).chain(remotes).chain(refspecs);
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_for_one_remote_become_one() {
        for (commands, expected) in [
            (
                &["git fetch --depth=1 origin tag v1.0", "git fetch --depth=1 origin tag v1.1"][..],
                "git fetch --depth=1 origin tag v1.0 tag v1.1",
            ),
            (
                &["git fetch --unshallow", "git fetch --depth=1 origin tag v1.0"],
                "git fetch --unshallow origin tag v1.0",
            ),
            (&["git fetch a x:x", "git fetch b y:y"], "git fetch a x:x && git fetch b y:y"),
        ] {
            assert_eq!(merged(commands), expected);
        }
    }

    #[test]
    fn another_error_comes_first() {
        let shallow = |name: &str| InputError::Shallow { asked: name.to_owned(), fetch: String::new() };
        let both = InputError::together(vec![shallow("v1"), InputError::StdinTwice]);
        assert!(matches!(both, Some(InputError::StdinTwice)));
        assert!(matches!(InputError::together(vec![shallow("v1")]), Some(InputError::Shallow { .. })));
        assert!(InputError::together(Vec::new()).is_none());
    }
}
