//! The meaning of the messages of git. They are asked for in English, because git has no codes for its errors.

/// Returns `true` if messages are about a repository that may be damaged, so that another one may help.
pub(crate) fn is_damage(messages: &str) -> bool {
    SIGNS_OF_DAMAGE.iter().any(|sign| messages.contains(sign))
}

/// Parts of the messages of git about a repository that is damaged or locked, or that lacks objects.
const SIGNS_OF_DAMAGE: &[&str] = &[
    "bad ",
    "broken",
    "cannot ",
    "corrupt",
    "could not set",
    "did not send all necessary objects",
    "fatal: shallow",
    "loose object",
    "not a git repository:",
    "packfile",
    "unable to open",
    "unable to read",
    "unable to rename",
    "unable to resolve",
    "unable to write",
    "Unable to create",
];

/// Returns the line of git's messages that says most, without control characters.
pub(crate) fn reason(messages: &str) -> String {
    let lines = || messages.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = |prefix: &'static str| lines().find(move |line| line.starts_with(prefix));
    let has = |words: &[&str]| lines().find(|line| words.iter().any(|word| line.contains(word))).map(str::to_owned);
    let line = said("ssh:").map(str::to_owned).or_else(|| has(&CAUSES)).or_else(|| said("fatal:").map(str::to_owned));
    let line =
        line.or_else(|| lines().next_back().map(str::to_owned)).unwrap_or_else(|| "it gave no reason".to_owned());
    let line = line.trim_start_matches("fatal: ").trim_start_matches("error: ");
    line.chars().filter(|it| !it.is_control()).take(300).collect()
}

/// Parts of messages that say more than the line with `fatal:`.
const CAUSES: [&str; 6] = [
    "Permission denied",
    "Host key verification failed",
    "No space left on device",
    "File too large",
    "Read-only file system",
    "Disk quota exceeded",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_line_that_says_most() {
        let of_ssh =
            "ssh: Could not resolve hostname x\nfatal: Could not read from remote repository.\n\nPlease make sure\n";
        assert_eq!(reason(of_ssh), "ssh: Could not resolve hostname x");
        assert_eq!(reason("remote: no\u{1b}[0m\nfatal: unable to access\u{7}\n"), "unable to access");
        assert_eq!(
            reason("error: file write error: No space left on device\nfatal: x"),
            "file write error: No space left on device"
        );
        assert_eq!(reason(""), "it gave no reason");
    }

    #[test]
    fn knows_damage() {
        assert!(is_damage("error: object file x is empty\nfatal: loose object x (stored in x) is corrupt"));
        assert!(!is_damage("fatal: unable to access 'https://a/b/': Could not resolve host: a"));
        assert!(!is_damage("fatal: couldn't find remote ref refs/tags/v9"));
        assert!(!is_damage("fatal: early EOF\nfatal: fetch-pack: invalid index-pack output"));
    }
}
