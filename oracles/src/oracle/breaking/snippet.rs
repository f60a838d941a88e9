//! The changed lines of two sets of files, short enough to read in a log.

use crate::mutate::Files;

/// The maximum number of lines shown of either side.
const SHOWN: usize = 14;

/// Returns the name of each file that differs, with its changed lines: `-` for old and `+` for new.
pub(crate) fn changes(old: &Files, new: &Files) -> Vec<(String, String)> {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let differs = names.into_iter().filter(|it| old.get(*it) != new.get(*it));
    differs.map(|it| (it.clone(), change(old.get(it), new.get(it)))).collect()
}

fn change(old: Option<&String>, new: Option<&String>) -> String {
    let (Some(old), Some(new)) = (old, new) else {
        return if old.is_some() { "    - the file".into() } else { "    + the file".into() };
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let mut shown = format!("    line {}\n", start + 1);
    shown += &side('-', &old[start..old.len() - end]);
    shown += &side('+', &new[start..new.len() - end]);
    shown.trim_end().to_owned()
}

fn side(sign: char, lines: &[&str]) -> String {
    let mut text: String = lines.iter().take(SHOWN).map(|it| format!("    {sign} {it}\n")).collect();
    if lines.len() > SHOWN {
        text += &format!("    {sign} … {} lines more\n", lines.len() - SHOWN);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Files {
        Files::from([("a.proto".to_owned(), text.to_owned())])
    }

    #[test]
    fn shows_only_what_changed() {
        let shown = changes(&files("a\nb\nc\nd\n"), &files("a\nx\nd\n"));
        assert_eq!(shown, [("a.proto".to_owned(), "    line 2\n    - b\n    - c\n    + x".to_owned())]);
        assert_eq!(changes(&files("a\n"), &files("a\n")), []);
    }

    #[test]
    fn shows_a_removed_repeated_line_once() {
        assert_eq!(changes(&files("a\na\n"), &files("a\n"))[0].1, "    line 2\n    - a");
    }

    #[test]
    fn names_added_and_removed_files() {
        assert_eq!(changes(&files(""), &Files::new())[0].1, "    - the file");
        assert_eq!(changes(&Files::new(), &files(""))[0].1, "    + the file");
    }
}
