//! Groups similar disagreements by the messages of both compilers, without names and numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::oracle::answer::Answer;
use crate::oracle::mutants::trial::{Judgement, Trial};
use protoward_kit::error::Error;

/// The common properties of the disagreements in a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Similarity {
    judgement: Judgement,
    theirs: String,
    ours: String,
}

/// The maximum number of examples of a group in the report.
const EXAMPLES: usize = 6;

/// Groups the disagreements by their common properties, the largest group first.
pub(super) fn grouped(trials: &[Trial]) -> Vec<(Similarity, Vec<&Trial>)> {
    let mut groups: BTreeMap<Similarity, Vec<&Trial>> = BTreeMap::new();
    for trial in trials.iter().filter(|it| !it.judgement.is_agreement()) {
        let similarity =
            Similarity { judgement: trial.judgement, theirs: gist(&trial.theirs), ours: gist(&trial.ours) };
        groups.entry(similarity).or_default().push(trial);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, trials)| std::cmp::Reverse(trials.len()));
    groups
}

fn gist(answer: &Answer) -> String {
    if answer.is_accepted() { "accepts".to_owned() } else { blanked(answer.first_words()) }
}

/// Replaces quoted names and numbers, which differ between mutants of a group.
fn blanked(words: &str) -> String {
    let mut blank = String::new();
    let mut rest = words.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '"' | '`' => {
                blank.push('…');
                rest.by_ref().find(|it| *it == letter);
            }
            digit if digit.is_ascii_digit() => {
                blank.push('#');
                while rest.next_if(char::is_ascii_digit).is_some() {}
            }
            other => blank.push(other),
        }
    }
    blank
}

impl std::fmt::Display for Similarity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: protoc {:?}, protoward {:?}", self.judgement.title(), self.theirs, self.ours)
    }
}

/// Formats the groups with examples, for the developer who fixes them.
pub(super) fn report(groups: &[(Similarity, Vec<&Trial>)]) -> String {
    let mut text = String::new();
    for (similarity, trials) in groups {
        let _ = writeln!(text, "## {} × {}", trials.len(), similarity.judgement.title());
        let _ = writeln!(text, "protoc:    {}\nprotoward: {}\n", similarity.theirs, similarity.ours);
        for trial in trials.iter().take(EXAMPLES) {
            text.push_str(&example(trial));
        }
        let _ = writeln!(text);
    }
    text
}

pub(super) fn example(trial: &Trial) -> String {
    let Trial { mutant, theirs, ours, judgement: _ } = trial;
    let mut text = format!("#{} {}:{}: {}\n", mutant.number, mutant.original.name, mutant.line, mutant.what);
    let shown = mutant.line.saturating_sub(2)..mutant.line + 1;
    for (at, line) in mutant.text.lines().enumerate().filter(|(at, _)| shown.contains(at)) {
        let _ = writeln!(text, "  {:>5} | {}", at + 1, line.chars().take(140).collect::<String>());
    }
    for (who, answer) in [("protoc", theirs), ("protoward", ours)] {
        let words = answer.lines.iter().take(3).map(|it| it.chars().take(240).collect::<String>());
        let words: Vec<String> = words.collect();
        let outcome = if answer.is_accepted() { "accepted".to_owned() } else { words.join("\n             ") };
        let _ = writeln!(text, "  {who:>9}: {outcome}");
    }
    text
}

/// Writes the mutant and the answers of both compilers below `folder`, and returns the path of the new folder.
pub(super) fn keep(folder: &Path, trial: &Trial) -> Result<PathBuf, Error> {
    let Trial { mutant, theirs, ours, judgement } = trial;
    let dir = folder.join(mutant.number.to_string());
    let proto = dir.join(&mutant.original.name);
    let parent = proto.parent().unwrap_or(&dir);
    std::fs::create_dir_all(parent).map_err(Error::at(parent))?;
    let roots: Vec<String> = mutant.original.roots.iter().map(|it| format!("-I{}", it.display())).collect();
    let about = format!(
        "{}\n{}:{}: {}\nprotoc -I. {} -o/dev/null {}\n",
        judgement.title(),
        mutant.original.name,
        mutant.line,
        mutant.what,
        roots.join(" "),
        mutant.original.name
    );
    let outcome = |answer: &Answer| format!("{:?}\n{}\n", answer.verdict, answer.lines.join("\n"));
    let texts = [("about.txt", about), ("protoc.txt", outcome(theirs)), ("protoward.txt", outcome(ours))];
    for (name, text) in texts {
        std::fs::write(dir.join(name), text).map_err(Error::at(&dir))?;
    }
    std::fs::write(&proto, &mutant.text).map_err(Error::at(&proto))?;
    Ok(dir)
}

#[cfg(test)]
mod tests {
    use super::blanked;

    #[test]
    fn leaves_out_names_and_numbers() {
        assert_eq!(blanked("\"a.B\" is 12 not `x`, 3-4."), "… is # not …, #-#.");
        assert_eq!(blanked("an open \"quote"), "an open …");
    }
}
